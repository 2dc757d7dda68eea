//! The files of a project on the disk: the walk through its folders, and reading.

use camino::{Utf8Path, Utf8PathBuf};
use flinklint_linter::discover::Candidate;
use flinklint_linter::project::{Files, ReadError};
use ignore::WalkBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A file larger than this is no configuration: MiB.
const LARGEST: u64 = 64;

/// What a walk found below the root of a project.
#[derive(Debug)]
pub(crate) struct Disk {
    root: Utf8PathBuf,
    /// Paths of files that may be ours, from the root.
    paths: BTreeSet<Utf8PathBuf>,
    /// Symbolic links among the files, each with the file that is meant; from the root.
    links: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// What could not be searched, each in one line.
    problems: BTreeSet<String>,
}

impl Disk {
    /// A project of which nothing is known yet.
    pub(crate) fn new(root: Utf8PathBuf) -> Self {
        Self { root, paths: BTreeSet::new(), links: BTreeMap::new(), problems: BTreeSet::new() }
    }

    /// The folder that all paths are relative to.
    pub(crate) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// What could not be searched, each in one line.
    pub(crate) fn problems(&self) -> impl ExactSizeIterator<Item = &str> {
        self.problems.iter().map(String::as_str)
    }

    /// A whole path, from the root.
    pub(crate) fn relative(&self, path: &Utf8Path) -> Utf8PathBuf {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        Utf8PathBuf::from(relative.as_str().replace('\\', "/"))
    }

    /// Adds a file, whatever .gitignore says of it.
    pub(crate) fn add(&mut self, path: &Utf8Path) {
        self.paths.insert(self.relative(path));
    }

    /// Adds what lies below a folder. `shown` puts the path of a folder in words.
    pub(crate) fn walk(&mut self, folder: &Utf8Path, shown: impl Fn(&Utf8Path) -> Utf8PathBuf) {
        for entry in WalkBuilder::new(folder).require_git(false).parents(true).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.problems.insert(unsearched(&error, folder, &shown));
                    continue;
                }
            };
            // A path that is not UTF-8 cannot be named in a report, and none of our names needs it.
            let Some(path) = Utf8Path::from_path(entry.path()) else { continue };
            // The name decides before the disk is asked again: most files of a tree are none of ours.
            if Candidate::at(path).is_none() {
                continue;
            }
            let Some(kind) = entry.file_type() else { continue };
            if kind.is_symlink() && path.is_file() {
                if let Ok(target) = path.canonicalize_utf8() {
                    self.links.insert(self.relative(path), self.relative(&target));
                }
                self.add(path);
            } else if kind.is_file() {
                self.add(path);
            }
        }
    }
}

impl Files for Disk {
    fn paths(&self) -> Vec<Utf8PathBuf> {
        self.paths.iter().cloned().collect()
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        let path = self.root.join(path);
        let refused = |error: std::io::Error| ReadError::Refused(reason(&error));
        let mebibytes = std::fs::metadata(&path).map_err(refused)?.len() >> 20;
        if mebibytes > LARGEST {
            return Err(ReadError::TooLarge { mebibytes, most: LARGEST });
        }
        std::fs::read(&path).map_err(refused)
    }

    fn target(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.links.get(path).cloned()
    }
}

/// What the system says, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// One line for a folder that cannot be searched.
fn unsearched(error: &ignore::Error, folder: &Utf8Path, shown: impl Fn(&Utf8Path) -> Utf8PathBuf) -> String {
    let path = path_of(error).and_then(Utf8Path::from_path).unwrap_or(folder);
    // The error of the walk names the path once more; its kind says the rest.
    let kind = error.io_error().map(|error| std::io::Error::from(error.kind()).to_string());
    let why = kind.unwrap_or_else(|| "its entries cannot be listed".to_owned());
    format!("cannot search {}: {why}; its contents are not checked", shown(path))
}

fn path_of(error: &ignore::Error) -> Option<&std::path::Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
