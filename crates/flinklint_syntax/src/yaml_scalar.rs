//! From the decoded text of a YAML scalar back to the bytes that it is written in, for every style: this is the one place that
//! knows how. What a scalar says is for the parser of events to decode; here its text is only laid against what is written.

use crate::source::Piece;
use crate::yaml_events::ScalarStyle;

/// The pieces of a decoded text, where each is written. `raw` is the scalar as it is written, from its `|`, its `>` or its
/// opening quote on, and `start` the offset of that in the file. Where the two stop fitting, the pieces end.
pub(crate) fn pieces(decoded: &str, raw: &str, start: usize, style: ScalarStyle) -> Vec<Piece> {
    let mut pieces = Pieces { start, pieces: Vec::new() };
    match style {
        ScalarStyle::Block => pieces.block(decoded, raw),
        ScalarStyle::Plain => pieces.flow(decoded, raw, 0..raw.len(), style),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            pieces.flow(decoded, raw, 1..raw.len().saturating_sub(1), style);
        }
    }
    pieces.pieces
}

struct Pieces {
    start: usize,
    pieces: Vec<Piece>,
}

impl Pieces {
    /// Adds a piece, to the one before it where they go on from each other.
    fn push(&mut self, inner: usize, raw: usize, len: usize, written: usize) {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let piece =
            Piece { inner: narrow(inner), outer: narrow(self.start + raw), len: narrow(len), written: narrow(written) };
        match self.pieces.last_mut() {
            Some(last)
                if last.is_verbatim()
                    && piece.is_verbatim()
                    && last.inner + last.len == piece.inner
                    && last.outer + last.len == piece.outer =>
            {
                last.len += piece.len;
                last.written += piece.written;
            }
            _ => self.pieces.push(piece),
        }
    }

    /// Lines keep their text; what is lost is indentation, and in `>` the ends of lines.
    fn block(&mut self, decoded: &str, raw: &str) {
        let mut inner = 0;
        let mut offset = raw.find('\n').map_or(raw.len(), |end| end + 1);
        for line in raw.get(offset..).unwrap_or("").split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let text = content.trim_start_matches(' ');
            let rest = decoded.get(inner..).unwrap_or("");
            let at = inner + rest.len() - rest.trim_start_matches([' ', '\n']).len();
            if !text.is_empty() {
                if !decoded.get(at..).is_some_and(|rest| rest.starts_with(text)) {
                    return;
                }
                // Spaces after a line end are indentation of the text itself; a space within a line is a line end in `>`.
                let before = decoded.get(inner..at).unwrap_or("");
                let indented = before.len() - before.trim_end_matches(' ').len();
                let own = inner == 0 && indented == before.len() || before.contains('\n');
                let written = content.len() - text.len();
                let indent = if own { indented.min(written) } else { 0 };
                let ends =
                    line.get(content.len()..) == Some("\n") && decoded.as_bytes().get(at + text.len()) == Some(&b'\n');
                let len = indent + text.len() + usize::from(ends);
                self.push(at - indent, offset + written - indent, len, len);
                inner = at + text.len();
            }
            offset += line.len();
        }
    }

    /// What is lost is escapes and the folding of lines.
    fn flow(&mut self, decoded: &str, raw: &str, range: std::ops::Range<usize>, style: ScalarStyle) {
        let (mut at, end) = (range.start, range.end);
        let mut inner = 0;
        while let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty()) {
            let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            let breaks = rest.get(..blank).unwrap_or("").replace("\r\n", "\n").matches(['\n', '\r']).count();
            if breaks > 0 {
                at += blank;
                inner += breaks.saturating_sub(1).max(1);
                continue;
            }
            let Some(next) = decoded.get(inner..).and_then(|rest| rest.chars().next()) else { return };
            let (len, written) = match style {
                ScalarStyle::SingleQuoted if rest.starts_with("''") => (1, 2),
                ScalarStyle::DoubleQuoted if rest.starts_with('\\') => match escape(rest) {
                    Escape::Character(written) => (next.len_utf8(), written),
                    Escape::LineEnd(written) => {
                        at += written;
                        continue;
                    }
                },
                _ if rest.starts_with(next) => (next.len_utf8(), next.len_utf8()),
                _ => return,
            };
            self.push(inner, at, len, written);
            inner += len;
            at += written;
        }
    }
}

enum Escape {
    /// One character, and how many bytes it is written in.
    Character(usize),
    /// Nothing: the line goes on in the next one; so many bytes later.
    LineEnd(usize),
}

fn escape(rest: &str) -> Escape {
    let Some(escaped) = rest.chars().nth(1) else { return Escape::Character(rest.len()) };
    match escaped {
        'x' => Escape::Character(4),
        'u' => Escape::Character(6),
        'U' => Escape::Character(10),
        '\n' | '\r' => {
            let after = rest.get(1..).unwrap_or("");
            Escape::LineEnd(1 + after.len() - after.trim_start_matches([' ', '\t', '\n', '\r']).len())
        }
        other => Escape::Character(1 + other.len_utf8()),
    }
}
