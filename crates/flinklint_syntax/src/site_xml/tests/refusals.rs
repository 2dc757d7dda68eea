//! Malformed documents, entities and encodings.

use super::*;

#[test]
fn what_woodstox_refuses() {
    let deep = format!("{}{}", "<a>".repeat(1001), "</a>".repeat(1001));
    // The text, and what lies under the error's span.
    for (text, under) in [
        ("", ""),
        ("\n", ""),
        ("<!-- x -->", ""),
        ("yarn.x=1\n", "yarn.x=1"),
        ("x<configuration/>", "x"),
        ("<configuration/> x y ", "x y"),
        ("<configuration/><configuration/>", "configuration"),
        ("<configuration/></a>", "</a>"),
        ("<configuration/>&amp;", "&amp;"),
        ("<configuration/><![CDATA[]]>", "<![CDATA[]]>"),
        ("\n<?xml version='1.0'?><configuration/>", "<?xml version='1.0'?>"),
        (" \u{feff}<configuration/>", "\u{feff}"),
        ("\u{feff}\u{feff}<configuration/>", "\u{feff}"),
        ("<?xml version='1.2'?><configuration/>", "1.2"),
        ("<?xml version='1.0' encoding='UFT-8'?><configuration/>", "UFT-8"),
        ("<?xml version='1.0' encoding='UTF-16'?><configuration/>", "UTF-16"),
        ("<?xml encoding='UTF-8'?><configuration/>", "<?xml encoding='UTF-8'?>"),
        ("<?xml version='1.0' standalone='maybe'?><configuration/>", "maybe"),
        ("<?XML version='1.0'?><configuration/>", "<?XML version='1.0'?>"),
        ("<configuration>", "configuration"),
        ("<configuration><property><value>x</property></configuration>", "</property>"),
        ("<configuration><name>a</value></configuration>", "</value>"),
        ("<configuration>a & b</configuration>", "&"),
        ("<configuration>a&b</configuration>", "&"),
        ("<configuration>a && b;</configuration>", "&"),
        ("<configuration>1 < 2</configuration>", "< "),
        ("<configuration><1></configuration>", "<1"),
        ("<configuration>]]></configuration>", "]]>"),
        ("<configuration>&nbsp;</configuration>", "&nbsp;"),
        ("<configuration>&#0;</configuration>", "&#0;"),
        ("<configuration>&#xD800;</configuration>", "&#xD800;"),
        ("<configuration>&#X41;</configuration>", "&#X41;"),
        ("<configuration>\u{1}</configuration>", "\u{1}"),
        ("<configuration>\u{ffff}</configuration>", "\u{ffff}"),
        ("<configuration><!-- a -- b --></configuration>", "--"),
        ("<configuration><!-- a ---></configuration>", "--"),
        ("<configuration><!-- a", "<!--"),
        ("<configuration><![CDATA[ a", "<![CDATA["),
        ("<configuration><?a", "<?a"),
        ("<configuration><?a:b c?></configuration>", "<?a:b c?>"),
        ("<configuration><a", "<a"),
        ("<configuration><!x></configuration>", "<!x"),
        ("<configuration><a b='1' c='2' b='3'/></configuration>", "b"),
        ("<configuration><a b='1'c='2'/></configuration>", "c"),
        ("<configuration><a b=1/></configuration>", "1"),
        ("<configuration><a b/></configuration>", ""),
        ("<configuration><a b='<'/></configuration>", "<"),
        ("<configuration><a b='x&y'/></configuration>", "&"),
        ("<configuration><a：/></configuration>", "："),
        ("<configuration><xi:include href='x'/></configuration>", "xi:include"),
        ("<configuration><a x:b='1'/></configuration>", "x:b"),
        ("<configuration><a xmlns:x='u'></a><x:b/></configuration>", "x:b"),
        ("<configuration><a xmlns:x='u'/><x:b/></configuration>", "x:b"),
        ("<configuration></ configuration>", "</ configuration>"),
        ("<configuration></configuration x='1'>", "</configuration x='1'>"),
        ("<!DOCTYPE a><!DOCTYPE a><configuration/>", "<!DOCTYPE a>"),
        ("<!doctype a><configuration/>", "<!doctype a>"),
        ("<!DOCTYPE a junk><configuration/>", "<!DOCTYPE a junk>"),
        ("<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>", "&e;"),
        (&deep, "a"),
    ] {
        let read = parse(FILE, text.as_bytes());
        let error = read.error.unwrap_or_else(|| panic!("{text:?} is accepted"));
        assert_eq!(text.get(error.span.range()), Some(under), "{text:?}: {}", error.message);
    }
}

