//! `flink-conf.yaml` as Flink up to 1.20 reads it (`GlobalConfiguration.loadLegacyYAMLResource`): not YAML.
//!
//! Each line is cut at the first `#` wherever it stands, trimmed, and split at the first `": "`; the last of equal keys
//! wins, and a line that does not split is left out with no more than a warning in a log. Quotes, indentation and
//! nesting mean nothing. What the author of a left-out line probably meant is guessed here, for the sake of messages
//! only: a guess never becomes a setting.
//!
//! The real reader decodes with the platform's charset; UTF-8 is assumed, as on every current platform.

use super::{Entry, Scalar};
use crate::source::{FileId, Span};
use std::ops::Range;

/// What the legacy reader makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legacy<'t> {
    /// The settings in the order of the file; the last of equal keys wins.
    pub entries: Vec<LegacyEntry<'t>>,
    /// The lines that the reader leaves out, the first [`MOST_DROPPED`] of them.
    pub dropped: Vec<DroppedLine<'t>>,
    /// Whether it leaves out more lines than those.
    pub dropped_more: bool,
    /// Whether the text is UTF-16, of which the reader understands no line; nothing else is told then.
    pub utf16: bool,
}

/// A text with more lost lines than this is no configuration, and nobody reads what is wrong with each.
pub const MOST_DROPPED: usize = 10_000;

/// A line that is a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyEntry<'t> {
    /// Key and value, both trimmed, neither empty. A byte order mark stays in the first key.
    pub entry: Entry<'t>,
    /// The key does not start in column 1.
    pub indented: bool,
    /// A `#` that directly follows a non-blank character of the value: the `#` and the rest of the line, which the
    /// author may have meant as part of the value.
    pub cut: Option<Span>,
    /// Index into `dropped` of the less indented `key:` line above that this line was meant to be nested under.
    pub parent: Option<usize>,
}

/// A line that the reader leaves out with a warning in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DroppedLine<'t> {
    /// Why it is no setting.
    pub reason: DropReason,
    /// The line without its comment, trimmed.
    pub span: Span,
    /// What the author meant as key, where that can be told.
    pub key: Option<Scalar<'t>>,
    /// What the author meant as value, where that can be told; never empty.
    pub value: Option<Scalar<'t>>,
}

/// Why a line is no setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// `a:b`
    NoBlankAfterColon,
    /// `a:<TAB>b`
    TabAfterColon,
    /// `a=b`
    EqualsSign,
    /// `a：b`, with the colon of a Chinese or Japanese keyboard.
    FullWidthColon,
    /// `a:`, and a deeper indented line or a list item follows.
    NestedParent,
    /// `a:`
    EmptyValue,
    /// `: b`
    EmptyKey,
    /// `- x`
    ListItem,
    /// `---`, `...`, `%YAML 1.2` or a byte order mark alone: nothing that anybody misses.
    DocumentMarker,
    /// Anything else.
    NoSeparator,
}

impl DropReason {
    /// The name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoBlankAfterColon => "no-blank-after-colon",
            Self::TabAfterColon => "tab-after-colon",
            Self::EqualsSign => "equals-sign",
            Self::FullWidthColon => "full-width-colon",
            Self::NestedParent => "nested-parent",
            Self::EmptyValue => "empty-value",
            Self::EmptyKey => "empty-key",
            Self::ListItem => "list-item",
            Self::DocumentMarker => "document-marker",
            Self::NoSeparator => "no-separator",
        }
    }
}

/// Reads a text. Never fails: the real reader takes any bytes, and what is not UTF-8 becomes U+FFFD.
pub fn parse<'t>(file: FileId, bytes: &'t [u8]) -> Legacy<'t> {
    let mut reader = Reader { file, bytes, legacy: Legacy::default(), parents: Vec::new() };
    if is_utf16(bytes) {
        return Legacy { utf16: true, ..Legacy::default() };
    }
    let mut start = 0;
    while start < bytes.len() {
        let rest = bytes.get(start..).unwrap_or(&[]);
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        reader.line(start..start + length);
        let ending = match rest.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        start += length + ending;
    }
    reader.legacy
}

struct Reader<'t> {
    file: FileId,
    bytes: &'t [u8],
    legacy: Legacy<'t>,
    /// Open `key:` lines: their indentation in bytes and their index among the dropped lines, innermost last.
    parents: Vec<(usize, usize)>,
}

