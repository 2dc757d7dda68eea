//! The rules of a run: those that are built in, and those of an organisation's own folders.

use crate::command::CliError;
use crate::disk::reason;
use crate::refused;
use crate::terminal::Terminal;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use flinklint_linter::rules::{RuleFile, RuleProblem, Rulebook};

#[derive(Debug, Args)]
pub(crate) struct OwnRules {
    /// Folder with your own rules, used in addition to the built-in ones. May be repeated
    #[arg(long, value_name = "DIR")]
    rules: Vec<Utf8PathBuf>,
}

impl OwnRules {
    /// All rules.
    pub(crate) fn rulebook(&self, terminal: &Terminal) -> Result<Rulebook, CliError> {
        if self.rules.is_empty() {
            return Ok(Rulebook::built_in());
        }
        let mut files = Vec::new();
        for folder in &self.rules {
            files.extend(rule_files(folder)?);
        }
        Rulebook::with_files(&files).map_err(|problems| {
            problems.iter().for_each(|problem| terminal.print_error(&shown(problem, terminal)));
            let folders: Vec<&str> = self.rules.iter().map(|folder| folder.as_str()).collect();
            CliError::Usage { message: format!("cannot load the rules in {}", folders.join(", ")), hint: None }
        })
    }
}

/// The rule files of a folder, directly in it or in one level of folders. Files that examples share may also lie in a folder
/// `bases` next to it.
pub(crate) fn rule_files(folder: &Utf8Path) -> Result<Vec<RuleFile>, CliError> {
    let unreadable = |error: std::io::Error| CliError::Input {
        message: format!("cannot read {folder}: {}", reason(&error)),
        hint: None,
    };
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let shared = folder.parent().map(|parent| parent.join("bases"));
    folders.extend(shared.filter(|shared| !folder.join("bases").is_dir() && shared.is_dir()));
    while let Some(inner) = folders.pop() {
        for entry in inner.read_dir_utf8().map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.into_path();
            if path.is_dir() && inner == *folder {
                folders.push(path);
            } else if path.extension() == Some("yaml") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let yaml = std::fs::read_to_string(&path).map_err(|error| CliError::Input {
            message: format!("cannot read {path}: {}", reason(&error)),
            hint: None,
        })?;
        let group = path.parent().and_then(Utf8Path::file_name).unwrap_or("own").to_owned();
        files.push(RuleFile { path: path.to_string(), group, yaml });
    }
    if files.iter().all(RuleFile::is_base) {
        return Err(CliError::Input {
            message: format!("no rule file found in {folder}"),
            hint: Some("rule files end in .yaml".into()),
        });
    }
    Ok(files)
}

/// What is wrong with a rule file, with the lines of the file where it is known.
pub(crate) fn shown(problem: &RuleProblem, terminal: &Terminal) -> String {
    let options = terminal.text_options(false, false);
    match problem {
        RuleProblem::Line(line) => format!("{line}\n"),
        RuleProblem::Refused { path, yaml, error } => refused::show(path, yaml, error, &options) + "\n",
        RuleProblem::Note { path, yaml, note } => refused::note(path, yaml, note, &options) + "\n",
    }
}
