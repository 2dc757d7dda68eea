//! Values that have something in them that does not belong there: characters that nobody sees, quotes of a word processor, a comment in
//! another notation, YAML in a file that is none, a list where one text is wanted, or the next setting.
//!
//! Whether the value of an option is one that it takes is `values`' to say; quotes that the legacy reader keeps and what it
//! cuts off are in `losses`. Free text (options of a JVM, names for people, passwords) may hold almost anything.

use super::key_forms::{is_false_blank, is_unseen};
use super::losses::{is_quoted, is_typed, located_key, names_something};
use super::settings::{Settings, Written};
use crate::facts::MOST_FAULTS;
use crate::redact::is_secret;
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::config_yaml::{ConfigYaml, ScalarKind};
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

facts! {
    /// A value with something in it that does not belong there.
    pub struct Marred<'t> as "marred value" {
        /// The option.
        key: Located<Cow<'t, str>>,
        /// What it is: `empty-mapping` (in `config.yaml`, which sets nothing), `unseen` (a character that nobody sees or takes for a blank), `quotes` (typographic ones, backticks, one too many),
        /// `second-setting` (another key with its value), `comment` (behind `//` or `--`), `notation` (of YAML, in
        /// `flink-conf.yaml`), `braces`, `list` (in `config.yaml`), `hash` (in the name of a host), `beginning` (a separator, a blank) or
        /// `ending` (a separator, a line end).
        kind: &'static str,
        /// The key of the other setting.
        inner: Maybe<Cow<'t, str>>,
        /// Whether that is about high availability.
        inner_ha: bool,
        /// Whether the value as it is read cannot do what it is for: it does not parse, or is the name of something that does
        /// not exist.
        fatal: bool,
    }
}

/// Values with something in them that does not belong there. What another setting in one of them was meant to set is noted as
/// lost.
pub(super) fn marred<'t>(
    settings: &mut Settings<'t>,
    yaml: Option<&ConfigYaml<'t>>,
    release: &Release,
) -> Vec<Marred<'t>> {
    let lists: BTreeSet<Span> = yaml
        .iter()
        .flat_map(|yaml| &yaml.entries)
        .filter(|entry| entry.kind == ScalarKind::List)
        .map(|entry| entry.value.span)
        .collect();
    let mut found = Vec::new();
    let mut lost: Vec<(String, Span)> = Vec::new();
    for key in yaml.iter().flat_map(|yaml| &yaml.hollow).take(MOST_FAULTS) {
        let takes_one =
            !matches!(flink::value_type(&key.text, release), None | Some(ValueType::Map | ValueType::Other));
        if !takes_one || settings.get(&key.text).is_some() {
            continue;
        }
        lost.push((key.text.clone().into_owned(), key.span));
        found.push(Marred {
            place: Some(Place::at(key.span)),
            texts: PhantomData,
            key: Located::new(key.text.clone(), Place::at(key.span)),
            kind: "empty-mapping",
            inner: Maybe::absent(),
            inner_ha: false,
            fatal: false,
        });
    }
    for written in settings.effective() {
        let key = written.key.text.as_ref();
        if !flink::reads(key, release) || placeholder(&written.value.text).is_some() {
            continue;
        }
        let inner = second_setting(&written.value.text, release);
        let value = Value {
            written,
            value_type: flink::value_type(key, release),
            is_list: lists.contains(&written.value.span),
        };
        let Some(kind) = value.fault(inner.is_some(), yaml.is_none()) else { continue };
        let place = Place::set(written.key.span, written.value.span);
        let inner = inner.filter(|_| kind == "second-setting");
        if let Some(inner) = inner {
            lost.push((inner.to_owned(), written.key.span));
        }
        found.push(Marred {
            place: Some(place.clone()),
            texts: PhantomData,
            key: located_key(&written.key, &written.value),
            kind,
            inner_ha: inner.is_some_and(super::losses::is_ha),
            inner: inner.map_or_else(Maybe::absent, |inner| Maybe::new(Cow::Owned(inner.to_owned()), place)),
            fatal: if kind == "ending" { value.is_checked() } else { is_typed(key, release) || names_something(key) },
        });
        if found.len() == MOST_FAULTS {
            break;
        }
    }
    for (key, span) in lost {
        settings.lose_option(key, span, release);
    }
    found
}

/// What a block scalar leaves behind its text.
const LINE_END: [char; 4] = ['\n', '\r', ' ', '\t'];

struct Value<'s, 't> {
    written: &'s Written<'t>,
    value_type: Option<ValueType>,
    is_list: bool,
}

impl Value<'_, '_> {
    fn fault(&self, has_inner: bool, legacy: bool) -> Option<&'static str> {
        let text = self.written.value.text.as_ref();
        let trimmed = text.trim_end_matches(LINE_END);
        let several = matches!(self.value_type, Some(ValueType::List | ValueType::Map));
        if has_inner && !several {
            return Some("second-setting");
        }
        if trimmed.contains(|c: char| is_false_blank(c) || is_unseen(c) && !matches!(c, '\n' | '\r' | '\t')) {
            return Some("unseen");
        }
        if self.is_list && !several && (is_secret(&self.written.key.text) || !self.is_free()) {
            return Some("list");
        }
        // Whether the text is free costs more to say than what may be wrong with it.
        self.fault_of_exact_text(legacy).filter(|_| !several && !self.is_free())
    }

    /// What is wrong with the text of an option that takes one value and no prose.
    fn fault_of_exact_text(&self, legacy: bool) -> Option<&'static str> {
        let text = self.written.value.text.as_ref();
        let trimmed = text.trim_end_matches(LINE_END);
        let is_quote = |c: char| matches!(c, '"' | '\'') || is_fancy_quote(c);
        // A text that is wholly in quotes is told by what the legacy reader keeps of it.
        let is_whole = legacy && is_quoted(trimmed);
        if !is_whole && (trimmed.starts_with(is_quote) || trimmed.ends_with(is_quote)) {
            return Some("quotes");
        }
        if [" // ", " -- "].iter().any(|mark| trimmed.contains(mark)) {
            return Some("comment");
        }
        if legacy && is_yaml_notation(trimmed) {
            return Some("notation");
        }
        if self.value_type == Some(ValueType::Other) {
            return None;
        }
        let in_brackets = legacy && trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(':');
        if trimmed.len() > 2 && (trimmed.starts_with('{') && trimmed.ends_with('}') || in_brackets) {
            return Some("braces");
        }
        if self.is_exact() && text.starts_with(' ') {
            return Some("beginning");
        }
        if [": ", "= ", "> "].iter().any(|mark| trimmed.starts_with(mark)) {
            return Some("beginning");
        }
        if self.is_host() && trimmed.contains('#') {
            return Some("hash");
        }
        // The legacy reader has lost what was behind a line end; a path may hold a `;` and rarely does.
        let ends =
            trimmed.ends_with([';', '\\']) || trimmed.ends_with("\\n") || trimmed.ends_with(',') && !self.is_split();
        let is_name = matches!(self.value_type, None | Some(ValueType::Text));
        let with_line_end = text.ends_with('\n') && self.is_exact();
        (is_name && names_something(&self.written.key.text) && ends
            || is_name && (ends && self.is_exact() || with_line_end))
            .then_some("ending")
    }

    fn last(&self) -> &str {
        self.written.key.text.rsplit('.').next().unwrap_or("")
    }

    /// Whether the value is prose, a command line or a secret.
    fn is_free(&self) -> bool {
        let key = self.written.key.text.as_ref();
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

/// The key of a setting in the value of another one, behind a blank, a comma or a line end that is written out.
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
