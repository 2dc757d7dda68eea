//! The catalogue: tab-separated tables to sorted constants.
//!
//! What every run looks up (keys, aliases, families) has texts of its own; what only an explanation needs goes through
//! `texts`, where a text is written once and costs four bytes wherever it is used.

use crate::declared;
use crate::limits;
use crate::namespaces;
use crate::options;
use crate::texts::Texts;
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

/// The minors of a product, in the order of their bits: those that its table of keys was extracted from.
type ReleasedMinors = LazyLock<Vec<(u16, u16)>>;

pub(crate) static FLINK: ReleasedMinors = LazyLock::new(|| released("flink-options.tsv"));
pub(crate) static ZOOKEEPER: ReleasedMinors = LazyLock::new(|| released("zookeeper-keys.tsv"));
pub(crate) static HADOOP: ReleasedMinors = LazyLock::new(|| released("hadoop-keys.tsv"));

/// A set of minors is as many bits.
const MOST_MINORS: usize = 16;

/// The minors of the line `# releases: 2.10.1 3.3.0 jars-3.3.4`; none where there is no such line, so that no range of versions
/// can be read.
fn released(file: &str) -> Vec<(u16, u16)> {
    let text = fs::read_to_string(format!("../../catalog/{file}")).unwrap_or_default();
    let releases = text.lines().find_map(|line| line.strip_prefix("# releases:")).unwrap_or_default();
    let mut minors = Vec::new();
    for release in releases.split_whitespace() {
        let mut numbers = release.trim_start_matches("jars-").split('.').map(str::parse);
        if let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next())
            && !minors.contains(&(major, minor))
        {
            minors.push((major, minor));
        }
    }
    minors.sort_unstable();
    minors
}

/// The rows of a table without header and comments, each with its line number.
pub(crate) fn rows(file: &str, columns: usize) -> Result<Vec<(String, Vec<String>)>, String> {
    let path = format!("../../catalog/{file}");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let mut rows = Vec::new();
    let mut header_seen = false;
    for (n, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !header_seen {
            header_seen = true;
            continue;
        }
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let at = format!("{path}:{}", n + 1);
        if cells.len() < columns {
            return Err(format!("{at}: {} columns instead of {columns}", cells.len()));
        }
        rows.push((at, cells));
    }
    Ok(rows)
}

/// `1.11-1.16,1.18-` as bits over the list of minors.
pub(crate) fn minors(text: &str, known: &[(u16, u16)], at: &str) -> Result<u16, String> {
    let index = |word: &str| -> Result<usize, String> {
        known
            .iter()
            .position(|(major, minor)| word == format!("{major}.{minor}"))
            .ok_or_else(|| format!("{at}: '{word}' is not a known minor version"))
    };
    let mut bits = 0_u16;
    for range in text.split(',') {
        let (first, last) = match range.split_once('-') {
            Some((first, "")) => (index(first)?, known.len() - 1),
            Some((first, last)) => (index(first)?, index(last)?),
            None => (index(range)?, index(range)?),
        };
        for n in first..=last {
            bits |= 1 << n;
        }
    }
    Ok(bits)
}

fn minors_table(name: &str, known: &[(u16, u16)]) -> String {
    format!("pub static {name}: &[(u16, u16)] = &{known:?};\n")
}

/// `Long:1.11-1.19;Duration:1.20-` as (versions, type) pairs; a type without versions holds wherever the option does.
pub(crate) fn value_types(text: &str, held: u16, at: &str) -> Result<Vec<(u16, String)>, String> {
    if text.contains(':') {
        text.split(';')
            .map(|part| {
                let (kind, versions) = part.rsplit_once(':').ok_or_else(|| format!("{at}: type '{part}'"))?;
                Ok((minors(versions, &FLINK, at)? & held, value_type(kind)))
            })
            .collect()
    } else {
        Ok(vec![(held, value_type(text))])
    }
}

fn value_type(text: &str) -> String {
    let path = "crate::flink::ValueType";
    match text {
        "String" => format!("{path}::Text"),
        "Integer" | "Long" | "Float" | "Double" | "Boolean" | "Duration" | "MemorySize" | "Map" => {
            format!("{path}::{text}")
        }
        _ if text.starts_with("List<") => format!("{path}::List"),
        _ => match text.strip_prefix("Enum(").and_then(|rest| rest.strip_suffix(')')) {
            Some(constants) => format!("{path}::Enum(&{:?})", constants.split(',').collect::<Vec<_>>()),
            None => format!("{path}::Other"),
        },
    }
}

