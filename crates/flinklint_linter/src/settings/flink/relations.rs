//! Options that contradict each other, each value of which is valid alone, and options that another one requires: the code
//! that asks for all of them refuses.

use super::limits;
use super::lookup::Lookup;
use super::{meant, problem};
use crate::settings::{Cause, Problem, ProblemKind, Problems, Setting};
use flinklint_catalog::flink;
use flinklint_catalog::limits::{Condition, Need, Relation, Side, needs, relations};
use flinklint_expr::model::{Known, Located, Maybe};

pub(super) fn judge<'t>(lookup: &Lookup<'_, 't>, problems: &mut Problems<'t>) {
    problems.extend(relations().iter().filter_map(|relation| contradiction(relation, lookup)));
    problems.extend(missing_options(lookup));
}

/// One side of a relation in this version.
struct Measured<'s, 't> {
    value: f64,
    words: String,
    set: Vec<&'s Setting<'t>>,
}

fn term<'s, 't>(names: &[&'static str], lookup: &'s Lookup<'_, 't>) -> Option<Measured<'s, 't>> {
    let option = names.iter().copied().find(|name| flink::is_option(name, lookup.release))?;
    let asked = lookup.of_names(names)?;
    let found = lookup.text(asked);
    let (text, setting) = match &found.known {
        Known::Value(text) => (text.as_ref(), lookup.setting(asked)),
        Known::Absent => (lookup.default_of(asked)?, None),
        Known::Unknown => return None,
    };
    let name = setting.map_or(option, |setting| setting.key.text.as_ref());
    let words = format!("{name} is {text}{}", if setting.is_some() { "" } else { " by default" });
    Some(Measured {
        value: limits::measure(asked.value_type(lookup.release)?, text, lookup)?,
        words,
        set: setting.into_iter().collect(),
    })
}

/// Whether something in the file may be a setting of this side, in some version.
fn mentions(side: &Side, lookup: &Lookup<'_, '_>) -> bool {
    match side {
        Side::Number(_) => false,
        Side::Options(terms) => terms.iter().any(|names| lookup.may_set(names)),
    }
}

fn side<'s, 't>(side: &Side, lookup: &'s Lookup<'_, 't>) -> Option<Measured<'s, 't>> {
    match side {
        Side::Number(number) => Some(Measured { value: *number, words: number.to_string(), set: Vec::new() }),
        Side::Options(terms) => {
            let terms: Option<Vec<_>> = terms.iter().map(|names| term(names, lookup)).collect();
            let terms = terms?;
            Some(Measured {
                value: terms.iter().map(|term| term.value).sum(),
                words: terms.iter().map(|term| term.words.as_str()).collect::<Vec<_>>().join(" and "),
                set: terms.into_iter().flat_map(|term| term.set).collect(),
            })
        }
    }
}

/// What contradicts, where it is certain and at least one of the options is written.
fn contradiction<'t>(relation: &Relation, lookup: &Lookup<'_, 't>) -> Option<Problem<'t>> {
    // Most relations are between options of which none is written, and then nothing has to be known of them.
    if !mentions(&relation.low, lookup) && !mentions(&relation.high, lookup) {
        return None;
    }
    let (low, high) = (side(&relation.low, lookup)?, side(&relation.high, lookup)?);
    let mut set: Vec<_> = low.set.iter().chain(&high.set).copied().collect();
    if low.value <= high.value || set.is_empty() || !flink::holds(relation.minors, lookup.release) {
        return None;
    }
    let when = limits::hold(relation.when, lookup)?;
    set.sort_by_key(|setting| std::cmp::Reverse(setting.key.span.start));
    let (first, rest) = set.split_first()?;
    Some(Problem {
        reason: meant(low.words, &first.place()),
        wanted: meant(high.words, &first.place()),
        others: rest.iter().map(|one| Located::new(one.key.text.clone(), one.place())).collect(),
        other: when.map_or_else(Maybe::absent, |setting| setting.located_key()),
        ..problem(ProblemKind::Contradiction, Cause::Other, first)
    })
}

/// The setting for which one of the names is needed, where none is set.
fn missing<'s, 't>(need: &Need, lookup: &'s Lookup<'_, 't>) -> Option<(&'s Setting<'t>, String)> {
    // What requires it is a line of the file.
    let may_require = |condition: &Condition| match condition.names {
        [prefix] if prefix.ends_with('.') => true,
        names => lookup.may_set(names),
    };
    if !need.when.iter().any(may_require) {
        return None;
    }
    let known: Vec<_> = need.names.iter().copied().filter(|name| flink::is_option(name, lookup.release)).collect();
    let is_absent = |name: &&'static str| {
        lookup.of_names(std::slice::from_ref(name)).is_none_or(|option| lookup.text(option).is_absent())
    };
    if known.is_empty() || !need.names.iter().all(is_absent) {
        return None;
    }
    Some((limits::hold(need.when, lookup)??, known.join(" or ")))
}

/// Options that are certainly not set and that a setting of the file requires, together for each setting.
fn missing_options<'t>(lookup: &Lookup<'_, 't>) -> Vec<Problem<'t>> {
    let mut found: Vec<(&Setting<'t>, String)> = Vec::new();
    for need in needs() {
        let Some((setting, wanted)) = missing(need, lookup) else { continue };
        if !flink::holds(need.minors, lookup.release) {
            continue;
        }
        match found.iter_mut().find(|(other, _)| std::ptr::eq(*other, setting)) {
            Some((_, all)) => *all = format!("{all}; {wanted}"),
            None => found.push((setting, wanted)),
        }
    }
    let problems = found.into_iter().map(|(setting, wanted)| Problem {
        value: meant(setting.value.text.clone(), &setting.place()),
        wanted: meant(wanted, &setting.place()),
        ..problem(ProblemKind::MissingOption, Cause::Other, setting)
    });
    problems.collect()
}
