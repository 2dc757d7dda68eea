//! Asking for the value of an option as `Configuration.get(ConfigOption)` does: the option's own name first, then its
//! fallback and deprecated keys in declared order, then the default that the catalogue knows for the version.
//!
//! A value that does not parse is *unknown* to everything built on it: the line itself has a problem of its own, and what
//! would follow from it is not known. What an option means is not known here.

use crate::settings::{Found, Setting, Settings, or_default};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::option::{self, DefaultValue, Name, OptionId};
use flinklint_catalog::version::{Product, Release, Version};
use flinklint_expr::model::{Known, Located, Maybe, Millis};
use flinklint_syntax::Scalar;
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::BadValue;
use flinklint_syntax::value::boolean::parse_boolean;
use flinklint_syntax::value::duration::{DurationForm, parse_duration, parse_millis};
use flinklint_syntax::value::integer::parse_java_long;
use std::borrow::Cow;

/// The settings of a directory, under the assumption of one version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'s, 't> {
    pub(crate) settings: &'s Settings<'t>,
    pub(crate) release: &'s Release,
}

impl<'s, 't> Lookup<'s, 't> {
    pub(crate) fn new(settings: &'s Settings<'t>, release: &'s Release) -> Self {
        Self { settings, release }
    }

    /// Which name is read is asked only of those that are written: every question about the version splits the range of
    /// possible ones.
    fn find(&self, option: OptionId) -> Found<'s, 't> {
        let mut names = option.names().peekable();
        if names.peek().is_none() {
            return self.settings.find([option.key()]);
        }
        let is_read = |name: &Name| option::holds(Product::Flink, name.minors, self.release);
        let set = |name: &Name| self.settings.get(name.key()).filter(|_| is_read(name));
        if let Some(setting) = names.find_map(set) {
            return Found::Set(setting);
        }
        // The option may be lost under a name that only other versions read.
        match option.names().find_map(|name| self.settings.lost(name.key())) {
            Some(span) => Found::Lost(span),
            None if self.settings.is_open() && option.names().any(is_read) => Found::Unknown,
            None => Found::Absent,
        }
    }

    /// The option that has one of these names in this version.
    pub(crate) fn of_names(&self, names: &[&'static str]) -> Option<OptionId> {
        let name = names.iter().find(|name| flink::is_option(name, self.release))?;
        option::exact(Product::Flink, name).map(|found| found.option)
    }

    /// The default of an option, as a file would say it; none where it has none, or its classes disagree.
    pub(crate) fn default_of(&self, option: OptionId) -> Option<&'static str> {
        option.default(self.release).map(|default| default.text())
    }

    /// Whether some line may set an option, in whatever version: nothing is asked about the version.
    pub(super) fn may_set(&self, names: &[&'static str]) -> bool {
        names.iter().any(|name| {
            let aliases = flink::alias_rows(name).map(|row| row.key);
            std::iter::once(*name).chain(aliases).any(|name| self.settings.get(name).is_some())
        })
    }

    /// The text of an option; blank counts as absent, as the real checks treat it, but keeps its place.
    pub(crate) fn text(&self, option: OptionId) -> Maybe<Cow<'t, str>> {
        self.settings.text(self.find(option))
    }

    /// The value as written, for a part that needs the exact bytes and knows placeholders itself.
    pub(crate) fn scalar(&self, option: OptionId) -> Option<&'s Scalar<'t>> {
        let written = self.setting(option)?;
        let is_whole = !written.unknown || placeholder(&written.value.text).is_some();
        (is_whole && !written.value.text.trim().is_empty()).then_some(&written.value)
    }

    /// The line that sets an option.
    pub(crate) fn setting(&self, option: OptionId) -> Option<&'s Setting<'t>> {
        match self.find(option) {
            Found::Set(written) => Some(written),
            _ => None,
        }
    }

    /// A typed option that may be absent.
    pub(crate) fn read<T>(&self, option: OptionId, parse: impl Fn(&str) -> Option<T>) -> Maybe<T> {
        let text = self.text(option);
        match &text.known {
            Known::Value(value) => match parse(value) {
                Some(value) => Maybe::new(value, text.place),
                None => Maybe::unknown(text.place),
            },
            Known::Unknown => Maybe::unknown(text.place),
            Known::Absent => Maybe { known: Known::Absent, place: text.place },
        }
    }

    /// A typed option, with its default by default.
    fn read_or_default<T>(
        &self,
        option: OptionId,
        parse: impl Fn(&str) -> Option<T>,
        default: impl FnOnce(DefaultValue) -> Option<T>,
    ) -> Located<T> {
        let found = self.read(option, parse);
        let default = if found.is_absent() { option.default(self.release).and_then(default) } else { None };
        or_default(found, default)
    }

