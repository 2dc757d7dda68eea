//! From the text of a rule to programs, checked against the schema of the facts.
//!
//! Conditions are compiled when a rule is loaded; those of a built-in rule when there is something that it goes over. Situations (case, severity, places, words) are compiled when its condition
//! first holds, since for most rules of a run it never does; [`Rule::check`] compiles everything, for rules that are loaded
//! from files and for the test of the built-in ones.

use super::text::{CaseText, RelatedText, RuleId, RuleText};
use crate::findings::Severity;
use flinklint_expr::model::{FieldOf, Fields, Node, Schema, Type, Typed, Value};
use flinklint_expr::{self as expr, ExprError, Program, Reads, Template, Variable};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Where in a rule an expression stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `id`.
    Id,
    /// `name`.
    Name,
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

impl RuleError {
    pub(super) fn new(part: Part, message: impl Into<String>, range: std::ops::Range<usize>) -> Self {
        Self { part, error: ExprError { message: message.into(), range, help: None } }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.error.help = Some(help.into());
        self
    }
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    BuiltIn,
    /// A file, by its path.
    File(Arc<str>),
}

/// How much a finding weighs.
#[derive(Debug)]
pub(super) enum Weight {
    Always(Severity),
    /// One of several, of which the second are all that are possible.
    Chosen(Program, Vec<Severity>),
}

impl Weight {
    fn possible(&self) -> Vec<Severity> {
        match self {
            Self::Always(severity) => vec![*severity],
            Self::Chosen(_, possible) => possible.clone(),
        }
    }
}

/// A place that makes a finding true, and what is to be seen there.
pub(super) type Related = (Arc<[Program]>, Template);

/// Everything that a finding is made of: one for each case, or one for a rule without cases.
#[derive(Debug)]
pub(super) struct Situation {
    /// The condition of the case.
    pub(super) when: Option<Program>,
    pub(super) weight: Arc<Weight>,
    pub(super) at: Arc<[Program]>,
    pub(super) related: Arc<[Related]>,
    pub(super) message: Arc<Template>,
    pub(super) help: Option<Arc<Template>>,
}

impl Situation {
    fn reads(&self) -> impl Iterator<Item = &Reads> {
        let chosen = match &*self.weight {
            Weight::Always(_) => None,
            Weight::Chosen(program, _) => Some(program),
        };
        let places = self.at.iter().chain(self.related.iter().flat_map(|(at, _)| at.iter()));
        let programs = self.when.iter().chain(chosen).chain(places);
        let words = self.related.iter().map(|(_, say)| say).chain([&*self.message]).chain(self.help.as_deref());
        programs.map(Program::reads).chain(words.flat_map(Template::reads))
    }
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

type Variables<'v> = &'v [(Cow<'static, str>, Typed)];

fn named<'v>(variables: Variables<'v>) -> Vec<Variable<'v>> {
    variables.iter().map(|(name, typed)| Variable { name, typed: *typed }).collect()
}

/// An expression, which is evaluated where some conditions are true.
fn program(part: Part, source: &str, variables: Variables<'_>, under: &[&Program]) -> Result<Program, RuleError> {
    expr::compile_under(source, &named(variables), under).map_err(|error| RuleError { part, error })
}

fn template(part: Part, source: &str, variables: Variables<'_>, under: &[&Program]) -> Result<Template, RuleError> {
    expr::compile_template_under(source, &named(variables), under).map_err(|error| RuleError { part, error })
}

/// A condition is `true`, `false` or unknown, never null.
fn condition(part: Part, source: &str, variables: Variables<'_>, under: &[&Program]) -> Result<Program, RuleError> {
    let program = program(part.clone(), source, variables, under)?;
    match program.typed() {
        Typed { of: Type::Bool, nullable: false } => Ok(program),
        _ => Err(RuleError::new(part, "a condition must be true or false, and never null", 0..source.len())),
    }
}

/// A word, or an expression that chooses one.
fn weight(part: Part, source: &str, variables: Variables<'_>, under: &[&Program]) -> Result<Weight, RuleError> {
    if let Some(severity) = Severity::of_word(source) {
        return Ok(Weight::Always(severity));
    }
    if source.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        let wrong = RuleError::new(part, format!("there is no severity '{source}'"), 0..source.len());
        return Err(wrong.help("a severity is error, warning or info"));
    }
    let (program, words) = expr::compile_choice(source, &named(variables), under, Severity::SCHEMA)
        .map_err(|error| RuleError { part, error })?;
    let mut possible: Vec<Severity> = words.into_iter().filter_map(Severity::of_word).collect();
    possible.sort_unstable();
    Ok(Weight::Chosen(program, possible))
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
    /// A rule whose conditions are compiled when they are first needed. `root` describes the variables that every rule of
    /// its scope sees.
    pub(super) fn new(text: Cow<'static, RuleText>, root: &'static Schema, origin: Origin) -> Self {
        let over = text.bindings.first().and_then(|binding| {
            let (_, list) = binding.split_once(" in ")?;
            let is_path = list.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
            root.index(list.split('.').next().filter(|_| is_path)?)
        });
        Self { text, origin, root, over, conditions: OnceLock::new(), situations: OnceLock::new() }
    }

