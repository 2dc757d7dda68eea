//! What is an error when an expression is compiled, where it points and what it advises.

use super::Role;
use super::{refused, variables};
use crate::{compile, compile_choice};

/// Source, the text under the error, a part of its message, a part of its help.
fn table(rows: &[(&str, &str, &str, &str)]) {
    for (source, at, message, help) in rows {
        let (error, range) = refused(source);
        assert_eq!(range, *at, "{source}: {error:?}");
        assert!(error.message.contains(message), "{source}: {error:?}");
        let given = error.help.clone().unwrap_or_default();
        assert!(given.contains(help), "{source}: {error:?}");
        assert_eq!(help.is_empty(), error.help.is_none(), "{source}: {error:?}");
    }
}

#[test]
fn grammar() {
    table(&[
        ("", "", "ends where a value is needed", ""),
        ("1 +", "", "ends where a value is needed", ""),
        ("(1", "", "ends where `)` is needed", ""),
        ("1 2", "2", "expected the end of the expression, found `2`", ""),
        ("true and false", "and", "found `and`", "`&&`"),
        ("w.five = 3", "=", "`=` means nothing", "`==`"),
        ("true & false", "&", "`&` means nothing", "`&&`"),
        ("[1, 2", "", "`,` or `]`", ""),
        ("size(w.words,)", ")", "expected a value", ""),
        ("w.", "", "the name of a field", ""),
        ("w.in", "in", "the name of a field", ""),
        ("w.five > 'abc", "'abc", "no closing '", ""),
        ("'a\nb'", "'a", "no closing '", ""),
        (r"'a\q'", r"\q", "is no escape", r"\\"),
        (r"'\u12'", r"\u", "is no escape", r"\\"),
        ("1.5", "1.5", "only whole numbers", ""),
        ("10s", "10s", "is not a number", "duration('10s')"),
        ("9223372036854775808", "9223372036854775808", "64 bits", ""),
        ("-9223372036854775809", "-9223372036854775809", "64 bits", ""),
        ("{'a': 1}", "{", "means nothing", "maps"),
        ("1 < 2 ? 3", "", "ends where `:` is needed", ""),
        ("ä == 1", "ä", "means nothing", ""),
        ("'ä' == \"ö\" ü", "ü", "means nothing", ""),
        ("a ? b ? c : d : e", "?", "expected `:`", ""),
    ]);
}

#[test]
fn names_and_fields() {
    table(&[
        ("v.five", "v", "unknown name `v`", "did you mean `w`?"),
        ("zookeeper.five", "zookeeper", "unknown name", "known here: `w`"),
        ("w.servres", "servres", "world has no field `servres`", "did you mean `servers`?"),
        ("w.client.x", "x", "client has no field `x`", "its fields: `timeout`, `heap`, `favourite`, `on`"),
        ("w.servers.exists(s, s.hots == '')", "hots", "server has no field", "did you mean `host`?"),
        ("w.servers.exists(server, servr.host == '')", "servr", "unknown name", "did you mean `server`?"),
        ("w.servers.host", "host", "is list of server, which has no fields", "w.servers.exists(x, …)"),
        ("w.name.length", "length", "is text, which has no fields", ""),
        ("w.name[0]", "w.name[0]", "only a list has an index, or a map a key", ""),
        ("w.words['a']", "'a'", "an index is an int", ""),
        ("w.words[w.gone]", "w.gone", "may be null", "guard it"),
        ("sizes(w.words)", "sizes", "unknown function", "did you mean `size`?"),
        ("exists(w.words)", "exists", "unknown function", "it is a method: `x.exists(…)`"),
        ("w.name.duration()", "duration", "unknown method", "it is a function"),
        ("has(w.gone)", "has", "unknown function", "`… != null`"),
        ("w.name.startswith('F')", "startswith", "unknown method", "did you mean `startsWith`?"),
        ("w.name.frobnicate()", "frobnicate", "unknown method", "known: `size`, `startsWith`"),
    ]);
}

