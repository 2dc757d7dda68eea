//! One list of findings from the outcomes under several assumptions about versions.
//!
//! What holds in every possible version is reported as it is; what holds for some, the newest among them, is at most a
//! warning and names the versions; what holds only for older ones is set apart, for one finding that collects it.

use crate::facts::explore::{Assumption, Ranges, describe};
use crate::facts::fleet::OlderSummary;
use crate::findings::settle::Selection;
use crate::findings::{Finding, Severity};
use crate::rules::{Outcome, Rule, RuleFailure};
use flinklint_expr::model::Place;
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;

/// What came out under all assumptions.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    pub(crate) findings: Vec<Finding>,
    /// What does not hold for the newest version.
    pub(crate) older: Vec<Finding>,
    pub(crate) undecided: usize,
    pub(crate) cut: usize,
    pub(crate) failures: Vec<RuleFailure>,
}

/// A finding under the first assumption that gave it, and all assumptions that did.
struct Found {
    finding: Finding,
    holds: Vec<Assumption>,
}

impl Found {
    fn take(&mut self, severity: Severity, holds: impl IntoIterator<Item = Assumption>) {
        self.finding.severity = self.finding.severity.min(severity);
        for assumption in holds {
            if !self.holds.contains(&assumption) {
                self.holds.push(assumption);
            }
        }
    }
}

/// A rule and the place where it fired.
type Spot = (usize, Option<Span>);

fn spot(finding: &Finding) -> Spot {
    (finding.rule, finding.labels.first().map(|label| label.span))
}

fn keys(finding: &Finding) -> impl Iterator<Item = Span> {
    finding.labels.iter().filter_map(|label| label.key)
}

/// `outcomes` come newest first.
pub(crate) fn merge(outcomes: Vec<(Assumption, Outcome)>, ranges: &Ranges) -> Merge {
    let all: Vec<Assumption> = outcomes.iter().map(|(assumption, _)| *assumption).collect();
    let mut merge = Merge::default();
    if let Some((_, newest)) = outcomes.first() {
        merge.undecided = newest.undecided;
    }
    let mut order: Vec<Spot> = Vec::new();
    let mut found: BTreeMap<Spot, Vec<Found>> = BTreeMap::new();
    for (assumption, outcome) in outcomes {
        merge.cut = merge.cut.max(outcome.cut);
        for failure in outcome.failures {
            if !merge.failures.contains(&failure) {
                merge.failures.push(failure);
            }
        }
        for finding in outcome.findings {
            let spot = spot(&finding);
            let here = found.entry(spot).or_insert_with(|| {
                order.push(spot);
                Vec::new()
            });
            match here.iter_mut().find(|one| keys(&one.finding).eq(keys(&finding))) {
                Some(one) => one.take(finding.severity, [assumption]),
                None => here.push(Found { finding, holds: vec![assumption] }),
            }
        }
    }
    for one in order.into_iter().filter_map(|spot| found.remove(&spot)).flat_map(join_variants) {
        let Found { mut finding, holds } = one;
        if holds.len() == all.len() {
            merge.findings.push(finding);
            continue;
        }
        finding.versions = describe(&holds, &all, ranges);
        if all.first().is_some_and(|newest| holds.contains(newest)) {
            finding.severity = finding.severity.min(Severity::Warning);
            merge.findings.push(finding);
        } else {
            merge.older.push(finding);
        }
    }
    merge
}

impl Merge {
    /// What the finding that collects those of older versions is made of: what was asked for, and does not follow from a
    /// line that is reported anyway.
    pub(crate) fn older_only(&self, rules: &[Rule<'_>], selection: &Selection) -> Vec<OlderSummary> {
        let shown = |lost: &Span| {
            let causes = self.findings.iter().chain(&self.older).filter(|finding| finding.rests_on.is_empty());
            causes.flat_map(|finding| &finding.labels).any(|label| label.span.overlaps(*lost))
        };
        let asked =
            self.older.iter().filter(|finding| selection.takes(finding.rule) && !finding.rests_on.iter().any(shown));
        let mut collected: Vec<OlderSummary> = Vec::new();
        for finding in asked {
            let (Some(label), Some(rule)) = (finding.labels.first(), rules.get(finding.rule)) else { continue };
            let versions = finding.versions.clone().unwrap_or_default();
            if !collected.iter().any(|known| known.rule == rule.text.id && known.versions == versions) {
                let place = Place { key: label.key, ..Place::at(label.span) };
                collected.push(OlderSummary { rule: rule.text.id.to_string(), versions, place });
            }
        }
        collected
    }
}

/// One rule at one place that points at other keys under other versions is one finding.
fn join_variants(here: Vec<Found>) -> Vec<Found> {
    let mut joined: Vec<Found> = Vec::new();
    for one in here {
        let apart = |known: &&mut Found| known.holds.iter().all(|assumption| !one.holds.contains(assumption));
        match joined.iter_mut().find(apart) {
            Some(known) => known.take(one.finding.severity, one.holds),
            None => joined.push(one),
        }
    }
    joined
}
