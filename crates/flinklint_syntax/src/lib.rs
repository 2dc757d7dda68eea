//! One file per format: text to a tree in which every node has a span.
//!
//! A grammar here reads exactly what the real reader reads and loses exactly what the real reader loses; what was lost
//! stays in the tree as a fault with a place. Grammars know formats, not meanings: no option has a name here, no
//! version is asked for. Where versions differ, the caller says which form it wants.

pub mod config_yaml;
pub mod hosts;
pub mod legacy;
pub mod manifest;
pub mod myid;
pub mod properties;
pub mod server;
pub mod site_xml;
pub mod source;
pub mod template;
pub mod value;
mod yaml_events;
pub mod yaml_path;
mod yaml_scalar;

use crate::source::Span;
use std::borrow::Cow;

/// A piece of text as its reader decodes it, with the raw bytes it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar<'t> {
    /// The decoded text.
    pub text: Cow<'t, str>,
    /// Where it is written. Decoding these bytes gives the text.
    pub span: Span,
}

impl<'t> Scalar<'t> {
    /// A text and the bytes that it was decoded from.
    pub fn new(text: impl Into<Cow<'t, str>>, span: Span) -> Self {
        Self { text: text.into(), span }
    }

    /// A part of the text, in bytes of it, with the place of that part; with the place of the whole where the text is not
    /// what stands in the file.
    #[must_use]
    pub fn part(&self, start: usize, end: usize) -> Self {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or("")),
            Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or("").to_owned()),
        };
        let span = match self.text {
            Cow::Borrowed(text) if text.len() == self.span.len() => {
                let base = self.span.start as usize;
                Span::new(self.span.file, base + start.min(text.len()), base + end.min(text.len()))
            }
            _ => self.span,
        };
        Self { text, span }
    }

    /// `String.trim` of Java, the place likewise.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let kept = value::java_trim(&self.text);
        if kept.len() == self.text.len() {
            return self.clone();
        }
        let start =
            if kept.is_empty() { 0 } else { self.text.len() - self.text.trim_start_matches(|c| c <= ' ').len() };
        self.part(start, start + kept.len())
    }
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'t> {
    /// The key as its reader decodes it.
    pub key: Scalar<'t>,
    /// The value as its reader decodes it; an empty value has an empty span behind the separator.
    pub value: Scalar<'t>,
}

/// A text that its real reader refuses as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, for a person: one clause without a full stop.
    pub message: String,
    /// Where the reader gives up.
    pub span: Span,
    /// A second place that makes the first one wrong (the first of two equal keys, the tag that is not closed).
    pub related: Option<Span>,
}
