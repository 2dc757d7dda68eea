//! From an error in a part of a rule back to its column in the rule file, shown there.

use super::compile::{Part, RuleError};
use crate::findings::place::{self, RuleName};
use crate::findings::{Checked, Finding, Label, Severity};
use crate::report::{self, Report, TextOptions};
use crate::source::{FileSet, Span};
use crate::syntax::yaml_path::{ScalarPlace, Step, locate};

/// The bytes of an error in the YAML text; the start of the file where the part is not written at all.
#[must_use]
pub fn range(yaml: &str, error: &RuleError) -> std::ops::Range<usize> {
    let found = candidates(&error.part).into_iter().find_map(|path| locate(yaml, &path));
    found.map_or(0..0, |place: ScalarPlace| {
        place.byte(yaml, error.error.range.start)..place.byte(yaml, error.error.range.end)
    })
}

/// The paths at which a part may stand: a list of one may be written without the list.
fn candidates(part: &Part) -> Vec<Vec<Step<'static>>> {
    let one_or_many = |before: &[Step<'static>], key: &'static str, n: usize| {
        let mut alone = before.to_vec();
        alone.push(Step::Key(key));
        let mut listed = alone.clone();
        listed.push(Step::Item(n));
        vec![listed, alone]
    };
    match part {
        Part::For(n) => one_or_many(&[], "for", *n),
        Part::When => vec![vec![Step::Key("when")]],
        Part::At(n) => one_or_many(&[], "at", *n),
        Part::RelatedAt(n, m) => one_or_many(&[Step::Key("related"), Step::Item(*n)], "at", *m),
        Part::Say(n) => vec![vec![Step::Key("related"), Step::Item(*n), Step::Key("say")]],
        Part::Message => vec![vec![Step::Key("message")]],
        Part::Help => vec![vec![Step::Key("help")]],
        Part::Severity => vec![vec![Step::Key("severity")]],
        Part::Case(n, inner) => candidates(inner)
            .into_iter()
            .map(|path| [Step::Key("cases"), Step::Item(*n)].into_iter().chain(path).collect())
            .collect(),
    }
}

/// The error as text, with the lines of the rule file.
#[must_use]
pub fn show(path: &str, yaml: &str, error: &RuleError, options: &TextOptions) -> String {
    let mut set = FileSet::new(0);
    let file = set.add(path, yaml.as_bytes());
    let range = range(yaml, error);
    let finding = Finding {
        rule: 0,
        severity: Severity::Error,
        message: error.error.message.clone(),
        help: error.error.help.clone(),
        labels: vec![Label { span: Span::new(file, range.start, range.end), key: None, text: String::new() }],
        rests_on: Vec::new(),
        versions: None,
    };
    let placed = [place::place(&finding, RuleName { id: "rule", name: "does-not-compile" }, &set, &[])];
    let report =
        Report { rules: &[], findings: &placed, checked: &Checked::default(), tool_version: env!("CARGO_PKG_VERSION") };
    let mut out = Vec::new();
    let written = report::text(&report, &TextOptions { quiet: true, ..*options }, &mut out);
    match written {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}
