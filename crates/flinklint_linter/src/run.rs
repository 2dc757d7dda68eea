//! All deployments of a run, one added to the other: what only shows when they are seen together, and the order of
//! everything.
//!
//! What is kept of a deployment is what a report may say of it; its texts, trees and facts are gone when the next one is
//! read, so that a fleet of any size fits into memory. Parts of a run that were worked out side by side are appended.

use crate::discover::SkippedFile;
use crate::facts::fleet::Gathered;
use crate::findings::deployment::{self, DeploymentFindings};
use crate::findings::identity::Subject;
use crate::findings::settle::{self, IdentifiedFinding};
use crate::findings::{CheckSummary, Finding, Label, ReportedFinding, ReportedLabel, order, place};
use crate::project::{Analysis, Excerpts, Options, ParsedDeployment, UnreadDeployment};
use crate::rules::{self, Rule, RuleFailure, Scope};
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of the deployments that a run has seen so far.
#[derive(Debug, Default)]
pub struct Run {
    findings: Vec<ReportedFinding>,
    failures: Vec<RuleFailure>,
    checked: CheckSummary,
    skipped: Vec<SkippedFile>,
    gathered: Gathered,
    unread: Vec<UnreadDeployment>,
}

/// What came of a whole run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// All findings, in their order.
    pub findings: Vec<ReportedFinding>,
    /// What was looked at.
    pub checked: CheckSummary,
    /// Files that were not ours, by path.
    pub skipped: Vec<SkippedFile>,
    /// Deployments that were not looked at, since a file of them cannot be read.
    pub unread: Vec<UnreadDeployment>,
    /// Rules that gave no answer.
    pub failures: Vec<RuleFailure>,
}

impl Run {
    /// Adds a deployment of which nothing can be said.
    pub(crate) fn skip(&mut self, unread: UnreadDeployment) {
        self.unread.push(unread);
    }

    /// Adds a deployment.
    pub(crate) fn add(&mut self, analysis: Analysis) {
        self.gathered.add(analysis.summary);
        let DeploymentFindings { findings, not_reported, failures } = analysis.found;
        self.findings.extend(findings);
        self.failures.extend(failures);
        self.skipped.extend(analysis.skipped);
        let checked = &mut self.checked;
        checked.not_reported.add(not_reported);
        if let Some(mut deployment) = analysis.checked {
            // Most deployments of a fleet have the same versions, for the same reasons.
            if let Some(before) = checked.deployments.last().filter(|before| before.versions == deployment.versions) {
                deployment.versions = Arc::clone(&before.versions);
            }
            checked.deployments.push(deployment);
        }
    }

    /// Adds what another part of the run has seen.
    pub fn append(&mut self, other: Self) {
        self.gathered.append(other.gathered);
        self.findings.extend(other.findings);
        self.failures.extend(other.failures);
        self.skipped.extend(other.skipped);
        self.unread.extend(other.unread);
        self.checked.not_reported.add(other.checked.not_reported);
        self.checked.deployments.extend(other.checked.deployments);
    }

    /// Judges the deployments together, and puts everything in order. What is found then points at few of them; `again` gives
    /// the texts of the deployment of a number once more, or nothing where they cannot be had any longer.
    #[must_use]
    pub(crate) fn finish(
        self,
        rules: &[Rule],
        options: &Options,
        again: impl FnMut(u32) -> Option<ParsedDeployment>,
    ) -> Outcome {
        let Self { mut findings, mut failures, mut checked, mut skipped, mut gathered, unread } = self;
        let outcome = rules::evaluate(rules, Scope::Fleet, &gathered.fleet());
        failures.extend(outcome.failures);
        // The rest is not reported, so its texts are not asked for again.
        let mut found = outcome.findings;
        found.retain(|finding| options.selection.takes(finding.rule));
        let places = places(&found, options.excerpts, again);
        let settled = settle::settle(identified(found, rules, &places), &options.selection);
        let not_reported = &mut checked.not_reported;
        not_reported.ignored += settled.ignored;
        not_reported.known += settled.known;
        not_reported.undecided_rules.sort();
        not_reported.undecided_rules.dedup();
        findings.extend(settled.findings.iter().filter_map(|one| place::place_known(one, rules, &places)));
        order::order(&mut findings);
        checked.deployments.sort_by(|a, b| a.name.cmp(&b.name));
        skipped.sort_by(|a, b| a.path.cmp(&b.path));
        Outcome { findings, checked, skipped, unread, failures }
    }
}

/// Where labels lie, and what they are about.
type Places = BTreeMap<Span, (ReportedLabel, Subject)>;

/// Where the labels of some findings lie; the texts of one deployment at a time are in memory.
fn places(found: &[Finding], excerpts: Excerpts, mut again: impl FnMut(u32) -> Option<ParsedDeployment>) -> Places {
    let mut labels: BTreeMap<u32, Vec<&Label>> = BTreeMap::new();
    for label in found.iter().flat_map(|finding| &finding.labels) {
        labels.entry(label.span.file.set).or_default().push(label);
    }
    let placed = |(number, labels): (u32, Vec<&Label>)| Some(deployment::labels(&again(number)?, &labels, excerpts));
    labels.into_iter().filter_map(placed).flatten().collect()
}

fn identified(found: Vec<Finding>, rules: &[Rule], places: &Places) -> Vec<IdentifiedFinding> {
    let known = |label: &Label| places.get(&label.span);
    IdentifiedFinding::all(found, rules, |finding| {
        let start = finding.labels.first().and_then(known).map_or(0, |(label, _)| label.bytes.0);
        (Subject::common(finding.about().filter_map(known).map(|(_, subject)| subject.clone())), start)
    })
}
