//! The settings of one `zoo.cfg` as `QuorumPeerConfig.parseProperties` reads them: the last of equal keys counts, keys and
//! values are trimmed, a number or truth value that does not parse stops the server.
//!
//! What a setting is for is not known here, only how its text becomes a value and what becomes of texts that do not.

use super::{BadValue, IgnoredBoolean};
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Known, Located, Maybe, Origin, Place};
use flinklint_syntax::properties::{Properties, PropertyEntry};
use flinklint_syntax::source::Span;
use flinklint_syntax::template;
use flinklint_syntax::value::zookeeper::{parse_zk_bool, parse_zk_int};
use flinklint_syntax::value::{integer, java_trim};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

/// From this version on every truth value of the parser is `true` or `false` and nothing else.
const STRICT_BOOLEANS: Version = Version::new(3, 7);

/// The settings that count, and the faults found while they were read.
pub(super) struct Settings<'a, 't> {
    effective: BTreeMap<&'a str, &'a PropertyEntry<'t>>,
    /// The keys that stand more than once: in a template perhaps once in each branch.
    repeated: BTreeSet<&'a str>,
    /// Lines that were meant to set a key and do not, by the key.
    lost: BTreeMap<String, Span>,
    /// A template: what is not seen may still be there.
    pub(super) open: bool,
    pub(super) release: &'a Release,
    pub(super) bad_values: Vec<BadValue<'t>>,
    pub(super) ignored_booleans: Vec<IgnoredBoolean<'t>>,
}

/// What stands for a key.
enum Written<'a, 't> {
    Nothing(Place),
    Placeholder(Place),
    Text(&'a PropertyEntry<'t>, &'a str),
}

impl<'a, 't> Settings<'a, 't> {
    pub(super) fn new(properties: &'a Properties<'t>, open: bool, release: &'a Release) -> Self {
        let mut effective = BTreeMap::new();
        let mut repeated = BTreeSet::new();
        for found in &properties.entries {
            let key = java_trim(&found.entry.key.text);
            if effective.insert(key, found).is_some() {
                repeated.insert(key);
            }
        }
        Self {
            effective,
            repeated,
            lost: BTreeMap::new(),
            open,
            release,
            bad_values: Vec::new(),
            ignored_booleans: Vec::new(),
        }
    }

    /// Remembers a line that was meant to set a key.
    pub(super) fn lose(&mut self, key: &str, line: Span) {
        self.lost.entry(key.to_owned()).or_insert(line);
    }

    /// A line that was meant to set a key of a family.
    pub(super) fn lost_of(&self, family: &str) -> Option<Span> {
        self.lost.iter().find(|(key, _)| key.starts_with(family)).map(|(_, line)| *line)
    }

    /// Whether a key is there, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.effective.contains_key(key)
    }

    /// The entry that counts for a key.
    pub(super) fn entry(&self, key: &str) -> Option<&'a PropertyEntry<'t>> {
        self.effective.get(key).copied()
    }

