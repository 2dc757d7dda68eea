//! The map from a text inside another text back to the bytes of the outer one.

use super::{FileId, Span};

/// A run of bytes that is the same in the view and in its parent, but for its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Offset in the view, bytes.
    pub inner: u32,
    /// Offset in the parent, bytes.
    pub outer: u32,
    /// Length, bytes.
    pub len: u32,
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
        let start = self.outer_offset(span.start);
        // The end is exclusive: map the last byte that is covered, so that a span that ends with a piece does not
        // run on to the start of the next one.
        let end = if span.is_empty() { start } else { self.outer_offset(span.end.saturating_sub(1)).saturating_add(1) };
        Span { file: self.parent, start, end: end.max(start) }
    }

    fn outer_offset(&self, inner: u32) -> u32 {
        let after = self.pieces.partition_point(|piece| piece.inner <= inner);
        match after.checked_sub(1).and_then(|n| self.pieces.get(n)) {
            Some(piece) => piece.outer + (inner - piece.inner).min(piece.len),
            None => self.pieces.first().map_or(0, |piece| piece.outer),
        }
    }
}
