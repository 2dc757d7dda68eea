//! Values with characters that do not belong there: some that nobody sees, quotes, a comment in another notation, YAML in a
//! file that is none, a list where one text is wanted, or the next setting.
//!
//! Nothing is concluded from such a value. Whether the value of an option is one that it takes is `values`' to say. Free
//! text (options of a JVM, names for people, passwords) may hold almost anything.

use super::changed_values::{changed, is_typed};
use super::unknown_keys::Named;
use super::{is_ha, meant, problem};
use crate::redact::is_secret;
use crate::settings::{Cause, Collected, Effect, Problem, ProblemKind, Problems, Setting, Settings, Source};
use flinklint_catalog::content::{Content, Fit, Why};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::option;
use flinklint_catalog::version::{Product, Release};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::config_yaml::{ConfigYaml, ScalarKind};
use flinklint_syntax::legacy::Legacy;
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use std::collections::BTreeSet;

/// Judges every value that a key of this version has. What another setting in one of them was meant to set is lost.
pub(super) fn judge<'t>(
    Named(mut collected): Named<'t>,
    lines: Option<&Legacy<'t>>,
    yaml: Option<&ConfigYaml<'t>>,
    problems: &mut Problems<'t>,
    release: &Release,
) -> Settings<'t> {
    if let Some(yaml) = yaml {
        empty_mappings(yaml, &mut collected, problems, release);
    }
    let lists: BTreeSet<Span> = yaml
        .iter()
        .flat_map(|yaml| &yaml.entries)
        .filter(|entry| entry.kind == ScalarKind::List)
        .map(|entry| entry.value.span)
        .collect();
    let mut distrusted: Vec<usize> = Vec::new();
    let mut lost: Vec<(String, Span)> = Vec::new();
    for (n, setting) in collected.so_far().last() {
        let key = setting.key.text.as_ref();
        // That a line has no effect is one mistake, and its value is not read.
        if placeholder(&setting.value.text).is_some() || matches!(setting.effect, Effect::OtherName(_)) {
            continue;
        }
        if lines.is_some() && keeps_quotes(setting) {
            distrusted.push(n);
            problems.add(Problem {
                fatal: is_typed(setting) || names_a_thing(key),
                ..changed(setting, Cause::Quotes, setting.value.text.clone())
            });
        }
        if !setting.is_read() {
            continue;
        }
        let inner = second_setting(&setting.value.text, release);
        let value = Value { setting, content: content_of(key), is_list: lists.contains(&setting.value.span) };
        let Some((cause, part)) = value.fault(inner.is_some(), yaml.is_none()) else { continue };
        distrusted.push(n);
        let inner = inner.filter(|_| cause == Cause::SecondSetting);
        if let Some(inner) = inner {
            lost.push((inner.to_owned(), setting.key.span));
        }
        problems.add(Problem {
            ha: inner.is_some_and(is_ha),
            meant: inner.or(part).map_or_else(Maybe::absent, |inner| meant(inner.to_owned(), &setting.place())),
            fatal: if cause == Cause::Ending { value.is_checked() } else { is_typed(setting) || names_a_thing(key) },
            ..problem(ProblemKind::StrayCharacters, cause, setting)
        });
    }
    for n in distrusted {
        collected.distrust(n);
    }
    for (key, span) in lost {
        lose_option(&mut collected, key, span, release);
    }
    collected.finish()
}

/// Notes a line that meant to set an option under any of its names: the option is lost under its own name as well.
pub(super) fn lose_option<'t>(collected: &mut Collected<'t>, key: String, span: Span, release: &Release) {
    if let Some(option) = flink::option_of(&key, release) {
        collected.lose(option, span);
    }
    collected.lose(key, span);
}

/// Empty mappings where an option takes one value: they set nothing.
fn empty_mappings<'t>(
    yaml: &ConfigYaml<'t>,
    collected: &mut Collected<'t>,
    problems: &mut Problems<'t>,
    release: &Release,
) {
    for key in &yaml.hollow {
        let takes_one =
            !matches!(flink::value_type(&key.text, release), None | Some(ValueType::Map | ValueType::Other));
        if !takes_one || collected.so_far().get(&key.text).is_some() {
            continue;
        }
        lose_option(collected, key.text.clone().into_owned(), key.span, release);
        let place = Place::at(key.span);
        problems.add(Problem {
            key: meant(key.text.clone(), &place),
            ..Problem::new(ProblemKind::MissingValue, Cause::EmptyMapping, Source::Flink, place)
        });
    }
}

/// Whether a value is wholly in quotes.
pub(super) fn is_quoted(value: &str) -> bool {
    value.len() >= 2
        && (value.starts_with('"') && value.ends_with('"') || value.starts_with('\'') && value.ends_with('\''))
}

