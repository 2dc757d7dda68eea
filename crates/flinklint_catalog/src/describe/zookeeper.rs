//! A key of `zoo.cfg`: one that the parser knows, one that becomes a system property, or a name that nothing reads.

use super::{DefaultIn, KeyDescription, OtherName, TypeIn, ranges};
use crate::declared;
use crate::secret;
use crate::tables::{ZOOKEEPER_KEYS, ZOOKEEPER_MINORS};
use crate::zookeeper::{Kind, Phantom, phantom};

pub(super) fn describe(key: &str) -> Option<KeyDescription> {
    // The name of the property, as documentation and -D have it.
    let bare = key.strip_prefix("zookeeper.").filter(|bare| !bare.is_empty());
    let by_property = bare.and_then(|bare| {
        let mut described = known(bare).filter(|described| described.kind == "system property")?;
        described.notes.push(format!("zoo.cfg says {bare}; {key} is the property that it becomes"));
        Some(described)
    });
    let mut described = known(key).or(by_property).or_else(|| family(key))?;
    described.secret = secret::is_secret(key);
    described.file = Some("zoo.cfg".to_owned()).filter(|_| described.kind != "nothing");
    Some(described)
}

fn known(key: &str) -> Option<KeyDescription> {
    let row = ZOOKEEPER_KEYS.iter().find(|row| row.key == key && row.kind != Kind::Prefix)?;
    let kind = match row.kind {
        Kind::Parsed | Kind::Prefix => "key",
        Kind::Property => "system property",
        Kind::Phantom => "nothing",
    };
    let mut described = KeyDescription::new("ZooKeeper", kind, key);
    if row.kind == Kind::Phantom {
        match phantom(key) {
            Some(Phantom::Renamed(name)) => {
                described.names.push(OtherName { key: name.to_owned(), role: "replacement", versions: Vec::new() });
                described.notes.push(format!("no release reads this name from zoo.cfg; write {name}"));
            }
            Some(Phantom::JvmOnly) => {
                described.notes.push("no line of zoo.cfg sets it; give it to the JVM with -D".to_owned());
            }
            _ => described.notes.push("no release has it".to_owned()),
        }
        return Some(described);
    }
    described.versions = ranges(row.minors, ZOOKEEPER_MINORS);
    let (value_type, client) = match row.note.split_once(", ") {
        Some((value_type, _)) => (value_type, true),
        None => (row.note, false),
    };
    described.types =
        vec![TypeIn { name: value_type.to_owned(), values: Vec::new(), versions: described.versions.clone() }];
    described.defaults = declared::zookeeper_defaults(key)
        .iter()
        .map(|default| DefaultIn {
            value: Some(default.value.get().to_owned()),
            of: None,
            versions: ranges(default.minors, ZOOKEEPER_MINORS),
        })
        .collect();
    described.readers = vec![if client { "clients" } else { "servers" }.to_owned()];
    if row.kind == Kind::Property {
        described.notes.push(format!("the parser does not know it: it becomes the system property zookeeper.{key}"));
    }
    Some(described)
}

fn family(key: &str) -> Option<KeyDescription> {
    let row = ZOOKEEPER_KEYS
        .iter()
        .filter(|row| row.kind == Kind::Prefix && key.starts_with(row.key))
        .filter(|row| row.key.ends_with('.') || key.get(row.key.len()..).is_some_and(|rest| rest.starts_with('.')))
        .max_by_key(|row| row.key.len())?;
    let mut described = KeyDescription::new("ZooKeeper", "key with a name in it", format!("{}*", row.key));
    described.versions = ranges(row.minors, ZOOKEEPER_MINORS);
    described.readers = vec!["servers".to_owned()];
    described.exact = false;
    Some(described)
}
