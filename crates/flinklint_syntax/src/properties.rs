//! `java.util.Properties.load(InputStream)`: the file syntax of `zoo.cfg` and of its dynamic files.
//!
//! This is the table's own reader (as of JDK 17) and nothing of ZooKeeper's: what a key means, and which values
//! `QuorumPeerConfig` trims afterwards, is not known here. Bytes are Latin-1, so a UTF-8 byte order mark becomes
//! three letters of the first key, and a comment in any encoding is harmless.

use super::{Entry, Scalar, SyntaxError};
use crate::source::{FileId, Span};
use std::borrow::Cow;
use std::ops::Range;

/// What `Properties.load` makes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties<'t> {
    /// All entries in document order; the last of equal keys wins in Java's table.
    pub entries: Vec<PropertyEntry<'t>>,
    /// A `\u` without four hexadecimal digits: the reader throws here; `entries` holds what stands before.
    pub error: Option<SyntaxError>,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyEntry<'t> {
    /// Key and value; the value keeps its trailing blanks.
    pub entry: Entry<'t>,
    /// What stands between the two.
    pub separator: Separator,
}

/// What ends a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `=`, with or without blanks around it.
    Equals,
    /// `:`, with or without blanks around it.
    Colon,
    /// Blanks alone.
    Blank,
    /// The line ends behind the key.
    None,
}

/// Reads a text.
pub fn parse<'t>(file: FileId, bytes: &'t [u8]) -> Properties<'t> {
    let mut lines = Lines { bytes, at: 0 };
    let mut properties = Properties::default();
    while let Some(line) = lines.next() {
        match line.entry(file) {
            Ok(entry) => properties.entries.push(entry),
            Err(span) => {
                let message = "`\\u` is not followed by four hexadecimal digits".to_owned();
                properties.error = Some(SyntaxError { message, span, related: None });
                break;
            }
        }
    }
    properties
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\x0c')
}

/// The logical lines of a text.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<LogicalLine<'t>> {
        let mut line = LogicalLine::default();
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            let start = self.at + rest.iter().take_while(|&&b| is_blank(b)).count();
            let rest = self.bytes.get(start..).unwrap_or(&[]);
            let end = rest.iter().position(|&b| b == b'\n' || b == b'\r').map_or(self.bytes.len(), |n| start + n);
            let crlf = self.bytes.get(end..end + 2) == Some(b"\r\n");
            self.at = if crlf { end + 2 } else { (end + 1).min(self.bytes.len()) };
            let natural = self.bytes.get(start..end).unwrap_or(&[]);
            // A lone backslash continues into a line that may still be empty or a comment, since nothing was read yet.
            if line.text.is_empty() && matches!(natural.first(), None | Some(b'#' | b'!')) {
                if end >= self.bytes.len() {
                    return None;
                }
                continue;
            }
            let continued = natural.iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1;
            let kept = natural.get(..natural.len() - usize::from(continued)).unwrap_or(&[]);
            line.push(kept, start);
            // Java looks one byte ahead of a line end: a text that stops there ends the line even if it is empty.
            if !continued || end + 1 >= self.bytes.len() {
                return Some(line);
            }
        }
    }
}

/// A line with its continuations joined, and where its pieces come from.
#[derive(Default)]
struct LogicalLine<'t> {
    text: Cow<'t, [u8]>,
    /// Offset in `text` and in the file of every piece, ascending.
    pieces: Vec<(usize, usize)>,
}

