//! Sentences with expressions in them: `"{size(ensemble.voters)} voters"`.
//!
//! A brace opens an expression, `{{` and `}}` are braces themselves. Values are printed the way people write them.

use super::parse::parse_braced;
use super::token::extent;
use super::types::{Ty, Types};
use super::{EvalError, ExprError, Note, Program, Reads, Variable, checked, format_duration, format_size};
use crate::model::{Node, Type, Typed, Value};
use std::fmt::Write;
use std::sync::Arc;

/// A compiled sentence.
#[derive(Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(Arc<str>),
    Value(Program),
}

/// Compiles a sentence with expressions between braces.
///
/// # Errors
///
/// A brace without its partner, an expression that does not compile, or one whose value has no text (a fact as a whole,
/// or a list of facts). Ranges are bytes of `source`.
pub fn compile_template(source: &str, variables: &[Variable<'_>]) -> Result<Template, ExprError> {
    compile_template_under(source, variables, &[])
}

/// Compiles a sentence that is rendered only where some conditions over the same variables are true.
///
/// # Errors
///
/// Those of [`compile_template`].
pub fn compile_template_under(
    source: &str,
    variables: &[Variable<'_>],
    conditions: &[&Program],
) -> Result<Template, ExprError> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while let Some(found) = source[at..].find(['{', '}']) {
        let brace = at + found;
        text.push_str(&source[at..brace]);
        let rest = &source[brace..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            text.push_str(&rest[..1]);
            at = brace + 2;
        } else if rest.starts_with('}') {
            let message = "this brace closes nothing";
            return Err(ExprError::new(message, extent(brace, brace + 1)).help("a brace itself is `}}`"));
        } else {
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text).into()));
            }
            let (program, end) = expression(source, brace + 1, variables, conditions)?;
            parts.push(Part::Value(program));
            at = end;
        }
    }
    text.push_str(&source[at..]);
    if !text.is_empty() {
        parts.push(Part::Text(text.into()));
    }
    Ok(Template { parts })
}

fn expression(
    source: &str,
    at: usize,
    variables: &[Variable<'_>],
    conditions: &[&Program],
) -> Result<(Program, usize), ExprError> {
    let (ast, end) = parse_braced(source, at)?;
    let range = ast.extent;
    let program = checked(source, &ast, variables, conditions)?;
    if let Some(whole) = fact_in(program.typed()) {
        let message = format!("{whole} as a whole has no text");
        return Err(ExprError::new(message, range).help("name one of its fields"));
    }
    Ok((program, end))
}

fn fact_in(typed: Typed) -> Option<String> {
    match typed.of {
        Type::Object(_) | Type::Map(_) => Some(Types::default().name(Ty::from(typed))),
        Type::List(items) => fact_in(items()),
        Type::Bool | Type::Int | Type::Text | Type::Enum(_) | Type::Duration | Type::Size => None,
    }
}

impl Template {
    /// See [`Program::notes`].
    pub fn notes(&self) -> impl Iterator<Item = Note> {
        self.parts
            .iter()
            .flat_map(|part| match part {
                Part::Text(_) => None,
                Part::Value(program) => Some(program.notes()),
            })
            .flatten()
    }

    /// What the expressions in it read.
    pub fn reads(&self) -> impl Iterator<Item = &Reads> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Value(program) => Some(program.reads()),
        })
    }

    /// The sentence over an environment; see [`Program::evaluate`] for `env` and `steps`.
    ///
    /// Durations and memory sizes are printed in the largest unit that leaves no rest, lists with commas (an open one
    /// ends in `…`, an empty one is `nothing`), null as `nothing`, unknown as `?`.
    ///
    /// # Errors
    ///
    /// Those of [`Program::evaluate`].
    pub fn render(&self, env: &[Node<'_>], steps: &mut u32) -> Result<String, EvalError> {
        let mut sentence = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => sentence.push_str(text),
                Part::Value(program) => {
                    print(&program.evaluate(env, steps, None)?.value, &mut sentence);
                }
            }
        }
        Ok(sentence)
    }

    /// The sentence, as [`Self::render`]; the same one for everybody where no value is part of it.
    ///
    /// # Errors
    ///
    /// Those of [`Program::evaluate`].
    pub fn shared(&self, env: &[Node<'_>], steps: &mut u32) -> Result<Arc<str>, EvalError> {
        match self.parts.as_slice() {
            [Part::Text(text)] => Ok(Arc::clone(text)),
            _ => self.render(env, steps).map(Arc::from),
        }
    }
}

fn print(value: &Value<'_>, out: &mut String) {
    // Writing into a String cannot fail.
    let _ = match value {
        Value::Null => out.write_str("nothing"),
        Value::Unknown => out.write_char('?'),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        Value::Text(text) => out.write_str(text),
        Value::Duration(ms) => out.write_str(&format_duration(*ms)),
        Value::Size(bytes) => out.write_str(&format_size(*bytes)),
        Value::List(items) => {
            let values = (0..items.count()).map(|position| items.item(position).value);
            join(values, items.is_open(), out);
            Ok(())
        }
        Value::Made(items, open) => {
            join(items.iter().map(|item| item.value.clone()), *open, out);
            Ok(())
        }
        // Refused when the sentence was compiled.
        Value::Object(object) => out.write_str(object.schema().name),
        Value::Map(map) => out.write_str(map.schema().name),
    };
}

fn join<'a>(values: impl Iterator<Item = Value<'a>>, open: bool, out: &mut String) {
    let mut first = true;
    for value in values {
        if !first {
            out.push_str(", ");
        }
        print(&value, out);
        first = false;
    }
    match (first, open) {
        (true, true) => out.push('?'),
        (true, false) => out.push_str("nothing"),
        (false, true) => out.push_str(", …"),
        (false, false) => {}
    }
}
