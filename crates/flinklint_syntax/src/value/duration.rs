//! Durations of Flink's options (`TimeUtils.parseDuration`) and the plain milliseconds that many of them were before.

use super::integer::parse_java_long;
use super::{BadValue, java_trim, number_and_unit};

/// Which notations a version knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DurationForm {
    /// `m` means minutes (1.15 and later; before, only `min`, `minute` and `minutes` do).
    pub minutes_as_m: bool,
    /// Numbers may be larger than 64 bits (2.0 and later).
    pub large: bool,
    /// ISO-8601 durations such as `PT10S` are read (2.1 and later; 2.0 refuses them still).
    pub iso: bool,
}

const NANOS_PER_MS: i128 = 1_000_000;
const NANOS_PER_SECOND: i128 = 1_000 * NANOS_PER_MS;

/// Reads a duration: digits, blanks, a unit in any case; a bare number is in milliseconds.
///
/// The result is in milliseconds, 0 to `i64::MAX` (saturating); parts of a millisecond are cut off. A sign, a fraction,
/// two units, weeks, months and years are refused. So is what does not fit into a `java.time.Duration`.
pub fn parse_duration(text: &str, form: DurationForm) -> Result<i64, BadValue> {
    let (number, unit) = match number_and_unit(text) {
        Ok(parts) => parts,
        Err(error) if form.iso => return iso_duration(java_trim(text)).unwrap_or(Err(error)),
        Err(error) => return Err(error),
    };
    let nanos = nanos_per_unit(&unit, form)?;
    let largest = if form.large { i128::MAX } else { i128::from(i64::MAX) };
    let number = number.parse::<i128>().ok().filter(|&n| n <= largest);
    let number = number.ok_or_else(|| BadValue::new("has a number that does not fit into 64 bits"))?;
    let seconds = i128::from(i64::MAX);
    match number.checked_mul(nanos).filter(|&total| total / NANOS_PER_SECOND <= seconds) {
        Some(total) => Ok(i64::try_from(total / NANOS_PER_MS).unwrap_or(i64::MAX)),
        None => Err(BadValue::new("is too long for a duration")),
    }
}

fn nanos_per_unit(unit: &str, form: DurationForm) -> Result<i128, BadValue> {
    Ok(match unit {
        "d" | "day" | "days" => 86_400 * NANOS_PER_SECOND,
        "h" | "hour" | "hours" => 3_600 * NANOS_PER_SECOND,
        "min" | "minute" | "minutes" => 60 * NANOS_PER_SECOND,
        "m" if form.minutes_as_m => 60 * NANOS_PER_SECOND,
        "s" | "sec" | "secs" | "second" | "seconds" => NANOS_PER_SECOND,
        "" | "ms" | "milli" | "millis" | "millisecond" | "milliseconds" => NANOS_PER_MS,
        "\u{b5}s" | "micro" | "micros" | "microsecond" | "microseconds" => 1_000,
        "ns" | "nano" | "nanos" | "nanosecond" | "nanoseconds" => 1,
        "m" => return Err(BadValue::new("has the unit `m`, which this version does not accept; minutes are `min`")),
        _ => return Err(BadValue::new("has no valid unit after the number (d, h, min, s, ms, \u{b5}s, ns)")),
    })
}

