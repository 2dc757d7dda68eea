//! Settling: from everything that the rules said to what a person should read.
//!
//! One pass in this order: select, fold causes, severity, join copies, sort. A cause takes the highest severity that it
//! folds; a cause that is not selected releases its consequences; the same mistake in the copies of a file that lie on
//! several hosts is one finding with all its places.

use super::{Finding, Label, Placed, Severity};
use flinklint_syntax::source::{FileId, Span};
use std::collections::BTreeMap;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these rules, by index; all where it is none.
    pub only: Option<Vec<usize>>,
    /// Not these rules.
    pub not: Vec<usize>,
    /// Other severities.
    pub severities: BTreeMap<usize, Severity>,
    /// Rules that report only where one of the above names them.
    pub off: Vec<usize>,
}

impl Selection {
    /// Whether the findings of a rule were asked for.
    pub(crate) fn takes(&self, rule: usize) -> bool {
        let asked = match &self.only {
            Some(only) => only.contains(&rule),
            None => !self.off.contains(&rule) || self.severities.contains_key(&rule),
        };
        asked && !self.not.contains(&rule)
    }
}

/// A finding with what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The finding.
    pub finding: Finding,
    /// Rules and messages of what was folded under it.
    pub consequences: Vec<(usize, String)>,
}

/// Settles the findings of one deployment.
#[must_use]
pub fn settle(findings: Vec<Finding>, selection: &Selection) -> Vec<Settled> {
    let selected: Vec<Finding> = findings.into_iter().filter(|finding| selection.takes(finding.rule)).collect();
    let mut settled = fold(selected);
    for one in &mut settled {
        if let Some(severity) = selection.severities.get(&one.finding.rule) {
            one.finding.severity = *severity;
        }
    }
    settled.sort_by(|a, b| sort_key(&a.finding).cmp(&sort_key(&b.finding)));
    join_copies(settled)
}

/// What a label of a copy says.
const COPY: &str = "and here";

/// Joins findings that say the same of different files.
fn join_copies(settled: Vec<Settled>) -> Vec<Settled> {
    let mut joined: Vec<Settled> = Vec::new();
    let mut said: BTreeMap<Said, Vec<usize>> = BTreeMap::new();
    for one in settled {
        let Some(place) = one.finding.labels.first().cloned() else { continue };
        let same = said.entry(Said::of(&one)).or_default();
        let has_file = |n: &&usize| joined.get(**n).is_some_and(|own| own.shows(place.span.file));
        let elsewhere = |n: &&usize| joined.get(**n).is_some_and(|own| !own.begins_in(place.span.file));
        // Of several candidates that one takes it which has nothing in this file yet.
        let chosen = same.iter().filter(elsewhere).find(|n| !has_file(n)).or_else(|| same.iter().find(elsewhere));
        match chosen.copied().and_then(|n| joined.get_mut(n)) {
            Some(own) => own.finding.labels.push(Label { text: COPY.to_owned(), ..place }),
            None => {
                same.push(joined.len());
                joined.push(one);
            }
        }
    }
    joined
}

/// All that a finding says, without its places.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    rule: usize,
    severity: Severity,
    message: String,
    help: Option<String>,
    versions: Option<String>,
    consequences: Vec<(usize, String)>,
}

impl Said {
    fn of(settled: &Settled) -> Self {
        let Settled { finding, consequences } = settled;
        Self {
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            versions: finding.versions.clone(),
            consequences: consequences.clone(),
        }
    }
}

impl Settled {
    fn shows(&self, file: FileId) -> bool {
        self.finding.labels.iter().any(|label| label.span.file == file)
    }

    fn begins_in(&self, file: FileId) -> bool {
        self.finding.labels.first().is_some_and(|label| label.span.file == file)
    }
}

fn sort_key(finding: &Finding) -> (Option<Span>, usize, &str) {
    (finding.labels.first().map(|label| label.span), finding.rule, &finding.message)
}

