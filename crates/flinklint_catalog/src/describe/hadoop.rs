//! A key of Hadoop's site files: by its own name, by an old one, or with the names of name services and daemons behind it.

use super::{DefaultIn, KeyDescription, OtherName, Range, TypeIn, ranges};
use crate::declared::{self, HadoopKey};
use crate::hadoop;
use crate::tables::{HADOOP_DEPRECATED, HADOOP_MINORS};
use crate::{Minors, secret};

pub(super) fn describe(key: &str) -> Option<KeyDescription> {
    // An old name is declared as well, and means its heir all the same.
    let mut described = replaced(key).or_else(|| known(key)).or_else(|| behind_names(key))?;
    described.secret = secret::is_secret(key);
    Some(described)
}

/// `long:2.7-2.10;duration:3.0-`, the newest first; one type alone holds as long as the key does.
fn types(text: &str, versions: &[Range]) -> Vec<TypeIn> {
    let range = |text: &str| match text.split_once('-') {
        Some((from, "")) => Range { from: from.to_owned(), to: None },
        Some((from, to)) => Range { from: from.to_owned(), to: Some(to.to_owned()) },
        None => Range { from: text.to_owned(), to: Some(text.to_owned()) },
    };
    let one = |part: &str| match part.split_once(':') {
        Some((name, held)) => {
            TypeIn { name: name.to_owned(), values: Vec::new(), versions: held.split(',').map(range).collect() }
        }
        None => TypeIn { name: part.to_owned(), values: Vec::new(), versions: versions.to_vec() },
    };
    let mut all: Vec<TypeIn> = text.split(';').filter(|part| *part != "-").map(one).collect();
    all.reverse();
    all
}

fn declare(described: &mut KeyDescription, key: &str, rows: &[HadoopKey]) {
    let bits = rows.iter().fold(0, |bits, row| bits | row.minors.0);
    described.versions = ranges(Minors(bits), HADOOP_MINORS);
    // What is certain of the keys that high availability rests on goes before what the getters in the source suggest.
    described.types = match hadoop::kind(key) {
        Some(kind) => types(
            match kind {
                hadoop::Kind::Boolean(_) => "boolean",
                hadoop::Kind::Integer => "int",
                hadoop::Kind::Long => "long",
                hadoop::Kind::Bytes => "bytes",
                hadoop::Kind::Address => "address",
            },
            &described.versions,
        ),
        None => rows.first().map(|row| types(row.value_type.get(), &described.versions)).unwrap_or_default(),
    };
    described.defaults = declared::hadoop_defaults(key)
        .iter()
        .map(|default| DefaultIn {
            value: Some(default.value.get().to_owned()),
            of: None,
            versions: ranges(default.minors, HADOOP_MINORS),
        })
        .collect();
    described.file = rows.first().map(|row| format!("{}-site.xml", row.file.get()));
    described.readers = declared::hadoop_readers(key).map(str::to_owned).into_iter().collect();
    if rows.iter().all(|row| row.kind.get() == "code") {
        described.notes.push("no defaults file has it; only code knows it".to_owned());
    }
    described.names = HADOOP_DEPRECATED
        .iter()
        .filter(|(_, new)| *new == key)
        .map(|(old, _)| OtherName { key: (*old).to_owned(), role: "deprecated", versions: Vec::new() })
        .collect();
}

fn known(key: &str) -> Option<KeyDescription> {
    let rows = declared::hadoop(key);
    // The beginning of keys is none itself.
    rows.iter().find(|row| row.kind.get() != "prefix")?;
    let mut described = KeyDescription::new("Hadoop", "key", key);
    declare(&mut described, key, rows);
    Some(described)
}

fn replaced(key: &str) -> Option<KeyDescription> {
    let heir = hadoop::replaced_by(key)?;
    let mut described = KeyDescription::new("Hadoop", "deprecated name", heir);
    declare(&mut described, heir, declared::hadoop(heir));
    described.names.retain(|name| name.key != key);
    Some(described)
}

/// Whether what stands behind a key is of a form like `<ns>.<nn>`, `<scheme>.impl` or `*`.
fn fits(behind: &str, form: &str) -> bool {
    if form == "*" {
        return !behind.is_empty();
    }
    let is_part = |(part, own): (&str, &str)| if own.starts_with('<') { !part.is_empty() } else { part == own };
    behind.split('.').count() == form.split('.').count() && behind.split('.').zip(form.split('.')).all(is_part)
}

fn behind_names(key: &str) -> Option<KeyDescription> {
    let (family, form) = declared::hadoop_families(key).find_map(|family| {
        let behind = key.get(family.key.get().len()..)?;
        Some((family, family.names.get().split(' ').find(|form| fits(behind, form))?))
    })?;
    let start = family.key.get();
    let behind = key.get(start.len()..)?;
    let mut described = KeyDescription::new("Hadoop", "key with a name in it", format!("{start}{form}"));
    let bare = start.trim_end_matches('.');
    declare(&mut described, bare, declared::hadoop(bare));
    described.versions = ranges(family.minors, HADOOP_MINORS);
    described.file = Some(format!("{}-site.xml", family.file.get()));
    if described.types.is_empty() {
        described.types = types(family.value_type.get(), &described.versions);
    }
    // Only what is not behind names has a line in the defaults file.
    described.names.clear();
    described.notes.retain(|note| !note.starts_with("no defaults"));
    let meanings = [("<ns>", "name service"), ("<nn>", "name node"), ("<rm>", "ResourceManager")];
    for (name, part) in form.split('.').zip(behind.split('.')) {
        if let Some((_, meaning)) = meanings.iter().find(|(known, _)| *known == name) {
            described.notes.push(format!("here the {meaning} is {part}"));
        }
    }
    described.exact = false;
    Some(described)
}
