//! From the bytes of an XML file to characters, and from offsets in the decoded text back to the bytes.
//!
//! Which encoding holds is decided as Woodstox's bootstrapper decides it: byte order mark, else the shape of the first
//! four bytes, then the declaration, which must agree with both. UTF-8, UTF-16, US-ASCII, ISO-8859-1 and windows-1252
//! are decoded. Other encodings that Java knows are taken only if every byte is ASCII and means the same in them.

use super::characters::{Fault, is_legal};
use super::markup;
use crate::source::{FileId, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A decoded text up to the first thing that is no character of XML.
pub(super) struct Text<'t> {
    pub(super) utf8: Cow<'t, str>,
    /// What is wrong behind the last character of `utf8`, and how many bytes it takes.
    pub(super) cut: Option<(String, usize)>,
    runs: Vec<Run>,
}

/// Characters that all have the same length, in the decoded text and in the file.
struct Run {
    utf8: usize,
    raw: usize,
    utf8_each: usize,
    raw_each: usize,
}

/// What became of the bytes.
pub(super) enum DecodedText<'t> {
    Text(Text<'t>),
    /// Java may know the encoding; it is not decoded here.
    Unknown,
    /// The reader refuses the encoding. The range is in raw bytes.
    Refused(Fault),
}

impl Text<'_> {
    /// The raw offset of an offset in the decoded text.
    pub(super) fn raw(&self, offset: usize) -> usize {
        let after = self.runs.partition_point(|run| run.utf8 <= offset);
        self.runs
            .get(after.saturating_sub(1))
            .map_or(offset, |run| run.raw + (offset - run.utf8) / run.utf8_each * run.raw_each)
    }

    pub(super) fn span(&self, file: FileId, range: &Range<usize>) -> Span {
        Span::new(file, self.raw(range.start), self.raw(range.end))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    OneByte,
    Utf16 { little: bool },
}

enum Encoding {
    Utf8,
    Utf16 {
        little: bool,
    },
    Latin1,
    Windows1252,
    Ascii,
    /// A superset of ASCII that is not decoded.
    LikeAscii,
}

/// Decodes a text.
pub(super) fn decode(bytes: &[u8]) -> DecodedText<'_> {
    let (mark, shape) = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => {
            return DecodedText::Unknown;
        }
        [0x4C, 0x6F, 0xA7, 0x94, ..] => return DecodedText::Unknown,
        [0xEF, 0xBB, 0xBF, ..] => (3, Shape::OneByte),
        [0xFF, 0xFE, ..] => (2, Shape::Utf16 { little: true }),
        [0xFE, 0xFF, ..] => (2, Shape::Utf16 { little: false }),
        [b'<', 0, b'?', 0, ..] => (0, Shape::Utf16 { little: true }),
        [0, b'<', 0, b'?', ..] => (0, Shape::Utf16 { little: false }),
        _ => (0, Shape::OneByte),
    };
    let body = bytes.get(mark..).unwrap_or(&[]);
    let (head, width) = head(body, shape);
    let declared = markup::declared_encoding(&head);
    let encoding = match declared.clone().map(|range| (encoding_of(head.get(range.clone()).unwrap_or("")), range)) {
        None if shape == Shape::OneByte => Encoding::Utf8,
        Some((Known::Is(encoding), _)) if shape == Shape::OneByte && !matches!(encoding, Encoding::Utf16 { .. }) => {
            encoding
        }
        None | Some((Known::Utf16, _)) if shape != Shape::OneByte => match shape {
            Shape::Utf16 { little } => Encoding::Utf16 { little },
            Shape::OneByte => Encoding::Utf8,
        },
        Some((Known::Is(Encoding::Utf16 { little }), _)) if shape == (Shape::Utf16 { little }) => {
            Encoding::Utf16 { little }
        }
        Some((Known::Maybe, _)) if shape == Shape::OneByte => return DecodedText::Unknown,
        None => Encoding::Utf8,
        Some((known, range)) => {
            let name = head.get(range.clone()).unwrap_or("");
            let message = match known {
                Known::No => format!("Java knows no encoding `{name}`"),
                _ => format!("the declared encoding `{name}` is not the one that the bytes are in"),
            };
            return DecodedText::Refused(Fault::new(message, mark + range.start * width..mark + range.end * width));
        }
    };
    match encoding {
        Encoding::Utf8 => DecodedText::Text(utf8(body, mark)),
        Encoding::LikeAscii if !body.is_ascii() => DecodedText::Unknown,
        Encoding::Ascii | Encoding::LikeAscii => {
            DecodedText::Text(collect(body.iter().map(|&b| (b.is_ascii().then_some(char::from(b)), 1)), mark))
        }
        Encoding::Latin1 => DecodedText::Text(collect(body.iter().map(|&b| (Some(char::from(b)), 1)), mark)),
        Encoding::Windows1252 => DecodedText::Text(collect(body.iter().map(|&b| (Some(windows_1252(b)), 1)), mark)),
        Encoding::Utf16 { little } => {
            let units = body.chunks(2).map(|pair| match *pair {
                [a, b] if little => u16::from_le_bytes([a, b]),
                [a, b] => u16::from_be_bytes([a, b]),
                _ => 0xDC00,
            });
            let chars = char::decode_utf16(units).map(|c| c.map_or((None, 2), |c| (Some(c), c.len_utf16() * 2)));
            DecodedText::Text(collect(chars, mark))
        }
    }
}

