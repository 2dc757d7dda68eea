//! What an explanation of a key needs beyond its name: defaults, declaring classes, sections, readers; and the words that make a
//! value a secret.

use crate::catalog::{FLINK, HADOOP, ZOOKEEPER, by_length, minors, rows, value_types};
use crate::texts::Texts;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The readers in the order of their bits; the same names as in `flink-readers.tsv`.
const READERS: &[&str] = &[
    "jobmanager",
    "taskmanager",
    "client",
    "job",
    "history-server",
    "sql-gateway",
    "sql-client",
    "scripts",
    "operator",
    "minicluster",
    "nobody",
];

/// The table of readers.
struct Readers {
    classes: Vec<(String, u16)>,
    keys: Vec<(String, u16)>,
}

impl Readers {
    fn load() -> Result<Self, String> {
        let mut readers = Self { classes: Vec::new(), keys: Vec::new() };
        for (at, row) in rows("flink-readers.tsv", 4)? {
            let mut bits = 0;
            for word in row[2].split(',') {
                let n = READERS.iter().position(|known| *known == word);
                bits |= 1 << n.ok_or_else(|| format!("{at}: reader '{word}'"))?;
            }
            match row[0].as_str() {
                "class" => readers.classes.push((row[1].clone(), bits)),
                "key" => readers.keys.push((row[1].clone(), bits)),
                other => return Err(format!("{at}: '{other}' is neither class nor key")),
            }
        }
        Ok(readers)
    }

    fn longest(table: &[(String, u16)], name: &str) -> Option<u16> {
        let fits = |entry: &str| entry == name || entry.ends_with('.') && name.starts_with(entry);
        table.iter().filter(|(entry, _)| fits(entry)).max_by_key(|(entry, _)| entry.len()).map(|&(_, bits)| bits)
    }

    fn of(&self, key: &str, class: &str) -> Option<u16> {
        Self::longest(&self.keys, key).or_else(|| Self::longest(&self.classes, class))
    }
}

pub(crate) fn flink(texts: &mut Texts) -> Result<String, String> {
    let readers = Readers::load()?;
    let mut out = format!("pub static READERS: &[&str] = &{READERS:?};\n");

    let mut declared = Vec::new();
    for (at, row) in rows("flink-declared.tsv", 5)? {
        let who = readers
            .of(&row[0], &row[2])
            .ok_or_else(|| format!("{at}: nobody reads {}: add its class to flink-readers.tsv", row[2]))?;
        declared.push((row[0].clone(), minors(&row[1], &FLINK, &at)?, row.clone(), who));
    }
    // Of equal keys the newest first.
    declared.sort_by(|a, b| by_length(&a.0, &b.0).then(b.1.cmp(&a.1)));
    let _ = writeln!(out, "pub static FLINK_DECLARED: &[crate::declared::FlinkDeclaration] = &[");
    for (key, bits, row, who) in &declared {
        let _ = writeln!(
            out,
            "crate::declared::FlinkDeclaration {{ key: {}, minors: crate::Minors({bits}), class: {}, section: {}, default: {}, readers: crate::declared::Readers({who}) }},",
            texts.add(key),
            texts.add(&row[2]),
            texts.add(&row[3]),
            texts.add(&row[4])
        );
    }
    out += "];\n";

    let mut suffixes = Vec::new();
    for (at, row) in rows("flink-suffixes.tsv", 4)? {
        for (bits, kind) in value_types(&row[3], minors(&row[2], &FLINK, &at)?, &at)? {
            suffixes.push((row[0].clone(), row[1].clone(), bits, kind));
        }
    }
    suffixes.sort();
    let _ = writeln!(out, "pub static FLINK_SUFFIXES: &[crate::declared::Suffix] = &[");
    for (prefix, suffix, bits, kind) in &suffixes {
        let _ = writeln!(
            out,
            "crate::declared::Suffix {{ prefix: {}, suffix: {}, minors: crate::Minors({bits}), value_type: {kind} }},",
            texts.add(prefix),
            texts.add(suffix)
        );
    }
    out += "];\n";

    let _ = writeln!(out, "pub static FLINK_DEPRECATED: &[(crate::Text, crate::Minors)] = &[");
    for (at, row) in rows("flink-deprecated.tsv", 2)? {
        let bits = minors(&row[1], &FLINK, &at)?;
        let _ = writeln!(out, "({}, crate::Minors({bits})),", texts.add(&row[0]));
    }
    out += "];\n";

    let _ = writeln!(out, "pub static FLINK_SENSITIVE: &[(&str, crate::Minors)] = &[");
    for (at, row) in rows("flink-sensitive.tsv", 2)? {
        let _ = writeln!(out, "({:?}, crate::Minors({})),", row[0], minors(&row[1], &FLINK, &at)?);
    }
    out += "];\n";

    // Families have no class: their keys decide, and the row's own reader is for people.
    let _ = writeln!(out, "pub static FLINK_READERS: &[(crate::Text, crate::declared::Readers)] = &[");
    let mut keys = readers.keys.clone();
    keys.sort();
    for (key, bits) in &keys {
        let _ = writeln!(out, "({}, crate::declared::Readers({bits})),", texts.add(key));
    }
    out += "];\n";
    Ok(out)
}

