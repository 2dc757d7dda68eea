//! Numbers as Java's own parsers read them: `Integer.parseInt`, `Long.parseLong`, `Double.parseDouble`.

use super::{BadValue, java_trim};

/// `Integer.parseInt` in base 10: an optional sign and digits, nothing else. Digits of any script count, as in Java.
pub fn parse_java_int(text: &str) -> Result<i32, BadValue> {
    let number = whole_number(text, 10)?;
    i32::try_from(number).map_err(|_| BadValue::new("does not fit into 32 bits"))
}

/// `Long.parseLong` in base 10.
pub fn parse_java_long(text: &str) -> Result<i64, BadValue> {
    whole_number(text, 10)
}

/// `Long.parseLong` with a base; the base of `Integer.parseInt` differs in the range only.
pub(super) fn whole_number(text: &str, radix: u32) -> Result<i64, BadValue> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(BadValue::new("is not a whole number"));
    }
    // Counted downwards, since the smallest number has no positive counterpart.
    let mut number: i64 = 0;
    let mut too_large = false;
    for c in digits.chars() {
        let Some(digit) = java_digit(c, radix) else {
            return Err(BadValue::new("is not a whole number"));
        };
        match number.checked_mul(i64::from(radix)).and_then(|n| n.checked_sub(i64::from(digit))) {
            Some(next) => number = next,
            None => too_large = true,
        }
    }
    let number = if negative { Some(number) } else { number.checked_neg() };
    number.filter(|_| !too_large).ok_or_else(|| BadValue::new("does not fit into 64 bits"))
}

/// First characters of the runs of ten decimal digits in the Basic Multilingual Plane, other than ASCII (Unicode 13,
/// which is what Java 17 has). Java looks at UTF-16 code units here, so higher planes never count.
const DIGIT_ZEROS: [u32; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// `Character.digit`.
fn java_digit(c: char, radix: u32) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(radix);
    }
    let code = u32::from(c);
    let zero = *DIGIT_ZEROS.get(DIGIT_ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?)?;
    let fullwidth = match code {
        0xFF21..=0xFF3A => Some(code - 0xFF21 + 10),
        0xFF41..=0xFF5A => Some(code - 0xFF41 + 10),
        _ => None,
    };
    fullwidth.or_else(|| (code - zero < 10).then_some(code - zero)).filter(|&digit| digit < radix)
}

/// `Double.parseDouble`: trimmed, with `NaN`, `Infinity`, hexadecimal floats and a trailing `d` or `f`. Too large a
/// number is infinite, not an error.
pub fn parse_java_double(text: &str) -> Result<f64, BadValue> {
    let bad = || BadValue::new("is not a number");
    let text = java_trim(text);
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or("")),
        Some(b'+') => (false, text.get(1..).unwrap_or("")),
        _ => (false, text),
    };
    let magnitude = match body {
        "NaN" => f64::NAN,
        "Infinity" => f64::INFINITY,
        _ => {
            let body = body.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(body);
            let hexadecimal = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X"));
            match hexadecimal {
                Some(_) => hexadecimal_float(text).ok_or_else(bad)?,
                None if is_decimal(body) => body.parse().map_err(|_| bad())?,
                None => return Err(bad()),
            }
        }
    };
    Ok(if negative { -magnitude } else { magnitude })
}

/// `Float.parseFloat`: as [`parse_java_double`]. Decimals are rounded once, not by way of a double.
#[allow(clippy::cast_possible_truncation, reason = "what is out of range becomes infinite, as in Java")]
pub fn parse_java_float(text: &str) -> Result<f32, BadValue> {
    let double = parse_java_double(text)?;
    let decimal = java_trim(text).trim_end_matches(['d', 'D', 'f', 'F']);
    Ok(decimal.parse().unwrap_or(double as f32))
}

/// Digits with at most one `.`, at least one digit, and an optional exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    digits(whole) && digits(fraction) && whole.len() + fraction.len() > 0 && exponent_fits
}