/// The first bytes as ASCII, one character each (DEL for what is not ASCII), and how many bytes one takes.
fn head(body: &[u8], shape: Shape) -> (String, usize) {
    const ENOUGH: usize = 1000;
    let narrow = |unit: u16| u8::try_from(unit).ok().filter(u8::is_ascii).map_or('\u{7F}', char::from);
    match shape {
        Shape::OneByte => (body.iter().take(ENOUGH).map(|&b| narrow(b.into())).collect(), 1),
        Shape::Utf16 { little } => {
            let unit = |pair: &[u8]| match *pair {
                [a, b] if little => u16::from_le_bytes([a, b]),
                [a, b] => u16::from_be_bytes([a, b]),
                _ => 0,
            };
            (body.chunks(2).take(ENOUGH).map(|pair| narrow(unit(pair))).collect(), 2)
        }
    }
}

enum Known {
    Is(Encoding),
    /// UTF-16 in the byte order that the text has.
    Utf16,
    Maybe,
    No,
}

/// What Woodstox (`CharsetNames.normalize`) and Java (`Charset.forName`) make of a name.
fn encoding_of(name: &str) -> Known {
    let lower = name.to_ascii_lowercase();
    let squeezed: String = lower.chars().filter(|&c| c > ' ' && c != '-' && c != '_').collect();
    let starts = |heads: &[&str]| heads.iter().any(|head| lower.starts_with(head));
    match squeezed.as_str() {
        _ if !lower.starts_with(|c: char| c.is_ascii_alphanumeric()) => Known::No,
        "utf8" => Known::Is(Encoding::Utf8),
        "utf16" | "utf" | "ucs2" | "iso10646ucs2" => Known::Utf16,
        "utf16le" => Known::Is(Encoding::Utf16 { little: true }),
        "utf16be" => Known::Is(Encoding::Utf16 { little: false }),
        "usascii" | "ascii" => Known::Is(Encoding::Ascii),
        "iso88591" | "isolatin1" => Known::Is(Encoding::Latin1),
        _ if matches!(lower.as_str(), "latin1" | "l1" | "cp819" | "ibm819" | "ibm-819" | "8859_1" | "iso-ir-100") => {
            Known::Is(Encoding::Latin1)
        }
        _ if matches!(lower.as_str(), "windows-1252" | "cp1252") => Known::Is(Encoding::Windows1252),
        _ if !lower.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | ':' | '_')) => Known::No,
        _ if lower.ends_with(['-', '_']) => Known::Maybe,
        _ if starts(&["utf"]) && !starts(&["utf-32", "utf32", "utf_32", "utf-16", "utf_16"]) => Known::No,
        _ if starts(&[
            "gb",
            "big5",
            "euc",
            "iso-8859",
            "iso8859",
            "iso_8859",
            "windows-125",
            "koi8",
            "tis-620",
            "tis620",
        ]) =>
        {
            Known::Is(Encoding::LikeAscii)
        }
        // Names that Java may have; all others it has not.
        _ if lower.starts_with(|c: char| c.is_ascii_digit())
            || starts(&[
                "ansi", "arabic", "ascii", "asmo", "big", "ccsid", "cesu", "cns", "cp", "cs", "cyrillic", "default",
                "ebcdic", "ecma", "elot",
            ])
            || starts(&[
                "extended", "greek", "hebrew", "hp", "ibm", "iscii", "iso", "jis", "johab", "koi", "ks", "l", "mac",
                "ms", "pc", "shift", "sjis",
            ])
            || starts(&["st_", "sun", "tis", "ucs", "unicode", "us", "utf", "windows", "x-"]) =>
        {
            Known::Maybe
        }
        _ => Known::No,
    }
}

