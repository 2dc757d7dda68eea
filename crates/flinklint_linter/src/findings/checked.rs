//! What was looked at, so that "no findings" is never "nothing read".

use std::sync::Arc;

/// What a run looked at, and what it does not report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckSummary {
    /// The deployments, in order of their paths.
    pub deployments: Vec<CheckedDeployment>,
    /// What a report leaves out.
    pub not_reported: NotReported,
}

/// What was found, or could not be decided, and is in no list of findings. All numbers are of findings or rules in
/// deployments: one rule that is undecided in two deployments counts twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotReported {
    /// Conditions that could not be decided because of unknown values.
    pub undecided: usize,
    /// The rules of these conditions; empty unless it was asked for.
    pub undecided_rules: Vec<UndecidedRule>,
    /// Findings that apply only to older versions than the newest possible one.
    pub older_only: usize,
    /// Findings that were ignored.
    pub ignored: usize,
    /// Findings of the baseline.
    pub known: usize,
    /// Rules that found more in one deployment than anybody reads, and whose further findings were left out.
    pub cut: usize,
}

impl NotReported {
    /// Adds what is not reported of another part of the run.
    pub(crate) fn add(&mut self, other: Self) {
        let Self { undecided, undecided_rules, older_only, ignored, known, cut } = other;
        self.undecided += undecided;
        self.undecided_rules.extend(undecided_rules);
        self.older_only += older_only;
        self.ignored += ignored;
        self.known += known;
        self.cut += cut;
    }
}

/// A rule that an unknown value left undecided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UndecidedRule {
    /// Its id.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// Where the placeholder is that leaves it open, where one is known (`prod/zoo.cfg:3`).
    pub place: Option<String>,
}

/// One deployment that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedDeployment {
    /// Its name: the folder that holds it, relative to the root (`.` for the root).
    pub name: String,
    /// The files read, relative to the root.
    pub files: Vec<String>,
    /// For each product in it: the versions that were assumed.
    pub versions: Arc<[ProductVersion]>,
}

/// The versions of one product that were assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductVersion {
    /// `Flink`, `ZooKeeper`, `Hadoop`.
    pub product: String,
    /// The range in words (`1.18.1`).
    pub version: String,
    /// Where it is known from (`--flink-version`).
    pub evidence: String,
}
