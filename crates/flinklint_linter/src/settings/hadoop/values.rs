//! Values that their getter does not take: numbers that make the reader throw, booleans that silently are the default,
//! variables that lead nowhere, and blanks that stay in a value. That a key is misspelled is not known here.

use super::address::{AddressFault, socket_address};
use super::expansion::Expanded;
use super::layers::{Layers, Line};
use super::problem;
use super::texts::shown;
use crate::settings::{Cause, Problem, ProblemKind, Problems};
use flinklint_catalog::hadoop::{File, Kind, is_read_as_written, kind};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::template::{is_stand_in, is_stand_in_for_name};
use flinklint_syntax::value::hadoop::{
    parse_hadoop_boolean, parse_hadoop_int, parse_hadoop_long, parse_hadoop_long_bytes,
};
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The problems of the values that take effect in these configurations, each once although all of them read `core-site.xml`.
pub(super) fn problems<'t>(configurations: [&Layers<'t>; 2], problems: &mut Problems<'t>) {
    let mut seen = BTreeSet::new();
    for layers in configurations {
        for (_, line) in layers.effective() {
            // What both read is the same to both, unless a variable in it is not.
            if line.site.kind != File::Core || seen.insert((line.property.span, line.name)) {
                problems.extend(blanks_kept(line));
                problems.extend(value(line));
            }
        }
    }
}

fn text<'l, 't>(line: &'l Line<'t>) -> Option<&'l Cow<'t, str>> {
    match &line.expanded {
        Some(Expanded::Text(text)) => Some(text),
        _ => None,
    }
}

/// `Configuration.get` does not trim.
fn blanks_kept<'t>(line: &Line<'t>) -> Option<Problem<'t>> {
    let text = text(line)?;
    let kept = java_trim(text).len() < text.len() && is_read_as_written(line.name);
    kept.then(|| problem_of(ProblemKind::StrayCharacters, Cause::Blanks, line))
}

fn value<'t>(line: &Line<'t>) -> Option<Problem<'t>> {
    let text = match line.expanded.as_ref()? {
        Expanded::Text(text) => text,
        Expanded::Unknown(variable) => {
            let variable = variable.as_ref()?;
            return Some(Problem {
                wanted: Maybe::new(Cow::Owned(variable.clone()), Place::default()),
                ..problem_of(ProblemKind::UnboundVariable, Cause::Other, line)
            });
        }
        Expanded::TooDeep => {
            return Some(invalid(line, "text", Cause::VariableLoop, "has variables that refer to one another"));
        }
    };
    let kind = kind(line.name)?;
    let number = match kind {
        Kind::Boolean(default) => return ignored_boolean(text, default, line),
        Kind::Address => return address(text, line),
        Kind::Integer => parse_hadoop_int(text),
        Kind::Long => parse_hadoop_long(text),
        Kind::Bytes => parse_hadoop_long_bytes(text),
    };
    let error = number.err().filter(|_| !is_stand_in(text))?;
    let plain = without_unit(text);
    Some(Problem {
        meant: plain.map_or_else(Maybe::absent, |text| Maybe::new(Cow::Owned(text), Place::default())),
        ..invalid(line, kind.as_str(), Cause::Number, error.message)
    })
}

fn ignored_boolean<'t>(text: &str, default: bool, line: &Line<'t>) -> Option<Problem<'t>> {
    let word = |value: bool| Cow::Borrowed(if value { "true" } else { "false" });
    if parse_hadoop_boolean(text).is_some() {
        return None;
    }
    Some(Problem {
        default: Maybe::new(word(default), Place::default()),
        meant: meant_boolean(text).map_or_else(Maybe::absent, |meant| Maybe::new(word(meant), Place::default())),
        wanted: Maybe::new(Cow::Borrowed("true or false"), Place::default()),
        ..problem_of(ProblemKind::IgnoredValue, Cause::Other, line)
    })
}

fn address<'t>(text: &str, line: &Line<'t>) -> Option<Problem<'t>> {
    let reason = match socket_address(java_trim(text)) {
        Ok(_) | Err(AddressFault::NoPort) => return None,
        _ if is_stand_in_for_name(text) => return None,
        Err(AddressFault::PortRange) => "has a port above 65535",
        Err(AddressFault::Malformed) => "is not a host with a port",
    };
    Some(invalid(line, Kind::Address.as_str(), Cause::Address, reason))
}

fn invalid<'t>(line: &Line<'t>, wanted: &'static str, cause: Cause, reason: impl Into<Cow<'t, str>>) -> Problem<'t> {
    Problem {
        wanted: Maybe::new(Cow::Borrowed(wanted), Place::default()),
        reason: Maybe::new(reason.into(), Place::default()),
        ..problem_of(ProblemKind::InvalidValue, cause, line)
    }
}

/// A problem of a value: at the line that it stands in.
fn problem_of<'t>(kind: ProblemKind, cause: Cause, line: &Line<'t>) -> Problem<'t> {
    let place = Place::set(line.property.name.span, line.value.span);
    Problem {
        value: shown(line.name, line.value, place.clone()),
        place: Some(place),
        ..problem(kind, cause, line.property)
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
