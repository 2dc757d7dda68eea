//! One source line for an excerpt: its bytes as text, secrets masked, and the way from a byte to its place in the text.
//!
//! What is secret is decided elsewhere; this keeps labels in place although masks and bytes that are no text change lengths.

use super::MASK;
use super::line::{merged, secrets_in, whole_characters};
use std::ops::Range;
use std::sync::Arc;

/// A source line as text, with secrets masked, and the way from its bytes to the text.
#[derive(Debug)]
pub(crate) struct MaskedLine {
    pub(crate) shown: Arc<str>,
    /// Pairs of (offset in the bytes, offset in the text), ascending.
    steps: Vec<(usize, usize)>,
}

impl MaskedLine {
    pub(crate) fn new(bytes: &[u8], known: impl Iterator<Item = Range<usize>>) -> Self {
        let shown = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let skipped = bytes.len() - shown.len();
        let mut text = String::with_capacity(shown.len());
        let mut steps = vec![(0, 0), (skipped, 0)];
        let mut at = skipped;
        for chunk in shown.utf8_chunks() {
            text.push_str(chunk.valid());
            at += chunk.valid().len();
            steps.push((at, text.len()));
            for _ in chunk.invalid() {
                text.push('\u{fffd}');
                at += 1;
                steps.push((at, text.len()));
            }
        }
        let mut secret: Vec<Range<usize>> = secrets_in(&text);
        let line = Self { shown: text.into(), steps };
        secret.extend(known.map(|range| line.offset(range.start)..line.offset(range.end)));
        let secret = merged(secret);
        if secret.is_empty() { line } else { line.masked(&secret) }
    }

    /// The same line with a mask in place of ranges that ascend and do not overlap.
    fn masked(&self, ranges: &[Range<usize>]) -> Self {
        let mut text = String::with_capacity(self.shown.len());
        let mut steps = Vec::with_capacity(self.steps.len());
        let mut before = self.steps.iter().copied().peekable();
        let mut from = 0;
        for range in ranges.iter().filter(|range| !range.is_empty()) {
            let range = whole_characters(&self.shown, range);
            let kept = self.shown.get(from..range.start).unwrap_or_default();
            while let Some(step) = before.next_if(|step| step.1 <= range.start) {
                steps.push((step.0, text.len() + step.1.saturating_sub(from)));
            }
            text.push_str(kept);
            steps.push((self.bytes_at(range.start), text.len()));
            text.push_str(MASK);
            steps.push((self.bytes_at(range.end), text.len()));
            while before.next_if(|step| step.1 <= range.end).is_some() {}
            from = range.end;
        }
        steps.extend(before.map(|step| (step.0, text.len() + step.1.saturating_sub(from))));
        text.push_str(self.shown.get(from..).unwrap_or_default());
        Self { shown: text.into(), steps }
    }

    fn bytes_at(&self, text: usize) -> usize {
        let after = self.steps.partition_point(|step| step.1 <= text);
        self.steps.get(after.saturating_sub(1)).map_or(text, |step| step.0 + (text - step.1))
    }

    /// The offset in the text of an offset in the bytes, on a character boundary.
    pub(crate) fn offset(&self, byte: usize) -> usize {
        let after = self.steps.partition_point(|step| step.0 <= byte);
        let step = self.steps.get(after.saturating_sub(1)).copied().unwrap_or_default();
        let next = self.steps.get(after).map_or(self.shown.len(), |next| next.1);
        let mut offset = (step.1 + (byte - step.0)).min(next).min(self.shown.len());
        while !self.shown.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_secrets_of_a_line() {
        let line = MaskedLine::new("\u{e9} aa bb cc dd".as_bytes(), [3..5, 9..11].into_iter());
        assert_eq!(&*line.shown, "\u{e9} ****** bb ****** dd");
        let at = |byte: usize| line.shown.get(line.offset(byte)..).unwrap_or_default();
        assert_eq!(
            (at(0), at(3), at(6), at(9), at(12)),
            (&*line.shown, "****** bb ****** dd", "bb ****** dd", "****** dd", "dd")
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_and_counted() {
        let line = MaskedLine::new(b"a\xff\xfeb", std::iter::empty());
        assert_eq!(&*line.shown, "a\u{fffd}\u{fffd}b");
        assert_eq!(line.offset(3), 1 + 3 + 3);
    }
}