#[test]
fn types_must_fit() {
    table(&[
        ("w.five == 'x'", "w.five == 'x'", "`==` does not take int and text", "quotes"),
        ("w.five < true", "w.five < true", "does not take int and bool", ""),
        ("true < false", "true < false", "does not order bool", ""),
        ("[1] < [2]", "[1] < [2]", "does not order list of int", ""),
        ("duration('1s') > 1000", "duration('1s') > 1000", "duration and int", "duration('10s')"),
        ("memorySize('1k') == 1024", "memorySize('1k') == 1024", "memory size and int", "memorySize"),
        ("duration('1s') + memorySize('1k')", "duration('1s') + memorySize('1k')", "duration and memory size", ""),
        ("duration('1s') * duration('1s')", "duration('1s') * duration('1s')", "`*` does not take", ""),
        ("'a' - 'b'", "'a' - 'b'", "`-` does not take text and text", ""),
        ("-memorySize('1k')", "-memorySize('1k')", "`-` does not take memory size", ""),
        ("!w.five", "w.five", "is int, where a condition is needed", ""),
        ("w.five && true", "w.five", "where a condition is needed", ""),
        ("true || w.name", "w.name", "where a condition is needed", ""),
        ("w.five ? 1 : 2", "w.five", "where a condition is needed", ""),
        ("true ? 1 : 'a'", "true ? 1 : 'a'", "the two branches differ: int and text", ""),
        ("[1, 'a']", "'a'", "a list of int cannot hold text", ""),
        ("1 in ['a']", "1 in ['a']", "`in` does not take int and list of text", ""),
        ("'a' in 'abc'", "'abc'", "`in` looks into a list or a map", "'abc'.contains(…)"),
        ("w.words.contains('a')", "w.words", "works on text", "write `… in w.words`"),
        ("w.name.contains(1)", "1", "`contains` works on text", ""),
        ("w.servers == w.servers", "w.servers == w.servers", "does not compare server as a whole", "one of its fields"),
        ("w.servers[0] in w.servers", "w.servers[0]", "may be null", "guard it"),
        ("size(3)", "3", "`size` takes a list, a map or a text", ""),
        ("size()", "size()", "takes one value, and nothing is given", ""),
        ("w.name.startsWith('a', 'b')", "w.name.startsWith('a', 'b')", "2 are given", ""),
        ("w.five.exists(x, true)", "w.five", "`exists` takes a list or a map", ""),
        ("w.words.exists(true)", "w.words.exists(true)", "a name and an expression", ""),
        ("w.words.exists(1, true)", "1", "names the item", ".exists(x, …)"),
        ("w.words.exists(for, true)", "for", "reserved by CEL", "another name"),
        ("w.words.exists(x, x)", "x", "where a condition is needed", ""),
        ("w.name.matches('(')", "'('", "not a regular expression: unclosed group", ""),
        ("w.name.matches(w.name)", "w.name", "takes a text in quotes", ""),
        ("w.name.matches('\\\\w{1000}{1000}')", "'\\\\w{1000}{1000}'", "not a regular expression", ""),
        ("duration('10 s')", "'10 s'", "cannot read '10 s'", "'10s'"),
        ("duration('1d')", "'1d'", "cannot read", "'1h30m'"),
        ("duration('1us')", "'1us'", "cannot read", "whole number of milliseconds"),
        ("duration('99999999999999h')", "'99999999999999h'", "cannot read", "too long"),
        ("duration(w.name)", "w.name", "takes a text in quotes", ""),
        ("memorySize('16')", "'16'", "cannot read", "16g"),
        ("memorySize('9999999999t')", "'9999999999t'", "cannot read", "64 bits"),
        ("null", "null", "cannot end in a value of type null", "`filter`"),
        ("[]", "[]", "cannot end in a value of type empty list", "`filter`"),
        ("w.servers.map(s, s)", "w.servers.map(s, s)", "list of server made here", "`filter`"),
        ("null > 1", "null", "null can only be compared", ""),
    ]);
}

