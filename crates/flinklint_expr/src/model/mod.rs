//! The shape of facts: values with places, and the schema that makes them readable by name.
//!
//! One declaration, the [`facts!`] table, gives a fact its Rust struct, documentation, type, nullability, accessor and
//! JSON; checker, evaluator, `show --facts` and the published schema all read it from there. Nothing here knows what
//! any fact means.

mod changes;
mod declare;
mod located;
mod lookup;
mod readable;
mod schema;
mod words;

pub use changes::{FieldOf, Fields, changed};
pub use declare::facts;
pub use located::{Bytes, Known, Located, Maybe, Millis, Open, Origin, Place};
pub use lookup::{Lookup, Map, MapSchema, Mapped};
pub use readable::{Leaf, Readable};
pub use schema::{Field, Items, Node, Object, Schema, Type, Typed, Value};
pub use words::{EnumSchema, Word, words};
