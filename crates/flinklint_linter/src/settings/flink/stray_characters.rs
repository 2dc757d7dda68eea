//! Values with characters that do not belong there: some that nobody sees, quotes, a comment in another notation, YAML in a
//! file that is none, a list where one text is wanted, or the next setting.
//!
//! Nothing is concluded from such a value. Whether the value of an option is one that it takes is `values`' to say. Free
//! text (options of a JVM, names for people, passwords) may hold almost anything.

use super::changed_values::{changed, is_typed};
use super::unknown_keys::Named;
use super::{is_ha, meant, problem};
use crate::redact::is_secret;
use crate::settings::{Cause, Collected, Problem, ProblemKind, Problems, Setting, Settings, Source};
use flinklint_catalog::characters::{is_false_blank, is_unseen};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::version::Release;
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
        if placeholder(&setting.value.text).is_some() {
            continue;
        }
        if lines.is_some() && keeps_quotes(setting, release) {
            distrusted.push(n);
            problems.add(Problem {
                fatal: is_typed(key, release) || names_something(key),
                ..changed(setting, Cause::Quotes, setting.value.text.clone())
            });
        }
        if !setting.is_read() {
            continue;
        }
        let inner = second_setting(&setting.value.text, release);
        let value = Value {
            setting,
            value_type: flink::value_type(key, release),
            is_list: lists.contains(&setting.value.span),
        };
        let Some(cause) = value.fault(inner.is_some(), yaml.is_none()) else { continue };
        distrusted.push(n);
        let inner = inner.filter(|_| cause == Cause::SecondSetting);
        if let Some(inner) = inner {
            lost.push((inner.to_owned(), setting.key.span));
        }
        problems.add(Problem {
            ha: inner.is_some_and(is_ha),
            meant: inner.map_or_else(Maybe::absent, |inner| meant(inner.to_owned(), &setting.place())),
            fatal: if cause == Cause::Ending {
                value.is_checked()
            } else {
                is_typed(key, release) || names_something(key)
            },
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
fn keeps_quotes(setting: &Setting<'_>, release: &Release) -> bool {
    let key = setting.key.text.as_ref();
    if !is_quoted(&setting.value.text) || key.starts_with("env.") || key.starts_with("containerized.") {
        return false;
    }
    match flink::value_type(key, release) {
        None => setting.is_read() && names_something(key),
        Some(value_type) => !matches!(value_type, ValueType::List | ValueType::Map | ValueType::Other),
    }
}

/// Whether the text of an option is the name of a mode, a host, a path or a class, of which none begins with a quote.
pub(super) fn names_something(key: &str) -> bool {
    const LAST: &[&str] = &[
        "acl",
        "address",
        "backend",
        "bind-host",
        "bind-port",
        "dir",
        "dirs",
        "high-availability",
        "host",
        "keytab",
        "port",
        "principal",
        "quorum",
        "restart-strategy",
        "storageDir",
        "type",
    ];
    key.rsplit('.').next().is_some_and(|last| LAST.contains(&last))
}

/// What a block scalar leaves after its text.
const LINE_END: [char; 4] = ['\n', '\r', ' ', '\t'];

/// The value of an option that this version reads.
struct Value<'s, 't> {
    setting: &'s Setting<'t>,
    value_type: Option<ValueType>,
    is_list: bool,
}

impl Value<'_, '_> {
    fn fault(&self, has_inner: bool, legacy: bool) -> Option<Cause> {
        let text = self.setting.value.text.as_ref();
        let trimmed = text.trim_end_matches(LINE_END);
        let several = matches!(self.value_type, Some(ValueType::List | ValueType::Map));
        if has_inner && !several {
            return Some(Cause::SecondSetting);
        }
        if trimmed.contains(|c: char| is_false_blank(c) || is_unseen(c) && !matches!(c, '\n' | '\r' | '\t')) {
            return Some(Cause::Unseen);
        }
        if self.is_list && !several && (is_secret(&self.setting.key.text) || !self.is_free()) {
            return Some(Cause::List);
        }
        // Whether the text is free costs more to say than what may be wrong with it.
        self.fault_of_exact_text(legacy).filter(|_| !several && !self.is_free())
    }

    /// What is wrong with the text of an option that takes one value and no prose.
    fn fault_of_exact_text(&self, legacy: bool) -> Option<Cause> {
        let text = self.setting.value.text.as_ref();
        let trimmed = text.trim_end_matches(LINE_END);
        let is_quote = |c: char| matches!(c, '"' | '\'') || is_fancy_quote(c);
        // A text that is wholly in quotes is told by what the legacy reader keeps of it.
        let is_whole = legacy && is_quoted(trimmed);
        if !is_whole && (trimmed.starts_with(is_quote) || trimmed.ends_with(is_quote)) {
            return Some(Cause::Quotes);
        }
        if [" // ", " -- "].iter().any(|mark| trimmed.contains(mark)) {
            return Some(Cause::Comment);
        }
        if legacy && is_yaml_notation(trimmed) {
            return Some(Cause::Notation);
        }
        if self.value_type == Some(ValueType::Other) {
            return None;
        }
        let in_brackets = legacy && trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(':');
        if trimmed.len() > 2 && (trimmed.starts_with('{') && trimmed.ends_with('}') || in_brackets) {
            return Some(Cause::Brackets);
        }
        if self.is_exact() && text.starts_with(' ') {
            return Some(Cause::Beginning);
        }
        if [": ", "= ", "> "].iter().any(|mark| trimmed.starts_with(mark)) {
            return Some(Cause::Beginning);
        }
        if self.is_host() && trimmed.contains('#') {
            return Some(Cause::Hash);
        }
        // The legacy reader has lost what was behind a line end; a path may hold a `;` and rarely does.
        let ends =
            trimmed.ends_with([';', '\\']) || trimmed.ends_with("\\n") || trimmed.ends_with(',') && !self.is_split();
        let is_name = matches!(self.value_type, None | Some(ValueType::Text));
        let with_line_end = text.ends_with('\n') && self.is_exact();
        (is_name && names_something(&self.setting.key.text) && ends
            || is_name && (ends && self.is_exact() || with_line_end))
            .then_some(Cause::Ending)
    }

    fn last(&self) -> &str {
        self.setting.key.text.rsplit('.').next().unwrap_or("")
    }

    /// Whether the value is prose, a command line or a secret.
    fn is_free(&self) -> bool {
        let key = self.setting.key.text.as_ref();
        let words =
            ["opts", "name", "command", "template", "pattern", "message", "annotations", "labels", "excludes", "scope"];
        key.starts_with("env.")
            || key.starts_with("containerized.")
            || key.starts_with("metrics.scope.")
            || is_secret(key)
            || key.split(['.', '-']).any(|word| words.contains(&word))
    }

    fn is_host(&self) -> bool {
        ["address", "host", "bind-host", "bind-address"].contains(&self.last())
    }

    /// Whether a separator at the end of the value is no fault: the value is split there.
    fn is_split(&self) -> bool {
        ["quorum", "dirs", "reporters", "contexts", "port", "ports"].contains(&self.last())
    }

    /// Whether the value is taken as it is, to the last character.
    fn is_exact(&self) -> bool {
        let exact =
            ["cluster-id", "root", "namespace", "service-account", "queue", "keystore", "truststore", "class", "file"];
        exact.contains(&self.last()) || self.is_checked()
    }

    /// Whether a character too many makes it a name that does not exist.
    fn is_checked(&self) -> bool {
        ["type", "high-availability", "acl"].contains(&self.last()) || self.is_host()
    }
}

fn is_fancy_quote(c: char) -> bool {
    matches!(c, '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{300c}'..='\u{300f}')
}

/// Whether a text is what only YAML would take for something else: a tag, an anchor, the beginning of a block.
fn is_yaml_notation(text: &str) -> bool {
    let has_word = |mark: char| {
        text.strip_prefix(mark).is_some_and(|rest| rest.split_once(' ').is_some_and(|(word, _)| !word.is_empty()))
    };
    ["|", ">", "|-", ">-", "|+", ">+"].contains(&text) || text.starts_with("!!") || has_word('&')
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

    #[test]
    fn yaml_in_a_file_that_is_none() {
        for text in ["|", ">-", "!!str x", "&name x"] {
            assert!(is_yaml_notation(text), "{text}");
        }
        for text in ["a|b", "> 3", "&&", "/x"] {
            assert!(!is_yaml_notation(text), "{text}");
        }
    }
}
