//! Rules over facts: findings with places, the number of conditions that could not be decided, and nothing else.

use super::error::RuleError;
use super::rule::{Conditions, Origin, Rule};
use super::situation::{Situation, Weight};
use super::text::{RuleId, Scope};
use super::{RuleIndex, numbered};
use crate::findings::{Finding, Label, Severity};
use flinklint_expr::model::{Node, Object, Place, Value};
use flinklint_expr::{EvalError, Program, Template};
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Steps that one rule may take on one thing that it judges: far beyond any sensible rule, and well below a second.
const STEPS: u32 = 10_000_000;

/// Findings of one rule in one deployment, at most. Nobody reads more, and a file of a million bad lines must not fill the
/// memory.
const MOST_FINDINGS: usize = 500;

/// Why a rule gave no answer. This is a fault of the rule, never of the deployment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule}{}: {why}", .origin.in_parentheses())]
pub struct RuleFailure {
    /// The rule.
    pub rule: RuleId,
    /// Where it comes from: who wrote it has to correct it.
    pub origin: Origin,
    /// What happened.
    pub why: FailureReason,
}

/// Why a rule gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FailureReason {
    /// Its wording does not compile.
    #[error("{0}")]
    Wording(Box<RuleError>),
    /// Its evaluation broke off.
    #[error("{0}")]
    Evaluation(EvalError),
    /// It fired and none of its places is in a file.
    #[error("its condition is true, but none of the places in `at` is in a file")]
    Nowhere,
}

impl Origin {
    fn in_parentheses(&self) -> String {
        match self {
            Self::BuiltIn => String::new(),
            Self::File(path) => format!(" ({path})"),
        }
    }
}

/// A rule that was left undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRule {
    /// The rule.
    pub rule: RuleIndex,
    /// The places that its condition read.
    pub places: Vec<Span>,
}

/// What the rules made of one deployment.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings in the order of the rules.
    pub findings: Vec<Finding>,
    /// Conditions that were neither true nor false.
    pub undecided: usize,
    /// The rules of these conditions; none unless that was asked for.
    pub open: Option<Vec<OpenRule>>,
    /// Rules whose further findings were left out.
    pub cut: usize,
    /// Rules that gave no answer.
    pub failures: Vec<RuleFailure>,
}

impl Outcome {
    /// Whether more of a rule was read than its condition: what it finds, and whether it does in one of its cases.
    pub(crate) fn reads_wording(&self) -> bool {
        !self.findings.is_empty() || self.undecided > 0 || !self.failures.is_empty()
    }
}

/// Places that one expression gives to a finding, at most.
const MOST_PLACES: usize = 20;

/// Evaluates rules over the fields of `root`.
pub fn evaluate(rules: &[Rule], scope: Scope, root: &dyn Object) -> Outcome {
    let globals = globals(root);
    let mut outcome = Outcome::default();
    for (index, rule) in numbered(rules).filter(|(_, rule)| rule.text.scope == scope) {
        Evaluation::new(rule, index, &mut outcome).run(&globals);
    }
    outcome
}

/// What the variables of every rule of a scope stand for.
pub(crate) fn globals(root: &dyn Object) -> Vec<Node<'_>> {
    (0..root.schema().fields.len()).map(|n| root.field(n)).collect()
}

