//! A JSON Schema (draft 2020-12) of Flink's `config.yaml`, for one version.
//!
//! The file may write a key flat, nested, or partly nested, so every option and every group of options stands in each of its
//! ancestors under the rest of its path. Whatever Flink accepts the schema accepts: keys that it does not know, a number for a text, a
//! mapping where an option has a name for itself alone. What it refuses is a value that the option's type does not parse, and
//! null, which Flink takes nowhere.

mod types;

use super::declared;
use super::flink::{Role, Row, ValueType};
use super::tables::{FLINK_FAMILIES, FLINK_MINORS, FLINK_OPTIONS, FLINK_SUFFIXES};
use crate::content::Content;
use crate::option;
use crate::version::{Product, Release, Version, VersionRange};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The oldest version that reads `config.yaml`.
pub const OLDEST: Version = Version::new(1, 19);

type Properties = BTreeMap<String, Value>;

/// The schema under construction.
struct Schema {
    release: Release,
    /// `$defs` by name.
    defs: Map<String, Value>,
    /// What stands below each group of options (the root is the empty one): by the rest of the path.
    groups: BTreeMap<String, Properties>,
    /// The same for paths with a name in them, by pattern.
    patterns: BTreeMap<String, Properties>,
    /// Groups whose members are names that people choose, with the definition of what stands below such a name.
    named: BTreeMap<String, String>,
}

/// The schema for the minor of a version that reads `config.yaml`.
pub fn config_yaml(version: Version) -> Value {
    let mut schema = Schema {
        release: Release::new(version, &VersionRange::exactly(version, "stated")),
        defs: types::definitions(version),
        groups: BTreeMap::from([(String::new(), Properties::new())]),
        patterns: BTreeMap::new(),
        named: BTreeMap::new(),
    };
    schema.options();
    schema.names();
    schema.families();
    schema.finish(version)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// A text as a pattern. JSON Schema's dialect of regular expressions allows no backslash before any other character.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\^$.*+?()[]{}|/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The groups that a key stands in, the root first, each with the rest of its path.
fn ancestors(key: &str) -> impl Iterator<Item = (&str, &str)> {
    let inner = key
        .match_indices('.')
        .map(|(at, _)| key.split_at(at))
        .map(|(group, rest)| (group, rest.trim_start_matches('.')));
    std::iter::once(("", key)).chain(inner)
}

/// What a value is: more than its type says, where the catalogue knows more.
fn words_of(row: &Row, release: &Release) -> Cow<'static, str> {
    let words = match row.value_type {
        ValueType::Text | ValueType::Other => {
            let content = option::exact(Product::Flink, row.key).map(|found| found.option.content(release));
            return match content {
                None | Some(Content::Unknown | Content::Text | Content::FreeText) => {
                    if row.value_type == ValueType::Other { "value" } else { "text" }.into()
                }
                Some(Content::Mode(words, _)) => format!("one of {}", words.join(", ")).into(),
                Some(Content::ModeOrClass(words, _)) => format!("one of {}, or a class", words.join(", ")).into(),
                Some(other) => other.as_str().into(),
            };
        }
        ValueType::Integer | ValueType::Long => "whole number",
        ValueType::Float | ValueType::Double => "number",
        ValueType::Boolean => "true or false",
        ValueType::Duration => "duration, as in 30 s",
        ValueType::MemorySize => "memory size, as in 1600 mb",
        ValueType::Map => "map",
        ValueType::List => "list",
        ValueType::Enum(_) => "one of a few words",
    };
    words.into()
}

impl Schema {
    fn holds(&self, row: &Row) -> bool {
        row.minors.hold(FLINK_MINORS, &self.release)
    }

    /// Every option and every other name of one, and the groups that they stand in.
    fn options(&mut self) {
        let mut rows: BTreeMap<&'static str, &'static Row> = BTreeMap::new();
        for row in FLINK_OPTIONS.iter().filter(|row| self.holds(row) && !row.key.starts_with(['$', '_'])) {
            let known = rows.entry(row.key).or_insert(row);
            if row.role == Role::Option {
                *known = row;
            }
        }
        for family in FLINK_FAMILIES.iter().filter(|family| !family.key.ends_with('.')) {
            if family.minors.hold(FLINK_MINORS, &self.release) && !rows.contains_key(family.key) {
                self.defs.insert(
                    format!("o.{}", family.key),
                    types::described(reference("t.any"), "Read by code or by a script alone."),
                );
                self.add(family.key, true);
            }
        }
        for (key, row) in &rows {
            let definition = if row.role == Role::Option { self.option(row) } else { self.other_name(row, &rows) };
            self.defs.insert(format!("o.{key}"), definition);
        }
        for key in rows.keys() {
            self.add(key, true);
        }
    }

    fn option(&self, row: &Row) -> Value {
        let mut definition = types::of(row.value_type);
        let declared = declared::flink(row.key).iter().find(|one| one.minors.hold(FLINK_MINORS, &self.release));
        let mut description = words_of(row, &self.release).into_owned();
        if let Some(declared) = declared {
            let readers: Vec<&str> = declared.readers.names().collect();
            description += &format!("; read by {}", readers.join(", "));
            if let Some(default) = types::default(row.value_type, declared.default.get()) {
                definition["default"] = default;
            }
        }
        if declared::deprecated(row.key).is_some_and(|minors| minors.hold(FLINK_MINORS, &self.release)) {
            definition["deprecated"] = json!(true);
        }
        types::described(definition, &description)
    }

