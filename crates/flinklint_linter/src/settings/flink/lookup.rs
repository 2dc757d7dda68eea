//! Asking for the value of an option as `Configuration.get(ConfigOption)` does: the option's own name first, then its
//! fallback and deprecated keys in declared order, then the default that the catalogue knows for the version.
//!
//! A value that does not parse is *unknown* to everything built on it: the line itself has a problem of its own, and what
//! would follow from it is not known. What an option means is not known here.

use crate::settings::{Found, Setting, Settings, or_default};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::{Minors, declared};
use flinklint_expr::model::{Known, Located, Maybe, Millis};
use flinklint_syntax::Scalar;
use flinklint_syntax::value::BadValue;
use flinklint_syntax::value::boolean::parse_boolean;
use flinklint_syntax::value::duration::{DurationForm, parse_duration, parse_millis};
use flinklint_syntax::value::integer::parse_java_long;
use std::borrow::Cow;

/// The settings of a directory, under the assumption of one version. An option is asked for by its own names in all
/// versions, newest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'s, 't> {
    pub(crate) settings: &'s Settings<'t>,
    pub(crate) release: &'s Release,
}

impl<'s, 't> Lookup<'s, 't> {
    pub(crate) fn new(settings: &'s Settings<'t>, release: &'s Release) -> Self {
        Self { settings, release }
    }

    /// The option of this version among several names.
    fn option(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| flink::is_option(name, self.release))
    }

    fn find(&self, names: &[&'static str]) -> Found<'s, 't> {
        let Some(option) = self.option(names) else { return Found::Absent };
        if let Some(setting) = self.settings.get(option) {
            return Found::Set(setting);
        }
        let aliases = flink::aliases(option, self.release);
        match self.settings.find(std::iter::once(option).chain(aliases)) {
            // The option may be lost under a name that only other versions read.
            found @ (Found::Unknown | Found::Absent) => {
                names.iter().find_map(|name| self.settings.lost(name)).map_or(found, Found::Lost)
            }
            found => found,
        }
    }

    /// Whether some line may set an option, in whatever version: nothing is asked about the version.
    pub(super) fn may_set(&self, names: &[&'static str]) -> bool {
        names.iter().any(|name| {
            let aliases = flink::alias_rows(name).map(|row| row.key);
            std::iter::once(*name).chain(aliases).any(|name| self.settings.get(name).is_some())
        })
    }

    /// The text of an option; blank counts as absent, as the real checks treat it, but keeps its place.
    pub(crate) fn text(&self, names: &[&'static str]) -> Maybe<Cow<'t, str>> {
        self.settings.text(self.find(names))
    }

    /// The value as written, for a part that needs the exact bytes and knows placeholders itself.
    pub(crate) fn scalar(&self, names: &[&'static str]) -> Option<&'s Scalar<'t>> {
        let written = self.setting(names)?;
        let is_whole = !written.unknown || flinklint_syntax::template::placeholder(&written.value.text).is_some();
        (is_whole && !written.value.text.trim().is_empty()).then_some(&written.value)
    }

    /// The line that sets an option.
    pub(crate) fn setting(&self, names: &[&'static str]) -> Option<&'s Setting<'t>> {
        match self.find(names) {
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

    /// A typed option, with its default where nothing sets it.
    fn read_or_default<T>(&self, names: &[&'static str], parse: impl Fn(&str) -> Option<T>) -> Located<T> {
        let found = self.read(names, &parse);
        let default = if found.is_absent() { self.default(names).and_then(parse) } else { None };
        or_default(found, default)
    }

    /// The default of an option, as a file would say it.
    fn default(&self, names: &[&'static str]) -> Option<&'static str> {
        default_of(self.option(names)?, self.release)
    }

    /// Text.
    pub(crate) fn text_or_default(&self, names: &[&'static str]) -> Located<Cow<'t, str>> {
        let found = self.text(names);
        let default = if found.is_absent() { self.default(names).map(Cow::Borrowed) } else { None };
        or_default(found, default)
    }

    /// A whole number.
    pub(crate) fn int(&self, names: &[&'static str]) -> Located<i64> {
        self.read_or_default(names, |text| parse_whole(text, names, self.release))
    }

    /// A whole number that has no default.
    pub(crate) fn int_if_set(&self, names: &[&'static str]) -> Maybe<i64> {
        self.read(names, |text| parse_whole(text, names, self.release))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, names: &[&'static str]) -> Located<bool> {
        self.read_or_default(names, |text| parse_boolean(text).ok())
    }

    /// A duration, or a number of milliseconds where the option is one in this version.
    pub(crate) fn millis(&self, names: &[&'static str]) -> Located<Millis> {
        self.read_or_default(names, |text| {
            let value_type = flink::value_type(names.first()?, self.release);
            let millis = match value_type {
                Some(ValueType::Long | ValueType::Integer) => parse_millis(text),
                _ => self.parse_duration(text),
            };
            millis.ok().map(Millis)
        })
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

/// A number of 32 bits, or of 64 where the option is declared so.
fn parse_whole(text: &str, names: &[&'static str], release: &Release) -> Option<i64> {
    let value = parse_java_long(text).ok()?;
    let is_long = || names.first().and_then(|name| flink::value_type(name, release)) == Some(ValueType::Long);
    (i32::try_from(value).is_ok() || is_long()).then_some(value)
}

/// The default of an option in a version, as a file would say it; none where it has none, or its classes disagree.
pub(crate) fn default_of(option: &str, release: &Release) -> Option<&'static str> {
    let declared = declared::flink(option);
    declared.iter().find_map(|one| {
        let default = one.default.get();
        let with = |same: bool| {
            let rows = declared.iter().filter(move |other| (other.default.get() == default) == same);
            rows.fold(0, |bits, other| bits | other.minors.0)
        };
        (default != "-" && flink::holds(Minors(with(true) & !with(false)), release)).then_some(default)
    })
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
            let millis = |name| of.millis(&[name]).value().map(|millis| millis.0);
            assert_eq!(millis("heartbeat.timeout"), Some(50_000), "{major}.{minor}");
            assert_eq!(millis("heartbeat.interval"), Some(10_000), "{major}.{minor}");
            let session = "high-availability.zookeeper.client.session-timeout";
            assert_eq!(millis(session), Some(60_000), "{major}.{minor}");
            assert_eq!(of.int(&["jobmanager.rpc.port"]).value(), Some(&6123), "{major}.{minor}");
            assert_eq!(of.int(&["rest.port"]).value(), Some(&8081), "{major}.{minor}");
            assert_eq!(of.int(&["taskmanager.numberOfTaskSlots"]).value(), Some(&1), "{major}.{minor}");
            assert_eq!(of.flag(&["zookeeper.sasl.disable"]).value(), Some(&false), "{major}.{minor}");
            let text = |name| of.text_or_default(&[name]).value().cloned().unwrap_or_default();
            assert_eq!(text("high-availability.cluster-id"), "/default");
            assert_eq!(text("high-availability.zookeeper.path.root"), "/flink");
            assert_eq!(text("high-availability.zookeeper.client.acl"), "open");
            assert_eq!(text("high-availability.jobmanager.port"), "0");
            assert_eq!(text("zookeeper.sasl.login-context-name"), "Client");
        }
    }
}
