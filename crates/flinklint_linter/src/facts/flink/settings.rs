//! The settings of one Flink configuration directory as its processes effectively read them, with provenance.
//!
//! This imitates `GlobalConfiguration` (which file, which line wins) and `Configuration.get(ConfigOption)` (the option's
//! own name first, then its fallback and deprecated keys in declared order). It does not know what any option means.

use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::{self, declared};
use flinklint_expr::model::{Known, Located, Maybe, Origin, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::{FileId, Span};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::duration::{DurationForm, parse_duration, parse_millis};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One key as written, in the file that is read.
#[derive(Clone, Debug)]
pub(crate) struct Written<'t> {
    /// The key, as the reader decodes it.
    pub(crate) key: Scalar<'t>,
    /// The value, as the reader decodes it.
    pub(crate) value: Scalar<'t>,
}

/// What was found for an option.
#[derive(Clone, Debug)]
enum Found<'s, 't> {
    Set(&'s Written<'t>),
    Lost(Span),
    Unknown,
    Absent,
}

/// All settings of a directory.
#[derive(Debug, Default)]
pub(crate) struct Settings<'t> {
    /// The file that is read.
    pub(crate) file: Option<FileId>,
    /// Every key of the file in document order; of equal keys the last one counts.
    pub(crate) written: Vec<Written<'t>>,
    latest: HashMap<Cow<'t, str>, usize>,
    /// The first line that was meant to set a key and never takes effect.
    lost: HashMap<Cow<'t, str>, Span>,
    open: bool,
    /// The keys that are written more than once.
    repeated: HashSet<Cow<'t, str>>,
}

impl<'t> Settings<'t> {
    pub(crate) fn new(file: FileId) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// Of a directory without a file that the version reads: nothing starts there, and what would be set is not known.
    pub(crate) fn unread() -> Self {
        Self { open: true, ..Self::default() }
    }

    /// Adds a key; one of the same name before it is overridden.
    pub(crate) fn write(&mut self, key: Scalar<'t>, value: Scalar<'t>) {
        if self.latest.insert(key.text.clone(), self.written.len()).is_some() {
            self.repeated.insert(key.text.clone());
        }
        self.written.push(Written { key, value });
    }

    /// Notes that a line meant to set `key` and never takes effect.
    pub(crate) fn lose(&mut self, key: impl Into<Cow<'t, str>>, span: Span) {
        self.lost.entry(key.into()).or_insert(span);
    }

    /// The same for a key that may be any name of an option: the option is lost under its own name as well.
    pub(crate) fn lose_option(&mut self, key: impl Into<Cow<'t, str>>, span: Span, release: &Release) {
        let key = key.into();
        if let Some(option) = flinklint_catalog::flink::option_of(&key, release) {
            self.lose(option, span);
        }
        self.lose(key, span);
    }

    /// Says that there may be settings that nobody here can see: from now on absence is unknown.
    pub(crate) fn leave_open(&mut self) {
        self.open = true;
    }

    /// Whether there may be settings that nobody here can see.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// Whether a key may be written once in each branch of a template, so that no line counts more than another.
    pub(crate) fn is_in_branches(&self, key: &str) -> bool {
        self.open && self.repeated.contains(key)
    }

    /// The last line that sets exactly this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Written<'t>> {
        self.latest.get(key).and_then(|&n| self.written.get(n))
    }

    /// The settings that count, in document order.
    pub(crate) fn effective(&self) -> impl Iterator<Item = &Written<'t>> {
        self.written
            .iter()
            .enumerate()
            .filter(|(n, written)| self.latest.get(&written.key.text) == Some(n))
            .map(|(_, written)| written)
    }

    /// Keys that are written more than once: the line that counts, and the earlier ones.
    pub(crate) fn overridden(&self) -> Vec<(&Written<'t>, Vec<&Written<'t>>)> {
        let mut earlier: BTreeMap<usize, Vec<&Written<'t>>> = BTreeMap::new();
        for (n, written) in self.written.iter().enumerate() {
            match self.latest.get(&written.key.text) {
                Some(&last) if last != n => earlier.entry(last).or_default().push(written),
                _ => {}
            }
        }
        earlier.into_iter().filter_map(|(last, earlier)| Some((self.written.get(last)?, earlier))).collect()
    }

    /// The line that was meant to set one of these keys.
    pub(crate) fn lost_line(&self, key: &str) -> Option<Span> {
        self.lost.get(key).copied()
    }

    /// Looks an option up as `Configuration` does. `names` are the option's own names, newest first; the first that is
    /// an option of the version is the one that is asked for, and its aliases come after it.
    fn find(&self, names: &[&'static str], release: &Release) -> Found<'_, 't> {
        let Some(&option) = names.iter().find(|name| flinklint_catalog::flink::is_option(name, release)) else {
            return Found::Absent;
        };
        if let Some(written) = self.get(option) {
            return Found::Set(written);
        }
        let aliases = flinklint_catalog::flink::aliases(option, release);
        if let Some(written) = aliases.iter().find_map(|alias| self.get(alias)) {
            return Found::Set(written);
        }
        let meant = std::iter::once(&option).chain(&aliases).chain(names).find_map(|name| self.lost_line(name));
        match meant {
            Some(span) => Found::Lost(span),
            None if self.open => Found::Unknown,
            None => Found::Absent,
        }
    }
}

/// Reads settings by type, under the assumption of one version.
///
/// A value that does not parse is *unknown* to everything built on it: the line itself has a finding of its own, and what
/// would follow from it is not known.
#[derive(Debug)]
pub(crate) struct Reader<'s, 't> {
    pub(crate) settings: &'s Settings<'t>,
    pub(crate) release: &'s Release,
    /// Values with a finding of their own (in quotes, say), from which nothing else is concluded.
    spoiled: Vec<Span>,
}

