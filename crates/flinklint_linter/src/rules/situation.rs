//! What a rule says where it fires: severity, places and words, for the rule as a whole or for each of its cases. Whether it fires is
//! not known here.

use super::error::{Part, RuleError};
use super::rule::{Rule, Variables, condition, named, program, template};
use super::text::{CaseText, RelatedText};
use crate::findings::Severity;
use flinklint_expr::{self as expr, Program, Reads, Template};
use std::borrow::Cow;
use std::sync::Arc;

/// How much a finding weighs.
#[derive(Debug)]
pub(super) enum Weight {
    Always(Severity),
    /// One of several, of which the second are all that are possible.
    Chosen(Program, Vec<Severity>),
}

impl Weight {
    pub(super) fn possible(&self) -> Vec<Severity> {
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
    pub(super) fn reads(&self) -> impl Iterator<Item = &Reads> {
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

impl Rule {
    pub(super) fn compile_situations(&self) -> Result<Vec<Situation>, RuleError> {
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