fn illegal(c: char) -> String {
    format!("the character U+{:04X} is not allowed in XML", u32::from(c))
}

/// UTF-8 is borrowed: only its start moves, behind the byte order mark.
fn utf8(body: &[u8], mark: usize) -> Text<'_> {
    let (valid, mut cut) = match std::str::from_utf8(body) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid =
                body.get(..error.valid_up_to()).and_then(|prefix| std::str::from_utf8(prefix).ok()).unwrap_or("");
            (valid, Some(("the bytes are not UTF-8".to_owned(), 1)))
        }
    };
    let mut text = valid;
    // Bytes are looked at instead of characters, since this is done to every text.
    let suspect = |n: usize, byte: u8| {
        byte < b' ' || byte == 0xEF && matches!(valid.as_bytes().get(n + 1..n + 3), Some([0xBF, 0xBE | 0xBF]))
    };
    let mut suspects = valid.bytes().enumerate().filter(|&(n, byte)| suspect(n, byte));
    let found = suspects.find_map(|(n, _)| valid.get(n..)?.chars().next().filter(|&c| !is_legal(c)).map(|c| (n, c)));
    if let Some((at, c)) = found {
        cut = Some((illegal(c), c.len_utf8()));
        text = valid.get(..at).unwrap_or("");
    }
    Text { utf8: Cow::Borrowed(text), cut, runs: vec![Run { utf8: 0, raw: mark, utf8_each: 1, raw_each: 1 }] }
}

/// Characters (`None`: not one) with the number of bytes each takes.
fn collect(chars: impl Iterator<Item = (Option<char>, usize)>, mark: usize) -> Text<'static> {
    let mut text = String::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut raw = mark;
    let mut cut = None;
    for (c, raw_each) in chars {
        let Some(c) = c else {
            cut = Some(("the bytes are not in the declared encoding".to_owned(), raw_each));
            break;
        };
        if !is_legal(c) {
            cut = Some((illegal(c), raw_each));
            break;
        }
        let utf8_each = c.len_utf8();
        if !runs.last().is_some_and(|run| run.utf8_each == utf8_each && run.raw_each == raw_each) {
            runs.push(Run { utf8: text.len(), raw, utf8_each, raw_each });
        }
        text.push(c);
        raw += raw_each;
    }
    if runs.is_empty() {
        runs.push(Run { utf8: 0, raw: mark, utf8_each: 1, raw_each: 1 });
    }
    Text { utf8: Cow::Owned(text), cut, runs }
}

fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|n| UPPER.get(usize::from(n))).copied().unwrap_or(char::from(byte))
}
