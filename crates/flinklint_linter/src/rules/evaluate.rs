//! Rules over facts: findings with places, the number of conditions that could not be decided, and nothing else.

use super::compile::{Conditions, Origin, Rule, RuleError, Situation, Weight};
use super::text::{RuleId, Scope};
use super::{RuleIndex, numbered};
use crate::findings::{Finding, Label, Severity};
use flinklint_expr::model::{Node, Object, Place, Value};
use flinklint_expr::{EvalError, Program};
use flinklint_syntax::source::Span;
use std::collections::BTreeMap;

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

fn failure(rule: &Rule, why: FailureReason) -> RuleFailure {
    RuleFailure { rule: rule.id().clone(), origin: rule.origin().clone(), why }
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
        evaluate_into(&mut outcome, rule, index, &globals);
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
    evaluate_into(&mut outcome, rule, index, globals);
    outcome
}

fn evaluate_into(outcome: &mut Outcome, rule: &Rule, index: RuleIndex, globals: &[Node<'_>]) {
    if rule.is_idle(globals) {
        return;
    }
    let before = outcome.findings.len();
    let mut env = globals.to_vec();
    let conditions = rule.conditions().map_err(|error| failure(rule, FailureReason::Wording(Box::new(error))));
    let result = conditions.and_then(|conditions| bind(rule, conditions, index, 0, &mut env, outcome));
    if let Err(failure) = result {
        outcome.failures.push(failure);
    }
    if outcome.findings.len() - before > MOST_FINDINGS {
        outcome.findings.truncate(before + MOST_FINDINGS);
        outcome.cut += 1;
    }
}

/// Whether the rule has said more than anybody reads.
fn is_full(index: RuleIndex, outcome: &Outcome) -> bool {
    let enough = outcome.findings.len().checked_sub(MOST_FINDINGS + 1).and_then(|n| outcome.findings.get(n));
    enough.is_some_and(|finding| finding.rule == index)
}

fn bind<'a>(
    rule: &Rule,
    conditions: &Conditions,
    index: RuleIndex,
    depth: usize,
    env: &mut Vec<Node<'a>>,
    outcome: &mut Outcome,
) -> Result<(), RuleFailure> {
    if is_full(index, outcome) {
        return Ok(());
    }
    let mut steps = STEPS;
    let Some(binding) = conditions.bindings.get(depth) else {
        return judge(rule, conditions, index, env, &mut steps, outcome);
    };
    let list = run(rule, binding, env, &mut steps)?;
    let mut each = |item: Node<'a>| {
        env.push(item);
        let result = bind(rule, conditions, index, depth + 1, env, outcome);
        env.pop();
        result
    };
    match list.value {
        Value::List(items) => (0..items.count()).try_for_each(|n| each(items.item(n))),
        Value::Made(items, _) => items.iter().try_for_each(|item| each(item.clone())),
        Value::Object(_) => each(list),
        Value::Unknown => undecided(rule, binding, index, env, &mut steps, outcome),
        _ => Ok(()),
    }
}

/// Counts a condition whose answer is not in the files, and keeps what it read where that was asked for.
fn undecided<'a>(
    rule: &Rule,
    program: &Program,
    index: RuleIndex,
    env: &[Node<'a>],
    steps: &mut u32,
    outcome: &mut Outcome,
) -> Result<(), RuleFailure> {
    outcome.undecided += 1;
    let Some(open) = &mut outcome.open else { return Ok(()) };
    let mut read: Vec<&'a Place> = Vec::new();
    program.evaluate(env, steps, Some(&mut read)).map_err(|error| failure(rule, FailureReason::Evaluation(error)))?;
    let mut places: Vec<Span> = read.into_iter().filter_map(Place::span).collect();
    places.sort();
    places.dedup();
    places.truncate(MOST_PLACES);
    open.push(OpenRule { rule: index, places });
    Ok(())
}

fn run<'a>(rule: &Rule, program: &Program, env: &[Node<'a>], steps: &mut u32) -> Result<Node<'a>, RuleFailure> {
    program.evaluate(env, steps, None).map_err(|error| failure(rule, FailureReason::Evaluation(error)))
}

