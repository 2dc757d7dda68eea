//! The text of an element, gathered over comments, CDATA sections, references and line ends, with the place of every
//! piece, so that a trimmed part of it still knows where it is written.

use super::text::Text;
use crate::Scalar;
use crate::source::FileId;
use std::borrow::Cow;
use std::ops::Range;

/// The text since the last start tag that begins one, in pieces.
#[derive(Default)]
pub(super) struct ElementText<'a> {
    text: Cow<'a, str>,
    /// Where each piece begins in `text`, and where it is written.
    pieces: Vec<(usize, Range<usize>)>,
}

impl<'a> ElementText<'a> {
    pub(super) fn clear(&mut self) {
        self.text = Cow::Borrowed("");
        self.pieces.clear();
    }

    /// Appends text; its line ends become LF.
    pub(super) fn text(&mut self, text: &'a str, range: Range<usize>) {
        let mut start = range.start;
        for (n, line) in text.split('\r').enumerate() {
            let mut line = line;
            if n > 0 {
                let len = if line.starts_with('\n') { 2 } else { 1 };
                self.character('\n', start..start + len);
                line = line.strip_prefix('\n').unwrap_or(line);
                start += len;
            }
            if !line.is_empty() {
                self.piece(line, start..start + line.len());
            }
            start += line.len();
        }
    }

    fn piece(&mut self, text: &'a str, range: Range<usize>) {
        self.pieces.push((self.text.len(), range));
        if self.text.is_empty() {
            self.text = Cow::Borrowed(text);
        } else {
            self.text.to_mut().push_str(text);
        }
    }

    pub(super) fn character(&mut self, c: char, range: Range<usize>) {
        self.pieces.push((self.text.len(), range));
        self.text.to_mut().push(c);
    }

    /// The text, if there is any; a trimmed text may be empty.
    pub(super) fn scalar(&self, file: FileId, text: &Text<'_>, trim: bool) -> Option<Scalar<'a>> {
        if self.text.is_empty() {
            return None;
        }
        let mut kept = 0..self.text.len();
        if trim {
            kept.end = self.text.trim_end_matches(|c| c <= ' ').len();
            kept.start = kept.end - self.text.get(..kept.end).unwrap_or("").trim_start_matches(|c| c <= ' ').len();
        }
        let start = self.place(kept.start).start;
        let end = kept.end.checked_sub(1).filter(|_| !kept.is_empty()).map_or(start, |last| self.place(last).end);
        let written = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(kept).unwrap_or("")),
            Cow::Owned(text) => Cow::Owned(text.get(kept).unwrap_or("").to_owned()),
        };
        Some(Scalar::new(written, text.span(file, &(start..end))))
    }

    /// Where the byte at an offset of the text is written.
    fn place(&self, offset: usize) -> Range<usize> {
        let after = self.pieces.partition_point(|(start, _)| *start <= offset);
        let Some((start, range)) = self.pieces.get(after.saturating_sub(1)) else {
            return 0..0;
        };
        let next = self.pieces.get(after).map_or(self.text.len(), |(start, _)| *start);
        if next - start == range.len() {
            range.start + offset - start..range.start + offset - start + 1
        } else {
            range.clone()
        }
    }
}