impl<'t> LogicalLine<'t> {
    fn push(&mut self, piece: &'t [u8], start: usize) {
        if piece.is_empty() && !self.pieces.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
            self.pieces.clear();
        } else {
            self.text.to_mut().extend_from_slice(piece);
        }
        self.pieces.push((if self.pieces.is_empty() { 0 } else { self.text.len() - piece.len() }, start));
    }

    fn raw(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|&(text, _)| text <= offset);
        self.pieces.get(after.saturating_sub(1)).map_or(0, |&(text, raw)| raw + (offset - text))
    }

    fn span(&self, file: FileId, range: &Range<usize>) -> Span {
        if range.is_empty() {
            // Behind the last byte that precedes the place, so that it does not move to the next natural line.
            let at = if range.start == 0 { self.raw(0) } else { self.raw(range.start - 1) + 1 };
            return Span::new(file, at, at);
        }
        Span::new(file, self.raw(range.start), self.raw(range.end - 1) + 1)
    }

    /// Splits at the first separator that is not escaped. `Err`: the place of a malformed `\u`.
    fn entry(&self, file: FileId) -> Result<PropertyEntry<'t>, Span> {
        let text = &self.text;
        let mut escaped = false;
        let is_end = |&b: &u8| {
            let end = !escaped && (is_blank(b) || b == b'=' || b == b':');
            escaped = b == b'\\' && !escaped;
            end
        };
        let key_end = text.iter().position(is_end).unwrap_or(text.len());
        let mut separator = Separator::None;
        let mut value_start = key_end;
        while let Some(&byte) = text.get(value_start) {
            match byte {
                b'=' | b':' if matches!(separator, Separator::None | Separator::Blank) => {
                    separator = if byte == b'=' { Separator::Equals } else { Separator::Colon };
                }
                _ if !is_blank(byte) => break,
                _ if separator == Separator::None => separator = Separator::Blank,
                _ => {}
            }
            value_start += 1;
        }
        let key = self.scalar(file, 0..key_end)?;
        let value = self.scalar(file, value_start..text.len())?;
        Ok(PropertyEntry { entry: Entry { key, value }, separator })
    }

    fn scalar(&self, file: FileId, range: Range<usize>) -> Result<Scalar<'t>, Span> {
        let span = self.span(file, &range);
        if let Cow::Borrowed(text) = self.text {
            let plain = text.get(range.clone()).and_then(|part| std::str::from_utf8(part).ok());
            if let Some(plain) = plain.filter(|part| part.is_ascii() && !part.contains('\\')) {
                return Ok(Scalar::new(plain, span));
            }
        }
        let decoded = unescape(self.text.get(range.clone()).unwrap_or(&[])).map_err(|at| {
            let start = range.start + at;
            let digits = self.text.get(start + 2..range.end.min(start + 6)).unwrap_or(&[]);
            let shown = digits.iter().take_while(|b| b.is_ascii_hexdigit()).count();
            self.span(file, &(start..start + 2 + shown))
        })?;
        Ok(Scalar::new(decoded, span))
    }
}

