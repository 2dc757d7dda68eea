//! Maps: values by key, keys that are there, and what an open map leaves unknown.

use super::{Role, place, refused, result, variables, world};
use crate::model::{Leaf, Lookup, MapSchema, Mapped, Node, Place, Readable, Type, Typed, Value};
use crate::{compile, compile_template};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Settings of which three are set, one to a placeholder, and a fourth was lost.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) open: bool,
}

/// What is set, and where.
static SET: LazyLock<[(&str, Place); 4]> =
    LazyLock::new(|| [("timeout", place(70)), ("role", place(71)), ("port", place(72)), ("my.own", place(73))]);

static LOST: LazyLock<Place> = LazyLock::new(|| Place { lost: place(74).value, ..Place::default() });

impl Lookup for Settings {
    fn schema(&self) -> &'static MapSchema {
        Self::SCHEMA
    }

    fn get(&self, key: &str) -> Node<'_> {
        let value = match key {
            "timeout" => Value::Duration(40_000),
            "role" => Value::Text(Cow::Borrowed("observer")),
            "port" => Value::Unknown,
            "my.own" => Value::Text(Cow::Borrowed("text")),
            "lost" => return Node { value: Value::Null, place: Some(&LOST) },
            _ => return Node::bare(Value::Null),
        };
        Node { value, place: SET.iter().find(|(set, _)| *set == key).map(|(_, place)| place) }
    }

    fn written(&self, key: &str) -> Node<'_> {
        match key {
            "timeout" => Node { value: Value::Text(Cow::Borrowed("40 s")), ..self.get(key) },
            _ => self.get(key),
        }
    }

    fn count(&self) -> usize {
        SET.len()
    }

    fn key(&self, position: usize) -> Node<'_> {
        SET.get(position).map_or(Node::bare(Value::Null), |(key, place)| Node {
            value: Value::Text(Cow::Borrowed(key)),
            place: Some(place),
        })
    }

    fn is_open(&self) -> bool {
        self.open
    }
}

impl Mapped for Settings {
    const SCHEMA: &'static MapSchema = {
        static SCHEMA: MapSchema = MapSchema {
            name: "settings",
            doc: &[" Settings by key."],
            value_type: |key| Typed {
                of: match key {
                    "timeout" => Type::Duration,
                    "port" => Type::Int,
                    "role" => Role::TYPE,
                    _ => Type::Text,
                },
                nullable: true,
            },
            note: |key| (key == "timeuot").then(|| "no option has this name; did you mean 'timeout'?".to_owned()),
        };
        &SCHEMA
    };
}

