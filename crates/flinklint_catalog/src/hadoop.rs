//! Keys of Hadoop: in which defaults file a key stands, whether that default overrides `core-site.xml`, what an old
//! name is called today, and which getter reads the keys that high availability rests on.
//!
//! Source: the `*-default.xml` files and the constants of `CommonConfigurationKeys`, `YarnConfiguration` and
//! `DFSConfigKeys`; the families with a name behind the key from `NameNode`, `HAUtil` and `ZKFailoverController`.

use super::declared::hadoop_defaults;
pub use super::tables::hadoop_option as option;
use super::tables::{HADOOP_DEPRECATED, HADOOP_KEYS};
use super::{closest, declared, rows_of};

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

    /// The defaults file whose keys an administrator sets in a file of this name.
    pub fn of_site(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.site() == name)
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
    OPEN_FAMILIES.iter().any(|family| key.starts_with(family))
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
    CLOSED.iter().any(|namespace| key.starts_with(namespace)) && !in_family(key)
}

/// The key that an unknown one was probably meant to be: a misspelling, or the key without its unit.
pub fn meant(key: &str) -> Option<&'static str> {
    let all = || HADOOP_KEYS.iter().filter(|row| !row.prefix).map(|row| row.key);
    if let Some(found) = closest(key, all().chain(HADOOP_DEPRECATED.iter().map(|&(old, _)| old))) {
        return Some(found);
    }
    let with_unit = |candidate: &str| {
        let unit = candidate.strip_prefix(key).and_then(|rest| rest.strip_prefix(['-', '.']));
        unit.is_some_and(|unit| UNITS.contains(&unit))
    };
    let mut found = all().filter(|candidate| with_unit(candidate));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
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

/// How a key is read, where that is certain for every supported version: by the table here, else where all getters in the
/// sources agree.
pub fn kind(key: &str) -> Option<Kind> {
    let (bare, name) = split_name(key).unwrap_or((key, ""));
    // The addresses of a name node among several are looked at with it.
    if ADDRESSES.contains(&bare) && !(bare == "dfs.namenode.rpc-address" && name.contains('.')) {
        return Some(Kind::Address);
    }
    KINDS.iter().find(|(known, ..)| *known == bare).map(|&(_, kind, _)| kind).or_else(|| declared_kind(bare))
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

/// The default of a key, where it is the same in every supported version.
pub fn default_value(key: &str) -> Option<&'static str> {
    KINDS.iter().find(|(known, ..)| *known == key).and_then(|&(_, _, default)| default)
}

/// Endings that people leave off.
const UNITS: &[&str] = &["ms", "mb", "secs", "seconds", "sec", "bytes", "millis", "s"];

/// Namespaces of Hadoop alone.
const CLOSED: &[&str] =
    &["yarn.", "dfs.", "ha.zookeeper.", "ha.failover-controller.", "ha.health-monitor.", "hadoop.zk."];

/// Families under which anybody may add keys, whatever the tables say.
const OPEN_FAMILIES: &[&str] = &[
    "dfs.federation.",
    "dfs.provided.",
    "fs.",
    "hadoop.proxyuser.",
    "hadoop.security.",
    "hadoop.http.",
    "httpfs.",
    "ipc.",
    "mapreduce.",
    "yarn.app.mapreduce.",
    "yarn.nodemanager.aux-services.",
    "yarn.nodemanager.docker-container-executor.",
    "yarn.nodemanager.linux-container-executor.",
    "yarn.nodemanager.resource-plugins.",
    "yarn.nodemanager.resource-type.",
    "yarn.nodemanager.runtime.",
    "yarn.resource-types.",
    "yarn.scheduler.capacity.",
    "yarn.scheduler.fair.",
    "yarn.service.",
    "yarn.timeline-service.",
];

