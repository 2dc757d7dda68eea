//! The formats of a report, where each goes, and whose paths it has: those that lead a person to a file, or those of the
//! project, by which programs know it.

use crate::command::CliError;
use crate::disk::reason;
use crate::terminal::Terminal;
use camino::Utf8Path;
use flinklint_linter::findings::{CheckSummary, ReportedFinding};
use flinklint_linter::project::{Excerpts, Reader};
use flinklint_report::{self as report, Report, RuleInfo, TextOptions};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FormatName {
    Text,
    Concise,
    Json,
    Sarif,
    Github,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    name: FormatName,
    file: Option<String>,
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file.to_owned())));
        if file.as_deref() == Some("") {
            return Err(format!("'{text}' has no file name after ="));
        }
        match FormatName::ALL.iter().find(|(_, known)| *known == name) {
            Some((name, _)) => Ok(Self { name: *name, file }),
            None => {
                let known: Vec<&str> = FormatName::ALL.iter().map(|(_, known)| *known).collect();
                Err(format!("there is no format '{name}'; formats are {}", known.join(", ")))
            }
        }
    }
}

/// Text alone draws the lines around a place.
pub(super) fn excerpts(formats: &[Format]) -> Excerpts {
    let draws = formats.is_empty() || formats.iter().any(|format| format.name == FormatName::Text);
    if draws { Excerpts::Drawn } else { Excerpts::LeftOut }
}

/// Stdout is one report: two in a row are none that a machine can read.
pub(super) fn one_report_on_stdout(formats: &[Format]) -> Result<(), CliError> {
    if formats.iter().filter(|format| format.file.is_none()).count() > 1 {
        return Err(CliError::Usage {
            message: "only one format can go to standard output".into(),
            hint: Some("write the others to files, as in --format sarif=flinklint.sarif".into()),
        });
    }
    Ok(())
}

/// How a report looks, besides its format.
pub(super) struct Looks<'a> {
    /// Where the person who reads it stands.
    pub(super) reader: &'a Reader,
    /// What the terminal can show.
    pub(super) terminal: &'a Terminal,
    /// Findings only.
    pub(super) quiet: bool,
    /// Every deployment and file.
    pub(super) verbose: bool,
}

/// Writes a report in every format that was asked for; as text where none was.
pub(super) fn write(formats: &[Format], mut found: RunFindings<'_>, looks: &Looks<'_>) -> Result<(), CliError> {
    let default = [Format { name: FormatName::Text, file: None }];
    let formats = if formats.is_empty() { &default[..] } else { formats };
    let (for_people, for_programs): (Vec<_>, Vec<_>) = formats.iter().partition(|format| format.name.is_for_people());
    write_each(&for_programs, &found.report(), looks)?;
    if !for_people.is_empty() && !looks.reader.is_at_root() {
        found.lead(looks.reader);
    }
    write_each(&for_people, &found.report(), looks)
}

fn write_each(formats: &[&Format], report: &Report<'_>, looks: &Looks<'_>) -> Result<(), CliError> {
    for format in formats {
        let mut options = looks.terminal.text_options(looks.quiet, looks.verbose);
        match &format.file {
            Some(path) => {
                let file = File::create(path).map_err(|error| CliError::Input {
                    message: format!("cannot write {path}: {}", reason(&error)),
                    hint: None,
                })?;
                options.colour = false;
                options.links = false;
                render(format.name, report, &options, &mut BufWriter::new(file))?;
            }
            None => match render(format.name, report, &options, &mut BufWriter::new(std::io::stdout().lock())) {
                // Whoever closed the pipe has seen enough; what was found is still found.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
                result => result?,
            },
        }
    }
    Ok(())
}

/// What was found.
pub(super) struct RunFindings<'r> {
    /// The rules of the run.
    pub(super) rules: &'r [RuleInfo<'r>],
    /// In their order.
    pub(super) findings: Vec<ReportedFinding>,
    /// What was looked at.
    pub(super) checked: CheckSummary,
}

impl RunFindings<'_> {
    fn report(&self) -> Report<'_> {
        let Self { rules, findings, checked } = self;
        Report { rules, findings, checked, tool_version: env!("CARGO_PKG_VERSION") }
    }

    /// Makes all paths lead to the files from where the reader stands.
    fn lead(&mut self, reader: &Reader) {
        let lead = |path: &str| reader.way_to(Utf8Path::new(path)).into_string();
        self.findings.iter_mut().for_each(|finding| finding.map_paths(&lead));
        for deployment in &mut self.checked.deployments {
            let files = deployment.files.iter_mut();
            files.chain([&mut deployment.name]).for_each(|path| *path = lead(path));
        }
        let undecided = &mut self.checked.not_reported.undecided_rules;
        undecided.iter_mut().filter_map(|rule| rule.place.as_mut()).for_each(|place| *place = lead(place));
    }
}

impl FormatName {
    /// All formats with the names that people write.
    const ALL: &[(Self, &'static str)] = &[
        (Self::Text, "text"),
        (Self::Concise, "concise"),
        (Self::Json, "json"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
    ];

    /// People and their editors want to open the file; programs know it by its path in the project.
    fn is_for_people(self) -> bool {
        match self {
            Self::Text | Self::Concise => true,
            Self::Json | Self::Sarif | Self::Github => false,
        }
    }
}

fn render(name: FormatName, report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> std::io::Result<()> {
    match name {
        FormatName::Text => report::text(report, options, out)?,
        FormatName::Concise => report::concise(report, out)?,
        FormatName::Json => report::json(report, out)?,
        FormatName::Sarif => report::sarif(report, out)?,
        FormatName::Github => report::github(report, out)?,
    }
    out.flush()
}
