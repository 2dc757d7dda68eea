//! A project: its files, the rules and what is asked of them, and the one sequence in which they go through all stages:
//! search, read, group, understand, judge, finish. The command, the examples of rules and the tests all go through it.
//!
//! Everything is asked of the caller's [`Files`]; nothing here knows a disk or a thread.

mod analysis;
mod files;
mod reader;
mod understanding;

pub(crate) use analysis::{Analysis, checked};
pub use files::{Files, MemoryFiles, Overlay, ReadError};
pub use reader::Reader;
pub(crate) use understanding::ParsedDeployment;
pub use understanding::Understanding;
#[cfg(feature = "bench")]
pub(crate) use understanding::ranges;

use crate::discover::{self, Candidate, Group};
use crate::findings::settle::Selection;
use crate::rules::{self, Rule};
use crate::run::{Outcome, Run};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::{Product, VersionRange};
use flinklint_syntax::source::FileSet;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the user stated and asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Stated versions, each with the words that stated it.
    pub versions: BTreeMap<Product, VersionRange>,
    /// Rules and severities.
    pub selection: Selection,
    /// Whether to name the rules that unknown values left undecided.
    pub name_undecided: bool,
    /// Whether findings hold the lines around their places.
    pub excerpts: Excerpts,
}

/// Whether findings hold the lines around their places: in a large run they are most of what is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Excerpts {
    /// They do, for a reader.
    #[default]
    Drawn,
    /// They do not: reports for programs name places and draw none.
    LeftOut,
}

/// The part of a project that somebody asks for: the deployments that have a file below one of the folders, or one of the files.
/// An empty part is the whole project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Folders, from the root of the project.
    pub folders: Vec<Utf8PathBuf>,
    /// Files, from the root of the project.
    pub files: Vec<Utf8PathBuf>,
}

impl Part {
    fn takes(&self, group: &Group) -> bool {
        let wanted = |path: &Utf8Path| {
            self.folders.iter().any(|folder| path.starts_with(folder)) || self.files.iter().any(|file| file == path)
        };
        self.folders.is_empty() && self.files.is_empty() || group.files.iter().any(|file| wanted(file.physical()))
    }
}

/// How the deployments of a project are spread over threads.
pub trait Spread {
    /// Adds the deployments of the numbers up to `count` to an empty run, each by `add`. Parts of a run that were worked out
    /// side by side are put together with [`Run::append`], in the order of the numbers.
    fn run(&self, count: usize, add: &(dyn Fn(Run, usize) -> Run + Sync)) -> Run;
}

/// One deployment after the other.
#[derive(Clone, Copy, Debug)]
pub struct OneByOne;

impl Spread for OneByOne {
    fn run(&self, count: usize, add: &(dyn Fn(Run, usize) -> Run + Sync)) -> Run {
        (0..count).fold(Run::default(), add)
    }
}

/// A deployment of which nothing is said, because one of its files cannot be read: what seems to be missing in the others may be
/// set in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadDeployment {
    /// The name of the deployment.
    pub deployment: Utf8PathBuf,
    /// The file.
    pub path: Utf8PathBuf,
    /// Why it cannot be read.
    pub reason: ReadError,
}

/// Files, rules, and what is asked of them.
pub struct Project<'p> {
    files: Box<dyn Files + 'p>,
    rules: &'p [Rule],
    options: Options,
    part: Part,
    manifests: bool,
}

