//! Time spans and memory sizes written in an expression, and how both are printed for people.
//!
//! `duration('1h30m')` is CEL's. `memorySize('16g')` is this language's own, named after Flink's `MemorySize` and with
//! its units: every unit is a power of 1024, whether written `g`, `gb` or `GiB`.

/// Milliseconds of a duration in CEL's syntax: signed decimal numbers with the units `h`, `m`, `s`, `ms`, `us`, `ns`.
pub(super) fn parse_duration(text: &str) -> Result<i64, &'static str> {
    const FORM: &str = "a duration looks like '10s', '500ms' or '1h30m'";
    const FINE: &str = "a duration is a whole number of milliseconds";
    const FAR: &str = "this duration is too long";
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(FORM);
    }
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(FORM);
        }
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit: i128 = match &after[..length] {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" => 1_000,
            "ns" => 1,
            _ => return Err(FORM),
        };
        rest = &after[length..];
        // Eighteen digits keep the products below far inside 128 bits; more are out of range or finer than anything.
        if whole.len() > 18 {
            return Err(FAR);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 18 {
            return Err(FINE);
        }
        let number = |digits: &str| digits.parse::<i128>().unwrap_or(0);
        let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
        let part = number(fraction) * unit;
        if part % scale != 0 {
            return Err(FINE);
        }
        nanos += number(whole) * unit + part / scale;
    }
    if nanos % 1_000_000 != 0 {
        return Err(FINE);
    }
    let millis = nanos / 1_000_000;
    i64::try_from(if negative { -millis } else { millis }).map_err(|_| FAR)
}

/// Bytes of a memory size: a whole number, blanks if you like, and a unit in upper or lower case.
pub(super) fn parse_size(text: &str) -> Result<i64, &'static str> {
    const FORM: &str = "a memory size looks like '16g', '1728 MiB' or '512 bytes'";
    let (number, unit) = digits(text);
    if number.is_empty() {
        return Err(FORM);
    }
    let unit = unit.trim_matches(' ').to_ascii_lowercase();
    let shift = match unit.as_str() {
        "b" | "byte" | "bytes" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return Err(FORM),
    };
    let bytes = number.parse::<i64>().ok().and_then(|number| number.checked_mul(1 << shift));
    bytes.ok_or("this memory size does not fit into 64 bits")
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// A time span in the largest unit that leaves no rest: `40 s`, `500 ms`, `10 min`. Takes milliseconds.
pub fn format_duration(ms: i64) -> String {
    let units = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)];
    for (unit, length) in units {
        if ms % length == 0 && (ms != 0 || length == 1_000) {
            return format!("{} {unit}", ms / length);
        }
    }
    format!("{ms} ms")
}

/// A memory size for people: in the largest unit that leaves no rest (`16 GiB`, `1728 MiB`), else in bytes below one MiB (`1600 bytes`)
/// and in MiB to one decimal above (`172.8 MiB`). Takes bytes.
pub fn format_size(bytes: i64) -> String {
    for (unit, shift) in [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)] {
        let length = 1_i64 << shift;
        if bytes != 0 && bytes % length == 0 {
            return format!("{} {unit}", bytes / length);
        }
    }
    match bytes {
        1 | -1 => format!("{bytes} byte"),
        0x10_0000.. => {
            let tenths = (i128::from(bytes) * 10 + (1 << 19)) >> 20;
            format!("{}.{} MiB", tenths / 10, tenths % 10)
        }
        _ => format!("{bytes} bytes"),
    }
}
