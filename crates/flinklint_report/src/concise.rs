//! One line for each finding, `path:line:column: severity[id name] message`: for editors' error lists and for `grep`.
//!
//! Only the primary place, and what follows from the finding after its message; columns count Unicode characters. Without findings it prints nothing, as a compiler does.

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
        write!(out, "{place}{severity}[{} {}] {message}", finding.rule, finding.name)?;
        let also = finding.consequences.iter().map(|one| format!("{}: {}", one.rule, visible(&one.message)));
        let also = also.collect::<Vec<_>>().join("; ");
        if also.is_empty() {
            writeln!(out)?;
        } else {
            writeln!(out, " (as a result, {also})")?;
        }
    }
    Ok(())
}
