//! Options of all products in one table of one shape, a constant for each of them, and what their values are.

use crate::catalog::{FLINK, HADOOP, ZOOKEEPER, by_length, minors, rows};
use crate::texts::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const PATH: &str = "crate::content::Content";

/// One option before it is written.
#[derive(Default)]
struct Spec {
    /// Versions in which the key alone is an option.
    held: u16,
    /// What may stand behind the key, `-` for nothing.
    behind: String,
    names: Vec<Name>,
}

/// A name under which an option is read in some versions.
struct Name {
    key: String,
    role: &'static str,
    held: u16,
}

/// Names of the Flink options, each in the order of look-up: in every version the option's own name or that of the option that it
/// then was, then its aliases.
struct FlinkNames {
    /// The versions in which a key is an option.
    own: BTreeMap<String, u16>,
    /// Of an option: its aliases in order.
    aliases: BTreeMap<String, Vec<Name>>,
    /// Of an alias: what it stands for.
    primaries: BTreeMap<String, Vec<(String, u16)>>,
}

impl FlinkNames {
    fn load() -> Result<Self, String> {
        let mut names = Self { own: BTreeMap::new(), aliases: BTreeMap::new(), primaries: BTreeMap::new() };
        let mut aliases: BTreeMap<String, Vec<(u8, Name)>> = BTreeMap::new();
        for (at, row) in rows("flink-options.tsv", 6)? {
            let held = minors(&row[4], &FLINK, &at)?;
            let role = match row[1].as_str() {
                "option" => {
                    *names.own.entry(row[0].clone()).or_default() |= held;
                    continue;
                }
                "fallback" => "Fallback",
                _ => "Deprecated",
            };
            let order = row[3].parse().map_err(|_| format!("{at}: order '{}'", row[3]))?;
            names.primaries.entry(row[0].clone()).or_default().push((row[2].clone(), held));
            aliases.entry(row[2].clone()).or_default().push((order, Name { key: row[0].clone(), role, held }));
        }
        for (option, mut of) in aliases {
            of.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
            names.aliases.insert(option, of.into_iter().map(|(_, name)| name).collect());
        }
        Ok(names)
    }

    /// The names of an option, with those of the option that it was in versions that do not have it.
    fn of(&self, option: &str) -> Vec<Name> {
        let mut found = Vec::new();
        let mut left = u16::MAX;
        let own = self.own.get(option).copied().unwrap_or(0);
        self.add(option, own, &mut found);
        left &= !own;
        let stands_for = self.primaries.get(option).into_iter().flatten().map(|(primary, held)| (primary, *held));
        let was = self.aliases.get(option).into_iter().flatten().map(|name| (&name.key, u16::MAX));
        for (other, held) in stands_for.chain(was) {
            let then = self.own.get(other).copied().unwrap_or(0) & held & left;
            self.add(other, then, &mut found);
            left &= !then;
        }
        found
    }

    fn add(&self, option: &str, held: u16, found: &mut Vec<Name>) {
        if held == 0 {
            return;
        }
        found.push(Name { key: option.to_owned(), role: "Own", held });
        for alias in self.aliases.get(option).into_iter().flatten().filter(|alias| alias.held & held != 0) {
            found.push(Name { key: alias.key.clone(), role: alias.role, held: alias.held & held });
        }
    }
}

fn flink() -> Result<BTreeMap<String, Spec>, String> {
    let names = FlinkNames::load()?;
    let mut specs: BTreeMap<String, Spec> = BTreeMap::new();
    for (key, held) in &names.own {
        specs.insert(key.clone(), Spec { held: *held, behind: "-".to_owned(), names: names.of(key) });
    }
    for (at, row) in rows("flink-suffixes.tsv", 4)? {
        let spec = specs.entry(format!("{}.{}", row[0], row[1])).or_default();
        spec.held |= minors(&row[2], &FLINK, &at)?;
        spec.behind = "-".to_owned();
    }
    for (at, row) in rows("flink-families.tsv", 4)? {
        let held = minors(&row[1], &FLINK, &at)?;
        let bare = row[0].trim_end_matches('.');
        let spec = specs.entry(bare.to_owned()).or_default();
        if bare.len() < row[0].len() {
            spec.behind = "*".to_owned();
        } else {
            spec.held |= held;
            spec.behind = "-".to_owned();
        }
    }
    Ok(specs)
}

