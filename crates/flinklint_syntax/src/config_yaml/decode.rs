//! From bytes to text as SnakeYAML Engine's `YamlUnicodeReader` decodes: UTF-8, or what a byte order mark says.

use super::ConfigErrorKind;
use super::document::Fault;
use std::borrow::Cow;

/// The text of a file, up to the first byte that cannot be decoded.
#[derive(Debug)]
pub(super) struct DecodedText<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) origin: Origin,
}

/// Where the bytes of a text come from.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// For a text that is not UTF-8 in the file: the raw offset of each byte of the text, and of its end.
    offsets: Option<Vec<usize>>,
    /// The bytes behind the text are not of its encoding.
    broken: bool,
    /// Offsets of blanks in the text that are not in the file, ascending.
    blanks: Vec<usize>,
}

/// Code points that the real loader takes for one document (`LoadSettings.getCodePointLimit`).
const MOST_CODE_POINTS: usize = 3 * 1024 * 1024;

impl Origin {
    /// The raw offset of an offset in the text.
    pub(super) fn raw(&self, offset: usize) -> usize {
        let offset = offset - self.blanks.partition_point(|&blank| blank < offset);
        match &self.offsets {
            None => offset,
            Some(offsets) => offsets.get(offset).or(offsets.last()).copied().unwrap_or(0),
        }
    }

    /// Puts a blank into a text, behind all that were put before.
    pub(super) fn insert_blank(&mut self, text: &mut String, at: usize) {
        if text.is_char_boundary(at) && self.blanks.last().is_none_or(|&last| last < at) {
            text.insert(at, ' ');
            self.blanks.push(at);
        }
    }

    /// A part of the text as it is written, without the blanks that were put in.
    pub(super) fn written<'s>(&self, text: &'s str, (start, end): (usize, usize)) -> Cow<'s, str> {
        let part = text.get(start..end).unwrap_or("");
        let from = self.blanks.partition_point(|&blank| blank < start);
        let to = self.blanks.partition_point(|&blank| blank < end);
        match self.blanks.get(from..to) {
            None | Some([]) => Cow::Borrowed(part),
            Some(blanks) => part
                .char_indices()
                .filter(|&(n, _)| blanks.binary_search(&(start + n)).is_err())
                .map(|(_, c)| c)
                .collect(),
        }
    }

    /// Why the text as a whole is refused, if its content reaches as far as `reached`; comments behind that do not count.
    pub(super) fn fault(&self, text: &str, reached: usize) -> Option<Fault> {
        let end = text.len();
        if self.broken {
            return Some(Fault::new(
                ConfigErrorKind::Syntax,
                "the bytes from here on are not text in UTF-8",
                (end, end),
            ));
        }
        let limit = if end > MOST_CODE_POINTS { text.char_indices().nth(MOST_CODE_POINTS) } else { None };
        let limit = limit.filter(|&(at, _)| at < reached);
        limit.map(|(at, _)| {
            Fault::new(ConfigErrorKind::Syntax, "the file is longer than 3,145,728 characters", (at, at))
        })
    }
}

pub(super) fn decode(bytes: &[u8]) -> DecodedText<'_> {
    match bytes {
        [0x00, 0x00, 0xFE, 0xFF, rest @ ..] => wide(rest, u32::from_be_bytes),
        [0xFF, 0xFE, 0x00, 0x00, rest @ ..] => wide(rest, u32::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, |unit: [u8; 2]| u32::from(u16::from_be_bytes(unit))),
        [0xFF, 0xFE, rest @ ..] => wide(rest, |unit: [u8; 2]| u32::from(u16::from_le_bytes(unit))),
        _ => {
            // The byte order mark of UTF-8 stays: the parser skips it, and offsets stay those of the file.
            let valid = match std::str::from_utf8(bytes) {
                Ok(text) => return DecodedText { text: Cow::Borrowed(text), origin: Origin::default() },
                Err(error) => bytes.get(..error.valid_up_to()).unwrap_or(&[]),
            };
            let origin = Origin { broken: true, ..Origin::default() };
            DecodedText { text: String::from_utf8_lossy(valid), origin }
        }
    }
}

