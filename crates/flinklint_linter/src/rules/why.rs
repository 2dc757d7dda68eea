//! Why a rule found nothing: the part of its condition that was not true, with what its facts were. For the authors of rules; a
//! run never asks.

use super::rule::Rule;
use flinklint_expr::model::{Node, Value};
use flinklint_expr::{self as expr, Program, compile_template_under, compile_under};

/// Steps that one part may take.
const STEPS: u32 = 1_000_000;

/// Things that a rule goes over and that are looked into, at most.
const MOST: usize = 1000;

/// How near a rule came to finding something, and what was in the way.
struct Nearest {
    true_parts: usize,
    said: String,
}

/// What was in the way where the rule came nearest, in one sentence. `globals` are the facts that every rule sees.
pub(crate) fn why_not(rule: &Rule, globals: &[Node<'_>]) -> String {
    let mut nearest: Option<Nearest> = None;
    let mut env = globals.to_vec();
    bind(rule, 0, &mut env, &mut MOST.clone(), &mut nearest);
    nearest.map_or_else(|| "there is nothing for the rule to check".to_owned(), |nearest| nearest.said)
}

fn bind<'a>(rule: &Rule, depth: usize, env: &mut Vec<Node<'a>>, left: &mut usize, nearest: &mut Option<Nearest>) {
    let mut keep = |found: Nearest| {
        if nearest.as_ref().is_none_or(|known| known.true_parts < found.true_parts) {
            *nearest = Some(found);
        }
    };
    let bindings = rule.conditions().map_or(&[][..], |conditions| &conditions.bindings);
    let Some(binding) = bindings.get(depth) else {
        keep(condition(rule, env));
        return;
    };
    let said = |state: &str| Nearest {
        // Every binding is as much as a part of the condition, and none that is empty beats one that is not.
        true_parts: depth,
        said: format!("`for {}`: {state}", rule.text.bindings.get(depth).map(AsRef::as_ref).unwrap_or_default()),
    };
    let items: Vec<Node<'a>> =
        match binding.evaluate(env, &mut STEPS.clone(), None).map(|node| (node.value.clone(), node)) {
            Ok((Value::List(items), _)) => (0..items.count()).map(|n| items.item(n)).collect(),
            Ok((Value::Made(items, _), _)) => items.to_vec(),
            Ok((Value::Object(_), node)) => vec![node],
            Ok((Value::Unknown, _)) => return keep(said("it is unknown")),
            Ok(_) => return keep(said("it is null")),
            Err(error) => return keep(said(&error.to_string())),
        };
    if items.is_empty() {
        keep(said("the list is empty"));
    }
    for item in items {
        if *left == 0 {
            return;
        }
        *left -= 1;
        env.push(item);
        bind(rule, depth + 1, env, left, nearest);
        env.pop();
    }
}

/// The first part of the condition that is not true.
fn condition(rule: &Rule, env: &[Node<'_>]) -> Nearest {
    let source = rule.text.when.as_ref();
    let variables = rule.named();
    let mut before: Vec<Program> = Vec::new();
    let depth = rule.text.bindings.len();
    for range in expr::conjuncts(source).unwrap_or_default() {
        let part = source.get(range).unwrap_or_default();
        let under: Vec<&Program> = before.iter().collect();
        let Ok(program) = compile_under(part, &variables, &under) else { continue };
        let state = match program.evaluate(env, &mut STEPS.clone(), None).map(|node| node.value) {
            Ok(Value::Bool(true)) => {
                before.push(program);
                continue;
            }
            Ok(Value::Bool(false)) => "is false".to_owned(),
            Ok(_) => "is unknown".to_owned(),
            Err(error) => error.to_string(),
        };
        let one_line = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let values = values(part, &variables, &under, env);
        let where_it_is = if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
        return Nearest { true_parts: depth + before.len(), said: format!("`{one_line}` {state}{where_it_is}") };
    }
    let said = if rule.text.cases.is_empty() {
        "its condition is true, so its finding is at another place or folded under another finding"
    } else {
        "its condition is true; either none of its cases is, or its finding is at another place or folded"
    };
    Nearest { true_parts: depth + before.len(), said: said.to_owned() }
}

/// The facts that a part names, with their values as far as they can be printed.
fn values(part: &str, variables: &[expr::Variable<'_>], under: &[&Program], env: &[Node<'_>]) -> Vec<String> {
    let mut values = Vec::new();
    for range in expr::paths(part).unwrap_or_default() {
        let path = part.get(range).unwrap_or_default();
        let Ok(template) = compile_template_under(&format!("{{{path}}}"), variables, under) else { continue };
        if let Ok(value) = template.render(env, &mut STEPS.clone()) {
            let shown = match value.as_str() {
                "nothing" => "null",
                "?" => "unknown",
                value => value,
            };
            values.push(format!("{path} is {shown}"));
        }
    }
    values
}