#[test]
fn values_by_key() {
    for (source, expected) in [
        ("w.settings['timeout']", "40000 ms"),
        ("w.settings['timeout'] != null && w.settings['timeout'] > duration('10s')", "true"),
        ("'timeout' in w.settings && w.settings['timeout'] > duration('10s')", "true"),
        ("!('timeout' in w.settings) || w.settings['timeout'] > duration('10s')", "true"),
        ("w.settings['role'] != null && w.settings['role'] == 'observer'", "true"),
        ("w.settings['my.own'] == null || w.settings['my.own'].startsWith('t')", "true"),
        ("w.settings['port']", "?"),
        ("w.settings['port'] == null", "?"),
        ("w.settings['port'] != null && w.settings['port'] > 3", "?"),
        ("'port' in w.settings", "true"),
        ("w.settings['absent']", "null"),
        ("'absent' in w.settings", "false"),
        ("'lost' in w.settings", "false"),
        ("w.some['timeout']", "40000 ms"),
        ("'timeout' in w.some", "true"),
        ("w.some['absent']", "?"),
        ("'absent' in w.some", "?"),
        ("!('absent' in w.some) && true", "?"),
        ("w.settings[w.name]", "null"),
        ("w.settings[w.words[0]] == null", "error"),
        ("w.settings['time' + 'out']", "'40 s'"),
        ("w.name in w.settings", "false"),
        ("w.veiled != null && w.veiled in w.settings", "?"),
        ("w.veiled != null && w.settings[w.veiled] == null", "?"),
        ("size(w.settings)", "4"),
        ("w.some.size()", "?"),
        ("w.settings.exists(k, k.startsWith('my.'))", "true"),
        ("w.settings.exists(k, k.startsWith('your.'))", "false"),
        ("w.some.exists(k, k.startsWith('your.'))", "?"),
        ("w.settings.all(k, size(k) < 9)", "true"),
        ("w.settings.exists_one(k, k == 'role')", "true"),
        ("w.settings.filter(k, k.contains('o'))", "['timeout', 'role', 'port', 'my.own']"),
        ("w.settings.map(k, size(k))", "[7, 4, 4, 6]"),
        ("w.settings.exists(k, w.settings[k] != null && k == 'timeout' && w.settings[k] == '40 s')", "error"),
        ("w.settings.exists(k, w.settings[k] == null)", "?"),
        ("(w.five > 1 ? w.settings : w.some)['timeout']", "40000 ms"),
    ] {
        if expected == "error" {
            assert!(refused(source).0.message.contains("may be null"), "{source}");
        } else {
            assert_eq!(result(source), expected, "{source}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_key_or_its_value() {
    for (source, at, message, help) in [
        ("w.settings['timeout'] > duration('1s')", "w.settings['timeout']", "may be null here", "guard it"),
        ("w.settings['role'] != null && w.settings['role'] == 'obsrver'", "'obsrver'", "role is never", "'observer'"),
        (
            "w.settings['timeout'] != null && w.settings['timeout'] == '1s'",
            "w.settings['timeout'] == '1s'",
            "does not take duration and text",
            "duration('10s')",
        ),
        (
            "'timeout' in w.some && w.settings['timeout'] > duration('1s')",
            "w.settings['timeout']",
            "may be null",
            "guard",
        ),
        (
            "'role' in w.settings && w.settings['timeout'] > duration('1s')",
            "w.settings['timeout']",
            "may be null",
            "guard",
        ),
        ("w.settings[0]", "0", "a key of settings is a text, and this is int", ""),
        ("1 in w.settings", "1 in w.settings", "`in` does not take int and settings", ""),
        ("w.settings.timeout", "timeout", "settings, which has no fields", "w.settings['timeout']"),
        ("w.settings == w.settings", "w.settings == w.settings", "does not compare settings as a whole", "keys"),
        ("w.settings.contains('x')", "w.settings", "`contains` works on text", "… in w.settings"),
    ] {
        let (error, range) = refused(source);
        assert_eq!(range, at, "{source}: {error:?}");
        assert!(error.message.contains(message), "{source}: {error:?}");
        assert!(error.help.unwrap_or_default().contains(help), "{source}");
    }
    let error = compile_template("{w.settings}", &variables()).unwrap_err();
    assert!(error.message.contains("settings as a whole has no text"), "{error:?}");
}

#[test]
fn a_key_knows_its_place_and_the_line_that_was_lost() {
    let start = |source: &str| {
        let world = world();
        let mut read = Vec::new();
        let program = compile(source, &variables()).unwrap();
        program.evaluate(&[world.node()], &mut 1_000, Some(&mut read)).unwrap();
        read.iter().filter_map(|place| Some((place.span()?.start, place.lost.is_some()))).collect::<Vec<_>>()
    };
    assert_eq!(start("w.settings['timeout']"), [(70, false)]);
    assert_eq!(start("'timeout' in w.settings"), [(70, false)]);
    let world = world();
    let program = compile("w.settings['lost']", &variables()).unwrap();
    let node = program.evaluate(&[world.node()], &mut 1_000, None).unwrap();
    assert!(node.place.is_some_and(|place| place.lost.is_some()));
    assert!(program.points());
    let kept = compile("w.settings.filter(k, k == 'role')", &variables()).unwrap();
    assert!(kept.points());
}

#[test]
fn a_comparison_that_does_not_fit_a_misspelled_key_says_what_was_meant() {
    let (error, _) = refused("'timeuot' in w.settings && w.settings['timeuot'] > duration('10s')");
    assert!(error.message.contains("does not take text and duration"), "{}", error.message);
    assert!(error.help.is_some_and(|help| help.contains("did you mean 'timeout'")));
}

#[test]
fn a_misspelled_key_is_a_note_and_no_error() {
    let program = compile("w.five > 1 && 'timeuot' in w.settings && w.some['timeout'] != null", &variables()).unwrap();
    let notes: Vec<_> = program.notes().collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].range, 14..23);
    assert!(notes[0].message.contains("did you mean 'timeout'"));
    let template = compile_template("{w.settings['timeuot']}", &variables()).unwrap();
    assert_eq!(template.notes().count(), 1);
}
