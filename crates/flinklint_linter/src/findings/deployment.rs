//! The findings of one deployment: what its rules found, with identities, settled and placed.

use super::identity::Subject;
use super::logical_key::LogicalKeys;
use super::place::Placer;
use super::settle::{self, IdentifiedFinding, Selection, SettledFinding};
use super::{Finding, Label, NotReported, ReportedFinding, ReportedLabel, UndecidedRule};
use crate::documents;
use crate::facts::older::{OlderFinding, OlderFindings};
use crate::project::{Excerpts, ParsedDeployment, Understanding};
use crate::rules::{self, OpenRule, Outcome, Rule, RuleFailure, Scope};
use crate::versions::merge::Merge;
use crate::{Options, versions};
use flinklint_expr::model::Place;
use flinklint_syntax::source::{FileSet, Span};

/// What the rules found in one deployment.
#[derive(Debug, Default)]
pub(crate) struct DeploymentFindings {
    /// Its findings, settled and placed.
    pub(crate) findings: Vec<ReportedFinding>,
    /// What is not among them.
    pub(crate) not_reported: NotReported,
    /// Rules that gave no answer.
    pub(crate) failures: Vec<RuleFailure>,
}

/// Judges a deployment in each of its worlds.
pub(crate) fn find(understanding: &Understanding, rules: &[Rule], options: &Options) -> DeploymentFindings {
    let (set, ranges) = (understanding.set(), understanding.ranges());
    let (documents, worlds) = (understanding.documents(), understanding.worlds());
    let assumptions: Vec<versions::Assumption> = worlds.iter().map(|world| world.assumption).collect();
    let judged = versions::judge::judge(rules, worlds, options.name_undecided);
    let merged = versions::merge::merge(judged, &assumptions, ranges);
    let Merge { mut findings, older, undecided, open, cut, mut failures } = merged;
    let older_only = older.len();
    let keys = LogicalKeys::new(documents, set);
    // Numbered together, so that a stated version changes no ordinal.
    let newest = findings.len();
    findings.extend(older);
    let mut found = identified(findings, rules, &keys, set);
    let older = settle::reported(found.split_off(newest), &options.selection);
    let settled = settle::settle(found, &options.selection);
    let noted = note_older(&older.findings, &settled.findings, rules);
    failures.extend(noted.failures);
    let noted = settle::settle(identified(noted.findings, rules, &keys, set), &options.selection);
    let secrets = documents::secrets(documents, set);
    let mut placer = Placer::new(set, &secrets, options.excerpts);
    let reported = settled.findings.iter().chain(&noted.findings);
    DeploymentFindings {
        findings: reported.map(|one| placer.place(one, rules)).collect(),
        not_reported: NotReported {
            undecided,
            undecided_rules: undecided_rules(&open, rules, &options.selection, set),
            older_only,
            ignored: settled.ignored + older.ignored + noted.ignored,
            known: settled.known + older.known + noted.known,
            cut,
        },
        failures,
    }
}

/// What rules say of the findings that hold for older versions alone; not of those that follow from a line which is reported
/// anyway.
fn note_older(older: &[IdentifiedFinding], settled: &[SettledFinding], rules: &[Rule]) -> Outcome {
    if older.is_empty() {
        return Outcome::default();
    }
    let settled = settled.iter().map(|one| &one.finding);
    let causes: Vec<&Finding> =
        settled.chain(older.iter().map(|one| &one.finding)).filter(|finding| finding.rests_on.is_empty()).collect();
    let shown = |lost: &Span| causes.iter().flat_map(|cause| &cause.labels).any(|label| label.span.overlaps(*lost));
    let unexplained = older.iter().map(|one| &one.finding).filter(|finding| !finding.rests_on.iter().any(shown));
    let noted = unexplained.filter_map(|finding| {
        let (label, rule) = (finding.labels.first()?, finding.rule.of(rules));
        let place = Place { key: label.key, ..Place::at(label.span) };
        Some(OlderFinding::new(&rule.text.id, &finding.message, finding.versions.as_deref()?, place))
    });
    rules::evaluate(rules, Scope::Versions, &OlderFindings::new(noted.collect()))
}

fn identified(findings: Vec<Finding>, rules: &[Rule], keys: &LogicalKeys<'_>, set: &FileSet) -> Vec<IdentifiedFinding> {
    IdentifiedFinding::all(findings, rules, |finding| {
        let start = finding.labels.first().map_or(0, |label| set.physical(label.span).start);
        (keys.subject(finding), start)
    })
}

/// The rules that unknown values left undecided, each with the first placeholder among what it read.
fn undecided_rules(open: &[OpenRule], rules: &[Rule], selection: &Selection, set: &FileSet) -> Vec<UndecidedRule> {
    let has_placeholder = |span: &&Span| {
        let text = String::from_utf8_lossy(set.slice(**span));
        flinklint_syntax::template::placeholder(&text).is_some()
    };
    let named = |one: &OpenRule| {
        let rule = Some(one.rule.of(rules)).filter(|_| selection.takes(one.rule))?;
        let place = one.places.iter().find(has_placeholder).map(|span| set.file_and_line(*span));
        Some(UndecidedRule { rule: rule.text.id.to_string(), name: rule.text.name.to_string(), place })
    };
    open.iter().filter_map(named).collect()
}

/// Labels in one deployment that were found when all were seen together, and what they are about.
pub(crate) fn labels(
    parsed: &ParsedDeployment,
    labels: &[&Label],
    excerpts: Excerpts,
) -> Vec<(Span, (ReportedLabel, Subject))> {
    let (set, documents) = (parsed.set(), parsed.documents());
    let keys = LogicalKeys::new(documents, set);
    let secrets = documents::secrets(documents, set);
    let mut placer = Placer::new(set, &secrets, excerpts);
    labels.iter().map(|label| (label.span, (placer.label(label), keys.of_label(label)))).collect()
}
