use super::*;
use proptest::prelude::*;

const FILE: FileId = FileId { set: 0, text: 0 };

fn settings(text: &str) -> Vec<(String, String)> {
    let config = parse(FILE, text.as_bytes());
    assert_eq!(config.errors, [], "{text:?}");
    config.entries.iter().map(|entry| (entry.key.text.to_string(), entry.value.text.to_string())).collect()
}

fn errors(text: &str) -> Vec<(ConfigErrorKind, String)> {
    let config = parse(FILE, text.as_bytes());
    config.errors.iter().map(|e| (e.kind, text[e.error.span.range()].to_owned())).collect()
}

/// The one value that a text gives for its last key.
fn value(text: &str) -> String {
    settings(text).pop().unwrap().1
}

#[test]
fn what_real_flink_refuses() {
    use ConfigErrorKind as K;
    for (text, kind, place) in [
        ("a: 1\na: 2", K::DuplicateKey, "a"),
        ("high-availability: x\nhigh-availability:\n  storageDir: y", K::DuplicateKey, "high-availability"),
        ("a: [{b: 1, b: 2}]", K::DuplicateKey, "b"),
        ("null: 1\n~: 2", K::DuplicateKey, "~"),
        ("k:", K::NullValue, "k"),
        ("k: ~", K::NullValue, "~"),
        ("k: null", K::NullValue, "null"),
        ("k: !!bool yes", K::NullValue, "yes"),
        ("a: {b}", K::NullValue, "b"),
        ("\ta: b", K::Syntax, "\t"),
        ("a:\n\tb: c", K::Syntax, "\t"),
        ("a:\tb", K::Syntax, "\t"),
        ("a: b\n\tc", K::Syntax, "\t"),
        ("a: |\t\n  b", K::Syntax, "\t"),
        ("a:\n  b: |\nc: d", K::Syntax, "|"),
        ("a: b\n c: d", K::Syntax, ":"),
        ("a: b: c", K::Syntax, ":"),
        ("a: *", K::Syntax, "*"),
        ("a: *b", K::Syntax, "*"),
        ("a: %x", K::Syntax, "%"),
        ("a: @x", K::Syntax, "@"),
        ("a: `x`", K::Syntax, "`"),
        ("a: !foo x", K::Syntax, "x"),
        ("a: !!int x", K::Syntax, "x"),
        ("a: +.inf", K::Syntax, "+.inf"),
        ("a: [:b]", K::Syntax, ":"),
        (": b", K::Syntax, ""),
        ("a: {: b}", K::Syntax, ""),
        ("a: &x {b: *x}", K::Syntax, "*x"),
        ("...\na: b", K::Syntax, "..."),
        ("a: b\u{7}", K::Syntax, "\u{7}"),
        ("x", K::NotAMapping, "x"),
        ("- x", K::NotAMapping, "- x"),
        ("''", K::NotAMapping, "''"),
        ("1: a", K::NonTextKey, "1"),
        ("true: b", K::NonTextKey, "true"),
        ("a: {1.5: b}", K::NonTextKey, "1.5"),
        ("? [a]\n: b", K::NonTextKey, "[a]"),
        ("a: b\n---\nc: d", K::MultipleDocuments, "---"),
    ] {
        let errors = errors(text);
        assert_eq!(errors.first().map(|(kind, _)| *kind), Some(kind), "{text:?}");
        let at = &errors[0].1;
        assert_eq!(at, place, "{text:?}");
    }
    assert_eq!(errors("c:d\na: b").first().map(|e| e.0), Some(ConfigErrorKind::Syntax));
    assert_eq!(errors("a: \"\\q\"").first().map(|e| e.0), Some(ConfigErrorKind::Syntax));
}

#[test]
fn a_duplicate_key_points_at_the_first_one() {
    let text = "a: 1\nb: 2\n\"a\": 3";
    let config = parse(FILE, text.as_bytes());
    let error = &config.errors[0].error;
    assert_eq!((error.span.range(), error.related.map(Span::range)), (10..13, Some(0..1)));
    assert_eq!(config.entries.len(), 3);
}

