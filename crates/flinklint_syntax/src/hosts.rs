//! `masters` and `workers` as the functions `readMasters` and `readWorkers` of Flink's `config.sh` read them (1.11 to
//! 2.3, unchanged).
//!
//! Both take the first word of each line, cut it at `#` and strip a `rack/` before it; `readMasters` then splits host
//! and port at the first two `:`, `readWorkers` passes the whole word on. What the shell does with `*`, `?` and `[` in a
//! word (file names) depends on its folder and is left to the caller.

use super::Scalar;
use crate::source::{FileId, Span};
use std::borrow::Cow;
use std::ops::Range;

/// The hosts of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts<'t> {
    /// The lines that name a host, in order; a host named twice stands here twice.
    pub lines: Vec<HostLine<'t>>,
    /// Whether there are more such lines than the first [`MOST_HOSTS`].
    pub more: bool,
}

/// More hosts than any cluster has.
pub const MOST_HOSTS: usize = 20_000;

/// One line with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLine<'t> {
    /// The first word without comment and rack: what `workers` names. A CR stays in it, backslashes do not.
    pub word: Scalar<'t>,
    /// The word up to the first `:`: what `masters` names. Empty for `:8081`.
    pub host: Scalar<'t>,
    /// What stands in `masters` between the first and the second `:`; absent if that is nothing. Never checked by the
    /// shell.
    pub port: Option<Scalar<'t>>,
    /// Further words of the line, up to a comment; nothing reads them.
    pub ignored: Option<Span>,
    /// The word ends with a CR, as all do in a file with Windows line ends.
    pub carriage_return: bool,
}

/// Reads a text. Never fails.
pub fn parse<'t>(file: FileId, bytes: &'t [u8]) -> Hosts<'t> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let (length, cooked) = read_line(bytes.get(start..).unwrap_or(&[]));
        let raw = bytes.get(start..start + length).unwrap_or(&[]);
        let line = match cooked {
            None => Line { file, start, raw, text: Cow::Borrowed(raw), offsets: None },
            Some((text, offsets)) => Line { file, start, raw, text: Cow::Owned(text), offsets: Some(offsets) },
        };
        if let Some(host) = line.host() {
            if lines.len() == MOST_HOSTS {
                return Hosts { lines, more: true };
            }
            lines.push(host);
        }
        start += length + 1;
    }
    Hosts { lines, more: false }
}

type Cooked = Option<(Vec<u8>, Vec<usize>)>;

/// `read` without `-r`: the length of the line, and where it has backslashes or NULs, the text that is left of it with
/// the offset of each byte. A backslash goes and takes a following line end with it.
fn read_line(bytes: &[u8]) -> (usize, Cooked) {
    let plain = bytes.iter().position(|&b| matches!(b, b'\n' | b'\\' | 0)).unwrap_or(bytes.len());
    if matches!(bytes.get(plain), None | Some(b'\n')) {
        return (plain, None);
    }
    let mut text = Vec::new();
    let mut offsets = Vec::new();
    let mut escaped = false;
    let mut length = bytes.len();
    for (n, &byte) in bytes.iter().enumerate() {
        match byte {
            0 => {}
            b'\n' if !escaped => {
                length = n;
                break;
            }
            b'\\' if !escaped => {
                escaped = true;
                continue;
            }
            b'\n' => {}
            _ => {
                text.push(byte);
                offsets.push(n);
            }
        }
        escaped = false;
    }
    (length, Some((text, offsets)))
}

struct Line<'t> {
    file: FileId,
    start: usize,
    raw: &'t [u8],
    text: Cow<'t, [u8]>,
    offsets: Option<Vec<usize>>,
}

impl<'t> Line<'t> {
    fn host(&self) -> Option<HostLine<'t>> {
        let text: &[u8] = &self.text;
        let start = text.iter().position(|&b| !is_blank(b))?;
        let end = start + text.get(start..)?.iter().take_while(|&&b| !is_blank(b)).count();
        let first = text.get(start..end)?;
        let hash = first.iter().position(|&b| b == b'#');
        let uncommented = start..hash.map_or(end, |n| start + n);
        if uncommented.is_empty() {
            return None;
        }
        let word = without_rack(text, uncommented);
        let content = text.get(word.clone())?;
        let mut colons = content.iter().enumerate().filter(|&(_, &b)| b == b':').map(|(n, _)| word.start + n);
        let (first_colon, second_colon) = (colons.next(), colons.next());
        let host = word.start..first_colon.unwrap_or(word.end);
        let port = first_colon.map(|colon| colon + 1..second_colon.unwrap_or(word.end)).filter(|port| !port.is_empty());
        Some(HostLine {
            host: self.scalar(host),
            port: port.map(|port| self.scalar(port)),
            ignored: if hash.is_some() { None } else { self.further_words(end) },
            carriage_return: content.last() == Some(&b'\r'),
            word: self.scalar(word),
        })
    }

    fn further_words(&self, from: usize) -> Option<Span> {
        let text = self.text.get(from..)?;
        let comment = text.iter().zip(text.get(1..)?).position(|(&before, &b)| b == b'#' && is_blank(before));
        let text = text.get(..comment.unwrap_or(text.len()))?;
        let skip = |b: &u8| is_blank(*b) || *b == b'\r';
        let first = text.iter().position(|b| !skip(b))?;
        let last = text.iter().rposition(|b| !skip(b))?;
        Some(self.span(from + first..from + last + 1))
    }

    /// Raw offset of a byte of the text, from the start of the line.
    fn raw(&self, n: usize) -> usize {
        self.offsets.as_ref().map_or(n, |offsets| offsets.get(n).copied().unwrap_or(self.raw.len()))
    }

    fn span(&self, range: Range<usize>) -> Span {
        let start = self.raw(range.start);
        // The raw end is behind the last byte: what follows it may be a backslash that belongs to the next one.
        let end = if range.is_empty() { start } else { self.raw(range.end - 1) + 1 };
        Span::new(self.file, self.start + start, self.start + end)
    }

    fn scalar(&self, range: Range<usize>) -> Scalar<'t> {
        let span = self.span(range.clone());
        let text = match &self.text {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes.get(range).unwrap_or(&[])),
            Cow::Owned(bytes) => String::from_utf8_lossy(bytes.get(range).unwrap_or(&[])).into_owned().into(),
        };
        Scalar::new(text, span)
    }
}

/// The characters at which the shell splits an unquoted word; CR is none of them.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n')
}

/// What `extractHostName` leaves of `rack/host`: the text behind the last `/` if it is a plain host name.
fn without_rack(text: &[u8], word: Range<usize>) -> Range<usize> {
    let content = text.get(word.clone()).unwrap_or(&[]);
    let Some(slash) = content.iter().rposition(|&b| b == b'/') else {
        return word;
    };
    let name = content.get(slash + 1..).unwrap_or(&[]);
    let plain = !name.is_empty() && name.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if plain { word.start + slash + 1..word.end } else { word }
}

#[cfg(test)]
mod tests;
