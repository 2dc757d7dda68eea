//! From byte offsets to lines and columns, in the three units that report formats ask for.

/// A place for a reader: 1-based line, and 1-based columns in three units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
    /// Column in UTF-16 code units, from 1.
    pub utf16: u32,
    /// Column in bytes, from 1.
    pub byte: u32,
}

/// Starts of the lines of one text. A line ends at LF, CR LF or a lone CR, as Java's `BufferedReader` reads lines.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads through the text once.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        for (n, &byte) in bytes.iter().enumerate() {
            let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(n + 1) != Some(&b'\n'));
            if ends_line {
                starts.push(u32::try_from(n + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// Number of lines; a text that ends with a line end has an empty last line.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The 1-based line that holds a byte offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    /// The byte range of a 1-based line without its line end; empty for a line that does not exist.
    #[must_use]
    pub fn range(&self, line: u32, bytes: &[u8]) -> std::ops::Range<usize> {
        let Some(&start) = line.checked_sub(1).and_then(|n| self.starts.get(n as usize)) else {
            return 0..0;
        };
        let start = start as usize;
        let mut end = self.starts.get(line as usize).map_or(bytes.len(), |&next| next as usize);
        while end > start && matches!(bytes.get(end - 1), Some(b'\n' | b'\r')) {
            end -= 1;
        }
        start..end
    }

    /// Line and columns of a byte offset. Bytes that are not UTF-8 count one column each; a byte order mark at the start
    /// of the text counts none, since no editor shows it.
    #[must_use]
    pub fn position(&self, offset: u32, bytes: &[u8]) -> Position {
        let line = self.line(offset);
        let start = self.starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(0) as usize;
        let before = bytes.get(start..(offset as usize).min(bytes.len()).max(start)).unwrap_or(&[]);
        let shown = if start == 0 { before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before) } else { before };
        let (mut column, mut utf16) = (1, 1);
        for chunk in shown.utf8_chunks() {
            // Bytes are counted, since a line may be a whole file: each character has one that does not continue another,
            // and each beyond the basic plane begins with 0xF0 or above.
            let valid = chunk.valid();
            let count = |of: fn(u8) -> bool| valid.bytes().filter(|byte| of(*byte)).count();
            let (characters, beyond) = if valid.is_ascii() {
                (valid.len(), 0)
            } else {
                (count(|byte| byte & 0xC0 != 0x80), count(|byte| byte >= 0xF0))
            };
            column += characters + chunk.invalid().len();
            utf16 += characters + beyond + chunk.invalid().len();
        }
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line, column: narrow(column), utf16: narrow(utf16), byte: narrow(before.len() + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_three_units() {
        let text = "a\r\né😀x\rlast".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 3);
        let at = index.position(3 + 6, text);
        assert_eq!((at.line, at.column, at.utf16, at.byte), (2, 3, 4, 7));
        assert_eq!(&text[index.range(1, text)], b"a");
        assert_eq!(index.position(u32::try_from(text.len()).unwrap(), text).line, 3);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}ab".as_bytes();
        let at = LineIndex::new(text).position(4, text);
        assert_eq!((at.line, at.column, at.utf16, at.byte), (1, 2, 2, 5));
    }
}
