//! One list of findings from the outcomes under several assumptions about versions.
//!
//! What holds in every possible version is reported as it is; what holds for some, the newest among them, is at most a
//! warning and names the versions; what holds only for older ones is counted, and the summary asks for a version.

use crate::facts::explore::{Assumption, Ranges, describe};
use crate::findings::{Finding, Severity};
use crate::rules::{Outcome, RuleFailure};
use crate::source::Span;
use std::collections::BTreeMap;

/// A finding, and the versions for which it holds where those are not all.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    pub(crate) finding: Finding,
    pub(crate) versions: Option<String>,
}

/// What came out under all assumptions.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    pub(crate) findings: Vec<Merged>,
    pub(crate) undecided: usize,
    pub(crate) older_only: usize,
    pub(crate) cut: usize,
    pub(crate) failures: Vec<RuleFailure>,
}

/// What makes findings under two assumptions the same one.
type Identity = (usize, Option<Span>, Vec<Span>);

fn identity(finding: &Finding) -> Identity {
    let keys = finding.labels.iter().filter_map(|label| label.key).collect();
    (finding.rule, finding.labels.first().map(|label| label.span), keys)
}

impl Merge {
    /// The versions for which a finding holds.
    pub(crate) fn versions_of(&self, finding: &Finding) -> Option<String> {
        let primary = |finding: &Finding| finding.labels.first().map(|label| label.span);
        let same =
            |merged: &&Merged| merged.finding.rule == finding.rule && primary(&merged.finding) == primary(finding);
        self.findings.iter().find(same).and_then(|merged| merged.versions.clone())
    }
}

/// `outcomes` come newest first.
pub(crate) fn merge(outcomes: Vec<(Assumption, Outcome)>, ranges: &Ranges) -> Merge {
    let all: Vec<Assumption> = outcomes.iter().map(|(assumption, _)| *assumption).collect();
    let newest = all.first().copied();
    let mut merge = Merge::default();
    let mut order: Vec<Identity> = Vec::new();
    let mut found: BTreeMap<Identity, (Finding, Vec<Assumption>)> = BTreeMap::new();
    for (assumption, outcome) in outcomes {
        if Some(assumption) == newest {
            merge.undecided = outcome.undecided;
        }
        merge.cut = merge.cut.max(outcome.cut);
        for failure in outcome.failures {
            if !merge.failures.contains(&failure) {
                merge.failures.push(failure);
            }
        }
        for finding in outcome.findings {
            let identity = identity(&finding);
            match found.get_mut(&identity) {
                Some((known, holds)) => {
                    known.severity = known.severity.min(finding.severity);
                    if holds.last() != Some(&assumption) {
                        holds.push(assumption);
                    }
                }
                None => {
                    order.push(identity.clone());
                    found.insert(identity, (finding, vec![assumption]));
                }
            }
        }
    }
    for identity in order {
        let Some((mut finding, holds)) = found.remove(&identity) else { continue };
        if holds.len() == all.len() {
            merge.findings.push(Merged { finding, versions: None });
        } else if holds.first() == newest.as_ref() {
            finding.severity = finding.severity.min(Severity::Warning);
            merge.findings.push(Merged { versions: describe(&holds, &all, ranges), finding });
        } else {
            merge.older_only += 1;
        }
    }
    merge
}
