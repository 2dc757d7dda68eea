//! One line for each finding, `path:line:column: severity[id name] message`: for editors' error lists and for `grep`.
//!
//! Only the primary place; columns count Unicode characters. Without findings it prints nothing, as a compiler does.

use super::{Report, visible::visible};
use std::io::{self, Write};

/// Writes the report as lines.
///
/// # Errors
/// What the writer returns, a closed pipe among it.
pub fn concise(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.findings {
        let place = finding.labels.first().map_or_else(String::new, |label| {
            format!("{}:{}:{}: ", visible(&label.path), label.start.line, label.start.column)
        });
        let (severity, message) = (finding.severity.as_str(), visible(&finding.message));
        writeln!(out, "{place}{severity}[{} {}] {message}", finding.rule, finding.name)?;
    }
    Ok(())
}
