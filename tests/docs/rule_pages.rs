//! One page for each rule, and the index of all.

use super::{Pages, block, cell, prose};
use flinklint_linter::examples;
use flinklint_linter::findings::{ReportedFinding, ReportedLabel, Severity};
use flinklint_linter::rules::{ExampleText, RelatedText, Rule, RuleText, Rulebook};
use flinklint_syntax::source::LineIndex;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Columns of a block of text.
const WIDTH: usize = 110;

pub(crate) fn pages() -> Pages {
    let book = Rulebook::built_in();
    let mut pages: Pages =
        book.rules().iter().map(|rule| (format!("docs/rules/{}.md", rule.text.id), page(rule, book.rules()))).collect();
    pages.insert("docs/rules/README.md".into(), index(&book));
    pages
}

fn index(book: &Rulebook) -> String {
    let mut groups: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in book.rules() {
        groups.entry(&rule.text.group).or_default().push(rule);
    }
    let contents: Vec<String> =
        groups.iter().map(|(group, rules)| format!("[{group}](#{group}) ({})", rules.len())).collect();
    let mut out = format!(
        "# Rules\n\n{} rules: {}. This page and the pages of the rules are made from the files in [`rules/`](../../rules); \
         `flinklint rules` and `flinklint explain RULE` print the same.\n\n\
         An **error** means that the software refuses to start, or runs without what was plainly asked for. A **warning** \
         means that it runs, and a foreseeable fault or load will hurt. **info** is advice. Where a rule has several, the \
         situation decides.\n",
        book.rules().len(),
        contents.join(", ")
    );
    for (group, rules) in &groups {
        out += &format!("\n## {group}\n\n| id | name | severity | what is wrong |\n|---|---|---|---|\n");
        for rule in rules {
            out += &format!(
                "| [{0}]({0}.md) | {1} | {2} | {3} |\n",
                rule.text.id,
                rule.text.name,
                severities(rule),
                cell(&rule.text.summary)
            );
        }
    }
    out
}

/// All severities that a rule may have, worst first.
fn severities(rule: &Rule) -> String {
    rule.severities().into_iter().map(Severity::as_str).collect::<Vec<_>>().join(", ")
}

fn page(rule: &Rule, rules: &[Rule]) -> String {
    let text = &*rule.text;
    let mut out = format!(
        "# {} {}\n\n**{}** · [{group}](README.md#{group}) · since {}\n\n{}\n\n## Why it matters\n\n{}\n",
        text.id,
        text.name,
        severities(rule),
        text.since.as_deref().unwrap(),
        prose(&text.summary),
        prose(&text.why),
        group = text.group,
    );
    let helps = helps(text);
    if !helps.is_empty() {
        out += "\n## How to mend it\n\n";
        match helps.as_slice() {
            [only] => out += &format!("{only}\n"),
            several => several.iter().for_each(|help| out += &format!("- {help}\n")),
        }
    }
    out += "\n## Examples\n\nA finding is reported at the lines marked `>`; those marked `+` are shown with it.\n";
    for shown in text.examples.iter() {
        out += &example_of(text, shown, rules);
    }
    let file = format!("rules/{}/{}-{}.yaml", text.group, text.id, text.name);
    out += &format!(
        "\n## The rule\n\nThe whole of it is [`{file}`](../../{file}). Its names are those of the [facts](../facts.md), its conditions \
         are in [the language of rules](../rule-language.md).\n\n{}",
        block(&source(text))
    );
    if !text.sources.is_empty() {
        out += &format!(
            "\n## Sources\n\n{}\n",
            text.sources.iter().map(|source| prose(source)).collect::<Vec<_>>().join("; ")
        );
    }
    out
}

/// Every help that the rule may give; what depends on the deployment is left out.
fn helps(text: &RuleText) -> Vec<String> {
    let mut helps: Vec<String> = Vec::new();
    for help in text.help.iter().chain(text.cases.iter().filter_map(|case| case.help.as_ref())) {
        let help = prose(&without_values(help));
        if !helps.contains(&help) {
            helps.push(help);
        }
    }
    helps
}

