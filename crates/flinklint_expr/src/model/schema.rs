//! How facts look from the rule language: types, fields, and values borrowed from the facts.

use super::located::Place;
use super::lookup::{Lookup, MapSchema};
use super::words::EnumSchema;
use std::borrow::Cow;
use std::sync::Arc;

/// A type of the rule language.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A 64-bit integer.
    Int,
    /// A text.
    Text,
    /// One of a few words; a text inside.
    Enum(&'static EnumSchema),
    /// A time span; milliseconds inside.
    Duration,
    /// A memory size; bytes inside.
    Size,
    /// A list of one type.
    List(fn() -> Typed),
    /// A fact with fields.
    Object(&'static Schema),
    /// Values by key.
    Map(&'static MapSchema),
}

/// A type, and whether a value of it may be `null`.
#[derive(Clone, Copy, Debug)]
pub struct Typed {
    /// The type.
    pub of: Type,
    /// Whether `null` is possible.
    pub nullable: bool,
}

impl Typed {
    /// A type whose values are never `null`.
    #[must_use]
    pub const fn always(of: Type) -> Self {
        Self { of, nullable: false }
    }
}

/// A field of a fact.
#[derive(Debug)]
pub struct Field {
    /// Its name in the rule language.
    pub name: &'static str,
    /// Lines of its documentation.
    pub doc: &'static [&'static str],
}

/// What a fact consists of.
#[derive(Debug)]
pub struct Schema {
    /// Name of the fact.
    pub name: &'static str,
    /// Lines of its documentation.
    pub doc: &'static [&'static str],
    /// Its fields, in the order of their indices.
    pub fields: &'static [Field],
    /// The type of a field, by index.
    pub field_type: fn(usize) -> Typed,
}

impl Schema {
    /// The index of a field.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// A fact with fields, readable by index.
pub trait Object: Sync + Send {
    /// What it consists of.
    fn schema(&self) -> &'static Schema;
    /// The value of a field; `Null` for an index that does not exist.
    fn field(&self, index: usize) -> Node<'_>;
    /// Where the fact as a whole is (a line, an element, a file).
    fn place(&self) -> Option<&Place>;
}

/// A list of facts, readable by index.
pub trait Items: Sync + Send {
    /// Number of items seen.
    fn count(&self) -> usize;
    /// An item; `Null` for an index that does not exist.
    fn item(&self, index: usize) -> Node<'_>;
    /// Whether there may be more items than were seen.
    fn is_open(&self) -> bool;
}

/// A value of the rule language, borrowed from the facts.
#[derive(Clone)]
pub enum Value<'a> {
    /// Absent.
    Null,
    /// There, but not to be known.
    Unknown,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A text of the facts.
    Text(Cow<'a, str>),
    /// Milliseconds.
    Duration(i64),
    /// Bytes.
    Size(i64),
    /// A list of the facts.
    List(&'a dyn Items),
    /// A list that an expression made; `true` where there may be more.
    Made(Arc<[Node<'a>]>, bool),
    /// A fact.
    Object(&'a dyn Object),
    /// Values by key.
    Map(&'a dyn Lookup),
}

/// A value and where it is.
#[derive(Clone)]
pub struct Node<'a> {
    /// The value.
    pub value: Value<'a>,
    /// Its place; none for what an expression worked out.
    pub place: Option<&'a Place>,
}

impl<'a> Node<'a> {
    /// A value without a place.
    #[must_use]
    pub fn bare(value: Value<'a>) -> Self {
        Self { value, place: None }
    }
}
