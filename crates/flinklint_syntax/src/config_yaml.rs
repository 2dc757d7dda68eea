//! `config.yaml` as Flink from 1.19 on reads it: SnakeYAML Engine 2.6 with the core schema of YAML 1.2
//! (`YamlParserUtils`), flattened with dots (`GlobalConfiguration.flatten`).
//!
//! Nested mappings become dotted keys, lists become one line of YAML, everything else the text that Java gives for it.
//! The real loader refuses the whole file at the first fault; here all faults are told, and what can be read is read.
//! A text with template control syntax is not what Flink will see, so no fault is told of it.

mod core_schema;
mod decode;
mod document;
mod flatten;
mod flow_text;
#[cfg(test)]
mod tests;

use super::{Scalar, SyntaxError, template};
use crate::source::{FileId, Span};
use decode::{DecodedText, Origin};
use document::{Document, Fault};
use std::borrow::Cow;

/// What the reader makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigYaml<'t> {
    /// The flattened settings in document order. Equal keys are kept; the later one wins.
    pub entries: Vec<YamlEntry<'t>>,
    /// Keys with an empty mapping for a value, which set nothing.
    pub hollow: Vec<Scalar<'t>>,
    /// Why real Flink refuses the file, in the order of the file; empty if it does not.
    pub errors: Vec<ConfigError>,
}

/// One flattened setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlEntry<'t> {
    /// The full dotted key; its span is that of the last written segment.
    pub key: Scalar<'t>,
    /// The spans of all written segments, outermost first; a segment may have dots of its own.
    pub path: Vec<Span>,
    /// The effective text as Flink's `Configuration` gives it (`1e3` is `1000.0`, `010` is `10`). The span covers what
    /// is written, quotes included; for an alias, the alias.
    pub value: Scalar<'t>,
    /// What is written for the value, quotes included; for an alias, what the anchor names.
    pub written: Cow<'t, str>,
    /// What YAML takes the value for.
    pub kind: ScalarKind,
    /// How it is written.
    pub style: Style,
    /// The comment at which a plain value ends, where no blank follows its `#`: it may have been meant as a part of the value.
    pub glued_comment: Option<Span>,
}

/// What the core schema takes a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScalarKind {
    /// A text.
    Text,
    /// An integer of any size.
    Integer,
    /// A floating point number.
    Float,
    /// `true` or `false`.
    Boolean,
    /// A list, kept as a line of YAML.
    List,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// A scalar behind `|` or `>`, or a list with a `-` for each item.
    Block,
    /// A list in brackets.
    Flow,
}

/// One reason why real Flink refuses the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Which kind of reason.
    pub kind: ConfigErrorKind,
    /// What and where.
    pub error: SyntaxError,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigErrorKind {
    /// Not YAML, or not what the loader takes of it.
    Syntax,
    /// A key that stands twice in one mapping; the first one is the related span.
    DuplicateKey,
    /// A key without a value: `Configuration` takes no null.
    NullValue,
    /// A second document.
    MultipleDocuments,
    /// The document is a scalar or a list.
    NotAMapping,
    /// A key that is a number, a boolean or a collection.
    NonTextKey,
}

impl ConfigErrorKind {
    /// The name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicate-key",
            Self::NullValue => "null-value",
            Self::MultipleDocuments => "multiple-documents",
            Self::NotAMapping => "not-a-mapping",
            Self::NonTextKey => "non-text-key",
        }
    }
}

/// Bytes that are read again, at most, for the sake of blanks that only the parser misses.
const READ_AGAIN: usize = 16 << 20;

/// Reads a text. What follows a syntax error is not read.
pub fn parse<'t>(file: FileId, bytes: &'t [u8]) -> ConfigYaml<'t> {
    let DecodedText { text, origin } = decode::decode(bytes);
    let config = match text {
        Cow::Borrowed(text) => match read(file, text, &origin) {
            (config, None) => config,
            (_, missing_blank) => read_tolerantly(file, text.to_owned(), origin, missing_blank),
        },
        Cow::Owned(text) => read_tolerantly(file, text, origin, None),
    };
    if template::is_template(bytes) { ConfigYaml { errors: Vec::new(), ..config } } else { config }
}

