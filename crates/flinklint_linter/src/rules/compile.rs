//! From the text of a rule to programs, checked against the schema of the facts.
//!
//! Conditions are compiled when a rule is loaded. Cases, places, messages and help are compiled when its condition first
//! holds, since for most rules of a run it never does; [`Rule::check`] compiles everything, for users' rules and for the test of our own.

use super::text::{CaseText, RelatedText, RuleText};
use crate::findings::Severity;
use flinklint_expr::model::{FieldOf, Fields, Schema, Type, Typed};
use flinklint_expr::{self as expr, ExprError, Program, Reads, Template, Variable};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Where in a rule an expression stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `for`, by number.
    For(usize),
    /// `when`.
    When,
    /// `at`, by number.
    At(usize),
    /// `related`, by number, and its `at` by number.
    RelatedAt(usize, usize),
    /// `say` of `related`, by number.
    Say(usize),
    /// `message`.
    Message,
    /// `help`.
    Help,
    /// `severity`.
    Severity,
    /// A part of a case, by number.
    Case(usize, Box<Part>),
}

/// A rule that does not make sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .error.message)]
pub struct RuleError {
    /// Where.
    pub part: Part,
    /// What, with the byte range in the text of the part.
    pub error: ExprError,
}

/// What is needed only when a rule fires.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) cases: Vec<Program>,
    pub(super) at: Vec<Program>,
    pub(super) related: Vec<(Vec<Program>, Template)>,
    pub(super) message: Vec<Option<Template>>,
    pub(super) help: Vec<Option<Template>>,
    /// What all of it reads.
    reads: Fields,
}

/// A rule that can be evaluated.
#[derive(Debug)]
pub struct Rule<'r> {
    /// Its text.
    pub text: &'r RuleText,
    pub(super) bindings: Vec<Program>,
    pub(super) when: Program,
    pub(super) severities: Vec<Severity>,
    variables: Vec<(Cow<'static, str>, Typed)>,
    root: &'static Schema,
    /// What its conditions read.
    reads: Fields,
    wording: OnceLock<Result<Wording, RuleError>>,
}

