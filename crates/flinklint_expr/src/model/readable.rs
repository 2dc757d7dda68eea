//! What can be a field of a fact, and how each kind of field becomes a value of the rule language.

use super::located::{Bytes, Known, Located, Maybe, Millis, Open};
use super::schema::{Items, Node, Type, Typed, Value};
use std::borrow::Cow;
use std::sync::Arc;

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