/// The magnitude of a hexadecimal float such as `0x1.8p1`; the exponent is required.
fn hexadecimal_float(text: &str) -> Option<f64> {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let exponent = exponent.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(exponent);
    let sign_cut = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if sign_cut.is_empty() || !sign_cut.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent = exponent.parse::<i32>().unwrap_or(if exponent.starts_with('-') { i32::MIN } else { i32::MAX });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut scale = 0_i64;
    for (digit, behind_point) in whole.chars().map(|c| (c, false)).chain(fraction.chars().map(|c| (c, true))) {
        let digit = u64::from(digit.to_digit(16)?);
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
            scale -= if behind_point { 4 } else { 0 };
        } else {
            // What is beyond 60 bits matters only where the rest lies exactly between two numbers.
            mantissa |= u64::from(digit != 0);
            scale += if behind_point { 0 } else { 4 };
        }
    }
    Some(scaled(mantissa, i64::from(exponent).saturating_add(scale)))
}

/// The double nearest to `mantissa` times two to the power of `exponent`; of two as near, the even one.
#[allow(clippy::cast_precision_loss, reason = "at most 53 bits are left, and the powers are exact")]
fn scaled(mantissa: u64, exponent: i64) -> f64 {
    const SMALLEST: i64 = -1074;
    let bits = i64::from(u64::BITS - mantissa.leading_zeros());
    if mantissa == 0 || bits + exponent < SMALLEST {
        return 0.0;
    }
    if bits + exponent > 1024 {
        return f64::INFINITY;
    }
    let cut = (bits - 53).max(SMALLEST - exponent).clamp(0, 64);
    let wide = u128::from(mantissa);
    let (kept, rest, half) = (wide >> cut, wide & ((1 << cut) - 1), (1_u128 << cut) >> 1);
    let up = cut > 0 && (rest > half || rest == half && kept & 1 == 1);
    let exponent = i32::try_from(exponent + cut).unwrap_or(0);
    // In two steps, since the power alone may lie outside of what a double holds.
    let first = exponent.clamp(-1000, 1000);
    (kept + u128::from(up)) as f64 * 2.0_f64.powi(first) * 2.0_f64.powi(exponent - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, value) in [
            ("10", 10),
            ("+10", 10),
            ("-10", -10),
            ("010", 10),
            ("2147483647", i32::MAX),
            ("-2147483648", i32::MIN),
            ("\u{ff11}\u{ff10}", 10),
            ("1\u{663}", 13),
        ] {
            assert_eq!(parse_java_int(text), Ok(value), "{text}");
            assert_eq!(parse_java_long(text), Ok(i64::from(value)), "{text}");
        }
        for text in ["", "+", "-", "10.0", "1e3", "0x10", "1_000", "10 ", " 10", "10%", "\u{2460}", "\u{1d7ce}", "+-1"]
        {
            assert!(parse_java_int(text).is_err(), "{text:?}");
            assert!(parse_java_long(text).is_err(), "{text:?}");
        }
        assert!(parse_java_int("2147483648").is_err());
        assert_eq!(parse_java_long("2147483648"), Ok(2_147_483_648));
        assert_eq!(parse_java_long("-9223372036854775808"), Ok(i64::MIN));
        assert!(parse_java_long("9223372036854775808").is_err());
    }

    #[test]
    fn floating_point() {
        for (text, value) in [
            (".5", 0.5),
            ("1e-1", 0.1),
            ("1d", 1.0),
            ("1F", 1.0),
            ("1.", 1.0),
            (" 1 ", 1.0),
            ("+.5e+3", 500.0),
            ("1e400", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("0x1p3", 8.0),
            ("0x1.8P1", 3.0),
            ("0x.8p1", 1.0),
            ("0x1.p1", 2.0),
            ("0x1p3f", 8.0),
            ("-0x1p-1", -0.5),
        ] {
            assert_eq!(parse_java_double(text), Ok(value), "{text}");
        }
        assert!(parse_java_double("-NaN").is_ok_and(f64::is_nan));
        for text in [
            "", " ", ".", "10%", "0,5", "nan", "inf", "infinity", "0x10", "1e", "1__0", "1L", "NaNf", "0x.p1", "1e+",
            "\u{ff11}",
        ] {
            assert!(parse_java_double(text).is_err(), "{text:?}");
        }
    }
}
