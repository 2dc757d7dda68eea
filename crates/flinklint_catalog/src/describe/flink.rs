//! A key of Flink: an option, another name of one, an option behind a name, or a key that only code reads.

use super::{DefaultIn, KeyDescription, OtherName, TypeIn, merge, ranges};
use crate::declared::{self, FlinkDeclaration};
use crate::flink::{Family, Role, Row, ValueType, alias_rows, rows};
use crate::tables::{FLINK_FAMILIES, FLINK_MINORS};
use crate::{Minors, secret};

pub(super) fn describe(key: &str) -> Option<KeyDescription> {
    let mut described = option(key).or_else(|| behind_a_name(key)).or_else(|| family(key))?;
    described.secret = secret::is_secret(key);
    described.hidden_since = secret::hidden_since(key).map(|version| version.to_string());
    Some(described)
}

/// The word for a type.
fn word(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::Text => "text",
        ValueType::Integer => "int",
        ValueType::Long => "long",
        ValueType::Float | ValueType::Double => "number",
        ValueType::Boolean => "boolean",
        ValueType::Duration => "duration",
        ValueType::MemorySize => "memory size",
        ValueType::Map => "map",
        ValueType::List => "list",
        ValueType::Enum(_) => "enum",
        ValueType::Other => "other",
    }
}

fn types(rows: impl Iterator<Item = (ValueType, Minors)>) -> Vec<TypeIn> {
    let mut all = Vec::new();
    rows.for_each(|(value_type, minors)| merge(&mut all, value_type, minors));
    all.sort_by_key(|&(_, bits)| std::cmp::Reverse(bits));
    all.into_iter()
        .map(|(value_type, bits)| TypeIn {
            name: word(value_type).to_owned(),
            values: if let ValueType::Enum(constants) = value_type { constants.to_vec() } else { Vec::new() },
            versions: ranges(Minors(bits), FLINK_MINORS),
        })
        .collect()
}

fn value(declared: &FlinkDeclaration) -> Option<String> {
    Some(declared.default.get().to_owned()).filter(|default| default != "-")
}

/// Of several declarations, each with the versions in which it counts.
fn declare(described: &mut KeyDescription, mut declared: Vec<(&'static FlinkDeclaration, u16)>) {
    declared.retain(|(_, bits)| *bits != 0);
    declared.sort_by_key(|(_, bits)| std::cmp::Reverse(*bits));
    let mut defaults = Vec::new();
    for (one, bits) in &declared {
        merge(&mut defaults, value(one), Minors(*bits));
    }
    described.defaults = defaults
        .into_iter()
        .map(|(value, bits)| DefaultIn { value, of: None, versions: ranges(Minors(bits), FLINK_MINORS) })
        .collect();
    if let Some((newest, _)) = declared.first() {
        described.class = Some(format!("org.apache.flink.{}", newest.class.get()));
        described.section = Some(newest.section.get().to_owned()).filter(|section| section != "-");
        described.readers = newest.readers.names().map(str::to_owned).collect();
    }
}

fn role(row: &Row) -> &'static str {
    if row.role == Role::Fallback { "fallback" } else { "deprecated" }
}

/// The options that a key sets, each with the versions in which it does: itself where it is one, else what it is an alias of.
fn options_behind(all: &[Row]) -> Vec<(&'static str, u16)> {
    let mut left = u16::MAX;
    let mut options = Vec::new();
    let own = all.iter().filter(|row| row.role == Role::Option).map(|row| (row.key, row.minors.0));
    let stands_for = all.iter().filter(|row| row.role != Role::Option).map(|row| (row.primary, row.minors.0));
    for (option, bits) in own.chain(stands_for) {
        options.push((option, bits & left));
        left &= !bits;
    }
    options
}

