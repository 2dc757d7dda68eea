//! The tree of an expression as written: names unresolved, types unknown.

use super::token::Extent;
use std::borrow::Cow;

/// A part of an expression and where it stands.
#[derive(Debug)]
pub(super) struct Ast<'s> {
    pub(super) kind: Kind<'s>,
    pub(super) extent: Extent,
    /// Operations from here to the deepest leaf: bounds every recursion over the tree.
    pub(super) depth: u8,
}

/// What a part of an expression is.
#[derive(Debug)]
pub(super) enum Kind<'s> {
    Null,
    Bool(bool),
    Int(i64),
    Text(Cow<'s, str>),
    Name(&'s str),
    List(Vec<Ast<'s>>),
    Select(Box<Ast<'s>>, Word<'s>),
    Index(Box<[Ast<'s>; 2]>),
    Not(Box<Ast<'s>>),
    Negate(Box<Ast<'s>>),
    Binary(Operator, Box<[Ast<'s>; 2]>),
    /// `&&`: one node for a whole chain, so that a long condition is not a deep one.
    And(Vec<Ast<'s>>),
    /// `||`, likewise.
    Or(Vec<Ast<'s>>),
    Choose(Box<[Ast<'s>; 3]>),
    Call(Box<Call<'s>>),
}

/// A name and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'s> {
    pub(super) text: &'s str,
    pub(super) extent: Extent,
}

/// `name(arguments)` or `target.name(arguments)`.
#[derive(Debug)]
pub(super) struct Call<'s> {
    pub(super) name: Word<'s>,
    pub(super) target: Option<Ast<'s>>,
    pub(super) arguments: Vec<Ast<'s>>,
}

/// An operator between two operands that are both always evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operator {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
