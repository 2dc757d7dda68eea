//! flinklint reads all the configuration of an Apache Flink high-availability deployment together and says what is wrong.
//!
//! ```text
//! paths ─ discover ─> FileSet + deployments ─ syntax ─> documents with spans ─ facts ─> what it means
//!       ─ rules ─> findings ─ settle ─> report
//! ```
//!
//! Each stage knows only the stages before it; texts and grammars, the catalogue (what each version of the real software
//! knows) and the expression language are crates of their own. This page is the pipeline for one deployment
//! ([`analyse`]); a [`run::Run`] puts the deployments of a run together. Everything in this crate works in memory:
//! reading files and writing reports is the business of the command. `examples` sends the examples of rules through it.

pub mod discover;
pub(crate) mod documents;
pub mod examples;
pub mod facts;
pub mod findings;
#[doc(hidden)]
pub mod measure;
pub mod project;
pub mod redact;
pub mod rules;
pub mod run;
pub mod settings;
pub(crate) mod versions;
pub mod view;

use camino::Utf8Path;
use discover::LeftAlone;
use documents::Documents;
use facts::fleet::{self, Summary};
use findings::deployment::{self, DeploymentFindings};
use findings::settle::Selection;
use findings::{CheckedDeployment, ProductVersion, ReportedFinding, UndecidedRule};
use flinklint_catalog::version::{PerProduct, Product, VersionRange};
use flinklint_syntax::source::{FileSet, Span};
use project::Understanding;
use rules::{Rule, RuleFailure};
use std::collections::BTreeMap;
use versions::Ranges;

/// What the user stated and asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Stated versions, each with the words that stated it.
    pub versions: BTreeMap<Product, VersionRange>,
    /// Rules and severities.
    pub selection: Selection,
    /// Whether to name the rules that unknown values left undecided.
    pub name_undecided: bool,
}

/// What came out for one deployment. Holds no text of it.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Its findings, settled and placed.
    pub findings: Vec<ReportedFinding>,
    /// What was looked at; none where no file of it was ours.
    pub checked: Option<CheckedDeployment>,
    /// Files that were not ours.
    pub left_alone: Vec<LeftAlone>,
    /// Conditions that unknown values left undecided.
    pub undecided: usize,
    /// The rules of these conditions, where they are to be named.
    pub undecided_rules: Vec<UndecidedRule>,
    /// Findings that hold only for older versions than the newest possible one.
    pub older_only: usize,
    /// Findings that were ignored.
    pub ignored: usize,
    /// Findings of the baseline.
    pub known: usize,
    /// Rules whose further findings were left out.
    pub cut: usize,
    /// What the fleet needs to know.
    pub summary: Summary,
    /// Rules that gave no answer.
    pub failures: Vec<RuleFailure>,
}

/// One deployment, from what is known of it to its findings.
pub(crate) fn judge(understanding: &Understanding, rules: &[Rule<'_>], options: &Options) -> Analysis {
    let (name, set, nodes) = (understanding.name(), understanding.set(), understanding.nodes());
    let (ranges, worlds) = (understanding.ranges(), understanding.worlds());
    let left_alone = nodes.left_alone.clone();
    if nodes.is_empty() {
        return Analysis { left_alone, ..Analysis::default() };
    }
    let DeploymentFindings { findings, undecided, undecided_rules, older_only, ignored, known, cut, failures } =
        deployment::find(understanding, rules, options);
    let newest = worlds.first().map(|newest| fleet::summary(name.as_str(), &newest.deployment));
    Analysis {
        findings,
        checked: Some(checked(name, nodes, ranges, set)),
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

/// What is known about versions: what the user states beats what the files say, and without either the supported range.
/// What nobody stated, the keys in the files may narrow.
fn ranges(nodes: &discover::Nodes, documents: &Documents<'_>, options: &Options) -> Ranges {
    PerProduct::each(|product| {
        if let Some(stated) = options.versions.get(&product) {
            return stated.clone();
        }
        let found = nodes.versions.iter().find(|(own, _)| *own == product).map(|(_, range)| range.clone());
        let range = found.unwrap_or_else(|| VersionRange::supported(product));
        if product == Product::Flink { versions::evidence::narrow(range, documents) } else { range }
    })
}

fn checked(name: &Utf8Path, nodes: &discover::Nodes, ranges: &Ranges, set: &FileSet) -> CheckedDeployment {
    let physical = |file| set.path(set.physical(Span::new(file, 0, 0)).file).to_string();
    let mut files: Vec<String> = nodes.files().into_iter().map(physical).collect();
    // A manifest may hold several of them.
    files.dedup();
    CheckedDeployment {
        name: name.to_string(),
        files,
        versions: ranges
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
