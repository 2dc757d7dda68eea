//! A rule as text: what the built-in rulebook embeds and what a user's rule file becomes. Nothing is compiled here.
//!
//! Two parts, so that a run touches only what it needs: [`RuleText`] is enough to judge, [`RuleProse`] to explain.

use super::file::{ExampleFile, OneOrMany, RuleFile, Scope};
use std::borrow::Cow;

type Text = Cow<'static, str>;
type List<T> = Cow<'static, [T]>;

/// The part of a rule that is needed to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// `ZK004`.
    pub id: Text,
    /// `even-voters`.
    pub name: Text,
    /// The folder of the rulebook it lies in.
    pub group: Text,
    /// Severity where the case has none.
    pub severity: Option<Text>,
    /// What it judges.
    pub scope: Scope,
    /// Whether it reports only where it is asked for by name.
    pub off: bool,
    /// `x in xs`.
    pub bindings: List<Text>,
    /// The condition.
    pub when: Text,
    /// Alternatives for the primary place.
    pub at: List<Text>,
    /// Places that make it true.
    pub related: List<RelatedText>,
    /// Message where the case has none.
    pub message: Option<Text>,
    /// Help where the case has none.
    pub help: Option<Text>,
    /// Situations.
    pub cases: List<CaseText>,
}

/// A place that makes a finding true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedText {
    /// Alternatives for the place.
    pub at: List<Text>,
    /// What is to be seen there.
    pub say: Text,
}

/// One situation of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseText {
    /// Its condition.
    pub when: Text,
    /// Its severity.
    pub severity: Option<Text>,
    /// Its message.
    pub message: Option<Text>,
    /// Its help.
    pub help: Option<Text>,
}

/// The part of a rule that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleProse {
    /// The version of flinklint that brought it.
    pub since: Text,
    /// One sentence.
    pub summary: Text,
    /// Why it matters.
    pub why: Text,
    /// Where the facts come from.
    pub sources: List<Text>,
    /// Examples.
    pub examples: List<ExampleText>,
}

/// An example: files, and every finding that they give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleText {
    /// What is special about it.
    pub name: Option<Text>,
    /// Stated versions by product name.
    pub versions: List<(Text, Text)>,
    /// Path and text of each file.
    pub files: List<(Text, Text)>,
    /// Every finding.
    pub finds: List<ExpectedText>,
}

/// A finding that an example gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedText {
    /// Id of the rule; that of the example where it is left out.
    pub rule: Option<Text>,
    /// The file of the primary place.
    pub file: Text,
    /// Its line, from 1.
    pub line: u32,
    /// Its severity, where it is not that of the rule or of its case.
    pub severity: Option<Text>,
    /// A part of its message.
    pub says: Option<Text>,
    /// Other places: `file:line`.
    pub also: List<Text>,
}

fn owned(text: &str) -> Text {
    Cow::Owned(text.to_owned())
}

fn owned_option(text: Option<&String>) -> Option<Text> {
    text.map(|text| owned(text))
}

fn all(texts: &OneOrMany) -> List<Text> {
    texts.all().into_iter().map(owned).collect::<Vec<_>>().into()
}

/// The two parts of a rule file.
pub(crate) fn from_file(group: &str, file: &RuleFile) -> (RuleText, RuleProse) {
    let text = RuleText {
        id: owned(&file.id),
        name: owned(&file.name),
        group: owned(group),
        severity: owned_option(file.severity.as_ref()),
        scope: file.scope,
        off: file.off,
        bindings: all(&file.bindings),
        when: owned(&file.when),
        at: all(&file.at),
        related: file
            .related
            .iter()
            .map(|related| RelatedText { at: all(&related.at), say: owned(&related.say) })
            .collect::<Vec<_>>()
            .into(),
        message: owned_option(file.message.as_ref()),
        help: owned_option(file.help.as_ref()),
        cases: file
            .cases
            .iter()
            .map(|case| CaseText {
                when: owned(&case.when),
                severity: owned_option(case.severity.as_ref()),
                message: owned_option(case.message.as_ref()),
                help: owned_option(case.help.as_ref()),
            })
            .collect::<Vec<_>>()
            .into(),
    };
    let prose = RuleProse {
        since: owned(&file.since),
        summary: owned(&file.summary),
        why: owned(&file.why),
        sources: file.sources.iter().map(|source| owned(source)).collect::<Vec<_>>().into(),
        examples: file.examples.iter().map(example).collect::<Vec<_>>().into(),
    };
    (text, prose)
}

fn example(file: &ExampleFile) -> ExampleText {
    let pairs = |map: &std::collections::BTreeMap<String, String>| -> List<(Text, Text)> {
        map.iter().map(|(key, value)| (owned(key), owned(value))).collect::<Vec<_>>().into()
    };
    ExampleText {
        name: owned_option(file.name.as_ref()),
        versions: pairs(&file.versions),
        files: pairs(&file.files),
        finds: file
            .finds
            .iter()
            .map(|find| ExpectedText {
                rule: owned_option(find.rule.as_ref()),
                file: owned(&find.file),
                line: find.line,
                severity: owned_option(find.severity.as_ref()),
                says: owned_option(find.says.as_ref()),
                also: find.also.iter().map(|place| owned(place)).collect::<Vec<_>>().into(),
            })
            .collect::<Vec<_>>()
            .into(),
    }
}

/// The rulebook that is built in.
pub(crate) mod built_in {
    use super::{CaseText, ExampleText, ExpectedText, RelatedText, RuleProse, RuleText, Scope};
    use std::borrow::Cow;

    include!(concat!(env!("OUT_DIR"), "/rulebook.rs"));

    /// What is needed to judge, sorted by id.
    pub(crate) fn hot() -> &'static [RuleText] {
        HOT
    }

    /// What is needed to explain, in the same order.
    pub(crate) fn cold() -> &'static [RuleProse] {
        COLD
    }
}