/// Decodes units of two or four bytes behind a byte order mark that is as long as a unit. Units of two bytes may come in
/// surrogate pairs.
fn wide<const N: usize>(bytes: &[u8], unit: impl Fn([u8; N]) -> u32) -> DecodedText<'static> {
    let mut text = String::with_capacity(bytes.len() / N);
    let mut offsets = Vec::with_capacity(bytes.len() / N + 1);
    let mut high = None;
    let mut broken = false;
    for (n, chunk) in bytes.chunks(N).enumerate() {
        let raw = N + n * N;
        let code = chunk.try_into().ok().map(&unit);
        if N == 2
            && high.is_none()
            && let Some(first @ 0xD800..=0xDBFF) = code
        {
            high = Some((first, raw));
            continue;
        }
        let decoded = match (high.take(), code) {
            (Some((first, start)), Some(low @ 0xDC00..=0xDFFF)) => {
                char::from_u32(0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00)).map(|c| (c, start))
            }
            (Some(_), _) => None,
            (None, code) => code.and_then(char::from_u32).map(|c| (c, raw)),
        };
        let Some((c, start)) = decoded else {
            broken = true;
            break;
        };
        text.push(c);
        offsets.extend(std::iter::repeat_n(start, c.len_utf8()));
    }
    broken |= high.is_some();
    offsets.push(if broken { offsets.last().map_or(N, |last| last + N) } else { N + bytes.len() });
    DecodedText { text: Cow::Owned(text), origin: Origin { offsets: Some(offsets), broken, blanks: Vec::new() } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn byte_order_marks() {
        for big in [false, true] {
            let bytes = utf16("a: \u{4e2d}\u{1f600}b", big);
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, "a: \u{4e2d}\u{1f600}b");
            assert!(decoded.origin.fault(&decoded.text, decoded.text.len()).is_none());
            let at = |c| decoded.origin.raw(decoded.text.find(c).unwrap());
            assert_eq!(
                (at('a'), at('\u{4e2d}'), at('\u{1f600}'), at('b'), decoded.origin.raw(decoded.text.len())),
                (2, 8, 10, 14, 16)
            );
        }
        let wide: Vec<u8> =
            ['\u{feff}', 'a', '\u{1f600}'].into_iter().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(decode(&wide).text, "a\u{1f600}");
        assert_eq!(decode("\u{feff}a".as_bytes()).text, "\u{feff}a");
    }

    #[test]
    fn blanks_that_are_not_in_the_file() {
        let mut text = "{a:[b]#c".to_owned();
        let mut origin = Origin::default();
        origin.insert_blank(&mut text, 3);
        origin.insert_blank(&mut text, 7);
        assert_eq!(text, "{a: [b] #c");
        let raw: Vec<_> = (0..=text.len()).map(|n| origin.raw(n)).collect();
        assert_eq!(raw, [0, 1, 2, 3, 3, 4, 5, 6, 6, 7, 8]);
        assert_eq!(origin.written(&text, (0, 10)), "{a:[b]#c");
        assert_eq!(origin.written(&text, (4, 7)), "[b]");
    }

    #[test]
    fn bytes_that_are_no_text() {
        for bytes in [&b"a: b\xFF"[..], b"\xFE\xFF\x00a\x00", b"\xFF\xFEa\x00\x00\xD8", b"\xFF\xFEa\x00\x00\xD8a\x00"] {
            let decoded = decode(bytes);
            assert!(
                decoded.origin.fault(&decoded.text, decoded.text.len()).is_some() && decoded.text.starts_with('a'),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn too_long_a_text() {
        let text = "#".repeat(MOST_CODE_POINTS);
        let fault = |text: &str, reached| decode(text.as_bytes()).origin.fault(text, reached).is_some();
        assert!(!fault(&text, text.len()));
        assert!(fault(&format!("{text}#"), text.len() + 1));
        assert!(!fault(&format!("{text}#"), text.len()));
        assert!(!fault(&"\u{4e2d}".repeat(MOST_CODE_POINTS), 3 * text.len()));
    }
}
