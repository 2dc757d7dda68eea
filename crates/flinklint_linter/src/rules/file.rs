//! The shape of a rule file, as YAML gives it. `build.rs` shares this module, so nothing here may name the crate.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What a rule judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One deployment.
    #[default]
    Deployment,
    /// All deployments of a run together.
    Fleet,
    /// What other rules find in one deployment for older versions alone.
    Versions,
}

/// One rule, as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// `ZK004`: group prefix and number; immutable, never reused.
    pub id: String,
    /// `even-voters`: names the defect; accepted wherever the id is.
    pub name: String,
    /// `error`, `warning` or `info`; left out where every case has its own.
    pub severity: Option<String>,
    /// The version of flinklint that brought the rule.
    pub since: String,
    /// What it judges.
    #[serde(default)]
    pub scope: Scope,
    /// Whether it reports only where it is asked for by name.
    #[serde(default)]
    pub off: bool,
    /// One sentence: what the rule is about.
    pub summary: String,
    /// `x in xs`, or a list of them: one finding for each.
    #[serde(rename = "for", default)]
    pub bindings: OneOrMany,
    /// The condition.
    pub when: String,
    /// Where: an expression that names a place, or alternatives of which the first that is present wins.
    pub at: OneOrMany,
    /// Places that make it true.
    #[serde(default)]
    pub related: Vec<RelatedFile>,
    /// What is wrong; left out where every case has its own.
    pub message: Option<String>,
    /// How to mend it.
    pub help: Option<String>,
    /// The same fault in situations that weigh differently: the first that is true wins.
    #[serde(default)]
    pub cases: Vec<CaseFile>,
    /// Why it matters.
    pub why: String,
    /// Where the facts come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Examples, which are tests.
    pub examples: Vec<ExampleFile>,
}

/// One text or several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// None.
    #[default]
    None,
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::None => Vec::new(),
            Self::One(one) => vec![one],
            Self::Many(many) => many.iter().map(String::as_str).collect(),
        }
    }
}

/// A place that makes a finding true.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelatedFile {
    /// Where; left out of the finding where nothing is there.
    pub at: OneOrMany,
    /// What is to be seen there.
    pub say: String,
}

/// One situation of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its condition; `true` for the rest.
    pub when: String,
    /// Its severity.
    pub severity: Option<String>,
    /// Its message.
    pub message: Option<String>,
    /// Its help.
    pub help: Option<String>,
}

/// An example: files, and every finding that they give.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleFile {
    /// What is special about it.
    pub name: Option<String>,
    /// Stated versions: `flink`, `zookeeper`, `hadoop`.
    #[serde(default)]
    pub versions: BTreeMap<String, String>,
    /// Path and text of each file.
    pub files: BTreeMap<String, String>,
    /// Every finding of every rule.
    pub finds: Vec<ExpectedFile>,
}

/// A finding that an example gives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFile {
    /// Id of the rule; left out for the rule of the example.
    pub rule: Option<String>,
    /// The file of the primary place.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its severity, where it is not that of the rule or of its case.
    pub severity: Option<String>,
    /// A part of its message.
    pub says: Option<String>,
    /// Other places: `file:line`.
    #[serde(default)]
    pub also: Vec<String>,
}