    /// Another name takes the values of its option; one that stands for several takes any.
    fn other_name(&self, row: &Row, rows: &BTreeMap<&'static str, &'static Row>) -> Value {
        let stands_for: BTreeSet<&str> = FLINK_OPTIONS
            .iter()
            .filter(|other| other.key == row.key && self.holds(other) && !other.primary.is_empty())
            .map(|other| other.primary)
            .collect();
        let only = match stands_for.first() {
            Some(only) if stands_for.len() == 1 => rows.get(only).filter(|option| option.role == Role::Option),
            _ => None,
        };
        let mut definition = only.map_or_else(|| reference("t.any"), |option| types::of(option.value_type));
        let names = stands_for.into_iter().collect::<Vec<_>>().join(", ");
        if row.role == Role::Deprecated {
            definition["deprecated"] = json!(true);
            types::described(definition, &format!("Old name of {names}."))
        } else {
            types::described(definition, &format!("Read where {names} is not set."))
        }
    }

    /// Puts a key, or a group of keys, into every group above it.
    fn add(&mut self, key: &str, is_option: bool) {
        for (group, rest) in ancestors(key) {
            if !group.is_empty() && !self.groups.contains_key(group) {
                self.groups.insert(group.to_owned(), Properties::new());
                self.add(group, false);
            }
            let entry = self.groups.entry(group.to_owned()).or_default().entry(rest.to_owned());
            let own = reference(&format!("{}.{key}", if is_option { "o" } else { "g" }));
            match entry {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(own)),
                // An option that is the beginning of others.
                std::collections::btree_map::Entry::Occupied(mut entry) if *entry.get() != own => {
                    let both = json!({ "allOf": [entry.get(), own] });
                    entry.insert(both);
                }
                std::collections::btree_map::Entry::Occupied(_) => {}
            }
        }
    }

    /// Options behind a name that people choose. Several classes may read the same key, so that none of their types decides.
    fn names(&mut self) {
        let mut below: BTreeMap<String, Properties> = BTreeMap::new();
        for suffix in FLINK_SUFFIXES.iter().filter(|suffix| suffix.minors.hold(FLINK_MINORS, &self.release)) {
            let Some((group, after)) = suffix.prefix.get().split_once(".<") else { continue };
            let after = after.split_once('>').map_or("", |(_, after)| after).trim_start_matches('.');
            let rest = [after, suffix.suffix.get()]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(".");
            if rest.ends_with('*') {
                continue;
            }
            below.entry(group.to_owned()).or_default().insert(rest, reference("t.any"));
        }
        for (group, properties) in below {
            let name = format!("g.{group}.NAME");
            if !self.groups.contains_key(&group) {
                self.groups.insert(group.clone(), Properties::new());
                self.add(&group, false);
            }
            for (above, rest) in ancestors(&group).chain([(group.as_str(), "")]) {
                let start = if rest.is_empty() { "^".to_owned() } else { format!("^{}\\.", escaped(rest)) };
                let patterns = self.patterns.entry(above.to_owned()).or_default();
                for (rest, value) in &properties {
                    patterns.insert(format!("{start}[^.]+\\.{}$", escaped(rest)), value.clone());
                }
                if !rest.is_empty() {
                    patterns.insert(format!("{start}[^.]+$"), reference(&name));
                }
            }
            let mut definition = reference("t.any");
            definition["properties"] = json!(properties);
            self.defs.insert(name.clone(), definition);
            self.named.insert(group, name);
        }
    }

    /// Everything that begins so is handed to something else.
    fn families(&mut self) {
        for family in FLINK_FAMILIES.iter().filter(|family| family.key.ends_with('.')) {
            if family.minors.hold(FLINK_MINORS, &self.release) {
                let value = types::described(reference("t.any"), family.note.get());
                self.patterns.entry(String::new()).or_default().insert(format!("^{}", escaped(family.key)), value);
            }
        }
    }

    fn group(&self, group: &str) -> Value {
        let others = self.named.get(group).map_or("t.any", String::as_str);
        let mut value = json!({ "additionalProperties": reference(others) });
        if let Some(properties) = self.groups.get(group) {
            value["properties"] = json!(properties);
        }
        if let Some(patterns) = self.patterns.get(group) {
            value["patternProperties"] = json!(patterns);
        }
        value
    }

    fn finish(mut self, version: Version) -> Value {
        let groups: Vec<String> = self.groups.keys().filter(|group| !group.is_empty()).cloned().collect();
        for group in groups {
            let mut definition = self.group(&group);
            definition["type"] = types::anything();
            self.defs.insert(format!("g.{group}"), definition);
        }
        let mut root = self.group("");
        root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        root["title"] = json!(format!("config.yaml of Apache Flink {}.{}", version.major, version.minor));
        root["description"] = json!("Keys may be written flat, nested or partly nested.");
        // An empty file is a configuration without settings.
        root["type"] = json!(["object", "null"]);
        root["$defs"] = Value::Object(self.defs);
        root
    }
}

#[cfg(test)]
mod tests;
