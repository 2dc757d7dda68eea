//! A rule, from its text to programs that are checked against the schema of the facts.
//!
//! Conditions of a built-in rule are compiled when there is something that it goes over, and its situations (case, severity, places,
//! words) when its condition first holds, since for most rules of a run it never does. Rules from files are compiled as a whole.

use super::error::{Part, RuleError};
use super::root;
use super::situation::Situation;
use super::text::{RuleId, RuleText};
use crate::findings::Severity;
use flinklint_expr::model::{FieldOf, Fields, Node, Schema, Type, Typed, Value};
use flinklint_expr::{self as expr, Program, Reads, Template, Variable};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    BuiltIn,
    /// A file, by its path.
    File(Arc<str>),
}

/// A rule that can be evaluated.
#[derive(Debug)]
pub struct Rule {
    /// Its text.
    pub text: Cow<'static, RuleText>,
    origin: Origin,
    root: &'static Schema,
    /// The variable that every rule sees which it goes over, where it goes over a part of one.
    over: Option<usize>,
    conditions: OnceLock<Result<Conditions, RuleError>>,
    situations: OnceLock<Result<Situations, RuleError>>,
}

/// What is needed to know whether a rule fires.
#[derive(Debug)]
pub(super) struct Conditions {
    pub(super) bindings: Vec<Program>,
    pub(super) when: Program,
    variables: Vec<(Cow<'static, str>, Typed)>,
    /// What all of it reads.
    reads: Fields,
}

/// All situations of a rule.
#[derive(Debug)]
struct Situations {
    all: Vec<Situation>,
    /// What they read.
    reads: Fields,
}

pub(super) type Variables<'v> = &'v [(Cow<'static, str>, Typed)];

pub(super) fn named<'v>(variables: Variables<'v>) -> Vec<Variable<'v>> {
    variables.iter().map(|(name, typed)| Variable { name, typed: *typed }).collect()
}

/// An expression, which is evaluated where some conditions are true.
pub(super) fn program(
    part: Part,
    source: &str,
    variables: Variables<'_>,
    under: &[&Program],
) -> Result<Program, RuleError> {
    expr::compile_under(source, &named(variables), under).map_err(|error| RuleError { part, error })
}

pub(super) fn template(
    part: Part,
    source: &str,
    variables: Variables<'_>,
    under: &[&Program],
) -> Result<Template, RuleError> {
    expr::compile_template_under(source, &named(variables), under).map_err(|error| RuleError { part, error })
}

/// A condition is `true`, `false` or unknown, never null.
pub(super) fn condition(
    part: Part,
    source: &str,
    variables: Variables<'_>,
    under: &[&Program],
) -> Result<Program, RuleError> {
    let program = program(part.clone(), source, variables, under)?;
    match program.typed() {
        Typed { of: Type::Bool, nullable: false } => Ok(program),
        _ => Err(RuleError::new(part, "a condition must be true or false, and never null", 0..source.len())),
    }
}

/// What a rule goes over: a list, or a fact that may be there.
fn binding(n: usize, text: &str, variables: Variables<'_>) -> Result<((Cow<'static, str>, Typed), Program), RuleError> {
    let part = Part::For(n);
    let Some((name, list)) = text.split_once(" in ") else {
        return Err(RuleError::new(part, "'for' is written 'x in xs'", 0..text.len()));
    };
    let offset = name.len() + " in ".len();
    let program = program(part.clone(), list, variables, &[]).map_err(|mut error| {
        error.error.range = error.error.range.start + offset..error.error.range.end + offset;
        error
    })?;
    let item = match program.typed().of {
        Type::List(item) => item(),
        // A fact that may be absent is gone over once, or not at all.
        Type::Object(_) => Typed { nullable: false, ..program.typed() },
        Type::Map(_) => {
            let message = "'for' needs a list or a fact, and this is a map";
            let wrong = RuleError::new(part, message, offset..text.len());
            return Err(wrong.help(format!("its keys are a list: {list}.filter(key, true)")));
        }
        _ => {
            return Err(RuleError::new(part, "'for' needs a list or a fact", offset..text.len()));
        }
    };
    Ok(((Cow::Owned(name.trim().to_owned()), item), program))
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

impl Rule {
    /// A rule that is compiled when it is first needed, part by part.
    pub(super) fn new(text: Cow<'static, RuleText>, origin: Origin) -> Self {
        let root = root(text.scope);
        let over = text.bindings.first().and_then(|binding| {
            let (_, list) = binding.split_once(" in ")?;
            let is_path = list.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
            root.index(list.split('.').next().filter(|_| is_path)?)
        });
        Self { text, origin, root, over, conditions: OnceLock::new(), situations: OnceLock::new() }
    }

    /// A rule that is compiled as a whole, so that everything that can be wrong with it is known.
    ///
    /// # Errors
    /// The first part that does not make sense.
    pub fn compile(text: Cow<'static, RuleText>, origin: Origin) -> Result<Self, RuleError> {
        let rule = Self::new(text, origin);
        rule.situations()?;
        Ok(rule)
    }

    /// Whether there is nothing that the rule could go over, so that it says nothing, whatever its condition is.
    pub(crate) fn is_idle(&self, globals: &[Node<'_>]) -> bool {
        let over = self.over.and_then(|over| globals.get(over));
        over.is_some_and(|node| match node.value {
            Value::List(items) => items.count() == 0 && !items.is_open(),
            _ => false,
        })
    }

    pub(super) fn conditions(&self) -> Result<&Conditions, RuleError> {
        self.conditions.get_or_init(|| self.compile_conditions()).as_ref().map_err(Clone::clone)
    }

    fn compile_conditions(&self) -> Result<Conditions, RuleError> {
        let fields_of_root = self.root.fields.iter().enumerate();
        let mut variables: Vec<(Cow<'static, str>, Typed)> =
            fields_of_root.map(|(n, field)| (Cow::Borrowed(field.name), (self.root.field_type)(n))).collect();
        let mut bindings = Vec::new();
        for (n, source) in self.text.bindings.iter().enumerate() {
            let (variable, program) = binding(n, source, &variables)?;
            variables.push(variable);
            bindings.push(program);
        }
        let when = condition(Part::When, &self.text.when, &variables, &[])?;
        let reads = fields(bindings.iter().chain([&when]).map(Program::reads), self.root);
        Ok(Conditions { bindings, when, variables, reads })
    }

    pub(super) fn variables(&self) -> &[(Cow<'static, str>, Typed)] {
        self.conditions().map_or(&[], |conditions| &conditions.variables)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &RuleId {
        &self.text.id
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Its page.
    #[must_use]
    pub fn url(&self) -> Option<Cow<'_, str>> {
        match (&self.text.url, &self.origin) {
            (Some(url), _) => Some(Cow::Borrowed(url)),
            (None, Origin::BuiltIn) => Some(Cow::Owned(format!("{RULE_PAGES}{}.md", self.text.id))),
            (None, Origin::File(_)) => None,
        }
    }

    /// The names that its expressions may use.
    pub(super) fn named(&self) -> Vec<Variable<'_>> {
        named(self.variables())
    }

    /// The facts that it goes over.
    pub fn subjects(&self) -> impl Iterator<Item = &'static Schema> {
        self.variables().iter().filter_map(|(_, typed)| match typed.of {
            Type::Object(schema) => Some(schema),
            _ => None,
        })
    }

    /// All severities that the rule can give, worst first.
    #[must_use]
    pub fn severities(&self) -> Vec<Severity> {
        let cases = self.text.cases.iter().map(|case| case.severity.as_deref());
        let own = self.text.severity.as_deref();
        let sources = cases.map(|case| case.or(own)).chain(self.text.cases.is_empty().then_some(own));
        let words: Option<Vec<Severity>> = sources.map(|source| Severity::of_word(source?)).collect();
        // Only a severity that is chosen has to be compiled to be known.
        let mut all = words.unwrap_or_else(|| {
            let situations = self.situations().unwrap_or(&[]);
            situations.iter().flat_map(|situation| situation.weight.possible()).collect()
        });
        all.sort_by_key(|severity| std::cmp::Reverse(*severity));
        all.dedup();
        all
    }

    /// The highest severity that the rule can give.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severities().first().copied().unwrap_or(Severity::Info)
    }

    /// The severities that the rule can give in one of its cases (0 where it has none), before anything is folded or
    /// overridden.
    pub(crate) fn severities_of_case(&self, case: usize) -> Vec<Severity> {
        let situation = self.situations().ok().and_then(|situations| situations.get(case));
        situation.map_or_else(|| self.severities(), |situation| situation.weight.possible())
    }

    /// What its author may want to know and what is not wrong: keys of settings that are probably misspelled.
    #[must_use]
    pub fn notes(&self) -> Vec<RuleError> {
        let mut notes = Vec::new();
        let mut add = |part: Part, found: &mut dyn Iterator<Item = expr::Note>| {
            notes.extend(found.map(|note| RuleError::new(part.clone(), note.message, note.range)));
        };
        let conditions = self.conditions().ok();
        add(Part::When, &mut conditions.iter().flat_map(|conditions| conditions.when.notes()));
        for (n, situation) in self.situations().unwrap_or(&[]).iter().enumerate() {
            let part = |inner: Part| if situation.when.is_some() { Part::Case(n, Box::new(inner)) } else { inner };
            if let Some(when) = &situation.when {
                add(part(Part::When), &mut when.notes());
            }
        }
        notes
    }

    /// The severities that the rule gives where a case has none of its own.
    pub(crate) fn severities_of_rule(&self) -> Vec<Severity> {
        let without_own = self.text.cases.iter().position(|case| case.severity.is_none());
        self.severities_of_case(without_own.unwrap_or_default())
    }

    pub(super) fn situations(&self) -> Result<&[Situation], RuleError> {
        self.compiled_situations().map(|situations| situations.all.as_slice())
    }

    fn compiled_situations(&self) -> Result<&Situations, RuleError> {
        let compiled = self.situations.get_or_init(|| {
            let all = self.compile_situations()?;
            let reads = fields(all.iter().flat_map(Situation::reads), self.root);
            Ok(Situations { all, reads })
        });
        compiled.as_ref().map_err(Clone::clone)
    }

    /// Whether what the rule says may change with some fields of the facts. Its situations matter only where they were needed.
    pub(crate) fn reads_any(&self, changed: &Fields, situations_too: bool) -> bool {
        let situations = || self.compiled_situations().map_or(true, |situations| situations.reads.meets(changed));
        let conditions = || self.conditions().map_or(true, |conditions| conditions.reads.meets(changed));
        !changed.is_empty() && (conditions() || situations_too && situations())
    }
}

/// Where the pages of the built-in rules are.
const RULE_PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");
