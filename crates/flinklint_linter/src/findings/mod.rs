//! What was found: from the engine's raw findings to the settled list that every report prints.
//!
//! [`Finding`] is what a rule says, in spans; it gets its [`identity`], is settled (`settle`, `copies`) and placed (`place`).
//! [`ReportedFinding`] is what a reader sees: physical files, lines, columns and the masked source lines around them. Reports
//! know only these and never a [`flinklint_syntax::source::FileSet`], so texts can be dropped as soon as a deployment is done.

mod checked;
mod copies;
pub(crate) mod deployment;
mod fix;
pub mod identity;
pub(crate) mod logical_key;
pub(crate) mod order;
pub(crate) mod place;
mod reported;
pub mod settle;

pub use checked::{CheckSummary, CheckedDeployment, NotReported, ProductVersion, UndecidedRule};
pub use copies::JoinedCopy;
pub use fix::{Applicability, Edit, Fix};
pub use place::error_in_rule_file;
pub use reported::{Excerpt, ExcerptPosition, FilePlace, ReportedCopy, ReportedFinding, ReportedLabel, SourceLine};

use crate::rules::RuleIndex;
use flinklint_expr::model::words;
use flinklint_syntax::source::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

words! {
    /// How bad a finding is.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum Severity as "severity" {
        /// Advice.
        Info = "info",
        /// It runs, and a foreseeable fault or load will hurt.
        Warning = "warning",
        /// The real software refuses to start, or silently runs without what its author plainly asked for.
        Error = "error",
    }
}

impl Severity {
    /// The word for output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

/// A span with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place, in the text that the rule saw.
    pub span: Span,
    /// The key that the place belongs to, where there is one.
    pub key: Option<Span>,
    /// What is to be seen there; may be empty for the primary span.
    pub text: String,
}

/// What a rule found in one deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleIndex,
    /// Index of the case of the rule that holds; 0 where it has none.
    pub case: usize,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, with the values.
    pub message: String,
    /// How to mend it.
    pub help: Option<Arc<str>>,
    /// Primary label first; never empty.
    pub labels: Vec<Label>,
    /// How many of the labels, from the first, the finding is about: several where it is about a list as a whole.
    pub primary: usize,
    /// Lines whose loss makes this true.
    pub rests_on: Vec<Span>,
    /// Versions for which it holds, where it does not hold for all that are possible (`Flink 2.0 and newer`).
    pub versions: Option<String>,
    /// How a program can mend it.
    pub fix: Option<Fix<Span>>,
}

impl Finding {
    /// The labels that the finding is about.
    pub(crate) fn about(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().take(self.primary.max(1))
    }
}
