//! `flinklint schema`: a JSON Schema of Flink's `config.yaml`, for editors and for other validators.

use crate::command::{CLEAN, CliError};
use crate::terminal::Terminal;
use clap::Args;
use flinklint_catalog::schema::{OLDEST, config_yaml};
use flinklint_catalog::version::{Product, Version};
use std::io::Write;

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Version of Flink, 1.19 or newer; by default the newest supported version
    #[arg(long, value_name = "VERSION")]
    flink_version: Option<Version>,
}

pub(crate) fn run(args: &SchemaArgs, terminal: &Terminal) -> Result<u8, CliError> {
    let newest = Product::Flink.newest();
    let version = args.flink_version.unwrap_or(newest);
    if version < OLDEST {
        return Err(CliError::Usage {
            message: format!("Flink {version} reads flink-conf.yaml, which is not real YAML, so it has no schema"),
            hint: Some(format!("Flink reads config.yaml since {OLDEST}")),
        });
    }
    let minor = Version::new(version.major, version.minor);
    if minor > newest {
        terminal.note(&format!(
            "Flink {version} is not supported; this is the schema for {newest}, the newest supported version"
        ));
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &config_yaml(minor.min(newest)))
        .map_err(|error| CliError::Output(error.into()))?;
    writeln!(out)?;
    out.flush()?;
    Ok(CLEAN)
}
