//! The page of a key for the terminal, and what a deployment sets it to.

use flinklint_catalog::describe::{KeyDescription, Range};
use flinklint_catalog::version::Version;
use flinklint_linter::rules::RuleText;
use flinklint_linter::view::{DeploymentView, SettingView};
use std::fmt::Write as _;

/// What `explain` knows of a key.
#[derive(Debug)]
pub(crate) struct KeyExplanation<'b> {
    /// The key as asked.
    pub(crate) word: String,
    /// What each product knows of it.
    pub(crate) described: Vec<KeyDescription>,
    /// The rules that look at it, each with its severity and its summary.
    pub(crate) rules: Vec<(&'b RuleText, &'static str, &'b str)>,
    /// What the deployments of a folder set it to, where a folder was named.
    pub(crate) deployments: Option<Vec<Deployment>>,
}

/// A deployment, and where it sets the key under any of its names.
#[derive(Debug)]
pub(crate) struct Deployment {
    /// Its name.
    pub(crate) name: String,
    /// Where it is set.
    pub(crate) settings: Vec<SetHere>,
    /// Its configuration directories of the key's product that do not set it, each with the default that holds there.
    pub(crate) unset: Vec<(String, Option<String>)>,
}

/// One line that sets the key.
#[derive(Debug)]
pub(crate) struct SetHere {
    /// The configuration directory.
    pub(crate) node: String,
    /// The name that is used.
    pub(crate) key: String,
    /// The value; masked where it is secret. None for a line that is no setting at all.
    pub(crate) value: Option<String>,
    /// `file:line`
    pub(crate) at: String,
    /// What it overrides, or why it has no effect.
    pub(crate) note: String,
    /// Whether this line takes effect.
    pub(crate) effective: bool,
}

/// Finds every line that sets the key under one of its names, or was meant to. Those that take effect come first.
pub(crate) fn set_here(word: &str, described: &[KeyDescription], view: &DeploymentView) -> Deployment {
    let mut settings = Vec::new();
    let mut unset = Vec::new();
    for node in &view.nodes {
        let Some(product) = described.iter().find(|one| node.title.starts_with(one.product)) else { continue };
        let mut names = product.all_names();
        if !names.contains(&word) {
            names.push(word);
        }
        let is_it = |setting: &&SettingView| {
            let meant = setting.meant.as_deref();
            names.contains(&setting.key.as_str()) || meant.is_some_and(|meant| names.contains(&meant))
        };
        let line = |setting: &SettingView, effective| SetHere {
            node: node.title.clone(),
            key: setting.key.clone(),
            value: setting.value.clone(),
            at: setting.origin.clone(),
            note: setting.note.clone(),
            effective,
        };
        let before = settings.len();
        settings.extend(node.settings.iter().filter(is_it).map(|setting| line(setting, true)));
        if settings.len() == before {
            unset.push((node.title.clone(), default_in(product, &node.title).map(str::to_owned)));
        }
        settings.extend(node.ignored.iter().filter(is_it).map(|setting| line(setting, false)));
    }
    Deployment { name: view.name.clone(), settings, unset }
}

/// The default in the version that a configuration directory is taken for, or the only one there is.
fn default_in<'d>(described: &'d KeyDescription, title: &str) -> Option<&'d str> {
    let version = title.split(' ').nth(1).and_then(|word| word.parse::<Version>().ok());
    let holds = |range: &Range, version: Version| {
        let minor = Version::new(version.major, version.minor);
        range.from.parse::<Version>().is_ok_and(|from| from <= minor)
            && range.to.as_ref().is_none_or(|to| to.parse::<Version>().is_ok_and(|to| minor <= to))
    };
    let found = match (version, described.defaults.as_slice()) {
        (_, [only]) => Some(only),
        (Some(version), all) => {
            let mut held = all.iter().filter(|default| default.versions.iter().any(|range| holds(range, version)));
            held.next().filter(|_| held.next().is_none())
        }
        (None, _) => None,
    };
    found.filter(|default| default.of.is_none())?.value.as_deref()
}

fn span(range: &Range) -> String {
    match &range.to {
        None => format!("since {}", range.from),
        Some(to) if *to == range.from => range.from.clone(),
        Some(to) => format!("{} to {to}", range.from),
    }
}

fn spans(ranges: &[Range]) -> String {
    ranges.iter().map(span).collect::<Vec<_>>().join(", ")
}

/// `value (versions)`, without the versions where they are those of the whole.
fn held(value: &str, versions: &[Range], whole: &[Range]) -> String {
    if versions == whole || versions.is_empty() { value.to_owned() } else { format!("{value} ({})", spans(versions)) }
}

fn reader(name: &str) -> &str {
    match name {
        "jobmanager" => "JobManager",
        "taskmanager" => "TaskManager",
        "client" => "client that deploys or submits",
        "job" => "job (its own settings override the file)",
        "history-server" => "history server",
        "sql-gateway" => "SQL gateway",
        "sql-client" => "SQL client",
        "scripts" => "start scripts",
        "operator" => "Kubernetes operator",
        "minicluster" => "local cluster inside one process",
        "nobody" => "nobody",
        other => other,
    }
}