impl<'s, 't> Reader<'s, 't> {
    pub(crate) fn new(settings: &'s Settings<'t>, release: &'s Release, spoiled: Vec<Span>) -> Self {
        Self { settings, release, spoiled }
    }

    /// Whether the value has a finding of its own.
    pub(crate) fn is_spoiled(&self, value: &Scalar<'t>) -> bool {
        self.spoiled.contains(&value.span)
    }

    fn is_unknown(&self, written: &Written<'t>) -> bool {
        let value = &written.value;
        placeholder(&value.text).is_some()
            || self.spoiled.contains(&value.span)
            || self.settings.is_in_branches(&written.key.text)
    }

    /// The text of an option; blank counts as absent, as the real checks treat it, but keeps its place.
    pub(crate) fn text(&self, names: &[&'static str]) -> Maybe<Cow<'t, str>> {
        match self.settings.find(names, self.release) {
            Found::Set(written) => {
                let place = Place::set(written.key.span, written.value.span);
                let known = if self.is_unknown(written) {
                    Known::Unknown
                } else if written.value.text.trim().is_empty() {
                    Known::Absent
                } else {
                    Known::Value(written.value.text.clone())
                };
                Maybe { known, place }
            }
            Found::Lost(span) => Maybe::lost(span),
            Found::Unknown => Maybe::unknown(Place::nowhere(Origin::Absent)),
            Found::Absent => Maybe::absent(),
        }
    }

    /// The value as written, for a part that needs the exact bytes and knows placeholders itself.
    pub(crate) fn scalar(&self, names: &[&'static str]) -> Option<&'s Scalar<'t>> {
        match self.settings.find(names, self.release) {
            Found::Set(written)
                if !self.spoiled.contains(&written.value.span) && !written.value.text.trim().is_empty() =>
            {
                Some(&written.value)
            }
            _ => None,
        }
    }

    /// The line that sets an option.
    pub(crate) fn written(&self, names: &[&'static str]) -> Option<&'s Written<'t>> {
        match self.settings.find(names, self.release) {
            Found::Set(written) => Some(written),
            _ => None,
        }
    }

    /// A typed option that may be absent.
    pub(crate) fn read<T>(&self, names: &[&'static str], parse: impl Fn(&str) -> Option<T>) -> Maybe<T> {
        let text = self.text(names);
        match &text.known {
            Known::Value(value) => match parse(value) {
                Some(value) => Maybe::new(value, text.place),
                None => Maybe::unknown(text.place),
            },
            Known::Unknown => Maybe::unknown(text.place),
            Known::Absent => Maybe { known: Known::Absent, place: text.place },
        }
    }

    /// A typed option with a default.
    pub(crate) fn read_or<T>(
        &self,
        names: &[&'static str],
        default: T,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Located<T> {
        with_default(self.read(names, parse), default)
    }

    /// Text with a default.
    pub(crate) fn text_or(&self, names: &[&'static str], default: &'static str) -> Located<Cow<'t, str>> {
        with_default(self.text(names), Cow::Borrowed(default))
    }

    /// How the version writes durations (units by version, ISO from 2.1).
    pub(crate) fn duration_form(&self) -> DurationForm {
        DurationForm {
            minutes_as_m: self.release.since(Version::new(1, 15)),
            large: self.release.since(Version::new(2, 0)),
            iso: self.release.since(Version::new(2, 1)),
        }
    }

    /// Whether the version refuses a range of ports that does not ascend.
    pub(crate) fn ports_ascend(&self) -> bool {
        self.release.since(Version::new(1, 19))
    }

    /// Milliseconds of an option that is a `Duration` in this version, or a number of milliseconds in an older one.
    pub(crate) fn millis(&self, name: &'static str, text: &str) -> Option<i64> {
        match flinklint_catalog::flink::value_type(name, self.release) {
            Some(flinklint_catalog::flink::ValueType::Long | flinklint_catalog::flink::ValueType::Integer) => {
                parse_millis(text).ok()
            }
            _ => parse_duration(text, self.duration_form()).ok(),
        }
    }
}

/// The default of an option in a version, as a file would say it; none where it has none, or its classes disagree.
pub(crate) fn default_of(option: &str, release: &Release) -> Option<&'static str> {
    let mut defaults = declared::flink(option)
        .iter()
        .filter(|declared| flinklint_catalog::flink::holds(declared.minors, release))
        .map(|declared| declared.default.get());
    let default = defaults.next().filter(|default| *default != "-")?;
    defaults.all(|other| other == default).then_some(default)
}

/// Fills in the default of an option. What was lost stays visible in the place.
pub(crate) fn with_default<T>(found: Maybe<T>, default: T) -> Located<T> {
    match found.known {
        Known::Value(value) => Located { known: Known::Value(value), place: found.place },
        Known::Unknown => Located { known: Known::Unknown, place: found.place },
        Known::Absent => {
            let origin = if found.place.origin == Origin::Set { Origin::Set } else { Origin::Default };
            Located { known: Known::Value(default), place: Place { origin, ..found.place } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::VersionRange;

    #[test]
    fn notations_of_durations_by_version() {
        let form = |major, minor| {
            let range = VersionRange::exactly(Version::new(major, minor), "stated");
            let release = Release::new(range.from, &range);
            let settings = Settings::default();
            let form = Reader::new(&settings, &release, Vec::new()).duration_form();
            (form.minutes_as_m, form.large, form.iso)
        };
        assert_eq!(form(1, 14), (false, false, false));
        assert_eq!(form(1, 20), (true, false, false));
        assert_eq!(form(2, 0), (true, true, false), "2.0 refuses PT10S");
        assert_eq!(form(2, 1), (true, true, true));
    }
}
