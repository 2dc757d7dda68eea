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
use decode::Decoded;
use document::{Document, Fault};
use std::borrow::Cow;

/// What the reader makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ConfigYaml<'t> {
    /// The flattened settings in document order. Equal keys are kept; the later one wins.
    pub(crate) entries: Vec<YamlEntry<'t>>,
    /// Why real Flink refuses the file, in the order of the file; empty if it does not.
    pub(crate) errors: Vec<ConfigError>,
}

/// One flattened setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct YamlEntry<'t> {
    /// The full dotted key; its span is that of the last written segment.
    pub(crate) key: Scalar<'t>,
    /// The spans of all written segments, outermost first; a segment may have dots of its own.
    pub(crate) path: Vec<Span>,
    /// The effective text as Flink's `Configuration` gives it (`1e3` is `1000.0`, `010` is `10`). The span covers what
    /// is written, quotes included; for an alias, the alias.
    pub(crate) value: Scalar<'t>,
    /// What is written for the value, quotes included; for an alias, what the anchor names.
    pub(crate) written: Cow<'t, str>,
    /// What YAML takes the value for.
    pub(crate) kind: ScalarKind,
    /// How it is written.
    pub(crate) style: Style,
}

/// What the core schema takes a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ScalarKind {
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
pub(crate) enum Style {
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
pub(crate) struct ConfigError {
    /// Which kind of reason.
    pub(crate) kind: ConfigErrorKind,
    /// What and where.
    pub(crate) error: SyntaxError,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConfigErrorKind {
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
    pub(crate) fn as_str(self) -> &'static str {
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

/// Bytes that are read again, at most, for the sake of comments that the parser refuses.
const READ_AGAIN: usize = 64 << 20;

/// Reads a text. What follows a syntax error is not read.
pub(crate) fn parse<'t>(file: FileId, bytes: &'t [u8]) -> ConfigYaml<'t> {
    let decoded = decode::decode(bytes);
    let mut config = match &decoded.text {
        Cow::Borrowed(text) => read(file, text, &decoded),
        Cow::Owned(text) => owned(read(file, text, &decoded)),
    };
    let mut copy = String::new();
    let mut spent = 0;
    let config = loop {
        match config {
            Ok(config) => break config,
            Err((config, _)) if spent > READ_AGAIN => break config,
            Err((_, comment)) => {
                if copy.is_empty() {
                    copy.push_str(&decoded.text);
                }
                copy = without_comment(&copy, comment);
                spent += copy.len();
                config = owned(read(file, &copy, &decoded));
            }
        }
    };
    if template::is_template(bytes) { ConfigYaml { errors: Vec::new(), ..config } } else { config }
}

/// The same text with blanks in place of a comment.
fn without_comment(text: &str, at: usize) -> String {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let (comment, behind) = rest.split_at_checked(rest.find(['\n', '\r']).unwrap_or(rest.len())).unwrap_or((rest, ""));
    format!("{before}{:1$}{behind}", "", comment.len())
}

/// What was read; in the error case up to a comment that the parser refuses and the real one does not, at that offset.
type Attempt<'t> = Result<ConfigYaml<'t>, (ConfigYaml<'t>, usize)>;

fn owned<'t>(attempt: Attempt<'_>) -> Attempt<'t> {
    attempt.map(ConfigYaml::into_owned).map_err(|(config, at)| (config.into_owned(), at))
}

fn read<'s>(file: FileId, text: &'s str, decoded: &Decoded<'_>) -> Attempt<'s> {
    let place = |(start, end): (usize, usize)| Span::new(file, decoded.raw(start), decoded.raw(end));
    let document = Document::compose(text);
    let glued_comment = document.glued_comment;
    let (entries, mut faults) = flatten::flatten(&document, text, &place);
    faults.extend(decoded.fault(document.reached));
    faults.extend(document.faults);
    faults.sort_by_key(|fault| fault.place);
    let errors = faults.into_iter().map(|Fault { kind, message, place: at, related }| ConfigError {
        kind,
        error: SyntaxError { message, span: place(at), related: related.map(place) },
    });
    let config = ConfigYaml { entries, errors: errors.collect() };
    match glued_comment {
        None => Ok(config),
        Some(at) => Err((config, at)),
    }
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
        });
        ConfigYaml { entries: entries.collect(), errors: self.errors }
    }
}
