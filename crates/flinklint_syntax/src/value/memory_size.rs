//! Memory sizes of Flink's options (`MemorySize.parseBytes`).

use super::{BadValue, number_and_unit};

/// Reads a size: digits, blanks, a unit in any case, with the factor 1024; a bare number is in **bytes**.
///
/// The result is in bytes, 0 to `i64::MAX`. `Gi`, `gib`, fractions, signs and `p` are refused.
pub fn parse_memory(text: &str) -> Result<i64, BadValue> {
    let (number, unit) = number_and_unit(text)?;
    let shift = match unit.as_str() {
        "" | "b" | "bytes" => 0,
        "k" | "kb" | "kibibytes" => 10,
        "m" | "mb" | "mebibytes" => 20,
        "g" | "gb" | "gibibytes" => 30,
        "t" | "tb" | "tebibytes" => 40,
        _ => return Err(BadValue::new("has no valid unit after the number (b, k, m, g, t, or kb, mb, gb, tb)")),
    };
    let number: i64 = number.parse().map_err(|_| BadValue::new("has a number that does not fit into 64 bits"))?;
    number.checked_mul(1 << shift).ok_or_else(|| BadValue::new("does not fit into 64 bits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_units_in_any_case() {
        let units = [
            ("b bytes B", 1_i64),
            ("k kb kibibytes KB", 1 << 10),
            ("m mb mebibytes Mb", 1 << 20),
            ("g gb gibibytes", 1 << 30),
            ("t tb tebibytes", 1 << 40),
        ];
        for (names, factor) in units {
            for name in names.split(' ') {
                assert_eq!(parse_memory(&format!("10{name}")), Ok(10 * factor), "{name}");
                assert_eq!(parse_memory(&format!(" 10 {name}\t")), Ok(10 * factor), "{name}");
            }
        }
        assert_eq!(parse_memory("1728"), Ok(1728));
    }

    #[test]
    fn refused() {
        for text in ["", " ", "1Gi", "1gib", "1kib", "1.5g", "1p", "-1", "+1", "1e3", "10byte", "m", "1 g b"] {
            assert!(parse_memory(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn overflow() {
        assert_eq!(parse_memory("9223372036854775807"), Ok(i64::MAX));
        assert_eq!(parse_memory("8388607t"), Ok(9_223_370_937_343_148_032));
        for text in ["9223372036854775808", "8388608t", "9007199254740992k", "9223372036854775807k"] {
            assert!(parse_memory(text).is_err(), "{text}");
        }
    }
}
