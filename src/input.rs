//! From the paths of the command line to deployments in memory.

use crate::command::CliError;
use crate::links;
use crate::terminal::Terminal;
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_linter::discover::{self, Candidate, FileNames, Group};
use flinklint_syntax::source::{FileId, FileSet};
use ignore::WalkBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// A file larger than this is no configuration: bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What a search found.
#[derive(Debug)]
pub(crate) struct Search {
    /// The folder that all paths are relative to.
    pub(crate) root: Utf8PathBuf,
    /// The deployments, by name.
    pub(crate) groups: Vec<Group>,
    /// Folders that were searched, for the message that nothing was there.
    pub(crate) searched: Vec<Utf8PathBuf>,
    /// The way from the current folder to the root, where the root is another folder.
    pub(crate) prefix: Option<Utf8PathBuf>,
    /// What could not be searched, each in one line.
    pub(crate) problems: Vec<String>,
}

impl Search {
    /// Says what could not be searched, and how many places that are.
    pub(crate) fn complain(&self, terminal: &Terminal) -> usize {
        for problem in &self.problems {
            terminal.complain(problem, None);
        }
        self.problems.len()
    }
}

/// Searches the paths. A folder is searched below itself; a file stands for the deployment that it belongs to.
pub(crate) fn search(paths: &[Utf8PathBuf]) -> Result<Search, CliError> {
    let here = current_dir()?;
    let mut folders = BTreeSet::new();
    let mut files = BTreeSet::new();
    for path in paths {
        if path == "-" {
            return Err(CliError::Usage {
                message: "standard input is not read: a deployment is several files".into(),
                hint: Some("name its folder, or one of its files".into()),
            });
        }
        let absolute = absolute(&here, path)?;
        if absolute.is_dir() {
            folders.insert(absolute);
        } else if Candidate::at(&absolute).is_some() {
            files.insert(absolute);
        } else {
            return Err(CliError::Usage {
                message: format!("'{path}' is none of the files that flinklint reads"),
                hint: Some(format!("it reads {FileNames}; name a folder to search it")),
            });
        }
    }
    let whole: BTreeSet<Utf8PathBuf> =
        folders.iter().cloned().chain(files.iter().map(|file| surroundings(file, &here))).collect();
    let root = root(&here, &whole);
    let mut candidates = BTreeSet::new();
    let mut found = Walked::default();
    for folder in &whole {
        found.walk(folder, &root, &here);
    }
    candidates.extend(found.files);
    // A file that is named is read, whatever .gitignore says of it.
    candidates.extend(files.iter().filter_map(|file| Candidate::at(&relative(file, &root))));
    let wanted = |candidate: &Candidate| {
        let absolute = root.join(&candidate.path);
        folders.iter().any(|folder| absolute.starts_with(folder)) || files.contains(&absolute)
    };
    let groups = discover::group(candidates.into_iter().collect()).into_iter();
    let groups = groups.filter(|group| group.files.iter().any(wanted)).collect();
    let groups = links::once(groups, &found.links);
    let searched = whole.iter().map(|folder| shown(folder, &here)).collect();
    let prefix = (root != here).then(|| way(&here, &root, paths.iter().all(|path| path.is_absolute())));
    Ok(Search { root, groups, searched, prefix, problems: found.problems.into_iter().collect() })
}

/// The way from one folder to another: up to what they share and down again, or the whole path where paths were given so.
fn way(here: &Utf8Path, root: &Utf8Path, whole: bool) -> Utf8PathBuf {
    if whole {
        return root.to_owned();
    }
    let shared = here.ancestors().find(|ancestor| root.starts_with(ancestor)).unwrap_or(here);
    let up = here.components().count() - shared.components().count();
    let down = root.strip_prefix(shared).unwrap_or(root);
    std::iter::repeat_n(Utf8Path::new(".."), up).collect::<Utf8PathBuf>().join(down)
}

/// A path as a reader in the current folder writes it.
fn shown(path: &Utf8Path, here: &Utf8Path) -> Utf8PathBuf {
    match path.strip_prefix(here) {
        Ok(below) if below.as_str().is_empty() => Utf8PathBuf::from("."),
        Ok(below) => below.to_owned(),
        Err(_) => path.to_owned(),
    }
}

fn named(group: &Group) -> String {
    match group.name.as_str() {
        "" | "." => "the deployment in this folder".to_owned(),
        name => format!("the deployment {name}"),
    }
}

