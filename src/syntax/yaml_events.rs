//! YAML as a stream of events with byte offsets: an event type of our own over `granit-parser`.
//!
//! This is the only place that names that crate, so that another parser can take its part. Nothing is resolved here:
//! no schema, no anchors, no duplicate keys. Errors are told in our own words where they are common.

use granit_parser::{
    ErrorKind, Event as Raw, Parser, ScalarStyle as RawStyle, ScanError, StrInput, StructureStyle, Tag,
};
use std::borrow::Cow;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarStyle {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EventKind<'t> {
    /// A document begins, with or without `---`.
    DocumentStart,
    DocumentEnd,
    /// A scalar; its text is empty where nothing is written.
    Scalar {
        text: Cow<'t, str>,
        style: ScalarStyle,
    },
    SequenceStart {
        flow: bool,
    },
    SequenceEnd,
    MappingStart {
        flow: bool,
    },
    MappingEnd,
    /// The node that the anchor with this number names.
    Alias(usize),
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event<'t> {
    pub(super) kind: EventKind<'t>,
    /// The full name of an explicit tag.
    pub(super) tag: Option<String>,
    /// The number of the anchor on this node, from 1; 0 without one.
    pub(super) anchor: usize,
    /// First byte of the node, quotes and the `|` of a block scalar included, tag and anchor not.
    pub(super) start: usize,
    /// One past its last byte; for the start of a collection, of its opening bracket.
    pub(super) end: usize,
    /// Nothing is written, not even a `?`: where this is a key, the line starts with its `:`.
    pub(super) unwritten: bool,
}

/// Why the stream ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EventError {
    /// One clause.
    pub(super) message: String,
    /// The byte at which the parser gives up.
    pub(super) at: usize,
    /// A comment follows a quote or a bracket without a blank, at `at`. YAML refuses that, SnakeYAML does not.
    pub(super) glued_comment: bool,
}

/// Collections that lie in each other, at most. Real parsers run out of stack somewhere beyond.
const DEEPEST: usize = 1000;

/// The events of one text.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// End of the last event that covers text.
    behind: usize,
    /// That event is a plain scalar.
    behind_plain: bool,
}

impl<'t> Events<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: DEEPEST,
            block_nesting_limit: DEEPEST,
            bom_inside_document_as_content: true,
            block_scalar_eof_without_line_feed: true,
        };
        Self { text, parser: Parser::new_from_str_with_options(text, options), behind: 0, behind_plain: false }
    }

    fn event(&mut self, raw: Raw<'t>, start: usize, end: usize) -> Option<Event<'t>> {
        let (kind, anchor, tag) = match raw {
            Raw::DocumentStart(..) => (EventKind::DocumentStart, 0, None),
            Raw::DocumentEnd => (EventKind::DocumentEnd, 0, None),
            Raw::Alias(number) => (EventKind::Alias(number), 0, None),
            Raw::SequenceStart(style, anchor, tag) => {
                (EventKind::SequenceStart { flow: style == StructureStyle::Flow }, anchor, tag)
            }
            Raw::MappingStart(style, anchor, tag) => {
                (EventKind::MappingStart { flow: style == StructureStyle::Flow }, anchor, tag)
            }
            Raw::SequenceEnd => (EventKind::SequenceEnd, 0, None),
            Raw::MappingEnd => (EventKind::MappingEnd, 0, None),
            Raw::Scalar(text, style, anchor, tag) => {
                let style = match style {
                    RawStyle::Plain => ScalarStyle::Plain,
                    RawStyle::SingleQuoted => ScalarStyle::SingleQuoted,
                    RawStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
                    RawStyle::Literal | RawStyle::Folded => ScalarStyle::Block,
                };
                // The parser says `~` for a value that is not there at all.
                let text = if style == ScalarStyle::Plain && start == end { Cow::Borrowed("") } else { text };
                (EventKind::Scalar { text, style }, anchor, tag)
            }
            _ => return None,
        };
        let tag = tag.map(|tag: Cow<'_, Tag>| format!("{}{}", tag.handle(), tag.suffix()));
        let unwritten = start == end && tag.is_none() && anchor == 0 && !self.question_mark_before(start);
        Some(Event { kind, tag, anchor, start, end, unwritten })
    }

    /// The place of a block scalar from its `|` or `>` to its last character that is no blank; the parser gives the
    /// lines alone.
    fn block_scalar(&self, start: usize, end: usize) -> (usize, usize) {
        let between = self.text.get(self.behind..start).unwrap_or("");
        let header = block_header(between).map_or(start, |n| self.behind + n);
        let content = self.text.get(header..end).unwrap_or("");
        (header, header + content.trim_end().len())
    }

    /// Whether a `?` stands between the event before and an offset, outside of comments.
    fn question_mark_before(&self, start: usize) -> bool {
        let gap = self.text.get(self.behind..start).unwrap_or("");
        gap.split(['\n', '\r']).any(|line| line.split('#').next().is_some_and(|line| line.contains('?')))
    }

    /// Offset of a tab that stands where SnakeYAML takes none, in the event at a place or before it.
    fn misplaced_tab(&mut self, raw: &Raw<'_>, start: usize, end: usize, behind: usize) -> Option<usize> {
        let style = match raw {
            Raw::Scalar(_, style, ..) if start < end => Some(*style),
            _ => None,
        };
        let gap = self.text.get(self.behind..start).unwrap_or("");
        let tab = tab_between(gap, self.behind_plain).map(|n| self.behind + n);
        let tab = tab.or_else(|| {
            let content = self.text.get(start..end).unwrap_or("");
            let inside = match style? {
                RawStyle::Plain => tab_at_line_start(content),
                RawStyle::Literal | RawStyle::Folded => {
                    tab_between(content.split(['\n', '\r']).next().unwrap_or(""), false)
                }
                RawStyle::SingleQuoted | RawStyle::DoubleQuoted => None,
            };
            inside.map(|n| start + n)
        });
        if behind > self.behind {
            self.behind = behind;
            self.behind_plain = style == Some(RawStyle::Plain);
        }
        tab
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Result<Event<'t>, EventError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (raw, span) = match self.parser.next_event()? {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(self.behind).min(self.text.len());
                    let glued_comment = *error.kind() == ErrorKind::CommentNotSeparated;
                    return Some(Err(EventError { message: message(&error), at, glued_comment }));
                }
            };
            let range = span.byte_range().unwrap_or(self.behind..self.behind);
            // Events of collections that nothing ends but the indentation point at what comes next.
            let raw_start = range.start.min(self.text.len());
            let behind = range.end.clamp(raw_start, self.text.len());
            let (start, end) = match raw {
                Raw::Scalar(_, RawStyle::Literal | RawStyle::Folded, ..) => self.block_scalar(raw_start, behind),
                _ => (raw_start, behind),
            };
            if let Some(at) = self.misplaced_tab(&raw, start, end, behind) {
                return Some(Err(EventError { message: TAB.to_owned(), at, glued_comment: false }));
            }
            if let Some(event) = self.event(raw, start, end) {
                return Some(Ok(event));
            }
        }
    }
}

