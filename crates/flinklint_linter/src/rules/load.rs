//! Rules from files: parsed, compiled and checked in full, with everything that is wrong shown where it is.
//!
//! Reading the files is the business of the command. Whether a rule finds what it should is for its examples.

use super::built_in_texts;
use super::error::{Part, RuleError};
use super::rule::{Origin, Rule};
use super::text::{BaseText, Bases, RuleText};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file with a rule, or with files that examples share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// Its path.
    pub path: String,
    /// The name of the folder that it lies in, which is the group of its rule. In `bases` lie files that examples share.
    pub group: String,
    /// Its text.
    pub yaml: String,
}

impl RuleFile {
    /// Whether it holds files that examples share.
    #[must_use]
    pub fn is_base(&self) -> bool {
        self.group == "bases"
    }

    fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    fn refused(&self, error: RuleError) -> RuleProblem {
        RuleProblem::Refused { path: self.path.clone(), yaml: self.yaml.clone(), error }
    }
}

/// What is wrong with a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleProblem {
    /// Something about the file or one of its examples, in one line.
    Line(String),
    /// A rule that does not make sense; the place in its file is known.
    Refused {
        /// The path of the file.
        path: String,
        /// Its text.
        yaml: String,
        /// What is wrong, and in which part of the rule.
        error: RuleError,
    },
    /// Something that the author may want to know, and that is not wrong.
    Note {
        /// The path of the file.
        path: String,
        /// Its text.
        yaml: String,
        /// What, and in which part of the rule.
        note: RuleError,
    },
}

/// What came of some files.
#[derive(Debug, Default)]
pub struct LoadedRules<'f> {
    /// The rules that are ready to judge, each with its file.
    pub rules: Vec<(Rule, &'f RuleFile)>,
    /// What is wrong.
    pub problems: Vec<RuleProblem>,
}

/// Loads rules, and checks them in full.
#[must_use]
pub fn load(files: &[RuleFile]) -> LoadedRules<'_> {
    let mut loaded = LoadedRules::default();
    let mut bases = Bases::new();
    for file in files.iter().filter(|file| file.is_base()) {
        match serde_yaml::from_str::<BaseText>(&file.yaml) {
            Ok(base) => {
                bases.insert(file.stem().to_owned(), base);
            }
            Err(error) => loaded.problems.push(RuleProblem::Line(format!("{}: {error}", file.path))),
        }
    }
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for file in files.iter().filter(|file| !file.is_base()) {
        let text = match parse(file, &bases) {
            Ok(text) => text,
            Err(error) => {
                loaded.problems.push(RuleProblem::Line(format!("{}: {error}", file.path)));
                continue;
            }
        };
        for (part, word) in [(Part::Id, text.id.to_string()), (Part::Name, text.name.to_string())] {
            let end = word.len();
            if !taken.insert(word.clone()) {
                let error =
                    RuleError::new(part, format!("'{word}' is already used by another rule in these files"), 0..end);
                loaded.problems.push(file.refused(error));
            }
        }
        match Rule::compile(Cow::Owned(text), Origin::File(Arc::from(file.path.as_str()))) {
            Ok(rule) => loaded.rules.push((rule, file)),
            Err(error) => loaded.problems.push(file.refused(error)),
        }
    }
    loaded
}

/// The rule of a file, with the files that its examples share.
///
/// # Errors
/// What the YAML parser says, with line and column, or a set of files that does not exist.
fn parse(file: &RuleFile, bases: &Bases) -> Result<RuleText, String> {
    let mut text: RuleText = serde_yaml::from_str(&file.yaml).map_err(|error| error.to_string())?;
    text.put_in(bases)?;
    text.group = Cow::Owned(file.group.clone());
    Ok(text)
}

/// What is wrong with a rule that takes an id, a name or the letters of the ids of a built-in rule.
pub(super) fn taken(rule: &Rule, file: &RuleFile) -> Option<RuleProblem> {
    let text = &rule.text;
    let refused = |part, word: &str, message: String, help: &str| {
        file.refused(RuleError::new(part, message, 0..word.len()).help(help))
    };
    for built_in in built_in_texts() {
        if built_in.id.prefix() == text.id.prefix() {
            let prefix = text.id.prefix();
            let message = format!("ids that begin with {prefix} are reserved for built-in rules");
            return Some(refused(Part::Id, &text.id, message, "use a prefix of your own, as in ACME001"));
        }
        if built_in.name == text.name {
            let message = format!("'{}' is the name of the built-in rule {}", text.name, built_in.id);
            return Some(refused(Part::Name, &text.name, message, "choose another name"));
        }
    }
    None
}
