//! One finished configuration of Hadoop: a value by its key, as the getters of `Configuration` read it, with the default of
//! the catalogue.
//!
//! Which line takes effect was decided before ([`super::layers`]); what a value means is for the facts.

use super::layers::{Completeness, names_in};
use crate::redact::is_secret;
use crate::settings::Settings;
use flinklint_catalog::option::{DefaultValue, OptionId};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Origin, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::Span;
use flinklint_syntax::value::hadoop::{
    TimeUnit, parse_hadoop_boolean, parse_hadoop_duration_ms, parse_hadoop_int, parse_hadoop_long,
};
use std::borrow::Cow;

/// A key to ask for: an option, or an option with a name behind it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    option: OptionId,
    name: Option<String>,
}

impl From<OptionId> for Key {
    fn from(option: OptionId) -> Self {
        Self { option, name: None }
    }
}

/// An option with a name behind it: `of(DFS_HA_NAMENODES, "prod")` is `dfs.ha.namenodes.prod`.
pub(crate) fn of(option: OptionId, name: impl Into<String>) -> Key {
    Key { option, name: Some(name.into()) }
}

impl Key {
    /// Whether a name stands behind the option.
    pub(crate) fn has_name(&self) -> bool {
        self.name.is_some()
    }

    /// The key as files have it.
    pub(crate) fn text(&self) -> Cow<'static, str> {
        match &self.name {
            None => Cow::Borrowed(self.option.key()),
            Some(name) => Cow::Owned(format!("{}.{name}", self.option.key())),
        }
    }
}

/// A value that a site file sets, filled in and trimmed.
enum Read<'t> {
    /// There.
    Value(Scalar<'t>, Place),
    /// There, but not to be known.
    Unknown(Place),
    /// Not there: whatever the default says. The span is a line that was meant to set it.
    Absent(Option<Span>),
}

/// The settings that the daemons of one product read.
#[derive(Debug)]
pub(crate) struct Configuration<'t> {
    /// Every written setting.
    pub(crate) store: Settings<'t>,
    completeness: Completeness,
    nameless: Option<Span>,
}

impl<'t> Configuration<'t> {
    pub(super) fn new(store: Settings<'t>, completeness: Completeness, nameless: Option<Span>) -> Self {
        Self { store, completeness, nameless }
    }

    /// Whether a file may set more than can be seen.
    pub(crate) fn is_open(&self) -> bool {
        self.completeness.open
    }

    /// Whether a line sets the key and takes effect.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.store.get(key).is_some()
    }

    /// The same, with the defaults of a version for what is not set.
    pub(crate) fn in_version<'s>(&'s self, release: &'s Release) -> Reader<'s, 't> {
        Reader { configuration: self, release }
    }

    /// The first line of the files that sets a key of this kind, by the key that it has there.
    pub(crate) fn first_key(&self, kind: impl Fn(&str) -> bool) -> Maybe<Cow<'t, str>> {
        let of_kind = self.store.named().filter(|(name, _)| kind(name)).map(|(_, setting)| setting);
        let first = of_kind.min_by_key(|setting| setting.key.span);
        first.map_or_else(Maybe::absent, |first| Maybe::new(first.key.text.clone(), first.place()))
    }

    fn read(&self, key: &str) -> Read<'t> {
        let Some(setting) = self.store.get(key) else {
            let lost = self.store.lost(key);
            return if lost.is_some() || self.completeness.is_absence_certain(key) {
                Read::Absent(lost.or(self.nameless))
            } else {
                Read::Unknown(Place::nowhere(Origin::Absent))
            };
        };
        if setting.unknown {
            return Read::Unknown(setting.place());
        }
        let scalar = setting.value.trimmed();
        let place = Place::set(setting.key.span, scalar.span);
        Read::Value(scalar, place)
    }

    /// The value under a key as it is shown: unknown where it is a secret or cannot be known.
    pub(crate) fn text(&self, key: &str) -> Maybe<Cow<'t, str>> {
        match self.read(key) {
            Read::Value(_, place) if is_secret(key) => Maybe::unknown(place),
            Read::Value(scalar, place) => Maybe::new(scalar.text, place),
            Read::Unknown(place) => Maybe::unknown(place),
            Read::Absent(lost) => lost.map_or_else(Maybe::absent, Maybe::lost),
        }
    }
}

/// A configuration with the defaults of a version.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'s, 't> {
    configuration: &'s Configuration<'t>,
    release: &'s Release,
}

