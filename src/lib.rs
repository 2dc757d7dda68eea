//! flinklint reads all the configuration of an Apache Flink high-availability deployment together and says what is wrong.
//!
//! ```text
//! paths ─ discover ─> FileSet + deployments ─ syntax ─> documents with spans ─ facts ─> what it means
//!       ─ rules ─> findings ─ settle ─> report
//! ```
//!
//! Each stage knows only the stages before it; `source`, `version` and `catalog` (what each version of the real software
//! knows) are below all of them. This page is the pipeline for one deployment ([`analyse`]) and for all of a
//! run ([`judge_fleet`]); everything on it works in memory. Reading files and writing reports is the business of `cli`;
//! `examples` sends the examples of rules through it.

pub(crate) mod catalog;
pub mod cli;
pub mod discover;
pub mod examples;
pub mod facts;
pub mod findings;
#[doc(hidden)]
pub mod measure;
pub(crate) mod merge;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod version;
pub mod view;

use camino::Utf8Path;
use discover::{Candidate, LeftAlone};
use facts::explore::{self, Ranges};
use facts::fleet::{self, Summary};
use facts::signature;
use findings::place::{self, Placer, RuleName};
use findings::settle::{self, Selection};
use findings::{CheckedDeployment, Placed, PlacedLabel};
use rules::{Rule, RuleFailure, Scope};
use source::{FileId, FileSet, Span};
use std::collections::BTreeMap;
use syntax::documents::Documents;
use version::{Product, VersionRange};

/// Bytes of a deployment beyond which only the newest possible versions are judged: no configuration is that large, and
/// what is there is looked at once instead of once for every version.
const LARGE: usize = 1 << 20;

/// What the user stated and asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Stated versions, each with the words that stated it.
    pub versions: BTreeMap<Product, VersionRange>,
    /// Rules and severities.
    pub selection: Selection,
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
    /// Findings that hold only for older versions than the newest possible one.
    pub older_only: usize,
    /// Rules whose further findings were left out.
    pub cut: usize,
    /// What the fleet needs to know.
    pub summary: Summary,
    /// Places that a finding of the fleet may point at.
    pub fleet_places: BTreeMap<Span, (PlacedLabel, String)>,
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
    let members = discover::recognise(files, set);
    if members.is_empty() {
        return Analysis { left_alone: members.left_alone, ..Analysis::default() };
    }
    let documents = syntax::documents::parse(&members, set);
    let mut ranges = ranges(&members, &documents, options);
    if members.files().into_iter().map(|file| set.bytes(file).len()).sum::<usize>() > LARGE {
        ranges = ranges.newest();
    }
    let worlds = explore::explore(&documents, &ranges);
    let outcomes = worlds
        .iter()
        .map(|(assumption, deployment)| (*assumption, rules::evaluate(rules, Scope::Deployment, deployment)))
        .collect();
    let merged = merge::merge(outcomes, &ranges);
    let older = merged.older_only(rules, &options.selection);
    let settled = settle::settle(merged.findings, &options.selection);

    let secrets = syntax::documents::secrets(&documents, set);
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
    let newest = worlds.first().map(|(_, deployment)| fleet::summary(name.as_str(), deployment));
    let summary = Summary { older, ..newest.unwrap_or_default() };
    let fleet_places = summary.places().filter_map(|place| Some((place.span()?, placer.label(place)?))).collect();
    Analysis {
        findings,
        checked: Some(checked(name, &members, &ranges, set)),
        left_alone: members.left_alone,
        undecided: merged.undecided,
        older_only: merged.older.len(),
        cut: merged.cut,
        summary,
        fleet_places,
        failures: merged.failures,
    }
}

/// All deployments of a run: what only shows when they are seen together, and the order of everything.
#[must_use]
pub fn judge_fleet(
    mut analyses: Vec<Analysis>,
    rules: &[Rule<'_>],
    options: &Options,
) -> (Vec<Placed>, Vec<RuleFailure>) {
    analyses.sort_by(|a, b| a.summary.name.cmp(&b.summary.name));
    let summaries: Vec<Summary> = analyses.iter().map(|analysis| analysis.summary.clone()).collect();
    let mut places = BTreeMap::new();
    let mut findings = Vec::new();
    let mut failures = Vec::new();
    for analysis in analyses {
        findings.extend(analysis.findings);
        failures.extend(analysis.failures);
        places.extend(analysis.fleet_places);
    }
    let outcome = rules::evaluate(rules, Scope::Fleet, &fleet::fleet(&summaries));
    failures.extend(outcome.failures);
    for settled in settle::settle(outcome.findings, &options.selection) {
        let Some(rule) = rules.get(settled.finding.rule) else { continue };
        findings.extend(place::place_known(
            &settled.finding,
            RuleName { id: &rule.text.id, name: &rule.text.name },
            &places,
        ));
    }
    settle::order(&mut findings);
    (findings, failures)
}

/// What is known about versions: what the user states beats what the files say, and without either the supported range.
/// What nobody stated, the keys in the files may narrow.
fn ranges(members: &discover::Members, documents: &Documents<'_>, options: &Options) -> Ranges {
    Ranges(Product::ALL.map(|product| {
        if let Some(stated) = options.versions.get(&product) {
            return stated.clone();
        }
        let found = members.versions.iter().find(|(own, _)| *own == product).map(|(_, range)| range.clone());
        let range = found.unwrap_or_else(|| VersionRange::supported(product));
        if product == Product::Flink { signature::narrow(range, documents) } else { range }
    }))
}

fn checked(name: &Utf8Path, members: &discover::Members, ranges: &Ranges, set: &FileSet) -> CheckedDeployment {
    let present = [!members.flink.is_empty(), !members.zoo.is_empty(), !members.hadoop.is_empty()];
    CheckedDeployment {
        name: name.to_string(),
        files: members.files().into_iter().map(|file| set.path(file).to_string()).collect(),
        versions: Product::ALL
            .into_iter()
            .zip(&ranges.0)
            .zip(present)
            .filter(|(_, present)| *present)
            .map(|((product, range), _)| (product.name().to_owned(), range.to_string(), range.evidence.clone()))
            .collect(),
    }
}
