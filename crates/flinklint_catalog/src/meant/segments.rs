//! Keys of a tree whose words are right and whose place is not, and keys with a word too many, too few or in another form.

use super::{BY_WORDS, Proposals, Question};
use crate::flink::{self, FLINK_FAMILIES, FLINK_OPTIONS, Role, ValueType};
use crate::tables::ZOOKEEPER_KEYS;
use crate::version::Release;
use crate::zookeeper;
use std::collections::BTreeSet;

/// A shortened word has at least this many letters.
const STEM: usize = 3;

/// Options of the version that fit; whether the version has one is asked last.
fn options<'q>(release: &'q Release, fits: impl Fn(&str) -> bool + 'q) -> impl Iterator<Item = &'static str> + 'q {
    let rows = FLINK_OPTIONS.iter().filter(move |row| row.role == Role::Option && fits(row.key));
    rows.map(|row| row.key).filter(move |key| flink::is_option(key, release))
}

/// The option that a key is with the path of the setting before it, or a part of that path, between the two: its line is
/// indented less than the lines that it belongs to.
pub(super) fn beside(question: &Question<'_>, proposals: &mut Proposals) {
    let Some(before) = question.before else { return };
    let key = question.key;
    let same = key.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
    let common = key.get(..same).and_then(|same| same.rfind('.')).map_or(0, |dot| dot + 1);
    let Some(tail) = key.get(common..) else { return };
    let ends: Vec<usize> = before.match_indices('.').map(|(at, _)| at).filter(|at| *at > common).collect();
    let mut wholes = ends.into_iter().rev().map(|end| format!("{}.{tail}", before.get(..end).unwrap_or("")));
    if let Some(whole) = wholes.find(|whole| flink::option_of(whole, question.release).is_some()) {
        proposals.add(0, whole);
    }
}

/// What several keys of one group are below another group of the same depth that has them all: the line that opens the other
/// group is missing above them.
#[must_use]
pub fn below_another(keys: &[&str], release: &Release) -> Option<Vec<String>> {
    let first = keys.first().filter(|_| keys.len() > 1)?;
    first.match_indices('.').enumerate().find_map(|(depth, (at, _))| {
        let (own, end) = first.split_at(at);
        let rests: Option<Vec<&str>> = keys.iter().map(|key| key.strip_prefix(own)?.strip_prefix('.')).collect();
        let rests = rests?;
        let groups = FLINK_OPTIONS.iter().filter_map(|row| row.key.strip_suffix(end)).filter(|group| {
            group.matches('.').count() == depth
                && rests.iter().all(|rest| flink::option_of(&format!("{group}.{rest}"), release).is_some())
        });
        let groups: BTreeSet<&str> = groups.collect();
        let group = groups.first().filter(|_| groups.len() == 1)?;
        Some(rests.iter().map(|rest| format!("{group}.{rest}")).collect())
    })
}

/// Whether options of the version go on where a text ends: `rest` of `rest.port`.
#[must_use]
pub fn begins_options(text: &str, release: &Release) -> bool {
    let is_inside = |key: &str| key.strip_prefix(text).is_some_and(|rest| rest.starts_with('.'));
    !text.is_empty()
        && (FLINK_OPTIONS.iter().any(|row| is_inside(row.key) && flink::reads(row.key, release))
            || FLINK_FAMILIES.iter().any(|family| is_inside(family.key) && flink::holds(family.minors, release)))
}

/// The option that a key stands below, where the option takes one value and no keys below it.
pub(super) fn below_option(question: &Question<'_>, proposals: &mut Proposals) {
    let Some((above, _)) = question.key.rsplit_once('.') else { return };
    let Some(option) = flink::option_of(above, question.release).filter(|option| *option == above) else { return };
    let takes_keys =
        matches!(flink::value_type(option, question.release), None | Some(ValueType::Map | ValueType::Other));
    if !takes_keys && !begins_options(option, question.release) {
        proposals.add(0, option);
    }
}

/// The one option that has the words of a key.
pub(super) fn same_words(question: &Question<'_>, proposals: &mut Proposals) {
    let segments: Vec<&str> = question.key.split('.').collect();
    options(question.release, |option| fits(&segments, option)).for_each(|option| proposals.add(BY_WORDS, option));
}