/// Resolves escapes in Latin-1 bytes. `Err`: the offset of the backslash of a malformed `\u`.
fn unescape(bytes: &[u8]) -> Result<String, usize> {
    let mut text = String::with_capacity(bytes.len());
    // The first half of a pair of UTF-16 surrogates, which two escapes may form.
    let mut high: Option<u32> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = (byte == b'\\').then(|| bytes.get(at + 1)).flatten();
        let (unit, len) = match escape {
            None => (u32::from(byte), 1),
            Some(b't') => (0x09, 2),
            Some(b'n') => (0x0a, 2),
            Some(b'r') => (0x0d, 2),
            Some(b'f') => (0x0c, 2),
            Some(b'u') => {
                let digits = bytes.get(at + 2..at + 6).ok_or(at)?;
                let unit = digits.iter().try_fold(0, |n, &b| char::from(b).to_digit(16).map(|d| n * 16 + d));
                (unit.ok_or(at)?, 6)
            }
            Some(&other) => (u32::from(other), 2),
        };
        at += len;
        match (high.take(), unit) {
            (Some(first), 0xDC00..=0xDFFF) => {
                let code = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
                text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                continue;
            }
            (Some(_), _) => text.push(char::REPLACEMENT_CHARACTER),
            (None, _) => {}
        }
        match unit {
            0xD800..=0xDBFF => high = Some(unit),
            _ => text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }
    if high.is_some() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: FileId = FileId { set: 0, text: 0 };

    fn pairs(text: &str) -> Vec<(String, String)> {
        let read = parse(FILE, text.as_bytes());
        assert_eq!(read.error, None, "{text:?}");
        read.entries.into_iter().map(|e| (e.entry.key.text.into_owned(), e.entry.value.text.into_owned())).collect()
    }

    #[test]
    fn what_java_makes_of_lines() {
        for (text, expected) in [
            ("", &[] as &[(&str, &str)]),
            ("\n \n\t\n", &[]),
            ("a=b", &[("a", "b")]),
            ("a=b\n", &[("a", "b")]),
            ("a=b\r\nc=d\re=f", &[("a", "b"), ("c", "d"), ("e", "f")]),
            ("clientPort: 2181\nclientPort 2181\nclientPort\t2181", &[("clientPort", "2181"); 3]),
            ("  a  =  b  ", &[("a", "b  ")]),
            ("\x0ca\x0c:\x0cb\x0c", &[("a", "b\x0c")]),
            ("a = = b\na::b\na b=c", &[("a", "= b"), ("a", ":b"), ("a", "b=c")]),
            ("a\na=\na ", &[("a", ""), ("a", ""), ("a", "")]),
            ("=v\n:", &[("", "v"), ("", "")]),
            ("# c\n ! c\n\t#c \\\na=b", &[("a", "b")]),
            ("tickTime=2000 # ms", &[("tickTime", "2000 # ms")]),
            ("; x\n// y", &[(";", "x"), ("//", "y")]),
            ("server.2=zk2:2888:3888 ", &[("server.2", "zk2:2888:3888 ")]),
            ("server.3=zk3:2888:3888\\\n  ;2181", &[("server.3", "zk3:2888:3888;2181")]),
            ("a=b\\\r\n\tc\\\r  d\\\n\ne=f", &[("a", "bcd"), ("e", "f")]),
            ("a=b\\\\\nc=d", &[("a", "b\\"), ("c", "d")]),
            ("dataDir=C:\\zk\\tmp\\new", &[("dataDir", "C:zk\tmp\new")]),
            ("a\\ b\\=c\\:d=\\#\\!\\z\\f\\r", &[("a b=c:d", "#!z\x0c\r")]),
            ("\\u0041\\u00e9=\\uD83D\\uDE00\\uD83Dx\\uDE00", &[("A\u{e9}", "\u{1f600}\u{fffd}x\u{fffd}")]),
            ("a\\\\=b\na\\\\\\=b", &[("a\\", "b"), ("a\\=b", "")]),
            ("a=1\na=2", &[("a", "1"), ("a", "2")]),
            ("dataDir=${ZK_HOME}/\"x\"", &[("dataDir", "${ZK_HOME}/\"x\"")]),
            // A lone backslash goes on into a comment, an empty line or nothing at all.
            ("\\\n#c\na=b", &[("a", "b")]),
            ("\\\n\n\na=b", &[("a", "b")]),
            ("\\", &[("", "")]),
            ("\\\n", &[("", "")]),
            ("\\\r\n", &[]),
            ("a=b\\", &[("a", "b")]),
        ] {
            let expected: Vec<_> = expected.iter().map(|&(k, v)| (k.to_owned(), v.to_owned())).collect();
            assert_eq!(pairs(text), expected, "{text:?}");
        }
    }

    #[test]
    fn separators() {
        let read = parse(FILE, b"a=b\na : b\na b\na\na  \na \\\n=b");
        let separators: Vec<_> = read.entries.iter().map(|e| e.separator).collect();
        let expected = [
            Separator::Equals,
            Separator::Colon,
            Separator::Blank,
            Separator::None,
            Separator::Blank,
            Separator::Equals,
        ];
        assert_eq!(separators, expected);
    }

    #[test]
    fn a_malformed_escape_ends_the_reading() {
        for (text, at) in [
            ("a=b\nc=x\\u12g4\nd=e", 7..11),
            ("a=b\n\\u=1", 4..6),
            ("a=b\nc=\\u004", 6..11),
            ("a=b\nc=\\u\u{4e2d}\u{4e2d}", 6..8),
        ] {
            let read = parse(FILE, text.as_bytes());
            assert_eq!(read.entries.len(), 1, "{text:?}");
            assert_eq!(read.error.map(|e| e.span.range()), Some(at), "{text:?}");
        }
    }

    #[test]
    fn bytes_are_latin_1() {
        assert_eq!(pairs("\u{feff}tickTime=2000"), [("\u{ef}\u{bb}\u{bf}tickTime".to_owned(), "2000".to_owned())]);
        let text = "# 中文\r\ndataDir=/数据/zk\r\nx=y\n";
        let read = parse(FILE, text.as_bytes());
        let value = &read.entries[0].entry.value;
        assert_eq!(text.get(value.span.range()), Some("/数据/zk"));
        assert_eq!(value.text.chars().count(), "/数据/zk".len());
        assert!(matches!(read.entries[1].entry.value.text, Cow::Borrowed("y")));
    }

    #[test]
    fn spans_reach_over_continued_lines() {
        let text = b" k\\\n  ey = a\\\n   b \nempty=\\\n\nlast=";
        let read = parse(FILE, text);
        let shown = |span: Span| &text[span.range()];
        assert_eq!(shown(read.entries[0].entry.key.span), b"k\\\n  ey");
        assert_eq!(shown(read.entries[0].entry.value.span), b"a\\\n   b ");
        assert_eq!(read.entries[1].entry.value.span.range(), 26..26);
        assert_eq!(parse(FILE, b"k\\\n =v").entries[0].entry.key.span.range(), 0..1);
        assert_eq!(read.entries[2].entry.value.span.range(), text.len()..text.len());
    }

    #[test]
    fn ten_megabytes() {
        let line = "key.name = value \\\n  and more # 中\n";
        let text = line.repeat(10 * 1024 * 1024 / line.len());
        let read = parse(FILE, text.as_bytes());
        assert_eq!(read.entries.len(), text.len() / line.len());
        let one = "a\\\n".repeat(1_000_000);
        assert_eq!(parse(FILE, one.as_bytes()).entries[0].entry.key.text.len(), 1_000_000);
    }

    fn nasty() -> impl Strategy<Value = Vec<u8>> {
        const PIECES: [&str; 22] = [
            "a", "tickTime", "=", ":", " ", "\t", "\x0c", "\\", "\\\\", "\n", "\r\n", "\r", "#", "!", "\\u00e9",
            "\\u1", "\\uD83D", "中", "\u{feff}", "é", "\0", "2000",
        ];
        let piece = prop_oneof![8 => prop::sample::select(&PIECES[..]).prop_map(|s| s.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..3)];
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn spans_hold_what_was_read(bytes in nasty()) {
            let read = parse(FILE, &bytes);
            let text = std::str::from_utf8(&bytes).ok();
            let mut last = 0;
            let scalars = read.entries.iter().flat_map(|e| [&e.entry.key, &e.entry.value]);
            for scalar in scalars {
                let range = scalar.span.range();
                prop_assert!(last <= range.start && range.start <= range.end && range.end <= bytes.len(), "{range:?} after {last}");
                last = range.end;
                prop_assert!(text.is_none_or(|text| text.get(range.clone()).is_some()), "{range:?} is not on character boundaries");
                let written = &bytes[range];
                if !written.contains(&b'\n') && !written.contains(&b'\r') {
                    prop_assert_eq!(unescape(written), Ok(scalar.text.clone().into_owned()));
                }
            }
            if let Some(error) = read.error {
                let range = error.span.range();
                prop_assert!(last <= range.start && range.end <= bytes.len() && !range.is_empty());
                prop_assert!(text.is_none_or(|text| text.get(range).is_some()));
            }
        }
    }
}
