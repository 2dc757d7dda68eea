//! The command line: arguments, exit codes and the one error type of the edge.

use crate::{check, explain, rules, schema, show, terminal};
use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};
use flinklint_catalog::version::{Product, Version, VersionRange};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::ExitCode;

/// Nothing at or above the threshold.
pub(crate) const CLEAN: u8 = 0;
/// Findings at or above the threshold.
pub(crate) const FOUND: u8 = 1;
/// Invalid arguments.
pub(crate) const USAGE: u8 = 2;
/// Nothing to check, input that cannot be read, or an internal error.
pub(crate) const FAILED: u8 = 3;

/// Why a run was aborted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The arguments do not make sense.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Something could not be read, or nothing was there to check.
    #[error("{message}")]
    Input {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The report could not be written.
    #[error("cannot write the report: {0}")]
    Output(#[from] std::io::Error),
    /// A fault of flinklint itself.
    #[error("internal error: {0}")]
    Internal(String),
}

impl CliError {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Usage { .. } => USAGE,
            Self::Input { .. } | Self::Output(_) | Self::Internal(_) => FAILED,
        }
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage { hint, .. } | Self::Input { hint, .. } => hint.as_deref(),
            Self::Output(_) => None,
            Self::Internal(_) => Some("this is a bug in flinklint; please report it with the file that triggers it"),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes:
  0  nothing at or above the threshold
  1  findings at or above the threshold (--fail-on)
  2  invalid arguments
  3  nothing to check, input that cannot be read, or an internal error

Examples:
  flinklint check                              check all deployments in this folder
  flinklint check prod/ --flink-version 1.20   check one folder for a given version
  flinklint check --format sarif=flinklint.sarif --format text
  flinklint explain even-voters                explain a rule, with examples
  flinklint explain tickTime --in prod/        explain a key, and show where prod/ sets it";

/// Checks the configuration of Apache Flink high-availability deployments: Flink, ZooKeeper, YARN and HDFS together.
#[derive(Debug, Parser)]
#[command(name = "flinklint", version, about, after_help = AFTER_HELP, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check deployments and report what is wrong
    Check(check::CheckArgs),
    /// Explain a rule with its examples, or a key of Flink, ZooKeeper or Hadoop
    Explain(explain::ExplainArgs),
    /// Print a JSON Schema of Flink's config.yaml
    Schema(schema::SchemaArgs),
    /// List the rules, or test rule files
    Rules(rules::RulesArgs),
    /// Show the deployments that were found, their versions and effective settings
    Show(show::ShowArgs),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// Only on a terminal, and only if NO_COLOR is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct VersionArgs {
    /// Version of Flink (1.20 or 1.20.5). By default it is read from the files where they show it; otherwise findings must hold for some supported version
    #[arg(long, value_name = "VERSION")]
    pub(crate) flink_version: Option<Version>,
    /// Version of the ZooKeeper servers, as --flink-version
    #[arg(long, value_name = "VERSION")]
    pub(crate) zookeeper_version: Option<Version>,
    /// Version of Hadoop (YARN and HDFS), as --flink-version
    #[arg(long, value_name = "VERSION")]
    pub(crate) hadoop_version: Option<Version>,
}

impl VersionArgs {
    /// Says when a stated version is outside the supported range, since it is then checked as the nearest supported one.
    pub(crate) fn note_unsupported(&self, terminal: &terminal::Terminal) {
        for (product, range) in self.stated() {
            let (oldest, newest) = (product.oldest(), product.newest());
            let stated = Version { patch: 0, ..range.from };
            let nearest = stated.clamp(oldest, newest);
            if nearest != stated {
                let name = product.name();
                terminal.note(&format!(
                    "{name} {} is not supported; checking as {name} {nearest} (supported: {oldest} to {newest})",
                    range.from
                ));
            }
        }
    }

    pub(crate) fn stated(&self) -> BTreeMap<Product, VersionRange> {
        let stated = [
            (Product::Flink, self.flink_version, "--flink-version"),
            (Product::ZooKeeper, self.zookeeper_version, "--zookeeper-version"),
            (Product::Hadoop, self.hadoop_version, "--hadoop-version"),
        ];
        stated
            .into_iter()
            .filter_map(|(product, version, flag)| Some((product, VersionRange::exactly(version?, flag))))
            .collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// Folders to search, or files; a file stands for the whole deployment it belongs to
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<Utf8PathBuf>,
}

/// Runs a command line and gives its exit code.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, and answers go to stdout.
            let code = if error.use_stderr() { USAGE } else { CLEAN };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let terminal = terminal::Terminal::new(cli.color);
    let result = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Rules(args) => rules::run(args, &terminal),
        Command::Schema(args) => schema::run(args, &terminal),
        Command::Show(args) => show::run(args, &terminal),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // The reader closed the pipe (`| head`), which is no failure.
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(CLEAN),
        Err(error) => {
            terminal.error(&error.to_string(), error.hint());
            ExitCode::from(error.code())
        }
    }
}
