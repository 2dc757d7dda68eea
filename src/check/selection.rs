//! Which rules a run is asked for, and with which severities.

use crate::command::CliError;
use crate::rulebook::find;
use clap::Args;
use flinklint_linter::findings::Severity;
use flinklint_linter::findings::settle::Selection;
use flinklint_linter::rules::{Rule, RuleIndex, Rulebook};

#[derive(Debug, Args)]
pub(super) struct SelectionArgs {
    /// Check only these rules: ids, prefixes of ids (ZK, HA0), names or groups (zookeeper), separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Skip these rules, given in the same form
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Change the severity of a rule, as in ZK004=info
    #[arg(long, value_name = "RULE=LEVEL")]
    severity: Vec<String>,
}

impl SelectionArgs {
    /// The rules and severities that a run was asked for.
    pub(super) fn of(&self, book: &Rulebook) -> Result<Selection, CliError> {
        let mut selection = Selection { off: book.off(), ..Selection::default() };
        if !self.select.is_empty() {
            selection.only = Some(find_each(book, &self.select)?);
        }
        selection.not = find_each(book, &self.ignore)?;
        for pair in &self.severity {
            let wrong = || CliError::Usage {
                message: format!("'{pair}' does not have the form RULE=LEVEL"),
                hint: Some("as in --severity even-voters=info; levels are error, warning and info".into()),
            };
            let (rule, level) = pair.split_once('=').ok_or_else(wrong)?;
            let level = Severity::of_word(level).ok_or_else(wrong)?;
            selection.severities.insert(find(book, rule)?, level);
        }
        Ok(selection)
    }
}

/// The rules that a word of `--select` and `--ignore` means: one by id or name, a group (`zookeeper`), or all whose id begins
/// so (`ZK`, `HA0`).
fn find_all(book: &Rulebook, word: &str) -> Result<Vec<RuleIndex>, CliError> {
    let word = word.trim();
    if let Some(one) = book.find(word) {
        return Ok(vec![one]);
    }
    let begins = |id: &str| id.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let means = |rule: &Rule| rule.text.group == word || !word.is_empty() && begins(&rule.text.id);
    let all: Vec<RuleIndex> = book.numbered().filter(|(_, rule)| means(rule)).map(|(index, _)| index).collect();
    if all.is_empty() { find(book, word).map(|one| vec![one]) } else { Ok(all) }
}

/// The rules that several words mean.
fn find_each<S: FromIterator<RuleIndex>>(book: &Rulebook, words: &[String]) -> Result<S, CliError> {
    let found: Vec<Vec<RuleIndex>> = words.iter().map(|word| find_all(book, word)).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}
