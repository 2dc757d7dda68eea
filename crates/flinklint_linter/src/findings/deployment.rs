//! The findings of one deployment: what its rules found, with identities, settled and placed.

use super::identity::{Subject, identities};
use super::logical_key::LogicalKeys;
use super::place::{Placer, RuleName};
use super::settle::{self, IdentifiedFinding, Selection};
use super::{Finding, Label, ReportedFinding, ReportedLabel, UndecidedRule};
use crate::documents;
use crate::facts::fleet::OlderSummary;
use crate::project::{Parsed, Understanding};
use crate::rules::{Rule, RuleFailure};
use crate::versions::merge::Merge;
use crate::{Options, versions};
use flinklint_syntax::source::{FileSet, Span};

/// What the rules found in one deployment.
#[derive(Debug, Default)]
pub(crate) struct DeploymentFindings {
    /// Its findings, settled and placed.
    pub(crate) findings: Vec<ReportedFinding>,
    /// Conditions that unknown values left undecided.
    pub(crate) undecided: usize,
    /// The rules of these conditions, where they are to be named.
    pub(crate) undecided_rules: Vec<UndecidedRule>,
    /// What holds only for older versions than the newest possible one: how much, and the first of each rule and range.
    pub(crate) older_only: usize,
    pub(crate) older: Vec<OlderSummary>,
    /// Findings that were ignored.
    pub(crate) ignored: usize,
    /// Findings of the baseline.
    pub(crate) known: usize,
    /// Rules whose further findings were left out.
    pub(crate) cut: usize,
    /// Rules that gave no answer.
    pub(crate) failures: Vec<RuleFailure>,
}

/// Judges a deployment in each of its worlds.
pub(crate) fn find(understanding: &Understanding, rules: &[Rule<'_>], options: &Options) -> DeploymentFindings {
    let (set, ranges) = (understanding.set(), understanding.ranges());
    let (documents, worlds) = (understanding.documents(), understanding.worlds());
    let assumptions: Vec<versions::Assumption> = worlds.iter().map(|world| world.assumption).collect();
    let judged = versions::judge::judge(rules, worlds, options.name_undecided);
    let merged = versions::merge::merge(judged, &assumptions, ranges);
    let older = merged.older_only(rules, &options.selection);
    let Merge { findings, older: only_older, undecided, open, cut, failures } = merged;
    let found = identified(findings, rules, &LogicalKeys::new(documents, set), set);
    let settled = settle::settle(found, &options.selection);
    let secrets = documents::secrets(documents, set);
    let mut placer = Placer::new(set, &secrets);
    DeploymentFindings {
        findings: settled.findings.iter().map(|one| placer.place(one, |rule| rule_name(rules, rule))).collect(),
        undecided,
        undecided_rules: undecided_rules(&open, rules, &options.selection, set),
        older_only: only_older.len(),
        older,
        ignored: settled.ignored,
        known: settled.known,
        cut,
        failures,
    }
}

/// Id and name of a rule.
pub(crate) fn rule_name<'r>(rules: &'r [Rule<'_>], index: usize) -> RuleName<'r> {
    rules.get(index).map_or(RuleName { id: "", name: "" }, |rule| RuleName { id: &rule.text.id, name: &rule.text.name })
}

fn identified(
    findings: Vec<Finding>,
    rules: &[Rule<'_>],
    keys: &LogicalKeys<'_>,
    set: &FileSet,
) -> Vec<IdentifiedFinding> {
    let about = |finding: &Finding| {
        let primary = finding.labels.first();
        let subject = primary.map(|label| keys.subject(label)).unwrap_or_default();
        let start = primary.map_or(0, |label| set.physical(label.span).start);
        (rule_name(rules, finding.rule).id, subject, start)
    };
    let identities = identities(findings.iter().map(about).collect());
    findings.into_iter().zip(identities).map(|(finding, identity)| IdentifiedFinding { finding, identity }).collect()
}

/// The rules that unknown values left undecided, each with the first placeholder among what it read.
fn undecided_rules(
    open: &[(usize, Vec<Span>)],
    rules: &[Rule<'_>],
    selection: &Selection,
    set: &FileSet,
) -> Vec<UndecidedRule> {
    let has_placeholder = |span: &&Span| {
        let text = String::from_utf8_lossy(set.slice(**span));
        flinklint_syntax::template::placeholder(&text).is_some()
    };
    let named = |(index, places): &(usize, Vec<Span>)| {
        let rule = rules.get(*index).filter(|_| selection.takes(*index))?;
        let place = places.iter().find(has_placeholder).map(|span| set.file_and_line(*span));
        Some(UndecidedRule { rule: rule.text.id.to_string(), name: rule.text.name.to_string(), place })
    };
    open.iter().filter_map(named).collect()
}

/// Labels in one deployment that were found when all were seen together, and what they are about.
pub(crate) fn labels(parsed: &Parsed, labels: &[&Label]) -> Vec<(Span, (ReportedLabel, Subject))> {
    let (set, documents) = (parsed.set(), parsed.documents());
    let keys = LogicalKeys::new(documents, set);
    let secrets = documents::secrets(documents, set);
    let mut placer = Placer::new(set, &secrets);
    labels.iter().map(|label| (label.span, (placer.label(label), keys.subject(label)))).collect()
}
