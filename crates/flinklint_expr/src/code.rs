//! An expression after checking: names are numbers, literals are values, every operation is known to fit its operands.

use super::token::Extent;
use regex::Regex;

/// What the evaluator runs.
#[derive(Debug)]
pub(super) enum Code {
    Null,
    Bool(bool),
    Int(i64),
    Text(Box<str>),
    /// Milliseconds.
    Duration(i64),
    /// Bytes.
    Size(i64),
    List(Box<[Code]>),
    Path(Box<Path>),
    Not(Box<Code>),
    And(Box<[Code]>),
    Or(Box<[Code]>),
    Choose(Box<[Code; 3]>),
    IsNull(Box<Code>),
    Compare(Comparison, Box<[Code; 2]>),
    In(Box<[Code; 2]>),
    /// Whether a map has a key.
    HasKey(Box<[Code; 2]>),
    Arithmetic(Arithmetic, Box<[Code; 2]>, Extent),
    /// Two lists, one after the other.
    Join(Box<[Code; 2]>),
    Negate(Box<Code>, Extent),
    Length(Box<Code>),
    TextTest(TextTest, Box<[Code; 2]>),
    Matches(Box<(Code, Regex)>),
    LowerAscii(Box<Code>),
    Each(Quantifier, Box<Each>),
}

/// A value of the environment or of an expression, and the way from it to one of its parts.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) root: Root,
    pub(super) steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Debug)]
pub(super) enum Root {
    /// A variable, by position.
    Variable(u32),
    /// A loop variable, by depth of its loop.
    Local(u32),
    Computed(Code),
}

/// One step of a path.
#[derive(Debug)]
pub(super) enum Step {
    /// A field, by its index in the schema.
    Field(u32),
    Index(Code),
    /// The value of a key that the expression spells out, typed by the schema of the map.
    Key(Box<str>),
    /// The value of a key that is known only when the expression runs: a text.
    KeyOf(Code),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// Questions to two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// What a macro does with its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

/// A list and what is asked of each of its items; the loop variable is the innermost local.
#[derive(Debug)]
pub(super) struct Each {
    pub(super) list: Code,
    pub(super) body: Code,
}

impl Code {
    /// Whether a value of this code can have a place.
    pub(super) fn points(&self) -> bool {
        match self {
            Self::Path(path) => match &path.root {
                Root::Variable(_) | Root::Local(_) => true,
                Root::Computed(code) => code.points(),
            },
            Self::Choose(parts) => parts[1].points() || parts[2].points(),
            Self::List(items) => items.iter().any(Self::points),
            Self::Join(parts) => parts.iter().any(Self::points),
            Self::Each(Quantifier::Filter, each) => each.list.points(),
            Self::Each(Quantifier::Map, each) => each.body.points(),
            _ => false,
        }
    }
}
