//! Settling: from everything that the rules found to what a person should read.
//!
//! One pass in this order: select, ignore, baseline, fold causes, severity, join copies, sort. A cause that is not selected, is
//! ignored or is known releases its consequences; one that is reported takes the highest severity of what it folds.

use super::copies::{JoinedCopy, join};
use super::identity::{Filter, Identity, Subject, Unnumbered, identities};
use super::{Finding, Severity};
use crate::rules::{Rule, RuleIndex};
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;

/// What the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these rules; all where it is none.
    pub only: Option<Vec<RuleIndex>>,
    /// Not these rules.
    pub not: Vec<RuleIndex>,
    /// Other severities.
    pub severities: BTreeMap<RuleIndex, Severity>,
    /// Rules that report only where one of the above names them.
    pub off: Vec<RuleIndex>,
    /// Findings that somebody decided to live with.
    pub ignored: Filter,
    /// Findings of the baseline: they were there before.
    pub known: Filter,
}

impl Selection {
    /// Whether the findings of a rule were asked for.
    pub(crate) fn takes(&self, rule: RuleIndex) -> bool {
        let asked = match &self.only {
            Some(only) => only.contains(&rule),
            None => !self.off.contains(&rule) || self.severities.contains_key(&rule),
        };
        asked && !self.not.contains(&rule)
    }
}

/// A finding with its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifiedFinding {
    /// The finding.
    pub finding: Finding,
    /// What it stays in the next run.
    pub identity: Identity,
}

impl IdentifiedFinding {
    /// Findings with their identities. `about` gives what a finding is about and the first byte of its primary place.
    pub(crate) fn all(found: Vec<Finding>, rules: &[Rule], about: impl Fn(&Finding) -> (Subject, u32)) -> Vec<Self> {
        let unnumbered = |finding: &Finding| {
            let (subject, start) = about(finding);
            Unnumbered { rule: finding.rule.of(rules).id().text(), subject, start }
        };
        let identities = identities(found.iter().map(unnumbered).collect());
        found.into_iter().zip(identities).map(|(finding, identity)| Self { finding, identity }).collect()
    }
}

/// A finding that is reported, with what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledFinding {
    /// The finding.
    pub finding: Finding,
    /// What it stays in the next run.
    pub identity: Identity,
    /// What follows from it: reported only as a part of it.
    pub consequences: Vec<SettledFinding>,
    /// The same mistake in other files.
    pub copies: Vec<JoinedCopy>,
}

impl From<IdentifiedFinding> for SettledFinding {
    fn from(found: IdentifiedFinding) -> Self {
        let IdentifiedFinding { finding, identity } = found;
        Self { finding, identity, consequences: Vec::new(), copies: Vec::new() }
    }
}

/// What is reported, and how much is not.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SettledFindings {
    /// In the order of their places.
    pub findings: Vec<SettledFinding>,
    /// How many findings were ignored.
    pub ignored: usize,
    /// How many were known.
    pub known: usize,
}

/// Settles the findings of one deployment.
#[must_use]
pub fn settle(found: Vec<IdentifiedFinding>, selection: &Selection) -> SettledFindings {
    let SelectedFindings { findings, ignored, known } = reported(found, selection);
    let mut findings = fold(findings);
    for finding in &mut findings {
        weigh(finding, &selection.severities);
    }
    findings.sort_by(|a, b| sort_key(&a.finding).cmp(&sort_key(&b.finding)));
    SettledFindings { findings: join(findings), ignored, known }
}

/// What is left when the rules were selected, and ignored and known findings are gone.
#[derive(Debug, Default)]
pub(crate) struct SelectedFindings {
    pub(crate) findings: Vec<IdentifiedFinding>,
    pub(crate) ignored: usize,
    pub(crate) known: usize,
}

pub(crate) fn reported(mut found: Vec<IdentifiedFinding>, selection: &Selection) -> SelectedFindings {
    found.retain(|one| selection.takes(one.finding.rule));
    let selected = found.len();
    found.retain(|one| !selection.ignored.takes(&one.identity));
    let left = found.len();
    found.retain(|one| !selection.known.takes(&one.identity));
    SelectedFindings { ignored: selected - left, known: left - found.len(), findings: found }
}

fn sort_key(finding: &Finding) -> (Option<Span>, RuleIndex, &str) {
    (finding.labels.first().map(|label| label.span), finding.rule, &finding.message)
}

/// Puts every finding that rests on a lost line under the finding about that line.
fn fold(found: Vec<IdentifiedFinding>) -> Vec<SettledFinding> {
    let cause_of = |n: usize, finding: &Finding| {
        if finding.rests_on.is_empty() {
            return None;
        }
        found.iter().map(|one| &one.finding).enumerate().position(|(m, cause)| {
            let shows = |lost: &Span| cause.labels.iter().any(|label| label.span.overlaps(*lost));
            m != n && cause.rests_on.is_empty() && finding.rests_on.iter().any(shows)
        })
    };
    let causes: Vec<Option<usize>> = found.iter().enumerate().map(|(n, one)| cause_of(n, &one.finding)).collect();
    let mut consequences: BTreeMap<usize, Vec<SettledFinding>> = BTreeMap::new();
    let mut folded = Vec::new();
    for (n, (one, cause)) in found.into_iter().zip(causes).enumerate() {
        match cause {
            Some(cause) => consequences.entry(cause).or_default().push(one.into()),
            None => folded.push((n, SettledFinding::from(one))),
        }
    }
    folded
        .into_iter()
        .map(|(n, finding)| SettledFinding { consequences: consequences.remove(&n).unwrap_or_default(), ..finding })
        .collect()
}

