//! The table that declares facts.

/// Declares facts: for each, the struct and everything that reads it by name.
///
/// Every struct has the lifetime of the texts it borrows from, a `place` (its own line, element or file, if it has one),
/// and fields whose types are [`Readable`](super::Readable). The doc comments are the documentation that users see.
#[macro_export]
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
            pub place: Option<$crate::model::Place>,
            /// Ties the fact to the texts it was read from.
            pub texts: std::marker::PhantomData<&$t ()>,
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        impl<$t> $name<$t> {
            /// What this fact consists of.
            #[must_use]
            pub fn described() -> &'static $crate::model::Schema {
                use $crate::model::{Field, Schema};
                static SCHEMA: Schema = Schema {
                    name: $public,
                    doc: &[$($doc),*],
                    fields: &[$( Field { name: stringify!($field), doc: &[$($field_doc),*] } ),*],
                    field_type: |index| $name::field_type(index),
                };
                &SCHEMA
            }

            #[allow(unused_assignments, unused_mut, unused_variables, reason = "a fact may have no fields")]
            fn field_type(index: usize) -> $crate::model::Typed {
                let mut at = 0;
                $(
                    if index == at {
                        return <$ty as $crate::model::Readable>::typed();
                    }
                    at += 1;
                )*
                $crate::model::Typed { of: $crate::model::Type::Bool, nullable: true }
            }
        }

        impl $crate::model::Object for $name<'_> {
            fn schema(&self) -> &'static $crate::model::Schema {
                Self::described()
            }

            #[allow(unused_assignments, unused_mut, unused_variables, reason = "a fact may have no fields")]
            fn field(&self, index: usize) -> $crate::model::Node<'_> {
                let mut at = 0;
                $(
                    if index == at {
                        return $crate::model::Readable::node(&self.$field);
                    }
                    at += 1;
                )*
                $crate::model::Node::bare($crate::model::Value::Null)
            }

            fn place(&self) -> Option<&$crate::model::Place> {
                self.place.as_ref()
            }
        }

        impl $crate::model::Readable for $name<'_> {
            fn typed() -> $crate::model::Typed {
                $crate::model::Typed {
                    of: $crate::model::Type::Object(Self::described()),
                    nullable: false,
                }
            }

            fn node(&self) -> $crate::model::Node<'_> {
                $crate::model::Node {
                    value: $crate::model::Value::Object(self),
                    place: self.place.as_ref(),
                }
            }
        }
    )*};
}
pub use crate::facts;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes its structs public")]
mod tests {
    use crate::model::{Located, Maybe, Object, Place, Type, Value};
    use std::borrow::Cow;

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
