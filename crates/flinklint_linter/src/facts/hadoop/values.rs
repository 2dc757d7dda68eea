//! Values that their getter does not take: numbers that make the reader throw, booleans that silently are the default,
//! variables that lead nowhere, and blanks that stay in a value.

use super::configuration::{Assignment, Configuration};
use super::expansion::Expanded;
use super::name_services::{AddressFault, socket_address};
use super::texts::shown;
use crate::facts::MOST_FAULTS;
use flinklint_catalog::hadoop::{Kind, is_read_as_written, kind};
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::template::{is_stand_in, is_stand_in_for_name};
use flinklint_syntax::value::hadoop::{
    parse_hadoop_boolean, parse_hadoop_int, parse_hadoop_long, parse_hadoop_long_bytes,
};
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

facts! {
    /// A value that makes every reader of the key throw.
    pub struct BadValue<'t> as "bad value" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The value.
        value: Located<Cow<'t, str>>,
        /// What the key must be: integer, long integer, size, address, or text without a loop of variables.
        expected: &'static str,
        /// What is wrong with the value, as a clause.
        reason: Cow<'t, str>,
        /// The value without the unit that makes it wrong, where that is all; null elsewhere.
        without_unit: Maybe<Cow<'t, str>>,
    }

    /// A boolean that is neither true nor false: Configuration.getBoolean takes the default without a word.
    pub struct IgnoredBoolean<'t> as "ignored boolean" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The value.
        value: Located<Cow<'t, str>>,
        /// The default that is read instead.
        default: bool,
        /// What the author plainly means, where that is plain (yes, on, 1, True. …).
        meant: Maybe<bool>,
    }

    /// A variable in a value that no property of the configuration binds; a system property of the daemon may.
    pub struct Unresolved<'t> as "unresolved variable" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The name of the variable.
        variable: Cow<'t, str>,
    }

    /// A value whose spaces at the ends stay, since the reader does not trim it.
    pub struct Untrimmed<'t> as "untrimmed value" {
        /// The key.
        key: Located<Cow<'t, str>>,
    }
}

/// What is wrong with values.
#[derive(Default)]
pub(super) struct ValueFaults<'t> {
    pub(super) bad: Vec<BadValue<'t>>,
    pub(super) booleans: Vec<IgnoredBoolean<'t>>,
    pub(super) unresolved: Vec<Unresolved<'t>>,
    pub(super) untrimmed: Vec<Untrimmed<'t>>,
}

/// The faults of the values that the configurations read, each once although both read `core-site.xml`.
pub(super) fn faults<'i, 't: 'i>(configurations: [&Configuration<'i, 't>; 2]) -> ValueFaults<'t> {
    let mut faults = ValueFaults::default();
    let mut seen = BTreeSet::new();
    for configuration in configurations {
        for (key, assignment, _) in configuration.assignments() {
            if faults.count() >= MOST_FAULTS {
                return faults;
            }
            if let Some(assignment) = assignment.filter(|assignment| seen.insert((assignment.property.span, key))) {
                faults.look_at(configuration, key, assignment);
            }
        }
    }
    faults
}

impl<'t> ValueFaults<'t> {
    fn count(&self) -> usize {
        self.bad.len() + self.booleans.len() + self.unresolved.len() + self.untrimmed.len()
    }