pub(crate) fn hadoop(texts: &mut Texts) -> Result<String, String> {
    let mut out = String::new();
    let mut keys = Vec::new();
    for (at, row) in rows("hadoop-keys.tsv", 7)? {
        keys.push((row[0].clone(), minors(&row[2], &HADOOP, &at)?, row));
    }
    keys.sort_by(|a, b| by_length(&a.0, &b.0).then(b.1.cmp(&a.1)));
    let _ = writeln!(out, "pub static HADOOP_DECLARED: &[crate::declared::HadoopKey] = &[");
    for (key, bits, row) in &keys {
        let _ = writeln!(
            out,
            "crate::declared::HadoopKey {{ key: {}, minors: crate::Minors({bits}), file: {}, value_type: {}, kind: {}, names: {} }},",
            texts.add(key),
            texts.add(&row[1]),
            texts.add(&row[4]),
            texts.add(&row[5]),
            texts.add(&row[6])
        );
    }
    out += "];\n";
    let mut defaults = Vec::new();
    for (at, row) in rows("hadoop-defaults.tsv", 4)? {
        defaults.push((row[0].clone(), minors(&row[2], &HADOOP, &at)?, row[3].clone()));
    }
    out += &default_table("HADOOP_DEFAULTS", defaults, texts);
    let _ = writeln!(out, "pub static HADOOP_READERS: &[(&str, crate::Text)] = &[");
    for (_, row) in rows("hadoop-readers.tsv", 2)? {
        let _ = writeln!(out, "({:?}, {}),", row[0], texts.add(&row[1]));
    }
    out += "];\n";
    Ok(out)
}

pub(crate) fn zookeeper(texts: &mut Texts) -> Result<String, String> {
    let mut defaults = Vec::new();
    for (at, row) in rows("zookeeper-defaults.tsv", 3)? {
        defaults.push((row[0].clone(), minors(&row[1], &ZOOKEEPER, &at)?, row[2].clone()));
    }
    Ok(default_table("ZOOKEEPER_DEFAULTS", defaults, texts))
}

fn default_table(name: &str, mut rows: Vec<(String, u16, String)>, texts: &mut Texts) -> String {
    rows.sort_by(|a, b| by_length(&a.0, &b.0).then(b.1.cmp(&a.1)));
    let mut out = format!("pub static {name}: &[crate::declared::Default] = &[\n");
    for (key, bits, value) in &rows {
        let _ = writeln!(
            out,
            "crate::declared::Default {{ key: {}, minors: crate::Minors({bits}), value: {} }},",
            texts.add(key),
            texts.add(value)
        );
    }
    out + "];\n"
}

/// One list of words for all masking: what any version of Flink hides, and what it forgets.
pub(crate) fn secrets() -> Result<String, String> {
    let mut words: BTreeSet<String> =
        rows("flink-sensitive.tsv", 2)?.into_iter().map(|(_, row)| row[0].clone()).collect();
    let mut endings = Vec::new();
    for (at, row) in rows("secret-words.tsv", 3)? {
        match row[0].as_str() {
            "word" => drop(words.insert(row[1].clone())),
            "ending" => endings.push(row[1].clone()),
            other => return Err(format!("{at}: '{other}' is neither word nor ending")),
        }
    }
    let words: Vec<String> = words.into_iter().collect();
    Ok(format!(
        "pub static SECRET_WORDS: &[&str] = &{words:?};\npub(crate) static SECRET_ENDINGS: &[&str] = &{endings:?};\n"
    ))
}
