//! What expressions give.

use super::{place, result, variables, world};
use crate::model::{Place, Readable, Type, Value};
use crate::{EvalError, compile};

fn table(rows: &[(&str, &str)]) {
    for (source, expected) in rows {
        assert_eq!(result(source), *expected, "{source}");
    }
}

#[test]
fn literals_and_arithmetic() {
    table(&[
        ("1 + 2 * 3 - 4", "3"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("-7 % 3", "-1"),
        ("- w.five", "-5"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("w.most + 1", "error: a number beyond 64 bits"),
        ("w.most * 2", "error: a number beyond 64 bits"),
        ("-(-w.most - 1)", "error: a number beyond 64 bits"),
        ("(-w.most - 1) / -1", "error: a number beyond 64 bits"),
        ("1 / 0", "error: a division by zero"),
        ("1 % (w.five - 5)", "error: a division by zero"),
        ("'a' + \"b\"", "'ab'"),
        (r#"'\'\x41\u00e4\U0001F40A\101\n' + r'\d'"#, "''Aä🐊A\n\\d'"),
        (r#""\a\b\f\n\r\t\v\\\?\"\'\`\X7e\u00E4\U0001f40a\377""#, "'\u{7}\u{8}\u{c}\n\r\t\u{b}\\?\"'`~ä🐊ÿ'"),
        (r#"r"\n" + R'"'"#, r#"'\n"'"#),
        ("'ab' < 'b' && 'a' < 'ä'", "true"),
        ("[1, 2] + [3]", "[1, 2, 3]"),
        ("[1, 2] == [1, 2] && [1] != [1, 2]", "true"),
        ("w.words == ['one', 'two']", "true"),
        ("w.table + [[4]] == [[1, 2], [], [3], [4]]", "true"),
        ("1 in [1, 2] && !('x' in ['y']) && !(1 in [])", "true"),
        ("'two' in w.words", "true"),
        ("[1, 2, 3][1]", "2"),
        ("[1][1]", "null"),
        ("[1][-1]", "null"),
        ("1 < 2 ? 'yes' : 'no'", "'yes'"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("true // the rest is for people", "true"),
    ]);
}

#[test]
fn words() {
    table(&[
        ("w.role == 'observer'", "true"),
        ("w.role != 'voter' && 'voter' in w.roles", "true"),
        ("w.role in ['voter', 'observer']", "true"),
        ("w.role == w.name", "false"),
        ("w.roles[1] != null && w.role == w.roles[1]", "true"),
        ("w.role == w.wish", "false"),
        ("w.roles == ['voter', 'observer']", "true"),
        ("w.role.startsWith('ob') && w.role.matches('^o.*r$')", "true"),
        ("w.role + '!'", "'observer!'"),
        ("w.roles.map(r, r)", "['voter', 'observer']"),
        ("[w.role, 'x']", "['observer', 'x']"),
        ("w.five > 1 ? w.role : 'none'", "'observer'"),
        ("w.lost_role == null || w.lost_role == 'voter'", "true"),
    ]);
}

#[test]
fn durations_and_sizes() {
    table(&[
        ("duration('1h30m')", "5400000 ms"),
        ("duration('1.5s') == duration('1500ms')", "true"),
        ("duration('-2ms') + duration('3000us')", "1 ms"),
        ("duration('1m') / duration('7s')", "8"),
        ("duration('1m') / 2 * 3", "90000 ms"),
        ("-duration('1s') < duration('0')", "true"),
        ("memorySize('16g') == memorySize('16 GiB')", "true"),
        ("memorySize('1k') + memorySize('512 bytes') - memorySize('1b')", "1535 B"),
        ("2 * memorySize('1m') / memorySize('1k')", "2048"),
        ("memorySize('8388607t') * 2", "error: a number beyond 64 bits"),
        ("w.client != null && w.client.heap >= memorySize('16g')", "true"),
        ("w.client.timeout == null || w.client.timeout / 2 == duration('20s')", "true"),
    ]);
}

#[test]
fn functions_and_macros() {
    table(&[
        ("size(w.servers) + w.servers.size() + size('aä')", "8"),
        ("w.name.startsWith('Fl') && w.name.endsWith('HA') && w.name.contains('k H')", "true"),
        ("w.name.matches('^F.*A$') && w.name.matches('link') && !w.name.matches('^link')", "true"),
        ("w.name.lowerAscii()", "'flink ha'"),
        ("'ÄB'.lowerAscii()", "'Äb'"),
        ("w.servers.all(s, s.host < 'd')", "true"),
        ("w.servers.exists(s, s.port != null && s.port == 2182 || s.host == 'x')", "true"),
        ("w.servers.exists_one(s, s.port == null)", "true"),
        ("w.servers.exists_one(s, s.port != null)", "false"),
        ("w.servers.filter(s, s.port == null).map(s, s.host)", "['c']"),
        ("w.servers.map(s, s.port)", "[2181, 2182, null]"),
        ("w.servers.map(s, s.port).filter(p, p != null).map(p, p + 1)", "[2182, 2183]"),
        ("w.gaps.filter(g, g != null).exists(g, g == 'one')", "true"),
        ("w.table.map(row, row.map(n, n * 2)).exists(row, 6 in row)", "true"),
        ("w.table.exists(r, r.exists(n, w.table.all(r, !(n * 3 in r))))", "true"),
        ("[1, 2].exists(x, ['a', 'b'].all(y, x == 2 && y != 'c'))", "true"),
        ("w.none.all(s, false) && !w.none.exists(s, true)", "true"),
    ]);
}

#[test]
fn null_is_a_value() {
    table(&[
        ("w.gone", "null"),
        ("w.gone == null", "true"),
        ("null != w.gone", "false"),
        ("w.missing.favourite.host", "null"),
        ("w.missing.favourite.host == null", "true"),
        ("w.client.favourite == null", "true"),
        ("w.servers[7].host", "null"),
        ("w.servers[0].host", "'a'"),
        ("w.five != null", "true"),
        ("w.gone != null && w.gone > 3", "false"),
        ("w.gone == null || w.gone > 3", "true"),
        ("w.gone != null ? w.gone : 7", "7"),
        ("w.five > 3 ? null : 'x'", "null"),
    ]);
}

#[test]
fn unknown_in_three_values() {
    table(&[
        ("w.hidden", "?"),
        ("w.hidden == 3", "?"),
        ("w.hidden == w.hidden", "?"),
        ("w.hidden + 1 > 3", "?"),
        ("-w.hidden", "?"),
        ("w.veiled != null", "?"),
        ("w.veiled != null && w.veiled.startsWith('a')", "?"),
        ("w.veiled != null && size(w.veiled) > 0", "?"),
        ("!(w.hidden > 3)", "?"),
        ("false && w.hidden == 1", "false"),
        ("w.hidden == 1 && false", "false"),
        ("w.hidden == 1 && true", "?"),
        ("true || w.hidden == 1", "true"),
        ("w.hidden == 1 || true", "true"),
        ("w.hidden == 1 || false", "?"),
        ("w.hidden == 1 ? 1 : 1", "?"),
        ("w.hidden in []", "false"),
        ("w.hidden in [1, 2]", "?"),
        ("2 in [w.hidden, 2]", "true"),
        ("2 in [w.hidden, 3]", "?"),
        ("[1, w.hidden] == [2, 2]", "false"),
        ("[1, w.hidden] == [1, 2]", "?"),
        ("size([w.hidden])", "1"),
        ("[1, 2].exists(x, x == w.hidden || x == 2)", "true"),
        ("[1, 2].exists(x, x == w.hidden)", "?"),
        ("[1, 2].all(x, x == w.hidden)", "?"),
        ("[1, 2].all(x, x == w.hidden && x == 1)", "false"),
        ("[1, 2].exists_one(x, x == w.hidden)", "?"),
        ("[1, 2, 2].exists_one(x, x == w.hidden || x == 2)", "false"),
        ("[1, 2].filter(x, x == 1 || w.hidden == 3)", "[1, …]"),
        ("w.servers[w.hidden].host", "?"),
        // Whether anything is evaluated behind an unknown part is unknown too.
        ("w.hidden == 1 && 1 / 0 == 1", "?"),
        ("w.hidden == 1 || 1 / (w.five - 5) == 1", "?"),
        ("1 / 0 == 1 && w.hidden == 1", "error: a division by zero"),
        ("[w.hidden, 0].exists(x, 1 / x == 1)", "?"),
        ("[0, w.hidden].exists(x, 1 / x == 1)", "error: a division by zero"),
        ("1 in [w.hidden, 1 / 0]", "?"),
        // The guard is unknown, and what it would have guarded is null.
        ("(w.hidden == 1 ? w.gone != null : w.gone != null) && w.gone > 3", "?"),
    ]);
}

#[test]
fn open_lists() {
    table(&[
        ("size(w.seen)", "?"),
        ("w.seen.exists(s, s.host == 'a')", "true"),
        ("w.seen.exists(s, s.host == 'z')", "?"),
        ("w.seen.all(s, s.host == 'a')", "?"),
        ("w.seen.all(s, s.host == 'z')", "false"),
        ("w.seen.exists_one(s, s.host == 'a')", "?"),
        ("(w.seen + w.seen).exists_one(s, s.host == 'a')", "false"),
        ("w.seen.map(s, s.host)", "['a', …]"),
        ("w.seen.filter(s, s.host == 'z')", "[, …]"),
        ("'a' in w.seen.map(s, s.host)", "true"),
        ("'z' in w.seen.map(s, s.host)", "?"),
        ("w.seen.map(s, s.host) == ['a']", "?"),
        ("w.seen.map(s, s.host) == []", "false"),
        ("w.seen[0].host", "?"),
        ("w.seen[5].host", "?"),
        ("w.seen[-1].host", "null"),
    ]);
}

#[test]
fn places_stay_with_facts() {
    let world = world();
    let at = |source: &str| {
        let program = compile(source, &variables()).unwrap();
        let node = program.evaluate(&[world.node()], &mut 1_000, None).unwrap();
        node.place.cloned()
    };
    assert_eq!(at("w.servers[1].host"), Some(place(21)));
    assert_eq!(at("w.gone"), Some(place(62)));
    assert_eq!(at("w.servers.filter(s, s.port == null)[0]"), Some(place(30)));
    assert_eq!(at("w.five > 3 ? w.name : ''"), Some(place(63)));
    assert_eq!(at("w.seen[0]"), Some(place(40)));
    assert_eq!(at("w.seen[0].host"), Some(place(40)));
    assert_eq!(at("w.hidden"), Some(place(60)));
    assert_eq!(at("w.hidden + 1"), None);

    let points = |source: &str| compile(source, &variables()).unwrap().points();
    assert!(points("w.servers") && points("w.five > 3 ? w.name : ''"));
    assert!(points("w.servers.filter(s, true)") && points("w.servers.map(s, s.port)"));
    assert!(!points("w.five + 1") && !points("w.name == ''") && !points("['a']"));
}

#[test]
fn a_trace_names_what_was_read() {
    let world = world();
    let trace = |source: &str| {
        let program = compile(source, &variables()).unwrap();
        let mut trace: Vec<&Place> = Vec::new();
        program.evaluate(&[world.node()], &mut 1_000, Some(&mut trace)).unwrap();
        let starts = trace.iter().filter_map(|place| place.value);
        starts.map(|span| span.start).collect::<Vec<_>>()
    };
    assert_eq!(trace("w.name == 'x' && w.hidden == 1"), [63]);
    assert_eq!(trace("w.name != 'x' && w.hidden == 1"), [63, 60]);
    assert_eq!(trace("w.gone == null"), [62]);
    assert_eq!(trace("w.servers.exists(s, s.host == 'b')"), [11, 21]);
    assert_eq!(trace("w.client.favourite.port == null"), [] as [u32; 0]);
    assert_eq!(trace("w.servers.filter(s, s.host == 'b')[0].port"), [11, 21, 31, 22]);
}

#[test]
fn texts_are_borrowed() {
    let world = world();
    let program = compile("w.servers[0].host", &variables()).unwrap();
    let node = program.evaluate(&[world.node()], &mut 100, None).unwrap();
    let Value::Text(std::borrow::Cow::Borrowed(text)) = node.value else {
        panic!("copied");
    };
    let crate::model::Known::Value(std::borrow::Cow::Borrowed(host)) = world.servers[0].host.known else {
        panic!("the world has changed");
    };
    assert!(std::ptr::eq(text, host));
}

#[test]
fn steps_are_bounded() {
    let world = world();
    let steps = |source: &str, mut budget: u32| {
        let program = compile(source, &variables()).unwrap();
        let result = program.evaluate(&[world.node()], &mut budget, None);
        (result.map(|_| ()), budget)
    };
    let (result, left) = steps("w.five > 3", 100);
    assert_eq!(result, Ok(()));
    assert!(left > 90, "{left}");
    assert_eq!(steps("w.servers.all(s, s.host != '')", 3), (Err(EvalError::StepsExhausted), 0));
    // Thirty doublings of a text would be gigabytes.
    let doubling = format!("['{}']{}", "x".repeat(99), ".map(x, x + x)".repeat(30));
    assert_eq!(steps(&doubling, 100_000), (Err(EvalError::StepsExhausted), 0));
}

#[test]
fn a_wrong_environment_is_an_error() {
    let program = compile("w.five > 3", &variables()).unwrap();
    let result = program.evaluate(&[], &mut 100, None);
    assert!(matches!(result, Err(EvalError::Misfit(_))));
    let name = String::from("w");
    let result = program.evaluate(&[name.node()], &mut 100, None);
    assert!(matches!(result, Err(EvalError::Misfit(_))));
}

#[test]
fn programs_go_to_other_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<crate::Program>();
    shared::<crate::Template>();
}

#[test]
fn results_have_types() {
    let typed = |source: &str| compile(source, &variables()).unwrap().typed();
    assert!(matches!(typed("w.client").of, Type::Object(schema) if schema.name == "client"));
    assert!(typed("w.client").nullable && typed("w.words[0]").nullable);
    assert!(!typed("w.gone != null ? w.gone : 1").nullable);
    let items = |source: &str| match typed(source).of {
        Type::List(items) => items(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(items("w.servers.filter(s, true)").of, Type::Object(_)));
    assert!(matches!(items("w.servers.map(s, s.port)").of, Type::Int));
    assert!(items("w.servers.map(s, s.port)").nullable);
    assert!(items("[1, null]").nullable && !items("[1, 2] + []").nullable);
    assert!(matches!(items("w.five > 1 ? [] : w.words").of, Type::Text));
}
