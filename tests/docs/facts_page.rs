//! The page of the facts: everything that a rule can name, from the schema that rules are checked against.

use super::{cell, prose};
use flinklint::facts::model::{Schema, Type, Typed};
use flinklint::rules::root;

/// A fact, and the fields that lead to it.
struct Described {
    schema: &'static Schema,
    from: Vec<String>,
}

pub(crate) fn page() -> String {
    let mut found = Vec::new();
    for fleet in [false, true] {
        walk(root(fleet), None, &mut found);
    }
    let mut out = String::from(
        "# Facts\n\n\
         What a deployment means, worked out from all of its files: the names that the conditions of rules are written with \
         ([the language of rules](rule-language.md)). This page is made from the schema that rules are checked against; \
         `flinklint show --facts` prints the facts of a deployment of yours as JSON.\n\n\
         - A rule sees the fields of [deployment](#deployment); one with `scope: fleet` sees those of [fleet](#fleet).\n\
         - Where *may be null* says yes, the value may not be there, and a condition has to ask (`x != null`).\n\
         - Any value may be unknown (a placeholder, the environment); a condition over it is then undecided, and the rule is quiet.\n\
         - A *duration* is a number of milliseconds, a *memory size* a number of bytes; both are written with \
         units in rules and messages (`duration('40s')`, `memorySize('1g')`).\n\
         - Values know where they are written, so any of them can be the `at` of a rule.\n",
    );
    for described in &found {
        out += &section(described);
    }
    out
}

fn walk(schema: &'static Schema, from: Option<String>, found: &mut Vec<Described>) {
    if let Some(known) = found.iter_mut().find(|known| std::ptr::eq(known.schema, schema)) {
        known.from.extend(from);
        return;
    }
    assert!(
        found.iter().all(|known| known.schema.name != schema.name),
        "two facts have the name '{}', which is an anchor on their page",
        schema.name
    );
    found.push(Described { schema, from: from.into_iter().collect() });
    for (n, field) in schema.fields.iter().enumerate() {
        if let Some(inner) = object((schema.field_type)(n)) {
            walk(inner, Some(format!("[{}](#{}).`{}`", schema.name, anchor(schema.name), field.name)), found);
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

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

fn section(described: &Described) -> String {
    let schema = described.schema;
    let about: Vec<String> = paragraphs(schema.doc).iter().map(|paragraph| prose(paragraph)).collect();
    let mut out = format!("\n## {}\n\n{}\n", schema.name, about.join("\n\n"));
    if !described.from.is_empty() {
        out += &format!("\nIn {}.\n", described.from.join(", "));
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
            type_name(typed.of),
            if typed.nullable { "yes" } else { "" },
            cell(&paragraphs(field.doc).join(" "))
        );
    }
    out
}

fn type_name(of: Type) -> String {
    match of {
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Text => "text".into(),
        Type::Duration => "duration".into(),
        Type::Size => "memory size".into(),
        Type::Object(schema) => format!("[{}](#{})", schema.name, anchor(schema.name)),
        Type::List(item) => {
            let item = item();
            let null = if item.nullable { " (may be null)" } else { "" };
            format!("list of {}{null}", type_name(item.of))
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
    let mut found = Vec::new();
    for fleet in [false, true] {
        walk(root(fleet), None, &mut found);
    }
    let mut silent = Vec::new();
    for Described { schema, .. } in &found {
        if paragraphs(schema.doc).is_empty() {
            silent.push(schema.name.to_owned());
        }
        let fields = schema.fields.iter().filter(|field| paragraphs(field.doc).is_empty());
        silent.extend(fields.map(|field| format!("{}.{}", schema.name, field.name)));
    }
    assert!(silent.is_empty(), "without documentation: {}", silent.join(", "));
}