fn option(key: &str) -> Option<KeyDescription> {
    let all = rows(key);
    let newest = all.iter().max_by_key(|row| (row.role == Role::Option, row.minors.0))?;
    let (kind, name) = match newest.role {
        Role::Option => ("option", key),
        Role::Fallback => ("fallback name", newest.primary),
        Role::Deprecated => ("deprecated name", newest.primary),
    };
    let mut described = KeyDescription::new("Flink", kind, name);
    let bits = all.iter().fold(0, |bits, row| bits | row.minors.0);
    described.versions = ranges(Minors(bits), FLINK_MINORS);
    let read = options_behind(all);
    let within = |minors: Minors, bits: u16| Minors(minors.0 & bits);
    described.types = types(read.iter().flat_map(|&(option, bits)| {
        let rows = rows(option).iter().filter(|row| row.role == Role::Option);
        rows.map(move |row| (row.value_type, within(row.minors, bits))).filter(|(_, minors)| minors.0 != 0)
    }));
    let declared = read
        .iter()
        .flat_map(|&(option, bits)| declared::flink(option).iter().map(move |one| (one, within(one.minors, bits).0)));
    declare(&mut described, declared.collect());
    if let Some(minors) = declared::deprecated(name) {
        described.deprecated = ranges(minors, FLINK_MINORS);
    }

    let mut names: Vec<((&str, &'static str), u16)> = Vec::new();
    for row in all.iter().filter(|row| row.role != Role::Option) {
        let role = if row.role == Role::Deprecated { "replacement" } else { "fallback of" };
        merge(&mut names, (row.primary, role), row.minors);
    }
    for row in alias_rows(name) {
        merge(&mut names, (row.key, role(row)), row.minors);
    }
    // The asked name itself is no other name of what it stands for.
    described.names = names
        .into_iter()
        .filter(|((other, _), _)| *other != key)
        .map(|((other, role), bits)| OtherName {
            key: other.to_owned(),
            role,
            versions: ranges(Minors(bits), FLINK_MINORS),
        })
        .collect();
    described.notes = families(key).map(note).collect();
    if key.starts_with("$internal.") || key.starts_with("internal.") || key.starts_with("__") {
        described.notes.push("meant for Flink's own use".to_owned());
    }
    Some(described)
}

fn families(key: &str) -> impl Iterator<Item = &'static Family> {
    FLINK_FAMILIES.iter().filter(move |family| family.has(key))
}

fn note(family: &Family) -> String {
    format!("{} ({})", family.note.get(), family.reader.get())
}

fn behind_a_name(key: &str) -> Option<KeyDescription> {
    let found = declared::suffixes(key);
    let pattern = found.first()?.pattern();
    let same = || found.iter().filter(|suffix| suffix.pattern() == pattern);
    let mut described = KeyDescription::new("Flink", "key with a name in it", pattern.as_str());
    let bits = same().fold(0, |bits, suffix| bits | suffix.minors.0);
    described.versions = ranges(Minors(bits), FLINK_MINORS);
    described.types = types(same().map(|suffix| (suffix.value_type, suffix.minors)));
    let declared = declared::flink(&pattern);
    declare(&mut described, declared.iter().map(|one| (one, one.minors.0)).collect());
    // Several classes may read the same key behind a name, each with a default of its own.
    let classes: std::collections::BTreeSet<&str> = declared.iter().map(|one| one.class.get()).collect();
    if classes.len() > 1 {
        described.class = None;
        described.defaults = declared
            .iter()
            .map(|one| DefaultIn {
                value: value(one),
                of: one.class.get().rsplit('.').next().map(str::to_owned),
                versions: ranges(one.minors, FLINK_MINORS),
            })
            .collect();
    }
    described.notes = families(key).map(note).collect();
    described.exact = false;
    Some(described)
}

fn family(key: &str) -> Option<KeyDescription> {
    let family = families(key).max_by_key(|family| family.key.len())?;
    let exact = family.key == key;
    let name = if family.key.ends_with('.') { format!("{}*", family.key) } else { family.key.to_owned() };
    let mut described = KeyDescription::new("Flink", if exact { "key" } else { "family" }, name);
    described.versions = ranges(family.minors, FLINK_MINORS);
    described.readers = declared::readers_of_family(key)
        .map(|readers| readers.names().map(str::to_owned).collect())
        .unwrap_or_default();
    described.notes = vec![note(family)];
    // An entry of a map option belongs to the option.
    let option = family.key.trim_end_matches('.');
    if let Some(whole) = self::option(option).filter(|_| family.key.ends_with('.')) {
        described.readers = whole.readers;
        described.class = whole.class;
        described.section = whole.section;
        described.notes.push(format!("the whole map is the option {option}"));
    }
    described.exact = exact;
    Some(described)
}
