//! The typed look-up of a server's settings, with the defaults of the catalogue.

use super::super::{Found, or_default};
use super::ServerSettings;
use flinklint_catalog::option::{DefaultValue, OptionId};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Origin, Place};
use flinklint_syntax::source::Span;
use flinklint_syntax::value::integer::parse_java_long;
use flinklint_syntax::value::zookeeper::parse_zk_bool;
use std::borrow::Cow;

impl<'t> ServerSettings<'_, 't> {
    /// The value of an option as a type. A value that does not parse and stops nothing is as good as none.
    fn parsed<T>(&self, option: OptionId, parse: impl Fn(&Cow<'t, str>) -> Option<T>) -> Maybe<T> {
        match self.store.find([option.key()]) {
            // Another version reads it.
            Found::Set(setting) if !setting.is_read() => Maybe::lost(setting.key.span),
            Found::Set(setting) if setting.unknown => Maybe::unknown(setting.place()),
            Found::Set(setting) => match parse(&setting.value.text) {
                Some(value) => Maybe::new(value, setting.place()),
                None => Maybe::lost(setting.value.span),
            },
            Found::Lost(line) if self.store.is_open() => {
                Maybe::unknown(Place { lost: Some(line), ..Place::nowhere(Origin::Absent) })
            }
            Found::Lost(line) => Maybe::lost(line),
            Found::Unknown => Maybe::unknown(Place::nowhere(Origin::Absent)),
            Found::Absent => Maybe::absent(),
        }
    }

    /// The version that the server is taken for.
    pub(crate) fn release(&self) -> &Release {
        self.release
    }

    /// A text; an empty one is a text too.
    pub(crate) fn text(&self, option: OptionId) -> Maybe<Cow<'t, str>> {
        self.parsed(option, |text| Some(text.clone()))
    }

    /// A text, or the default of the option.
    pub(crate) fn text_or_default(&self, option: OptionId) -> Located<Cow<'t, str>> {
        self.or_default(self.text(option), option, |default| Some(Cow::Borrowed(default.text())))
    }

    /// A whole number.
    pub(crate) fn int(&self, option: OptionId) -> Maybe<i64> {
        self.parsed(option, |text| parse_java_long(text).ok())
    }

    /// A whole number, or the default of the option.
    pub(crate) fn int_or_default(&self, option: OptionId) -> Located<i64> {
        self.or_default(self.int(option), option, DefaultValue::int)
    }

    /// A switch, where it is set. What is not `true` means `false` where it is not refused.
    pub(crate) fn written_flag(&self, option: OptionId) -> Maybe<bool> {
        self.parsed(option, |text| parse_zk_bool(text, false).ok())
    }

    /// A switch, or the default of the option. Without one it is off, which is what Java makes of no text.
    pub(crate) fn flag(&self, option: OptionId) -> Located<bool> {
        let flag = self.written_flag(option);
        let default = flag.is_absent().then(|| option.default(self.release).and_then(DefaultValue::bool));
        or_default(flag, default.map(|default| default.unwrap_or(false)))
    }

    /// Whether a setting, or its default, is exactly one word.
    pub(crate) fn is_word(&self, option: OptionId, word: &str) -> Located<bool> {
        let is_word = self.parsed(option, |text| Some(text == word));
        self.or_default(is_word, option, |default| Some(default.text() == word))
    }

    /// A bound of sessions: as written, or so many ticks as the default says. -1 is as good as not written; Java's product
    /// wraps.
    pub(crate) fn session_bound(&self, option: OptionId, tick: &Located<i64>) -> Located<Millis> {
        let written = self.int(option);
        match written.known {
            Known::Value(value) if value != -1 => Located::new(Millis(value), written.place),
            Known::Unknown => Located::unknown(written.place),
            _ => {
                let default = option.default(self.release).and_then(|default| default.text().split_once(' '));
                let Some(ticks) = default.and_then(|(ticks, _)| ticks.parse::<i32>().ok()) else {
                    return Located::unknown(written.place);
                };
                let lost = written.place.lost.or(tick.place.lost);
                let place = Place { origin: Origin::Derived, lost, ..tick.place.clone() };
                let product =
                    |tick: &i64| i32::try_from(*tick).map_or(*tick, |tick| i64::from(tick.wrapping_mul(ticks)));
                Located { place, ..tick.map(|tick| Millis(product(tick))) }
            }
        }
    }

    fn or_default<T>(
        &self,
        found: Maybe<T>,
        option: OptionId,
        parse: impl Fn(DefaultValue) -> Option<T>,
    ) -> Located<T> {
        // The default is asked for only where it is needed: it may depend on the version.
        let default = if found.is_absent() { option.default(self.release).and_then(parse) } else { None };
        or_default(found, default)
    }

    /// The line of a key of a family that was meant to take effect and does not.
    pub(crate) fn lost_of(&self, family: &str) -> Option<Span> {
        self.store.lost_of(family)
    }
}
