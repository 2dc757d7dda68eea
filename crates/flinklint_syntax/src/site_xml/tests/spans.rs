//! Spans of arbitrary and of generated documents, and large ones.

use super::*;
use proptest::prelude::*;

#[test]
fn ten_megabytes() {
    let property = "<property><name>a.b</name>\n<value>1 &amp; 2</value></property>\n";
    let count = 10 * 1024 * 1024 / property.len();
    let text = site(&property.repeat(count));
    let read = parse(FILE, text.as_bytes());
    assert_eq!((read.error, read.properties.len()), (None, count));
}

#[test]
fn one_long_value_and_deep_tags() {
    let one = site(&format!("<property name='a'><value>{}</value></property>", "x&lt;\r\n".repeat(100_000)));
    assert_eq!(parse(FILE, one.as_bytes()).properties[0].value.as_ref().map(|v| v.text.len()), Some(300_000));
    let deep = format!("{}{}{}", "<a>".repeat(900), "<b/><property/>".repeat(50_000), "</a>".repeat(900));
    let read = parse(FILE, deep.as_bytes());
    assert_eq!((read.error, read.oddities.len(), read.oddities_more), (None, MOST_ODDITIES, true));
}

fn nasty() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&str; 60] = [
        "<configuration>",
        "</configuration>",
        "<property>",
        "</property>",
        "<name>",
        "</name>",
        "<value>",
        "</value>",
        "<final>",
        "</final>",
        "true",
        "a.b",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "中",
        "\u{1f600}",
        "\u{a0}",
        "\u{feff}",
        "\u{1}",
        "<!-- c -->",
        "<!--",
        "-->",
        "--",
        "<![CDATA[x<]]>",
        "<![CDATA[",
        "]]>",
        "<![CDATA[]]>",
        "&amp;",
        "&#65;",
        "&#13;",
        "&foo;",
        "&",
        ";",
        "<",
        ">",
        "/>",
        "'",
        "\"",
        "=",
        "<property name='n' value='v\r\nw' final='true'/>",
        "<property name='",
        "<x:property xmlns:x='u'>",
        "</x:property>",
        "<Property>",
        "<value/>",
        "<?pi x?>",
        "<?",
        "?>",
        "<?xml version='1.0' encoding='ISO-8859-1'?>",
        "<?xml version='1.0' encoding='",
        "<!DOCTYPE a [<!ENTITY e 'f'>]>",
        "<!DOCTYPE",
        "<!",
        "<fallback>",
        "<include/>",
        "</",
        "]",
    ];
    let piece = prop_oneof![12 => prop::sample::select(&PIECES[..]).prop_map(|s| s.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..3)];
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

/// Text of a value with the characters it stands for.
fn content() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    const CONTENT: [(&str, &str); 12] = [
        ("a.b", "a.b"),
        (" ", " "),
        ("\r\n", "\n"),
        ("\r", "\n"),
        ("\t", "\t"),
        ("&amp;", "&"),
        ("&#x4e2d;", "中"),
        ("中", "中"),
        ("\u{1f600}", "\u{1f600}"),
        ("<!-- c -->", ""),
        ("<![CDATA[<&]]>", "<&"),
        ("${x}", "${x}"),
    ];
    prop::collection::vec(prop::sample::select(&CONTENT[..]), 0..6)
}

fn check_span(span: Span, bytes: &[u8]) -> Result<(), TestCaseError> {
    let range = span.range();
    prop_assert!(range.start <= range.end && range.end <= bytes.len(), "{range:?} of {}", bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        prop_assert!(text.get(range.clone()).is_some(), "{range:?} is not on character boundaries");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_lie_inside(bytes in nasty(), wide in any::<u8>()) {
        let bytes = match wide {
            0..20 => String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            20..40 => [b"\xff\xfe".to_vec(), String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            _ => bytes,
        };
        let read = parse(FILE, &bytes);
        for property in &read.properties {
            check_span(property.span, &bytes)?;
            check_span(property.name.span, &bytes)?;
            property.value.iter().try_for_each(|value| check_span(value.span, &bytes))?;
        }
        for oddity in &read.oddities {
            check_span(oddity.span, &bytes)?;
            oddity.name.iter().chain(&oddity.element).try_for_each(|scalar| check_span(scalar.span, &bytes))?;
        }
        read.includes.iter().try_for_each(|&span| check_span(span, &bytes))?;
        if let Some(error) = read.error {
            check_span(error.span, &bytes)?;
            error.related.map_or(Ok(()), |span| check_span(span, &bytes))?;
        }
    }

    #[test]
    fn spans_hold_what_was_read(parts in prop::collection::vec((content(), content(), any::<bool>()), 0..5)) {
        let mut text = String::from("<configuration>\n");
        let mut expected = Vec::new();
        for (name, value, attributes) in &parts {
            let join = |content: &[(&str, &str)]| -> (String, String) {
                (content.iter().map(|c| c.0).collect(), content.iter().map(|c| c.1).collect())
            };
            let ((name_text, name), (value_text, value)) = (join(name), join(value));
            if *attributes && !name_text.contains('<') && !value_text.contains('<') {
                text += &format!("<property name='{name_text}' value=\"{value_text}\"/>");
                let blank = |text: String| text.replace(['\n', '\t'], " ");
                expected.push((blank(name), Some(blank(value))));
            } else {
                text += &format!("<property><name>{name_text}</name>中<value>{value_text}</value></property>\r\n");
                if !name.is_empty() {
                    expected.push((name.trim_matches(|c| c <= ' ').to_owned(), Some(value).filter(|value| !value.is_empty())));
                }
            }
        }
        text += "</configuration>";
        let read = parse(FILE, text.as_bytes());
        prop_assert_eq!(&read.error, &None);
        let found: Vec<_> = rows(&read).into_iter().map(|(name, value, _)| (name.to_owned(), value.map(str::to_owned))).collect();
        prop_assert_eq!(found, expected);
        let mut last = 0;
        for property in &read.properties {
            prop_assert!(property.span.contains(property.name.span));
            for scalar in std::iter::once(&property.name).chain(&property.value) {
                let range = scalar.span.range();
                prop_assert!(last <= range.start && range.start <= range.end, "{:?} after {}", range, last);
                last = range.end;
                let written = &text[range];
                if !written.contains(['<', '&', '\r', '\n', '\t']) {
                    prop_assert_eq!(written, &*scalar.text);
                }
            }
        }
    }
}
