//! The page of the facts: everything that a rule can name, from the schema that rules are checked against.

use super::{cell, prose};
use flinklint_expr::model::{EnumSchema, MapSchema, Schema, Type, Typed};
use flinklint_linter::rules::{Scope, root};

/// A fact or an enumeration, the anchor of its heading, and the fields that lead to it.
struct Described {
    what: What,
    anchor: String,
    from: Vec<(&'static Schema, &'static str)>,
}

#[derive(Clone, Copy)]
enum What {
    Fact(&'static Schema),
    Words(&'static EnumSchema),
    Map(&'static MapSchema),
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Fact(schema) => schema.name,
            Self::Words(schema) => schema.name,
            Self::Map(schema) => schema.name,
        }
    }

    fn doc(self) -> &'static [&'static str] {
        match self {
            Self::Fact(schema) => schema.doc,
            Self::Words(schema) => schema.doc,
            Self::Map(schema) => schema.doc,
        }
    }

    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Fact(one), Self::Fact(other)) => std::ptr::eq(one, other),
            (Self::Words(one), Self::Words(other)) => std::ptr::eq(one, other),
            (Self::Map(one), Self::Map(other)) => std::ptr::eq(one, other),
            _ => false,
        }
    }
}

pub(crate) fn page() -> String {
    let found = all();
    let mut out = String::from(
        "# Facts\n\n\
         What flinklint knows about a deployment from all of its files: the names for the conditions of rules \
         ([the language of rules](rule-language.md)). This page is generated from the schema that rules are checked against; \
         `flinklint show --facts` prints the facts of a deployment as JSON.\n\n\
         - A rule sees the fields of [deployment](#deployment); one with `scope: fleet` sees those of [fleet](#fleet), \
         one with `scope: versions` those of [older versions](#older-versions).\n\
         - If *may be null* is yes, a condition needs a guard (`x != null`).\n\
         - Any value may be unknown (a placeholder, the environment); a condition that depends on it is undecided, and the rule \
         reports nothing.\n\
         - A *duration* is a number of milliseconds, a *memory size* a number of bytes; both are written with \
         units in rules and messages (`duration('40s')`, `memorySize('1g')`).\n\
         - The possible values of an enumeration are listed under its type; a rule that compares it with any other text \
         does not load.\n\
         - Values know their place in a file, so any of them can be the `at` of a rule.\n",
    );
    for described in &found {
        out += &section(described, &found);
    }
    out
}

/// Every fact that a rule can reach, in the order of reading.
fn all() -> Vec<Described> {
    let mut found = Vec::new();
    for scope in [Scope::Deployment, Scope::Fleet, Scope::Versions] {
        walk(What::Fact(root(scope)), None, &mut found);
    }
    found.sort_by_key(|described| matches!(described.what, What::Words(_)));
    // Facts of two products may bear one name; headings of one text get numbered anchors.
    for n in 0..found.len() {
        let name = found[n].what.name();
        let before = found[..n].iter().filter(|other| other.what.name() == name).count();
        let suffix = if before == 0 { String::new() } else { format!("-{before}") };
        found[n].anchor = format!("{}{suffix}", name.to_lowercase().replace(' ', "-"));
    }
    found
}

fn walk(what: What, from: Option<(&'static Schema, &'static str)>, found: &mut Vec<Described>) {
    if let Some(known) = found.iter_mut().find(|known| known.what.is(what)) {
        known.from.extend(from);
        return;
    }
    found.push(Described { what, anchor: String::new(), from: from.into_iter().collect() });
    let What::Fact(schema) = what else { return };
    for (n, field) in schema.fields.iter().enumerate() {
        if let Some(inner) = inside((schema.field_type)(n)) {
            walk(inner, Some((schema, field.name)), found);
        }
    }
}

/// The fact or enumeration that a type consists of, at any depth of lists.
fn inside(typed: Typed) -> Option<What> {
    match typed.of {
        Type::Object(schema) => Some(What::Fact(schema)),
        Type::Enum(schema) => Some(What::Words(schema)),
        Type::Map(schema) => Some(What::Map(schema)),
        Type::List(item) => inside(item()),
        _ => None,
    }
}

fn link(what: What, found: &[Described]) -> String {
    let described = found.iter().find(|known| known.what.is(what)).unwrap();
    format!("[{}](#{})", what.name(), described.anchor)
}

fn section(described: &Described, found: &[Described]) -> String {
    let about: Vec<String> = paragraphs(described.what.doc()).iter().map(|paragraph| prose(paragraph)).collect();
    let mut out = format!("\n## {}\n\n{}\n", described.what.name(), about.join("\n\n"));
    if !described.from.is_empty() {
        let from: Vec<String> = described
            .from
            .iter()
            .map(|(parent, field)| format!("`{field}` of {}", link(What::Fact(parent), found)))
            .collect();
        out += &format!("\nFound in {}.\n", from.join(", "));
    }
    match described.what {
        What::Fact(schema) => out + &fields(schema, found),
        What::Words(schema) => out + &words(schema),
        What::Map(_) => out,
    }
}

fn fields(schema: &'static Schema, found: &[Described]) -> String {
    if schema.fields.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n| field | type | may be null | meaning |\n|---|---|---|---|\n");
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

fn words(schema: &'static EnumSchema) -> String {
    let mut out = String::from("\n| word | meaning |\n|---|---|\n");
    for word in schema.words {
        out += &format!("| `{}` | {} |\n", word.word, cell(&paragraphs(word.doc).join(" ")));
    }
    out
}

fn type_name(of: Type, found: &[Described]) -> String {
    match of {
        Type::Bool => "bool".into(),
        Type::Int => "int".into(),
        Type::Text => "text".into(),
        Type::Enum(schema) => link(What::Words(schema), found),
        Type::Map(schema) => link(What::Map(schema), found),
        Type::Duration => "duration".into(),
        Type::Size => "memory size".into(),
        Type::Object(schema) => link(What::Fact(schema), found),
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
    for Described { what, .. } in all() {
        if paragraphs(what.doc()).is_empty() {
            silent.push(what.name().to_owned());
        }
        match what {
            What::Fact(schema) => {
                let fields = schema.fields.iter().filter(|field| paragraphs(field.doc).is_empty());
                silent.extend(fields.map(|field| format!("{}.{}", schema.name, field.name)));
            }
            What::Words(schema) => {
                let words = schema.words.iter().filter(|word| paragraphs(word.doc).is_empty());
                silent.extend(words.map(|word| format!("{} '{}'", schema.name, word.word)));
            }
            What::Map(_) => {}
        }
    }
    assert!(silent.is_empty(), "without documentation: {}", silent.join(", "));
}
