//! Values while an expression runs, and the operations on single ones.
//!
//! A [`Cell`] is a value of the facts or a text of the expression itself; the latter is copied only if it becomes the
//! result.

use super::EvalError;
use super::code::Arithmetic;
use super::token::Extent;
use crate::model::{Items, Lookup, Node, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// A value in the middle of an evaluation.
pub(super) enum Cell<'p, 'a> {
    Fact(Node<'a>),
    Literal(&'p str),
}

/// What operations look at.
#[derive(Clone, Copy)]
pub(super) enum Plain<'x> {
    /// Unknown, or null where a guard is unknown.
    Gap,
    Bool(bool),
    Int(i64),
    Text(&'x str),
    Duration(i64),
    Size(i64),
    /// A list or a map, by its length.
    List {
        seen: usize,
        open: bool,
    },
    Fact,
}

impl<'a> Cell<'_, 'a> {
    pub(super) fn into_node(self) -> Node<'a> {
        match self {
            Self::Fact(node) => node,
            Self::Literal(text) => Node::bare(Value::Text(Cow::Owned(text.to_owned()))),
        }
    }

    pub(super) fn plain(&self) -> Plain<'_> {
        match self {
            Self::Literal(text) => Plain::Text(text),
            Self::Fact(node) => match &node.value {
                Value::Null | Value::Unknown => Plain::Gap,
                Value::Bool(value) => Plain::Bool(*value),
                Value::Int(value) => Plain::Int(*value),
                Value::Text(text) => Plain::Text(text),
                Value::Duration(ms) => Plain::Duration(*ms),
                Value::Size(bytes) => Plain::Size(*bytes),
                Value::List(items) => Plain::List { seen: items.count(), open: items.is_open() },
                Value::Made(items, open) => Plain::List { seen: items.len(), open: *open },
                Value::Map(map) => Plain::List { seen: map.count(), open: map.is_open() },
                Value::Object(_) => Plain::Fact,
            },
        }
    }

    pub(super) fn text(&self) -> Result<Option<&str>, EvalError> {
        match self.plain() {
            Plain::Text(text) => Ok(Some(text)),
            Plain::Gap => Ok(None),
            _ => Err(EvalError::Misfit("a text")),
        }
    }

    pub(super) fn listing(&self) -> Option<Listing<'a>> {
        match self {
            Self::Fact(node) => match &node.value {
                Value::List(items) => Some(Listing::Facts(*items)),
                Value::Made(items, open) => Some(Listing::Made(Arc::clone(items), *open)),
                Value::Map(map) => Some(Listing::Keys(*map)),
                _ => None,
            },
            Self::Literal(_) => None,
        }
    }

    /// Bytes of text: what makes an operation on the value dear.
    pub(super) fn weight(&self) -> usize {
        match self.plain() {
            Plain::Text(text) => text.len(),
            _ => 0,
        }
    }

    /// Order of two values of one kind; none where one of them cannot be known.
    pub(super) fn order(&self, other: &Self) -> Result<Option<Ordering>, EvalError> {
        Ok(Some(match (self.plain(), other.plain()) {
            (Plain::Gap, _) | (_, Plain::Gap) => return Ok(None),
            (Plain::Bool(one), Plain::Bool(other)) => one.cmp(&other),
            (Plain::Int(one), Plain::Int(other))
            | (Plain::Duration(one), Plain::Duration(other))
            | (Plain::Size(one), Plain::Size(other)) => one.cmp(&other),
            (Plain::Text(one), Plain::Text(other)) => one.cmp(other),
            _ => return Err(EvalError::Misfit("two values of one kind")),
        }))
    }
}

