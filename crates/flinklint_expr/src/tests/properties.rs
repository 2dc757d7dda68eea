//! Laws: nothing panics, printing and parsing agree, and three-valued logic is Kleene's.

use super::{refused, result, variables, world};
use crate::ast::{Ast, Kind};
use crate::model::Readable;
use crate::parse::parse;
use crate::{compile, compile_template};
use proptest::prelude::*;

/// Words and signs of the language, so that a random row of them is often almost an expression.
const WORDS: &[&str] = &[
    "w",
    ".",
    "five",
    "gone",
    "servers",
    "seen",
    "words",
    "hidden",
    "client",
    "timeout",
    "port",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
    ":",
    "&&",
    "||",
    "!",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "in",
    "null",
    "true",
    "false",
    "1",
    "9223372036854775807",
    "'a'",
    "\"ä\"",
    "r'\\'",
    "'\\u00",
    "x",
    "exists",
    "all",
    "map",
    "filter",
    "exists_one",
    "size",
    "matches",
    "duration",
    "'10s'",
    "memorySize",
    "'16g'",
    "startsWith",
    "lowerAscii",
    " ",
    "//",
    "\n",
    "0x1",
    "1.5",
    "🐊",
    ".exists(x,",
    ".map(x,",
    "w.five",
    "w.gone",
    "w.servers",
    "!= null &&",
];

/// Fully parenthesised.
fn printed(ast: &Ast<'_>) -> String {
    let listed = |items: &[Ast<'_>], between: &str| items.iter().map(printed).collect::<Vec<_>>().join(between);
    match &ast.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Int(value) => format!("({value})"),
        Kind::Text(text) => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\r', "\\r"))
        }
        Kind::Name(name) => (*name).to_owned(),
        Kind::List(items) => format!("[{}]", listed(items, ", ")),
        Kind::Select(base, word) => format!("{}.{}", printed(base), word.text),
        Kind::Index(parts) => format!("{}[{}]", printed(&parts[0]), printed(&parts[1])),
        Kind::Not(operand) => format!("(!{})", printed(operand)),
        Kind::Negate(operand) => format!("(-{})", printed(operand)),
        Kind::Binary(operator, parts) => {
            format!("({} {} {})", printed(&parts[0]), operator.sign(), printed(&parts[1]))
        }
        Kind::And(parts) => format!("({})", listed(parts, " && ")),
        Kind::Or(parts) => format!("({})", listed(parts, " || ")),
        Kind::Choose(parts) => {
            format!("({} ? {} : {})", printed(&parts[0]), printed(&parts[1]), printed(&parts[2]))
        }
        Kind::Call(call) => {
            let target = call.target.as_ref().map(|target| printed(target) + ".");
            let (name, arguments) = (call.name.text, listed(&call.arguments, ", "));
            format!("{}{name}({arguments})", target.unwrap_or_default())
        }
    }
}

/// Everything that can be done with a source, which must not panic; errors must point inside it.
fn survives(source: &str) {
    match compile(source, &variables()) {
        Ok(program) => {
            let world = world();
            let mut trace = Vec::new();
            let _ = program.evaluate(&[world.node()], &mut 5_000, Some(&mut trace));
        }
        Err(_) => {
            let (error, _) = refused(source);
            assert!(source.get(error.range).is_some());
        }
    }
    match compile_template(source, &variables()) {
        Ok(template) => {
            let world = world();
            let _ = template.render(&[world.node()], &mut 5_000);
        }
        Err(error) => assert!(source.get(error.range).is_some()),
    }
    if let Ok(ast) = parse(source) {
        let once = printed(&ast);
        if let Ok(again) = parse(&once) {
            assert_eq!(printed(&again), once, "{source}");
        } else {
            // Parentheses of the print can pass the limit of nesting, and nothing else can go wrong.
            assert!(ast.depth > 15, "{source} is printed as {once}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_of_words_never_panic(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        survives(&words.concat());
        survives(&words.join(" "));
    }

    #[test]
    fn any_text_never_panics(text in any::<String>()) {
        survives(&text);
        survives(&format!("{{{text}}}"));
        survives(&format!("'{text}'"));
    }
}

#[test]
fn precedence_is_that_of_cel() {
    for (source, expected) in [
        ("1 + 2 * 3 == 7 && true", "((((1) + ((2) * (3))) == (7)) && true)"),
        ("a || b && c || d", "(a || (b && c) || d)"),
        ("!a.b && -c.d < 1", "((!a.b) && ((-c.d) < (1)))"),
        ("a - b - c", "((a - b) - c)"),
        ("a < b == c in d", "(((a < b) == c) in d)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a || b ? c : d", "((a || b) ? c : d)"),
        ("a.b[0].c(d).e", "a.b[(0)].c(d).e"),
        ("-1.size()", "(-1).size()"),
        ("(a && b) && c", "(a && b && c)"),
    ] {
        assert_eq!(printed(&parse(source).unwrap()), expected, "{source}");
    }
}

#[test]
fn logic_is_kleenes() {
    let truths = ["true", "false", "(w.hidden == 1)"];
    let and = |a: &str, b: &str| result(&format!("{a} && {b}"));
    let or = |a: &str, b: &str| result(&format!("{a} || {b}"));
    for a in truths {
        assert_eq!(result(&format!("!!{a}")), result(a));
        assert_eq!(and(a, "true"), result(a));
        assert_eq!(or(a, "false"), result(a));
        assert_eq!(and(a, a), result(a));
        for b in truths {
            assert_eq!(and(a, b), and(b, a), "{a} {b}");
            assert_eq!(or(a, b), or(b, a), "{a} {b}");
            assert_eq!(and(a, b), result(&format!("!(!{a} || !{b})")));
            assert_eq!(or(a, b), result(&format!("[{a}, {b}].exists(x, x)")));
            assert_eq!(and(a, b), result(&format!("[{a}, {b}].all(x, x)")));
            for c in truths {
                assert_eq!(and(a, &format!("({b} && {c})")), and(&format!("({a} && {b})"), c));
                assert_eq!(result(&format!("{a} && ({b} || {c})")), result(&format!("{a} && {b} || {a} && {c}")));
            }
        }
    }
}
