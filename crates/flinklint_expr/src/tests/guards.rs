//! Which conditions make sure that a value is there, and that no others do.

use super::{refused, shown, variables, world};
use crate::model::{Known, Maybe, Readable, Type};
use crate::{compile, compile_template_under, compile_under};
use proptest::prelude::*;

#[test]
fn null_needs_a_guard() {
    for source in [
        "w.gone > 3",
        "w.gone == 3",
        "w.gone + 1 == 2",
        "3 in [w.gone]",
        "size(w.veiled) > 1",
        "w.veiled.startsWith('a')",
        "w.client.on",
        "w.client.on && true",
        "!w.client.on",
        "w.client.on ? 1 : 2",
        "w.client.heap > memorySize('1k')",
        "w.gaps.exists(g, g == 'one')",
        "'one' in w.gaps",
        "w.gaps == ['one']",
        "w.gone == null && w.gone > 3",
        "w.gone != null || w.gone > 3",
        "w.gone > 3 && w.gone != null",
        "!(w.gone != null) && w.gone > 3",
        "(w.gone != null || w.five > 1) && w.gone > 3",
        "(w.gone == null && w.five > 1) || w.gone > 3",
        "w.gone == null ? w.gone > 3 : true",
        "(w.five > 1 ? w.gone != null : w.five > 2) && w.gone > 3",
        "w.client != null && w.client.timeout > duration('1s')",
        "w.missing.timeout != null && w.client.timeout > duration('1s')",
        "w.servers.all(s, s.port != null) && w.servers.all(s, s.port > 3)",
        "w.servers.exists(s, s.port != null && w.servers.exists(s, s.port > 3))",
        "w.servers[0] != null && w.servers[1].host == 'a'",
        "w.servers[w.five] != null && w.servers[w.five].host == 'a'",
        "w.servers.filter(s, true)[0] != null && w.servers.filter(s, true)[0].host == 'a'",
        "w.gaps.filter(g, g != null || w.five > 3).exists(g, g == 'one')",
    ] {
        if source == "w.client.on" {
            assert!(compile(source, &variables()).is_ok_and(|program| program.typed().nullable));
            continue;
        }
        let (error, _) = refused(source);
        assert!(error.message.contains("may be null"), "{source}: {error:?}");
        assert!(error.help.is_some(), "{source}");
    }
}

#[test]
fn a_condition_guards_what_is_evaluated_under_it() {
    let when = compile("w.gone != null && w.client.timeout != null", &variables()).unwrap();
    let when_and = compile("w.gone != null && w.five > 1", &variables()).unwrap();
    assert!(compile_under("w.gone > 3", &variables(), &[&when]).is_ok());
    assert!(compile_under("w.gone > 3 && w.client.timeout > duration('1s')", &variables(), &[&when_and]).is_err());
    assert!(
        compile_under("w.gone > 3 && w.client.timeout > duration('1s')", &variables(), &[&when_and, &when]).is_ok()
    );
    assert!(compile_template_under("{w.gone + 1}", &variables(), &[&when_and]).is_ok());
    let either = compile("w.gone != null || w.five > 1", &variables()).unwrap();
    assert!(compile_under("w.gone > 3", &variables(), &[&either]).is_err());
    let inside = compile("w.servers.exists(s, s.port != null)", &variables()).unwrap();
    assert!(compile_under("w.servers.exists(s, s.port > 3)", &variables(), &[&inside]).is_err());
}

#[test]
fn a_guard_is_followed() {
    for source in [
        "w.gone != null && w.gone > 3",
        "null != w.gone && w.gone > 3",
        "(w.gone != null) && (w.five > 1 && (w.gone > 3))",
        "w.five > 1 && w.gone != null && w.five > 2 && w.gone > 3",
        "w.gone == null || w.gone > 3",
        "w.gone == null || w.five > 1 || w.gone > 3",
        "!(w.gone == null) && w.gone > 3",
        "!(w.gone == null || w.five > 1) && w.gone > 3",
        "!(w.gone != null && w.five > 1) || w.gone > 3",
        "!!(w.gone != null) && w.gone > 3",
        "(w.gone != null || w.gone != null) && w.gone > 3",
        "w.gone != null ? w.gone > 3 : false",
        "w.gone == null ? false : w.gone > 3",
        "(w.five > 1 ? w.gone != null : w.gone != null) && w.gone > 3",
        "(w.gone != null ? w.five > 1 : false) || true",
        "w.client.timeout != null && w.client.heap > memorySize('1k')",
        "w.client.timeout != null && w.client.timeout > duration('1s')",
        "w.client != null && w.client.heap > memorySize('1k')",
        "w.client.on != null && w.client.on",
        "w.client.on == null || !w.client.on",
        "w.client.favourite.port == null || w.client.favourite.host == 'a'",
        "w.servers.exists(s, s.port != null && s.port > 3)",
        "w.servers.exists(s, s.port != null && w.words.exists(x, s.port > 3))",
        "w.gone != null && w.servers.exists(s, s.port == null || s.port > w.gone)",
        "w.servers[0] != null && w.servers[0].host == 'a'",
        "w.servers[0].port != null && w.servers[0].host == 'a'",
        "w.gaps.filter(g, g != null).exists(g, g == 'one')",
        "w.gaps.filter(g, w.five > 3 && g != null).all(g, g.startsWith('o'))",
        "'one' in w.gaps.filter(g, g != null)",
        "w.gaps.all(g, g == null || g == 'one')",
    ] {
        let program = compile(source, &variables());
        let program = program.unwrap_or_else(|error| panic!("{source}: {error:?}"));
        assert!(matches!(program.typed().of, Type::Bool), "{source}");
        assert!(!program.typed().nullable, "{source}");
        let world = world();
        let result = program.evaluate(&[world.node()], &mut 10_000, None);
        assert!(result.is_ok(), "{source}");
    }
}

/// Questions about two values that may be missing, one of them inside an object that may be missing.
const QUESTIONS: &[&str] = &[
    "w.gone != null",
    "w.gone == null",
    "w.gone > 3",
    "w.client != null",
    "w.client.timeout != null",
    "null == w.client.timeout",
    "w.client.timeout > duration('1s')",
    "w.client.heap > memorySize('1k')",
    "w.five > 3",
];

fn questions() -> impl Strategy<Value = String> {
    prop::sample::select(QUESTIONS).prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let (one, two, three) = (inner.clone(), inner.clone(), inner.clone());
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.prop_map(|a| format!("!({a})")),
            (one, two, three).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

/// An accepted condition never asks null anything: where all is known, it is true or false.
#[test]
fn guards_are_sound() {
    let mut worlds = Vec::new();
    for gone in [Known::Absent, Known::Value(5), Known::Value(1)] {
        for client in 0..3 {
            let mut world = world();
            world.gone.known = gone.clone();
            match (client, &mut world.client) {
                (0, client) => *client = None,
                (1, Some(client)) => client.timeout = Maybe::absent(),
                _ => {}
            }
            worlds.push(world);
        }
    }
    let accepted = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 6_000, failure_persistence: None, ..ProptestConfig::default() };
    let result = proptest::test_runner::TestRunner::new(config).run(&questions(), |source| {
        let Ok(program) = compile(&source, &variables()) else {
            return Ok(());
        };
        accepted.set(accepted.get() + u32::from(source.contains('>')));
        for world in &worlds {
            let node = program.evaluate(&[world.node()], &mut 10_000, None);
            let node = node.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert!(shown(&node.value) != "?", "{}", source);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(accepted.get() > 200, "{}", accepted.get());
}
