//! Enumerations: facts whose value is one of a few words, with what each word means.
//!
//! [`words!`] declares one as a Rust enum. Its words and their documentation are part of the schema, so the checker
//! refuses a word that does not exist. What a word means for a deployment is not known here.

use super::schema::Typed;

/// One word of an enumeration.
#[derive(Debug)]
pub struct Word {
    /// The word, as rules write it.
    pub word: &'static str,
    /// Lines of its documentation.
    pub doc: &'static [&'static str],
}

/// What an enumeration consists of.
#[derive(Debug)]
pub struct EnumSchema {
    /// Name of the enumeration.
    pub name: &'static str,
    /// Lines of its documentation.
    pub doc: &'static [&'static str],
    /// Its words, in the order of declaration.
    pub words: &'static [Word],
    /// Its type, and its type where `null` is possible: the items of lists that expressions make.
    pub typed: [fn() -> Typed; 2],
}

impl EnumSchema {
    /// Whether the enumeration has a word.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known.word == word)
    }

    /// Whether two enumerations have a word in common, so that comparing their values can make sense.
    #[must_use]
    pub fn shares_a_word(&self, other: &Self) -> bool {
        self.words.iter().any(|known| other.has(known.word))
    }
}

/// Declares enumerations: for each a Rust enum, its words, and everything that reads it by name.
///
/// ```
/// # use flinklint_expr::model::words;
/// words! {
///     /// The high-availability mode.
///     pub enum HaMode as "HA mode" {
///         /// No high availability.
///         None = "none",
///         /// ZooKeeper.
///         ZooKeeper = "zookeeper",
///     }
/// }
/// ```
///
/// The doc comments are the documentation that users see.
#[macro_export]
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),*)])?
        $(#[serde($($serde:tt)*)])?
        pub enum $name:ident as $public:literal {
            $( $(#[doc = $word_doc:literal])* $variant:ident = $word:literal, )+
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $(#[derive($($derive),*)])?
        $(#[serde($($serde)*)])?
        pub enum $name {
            $( $(#[doc = $word_doc])* $variant, )+
        }

        #[allow(dead_code, reason = "not every enumeration is looked up by its words")]
        impl $name {
            /// All values, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that rules and messages use.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )+
                }
            }

            /// The value of a word.
            #[must_use]
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }

            /// The words and what they mean.
            pub const SCHEMA: &'static $crate::model::EnumSchema = {
                use $crate::model::{EnumSchema, Readable, Typed, Word};
                static SCHEMA: EnumSchema = EnumSchema {
                    name: $public,
                    doc: &[$($doc),*],
                    words: &[$( Word { word: $word, doc: &[$($word_doc),*] } ),+],
                    typed: [
                        || <$name as Readable>::typed(),
                        || Typed { nullable: true, ..<$name as Readable>::typed() },
                    ],
                };
                &SCHEMA
            };
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl $crate::model::Leaf for $name {
            const TYPE: $crate::model::Type = $crate::model::Type::Enum(Self::SCHEMA);
            fn value(&self) -> $crate::model::Value<'_> {
                $crate::model::Value::Text(std::borrow::Cow::Borrowed(self.word()))
            }
        }

        impl $crate::model::Readable for $name {
            fn typed() -> $crate::model::Typed {
                $crate::model::Typed {
                    of: <Self as $crate::model::Leaf>::TYPE,
                    nullable: false,
                }
            }
            fn node(&self) -> $crate::model::Node<'_> {
                $crate::model::Node::bare($crate::model::Leaf::value(self))
            }
        }
    )*};
}
pub use words;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes its enumerations public")]
mod tests {
    use crate::model::{Located, Place, Readable, Type, Value};

    words! {
        /// A colour.
        pub enum Colour as "colour" {
            /// Like grass.
            Green = "green",
            /// Like the sea.
            Blue = "blue",
        }
    }

    #[test]
    fn one_declaration_gives_words_and_schema() {
        assert_eq!(Colour::of_word("blue"), Some(Colour::Blue));
        assert_eq!(Colour::of_word("red"), None);
        assert_eq!(Colour::Green.to_string(), "green");
        let Type::Enum(schema) = <Located<Colour> as Readable>::typed().of else { panic!("not an enumeration") };
        assert_eq!(schema.words[1].doc, [" Like the sea."]);
        assert!((schema.typed[1])().nullable);
        let colour = Located::new(Colour::Green, Place::default());
        assert!(matches!(colour.node().value, Value::Text(word) if word == "green"));
    }
}
