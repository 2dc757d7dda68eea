//! A rule that does not compile, shown inside its file like any finding.

use flinklint_linter::findings::place::{Placer, RuleName};
use flinklint_linter::findings::{Checked, Finding, Label, Severity};
use flinklint_linter::redact::Secrets;
use flinklint_linter::rules::{RuleError, source};
use flinklint_report::{self as report, Report, TextOptions};
use flinklint_syntax::source::{FileSet, Span};

/// The error as text, with the lines of the rule file.
#[must_use]
pub(crate) fn show(path: &str, yaml: &str, error: &RuleError, options: &TextOptions) -> String {
    let mut set = FileSet::new(0);
    let file = set.add(path, yaml.as_bytes());
    let range = source::range(yaml, error);
    let finding = Finding {
        rule: 0,
        case: 0,
        severity: Severity::Error,
        message: error.error.message.clone(),
        help: error.error.help.clone(),
        labels: vec![Label { span: Span::new(file, range.start, range.end), key: None, text: String::new() }],
        rests_on: Vec::new(),
        versions: None,
    };
    let secrets = Secrets::default();
    let placed = [Placer::new(&set, &secrets).place(&finding, RuleName { id: "rule", name: "does-not-compile" })];
    let report =
        Report { rules: &[], findings: &placed, checked: &Checked::default(), tool_version: env!("CARGO_PKG_VERSION") };
    let mut out = Vec::new();
    let written = report::text(&report, &TextOptions { quiet: true, ..*options }, &mut out);
    match written {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}
