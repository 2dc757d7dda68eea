//! Parts of an expression that can be asked on their own, to say why the whole is not true. Nothing is evaluated here.

use super::ExprError;
use super::ast::{Ast, Kind};
use super::parse::parse;
use std::ops::Range;

/// The conditions that an expression joins by `&&`, by their bytes in the source.
///
/// # Errors
///
/// A source that is not an expression.
pub fn conjuncts(source: &str) -> Result<Vec<Range<usize>>, ExprError> {
    let ast = parse(source)?;
    Ok(match &ast.kind {
        Kind::And(parts) => parts.iter().map(|part| part.extent.range()).collect(),
        _ => vec![ast.extent.range()],
    })
}

/// The facts that an expression names: its longest paths, by their bytes in the source, each text once. What a macro says of
/// its items is left out.
///
/// # Errors
///
/// A source that is not an expression.
pub fn paths(source: &str) -> Result<Vec<Range<usize>>, ExprError> {
    let mut found: Vec<Range<usize>> = Vec::new();
    collect(&parse(source)?, &mut found);
    let mut texts: Vec<&str> = Vec::new();
    found.retain(|range| {
        let text = source.get(range.clone()).unwrap_or_default();
        let new = !texts.contains(&text);
        texts.push(text);
        new
    });
    Ok(found)
}

fn collect(ast: &Ast<'_>, found: &mut Vec<Range<usize>>) {
    match &ast.kind {
        Kind::Name(_) => found.push(ast.extent.range()),
        Kind::Select(base, _) if is_path(base) => found.push(ast.extent.range()),
        Kind::Select(base, _) => collect(base, found),
        Kind::Index(parts) if is_path(&parts[0]) => found.push(ast.extent.range()),
        Kind::Index(parts) => parts.iter().for_each(|part| collect(part, found)),
        Kind::Not(operand) | Kind::Negate(operand) => collect(operand, found),
        Kind::Binary(_, parts) => parts.iter().for_each(|part| collect(part, found)),
        Kind::And(parts) | Kind::Or(parts) | Kind::List(parts) => parts.iter().for_each(|part| collect(part, found)),
        Kind::Choose(parts) => parts.iter().for_each(|part| collect(part, found)),
        Kind::Call(call) => {
            let is_macro = matches!(call.name.text, "all" | "exists" | "exists_one" | "filter" | "map");
            call.target.iter().for_each(|target| collect(target, found));
            if !is_macro {
                call.arguments.iter().for_each(|argument| collect(argument, found));
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::Text(_) => {}
    }
}

/// Whether it is a name with fields and literal keys or indices behind it.
fn is_path(ast: &Ast<'_>) -> bool {
    match &ast.kind {
        Kind::Name(_) => true,
        Kind::Select(base, _) => is_path(base),
        Kind::Index(parts) => is_path(&parts[0]) && matches!(parts[1].kind, Kind::Int(_) | Kind::Text(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_condition() {
        let source = "a.b != null && (c['k'] == 'x' || size(d[0].e) > 2) && l.exists(x, x.y == a.b)";
        let texts = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|range| &source[range]).collect::<Vec<_>>();
        assert_eq!(
            texts(conjuncts(source).unwrap()),
            ["a.b != null", "(c['k'] == 'x' || size(d[0].e) > 2)", "l.exists(x, x.y == a.b)"]
        );
        assert_eq!(texts(paths(source).unwrap()), ["a.b", "c['k']", "d[0].e", "l"]);
    }
}
