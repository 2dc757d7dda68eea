//! The language of rules against the crate `cel`, and against itself with less knowledge.
//!
//! Expressions are generated over a small world, well typed and with as few parentheses as the grammar allows. Where
//! both languages define a result it must be the same one; and what is decided while a part of the world is unknown must
//! stay so once that part is known. The examples of the language's page are run as well.

#[path = "expr_against_cel/entropy.rs"]
mod entropy;
#[path = "expr_against_cel/generate.rs"]
mod generate;
#[path = "expr_against_cel/world.rs"]
mod world;

use cel::{Context, Env, ExecutionError, extensions};
use entropy::Entropy;
use flinklint_expr::model::{Node, Value};
use flinklint_expr::model::{Type, Typed, words};
use flinklint_expr::{Program, Variable, compile, compile_template};
use generate::{Generator, Kind, SPANS};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::sync::Arc;
use world::{Datum, Entries, List, agree, is_definite};

const STEPS: u32 = 1_000_000;

/// An expression and the world it is asked in.
fn scene(bytes: &[u8]) -> (String, Vec<Datum>, Entropy<'_>) {
    let (first, second) = bytes.split_at(bytes.len() / 3);
    let values = world::values(&mut Entropy::new(first));
    let mut entropy = Entropy::new(second);
    let kind = match entropy.below(8) {
        0 => Kind::Int,
        1 => Kind::Text,
        2 => Kind::Span,
        3 => Kind::Ints,
        4 => Kind::Texts,
        _ => Kind::Bool,
    };
    let source = Generator::new(&mut entropy).expression(kind);
    (source, values, Entropy::new(first))
}

fn compiled(source: &str) -> Result<Program, TestCaseError> {
    let variables = world::variables();
    let variables: Vec<Variable<'_>> = variables.iter().map(|(name, typed)| Variable { name, typed: *typed }).collect();
    compile(source, &variables).map_err(|error| {
        let at = &source[error.range.clone()];
        TestCaseError::fail(format!("{source}: {error} at `{at}`, {:?}", error.help))
    })
}

fn nodes(values: &[Datum]) -> Vec<Node<'_>> {
    values.iter().map(Datum::node).collect()
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::Bool(value) => format!("{value:?}"),
        Value::Int(value) | Value::Duration(value) | Value::Size(value) => format!("{value:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => (0..list.count()).map(|at| shown(&list.item(at).value) + ";").collect(),
        Value::Made(items, _) => items.iter().map(|item| shown(&item.value) + ";").collect(),
        Value::Object(object) => object.schema().name.to_owned(),
        Value::Map(map) => map.schema().name.to_owned(),
    }
}

/// `cel` as it was meant: with the extension that has `lowerAscii`, and durations as plain milliseconds.
struct Reference {
    env: Arc<Env>,
}

impl Reference {
    fn new() -> Self {
        let mut env = Env::stdlib();
        let added = env.add_extension(extensions::strings);
        assert!(added.is_ok(), "cel knows its own extension");
        Self { env: Arc::new(env) }
    }

    fn evaluate(&self, source: &str, values: &[Datum]) -> Result<cel::Value, ExecutionError> {
        let program = self.env.compile(source);
        let program = program.unwrap_or_else(|errors| panic!("{source} is no CEL: {errors}"));
        let mut context = Context::with_env(Arc::clone(&self.env));
        for ((name, _), value) in world::variables().into_iter().zip(values) {
            context.add_variable_from_value(name, value.cel());
        }
        let duration = |text: Arc<String>| {
            let known = SPANS.iter().find(|(name, _)| *name == *text);
            known.map_or(i64::MIN, |(_, ms)| *ms)
        };
        let added = context.add_function("duration", duration);
        assert!(added.is_ok(), "cel is built without durations");
        program.execute(&context)
    }
}

