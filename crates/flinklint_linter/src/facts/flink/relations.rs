//! Options that contradict each other, each value of which is fine alone, and options that are missing beside others: the code that
//! asks for all of them refuses.

use super::limits;
use super::losses::located_key;
use super::settings::{Reader, Written, default_of};
use flinklint_catalog::flink;
use flinklint_catalog::limits::{Need, Relation, Side, needs, relations};
use flinklint_expr::model::{Known, Located, Maybe, Place, facts};
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// Options whose values contradict each other.
    pub struct Contradiction<'t> as "contradiction" {
        /// The options that are too high, with their values, in words.
        low: String,
        /// What they may not be above, with its value, in words.
        high: String,
        /// The settings of the file that are compared, the last one first.
        settings: Vec<Located<Cow<'t, str>>>,
        /// Another setting of the file for which the code compares them.
        asked_by: Maybe<Cow<'t, str>>,
    }
}

facts! {
    /// Options that are not set although another needs them.
    pub struct MissingOption<'t> as "missing option" {
        /// The options that are needed, in words.
        wanted: String,
        /// The setting that needs it; a report points at its value.
        asked_by: Located<Cow<'t, str>>,
        /// The value of that setting.
        value: Cow<'t, str>,
    }
}

/// One side of a relation in this version.
struct Measured<'s, 't> {
    value: f64,
    words: String,
    set: Vec<&'s Written<'t>>,
}

fn term<'s, 't>(names: &[&'static str], reader: &'s Reader<'_, 't>) -> Option<Measured<'s, 't>> {
    let option = names.iter().copied().find(|name| flink::is_option(name, reader.release))?;
    let found = reader.text(names);
    let (text, written) = match &found.known {
        Known::Value(text) => (text.as_ref(), reader.written(names)),
        Known::Absent => (default_of(option, reader.release)?, None),
        Known::Unknown => return None,
    };
    let name = written.map_or(option, |written| written.key.text.as_ref());
    let words = format!("{name} is {text}{}", if written.is_some() { "" } else { " by default" });
    Some(Measured { value: limits::measure(option, text, reader)?, words, set: written.into_iter().collect() })
}

fn side<'s, 't>(side: &Side, reader: &'s Reader<'_, 't>) -> Option<Measured<'s, 't>> {
    match side {
        Side::Number(number) => Some(Measured { value: *number, words: number.to_string(), set: Vec::new() }),
        Side::Options(terms) => {
            let terms: Option<Vec<_>> = terms.iter().map(|names| term(names, reader)).collect();
            let terms = terms?;
            Some(Measured {
                value: terms.iter().map(|term| term.value).sum(),
                words: terms.iter().map(|term| term.words.as_str()).collect::<Vec<_>>().join(" and "),
                set: terms.into_iter().flat_map(|term| term.set).collect(),
            })
        }
    }
}

fn contradiction<'t>(relation: &Relation, reader: &Reader<'_, 't>) -> Option<Contradiction<'t>> {
    let (low, high) = (side(&relation.low, reader)?, side(&relation.high, reader)?);
    let mut set: Vec<_> = low.set.iter().chain(&high.set).copied().collect();
    if low.value <= high.value || set.is_empty() {
        return None;
    }
    let when = limits::hold(relation.when, reader)?;
    set.sort_by_key(|written| std::cmp::Reverse(written.key.span.start));
    let settings: Vec<_> = set.iter().map(|written| located_key(&written.key, &written.value)).collect();
    Some(Contradiction {
        place: settings.first().map(|key| key.place.clone()),
        texts: PhantomData,
        low: low.words,
        high: high.words,
        settings,
        asked_by: when.map_or_else(Maybe::absent, |setting| {
            Maybe::new(setting.key.text.clone(), Place::set(setting.key.span, setting.value.span))
        }),
    })
}

/// What contradicts, where it is certain and at least one of the options is written.
pub(super) fn contradictions<'t>(reader: &Reader<'_, 't>) -> Vec<Contradiction<'t>> {
    let held = relations().iter().filter(|relation| flink::holds(relation.minors, reader.release));
    held.filter_map(|relation| contradiction(relation, reader)).collect()
}

/// The setting for which one of the names is needed, where none is set.
fn missing<'s, 't>(need: &Need, reader: &'s Reader<'_, 't>) -> Option<(&'s Written<'t>, String)> {
    let known: Vec<_> = need.names.iter().copied().filter(|name| flink::is_option(name, reader.release)).collect();
    let is_absent = |name: &&'static str| reader.text(std::slice::from_ref(name)).is_absent();
    if known.is_empty() || !need.names.iter().all(is_absent) {
        return None;
    }
    Some((limits::hold(need.when, reader)??, known.join(" or ")))
}

/// Options that are certainly not set and that a setting of the file needs, together for each setting.
pub(super) fn missing_options<'t>(reader: &Reader<'_, 't>) -> Vec<MissingOption<'t>> {
    let mut found: Vec<MissingOption<'t>> = Vec::new();
    for need in needs().iter().filter(|need| flink::holds(need.minors, reader.release)) {
        let Some((setting, wanted)) = missing(need, reader) else { continue };
        let place = Place::set(setting.key.span, setting.value.span);
        match found.iter_mut().find(|missing| missing.place.as_ref() == Some(&place)) {
            Some(missing) => missing.wanted = format!("{}; {wanted}", missing.wanted),
            None => found.push(MissingOption {
                place: Some(place),
                texts: PhantomData,
                wanted,
                asked_by: located_key(&setting.key, &setting.value),
                value: setting.value.text.clone(),
            }),
        }
    }
    found
}
