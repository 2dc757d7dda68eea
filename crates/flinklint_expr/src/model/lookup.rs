//! Maps: values that are found by a key, whose keys are not fields of the schema (the settings of a product).
//!
//! Who has a map implements [`Lookup`]; what a key means is known to its [`MapSchema`] alone.

use super::readable::Readable;
use super::schema::{Node, Object, Type, Typed, Value};

/// What a map consists of.
#[derive(Debug)]
pub struct MapSchema {
    /// Name of the map.
    pub name: &'static str,
    /// Lines of its documentation.
    pub doc: &'static [&'static str],
    /// The type of the value of a key. A key that nobody knows has a text. Any value may be `null` (the key is not
    /// set), so whether this type is nullable makes no difference.
    pub value_type: fn(&str) -> Typed,
    /// What to tell the author of a rule about a key: that it is probably misspelled, say. Never an error, since keys that
    /// nobody knows can be set as well.
    pub note: fn(&str) -> Option<String>,
}

/// A map of the facts.
///
/// What [`get`](Self::get) and [`written`](Self::written) give for a key is
///
/// - `Null` where the key is not in the map; the place may name the line that was meant to set it and was lost,
/// - `Unknown` where it is there and its value cannot be known (a placeholder, a value that its type refuses),
/// - its value otherwise, with the place of the key and the value.
///
/// A key that is not in the map, but [may be](Self::may_have) set where it was not seen, is made unknown by the evaluator.
pub trait Lookup: Sync + Send {
    /// What it consists of.
    fn schema(&self) -> &'static MapSchema;
    /// The value of a key, of the type that the schema says for it.
    fn get(&self, key: &str) -> Node<'_>;
    /// The value of a key as written, a text: what a key gives that is known only when the rule runs.
    fn written(&self, key: &str) -> Node<'_>;
    /// Number of keys seen.
    fn count(&self) -> usize;
    /// A key by position, a text with its place; `Null` for a position that does not exist.
    fn key(&self, position: usize) -> Node<'_>;
    /// Whether there may be keys that were not seen.
    fn is_open(&self) -> bool;

    /// Whether a key that is not in the map may be set where it was not seen. In an open map, any may.
    fn may_have(&self, key: &str) -> bool {
        let _ = key;
        self.is_open()
    }
    /// What all answers follow from, so that two maps of one schema with the same basis give the same; none where that
    /// cannot be told.
    fn basis(&self) -> Option<&dyn Object> {
        None
    }
}

/// What has a map as a field of its fact: ties the type of the field to the schema of the map.
pub trait Mapped: Lookup + Sized {
    /// What it consists of.
    const SCHEMA: &'static MapSchema;
}

/// A map as the field of a fact.
#[derive(Clone, Debug)]
pub struct Map<T>(pub T);

impl<T: Mapped> Readable for Map<T> {
    fn typed() -> Typed {
        Typed { of: Type::Map(T::SCHEMA), nullable: false }
    }

    fn node(&self) -> Node<'_> {
        Node::bare(Value::Map(&self.0))
    }
}