impl<'p> Project<'p> {
    /// Files in memory, judged by the built-in rules.
    pub fn in_memory<P: Into<Utf8PathBuf>, B: Into<Cow<'p, [u8]>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let files = files.into_iter().collect::<MemoryFiles<'p>>();
        let book = rules::built_in();
        let mut options = Options::default();
        options.selection.off = book.off();
        Self::new(files, book.rules(), options)
    }

    /// A project of these files, judged by these rules.
    pub fn new(files: impl Files + 'p, rules: &'p [Rule], options: Options) -> Self {
        Self { files: Box::new(files), rules, options, part: Part::default(), manifests: false }
    }

    /// The project with the files that its Kubernetes manifests hold.
    #[must_use]
    pub fn with_manifests(self) -> Self {
        Self { manifests: true, ..self }
    }

    /// The project, as far as somebody asks for it.
    #[must_use]
    pub fn only(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// The deployments of the project, by name.
    #[must_use]
    pub fn deployments(&self) -> Vec<DeploymentFiles<'_>> {
        let paths = self.files.paths();
        let mut candidates: Vec<Candidate> = paths.iter().filter_map(|path| Candidate::at(path)).collect();
        if self.manifests {
            let manifests = paths.iter().filter(|path| discover::may_be_manifest(path));
            let read = manifests.filter_map(|path| Some((path, self.files.read(path).ok()?)));
            candidates.extend(read.flat_map(|(path, bytes)| discover::expand(path, &bytes)));
        }
        let mut groups = discover::group(candidates);
        groups.retain(|group| self.part.takes(group));
        let groups = discover::without_second_names(groups, |path| self.files.target(path));
        (0..).zip(groups).map(|(number, group)| DeploymentFiles { project: self, number, group }).collect()
    }

    /// Checks all deployments.
    #[must_use]
    pub fn check(&self) -> Outcome {
        self.check_on(&OneByOne)
    }

    /// Checks all deployments, spread over threads.
    #[must_use]
    pub fn check_on(&self, spread: &impl Spread) -> Outcome {
        let deployments = self.deployments();
        let run = spread.run(deployments.len(), &|mut run, number| {
            match deployments.get(number).map(|deployment| deployment.judge(self.rules)) {
                Some(Ok(analysis)) => run.add(analysis),
                Some(Err(unread)) => run.skip(unread),
                None => {}
            }
            run
        });
        run.finish(self.rules, &self.options, |number| deployments.get(number as usize)?.parse().ok())
    }
}

impl std::fmt::Debug for Project<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Project").field("options", &self.options).field("part", &self.part).finish_non_exhaustive()
    }
}

/// The files of one deployment of a project.
#[derive(Debug)]
pub struct DeploymentFiles<'p> {
    project: &'p Project<'p>,
    number: u32,
    group: Group,
}

impl DeploymentFiles<'_> {
    /// Its name: the folder that holds it, from the root of the project; `.` for the root.
    #[must_use]
    pub fn name(&self) -> &Utf8Path {
        &self.group.name
    }

    /// The texts as trees.
    fn parse(&self) -> Result<ParsedDeployment, UnreadDeployment> {
        let mut set = FileSet::new(self.number);
        let mut files = Vec::with_capacity(self.group.files.len());
        let read = |path: &Utf8Path| {
            let failed =
                |reason| UnreadDeployment { deployment: self.group.name.clone(), path: path.to_owned(), reason };
            self.project.files.read(path).map_err(failed)
        };
        let mut inside: BTreeMap<&Utf8Path, Vec<&Candidate>> = BTreeMap::new();
        for candidate in &self.group.files {
            match &candidate.anchor {
                Some(anchor) => inside.entry(&anchor.manifest).or_default().push(candidate),
                None => files.push((candidate.clone(), set.add(candidate.path.clone(), read(&candidate.path)?))),
            }
        }
        for (path, wanted) in inside {
            let manifest = set.add(path, read(path)?);
            files.extend(discover::add_views(&mut set, manifest, &wanted));
        }
        Ok(ParsedDeployment::read(set, &files))
    }

    /// What the files mean.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn understand(&self) -> Result<Understanding, UnreadDeployment> {
        Ok(Understanding::new(&self.group.name, self.parse()?, &self.project.options))
    }

    fn judge(&self, rules: &[Rule]) -> Result<Analysis, UnreadDeployment> {
        Ok(analysis::judge(&self.understand()?, rules, &self.project.options))
    }
}
