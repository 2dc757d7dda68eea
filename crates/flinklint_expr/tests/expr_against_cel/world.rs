//! Values that exist twice: as facts for the language of rules, and as values for `cel`.

use super::entropy::Entropy;
use cel::Value as Cel;
use flinklint_expr::model::{Field, Items, Lookup, MapSchema, Node, Object, Place, Schema, Type, Typed, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A value, independent of both.
#[derive(Clone, Debug)]
pub(crate) enum Datum {
    Null,
    Unknown,
    Bool(bool),
    Int(i64),
    Text(String),
    /// Milliseconds; a plain number for `cel`, which is built without durations.
    Span(i64),
    List(List),
    Record(Record),
    Entries(Entries),
}

/// Values by key, of which there may be more.
#[derive(Clone, Debug)]
pub(crate) struct Entries {
    pub(crate) entries: Vec<(&'static str, Datum)>,
    pub(crate) open: bool,
}

static MAP: MapSchema = MapSchema {
    name: "map",
    doc: &[],
    value_type: |key| or_null(if is_number(key) { Type::Int } else { Type::Text }),
    note: |_| None,
};

/// The map of the page of the language.
pub(crate) static PAGE_MAP: MapSchema = MapSchema {
    name: "settings",
    doc: &[],
    value_type: |key| or_null(if key == "timeout" { Type::Duration } else { Type::Text }),
    note: |_| None,
};

impl Lookup for Entries {
    fn schema(&self) -> &'static MapSchema {
        &MAP
    }
    fn get(&self, key: &str) -> Node<'_> {
        let entry = self.entries.iter().find(|(known, _)| *known == key);
        entry.map_or(Node::bare(Value::Null), |(_, value)| value.node())
    }
    fn written(&self, key: &str) -> Node<'_> {
        let node = self.get(key);
        match node.value {
            Value::Int(value) => Node::bare(Value::Text(Cow::Owned(value.to_string()))),
            _ => node,
        }
    }
    fn count(&self) -> usize {
        self.entries.len()
    }
    fn key(&self, position: usize) -> Node<'_> {
        let entry = self.entries.get(position);
        Node::bare(entry.map_or(Value::Null, |(key, _)| Value::Text(Cow::Borrowed(key))))
    }
    fn is_open(&self) -> bool {
        self.open
    }
}

/// A list of which there may be more.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) items: Vec<Datum>,
    pub(crate) open: bool,
}

/// A value with fields.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) schema: &'static Schema,
    pub(crate) fields: Vec<Datum>,
}

impl Items for List {
    fn count(&self) -> usize {
        self.items.len()
    }
    fn item(&self, index: usize) -> Node<'_> {
        self.items.get(index).map_or(Node::bare(Value::Null), Datum::node)
    }
    fn is_open(&self) -> bool {
        self.open
    }
}

impl Object for Record {
    fn schema(&self) -> &'static Schema {
        self.schema
    }
    fn field(&self, index: usize) -> Node<'_> {
        self.fields.get(index).map_or(Node::bare(Value::Null), Datum::node)
    }
    fn place(&self) -> Option<&Place> {
        None
    }
}

impl Datum {
    pub(crate) fn node(&self) -> Node<'_> {
        Node::bare(match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::Int(*value),
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Span(ms) => Value::Duration(*ms),
            Self::List(list) => Value::List(list),
            Self::Record(record) => Value::Object(record),
            Self::Entries(entries) => Value::Map(entries),
        })
    }

    pub(crate) fn cel(&self) -> Cel {
        match self {
            Self::Null | Self::Unknown => Cel::Null,
            Self::Bool(value) => Cel::Bool(*value),
            Self::Int(value) | Self::Span(value) => Cel::Int(*value),
            Self::Text(text) => Cel::String(Arc::new(text.clone())),
            Self::List(list) => Cel::List(Arc::new(list.items.iter().map(Self::cel).collect())),
            Self::Record(record) => {
                let names = record.schema.fields.iter().map(|field| field.name.to_owned());
                let values = record.fields.iter().map(Self::cel);
                Cel::from(names.zip(values).collect::<HashMap<String, Cel>>())
            }
            Self::Entries(map) => {
                let entries = map.entries.iter().map(|(key, value)| ((*key).to_owned(), value.cel()));
                Cel::from(entries.collect::<HashMap<String, Cel>>())
            }
        }
    }

    /// The same with some of it unknown: leaves that cannot be known, lists of which not all is seen.
    pub(crate) fn blurred(&self, entropy: &mut Entropy<'_>) -> Self {
        match self {
            Self::List(list) => {
                let open = entropy.one_in(3);
                let mut items = Vec::new();
                for item in &list.items {
                    if !(open && entropy.one_in(2)) {
                        items.push(item.blurred(entropy));
                    }
                }
                Self::List(List { items, open })
            }
            Self::Record(record) => {
                let fields = record.fields.iter().map(|field| field.blurred(entropy));
                Self::Record(Record { schema: record.schema, fields: fields.collect() })
            }
            Self::Entries(map) => {
                let open = entropy.one_in(3);
                let mut entries = Vec::new();
                for (key, value) in &map.entries {
                    if !(open && entropy.one_in(2)) {
                        entries.push((*key, value.blurred(entropy)));
                    }
                }
                Self::Entries(Entries { entries, open })
            }
            _ if entropy.one_in(3) => Self::Unknown,
            known => known.clone(),
        }
    }
}

fn field(name: &'static str) -> Field {
    Field { name, doc: &[] }
}

const fn always(of: Type) -> Typed {
    Typed { of, nullable: false }
}

