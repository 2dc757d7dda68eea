//! `flinklint check`: the main job.

mod formats;
mod selection;

use crate::command::{CLEAN, CliError, FAILED, FOUND, PathArgs, VersionArgs};
use crate::own_rules::OwnRules;
use crate::rulebook::rule_infos;
use crate::search::{Search, search};
use crate::terminal::Terminal;
use crate::threads::Threads;
use clap::{Args, ValueEnum};
use flinklint_linter::Options;
use flinklint_linter::Outcome;
use flinklint_linter::discover::{FileNames, SkippedFile};
use flinklint_linter::findings::{CheckSummary, ReportedFinding, Severity};
use flinklint_linter::project::Reader;
use flinklint_linter::rules::{Origin, Rulebook};
use flinklint_report::RuleInfo;
use formats::{Format, Looks, RunFindings};
use selection::SelectionArgs;

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    paths: PathArgs,
    /// Report format: text, concise, json, sarif or github; text by default, and =FILE writes to a file. May be repeated
    #[arg(long, value_name = "FORMAT[=FILE]")]
    format: Vec<Format>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    rules: OwnRules,
    /// Exit with code 1 if there is a finding of this severity or a higher one
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    #[command(flatten)]
    versions: VersionArgs,
    /// Exit with code 0 if there is nothing to check
    #[arg(long)]
    allow_empty: bool,
    /// Print only the findings
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Also list every deployment with its files, and the rules that could not be evaluated
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<u8, CliError> {
    formats::one_report_on_stdout(&args.format)?;
    let book = args.rules.rulebook(terminal)?;
    args.versions.note_unsupported(terminal);
    let options = Options {
        versions: args.versions.stated(),
        selection: args.selection.of(&book)?,
        name_undecided: args.verbose,
        excerpts: formats::excerpts(&args.format),
    };
    let search = search(&args.paths.paths)?;
    let mut unreadable = search.report_problems(terminal);
    let Outcome { findings, checked, skipped, unread, failures } =
        search.project(book.rules(), options).check_on(&Threads);
    unread.iter().for_each(|unread| search.report_unread(unread, terminal));
    unreadable += unread.len();
    if checked.deployments.is_empty() && unreadable == 0 {
        return nothing(args, terminal, &search, &skipped, &book);
    }
    if !args.quiet {
        let surprising = skipped.iter().filter(|file| file.surprises);
        surprising.for_each(|file| terminal.note(&why_skipped(file, &search.reader)));
    }
    let threshold = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let fails = threshold.is_some_and(|threshold| findings.iter().any(|finding| finding.severity >= threshold));
    write(args, terminal, &book, &search, (findings, checked))?;
    for failure in &failures {
        match failure.origin {
            Origin::BuiltIn => terminal
                .error(&format!("internal error: {failure}"), Some("this is a bug in flinklint; please report it")),
            Origin::File(_) => terminal.error(&failure.to_string(), None),
        }
    }
    if unreadable > 0 || !failures.is_empty() {
        return Ok(FAILED);
    }
    Ok(if fails { FOUND } else { CLEAN })
}

fn why_skipped(file: &SkippedFile, reader: &Reader) -> String {
    format!("{} was skipped: {}", reader.way_to(&file.path), file.reason)
}

/// No deployment was found. This is an error by default, since "no findings" must never mean "nothing read".
fn nothing(
    args: &CheckArgs,
    terminal: &Terminal,
    search: &Search,
    skipped: &[SkippedFile],
    book: &Rulebook,
) -> Result<u8, CliError> {
    let message = format!("nothing to check in {}", search.searched());
    let left: Vec<String> = skipped.iter().map(|file| why_skipped(file, &search.reader)).collect();
    let hint = if left.is_empty() {
        format!("flinklint looks for {FileNames}, and skips files that .gitignore excludes")
    } else {
        left.join("; ")
    };
    if args.allow_empty {
        terminal.note(&format!("{message}; {hint}"));
        write(args, terminal, book, search, (Vec::new(), CheckSummary::default()))?;
        return Ok(CLEAN);
    }
    Err(CliError::Input { message, hint: Some(hint) })
}

fn write(
    args: &CheckArgs,
    terminal: &Terminal,
    book: &Rulebook,
    search: &Search,
    (findings, checked): (Vec<ReportedFinding>, CheckSummary),
) -> Result<(), CliError> {
    let infos: Vec<RuleInfo<'_>> = rule_infos(book);
    let found = RunFindings { rules: &infos, findings, checked };
    let looks = Looks { reader: &search.reader, terminal, quiet: args.quiet, verbose: args.verbose };
    formats::write(&args.format, found, &looks)
}
