//! Types while an expression is checked: those of the facts, `null`, and lists that the expression itself makes.
//!
//! The schema of the facts names the items of a list by a function, which serves lists that are declared; what an item
//! of `[a.port, b.port]` is, only the checker knows, and [`Types`] keeps it.

use crate::model::{EnumSchema, MapSchema, Schema, Type, Typed};

/// A type, and whether `null` is possible.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ty {
    pub(super) of: Of,
    pub(super) nullable: bool,
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// The type of `null`, and of the items of `[]`: fits every other.
    Nothing,
    Bool,
    Int,
    Text,
    /// One of a few words: a text that the checker knows the values of.
    Enum(&'static EnumSchema),
    Duration,
    Size,
    List(Items),
    Object(&'static Schema),
    Map(&'static MapSchema),
}

/// What the items of a list are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Items {
    Declared(fn() -> Typed),
    /// By position in [`Types`].
    Made(u32),
}

impl Ty {
    pub(super) const NULL: Self = Self { of: Of::Nothing, nullable: true };

    pub(super) const fn always(of: Of) -> Self {
        Self { of, nullable: false }
    }

    pub(super) fn or_null(self, nullable: bool) -> Self {
        Self { nullable: self.nullable || nullable, ..self }
    }
}

impl Of {
    /// Whether it is a text, of any words or of a few.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Enum(_))
    }
}

impl From<Typed> for Ty {
    fn from(typed: Typed) -> Self {
        let of = match typed.of {
            Type::Bool => Of::Bool,
            Type::Int => Of::Int,
            Type::Text => Of::Text,
            Type::Enum(schema) => Of::Enum(schema),
            Type::Duration => Of::Duration,
            Type::Size => Of::Size,
            Type::List(items) => Of::List(Items::Declared(items)),
            Type::Object(schema) => Of::Object(schema),
            Type::Map(schema) => Of::Map(schema),
        };
        Self { of, nullable: typed.nullable }
    }
}

/// The items of the lists that an expression makes.
#[derive(Default)]
pub(super) struct Types {
    made: Vec<Ty>,
}

impl Types {
    pub(super) fn list(&mut self, item: Ty) -> Of {
        let index = u32::try_from(self.made.len()).unwrap_or(u32::MAX);
        self.made.push(item);
        Of::List(Items::Made(index))
    }

    pub(super) fn item(&self, items: Items) -> Ty {
        match items {
            Items::Declared(typed) => typed().into(),
            Items::Made(index) => self.made.get(index as usize).copied().unwrap_or(Ty::NULL),
        }
    }

    /// The type that holds values of both, if there is one.
    pub(super) fn unify(&mut self, one: Ty, other: Ty) -> Option<Ty> {
        let of = match (one.of, other.of) {
            (Of::Nothing, of) | (of, Of::Nothing) => of,
            (Of::List(items), Of::List(others)) => {
                let item = self.item(items);
                let unified = self.unify(item, self.item(others))?;
                match (self.is(items, unified), self.is(others, unified)) {
                    (true, _) => one.of,
                    (false, true) => other.of,
                    (false, false) => self.list(unified),
                }
            }
            (Of::Object(schema), Of::Object(other)) if std::ptr::eq(schema, other) => one.of,
            (Of::Map(schema), Of::Map(other)) if std::ptr::eq(schema, other) => one.of,
            (Of::Enum(schema), Of::Enum(other)) if std::ptr::eq(schema, other) => one.of,
            (Of::Enum(schema), Of::Enum(other)) if schema.shares_a_word(other) => Of::Text,
            (Of::Enum(_), Of::Text) | (Of::Text, Of::Enum(_)) => Of::Text,
            (Of::Bool, Of::Bool)
            | (Of::Int, Of::Int)
            | (Of::Text, Of::Text)
            | (Of::Duration, Of::Duration)
            | (Of::Size, Of::Size) => one.of,
            _ => return None,
        };
        Some(Ty { of, nullable: one.nullable || other.nullable })
    }

    /// The enumeration that a value, or the items of a list at any depth, is one of.
    pub(super) fn enumeration(&self, ty: Ty) -> Option<&'static EnumSchema> {
        match ty.of {
            Of::Enum(schema) => Some(schema),
            Of::List(items) => self.enumeration(self.item(items)),
            _ => None,
        }
    }

    /// Whether items are of a type that is known to hold them; not looked into for lists of lists.
    fn is(&self, items: Items, unified: Ty) -> bool {
        let item = self.item(items);
        let says_as_much = match item.of {
            Of::Nothing => matches!(unified.of, Of::Nothing),
            Of::List(_) => false,
            Of::Enum(_) => matches!(unified.of, Of::Enum(_)),
            _ => true,
        };
        says_as_much && item.nullable == unified.nullable
    }

    /// As the schema of the facts would say it; none for what only this expression can name.
    pub(super) fn export(&self, ty: Ty) -> Option<Typed> {
        let of = match ty.of {
            Of::Nothing => return None,
            Of::Bool => Type::Bool,
            Of::Int => Type::Int,
            Of::Text => Type::Text,
            Of::Enum(schema) => Type::Enum(schema),
            Of::Duration => Type::Duration,
            Of::Size => Type::Size,
            Of::Object(schema) => Type::Object(schema),
            Of::Map(schema) => Type::Map(schema),
            Of::List(Items::Declared(items)) => Type::List(items),
            Of::List(items @ Items::Made(_)) => Type::List(scalar(self.item(items))?),
        };
        Some(Typed { of, nullable: ty.nullable })
    }

    /// The name of a type in messages.
    pub(super) fn name(&self, ty: Ty) -> String {
        match ty.of {
            Of::Nothing => "null".to_owned(),
            Of::Bool => "bool".to_owned(),
            Of::Int => "int".to_owned(),
            Of::Text => "text".to_owned(),
            Of::Enum(schema) => schema.name.to_owned(),
            Of::Duration => "duration".to_owned(),
            Of::Size => "memory size".to_owned(),
            Of::Object(schema) => schema.name.to_owned(),
            Of::Map(schema) => schema.name.to_owned(),
            Of::List(items) => match self.item(items) {
                Ty { of: Of::Nothing, .. } => "empty list".to_owned(),
                item => format!("list of {}", self.name(item)),
            },
        }
    }
}

macro_rules! named {
    ($($of:ident)*) => {
        /// The function that names a scalar type.
        fn scalar(ty: Ty) -> Option<fn() -> Typed> {
            match (ty.of, ty.nullable) {
                (Of::Enum(schema), nullable) => Some(schema.typed[usize::from(nullable)]),
                $(
                    (Of::$of, false) => Some(|| Typed { of: Type::$of, nullable: false }),
                    (Of::$of, true) => Some(|| Typed { of: Type::$of, nullable: true }),
                )*
                _ => None,
            }
        }
    };
}
named! { Bool Int Text Duration Size }
