//! Which operands the operators take, and what they give.

use super::ExprError;
use super::ast::{Ast, Kind, Operator};
use super::check::{CheckedCode, Checker};
use super::code::{Arithmetic, Code, Comparison};
use super::names::{nearest, quoted};
use super::narrow::{Guards, Present};
use super::token::Extent;
use super::types::{Of, Ty};
use crate::model::{EnumSchema, MapSchema};

impl<'s> Checker<'_, 's> {
    pub(super) fn negate(&mut self, operand: &Ast<'s>, whole: Extent) -> Result<CheckedCode, ExprError> {
        let checked = self.there(operand)?;
        if !matches!(checked.ty.of, Of::Int | Of::Duration) {
            let message = format!("`-` does not take {}", self.named(checked.ty));
            return Err(ExprError::new(message, whole));
        }
        Ok(CheckedCode::always(Code::Negate(Box::new(checked.code), whole), checked.ty.of))
    }

    pub(super) fn binary(
        &mut self,
        operator: Operator,
        parts: &[Ast<'s>; 2],
        whole: Extent,
    ) -> Result<CheckedCode, ExprError> {
        let comparison = match operator {
            Operator::Equal => Comparison::Equal,
            Operator::Unequal => Comparison::Unequal,
            Operator::Less => Comparison::Less,
            Operator::LessEqual => Comparison::LessEqual,
            Operator::Greater => Comparison::Greater,
            Operator::GreaterEqual => Comparison::GreaterEqual,
            Operator::In => return self.membership(parts, whole),
            Operator::Add => return self.arithmetic(Arithmetic::Add, operator, parts, whole),
            Operator::Subtract => {
                return self.arithmetic(Arithmetic::Subtract, operator, parts, whole);
            }
            Operator::Multiply => {
                return self.arithmetic(Arithmetic::Multiply, operator, parts, whole);
            }
            Operator::Divide => return self.arithmetic(Arithmetic::Divide, operator, parts, whole),
            Operator::Remainder => {
                return self.arithmetic(Arithmetic::Remainder, operator, parts, whole);
            }
        };
        self.comparison(comparison, operator, parts, whole)
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        operator: Operator,
        parts: &[Ast<'s>; 2],
        whole: Extent,
    ) -> Result<CheckedCode, ExprError> {
        let [left, right] = parts;
        let equality = matches!(comparison, Comparison::Equal | Comparison::Unequal);
        if equality {
            match (&left.kind, &right.kind) {
                (_, Kind::Null) => return self.is_null(left, comparison),
                (Kind::Null, _) => return self.is_null(right, comparison),
                _ => {}
            }
        }
        let (one, other) = (self.there(left)?, self.there(right)?);
        let Some(ty) = self.types.unify(one.ty, other.ty) else {
            return Err(self.mismatch(operator, one.ty, other.ty, whole));
        };
        if equality {
            self.equatable(operator, ty, whole)?;
            self.words_fit(left, one.ty, right, other.ty)?;
        } else if let Some(unordered) =
            [ty, one.ty, other.ty].into_iter().find(|ty| !matches!(ty.of, Of::Int | Of::Text | Of::Duration | Of::Size))
        {
            let message = format!("`{}` does not order {}", operator.sign(), self.named(unordered));
            return Err(ExprError::new(message, whole));
        }
        let codes = Box::new([one.code, other.code]);
        Ok(CheckedCode::always(Code::Compare(comparison, codes), Of::Bool))
    }

    fn is_null(&mut self, operand: &Ast<'s>, comparison: Comparison) -> Result<CheckedCode, ExprError> {
        let operand = self.check(operand)?;
        let present = match &operand.code {
            Code::Path(path) => Present::path(path),
            _ => None,
        };
        let guards = Guards { yes: Vec::new(), no: present.into_iter().collect() };
        let code = Code::IsNull(Box::new(operand.code));
        Ok(if comparison == Comparison::Equal {
            CheckedCode { guards, ..CheckedCode::always(code, Of::Bool) }
        } else {
            CheckedCode { guards: guards.inverted(), ..CheckedCode::always(Code::Not(Box::new(code)), Of::Bool) }
        })
    }

    /// Facts as wholes are not compared: whether two of them are the same is a question to one of their fields.
    fn equatable(&self, operator: Operator, ty: Ty, whole: Extent) -> Result<(), ExprError> {
        match ty.of {
            Of::Object(schema) => {
                let (sign, name) = (operator.sign(), schema.name);
                let message = format!("`{sign}` does not compare {name} as a whole");
                Err(ExprError::new(message, whole).help("compare one of its fields"))
            }
            Of::Map(schema) => {
                let message = format!("`{}` does not compare {} as a whole", operator.sign(), schema.name);
                Err(ExprError::new(message, whole).help("compare the values of its keys"))
            }
            Of::List(items) => {
                let item = self.types.item(items);
                if item.nullable {
                    return Err(nulls_inside(whole));
                }
                self.equatable(operator, item, whole)
            }
            _ => Ok(()),
        }
    }

    /// Where one side is of an enumeration, the texts that the other side spells out must be words of it.
    fn words_fit(&self, left: &Ast<'s>, one: Ty, right: &Ast<'s>, other: Ty) -> Result<(), ExprError> {
        if let Some(schema) = self.types.enumeration(one) {
            spelled_out(right, schema)?;
        }
        match self.types.enumeration(other) {
            Some(schema) => spelled_out(left, schema),
            None => Ok(()),
        }
    }

    fn membership(&mut self, parts: &[Ast<'s>; 2], whole: Extent) -> Result<CheckedCode, ExprError> {
        let [needle, list] = parts;
        let (one, other) = (self.there(needle)?, self.there(list)?);
        if let Of::Map(schema) = other.ty.of {
            return self.has_key(schema, needle, one, other, whole);
        }
        let Of::List(items) = other.ty.of else {
            let (written, found) = (self.written(list), self.named(other.ty));
            let message = format!("`{written}` is {found}, and `in` looks into a list or a map");
            let error = ExprError::new(message, list.extent);
            return Err(match other.ty.of {
                of if of.is_text() => error.help(format!("a part of a text: `{written}.contains(…)`")),
                _ => error,
            });
        };
        let item = self.types.item(items);
        if item.nullable {
            return Err(nulls_inside(list.extent));
        }
        let Some(ty) = self.types.unify(one.ty, item) else {
            return Err(self.mismatch(Operator::In, one.ty, other.ty, whole));
        };
        self.equatable(Operator::In, ty, whole)?;
        self.words_fit(needle, one.ty, list, item)?;
        let codes = Box::new([one.code, other.code]);
        Ok(CheckedCode::always(Code::In(codes), Of::Bool))
    }

    /// `'key' in map`, which is a guard for the value of the key: what is in a map is not null.
    fn has_key(
        &mut self,
        schema: &'static MapSchema,
        key: &Ast<'s>,
        one: CheckedCode,
        map: CheckedCode,
        whole: Extent,
    ) -> Result<CheckedCode, ExprError> {
        if !one.ty.of.is_text() {
            return Err(self.mismatch(Operator::In, one.ty, map.ty, whole));
        }
        let mut guards = Guards::default();
        if let Kind::Text(text) = &key.kind {
            self.keys.push((schema, text.as_ref().into(), key.extent));
            if let Code::Path(path) = &map.code {
                guards.yes.extend(Present::key(path, text));
            }
        }
        let code = Code::HasKey(Box::new([one.code, map.code]));
        Ok(CheckedCode { guards, ..CheckedCode::always(code, Of::Bool) })
    }

    fn arithmetic(
        &mut self,
        arithmetic: Arithmetic,
        operator: Operator,
        parts: &[Ast<'s>; 2],
        whole: Extent,
    ) -> Result<CheckedCode, ExprError> {
        let [left, right] = parts;
        let (one, other) = (self.there(left)?, self.there(right)?);
        let codes = Box::new([one.code, other.code]);
        if let (Arithmetic::Add, Of::List(_), Of::List(_)) = (arithmetic, one.ty.of, other.ty.of)
            && let Some(ty) = self.types.unify(one.ty, other.ty)
        {
            return Ok(CheckedCode::always(Code::Join(codes), ty.of));
        }
        match result(arithmetic, one.ty.of, other.ty.of) {
            Some(of) => Ok(CheckedCode::always(Code::Arithmetic(arithmetic, codes, whole), of)),
            None => Err(self.mismatch(operator, one.ty, other.ty, whole)),
        }
    }

    fn mismatch(&self, operator: Operator, one: Ty, other: Ty, whole: Extent) -> ExprError {
        let (sign, left, right) = (operator.sign(), self.named(one), self.named(other));
        let error = ExprError::new(format!("`{sign}` does not take {left} and {right}"), whole);
        // A key that nobody knows has a text, and is more often misspelled than compared with the wrong type.
        let inside = whole.range();
        let keys = self.keys.iter().filter(|(_, _, extent)| inside.contains(&extent.range().start));
        if let Some(note) = keys.filter_map(|(schema, key, _)| (schema.note)(key)).next() {
            return error.help(note);
        }
        let either = |wanted: fn(Of) -> bool| wanted(one.of) || wanted(other.of);
        if !either(|of| matches!(of, Of::Int | Of::Text)) {
            error
        } else if either(|of| matches!(of, Of::Duration)) {
            error.help("a duration is written `duration('10s')`")
        } else if either(|of| matches!(of, Of::Size)) {
            error.help("a memory size is written `memorySize('16m')`")
        } else if either(|of| matches!(of, Of::Int)) && either(|of| matches!(of, Of::Text)) {
            error.help("a text stands in quotes, an int does not")
        } else {
            error
        }
    }
}

/// The words that an expression can choose: every branch must end in one, in quotes.
pub(super) fn choices(
    ast: &Ast<'_>,
    schema: &'static EnumSchema,
    chosen: &mut Vec<&'static str>,
) -> Result<(), ExprError> {
    match &ast.kind {
        Kind::Choose(parts) => parts[1..].iter().try_for_each(|branch| choices(branch, schema, chosen)),
        Kind::Text(text) => {
            spelled_out(ast, schema)?;
            let word = schema.words.iter().map(|word| word.word).find(|word| word == text);
            chosen.extend(word.filter(|word| !chosen.contains(word)));
            Ok(())
        }
        _ => {
            let known = quoted(schema.words.iter().map(|word| word.word));
            let message = format!("every branch has to end in a {}", schema.name);
            Err(ExprError::new(message, ast.extent).help(format!("one of {known}, in quotes")))
        }
    }
}

/// Refuses the first text in quotes that is not a word of the enumeration, in whatever list or branch it stands.
pub(super) fn spelled_out(ast: &Ast<'_>, schema: &EnumSchema) -> Result<(), ExprError> {
    match &ast.kind {
        Kind::Text(text) if !schema.has(text) => {
            let known = schema.words.iter().map(|word| word.word);
            let help = match nearest(text, known.clone()) {
                Some(meant) => format!("did you mean '{meant}'?"),
                None => format!("its words: {}", quoted(known)),
            };
            Err(ExprError::new(format!("{} is never '{text}'", schema.name), ast.extent).help(help))
        }
        Kind::List(items) => items.iter().try_for_each(|item| spelled_out(item, schema)),
        Kind::Choose(parts) => parts[1..].iter().try_for_each(|branch| spelled_out(branch, schema)),
        Kind::Binary(Operator::Add, parts) if parts.iter().any(|part| matches!(part.kind, Kind::List(_))) => {
            parts.iter().try_for_each(|part| spelled_out(part, schema))
        }
        _ => Ok(()),
    }
}

fn nulls_inside(extent: Extent) -> ExprError {
    ExprError::new("items of this list may be null", extent).help("leave them out first: `.filter(x, x != null)`")
}

/// What an operation on single values gives, where it is defined.
fn result(arithmetic: Arithmetic, one: Of, other: Of) -> Option<Of> {
    use Of::{Duration, Int, Size, Text};
    let words_as_text = |of: Of| if of.is_text() { Text } else { of };
    let (one, other) = (words_as_text(one), words_as_text(other));
    Some(match (arithmetic, one, other) {
        (_, Int, Int) => Int,
        (Arithmetic::Add, Text, Text) => Text,
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Duration) => Duration,
        (Arithmetic::Add | Arithmetic::Subtract, Size, Size) => Size,
        (Arithmetic::Multiply, Duration, Int) | (Arithmetic::Multiply, Int, Duration) => Duration,
        (Arithmetic::Multiply, Size, Int) | (Arithmetic::Multiply, Int, Size) => Size,
        (Arithmetic::Divide, Duration, Duration) | (Arithmetic::Divide, Size, Size) => Int,
        (Arithmetic::Divide, Duration, Int) => Duration,
        (Arithmetic::Divide, Size, Int) => Size,
        _ => return None,
    })
}