/// The order of the tables: shorter keys first, so that most steps of a search compare two numbers (`catalog::rows_of`
/// searches so).
pub(crate) fn by_length(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

pub(crate) fn generate() -> Result<String, String> {
    let mut out = String::new();
    for (name, known) in [("FLINK_MINORS", &FLINK), ("ZOOKEEPER_MINORS", &ZOOKEEPER), ("HADOOP_MINORS", &HADOOP)] {
        if known.len() > MOST_MINORS {
            return Err(format!("{name}: more minors than bits; widen `Minors`"));
        }
        out += &minors_table(name, known);
    }
    let mut texts = Texts::default();

    let mut options = Vec::new();
    for (at, row) in rows("flink-options.tsv", 6)? {
        let role = match row[1].as_str() {
            "option" => "Option",
            "fallback" => "Fallback",
            "deprecated" => "Deprecated",
            other => return Err(format!("{at}: role '{other}'")),
        };
        let order: u8 =
            if row[3] == "-" { 0 } else { row[3].parse().map_err(|_| format!("{at}: order '{}'", row[3]))? };
        let held = minors(&row[4], &FLINK, &at)?;
        // An option whose type changed is one row per type, so that a look-up in one version finds one type.
        for (bits, kind) in value_types(&row[5], held, &at)? {
            options.push((row[0].clone(), role, row[2].clone(), order, bits, kind));
        }
    }
    options.sort_by(|a, b| by_length(&a.0, &b.0).then_with(|| a.cmp(b)));
    let _ = writeln!(out, "pub static FLINK_OPTIONS: &[crate::flink::Row] = &[");
    for (key, role, primary, _, bits, kind) in &options {
        let primary = if primary == "-" { "" } else { primary };
        let _ = writeln!(
            out,
            "crate::flink::Row {{ key: {key:?}, role: crate::flink::Role::{role}, primary: {primary:?}, minors: crate::Minors({bits}), value_type: {kind} }},"
        );
    }
    out += "];\n";

    // The aliases of an option, in the order in which Flink tries them: (option, row).
    let mut aliases: Vec<(&String, u8, usize)> = Vec::new();
    for (n, (_, _, primary, order, ..)) in options.iter().enumerate().filter(|(_, option)| option.2 != "-") {
        aliases.push((primary, *order, n));
    }
    aliases.sort_by(|a, b| by_length(a.0, b.0).then_with(|| a.cmp(b)));
    let aliases: Vec<(&String, usize)> = aliases.into_iter().map(|(primary, _, n)| (primary, n)).collect();
    let _ = writeln!(out, "pub static FLINK_ALIASES: &[(&str, usize)] = &{aliases:?};");

    let mut families = Vec::new();
    for (at, row) in rows("flink-families.tsv", 4)? {
        families.push((row[0].clone(), minors(&row[1], &FLINK, &at)?, row[2].clone(), row[3].clone()));
    }
    families.sort();
    let _ = writeln!(out, "pub static FLINK_FAMILIES: &[crate::flink::Family] = &[");
    for (key, bits, reader, note) in &families {
        let _ = writeln!(
            out,
            "crate::flink::Family {{ key: {key:?}, minors: crate::Minors({bits}), reader: {}, note: {} }},",
            texts.add(reader),
            texts.add(note)
        );
    }
    out += "];\n";
    out += &declared::flink(&mut texts)?;
    out += &declared::hadoop(&mut texts)?;
    out += &declared::zookeeper(&mut texts)?;
    out += &declared::secrets()?;
    out += &limits::generate()?;

    let mut keys = Vec::new();
    for (at, row) in rows("zookeeper-keys.tsv", 4)? {
        let kind = match row[1].as_str() {
            "parsed" => "Parsed",
            "property" => "Property",
            "prefix" => "Prefix",
            "phantom" => "Phantom",
            other => return Err(format!("{at}: kind '{other}'")),
        };
        let bits = if row[2] == "-" { 0 } else { minors(&row[2], &ZOOKEEPER, &at)? };
        keys.push((row[0].clone(), kind, bits, row[3].clone()));
    }
    keys.sort_by(|a, b| by_length(&a.0, &b.0).then_with(|| a.cmp(b)));
    let _ = writeln!(out, "pub static ZOOKEEPER_KEYS: &[crate::zookeeper::Row] = &[");
    for (key, kind, bits, note) in &keys {
        let _ = writeln!(
            out,
            "crate::zookeeper::Row {{ key: {key:?}, kind: crate::zookeeper::Kind::{kind}, minors: crate::Minors({bits}), note: {note:?} }},"
        );
    }
    out += "];\n";

    let mut keys = Vec::new();
    for (at, row) in rows("hadoop-keys.tsv", 4)? {
        let file = match row[1].as_str() {
            "core" => "Core",
            "hdfs" => "Hdfs",
            "yarn" => "Yarn",
            "mapred" => "MapReduce",
            other => return Err(format!("{at}: file '{other}'")),
        };
        let prefix = row.iter().skip(4).any(|cell| cell == "prefix") || row[3] == "prefix";
        let default_empty = row[3] != "no";
        keys.push((row[0].clone(), file, prefix, default_empty));
    }
    keys.sort_by(|a, b| by_length(&a.0, &b.0).then_with(|| a.cmp(b)));
    let _ = writeln!(out, "pub static HADOOP_KEYS: &[crate::hadoop::Row] = &[");
    for (key, file, prefix, default_empty) in &keys {
        let _ = writeln!(
            out,
            "crate::hadoop::Row {{ key: {key:?}, file: crate::hadoop::File::{file}, prefix: {prefix}, default_empty: {default_empty} }},"
        );
    }
    out += "];\n";

    let mut deprecated: Vec<(String, String)> =
        rows("hadoop-deprecated.tsv", 2)?.into_iter().map(|(_, row)| (row[0].clone(), row[1].clone())).collect();
    deprecated.sort_by(|a, b| by_length(&a.0, &b.0).then_with(|| a.cmp(b)));
    let _ = writeln!(out, "pub static HADOOP_DEPRECATED: &[(&str, &str)] = &{deprecated:?};");
    out += &namespaces::generate()?;
    out += &options::generate(&mut texts)?;
    out += &texts.constant();
    Ok(out)
}
