//! Whether one value is what the code asks for beyond the declared type of its option: ports, ranges, and names that only a
//! `switch` knows.
//!
//! What is asked, and when, is in the catalogue; relations between options are facts of their own.

mod conditions;
mod hocon;
mod texts;

pub(super) use conditions::hold;

use super::lookup::Lookup;
use crate::settings::Setting;
use flinklint_catalog::closest;
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::limits::{Bound, Check, Range, limits};
use flinklint_syntax::value::integer::{parse_java_double, parse_java_long};
use flinklint_syntax::value::memory_size::parse_memory;
use flinklint_syntax::value::port::{check_ports, parse_port, parse_port_range};

/// What is wanted, and why a text is not that.
pub(super) struct Refused {
    /// What is wanted, with its article.
    pub(super) wanted: String,
    /// What is wrong with the text, as a clause without its subject.
    pub(super) reason: String,
    /// The word that was probably meant.
    pub(super) similar: Option<&'static str>,
}

impl Refused {
    pub(super) fn new(wanted: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { wanted: wanted.into(), reason: reason.into(), similar: None }
    }

    /// None of the words that a `switch` knows.
    pub(super) fn none_of(words: &[&'static str], text: &str) -> Self {
        let similar = closest(&text.to_ascii_lowercase(), words.iter().copied());
        Self { wanted: format!("one of {}", words.join(", ")), reason: "is not one of its values".to_owned(), similar }
    }
}

/// A number, milliseconds of a duration or bytes of a memory size, by the type of the option.
pub(super) fn measure(value_type: ValueType, text: &str, lookup: &Lookup<'_, '_>) -> Option<f64> {
    let whole = |value: i64| Some(value as f64);
    match value_type {
        ValueType::Integer | ValueType::Long => parse_java_long(text).ok().and_then(whole),
        ValueType::Float | ValueType::Double => parse_java_double(text).ok(),
        ValueType::Duration => lookup.parse_duration(text).ok().and_then(whole),
        ValueType::MemorySize => parse_memory(text).ok().and_then(whole),
        _ => None,
    }
}

/// The unit that a bound is told in.
fn unit(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Duration => " ms",
        ValueType::MemorySize => " bytes",
        _ => "",
    }
}

/// What the range wants, and what is wrong with the value.
fn out_of(range: Range, value: f64, unit: &str) -> Option<Refused> {
    if range.has(value) {
        return None;
    }
    let (wanted, reason) = match (range.least, range.most) {
        (Some(least), Some(most)) => {
            let before = if most.inclusive { "" } else { "below " };
            let above = if least.inclusive { "" } else { "above " };
            (
                format!("{above}{}{unit} to {before}{}{unit}", least.value, most.value),
                format!("is not between {}{unit} and {}{unit}", least.value, most.value),
            )
        }
        (Some(Bound { value, inclusive: true }), None) => {
            (format!("at least {value}{unit}"), format!("is less than {value}{unit}"))
        }
        (Some(Bound { value, inclusive: false }), None) => {
            (format!("more than {value}{unit}"), format!("is not more than {value}{unit}"))
        }
        (None, Some(Bound { value, inclusive: true })) => {
            (format!("at most {value}{unit}"), format!("is more than {value}{unit}"))
        }
        (None, Some(Bound { value, inclusive: false })) => {
            (format!("less than {value}{unit}"), format!("is not less than {value}{unit}"))
        }
        (None, None) => return None,
    };
    let also: String = range.also.iter().map(|also| format!(", or {also}{unit}")).collect();
    Some(Refused::new(wanted + &also, reason))
}

/// Why the text is not what is wanted, and the setting for which it is asked, where there is one; none where it is fine, or
/// of the wrong type altogether.
pub(super) fn refuse<'s, 't>(
    setting: &Setting<'_>,
    lookup: &'s Lookup<'_, 't>,
) -> Option<(Refused, Option<&'s Setting<'t>>)> {
    let (value_type, text) = (setting.value_type?, setting.value.text.as_ref());
    // Whether the version has the limit is asked last: nearly all values are within it.
    limits(setting.option?).iter().find_map(|limit| {
        let refused = unlike(limit.check, value_type, text, lookup)?;
        if !flink::holds(limit.minors, lookup.release) {
            return None;
        }
        let when = conditions::hold(limit.when, lookup)?;
        Some((refused, when))
    })
}

fn unlike(check: Check, value_type: ValueType, text: &str, lookup: &Lookup<'_, '_>) -> Option<Refused> {
    match check {
        Check::Range(range) => out_of(range, measure(value_type, text, lookup)?, unit(value_type)),
        Check::Port => parse_port(text).err().map(|bad| Refused::new("a port", bad.message)),
        Check::Ports => lookup
            .parse_ports(|ascending| check_ports(text, ascending))
            .err()
            .map(|bad| Refused::new("a port or a range of ports", bad.message)),
        Check::PortList => lookup
            .parse_ports(|ascending| parse_port_range(text, ascending))
            .err()
            .map(|bad| Refused::new("a port or a range of ports", bad.message)),
        Check::Page => parse_memory(text).ok().filter(|bytes| !is_page(*bytes)).map(|_| {
            Refused::new("a power of two of at least 4096 bytes", "is not a power of two, or is less than 4096 bytes")
        }),
        Check::Not(words) => {
            has_word(words, text).then(|| Refused::new("another one", "cannot be used here in this version"))
        }
        Check::Exactly(words) => (!words.contains(&text.trim())).then(|| Refused::none_of(words, text)),
        Check::Words(words, others) => {
            (!has_word(words, text) && !has_word(others, text)).then(|| Refused::none_of(words, text))
        }
        Check::WordsOrClass(words, others) => {
            (!text.contains('.') && !has_word(words, text) && !has_word(others, text))
                .then(|| Refused::none_of(words, text))
        }
        Check::Hocon => match hocon::size(text) {
            None => Some(Refused::new("a size like 10485760b", "has a unit that is not recognised here")),
            Some(bytes) => (!hocon::is_frame(bytes))
                .then(|| Refused::new("a size from 32000 bytes to 2 GiB", "is not a valid frame size")),
        },
        _ => texts::unlike(check, text),
    }
}

fn has_word(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_page(bytes: i64) -> bool {
    bytes >= 4096 && bytes.count_ones() == 1
}