/// A list of the facts or of the expression, or a map as the list of its keys.
pub(super) enum Listing<'a> {
    Facts(&'a dyn Items),
    Made(Arc<[Node<'a>]>, bool),
    /// The keys of a map.
    Keys(&'a dyn Lookup),
}

impl<'a> Listing<'a> {
    pub(super) fn new(value: Value<'a>) -> Option<Self> {
        match value {
            Value::List(items) => Some(Self::Facts(items)),
            Value::Made(items, open) => Some(Self::Made(items, open)),
            Value::Map(map) => Some(Self::Keys(map)),
            _ => None,
        }
    }

    pub(super) fn count(&self) -> usize {
        match self {
            Self::Facts(items) => items.count(),
            Self::Made(items, _) => items.len(),
            Self::Keys(map) => map.count(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Facts(items) => items.is_open(),
            Self::Made(_, open) => *open,
            Self::Keys(map) => map.is_open(),
        }
    }

    pub(super) fn item(&self, position: usize) -> Node<'a> {
        match self {
            Self::Facts(items) => items.item(position),
            Self::Made(items, _) => {
                let item = items.get(position).cloned();
                item.unwrap_or(Node::bare(Value::Null))
            }
            Self::Keys(map) => map.key(position),
        }
    }
}

pub(super) fn negated<'a>(operand: &Cell<'_, 'a>, at: Extent) -> Result<Value<'a>, EvalError> {
    let negate = |value: i64| value.checked_neg().ok_or(EvalError::Overflow { range: at.range() });
    Ok(match operand.plain() {
        Plain::Gap => Value::Unknown,
        Plain::Int(value) => Value::Int(negate(value)?),
        Plain::Duration(ms) => Value::Duration(negate(ms)?),
        _ => return Err(EvalError::Misfit("an int or a duration")),
    })
}

pub(super) fn arithmetic<'a>(
    operation: Arithmetic,
    left: &Cell<'_, 'a>,
    right: &Cell<'_, 'a>,
    at: Extent,
) -> Result<Value<'a>, EvalError> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    let number = |one, other| calculate(operation, one, other, at);
    Ok(match (operation, left.plain(), right.plain()) {
        (_, Plain::Gap, _) | (_, _, Plain::Gap) => Value::Unknown,
        (_, Plain::Int(one), Plain::Int(other)) => Value::Int(number(one, other)?),
        (Divide, Plain::Duration(one), Plain::Duration(other)) | (Divide, Plain::Size(one), Plain::Size(other)) => {
            Value::Int(number(one, other)?)
        }
        (Add | Subtract, Plain::Duration(one), Plain::Duration(other))
        | (Multiply | Divide, Plain::Duration(one), Plain::Int(other))
        | (Multiply, Plain::Int(one), Plain::Duration(other)) => Value::Duration(number(one, other)?),
        (Add | Subtract, Plain::Size(one), Plain::Size(other))
        | (Multiply | Divide, Plain::Size(one), Plain::Int(other))
        | (Multiply, Plain::Int(one), Plain::Size(other)) => Value::Size(number(one, other)?),
        (Add, Plain::Text(one), Plain::Text(other)) => Value::Text(Cow::Owned([one, other].concat())),
        _ => return Err(EvalError::Misfit("two values that go together")),
    })
}

/// One list after another.
pub(super) fn joined<'a>(one: &Listing<'a>, other: &Listing<'a>) -> Value<'a> {
    let items = (0..one.count())
        .map(|position| one.item(position))
        .chain((0..other.count()).map(|position| other.item(position)));
    Value::Made(items.collect(), one.is_open() || other.is_open())
}

fn calculate(operation: Arithmetic, one: i64, other: i64, at: Extent) -> Result<i64, EvalError> {
    let result = match operation {
        Arithmetic::Add => one.checked_add(other),
        Arithmetic::Subtract => one.checked_sub(other),
        Arithmetic::Multiply => one.checked_mul(other),
        Arithmetic::Divide | Arithmetic::Remainder if other == 0 => {
            return Err(EvalError::DivisionByZero { range: at.range() });
        }
        Arithmetic::Divide => one.checked_div(other),
        Arithmetic::Remainder => one.checked_rem(other),
    };
    result.ok_or(EvalError::Overflow { range: at.range() })
}
