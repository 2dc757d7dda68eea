//! What a run found, in every format that a reader or a machine asks for.
//!
//! Each format is one pure function from a [`Report`] to bytes: it reads settled, placed findings and nothing else, so it
//! cannot see a source text, a rule's condition or the terminal. What may be seen has been decided before (secrets are
//! masked, order is settled); how it looks is decided here. Exit codes are not: no format has a say in them.

mod concise;
mod each;
mod github;
mod json;
mod sarif;
mod summary;
mod text;
mod visible;

pub use concise::concise;
pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use text::{TextOptions, text};

use flinklint_linter::findings::{CheckSummary, ReportedFinding, Severity};
use std::borrow::Cow;

/// What formats need to know about one rule of the rulebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo<'r> {
    /// Immutable id (`ZK004`).
    pub id: &'r str,
    /// Name of the defect (`even-voters`).
    pub name: &'r str,
    /// Severity by default; a finding may have another.
    pub severity: Severity,
    /// The defect in one sentence.
    pub summary: &'r str,
    /// The reason, in one or more paragraphs separated by empty lines.
    pub why: &'r str,
    /// How to mend it, where that can be said without the values of a finding.
    pub help: Option<&'r str>,
    /// The rule's page, where it has one.
    pub url: Option<Cow<'r, str>>,
    /// The folder of the rulebook that holds it (`zookeeper`).
    pub group: &'r str,
}

/// Everything that a format may print.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// All rules of the rulebook, whether they fired or not, sorted by id.
    pub rules: &'r [RuleInfo<'r>],
    /// Settled and in order.
    pub findings: &'r [ReportedFinding],
    /// What was looked at.
    pub checked: &'r CheckSummary,
    /// Version of flinklint, without a `v`.
    pub tool_version: &'r str,
}

impl<'r> Report<'r> {
    /// Index of a rule in `rules`; none for a rule that the rulebook does not hold.
    fn rule_index(&self, id: &str) -> Option<usize> {
        self.rules.binary_search_by(|rule| rule.id.cmp(id)).ok()
    }

    /// What is known of a rule; nothing of a rule that the rulebook does not hold.
    fn rule(&self, id: &str) -> Option<&'r RuleInfo<'r>> {
        self.rules.get(self.rule_index(id)?)
    }

    /// Number of findings of one severity.
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// A number with its noun: `1 error`, `2 errors`.
fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