fn severity(text: &str) -> Option<Severity> {
    match text {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

fn wrong(part: Part, message: impl Into<String>, range: std::ops::Range<usize>) -> RuleError {
    RuleError { part, error: ExprError { message: message.into(), range, help: None } }
}

fn program(part: Part, source: &str, variables: &[(Cow<'static, str>, Typed)]) -> Result<Program, RuleError> {
    let named: Vec<Variable<'_>> = variables.iter().map(|(name, typed)| Variable { name, typed: *typed }).collect();
    expr::compile(source, &named).map_err(|error| RuleError { part, error })
}

fn template(part: Part, source: &str, variables: &[(Cow<'static, str>, Typed)]) -> Result<Template, RuleError> {
    let named: Vec<Variable<'_>> = variables.iter().map(|(name, typed)| Variable { name, typed: *typed }).collect();
    expr::compile_template(source, &named).map_err(|error| RuleError { part, error })
}

/// A condition is `true`, `false` or unknown, never null.
fn condition(part: Part, source: &str, variables: &[(Cow<'static, str>, Typed)]) -> Result<Program, RuleError> {
    let program = program(part.clone(), source, variables)?;
    match program.typed() {
        Typed { of: Type::Bool, nullable: false } => Ok(program),
        _ => Err(wrong(part, "a condition must be true or false, and never null", 0..source.len())),
    }
}

/// A case is judged where `when` is true already, so what `when` guards against null is guarded in the case as well.
fn case_condition(
    n: usize,
    when: &str,
    case: &str,
    variables: &[(Cow<'static, str>, Typed)],
) -> Result<Program, RuleError> {
    let before = format!("({when}) && (");
    condition(Part::Case(n, Box::new(Part::When)), &format!("{before}{case})"), variables).map_err(|mut error| {
        let shift = |offset: usize| offset.saturating_sub(before.len()).min(case.len());
        error.error.range = shift(error.error.range.start)..shift(error.error.range.end);
        error
    })
}

/// What expressions read, with the variables that every rule sees as the fields that they are of the root.
fn fields<'p>(all: impl Iterator<Item = &'p Reads>, root: &'static Schema) -> Fields {
    let mut fields = Fields::default();
    for reads in all {
        fields.extend(&reads.fields);
        let globals = reads.variables.iter().filter(|variable| (**variable as usize) < root.fields.len());
        globals.for_each(|variable| fields.add(FieldOf::new(root, *variable)));
    }
    fields
}

impl<'r> Rule<'r> {
    /// Compiles the conditions of a rule. `root` describes the variables that every rule of its scope sees.
    ///
    /// # Errors
    /// The first condition, `for` or severity that does not make sense.
    pub fn compile(text: &'r RuleText, root: &'static Schema) -> Result<Self, RuleError> {
        let mut variables: Vec<(Cow<'static, str>, Typed)> = root
            .fields
            .iter()
            .enumerate()
            .map(|(n, field)| (Cow::Borrowed(field.name), (root.field_type)(n)))
            .collect();
        let mut bindings = Vec::new();
        for (n, binding) in text.bindings.iter().enumerate() {
            let part = Part::For(n);
            let Some((name, list)) = binding.split_once(" in ") else {
                return Err(wrong(part, "'for' is written 'x in xs'", 0..binding.len()));
            };
            let offset = name.len() + " in ".len();
            let program = program(part.clone(), list, &variables).map_err(|mut error| {
                error.error.range = error.error.range.start + offset..error.error.range.end + offset;
                error
            })?;
            let item = match program.typed().of {
                Type::List(item) => item(),
                // A fact that may be absent is gone over once, or not at all.
                Type::Object(_) => Typed { nullable: false, ..program.typed() },
                _ => return Err(wrong(part, "what 'for' goes over must be a list or a fact", offset..binding.len())),
            };
            variables.push((Cow::Owned(name.trim().to_owned()), item));
            bindings.push(program);
        }
        let when = condition(Part::When, &text.when, &variables)?;
        let mut severities = Vec::new();
        for (n, case) in text.cases.iter().enumerate() {
            severities.push(Self::severity_of(text, Some((n, case)))?);
        }
        if text.cases.is_empty() {
            severities.push(Self::severity_of(text, None)?);
        }
        let reads = fields(bindings.iter().chain([&when]).map(Program::reads), root);
        Ok(Self { text, bindings, when, severities, variables, root, reads, wording: OnceLock::new() })
    }

    fn severity_of(text: &RuleText, case: Option<(usize, &CaseText)>) -> Result<Severity, RuleError> {
        let own = case.and_then(|(_, case)| case.severity.as_deref());
        let part = match case {
            Some((n, _)) if own.is_some() => Part::Case(n, Box::new(Part::Severity)),
            _ => Part::Severity,
        };
        let word = own.or(text.severity.as_deref()).unwrap_or_default();
        severity(word).ok_or_else(|| wrong(part, "a severity is error, warning or info", 0..word.len()))
    }

    /// Whether what the rule says may change with some fields of the facts. Its wording matters only where it was needed.
    pub(crate) fn reads_any(&self, changed: &Fields, wording_too: bool) -> bool {
        let wording = || self.wording().map_or(true, |wording| wording.reads.meets(changed));
        !changed.is_empty() && (self.reads.meets(changed) || wording_too && wording())
    }

    /// The facts that it goes over.
    pub fn subjects(&self) -> impl Iterator<Item = &'static Schema> {
        self.variables.iter().filter_map(|(_, typed)| match typed.of {
            Type::Object(schema) => Some(schema),
            _ => None,
        })
    }

    /// All severities that the rule can give, worst first.
    #[must_use]
    pub fn severities(&self) -> Vec<Severity> {
        let mut all = self.severities.clone();
        all.sort_by_key(|severity| std::cmp::Reverse(*severity));
        all.dedup();
        all
    }

    /// The highest severity that the rule can give.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severities.iter().copied().max().unwrap_or(Severity::Info)
    }

    /// The severity that the rule gives in one of its cases (0 where it has none), before anything is folded or overridden.
    pub(crate) fn severity_of_case(&self, case: usize) -> Severity {
        self.severities.get(case).copied().unwrap_or_else(|| self.severity())
    }

    /// Compiles what is left.
    ///
    /// # Errors
    /// The first place, message or help that does not make sense.
    pub fn check(&self) -> Result<(), RuleError> {
        self.wording().map(|_| ())
    }

    pub(super) fn wording(&self) -> Result<&Wording, RuleError> {
        self.wording.get_or_init(|| self.compile_wording()).as_ref().map_err(Clone::clone)
    }

    fn compile_wording(&self) -> Result<Wording, RuleError> {
        let text = self.text;
        let at = self.places(&text.at, Part::At)?;
        if at.is_empty() {
            return Err(wrong(Part::At(0), "a rule needs a place", 0..0));
        }
        let mut related = Vec::new();
        for (n, RelatedText { at, say }) in text.related.iter().enumerate() {
            related.push((self.places(at, |m| Part::RelatedAt(n, m))?, template(Part::Say(n), say, &self.variables)?));
        }
        let mut message = Vec::new();
        let mut help = Vec::new();
        let worded = |part: Part, source: Option<&Cow<'static, str>>| {
            source.map(|source| template(part, source, &self.variables)).transpose()
        };
        let mut cases = Vec::new();
        for (n, case) in text.cases.iter().enumerate() {
            cases.push(case_condition(n, &text.when, &case.when, &self.variables)?);
            let own = |inner: Part, source: &Option<Cow<'static, str>>, common: &Option<Cow<'static, str>>| {
                let part = if source.is_some() { Part::Case(n, Box::new(inner)) } else { inner };
                worded(part, source.as_ref().or(common.as_ref()))
            };
            message.push(own(Part::Message, &case.message, &text.message)?);
            help.push(own(Part::Help, &case.help, &text.help)?);
        }
        if text.cases.is_empty() {
            message.push(worded(Part::Message, text.message.as_ref())?);
            help.push(worded(Part::Help, text.help.as_ref())?);
        }
        if let Some(n) = message.iter().position(Option::is_none) {
            return Err(wrong(Part::Message, format!("case {n} has no message"), 0..0));
        }
        let programs = cases.iter().chain(&at).chain(related.iter().flat_map(|(at, _)| at)).map(Program::reads);
        let templates = related.iter().map(|(_, say)| say).chain(message.iter().chain(&help).flatten());
        let reads = fields(programs.chain(templates.flat_map(Template::reads)), self.root);
        Ok(Wording { cases, at, related, message, help, reads })
    }

    fn places(&self, sources: &[Cow<'static, str>], part: impl Fn(usize) -> Part) -> Result<Vec<Program>, RuleError> {
        sources.iter().enumerate().map(|(n, source)| program(part(n), source, &self.variables)).collect()
    }
}