impl<'t> Reader<'_, 't> {
    /// The first line of the files that sets a key of this kind, by the key that it has there.
    pub(crate) fn first_key(&self, kind: impl Fn(&str) -> bool) -> Maybe<Cow<'t, str>> {
        self.configuration.first_key(kind)
    }

    /// Whether a line sets the option and takes effect.
    pub(crate) fn is_set(&self, option: OptionId) -> bool {
        self.configuration.is_set(option.key())
    }

    /// A text that was asked for, or the default of its option.
    pub(crate) fn or_default(&self, text: &Maybe<Cow<'t, str>>, option: OptionId) -> Located<Cow<'t, str>> {
        let default =
            || option.default(self.release).map_or(Known::Unknown, |default| Known::Value(default.text().into()));
        match &text.known {
            Known::Value(value) => Located::new(value.clone(), text.place.clone()),
            Known::Unknown => Located::unknown(text.place.clone()),
            Known::Absent => {
                Located { known: default(), place: Place { origin: Origin::Default, ..text.place.clone() } }
            }
        }
    }

    /// The version.
    pub(crate) fn release(&self) -> &Release {
        self.release
    }

    /// `getTrimmed`: null where nothing is set.
    pub(crate) fn text(&self, key: impl Into<Key>) -> Maybe<Cow<'t, str>> {
        self.configuration.text(&key.into().text())
    }

    /// The value as far as it can be filled in, trimmed: for grammars that know placeholders themselves.
    pub(crate) fn written(&self, key: impl Into<Key>) -> Option<Scalar<'t>> {
        let key = key.into().text();
        match self.configuration.read(&key) {
            Read::Value(scalar, _) => Some(scalar),
            Read::Absent(_) => None,
            Read::Unknown(_) => self.configuration.store.get(&key).map(|setting| setting.value.trimmed()),
        }
    }

    /// `getTrimmed` with the default.
    pub(crate) fn text_or_default(&self, key: impl Into<Key>) -> Located<Cow<'t, str>> {
        self.parsed(key, |scalar| Some(scalar.text.clone()), |default| Some(Cow::Borrowed(default.text())))
    }

    /// `getBoolean`: a text that is neither is the default, and the line is lost.
    pub(crate) fn boolean(&self, key: impl Into<Key>) -> Located<bool> {
        let key = key.into();
        let default = |place: Place| match key.option.default(self.release).and_then(DefaultValue::bool) {
            Some(default) => Located::new(default, place),
            None => Located::unknown(place),
        };
        match self.configuration.read(&key.text()) {
            Read::Value(scalar, place) => match parse_hadoop_boolean(&scalar.text) {
                Some(value) => Located::new(value, place),
                None => default(Place { origin: Origin::Default, lost: place.value, ..place }),
            },
            Read::Unknown(place) => Located::unknown(place),
            Read::Absent(lost) => default(absent(lost)),
        }
    }

    /// `getInt`; unknown where the reader throws.
    pub(crate) fn integer(&self, key: impl Into<Key>) -> Located<i64> {
        self.parsed(key, |scalar| parse_hadoop_int(&scalar.text).ok(), DefaultValue::int)
    }

    /// `getLong`; unknown where the reader throws.
    pub(crate) fn long(&self, key: impl Into<Key>) -> Located<i64> {
        self.parsed(key, |scalar| parse_hadoop_long(&scalar.text).ok(), DefaultValue::int)
    }

    /// `getTimeDuration`; unknown where the reader throws.
    pub(crate) fn duration(&self, key: impl Into<Key>, unit: TimeUnit) -> Located<Millis> {
        let parse = |text: &str| parse_hadoop_duration_ms(text, unit).ok().map(Millis);
        self.parsed(key, |scalar| parse(&scalar.text), |default| parse(default.text()))
    }

    fn parsed<T>(
        &self,
        key: impl Into<Key>,
        parse: impl FnOnce(&Scalar<'t>) -> Option<T>,
        default: impl FnOnce(DefaultValue) -> Option<T>,
    ) -> Located<T> {
        let key = key.into();
        let known =
            |value: Option<T>, place: Place| Located { known: value.map_or(Known::Unknown, Known::Value), place };
        match self.configuration.read(&key.text()) {
            Read::Value(scalar, place) => known(parse(&scalar), place),
            Read::Unknown(place) => Located::unknown(place),
            Read::Absent(lost) => known(key.option.default(self.release).and_then(default), absent(lost)),
        }
    }

    /// `getTrimmedStringCollection`, for names that become a part of keys: the items in order, without empty ones, and not
    /// yet without repetitions. None where the value is unknown, also in part, or absurdly long.
    pub(crate) fn names(&self, key: impl Into<Key>) -> Option<Vec<Scalar<'t>>> {
        match self.configuration.read(&key.into().text()) {
            Read::Value(scalar, _) => names_in(&scalar),
            Read::Absent(_) => Some(Vec::new()),
            Read::Unknown(_) => None,
        }
    }

    /// The option with a name behind it where that is set, else the option itself.
    pub(crate) fn specific(&self, option: OptionId, name: &str) -> Key {
        let named = of(option, name);
        let is_known = matches!(self.configuration.read(&named.text()), Read::Value(..));
        if is_known { named } else { option.into() }
    }
}

fn absent(lost: Option<Span>) -> Place {
    Place { lost, ..Place::nowhere(Origin::Default) }
}
