//! From the paths of the command line to the files of a project, and back from its paths to those that a person types.

use crate::command::CliError;
use crate::disk::{Disk, reason};
use crate::root;
use crate::terminal::Terminal;
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_linter::Options;
use flinklint_linter::discover::{Candidate, FileNames};
use flinklint_linter::project::{Part, Project, ReadError, Reader, UnreadDeployment};
use flinklint_linter::rules::Rule;
use flinklint_linter::view::DeploymentView;
use std::collections::BTreeSet;

/// What a search found.
#[derive(Debug)]
pub(crate) struct Search {
    /// The files.
    disk: Disk,
    /// What of them is asked for.
    part: Part,
    /// The person who asks.
    pub(crate) reader: Reader,
    /// Folders that were searched, for the message that nothing was there.
    searched: Vec<Utf8PathBuf>,
}

impl Search {
    /// The project of the files, as far as it was asked for.
    pub(crate) fn project<'p>(&'p self, rules: &'p [Rule], options: Options) -> Project<'p> {
        Project::new(&self.disk, rules, options).only(self.part.clone())
    }

    /// Says what could not be searched, and how many places that are.
    pub(crate) fn report_problems(&self, terminal: &Terminal) -> usize {
        let problems = self.disk.problems();
        let count = problems.len();
        problems.for_each(|problem| terminal.error(problem, None));
        count
    }

    /// Hands on what there is to show of each deployment. Gives the number of those that cannot be read, which are reported.
    pub(crate) fn each_view(
        &self,
        project: &Project<'_>,
        terminal: &Terminal,
        mut show: impl FnMut(DeploymentView) -> Result<(), CliError>,
    ) -> Result<usize, CliError> {
        let mut unreadable = 0;
        for deployment in project.deployments() {
            match deployment.understand() {
                Ok(understanding) => show(understanding.view(&self.reader))?,
                Err(unread) => {
                    self.report_unread(&unread, terminal);
                    unreadable += 1;
                }
            }
        }
        Ok(unreadable)
    }

    /// Says which file cannot be read.
    pub(crate) fn report_unread(&self, unread: &UnreadDeployment, terminal: &Terminal) {
        let error = self.unread(unread);
        terminal.error(&error.to_string(), error.hint());
    }

    fn unread(&self, unread: &UnreadDeployment) -> CliError {
        let path = self.reader.way_to(&unread.path);
        let deployment = match self.reader.way_to(&unread.deployment) {
            here if here == "." => "the deployment in this folder".to_owned(),
            name => format!("the deployment {name}"),
        };
        CliError::Input {
            message: match &unread.reason {
                ReadError::Refused(reason) => format!("cannot read {path}: {reason}"),
                ReadError::TooLarge { mebibytes, most } => {
                    format!("{path} is too large to be a configuration file: {mebibytes} MiB (limit: {most} MiB)")
                }
            },
            hint: Some(format!("{deployment} is skipped because this file cannot be read")),
        }
    }

    /// The folders that were searched, in words.
    pub(crate) fn searched(&self) -> String {
        self.searched.iter().map(|folder| folder.as_str()).collect::<Vec<_>>().join(", ")
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
                message: "flinklint cannot read standard input, since a deployment consists of several files".into(),
                hint: Some("give the folder of the deployment, or one of its files".into()),
            });
        }
        let absolute = absolute(&here, path)?;
        if absolute.is_dir() {
            folders.insert(absolute);
        } else if Candidate::at(&absolute).is_some() {
            files.insert(absolute);
        } else {
            return Err(CliError::Usage {
                message: format!("flinklint does not read files like '{path}'"),
                hint: Some(format!("it reads {FileNames}; give a folder to search it")),
            });
        }
    }
    let around: BTreeSet<Utf8PathBuf> = files.iter().map(|file| root::around(file)).collect();
    let roots = folders.iter().map(|folder| root::of_folder(folder)).chain(around.iter().cloned());
    let mut disk = Disk::new(root::common(roots).unwrap_or_else(|| here.clone()));
    let whole: BTreeSet<&Utf8PathBuf> = folders.iter().chain(&around).collect();
    for folder in &whole {
        disk.walk(folder, |path| shown(path, &here));
    }
    files.iter().for_each(|file| disk.add(file));
    let searched = whole.iter().map(|folder| shown(folder, &here)).collect();
    let part = Part {
        folders: folders.iter().map(|folder| disk.relative(folder)).collect(),
        files: files.iter().map(|file| disk.relative(file)).collect(),
    };
    // Who types whole paths gets whole paths, where files lie outside the current folder.
    let outside = !whole.iter().all(|folder| folder.starts_with(&here));
    let reader = if outside && paths.iter().all(|path| path.is_absolute()) {
        Reader::Anywhere(disk.root().to_owned())
    } else {
        Reader::standing_in(&here, disk.root())
    };
    Ok(Search { disk, part, reader, searched })
}

/// A path as a reader in the current folder writes it.
fn shown(path: &Utf8Path, here: &Utf8Path) -> Utf8PathBuf {
    match path.strip_prefix(here) {
        Ok(below) if below.as_str().is_empty() => Utf8PathBuf::from("."),
        Ok(below) => below.to_owned(),
        Err(_) => path.to_owned(),
    }
}

fn current_dir() -> Result<Utf8PathBuf, CliError> {
    let here = std::env::current_dir().map_err(|error| CliError::Input {
        message: format!("cannot determine the current folder: {}", reason(&error)),
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
