//! Properties of all value parsers: no text makes one panic, and what is printed is read back.

use super::duration::{DurationForm, parse_duration, parse_millis};
use super::hadoop::{
    TimeUnit, parse_hadoop_boolean, parse_hadoop_duration_ms, parse_hadoop_int, parse_hadoop_long_bytes,
};
use super::integer::{parse_java_double, parse_java_int, parse_java_long};
use super::list::{split_legacy_list, split_legacy_map};
use super::memory_size::parse_memory;
use super::port::{parse_port, parse_port_range};
use super::zookeeper::{parse_zk_bool, parse_zk_int};
use super::{boolean::parse_boolean, java_trim};
use proptest::prelude::*;

const FORM: DurationForm = DurationForm { minutes_as_m: true, large: true, iso: true };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_is_too_much(text in prop_oneof![any::<String>(), "[-+0-9a-zA-Z.,:;'\" \u{b5}\u{ff11}\t]{0,24}"]) {
        for form in [FORM, DurationForm { minutes_as_m: false, large: false, iso: false }] {
            prop_assert!(parse_duration(&text, form).is_ok_and(|ms| ms >= 0) || parse_duration(&text, form).is_err());
        }
        prop_assert!(parse_memory(&text).is_ok_and(|bytes| bytes >= 0) || parse_memory(&text).is_err());
        let _ = (parse_millis(&text), parse_boolean(&text), parse_java_int(&text), parse_java_double(&text));
        let _ = (parse_hadoop_boolean(&text), parse_hadoop_int(&text), parse_hadoop_long_bytes(&text));
        let _ = (parse_hadoop_duration_ms(&text, TimeUnit::Days), parse_zk_int(&text), parse_zk_bool(&text, true));
        let _ = (parse_port(&text), parse_port_range(&text, true), split_legacy_list(&text), split_legacy_map(&text));
        prop_assert_eq!(java_trim(java_trim(&text)), java_trim(&text));
    }

    #[test]
    fn numbers_are_read_back(long in any::<i64>(), int in any::<i32>(), double in any::<f64>(), shift in 0_u32..5) {
        prop_assert_eq!(parse_java_long(&long.to_string()), Ok(long));
        prop_assert_eq!(parse_java_int(&int.to_string()), Ok(int));
        prop_assert_eq!(parse_zk_int(&format!(" {int} ")), Ok(int));
        prop_assert_eq!(parse_hadoop_int(&format!("{}0x{:x}", if int < 0 { "-" } else { "" }, int.unsigned_abs())), Ok(i64::from(int)));
        prop_assert_eq!(parse_java_double(&format!("{double:e}")).unwrap_or(f64::NAN).to_bits(), double.to_bits());
        let size = i64::from(int.unsigned_abs()) >> 10;
        let unit = ["b", "k", "m", "g", "t"][shift as usize];
        prop_assert_eq!(parse_memory(&format!("{size}{unit}")), Ok(size << (10 * shift)));
        prop_assert_eq!(parse_duration(&format!("{size} s"), FORM), Ok(size * 1000));
        prop_assert_eq!(parse_duration(&format!("PT{size}S"), FORM), Ok(size * 1000));
    }

    #[test]
    fn quoted_elements_are_read_back(parts in proptest::collection::vec("[a;'\" ]{0,6}", 0..5)) {
        let text: Vec<_> = parts.iter().map(|part| format!("'{}'", part.replace('\'', "''"))).collect();
        let text = text.join(" ; ");
        prop_assert_eq!(split_legacy_list(&text).unwrap(), parts);
    }
}