#[test]
fn scalars_as_flink_gives_them() {
    for (written, effective) in [
        ("ab#cd", "ab#cd"),
        ("ab #cd", "ab"),
        ("\"C:\\temp\"", "C:\temp"),
        ("'q''r'", "q'r"),
        ("yes", "yes"),
        ("TRUE", "true"),
        ("1.20", "1.2"),
        ("010", "10"),
        ("0x10", "16"),
        ("0o17", "15"),
        ("1e3", "1000.0"),
        ("1e400", ".inf"),
        ("1_000", "1_000"),
        ("10:30", "10:30"),
        ("2024-01-01", "2024-01-01"),
        ("'010'", "010"),
        ("!!str 010", "010"),
        ("!!int '0x1F'", "31"),
        ("${FOO}", "${FOO}"),
        ("\u{4e2d}\u{6587}", "\u{4e2d}\u{6587}"),
        ("hdfs://nn:8020/x", "hdfs://nn:8020/x"),
        ("b\n  c", "b c"),
        ("|\n  b\n  c\n", "b\nc\n"),
        ("|\n  b", "b"),
        (">-\n  b\n  c\n", "b c"),
        ("'b'#c", "b"),
        ("''", ""),
        ("\u{feff}b", "\u{feff}b"),
        ("b\t", "b"),
    ] {
        assert_eq!(value(&format!("a: {written}")), effective, "{written:?}");
    }
}

#[test]
fn lists_become_a_line_of_yaml() {
    for (written, line) in [
        ("[x, 'y, z']", "[x, 'y, z']"),
        ("\n- x\n- y", "[x, y]"),
        ("\n  - b: c\n    d: [1, {e: f}]", "[{b: c, d: [1, {e: f}]}]"),
        ("[a:b, \"a b\", 1, 1e3, true, null, ~]", "['a:b', a b, 1, 1000.0, true, null, null]"),
        ("['1', 'true', '', ' x', 'x ', 'a#b', 'a #b', '${X}']", "['1', 'true', '', ' x', 'x ', a#b, 'a #b', '${X}']"),
        ("['-', '- a', -a, --, '---', '...', '?x']", "['-', '- a', -a, --, '---', '...', '?x']"),
        (
            r#"["a\nb", "a\tb", "\u00e9", "\u0001", "\u2028", "it's"]"#,
            "[\"a\\nb\", \"a\\tb\", \u{e9}, \"\\x01\", \"\\L\", it's]",
        ),
        ("[]", "[]"),
        ("[[], {}]", "[[], {}]"),
        ("[{'': x}, {? [x] : y}]", "[{? '' : x}, {? [x] : y}]"),
        ("[b: c]", "[{b: c}]"),
        ("[b:{c: d}]", "[{b: {c: d}}]"),
        ("[.inf, -.inf, .nan, 1.0e7, 0.0001]", "[.inf, -.inf, .nan, 1.0E7, 1.0E-4]"),
        ("[&x {q: 1}, *x]", "[&id001 {q: 1}, *id001]"),
        ("&x [*x]", "&id001 [*id001]"),
    ] {
        assert_eq!(value(&format!("a: {written}")), line, "{written:?}");
    }
    let long = "k".repeat(123);
    assert_eq!(value(&format!("a: [{{{long}: v}}]")), format!("[{{? {long}\n    : v}}]"));
}

#[test]
fn mappings_are_flattened() {
    for (text, expected) in [
        ("a.b: 1\na: {b: 2}", "a.b=1 a.b=2"),
        ("a: {b: 2}\na.b: 1", "a.b=2 a.b=1"),
        ("a: {k1: v1}", "a.k1=v1"),
        ("a:\n  b:\n    c: d\n  e: f", "a.b.c=d a.e=f"),
        ("b: &b {p: 1}\nd: {<<: *b}", "b.p=1 d.<<.p=1"),
        ("a: &x 5\nb: *x", "a=5 b=5"),
        ("a: {}\nb: c", "b=c"),
        ("a: {null: x}", "a.null=x"),
        ("{a: b, 'c d': e}", "a=b c d=e"),
        ("---\na: b\n...\n", "a=b"),
        ("\u{feff}a: b", "a=b"),
        ("a: {b:{c: d}}", "a.b.c=d"),
        ("a:\r\n  b: c\r\nd: e\r\n", "a.b=c d=e"),
        ("a:\r  b: c\rd: e", "a.b=c d=e"),
        ("", ""),
        ("# c\n\n", ""),
        ("~", ""),
        ("---\n", ""),
    ] {
        let pairs: Vec<_> = settings(text).into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(pairs.join(" "), expected, "{text:?}");
    }
}