const fn or_null(of: Type) -> Typed {
    Typed { of, nullable: true }
}

/// `{host: text, port: int or null}`
pub(crate) fn server_schema() -> &'static Schema {
    static FIELDS: std::sync::LazyLock<[Field; 2]> = std::sync::LazyLock::new(|| [field("host"), field("port")]);
    static SCHEMA: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| Schema {
        name: "server",
        doc: &[],
        fields: &*FIELDS,
        field_type: |index| match index {
            0 => always(Type::Text),
            _ => or_null(Type::Int),
        },
    });
    &SCHEMA
}

/// `{count: int, name: text, maybe: int or null, best: server or null, ports: list of int}`
pub(crate) fn object_schema() -> &'static Schema {
    static FIELDS: std::sync::LazyLock<[Field; 5]> =
        std::sync::LazyLock::new(|| ["count", "name", "maybe", "best", "ports"].map(field));
    static SCHEMA: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(|| Schema {
        name: "object",
        doc: &[],
        fields: &*FIELDS,
        field_type: |index| match index {
            0 => always(Type::Int),
            1 => always(Type::Text),
            2 => or_null(Type::Int),
            3 => or_null(Type::Object(server_schema())),
            _ => always(Type::List(|| always(Type::Int))),
        },
    });
    &SCHEMA
}

/// The variables that expressions are generated over.
pub(crate) fn variables() -> Vec<(&'static str, Typed)> {
    vec![
        ("b", always(Type::Bool)),
        ("n", always(Type::Int)),
        ("m", always(Type::Int)),
        ("s", always(Type::Text)),
        ("t", always(Type::Text)),
        ("d", always(Type::Duration)),
        ("ns", always(Type::List(|| always(Type::Int)))),
        ("ts", always(Type::List(|| always(Type::Text)))),
        ("o", always(Type::Object(object_schema()))),
        ("os", always(Type::List(|| always(Type::Object(server_schema()))))),
        ("kv", always(Type::Map(&MAP))),
    ]
}

/// A value for every variable.
pub(crate) fn values(entropy: &mut Entropy<'_>) -> Vec<Datum> {
    let int = |entropy: &mut Entropy<'_>| Datum::Int(entropy.int());
    let text = |entropy: &mut Entropy<'_>| Datum::Text(entropy.pick(TEXTS).to_owned());
    let maybe = |entropy: &mut Entropy<'_>| {
        if entropy.one_in(3) { Datum::Null } else { Datum::Int(entropy.int()) }
    };
    let server = |entropy: &mut Entropy<'_>| {
        let fields = vec![text(entropy), maybe(entropy)];
        Datum::Record(Record { schema: server_schema(), fields })
    };
    let list = |entropy: &mut Entropy<'_>, item: &dyn Fn(&mut Entropy<'_>) -> Datum| {
        let items = (0..entropy.below(4)).map(|_| item(entropy)).collect();
        Datum::List(List { items, open: false })
    };
    let mut entries = Vec::new();
    for key in KEYS {
        if entropy.one_in(2) {
            entries.push((*key, if is_number(key) { int(entropy) } else { text(entropy) }));
        }
    }
    let best = if entropy.one_in(3) { Datum::Null } else { server(entropy) };
    let fields = vec![int(entropy), text(entropy), maybe(entropy), best, list(entropy, &int)];
    vec![
        Datum::Bool(entropy.one_in(2)),
        int(entropy),
        int(entropy),
        text(entropy),
        text(entropy),
        Datum::Span(entropy.int() * 500),
        list(entropy, &int),
        list(entropy, &text),
        Datum::Record(Record { schema: object_schema(), fields }),
        list(entropy, &server),
        Datum::Entries(Entries { entries, open: false }),
    ]
}

/// Keys of the map; texts of values are among them, so that some are found by accident.
pub(crate) const KEYS: &[&str] = &["a", "ab", "ha", "it's", "high-availability.type"];

/// Whether the value of a key is a number.
pub(crate) fn is_number(key: &str) -> bool {
    matches!(key, "ab" | "it's")
}

/// Texts that values and literals are taken from, so that comparisons are often true.
pub(crate) const TEXTS: &[&str] = &["", "a", "ab", "Ab", "ha", "host-1", "ä", "🐊 x", "it's", "a\\b", "\"\n"];

/// Whether both results are the same value.
pub(crate) fn agree(ours: &Value<'_>, theirs: &Cel) -> bool {
    let all = |items: Vec<Node<'_>>, others: &[Cel]| {
        items.len() == others.len() && items.iter().zip(others).all(|(item, other)| agree(&item.value, other))
    };
    match (ours, theirs) {
        (Value::Null, Cel::Null) => true,
        (Value::Bool(one), Cel::Bool(other)) => one == other,
        (Value::Int(one) | Value::Duration(one), Cel::Int(other)) => one == other,
        (Value::Text(one), Cel::String(other)) => *one == **other,
        (Value::List(list), Cel::List(others)) => {
            !list.is_open() && all((0..list.count()).map(|at| list.item(at)).collect(), others)
        }
        (Value::Made(items, false), Cel::List(others)) => all(items.to_vec(), others),
        _ => false,
    }
}

/// Whether nothing in a value is unknown.
pub(crate) fn is_definite(value: &Value<'_>) -> bool {
    match value {
        Value::Unknown => false,
        Value::List(list) => !list.is_open() && (0..list.count()).all(|at| is_definite(&list.item(at).value)),
        Value::Made(items, open) => !open && items.iter().all(|item| is_definite(&item.value)),
        _ => true,
    }
}
