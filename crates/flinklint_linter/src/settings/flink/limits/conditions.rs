//! Whether the settings are there under which the code asks for something at all.

use super::measure;
use crate::settings::Setting;
use crate::settings::flink::lookup::Lookup;
use flinklint_catalog::limits::{Condition, Requirement};
use flinklint_catalog::option::OptionId;
use flinklint_expr::model::{Known, Maybe};

/// Whether all conditions hold for certain, and the first setting in the file that makes one of them hold.
pub(in crate::settings::flink) fn hold<'s, 't>(
    conditions: &[Condition],
    lookup: &'s Lookup<'_, 't>,
) -> Option<Option<&'s Setting<'t>>> {
    let mut because = None;
    for condition in conditions {
        if let [prefix] = condition.names
            && prefix.ends_with('.')
        {
            let found = lookup.settings.last().find(|(_, setting)| setting.key.text.starts_with(prefix));
            if found.is_none() && lookup.settings.is_open()
                || found.is_some() == (condition.wanted == Requirement::Absent)
            {
                return None;
            }
            continue;
        }
        let asked = lookup.of_names(condition.names);
        let found = asked.map_or_else(Maybe::absent, |option| lookup.text(option));
        let holds = match (condition.wanted, &found.known) {
            (Requirement::Unwritten, _) => {
                let written = condition.names.iter().any(|name| lookup.settings.get(name).is_some());
                if !written && lookup.settings.is_open() {
                    return None;
                }
                !written
            }
            (_, Known::Unknown) => return None,
            (Requirement::Absent, known) => *known == Known::Absent,
            (Requirement::Present, known) => *known != Known::Absent,
            (Requirement::OneOf(words), Known::Value(text)) => {
                asked.is_some_and(|option| is_one(words, option, text, lookup))
            }
            (Requirement::OneOf(words), Known::Absent) => asked.is_some_and(|option| {
                lookup.default_of(option).is_some_and(|default| is_one(words, option, default, lookup))
            }),
        };
        if holds == condition.negated {
            return None;
        }
        because = because.or_else(|| asked.and_then(|option| lookup.setting(option)));
    }
    Some(because)
}

/// Numbers, durations and sizes are the same in any notation, words in any case.
fn is_one(words: &[&str], option: OptionId, text: &str, lookup: &Lookup<'_, '_>) -> bool {
    let measured = |text: &str| measure(option.value_type(lookup.release)?, text, lookup);
    match measured(text) {
        Some(value) => words.iter().any(|word| measured(word) == Some(value)),
        None => words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())),
    }
}
