//! Whether the settings are there under which the code asks for something at all.

use super::measure;
use crate::facts::flink::settings::{Reader, Written, default_of};
use flinklint_catalog::flink;
use flinklint_catalog::limits::{Condition, Wanted};
use flinklint_expr::model::Known;

/// Whether all conditions hold for certain, and the first setting in the file that makes one of them hold.
pub(in crate::facts::flink) fn hold<'s, 't>(
    conditions: &[Condition],
    reader: &'s Reader<'_, 't>,
) -> Option<Option<&'s Written<'t>>> {
    let mut because = None;
    for condition in conditions {
        if let [prefix] = condition.names
            && prefix.ends_with('.')
        {
            let found = reader.settings.effective().find(|written| written.key.text.starts_with(prefix));
            if found.is_none() && reader.settings.is_open() || found.is_some() == (condition.wanted == Wanted::Absent) {
                return None;
            }
            continue;
        }
        let found = reader.text(condition.names);
        let option = condition.names.iter().copied().find(|name| flink::is_option(name, reader.release));
        let holds = match (condition.wanted, &found.known) {
            (Wanted::Unwritten, _) => {
                let written = condition.names.iter().any(|name| reader.settings.get(name).is_some());
                if !written && reader.settings.is_open() {
                    return None;
                }
                !written
            }
            (_, Known::Unknown) => return None,
            (Wanted::Absent, known) => *known == Known::Absent,
            (Wanted::Present, known) => *known != Known::Absent,
            (Wanted::OneOf(words), Known::Value(text)) => {
                option.is_some_and(|option| is_one(words, option, text, reader))
            }
            (Wanted::OneOf(words), Known::Absent) => option.is_some_and(|option| {
                default_of(option, reader.release).is_some_and(|default| is_one(words, option, default, reader))
            }),
        };
        if holds == condition.negated {
            return None;
        }
        because = because.or_else(|| reader.written(condition.names));
    }
    Some(because)
}

/// Numbers, durations and sizes are the same in any notation, words in any case.
fn is_one(words: &[&str], option: &'static str, text: &str, reader: &Reader<'_, '_>) -> bool {
    match measure(option, text, reader) {
        Some(value) => words.iter().any(|word| measure(option, word, reader) == Some(value)),
        None => words.iter().any(|word| word.eq_ignore_ascii_case(text.trim())),
    }
}
