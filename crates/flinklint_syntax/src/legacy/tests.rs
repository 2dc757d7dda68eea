use super::*;
use crate::value::java_trim;
use proptest::prelude::*;
use std::borrow::Cow;

const FILE: FileId = FileId { set: 0, text: 0 };

fn settings(text: &str) -> Vec<(String, String)> {
    let legacy = parse(FILE, text.as_bytes());
    legacy.entries.iter().map(|e| (e.entry.key.text.to_string(), e.entry.value.text.to_string())).collect()
}

fn dropped(text: &str) -> Vec<(DropReason, Option<String>, Option<String>)> {
    let text_of = |scalar: &Option<Scalar<'_>>| scalar.as_ref().map(|s| s.text.to_string());
    parse(FILE, text.as_bytes()).dropped.iter().map(|d| (d.reason, text_of(&d.key), text_of(&d.value))).collect()
}

#[test]
fn lines_that_are_settings() {
    for (line, key, value) in [
        ("a: b", "a", "b"),
        ("a : b", "a", "b"),
        ("    a: b", "a", "b"),
        ("\ta: b\t", "a", "b"),
        ("a: b: c", "a", "b: c"),
        ("a: hdfs://nn:8020/x", "a", "hdfs://nn:8020/x"),
        ("a: \"q\"", "a", "\"q\""),
        ("a: 'q'", "a", "'q'"),
        ("password: ab#cd", "password", "ab"),
        ("a: b # c", "a", "b"),
        ("\u{feff}a: b", "\u{feff}a", "b"),
        ("High-Availability: zookeeper", "High-Availability", "zookeeper"),
        ("- a: b", "- a", "b"),
        ("a=b: c", "a=b", "c"),
        ("a:  b", "a", "b"),
        ("a: \u{a0}b", "a", "\u{a0}b"),
        ("\u{952e}: \u{503c} \u{503c}", "\u{952e}", "\u{503c} \u{503c}"),
        ("a: [b, c]", "a", "[b, c]"),
        ("a:b: c", "a:b", "c"),
    ] {
        assert_eq!(settings(line), [(key.to_owned(), value.to_owned())], "{line:?}");
        assert_eq!(dropped(line), [], "{line:?}");
    }
}

#[test]
fn lines_that_are_dropped() {
    use DropReason as R;
    for (line, reason, key, value) in [
        ("a:b", R::NoBlankAfterColon, Some("a"), Some("b")),
        ("a:\u{a0}b", R::NoBlankAfterColon, Some("a"), Some("\u{a0}b")),
        ("host:8081:", R::NoBlankAfterColon, Some("host"), Some("8081:")),
        ("a:\tb", R::TabAfterColon, Some("a"), Some("b")),
        ("a=1", R::EqualsSign, Some("a"), Some("1")),
        ("a = 1:2", R::EqualsSign, Some("a"), Some("1:2")),
        ("a=", R::EqualsSign, Some("a"), None),
        ("a\u{ff1a} 1", R::FullWidthColon, Some("a"), Some("1")),
        ("a:", R::EmptyValue, Some("a"), None),
        ("a: ", R::EmptyValue, Some("a"), None),
        ("a: # b", R::EmptyValue, Some("a"), None),
        (": b", R::EmptyKey, None, Some("b")),
        (":b", R::EmptyKey, None, Some("b")),
        ("- x", R::ListItem, None, Some("x")),
        ("-", R::ListItem, None, None),
        ("---", R::DocumentMarker, None, None),
        ("...", R::DocumentMarker, None, None),
        ("%YAML 1.2", R::DocumentMarker, None, None),
        ("\u{feff}# Copyright", R::DocumentMarker, None, None),
        ("a b", R::NoSeparator, Some("a"), Some("b")),
        ("zookeeper", R::NoSeparator, Some("zookeeper"), None),
        ("export A=b", R::EqualsSign, Some("A"), Some("b")),
        ("SET a=b", R::EqualsSign, Some("a"), Some("b")),
        ("where a=b", R::NoSeparator, Some("where"), Some("a=b")),
        ("a s3://b/c", R::NoSeparator, Some("a"), Some("s3://b/c")),
    ] {
        let expected = (reason, key.map(str::to_owned), value.map(str::to_owned));
        assert_eq!(dropped(line), [expected], "{line:?}");
        assert_eq!(settings(line), [], "{line:?}");
    }
}

#[test]
fn wide_characters_are_no_settings() {
    let wide: Vec<u8> = "rest.port: 8081\n".bytes().flat_map(|byte| [byte, 0]).collect();
    let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
    for bytes in [wide, marked] {
        let legacy = parse(FILE, &bytes);
        assert!(legacy.utf16 && legacy.entries.is_empty() && legacy.dropped.is_empty());
    }
    assert!(!parse(FILE, b"a: b\0\n").utf16 && !parse(FILE, b"").utf16);
}

#[test]
fn names_of_the_reasons() {
    assert_eq!(DropReason::NestedParent.as_str(), "nested-parent");
    assert_eq!(DropReason::FullWidthColon.as_str(), "full-width-colon");
}

#[test]
fn nested_yaml_is_flattened_to_wrong_keys() {
    let text =
        "high-availability:\n  # which\n  type: zookeeper\n  zookeeper:\n    quorum: a:1\n  storageDir: s3://x\nb: c\n";
    let legacy = parse(FILE, text.as_bytes());
    let nested: Vec<_> = legacy.entries.iter().map(|e| (&*e.entry.key.text, e.indented, e.parent)).collect();
    assert_eq!(
        nested,
        [("type", true, Some(0)), ("quorum", true, Some(1)), ("storageDir", true, Some(0)), ("b", false, None)]
    );
    assert!(legacy.dropped.iter().all(|line| line.reason == DropReason::NestedParent));
}