/// Where key and value of a line stand, in bytes of the whole text.
struct Parts {
    reason: DropReason,
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn slice(&self, range: Range<usize>) -> &'t [u8] {
        self.bytes.get(range).unwrap_or(&[])
    }

    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let bytes = self.slice(range.clone());
        let before = bytes.iter().take_while(|&&b| b <= b' ').count();
        let after = bytes.get(before..).unwrap_or(&[]).iter().rev().take_while(|&&b| b <= b' ').count();
        range.start + before..range.end - after
    }

    fn scalar(&self, range: Range<usize>) -> Scalar<'t> {
        let text = String::from_utf8_lossy(self.slice(range.clone()));
        Scalar::new(text, Span::new(self.file, range.start, range.end))
    }

    fn line(&mut self, line: Range<usize>) {
        let hash = self.slice(line.clone()).iter().position(|&b| b == b'#').map(|n| line.start + n);
        let content = self.trim(line.start..hash.unwrap_or(line.end));
        if content.is_empty() {
            return;
        }
        let indent = content.start - line.start;
        let item = self.is_list_item(&content);
        while self.parents.last().is_some_and(|&(outer, _)| outer > indent || (outer == indent && !item)) {
            self.parents.pop();
        }
        let parent = self.parents.last().map(|&(_, index)| index);
        if let Some(index) = parent
            && let Some(line) = self.legacy.dropped.get_mut(index)
        {
            line.reason = DropReason::NestedParent;
        }
        match self.slice(content.clone()).windows(2).position(|pair| pair == b": ").map(|n| content.start + n) {
            Some(colon) if !self.trim(content.start..colon).is_empty() => {
                let key = self.trim(content.start..colon);
                let value = self.trim(colon + 2..content.end);
                let cut = hash.filter(|&hash| hash == value.end);
                self.legacy.entries.push(LegacyEntry {
                    entry: Entry { key: self.scalar(key), value: self.scalar(value) },
                    indented: indent > 0,
                    cut: cut.map(|hash| Span::new(self.file, hash, self.trim(hash..line.end).end)),
                    parent,
                });
                return;
            }
            _ => {}
        }
        self.drop_line(indent, content);
    }

    fn drop_line(&mut self, indent: usize, content: Range<usize>) {
        if self.legacy.dropped.len() >= MOST_DROPPED {
            self.legacy.dropped_more = true;
            return;
        }
        let parts = self.meant(content.clone());
        if parts.reason == DropReason::EmptyValue {
            self.parents.push((indent, self.legacy.dropped.len()));
        }
        let dropped = DroppedLine {
            reason: parts.reason,
            span: Span::new(self.file, content.start, content.end),
            key: parts.key.map(|range| self.scalar(range)),
            value: parts.value.filter(|range| !range.is_empty()).map(|range| self.scalar(range)),
        };
        self.legacy.dropped.push(dropped);
    }

    fn is_list_item(&self, content: &Range<usize>) -> bool {
        matches!(self.slice(content.clone()), [b'-'] | [b'-', b' ' | b'\t', ..])
    }

    /// What the author of a line meant that does not split at `": "`.
    fn meant(&self, content: Range<usize>) -> Parts {
        let whole = self.slice(content.clone());
        let without_parts = |reason| Parts { reason, key: None, value: None };
        if is_document_marker(whole) {
            return without_parts(DropReason::DocumentMarker);
        }
        if self.is_list_item(&content) {
            let value = self.trim(content.start + 1..content.end);
            return Parts { reason: DropReason::ListItem, key: None, value: Some(value) };
        }
        let content = content.start + shell_word(whole)..content.end;
        let Some((at, length, reason)) = separator(self.slice(content.clone())) else {
            return self.without_separator(content);
        };
        let key = self.trim(content.start..content.start + at);
        let value = self.trim(content.start + at + length..content.end);
        if key.is_empty() {
            return Parts { reason: DropReason::EmptyKey, key: None, value: Some(value) };
        }
        if self.slice(key.clone()).iter().any(|&b| b <= b' ') {
            // A sentence, a key and a URI: no key has a blank in it.
            return self.without_separator(content);
        }
        let bare = value.is_empty() && reason == DropReason::NoBlankAfterColon;
        let reason = if bare { DropReason::EmptyValue } else { reason };
        Parts { reason, key: Some(key), value: Some(value) }
    }

    /// `key value` or a word alone.
    fn without_separator(&self, content: Range<usize>) -> Parts {
        let length = self.slice(content.clone()).iter().take_while(|&&b| b > b' ').count();
        let key = content.start..content.start + length;
        let value = self.trim(key.end..content.end);
        Parts { reason: DropReason::NoSeparator, key: Some(key), value: Some(value) }
    }
}

/// The first thing in a line that separates a key from a value in some notation: offset, length, and what is wrong.
fn separator(line: &[u8]) -> Option<(usize, usize, DropReason)> {
    const FULL_WIDTH_COLON: &[u8] = "\u{ff1a}".as_bytes();
    line.iter().enumerate().find_map(|(at, &byte)| match byte {
        b'=' => Some((at, 1, DropReason::EqualsSign)),
        b':' if line.get(at + 1) == Some(&b'\t') => Some((at, 1, DropReason::TabAfterColon)),
        b':' => Some((at, 1, DropReason::NoBlankAfterColon)),
        _ if line.get(at..).is_some_and(|rest| rest.starts_with(FULL_WIDTH_COLON)) => {
            Some((at, FULL_WIDTH_COLON.len(), DropReason::FullWidthColon))
        }
        _ => None,
    })
}

/// Whether the bytes are UTF-16: by the mark at their beginning, or by a NUL in each of the first characters.
fn is_utf16(bytes: &[u8]) -> bool {
    let first = bytes.get(..16).unwrap_or(&[]);
    let every_other_is_nul = |from: usize| first.iter().skip(from).step_by(2).all(|&b| b == 0);
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || !first.is_empty() && first.iter().any(|&b| b != 0) && (every_other_is_nul(0) || every_other_is_nul(1))
}

/// Length of the word of a shell before a setting: `export a=b`, `SET 'a' = 'b';`.
fn shell_word(line: &[u8]) -> usize {
    let words: [&[u8]; 3] = [b"export ", b"set ", b"SET "];
    let word = words.iter().find(|word| line.starts_with(word));
    word.map_or(0, |word| line.iter().skip(word.len()).take_while(|&&b| b == b' ').count() + word.len())
}

fn is_document_marker(line: &[u8]) -> bool {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let directive = |name: &[u8]| line.strip_prefix(name).is_some_and(|rest| rest.first().is_none_or(|&b| b <= b' '));
    line.is_empty() || line == b"---" || line == b"..." || directive(b"%YAML") || directive(b"%TAG")
}

#[cfg(test)]
mod tests;