/// Keys that are also read with a name service, or a name service and a name node, behind them.
pub const PER_NAME_NODE: &[&str] = &[
    "dfs.client.failover.observer.auto-msync-period",
    "dfs.client.failover.proxy.provider",
    "dfs.client.failover.random.order",
    "dfs.client.failover.resolve-needed",
    "dfs.client.failover.resolver.impl",
    "dfs.client.failover.resolver.useFQDN",
    "dfs.ha.automatic-failover.enabled",
    "dfs.ha.fencing.methods",
    "dfs.ha.namenodes",
    "dfs.ha.zkfc.port",
    "dfs.journalnode.edits.dir",
    "dfs.namenode.backup.address",
    "dfs.namenode.backup.dnrpc-address",
    "dfs.namenode.backup.http-address",
    "dfs.namenode.checkpoint.dir",
    "dfs.namenode.checkpoint.edits.dir",
    "dfs.namenode.edits.dir",
    "dfs.namenode.http-address",
    "dfs.namenode.http-bind-host",
    "dfs.namenode.https-address",
    "dfs.namenode.https-bind-host",
    "dfs.namenode.kerberos.internal.spnego.principal",
    "dfs.namenode.kerberos.principal",
    "dfs.namenode.keytab.file",
    "dfs.namenode.lifeline.rpc-address",
    "dfs.namenode.lifeline.rpc-bind-host",
    "dfs.namenode.name.dir",
    "dfs.namenode.rpc-address",
    "dfs.namenode.rpc-address.auxiliary-ports",
    "dfs.namenode.rpc-bind-host",
    "dfs.namenode.secondary.http-address",
    "dfs.namenode.secondary.https-address",
    "dfs.namenode.servicerpc-address",
    "dfs.namenode.servicerpc-bind-host",
    "dfs.namenode.shared.edits.dir",
    "dfs.secondary.namenode.keytab.file",
    "ha.zookeeper.acl",
    "ha.zookeeper.auth",
    "ha.zookeeper.parent-znode",
    "ha.zookeeper.quorum",
    "ha.zookeeper.session-timeout.ms",
];

/// Keys that are read with the id of a resource manager behind them.
pub const PER_RESOURCE_MANAGER: &[&str] = &[
    "yarn.resourcemanager.address",
    "yarn.resourcemanager.admin.address",
    "yarn.resourcemanager.hostname",
    "yarn.resourcemanager.resource-tracker.address",
    "yarn.resourcemanager.scheduler.address",
    "yarn.resourcemanager.webapp.address",
    "yarn.resourcemanager.webapp.https.address",
];

/// Addresses that a daemon or a client refuses unless they are a host with or without a port.
const ADDRESSES: &[&str] = &[
    "dfs.namenode.http-address",
    "dfs.namenode.https-address",
    "dfs.namenode.rpc-address",
    "dfs.namenode.servicerpc-address",
    "yarn.nodemanager.address",
    "yarn.nodemanager.localizer.address",
    "yarn.resourcemanager.address",
    "yarn.resourcemanager.admin.address",
    "yarn.resourcemanager.resource-tracker.address",
    "yarn.resourcemanager.scheduler.address",
];