/// A sentence with `…` in the place of its expressions.
fn without_values(sentence: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let mut chars = sentence.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if depth == 0 && chars.peek() == Some(&c) => out.extend(chars.next()),
            '{' => {
                depth += 1;
                out.push('…');
            }
            '}' => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn source(text: &RuleText) -> String {
    let mut lines: Vec<String> = text.bindings.iter().map(|binding| format!("for {binding}")).collect();
    lines.push(format!("when {}", text.when.trim()));
    lines.extend(places("", &text.at, &text.related));
    let sentences = |severity: Option<&str>, message: Option<&str>, help: Option<&str>| {
        let say = message.map(|message| format!("    {}: {message}", severity.unwrap_or_default()));
        say.into_iter().chain(help.map(|help| format!("    help: {help}"))).collect::<Vec<_>>()
    };
    if text.cases.is_empty() {
        lines.extend(sentences(text.severity.as_deref(), text.message.as_deref(), text.help.as_deref()));
    }
    for case in text.cases.iter() {
        lines.push(format!("  case {}", case.when.trim()));
        lines.extend(places("    ", &case.at, case.related.as_deref().unwrap_or_default()));
        let severity = case.severity.as_deref().or(text.severity.as_deref());
        let message = case.message.as_deref().or(text.message.as_deref());
        lines.extend(sentences(severity, message, case.help.as_deref().or(text.help.as_deref())));
    }
    lines.iter().map(|line| wrapped(line)).collect::<Vec<_>>().join("\n")
}

fn places(indent: &str, at: &[Cow<'_, str>], related: &[RelatedText]) -> Vec<String> {
    let primary = (!at.is_empty()).then(|| format!("{indent}at {}", at.join(", or ")));
    let others = related.iter().map(|related| format!("{indent}with {}: {}", related.at.join(", or "), related.say));
    primary.into_iter().chain(others).collect()
}

/// Lines of a block; a continuation is indented by four more.
fn wrapped(text: &str) -> String {
    let indent = text.len() - text.trim_start().len();
    let mut lines: Vec<String> = Vec::new();
    let mut line = " ".repeat(indent);
    for word in text.split_whitespace() {
        let fresh = line.trim().is_empty();
        if !fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent + 4)));
            line.push_str(word);
        } else {
            if !fresh {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.push(line);
    lines.join("\n")
}

fn example_of(text: &RuleText, shown: &ExampleText, rules: &[Rule]) -> String {
    let files = shown.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
    let versions: Vec<(&str, &str)> =
        shown.versions.iter().map(|(product, version)| (product.as_ref(), version.as_ref())).collect();
    let findings = examples::findings(files, &versions, rules).unwrap();
    let own = findings.iter().any(|finding| finding.rule == text.id);
    let mut out = format!("\n### {}", if own { "Found" } else { "Not found" });
    if let Some(name) = &shown.name {
        out += &format!(": {}", prose(name));
    }
    out += "\n";
    if !versions.is_empty() {
        let stated: Vec<String> =
            versions.iter().map(|(product, version)| format!("{} {version}", title(product))).collect();
        out += &format!("\nWith {}.\n", stated.join(", "));
    }
    for (path, body) in shown.files.iter() {
        out += &format!("\n`{path}`\n\n{}", block(&numbered(path, body, &findings)));
    }
    if !findings.is_empty() {
        let said: Vec<String> = findings.iter().map(reported).collect();
        out += &format!("\n{}", block(&said.join("\n")));
    }
    out
}

fn reported(finding: &ReportedFinding) -> String {
    let first = finding.labels.first().unwrap();
    let mut lines = vec![format!(
        "{}:{}: {}[{} {}]: {}",
        first.path,
        first.start.line,
        finding.severity.as_str(),
        finding.rule,
        finding.name,
        finding.message
    )];
    for label in finding.labels.iter().skip(1).filter(|label| !label.text.is_empty()) {
        lines.push(format!("  {}:{}: {}", label.path, label.start.line, label.text));
    }
    lines.extend(finding.help.iter().map(|help| format!("  help: {help}")));
    lines.extend(finding.versions.iter().map(|versions| format!("  applies to: {versions}")));
    lines
        .extend(finding.copies.iter().map(|copy| format!("  {}:{}: and here", copy.place.path, copy.place.start.line)));
    lines.extend(finding.consequences.iter().map(|one| format!("  as a result: {}: {}", one.rule, one.message)));
    lines.iter().map(|line| wrapped(&visible(line))).collect::<Vec<_>>().join("\n")
}

/// The lines of a file as findings count them, with their marks.
fn numbered(path: &str, body: &str, findings: &[ReportedFinding]) -> String {
    let index = LineIndex::new(body.as_bytes());
    let count = if body.ends_with(['\n', '\r']) { index.count() - 1 } else { index.count() };
    let width = count.to_string().len();
    let lines = (1..=count).map(|number| {
        let here = |label: &ReportedLabel| *label.path == *path && label.start.line == number;
        let primary = findings.iter().any(|finding| finding.labels.first().is_some_and(here));
        let related = findings.iter().any(|finding| finding.labels.iter().skip(1).any(here));
        let mark = match (primary, related) {
            (true, _) => '>',
            (false, true) => '+',
            (false, false) => ' ',
        };
        let range = index.range(number, body.as_bytes());
        let end = body[range.end..].chars().next().filter(|c| *c == '\r').map_or("", |_| "<U+000D>");
        format!("{mark} {number:>width$} | {}{end}", visible(&body[range])).trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line in which everything can be seen: hidden characters in the notation of the reports, blanks at the end as dots.
fn visible(line: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\t')
            || (c.is_whitespace() && !c.is_ascii())
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let kept = line.trim_end_matches(' ');
    let mut out = String::new();
    for c in kept.chars() {
        if hidden(c) {
            out += &format!("<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out + &"·".repeat(line.len() - kept.len())
}

fn title(product: &str) -> &str {
    match product {
        "flink" => "Flink",
        "zookeeper" => "ZooKeeper",
        "hadoop" => "Hadoop",
        other => other,
    }
}
