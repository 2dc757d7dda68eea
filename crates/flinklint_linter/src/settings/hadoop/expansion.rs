//! `${}` in values, as `Configuration.substituteVars` (3.3.4) fills it in.
//!
//! Properties of the same configuration are filled in; system properties and the environment are not to be known.

use std::borrow::Cow;

/// How many variables one value may have, over all levels, before `Configuration` throws.
const LIMIT: usize = 20;

/// Longest text that is filled in, bytes: properties that multiply one another must not fill the memory.
const LONGEST: usize = 1 << 16;

/// Beginnings of system properties that every JVM or Hadoop's own scripts set.
const SYSTEM: &[&str] =
    &["user.", "java.", "os.", "hadoop.log.", "hadoop.home.", "hadoop.id.", "yarn.log.", "yarn.home.", "mapred.log."];

/// What a variable stands for.
pub(super) enum Variable<'a> {
    /// The raw text of a property.
    Bound(&'a str),
    /// Something that the files do not show: a default, the environment, a half of a split configuration.
    Unknown,
    /// No file sets it and no defaults file knows it. A system property may.
    Unbound,
}

/// What comes out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expanded<'t> {
    /// A text without variables.
    Text(Cow<'t, str>),
    /// Not to be known; the variable where it is bound nowhere.
    Unknown(Option<String>),
    /// The variables refer to one another: `Configuration` throws when the value is read.
    TooDeep,
}

/// Fills in a value.
pub(super) fn expand<'t, 'a>(text: &Cow<'t, str>, look_up: impl Fn(&str) -> Variable<'a>) -> Expanded<'t> {
    let mut expanded: Option<String> = None;
    for _ in 0..LIMIT {
        let current = expanded.as_deref().unwrap_or(text);
        let Some((start, end)) = variable(current) else {
            return Expanded::Text(expanded.map_or_else(|| text.clone(), Cow::Owned));
        };
        let name = current.get(start..end).unwrap_or("");
        if name.len() > 4 && name.starts_with("env.") {
            return Expanded::Unknown(None);
        }
        let value = match look_up(name) {
            Variable::Bound(value) if current.len() + value.len() <= LONGEST => value,
            Variable::Unbound if SYSTEM.iter().all(|beginning| !name.starts_with(beginning)) => {
                return Expanded::Unknown(Some(name.to_owned()));
            }
            _ => return Expanded::Unknown(None),
        };
        let (reference_start, reference_end) = (start - 2, end + 1);
        if value.contains(current.get(reference_start..reference_end).unwrap_or("\0")) {
            // A value that refers to itself stays as it is written.
            return Expanded::Text(text.clone());
        }
        let mut next = String::with_capacity(current.len() + value.len());
        next.push_str(current.get(..reference_start).unwrap_or(""));
        next.push_str(value);
        next.push_str(current.get(reference_end..).unwrap_or(""));
        expanded = Some(next);
    }
    Expanded::TooDeep
}

/// The name of the first variable: what stands between `${` and `}` and has neither a blank nor a `$` nor is empty.
/// An inner `${` therefore comes before the outer one.
fn variable(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("${")? + 2;
        let mut end = start;
        loop {
            match bytes.get(end)? {
                b'}' if end > start => return Some((start, end)),
                b'}' | b' ' => {
                    from = end + 1;
                    break;
                }
                // Not one further, since this may be the beginning of the next one.
                b'$' => {
                    from = end;
                    break;
                }
                _ => end += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn ask(text: &'static str, properties: &[(&'static str, &'static str)]) -> Expanded<'static> {
        let map: BTreeMap<&str, &str> = properties.iter().copied().collect();
        expand(&Cow::Borrowed(text), |name| map.get(name).map_or(Variable::Unbound, |value| Variable::Bound(value)))
    }

    fn text(text: &'static str) -> Expanded<'static> {
        Expanded::Text(Cow::Borrowed(text))
    }

    /// Every expectation is what real Hadoop 3.3.4 gives.
    #[test]
    fn fills_in_as_hadoop_does() {
        assert_eq!(ask("${a}/${a}", &[("a", "v")]), text("v/v"));
        assert_eq!(ask("${a}", &[("a", "${a}/x")]), text("${a}"));
        assert_eq!(ask("${b}", &[("a", "${b}"), ("b", "${a}")]), Expanded::TooDeep);
        assert_eq!(ask("${${a}}", &[("a", "v"), ("v", "w")]), text("w"));
        assert_eq!(ask("${k${a}}", &[("a", "n"), ("kn", "w")]), text("w"));
        assert_eq!(ask("${a }${a}", &[("a", "v")]), text("${a }v"));
        assert_eq!(ask("${}${a}", &[("a", "v")]), text("${}v"));
        assert_eq!(ask("$HOME/{a}", &[]), text("$HOME/{a}"));
    }

    #[test]
    fn stops_at_what_is_not_in_the_files() {
        assert_eq!(ask("${a}/${zz}/${a}", &[("a", "v")]), Expanded::Unknown(Some("zz".into())));
        assert_eq!(ask("${env.X:-d}", &[]), Expanded::Unknown(None));
        assert_eq!(ask("/tmp/hadoop-${user.name}", &[]), Expanded::Unknown(None));
    }

    #[test]
    fn nineteen_levels_are_the_most() {
        let keys: Vec<String> = (0..=21).map(|n| format!("k{n}")).collect();
        let values: Vec<String> = (1..=22).map(|n| if n > 21 { "z".into() } else { format!("${{k{n}}}") }).collect();
        let look_up = |name: &str| {
            let at = keys.iter().position(|key| key == name);
            at.and_then(|at| values.get(at)).map_or(Variable::Unbound, |value| Variable::Bound(value))
        };
        assert_eq!(expand(&Cow::Owned(values[2].clone()), look_up), text("z"));
        assert_eq!(expand(&Cow::Owned(values[1].clone()), look_up), Expanded::TooDeep);
    }

    proptest::proptest! {
        #[test]
        fn never_hangs_and_never_panics(text in "[$\\{\\}a \u{e4}]{0,40}", value in "[$\\{\\}a \u{e4}]{0,10}") {
            let _ = expand(&Cow::Borrowed(text.as_str()), |_| Variable::Bound(&value));
        }
    }
}
