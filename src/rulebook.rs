//! The rules that a command works with, and what reports print of them.

use crate::command::CliError;
use flinklint_linter::rules::{self, Rulebook};
use flinklint_report::RuleInfo;

/// Where the pages of the rules are.
const RULE_PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");

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