    fn look_at(&mut self, configuration: &Configuration<'_, 't>, key: &str, assignment: &Assignment<'_, 't>) {
        let name = &assignment.property.name;
        let located = || Located::new(name.text.clone(), Place::set(name.span, name.span));
        let place = Place::set(name.span, assignment.value.span);
        let whole = Some(Place::set(name.span, assignment.value.span));
        let text = match configuration.expanded(assignment) {
            Expanded::Text(text) => text,
            Expanded::Unknown(variable) => {
                let unbound = variable.map(|name| Unresolved {
                    place: whole,
                    texts: PhantomData,
                    key: located(),
                    variable: Cow::Owned(name),
                });
                self.unresolved.extend(unbound);
                return;
            }
            Expanded::TooDeep => {
                self.bad.push(BadValue {
                    place: whole,
                    texts: PhantomData,
                    key: located(),
                    value: shown(key, assignment.value, place),
                    expected: "text without a loop of variables",
                    reason: Cow::Borrowed("has variables that refer to one another"),
                    without_unit: Maybe::absent(),
                });
                return;
            }
        };
        if is_read_as_written(key) && java_trim(&text).len() < text.len() {
            self.untrimmed.push(Untrimmed { place: whole.clone(), texts: PhantomData, key: located() });
        }
        let Some(kind) = kind(key) else { return };
        let number = match kind {
            Kind::Boolean(default) => {
                if parse_hadoop_boolean(&text).is_none() {
                    let meant =
                        meant_boolean(&text).map_or_else(Maybe::absent, |meant| Maybe::new(meant, place.clone()));
                    let value = shown(key, assignment.value, place);
                    self.booleans.push(IgnoredBoolean {
                        place: whole,
                        texts: PhantomData,
                        key: located(),
                        value,
                        default,
                        meant,
                    });
                }
                return;
            }
            Kind::Integer => parse_hadoop_int(&text),
            Kind::Long => parse_hadoop_long(&text),
            Kind::Bytes => parse_hadoop_long_bytes(&text),
            Kind::Address => {
                self.look_at_address(&text, key, assignment, &located());
                return;
            }
        };
        if let Err(error) = number
            && !is_stand_in(&text)
        {
            self.bad.push(BadValue {
                place: whole,
                texts: PhantomData,
                key: located(),
                value: shown(key, assignment.value, place.clone()),
                expected: kind.as_str(),
                reason: Cow::Owned(error.message),
                without_unit: without_unit(&text)
                    .map_or_else(Maybe::absent, |text| Maybe::new(Cow::Owned(text), place)),
            });
        }
    }
}

impl<'t> ValueFaults<'t> {
    fn look_at_address(
        &mut self,
        text: &str,
        key: &str,
        assignment: &Assignment<'_, 't>,
        located: &Located<Cow<'t, str>>,
    ) {
        let reason = match socket_address(java_trim(text)) {
            Ok(_) | Err(AddressFault::NoPort) => return,
            _ if is_stand_in_for_name(text) => return,
            Err(AddressFault::PortRange) => "has a port above 65535",
            Err(_) => "is no host with a port",
        };
        let place = Place::set(assignment.property.name.span, assignment.value.span);
        self.bad.push(BadValue {
            place: Some(place.clone()),
            texts: PhantomData,
            key: located.clone(),
            value: shown(key, assignment.value, place),
            expected: Kind::Address.as_str(),
            reason: Cow::Borrowed(reason),
            without_unit: Maybe::absent(),
        });
    }
}

/// What a text that is no boolean for Hadoop means to a person.
fn meant_boolean(text: &str) -> Option<bool> {
    let word = java_trim(text).trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    match word.as_str() {
        "true" | "yes" | "on" | "1" | "enabled" | "enable" | "y" | "t" => Some(true),
        "false" | "no" | "off" | "0" | "disabled" | "disable" | "n" | "f" => Some(false),
        _ if strsim::osa_distance(&word, "true") == 1 => Some(true),
        _ if strsim::osa_distance(&word, "false") == 1 => Some(false),
        _ => None,
    }
}

/// The digits before a unit, or before a fraction that is zero.
fn without_unit(text: &str) -> Option<String> {
    let text = java_trim(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let fraction = rest.strip_prefix('.').is_some_and(|zeros| !zeros.is_empty() && zeros.bytes().all(|b| b == b'0'));
    let unit = !rest.is_empty() && rest.trim_start().chars().all(|c| c.is_ascii_alphabetic());
    (!number.is_empty() && (fraction || unit)).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_words() {
        assert_eq!(without_unit("16g").as_deref(), Some("16"));
        assert_eq!(without_unit("32768.0").as_deref(), Some("32768"));
        assert_eq!(without_unit("4.5"), None);
        assert_eq!(without_unit("three"), None);
        assert_eq!(meant_boolean("True."), Some(true));
        assert_eq!(meant_boolean("enabled"), Some(true));
        assert_eq!((meant_boolean("ture"), meant_boolean("flase")), (Some(true), Some(false)));
        assert_eq!(meant_boolean("maybe"), None);
    }
}