#[test]
fn spans_kinds_and_styles() {
    let text = "a: &x 'q'\nb:\n  c.d: 010 # e\n  f: *x\ng:\n  - h\n  - i\n\nj: [k,\n  l] # m\nn: |\n  o\n\n";
    let entries = parse(FILE, text.as_bytes()).entries;
    let slice = |span: Span| &text[span.range()];
    let seen: Vec<_> =
        entries.iter().map(|e| (slice(e.key.span), slice(e.value.span), &*e.written, e.kind, e.style)).collect();
    assert_eq!(
        seen,
        [
            ("a", "'q'", "'q'", ScalarKind::Text, Style::SingleQuoted),
            ("c.d", "010", "010", ScalarKind::Integer, Style::Plain),
            ("f", "*x", "'q'", ScalarKind::Text, Style::SingleQuoted),
            ("g", "- h\n  - i", "- h\n  - i", ScalarKind::List, Style::Block),
            ("j", "[k,\n  l]", "[k,\n  l]", ScalarKind::List, Style::Flow),
            ("n", "|\n  o", "|\n  o", ScalarKind::Text, Style::Block),
        ]
    );
    assert_eq!(entries[1].path.iter().map(|&span| slice(span)).collect::<Vec<_>>(), ["b", "c.d"]);
}

#[test]
fn blanks_that_the_parser_misses_move_no_span() {
    let text = "a: 'b'#c\nd: {e:[f]}#g\nh: \u{4e2d}";
    let config = parse(FILE, text.as_bytes());
    let written: Vec<_> =
        config.entries.iter().map(|e| (&text[e.key.span.range()], &text[e.value.span.range()], &*e.written)).collect();
    assert_eq!(written, [("a", "'b'", "'b'"), ("e", "[f]", "[f]"), ("h", "\u{4e2d}", "\u{4e2d}")]);
}

#[test]
fn what_was_read_before_an_error_stays() {
    let config = parse(FILE, b"a: 1\nb:\n  c: 2\n  d: @\ne: 3\n");
    assert_eq!(config.entries.iter().map(|e| &*e.key.text).collect::<Vec<_>>(), ["a", "b.c"]);
    assert_eq!(config.errors.len(), 1);
}

#[test]
fn templates_have_no_faults() {
    let config = parse(FILE, b"a: {{ .Values.x }}\nb: c\n{{- if x }}\n");
    assert_eq!(config.errors, []);
}

#[test]
fn other_encodings() {
    let bytes: Vec<u8> = "\u{feff}a: \u{4e2d}b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let config = parse(FILE, &bytes);
    let entry = &config.entries[0];
    assert_eq!((&*entry.value.text, entry.value.span.range(), entry.key.span.range()), ("\u{4e2d}b", 8..12, 2..4));
    let config = parse(FILE, b"a: b\nc: \xFF");
    assert_eq!((config.entries.len(), config.errors.len()), (1, 2));
}

#[test]
fn unchanged_text_is_borrowed() {
    let config = parse(FILE, b"a.b: c\nd: 'e'\n");
    assert!(
        config.entries.iter().all(|e| matches!((&e.key.text, &e.value.text), (Cow::Borrowed(_), Cow::Borrowed(_))))
    );
}

#[test]
fn aliases_expand_to_a_bounded_amount() {
    let mut text = "a0: &a0 {x: 1, y: 2}\n".to_owned();
    for n in 1..12 {
        let aliases: Vec<_> = ["p", "q", "r", "s"].iter().map(|key| format!("{key}: *a{}", n - 1)).collect();
        text += &format!("a{n}: &a{n} {{{}}}\n", aliases.join(", "));
    }
    let config = parse(FILE, text.as_bytes());
    assert!(config.entries.len() < 2_000_000 && !config.errors.is_empty());
    let many: String = (0..51).map(|n| format!("a{n}: &a{n} [x]\nb{n}: *a{n}\n")).collect();
    assert_eq!(parse(FILE, many.as_bytes()).errors.len(), 1);
}

