//! Booleans of Flink's options (`ConfigurationUtils.convertToBoolean`).
//!
//! Not for `*-site.xml` or `zoo.cfg`, which have words of their own for an unreadable boolean (see the siblings).

use super::BadValue;

/// Reads `true` or `false` in any case. Blanks around it are refused, and so are `yes`, `no`, `on`, `off`, `1` and `0`.
pub fn parse_boolean(text: &str) -> Result<bool, BadValue> {
    // The real code compares after `toUpperCase`, which also maps U+017F (long s) to `S`.
    match text.to_uppercase().as_str() {
        "TRUE" => Ok(true),
        "FALSE" => Ok(false),
        _ => Err(BadValue::new("is neither `true` nor `false`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_true_and_false_in_any_case() {
        for (text, value) in [("true", true), ("TRUE", true), ("tRuE", true), ("false", false), ("fal\u{17f}e", false)]
        {
            assert_eq!(parse_boolean(text), Ok(value), "{text}");
        }
        for text in ["", " true", "false ", "yes", "no", "on", "off", "1", "0", "t", "truee"] {
            assert!(parse_boolean(text).is_err(), "{text}");
        }
    }
}
