//! What is declared about a key besides its name: default, declaring class, section of the documentation, readers.
//!
//! Explanations and schemas are made of it; a run that checks a deployment asks for the defaults of the keys that are set.

use super::flink::ValueType;
use super::tables::{FLINK_DECLARED, FLINK_DEPRECATED, FLINK_READERS, FLINK_SUFFIXES, READERS};
use super::tables::{HADOOP_DECLARED, HADOOP_DEFAULTS, HADOOP_READERS, ZOOKEEPER_DEFAULTS};
use super::{Minors, Text, rows_of};

/// Which processes read an option, as bits over the list of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readers(pub u16);

impl Readers {
    /// Their names: `jobmanager`, `taskmanager`, `client`, `job` …
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        READERS.iter().enumerate().filter(move |(n, _)| self.0 >> n & 1 != 0).map(|(_, name)| *name)
    }
}

/// One way in which some versions declare an option of Flink.
#[derive(Debug)]
pub struct FlinkDeclaration {
    /// The key; one with a name in it is written `metrics.reporter.<name>.interval`.
    pub key: Text,
    /// In which versions.
    pub minors: Minors,
    /// The declaring class, below `org.apache.flink`.
    pub class: Text,
    /// The section of the documentation; `-` for none.
    pub section: Text,
    /// The default as a file would say it: `-` for none, `\"\"` for the empty text.
    pub default: Text,
    /// Who reads it.
    pub readers: Readers,
}

/// An option behind a prefix with a name in it.
#[derive(Debug)]
pub struct Suffix {
    /// `metrics.reporter.<name>`
    pub prefix: Text,
    /// `interval`, or `*` for any.
    pub suffix: Text,
    /// In which versions.
    pub minors: Minors,
    /// What a value may be.
    pub value_type: ValueType,
}

impl Suffix {
    /// Whether a key is this option of some name.
    pub fn has(&self, key: &str) -> bool {
        let prefix = self.prefix.get();
        let (before, after) = prefix
            .split_once('<')
            .map_or((prefix, ""), |(before, rest)| (before, rest.split_once('>').map_or("", |(_, after)| after)));
        let Some(rest) = key.strip_prefix(before) else { return false };
        let rest = if before.len() < prefix.len() {
            let Some((name, rest)) = rest.split_once('.') else { return false };
            if name.is_empty() {
                return false;
            }
            rest
        } else {
            let Some(rest) = rest.strip_prefix('.') else { return false };
            rest
        };
        let rest = match after.strip_prefix('.') {
            Some(after) => match rest.strip_prefix(after).and_then(|rest| rest.strip_prefix('.')) {
                Some(rest) => rest,
                None => return false,
            },
            None => rest,
        };
        let suffix = self.suffix.get();
        match suffix.strip_suffix('*') {
            Some(before) => rest.len() > before.len() && rest.starts_with(before),
            None => rest == suffix,
        }
    }

    /// Whether a text is the pattern of this option.
    pub(crate) fn is_pattern(&self, text: &str) -> bool {
        text.strip_prefix(self.prefix.get()).and_then(|rest| rest.strip_prefix('.')) == Some(self.suffix.get())
    }

    /// The key with the placeholder for the name.
    pub fn pattern(&self) -> String {
        format!("{}.{}", self.prefix.get(), self.suffix.get())
    }
}

/// A key of Hadoop in some versions.
#[derive(Debug)]
pub struct HadoopKey {
    /// The key, or the beginning of keys.
    pub key: Text,
    /// In which versions.
    pub minors: Minors,
    /// `core`, `hdfs`, `yarn`, `mapred`
    pub file: Text,
    /// The getter's type, `-` where it is not known, `long:2.7-2.10;duration:3.0-` where it changed.
    pub value_type: Text,
    /// `default`, `code` or `prefix`
    pub kind: Text,
    /// For a prefix, what stands behind it.
    pub names: Text,
}

/// A default of some versions.
#[derive(Debug)]
pub struct Default {
    /// The key.
    pub key: Text,
    /// In which versions.
    pub minors: Minors,
    /// The default.
    pub value: Text,
}

/// The declarations of an option of Flink, the newest first.
pub fn flink(key: &str) -> &'static [FlinkDeclaration] {
    rows_of(FLINK_DECLARED, key, |row| row.key.get())
}

/// The options behind a name that a key may be, those of any suffix last.
pub fn suffixes(key: &str) -> Vec<&'static Suffix> {
    let mut found: Vec<&Suffix> = FLINK_SUFFIXES.iter().filter(|suffix| suffix.has(key)).collect();
    found.sort_by_key(|suffix| (suffix.suffix.get().ends_with('*'), std::cmp::Reverse(suffix.prefix.get().len())));
    found
}