#[test]
fn the_tag_that_is_not_closed_is_related() {
    let text = "<configuration>\n<property><value>x</property></configuration>";
    let error = parse(FILE, text.as_bytes()).error.unwrap();
    assert_eq!(error.related.and_then(|span| text.get(span.range())), Some("value"));
    assert_eq!(error.message, "`</property>` does not close `<value>`");
}

#[test]
fn what_stands_before_an_error_is_kept() {
    let text = site("<property name='a' value='b'/><property><name>c</name>&");
    let read = parse(FILE, text.as_bytes());
    assert!(read.error.is_some());
    assert_eq!(rows(&read), [("a", Some("b"), false)]);
}

#[test]
fn entities_are_never_expanded() {
    let levels: String = (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!(
        "<!DOCTYPE a [<!ENTITY l0 'lol'>{levels}]><configuration><property name='a' value='b'/>&l9;</configuration>"
    );
    let read = parse(FILE, bomb.as_bytes());
    assert!(read.error.is_some_and(|error| &bomb[error.span.range()] == "&l9;"));
    // Hadoop would expand these: nothing is claimed.
    for text in [
        "<!DOCTYPE a [<!ENTITY e 'f'>]><configuration><property name='a' value='b'/>&e;</configuration>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM '/etc/hostname'>]><configuration>&e;</configuration>",
        "<!DOCTYPE a SYSTEM 'a.dtd'><configuration>&e;</configuration>",
        "<!DOCTYPE a [<!ENTITY e 'f'>]><configuration><property name='&e;'/></configuration>",
    ] {
        assert_eq!(parse(FILE, text.as_bytes()), unknown(), "{text:?}");
    }
}

/// A resource in some encoding whose value is `text`, its declaration, and the bytes before and behind the value.
fn encoded(declaration: &str, encode: impl Fn(&str) -> Vec<u8>, value: &[u8]) -> (Vec<u8>, std::ops::Range<usize>) {
    let mut bytes = encode(&format!("{declaration}<configuration><property><name>a</name><value>"));
    let start = bytes.len();
    bytes.extend(value);
    let end = bytes.len();
    bytes.extend(encode("</value></property></configuration>"));
    (bytes, start..end)
}

#[test]
fn encodings() {
    let ascii = |text: &str| text.as_bytes().to_vec();
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
    let declared = |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>");
    let value = "1\u{e9}中\u{1f600}2";
    for ((bytes, at), expected) in [
        (encoded("", ascii, value.as_bytes()), value),
        (encoded(&declared("utf8"), ascii, value.as_bytes()), value),
        (encoded(&declared("ISO-8859-1"), ascii, b"1\xe9\x802"), "1\u{e9}\u{80}2"),
        (encoded(&declared("windows-1252"), ascii, b"1\xe9\x802"), "1\u{e9}\u{20ac}2"),
        (encoded(&declared("US-ASCII"), ascii, b"12"), "12"),
        (encoded(&declared("GBK"), ascii, b"12"), "12"),
        (encoded("\u{feff}", little, &little(value)), value),
        (encoded("\u{feff}", big, &big(value)), value),
        (encoded(&format!("\u{feff}{}", declared("UTF-16")), little, &little(value)), value),
        (encoded(&declared("UTF-16"), big, &big(value)), value),
        (encoded(&declared("UTF-16LE"), little, &little(value)), value),
    ] {
        let read = parse(FILE, &bytes);
        assert_eq!(read.error, None, "{expected}");
        assert_eq!(rows(&read), [("a", Some(expected), false)]);
        assert_eq!(read.properties[0].value.as_ref().map(|v| v.span.range()), Some(at), "{expected}");
    }
    for (bytes, _) in [
        encoded(&declared("GBK"), ascii, b"\xd6\xd0"),
        encoded(&declared("IBM037"), ascii, b"x"),
        encoded("\u{feff}", |text| text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(), b"x\0\0\0"),
    ] {
        assert_eq!(parse(FILE, &bytes), unknown());
    }
    for (bytes, at) in [
        encoded("", ascii, b"\xff"),
        encoded(&declared("UTF-8"), ascii, b"\x80"),
        encoded(&declared("US-ASCII"), ascii, b"\xe9"),
        encoded("\u{feff}", little, &[0x00, 0xdc]),
    ] {
        assert_eq!(parse(FILE, &bytes).error.map(|error| error.span.range()), Some(at));
    }
    let (bytes, _) = encoded(&format!("\u{feff}{}", declared("UTF-8")), little, &little("x"));
    let error = parse(FILE, &bytes).error.unwrap();
    assert_eq!(bytes[error.span.range()], little("UTF-8"));
}
