//! One list of findings from those of all worlds.
//!
//! What holds in every possible version is reported as it is; what holds for some, the newest among them, is at most a
//! warning and names the versions; what holds only for older ones is set apart.

use super::judge::{RuleOutcome, Worlds};
use super::words::describe;
use super::{Assumption, Ranges};
use crate::findings::{Finding, Severity};
use crate::rules::{OpenRule, RuleFailure, RuleIndex};
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;

/// What came out under all assumptions.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    pub(crate) findings: Vec<Finding>,
    /// What does not hold for the newest version.
    pub(crate) older: Vec<Finding>,
    pub(crate) undecided: usize,
    /// The rules that the newest version leaves undecided.
    pub(crate) open: Vec<OpenRule>,
    pub(crate) cut: usize,
    pub(crate) failures: Vec<RuleFailure>,
}

/// A finding as the newest world that gave it has it, and all worlds that did.
struct VersionedFinding {
    finding: Finding,
    holds: Worlds,
}

impl VersionedFinding {
    fn take(&mut self, severity: Severity, holds: Worlds) {
        self.finding.severity = self.finding.severity.min(severity);
        self.holds = self.holds.and(holds);
    }
}

/// A rule and the place where it fired.
type Spot = (RuleIndex, Option<Span>);

fn spot(finding: &Finding) -> Spot {
    (finding.rule, finding.labels.first().map(|label| label.span))
}

fn keys(finding: &Finding) -> impl Iterator<Item = Span> {
    finding.labels.iter().filter_map(|label| label.key)
}

/// One list of what the rules found in all worlds; `all` are the assumptions of these worlds, the newest first.
pub(crate) fn merge(judged: Vec<RuleOutcome>, all: &[Assumption], ranges: &Ranges) -> Merge {
    let everywhere = Worlds::first(all.len());
    let mut merge = Merge::default();
    let mut cut = vec![0; all.len()];
    let mut order: Vec<(usize, Spot)> = Vec::new();
    let mut found: BTreeMap<Spot, Vec<VersionedFinding>> = BTreeMap::new();
    for RuleOutcome { outcome, holds } in judged {
        if holds.newest() == 0 {
            merge.undecided += outcome.undecided;
            merge.open.extend(outcome.open.into_iter().flatten());
        }
        for (_, cut) in cut.iter_mut().enumerate().filter(|(n, _)| holds.meet(Worlds::one(*n))) {
            *cut += outcome.cut;
        }
        for failure in outcome.failures {
            if !merge.failures.contains(&failure) {
                merge.failures.push(failure);
            }
        }
        for finding in outcome.findings {
            let spot = spot(&finding);
            let here = found.entry(spot).or_insert_with(|| {
                order.push((holds.newest(), spot));
                Vec::new()
            });
            match here.iter_mut().find(|one| keys(&one.finding).eq(keys(&finding))) {
                Some(one) => one.take(finding.severity, holds),
                None => here.push(VersionedFinding { finding, holds }),
            }
        }
    }
    merge.cut = cut.into_iter().max().unwrap_or_default();
    order.sort_by_key(|(newest, _)| *newest);
    for one in order.into_iter().filter_map(|(_, spot)| found.remove(&spot)).flat_map(join_variants) {
        let VersionedFinding { mut finding, holds } = one;
        if holds == everywhere {
            merge.findings.push(finding);
            continue;
        }
        finding.versions = describe(&holds.of(all), all, ranges);
        if holds.newest() == 0 {
            finding.severity = finding.severity.min(Severity::Warning);
            merge.findings.push(finding);
        } else {
            merge.older.push(finding);
        }
    }
    merge
}

/// One rule at one place that points at other keys under other versions is one finding.
fn join_variants(here: Vec<VersionedFinding>) -> Vec<VersionedFinding> {
    let mut joined: Vec<VersionedFinding> = Vec::new();
    for one in here {
        let apart = |known: &&mut VersionedFinding| !known.holds.meet(one.holds);
        match joined.iter_mut().find(apart) {
            Some(known) => known.take(one.finding.severity, one.holds),
            None => joined.push(one),
        }
    }
    joined
}
