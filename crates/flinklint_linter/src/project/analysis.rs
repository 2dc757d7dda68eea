//! One deployment, from what is known of it to what a run keeps of it: its findings and what was looked at, and no text.

use super::{Options, Understanding};
use crate::discover::LeftAlone;
use crate::facts::fleet::{self, Summary};
use crate::findings::deployment::{self, DeploymentFindings};
use crate::findings::{CheckedDeployment, ProductVersion, ReportedFinding, UndecidedRule};
use crate::rules::{Rule, RuleFailure};
use flinklint_syntax::source::Span;

/// What came out for one deployment. Holds no text of it.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// Its findings, settled and placed.
    pub(crate) findings: Vec<ReportedFinding>,
    /// What was looked at; none where no file of it was ours.
    pub(crate) checked: Option<CheckedDeployment>,
    /// Files that were not ours.
    pub(crate) left_alone: Vec<LeftAlone>,
    /// Conditions that unknown values left undecided.
    pub(crate) undecided: usize,
    /// The rules of these conditions, where they are to be named.
    pub(crate) undecided_rules: Vec<UndecidedRule>,
    /// Findings that hold only for older versions than the newest possible one.
    pub(crate) older_only: usize,
    /// Findings that were ignored.
    pub(crate) ignored: usize,
    /// Findings of the baseline.
    pub(crate) known: usize,
    /// Rules whose further findings were left out.
    pub(crate) cut: usize,
    /// What the fleet needs to know.
    pub(crate) summary: Summary,
    /// Rules that gave no answer.
    pub(crate) failures: Vec<RuleFailure>,
}

/// One deployment, from what is known of it to its findings.
pub(crate) fn judge(understanding: &Understanding, rules: &[Rule], options: &Options) -> Analysis {
    let (nodes, worlds) = (understanding.nodes(), understanding.worlds());
    let left_alone = nodes.left_alone.clone();
    if nodes.is_empty() {
        return Analysis { left_alone, ..Analysis::default() };
    }
    let DeploymentFindings { findings, undecided, undecided_rules, older_only, ignored, known, cut, failures } =
        deployment::find(understanding, rules, options);
    let newest = worlds.first().map(|newest| fleet::summary(understanding.name().as_str(), &newest.deployment));
    Analysis {
        findings,
        checked: Some(checked(understanding)),
        left_alone,
        undecided,
        undecided_rules,
        older_only,
        ignored,
        known,
        cut,
        summary: newest.unwrap_or_default(),
        failures,
    }
}

/// What was looked at.
pub(crate) fn checked(understanding: &Understanding) -> CheckedDeployment {
    let (set, nodes) = (understanding.set(), understanding.nodes());
    let physical = |file| set.path(set.physical(Span::new(file, 0, 0)).file).to_string();
    let mut files: Vec<String> = nodes.files().into_iter().map(physical).collect();
    // A manifest may hold several of them.
    files.dedup();
    CheckedDeployment {
        name: understanding.name().to_string(),
        files,
        versions: understanding
            .ranges()
            .iter()
            .filter(|(product, _)| nodes.of(*product).next().is_some())
            .map(|(product, range)| ProductVersion {
                product: product.name().to_owned(),
                version: range.to_string(),
                evidence: range.evidence.clone(),
            })
            .collect::<Vec<_>>()
            .into(),
    }
}
