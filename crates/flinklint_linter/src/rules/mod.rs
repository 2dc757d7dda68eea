//! The rule engine: rules are data, loaded from YAML, checked against the schema of the facts, evaluated in three values.
//!
//! `text` is the shape of a rule file, `built_in` the rulebook in that shape, `load` the way of files, `rule` and `situation`
//! the check, `evaluate` the run, `source` the way back from an error to its place in the rule file. There are no rules in Rust.

mod built_in;
mod error;
mod evaluate;
mod load;
mod retired;
mod rule;
mod situation;
pub mod source;
mod text;
mod why;

pub use built_in::built_in_texts;
pub use error::{Part, RuleError};
pub use evaluate::{FailureReason, OpenRule, Outcome, RuleFailure, evaluate};
pub(crate) use evaluate::{evaluate_one, globals};
pub use load::{LoadedRules, RuleFile, RuleProblem, load};
pub use retired::RETIRED;
pub use rule::{Origin, Rule};
pub use text::{Bases, CaseText, ExampleText, ExpectedText, RelatedText, RuleId, RuleText, Scope};
pub(crate) use why::why_not;

use crate::facts::deployment::Deployment;
use crate::facts::fleet::Fleet;
use crate::facts::older::OlderFindings;
use flinklint_expr::model::Schema;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The variables that every rule of a scope sees.
#[must_use]
pub fn root(scope: Scope) -> &'static Schema {
    match scope {
        Scope::Deployment => Deployment::described(),
        Scope::Fleet => Fleet::described(),
        Scope::Versions => OlderFindings::described(),
    }
}

/// Which one of the rules of a project it is, from the first in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub(crate) u32);

impl RuleIndex {
    /// The rule. Each index is asked of the rules that it was made for, so there always is one.
    pub(crate) fn of(self, rules: &[Rule]) -> &Rule {
        &rules[self.0 as usize]
    }
}

/// Rules with their numbers.
pub fn numbered(rules: &[Rule]) -> impl Iterator<Item = (RuleIndex, &Rule)> {
    (0..).map(RuleIndex).zip(rules)
}

/// Rules that are ready to judge, wherever they come from.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Rule>,
}

impl Rulebook {
    /// The built-in rules. Each is compiled when it is first needed; the tests see to it that all of them make sense.
    #[must_use]
    pub fn built_in() -> Self {
        let rule = |text: &'static RuleText| Rule::new(Cow::Borrowed(text), Origin::BuiltIn);
        Self { rules: built_in_texts().iter().map(rule).collect() }
    }

    /// The built-in rules together with those of files, which may do everything that these do. A file may not take an id, a
    /// name or the letters of the ids of a built-in rule.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn with_files(files: &[RuleFile]) -> Result<Self, Vec<RuleProblem>> {
        let mut book = Self::built_in();
        let LoadedRules { rules, mut problems } = load(files);
        problems.extend(rules.iter().filter_map(|(rule, file)| load::taken(rule, file)));
        if !problems.is_empty() {
            return Err(problems);
        }
        book.rules.extend(rules.into_iter().map(|(rule, _)| rule));
        book.rules.sort_by(|one, other| one.id().cmp(other.id()));
        Ok(book)
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// One of its rules.
    #[must_use]
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        index.of(&self.rules)
    }

    /// The rules with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (RuleIndex, &Rule)> {
        numbered(&self.rules)
    }

    /// The rules that report only where they are asked for.
    #[must_use]
    pub fn off(&self) -> Vec<RuleIndex> {
        self.numbered().filter(|(_, rule)| rule.text.off).map(|(index, _)| index).collect()
    }

    /// A rule by id (in any case) or name; those of a retired rule lead to the rule that replaces it.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<RuleIndex> {
        let named = |word: &str| {
            let is_meant = |rule: &Rule| rule.text.id.eq_ignore_ascii_case(word) || rule.text.name == word;
            self.numbered().find(|(_, rule)| is_meant(rule)).map(|(index, _)| index)
        };
        named(word).or_else(|| named(retired::replaced_by(word)?))
    }

    /// The known id or name that is closest to an unknown word.
    #[must_use]
    pub fn similar(&self, word: &str) -> Option<&str> {
        let words = self.rules.iter().flat_map(|rule| [rule.text.id.as_ref(), rule.text.name.as_ref()]);
        words
            .map(|known| (strsim::osa_distance(&known.to_lowercase(), &word.to_lowercase()), known))
            .filter(|(distance, _)| *distance <= 3)
            .min()
            .map(|(_, known)| known)
    }
}

/// The built-in rulebook.
pub(crate) fn built_in() -> &'static Rulebook {
    static BOOK: LazyLock<Rulebook> = LazyLock::new(Rulebook::built_in);
    &BOOK
}
