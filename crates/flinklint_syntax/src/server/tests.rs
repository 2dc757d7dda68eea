//! What ZooKeeper 3.4.14, 3.5.9 and 3.8.0 do with the value of a `server.N` line.

use super::*;
use crate::source::FileId;
use proptest::prelude::*;

const FILE: FileId = FileId { set: 0, text: 0 };
const FORMS: [ServerForm; 3] = [ServerForm::V34, ServerForm::V35, ServerForm::V36];

/// The value as it would stand at offset 10 of a file.
fn value(text: &str) -> Scalar<'_> {
    Scalar::new(text, Span::new(FILE, 10, 10 + text.len()))
}

fn read(text: &str, form: ServerForm) -> Result<ServerLine<'_>, ServerError> {
    parse(&value(text), form)
}

/// The line in a canonical spelling.
fn spelled(line: &ServerLine<'_>) -> String {
    let address = |a: &ServerAddress<'_>| {
        let election = a.election_port.as_ref().map_or(String::new(), |port| format!(",{}", port.value));
        format!("{},{}{election}", a.host.text, a.quorum_port.value)
    };
    let addresses: Vec<_> = line.addresses.iter().map(address).collect();
    let role = line.role.as_ref().map_or(String::new(), |role| format!(" {}", role.text));
    let client = line.client.as_ref().map_or(String::new(), |client| {
        format!(" ;{},{}", client.host.as_ref().map_or("*", |host| &host.text), client.port.value)
    });
    format!("{}{role}{}{client}", addresses.join("|"), if line.observer { "!" } else { "" })
}

/// `Ok`: the canonical spelling; `Err`: the kind and the text under the error's span.
fn outcome(text: &str, form: ServerForm) -> Result<String, (ServerErrorKind, String)> {
    match read(text, form) {
        Ok(line) => Ok(spelled(&line)),
        Err(error) => {
            let range = error.span.range();
            Err((error.kind, text.get(range.start - 10..range.end - 10).unwrap_or("?").to_owned()))
        }
    }
}

#[test]
fn accepted_by_every_form() {
    for (text, expected) in [
        ("zk1:2888:3888", "zk1,2888,3888"),
        ("zk1:2888:3888:participant", "zk1,2888,3888 participant"),
        ("zk1:2888:3888:Observer", "zk1,2888,3888 Observer!"),
        ("zk1:2888:3888:", "zk1,2888,3888"),
        ("10.0.0.1:+2888:03888", "10.0.0.1,2888,3888"),
        ("[fe80::1]:2888:3888:observer", "fe80::1,2888,3888 observer!"),
        (":2888:3888", ",2888,3888"),
        ("zk1:\u{ff12}888:3888", "zk1,2888,3888"),
        ("zk1:0:65535", "zk1,0,65535"),
        ("${HOST}:2888:3888", "${HOST},2888,3888"),
    ] {
        for form in FORMS {
            assert_eq!(outcome(text, form).as_deref(), Ok(expected), "{text:?} {form:?}");
        }
    }
}

#[test]
fn accepted_from_3_5_on() {
    for (text, expected) in [
        ("zk1:2888:3888;2181", "zk1,2888,3888 ;*,2181"),
        ("zk1:2888:3888:observer;0.0.0.0:2181", "zk1,2888,3888 observer! ;0.0.0.0,2181"),
        ("[::1]:2888:3888;[::]:2181", "::1,2888,3888 ;::,2181"),
        ("zk1:2888:3888;2181;", "zk1,2888,3888 ;*,2181"),
        ("zk1:2888:3888;", "zk1,2888,3888"),
        ("zk1:2888:3888;:2181", "zk1,2888,3888 ;,2181"),
    ] {
        for form in [ServerForm::V35, ServerForm::V36] {
            assert_eq!(outcome(text, form).as_deref(), Ok(expected), "{text:?} {form:?}");
        }
        assert!(outcome(text, ServerForm::V34).is_err(), "{text:?}");
    }
}

#[test]
fn differences_between_the_forms() {
    use ServerErrorKind::{Brackets, Form, MultipleAddresses, Role, SamePorts, TrailingBlank};
    let ok = |text: &str| Ok(text.to_owned());
    let refused = |kind, text: &str| Err((kind, text.to_owned()));
    for (text, expected) in [
        ("zk1:2888", [ok("zk1,2888"), refused(Form, "zk1:2888"), refused(Form, "zk1:2888")]),
        ("zk1:1:1", [ok("zk1,1,1"), refused(SamePorts, "1:1"), refused(SamePorts, "1:1")]),
        (
            "zk1:1:2:observer:x",
            [ok("zk1,1,2 observer!"), refused(Form, "zk1:1:2:observer:x"), refused(Form, "zk1:1:2:observer:x")],
        ),
        ("[::1]x1:2", [refused(Brackets, "[::1]x1:2"), refused(Brackets, "[::1]x1:2"), ok("::1,1,2")]),
        ("zk1:1:2 ", [ok("zk1,1,2"), refused(TrailingBlank, " "), refused(TrailingBlank, " ")]),
        ("zk1:1:2\t\t", [ok("zk1,1,2"), refused(TrailingBlank, "\t\t"), refused(TrailingBlank, "\t\t")]),
        ("zk1:1:2;2181 ", [refused(Form, "zk1:1:2;2181"), refused(TrailingBlank, " "), refused(TrailingBlank, " ")]),
        ("zk1:1:2:observer ", [ok("zk1,1,2 observer!"), refused(TrailingBlank, " "), ok("zk1,1,2 observer!")]),
        ("zk1:1:2: observer", [refused(Role, " observer"), refused(Role, " observer"), ok("zk1,1,2 observer!")]),
        (
            "a:1:2|b:1:2;3",
            [refused(Form, "a:1:2|b:1:2;3"), refused(MultipleAddresses, "a:1:2|b:1:2;3"), ok("a,1,2|b,1,2 ;*,3")],
        ),
        (
            "a:1:2|b:1:2:observer",
            [
                refused(Form, "a:1:2|b:1:2:observer"),
                refused(MultipleAddresses, "a:1:2|b:1:2:observer"),
                ok("a,1,2|b,1,2 observer!"),
            ],
        ),
    ] {
        for (form, expected) in FORMS.into_iter().zip(expected) {
            assert_eq!(outcome(text, form), expected, "{text:?} {form:?}");
        }
    }
}