fn zookeeper() -> Result<BTreeMap<String, Spec>, String> {
    let mut specs: BTreeMap<String, Spec> = BTreeMap::new();
    for (at, row) in rows("zookeeper-keys.tsv", 4)?.into_iter().filter(|(_, row)| row[1] != "phantom") {
        let held = minors(&row[2], &ZOOKEEPER, &at)?;
        let spec = specs.entry(row[0].trim_end_matches('.').to_owned()).or_default();
        if row[1] == "prefix" {
            spec.behind = if row[0] == "server." || !row[0].ends_with('.') { "<id>" } else { "*" }.to_owned();
        } else {
            spec.held |= held;
            spec.behind = "-".to_owned();
        }
    }
    Ok(specs)
}

fn hadoop() -> Result<BTreeMap<String, Spec>, String> {
    let mut specs: BTreeMap<String, Spec> = BTreeMap::new();
    for (at, row) in rows("hadoop-keys.tsv", 7)? {
        let held = minors(&row[2], &HADOOP, &at)?;
        let spec = specs.entry(row[0].trim_end_matches('.').to_owned()).or_default();
        if row[5] == "prefix" {
            spec.behind = row[6].clone();
        } else {
            spec.held |= held;
        }
    }
    for (at, row) in rows("hadoop-deprecated.tsv", 3)? {
        let held = minors(&row[2], &HADOOP, &at)?;
        if let Some(spec) = specs.get_mut(&row[1]) {
            spec.names.push(Name { key: row[0].clone(), role: "Deprecated", held });
        }
    }
    for (key, spec) in &mut specs {
        if spec.behind.is_empty() {
            spec.behind = "-".to_owned();
        }
        if spec.held != 0 && !spec.names.is_empty() {
            spec.names.insert(0, Name { key: key.clone(), role: "Own", held: spec.held });
        }
    }
    Ok(specs)
}

fn words(text: &str) -> Vec<&str> {
    text.split(',').filter(|word| !word.is_empty()).collect()
}

/// `mode a,b c` and the like as an expression.
fn content(text: &str, at: &str) -> Result<String, String> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    if let Some(item) = name.strip_prefix("list(").and_then(|name| name.strip_suffix(')')) {
        return Ok(format!("{PATH}::List(&{})", content(item, at)?));
    }
    let (first, others) = rest.split_once(' ').unwrap_or((rest, ""));
    let plain = match name {
        "boolean" => "Boolean",
        "integer" => "Integer",
        "long" => "Long",
        "float" => "Float",
        "duration" => "Duration",
        "size" => "Size",
        "host" => "Host",
        "authority" => "Authority",
        "bind-address" => "BindAddress",
        "address" => "Address",
        "connect-string" => "ConnectString",
        "server" => "Server",
        "port" => "Port",
        "ports" => "Ports",
        "path" => "Path",
        "paths" => "Paths",
        "uri" => "Uri",
        "znode" => "Znode",
        "acl" => "Acl",
        "word" => "Word",
        "name" => "Name",
        "names" => "Names",
        "principal" => "Principal",
        "text" => "Text",
        "free" => "FreeText",
        "command" => "Command",
        "secret" => "Secret",
        "class" => {
            let known: Vec<(&str, &str)> = words(first)
                .into_iter()
                .map(|class| class.split_once('=').unwrap_or((class, class.rsplit('.').next().unwrap_or(class))))
                .collect();
            return Ok(format!("{PATH}::Class(&{known:?})"));
        }
        "mode" => return Ok(format!("{PATH}::Mode(&{:?}, &{:?})", words(first), words(others))),
        "mode-or-class" => return Ok(format!("{PATH}::ModeOrClass(&{:?}, &{:?})", words(first), words(others))),
        _ => return Err(format!("{at}: content '{text}'")),
    };
    Ok(format!("{PATH}::{plain}"))
}

/// The name of the constant of a key: capitals, with `_` for each separator and between the words of camel case.
fn constant(key: &str) -> String {
    let chars: Vec<char> = key.chars().collect();
    let mut name = String::new();
    for (n, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if c == '*' {
                name.push_str("ANY");
            } else if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            continue;
        }
        let before = n.checked_sub(1).and_then(|n| chars.get(n)).copied().unwrap_or('.');
        let after = chars.get(n + 1).copied().unwrap_or('.');
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || before.is_ascii_uppercase() && after.is_ascii_lowercase());
        if begins && !name.ends_with('_') {
            name.push('_');
        }
        name.push(c.to_ascii_uppercase());
    }
    let name = name.trim_end_matches('_').to_owned();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

