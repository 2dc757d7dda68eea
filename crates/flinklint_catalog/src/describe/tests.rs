//! What is said of keys of every kind.

use super::{KeyDescription, describe, near};
use crate::tables::{FLINK_OPTIONS, HADOOP_KEYS, ZOOKEEPER_KEYS};

fn only(key: &str) -> KeyDescription {
    let mut found = describe(key);
    assert_eq!(found.len(), 1, "{key}: {found:?}");
    found.remove(0)
}

fn defaults(described: &KeyDescription) -> Vec<(&str, &str)> {
    described
        .defaults
        .iter()
        .map(|default| {
            (
                default.value.as_deref().unwrap_or("none"),
                default.versions.first().map_or("", |range| range.from.as_str()),
            )
        })
        .collect()
}

#[test]
fn every_key_of_the_tables_is_explained() {
    let flink = FLINK_OPTIONS.iter().map(|row| row.key);
    let zookeeper = ZOOKEEPER_KEYS.iter().map(|row| row.key);
    let hadoop = HADOOP_KEYS.iter().filter(|row| !row.prefix).map(|row| row.key);
    for key in flink.chain(zookeeper.filter(|key| !key.ends_with('.'))).chain(hadoop) {
        if matches!(key, "group" | "weight") {
            continue;
        }
        assert!(!describe(key).is_empty(), "{key}");
    }
}

#[test]
fn types_and_defaults_by_version() {
    let timeout = only("high-availability.zookeeper.client.session-timeout");
    assert_eq!(defaults(&timeout), [("1 min", "1.20"), ("60000", "1.11")]);
    assert_eq!(timeout.types.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["duration", "int"]);
    assert_eq!(timeout.section.as_deref(), Some("expert_high_availability_zk"));
    let mode = only("execution.checkpointing.mode");
    assert!(mode.types[0].values.contains(&"EXACTLY_ONCE"), "{:?}", mode.types);
    assert_eq!(defaults(&only("io.tmp.dirs")), [("${java.io.tmpdir}", "1.11")]);
}

#[test]
fn old_and_new_names() {
    let old = only("high-availability");
    assert!(old.names.iter().any(|name| name.key == "high-availability.type" && name.role == "replacement"), "{old:?}");
    let new = only("high-availability.type");
    assert_eq!((new.kind, new.readers.join(" ")), ("option", "jobmanager taskmanager client".to_owned()));
    assert_eq!(new.all_names().first(), Some(&"high-availability.type"));
    assert!(new.all_names().contains(&"recovery.mode"), "{new:?}");
    let alias = only("recovery.mode");
    assert_eq!(defaults(&alias), [("NONE", "1.11")], "of the option that it stood for, too");
    assert!(alias.kind == "deprecated name" && alias.name == "high-availability.type", "{alias:?}");
    assert!(!alias.all_names().contains(&"recovery.mode"), "{alias:?}");
    let renamed = only("jobmanager.adaptive-batch-scheduler.min-parallelism");
    assert!(renamed.types.iter().any(|one| one.versions.iter().any(|range| range.to.is_none())), "{renamed:?}");
    let fallback = only("akka.ask.timeout");
    assert!(fallback.names.iter().any(|name| name.role == "fallback of" && name.key == "taskmanager.slot.timeout"));
    assert!(only("akka.watch.threshold").deprecated.iter().any(|range| range.to.as_deref() == Some("1.20")));
}

#[test]
fn keys_with_names_in_them_and_families() {
    let port = only("metrics.reporter.prom.port");
    assert_eq!((port.name.as_str(), port.exact), ("metrics.reporter.<name>.port", false));
    assert!(port.defaults.iter().any(|default| default.of.as_deref() == Some("InfluxdbReporterOptions")), "{port:?}");
    let handed_on = describe("flink.hadoop.dfs.replication");
    assert_eq!(handed_on.iter().map(|one| one.product).collect::<Vec<_>>(), ["Flink", "Hadoop"]);
    assert_eq!(handed_on[1].name, "dfs.replication");
    let nodes = only("dfs.ha.namenodes.mycluster");
    assert_eq!(nodes.name, "dfs.ha.namenodes.<ns>");
    assert_eq!(nodes.notes, ["here the name service is mycluster"]);
    assert_eq!(only("dfs.namenode.rpc-address.prod.nn1").name, "dfs.namenode.rpc-address.<ns>.<nn>");
    assert_eq!(only("server.1").name, "server.*");
    assert_eq!(only("flink.hadoop.fs.x").name, "flink.hadoop.*");
    assert_eq!(only("fs.viewfs.impl").name, "fs.<scheme>.impl");
}

#[test]
fn secrets() {
    let access = only("fs.s3a.access.key");
    assert!(access.secret, "{access:?}");
    let password = only("security.ssl.internal.key-password");
    assert_eq!((password.secret, password.hidden_since.as_deref()), (true, Some("1.11")));
}

#[test]
fn zookeeper_and_hadoop() {
    let tick = only("tickTime");
    assert_eq!((tick.kind, defaults(&tick)), ("key", vec![("3000", "3.4")]));
    assert_eq!(only("zookeeper.snapCount").name, "snapCount");
    assert_eq!(only("jute.maxbuffer").kind, "nothing");
    let attempts = only("yarn.resourcemanager.am.max-attempts");
    assert_eq!((attempts.file.as_deref(), defaults(&attempts)), (Some("yarn-site.xml"), vec![("2", "2.7")]));
    let old = only("fs.default.name");
    assert_eq!((old.kind, old.name.as_str()), ("deprecated name", "fs.defaultFS"));
}

#[test]
fn what_was_meant() {
    assert_eq!(near("high-availability.storage-dir").first().map(AsRef::as_ref), Some("high-availability.storageDir"));
    assert_eq!(near("ticktime").first().map(AsRef::as_ref), Some("tickTime"));
    assert!(near("storageDir").contains(&"high-availability.storageDir".into()));
    assert!(near("client.session-timeout").contains(&"high-availability.zookeeper.client.session-timeout".into()));
    assert!(near("yarn.resourcemanager.ha.enable").contains(&"yarn.resourcemanager.ha.enabled".into()));
    assert_eq!(near("tiktime").first().map(AsRef::as_ref), Some("tickTime"));
    assert!(near("qqqqqqq").is_empty());
}
