//! A small world of facts, and the ways in which the tests ask it.
#![allow(unreachable_pub, reason = "the table of facts makes everything public")]

mod evaluates;
mod guards;
mod maps;
mod printed;
mod properties;
mod refuses;

use super::*;
use crate::model::{Bytes, Known, Located, Map, Maybe, Millis, Open, Readable, Value, facts, words};
use flinklint_syntax::source::{FileId, Span};
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// What a server is.
    pub enum Role as "role" {
        /// It votes.
        Voter = "voter",
        /// It follows.
        Observer = "observer",
    }

    /// What a client wants a server to be.
    pub enum Wish as "wish" {
        /// One that votes.
        Voter = "voter",
        /// Whatever there is.
        Anything = "anything",
    }

    /// A colour.
    pub enum Colour as "colour" {
        /// Like grass.
        Green = "green",
    }
}

facts! {
    /// A server of the quorum.
    pub struct Server<'t> as "server" {
        /// Its host.
        host: Located<Cow<'t, str>>,
        /// Its port.
        port: Maybe<i64>,
    }

    /// A client.
    pub struct Client<'t> as "client" {
        /// How long it waits.
        timeout: Maybe<Millis>,
        /// Its memory.
        heap: Located<Bytes>,
        /// The server it likes best.
        favourite: Option<Server<'t>>,
        /// Whether it is on.
        on: Maybe<bool>,
    }

    /// Everything.
    pub struct World<'t> as "world" {
        /// All servers.
        servers: Vec<Server<'t>>,
        /// Servers, of which not all are seen.
        seen: Open<Server<'t>>,
        /// No servers at all.
        none: Vec<Server<'t>>,
        /// A client that is there.
        client: Option<Client<'t>>,
        /// A client that is not.
        missing: Option<Client<'t>>,
        /// A number.
        five: i64,
        /// The greatest number.
        most: i64,
        /// A number that nobody knows.
        hidden: Located<i64>,
        /// A text that nobody knows, or nothing.
        veiled: Maybe<String>,
        /// Nothing.
        gone: Maybe<i64>,
        /// A text.
        name: Located<String>,
        /// Texts.
        words: Vec<String>,
        /// Texts, some of them missing.
        gaps: Vec<Maybe<String>>,
        /// Numbers in lists.
        table: Vec<Vec<i64>>,
        /// A word.
        role: Located<Role>,
        /// A word that is not there.
        lost_role: Maybe<Role>,
        /// Words.
        roles: Vec<Role>,
        /// A word of another enumeration that shares a word.
        wish: Wish,
        /// A word of an enumeration that shares none.
        colour: Colour,
        /// Settings by key.
        settings: Map<Settings>,
        /// Settings by key, of which not all are seen.
        some: Map<Settings>,
    }
}

use maps::Settings;

/// A place that a test can recognise: the span begins at `start`.
pub(super) fn place(start: usize) -> Place {
    let file = FileId { set: 0, text: 0 };
    Place::at(Span::new(file, start, start + 1))
}

fn server(host: &'static str, port: Option<i64>, start: usize) -> Server<'static> {
    Server {
        place: Some(place(start)),
        texts: PhantomData,
        host: Located::new(Cow::Borrowed(host), place(start + 1)),
        port: Maybe { known: port.map_or(Known::Absent, Known::Value), place: place(start + 2) },
    }
}

pub(super) fn world() -> World<'static> {
    let client = Client {
        place: Some(place(50)),
        texts: PhantomData,
        timeout: Maybe::new(Millis(40_000), place(51)),
        heap: Located::new(Bytes(16 << 30), place(52)),
        favourite: None,
        on: Maybe::new(true, place(53)),
    };
    World {
        place: None,
        texts: PhantomData,
        servers: vec![server("a", Some(2181), 10), server("b", Some(2182), 20), server("c", None, 30)],
        seen: Open { items: vec![server("a", Some(2181), 40)], open: true },
        none: Vec::new(),
        client: Some(client),
        missing: None,
        five: 5,
        most: i64::MAX,
        hidden: Located::unknown(place(60)),
        veiled: Maybe::unknown(place(61)),
        gone: Maybe { known: Known::Absent, place: place(62) },
        name: Located::new("Flink HA".to_owned(), place(63)),
        words: vec!["one".to_owned(), "two".to_owned()],
        gaps: vec![Maybe::new("one".to_owned(), place(64)), Maybe::absent()],
        table: vec![vec![1, 2], vec![], vec![3]],
        role: Located::new(Role::Observer, place(65)),
        lost_role: Maybe::absent(),
        roles: vec![Role::Voter, Role::Observer],
        wish: Wish::Voter,
        colour: Colour::Green,
        settings: Map(Settings { open: false }),
        some: Map(Settings { open: true }),
    }
}

/// `w` is the world.
pub(super) fn variables() -> [Variable<'static>; 1] {
    [Variable { name: "w", typed: World::typed() }]
}

/// Result of an expression over the world, as a test writes it.
pub(super) fn result(source: &str) -> String {
    let program = match compile(source, &variables()) {
        Ok(program) => program,
        Err(error) => panic!("{source}: {error:?}"),
    };
    let world = world();
    match program.evaluate(&[world.node()], &mut 10_000, None) {
        Ok(node) => shown(&node.value),
        Err(error) => format!("error: {error}"),
    }
}

pub(super) fn shown(value: &Value<'_>) -> String {
    let items = |items: Vec<String>, open: bool| {
        let rest = if open { ", …" } else { "" };
        format!("[{}{rest}]", items.join(", "))
    };
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Text(text) => format!("'{text}'"),
        Value::Duration(ms) => format!("{ms} ms"),
        Value::Size(bytes) => format!("{bytes} B"),
        Value::List(list) => {
            let values = (0..list.count()).map(|position| shown(&list.item(position).value));
            items(values.collect(), list.is_open())
        }
        Value::Made(list, open) => items(list.iter().map(|item| shown(&item.value)).collect(), *open),
        Value::Object(object) => object.schema().name.to_owned(),
        Value::Map(map) => map.schema().name.to_owned(),
    }
}

/// The error of an expression, with what its range covers.
pub(super) fn refused(source: &str) -> (ExprError, String) {
    match compile(source, &variables()) {
        Ok(_) => panic!("{source} is accepted"),
        Err(error) => {
            let at = source[error.range.clone()].to_owned();
            (error, at)
        }
    }
}
