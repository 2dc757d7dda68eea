//! How a finding can be mended by a program: edits of bytes, and how sure they are.
//!
//! Edits are made where findings are and applied elsewhere; a fix is a whole, so one that cannot be shown entirely is none.

/// How sure it is that a fix keeps what the author meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It may change what the files mean to the real software in more than the one thing that is wrong.
    Unsafe,
    /// It mends the mistake and changes nothing else.
    Safe,
}

impl Applicability {
    /// The word for output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// A text in place of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<P> {
    /// The bytes; none where text is inserted.
    pub place: P,
    /// What replaces them; empty where they are removed.
    pub text: String,
}

/// Edits that together mend a finding. `P` is what a place is: a span while a deployment is in memory, then the bytes of a
/// file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix<P> {
    /// In no order; they do not overlap.
    pub edits: Vec<Edit<P>>,
    /// How sure it is.
    pub applicability: Applicability,
}