    /// Entries that count, in the order of their keys.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a PropertyEntry<'t>)> {
        self.effective.iter().map(|(key, found)| (*key, *found))
    }

    fn written(&self, key: &str) -> Written<'a, 't> {
        let Some(found) = self.entry(key) else {
            let lost = self.lost.get(key).copied();
            return Written::Nothing(Place { lost, ..Place::nowhere(Origin::Absent) });
        };
        if template::placeholder(&found.entry.value.text).is_some() || self.open && self.repeated.contains(key) {
            Written::Placeholder(place(found))
        } else {
            Written::Text(found, java_trim(&found.entry.value.text))
        }
    }

    /// A text, trimmed.
    pub(super) fn text(&self, key: &str) -> Maybe<Cow<'t, str>> {
        match self.written(key) {
            Written::Nothing(place) => self.nothing(place),
            Written::Placeholder(place) => Maybe::unknown(place),
            Written::Text(found, _) => Maybe::new(trimmed(&found.entry.value.text), place(found)),
        }
    }

    /// A path, trimmed; unknown where it is a word that stands for one.
    pub(super) fn path(&self, key: &str) -> Maybe<Cow<'t, str>> {
        let path = self.text(key);
        if path.value().is_some_and(|path| template::is_stand_in_for_name(path)) {
            return Maybe::unknown(path.place);
        }
        path
    }

    /// A number of 32 bits; one that does not parse stops the server and is unknown from here on.
    pub(super) fn int(&mut self, key: &str) -> Maybe<i64> {
        self.number(key, |text| parse_zk_int(text).map(i64::from).map_err(|error| error.message))
    }

    /// A number of 64 bits.
    pub(super) fn long(&mut self, key: &str) -> Maybe<i64> {
        self.number(key, |text| integer::parse_java_long(text).map_err(|error| error.message))
    }

    fn number(&mut self, key: &str, parse: impl Fn(&str) -> Result<i64, String>) -> Maybe<i64> {
        match self.written(key) {
            Written::Nothing(place) => self.nothing(place),
            Written::Placeholder(place) => Maybe::unknown(place),
            Written::Text(found, text) => match parse(text) {
                Ok(value) => Maybe::new(value, place(found)),
                Err(_) if template::is_stand_in(text) => Maybe::unknown(place(found)),
                Err(reason) => {
                    self.refuse(found, reason);
                    Maybe::unknown(place(found))
                }
            },
        }
    }

    /// A number that only code outside the parser reads (`Integer.getInteger`): one that does not parse is as good as
    /// none.
    pub(super) fn property_int(&self, key: &str) -> Maybe<i64> {
        match self.written(key) {
            Written::Nothing(place) => self.nothing(place),
            Written::Placeholder(place) => Maybe::unknown(place),
            Written::Text(found, text) => match parse_zk_int(text) {
                Ok(value) => Maybe::new(i64::from(value), place(found)),
                Err(_) if template::is_stand_in(text) => Maybe::unknown(place(found)),
                Err(_) => Maybe::lost(found.entry.value.span),
            },
        }
    }

    /// A truth value of the parser. `always_strict`: refused before 3.7 too unless it is `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str, default: bool, always_strict: bool) -> Located<bool> {
        // Asked only where it matters, since every question about the version may split the range.
        let strict = always_strict || !self.has(key) || self.release.since(STRICT_BOOLEANS);
        match self.written(key) {
            Written::Text(found, text) => match parse_zk_bool(text, true) {
                Ok(value) => Located::new(value, place(found)),
                Err(error) if strict => {
                    self.refuse(found, error.message);
                    Located::unknown(place(found))
                }
                Err(_) => self.ignored(found),
            },
            other => self.without(other, default),
        }
    }

    /// A truth value of the parser that came with 3.5.
    pub(super) fn newer_flag(&mut self, key: &'static str, default: bool, always_strict: bool) -> Located<bool> {
        if !self.has(key) || self.release.since(Version::new(3, 5)) {
            self.flag(key, default, always_strict)
        } else {
            Located::new(default, Place::nowhere(Origin::Default))
        }
    }

    /// A truth value that only code outside the parser reads: whatever is not `true` silently means `false`.
    pub(super) fn property_flag(&mut self, key: &'static str) -> Located<bool> {
        match self.written(key) {
            Written::Text(found, text) => match parse_zk_bool(text, true) {
                Ok(value) => Located::new(value, place(found)),
                Err(_) => self.ignored(found),
            },
            other => self.without(other, false),
        }
    }

    /// A switch of code outside the parser that only one word turns.
    pub(super) fn word(&self, key: &'static str, word: &str) -> Located<bool> {
        match self.written(key) {
            Written::Text(found, text) => Located::new(text == word, place(found)),
            other => self.without(other, false),
        }
    }

    fn without(&self, written: Written<'_, '_>, default: bool) -> Located<bool> {
        match written {
            Written::Nothing(place) => or_default(self.nothing(place), default),
            Written::Placeholder(place) => Located::unknown(place),
            Written::Text(..) => Located::new(default, Place::default()),
        }
    }

    fn nothing<T>(&self, place: Place) -> Maybe<T> {
        if self.open { Maybe::unknown(place) } else { Maybe { known: Known::Absent, place } }
    }

    fn ignored(&mut self, found: &PropertyEntry<'t>) -> Located<bool> {
        self.ignored_booleans.push(IgnoredBoolean {
            place: Some(place(found)),
            texts: PhantomData,
            key: found.entry.key.text.clone(),
            value: trimmed(&found.entry.value.text),
        });
        Located::new(false, place(found))
    }

    /// Notes a value at which the server stops.
    pub(super) fn refuse(&mut self, found: &PropertyEntry<'t>, reason: impl Into<Cow<'t, str>>) {
        self.bad_values.push(BadValue {
            place: Some(place(found)),
            texts: PhantomData,
            key: trimmed(&found.entry.key.text),
            value: trimmed(&found.entry.value.text),
            reason: reason.into(),
        });
    }
}

/// The place of an entry.
pub(super) fn place(found: &PropertyEntry<'_>) -> Place {
    Place::set(found.entry.key.span, found.entry.value.span)
}

/// The text as `QuorumPeerConfig` trims it, borrowed where it was borrowed.
pub(super) fn trimmed<'t>(text: &Cow<'t, str>) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(java_trim(text)),
        Cow::Owned(text) => Cow::Owned(java_trim(text).to_owned()),
    }
}

/// A value with the default of its option.
pub(super) fn or_default<T>(value: Maybe<T>, default: T) -> Located<T> {
    match value.known {
        Known::Value(known) => Located::new(known, value.place),
        Known::Unknown => Located::unknown(value.place),
        Known::Absent => Located::new(default, Place { origin: Origin::Default, ..value.place }),
    }
}
