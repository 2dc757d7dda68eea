//! `myid`: the number of a ZooKeeper server, as `QuorumPeerConfig.setupMyId` reads it.
//!
//! The reader takes the first line (`BufferedReader.readLine`) and hands it to `Long.parseLong` as it is: no blank, no
//! byte order mark and no comment is forgiven, while everything behind the first line end is never looked at. Whether
//! the number belongs to a server of the ensemble is not asked here.

use super::SyntaxError;
use super::value::integer::parse_java_long;
use crate::source::{FileId, Span};

/// The server's number with its place.
///
/// # Errors
///
/// The clause names what keeps the first line from being a number; its span is that line.
pub fn parse(file: FileId, bytes: &[u8]) -> Result<(i64, Span), SyntaxError> {
    let end = bytes.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or(&[]);
    let text = String::from_utf8_lossy(line);
    let span = Span::new(file, 0, end);
    parse_java_long(&text).map(|id| (id, span)).map_err(|_| {
        let inner = text.trim_start_matches('\u{feff}').trim();
        let message = match inner {
            _ if bytes.is_empty() => "the file is empty",
            "" => "the first line is blank, and no other line is read",
            _ if text.starts_with('\u{feff}') => "it begins with a byte order mark",
            _ if parse_java_long(inner).is_err() => "the first line is not a whole number of 64 bits",
            _ => "there is a space before or after the number, which is not trimmed",
        };
        SyntaxError { message: message.to_owned(), span, related: None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: FileId = FileId { set: 0, text: 0 };

    #[test]
    fn numbers() {
        for (text, id) in [
            ("1", 1),
            ("1\n", 1),
            ("1\r\n", 1),
            ("2\rx", 2),
            ("01", 1),
            ("+1", 1),
            ("-1", -1),
            ("3\n4 # no\n", 3),
            ("300", 300),
        ] {
            let end = text.find(['\r', '\n']).unwrap_or(text.len());
            assert_eq!(parse(FILE, text.as_bytes()), Ok((id, Span::new(FILE, 0, end))), "{text:?}");
        }
    }

    #[test]
    fn refusals() {
        for (text, clause) in [
            ("", "empty"),
            ("\n1", "blank, and"),
            ("  ", "blank, and"),
            ("1 ", "there is a space"),
            (" 1", "there is a space"),
            ("1\t\n", "there is a space"),
            ("\u{feff}1", "byte order mark"),
            ("server1", "whole number"),
            ("1 # first", "whole number"),
            ("9223372036854775808", "whole number"),
            ("${ID}", "whole number"),
        ] {
            let message = parse(FILE, text.as_bytes()).map_err(|e| e.message);
            assert!(message.as_ref().is_err_and(|m| m.contains(clause)), "{text:?}: {message:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn the_span_is_the_first_line(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..12), "[0-9 \r\n+\u{feff}-]{0,8}".prop_map(String::into_bytes)]) {
            let span = match parse(FILE, &bytes) {
                Ok((id, span)) => {
                    prop_assert_eq!(std::str::from_utf8(&bytes[span.range()]).ok().and_then(|text| parse_java_long(text).ok()), Some(id));
                    span
                }
                Err(error) => error.span,
            };
            prop_assert!(span.start == 0 && !bytes[span.range()].iter().any(|b| matches!(b, b'\n' | b'\r')));
            prop_assert!(matches!(bytes.get(span.end as usize), None | Some(b'\n' | b'\r')));
        }
    }
}
