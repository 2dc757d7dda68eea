//! Questions to the items of a list: `in`, and the macros with a loop variable.

use super::EvalError;
use super::code::{Code, Each};
use super::eval::{Run, TEXT_STEP};
use super::value::{Cell, Listing};
use crate::model::{Node, Value};
use std::sync::Arc;

impl<'a> Run<'_, 'a> {
    pub(super) fn membership(&mut self, needle: &Code, list: &Code) -> Result<Option<bool>, EvalError> {
        let needle = self.cell(needle)?;
        let mut truth = Some(false);
        if let Code::List(items) = list {
            for item in items {
                self.spend(1)?;
                let found = self.cell(item).and_then(|item| self.equal(&needle, &item));
                match behind(truth, found)? {
                    Some(true) => return Ok(Some(true)),
                    Some(false) => {}
                    None => truth = None,
                }
            }
            return Ok(truth);
        }
        let Some(list) = self.items(list)? else {
            return Ok(None);
        };
        for position in 0..list.count() {
            self.spend(1)?;
            let item = list.item(position);
            self.read(&item);
            match self.equal(&needle, &Cell::Fact(item))? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => truth = None,
            }
        }
        Ok(if list.is_open() { None } else { truth })
    }

    /// Whether a map has a key: a value that cannot be known is there all the same, and a key that is not seen in an open map
    /// may be.
    pub(super) fn has_key(&mut self, key: &Code, map: &Code) -> Result<Option<bool>, EvalError> {
        let (key, map) = (self.cell(key)?, self.cell(map)?);
        self.spend(1 + key.weight() / TEXT_STEP)?;
        let map = match map {
            Cell::Fact(Node { value: Value::Map(map), .. }) => map,
            Cell::Fact(Node { value: Value::Null | Value::Unknown, .. }) => return Ok(None),
            _ => return Err(EvalError::Misfit("a map")),
        };
        let Some(key) = key.text()? else { return Ok(None) };
        let node = map.get(key);
        self.read(&node);
        Ok(match node.value {
            Value::Null if map.may_have(key) => None,
            Value::Null => Some(false),
            _ => Some(true),
        })
    }

    /// The items of a list; none where the list is unknown.
    pub(super) fn items(&mut self, code: &Code) -> Result<Option<Listing<'a>>, EvalError> {
        match self.cell(code)? {
            Cell::Fact(node) => match node.value {
                Value::Null | Value::Unknown => Ok(None),
                value => Listing::new(value).map(Some).ok_or(EvalError::Misfit("a list")),
            },
            Cell::Literal(_) => Err(EvalError::Misfit("a list")),
        }
    }

    /// Asks a question with an item as the innermost loop variable.
    fn with<T>(&mut self, item: Node<'a>, ask: impl FnOnce(&mut Self) -> Result<T, EvalError>) -> Result<T, EvalError> {
        self.spend(1)?;
        self.locals.push(item);
        let answer = ask(self);
        self.locals.pop();
        answer
    }

    /// `all` is decided by the first false item, `exists` by the first true one; an open list by nothing else.
    pub(super) fn decide(&mut self, each: &Each, decisive: bool) -> Result<Option<bool>, EvalError> {
        let Some(list) = self.items(&each.list)? else {
            return Ok(None);
        };
        let mut truth = (!list.is_open()).then_some(!decisive);
        for position in 0..list.count() {
            let found = self.with(list.item(position), |run| run.truth(&each.body));
            match behind(truth, found)? {
                Some(found) if found == decisive => return Ok(Some(decisive)),
                Some(_) => {}
                None => truth = None,
            }
        }
        Ok(truth)
    }

    pub(super) fn exists_one(&mut self, each: &Each) -> Result<Option<bool>, EvalError> {
        let Some(list) = self.items(&each.list)? else {
            return Ok(None);
        };
        let (mut one_found, mut certain) = (false, (!list.is_open()).then_some(()));
        for position in 0..list.count() {
            let found = self.with(list.item(position), |run| run.truth(&each.body));
            match behind(certain, found)? {
                Some(true) if one_found => return Ok(Some(false)),
                Some(true) => one_found = true,
                Some(false) => {}
                None => certain = None,
            }
        }
        Ok(certain.map(|()| one_found))
    }

    /// An item of which nobody can say whether it belongs is left out, and leaves the list open.
    pub(super) fn filter(&mut self, each: &Each) -> Result<Value<'a>, EvalError> {
        let Some(list) = self.items(&each.list)? else {
            return Ok(Value::Unknown);
        };
        let (mut kept, mut open) = (Vec::new(), list.is_open());
        for position in 0..list.count() {
            let item = list.item(position);
            match self.with(item.clone(), |run| run.truth(&each.body))? {
                Some(true) => kept.push(item),
                Some(false) => {}
                None => open = true,
            }
        }
        Ok(Value::Made(Arc::from(kept), open))
    }

    pub(super) fn map(&mut self, each: &Each) -> Result<Value<'a>, EvalError> {
        let Some(list) = self.items(&each.list)? else {
            return Ok(Value::Unknown);
        };
        let mut mapped = Vec::with_capacity(list.count());
        for position in 0..list.count() {
            let item = list.item(position);
            mapped.push(self.with(item, |run| Ok(run.cell(&each.body)?.into_node()))?);
        }
        Ok(Value::Made(Arc::from(mapped), list.is_open()))
    }
}

/// What is found behind a part that is unknown: an error there is unknown too, because that part may be the one that
/// decides, and then nothing behind it would have been evaluated.
pub(super) fn behind<T>(before: Option<T>, found: Result<Option<bool>, EvalError>) -> Result<Option<bool>, EvalError> {
    match (before, found) {
        (None, Err(EvalError::Overflow { .. } | EvalError::DivisionByZero { .. })) => Ok(None),
        (_, found) => found,
    }
}