/// The page.
pub(crate) fn page(explained: &KeyExplanation<'_>, colour: bool) -> String {
    let bold = |words: &str| if colour { format!("\u{1b}[1m{words}\u{1b}[0m") } else { words.to_owned() };
    let mut out = String::new();
    for (n, described) in explained.described.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        let _ = writeln!(out, "{}  {} {}", bold(&explained.word), described.product, described.kind);
        for (label, text) in lines(&explained.word, described) {
            let _ = writeln!(out, "  {label:<11} {text}");
        }
    }
    if !explained.rules.is_empty() {
        let _ = writeln!(out, "\n{}", bold("Rules that check it"));
        let width = explained.rules.iter().map(|(rule, ..)| rule.name.len()).max().unwrap_or(0);
        for (rule, severity, summary) in &explained.rules {
            let _ = writeln!(out, "  {:<6} {severity:<7} {:<width$}  {}", rule.id, rule.name, summary.trim());
        }
    }
    for deployment in explained.deployments.iter().flatten() {
        let _ = writeln!(out, "\n{}", bold(&format!("Deployment {}", deployment.name)));
        for set in &deployment.settings {
            let mut notes = Vec::new();
            if set.key != explained.word {
                notes.push(format!("as {}", set.key));
            }
            if !set.effective {
                notes.push("no effect".to_owned());
            }
            if !set.note.is_empty() {
                notes.push(set.note.clone());
            }
            let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
            let value = set.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
            let _ = writeln!(out, "  {}:{value}{notes}", set.at);
        }
        for (node, default) in &deployment.unset {
            let default = default.as_ref().map(|default| format!(", so {default}")).unwrap_or_default();
            let _ = writeln!(out, "  not set{default}: {node}");
        }
    }
    out
}

fn lines(word: &str, described: &KeyDescription) -> Vec<(&'static str, String)> {
    let whole = &described.versions;
    let mut lines = Vec::new();
    if described.name != word {
        let label = if described.kind.ends_with(" name") && described.exact { "stands for" } else { "fits" };
        lines.push((label, described.name.clone()));
    }
    if !described.types.is_empty() {
        let types = described.types.iter().map(|one| held(&one.name, &one.versions, whole));
        lines.push(("type", types.collect::<Vec<_>>().join("; ")));
    }
    if let Some(content) = described.content {
        lines.push(("content", content.to_owned()));
    }
    if !described.known_values.is_empty() {
        lines.push(("values", described.known_values.join(", ")));
    }
    for one in described.types.iter().filter(|one| !one.values.is_empty()) {
        lines.push(("values", held(&one.values.join(", "), &one.versions, whole)));
    }
    let defaults = described.defaults.iter().map(|default| {
        let value = default.value.as_deref().unwrap_or("none");
        let value = match &default.of {
            Some(class) => format!("{value} of {class}"),
            None => value.to_owned(),
        };
        held(&value, &default.versions, whole)
    });
    let defaults = defaults.collect::<Vec<_>>().join("; ");
    if !defaults.is_empty() {
        lines.push(("default", defaults));
    }
    if !whole.is_empty() {
        lines.push(("versions", format!("{} {}", described.product, spans(whole))));
    }
    for name in &described.names {
        // What the first lines say already.
        if name.key == described.name && name.versions == *whole {
            continue;
        }
        let (label, role) = match name.role {
            "replacement" => ("stands for", ""),
            "fallback of" => ("fallback of", ""),
            "deprecated" => ("other name", ", deprecated"),
            _ => ("other name", ""),
        };
        let versions = if name.versions.is_empty() { String::new() } else { format!(" ({})", spans(&name.versions)) };
        lines.push((label, format!("{}{role}{versions}", name.key)));
    }
    if !described.deprecated.is_empty() {
        lines.push(("deprecated", spans(&described.deprecated)));
    }
    if !described.readers.is_empty() {
        lines.push(("read by", described.readers.iter().map(|name| reader(name)).collect::<Vec<_>>().join(", ")));
    }
    if let Some(file) = &described.file {
        lines.push(("file", file.clone()));
    }
    if let Some(class) = &described.class {
        let section = described.section.as_ref().map(|section| format!(", section {section}")).unwrap_or_default();
        lines.push(("declared in", format!("{class}{section}")));
    }
    if described.secret {
        let hidden = match &described.hidden_since {
            Some(version) => format!("Flink hides its value since {version}"),
            None if described.product == "Flink" => "Flink writes its value to the log in clear text".to_owned(),
            None => "its value is masked here".to_owned(),
        };
        lines.push(("secret", hidden));
    }
    lines.extend(described.notes.iter().map(|note| ("note", note.clone())));
    lines
}