/// `Duration.parse` of Java, in any case: `PnDTnHnMn.nS` with an optional sign before each part. `None` if the text is
/// not of that form, so that the caller can say what it looked for first.
fn iso_duration(text: &str) -> Option<Result<i64, BadValue>> {
    let (negated, rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let mut rest = rest.strip_prefix(['P', 'p'])?;
    let mut seconds = [0_i64; 4];
    let mut fraction = 0;
    // Parts come in this order, each at most once; days stand before the `T`, the others behind it.
    let mut order = 0;
    let mut parts = 0;
    while !rest.is_empty() {
        if order == 0
            && let Some(time) = rest.strip_prefix(['T', 't'])
        {
            // Java looks for a `T` without anything behind it in upper case only.
            match (time.is_empty(), rest.starts_with('t')) {
                (true, true) => break,
                (true, false) => return None,
                (false, _) => {}
            }
            order = 2;
            rest = time;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (amount, unit) = rest.split_at_checked(end)?;
        let (place, per_unit) = match unit.as_bytes().first()?.to_ascii_uppercase() {
            b'D' => (1, 86_400),
            b'H' => (3, 3_600),
            b'M' => (4, 60),
            b'S' => (5, 1),
            _ => return None,
        };
        let days = place == 1;
        if days != (order == 0) || place <= order {
            return None;
        }
        // Days end the part before the `T`; whatever follows them must begin with it.
        order = if days { 0 } else { place };
        let (whole, nanos) = iso_amount(amount, place == 5)?;
        *seconds.get_mut(if days { 0 } else { place - 2 })? = whole.checked_mul(per_unit)?;
        fraction += nanos;
        parts += 1;
        rest = unit.get(1..)?;
        if days && !rest.is_empty() && !rest.starts_with(['T', 't']) {
            return None;
        }
    }
    if parts == 0 {
        return None;
    }
    // Java adds from the smallest part on, and none of the sums may overflow.
    let seconds = seconds.iter().rev().try_fold(0_i64, |sum, &part| sum.checked_add(part))?;
    let total = i128::from(seconds) * NANOS_PER_SECOND + fraction;
    let total = if negated { -total } else { total };
    if total < 0 {
        return Some(Err(BadValue::new("is a negative duration")));
    }
    if total / NANOS_PER_SECOND > i128::from(i64::MAX) {
        return None;
    }
    Some(Ok(i64::try_from(total / NANOS_PER_MS).unwrap_or(i64::MAX)))
}

/// The whole number of a part and the nanoseconds behind its point.
fn iso_amount(text: &str, fraction_allowed: bool) -> Option<(i64, i128)> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (whole, fraction) = match digits.split_once(['.', ',']) {
        Some((whole, fraction)) if fraction_allowed && fraction.len() <= 9 => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction: i128 = if fraction.is_empty() { 0 } else { format!("{fraction:0<9}").parse().ok()? };
    let whole = if negative { format!("-{whole}") } else { whole.to_owned() };
    Some((whole.parse().ok()?, if negative { -fraction } else { fraction }))
}

/// Reads what an option takes that is a `Long` of milliseconds (heartbeats and ZooKeeper timeouts up to 1.19, say):
/// `Long.parseLong` without trimming. Negative numbers are read; a unit is refused.
pub fn parse_millis(text: &str) -> Result<i64, BadValue> {
    parse_java_long(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: DurationForm = DurationForm { minutes_as_m: false, large: false, iso: false };
    const NEW: DurationForm = DurationForm { minutes_as_m: true, large: false, iso: false };
    const ISO: DurationForm = DurationForm { minutes_as_m: true, large: true, iso: true };

    #[test]
    fn all_units_in_any_case() {
        let units = [
            ("d day days D", 864_000_000),
            ("h hour hours Hours", 36_000_000),
            ("min minute minutes MIN", 600_000),
            ("s sec secs second seconds", 10_000),
            ("ms milli millis millisecond milliseconds MS Ms", 10),
            ("\u{b5}s micro micros microsecond microseconds", 0),
            ("ns nano nanos nanosecond nanoseconds", 0),
        ];
        for (names, millis) in units {
            for name in names.split(' ') {
                for form in [OLD, NEW, ISO] {
                    for text in [format!("10{name}"), format!(" 10\t{name} ")] {
                        assert_eq!(parse_duration(&text, form), Ok(millis), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn m_is_minutes_from_1_15_on() {
        assert!(parse_duration("10m", OLD).is_err());
        assert_eq!(parse_duration("10m", NEW), Ok(600_000));
        assert_eq!(parse_duration("1M", NEW), Ok(60_000));
    }

    #[test]
    fn a_bare_number_is_milliseconds() {
        assert_eq!(parse_duration("10", OLD), Ok(10));
        assert_eq!(parse_duration("1500000ns", OLD), Ok(1));
    }

    #[test]
    fn refused_in_every_version() {
        let texts = [
            "",
            "  ",
            "-1",
            "+1",
            "1.5s",
            "1h30m",
            "10mins",
            "10us",
            "10w",
            "10y",
            "10month",
            "1 000",
            "10\u{a0}s",
            "\u{ff11}\u{ff10}s",
            "P",
            "PT",
            "P1Y",
            "-PT1S",
            "9223372036854775807d",
            "9223372036854775807h",
            "P1DT",
            "pt",
            "PT1S1S",
            "PT1H1D",
            "P1H",
            "P1D2D",
            "PT1.5H",
            "PT.5S",
            "P-1DT2562047788015216H",
        ];
        for text in texts {
            for form in [OLD, NEW, ISO] {
                assert!(parse_duration(text, form).is_err(), "{text:?}");
            }
        }
    }

    #[test]
    fn iso_8601_from_2_1_on() {
        for (text, millis) in [
            ("PT10S", 10_000),
            ("pt10s", 10_000),
            ("P1D", 86_400_000),
            ("PT1.0005S", 1_000),
            ("P1DT2H3M4.5S", 93_784_500),
            ("+PT1M", 60_000),
            ("PT-1S2S", -1),
            ("PT1M-1S", 59_000),
            ("-PT-1S", 1_000),
            ("PT1.S", 1_000),
            ("p1dt", 86_400_000),
        ] {
            assert!(parse_duration(text, NEW).is_err(), "{text}");
            let expected = (millis >= 0).then_some(millis);
            assert_eq!(parse_duration(text, ISO).ok(), expected, "{text}");
        }
    }

    #[test]
    fn large_numbers() {
        assert_eq!(parse_duration("9223372036854775807", NEW), Ok(i64::MAX));
        assert_eq!(parse_duration("9223372036854775807s", NEW), Ok(i64::MAX));
        assert_eq!(parse_duration("106751991167300d", NEW), Ok(i64::MAX));
        assert!(parse_duration("9223372036854775808", NEW).is_err());
        assert_eq!(parse_duration("9223372036854775808", ISO), Ok(i64::MAX));
        assert_eq!(parse_duration("99999999999999999999", ISO), Ok(i64::MAX));
    }

    #[test]
    fn millis_are_a_long() {
        assert_eq!(parse_millis("60000"), Ok(60_000));
        assert_eq!(parse_millis("-1"), Ok(-1));
        for text in ["60s", " 1", "1 ", "1e3", ""] {
            assert!(parse_millis(text).is_err(), "{text:?}");
        }
    }
}
