//! The rules that a command works with, and what reports print of them.

use crate::command::CliError;
use flinklint_linter::rules::{Rule, RuleIndex, Rulebook};
use flinklint_report::RuleInfo;

pub(crate) fn find(book: &Rulebook, word: &str) -> Result<RuleIndex, CliError> {
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
    book.rules().iter().map(rule_info).collect()
}

fn rule_info(rule: &Rule) -> RuleInfo<'_> {
    RuleInfo {
        id: &rule.text.id,
        name: &rule.text.name,
        severity: rule.severity(),
        summary: &rule.text.summary,
        why: &rule.text.why,
        help: rule.text.help.as_deref().filter(|help| !help.contains('{')),
        url: rule.url(),
        group: &rule.text.group,
    }
}