fn judge<'a>(
    rule: &Rule,
    conditions: &Conditions,
    index: RuleIndex,
    env: &[Node<'a>],
    steps: &mut u32,
    outcome: &mut Outcome,
) -> Result<(), RuleFailure> {
    match run(rule, &conditions.when, env, steps)?.value {
        Value::Bool(true) => {}
        Value::Unknown => return undecided(rule, &conditions.when, index, env, steps, outcome),
        _ => return Ok(()),
    }
    let situations = rule.situations().map_err(|error| failure(rule, FailureReason::Wording(Box::new(error))))?;
    for (case, situation) in situations.iter().enumerate() {
        if let Some(condition) = &situation.when {
            match run(rule, condition, env, steps)?.value {
                Value::Bool(true) => {}
                Value::Unknown => {
                    undecided(rule, condition, index, env, steps, outcome)?;
                    continue;
                }
                _ => continue,
            }
        }
        outcome.findings.push(word(rule, (&conditions.when, situation), index, case, env, steps)?);
        return Ok(());
    }
    Ok(())
}

/// Makes the finding of a rule that fired.
fn word<'a>(
    rule: &Rule,
    (when, situation): (&Program, &Situation),
    index: RuleIndex,
    case: usize,
    env: &[Node<'a>],
    steps: &mut u32,
) -> Result<Finding, RuleFailure> {
    let broken = |error| failure(rule, FailureReason::Evaluation(error));
    let mut labels = Vec::new();
    for place in first_present(rule, &situation.at, env, steps)? {
        labels.push(Label { span: place.0, key: place.1, text: String::new() });
    }
    if labels.is_empty() {
        return Err(failure(rule, FailureReason::Nowhere));
    }
    let mut labels = each_once(labels);
    let primary = labels.len();
    for (at, say) in situation.related.iter() {
        let places = first_present(rule, at, env, steps)?;
        if !places.is_empty() {
            let text = say.render(env, steps).map_err(broken)?;
            labels.extend(places.into_iter().map(|(span, key)| Label { span, key, text: text.clone() }));
        }
    }
    let message = situation.message.render(env, steps).map_err(broken)?;
    let help = situation.help.as_ref().map(|help| help.render(env, steps)).transpose().map_err(broken)?;
    let severity = weigh(rule, &situation.weight, env, steps)?;
    let conditions: Vec<&Program> = std::iter::once(when).chain(&situation.when).collect();
    let labels = each_once(labels);
    Ok(Finding {
        rule: index,
        case,
        severity,
        message,
        help,
        labels,
        primary,
        fix: None,
        rests_on: lost_lines(&conditions, env, steps).map_err(broken)?,
        versions: None,
    })
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

/// The places of the first alternative that is in a file: one, or those of a list.
fn first_present(
    rule: &Rule,
    alternatives: &[Program],
    env: &[Node<'_>],
    steps: &mut u32,
) -> Result<Vec<(Span, Option<Span>)>, RuleFailure> {
    for program in alternatives {
        let mut places = Vec::new();
        collect(&run(rule, program, env, steps)?, &mut places);
        if !places.is_empty() {
            return Ok(places);
        }
    }
    Ok(Vec::new())
}

fn collect(node: &Node<'_>, places: &mut Vec<(Span, Option<Span>)>) {
    if places.len() >= MOST_PLACES {
        return;
    }
    if let Some(place) = node.place
        && let Some(span) = place.span()
    {
        places.push((span, place.key));
        return;
    }
    match &node.value {
        Value::List(items) => (0..items.count()).for_each(|n| collect(&items.item(n), places)),
        Value::Made(items, _) => items.iter().for_each(|item| collect(item, places)),
        Value::Object(object) => {
            if let Some((span, key)) = object.place().and_then(|place| Some((place.span()?, place.key))) {
                places.push((span, key));
            }
        }
        _ => {}
    }
}

/// The severity of a finding. Where it depends on something that nobody here can know, the lowest one that is possible.
fn weigh(rule: &Rule, weight: &Weight, env: &[Node<'_>], steps: &mut u32) -> Result<Severity, RuleFailure> {
    match weight {
        Weight::Always(severity) => Ok(*severity),
        Weight::Chosen(program, possible) => {
            let chosen = match run(rule, program, env, steps)?.value {
                Value::Text(word) => Severity::of_word(&word),
                _ => None,
            };
            Ok(chosen.or(possible.first().copied()).unwrap_or(Severity::Info))
        }
    }
}

/// The lost lines behind what the conditions read, and behind what the rule goes over.
fn lost_lines<'a>(conditions: &[&Program], env: &[Node<'a>], steps: &mut u32) -> Result<Vec<Span>, EvalError> {
    let mut read: Vec<&'a Place> = Vec::new();
    for condition in conditions {
        condition.evaluate(env, steps, Some(&mut read))?;
    }
    read.extend(env.iter().filter_map(|bound| bound.place));
    let mut lost: Vec<Span> = read.into_iter().filter_map(|place| place.lost).collect();
    lost.sort();
    lost.dedup();
    Ok(lost)
}