    /// A rule with its conditions.
    ///
    /// # Errors
    /// The first `for` or condition that does not make sense.
    pub fn compile(text: Cow<'static, RuleText>, root: &'static Schema, origin: Origin) -> Result<Self, RuleError> {
        let rule = Self::new(text, root, origin);
        rule.conditions()?;
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

    fn variables(&self) -> &[(Cow<'static, str>, Typed)] {
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

    /// Compiles what is left.
    ///
    /// # Errors
    /// The first severity, place, message or help that does not make sense.
    pub fn check(&self) -> Result<(), RuleError> {
        self.situations().map(|_| ())
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

    fn compile_situations(&self) -> Result<Vec<Situation>, RuleError> {
        self.conditions()?;
        let text = &*self.text;
        let common = Common {
            weight: text.severity.as_deref().map(|word| self.weight(Part::Severity, word, &[])).transpose()?,
            at: self.places(&text.at, Part::At, &[])?,
            related: self.related(&text.related, |part| part, &[])?,
            message: self.sentence(Part::Message, text.message.as_ref(), &[])?,
            help: self.sentence(Part::Help, text.help.as_ref(), &[])?,
        };
        if text.cases.is_empty() {
            return Ok(vec![common.situation(None, |part| part)?]);
        }
        text.cases.iter().enumerate().map(|(n, case)| self.situation(n, case, &common)).collect()
    }

    /// A case is judged where `when` is true already, so what `when` guards against null is guarded in the case as well.
    fn situation(&self, n: usize, case: &CaseText, common: &Common) -> Result<Situation, RuleError> {
        let part = |inner: Part| Part::Case(n, Box::new(inner));
        let when = condition(part(Part::When), &case.when, self.variables(), &self.under(&[]))?;
        let under = &[&when];
        let own = Common {
            weight: match &case.severity {
                Some(word) => Some(self.weight(part(Part::Severity), word, under)?),
                None => common.weight.clone(),
            },
            at: if case.at.is_empty() {
                Arc::clone(&common.at)
            } else {
                self.places(&case.at, |m| part(Part::At(m)), under)?
            },
            related: match &case.related {
                Some(related) => self.related(related, part, under)?,
                None => Arc::clone(&common.related),
            },
            message: match &case.message {
                Some(_) => self.sentence(part(Part::Message), case.message.as_ref(), under)?,
                None => common.message.clone(),
            },
            help: match &case.help {
                Some(_) => self.sentence(part(Part::Help), case.help.as_ref(), under)?,
                None => common.help.clone(),
            },
        };
        own.situation(Some(when), part)
    }

    /// The conditions that hold where a finding is made.
    fn under<'p>(&'p self, case: &[&'p Program]) -> Vec<&'p Program> {
        let own = self.conditions().ok().map(|conditions| &conditions.when);
        own.into_iter().chain(case.iter().copied()).collect()
    }

    fn weight(&self, part: Part, word: &str, case: &[&Program]) -> Result<Arc<Weight>, RuleError> {
        weight(part, word, self.variables(), &self.under(case)).map(Arc::new)
    }

    fn sentence(
        &self,
        part: Part,
        source: Option<&Cow<'static, str>>,
        case: &[&Program],
    ) -> Result<Option<Arc<Template>>, RuleError> {
        let compiled = source.map(|source| template(part, source, self.variables(), &self.under(case)));
        Ok(compiled.transpose()?.map(Arc::new))
    }

    fn places(
        &self,
        sources: &[Cow<'static, str>],
        part: impl Fn(usize) -> Part,
        case: &[&Program],
    ) -> Result<Arc<[Program]>, RuleError> {
        let under = self.under(case);
        sources.iter().enumerate().map(|(n, source)| program(part(n), source, self.variables(), &under)).collect()
    }

    fn related(
        &self,
        related: &[RelatedText],
        part: impl Fn(Part) -> Part,
        case: &[&Program],
    ) -> Result<Arc<[Related]>, RuleError> {
        let mut compiled = Vec::new();
        for (n, RelatedText { at, say }) in related.iter().enumerate() {
            let places = self.places(at, |m| part(Part::RelatedAt(n, m)), case)?;
            let say = template(part(Part::Say(n)), say, self.variables(), &self.under(case))?;
            compiled.push((places, say));
        }
        Ok(compiled.into())
    }
}

/// What a rule or one of its cases says.
struct Common {
    weight: Option<Arc<Weight>>,
    at: Arc<[Program]>,
    related: Arc<[Related]>,
    message: Option<Arc<Template>>,
    help: Option<Arc<Template>>,
}

impl Common {
    /// The whole of it; `part` is where something is missing.
    fn situation(&self, when: Option<Program>, part: impl Fn(Part) -> Part) -> Result<Situation, RuleError> {
        let missing = |inner: Part, what: &str| RuleError::new(part(inner), format!("there is no {what}"), 0..0);
        if self.at.is_empty() {
            return Err(missing(Part::At(0), "place"));
        }
        Ok(Situation {
            when,
            weight: self.weight.clone().ok_or_else(|| missing(Part::Severity, "severity"))?,
            at: Arc::clone(&self.at),
            related: Arc::clone(&self.related),
            message: self.message.clone().ok_or_else(|| missing(Part::Message, "message"))?,
            help: self.help.clone(),
        })
    }
}

/// Where the pages of the built-in rules are.
const RULE_PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules/");