    /// Text.
    pub(crate) fn text_or_default(&self, option: OptionId) -> Located<Cow<'t, str>> {
        let found = self.text(option);
        let default = if found.is_absent() { option.default(self.release) } else { None };
        or_default(found, default.map(|default| Cow::Borrowed(default.text())))
    }

    /// A whole number.
    pub(crate) fn int(&self, option: OptionId) -> Located<i64> {
        self.read_or_default(option, |text| self.whole(option, text), DefaultValue::int)
    }

    /// A whole number that has no default.
    pub(crate) fn int_if_set(&self, option: OptionId) -> Maybe<i64> {
        self.read(option, |text| self.whole(option, text))
    }

    /// A number of 32 bits, or of 64 where the option is declared so.
    fn whole(&self, option: OptionId, text: &str) -> Option<i64> {
        let value = parse_java_long(text).ok()?;
        let is_long = || option.value_type(self.release) == Some(ValueType::Long);
        (i32::try_from(value).is_ok() || is_long()).then_some(value)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, option: OptionId) -> Located<bool> {
        self.read_or_default(option, |text| parse_boolean(text).ok(), DefaultValue::bool)
    }

    /// A duration, or a number of milliseconds where the option is one in this version.
    pub(crate) fn millis(&self, option: OptionId) -> Located<Millis> {
        let parse = |text: &str| {
            let millis = match option.value_type(self.release) {
                Some(ValueType::Long | ValueType::Integer) => parse_millis(text),
                _ => self.parse_duration(text),
            };
            millis.ok().map(Millis)
        };
        self.read_or_default(option, parse, |default| default.millis().map(Millis))
    }

    /// A duration in the notation of the version. Which one that is, is asked only where the notations differ.
    pub(crate) fn parse_duration(&self, text: &str) -> Result<i64, BadValue> {
        let oldest = parse_duration(text, DurationForm { minutes_as_m: false, large: false, iso: false });
        let newest = parse_duration(text, DurationForm { minutes_as_m: true, large: true, iso: true });
        if oldest == newest { newest } else { parse_duration(text, self.duration_form()) }
    }

    /// How the version writes durations (units by version, ISO from 2.1).
    fn duration_form(&self) -> DurationForm {
        DurationForm {
            minutes_as_m: self.release.since(Version::new(1, 15)),
            large: self.release.since(Version::new(2, 0)),
            iso: self.release.since(Version::new(2, 1)),
        }
    }

    /// What a parser says of ports that has to know whether a range must ascend, which 1.19 brought.
    pub(crate) fn parse_ports<T: PartialEq>(&self, parse: impl Fn(bool) -> Result<T, BadValue>) -> Result<T, BadValue> {
        let (any, ascending) = (parse(false), parse(true));
        if any == ascending || self.release.since(Version::new(1, 19)) { ascending } else { any }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::VersionRange;

    fn release(major: u16, minor: u16) -> Release {
        let range = VersionRange::exactly(Version::new(major, minor), "stated");
        Release::new(range.from, &range)
    }

    #[test]
    fn notations_of_durations_by_version() {
        let form = |major, minor| {
            let release = release(major, minor);
            let settings = Settings::default();
            let form = Lookup::new(&settings, &release).duration_form();
            (form.minutes_as_m, form.large, form.iso)
        };
        assert_eq!(form(1, 14), (false, false, false));
        assert_eq!(form(1, 20), (true, false, false));
        assert_eq!(form(2, 0), (true, true, false), "2.0 refuses PT10S");
        assert_eq!(form(2, 1), (true, true, true));
    }

    #[test]
    fn defaults_come_from_the_catalogue() {
        for (major, minor) in [(1, 11), (1, 16), (1, 20), (2, 0), (2, 3)] {
            let release = release(major, minor);
            let settings = Settings::default();
            let of = Lookup::new(&settings, &release);
            let millis = |option| of.millis(option).value().map(|millis| millis.0);
            assert_eq!(millis(flink::option::HEARTBEAT_TIMEOUT), Some(50_000), "{major}.{minor}");
            assert_eq!(millis(flink::option::HEARTBEAT_INTERVAL), Some(10_000), "{major}.{minor}");
            let session = flink::option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_SESSION_TIMEOUT;
            assert_eq!(millis(session), Some(60_000), "{major}.{minor}");
            assert_eq!(of.int(flink::option::JOBMANAGER_RPC_PORT).value(), Some(&6123), "{major}.{minor}");
            assert_eq!(of.int(flink::option::REST_PORT).value(), Some(&8081), "{major}.{minor}");
            assert_eq!(of.int(flink::option::TASKMANAGER_NUMBER_OF_TASK_SLOTS).value(), Some(&1), "{major}.{minor}");
            assert_eq!(of.flag(flink::option::ZOOKEEPER_SASL_DISABLE).value(), Some(&false), "{major}.{minor}");
            let text = |option| of.text_or_default(option).value().cloned().unwrap_or_default();
            assert_eq!(text(flink::option::HIGH_AVAILABILITY_CLUSTER_ID), "/default");
            assert_eq!(text(flink::option::HIGH_AVAILABILITY_ZOOKEEPER_PATH_ROOT), "/flink");
            assert_eq!(text(flink::option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_ACL), "open");
            assert_eq!(text(flink::option::HIGH_AVAILABILITY_JOBMANAGER_PORT), "0");
            assert_eq!(text(flink::option::ZOOKEEPER_SASL_LOGIN_CONTEXT_NAME), "Client");
        }
    }
}
