//! The shape of facts: values with places, and the schema that makes them readable by name.
//!
//! One declaration, the [`facts!`] table, gives a fact its Rust struct, documentation, type, nullability, accessor and
//! JSON; checker, evaluator, `show --facts` and the published schema all read it from there. Nothing here knows what
//! any fact means.

use crate::source::Span;
use std::borrow::Cow;
use std::sync::Arc;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Written in a file.
    Set,
    /// Default of the option.
    Default,
    /// Worked out from other settings.
    #[default]
    Derived,
    /// Not there.
    Absent,
}

impl Origin {
    /// The word for output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Default => "default",
            Self::Derived => "derived",
            Self::Absent => "absent",
        }
    }
}

/// The place of a fact: spans of key and value where there are any, and the line that was lost where that is why there
/// are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The key, as written.
    pub key: Option<Span>,
    /// The value, as written.
    pub value: Option<Span>,
    /// Where the value comes from.
    pub origin: Origin,
    /// The line that was meant to set this and never took effect (dropped, misspelled, shadowed, too new, wrong file).
    pub lost: Option<Span>,
}

impl Place {
    /// Written in a file.
    #[must_use]
    pub fn set(key: Span, value: Span) -> Self {
        Self { key: Some(key), value: Some(value), origin: Origin::Set, lost: None }
    }

    /// A place that is one span (a line, a file, an element).
    #[must_use]
    pub fn at(span: Span) -> Self {
        Self { key: None, value: Some(span), origin: Origin::Set, lost: None }
    }

    /// Nowhere: a default, an absence, or a value derived from nothing that was written.
    #[must_use]
    pub fn nowhere(origin: Origin) -> Self {
        Self { origin, ..Self::default() }
    }

    /// The span a report points at: the value, or the key of an empty value.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match (self.value, self.key) {
            (Some(value), Some(key)) if value.is_empty() => Some(key),
            (Some(value), _) => Some(value),
            (None, key) => key,
        }
    }
}

/// Three states of knowledge about a value that may not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// The value.
    Value(T),
    /// Not there.
    Absent,
    /// A placeholder, an environment value, a half of a split file: there is something, and nobody here can say what.
    Unknown,
}

/// A value that is always there (or unknown): an option with a default, a part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value; never [`Known::Absent`].
    pub known: Known<T>,
    /// Where it is.
    pub place: Place,
}

/// A value that may be absent: `null` in the rule language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maybe<T> {
    /// The value.
    pub known: Known<T>,
    /// Where it is, or what was lost.
    pub place: Place,
}

macro_rules! known {
    ($name:ident) => {
        impl<T> $name<T> {
            /// A known value.
            pub fn new(value: T, place: Place) -> Self {
                Self { known: Known::Value(value), place }
            }

            /// A value that cannot be known from the files.
            pub fn unknown(place: Place) -> Self {
                Self { known: Known::Unknown, place }
            }

            /// The value where it is known.
            pub fn value(&self) -> Option<&T> {
                match &self.known {
                    Known::Value(value) => Some(value),
                    Known::Absent | Known::Unknown => None,
                }
            }

            /// Whether the value is there and cannot be known.
            pub fn is_unknown(&self) -> bool {
                matches!(self.known, Known::Unknown)
            }

            /// The same place with another value.
            pub fn map<U>(&self, f: impl FnOnce(&T) -> U) -> $name<U> {
                let known = match &self.known {
                    Known::Value(value) => Known::Value(f(value)),
                    Known::Absent => Known::Absent,
                    Known::Unknown => Known::Unknown,
                };
                $name { known, place: self.place.clone() }
            }
        }
    };
}
known!(Located);
known!(Maybe);

impl<T> Maybe<T> {
    /// Not there, and nothing was lost.
    #[must_use]
    pub fn absent() -> Self {
        Self { known: Known::Absent, place: Place::nowhere(Origin::Absent) }
    }

    /// Not there although a line meant to set it.
    #[must_use]
    pub fn lost(span: Span) -> Self {
        Self { known: Known::Absent, place: Place { lost: Some(span), ..Place::nowhere(Origin::Absent) } }
    }

    /// Whether nothing is there.
    pub fn is_absent(&self) -> bool {
        matches!(self.known, Known::Absent)
    }
}

