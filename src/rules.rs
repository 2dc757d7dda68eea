//! `flinklint rules`: the list of rules, and the test of rule files.

use crate::command::{CLEAN, CliError, FOUND};
use crate::disk::reason;
use crate::refused;
use crate::rulebook::{rule_infos, rulebook};
use crate::terminal::Terminal;
use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use flinklint_linter::examples::{self, Problem};
use flinklint_linter::findings::Severity;
use flinklint_linter::rules::Rule;
use std::io::Write;

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: Option<RulesCommand>,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Check rule files and run their examples
    Test {
        /// Folder with rule files (*.yaml), directly or in one level of folders
        #[arg(value_name = "DIR")]
        dir: Utf8PathBuf,
    },
}

pub(crate) fn run(args: &RulesArgs, terminal: &Terminal) -> Result<u8, CliError> {
    match &args.command {
        None => list(terminal),
        Some(RulesCommand::Test { dir }) => test(dir, terminal),
    }
}

fn list(terminal: &Terminal) -> Result<u8, CliError> {
    let book = rulebook()?;
    let infos = rule_infos(&book);
    let mut out = std::io::stdout().lock();
    let colour = terminal.text_options(false, false).colour;
    let width = infos.iter().map(|info| info.name.len()).max().unwrap_or(0);
    let mut group = "";
    let severities: Vec<String> = book.rules().iter().map(severities).collect();
    let levels = severities.iter().map(String::len).max().unwrap_or(0);
    for (info, severities) in infos.iter().zip(&severities) {
        if info.group != group {
            group = info.group;
            let heading = if colour { format!("\u{1b}[1m{group}\u{1b}[0m") } else { group.to_owned() };
            writeln!(
                out,
                "{}{heading}",
                if info.id == infos.first().map_or("", |first| first.id) { "" } else { "\n" }
            )?;
        }
        writeln!(out, "  {:<6} {severities:<levels$} {:<width$}  {}", info.id, info.name, info.summary.trim())?;
    }
    Ok(CLEAN)
}

/// All severities that a rule can have, worst first.
pub(crate) fn severities(rule: &Rule<'_>) -> String {
    rule.severities().into_iter().map(Severity::as_str).collect::<Vec<_>>().join("/")
}

fn test(dir: &Utf8PathBuf, terminal: &Terminal) -> Result<u8, CliError> {
    let unreadable = |error: std::io::Error| CliError::Input {
        message: format!("cannot read {dir}: {}", reason(&error)),
        hint: None,
    };
    let mut files = Vec::new();
    let mut folders = vec![dir.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.into_path();
            if path.is_dir() && folder == *dir {
                folders.push(path);
            } else if path.extension() == Some("yaml") {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(CliError::Input {
            message: format!("there is no rule file in {dir}"),
            hint: Some("rule files end in .yaml".into()),
        });
    }
    let mut texts = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).map_err(|error| CliError::Input {
            message: format!("cannot read {path}: {}", reason(&error)),
            hint: None,
        })?;
        let group = path.parent().and_then(|parent| parent.file_name()).unwrap_or_default().to_owned();
        texts.push((path.to_string(), group, text));
    }
    let outcome = examples::test_files(&texts);
    let mut out = std::io::stdout().lock();
    for problem in &outcome.problems {
        match problem {
            Problem::Line(line) => writeln!(out, "{line}")?,
            Problem::Refused { path, yaml, error } => {
                writeln!(out, "{}", refused::show(path, yaml, error, &terminal.text_options(false, false)))?;
            }
        }
    }
    writeln!(
        out,
        "{} in {}: {} passed, {} failed",
        plural(outcome.examples, "example"),
        plural(files.len(), "rule file"),
        outcome.examples - outcome.failed,
        outcome.failed
    )?;
    Ok(if outcome.problems.is_empty() { CLEAN } else { FOUND })
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