#[test]
fn agrees_with_cel_wherever_both_define_a_result() {
    const CASES: u32 = 4_000;
    let reference = Reference::new();
    let (both, interesting) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new_with_rng(
        Config { failure_persistence: None, cases: CASES, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(Default::default()),
    );
    runner
        .run(&prop::collection::vec(any::<u8>(), 60..240), |bytes| {
            let (source, values, _) = scene(&bytes);
            let program = compiled(&source)?;
            let env = nodes(&values);
            let ours = program.evaluate(&env, &mut STEPS.clone(), None);
            let theirs = reference.evaluate(&source, &values);
            if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
                prop_assert!(
                    agree(&ours.value, theirs),
                    "{source}\n  here {}\n  cel {theirs:?}\n  in {values:?}",
                    shown(&ours.value)
                );
                both.set(both.get() + 1);
                interesting.set(interesting.get() + u32::from(source.len() > 20));
            }
            // `cel` lets an error pass where a later part is decisive; nothing else may have a result there and none here.
            if let (Err(error), Ok(_)) = (&ours, &theirs) {
                let passes = ["&&", "||", ".all(", ".exists("].iter().any(|sign| source.contains(sign));
                prop_assert!(passes, "{source}: {error}");
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(both.get() >= 3_000, "{}", both.get());
    assert!(interesting.get() >= 2_000, "{}", interesting.get());
}

#[test]
fn what_is_decided_without_knowing_stays_decided() {
    let decided = Cell::new(0);
    let mut runner = TestRunner::new_with_rng(
        Config { failure_persistence: None, cases: 6_000, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(Default::default()),
    );
    runner
        .run(&prop::collection::vec(any::<u8>(), 60..240), |bytes| {
            let (source, values, mut entropy) = scene(&bytes);
            let blurred: Vec<Datum> = values.iter().map(|value| value.blurred(&mut entropy)).collect();
            let program = compiled(&source)?;
            let known = program.evaluate(&nodes(&values), &mut STEPS.clone(), None);
            if let Ok(node) = &known {
                prop_assert!(is_definite(&node.value), "{}\n  in {:?}", source, values);
            }
            let (env, sharp) = (nodes(&blurred), known.as_ref().ok());
            match program.evaluate(&env, &mut STEPS.clone(), None) {
                Err(error) => prop_assert!(known.is_err(), "{source}: {error}\n  in {blurred:?}"),
                Ok(node) if is_definite(&node.value) => {
                    if let Some(sharp) = sharp {
                        let (one, other) = (shown(&node.value), shown(&sharp.value));
                        prop_assert_eq!(one, other, "{}\n  in {:?}\n  and {:?}", source, blurred, values);
                        decided.set(decided.get() + 1);
                    }
                }
                Ok(_) => {}
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(decided.get() >= 1_000, "{}", decided.get());
}

words! {
    /// The mode of the page.
    pub enum Mode as "mode" {
        /// Off.
        None = "none",
        /// On.
        ZooKeeper = "zookeeper",
    }
}

/// Every line of a `cel` block of the page is an expression, `//` and its result as a sentence would print it.
#[test]
fn the_page_of_the_language_is_right() {
    let int = |nullable| Typed { of: Type::Int, nullable };
    let ints = Type::List(|| Typed { of: Type::Int, nullable: false });
    let seen = List { items: vec![Datum::Int(1), Datum::Int(2)], open: true };
    let entries = |open| {
        let entries = vec![("timeout", Datum::Span(40_000)), ("name", Datum::Text("orders".to_owned()))];
        Datum::Entries(Entries { entries, open })
    };
    let map = Typed { of: Type::Map(&world::PAGE_MAP), nullable: false };
    let mode = Typed { of: Type::Enum(Mode::SCHEMA), nullable: false };
    let names = [
        ("mode", mode, Datum::Text("zookeeper".to_owned())),
        ("settings", map, entries(false)),
        ("some", map, entries(true)),
        ("port", int(true), Datum::Int(2181)),
        ("absent", int(true), Datum::Null),
        ("hidden", int(false), Datum::Unknown),
        ("seen", Typed { of: ints, nullable: false }, Datum::List(seen)),
    ];
    let variables = names.each_ref().map(|(name, typed, _)| Variable { name, typed: *typed });
    let env = names.each_ref().map(|(_, _, datum)| datum.node());

    let page = include_str!("../../../docs/rule-language.md");
    let blocks = page.split("```cel\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut examples = 0;
    for line in blocks.flat_map(str::lines) {
        let (source, expected) = line.rsplit_once(" // ").expect("an example has a result");
        let template = compile_template(&format!("{{{source}}}"), &variables);
        let result = match template.map(|template| template.render(&env, &mut STEPS.clone())) {
            Ok(Ok(sentence)) => sentence,
            Ok(Err(error)) => format!("error: {error}"),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(result, expected, "{line}");
        examples += 1;
    }
    assert!(examples > 40, "{examples}");
}
