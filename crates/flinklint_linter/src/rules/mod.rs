//! The rule engine: rules are data, loaded from YAML, checked against the schema of the facts, evaluated in three values.
//!
//! `file` is the shape of a rule file, `text` what is embedded of it, `compile` the check, `evaluate` the run, `source` the
//! way back from an error to its place in the rule file. There are no rules in Rust.

mod compile;
mod evaluate;
mod file;
pub mod source;
mod text;

pub use compile::{Part, Rule, RuleError};
pub use evaluate::{Outcome, RuleFailure, evaluate};
pub(crate) use evaluate::{evaluate_one, globals};
pub use file::{RuleFile, Scope};
pub use text::{CaseText, ExampleText, ExpectedText, RelatedText, RuleProse, RuleText};

use crate::facts::deployment::Deployment;
use crate::facts::fleet::Fleet;
use crate::facts::older::OlderFindings;
use flinklint_expr::model::Schema;
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

/// The built-in rulebook, ready to judge.
#[derive(Debug)]
pub struct Rulebook {
    rules: Vec<Rule<'static>>,
}

impl Rulebook {
    /// Compiles the conditions of the embedded rules.
    ///
    /// # Errors
    /// The first rule that does not make sense; the tests see to it that there is none.
    pub fn built_in() -> Result<Self, (String, RuleError)> {
        let rules = text::built_in::hot()
            .iter()
            .map(|text| Rule::compile(text, root(text.scope)).map_err(|error| (text.id.to_string(), error)))
            .collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule<'static>] {
        &self.rules
    }

    /// The indices of the rules that report only where they are asked for.
    #[must_use]
    pub fn off(&self) -> Vec<usize> {
        self.rules.iter().enumerate().filter(|(_, rule)| rule.text.off).map(|(n, _)| n).collect()
    }

    /// The index of a rule by id (in any case) or name.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.text.id.eq_ignore_ascii_case(word) || rule.text.name == word)
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

/// The built-in rulebook, compiled at the first use.
///
/// # Errors
/// As [`Rulebook::built_in`].
pub(crate) fn built_in() -> Result<&'static Rulebook, &'static RuleFailure> {
    static BOOK: LazyLock<Result<Rulebook, RuleFailure>> =
        LazyLock::new(|| Rulebook::built_in().map_err(|(id, error)| RuleFailure::Wording(id, error)));
    BOOK.as_ref()
}

/// What explains a built-in rule, by its index in the rulebook.
#[must_use]
pub fn prose(index: usize) -> Option<&'static RuleProse> {
    text::built_in::cold().get(index)
}

/// The texts of the built-in rules, sorted by id.
#[must_use]
pub fn built_in_texts() -> &'static [RuleText] {
    text::built_in::hot()
}

/// Reads the two parts of a rule from YAML.
///
/// # Errors
/// What the YAML parser says, with line and column.
pub fn parse(group: &str, yaml: &str) -> Result<(RuleText, RuleProse), String> {
    let file: RuleFile = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
    Ok(text::from_file(group, &file))
}