#[test]
fn ten_megabytes() {
    let count = |text: &str| {
        let config = parse(FILE, text.as_bytes());
        (config.entries.len(), config.errors.len())
    };
    let flat: String = (0..10_000).map(|n| format!("k{n:04}: {}\n", "v".repeat(1_000))).collect();
    assert_eq!(count(&flat), (10_000, 1), "longer than the real loader takes");
    assert_eq!(count(&format!("a: x\n#{}", "c".repeat(10 << 20))), (1, 0));
    for deep in ["[".repeat(10 << 20), "{a: ".repeat(2 << 20), "\n- ".to_owned() + &"- ".repeat(5 << 20)] {
        assert_eq!(count(&format!("a: b\nc: {deep}")), (1, 1));
    }
}

#[test]
fn many_small_pieces() {
    let count = |text: &str| {
        let config = parse(FILE, text.as_bytes());
        (config.entries.len(), config.errors.len())
    };
    assert_eq!(count(&format!("a:\n{}", "-\n".repeat(100_000))), (1, 0));
    assert_eq!(count(&format!("a: {{{}}}", (0..50_000).map(|n| format!("k{n}: v,")).collect::<String>())), (50_000, 0));
    assert_eq!(count(&format!("a:\n{}", " \n".repeat(200_000))), (0, 1));
    assert_eq!(count(&"'a'#b\n".repeat(2_000)), (0, 1));
    assert_eq!(count(&(0..300).map(|n| format!("k{n}: 'v'#c\n")).collect::<String>()), (300, 0));
}

/// Texts with the characters and shapes that matter to YAML.
fn yaml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c]: ",
        "[a-c]",
        proptest::sample::select(vec![
            "\n", "\n  ", "\n- ", "\r\n", " ", ": ", ":", "- ", "# ", "#", "'", "\"", "[", "]", "{", "}", ", ", ",",
            "&a ", "*a", "|", ">-", "!!str ", "---", "\t", "\\", "1e3", "~", "true", "\u{4e2d}", "\u{feff}", "? ",
            "<<",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let config = parse(FILE, &bytes);
        for span in config.entries.iter().flat_map(|e| [e.key.span, e.value.span]).chain(config.errors.iter().map(|e| e.error.span)) {
            prop_assert!(span.start <= span.end && span.end as usize <= bytes.len());
        }
    }

    #[test]
    fn spans_ascend_and_plain_text_is_what_they_cover(text in yaml()) {
        let config = parse(FILE, text.as_bytes());
        let mut last = 0;
        let aliased = text.contains('*');
        for entry in &config.entries {
            let (key, value) = (entry.key.span, entry.value.span);
            prop_assert!(text.get(key.range()).is_some() && text.get(value.range()).is_some());
            prop_assert!(key.end <= value.start);
            prop_assert_eq!(entry.path.last(), Some(&key));
            if !aliased {
                prop_assert!(last <= key.start);
                prop_assert!(entry.path.iter().zip(entry.path.iter().skip(1)).all(|(outer, inner)| outer.end <= inner.start));
                prop_assert_eq!(&text[value.range()], &*entry.written);
                last = value.end;
            }
            if entry.style == Style::Plain && entry.kind == ScalarKind::Text && !entry.written.contains(['\n', '\r']) {
                prop_assert_eq!(&entry.value.text, &entry.written);
            }
        }
        for error in &config.errors {
            prop_assert!(text.get(error.error.span.range()).is_some());
        }
    }

    #[test]
    fn quoted_values_are_read_back(value in "[ -~\u{e9}\u{4e2d}]{0,20}") {
        let single = format!("k: '{}'", value.replace('\'', "''"));
        prop_assert_eq!(settings(&single), [("k".to_owned(), value.clone())]);
        let double = format!("k: \"{}\"\n", value.replace('\\', "\\\\").replace('"', "\\\""));
        prop_assert_eq!(settings(&double), [("k".to_owned(), value)]);
    }

    #[test]
    fn a_list_line_is_a_list_again(items in proptest::collection::vec("[a:,'\"#\\[\\]{} \u{4e2d}1\t-]{0,8}", 0..5)) {
        let quoted: Vec<_> = items.iter().map(|item| format!("\"{}\"", item.replace('"', "\\\"").replace('\t', "\\t"))).collect();
        let line = value(&format!("k: [{}]", quoted.join(", ")));
        prop_assert_eq!(value(&format!("k: {line}")), line);
    }
}
