//! Good deployments, changed line by line: one mistake gives one finding, in the changed file or on the line that needs what
//! is gone, or none where the real software does not care; and a value that nobody knows never gives an error.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use flinklint_linter::examples;
use flinklint_linter::findings::{ReportedFinding, Severity};
use flinklint_linter::rules::Rulebook;
use std::collections::BTreeMap;
use std::path::Path;
use support::fixture;

const GOOD: &[(&str, &[(&str, &str)])] = &[
    ("hdfs-ha", &[("flink", "1.20"), ("hadoop", "3.3")]),
    ("per-host", &[("flink", "1.20"), ("zookeeper", "3.8")]),
    ("standalone-good", &[("flink", "1.20"), ("zookeeper", "3.8")]),
    ("templates", &[("flink", "1.20"), ("zookeeper", "3.8")]),
    ("yarn-good", &[("flink", "1.20"), ("zookeeper", "3.8"), ("hadoop", "3.3")]),
];

fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(path, std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    files
}

fn findings(book: &Rulebook, files: &BTreeMap<String, String>, versions: &[(&str, &str)]) -> Vec<ReportedFinding> {
    examples::findings(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())), versions, book.rules())
        .unwrap()
}

/// What is louder than advice, and not said of the unchanged files.
fn loud<'f>(findings: &'f [ReportedFinding], before: &[ReportedFinding]) -> Vec<&'f ReportedFinding> {
    let known = |finding: &ReportedFinding| {
        before
            .iter()
            .any(|old| old.rule == finding.rule && old.severity == finding.severity && old.message == finding.message)
    };
    findings.iter().filter(|finding| finding.severity > Severity::Info && !known(finding)).collect()
}

fn shown(findings: &[&ReportedFinding]) -> String {
    let line = |finding: &&ReportedFinding| {
        let label = &finding.labels[0];
        format!(
            "  {}:{} {} {}: {}",
            label.path,
            label.start.line,
            finding.severity.as_str(),
            finding.rule,
            finding.message
        )
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Lines that may go: not those that only open or close an XML element or a YAML mapping, since without them the file is
/// another kind of broken.
fn deletable(path: &str, line: &str) -> bool {
    let text = line.trim();
    let is_tag = path.ends_with(".xml") && !text.starts_with("<name>") && !text.starts_with("<value>");
    !(text.is_empty() || text.starts_with('#') || is_tag)
}

/// Settings whose lack is shown in another file: what the line sets, and the setting there that needs it.
const NEEDED_BY: &[(&str, &str)] = &[
    ("ha.zookeeper.quorum", "dfs.ha.automatic-failover.enabled"),
    ("hadoop.zk.address", "yarn.resourcemanager.ha.enabled"),
    // Several masters need a mode.
    ("high-availability:", "jm-1.example.com:8081"),
];

fn is_needed_by(gone: &str, finding: &ReportedFinding) -> bool {
    let around = || {
        finding.labels.first().into_iter().filter_map(|label| label.excerpt.as_ref()).flat_map(|excerpt| &excerpt.lines)
    };
    NEEDED_BY.iter().any(|(set, need)| gone.contains(set) && around().any(|line| line.text.contains(need)))
}

#[test]
fn one_line_less_gives_one_finding_at_most() {
    let book = Rulebook::built_in();
    let mut problems = Vec::new();
    let mut table = Vec::new();
    for (name, versions) in GOOD {
        let files = read(&fixture(name));
        let before = findings(&book, &files, versions);
        for (path, text) in &files {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            for (n, line) in lines.iter().enumerate().filter(|(_, line)| deletable(path, line)) {
                let mut changed = files.clone();
                let without: String =
                    lines.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, line)| *line).collect();
                changed.insert(path.clone(), without);
                let found = findings(&book, &changed, versions);
                let loud = loud(&found, &before);
                let here = format!("{name}/{path} without line {} ({})", n + 1, line.trim());
                if loud.len() > 1 {
                    problems.push(format!("{here}:\n{}", shown(&loud)));
                }
                for finding in &loud {
                    if finding.labels.iter().all(|label| *label.path != **path) && !is_needed_by(line, finding) {
                        problems.push(format!("{here} is shown elsewhere:\n{}", shown(&[finding])));
                    }
                }
                let rules: Vec<String> = loud
                    .iter()
                    .map(|one| format!("{} at {}:{}", one.rule, one.labels[0].path, one.labels[0].start.line))
                    .collect();
                table.push(format!(
                    "{name}/{path}:{} {}",
                    n + 1,
                    if rules.is_empty() { "-".to_owned() } else { rules.join(", ") }
                ));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    insta::assert_snapshot!(table.join("\n"));
}

/// The line with its value replaced.
fn with_unknown(path: &str, line: &str) -> Option<String> {
    let text = line.trim_end();
    if path.ends_with(".xml") {
        let start = text.find("<value>")? + "<value>".len();
        let end = text.find("</value>")?;
        return Some(format!("{}${{X}}{}\n", &text[..start], &text[end..]));
    }
    if path.ends_with(".yaml") {
        let (key, value) = text.split_once(": ")?;
        return (!value.is_empty() && !text.trim_start().starts_with('#')).then(|| format!("{key}: ${{X}}\n"));
    }
    if path.ends_with("zoo.cfg") {
        let (key, _) = text.split_once('=').filter(|_| !text.starts_with('#'))?;
        return Some(format!("{key}=${{X}}\n"));
    }
    Some("${X}\n".to_owned())
}

#[test]
fn a_placeholder_never_gives_an_error() {
    let book = Rulebook::built_in();
    let mut problems = Vec::new();
    let mut tried = 0;
    for (name, versions) in GOOD {
        let files = read(&fixture(name));
        let before = findings(&book, &files, versions);
        for (path, text) in &files {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            for (n, line) in lines.iter().enumerate() {
                let Some(unknown) = with_unknown(path, line) else { continue };
                tried += 1;
                let mut changed = files.clone();
                let replaced: String =
                    lines.iter().enumerate().map(|(m, line)| if m == n { unknown.as_str() } else { line }).collect();
                changed.insert(path.clone(), replaced);
                let found = findings(&book, &changed, versions);
                let mut errors = loud(&found, &before);
                errors.retain(|finding| finding.severity == Severity::Error);
                if !errors.is_empty() {
                    problems.push(format!("{name}/{path}:{} {}:\n{}", n + 1, unknown.trim(), shown(&errors)));
                }
            }
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
