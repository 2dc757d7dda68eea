//! Values of `zoo.cfg` as `QuorumPeerConfig.parseProperties` reads them: trimmed first, then Java's own parsers.

use super::integer::parse_java_int;
use super::{BadValue, java_trim};

/// Reads a whole number of 32 bits: trimmed, then `Integer.parseInt`.
pub fn parse_zk_int(text: &str) -> Result<i32, BadValue> {
    parse_java_int(java_trim(text))
}

/// Reads a boolean. With `strict` (all booleans from 3.7 on, `standaloneEnabled` and `reconfigEnabled` before) anything
/// but `true` and `false` is refused; without, it silently means `false` (`Boolean.parseBoolean`).
pub fn parse_zk_bool(text: &str, strict: bool) -> Result<bool, BadValue> {
    // Java's `equalsIgnoreCase` folds U+017F (long s) and U+0131 (dotless i) too; only the first can occur in `false`.
    let folded = java_trim(text).to_uppercase();
    match folded.as_str() {
        "TRUE" => Ok(true),
        "FALSE" => Ok(false),
        _ if strict => Err(BadValue::new("is neither `true` nor `false`")),
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_trimmed() {
        assert_eq!(parse_zk_int(" 2000\t"), Ok(2000));
        for text in ["", " ", "2s", "2000 # ms", "0x10", "\u{a0}1"] {
            assert!(parse_zk_int(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn booleans() {
        for strict in [false, true] {
            assert_eq!(parse_zk_bool(" True ", strict), Ok(true));
            assert_eq!(parse_zk_bool("FALSE", strict), Ok(false));
        }
        for text in ["yes", "1", "on", ""] {
            assert_eq!(parse_zk_bool(text, false), Ok(false), "{text}");
            assert!(parse_zk_bool(text, true).is_err(), "{text}");
        }
    }
}
