//! The page of the facts: everything that a rule can name, from the schema that rules are checked against.

use super::{cell, prose};
use flinklint_expr::model::{Schema, Type, Typed};
use flinklint_linter::rules::{Scope, root};

/// A fact, the anchor of its heading, and the fields that lead to it.
struct Described {
    schema: &'static Schema,
    anchor: String,
    from: Vec<(&'static Schema, &'static str)>,
}

pub(crate) fn page() -> String {
    let found = all();
    let mut out = String::from(
        "# Facts\n\n\
         What a deployment means, worked out from all of its files: the names that the conditions of rules are written with \
         ([the language of rules](rule-language.md)). This page is made from the schema that rules are checked against; \
         `flinklint show --facts` prints the facts of a deployment of yours as JSON.\n\n\
         - A rule sees the fields of [deployment](#deployment); one with `scope: fleet` sees those of [fleet](#fleet).\n\
         - Where *may be null* says yes, the value may not be there, and a condition has to ask (`x != null`).\n\
         - Any value may be unknown (a placeholder, the environment); a condition that depends on it is undecided, and the rule \
         is quiet.\n\
         - A *duration* is a number of milliseconds, a *memory size* a number of bytes; both are written with \
         units in rules and messages (`duration('40s')`, `memorySize('1g')`).\n\
         - Values know where they are written, so any of them can be the `at` of a rule.\n",
    );
    for described in &found {
        out += &section(described, &found);
    }
    out
}

/// Every fact that a rule can reach, in the order of reading.
fn all() -> Vec<Described> {
    let mut found = Vec::new();
    for scope in [Scope::Deployment, Scope::Fleet] {
        walk(root(scope), None, &mut found);
    }
    // Facts of two products may bear one name; headings of one text get numbered anchors.
    for n in 0..found.len() {
        let name = found[n].schema.name;
        let before = found[..n].iter().filter(|other| other.schema.name == name).count();
        let suffix = if before == 0 { String::new() } else { format!("-{before}") };
        found[n].anchor = format!("{}{suffix}", name.to_lowercase().replace(' ', "-"));
    }
    found
}

fn walk(schema: &'static Schema, from: Option<(&'static Schema, &'static str)>, found: &mut Vec<Described>) {
    if let Some(known) = found.iter_mut().find(|known| std::ptr::eq(known.schema, schema)) {
        known.from.extend(from);
        return;
    }
    found.push(Described { schema, anchor: String::new(), from: from.into_iter().collect() });
    for (n, field) in schema.fields.iter().enumerate() {
        if let Some(inner) = object((schema.field_type)(n)) {
            walk(inner, Some((schema, field.name)), found);
        }
    }
}

/// The fact that a type consists of, at any depth of lists.
fn object(typed: Typed) -> Option<&'static Schema> {
    match typed.of {
        Type::Object(schema) => Some(schema),
        Type::List(item) => object(item()),
        _ => None,
    }
}

fn link(schema: &'static Schema, found: &[Described]) -> String {
    let described = found.iter().find(|known| std::ptr::eq(known.schema, schema)).unwrap();
    format!("[{}](#{})", schema.name, described.anchor)
}

fn section(described: &Described, found: &[Described]) -> String {
    let schema = described.schema;
    let about: Vec<String> = paragraphs(schema.doc).iter().map(|paragraph| prose(paragraph)).collect();
    let mut out = format!("\n## {}\n\n{}\n", schema.name, about.join("\n\n"));
    if !described.from.is_empty() {
        let from: Vec<String> =
            described.from.iter().map(|(parent, field)| format!("`{field}` of {}", link(parent, found))).collect();
        out += &format!("\nFound in {}.\n", from.join(", "));
    }
    if schema.fields.is_empty() {
        return out;
    }
    out += "\n| field | type | may be null | meaning |\n|---|---|---|---|\n";
    for (n, field) in schema.fields.iter().enumerate() {
        let typed = (schema.field_type)(n);
        out += &format!(
            "| `{}` | {} | {} | {} |\n",
            field.name,
            type_name(typed.of, found),
            if typed.nullable { "yes" } else { "" },
            cell(&paragraphs(field.doc).join(" "))
        );
    }
    out
}

fn type_name(of: Type, found: &[Described]) -> String {
    match of {
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Text => "text".into(),
        Type::Duration => "duration".into(),
        Type::Size => "memory size".into(),
        Type::Object(schema) => link(schema, found),
        Type::List(item) => {
            let item = item();
            let null = if item.nullable { " (may be null)" } else { "" };
            format!("list of {}{null}", type_name(item.of, found))
        }
    }
}

/// Lines of a documentation comment, put together to paragraphs.
fn paragraphs(doc: &[&str]) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in doc.iter().map(|line| line.trim()) {
        match (line.is_empty(), paragraphs.last_mut()) {
            (true, _) => paragraphs.push(String::new()),
            (false, Some(last)) => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(line);
            }
            (false, None) => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[test]
fn every_fact_says_what_it_is() {
    let mut silent = Vec::new();
    for Described { schema, .. } in all() {
        if paragraphs(schema.doc).is_empty() {
            silent.push(schema.name.to_owned());
        }
        let fields = schema.fields.iter().filter(|field| paragraphs(field.doc).is_empty());
        silent.extend(fields.map(|field| format!("{}.{}", schema.name, field.name)));
    }
    assert!(silent.is_empty(), "without documentation: {}", silent.join(", "));
}