pub(crate) fn generate(texts: &mut Texts) -> Result<String, String> {
    let mut contents: Vec<String> = vec![format!("{PATH}::Unknown")];
    let mut known: BTreeMap<(String, String), (usize, bool, bool)> = BTreeMap::new();
    for (at, row) in rows("content.tsv", 3)? {
        let (text, untrimmed) = row[2].strip_suffix(" untrimmed").map_or((row[2].as_str(), false), |text| (text, true));
        let (text, strict) = text.strip_suffix(" strict").map_or((text, false), |text| (text, true));
        let content = content(text, &at)?;
        let index = contents.iter().position(|known| *known == content).unwrap_or(contents.len());
        if index == contents.len() {
            contents.push(content);
        }
        known.insert((row[0].clone(), row[1].clone()), (index, untrimmed, strict));
    }
    let mut all = String::new();
    let mut names = String::new();
    let mut name_count = 0_usize;
    let mut modules = String::new();
    let mut ranges = Vec::new();
    let mut count = 0_usize;
    for (product, word, specs) in
        [("Flink", "flink", flink()?), ("ZooKeeper", "zookeeper", zookeeper()?), ("Hadoop", "hadoop", hadoop()?)]
    {
        let mut keys: Vec<&String> = specs.keys().collect();
        keys.sort_by(|a, b| by_length(a, b));
        // Of keys with the same letters the one that the newest version has takes the constant.
        let mut constants: BTreeMap<String, (u16, usize, &str)> = BTreeMap::new();
        let start = count;
        for key in keys {
            let Some(spec) = specs.get(key) else { continue };
            let (content, untrimmed, strict) =
                known.remove(&(word.to_owned(), key.clone())).unwrap_or((0, false, false));
            let first = name_count;
            for name in &spec.names {
                let _ = writeln!(
                    names,
                    "crate::option::Name {{ key: {}, role: crate::option::NameRole::{}, minors: crate::Minors({}) }},",
                    texts.add(&name.key),
                    name.role,
                    name.held
                );
                name_count += 1;
            }
            let behind = if spec.behind == "-" { "" } else { &spec.behind };
            let _ = writeln!(
                all,
                "crate::option::OptionSpec {{ product: crate::version::Product::{product}, key: {}, behind: {}, minors: crate::Minors({}), content: {content}, untrimmed: {untrimmed}, strict: {strict}, names: ({first}, {}) }},",
                texts.add(key),
                texts.add(behind),
                spec.held,
                spec.names.len()
            );
            let rank = if spec.held == 0 { 0 } else { 16 - spec.held.leading_zeros() as u16 };
            let entry = constants.entry(constant(key)).or_insert((rank, count, key));
            if rank > entry.0 {
                *entry = (rank, count, key);
            }
            count += 1;
        }
        ranges.push((start, count));
        let _ = writeln!(
            modules,
            "/// A constant for each option of {product}.\npub mod {word}_option {{\nuse crate::option::OptionId;"
        );
        for (name, (_, index, key)) in &constants {
            let _ = writeln!(modules, "/// `{key}`\npub const {name}: OptionId = OptionId({index});");
        }
        modules += "}\n";
    }
    if let Some(((product, key), _)) = known.first_key_value() {
        return Err(format!("content.tsv: {product} has no key '{key}'"));
    }
    let distinct: BTreeSet<&String> = contents.iter().collect();
    debug_assert_eq!(distinct.len(), contents.len());
    let mut out = String::new();
    let _ = writeln!(out, "pub(crate) static CONTENTS: &[{PATH}] = &[{}];", contents.join(", "));
    let _ = writeln!(out, "pub(crate) static OPTION_NAMES: &[crate::option::Name] = &[\n{names}];");
    let _ = writeln!(out, "pub(crate) static OPTIONS: &[crate::option::OptionSpec] = &[\n{all}];");
    let _ = writeln!(
        out,
        "pub(crate) static OPTION_RANGES: [(usize, usize); 3] = [{}];",
        ranges.iter().map(|range| format!("{range:?}")).collect::<Vec<_>>().join(", ")
    );
    out += &modules;
    Ok(out)
}
