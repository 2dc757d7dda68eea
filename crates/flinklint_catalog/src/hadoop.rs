//! Keys of Hadoop: in which defaults file a key stands, whether that default overrides `core-site.xml`, what an old
//! name is called today, and which getter reads the keys that high availability rests on.
//!
//! Source: the `*-default.xml` files and the constants of `CommonConfigurationKeys`, `YarnConfiguration` and
//! `DFSConfigKeys`; the families with a name behind the key from `NameNode`, `HAUtil` and `ZKFailoverController`.

use super::declared::hadoop_defaults;
pub use super::tables::hadoop_option as option;
use super::tables::{HADOOP_DEPRECATED, HADOOP_KEYS, HADOOP_MINORS, HADOOP_RELIED};
pub use super::tables::{HADOOP_PER_NAME_NODE as PER_NAME_NODE, HADOOP_PER_RESOURCE_MANAGER as PER_RESOURCE_MANAGER};
use super::{declared, namespaces, rows_of};
use crate::content::Content;
use crate::option::exact;
use crate::version::{Product, Version};

/// The defaults file that a key stands in, or would stand in by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// `core-default.xml`
    Core,
    /// `hdfs-default.xml`
    Hdfs,
    /// `yarn-default.xml`
    Yarn,
    /// `mapred-default.xml`
    MapReduce,
}

impl File {
    /// All of them, in the order in which daemons read them.
    pub const ALL: [Self; 4] = [Self::Core, Self::Hdfs, Self::Yarn, Self::MapReduce];

    /// Whether the catalogue has all keys of the file, so that one that it does not have is read by nobody.
    pub fn has_all_keys(self) -> bool {
        match self {
            Self::Core | Self::Hdfs | Self::Yarn => true,
            Self::MapReduce => false,
        }
    }

    /// The name of the file in which an administrator sets such a key.
    pub fn site(self) -> &'static str {
        match self {
            Self::Core => "core-site.xml",
            Self::Hdfs => "hdfs-site.xml",
            Self::Yarn => "yarn-site.xml",
            Self::MapReduce => "mapred-site.xml",
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The key, or the beginning of all keys of a family.
    pub key: &'static str,
    /// Where it belongs.
    pub file: File,
    /// Names of any kind may follow the key.
    pub prefix: bool,
    /// The defaults file gives it no value, so that a value of `core-site.xml` survives.
    pub default_empty: bool,
}

fn rows(key: &str) -> &'static [Row] {
    rows_of(HADOOP_KEYS, key, |row| row.key)
}

fn replacements(key: &str) -> &'static [(&'static str, &'static str)] {
    rows_of(HADOOP_DEPRECATED, key, |(old, _)| old)
}

/// The names that a key is stored under: those that replace it if it is deprecated, else itself.
pub fn stored_as(key: &str) -> Vec<&str> {
    let mut names: Vec<&str> = replacements(key).iter().map(|&(_, new)| new).collect();
    if names.is_empty() {
        names.push(key);
    }
    names
}

/// The name that replaces a deprecated key.
pub fn replaced_by(key: &str) -> Option<&'static str> {
    replacements(key).first().map(|&(_, new)| new)
}

/// Whether a defaults file gives the key a value.
pub fn has_default(key: &str, file: File) -> bool {
    rows(key).iter().any(|row| row.file == file && !row.default_empty)
}

/// The value that the defaults files give a key, where all versions that give it one agree.
pub fn only_default(key: &str) -> Option<&'static str> {
    let key = replaced_by(key).unwrap_or(key);
    match hadoop_defaults(key) {
        [only] => Some(only.value.get()),
        _ => None,
    }
}

/// Whether a defaults file or a class of any version knows exactly this key.
pub fn is_key(key: &str) -> bool {
    !rows(key).is_empty() || replaced_by(key).is_some()
}

/// Whether any key may stand under a beginning of this one.
pub fn in_family(key: &str) -> bool {
    namespaces::is_open(Product::Hadoop, key)
        || key.match_indices('.').any(|(dot, _)| {
            let (bare, dotted) = (key.get(..dot).unwrap_or(""), key.get(..=dot).unwrap_or(""));
            rows(bare).iter().chain(rows(dotted)).any(|row| row.prefix)
        })
}

