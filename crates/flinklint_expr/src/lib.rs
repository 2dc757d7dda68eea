//! The expression language of rules: a typed, three-valued subset of CEL over located facts.
//!
//! `docs/rule-language.md` is the language's page. [`compile`] turns a source into a [`Program`] once: everything that
//! can be wrong with an expression (a name, a field, a type, a null without a guard, a regular expression) is an
//! [`ExprError`] then, with its place in the source. [`Program::evaluate`] runs it over borrowed facts as often as
//! needed; what can still go wrong is arithmetic and the budget of steps.
//!
//! The way: `parse` (with `token`) makes an `ast`; `check` (with `operator`, `function`, `narrow`, `types`) makes
//! `code`; `eval` (with `each` and `value`) runs it. Nothing here knows what a rule, a finding or any particular fact is.

mod ast;
mod check;
mod code;
mod each;
mod eval;
mod function;
mod literal;
pub mod model;
mod names;
mod narrow;
mod operator;
mod parse;
mod parts;
mod template;
mod token;
mod types;
mod value;

#[cfg(test)]
mod tests;

pub use literal::{format_duration, format_size};
pub use parts::{conjuncts, paths};
pub use template::{Template, compile_template, compile_template_under};

use crate::model::{EnumSchema, Fields, MapSchema, Node, Place, Typed};
use code::Code;
use narrow::Present;
use std::ops::Range;
use token::Extent;

/// A name that an expression may use. Its number is its position in the list given to [`compile`].
#[derive(Clone, Copy, Debug)]
pub struct Variable<'s> {
    /// The name.
    pub name: &'s str,
    /// What it is.
    pub typed: Typed,
}

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExprError {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The bytes of the source that are wrong; empty at the end of the source.
    pub range: Range<usize>,
    /// What to write instead, where that can be said.
    pub help: Option<String>,
}

impl ExprError {
    fn new(message: impl Into<String>, extent: Extent) -> Self {
        Self { message: message.into(), range: extent.range(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// Why an evaluation has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The budget of steps is used up.
    #[error("the expression takes too many steps")]
    StepsExhausted,
    /// A result that does not fit into 64 bits.
    #[error("a number beyond 64 bits")]
    Overflow {
        /// The operation, in bytes of the source.
        range: Range<usize>,
    },
    /// A division by zero, or its remainder.
    #[error("a division by zero")]
    DivisionByZero {
        /// The operation, in bytes of the source.
        range: Range<usize>,
    },
    /// The environment is not of the types that the expression was compiled for.
    #[error("the environment does not fit the expression: {0} was expected")]
    Misfit(&'static str),
}

/// A compiled expression.
#[derive(Debug)]
pub struct Program {
    code: Code,
    typed: Typed,
    keys: Box<[(&'static MapSchema, Box<str>, Extent)]>,
    reads: Reads,
    /// What is there wherever the expression is true.
    present: Box<[Present]>,
}

/// What an expression reads, whatever the facts are.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Variables, by number.
    pub variables: Vec<u32>,
    /// Fields of facts.
    pub fields: Fields,
}

impl Reads {
    fn variable(&mut self, number: u32) {
        if !self.variables.contains(&number) {
            self.variables.push(number);
        }
    }

    /// Adds what another expression reads.
    pub fn extend(&mut self, other: &Self) {
        other.variables.iter().for_each(|number| self.variable(*number));
        self.fields.extend(&other.fields);
    }
}

/// Something that the author of an expression may want to know, and that does not make it wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What, in one sentence without a full stop.
    pub message: String,
    /// The bytes of the source that it is about.
    pub range: Range<usize>,
}

/// Compiles an expression over variables.
///
/// # Errors
///
/// Anything that can be known to be wrong before the expression is run, the first one found.
pub fn compile(source: &str, variables: &[Variable<'_>]) -> Result<Program, ExprError> {
    compile_under(source, variables, &[])
}

/// Compiles an expression that is evaluated only where some conditions over the same variables are true: what they make
/// sure is there needs no guard of its own.
///
/// # Errors
///
/// Those of [`compile`].
pub fn compile_under(source: &str, variables: &[Variable<'_>], conditions: &[&Program]) -> Result<Program, ExprError> {
    checked(source, &parse::parse(source)?, variables, conditions)
}

/// Compiles an expression that chooses one of the words of an enumeration, and gives the words that it can choose.
///
/// # Errors
///
/// Those of [`compile`], and a branch that does not end in a word of the enumeration.
pub fn compile_choice(
    source: &str,
    variables: &[Variable<'_>],
    conditions: &[&Program],
    words: &'static EnumSchema,
) -> Result<(Program, Vec<&'static str>), ExprError> {
    let ast = parse::parse(source)?;
    let mut chosen = Vec::new();
    operator::choices(&ast, words, &mut chosen)?;
    Ok((checked(source, &ast, variables, conditions)?, chosen))
}

/// Checks a tree of `source`, or of a part of it.
fn checked(
    source: &str,
    ast: &ast::Ast<'_>,
    variables: &[Variable<'_>],
    conditions: &[&Program],
) -> Result<Program, ExprError> {
    let mut checker = check::Checker::new(source, variables);
    checker.present = conditions.iter().flat_map(|condition| condition.present.iter().cloned()).collect();
    let checked = checker.check(ast)?;
    let Some(typed) = checker.types.export(checked.ty) else {
        let found = checker.named(checked.ty);
        let message = format!("an expression cannot end in a value of type {found} made here");
        return Err(ExprError::new(message, ast.extent)
            .help("`filter` keeps the items of a list, and `map` can end in one of their fields"));
    };
    let (keys, reads) = (checker.keys.into(), checker.reads);
    Ok(Program { code: checked.code, typed, keys, reads, present: checked.guards.yes.into() })
}

impl Program {
    /// The type of the result, and whether it may be null. Any result may also be unknown.
    #[must_use]
    pub fn typed(&self) -> Typed {
        self.typed
    }

    /// What it reads: with the same values for all of it, the result is the same.
    #[must_use]
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Keys of maps that are probably misspelled. They are no errors: a key that nobody knows can be set as well.
    pub fn notes(&self) -> impl Iterator<Item = Note> {
        self.keys.iter().filter_map(|(schema, key, extent)| {
            let message = (schema.note)(key)?;
            Some(Note { message, range: extent.range() })
        })
    }

    /// Whether a result can have a place, or items that have one: true for paths, for what `filter` keeps and for `?:`
    /// between such.
    #[must_use]
    pub fn points(&self) -> bool {
        self.code.points()
    }

    /// Runs the expression. `env` holds a value for every variable, in the order they were compiled with; `steps` is the
    /// budget, of which one evaluation takes what it needs (about one step for every operation and item).
    ///
    /// The result keeps its place where it is one of the facts: a path, an item, a branch of `?:`. `trace` receives the
    /// places of all facts that were read, in order: what the result rests on.
    ///
    /// # Errors
    ///
    /// See [`EvalError`].
    pub fn evaluate<'a>(
        &self,
        env: &[Node<'a>],
        steps: &mut u32,
        trace: Option<&mut Vec<&'a Place>>,
    ) -> Result<Node<'a>, EvalError> {
        let mut run = eval::Run::new(env, steps, trace);
        Ok(run.cell(&self.code)?.into_node())
    }
}
