//! What Hadoop 3.3.4 does with resources, and what is noted beside it.

mod refusals;
mod spans;

use super::*;

const FILE: FileId = FileId { set: 0, text: 0 };

/// Name, value and whether it is final.
type Row<'a> = (&'a str, Option<&'a str>, bool);

fn rows<'a>(site: &'a SiteXml<'_>) -> Vec<Row<'a>> {
    site.properties.iter().map(|p| (&*p.name.text, p.value.as_ref().map(|v| &*v.text), p.is_final)).collect()
}

fn accepts(text: &str, expected: &[Row<'_>]) {
    let site = parse(FILE, text.as_bytes());
    assert_eq!((&site.error, site.encoding_unknown), (&None, false), "{text:?}");
    assert_eq!(rows(&site), expected, "{text:?}");
}

/// A resource with this inside its root.
fn site(inside: &str) -> String {
    format!("<configuration>{inside}</configuration>")
}

#[test]
fn properties_as_hadoop_takes_them() {
    for (inside, expected) in [
        ("<property><name>a</name><value>b</value></property>", &[("a", Some("b"), false)] as &[Row<'_>]),
        ("<property>\n <name> a\n</name>\n <value> b </value>\n</property>", &[("a", Some(" b "), false)]),
        ("<property><name>\u{a0}a</name><value>b</value></property>", &[("\u{a0}a", Some("b"), false)]),
        ("<property><name> </name><value>b</value></property>", &[("", Some("b"), false)]),
        ("<property><name>a</name><value>10<!-- -->24</value></property>", &[("a", Some("1024"), false)]),
        ("<property><name>a</name><value>1<![CDATA[<&]]>2<?x y?>3</value></property>", &[("a", Some("1<&23"), false)]),
        (
            "<property><name>a</name><value>&lt;&#65;&#x1F600;&amp;&quot;</value></property>",
            &[("a", Some("<A\u{1f600}&\""), false)],
        ),
        ("<property><name>a</name><value>1\r\n2\r3&#13;</value></property>", &[("a", Some("1\n2\n3\r"), false)]),
        ("<property><name>a</name><value>]]&gt; > ' \"</value></property>", &[("a", Some("]]> > ' \""), false)]),
        ("<property><name>a</name><value></value></property>", &[("a", None, false)]),
        ("<property><name>a</name><value/></property>", &[("a", None, false)]),
        ("<property><name>a</name><value><!-- --></value></property>", &[("a", None, false)]),
        ("<property><name>a</name></property>", &[("a", None, false)]),
        ("<property><value>b</value></property>", &[]),
        ("<property><value>b</value><name>a</name></property>", &[("a", Some("b"), false)]),
        ("<property><name>a</name><value>1</value><value>2</value></property>", &[("a", Some("2"), false)]),
        ("<property><name>a</name><value>1</value><value/></property>", &[("a", Some("1"), false)]),
        (
            "<property><name>a</name><value>1</value><name>b</name><value>2</value></property>",
            &[("b", Some("2"), false)],
        ),
        ("<property><name>a</name><name/></property>", &[("a", None, false)]),
        ("<property name='a' value='b'/>", &[("a", Some("b"), false)]),
        ("<property name=\" a \" value='' final='true'/>", &[(" a ", Some(""), true)]),
        ("<property name='a' value='x&lt;\ty&#10;\r\nz'></property>", &[("a", Some("x< y\n z"), false)]),
        ("<property name='a' final='TRUE'><value>b</value></property>", &[("a", Some("b"), false)]),
        ("<property><name>a</name><value>b</value><final>true</final></property>", &[("a", Some("b"), true)]),
        ("<property><name>a</name><value>b</value><final> true</final></property>", &[("a", Some("b"), false)]),
        ("<property><name>a</name><value>b</value><final>TRUE</final></property>", &[("a", Some("b"), false)]),
        ("<property><name>a</name><value>b</value><final>t<!-- -->rue</final></property>", &[("a", Some("b"), true)]),
        ("<property><name>a</name><value>b</value><final>true</final><final/></property>", &[("a", Some("b"), false)]),
        ("<property><name>a</name><final>true</final></property>", &[("a", None, true)]),
        ("<property><name>a</name><value>b<i>c</i>d</value></property>", &[("a", Some("bcd"), false)]),
        ("<property><name>a</name><value>b<name>c</name>d</value></property>", &[("c", Some("cd"), false)]),
        ("<property><x><name>a</name></x><value>b</value></property>", &[("a", Some("b"), false)]),
        (
            "<property><name>a</name><property><name>b</name><value>1</value></property></property>",
            &[("b", Some("1"), false), ("b", Some("1"), false)],
        ),
        ("<Property><name>a</name><value>b</value></Property>", &[]),
        ("<name>a</name><value>b</value>", &[]),
        ("<wrapper><property><name>a</name><value>b</value></property></wrapper>", &[("a", Some("b"), false)]),
        (
            "<configuration><property><name>a</name><value>b</value></property></configuration>",
            &[("a", Some("b"), false)],
        ),
        ("<x:property xmlns:x='u' x:name='a' x:value='b'/>", &[("a", Some("b"), false)]),
        (
            "<property><name>a</name><value>${x} $HOME ${env.X}</value></property>",
            &[("a", Some("${x} $HOME ${env.X}"), false)],
        ),
        (
            "<property><name>a</name><value>1</value></property><property><name>a</name><value>2</value></property>",
            &[("a", Some("1"), false), ("a", Some("2"), false)],
        ),
    ] {
        accepts(&site(inside), expected);
        accepts(
            &format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n<!-- end -->\n", site(inside)),
            expected,
        );
    }
    accepts("<conf><property><name>a</name><value>b</value></property></conf>", &[("a", Some("b"), false)]);
    accepts("<property><name>a</name><value>b</value></property>", &[("a", Some("b"), false)]);
    accepts("\n <configuration/>", &[]);
    accepts(
        "<!DOCTYPE configuration [<!ENTITY x 'y'><!ELEMENT z (a)>]><?xml-stylesheet href='x'?><configuration/>",
        &[],
    );
}

/// Kind, text under the span, name and element of every oddity.
fn odd(inside: &str) -> Vec<(OddityKind, String, Option<String>, Option<String>)> {
    let text = site(inside);
    let read = parse(FILE, text.as_bytes());
    assert_eq!(read.error, None, "{inside:?}");
    let row = |o: Oddity<'_>| {
        let own = |scalar: Option<Scalar<'_>>| scalar.map(|scalar| scalar.text.into_owned());
        (o.kind, text.get(o.span.range()).unwrap_or("?").to_owned(), own(o.name), own(o.element))
    };
    read.oddities.into_iter().map(row).collect()
}

#[test]
fn oddities() {
    use OddityKind as Kind;
    for (inside, expected) in [
        (
            "<property><name>a</name><value>b</value><description>x <b>y</b></description><source>s</source><tag>T</tag><final>false</final></property>",
            &[] as &[_],
        ),
        ("<wrapper><property name='a' value='b'/></wrapper>", &[]),
        (
            "<property><name>a</name><value></value></property>",
            &[(Kind::EmptyValue, "<value></value>", Some("a"), None)],
        ),
        (
            "<property><name>a</name></property>",
            &[(Kind::NoValue, "<property><name>a</name></property>", Some("a"), None)],
        ),
        (
            "<property><value>b</value></property>",
            &[(Kind::NoName, "<property><value>b</value></property>", None, None)],
        ),
        ("<property><key>a</key><value>b</value></property>", &[(Kind::UnknownElement, "key", Some("a"), Some("key"))]),
        (
            "<property><name>a</name><Value>b</Value></property>",
            &[(Kind::UnknownElement, "Value", Some("a"), Some("Value"))],
        ),
        (
            "<property><name>a</name><value>1</value><name>b</name><value>2</value></property>",
            &[
                (Kind::TwoNames, "<name>a</name>", Some("a"), None),
                (Kind::TwoValues, "<value>1</value>", Some("b"), None),
            ],
        ),
        (
            "<property><name>a</name><value>b</value><final>True</final></property>",
            &[(Kind::FinalIgnored, "<final>True</final>", Some("a"), None)],
        ),
        ("<property name='a' value='b' final='yes'/>", &[(Kind::FinalIgnored, "yes", Some("a"), None)]),
        (
            "<name>a</name> <value>b</value><name>c</name>",
            &[
                (Kind::OutsideProperty, "<name>a</name> <value>b</value>", Some("a"), Some("name")),
                (Kind::OutsideProperty, "<name>c</name>", Some("c"), Some("name")),
            ],
        ),
        (
            "<Property><name>a</name><value>b</value></Property>",
            &[(
                Kind::UnknownElement,
                "<Property><name>a</name><value>b</value></Property>",
                Some("a"),
                Some("Property"),
            )],
        ),
        (
            "<configuration><property name='a' value='b'/></configuration>",
            &[(Kind::NestedConfiguration, "configuration", None, None)],
        ),
        ("<property><property name='a' value='b'/></property>", &[(Kind::NestedProperty, "property", None, None)]),
        (
            "<include><fallback><property name='a' value='b'/></fallback></include><property name='c' value='d'/>",
            &[(Kind::InFallback, "<property name='a' value='b'/>", Some("a"), None)],
        ),
    ] {
        let expected = expected.iter().map(|&(kind, under, name, element): &(_, &str, Option<&str>, Option<&str>)| {
            (kind, under.to_owned(), name.map(str::to_owned), element.map(str::to_owned))
        });
        assert_eq!(odd(inside), expected.collect::<Vec<_>>(), "{inside:?}");
    }
    let wrong = parse(FILE, b"<conf><property name='a' value='b'/></conf>");
    assert_eq!(wrong.oddities.iter().map(|o| (o.kind, o.span.range())).collect::<Vec<_>>(), [(Kind::WrongRoot, 1..5)]);
}

#[test]
fn spans_reach_from_the_first_piece_to_the_last() {
    let text = site("<property><name>\r\n &lt;a&gt; </name><value>&#49;<!-- -->2<![CDATA[3]]>\r\n</value></property>");
    let read = parse(FILE, text.as_bytes());
    assert_eq!(rows(&read), [("<a>", Some("123\n"), false)]);
    assert_eq!(text.get(read.properties[0].name.span.range()), Some("&lt;a&gt;"));
    let value = read.properties[0].value.as_ref().and_then(|value| text.get(value.span.range()));
    assert_eq!(value, Some("&#49;<!-- -->2<![CDATA[3]]>\r\n"));
}

#[test]
fn includes_are_noticed() {
    let text = "<configuration xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='more.xml'/><property name='a' value='b'/></configuration>";
    let read = parse(FILE, text.as_bytes());
    assert_eq!(rows(&read), [("a", Some("b"), false)]);
    assert_eq!(read.includes.iter().map(|s| &text[s.range()]).collect::<Vec<_>>(), ["<xi:include href='more.xml'/>"]);
}
