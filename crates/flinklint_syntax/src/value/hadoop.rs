//! Values of `*-site.xml` as Hadoop's `Configuration` reads them (3.3.4), after its `${}` substitution.
//!
//! All of these trim first; an empty value counts as not set, which the caller sees from the text.

use super::integer::whole_number;
use super::{BadValue, java_trim};

/// `getBoolean`: `true` or `false` in any case. Anything else is `None`: Hadoop silently takes the default.
pub fn parse_hadoop_boolean(text: &str) -> Option<bool> {
    // `equalsIgnoreCase` folds U+017F (long s) too.
    match java_trim(text).to_uppercase().as_str() {
        "TRUE" => Some(true),
        "FALSE" => Some(false),
        _ => None,
    }
}

/// `getInt`: a decimal number or `0x` and hexadecimal digits, 32 bits, with an optional sign before a decimal and an
/// optional `-` before a hexadecimal number.
pub fn parse_hadoop_int(text: &str) -> Result<i64, BadValue> {
    let number = parse_hadoop_long(text)?;
    match i32::try_from(number) {
        Ok(_) => Ok(number),
        Err(_) => Err(BadValue::new("does not fit into 32 bits")),
    }
}

/// `getLong`: as [`parse_hadoop_int`], with 64 bits.
pub fn parse_hadoop_long(text: &str) -> Result<i64, BadValue> {
    let text = java_trim(text);
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        Some(digits) if unsigned.len() < text.len() => whole_number(&format!("-{digits}"), 16),
        Some(digits) => whole_number(digits, 16),
        None => whole_number(text, 10),
    }
}

/// `getLongBytes`: a whole number with one of the prefixes k, m, g, t, p, e behind it, factor 1024; result in bytes.
pub fn parse_hadoop_long_bytes(text: &str) -> Result<i64, BadValue> {
    let text = java_trim(text);
    let Some(last) = text.chars().next_back() else {
        return Err(BadValue::new("is empty"));
    };
    let shift = match last.to_ascii_lowercase() {
        'k' => 10,
        'm' => 20,
        'g' => 30,
        't' => 40,
        'p' => 50,
        'e' => 60,
        _ => {
            return whole_number(text, 10)
                .map_err(|_| BadValue::new("is not a whole number with an optional k, m, g, t, p or e"));
        }
    };
    let number = whole_number(text.strip_suffix(last).unwrap_or(""), 10)?;
    number.checked_mul(1 << shift).ok_or_else(|| BadValue::new("is more than 64 bits of bytes"))
}

/// A unit of Hadoop's durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// `ns`
    Nanoseconds,
    /// `us`
    Microseconds,
    /// `ms`
    Milliseconds,
    /// `s`
    Seconds,
    /// `m`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// `getTimeDuration`: a whole number and one of ns, us, ms, s, m, h, d directly behind it, in any case; without a unit
/// it is in `default_unit`. Result in milliseconds, saturating, cut off towards zero.
pub fn parse_hadoop_duration_ms(text: &str, default_unit: TimeUnit) -> Result<i64, BadValue> {
    const SUFFIXES: [(&str, TimeUnit); 7] = [
        ("ns", TimeUnit::Nanoseconds),
        ("us", TimeUnit::Microseconds),
        ("ms", TimeUnit::Milliseconds),
        ("s", TimeUnit::Seconds),
        ("m", TimeUnit::Minutes),
        ("h", TimeUnit::Hours),
        ("d", TimeUnit::Days),
    ];
    let text = java_trim(text).to_lowercase();
    let written = SUFFIXES.iter().find_map(|&(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)));
    let (number, unit) = written.unwrap_or((text.as_str(), default_unit));
    let number = i128::from(whole_number(number, 10)?);
    let millis = match unit {
        TimeUnit::Nanoseconds => number / 1_000_000,
        TimeUnit::Microseconds => number / 1_000,
        TimeUnit::Milliseconds => number,
        TimeUnit::Seconds => number * 1_000,
        TimeUnit::Minutes => number * 60_000,
        TimeUnit::Hours => number * 3_600_000,
        TimeUnit::Days => number * 86_400_000,
    };
    Ok(i64::try_from(millis).unwrap_or(if millis < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans() {
        for (text, value) in [
            (" TRUE\n", Some(true)),
            ("false", Some(false)),
            ("yes", None),
            ("", None),
            ("1", None),
            ("\u{a0}true", None),
        ] {
            assert_eq!(parse_hadoop_boolean(text), value, "{text:?}");
        }
    }

    #[test]
    fn numbers() {
        for (text, value) in [("3", 3), (" +3 ", 3), ("-3", -3), ("0x10", 16), ("-0X1f", -31), ("010", 10)] {
            assert_eq!(parse_hadoop_int(text), Ok(value), "{text}");
        }
        for text in ["", "4k", "8G", "4.0", "10s", "0x", "+0x10", "2147483648", "1 0"] {
            assert!(parse_hadoop_int(text).is_err(), "{text:?}");
        }
        assert_eq!(parse_hadoop_long("2147483648"), Ok(2_147_483_648));
    }

    #[test]
    fn bytes() {
        for (text, value) in [("64m", 64 << 20), (" 1K ", 1024), ("128", 128), ("-1g", -(1 << 30)), ("7e", 7 << 60)] {
            assert_eq!(parse_hadoop_long_bytes(text), Ok(value), "{text}");
        }
        for text in ["", "8e", "64mb", "m", "1.5g", "1 k", "x"] {
            assert!(parse_hadoop_long_bytes(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn durations() {
        for (text, value) in [
            ("10s", 10_000),
            ("10", 10_000),
            ("5M", 300_000),
            ("1d", 86_400_000),
            ("1500us", 1),
            ("-1", -1_000),
            ("2h", 7_200_000),
        ] {
            assert_eq!(parse_hadoop_duration_ms(text, TimeUnit::Seconds), Ok(value), "{text}");
        }
        for text in ["", "10 s", "1.5s", "s", "10min", "10sec"] {
            assert!(parse_hadoop_duration_ms(text, TimeUnit::Seconds).is_err(), "{text:?}");
        }
        assert_eq!(parse_hadoop_duration_ms("7", TimeUnit::Milliseconds), Ok(7));
    }
}
