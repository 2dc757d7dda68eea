//! `flinklint check`: the main job.

use crate::command::{CLEAN, CliError, FAILED, FOUND, PathArgs, VersionArgs};
use crate::input;
use crate::terminal::Terminal;
use camino::Utf8Path;
use clap::{Args, ValueEnum};
use flinklint_linter::discover::{FileNames, Group, LeftAlone};
use flinklint_linter::findings::settle::Selection;
use flinklint_linter::findings::{Checked, ReportedFinding, Severity};
use flinklint_linter::rules::{self, Rulebook};
use flinklint_linter::run::{Outcome, Run};
use flinklint_linter::{Options, analyse};
use flinklint_report::{self as report, Report, RuleInfo};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::str::FromStr;

/// Fewer deployments than this are judged one after the other: starting threads costs more.
const WORTH_THREADS: usize = 8;

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    paths: PathArgs,
    /// Format of the report: text, concise, json, sarif or github; several may be given, each with =FILE to write a file
    #[arg(long, value_name = "FORMAT[=FILE]")]
    format: Vec<Format>,
    /// Only these rules: ids, beginnings of ids (ZK, HA0), names or groups (zookeeper), separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules, in the same words
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Another severity for a rule, as in ZK004=info
    #[arg(long, value_name = "RULE=LEVEL")]
    severity: Vec<String>,
    /// The lowest severity that makes the exit code 1
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    #[command(flatten)]
    versions: VersionArgs,
    /// Exit with 0 where there is nothing to check
    #[arg(long)]
    allow_empty: bool,
    /// Print findings only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// List every deployment and file
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Concise,
    Json,
    Sarif,
    Github,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Format {
    kind: Kind,
    file: Option<String>,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file.to_owned())));
        if file.as_deref() == Some("") {
            return Err(format!("'{text}' names no file"));
        }
        let kind = match name {
            "text" => Kind::Text,
            "concise" => Kind::Concise,
            "json" => Kind::Json,
            "sarif" => Kind::Sarif,
            "github" => Kind::Github,
            _ => return Err(format!("there is no format '{name}'; formats are text, concise, json, sarif and github")),
        };
        Ok(Self { kind, file })
    }
}

/// The built-in rules; that they compile is tested, so a failure here is a bug.
pub(crate) fn rulebook() -> Result<Rulebook, CliError> {
    Rulebook::built_in().map_err(|(id, error)| CliError::Internal(format!("rule {id}: {error}")))
}

pub(crate) fn find(book: &Rulebook, word: &str) -> Result<usize, CliError> {
    book.find(word.trim()).ok_or_else(|| CliError::Usage {
        message: format!("there is no rule '{word}'"),
        hint: Some(match book.similar(word) {
            Some(similar) => format!("did you mean '{similar}'?"),
            None => "'flinklint rules' lists them".to_owned(),
        }),
    })
}

/// The rules that a word of `--select` and `--ignore` means: one by id or name, a group (`zookeeper`), or all whose id begins
/// so (`ZK`, `HA0`).
fn find_all(book: &Rulebook, word: &str) -> Result<Vec<usize>, CliError> {
    let word = word.trim();
    if let Some(one) = book.find(word) {
        return Ok(vec![one]);
    }
    let begins = |id: &str| id.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let means = |rule: &rules::Rule<'_>| rule.text.group == word || !word.is_empty() && begins(&rule.text.id);
    let all: Vec<usize> = book.rules().iter().enumerate().filter(|(_, rule)| means(rule)).map(|(n, _)| n).collect();
    if all.is_empty() { find(book, word).map(|one| vec![one]) } else { Ok(all) }
}