fn fits(segments: &[&str], option: &str) -> bool {
    let own = option.split('.').count();
    match segments {
        [alone] => alone.matches('-').count() >= 2 && option.rsplit('.').next() == Some(alone),
        [_, .., _] if own == segments.len() => in_another_form(segments, option),
        [_, .., _] if own == segments.len() + 1 => one_left_out(&option.split('.').collect::<Vec<_>>(), segments),
        [_, .., _] if own + 1 == segments.len() => one_left_out(segments, &option.split('.').collect::<Vec<_>>()),
        _ => false,
    }
}

/// One segment differs, and one of the two is the beginning of the other (`dir`, `directory`) or the other without the
/// words before it (`mode`, `consistency-mode`).
fn in_another_form(segments: &[&str], option: &str) -> bool {
    let mut differing = segments.iter().zip(option.split('.')).filter(|(a, b)| **a != *b);
    let Some((&a, b)) = differing.next() else { return false };
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let last_words = long.strip_suffix(short).is_some_and(|before| before.ends_with('-'));
    differing.next().is_none() && short.len() >= STEM && (long.starts_with(short) || last_words)
}

/// The shorter key is the longer one without a segment in its middle.
fn one_left_out(longer: &[&str], shorter: &[&str]) -> bool {
    if longer.len() < 3 || longer.first() != shorter.first() || longer.last() != shorter.last() {
        return false;
    }
    let same = longer.iter().zip(shorter).take_while(|(a, b)| a == b).count();
    longer.get(same + 1..) == shorter.get(same..)
}

/// The option that stands at the end of a key, behind segments that do not belong before it: `rest.port` nested below
/// `taskmanager`.
pub(super) fn behind_others(question: &Question<'_>, proposals: &mut Proposals) {
    let Some(top) = question.key.split('.').next() else { return };
    if !question.nested || !begins_options(top, question.release) {
        return;
    }
    let rests = question.key.match_indices('.').filter_map(|(at, _)| question.key.get(at + 1..));
    let mut rests = rests.filter(|rest| rest.contains(['.', '-']));
    if let Some(rest) = rests.find(|rest| flink::reads(rest, question.release)) {
        proposals.add(0, rest.to_owned());
        return;
    }
    // The one option that ends with the last two segments or more.
    let before = question.key.rsplit_once('.').map_or("", |(before, _)| before);
    if let Some(two) = before.rfind('.').and_then(|at| question.key.get(at..)) {
        options(question.release, |option| option.ends_with(two)).for_each(|option| proposals.add(BY_WORDS, option));
    }
}

/// The one option that begins and ends as a key does: where the lines above a nested key are wrong, these are what is left of
/// its path.
pub(super) fn same_path(question: &Question<'_>, proposals: &mut Proposals) {
    let ends = |key: &str| {
        let (first, _) = key.split_once('.')?;
        let (_, last) = key.rsplit_once('.')?;
        Some((first.to_owned(), last.to_owned()))
    };
    let Some(own) = ends(question.key).filter(|(first, _)| first == "high-availability") else { return };
    options(question.release, |option| ends(option).as_ref() == Some(&own))
        .for_each(|option| proposals.add(BY_WORDS, option));
}

/// A last segment shorter than this says nothing.
const SHORTEST: usize = 4;

/// The only key of the same group that ends like this one: `admin.port` for `admin.serverPort`.
pub(super) fn same_ending(question: &Question<'_>, proposals: &mut Proposals) {
    let Some((group, last)) = question.key.rsplit_once('.').filter(|(_, last)| last.len() >= SHORTEST) else { return };
    let last = last.to_ascii_lowercase();
    let ends = |known: &str| {
        known.rsplit_once('.').is_some_and(|(own, name)| own == group && name.to_ascii_lowercase().ends_with(&last))
    };
    ZOOKEEPER_KEYS
        .iter()
        .filter(|row| zookeeper::is_key(row) && ends(row.key) && row.is_read(question.release))
        .for_each(|row| proposals.add(BY_WORDS, row.key));
}
