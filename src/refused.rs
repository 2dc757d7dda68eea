//! A rule that does not compile, shown inside its file like any finding.

use flinklint_linter::findings::{CheckSummary, ReportedFinding, Severity, error_in_rule_file};
use flinklint_linter::rules::RuleError;
use flinklint_report::{self as report, Report, TextOptions};

/// The error as text, with the lines of the rule file.
#[must_use]
pub(crate) fn show(path: &str, yaml: &str, error: &RuleError, options: &TextOptions) -> String {
    inside(path, yaml, error, (Severity::Error, "does-not-compile"), options)
}

/// What its author may want to know, in the same form.
#[must_use]
pub(crate) fn note(path: &str, yaml: &str, note: &RuleError, options: &TextOptions) -> String {
    inside(path, yaml, note, (Severity::Info, "note"), options)
}

fn inside(
    path: &str,
    yaml: &str,
    error: &RuleError,
    (severity, name): (Severity, &'static str),
    options: &TextOptions,
) -> String {
    let placed = [ReportedFinding { severity, name: name.into(), ..error_in_rule_file(path, yaml, error) }];
    let report = Report {
        rules: &[],
        findings: &placed,
        checked: &CheckSummary::default(),
        tool_version: env!("CARGO_PKG_VERSION"),
    };
    let mut out = Vec::new();
    let written = report::text(&report, &TextOptions { quiet: true, ..*options }, &mut out);
    match written {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}