/// The rules that several words mean.
fn find_each<S: FromIterator<usize>>(book: &Rulebook, words: &[String]) -> Result<S, CliError> {
    let found: Vec<Vec<usize>> = words.iter().map(|word| find_all(book, word)).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn selection(args: &CheckArgs, book: &Rulebook) -> Result<Selection, CliError> {
    let mut selection = Selection { off: book.off(), ..Selection::default() };
    if !args.select.is_empty() {
        selection.only = Some(find_each(book, &args.select)?);
    }
    selection.not = find_each(book, &args.ignore)?;
    for pair in &args.severity {
        let wrong = || CliError::Usage {
            message: format!("'{pair}' is not RULE=LEVEL"),
            hint: Some("as in --severity even-voters=info; levels are error, warning and info".into()),
        };
        let (rule, level) = pair.split_once('=').ok_or_else(wrong)?;
        let level = match level {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "info" => Severity::Info,
            _ => return Err(wrong()),
        };
        selection.severities.insert(find(book, rule)?, level);
    }
    Ok(selection)
}

/// Stdout is one report: two in a row are none that a machine can read.
fn one_report_on_stdout(formats: &[Format]) -> Result<(), CliError> {
    if formats.iter().filter(|format| format.file.is_none()).count() > 1 {
        return Err(CliError::Usage {
            message: "only one format can go to standard output".into(),
            hint: Some("give the others a file, as in --format sarif=flinklint.sarif".into()),
        });
    }
    Ok(())
}

pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<u8, CliError> {
    one_report_on_stdout(&args.format)?;
    let book = rulebook()?;
    args.versions.note_unsupported(terminal);
    let options =
        Options { versions: args.versions.stated(), selection: selection(args, &book)?, name_undecided: args.verbose };
    let search = input::search(&args.paths.paths)?;
    let mut unreadable = search.complain(terminal);
    let judge = |mut seen: Seen, (number, group): (usize, &Group)| {
        let analysis = input::read(number, group, &search.root)
            .map(|(set, files)| analyse(&group.name, &files, &set, book.rules(), &options));
        match analysis {
            Ok(analysis) => seen.run.add(analysis),
            Err(error) => seen.unread.push(error),
        }
        seen
    };
    let Seen { run, unread } = if search.groups.len() < WORTH_THREADS {
        search.groups.iter().enumerate().fold(Seen::default(), judge)
    } else {
        search.groups.par_iter().enumerate().fold(Seen::default, judge).reduce(Seen::default, Seen::and)
    };
    for error in &unread {
        terminal.complain(&error.to_string(), error.hint());
    }
    unreadable += unread.len();
    let again = |number: u32| input::read(number as usize, search.groups.get(number as usize)?, &search.root).ok();
    let Outcome { findings, checked, left_alone, failures } = run.finish(book.rules(), &options, again);
    if checked.deployments.is_empty() && unreadable == 0 {
        return nothing(args, terminal, &search, &left_alone, &book);
    }
    if !args.quiet {
        left_alone.iter().filter(|file| file.surprises).for_each(|file| terminal.note(&why_left_alone(file)));
    }
    write(args, terminal, &book, &search, &findings, &checked)?;
    for failure in &failures {
        terminal.complain(&format!("internal error: {failure}"), Some("this is a bug of flinklint; please report it"));
    }
    if unreadable > 0 || !failures.is_empty() {
        return Ok(FAILED);
    }
    let threshold = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let failed = threshold.is_some_and(|threshold| findings.iter().any(|finding| finding.severity >= threshold));
    Ok(if failed { FOUND } else { CLEAN })
}

/// What a part of the run has seen, and what of it could not be read.
#[derive(Default)]
struct Seen {
    run: Run,
    unread: Vec<CliError>,
}

impl Seen {
    fn and(mut self, other: Self) -> Self {
        self.run.append(other.run);
        self.unread.extend(other.unread);
        self
    }
}

fn why_left_alone(file: &LeftAlone) -> String {
    format!("{} was left alone: {}", file.path, file.reason)
}

/// Nothing of ours was there: said loudly, since "no findings" must never be "nothing read".
fn nothing(
    args: &CheckArgs,
    terminal: &Terminal,
    search: &input::Search,
    left_alone: &[LeftAlone],
    book: &Rulebook,
) -> Result<u8, CliError> {
    let folders = search.searched.iter().map(|folder| folder.as_str()).collect::<Vec<_>>().join(", ");
    let message = format!("nothing to check below {folders}");
    let left: Vec<String> = left_alone.iter().map(why_left_alone).collect();
    let hint = if left.is_empty() {
        format!("flinklint reads {FileNames}, and skips what .gitignore names")
    } else {
        left.join("; ")
    };
    if args.allow_empty {
        terminal.note(&format!("{message}; {hint}"));
        write(args, terminal, book, search, &[], &Checked::default())?;
        return Ok(CLEAN);
    }
    Err(CliError::Input { message, hint: Some(hint) })
}

fn write(
    args: &CheckArgs,
    terminal: &Terminal,
    book: &Rulebook,
    search: &input::Search,
    findings: &[ReportedFinding],
    checked: &Checked,
) -> Result<(), CliError> {
    let infos: Vec<RuleInfo<'_>> = rule_infos(book);
    let report = Report { rules: &infos, findings, checked, tool_version: env!("CARGO_PKG_VERSION") };
    let reached = search.prefix.as_deref().map(|prefix| as_reached(findings, prefix));
    let for_people = Report { findings: reached.as_deref().unwrap_or(findings), ..report };
    let default = [Format { kind: Kind::Text, file: None }];
    let formats = if args.format.is_empty() { &default[..] } else { &args.format[..] };
    for format in formats {
        match &format.file {
            Some(path) => {
                let file = File::create(path).map_err(|error| CliError::Input {
                    message: format!("cannot write {path}: {}", input::reason(&error)),
                    hint: None,
                })?;
                let mut options = terminal.text_options(args.quiet, args.verbose);
                options.colour = false;
                options.links = false;
                render(format.kind, format.kind.of(&report, &for_people), &options, &mut BufWriter::new(file))?;
            }
            None => {
                let options = terminal.text_options(args.quiet, args.verbose);
                let report = format.kind.of(&report, &for_people);
                match render(format.kind, report, &options, &mut BufWriter::new(std::io::stdout().lock())) {
                    // Whoever closed the pipe has seen enough; what was found is still found.
                    Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
                    result => result?,
                }
            }
        }
    }
    Ok(())
}

/// The findings with paths that lead to their files from the current folder.
fn as_reached(findings: &[ReportedFinding], prefix: &Utf8Path) -> Vec<ReportedFinding> {
    let mut findings = findings.to_vec();
    findings.iter_mut().for_each(|finding| finding.map_paths(&|path| prefix.join(path).to_string()));
    findings
}

impl Kind {
    /// Machines take paths from the root of the run; people and their editors want to open the file.
    fn of<'r, 'd>(self, from_root: &'r Report<'d>, as_reached: &'r Report<'d>) -> &'r Report<'d> {
        match self {
            Self::Text | Self::Concise | Self::Github => as_reached,
            Self::Json | Self::Sarif => from_root,
        }
    }
}

fn render(kind: Kind, report: &Report<'_>, options: &report::TextOptions, out: &mut dyn Write) -> std::io::Result<()> {
    match kind {
        Kind::Text => report::text(report, options, out)?,
        Kind::Concise => report::concise(report, out)?,
        Kind::Json => report::json(report, out)?,
        Kind::Sarif => report::sarif(report, out)?,
        Kind::Github => report::github(report, out)?,
    }
    out.flush()
}

/// What formats print of the rules.
pub(crate) fn rule_infos(book: &Rulebook) -> Vec<RuleInfo<'_>> {
    book.rules()
        .iter()
        .enumerate()
        .filter_map(|(n, rule)| {
            let prose = rules::prose(n)?;
            Some(RuleInfo {
                id: &rule.text.id,
                name: &rule.text.name,
                severity: rule.severity(),
                summary: &prose.summary,
                why: &prose.why,
                help: rule.text.help.as_deref().filter(|help| !help.contains('{')),
                url: format!("{RULE_PAGES}{}.md", rule.text.id),
                group: &rule.text.group,
            })
        })
        .collect()
}

/// Where the pages of the rules are.
const RULE_PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");
