//! `flinklint show`: what was found and what it means: deployments, versions with evidence, settings with what became of
//! them, and the facts that rules see.

use crate::command::{CLEAN, CliError, FAILED, PathArgs, VersionArgs};
use crate::search::search;
use crate::terminal::Terminal;
use clap::Args;
use flinklint_linter::Options;
use flinklint_linter::discover::{FileNames, SkippedFile};
use flinklint_linter::findings::ProductVersion;
use flinklint_linter::view::{BudgetView, DeploymentView, MemoryView, SettingView};
use std::io::{BufWriter, Write};

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    #[command(flatten)]
    paths: PathArgs,
    #[command(flatten)]
    versions: VersionArgs,
    /// Print the facts that rules see, as JSON, for the newest possible versions
    #[arg(long)]
    facts: bool,
    /// Print how JobManager and TaskManager divide their memory, and where each size comes from
    #[arg(long, conflicts_with = "facts")]
    memory: bool,
}

pub(crate) fn run(args: &ShowArgs, terminal: &Terminal) -> Result<u8, CliError> {
    let search = search(&args.paths.paths)?;
    let mut unreadable = search.report_problems(terminal);
    args.versions.note_unsupported(terminal);
    let mut left = Vec::new();
    let mut shown = 0_usize;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let project = search.project(&[], Options { versions: args.versions.stated(), ..Options::default() });
    unreadable += search.each_view(&project, terminal, |view| {
        if view.is_deployment() {
            if args.facts {
                facts(&view, shown == 0, &mut out)?;
            } else {
                if shown > 0 {
                    writeln!(out)?;
                }
                deployment(&view, args.memory, terminal.text_options(false, false).colour, &mut out)?;
            }
            shown += 1;
        }
        left.extend(view.skipped);
        Ok(())
    })?;
    if shown == 0 && unreadable == 0 {
        let left: Vec<String> = left.iter().map(|file| format!("{} was skipped: {}", file.path, file.reason)).collect();
        let hint = if left.is_empty() { format!("flinklint looks for {FileNames}") } else { left.join("; ") };
        return Err(CliError::Input {
            message: format!("no deployment found in {}", search.searched()),
            hint: Some(hint),
        });
    }
    if args.facts {
        writeln!(out, "{}]", if shown == 0 { "[" } else { "\n" })?;
    } else if !left.is_empty() {
        writeln!(out, "\nSkipped")?;
        for SkippedFile { path, reason, .. } in left {
            writeln!(out, "  {path}: {reason}")?;
        }
    }
    out.flush()?;
    Ok(if unreadable > 0 { FAILED } else { CLEAN })
}

/// One element of the list of all facts. It is written as soon as it is there: the facts of a fleet are larger than its files.
fn facts(view: &DeploymentView, first: bool, out: &mut dyn Write) -> Result<(), CliError> {
    let text = serde_json::to_string_pretty(&view.facts).map_err(|error| CliError::Internal(error.to_string()))?;
    write!(out, "{}  {}", if first { "[\n" } else { ",\n" }, text.replace('\n', "\n  "))?;
    Ok(())
}

fn deployment(view: &DeploymentView, memory: bool, colour: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let bold = |words: &str| if colour { format!("\u{1b}[1m{words}\u{1b}[0m") } else { words.to_owned() };
    writeln!(out, "{}", bold(&format!("Deployment {}", view.name)))?;
    for ProductVersion { product, version, evidence } in &view.versions {
        writeln!(out, "  {product} {version} ({evidence})")?;
    }
    if memory {
        for MemoryView { title, budgets } in &view.memory {
            writeln!(out, "\n  {}", bold(title))?;
            for budget in budgets {
                self::budget(budget, out)?;
            }
        }
        return Ok(());
    }
    for node in &view.nodes {
        writeln!(out, "\n  {}", bold(&node.title))?;
        for file in &node.files {
            writeln!(out, "    {file}")?;
        }
        settings(&node.settings, out)?;
        if !node.ignored.is_empty() {
            writeln!(out, "    without effect:")?;
            settings(&node.ignored, out)?;
        }
    }
    Ok(())
}

/// One process: a line for every part, under what it is a part of. Sizes that are no whole number of some unit are followed by
/// their bytes.
fn budget(budget: &BudgetView, out: &mut dyn Write) -> std::io::Result<()> {
    match &budget.refusal {
        None => writeln!(out, "    {}", budget.name)?,
        Some(reason) => writeln!(out, "    {} does not start: {reason}", budget.name)?,
    }
    if budget.sizes.iter().all(|size| size.origin.is_empty()) {
        return Ok(());
    }
    for size in &budget.sizes {
        let name = format!("{}{}", "  ".repeat(size.depth), size.name);
        let words = size.words().unwrap_or_else(|| "-".to_owned());
        let whole = size.bytes.is_none_or(|bytes| bytes % 1024 == 0);
        let bytes = size.bytes.filter(|_| !whole).map(|bytes| format!("{bytes} bytes")).unwrap_or_default();
        let line = format!("      {name:<24}{words:>14}  {bytes:<18}  {}", size.origin);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn settings(settings: &[SettingView], out: &mut dyn Write) -> std::io::Result<()> {
    let key = settings.iter().map(|setting| setting.key.len()).max().unwrap_or(0).min(60);
    for setting in settings {
        let note = if setting.note.is_empty() { String::new() } else { format!(", {}", setting.note) };
        let value = setting.value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        writeln!(out, "      {:<key$}{value}    [{}{note}]", setting.key, setting.origin)?;
    }
    Ok(())
}
