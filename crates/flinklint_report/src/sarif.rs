//! SARIF 2.1.0, for code scanning and for viewers.
//!
//! Written for the strictest reader, GitHub: every rule is described whether it fired or not, every result has a place,
//! places other than the first are linked from the message (GitHub shows no others), `results` is there when clean.
//! Findings that were ignored or lie in the baseline never come here: GitHub does not honour `suppressions`.
//! No `primaryLocationLineHash`: the upload computes it, and complains about another's.

mod model;

use super::each::Each;
use super::{Report, RuleInfo};
use flinklint_linter::findings::{FilePlace, ReportedFinding, ReportedLabel, Severity};
use flinklint_syntax::source::Position;
use model::{
    ArtifactLocation, AutomationDetails, BaseId, BaseIds, CodeFlow, Configuration, Driver, Fingerprints, Help,
    Invocation, Location, Log, PhysicalLocation, Region, ReportedResult, ReportingDescriptor, RuleProperties, Run,
    RunProperties, Text, ThreadFlow, ThreadFlowLocation, Tool,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// GitHub refuses longer descriptions, in characters.
const LONGEST_DESCRIPTION: usize = 1024;

/// Writes the report as SARIF, followed by a line end.
///
/// # Errors
/// What the writer returns, a closed pipe among it.
pub fn sarif(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let deployments = &report.checked.deployments;
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "flinklint",
                version: report.tool_version,
                semantic_version: report.tool_version,
                information_uri: Some(env!("CARGO_PKG_REPOSITORY")).filter(|uri| !uri.is_empty()),
                rules: report.rules.iter().map(rule).collect(),
            },
        },
        // The slash at the end says: a category, not the id of this run.
        automation_details: AutomationDetails { id: "flinklint/" },
        invocations: [Invocation { execution_successful: true }],
        original_uri_base_ids: BaseIds { root: BaseId { description: text("The folder that flinklint was run in.") } },
        column_kind: "utf16CodeUnits",
        results: Each(|| report.findings.iter().map(|finding| result(report, finding))),
        properties: RunProperties {
            deployments: deployments.len(),
            files: deployments.iter().map(|deployment| deployment.files.len()).sum(),
            undecided: report.checked.not_reported.undecided,
            older_only: report.checked.not_reported.older_only,
        },
    };
    let log = Log { schema: model::SCHEMA, version: "2.1.0", runs: [run] };
    let mut out = io::BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, &log)?;
    writeln!(out)?;
    out.flush()
}

fn rule<'r>(rule: &'r RuleInfo<'_>) -> ReportingDescriptor<'r> {
    let mut plain = rule.why.trim().to_owned();
    let mut markdown = format!("**{}**\n\n{plain}", rule.summary.trim());
    if let Some(help) = rule.help {
        let _ = write!(plain, "\n\nHow to mend it: {help}");
        let _ = write!(markdown, "\n\n**How to mend it:** {help}");
    }
    if let Some(url) = &rule.url {
        let _ = write!(markdown, "\n\n[{} {}]({url})", rule.id, rule.name);
    }
    let (precision, problem_severity) = match rule.severity {
        Severity::Error => ("very-high", "error"),
        Severity::Warning => ("high", "warning"),
        Severity::Info => ("high", "recommendation"),
    };
    ReportingDescriptor {
        id: rule.id,
        name: rule.name,
        short_description: text(&description(rule.summary)),
        full_description: text(&description(rule.why)),
        help: Help { text: plain, markdown },
        help_uri: rule.url.as_deref(),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            tags: vec!["high-availability", "reliability", rule.group],
            precision,
            problem_severity,
        },
    }
}

fn result<'r>(report: &Report<'r>, finding: &'r ReportedFinding) -> ReportedResult<'r> {
    let related = related(finding);
    let locations = related.iter().zip(1..).map(|(one, id)| location(&one.place, Some(id), Some(&one.says)));
    ReportedResult {
        rule_id: &finding.rule,
        rule_index: report.rule_index(&finding.rule),
        level: level(finding.severity),
        message: text(&message(finding, &related)),
        locations: finding.labels.first().map(|label| location(&label.into(), None, None)).into_iter().collect(),
        related_locations: locations.collect(),
        code_flows: evidence(finding).into_iter().collect(),
        partial_fingerprints: Fingerprints { v2: finding.fingerprint },
    }
}

/// Why a place other than the first is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation<'r> {
    /// It makes the finding true.
    Label,
    /// It has the same mistake.
    Copy,
    /// It is where this follows from the finding.
    Consequence(&'r ReportedFinding),
}

/// A place other than the first.
struct Related<'r> {
    relation: Relation<'r>,
    place: Spot<'r>,
    says: Cow<'r, str>,
}

fn related(finding: &ReportedFinding) -> Vec<Related<'_>> {
    let labels = finding.labels.iter().skip(1).map(|label| Related {
        relation: Relation::Label,
        place: label.into(),
        says: Cow::Borrowed(label.text.as_str()),
    });
    let copies = finding.copies.iter().map(|copy| Related {
        relation: Relation::Copy,
        place: (&copy.place).into(),
        says: Cow::Borrowed("the same mistake"),
    });
    let consequences = finding.consequences.iter().filter_map(|one| {
        Some(Related {
            relation: Relation::Consequence(one),
            place: one.labels.first()?.into(),
            says: Cow::Owned(format!("{}: {}", one.rule, one.message)),
        })
    });
    labels.chain(copies).chain(consequences).collect()
}

