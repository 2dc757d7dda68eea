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
pub mod redact;
pub mod rules;
pub mod run;
pub mod settings;
pub(crate) mod versions;
pub mod view;

use camino::Utf8Path;
use discover::{Candidate, LeftAlone};
use documents::Documents;
use facts::fleet::{self, Summary};
use findings::place::{Placer, RuleName};
use findings::settle::{self, Selection};
use findings::{CheckedDeployment, Label, Placed, PlacedLabel};
use flinklint_catalog::version::{PerProduct, Product, VersionRange};
use flinklint_syntax::source::{FileId, FileSet, Span};
use rules::{Rule, RuleFailure};
use std::collections::BTreeMap;
use versions::Ranges;
use versions::space::World;

/// Bytes of a deployment beyond which only the newest possible versions are judged: no configuration is that large, and
/// what is there is looked at once instead of once for every version.
const LARGE: usize = 1 << 18;

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
    pub findings: Vec<Placed>,
    /// What was looked at; none where no file of it was ours.
    pub checked: Option<CheckedDeployment>,
    /// Files that were not ours.
    pub left_alone: Vec<LeftAlone>,
    /// Conditions that unknown values left undecided.
    pub undecided: usize,
    /// The rules of these conditions, where they are to be named: id, name, and the place of a placeholder that they read.
    pub undecided_rules: Vec<(String, String, Option<String>)>,
    /// Findings that hold only for older versions than the newest possible one.
    pub older_only: usize,
    /// Rules whose further findings were left out.
    pub cut: usize,
    /// What the fleet needs to know.
    pub summary: Summary,
    /// Rules that gave no answer.
    pub failures: Vec<RuleFailure>,
}

/// One deployment, from its files to its findings.
#[must_use]
pub fn analyse(
    name: &Utf8Path,
    files: &[(Candidate, FileId)],
    set: &FileSet,
    rules: &[Rule<'_>],
    options: &Options,
) -> Analysis {
    understand(files, set, options, |understood| judge(name, understood, set, rules, options))
}

/// What is known of one deployment before anything is judged.
pub(crate) struct Understood<'u, 't> {
    /// Which file belongs to which node.
    pub(crate) nodes: &'t discover::Nodes,
    /// The versions that are possible.
    pub(crate) ranges: &'u Ranges,
    /// The files as trees.
    pub(crate) documents: &'t Documents<'t>,
    /// The facts under each assumption about versions, newest first.
    pub(crate) worlds: &'u [World<'t>],
}

/// From the files of a deployment to its facts: the way that whatever is printed of it goes, so that `check` and `show`
/// cannot disagree.
pub(crate) fn understand<R>(
    files: &[(Candidate, FileId)],
    set: &FileSet,
    options: &Options,
    then: impl FnOnce(&Understood<'_, '_>) -> R,
) -> R {
    let nodes = discover::recognise(files, set);
    let documents = Documents::read(&nodes, set);
    let mut ranges = ranges(&nodes, &documents, options);
    if nodes.files().into_iter().map(|file| set.bytes(file).len()).sum::<usize>() > LARGE {
        ranges = versions::newest(&ranges);
    }
    let worlds = if nodes.is_empty() { Vec::new() } else { versions::space::worlds(&documents, &ranges) };
    then(&Understood { nodes: &nodes, ranges: &ranges, documents: &documents, worlds: &worlds })
}

fn judge(
    name: &Utf8Path,
    understood: &Understood<'_, '_>,
    set: &FileSet,
    rules: &[Rule<'_>],
    options: &Options,
) -> Analysis {
    let Understood { nodes, ranges, documents, worlds } = understood;
    let left_alone = nodes.left_alone.clone();
    if nodes.is_empty() {
        return Analysis { left_alone, ..Analysis::default() };
    }
    let assumptions: Vec<versions::Assumption> = worlds.iter().map(|world| world.assumption).collect();
    let judged = versions::judge::judge(rules, worlds, options.name_undecided);
    let merged = versions::merge::merge(judged, &assumptions, ranges);
    let older = merged.older_only(rules, &options.selection);
    let settled = settle::settle(merged.findings, &options.selection);

    let secrets = documents::secrets(documents, set);
    let rule_name = |index: usize| {
        rules
            .get(index)
            .map_or(RuleName { id: "", name: "" }, |rule| RuleName { id: &rule.text.id, name: &rule.text.name })
    };
    let mut placer = Placer::new(set, &secrets);
    let findings = settled
        .iter()
        .map(|one| Placed {
            consequences: one
                .consequences
                .iter()
                .map(|(rule, message)| (rule_name(*rule).id.to_owned(), secrets.hide(message.into()).into_owned()))
                .collect(),
            ..placer.place(&one.finding, rule_name(one.finding.rule))
        })
        .collect();
    let newest = worlds.first().map(|newest| fleet::summary(name.as_str(), &newest.deployment));
    let summary = Summary { older, ..newest.unwrap_or_default() };
    Analysis {
        findings,
        checked: Some(checked(name, nodes, ranges, set)),
        left_alone,
        undecided: merged.undecided,
        undecided_rules: undecided(&merged.open, rules, &options.selection, set),
        older_only: merged.older.len(),
        cut: merged.cut,
        summary,
        failures: merged.failures,
    }
}

/// The rules that unknown values left undecided, each with the first placeholder among what it read.
fn undecided(
    open: &[(usize, Vec<Span>)],
    rules: &[Rule<'_>],
    selection: &Selection,
    set: &FileSet,
) -> Vec<(String, String, Option<String>)> {
    let has_placeholder = |span: &&Span| {
        let text = String::from_utf8_lossy(set.slice(**span));
        flinklint_syntax::template::placeholder(&text).is_some()
    };
    let named = |(index, places): &(usize, Vec<Span>)| {
        let rule = rules.get(*index).filter(|_| selection.takes(*index))?;
        let place = places.iter().find(has_placeholder).map(|span| set.file_and_line(*span));
        Some((rule.text.id.to_string(), rule.text.name.to_string(), place))
    };
    open.iter().filter_map(named).collect()
}

/// Labels in one deployment that were found when all were seen together, with their logical keys.
pub(crate) fn labels(
    files: &[(Candidate, FileId)],
    set: &FileSet,
    labels: &[&Label],
) -> Vec<(Span, (PlacedLabel, String))> {
    let nodes = discover::recognise(files, set);
    let secrets = documents::secrets(&Documents::read(&nodes, set), set);
    let mut placer = Placer::new(set, &secrets);
    labels.iter().map(|label| (label.span, placer.label(label))).collect()
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
    CheckedDeployment {
        name: name.to_string(),
        files: nodes.files().into_iter().map(|file| set.path(file).to_string()).collect(),
        versions: ranges
            .iter()
            .filter(|(product, _)| nodes.of(*product).next().is_some())
            .map(|(product, range)| (product.name().to_owned(), range.to_string(), range.evidence.clone()))
            .collect::<Vec<_>>()
            .into(),
    }
}