#[test]
fn a_list_below_a_key_is_nested_at_the_same_indentation_too() {
    let reasons = |text| dropped(text).into_iter().map(|d| d.0).collect::<Vec<_>>();
    assert_eq!(
        reasons("a:\n- x\n- y\nb:\nc: d\n"),
        [DropReason::NestedParent, DropReason::ListItem, DropReason::ListItem, DropReason::EmptyValue]
    );
    assert_eq!(reasons("  a:\nb: c\n"), [DropReason::EmptyValue]);
}

#[test]
fn what_a_hash_cuts_off() {
    for (text, cut) in [
        ("password: ab#cd \n", Some("#cd")),
        ("password: ab# cd # e\r\n", Some("# cd # e")),
        ("a: b # c", None),
        ("a: b\t#c", None),
        ("a: b", None),
    ] {
        let entry = &parse(FILE, text.as_bytes()).entries[0];
        assert_eq!(entry.cut.map(|span| &text[span.range()]), cut, "{text:?}");
    }
}

#[test]
fn line_ends_of_all_systems() {
    let pairs = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned()), ("c".to_owned(), "3".to_owned())];
    for text in
        ["a: 1\nb: 2\nc: 3", "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\rb: 2\rc: 3\r", "\n\r\r\na: 1\n\nb: 2\r\n\r\nc: 3"]
    {
        assert_eq!(settings(text), pairs, "{text:?}");
    }
    assert_eq!(settings(""), []);
    assert_eq!(dropped("\n \r\n#\n"), []);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let legacy = parse(FILE, b"a: b\xFFc\n\xE4: \xF6");
    let values: Vec<_> = legacy.entries.iter().map(|e| (&*e.entry.key.text, &*e.entry.value.text)).collect();
    assert_eq!(values, [("a", "b\u{fffd}c"), ("\u{fffd}", "\u{fffd}")]);
}

#[test]
fn unchanged_text_is_borrowed() {
    let legacy = parse(FILE, "a: \u{4e2d} b\nc=d".as_bytes());
    let entry = &legacy.entries[0].entry;
    assert!(matches!((&entry.key.text, &entry.value.text), (Cow::Borrowed(_), Cow::Borrowed(_))));
    assert!(matches!(legacy.dropped[0].key.as_ref().unwrap().text, Cow::Borrowed(_)));
}

#[test]
fn ten_megabytes() {
    let line = format!("abc: {} # x\n", "d".repeat(240));
    let count = (10 << 20) / line.len();
    assert_eq!(parse(FILE, line.repeat(count).as_bytes()).entries.len(), count);
    assert_eq!(parse(FILE, "  a:b".repeat(2 << 20).as_bytes()).dropped.len(), 1);
    let text = "a:\n".repeat(100_000);
    let many = parse(FILE, text.as_bytes());
    assert_eq!((many.dropped.len(), many.dropped_more), (MOST_DROPPED, true));
    let staircase: String = (0..4_000).map(|n| format!("{:n$}a:\n", "")).collect();
    assert_eq!(parse(FILE, staircase.as_bytes()).dropped.len(), 4_000);
}

/// The real algorithm on the decoded text, with nothing but strings.
fn reference(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').map(|line| java_trim(line.split('#').next().unwrap_or("")));
    let pairs = lines.filter_map(|line| line.split_once(": ")).map(|(key, value)| (java_trim(key), java_trim(value)));
    pairs
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_give_spans_in_order_that_decode_to_the_text(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(proptest::sample::select(b"ab:=#- \t\r\n%\"'\xEF\xBC\x9A\xBB\xBF".to_vec()), 0..80),
    ]) {
        let legacy = parse(FILE, &bytes);
        let mut last = 0;
        let decode = |span: Span| String::from_utf8_lossy(&bytes[span.range()]).into_owned();
        for LegacyEntry { entry: Entry { key, value }, cut, parent, .. } in &legacy.entries {
            prop_assert!(last <= key.span.start && key.span.start < key.span.end);
            prop_assert!(key.span.end < value.span.start && value.span.start < value.span.end);
            prop_assert!(value.span.end as usize <= bytes.len());
            prop_assert_eq!(&decode(key.span), &key.text);
            prop_assert_eq!(&decode(value.span), &value.text);
            last = value.span.end;
            if let Some(cut) = cut {
                prop_assert!(value.span.end == cut.start && cut.end as usize <= bytes.len());
                last = cut.end;
            }
            if let Some(parent) = parent {
                prop_assert!(legacy.dropped[*parent].span.end < key.span.start);
            }
        }
        let mut last = 0;
        for line in &legacy.dropped {
            prop_assert!(last <= line.span.start && line.span.start < line.span.end && line.span.end as usize <= bytes.len());
            last = line.span.end;
            for part in [&line.key, &line.value].into_iter().flatten() {
                prop_assert!(line.span.contains(part.span) && !part.span.is_empty());
                prop_assert_eq!(&decode(part.span), &part.text);
            }
        }
    }

    #[test]
    fn the_settings_are_those_of_the_real_algorithm(text in "([ab:#é中=\u{feff}\t -]|: |\r|\n|\r\n){0,60}") {
        prop_assert_eq!(settings(&text), reference(&text));
        for entry in parse(FILE, text.as_bytes()).entries {
            prop_assert!(text.get(entry.entry.key.span.range()).is_some() && text.get(entry.entry.value.span.range()).is_some());
        }
    }
}