/// A list that may go on where nobody here can see it (a template block, an overlay, the environment).
#[derive(Clone, Debug, PartialEq)]
pub struct Open<T> {
    /// What was seen.
    pub items: Vec<T>,
    /// Whether there may be more.
    pub open: bool,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self { items: Vec::new(), open: false }
    }
}

/// Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

/// Bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub i64);

/// A type of the rule language.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A 64-bit integer.
    Int,
    /// A text.
    Text,
    /// A time span; milliseconds inside.
    Duration,
    /// A memory size; bytes inside.
    Size,
    /// A list of one type.
    List(fn() -> Typed),
    /// A fact with fields.
    Object(&'static Schema),
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
    const fn always(of: Type) -> Self {
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

/// What can be a field of a fact.
pub trait Readable {
    /// Its type in the rule language.
    fn typed() -> Typed;
    /// Its value and place.
    fn node(&self) -> Node<'_>;
}

/// What can stand inside [`Located`] and [`Maybe`].
pub trait Leaf {
    /// Its type.
    const TYPE: Type;
    /// Its value.
    fn value(&self) -> Value<'_>;
}

macro_rules! leaf {
    ($ty:ty, $type:expr, $value:expr) => {
        impl Leaf for $ty {
            const TYPE: Type = $type;
            fn value(&self) -> Value<'_> {
                let read: for<'x> fn(&'x $ty) -> Value<'x> = $value;
                read(self)
            }
        }
    };
}
leaf!(bool, Type::Bool, |value| Value::Bool(*value));
leaf!(i64, Type::Int, |value| Value::Int(*value));
leaf!(String, Type::Text, |value| Value::Text(Cow::Borrowed(value)));
leaf!(&'static str, Type::Text, |value| Value::Text(Cow::Borrowed(value)));
leaf!(Millis, Type::Duration, |value| Value::Duration(value.0));
leaf!(Bytes, Type::Size, |value| Value::Size(value.0));

impl Leaf for Cow<'_, str> {
    const TYPE: Type = Type::Text;
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl<T: Leaf> Readable for Located<T> {
    fn typed() -> Typed {
        Typed::always(T::TYPE)
    }
    fn node(&self) -> Node<'_> {
        Node { value: read(&self.known), place: Some(&self.place) }
    }
}

impl<T: Leaf> Readable for Maybe<T> {
    fn typed() -> Typed {
        Typed { of: T::TYPE, nullable: true }
    }
    fn node(&self) -> Node<'_> {
        Node { value: read(&self.known), place: Some(&self.place) }
    }
}

fn read<T: Leaf>(known: &Known<T>) -> Value<'_> {
    match known {
        Known::Value(value) => value.value(),
        Known::Absent => Value::Null,
        Known::Unknown => Value::Unknown,
    }
}

macro_rules! plain {
    ($($ty:ty),*) => {$(
        impl Readable for $ty {
            fn typed() -> Typed {
                Typed::always(<$ty as Leaf>::TYPE)
            }
            fn node(&self) -> Node<'_> {
                Node::bare(Leaf::value(self))
            }
        }
    )*};
}
plain!(bool, i64, String, &'static str, Millis, Bytes);

impl Readable for Cow<'_, str> {
    fn typed() -> Typed {
        Typed::always(Type::Text)
    }
    fn node(&self) -> Node<'_> {
        Node::bare(Leaf::value(self))
    }
}

impl<T: Readable + Sync + Send> Readable for Vec<T> {
    fn typed() -> Typed {
        Typed::always(Type::List(T::typed))
    }
    fn node(&self) -> Node<'_> {
        Node::bare(Value::List(self))
    }
}

impl<T: Readable + Sync + Send> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }
    fn item(&self, index: usize) -> Node<'_> {
        self.get(index).map_or(Node::bare(Value::Null), Readable::node)
    }
    fn is_open(&self) -> bool {
        false
    }
}

impl<T: Readable + Sync + Send> Readable for Open<T> {
    fn typed() -> Typed {
        Typed::always(Type::List(T::typed))
    }
    fn node(&self) -> Node<'_> {
        Node::bare(Value::List(self))
    }
}

impl<T: Readable + Sync + Send> Items for Open<T> {
    fn count(&self) -> usize {
        self.items.len()
    }
    fn item(&self, index: usize) -> Node<'_> {
        self.items.item(index)
    }
    fn is_open(&self) -> bool {
        self.open
    }
}

