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
/// Wrong arguments.
pub(crate) const USAGE: u8 = 2;
/// Nothing of ours found, input that cannot be read, or an internal error.
pub(crate) const FAILED: u8 = 3;

/// Why a run broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The arguments do not make sense.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// How to go on.
        hint: Option<String>,
    },
    /// Something could not be read, or nothing was there to check.
    #[error("{message}")]
    Input {
        /// What is wrong.
        message: String,
        /// How to go on.
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
            Self::Internal(_) => Some("this is a bug of flinklint; please report it with the file that shows it"),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes:
  0  nothing at or above the threshold
  1  findings at or above the threshold (--fail-on)
  2  wrong arguments
  3  nothing to check was found, input could not be read, or an internal error

Examples:
  flinklint check                              the deployments below this folder
  flinklint check prod/ --flink-version 1.20   with a stated version
  flinklint check --format sarif=flinklint.sarif --format text
  flinklint explain even-voters                a rule with its examples
  flinklint explain tickTime --in prod/        a key, and what is set there";

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
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct VersionArgs {
    /// Version of Flink (1.20 or 1.20.5); without it the files are asked, and then every supported version is possible
    #[arg(long, value_name = "VERSION")]
    pub(crate) flink_version: Option<Version>,
    /// Version of the ZooKeeper servers
    #[arg(long, value_name = "VERSION")]
    pub(crate) zookeeper_version: Option<Version>,
    /// Version of Hadoop (YARN and HDFS)
    #[arg(long, value_name = "VERSION")]
    pub(crate) hadoop_version: Option<Version>,
}

impl VersionArgs {
    /// A version beyond those that were looked at is judged like the nearest of them, which has to be said.
    pub(crate) fn note_unsupported(&self, terminal: &terminal::Terminal) {
        for (product, range) in self.stated() {
            let (oldest, newest) = (product.oldest(), product.newest());
            let stated = Version { patch: 0, ..range.from };
            let nearest = stated.clamp(oldest, newest);
            if nearest != stated {
                let name = product.name();
                terminal.note(&format!(
                    "{name} {} is judged like {name} {nearest}: {oldest} to {newest} were looked at",
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
    /// Folders to search, or files whose whole deployment is checked
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
        // Whoever closed the pipe has seen enough.
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(CLEAN),
        Err(error) => {
            terminal.error(&error.to_string(), error.hint());
            ExitCode::from(error.code())
        }
    }
}
