//! A rule as its author wrote it: the one shape of a rule file, of what is embedded, and of what the engine compiles.
//!
//! Nothing is compiled here. The build script shares this module, so nothing in it may name the crate.

use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

type Text = Cow<'static, str>;
type List<T> = Cow<'static, [T]>;

/// The id of a rule: letters and then digits, as in `ZK004`. It is never changed and never used again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Text);

impl RuleId {
    /// The id of a rule that is built in.
    #[must_use]
    pub const fn built_in(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// An id that somebody wrote.
    ///
    /// # Errors
    /// A text that is not letters and then digits.
    pub fn new(id: impl Into<Text>) -> Result<Self, String> {
        let id = id.into();
        let digits = id.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let letters = id.len() - digits.len();
        if letters == 0 || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("'{id}' is not the id of a rule: capital letters and then digits, as in ACME001"));
        }
        Ok(Self(id))
    }

    /// The id as a text.
    #[must_use]
    pub fn text(&self) -> Text {
        self.0.clone()
    }

    /// Its letters, which it has in common with the other rules of its group.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.0.trim_end_matches(|c: char| c.is_ascii_digit())
    }
}

impl Deref for RuleId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for RuleId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq<RuleId> for Text {
    fn eq(&self, id: &RuleId) -> bool {
        *self == id.0
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

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

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// `ZK004`: group prefix and number.
    pub id: RuleId,
    /// `even-voters`: names the defect; accepted wherever the id is.
    pub name: Text,
    /// The folder that it lies in.
    #[serde(skip)]
    pub group: Text,
    /// The version of flinklint that brought the rule.
    #[serde(default)]
    pub since: Option<Text>,
    /// One sentence: what the rule is about.
    pub summary: Text,
    /// `error`, `warning`, `info` or an expression that chooses one of them; left out where every case has its own.
    #[serde(default)]
    pub severity: Option<Text>,
    /// What it judges.
    #[serde(default)]
    pub scope: Scope,
    /// Whether it reports only where it is asked for by name.
    #[serde(default)]
    pub off: bool,
    /// `x in xs`, or a list of them: one finding for each.
    #[serde(rename = "for", default, deserialize_with = "one_or_many")]
    pub bindings: List<Text>,
    /// The condition.
    pub when: Text,
    /// Where: an expression that names a place, or alternatives of which the first that is in a file wins. Left out where
    /// every case has its own.
    #[serde(default, deserialize_with = "one_or_many")]
    pub at: List<Text>,
    /// Places that make it true.
    #[serde(default)]
    pub related: List<RelatedText>,
    /// What is wrong; left out where every case has its own.
    #[serde(default)]
    pub message: Option<Text>,
    /// How to mend it.
    #[serde(default)]
    pub help: Option<Text>,
    /// The same fault in situations that differ: the first whose condition is true wins.
    #[serde(default)]
    pub cases: List<CaseText>,
    /// Why it matters.
    pub why: Text,
    /// Where the facts come from.
    #[serde(default)]
    pub sources: List<Text>,
    /// The page of the rule; a rule that is built in has one without saying so.
    #[serde(default)]
    pub url: Option<Text>,
    /// Examples, which are tests.
    pub examples: List<ExampleText>,
}

/// A place that makes a finding true.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelatedText {
    /// Where: alternatives, as for the rule. Left out of the finding where none is in a file.
    #[serde(deserialize_with = "one_or_many")]
    pub at: List<Text>,
    /// What is to be seen there.
    pub say: Text,
}

/// One situation of a rule. What it leaves out is that of the rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseText {
    /// Its condition, which is judged where that of the rule is true; `true` for the rest.
    pub when: Text,
    /// Its severity.
    #[serde(default)]
    pub severity: Option<Text>,
    /// Its place.
    #[serde(default, deserialize_with = "one_or_many")]
    pub at: List<Text>,
    /// Its places that make it true, in place of those of the rule.
    #[serde(default)]
    pub related: Option<List<RelatedText>>,
    /// Its message.
    #[serde(default)]
    pub message: Option<Text>,
    /// Its help.
    #[serde(default)]
    pub help: Option<Text>,
}

/// An example: files, and every finding that they give.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleText {
    /// What is special about it.
    #[serde(default)]
    pub name: Option<Text>,
    /// Stated versions by product: `flink`, `zookeeper`, `hadoop`.
    #[serde(default, deserialize_with = "pairs")]
    pub versions: List<(Text, Text)>,
    /// Names of shared sets of files, which stand before the files of the example. Empty once they are put in.
    #[serde(default, deserialize_with = "one_or_many")]
    pub base: List<Text>,
    /// Path and text of each file.
    #[serde(default, deserialize_with = "pairs")]
    pub files: List<(Text, Text)>,
    /// Every finding of every rule.
    pub finds: List<ExpectedText>,
}

/// A finding that an example gives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedText {
    /// Id of the rule; left out for the rule of the example.
    #[serde(default)]
    pub rule: Option<Text>,
    /// The file of the primary place.
    pub file: Text,
    /// Its line, from 1.
    pub line: u32,
    /// Its severity, where the rule has several in this case or where it is not that of the case.
    #[serde(default)]
    pub severity: Option<Text>,
    /// A part of its message.
    #[serde(default)]
    pub says: Option<Text>,
    /// Other places: `file:line`.
    #[serde(default)]
    pub also: List<Text>,
}

/// Sets of files that examples share, by name.
pub type Bases = BTreeMap<String, BaseText>;

/// A set of files that examples share.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseText {
    /// Path and text of each file.
    #[serde(deserialize_with = "pairs")]
    pub files: List<(Text, Text)>,
}

impl RuleText {
    /// Puts the files of shared sets into the examples that name them. A file that the example has itself, or that a later
    /// set has, takes the place of one with the same path.
    ///
    /// # Errors
    /// A set that does not exist.
    pub fn put_in(&mut self, bases: &Bases) -> Result<(), String> {
        if self.examples.iter().all(|example| example.base.is_empty()) {
            return Ok(());
        }
        for (n, example) in self.examples.to_mut().iter_mut().enumerate() {
            let mut files: BTreeMap<Text, Text> = BTreeMap::new();
            for name in std::mem::take(&mut example.base).iter() {
                let base = bases.get(name.as_ref()).ok_or_else(|| {
                    let known: Vec<&str> = bases.keys().map(String::as_str).collect();
                    format!("example {}: there is no base '{name}'; bases: {}", n + 1, known.join(", "))
                })?;
                files.extend(base.files.iter().cloned());
            }
            files.extend(example.files.iter().cloned());
            example.files = files.into_iter().collect::<Vec<_>>().into();
        }
        Ok(())
    }
}

/// A text, or a list of texts.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<List<Text>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Text),
        Many(Vec<Text>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one].into(),
        OneOrMany::Many(many) => many.into(),
    })
}

/// A mapping of texts, in the order of its keys.
fn pairs<'de, D: Deserializer<'de>>(from: D) -> Result<List<(Text, Text)>, D::Error> {
    let map: BTreeMap<Text, Text> = BTreeMap::deserialize(from)?;
    Ok(map.into_iter().collect::<Vec<_>>().into())
}