/// The versions in which an option of Flink is itself marked deprecated.
pub fn deprecated(key: &str) -> Option<Minors> {
    FLINK_DEPRECATED.iter().find(|(known, _)| known.get() == key).map(|&(_, minors)| minors)
}

/// Who reads a key that no option declares, by the table of readers.
pub fn readers_of_family(key: &str) -> Option<Readers> {
    let fits = |entry: &str| entry == key || entry.ends_with('.') && key.starts_with(entry);
    FLINK_READERS
        .iter()
        .filter(|(entry, _)| fits(entry.get()))
        .max_by_key(|(entry, _)| entry.get().len())
        .map(|&(_, readers)| readers)
}

/// The rows of a key of Hadoop, the newest first.
pub fn hadoop(key: &str) -> &'static [HadoopKey] {
    rows_of(HADOOP_DECLARED, key, |row| row.key.get())
}

/// The families of Hadoop that a key may be one of (each the key without the names behind it), the longest first.
pub fn hadoop_families(key: &str) -> impl Iterator<Item = &'static HadoopKey> {
    let mut families: Vec<&HadoopKey> = HADOOP_DECLARED
        .iter()
        .filter(|row| row.kind.get() == "prefix" && key.len() > row.key.get().len() && key.starts_with(row.key.get()))
        .collect();
    families.sort_by_key(|row| std::cmp::Reverse(row.key.get().len()));
    families.into_iter()
}

/// The defaults of a key of Hadoop, the newest first.
pub fn hadoop_defaults(key: &str) -> &'static [Default] {
    rows_of(HADOOP_DEFAULTS, key, |row| row.key.get())
}

/// Who reads a key of Hadoop.
pub fn hadoop_readers(key: &str) -> Option<&'static str> {
    let fits = |entry: &str| key == entry || key.starts_with(entry);
    HADOOP_READERS
        .iter()
        .filter(|(entry, _)| fits(entry))
        .max_by_key(|(entry, _)| entry.len())
        .map(|(_, readers)| readers.get())
}

/// The defaults of a key of ZooKeeper, the newest first.
pub fn zookeeper_defaults(key: &str) -> &'static [Default] {
    rows_of(ZOOKEEPER_DEFAULTS, key, |row| row.key.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flink::Role;
    use crate::tables::FLINK_OPTIONS;

    #[test]
    fn every_option_is_declared_in_every_version_that_has_it() {
        for row in FLINK_OPTIONS.iter().filter(|row| row.role == Role::Option) {
            let held = flink(row.key).iter().fold(0, |bits, declared| bits | declared.minors.0);
            assert_eq!(held & row.minors.0, row.minors.0, "{}", row.key);
        }
    }

    #[test]
    fn defaults_readers_and_sections() {
        let [only] = flink("jobmanager.rpc.port") else { panic!("declared once") };
        assert_eq!((only.default.get(), only.class.get()), ("6123", "configuration.JobManagerOptions"));
        assert_eq!(only.readers.names().collect::<Vec<_>>(), ["jobmanager", "taskmanager", "client"]);
        let timeout: Vec<&str> = flink("heartbeat.timeout").iter().map(|declared| declared.default.get()).collect();
        assert_eq!(timeout, ["50 s", "50000"]);
        assert_eq!(flink("my.own.key").len(), 0);
    }

    #[test]
    fn keys_with_a_name_in_them() {
        let first = |key| suffixes(key).first().map(|suffix| suffix.pattern());
        assert_eq!(first("metrics.reporter.prom.interval").as_deref(), Some("metrics.reporter.<name>.interval"));
        assert_eq!(
            first("metrics.reporter.prom.factory.class").as_deref(),
            Some("metrics.reporter.<name>.factory.class")
        );
        assert_eq!(first("metrics.reporter.prom.my.own").as_deref(), Some("metrics.reporter.<name>.*"));
        assert_eq!(first("flink.hadoop.fs.x").as_deref(), Some("flink.hadoop.*"));
        assert_eq!(first("metrics.reporter.prom"), None);
        assert_eq!(first("metrics.reporters"), None);
    }

    #[test]
    fn defaults_of_hadoop_and_zookeeper() {
        assert_eq!(hadoop_defaults("dfs.replication").first().map(|default| default.value.get()), Some("3"));
        let names = |key| hadoop_families(key).next().map(|row| row.names.get());
        assert_eq!(names("dfs.ha.namenodes.mycluster"), Some("<ns>"));
        assert_eq!(hadoop_readers("dfs.journalnode.edits.dir"), Some("JournalNodes"));
        assert_eq!(zookeeper_defaults("tickTime").first().map(|default| default.value.get()), Some("3000"));
    }
}
