//! Where a scalar stands in a YAML text, by the path that leads to it: for texts whose content another parser reads without
//! places, and for texts inside texts.

use crate::source::{Piece, outer_start};
use crate::yaml_events::{Event, EventKind, Events, ScalarStyle};
use crate::yaml_scalar::pieces;
use std::ops::ControlFlow;

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    /// The value of a key.
    Key(&'p str),
    /// An item of a list, from 0.
    Item(usize),
}

/// A scalar in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarPlace {
    /// First byte, quotes and the `|` of a block scalar included.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    pieces: Vec<Piece>,
}

/// A collection on the way to a node.
#[derive(Debug)]
pub(crate) enum Level {
    Mapping { key: Option<String> },
    List { next: usize },
}

/// What a walk through a text meets.
pub(crate) enum Met<'e> {
    /// A scalar that is no key, with what leads to it.
    Scalar { path: &'e [Level], text: &'e str, written: WrittenScalar },
    /// The end of a document.
    DocumentEnd,
}

/// Where and how a scalar is written.
#[derive(Clone, Copy)]
pub(crate) struct WrittenScalar {
    start: usize,
    end: usize,
    style: ScalarStyle,
}

impl WrittenScalar {
    /// The pieces of the decoded text.
    pub(crate) fn pieces(self, whole: &str, decoded: &str) -> Vec<Piece> {
        pieces(decoded, whole.get(self.start..self.end).unwrap_or_default(), self.start, self.style)
    }
}

/// Walks through all documents of a text, up to where it is not YAML.
pub(crate) fn walk(text: &str, mut meet: impl FnMut(Met<'_>) -> ControlFlow<()>) {
    let mut levels: Vec<Level> = Vec::new();
    for event in Events::new(text).map_while(Result::ok) {
        let is_key = matches!(levels.last(), Some(Level::Mapping { key: None }));
        let Event { kind, start, end, .. } = event;
        let met = match kind {
            EventKind::Scalar { text: key, .. } if is_key => {
                if let Some(Level::Mapping { key: slot }) = levels.last_mut() {
                    *slot = Some(key.into_owned());
                }
                ControlFlow::Continue(())
            }
            EventKind::Scalar { text, style } => {
                let met =
                    meet(Met::Scalar { path: &levels, text: &text, written: WrittenScalar { start, end, style } });
                finish(&mut levels);
                met
            }
            EventKind::MappingStart { .. } => {
                levels.push(Level::Mapping { key: None });
                ControlFlow::Continue(())
            }
            EventKind::SequenceStart { .. } => {
                levels.push(Level::List { next: 0 });
                ControlFlow::Continue(())
            }
            EventKind::MappingEnd | EventKind::SequenceEnd => {
                levels.pop();
                finish(&mut levels);
                ControlFlow::Continue(())
            }
            EventKind::Alias(_) => {
                finish(&mut levels);
                ControlFlow::Continue(())
            }
            EventKind::DocumentEnd => {
                levels.clear();
                meet(Met::DocumentEnd)
            }
            EventKind::DocumentStart => ControlFlow::Continue(()),
        };
        if met.is_break() {
            return;
        }
    }
}

/// A node is done: its parent expects the next key or item.
fn finish(levels: &mut [Level]) {
    match levels.last_mut() {
        Some(Level::Mapping { key }) => *key = None,
        Some(Level::List { next }) => *next += 1,
        None => {}
    }
}

/// Finds the scalar at a path in the first document.
#[must_use]
pub fn locate(text: &str, path: &[Step<'_>]) -> Option<ScalarPlace> {
    let mut found = None;
    walk(text, |met| match met {
        Met::Scalar { path: here, text: decoded, written } if leads_to(here, path) => {
            let pieces = written.pieces(text, decoded);
            found = Some(ScalarPlace { start: written.start, end: written.end, pieces });
            ControlFlow::Break(())
        }
        Met::Scalar { .. } => ControlFlow::Continue(()),
        Met::DocumentEnd => ControlFlow::Break(()),
    });
    found
}

/// Whether a walk is where a path leads.
pub(crate) fn leads_to(levels: &[Level], path: &[Step<'_>]) -> bool {
    levels.len() == path.len()
        && levels.iter().zip(path).all(|(level, step)| match (level, step) {
            (Level::Mapping { key: Some(key) }, Step::Key(wanted)) => key == wanted,
            (Level::List { next }, Step::Item(wanted)) => next == wanted,
            _ => false,
        })
}

impl ScalarPlace {
    /// The byte in the text of a byte in the decoded scalar.
    #[must_use]
    pub fn byte(&self, decoded: usize) -> usize {
        let inner = u32::try_from(decoded).unwrap_or(u32::MAX);
        if self.pieces.is_empty() { self.start } else { outer_start(&self.pieces, inner) as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_found_by_path() {
        let text = "a: 1\nb:\n  - {c: x}\n  - c: 'yy'\n    d: |\n      one\n      two\n";
        let place = locate(text, &[Step::Key("b"), Step::Item(1), Step::Key("c")]).unwrap();
        assert_eq!(&text[place.start..place.end], "'yy'");
        assert_eq!(&text[place.byte(1)..place.byte(2)], "y");
        let block = locate(text, &[Step::Key("b"), Step::Item(1), Step::Key("d")]).unwrap();
        assert!(text[block.byte(4)..].starts_with("two"));
        assert_eq!(locate(text, &[Step::Key("z")]), None);
    }

    /// Every character of a decoded text that is no white space is found where it is written.
    #[test]
    fn every_style_leads_back_to_what_is_written() {
        for (text, decoded) in [
            ("a: |\n  one two\n\n    three: x\n  four\n", "one two\n\n  three: x\nfour\n"),
            ("a: |-\n  one\n", "one"),
            ("a: |2\n    one\n  two\n", "  one\ntwo\n"),
            ("a: |\r\n  one\r\n  two\r\n", "one\ntwo\n"),
            ("a: >\n  one\n  two\n\n  three\n    four\n", "one two\nthree\n  four\n"),
            ("a: >-\n  one\n  two\n", "one two"),
            ("a: 'it''s\n  folded\n\n  here'", "it's folded\nhere"),
            ("a: \"tab\\t q\\\" \\u00e9 \\\n   on\"", "tab\t q\" \u{e9} on"),
            ("a: plain\n  over lines # c", "plain over lines"),
            ("a: |\n  \u{e9}t\u{e9}: \u{4e2d}\n  x\n", "\u{e9}t\u{e9}: \u{4e2d}\nx\n"),
        ] {
            let mut found = None;
            walk(text, |met| match met {
                Met::Scalar { text: own, written, .. } => {
                    assert_eq!(own, decoded, "{text:?}");
                    found = Some(written.pieces(text, own));
                    ControlFlow::Break(())
                }
                Met::DocumentEnd => ControlFlow::Break(()),
            });
            let pieces = found.unwrap();
            for (at, character) in decoded.char_indices().filter(|(_, character)| !character.is_whitespace()) {
                let outer = outer_start(&pieces, u32::try_from(at).unwrap()) as usize;
                let written = &text[outer..];
                assert!(
                    written.starts_with(character) || written.starts_with('\\') || written.starts_with("''"),
                    "{text:?}: {character:?} at {at} leads to {written:?}"
                );
            }
        }
    }
}
