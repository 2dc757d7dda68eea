//! One deployment, from what is known of it to what a run keeps of it: its findings and what was looked at, and no text.

use super::{Options, Understanding};
use crate::discover::SkippedFile;
use crate::facts::fleet::{self, Summary};
use crate::findings::deployment::{self, DeploymentFindings};
use crate::findings::{CheckedDeployment, ProductVersion};
use crate::rules::Rule;
use flinklint_syntax::source::Span;

/// What came out for one deployment. Holds no text of it.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// What its rules found.
    pub(crate) found: DeploymentFindings,
    /// What was looked at; none where no file of it was ours.
    pub(crate) checked: Option<CheckedDeployment>,
    /// Files that were not ours.
    pub(crate) skipped: Vec<SkippedFile>,
    /// What the fleet needs to know.
    pub(crate) summary: Summary,
}

/// One deployment, from what is known of it to its findings.
pub(crate) fn judge(understanding: &Understanding, rules: &[Rule], options: &Options) -> Analysis {
    let (nodes, worlds) = (understanding.nodes(), understanding.worlds());
    let skipped = nodes.skipped.clone();
    if nodes.is_empty() {
        return Analysis { skipped, ..Analysis::default() };
    }
    let newest = worlds.first().map(|newest| fleet::summary(understanding.name().as_str(), &newest.deployment));
    Analysis {
        found: deployment::find(understanding, rules, options),
        checked: Some(checked(understanding)),
        skipped,
        summary: newest.unwrap_or_default(),
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
