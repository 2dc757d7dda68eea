//! What the readers of values make of a text, against the answers of real Flink, Hadoop and ZooKeeper: those in
//! `catalog/values/answers.tsv`, and those in the files that the environment variable `FLINKLINT_VALUE_ANSWERS` names
//! (separated by `:`), in the same form.

#![allow(clippy::print_stderr, reason = "the person who runs it reads the figures")]

use super::Lookup;
use crate::settings::Settings;
use flinklint_catalog::flink::{ValueType, value_type};
use flinklint_catalog::version::{Release, Version, VersionRange};
use flinklint_syntax::value::hadoop::{
    TimeUnit, parse_hadoop_boolean, parse_hadoop_duration_ms, parse_hadoop_int, parse_hadoop_long,
    parse_hadoop_long_bytes,
};
use flinklint_syntax::value::integer::{parse_java_double, parse_java_float, parse_java_int, parse_java_long};
use flinklint_syntax::value::list::{check_list, check_map, split_legacy_list, split_legacy_map};
use flinklint_syntax::value::zookeeper::{parse_zk_bool, parse_zk_int};
use flinklint_syntax::value::{boolean::parse_boolean, enumeration::parse_enum, java_trim};
use flinklint_syntax::value::{memory_size::parse_memory, port::parse_port_range};
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

/// Texts as the answers are written: what is not printable ASCII as `\uXXXX`.
fn unescaped(text: &str) -> String {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let escape = (first == '\\').then(|| &rest[2..6]);
        units.push(escape.map_or(first as u16, |digits| u16::from_str_radix(digits, 16).unwrap()));
        rest = &rest[if escape.is_some() { 6 } else { 1 }..];
    }
    String::from_utf16(&units).unwrap()
}

fn escaped(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        match char::from_u32(u32::from(unit)) {
            Some(c @ ' '..='~') if c != '\\' && c != '|' => out.push(c),
            _ => write!(out, "\\u{unit:04x}").unwrap(),
        }
        out
    })
}

fn read<T: Display, E>(result: Result<T, E>) -> String {
    result.map_or_else(|_| "!".to_owned(), |value| format!("={value}"))
}

fn joined<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    parts.into_iter().map(|part| format!("|{}", escaped(part))).collect()
}

fn map_of(pairs: BTreeMap<String, String>) -> String {
    let sorted: BTreeMap<_, _> = pairs.iter().map(|(key, value)| (escaped(key), escaped(value))).collect();
    sorted.into_iter().map(|(key, value)| format!("|{key}|{value}")).collect()
}

/// How many ports, and a sum that tells their order.
fn ports_of(ranges: &[(u16, u16)]) -> String {
    let all = ranges.iter().flat_map(|&(first, last)| first..=last);
    let (count, sum) =
        all.fold((0, 0_i64), |(count, sum), port| (count + 1, sum.wrapping_mul(31).wrapping_add(i64::from(port))));
    format!("{count} {sum:x}")
}

/// A float as its bits; there is one NaN.
fn float_bits(value: f32) -> String {
    format!("{:x}", if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() })
}

fn double_bits(value: f64) -> String {
    format!("{:x}", if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() })
}

fn or_default<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "default".to_owned(), |value| format!("={value}"))
}

