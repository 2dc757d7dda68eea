//! YAML as a stream of events with byte offsets: an event type of our own over `granit-parser`.
//!
//! This is the only place that names that crate, so that another parser can take its part. Nothing is resolved here:
//! no schema, no anchors, no duplicate keys. Errors are told in our own words where they are common.

mod strictness;

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
    /// Where the text lacks a blank by the letter of YAML but not for SnakeYAML: before a comment that follows a quote or
    /// a bracket, or between a `:` and a bracket in a flow mapping.
    pub(super) missing_blank: Option<usize>,
}

/// Collections that lie in each other, at most. Real parsers run out of stack somewhere beyond.
const DEEPEST: usize = 1000;

/// The events of one text.
pub(super) struct Events<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    /// End of the last event.
    cursor: usize,
    /// That event is a plain scalar.
    behind_plain: bool,
    /// The collections that are open, innermost last.
    open: Vec<Open>,
}

/// An open collection; for one without brackets, its column in characters from 0.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Flow,
    Mapping(usize),
    Sequence(usize),
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
        let parser = Parser::new_from_str_with_options(text, options);
        Self { text, parser, cursor: 0, behind_plain: false, open: Vec::new() }
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
        let unwritten = start == end && tag.is_none() && anchor == 0 && !strictness::has_question_mark(self.gap(start));
        Some(Event { kind, tag, anchor, start, end, unwritten })
    }

    /// The place of a block scalar from its `|` or `>` to its last character that is no blank; the parser gives the
    /// lines alone.
    fn block_scalar(&self, start: usize, end: usize) -> (usize, usize) {
        let header = block_header(self.gap(start)).map_or(start, |n| self.cursor + n);
        let content = self.text.get(header..end).unwrap_or("");
        (header, header + content.trim_end().len())
    }

    /// The first `-` of a block sequence. The parser gives it, but what is behind it where the sequence is not indented
    /// below its key.
    fn first_dash(&self, start: usize) -> usize {
        let dash = strictness::last_dash(self.gap(start)).map(|n| self.cursor + n);
        let column = dash.map(|dash| Open::Mapping(strictness::column(self.text, dash)));
        dash.filter(|_| self.open.last().copied() == column).unwrap_or(start)
    }

    fn ends_with_quote_or_bracket(&self, end: usize) -> bool {
        self.text.get(..end).is_some_and(|text| text.ends_with(['\'', '"', ']', '}']))
    }

    /// Where a character is that the parser refuses; it may give the start of the scalar that it is in.
    fn place_of(&self, character: char, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find(character)).map_or(at, |n| at + n)
    }

    /// What stands between the event before and an offset.
    fn gap(&self, start: usize) -> &'t str {
        self.text.get(self.cursor..start).unwrap_or("")
    }

    /// What SnakeYAML refuses and the parser does not, in the event at a place or in the gap before it. `behind` is where
    /// the event ends for the parser.
    fn refused(&self, raw: &Raw<'_>, gap_end: usize, start: usize, behind: usize) -> Option<EventError> {
        let error = |message: &str, at| Some(EventError { message: message.to_owned(), at, missing_blank: None });
        if let Some(n) = strictness::tab_between(self.gap(gap_end), self.behind_plain) {
            return error(TAB, self.cursor + n);
        }
        let content = self.text.get(start..behind).unwrap_or("");
        match raw {
            Raw::Scalar(_, RawStyle::Plain, ..) if start < behind => {
                if let Some(n) = strictness::tab_at_line_start(content) {
                    return error(TAB, start + n);
                }
                if self.open.last() == Some(&Open::Flow) && content.starts_with(':') {
                    return error("a value in brackets that starts with `:` needs quotes", start);
                }
            }
            Raw::Scalar(_, RawStyle::Literal | RawStyle::Folded, ..) => {
                let lines = self.text.get(start..).unwrap_or("");
                if let Some(n) = strictness::bad_block_header(lines) {
                    return error("nothing but `+`, `-`, a digit and a comment can follow here", start + n);
                }
                let column = match self.open.last() {
                    Some(Open::Mapping(column) | Open::Sequence(column)) => Some(*column),
                    Some(Open::Flow) | None => None,
                };
                if strictness::empty_block_scalar_before_dedent(lines, column) {
                    return error("the block that is announced here is empty", start);
                }
            }
            _ => {}
        }
        None
    }

    /// Keeps count of the collections that are open and of how far the text is used up.
    fn advance(&mut self, raw: &Raw<'_>, start: usize, behind: usize) {
        match raw {
            Raw::MappingStart(StructureStyle::Block, ..) => {
                self.open.push(Open::Mapping(strictness::column(self.text, start)));
            }
            Raw::SequenceStart(StructureStyle::Block, ..) => {
                let column = strictness::column(self.text, start);
                self.open.push(Open::Sequence(column));
            }
            Raw::MappingStart(..) | Raw::SequenceStart(..) => self.open.push(Open::Flow),
            Raw::MappingEnd | Raw::SequenceEnd => {
                self.open.pop();
            }
            _ => {}
        }
        let cursor = behind.max(start);
        if cursor > self.cursor {
            self.cursor = cursor;
            self.behind_plain = start < behind && matches!(raw, Raw::Scalar(_, RawStyle::Plain, ..));
        }
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Result<Event<'t>, EventError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (raw, span) = match self.parser.next_event()? {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(self.cursor).min(self.text.len());
                    let message = message(&error);
                    let at = match error.kind() {
                        _ if message == TAB => strictness::nearest_tab(self.text, at),
                        ErrorKind::UnexpectedCharacter { character } => self.place_of(*character, at),
                        _ => at,
                    };
                    let missing_blank = match error.kind() {
                        ErrorKind::CommentNotSeparated if self.ends_with_quote_or_bracket(at) => Some(at),
                        ErrorKind::FlowMappingValueAdjacentCollection => Some(at + 1),
                        _ => None,
                    };
                    return Some(Err(EventError { message, at, missing_blank }));
                }
            };
            let range = span.byte_range().unwrap_or(self.cursor..self.cursor);
            // Events of collections that nothing ends but the indentation point at what comes next.
            let raw_start = range.start.min(self.text.len());
            let behind = range.end.clamp(raw_start, self.text.len());
            let (start, end) = match raw {
                Raw::Scalar(_, RawStyle::Literal | RawStyle::Folded, ..) => self.block_scalar(raw_start, behind),
                Raw::SequenceStart(StructureStyle::Block, ..) => (self.first_dash(raw_start), behind),
                _ => (raw_start, behind),
            };
            // A block scalar begins before its lines; a sequence may begin before what the parser gives, too.
            let gap_end = if matches!(raw, Raw::Scalar(..)) { start } else { raw_start };
            if let Some(error) = self.refused(&raw, gap_end, start, behind) {
                return Some(Err(error));
            }
            let used = raw.clone();
            let event = self.event(raw, start, end);
            self.advance(&used, start, behind);
            if let Some(event) = event {
                return Some(Ok(event));
            }
        }
    }
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

const TAB: &str = "a tab stands where YAML takes nothing but spaces";

fn message(error: &ScanError) -> String {
    let text = match error.kind() {
        ErrorKind::UnexpectedCharacter { character } if !character.is_ascii_punctuation() => {
            "YAML does not take this character"
        }
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