/// Gives a finding the severity that the user gave its rule, or else the highest of its own and those of what it folds.
fn weigh(finding: &mut SettledFinding, severities: &BTreeMap<RuleIndex, Severity>) {
    for consequence in &mut finding.consequences {
        weigh(consequence, severities);
    }
    let folded = finding.consequences.iter().map(|consequence| consequence.finding.severity);
    let own = folded.fold(finding.finding.severity, Severity::max);
    finding.finding.severity = severities.get(&finding.finding.rule).copied().unwrap_or(own);
}

#[cfg(test)]
mod tests {
    use super::super::Label;
    use super::*;
    use flinklint_syntax::source::FileId;

    fn span(text: u32, at: usize) -> Span {
        Span::new(FileId { set: 0, text }, at, at + 5)
    }

    fn finding(rule: u32, severity: Severity, at: Span, rests_on: &[Span]) -> IdentifiedFinding {
        let finding = Finding {
            rule: RuleIndex(rule),
            case: 0,
            severity,
            message: format!("rule {rule}"),
            help: None,
            labels: vec![Label { span: at, key: None, text: String::new() }],
            primary: 1,
            rests_on: rests_on.to_vec(),
            versions: None,
            fix: None,
        };
        let subject = Subject { path: at.file.text.to_string(), key: at.start.to_string() };
        IdentifiedFinding { finding, identity: Identity { rule: rule.to_string().into(), subject, ordinal: 0 } }
    }

    /// A dropped line, what is missing for it, and something else.
    fn dropped() -> Vec<IdentifiedFinding> {
        vec![
            finding(0, Severity::Warning, span(0, 10), &[]),
            finding(1, Severity::Error, span(0, 50), &[span(0, 10)]),
            finding(2, Severity::Info, span(0, 90), &[]),
        ]
    }

    fn rules(settled: &SettledFindings) -> Vec<u32> {
        settled.findings.iter().map(|one| one.finding.rule.0).collect()
    }

    fn only(rule: &'static str) -> Filter {
        Filter::new(move |identity| identity.rule == rule)
    }

    #[test]
    fn a_cause_takes_the_severity_of_what_it_folds() {
        let settled = settle(dropped(), &Selection::default());
        assert_eq!(rules(&settled), [0, 2]);
        let cause = &settled.findings[0];
        assert_eq!(cause.finding.severity, Severity::Error);
        assert_eq!(cause.consequences[0].finding, dropped()[1].finding);
        assert_eq!(cause.consequences[0].identity, dropped()[1].identity);
    }

    #[test]
    fn what_the_user_says_of_a_severity_counts_before_folding() {
        let severities = BTreeMap::from([(RuleIndex(1), Severity::Info)]);
        let settled = settle(dropped(), &Selection { severities, ..Selection::default() });
        assert_eq!(settled.findings[0].finding.severity, Severity::Warning);
        let severities = BTreeMap::from([(RuleIndex(0), Severity::Info)]);
        let settled = settle(dropped(), &Selection { severities, ..Selection::default() });
        assert_eq!(settled.findings[0].finding.severity, Severity::Info);
    }

    #[test]
    fn a_cause_that_is_not_reported_releases_its_consequences() {
        let not = settle(dropped(), &Selection { not: vec![RuleIndex(0)], ..Selection::default() });
        assert_eq!((rules(&not), not.ignored, not.known), (vec![1, 2], 0, 0));
        let ignored = settle(dropped(), &Selection { ignored: only("0"), ..Selection::default() });
        assert_eq!((rules(&ignored), ignored.ignored, ignored.known), (vec![1, 2], 1, 0));
        let known = settle(dropped(), &Selection { known: only("0"), ..Selection::default() });
        assert_eq!((rules(&known), known.ignored, known.known), (vec![1, 2], 0, 1));
    }

    #[test]
    fn a_consequence_can_be_ignored_alone() {
        let settled = settle(dropped(), &Selection { ignored: only("1"), ..Selection::default() });
        assert_eq!(rules(&settled), [0, 2]);
        assert!(settled.findings[0].consequences.is_empty());
        assert_eq!(settled.findings[0].finding.severity, Severity::Warning);
    }

    #[test]
    fn what_is_ignored_is_not_known_as_well() {
        let selection = Selection { ignored: only("2"), known: Filter::new(|_| true), ..Selection::default() };
        let settled = settle(dropped(), &selection);
        assert_eq!((settled.findings.len(), settled.ignored, settled.known), (0, 1, 2));
    }

    #[test]
    fn copies_are_joined_and_keep_their_identities() {
        let copies: Vec<IdentifiedFinding> =
            (0..3).map(|text| finding(0, Severity::Warning, span(text, 10), &[])).collect();
        let settled = settle(copies.clone(), &Selection::default());
        assert_eq!(settled.findings.len(), 1);
        assert_eq!(settled.findings[0].identity, copies[0].identity);
        let kept: Vec<&Identity> = settled.findings[0].copies.iter().map(|copy| &copy.identity).collect();
        assert_eq!(kept, [&copies[1].identity, &copies[2].identity]);
    }

    #[test]
    fn each_copy_can_be_ignored_or_known_alone() {
        let copies: Vec<IdentifiedFinding> =
            (0..3).map(|text| finding(0, Severity::Warning, span(text, 10), &[])).collect();
        let first = Filter::new(|identity| identity.subject.path == "0");
        for selection in [
            Selection { ignored: first.clone(), ..Selection::default() },
            Selection { known: first, ..Selection::default() },
        ] {
            let settled = settle(copies.clone(), &selection);
            assert_eq!(settled.findings.len(), 1);
            assert_eq!(settled.findings[0].identity, copies[1].identity);
            assert_eq!(settled.findings[0].copies.len(), 1);
        }
    }
}