/// Our answer, or none for what is not compared.
fn answer(version: Version, kind: &str, text: &str) -> Option<String> {
    let release = Release::new(version, &VersionRange::exactly(version, "answer"));
    let settings = Settings::default();
    let lookup = Lookup::new(&settings, &release);
    if let Some(key) = kind.strip_prefix("enum:") {
        return match value_type(key, &release) {
            Some(ValueType::Enum(constants)) => Some(read(parse_enum(text, constants))),
            _ => None,
        };
    }
    Some(match kind {
        "int" => read(parse_java_int(text)),
        "long" => read(parse_java_long(text)),
        "float" => read(parse_java_float(text).map(float_bits)),
        "double" => read(parse_java_double(text).map(double_bits)),
        "boolean" => read(parse_boolean(text)),
        "duration" => read(lookup.parse_duration(text)),
        "memory" => read(parse_memory(text)),
        "list" => read(split_legacy_list(text).map(|parts| joined(parts.iter().map(AsRef::as_ref)))),
        "map" => read(split_legacy_map(text).map(map_of)),
        "yaml-list" => check_list(text, true).map_or("!", |()| "=").to_owned(),
        "yaml-map" => check_map(text, true).map_or("!", |()| "=").to_owned(),
        "ports" => {
            read(lookup.parse_ports(|ascending| parse_port_range(text, ascending)).map(|range| ports_of(&range.ranges)))
        }
        "hadoop-int" => read(parse_hadoop_int(text)),
        "hadoop-long" => read(parse_hadoop_long(text)),
        "hadoop-bytes" => read(parse_hadoop_long_bytes(text)),
        "hadoop-boolean" => or_default(parse_hadoop_boolean(text)),
        // Hadoop 2 knows the units of time in lower case only; nothing depends on it.
        "hadoop-time" if version < Version::new(3, 0) && text.contains(char::is_uppercase) => return None,
        "hadoop-time" => read(parse_hadoop_duration_ms(text, TimeUnit::Milliseconds)),
        "hadoop-float" => read(parse_java_float(text).map(float_bits)),
        "hadoop-trimmed" => format!("={}", escaped(java_trim(text))),
        "zoo-int" => read(parse_zk_int(text)),
        "zoo-long" => read(parse_java_long(java_trim(text))),
        "zoo-boolean" => read(parse_zk_bool(text, release.since(Version::new(3, 7)))),
        _ => return None,
    })
}

/// How many answers agree, of how many, by kind and release.
type Tally = BTreeMap<(String, String), (usize, usize)>;

/// Agreement, and what differs.
fn compare(answers: &str) -> (Tally, Vec<String>) {
    let mut tally = Tally::new();
    let mut wrong = Vec::new();
    for row in answers.lines().filter(|row| !row.starts_with(['#', 'r'])) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [release, kind, text, real] = columns[..] else { panic!("{row}") };
        let Some(ours) = answer(release.parse().unwrap(), kind, &unescaped(text)) else { continue };
        // Of lists and maps in YAML only the refusals are compared.
        let real = if kind.starts_with("yaml-") { &real[..1] } else { real };
        // Where YAML 1.1 would end a line, more is read than really is; what really is read must be.
        let separated = kind.starts_with("yaml-") && ["\\u0085", "\\u2028", "\\u2029"].iter().any(|c| text.contains(c));
        if separated && real == "!" {
            continue;
        }
        let name = kind.split(':').next().unwrap_or(kind);
        let (agreed, all) = tally.entry((name.to_owned(), release.to_owned())).or_default();
        *all += 1;
        if ours == real {
            *agreed += 1;
        } else {
            wrong.push(format!("{release}\t{kind}\t{text}\t{real}\tours {ours}"));
        }
    }
    (tally, wrong)
}

#[test]
fn agrees_with_the_answers_of_real_readers() {
    let (tally, wrong) = compare(include_str!("../../../../../catalog/values/answers.tsv"));
    assert!(tally.len() > 100 && tally.values().map(|(_, all)| all).sum::<usize>() > 1000, "{tally:?}");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn agrees_with_further_answers() {
    let Some(files) = std::env::var_os("FLINKLINT_VALUE_ANSWERS") else { return };
    let mut all_wrong = Vec::new();
    for file in std::env::split_paths(&files) {
        let (tally, wrong) = compare(&std::fs::read_to_string(file).unwrap());
        for ((kind, release), (agreed, all)) in tally {
            eprintln!("{kind}\t{release}\t{agreed}/{all}");
        }
        all_wrong.extend(wrong);
    }
    assert!(all_wrong.is_empty(), "{}:\n{}", all_wrong.len(), all_wrong.join("\n"));
}
