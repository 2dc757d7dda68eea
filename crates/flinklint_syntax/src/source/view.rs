//! The map from a text inside another text back to the bytes of the outer one.

use super::{FileId, Span};

/// A run of bytes of a view, and where it is written in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Offset in the view, bytes.
    pub inner: u32,
    /// Offset in the parent, bytes.
    pub outer: u32,
    /// Length in the view, bytes.
    pub len: u32,
    /// Length in the parent, bytes. Where it is the same, so are the bytes; where it is not, the whole stands for the whole
    /// (an escape and its character).
    pub written: u32,
}

impl Piece {
    /// Bytes that are the same in the view and in its parent.
    #[must_use]
    pub fn verbatim(inner: u32, outer: u32, len: u32) -> Self {
        Self { inner, outer, len, written: len }
    }

    pub(crate) fn is_verbatim(self) -> bool {
        self.len == self.written
    }
}

/// Where the bytes of a view come from: pieces in ascending order of both offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The text that contains this one.
    pub parent: FileId,
    /// The pieces, ascending. Bytes of the view that lie in no piece (a line end that was rewritten, say) map to the
    /// end of the piece before them.
    pub pieces: Vec<Piece>,
}

impl View {
    /// The span in the parent that covers `span`.
    #[must_use]
    pub fn to_parent(&self, span: Span) -> Span {
        let start = outer_start(&self.pieces, span.start);
        // The end is exclusive: map the last byte that is covered, so that a span that ends with a piece does not
        // run on to the start of the next one.
        let end = if span.is_empty() { start } else { outer_end(&self.pieces, span.end.saturating_sub(1)) };
        Span { file: self.parent, start, end: end.max(start) }
    }
}

/// The piece that a byte lies in, or the last one before it.
fn piece_of(pieces: &[Piece], inner: u32) -> Option<&Piece> {
    pieces.partition_point(|piece| piece.inner <= inner).checked_sub(1).and_then(|n| pieces.get(n))
}

/// Where a byte begins in the parent.
pub(crate) fn outer_start(pieces: &[Piece], inner: u32) -> u32 {
    match piece_of(pieces, inner) {
        Some(piece) if inner - piece.inner >= piece.len => piece.outer + piece.written,
        Some(piece) if piece.is_verbatim() => piece.outer + (inner - piece.inner),
        Some(piece) => piece.outer,
        None => pieces.first().map_or(0, |piece| piece.outer),
    }
}

/// Where a byte ends in the parent.
fn outer_end(pieces: &[Piece], inner: u32) -> u32 {
    match piece_of(pieces, inner) {
        Some(piece) if piece.is_verbatim() => piece.outer + (inner - piece.inner + 1).min(piece.len),
        Some(piece) => piece.outer + piece.written,
        None => pieces.first().map_or(0, |piece| piece.outer),
    }
}