impl<T: Readable> Readable for Arc<T> {
    fn typed() -> Typed {
        T::typed()
    }
    fn node(&self) -> Node<'_> {
        (**self).node()
    }
}

impl<T: Readable> Readable for Option<T> {
    fn typed() -> Typed {
        Typed { nullable: true, ..T::typed() }
    }
    fn node(&self) -> Node<'_> {
        self.as_ref().map_or(Node::bare(Value::Null), Readable::node)
    }
}

/// Declares facts: for each, the struct and everything that reads it by name.
///
/// Every struct has the lifetime of the texts it borrows from, a `place` (its own line, element or file, if it has one),
/// and fields whose types are [`Readable`]. The doc comments are the documentation that users see.
macro_rules! facts {
    ($(
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),*)])?
        pub struct $name:ident<$t:lifetime> as $public:literal {
            $( $(#[doc = $field_doc:literal])* $field:ident: $ty:ty, )*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        $(#[derive($($derive),*)])?
        pub struct $name<$t> {
            /// Where the fact as a whole is.
            pub place: Option<$crate::facts::model::Place>,
            /// Ties the fact to the texts it was read from.
            pub texts: std::marker::PhantomData<&$t ()>,
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        impl<$t> $name<$t> {
            /// What this fact consists of.
            #[must_use]
            pub fn described() -> &'static $crate::facts::model::Schema {
                use $crate::facts::model::{Field, Schema};
                static SCHEMA: Schema = Schema {
                    name: $public,
                    doc: &[$($doc),*],
                    fields: &[$( Field { name: stringify!($field), doc: &[$($field_doc),*] } ),*],
                    field_type: |index| $name::field_type(index),
                };
                &SCHEMA
            }

            #[allow(unused_assignments, unused_mut, unused_variables, reason = "a fact may have no fields")]
            fn field_type(index: usize) -> $crate::facts::model::Typed {
                let mut at = 0;
                $(
                    if index == at {
                        return <$ty as $crate::facts::model::Readable>::typed();
                    }
                    at += 1;
                )*
                $crate::facts::model::Typed { of: $crate::facts::model::Type::Bool, nullable: true }
            }
        }

        impl $crate::facts::model::Object for $name<'_> {
            fn schema(&self) -> &'static $crate::facts::model::Schema {
                Self::described()
            }

            #[allow(unused_assignments, unused_mut, unused_variables, reason = "a fact may have no fields")]
            fn field(&self, index: usize) -> $crate::facts::model::Node<'_> {
                let mut at = 0;
                $(
                    if index == at {
                        return $crate::facts::model::Readable::node(&self.$field);
                    }
                    at += 1;
                )*
                $crate::facts::model::Node::bare($crate::facts::model::Value::Null)
            }

            fn place(&self) -> Option<&$crate::facts::model::Place> {
                self.place.as_ref()
            }
        }

        impl $crate::facts::model::Readable for $name<'_> {
            fn typed() -> $crate::facts::model::Typed {
                $crate::facts::model::Typed {
                    of: $crate::facts::model::Type::Object(Self::described()),
                    nullable: false,
                }
            }

            fn node(&self) -> $crate::facts::model::Node<'_> {
                $crate::facts::model::Node {
                    value: $crate::facts::model::Value::Object(self),
                    place: self.place.as_ref(),
                }
            }
        }
    )*};
}
pub(crate) use facts;

#[cfg(test)]
mod tests {
    use super::*;

    facts! {
        /// A town.
        pub struct Town<'t> as "town" {
            /// Its name.
            name: Located<Cow<'t, str>>,
            /// People.
            people: Maybe<i64>,
            /// Towns beside it.
            beside: Vec<Town<'t>>,
        }
    }

    #[test]
    fn one_declaration_gives_schema_and_access() {
        let schema = Town::described();
        assert_eq!(schema.index("people"), Some(1));
        assert!((schema.field_type)(1).nullable);
        let town = Town {
            place: None,
            texts: std::marker::PhantomData,
            name: Located::new(Cow::Borrowed("Ulm"), Place::default()),
            people: Maybe::absent(),
            beside: Vec::new(),
        };
        assert!(matches!(town.field(0).value, Value::Text(name) if name == "Ulm"));
        assert!(matches!(town.field(1).value, Value::Null));
        assert!(matches!((schema.field_type)(2).of, Type::List(_)));
    }
}