#[test]
fn the_likely_mistake() {
    use ServerErrorKind as Kind;
    for (text, kind, under) in [
        ("", Kind::Form, ""),
        (";", Kind::Form, ";"),
        (";2181", Kind::Form, ""),
        ("zk1", Kind::Form, "zk1"),
        ("zk1:2888", Kind::Form, "zk1:2888"),
        ("zk1:2888:3888:participant:x", Kind::Form, "zk1:2888:3888:participant:x"),
        ("zk1:2888:3888;2181;2182", Kind::Form, "zk1:2888:3888;2181;2182"),
        ("zk1:2888:3888;a:b:c", Kind::Form, "a:b:c"),
        ("zk1:x:3888", Kind::PortNotANumber, "x"),
        ("zk1:2888: 3888", Kind::PortNotANumber, " 3888"),
        ("zk1::3888", Kind::PortNotANumber, ""),
        ("zk1:2888:3888;x", Kind::PortNotANumber, "x"),
        ("zk1:70000:3888", Kind::PortOutOfRange, "70000"),
        ("zk1:2888:-1", Kind::PortOutOfRange, "-1"),
        ("zk1:2888:99999999999", Kind::PortOutOfRange, "99999999999"),
        ("zk1:2888:3888;65536", Kind::PortOutOfRange, "65536"),
        ("zk1:2888:2888", Kind::SamePorts, "2888:2888"),
        ("zk1:2888:3888:leader", Kind::Role, "leader"),
        ("a:1:2:observer|b:1:2:participant", Kind::MultipleAddresses, "b:1:2:participant"),
        ("fe80::1:2888:3888", Kind::Brackets, "fe80::1:2888:3888"),
        ("2001:db8:0:0:0:0:0:1:2888:3888", Kind::Brackets, "2001:db8:0:0:0:0:0:1:2888:3888"),
        ("[fe80::1:2888:3888", Kind::Brackets, "[fe80::1:2888:3888"),
        ("[fe80::1]:", Kind::Brackets, "[fe80::1]:"),
        ("zk1:2888:3888 ", Kind::TrailingBlank, " "),
        ("zk1:2888:3888\u{a0}", Kind::TrailingBlank, "\u{a0}"),
        ("zk1:2888:3888;2181\t", Kind::TrailingBlank, "\t"),
        ("zk1:2888:3888 # first", Kind::InlineComment, "# first"),
        ("zk1:2888:3888;2181 #", Kind::InlineComment, "#"),
        ("zk1:2888:3888#x", Kind::InlineComment, "#x"),
        ("zk1:2888 # x", Kind::Form, "zk1:2888"),
        ("zk1:70000:3888  ", Kind::PortOutOfRange, "70000"),
        ("http://zk1:2888:3888", Kind::Url, "http://"),
        ("\"zk1:2888:3888\"", Kind::Quotes, "\"zk1:2888:3888\""),
    ] {
        assert_eq!(outcome(text, ServerForm::V36), Err((kind, under.to_owned())), "{text:?}");
    }
}

#[test]
fn spans_of_latin_1_and_of_joined_values() {
    let latin = Scalar::new("\u{e9}:1:2".to_owned(), Span::new(FILE, 5, 10));
    let line = parse(&latin, ServerForm::V36).unwrap();
    assert_eq!(line.addresses[0].host.span.range(), 5..6);
    assert_eq!(line.addresses[0].quorum_port.scalar.span.range(), 7..8);
    let joined = Scalar::new("a:1:2;3".to_owned(), Span::new(FILE, 5, 20));
    let line = parse(&joined, ServerForm::V36).unwrap();
    assert_eq!(line.client.map(|client| client.port.scalar.span), Some(joined.span));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn parts_stand_where_their_spans_say(text in prop_oneof![
        "((zk|é|\\[::1\\]|中)?(:[0-9]{0,5}){0,3}(:observer)?[|; \t#]?){1,3}",
        any::<String>(),
        "zk1:[0-9]{1,6}:[0-9]{1,6}(:(observer|participant) ?)?(;(h:)?[0-9]{1,6})?",
    ]) {
        for form in FORMS {
            let mut scalars: Vec<Scalar<'_>> = Vec::new();
            match read(&text, form) {
                Ok(line) => {
                    for address in line.addresses {
                        scalars.push(address.host);
                        scalars.push(address.quorum_port.scalar);
                        scalars.extend(address.election_port.map(|port| port.scalar));
                    }
                    // With several addresses the role stands among them.
                    scalars.extend(line.role);
                    if let Some(client) = line.client {
                        scalars.extend(client.host);
                        scalars.push(client.port.scalar);
                    }
                }
                Err(error) => {
                    let range = error.span.range();
                    prop_assert!(range.start >= 10 && text.get(range.start - 10..range.end - 10).is_some(), "{range:?}");
                }
            }
            for scalar in &scalars {
                let range = scalar.span.range();
                prop_assert_eq!(text.get(range.start - 10..range.end - 10), Some(&*scalar.text));
            }
            scalars.sort_by_key(|scalar| (scalar.span.start, scalar.span.end));
            for pair in scalars.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
            }
        }
    }
}