/// The keys with their getters, and the defaults that every supported version has.
const KINDS: &[(&str, Kind, Option<&str>)] = &[
    ("dfs.block.access.token.enable", Kind::Boolean(false), Some("false")),
    ("dfs.blocksize", Kind::Bytes, None),
    ("dfs.client.failover.max.attempts", Kind::Integer, Some("15")),
    ("dfs.client.failover.sleep.base.millis", Kind::Integer, Some("500")),
    ("dfs.client.failover.sleep.max.millis", Kind::Integer, Some("15000")),
    ("dfs.client.read.shortcircuit", Kind::Boolean(false), Some("false")),
    ("dfs.client.use.datanode.hostname", Kind::Boolean(false), Some("false")),
    ("dfs.datanode.handler.count", Kind::Integer, None),
    ("dfs.datanode.use.datanode.hostname", Kind::Boolean(false), Some("false")),
    ("dfs.ha.automatic-failover.enabled", Kind::Boolean(false), Some("false")),
    ("dfs.ha.zkfc.port", Kind::Integer, Some("8019")),
    ("dfs.namenode.datanode.registration.ip-hostname-check", Kind::Boolean(true), Some("true")),
    ("dfs.namenode.handler.count", Kind::Integer, None),
    ("dfs.permissions.enabled", Kind::Boolean(true), Some("true")),
    ("dfs.replication", Kind::Integer, Some("3")),
    ("dfs.webhdfs.enabled", Kind::Boolean(true), Some("true")),
    ("ha.health-monitor.rpc-timeout.ms", Kind::Integer, None),
    ("ha.zookeeper.session-timeout.ms", Kind::Integer, None),
    ("hadoop.security.authorization", Kind::Boolean(false), Some("false")),
    ("hadoop.zk.num-retries", Kind::Integer, Some("1000")),
    ("hadoop.zk.retry-interval-ms", Kind::Integer, Some("1000")),
    ("hadoop.zk.timeout-ms", Kind::Integer, Some("10000")),
    ("io.file.buffer.size", Kind::Integer, None),
    ("ipc.client.connect.max.retries", Kind::Integer, None),
    ("ipc.client.connect.max.retries.on.timeouts", Kind::Integer, None),
    ("ipc.client.connect.timeout", Kind::Integer, None),
    ("yarn.acl.enable", Kind::Boolean(false), Some("false")),
    ("yarn.log-aggregation-enable", Kind::Boolean(false), Some("false")),
    ("yarn.log-aggregation.retain-seconds", Kind::Long, None),
    ("yarn.nodemanager.pmem-check-enabled", Kind::Boolean(true), Some("true")),
    ("yarn.nodemanager.recovery.enabled", Kind::Boolean(false), Some("false")),
    ("yarn.nodemanager.recovery.supervised", Kind::Boolean(false), Some("false")),
    ("yarn.nodemanager.resource.cpu-vcores", Kind::Integer, Some("-1")),
    ("yarn.nodemanager.resource.detect-hardware-capabilities", Kind::Boolean(false), Some("false")),
    ("yarn.nodemanager.resource.memory-mb", Kind::Integer, Some("-1")),
    ("yarn.nodemanager.vmem-check-enabled", Kind::Boolean(true), Some("true")),
    ("yarn.resourcemanager.am-rm-tokens.master-key-rolling-interval-secs", Kind::Long, None),
    ("yarn.resourcemanager.am.global.max-attempts", Kind::Integer, None),
    ("yarn.resourcemanager.am.max-attempts", Kind::Integer, Some("2")),
    ("yarn.resourcemanager.connect.max-wait.ms", Kind::Long, None),
    ("yarn.resourcemanager.connect.retry-interval.ms", Kind::Long, None),
    ("yarn.resourcemanager.container-tokens.master-key-rolling-interval-secs", Kind::Long, None),
    ("yarn.resourcemanager.ha.automatic-failover.embedded", Kind::Boolean(true), Some("true")),
    ("yarn.resourcemanager.ha.automatic-failover.enabled", Kind::Boolean(true), Some("true")),
    ("yarn.resourcemanager.ha.enabled", Kind::Boolean(false), Some("false")),
    ("yarn.resourcemanager.nm-tokens.master-key-rolling-interval-secs", Kind::Long, None),
    ("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", Kind::Long, None),
    ("yarn.resourcemanager.recovery.enabled", Kind::Boolean(false), Some("false")),
    ("yarn.resourcemanager.work-preserving-recovery.enabled", Kind::Boolean(true), Some("true")),
    ("yarn.resourcemanager.zk-max-znode-size.bytes", Kind::Integer, None),
    ("yarn.scheduler.maximum-allocation-mb", Kind::Long, Some("8192")),
    ("yarn.scheduler.maximum-allocation-vcores", Kind::Long, Some("4")),
    ("yarn.scheduler.minimum-allocation-mb", Kind::Long, Some("1024")),
    ("yarn.scheduler.minimum-allocation-vcores", Kind::Long, Some("1")),
];

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
    fn misspelled_keys() {
        for (key, known) in [
            ("yarn.resourcemanager.ha.enable", "yarn.resourcemanager.ha.enabled"),
            ("yarn.nodemanager.resource.memory", "yarn.nodemanager.resource.memory-mb"),
            ("ha.zookeeper.session-timeout", "ha.zookeeper.session-timeout.ms"),
            ("yarn.scheduler.maximum-allocation.mb", "yarn.scheduler.maximum-allocation-mb"),
            ("dfs.nameservice", "dfs.nameservices"),
        ] {
            assert!(!is_key(key), "{key}");
            assert_eq!(meant(key), Some(known), "{key}");
        }
        assert_eq!(meant("my.own.key"), None);
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
    fn kinds_belong_to_real_keys() {
        for (key, ..) in KINDS {
            assert!(is_key(key), "{key}");
        }
    }
}