/// Whether the legacy reader keeps the quotes of a value to no good: lists and maps take quotes, and what only the shell reads
/// (`env.…`) loses them.
fn keeps_quotes(setting: &Setting<'_>) -> bool {
    let key = setting.key.text.as_ref();
    if !is_quoted(&setting.value.text) || key.starts_with("env.") || key.starts_with("containerized.") {
        return false;
    }
    match setting.value_type {
        None => setting.is_read() && names_a_thing(key),
        Some(value_type) => !matches!(value_type, ValueType::List | ValueType::Map | ValueType::Other),
    }
}

/// What a value of the key is.
fn content_of(key: &str) -> Content {
    option::find(Product::Flink, key).map_or(Content::Unknown, |found| found.option.content_of_any())
}

/// Whether the value of an option is the name of a mode, a host, a path or a class: with one wrong character it names nothing.
fn names_a_thing(key: &str) -> bool {
    content_of(key).names_a_thing()
}

/// What a block scalar leaves after its text.
const LINE_END: [char; 4] = ['\n', '\r', ' ', '\t'];

/// The value of an option that this version reads.
struct Value<'s, 't> {
    setting: &'s Setting<'t>,
    content: Content,
    is_list: bool,
}

impl Value<'_, '_> {
    /// What stands in the value and does not belong there, and the longest part of it that does.
    fn fault(&self, has_inner: bool, legacy: bool) -> Option<(Cause, Option<&str>)> {
        let text = self.setting.value.text.as_ref();
        let several = matches!(self.setting.value_type, Some(ValueType::List | ValueType::Map));
        if has_inner && !several {
            return Some((Cause::SecondSetting, None));
        }
        if self.is_list && !several && (is_secret(&self.setting.key.text) || !self.content.is_free()) {
            return Some((Cause::List, None));
        }
        // A text that is wholly in quotes is told by what the legacy reader keeps of it.
        if legacy && is_quoted(text.trim_end_matches(LINE_END)) {
            return None;
        }
        let Fit::Part { start, end, why } = self.content.check(text) else { return None };
        let part = text.get(start..end).filter(|part| !part.is_empty());
        let rest = text.get(end..).unwrap_or("");
        let cause = match why {
            Why::Unseen => Cause::Unseen,
            Why::Quote => Cause::Quotes,
            Why::Comment if !rest.starts_with('#') => Cause::Comment,
            Why::Notation => Cause::Notation,
            Why::Bracket => Cause::Brackets,
            Why::Separator | Why::Blank | Why::LineEnd if start > 0 => Cause::Beginning,
            _ if self.content.is_host() && rest.starts_with('#') => Cause::Hash,
            Why::Separator | Why::LineEnd if is_no_more_than_an_end(rest) => Cause::Ending,
            // Values of these are refused, or judged where it is known what they mean.
            _ => return None,
        };
        Some((cause, part))
    }

    /// Whether a character too many makes it a name that does not exist.
    fn is_checked(&self) -> bool {
        self.content.is_host() || matches!(self.content, Content::Mode(..) | Content::ModeOrClass(..) | Content::Acl)
    }
}

/// Whether what follows a value only ends it: separators, line ends.
fn is_no_more_than_an_end(rest: &str) -> bool {
    rest.trim_end_matches("\\n").chars().all(|c| matches!(c, ';' | ',' | '\\') || c.is_whitespace())
}

/// The key of a setting in the value of another one, after a blank, a comma or a line end that is written out.
fn second_setting<'v>(text: &'v str, release: &Release) -> Option<&'v str> {
    let starts = text.match_indices([' ', ',', ';', '\t', '\n']).map(|(at, mark)| at + mark.len());
    let escaped = text.match_indices("\\n").map(|(at, mark)| at + mark.len());
    starts.chain(escaped).find_map(|start| {
        let rest = text.get(start..)?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))?;
        let (key, after) = rest.split_at(end);
        let separated = after.starts_with(": ") || after.starts_with('=') || after.starts_with(" = ");
        (separated && key.contains('.') && flink::reads(key, release)).then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::{Version, VersionRange};

    #[test]
    fn another_setting_in_a_value() {
        let range = VersionRange::exactly(Version::new(1, 20), "stated");
        let release = &Release::new(range.from, &range);
        let inner = |text| second_setting(text, release);
        assert_eq!(inner("4  rest.port: 8081"), Some("rest.port"));
        assert_eq!(inner("4, rest.port: 8081"), Some("rest.port"));
        assert_eq!(inner("4\\nrest.port: 8081"), Some("rest.port"));
        assert_eq!(inner("-Dx=y -Drest.port=8081"), None);
        assert_eq!(inner("orders: v2"), None);
        assert_eq!(inner("see rest.port"), None);
    }
}
