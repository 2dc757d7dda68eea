//! Options of Flink by version: which keys exist, and under which other names the same option is read.
//!
//! Source: reflection over the `ConfigOption` fields of every class in the released jars (`catalog/extract`).

pub use super::tables::flink_option as option;
use super::tables::{FLINK_ALIASES, FLINK_MINORS};
pub use super::tables::{FLINK_FAMILIES, FLINK_OPTIONS, FLINK_SUFFIXES};
use super::{Minors, Text, rows_of};
use crate::version::{Release, Version};

/// What a key is in some range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The option's own name.
    Option,
    /// Another name, read without a word.
    Fallback,
    /// An old name, read with a warning in the log.
    Deprecated,
}

/// What a value of an option may be, by the class that the option is declared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Any text; code may still ask for more.
    Text,
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
    /// A decimal number.
    Float,
    /// A decimal number.
    Double,
    /// `true` or `false`.
    Boolean,
    /// A time span with a unit.
    Duration,
    /// A memory size with a unit.
    MemorySize,
    /// `key:value` pairs.
    Map,
    /// A list of one of the others.
    List,
    /// One of these constants, in any case.
    Enum(&'static [&'static str]),
    /// Nothing that can be checked.
    Other,
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The key.
    pub key: &'static str,
    /// What it is.
    pub role: Role,
    /// For an alias, the option it stands for; empty for an option.
    pub primary: &'static str,
    /// In which versions.
    pub minors: Minors,
    /// What a value of the option may be; [`ValueType::Other`] for an alias.
    pub value_type: ValueType,
}

/// Keys that are read without an option that declares them.
#[derive(Debug)]
pub struct Family {
    /// With a dot at its end every key that begins so; without it, one key that only code or a script reads.
    pub key: &'static str,
    /// In which versions.
    pub minors: Minors,
    /// The class or script that reads it.
    pub reader: Text,
    /// What becomes of it.
    pub note: Text,
}

impl Family {
    /// Whether a key is this one or one of it.
    pub fn has(&self, key: &str) -> bool {
        key == self.key || self.key.ends_with('.') && key.starts_with(self.key)
    }
}

impl Row {
    fn holds(&self, release: &Release) -> bool {
        holds(self.minors, release)
    }

    /// Whether the version reads the key.
    pub(crate) fn is_read(&self, release: &Release) -> bool {
        self.holds(release)
    }
}

/// Whether the version is one of these.
pub fn holds(minors: Minors, release: &Release) -> bool {
    minors.hold(FLINK_MINORS, release)
}

/// Every row of a key.
pub fn rows(key: &str) -> &'static [Row] {
    rows_of(FLINK_OPTIONS, key, |row| row.key)
}

/// Whether the version has an option of exactly this name.
pub fn is_option(key: &str, release: &Release) -> bool {
    let own = rows(key).iter().filter(|row| row.role == Role::Option);
    holds(Minors(own.fold(0, |bits, row| bits | row.minors.0)), release)
}

/// The option that a key sets in this version: itself, or the first one it is an alias of.
pub fn option_of(key: &str, release: &Release) -> Option<&'static str> {
    let held: Vec<&Row> = rows(key).iter().filter(|row| row.holds(release)).collect();
    let own = held.iter().find(|row| row.role == Role::Option).map(|row| row.key);
    own.or_else(|| held.first().map(|row| row.primary))
}

/// The type of the option that a key sets in this version.
pub fn value_type(key: &str, release: &Release) -> Option<ValueType> {
    type_of(option_of(key, release)?, release)
}

/// The type of an option in a version, under the name that it has there.
#[must_use]
pub fn type_of(option: &str, release: &Release) -> Option<ValueType> {
    rows(option).iter().find(|row| row.role == Role::Option && row.holds(release)).map(|row| row.value_type)
}

/// The type of an option in the newest version that has it.
#[must_use]
pub fn newest_type(option: &str) -> Option<ValueType> {
    let own = rows(option).iter().filter(|row| row.role == Role::Option);
    own.max_by_key(|row| row.minors.0).map(|row| row.value_type).or_else(|| {
        let suffix = FLINK_SUFFIXES.iter().filter(|suffix| suffix.is_pattern(option));
        suffix.max_by_key(|suffix| suffix.minors.0).map(|suffix| suffix.value_type)
    })
}

/// Whether the key exists in any version.
pub fn exists(key: &str) -> bool {
    !rows(key).is_empty()
}

/// Whether the version reads the key: as an option, as an alias or because it belongs to a family.
pub fn reads(key: &str, release: &Release) -> bool {
    let bits = rows(key).iter().fold(0, |bits, row| bits | row.minors.0) | families(key);
    holds(Minors(bits), release)
}

/// The versions in which some class or script reads every key under a prefix of this one, or exactly this key.
fn families(key: &str) -> u16 {
    FLINK_FAMILIES.iter().filter(|family| family.has(key)).fold(0, |bits, family| bits | family.minors.0)
}

/// Whether some class or script of the version reads every key under a prefix of this one.
pub fn in_family(key: &str, release: &Release) -> bool {
    holds(Minors(families(key)), release)
}

/// Every row that is an alias of an option in some version, in the order in which Flink tries them.
pub fn alias_rows(option: &str) -> impl Iterator<Item = &'static Row> {
    rows_of(FLINK_ALIASES, option, |(primary, _)| primary).iter().filter_map(|(_, row)| FLINK_OPTIONS.get(*row))
}

/// The aliases under which the version also reads an option, in the order in which it tries them.
pub fn aliases(option: &str, release: &Release) -> Vec<&'static str> {
    alias_rows(option).filter(|row| row.holds(release)).map(|row| row.key).collect()
}

/// The versions in which a key is read under some role: oldest and newest.
pub fn lifetime(key: &str) -> Option<(Version, Version)> {
    let bits = rows(key).iter().fold(0, |bits, row| bits | row.minors.0);
    let minors = Minors(bits);
    Some((minors.first(FLINK_MINORS)?, minors.last(FLINK_MINORS)?))
}

/// What a key that this version does not read is called in it: the same option under the name of the version, found by
/// the alias relation of another version.
pub fn name_in(key: &str, release: &Release) -> Option<&'static str> {
    let related = rows(key).iter().map(|row| row.primary).filter(|primary| !primary.is_empty());
    let names: Vec<&'static str> = related.chain(alias_rows(key).map(|row| row.key)).collect();
    let is_read = |name: &&str| holds(Minors(rows(name).iter().fold(0, |bits, row| bits | row.minors.0)), release);
    // A name that the version itself calls deprecated is no advice while it has another.
    let own = names.iter().find(|name| is_option(name, release));
    own.or_else(|| names.iter().find(|name| is_read(name))).copied()
}

/// A key with a name in it and a slip in what follows the name (`metrics.reporter.prom.fatory.class`): the key that was meant. The
/// version reads the written one all the same, as one of its family.
#[must_use]
pub fn near_suffix(key: &str, release: &Release) -> Option<String> {
    crate::meant::near_suffix(key, release)
}