/// Evaluates one rule. To name it where it is left undecided, every condition without an answer is evaluated again for what
/// it reads.
pub(crate) fn evaluate_one(rule: &Rule, index: RuleIndex, globals: &[Node<'_>], name_undecided: bool) -> Outcome {
    let mut outcome = Outcome { open: name_undecided.then(Vec::new), ..Outcome::default() };
    Evaluation::new(rule, index, &mut outcome).run(globals);
    outcome
}

/// One rule over one deployment.
struct Evaluation<'r, 'o> {
    rule: &'r Rule,
    index: RuleIndex,
    outcome: &'o mut Outcome,
    /// Findings that were there before.
    before: usize,
    /// Steps that are left for the thing that is judged.
    steps: u32,
}

impl<'r, 'o> Evaluation<'r, 'o> {
    fn new(rule: &'r Rule, index: RuleIndex, outcome: &'o mut Outcome) -> Self {
        let before = outcome.findings.len();
        Self { rule, index, outcome, before, steps: STEPS }
    }

    fn run(mut self, globals: &[Node<'_>]) {
        if self.rule.is_idle(globals) {
            return;
        }
        let conditions = self.rule.conditions().map_err(|error| self.failure(FailureReason::Wording(Box::new(error))));
        if let Err(failure) = conditions.and_then(|conditions| self.bind(conditions, 0, &mut globals.to_vec())) {
            self.outcome.failures.push(failure);
        }
        if self.is_full() {
            self.outcome.findings.truncate(self.before + MOST_FINDINGS);
            self.outcome.cut += 1;
        }
    }

    /// Whether the rule has said more than anybody reads.
    fn is_full(&self) -> bool {
        self.outcome.findings.len() - self.before > MOST_FINDINGS
    }

    fn failure(&self, why: FailureReason) -> RuleFailure {
        RuleFailure { rule: self.rule.id().clone(), origin: self.rule.origin().clone(), why }
    }

    fn broken(&self, error: EvalError) -> RuleFailure {
        self.failure(FailureReason::Evaluation(error))
    }

    fn value<'a>(&mut self, program: &Program, env: &[Node<'a>]) -> Result<Node<'a>, RuleFailure> {
        program.evaluate(env, &mut self.steps, None).map_err(|error| self.broken(error))
    }

    fn text(&mut self, template: &Template, env: &[Node<'_>]) -> Result<String, RuleFailure> {
        template.render(env, &mut self.steps).map_err(|error| self.broken(error))
    }

    fn shared_text(&mut self, template: &Template, env: &[Node<'_>]) -> Result<Arc<str>, RuleFailure> {
        template.shared(env, &mut self.steps).map_err(|error| self.broken(error))
    }

    /// Binds what the rule goes over, from the variable of this number on, and judges each combination.
    fn bind<'a>(&mut self, conditions: &Conditions, number: usize, env: &mut Vec<Node<'a>>) -> Result<(), RuleFailure> {
        if self.is_full() {
            return Ok(());
        }
        self.steps = STEPS;
        let Some(binding) = conditions.bindings.get(number) else {
            return self.judge(conditions, env);
        };
        let list = self.value(binding, env)?;
        let mut each = |item: Node<'a>| {
            env.push(item);
            let result = self.bind(conditions, number + 1, env);
            env.pop();
            result
        };
        match list.value {
            Value::List(items) => (0..items.count()).try_for_each(|n| each(items.item(n))),
            Value::Made(items, _) => items.iter().try_for_each(|item| each(item.clone())),
            Value::Object(_) => each(list),
            Value::Unknown => self.undecided(binding, env),
            _ => Ok(()),
        }
    }

    /// Counts a condition whose answer is not in the files, and keeps what it read where that was asked for.
    fn undecided<'a>(&mut self, condition: &Program, env: &[Node<'a>]) -> Result<(), RuleFailure> {
        self.outcome.undecided += 1;
        if self.outcome.open.is_none() {
            return Ok(());
        }
        let mut read: Vec<&'a Place> = Vec::new();
        condition.evaluate(env, &mut self.steps, Some(&mut read)).map_err(|error| self.broken(error))?;
        let mut places: Vec<Span> = read.into_iter().filter_map(Place::span).collect();
        places.sort();
        places.dedup();
        places.truncate(MOST_PLACES);
        self.outcome.open.get_or_insert_default().push(OpenRule { rule: self.index, places });
        Ok(())
    }

    fn judge(&mut self, conditions: &Conditions, env: &[Node<'_>]) -> Result<(), RuleFailure> {
        match self.value(&conditions.when, env)?.value {
            Value::Bool(true) => {}
            Value::Unknown => return self.undecided(&conditions.when, env),
            _ => return Ok(()),
        }
        let situations =
            self.rule.situations().map_err(|error| self.failure(FailureReason::Wording(Box::new(error))))?;
        for (case, situation) in situations.iter().enumerate() {
            if let Some(condition) = &situation.when {
                match self.value(condition, env)?.value {
                    Value::Bool(true) => {}
                    Value::Unknown => {
                        self.undecided(condition, env)?;
                        continue;
                    }
                    _ => continue,
                }
            }
            let finding = self.finding(&conditions.when, case, situation, env)?;
            self.outcome.findings.push(finding);
            return Ok(());
        }
        Ok(())
    }

    /// The finding of the rule where it fires.
    fn finding(
        &mut self,
        when: &Program,
        case: usize,
        situation: &Situation,
        env: &[Node<'_>],
    ) -> Result<Finding, RuleFailure> {
        let mut labels = each_once(self.places(&situation.at, env)?);
        if labels.is_empty() {
            return Err(self.failure(FailureReason::Nowhere));
        }
        let primary = labels.len();
        for (at, say) in situation.related.iter() {
            let places = self.places(at, env)?;
            if !places.is_empty() {
                let text = self.text(say, env)?;
                labels.extend(places.into_iter().map(|label| Label { text: text.clone(), ..label }));
            }
        }
        let conditions: Vec<&Program> = std::iter::once(when).chain(&situation.when).collect();
        Ok(Finding {
            rule: self.index,
            case,
            message: self.text(&situation.message, env)?,
            help: situation.help.as_ref().map(|help| self.shared_text(help, env)).transpose()?,
            severity: self.severity(&situation.weight, env)?,
            labels: each_once(labels),
            primary,
            fix: None,
            rests_on: self.lost_lines(&conditions, env)?,
            versions: None,
        })
    }

    /// The places of the first alternative that is in a file: one, or those of a list.
    fn places(&mut self, alternatives: &[Program], env: &[Node<'_>]) -> Result<Vec<Label>, RuleFailure> {
        for program in alternatives {
            let mut places = Vec::new();
            collect(&self.value(program, env)?, &mut places);
            if !places.is_empty() {
                return Ok(places);
            }
        }
        Ok(Vec::new())
    }

    /// The severity of a finding. Where it depends on something that nobody here can know, the lowest one that is possible.
    fn severity(&mut self, weight: &Weight, env: &[Node<'_>]) -> Result<Severity, RuleFailure> {
        match weight {
            Weight::Always(severity) => Ok(*severity),
            Weight::Chosen(program, possible) => {
                let chosen = match self.value(program, env)?.value {
                    Value::Text(word) => Severity::of_word(&word),
                    _ => None,
                };
                Ok(chosen.or(possible.first().copied()).unwrap_or(Severity::Info))
            }
        }
    }

    /// The lost lines behind what the conditions read, and behind what the rule goes over.
    fn lost_lines<'a>(&mut self, conditions: &[&Program], env: &[Node<'a>]) -> Result<Vec<Span>, RuleFailure> {
        let mut read: Vec<&'a Place> = Vec::new();
        for condition in conditions {
            condition.evaluate(env, &mut self.steps, Some(&mut read)).map_err(|error| self.broken(error))?;
        }
        read.extend(env.iter().filter_map(|bound| bound.place));
        let mut lost: Vec<Span> = read.into_iter().filter_map(|place| place.lost).collect();
        lost.sort();
        lost.dedup();
        Ok(lost)
    }
}

/// Every place once; what is said of it again is said of the first, unless that is the primary one.
fn each_once(labels: Vec<Label>) -> Vec<Label> {
    let mut known: BTreeMap<Span, usize> = BTreeMap::new();
    let mut once: Vec<Label> = Vec::with_capacity(labels.len());
    for label in labels {
        let n = *known.entry(label.span).or_insert(once.len());
        match once.get_mut(n) {
            Some(first) if n > 0 && first.text.is_empty() => first.text = label.text,
            Some(_) => {}
            None => once.push(label),
        }
    }
    once
}

/// The places of a value, as labels without a text.
fn collect(node: &Node<'_>, labels: &mut Vec<Label>) {
    if labels.len() >= MOST_PLACES {
        return;
    }
    let label = |place: &Place| Some(Label { span: place.span()?, key: place.key, text: String::new() });
    if let Some(label) = node.place.and_then(label) {
        labels.push(label);
        return;
    }
    match &node.value {
        Value::List(items) => (0..items.count()).for_each(|n| collect(&items.item(n), labels)),
        Value::Made(items, _) => items.iter().for_each(|item| collect(item, labels)),
        Value::Object(object) => labels.extend(object.place().and_then(label)),
        _ => {}
    }
}