/// Where a key belongs: by the tables, else by its name.
pub fn home(key: &str) -> Option<File> {
    let key = replaced_by(key).unwrap_or(key);
    if let Some(row) = rows(key).first() {
        return Some(row.file);
    }
    if key.starts_with("yarn.") {
        Some(File::Yarn)
    } else if key.starts_with("dfs.") {
        Some(File::Hdfs)
    } else if key.starts_with("mapreduce.") {
        Some(File::MapReduce)
    } else if key.starts_with("hadoop.") || key.starts_with("ha.") || key.starts_with("fs.") || key.starts_with("ipc.")
    {
        Some(File::Core)
    } else {
        None
    }
}

/// Whether the key lies in a namespace in which only Hadoop itself reads keys, and outside all families.
pub fn in_closed_namespace(key: &str) -> bool {
    namespaces::is_own(Product::Hadoop, key) && !in_family(key)
}

/// The key of [`PER_NAME_NODE`] or [`PER_RESOURCE_MANAGER`] that a name is appended to, and the name behind it.
pub fn split_name(key: &str) -> Option<(&'static str, &str)> {
    let named = |family: &&&'static str| key.strip_prefix(**family).and_then(|rest| rest.strip_prefix('.'));
    let found = PER_NAME_NODE.iter().chain(PER_RESOURCE_MANAGER).filter(|family| named(family).is_some());
    let family = found.max_by_key(|family| family.len())?;
    Some((family, named(&family)?))
}

/// What a value must be. The getter decides: a wrong number stops its reader, a wrong boolean is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `getBoolean`, with the default.
    Boolean(bool),
    /// `getInt`
    Integer,
    /// `getLong`
    Long,
    /// `getLongBytes`
    Bytes,
    /// `getSocketAddr`: a host, with a port or the default one.
    Address,
}

impl Kind {
    /// The word for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Boolean(_) => "boolean",
            Self::Integer => "integer",
            Self::Long => "long integer",
            Self::Bytes => "size",
            Self::Address => "address",
        }
    }
}

/// Whether availability, capacity or access rests on the value of a key.
#[must_use]
pub fn is_relied_on(key: &str) -> bool {
    HADOOP_RELIED.binary_search(&key).is_ok()
}

/// Whether the reader of a key leaves blanks at the ends in its value (`Configuration.get`).
#[must_use]
pub fn is_read_as_written(key: &str) -> bool {
    exact(Product::Hadoop, key).is_some_and(|found| found.option.is_read_as_written())
}

/// How a key is read, where that is certain for every supported version: by what the catalogue says of it, else where all
/// getters in the sources agree.
#[must_use]
pub fn kind(key: &str) -> Option<Kind> {
    let (bare, name) = split_name(key).unwrap_or((key, ""));
    let Some(option) = exact(Product::Hadoop, bare).filter(|found| !found.is_alias).map(|found| found.option) else {
        return declared_kind(bare);
    };
    match option.content_of_any() {
        // The addresses of a name node among several are looked at with it.
        Content::Address if option.is_strict() && !(bare == "dfs.namenode.rpc-address" && name.contains('.')) => {
            Some(Kind::Address)
        }
        Content::Size if option.stated_content().is_some() => Some(Kind::Bytes),
        Content::Long if option.stated_content().is_some() => Some(Kind::Long),
        _ => declared_kind(bare),
    }
}

fn declared_kind(key: &str) -> Option<Kind> {
    let rows = declared::hadoop(key);
    let getter = rows.first()?.value_type.get();
    if rows.iter().any(|row| row.value_type.get() != getter || row.file.get() == "mapred") {
        return None;
    }
    match getter {
        "int" => Some(Kind::Integer),
        "long" => Some(Kind::Long),
        "boolean" => match declared::hadoop_defaults(key) {
            [only] if only.value.get() == "true" => Some(Kind::Boolean(true)),
            [only] if only.value.get() == "false" => Some(Kind::Boolean(false)),
            _ => None,
        },
        _ => None,
    }
}

