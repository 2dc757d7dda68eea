//! Values with places: where something is written, whether it is there, and whether it can be known.

use flinklint_syntax::source::Span;

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

    /// There, at a place, where there is a value at all.
    pub fn from_option(value: Option<T>, place: &Place) -> Self {
        value.map_or_else(Self::absent, |value| Self { known: Known::Value(value), place: place.clone() })
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
