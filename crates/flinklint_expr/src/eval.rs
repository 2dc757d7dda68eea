//! Runs checked code over borrowed facts, in three values, within a number of steps.
//!
//! `None` is *unknown* wherever a truth is meant. `null` reaches an operation only where the guard before it is itself
//! unknown, and counts as unknown there: whatever the guard will turn out to be, the whole stays right.

use super::EvalError;
use super::code::{Code, Comparison, Path, Quantifier, Root, Step, TextTest};
use super::each::behind;
use super::value::{Cell, Listing, Plain, arithmetic, joined, negated};
use crate::model::{Lookup, Node, Place, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Bytes of text that cost one step.
pub(super) const TEXT_STEP: usize = 32;

/// One evaluation.
pub(super) struct Run<'r, 'a> {
    env: &'r [Node<'a>],
    pub(super) locals: Vec<Node<'a>>,
    steps: &'r mut u32,
    trace: Option<&'r mut Vec<&'a Place>>,
}

impl<'r, 'a> Run<'r, 'a> {
    pub(super) fn new(env: &'r [Node<'a>], steps: &'r mut u32, trace: Option<&'r mut Vec<&'a Place>>) -> Self {
        Self { env, locals: Vec::new(), steps, trace }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), EvalError> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        match left {
            Some(left) => {
                *self.steps = left;
                Ok(())
            }
            None => {
                *self.steps = 0;
                Err(EvalError::StepsExhausted)
            }
        }
    }

    pub(super) fn read(&mut self, node: &Node<'a>) {
        if let (Some(trace), Some(place)) = (self.trace.as_deref_mut(), node.place) {
            trace.push(place);
        }
    }

    /// The value of any code.
    pub(super) fn cell<'p>(&mut self, code: &'p Code) -> Result<Cell<'p, 'a>, EvalError> {
        let value = match code {
            Code::Null => Value::Null,
            Code::Int(value) => Value::Int(*value),
            Code::Duration(ms) => Value::Duration(*ms),
            Code::Size(bytes) => Value::Size(*bytes),
            Code::Text(text) => return Ok(Cell::Literal(text)),
            Code::Path(path) => return self.path(path).map(Cell::Fact),
            Code::Choose(parts) => {
                self.spend(1)?;
                match self.truth(&parts[0])? {
                    Some(true) => return self.cell(&parts[1]),
                    Some(false) => return self.cell(&parts[2]),
                    None => Value::Unknown,
                }
            }
            Code::List(items) => {
                self.spend(items.len() + 1)?;
                let items = items.iter().map(|item| Ok(self.cell(item)?.into_node()));
                Value::Made(items.collect::<Result<_, EvalError>>()?, false)
            }
            Code::Arithmetic(operation, parts, extent) => {
                let (left, right) = (self.cell(&parts[0])?, self.cell(&parts[1])?);
                self.spend(1 + (left.weight() + right.weight()) / TEXT_STEP)?;
                arithmetic(*operation, &left, &right, *extent)?
            }
            Code::Join(parts) => match (self.items(&parts[0])?, self.items(&parts[1])?) {
                (Some(one), Some(other)) => {
                    self.spend(1 + one.count() + other.count())?;
                    joined(&one, &other)
                }
                _ => Value::Unknown,
            },
            Code::Negate(operand, extent) => {
                self.spend(1)?;
                negated(&self.cell(operand)?, *extent)?
            }
            Code::Length(operand) => {
                let operand = self.cell(operand)?;
                match operand.plain() {
                    Plain::Gap => Value::Unknown,
                    Plain::Text(text) => {
                        self.spend(1 + text.len() / TEXT_STEP)?;
                        count(text.chars().count())
                    }
                    Plain::List { open: true, .. } => Value::Unknown,
                    Plain::List { seen, .. } => count(seen),
                    _ => return Err(EvalError::Misfit("a list, a map or a text")),
                }
            }
            Code::LowerAscii(operand) => {
                let operand = self.cell(operand)?;
                self.spend(1 + operand.weight() / TEXT_STEP)?;
                match operand.text()? {
                    None => Value::Unknown,
                    Some(text) => Value::Text(Cow::Owned(text.to_ascii_lowercase())),
                }
            }
            Code::Each(Quantifier::Filter, each) => self.filter(each)?,
            Code::Each(Quantifier::Map, each) => self.map(each)?,
            Code::Bool(_)
            | Code::Not(_)
            | Code::And(_)
            | Code::Or(_)
            | Code::IsNull(_)
            | Code::Compare(..)
            | Code::In(_)
            | Code::HasKey(_)
            | Code::TextTest(..)
            | Code::Matches(_)
            | Code::Each(..) => self.truth(code)?.map_or(Value::Unknown, Value::Bool),
        };
        Ok(Cell::Fact(Node::bare(value)))
    }

    /// The truth of a condition.
    pub(super) fn truth(&mut self, code: &Code) -> Result<Option<bool>, EvalError> {
        self.spend(1)?;
        match code {
            Code::Bool(value) => Ok(Some(*value)),
            Code::Not(operand) => Ok(self.truth(operand)?.map(|truth| !truth)),
            Code::And(parts) => self.chain(parts, false),
            Code::Or(parts) => self.chain(parts, true),
            Code::Choose(parts) => match self.truth(&parts[0])? {
                Some(true) => self.truth(&parts[1]),
                Some(false) => self.truth(&parts[2]),
                None => Ok(None),
            },
            Code::IsNull(operand) => Ok(match self.cell(operand)? {
                Cell::Fact(node) => match node.value {
                    Value::Null => Some(true),
                    Value::Unknown => None,
                    _ => Some(false),
                },
                Cell::Literal(_) => Some(false),
            }),
            Code::Compare(comparison, parts) => {
                let (left, right) = (self.cell(&parts[0])?, self.cell(&parts[1])?);
                self.compare(*comparison, &left, &right)
            }
            Code::In(parts) => self.membership(&parts[0], &parts[1]),
            Code::HasKey(parts) => self.has_key(&parts[0], &parts[1]),
            Code::TextTest(test, parts) => {
                let (left, right) = (self.cell(&parts[0])?, self.cell(&parts[1])?);
                self.spend((left.weight() + right.weight()) / TEXT_STEP)?;
                let (Some(text), Some(part)) = (left.text()?, right.text()?) else {
                    return Ok(None);
                };
                Ok(Some(match test {
                    TextTest::StartsWith => text.starts_with(part),
                    TextTest::EndsWith => text.ends_with(part),
                    TextTest::Contains => text.contains(part),
                }))
            }
            Code::Matches(parts) => {
                let (operand, regex) = &**parts;
                let operand = self.cell(operand)?;
                self.spend(operand.weight() / TEXT_STEP)?;
                Ok(operand.text()?.map(|text| regex.is_match(text)))
            }
            Code::Each(Quantifier::All, each) => self.decide(each, false),
            Code::Each(Quantifier::Exists, each) => self.decide(each, true),
            Code::Each(Quantifier::ExistsOne, each) => self.exists_one(each),
            Code::Null
            | Code::Int(_)
            | Code::Text(_)
            | Code::Duration(_)
            | Code::Size(_)
            | Code::List(_)
            | Code::Path(_)
            | Code::Arithmetic(..)
            | Code::Join(_)
            | Code::Negate(..)
            | Code::Length(_)
            | Code::LowerAscii(_)
            | Code::Each(Quantifier::Filter | Quantifier::Map, _) => match self.cell(code)?.plain() {
                Plain::Bool(value) => Ok(Some(value)),
                Plain::Gap => Ok(None),
                _ => Err(EvalError::Misfit("true or false")),
            },
        }
    }

    /// `&&` is decided by the first false part, `||` by the first true one, whatever is unknown beside it.
    fn chain(&mut self, parts: &[Code], decisive: bool) -> Result<Option<bool>, EvalError> {
        let mut truth = Some(!decisive);
        for part in parts {
            let found = self.truth(part);
            match behind(truth, found)? {
                Some(found) if found == decisive => return Ok(Some(decisive)),
                Some(_) => {}
                None => truth = None,
            }
        }
        Ok(truth)
    }

    fn path(&mut self, path: &Path) -> Result<Node<'a>, EvalError> {
        self.spend(1)?;
        let missing = EvalError::Misfit("a value for every variable");
        let mut node = match &path.root {
            Root::Variable(index) => self.env.get(*index as usize).cloned().ok_or(missing)?,
            Root::Local(index) => self.locals.get(*index as usize).cloned().ok_or(missing)?,
            Root::Computed(code) => self.cell(code)?.into_node(),
        };
        for step in &path.steps {
            node = match (node.value, step) {
                (gap @ (Value::Null | Value::Unknown), _) => Node { value: gap, ..node },
                (Value::Object(object), Step::Field(index)) => object.field(*index as usize),
                (Value::Map(map), Step::Key(key)) => value_of(map, key, map.get(key)),
                (Value::Map(map), Step::KeyOf(key)) => {
                    let key = self.cell(key)?;
                    self.spend(1 + key.weight() / TEXT_STEP)?;
                    match key.text()? {
                        Some(key) => value_of(map, key, map.written(key)),
                        None => Node::bare(Value::Unknown),
                    }
                }
                (_, Step::Key(_) | Step::KeyOf(_)) => return Err(EvalError::Misfit("a map")),
                (value, Step::Index(index)) => {
                    let list = Listing::new(value).ok_or(EvalError::Misfit("a list"))?;
                    self.index(&list, index)?
                }
                (_, Step::Field(_)) => return Err(EvalError::Misfit("a fact")),
            };
        }
        self.read(&node);
        Ok(node)
    }

    /// What stands at a position of an open list cannot be known: more items may stand before it.
    fn index(&mut self, list: &Listing<'a>, index: &Code) -> Result<Node<'a>, EvalError> {
        self.spend(1)?;
        let position = match self.cell(index)?.plain() {
            Plain::Int(position) => position,
            Plain::Gap => return Ok(Node::bare(Value::Unknown)),
            _ => return Err(EvalError::Misfit("an int")),
        };
        let seen = usize::try_from(position).ok().filter(|position| *position < list.count());
        let node = seen.map_or(Node::bare(Value::Null), |position| list.item(position));
        if list.is_open() && position >= 0 {
            let value = Value::Unknown;
            return Ok(Node { value, ..node });
        }
        Ok(node)
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &Cell<'_, 'a>,
        right: &Cell<'_, 'a>,
    ) -> Result<Option<bool>, EvalError> {
        match comparison {
            Comparison::Equal => self.equal(left, right),
            Comparison::Unequal => Ok(self.equal(left, right)?.map(|equal| !equal)),
            _ => Ok(left.order(right)?.map(|order| match comparison {
                Comparison::Less => order == Ordering::Less,
                Comparison::LessEqual => order != Ordering::Greater,
                Comparison::Greater => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })),
        }
    }

    pub(super) fn equal(&mut self, left: &Cell<'_, 'a>, right: &Cell<'_, 'a>) -> Result<Option<bool>, EvalError> {
        if let (Plain::Text(one), Plain::Text(other)) = (left.plain(), right.plain()) {
            self.spend(one.len().min(other.len()) / TEXT_STEP)?;
            return Ok(Some(one == other));
        }
        let (Some(one), Some(other)) = (left.listing(), right.listing()) else {
            return Ok(left.order(right)?.map(|order| order == Ordering::Equal));
        };
        // Unseen items may stand anywhere, so an open list can only be too long for the other.
        if one.is_open() || other.is_open() {
            let too_long =
                (!one.is_open() && one.count() < other.count()) || (!other.is_open() && other.count() < one.count());
            return Ok(too_long.then_some(false));
        }
        if one.count() != other.count() {
            return Ok(Some(false));
        }
        let mut truth = Some(true);
        for position in 0..one.count() {
            self.spend(1)?;
            let (one, other) = (one.item(position), other.item(position));
            match self.equal(&Cell::Fact(one), &Cell::Fact(other))? {
                Some(true) => {}
                Some(false) => return Ok(Some(false)),
                None => truth = None,
            }
        }
        Ok(truth)
    }
}

/// What is not in a map may be set where nobody here can see it.
fn value_of<'a>(map: &dyn Lookup, key: &str, node: Node<'a>) -> Node<'a> {
    match node.value {
        Value::Null if map.may_have(key) => Node { value: Value::Unknown, ..node },
        _ => node,
    }
}

fn count<'a>(count: usize) -> Value<'a> {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
