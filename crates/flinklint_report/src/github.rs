//! Workflow commands of GitHub Actions: each finding becomes an annotation in the changed files of a pull request.
//!
//! GitHub shows ten annotations of each level for a step; the log keeps every line, so the worst come first and a plain
//! line at the end says what was checked. Annotations take columns only within one line.

use super::{Report, counted, summary, visible::visible};
use flinklint_linter::findings::{ReportedCopy, ReportedFinding, Severity};
use std::io::{self, Write};

/// GitHub's limit of annotations for each level and step.
const SHOWN_PER_LEVEL: usize = 10;

/// Writes the report as workflow commands.
///
/// # Errors
/// What the writer returns, a closed pipe among it.
pub fn github(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for finding in report.findings.iter().filter(|finding| finding.severity == severity) {
            command(finding, out)?;
        }
        let number = report.count(severity);
        if number > SHOWN_PER_LEVEL {
            let findings = counted(number, "finding");
            let level = severity.as_str();
            writeln!(out, "flinklint: {findings} of level {level}, of which GitHub annotates {SHOWN_PER_LEVEL}")?;
        }
    }
    writeln!(out, "flinklint: {}", visible(&summary::sentence(report)))?;
    for note in summary::notes(report) {
        writeln!(out, "flinklint: {note}")?;
    }
    Ok(())
}

fn command(finding: &ReportedFinding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(label) = finding.labels.first() {
        let (start, end) = (label.start, label.end.max(label.start));
        write!(out, "file={},line={}", property(&label.path), start.line)?;
        if start.line == end.line {
            write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?;
        } else {
            write!(out, ",endLine={}", end.line)?;
        }
        write!(out, ",")?;
    }
    let title = format!("flinklint ({} {})", finding.rule, finding.name);
    writeln!(out, "title={}::{}", property(&title), data(&body(finding)))
}

/// The message, the other places and the help, each on a line of the annotation.
fn body(finding: &ReportedFinding) -> String {
    let mut lines = vec![visible(&finding.message).into_owned()];
    for label in finding.labels.iter().skip(1) {
        let place = format!("{}:{}:{}", visible(&label.path), label.start.line, label.start.column);
        lines.push(if label.text.is_empty() { place } else { format!("{place}: {}", visible(&label.text)) });
    }
    lines.extend(finding.copies.iter().map(|ReportedCopy { place, .. }| {
        format!("{}:{}:{}: and here", visible(&place.path), place.start.line, place.start.column)
    }));
    lines.extend(finding.help.iter().map(|help| format!("help: {}", visible(help))));
    lines.extend(finding.versions.iter().map(|versions| format!("applies to: {}", visible(versions))));
    let follows = |one: &ReportedFinding| format!("as a result: {}: {}", one.rule, visible(&one.message));
    lines.extend(finding.consequences.iter().map(follows));
    lines.join("\n")
}

/// Escapes what follows `::` in a command, as the runner undoes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