/// Offset of a tab between two tokens that is not in a comment. Behind a plain scalar the scanner has already gone over
/// the blanks of the line.
fn tab_between(gap: &str, behind_plain: bool) -> Option<usize> {
    let bytes = gap.as_bytes();
    let mut at = if behind_plain { bytes.iter().take_while(|&&b| b == b' ' || b == b'\t').count() } else { 0 };
    while let Some(&byte) = bytes.get(at) {
        let comment = byte == b'#' || (byte == b'%' && at.checked_sub(1).is_none_or(|n| bytes.get(n) == Some(&b'\n')));
        if byte == b'\t' {
            return Some(at);
        }
        at += if comment { bytes.iter().skip(at).take_while(|&&b| b != b'\n' && b != b'\r').count() } else { 1 };
    }
    None
}

/// Offset of a tab that stands in the indentation of a further line of a plain scalar.
fn tab_at_line_start(scalar: &str) -> Option<usize> {
    let mut indentation = false;
    scalar.bytes().position(|byte| {
        let tab = indentation && byte == b'\t';
        indentation = matches!(byte, b'\n' | b'\r') || (indentation && byte == b' ');
        tab
    })
}

/// Offset of the `|` or `>` of a block scalar in what stands between the node before and its first line.
fn block_header(between: &str) -> Option<usize> {
    let bytes = between.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or(&[]);
        at += match byte {
            b'|' | b'>' => return Some(at),
            b'#' => rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len()),
            b'&' | b'!' => rest.iter().position(|&b| b <= b' ').unwrap_or(rest.len()),
            _ => 1,
        };
    }
    None
}

const TAB: &str = "a tab stands where YAML takes nothing but blanks";

fn message(error: &ScanError) -> String {
    let text = match error.kind() {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => TAB,
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            "a `:` follows where no key can stand; a value that has `: ` in it needs quotes"
        }
        ErrorKind::MissingAnchorOrAliasName => "a value that starts with `*` or `&` needs quotes",
        ErrorKind::UnknownAnchor => "there is no anchor of that name above; a value that starts with `*` needs quotes",
        ErrorKind::UnexpectedCharacter { .. } => "a value cannot start with this character; it needs quotes",
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => "the line is not of the form `key: value`",
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            "the indentation does not fit the lines above"
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => "a quote is not closed",
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "text follows a closing quote"
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            "a backslash in double quotes is followed by a character that it cannot escape"
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => "a bracket is not closed",
        ErrorKind::RecursionLimitExceeded => "more than 1000 collections lie in each other",
        ErrorKind::BlockSequenceEntryNotAllowed => "a list item cannot stand here",
        ErrorKind::UndeclaredTagHandle => "a value that starts with `!` needs quotes",
        other => return other.to_string(),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalars(text: &str) -> Vec<(String, String)> {
        Events::new(text)
            .map_while(Result::ok)
            .filter_map(|event| match event.kind {
                EventKind::Scalar { text: value, .. } => {
                    Some((value.into_owned(), text[event.start..event.end].to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn spans_of_scalars() {
        for (text, value, written) in [
            ("a: b", "b", "b"),
            ("a: 'b''c' # d", "b'c", "'b''c'"),
            ("a: !!str &x \"b\"\n", "b", "\"b\""),
            ("a: |\n  x\n  y\n\n", "x\ny\n", "|\n  x\n  y"),
            ("a: &b|c !<x> # |\n\n  >- # >\n   \n   x\n", "\nx", ">- # >\n   \n   x"),
            ("a: |+\n", "", "|+"),
            ("a:", "", ""),
            ("a: ~", "~", "~"),
            ("\u{feff}a: \u{4e2d}", "\u{4e2d}", "\u{4e2d}"),
            ("a: b\r\n  c\r\n", "b c", "b\r\n  c"),
        ] {
            assert_eq!(scalars(text)[1], (value.to_owned(), written.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error() {
        for text in ["[".repeat(10 << 20), "- ".repeat(5 << 20), "{a: ".repeat(2 << 20), "? ".repeat(5 << 20)] {
            let error = Events::new(&text).find_map(Result::err).unwrap();
            assert_eq!(error.message, "more than 1000 collections lie in each other");
        }
    }
}