/// The default of a key, where it is the same in every supported version and has no variable in it, which other settings may change.
#[must_use]
pub fn default_value(key: &str) -> Option<&'static str> {
    let supported = HADOOP_MINORS.iter().enumerate();
    let supported = supported.filter(|(_, (major, minor))| Version::new(*major, *minor) >= Product::Hadoop.oldest());
    let supported = supported.fold(0, |bits, (n, _)| bits | 1 << n);
    let mut held = hadoop_defaults(key).iter().filter(|default| default.minors.0 & supported != 0);
    let first = held.next()?.value.get();
    (held.all(|default| default.value.get() == first) && !first.contains("${")).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_a_key() {
        assert_eq!(split_name("dfs.namenode.rpc-address.prod.nn1"), Some(("dfs.namenode.rpc-address", "prod.nn1")));
        assert_eq!(split_name("yarn.resourcemanager.hostname.rm1"), Some(("yarn.resourcemanager.hostname", "rm1")));
        assert_eq!(split_name("dfs.namenode.rpc-address"), None);
        assert_eq!(split_name("dfs.namenode.rpc-addresses.prod"), None);
    }

    #[test]
    fn homes_by_name() {
        assert_eq!(home("yarn.resourcemanager.hostname.rm1"), Some(File::Yarn));
        assert_eq!(home("dfs.ha.namenodes.prod"), Some(File::Hdfs));
        assert_eq!(home("my.own.key"), None);
    }

    #[test]
    fn old_names_lead_to_new_ones() {
        assert_eq!(stored_as("fs.default.name"), ["fs.defaultFS"]);
        assert_eq!(replaced_by("yarn.resourcemanager.zk-address"), Some("hadoop.zk.address"));
        assert_eq!(stored_as("my.own.key"), ["my.own.key"]);
    }

    #[test]
    fn defaults_that_override() {
        assert!(has_default("yarn.resourcemanager.am.max-attempts", File::Yarn));
        assert!(!has_default("yarn.resourcemanager.ha.rm-ids", File::Yarn));
        assert!(has_default("dfs.replication", File::Hdfs));
        assert!(!has_default("dfs.nameservices", File::Hdfs));
        assert!(!has_default("hadoop.zk.address", File::Core));
    }

    #[test]
    fn closed_namespaces() {
        assert!(in_closed_namespace("dfs.replicas") && in_closed_namespace("hadoop.zk.quorum"));
        assert!(!in_closed_namespace("yarn.scheduler.capacity.root.queues"));
    }

    #[test]
    fn kinds_of_keys_that_the_sources_agree_about() {
        assert_eq!(kind("dfs.ha.automatic-failover.enabled.prod"), Some(Kind::Boolean(false)));
        assert_eq!(kind("yarn.nodemanager.delete.debug-delay-sec"), Some(Kind::Integer));
        assert_eq!(kind("yarn.timeline-service.enabled"), Some(Kind::Boolean(false)));
        assert_eq!(kind("yarn.resourcemanager.admin.address.rm1"), Some(Kind::Address));
        assert_eq!(kind("dfs.heartbeat.interval"), None);
        assert_eq!(kind("dfs.namenode.rpc-address.prod.nn1"), None);
    }

    #[test]
    fn kinds_and_defaults_of_what_availability_rests_on() {
        for (key, wanted, default) in [
            ("dfs.blocksize", Kind::Bytes, Some("134217728")),
            ("dfs.ha.zkfc.port", Kind::Integer, Some("8019")),
            ("dfs.webhdfs.enabled", Kind::Boolean(true), Some("true")),
            ("ha.zookeeper.session-timeout.ms", Kind::Integer, Some("10000")),
            ("yarn.nodemanager.resource.memory-mb", Kind::Integer, Some("-1")),
            ("yarn.resourcemanager.connect.max-wait.ms", Kind::Long, Some("900000")),
            ("yarn.resourcemanager.am.global.max-attempts", Kind::Integer, None),
            ("yarn.scheduler.maximum-allocation-mb", Kind::Long, Some("8192")),
            ("yarn.scheduler.minimum-allocation-vcores", Kind::Long, Some("1")),
            ("yarn.resourcemanager.recovery.enabled", Kind::Boolean(false), Some("false")),
        ] {
            assert_eq!((kind(key), default_value(key)), (Some(wanted), default), "{key}");
        }
    }
}
