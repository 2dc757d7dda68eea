//! What YAML 1.2's core schema takes a plain scalar for, as SnakeYAML Engine implements it (`CoreScalarResolver`), and
//! the text that Java gives for what it makes of it.

use super::ScalarKind;

/// What a plain scalar is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Resolved {
    Null,
    Boolean(bool),
    /// An integer of any size, in decimal.
    Integer(String),
    Float(f64),
    /// `${X}`: a text, but one that a writer has to quote.
    Environment,
    Text,
}

impl Resolved {
    /// What Flink's `Configuration` gives for it; `None` for texts, which stay as they are, and for null.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Boolean(value) => Some(value.to_string()),
            Self::Integer(digits) => Some(digits.clone()),
            Self::Float(value) => Some(double_text(*value)),
            Self::Null | Self::Environment | Self::Text => None,
        }
    }

    pub(super) fn kind(&self) -> ScalarKind {
        match self {
            Self::Boolean(_) => ScalarKind::Boolean,
            Self::Integer(_) => ScalarKind::Integer,
            Self::Float(_) => ScalarKind::Float,
            Self::Null | Self::Environment | Self::Text => ScalarKind::Text,
        }
    }
}

/// Resolves a plain scalar. An empty one is null.
pub(super) fn resolve(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Boolean(true),
        "false" | "False" | "FALSE" => return Resolved::Boolean(false),
        _ => {}
    }
    match text.as_bytes().first() {
        Some(b'$') if is_environment(text) => Resolved::Environment,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text).unwrap_or(Resolved::Text),
        _ => Resolved::Text,
    }
}

fn number(text: &str) -> Option<Resolved> {
    integer(text).map(Resolved::Integer).or_else(|| float(text).map(Resolved::Float))
}

/// The decimal digits of an integer: `[-+]?[0-9]+`, `0o[0-7]+`, `0x[0-9a-fA-F]+`. Hexadecimal and octal numbers beyond
/// 128 bits stay as they are written.
pub(super) fn integer(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            return valid
                .then(|| u128::from_str_radix(digits, radix).map_or_else(|_| text.to_owned(), |n| n.to_string()));
        }
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.trim_start_matches('0') {
        "" => Some("0".to_owned()),
        digits => Some(format!("{sign}{digits}")),
    }
}

/// A floating point number: an optional sign, digits with an optional `.`, an optional exponent; `.inf`, `.nan`.
pub(super) fn float(text: &str) -> Option<f64> {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(f64::NAN);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let something = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let well_formed = something && digits(whole) && fraction.is_none_or(digits);
    let exponent_fits = exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    (well_formed && exponent_fits).then(|| text.parse().ok()).flatten()
}

/// `${X}`, `${X:-y}` and the like, with nothing around it.
fn is_environment(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
        return false;
    };
    let inner = inner.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let name = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let rest = inner.get(name..).unwrap_or("");
    let rest_fits = rest.is_empty() || {
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        rest.strip_prefix(['-', '?']).is_some_and(word)
    };
    name > 0 && rest_fits
}

/// A number as Flink writes it: YAML's names for what is not finite, else `Double.toString` of Java, which is plain
/// between 0.001 and 10,000,000, has an exponent elsewhere, and always a fraction. The digits are the shortest that tell
/// the number apart, which JDKs before 19 miss for a few numbers.
fn double_text(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude) {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => format!("{mantissa}E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}.0E{exponent}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars() {
        for (text, kind, value) in [
            ("1.20", ScalarKind::Float, "1.2"),
            ("010", ScalarKind::Integer, "10"),
            ("0x10", ScalarKind::Integer, "16"),
            ("0o17", ScalarKind::Integer, "15"),
            ("1e3", ScalarKind::Float, "1000.0"),
            ("+5", ScalarKind::Integer, "5"),
            ("-0", ScalarKind::Integer, "0"),
            ("-012", ScalarKind::Integer, "-12"),
            ("99999999999999999999999999", ScalarKind::Integer, "99999999999999999999999999"),
            ("0xFFFFFFFFFFFFFFFF", ScalarKind::Integer, "18446744073709551615"),
            ("1.", ScalarKind::Float, "1.0"),
            (".5", ScalarKind::Float, "0.5"),
            ("-.5E-7", ScalarKind::Float, "-5.0E-8"),
            ("12345678.9", ScalarKind::Float, "1.23456789E7"),
            ("1e400", ScalarKind::Float, ".inf"),
            ("-0.0", ScalarKind::Float, "-0.0"),
            (".Inf", ScalarKind::Float, ".inf"),
            ("-.INF", ScalarKind::Float, "-.inf"),
            (".NaN", ScalarKind::Float, ".nan"),
            ("True", ScalarKind::Boolean, "true"),
            ("FALSE", ScalarKind::Boolean, "false"),
        ] {
            let resolved = resolve(text);
            assert_eq!((resolved.kind(), resolved.text().as_deref()), (kind, Some(value)), "{text}");
        }
    }

    #[test]
    fn texts() {
        let texts = [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "tRue",
            "nULL",
            "1_000",
            "10:30",
            "2024-01-01",
            "0b1",
            "-0x10",
            "+0o7",
            "0x",
            "0o8",
            "1e",
            ".",
            "+",
            "-",
            "1.2.3",
            ".e3",
            "1e+",
            "inf",
            "nan",
            "+.nan",
            "1 ",
            "\u{ff11}",
            "..5",
        ];
        for text in texts {
            assert_eq!(resolve(text), Resolved::Text, "{text}");
        }
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(resolve(text), Resolved::Null, "{text}");
        }
        for text in ["${A}", "${ A }", "${A:-b}", "${A?}"] {
            assert_eq!(resolve(text), Resolved::Environment, "{text}");
        }
        for text in ["${A.b}", "${}", "${A}b", "${A:b}"] {
            assert_eq!(resolve(text), Resolved::Text, "{text}");
        }
    }
}