#[test]
fn words_of_an_enumeration() {
    table(&[
        ("w.role == 'obsrver'", "'obsrver'", "role is never 'obsrver'", "did you mean 'observer'?"),
        ("w.role != 'obsrver'", "'obsrver'", "role is never 'obsrver'", "did you mean 'observer'?"),
        ("'obsrver' == w.role", "'obsrver'", "role is never", "did you mean 'observer'?"),
        ("w.role == 'leader'", "'leader'", "role is never 'leader'", "its words: 'voter', 'observer'"),
        ("w.role in ['voter', 'leader']", "'leader'", "role is never 'leader'", "its words"),
        ("w.role in ['voter'] + ['leader']", "'leader'", "role is never 'leader'", "its words"),
        ("'leader' in w.roles", "'leader'", "role is never 'leader'", "its words"),
        ("w.roles == ['leader']", "'leader'", "role is never 'leader'", "its words"),
        ("w.roles.exists(k, k == 'leader')", "'leader'", "role is never 'leader'", "its words"),
        ("w.roles.map(k, k)[0] != null && w.roles.map(k, k).exists(k, k == '')", "''", "role is never ''", "its words"),
        ("w.role == (w.five > 1 ? 'voter' : 'leader')", "'leader'", "role is never 'leader'", "its words"),
        ("w.lost_role != null && w.lost_role == 'x'", "'x'", "role is never 'x'", "its words"),
        ("w.lost_role == 'voter'", "w.lost_role", "may be null here", "guard it"),
        ("w.role < 'voter'", "w.role < 'voter'", "does not order role", ""),
        ("w.role == 1", "w.role == 1", "`==` does not take role and int", ""),
        ("w.role == w.colour", "w.role == w.colour", "`==` does not take role and colour", ""),
        ("w.colour in w.roles", "w.colour in w.roles", "`in` does not take colour and list of role", ""),
        ("size(w.role) > 1", "w.role", "`size` takes a list, a map or a text", ""),
        ("w.role[0]", "w.role[0]", "only a list has an index", ""),
    ]);
}

#[test]
fn a_choice_ends_in_words() {
    let choice = |source| compile_choice(source, &variables(), &[], Role::SCHEMA);
    let words = |source| choice(source).map(|(_, words)| words);
    assert_eq!(words("'voter'"), Ok(vec!["voter"]));
    assert_eq!(words("w.five > 1 ? 'voter' : w.five > 0 ? 'observer' : 'voter'"), Ok(vec!["voter", "observer"]));
    let error = choice("w.five > 1 ? 'voter' : 'obsrver'").unwrap_err();
    assert_eq!((error.range, error.help.as_deref()), (23..32, Some("did you mean 'observer'?")));
    let error = choice("w.five > 1 ? 'voter' : w.name").unwrap_err();
    assert_eq!(error.range, 23..29);
    assert!(choice("w.fife > 1 ? 'voter' : 'observer'").is_err());
}

#[test]
fn nesting_has_a_limit_and_chains_have_none() {
    let nested = |depth: usize| format!("{}1{} == 1", "(".repeat(depth), ")".repeat(depth));
    assert!(compile(&nested(60), &variables()).is_ok());
    for source in [
        nested(64),
        nested(7_000),
        "(".repeat(16_000),
        "[".repeat(16_000),
        "!".repeat(16_000),
        "-".repeat(16_000),
        "w.words[".repeat(2_000),
        "size(".repeat(3_000),
        "true?true:".repeat(1_500) + "true",
        format!("1{}", "+1".repeat(7_000)),
        format!("w{}", ".size()".repeat(2_000)),
        format!("w.words{}", ".filter(x,true)".repeat(1_000)),
    ] {
        let (error, _) = refused(&source);
        assert!(error.message.contains("nested deeper than 64 levels"), "{error:?}");
    }
    let chain = vec!["w.five > 1"; 1_000].join(" && ");
    assert!(compile(&chain, &variables()).is_ok());
    let (error, _) = refused(&" ".repeat(17_000));
    assert!(error.message.contains("longer than"), "{error:?}");
}
