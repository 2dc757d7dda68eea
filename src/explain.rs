//! `flinklint explain RULE|KEY`: a rule with its examples, or a key of Flink, ZooKeeper or Hadoop with everything that is
//! known of it. What the word is decides: rules first, since no key is called like one.

use crate::command::{CLEAN, CliError, FAILED, VersionArgs};
use crate::explain_key::{self, KeyExplanation};
use crate::own_rules::OwnRules;
use crate::rules::severities;
use crate::search::search;
use crate::terminal::Terminal;
use crate::{explain_json, explain_rule, explain_rules};
use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use flinklint_catalog::describe::{describe, near};
use flinklint_linter::Options;
use flinklint_linter::discover::FileNames;
use flinklint_linter::examples::findings;
use flinklint_linter::rules::{ExampleText, Rule, Rulebook};
use std::borrow::Cow;
use std::io::Write;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Id or name of a rule, or a key of Flink, ZooKeeper or Hadoop
    #[arg(value_name = "RULE|KEY")]
    word: String,
    /// Format of the explanation
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
    /// For a key: also show where the deployments in this folder set it
    #[arg(long = "in", value_name = "DIR")]
    inside: Option<Utf8PathBuf>,
    #[command(flatten)]
    rules: OwnRules,
    #[command(flatten)]
    versions: VersionArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(crate) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<u8, CliError> {
    args.versions.note_unsupported(terminal);
    let book = args.rules.rulebook(terminal)?;
    let word = args.word.trim();
    let colour = terminal.text_options(false, false).colour;
    let mut unreadable = 0;
    let text = match book.find(word) {
        Some(index) => {
            let rule = book.rule(index);
            match args.format {
                Format::Text => {
                    explain_rule::page(&rule.text, &severities(rule), &help_with_values(rule, &book), colour)
                }
                Format::Json => explain_json::rule(&rule.text, rule.severity().as_str())?,
            }
        }
        None => {
            let (explained, unread) = key(word, args, &book, terminal)?;
            unreadable = unread;
            match args.format {
                Format::Text => explain_key::page(&explained, colour),
                Format::Json => explain_json::key(&explained)?,
            }
        }
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if unreadable > 0 { FAILED } else { CLEAN })
}

/// The help with values in it, as the first example that finds something gives it.
fn help_with_values(rule: &Rule, book: &Rulebook) -> Vec<String> {
    let helps = rule.text.help.iter().chain(rule.text.cases.iter().filter_map(|case| case.help.as_ref()));
    if !helps.into_iter().any(|help| help.contains('{')) {
        return Vec::new();
    }
    let helps_of = |example: &ExampleText| -> Vec<String> {
        let files = example.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
        let versions: Vec<(&str, &str)> =
            example.versions.iter().map(|(product, version)| (product.as_ref(), version.as_ref())).collect();
        let found = findings(files, &versions, book.rules()).unwrap_or_default();
        let own = found.into_iter().filter(|finding| finding.rule == rule.text.id);
        own.filter_map(|finding| finding.help).map(|help| help.to_string()).take(1).collect()
    };
    rule.text.examples.iter().map(helps_of).find(|helps| !helps.is_empty()).unwrap_or_default()
}

/// What is known of a key, and how many places of the deployments could not be read.
fn key<'b>(
    word: &str,
    args: &ExplainArgs,
    book: &'b Rulebook,
    terminal: &Terminal,
) -> Result<(KeyExplanation<'b>, usize), CliError> {
    let mut unreadable = 0;
    let described = describe(word);
    if described.is_empty() {
        return Err(unknown(word, book));
    }
    let rules = explain_rules::about(word, &described, book);
    let deployments = match &args.inside {
        None => None,
        Some(folder) => {
            let search = search(std::slice::from_ref(folder))?;
            let options = Options { versions: args.versions.stated(), ..Options::default() };
            let project = search.project(&[], options);
            let mut deployments = Vec::new();
            unreadable += search.report_problems(terminal);
            unreadable += search.each_view(&project, terminal, |view| {
                if view.is_deployment() {
                    deployments.push(explain_key::set_here(word, &described, &view));
                }
                Ok(())
            })?;
            if deployments.is_empty() && unreadable == 0 {
                return Err(CliError::Input {
                    message: format!("no deployment found in {folder}"),
                    hint: Some(format!("flinklint looks for {FileNames}")),
                });
            }
            Some(deployments)
        }
    };
    Ok((KeyExplanation { word: word.to_owned(), described, rules, deployments }, unreadable))
}

/// Neither a rule nor a key: what it may have been meant to be.
fn unknown(word: &str, book: &Rulebook) -> CliError {
    let similar = book.similar(word);
    let mut meant: Vec<Cow<'_, str>> = similar.map(Cow::Borrowed).into_iter().collect();
    let lower = word.to_ascii_lowercase();
    let partly = book.rules().iter().map(|rule| rule.text.name.as_ref()).filter(|name| {
        // A part of a name: whole words of it, or its beginning.
        lower.len() >= 3 && (name.starts_with(&lower) || format!("-{name}-").contains(&format!("-{lower}-")))
    });
    for name in partly.map(Cow::Borrowed).chain(near(word)) {
        if !meant.contains(&name) {
            meant.push(name);
        }
    }
    meant.truncate(6);
    let hint = match meant.split_last() {
        None => "'flinklint rules' lists the rules; write a key exactly as in the file".to_owned(),
        Some((only, [])) => format!("did you mean '{only}'?"),
        Some((last, others)) => format!("did you mean '{}' or '{last}'?", others.join("', '")),
    };
    CliError::Usage { message: format!("there is no rule and no key '{word}'"), hint: Some(hint) }
}
