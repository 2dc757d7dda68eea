//! Constants of the enums among Flink's options (`ConfigurationUtils.convertToEnum`).

use super::BadValue;

/// Reads a constant in any case. Blanks around it are refused, and `-` is not `_`.
pub fn parse_enum(text: &str, constants: &[&'static str]) -> Result<&'static str, BadValue> {
    // The real code compares after `toUpperCase`, which also maps U+017F (long s) to `S` and U+00DF to `SS`.
    let upper = text.to_uppercase();
    constants
        .iter()
        .find(|constant| constant.to_uppercase() == upper)
        .copied()
        .ok_or_else(|| BadValue::new("is not one of its values"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_any_case_and_to_the_letter() {
        let constants = &["EXACTLY_ONCE", "AtLeastOnce"];
        for (text, found) in
            [("exactly_once", "EXACTLY_ONCE"), ("ATLEASTONCE", "AtLeastOnce"), ("atlea\u{17f}tonce", "AtLeastOnce")]
        {
            assert_eq!(parse_enum(text, constants), Ok(found), "{text}");
        }
        for text in ["", "exactly-once", " EXACTLY_ONCE", "EXACTLY_ONCE ", "AT_LEAST_ONCE"] {
            assert!(parse_enum(text, constants).is_err(), "{text}");
        }
    }
}