/// Puts every finding that rests on a lost line under the finding about that line.
fn fold(findings: Vec<Finding>) -> Vec<Settled> {
    let cause_of = |n: usize, finding: &Finding| {
        if finding.rests_on.is_empty() {
            return None;
        }
        findings.iter().enumerate().position(|(m, cause)| {
            let shows = |lost: &Span| cause.labels.iter().any(|label| label.span.overlaps(*lost));
            m != n && cause.rests_on.is_empty() && finding.rests_on.iter().any(shows)
        })
    };
    let causes: Vec<Option<usize>> = findings.iter().enumerate().map(|(n, finding)| cause_of(n, finding)).collect();
    let mut consequences: BTreeMap<usize, Vec<(usize, Severity, String)>> = BTreeMap::new();
    for (finding, cause) in findings.iter().zip(&causes) {
        if let Some(cause) = cause {
            consequences.entry(*cause).or_default().push((finding.rule, finding.severity, finding.message.clone()));
        }
    }
    findings
        .into_iter()
        .enumerate()
        .zip(causes)
        .filter(|(_, cause)| cause.is_none())
        .map(|((n, mut finding), _)| {
            let folded = consequences.remove(&n).unwrap_or_default();
            finding.severity = folded.iter().map(|(_, severity, _)| *severity).fold(finding.severity, Severity::max);
            Settled { finding, consequences: folded.into_iter().map(|(rule, _, message)| (rule, message)).collect() }
        })
        .collect()
}

/// The last step over all deployments of a run: total order, no finding twice, fingerprints with ordinals.
pub fn order(findings: &mut Vec<Placed>) {
    findings.sort_by(|a, b| placed_key(a).cmp(&placed_key(b)));
    // A file that several deployments share is judged in each of them and reported once.
    findings.dedup_by(|a, b| a.rule == b.rule && a.message == b.message && places(a) == places(b));
    let mut ordinals: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings.iter_mut() {
        let ordinal = ordinals.entry(finding.fingerprint.clone()).or_default();
        finding.fingerprint = format!("{:032x}", fnv1a(&format!("v1\u{1f}{}\u{1f}{ordinal}", finding.fingerprint)));
        *ordinal += 1;
    }
}

fn placed_key(finding: &Placed) -> (&str, (u32, u32), &str, &str) {
    let place = finding.labels.first().map_or(("", (0, 0)), |label| (label.path.as_str(), label.bytes));
    (place.0, place.1, &finding.rule, &finding.message)
}

fn places(finding: &Placed) -> Vec<(&str, (u32, u32))> {
    finding.labels.iter().map(|label| (label.path.as_str(), label.bytes)).collect()
}

/// FNV-1a with 128 bits: stable over versions and platforms, which the standard library's hasher does not promise.
fn fnv1a(text: &str) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::FileId;

    fn finding(rule: usize, severity: Severity, at: usize, rests_on: &[usize]) -> Finding {
        let span = |at: usize| Span::new(FileId { set: 0, text: 0 }, at, at + 5);
        Finding {
            rule,
            case: 0,
            severity,
            message: format!("rule {rule}"),
            help: None,
            labels: vec![Label { span: span(at), key: None, text: String::new() }],
            rests_on: rests_on.iter().map(|at| span(*at)).collect(),
            versions: None,
        }
    }

    #[test]
    fn a_cause_takes_the_severity_of_what_it_folds() {
        let settled = settle(
            vec![finding(0, Severity::Warning, 10, &[]), finding(1, Severity::Error, 50, &[10])],
            &Selection::default(),
        );
        assert_eq!(settled.len(), 1);
        assert_eq!(settled[0].finding.severity, Severity::Error);
        assert_eq!(settled[0].consequences, [(1, "rule 1".to_owned())]);
    }

    #[test]
    fn a_cause_that_is_not_selected_releases_its_consequences() {
        let selection = Selection { not: vec![0], ..Selection::default() };
        let settled =
            settle(vec![finding(0, Severity::Warning, 10, &[]), finding(1, Severity::Error, 50, &[10])], &selection);
        assert_eq!(settled.iter().map(|one| one.finding.rule).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
