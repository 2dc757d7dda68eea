//! `flinklint rules`: the list of rules, and the test of rule files.

use crate::command::{CLEAN, CliError, FOUND};
use crate::own_rules::{OwnRules, rule_files, shown};
use crate::rulebook::rule_infos;
use crate::terminal::Terminal;
use camino::Utf8PathBuf;
use clap::{Args, Subcommand};
use flinklint_linter::examples;
use flinklint_linter::findings::Severity;
use flinklint_linter::rules::{Rule, RuleProblem};
use std::io::Write;

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: Option<RulesCommand>,
    #[command(flatten)]
    rules: OwnRules,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Check rule files and run their examples
    Test {
        /// Folder with rule files (*.yaml), directly in it or one level down
        #[arg(value_name = "DIR")]
        dir: Utf8PathBuf,
    },
}

pub(crate) fn run(args: &RulesArgs, terminal: &Terminal) -> Result<u8, CliError> {
    match &args.command {
        None => list(&args.rules, terminal),
        Some(RulesCommand::Test { dir }) => test(dir, terminal),
    }
}

fn list(own: &OwnRules, terminal: &Terminal) -> Result<u8, CliError> {
    let book = own.rulebook(terminal)?;
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
pub(crate) fn severities(rule: &Rule) -> String {
    rule.severities().into_iter().map(Severity::as_str).collect::<Vec<_>>().join("/")
}

fn test(dir: &Utf8PathBuf, terminal: &Terminal) -> Result<u8, CliError> {
    let files = rule_files(dir)?;
    let outcome = examples::test_files(&files);
    let mut out = std::io::stdout().lock();
    for problem in &outcome.problems {
        write!(out, "{}", shown(problem, terminal))?;
    }
    let rules = files.iter().filter(|file| !file.is_base()).count();
    writeln!(
        out,
        "{} in {}: {} passed, {} failed",
        plural(outcome.examples, "example"),
        plural(rules, "rule file"),
        outcome.examples - outcome.failed,
        outcome.failed
    )?;
    let wrong = outcome.problems.iter().any(|problem| !matches!(problem, RuleProblem::Note { .. }));
    Ok(if wrong { FOUND } else { CLEAN })
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