/// Reads the files of a deployment. One that cannot be read makes the whole deployment unread: what would be missing in the
/// others may be set in it.
pub(crate) fn read(
    number: usize,
    group: &Group,
    root: &Utf8Path,
) -> Result<(FileSet, Vec<(Candidate, FileId)>), CliError> {
    let mut set = FileSet::new(u32::try_from(number).unwrap_or(u32::MAX));
    let mut files = Vec::new();
    for candidate in &group.files {
        let path = root.join(&candidate.path);
        let failed = |error: std::io::Error| CliError::Input {
            message: format!("cannot read {}: {}", candidate.path, reason(&error)),
            hint: Some(format!("without it nothing is said of {}", named(group))),
        };
        let size = std::fs::metadata(&path).map_err(failed)?.len();
        if size > LARGEST {
            return Err(CliError::Input {
                message: format!(
                    "{} is {} MiB large; no configuration is larger than {} MiB",
                    candidate.path,
                    size >> 20,
                    LARGEST >> 20
                ),
                hint: Some(format!("without it nothing is said of {}", named(group))),
            });
        }
        let id = set.add(candidate.path.clone(), std::fs::read(&path).map_err(failed)?);
        files.push((candidate.clone(), id));
    }
    Ok((set, files))
}

/// What the system says, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

fn current_dir() -> Result<Utf8PathBuf, CliError> {
    let here = std::env::current_dir().map_err(|error| CliError::Input {
        message: format!("there is no current folder: {}", reason(&error)),
        hint: None,
    })?;
    Utf8PathBuf::from_path_buf(here).map_err(|path| CliError::Input {
        message: format!("the path of the current folder is not UTF-8: {}", path.display()),
        hint: None,
    })
}

fn absolute(here: &Utf8Path, path: &Utf8Path) -> Result<Utf8PathBuf, CliError> {
    let missing = |error: std::io::Error| CliError::Input {
        message: format!("cannot read {path}: {}", reason(&error)),
        hint: (error.kind() == std::io::ErrorKind::NotFound)
            .then(|| "check the spelling; paths are relative to the current folder".to_owned()),
    };
    here.join(path).canonicalize_utf8().map_err(missing)
}

/// The folder to search for the rest of a file's deployment: the checkout it is in, or what is left of its path without
/// the words for products and shelves.
fn surroundings(file: &Utf8Path, here: &Utf8Path) -> Utf8PathBuf {
    let folder = file.parent().unwrap_or(file);
    let checkout = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    let site = discover::site(folder);
    match checkout {
        Some(checkout) => checkout.to_owned(),
        None if folder.starts_with(here) && site.starts_with(here) => site,
        None if folder.starts_with(here) => here.to_owned(),
        None => site,
    }
}

/// Paths in reports are relative to the current folder, where everything lies below it, as in a checkout; else to the
/// folder that was named.
fn root(here: &Utf8Path, folders: &BTreeSet<Utf8PathBuf>) -> Utf8PathBuf {
    if folders.iter().all(|folder| folder.starts_with(here)) {
        return here.to_owned();
    }
    let mut shared: Option<Utf8PathBuf> = None;
    for folder in folders {
        shared = Some(match shared {
            None => folder.clone(),
            Some(before) => before
                .ancestors()
                .find(|ancestor| folder.starts_with(ancestor))
                .map(Utf8Path::to_owned)
                .unwrap_or_default(),
        });
    }
    shared.unwrap_or_else(|| here.to_owned())
}

fn relative(path: &Utf8Path, root: &Utf8Path) -> Utf8PathBuf {
    let relative = path.strip_prefix(root).unwrap_or(path);
    Utf8PathBuf::from(relative.as_str().replace('\\', "/"))
}

/// What the walks through the folders found.
#[derive(Debug, Default)]
struct Walked {
    files: BTreeSet<Candidate>,
    /// Symbolic links among the files, each with the path of the file behind it; relative to the root.
    links: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    problems: BTreeSet<String>,
}

impl Walked {
    fn walk(&mut self, folder: &Utf8Path, root: &Utf8Path, here: &Utf8Path) {
        for entry in WalkBuilder::new(folder).require_git(false).parents(true).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.problems.insert(unsearched(&error, folder, here));
                    continue;
                }
            };
            // A path that is not UTF-8 cannot be named in a report, and none of our names needs it.
            let Some(path) = Utf8Path::from_path(entry.path()) else { continue };
            // The name decides before the disk is asked again: most files of a tree are none of ours.
            let Some(candidate) = Candidate::at(&relative(path, root)) else { continue };
            let Some(kind) = entry.file_type() else { continue };
            if kind.is_symlink() && path.is_file() {
                if let Ok(target) = path.canonicalize_utf8() {
                    self.links.insert(candidate.path.clone(), relative(&target, root));
                }
                self.files.insert(candidate);
            } else if kind.is_file() {
                self.files.insert(candidate);
            }
        }
    }
}

/// One line for a folder that cannot be searched.
fn unsearched(error: &ignore::Error, folder: &Utf8Path, here: &Utf8Path) -> String {
    let path = path_of(error).and_then(Utf8Path::from_path).unwrap_or(folder);
    // The error of the walk names the path once more; its kind says the rest.
    let kind = error.io_error().map(|error| std::io::Error::from(error.kind()).to_string());
    let why = kind.unwrap_or_else(|| "it is no folder that can be walked".to_owned());
    format!("cannot search {}: {why}; what lies in it is not checked", shown(path, here))
}

fn path_of(error: &ignore::Error) -> Option<&std::path::Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