/// Reads a text again and again, with a blank more each time, until the parser misses none.
fn read_tolerantly<'t>(
    file: FileId,
    mut text: String,
    mut origin: Origin,
    mut missing_blank: Option<usize>,
) -> ConfigYaml<'t> {
    let mut spent = 0;
    loop {
        if let Some(at) = missing_blank {
            origin.insert_blank(&mut text, at);
        }
        let (config, next) = read(file, &text, &origin);
        spent += text.len();
        if next.is_none() || next == missing_blank || spent > READ_AGAIN {
            return config.into_owned();
        }
        missing_blank = next;
    }
}

/// The outermost thing of a text that is one document without a fault. With nothing for an element, a key or a value,
/// or with one key twice, it cannot be made a list or a map of texts and is none here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outermost {
    /// A list.
    List,
    /// A mapping of keys to values.
    Mapping,
}

/// What the text of one value is as YAML (`YamlParserUtils.convertToObject`): a list, a mapping, or neither.
pub fn outermost(text: &str) -> Option<Outermost> {
    // The real scanner still ends some lines at the separators of YAML 1.1; read either way, the text is fine.
    let separators = ['\u{85}', '\u{2028}', '\u{2029}'];
    let trimmed = text.trim_end_matches(|c| c == ' ' || c == '\n' || separators.contains(&c));
    outermost_of(Cow::Borrowed(trimmed))
        .or_else(|| text.contains(separators).then(|| outermost_of(text.replace(separators, "\n").into())).flatten())
}

fn outermost_of(mut text: Cow<'_, str>) -> Option<Outermost> {
    let mut missing_blank = None;
    loop {
        let document = Document::compose(&text);
        match document.missing_blank {
            Some(at) if missing_blank != Some(at) && text.is_char_boundary(at) => {
                missing_blank = Some(at);
                let mut tolerant = text.to_string();
                tolerant.insert(at, ' ');
                text = Cow::Owned(tolerant);
            }
            _ if !document.faults.is_empty() || Origin::default().fault(&text, document.reached).is_some() => {
                return None;
            }
            _ => return document.outermost(),
        }
    }
}

/// Reads a text up to where the parser misses a blank that the real one does not need.
fn read<'s>(file: FileId, text: &'s str, origin: &Origin) -> (ConfigYaml<'s>, Option<usize>) {
    let place = |(start, end): (usize, usize)| Span::new(file, origin.raw(start), origin.raw(end));
    let document = Document::compose(text);
    let missing_blank = document.missing_blank;
    let (entries, hollow, mut faults) = flatten::flatten(&document, text, origin, &place);
    faults.extend(origin.fault(text, document.reached));
    if document.faults.iter().any(|fault| fault.kind == ConfigErrorKind::Syntax) {
        // What a broken text is as a whole, nobody knows.
        faults.retain(|fault| fault.kind != ConfigErrorKind::NotAMapping);
    }
    faults.extend(document.faults);
    faults.sort_by_key(|fault| fault.place);
    let errors = faults.into_iter().map(|Fault { kind, message, place: at, related }| ConfigError {
        kind,
        error: SyntaxError { message, span: place(at), related: related.map(place) },
    });
    (ConfigYaml { entries, hollow, errors: errors.collect() }, missing_blank)
}

impl ConfigYaml<'_> {
    fn into_owned<'t>(self) -> ConfigYaml<'t> {
        let owned = |scalar: Scalar<'_>| Scalar::new(scalar.text.into_owned(), scalar.span);
        let entries = self.entries.into_iter().map(|entry| YamlEntry {
            key: owned(entry.key),
            path: entry.path,
            value: owned(entry.value),
            written: Cow::Owned(entry.written.into_owned()),
            kind: entry.kind,
            style: entry.style,
            glued_comment: entry.glued_comment,
        });
        ConfigYaml {
            entries: entries.collect(),
            hollow: self.hollow.into_iter().map(owned).collect(),
            errors: self.errors,
        }
    }
}