/// The message with a link to every related place, then what the other formats print on lines of their own: SARIF has no
/// field for them that a reader shows.
fn message(finding: &ReportedFinding, related: &[Related<'_>]) -> String {
    let links = |relation: Relation<'_>| {
        let of = related.iter().zip(1..).filter(|(one, _)| one.relation == relation);
        of.map(|(one, id)| format!("[{}]({id})", escaped(&one.link_text()))).collect::<Vec<_>>().join(", ")
    };
    let mut parts = vec![sentence(&escaped(&finding.message))];
    for (before, links) in [("See also", links(Relation::Label)), ("Also in", links(Relation::Copy))] {
        if !links.is_empty() {
            parts.push(format!("{before}: {links}."));
        }
    }
    parts.extend(finding.help.iter().map(|help| sentence(&format!("Help: {}", escaped(help)))));
    parts.extend(finding.versions.iter().map(|versions| sentence(&format!("Applies to: {}", escaped(versions)))));
    let consequences = related.iter().zip(1..).filter_map(|(one, id)| match one.relation {
        Relation::Consequence(follows) => Some((follows, id)),
        Relation::Label | Relation::Copy => None,
    });
    parts.extend(consequences.map(|(follows, id)| {
        sentence(&format!("As a result, [{}]({id}): {}", follows.rule, escaped(&follows.message)))
    }));
    parts.join("\n")
}

impl Related<'_> {
    /// What a link to the place says: its label, or the place itself.
    fn link_text(&self) -> String {
        match self.relation {
            Relation::Label if !self.says.is_empty() => self.says.to_string(),
            _ => format!("{}:{}", self.place.path, self.place.start.line),
        }
    }
}

/// A place in a file, wherever it comes from.
struct Spot<'r> {
    path: &'r str,
    start: Position,
    end: Position,
}

impl<'r> From<&'r ReportedLabel> for Spot<'r> {
    fn from(label: &'r ReportedLabel) -> Self {
        Self { path: &label.path, start: label.start, end: label.end }
    }
}

impl<'r> From<&'r FilePlace> for Spot<'r> {
    fn from(place: &'r FilePlace) -> Self {
        Self { path: &place.path, start: place.start, end: place.end }
    }
}

/// What a link to a label says: its text, or the place itself.
fn link_text(label: &ReportedLabel) -> String {
    if label.text.is_empty() { format!("{}:{}", label.path, label.start.line) } else { label.text.clone() }
}

/// The way through the files that ends at the fault, where there are several files.
fn evidence(finding: &ReportedFinding) -> Option<CodeFlow> {
    let paths = finding.labels.iter().map(|label| &label.path).collect::<BTreeSet<_>>();
    let (primary, related) = finding.labels.split_first()?;
    if paths.len() < 2 {
        return None;
    }
    let says = |label: &ReportedLabel, otherwise: &str| {
        let says = if label.text.is_empty() { otherwise } else { &label.text };
        ThreadFlowLocation { location: location(&label.into(), None, Some(says)) }
    };
    let mut locations = related.iter().map(|label| says(label, &link_text(label))).collect::<Vec<_>>();
    locations.push(says(primary, &finding.message));
    Some(CodeFlow { thread_flows: [ThreadFlow { locations }] })
}

fn location(place: &Spot<'_>, id: Option<usize>, says: Option<&str>) -> Location {
    let (start, end) = (place.start, place.end.max(place.start));
    let (uri, relative) = uri(place.path);
    Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: relative.then_some("%SRCROOT%") },
            region: Region {
                start_line: start.line.max(1),
                start_column: start.utf16.max(1),
                end_line: end.line.max(1),
                end_column: end.utf16.max(1),
            },
        },
        message: says.filter(|says| !says.is_empty()).map(|says| text(&escaped(says))),
    }
}

/// A path as a URI reference, and whether it is relative to the root. Whatever is not unreserved is encoded, the colon too:
/// it would make a scheme of the first segment.
fn uri(path: &str) -> (String, bool) {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    match uri.strip_prefix('/') {
        Some(absolute) => (format!("file:///{absolute}"), false),
        None => (uri.strip_prefix("./").map(str::to_owned).unwrap_or(uri), true),
    }
}

/// In SARIF's plain text, brackets make links.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// GitHub takes the first sentence for the title, so each part must end as one.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let ended = text.ends_with(['.', '!', '?']);
    format!("{text}{}", if ended { "" } else { "." })
}

fn description(prose: &str) -> String {
    let one_line = prose.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= LONGEST_DESCRIPTION {
        return one_line;
    }
    let mut cut = one_line.chars().take(LONGEST_DESCRIPTION - 1).collect::<String>();
    cut.truncate(cut.rfind(' ').unwrap_or(cut.len()));
    cut.push('…');
    cut
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned() }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_encoded_and_without_scheme() {
        assert_eq!(uri("conf/zoo.cfg"), ("conf/zoo.cfg".to_owned(), true));
        assert_eq!(uri("a b/仲/c:d%.xml").0, "a%20b/%E4%BB%B2/c%3Ad%25.xml");
        assert_eq!(uri("./zoo.cfg").0, "zoo.cfg");
        assert_eq!(uri("/etc/zoo.cfg"), ("file:///etc/zoo.cfg".to_owned(), false));
    }

    #[test]
    fn brackets_in_values_are_no_links() {
        assert_eq!(escaped(r"[zk1](2) C:\x"), r"\[zk1\](2) C:\\x");
    }

    #[test]
    fn long_prose_is_cut_between_words() {
        let cut = description(&"word ".repeat(400));
        assert!(cut.chars().count() <= LONGEST_DESCRIPTION && cut.ends_with("word…"));
    }
}
