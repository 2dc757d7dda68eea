//! The stages one by one, for the benchmark of the repository. Nothing else uses this, and nothing may rely on it.

use crate::discover::{self, Candidate};
use crate::documents::Documents;
use crate::facts::deployment::Deployment;
use crate::project::{Options, ranges};
use crate::rules::{self, Outcome, Rule, Scope};
use crate::versions::space;
use flinklint_catalog::version::{Product, Release, VersionRange};
use flinklint_catalog::{describe, flink};
use flinklint_syntax::source::{FileId, FileSet};

/// What the stages up to some point take, each a call of its own.
pub struct Stages<'s> {
    files: &'s [(Candidate, FileId)],
    set: &'s FileSet,
    options: &'s Options,
}

impl<'s> Stages<'s> {
    /// Takes a deployment in memory.
    #[must_use]
    pub fn new(files: &'s [(Candidate, FileId)], set: &'s FileSet, options: &'s Options) -> Self {
        Self { files, set, options }
    }

    /// Recognises and parses; gives the number of Flink directories.
    #[must_use]
    pub fn syntax(&self) -> usize {
        let nodes = discover::recognise(self.files, self.set);
        Documents::read(&nodes, self.set).of(Product::Flink).count()
    }

    /// Recognises, parses and works out the facts; gives the number of assumptions about versions.
    #[must_use]
    pub fn facts(&self) -> usize {
        self.with_facts(|worlds| worlds.len())
    }

    /// Works out the facts once and hands them to something that is to be measured.
    pub fn with_facts<T>(&self, measured: impl FnOnce(&[&Deployment<'_>]) -> T) -> T {
        let nodes = discover::recognise(self.files, self.set);
        let documents = Documents::read(&nodes, self.set);
        let worlds = space::worlds(&documents, &ranges(&nodes, &documents, self.options));
        let deployments: Vec<&Deployment<'_>> = worlds.iter().map(|world| &world.deployment).collect();
        measured(&deployments)
    }
}

/// The rules over the facts of one deployment.
#[must_use]
pub fn evaluate(rules: &[Rule], deployment: &Deployment<'_>) -> Outcome {
    rules::evaluate(rules, Scope::Deployment, deployment)
}

/// Asks the catalogue about keys as a run does: whether the version reads each, which option it is and of what type.
#[must_use]
pub fn look_up(keys: &[&str], versions: &VersionRange) -> usize {
    let release = Release::new(versions.from, versions);
    keys.iter()
        .filter(|key| {
            flink::reads(key, &release)
                && flink::option_of(key, &release).is_some()
                && flink::value_type(key, &release).is_some()
        })
        .count()
}

/// Puts together everything that the catalogue knows of a key, as `explain` does.
#[must_use]
pub fn described(key: &str) -> usize {
    describe::describe(key).len()
}
