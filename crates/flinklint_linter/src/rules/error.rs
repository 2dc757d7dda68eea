//! What is wrong with a rule, and in which part of it. The way from there to a place in its file is in `source`.

use flinklint_expr::ExprError;

/// Where in a rule an expression stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `id`.
    Id,
    /// `name`.
    Name,
    /// `for`, by number.
    For(usize),
    /// `when`.
    When,
    /// `at`, by number.
    At(usize),
    /// `related`, by number, and its `at` by number.
    RelatedAt(usize, usize),
    /// `say` of `related`, by number.
    Say(usize),
    /// `message`.
    Message,
    /// `help`.
    Help,
    /// `severity`.
    Severity,
    /// A part of a case, by number.
    Case(usize, Box<Part>),
}

/// A rule that does not make sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .error.message)]
pub struct RuleError {
    /// Where.
    pub part: Part,
    /// What, with the byte range in the text of the part.
    pub error: ExprError,
}

impl RuleError {
    pub(super) fn new(part: Part, message: impl Into<String>, range: std::ops::Range<usize>) -> Self {
        Self { part, error: ExprError { message: message.into(), range, help: None } }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.error.help = Some(help.into());
        self
    }
}
