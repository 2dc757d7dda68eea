use super::*;
use crate::version::{Version, VersionRange};
use crate::{hadoop, zookeeper};

fn release(major: u16, minor: u16) -> Release {
    let range = VersionRange::exactly(Version::new(major, minor), "stated");
    Release::new(range.from, &range)
}

#[test]
fn constants_are_the_options_that_they_name() {
    assert_eq!(flink::option::HEARTBEAT_TIMEOUT.key(), "heartbeat.timeout");
    assert_eq!(flink::option::HIGH_AVAILABILITY_STORAGE_DIR.key(), "high-availability.storageDir");
    assert_eq!(zookeeper::option::TICK_TIME.key(), "tickTime");
    assert_eq!(hadoop::option::FS_DEFAULT_FS.key(), "fs.defaultFS");
    assert_eq!(hadoop::option::DFS_HA_NAMENODES.key(), "dfs.ha.namenodes");
    assert_eq!(zookeeper::option::SERVER.key(), "server");
}

#[test]
fn every_option_is_found_by_its_key() {
    for product in Product::ALL {
        for option in all(product).filter(|option| option.minors.0 != 0) {
            let found = exact(product, option.key());
            let is_itself = |found: &FoundOption<'_>| found.option == option || found.is_alias;
            assert!(found.as_ref().is_some_and(is_itself), "{}", option.key());
        }
    }
}

#[test]
fn names_by_version() {
    let mode = flink::option::HIGH_AVAILABILITY_TYPE;
    assert_eq!(mode.names_in(&release(1, 16)), ["high-availability", "recovery.mode"]);
    assert_eq!(mode.names_in(&release(1, 17)).first(), Some(&"high-availability.type"));
    assert!(mode.names_in(&release(1, 18)).contains(&"high-availability"));
    let storage = hadoop::option::FS_DEFAULT_FS;
    assert_eq!(storage.names_in(&release(3, 3)), ["fs.defaultFS", "fs.default.name"]);
    assert_eq!(zookeeper::option::TICK_TIME.names_in(&release(3, 8)), ["tickTime"]);
}

#[test]
fn the_names_of_a_version_are_those_that_it_reads_in_its_order() {
    for option in all(Product::Flink).filter(|option| option.names.1 > 0) {
        for &(major, minor) in FLINK_MINORS {
            let release = release(major, minor);
            if !flink::is_option(option.key(), &release) {
                continue;
            }
            let mut wanted = vec![option.key()];
            wanted.extend(flink::aliases(option.key(), &release));
            assert_eq!(option.names_in(&release), wanted, "{} in {major}.{minor}", option.key());
        }
    }
}

#[test]
fn typed_defaults() {
    let newest = &release(2, 3);
    assert_eq!(flink::option::HEARTBEAT_TIMEOUT.default(newest).and_then(DefaultValue::millis), Some(50_000));
    assert_eq!(flink::option::HEARTBEAT_TIMEOUT.default(&release(1, 11)).and_then(DefaultValue::millis), Some(50_000));
    assert_eq!(flink::option::JOBMANAGER_RPC_PORT.default(newest).and_then(DefaultValue::int), Some(6123));
    assert_eq!(flink::option::REST_PORT.default(newest).and_then(DefaultValue::int), Some(8081));
    assert_eq!(flink::option::HIGH_AVAILABILITY_TYPE.default(&release(1, 16)).map(DefaultValue::text), Some("NONE"));
    assert_eq!(zookeeper::option::TICK_TIME.default(&release(3, 8)).and_then(DefaultValue::int), Some(3000));
    let vcores = hadoop::option::YARN_SCHEDULER_MAXIMUM_ALLOCATION_VCORES;
    assert_eq!(vcores.default(&release(2, 7)).and_then(DefaultValue::int), Some(32));
    assert_eq!(vcores.default(&release(3, 3)).and_then(DefaultValue::int), Some(4));
}

#[test]
fn keys_with_names() {
    let find = |product, key| find(product, key).map(|found| (found.option.key(), found.name, found.is_alias));
    let node = ("dfs.namenode.rpc-address", Some("prod.nn1"), false);
    assert_eq!(find(Product::Hadoop, "dfs.namenode.rpc-address.prod.nn1"), Some(node));
    assert_eq!(find(Product::ZooKeeper, "server.1"), Some(("server", Some("1"), false)));
    let interval = ("metrics.reporter.<name>.interval", Some("prom"), false);
    assert_eq!(find(Product::Flink, "metrics.reporter.prom.interval"), Some(interval));
    assert_eq!(find(Product::Flink, "recovery.mode"), Some(("high-availability.type", None, true)));
    assert_eq!(find(Product::Hadoop, "fs.default.name"), Some(("fs.defaultFS", None, true)));
    assert_eq!(find(Product::Flink, "my.own.key"), None);
    assert_eq!(find(Product::Hadoop, "dfs.namenode.rpc-addresses.prod"), None);
}

#[test]
fn what_values_are() {
    let newest = &release(2, 3);
    assert_eq!(flink::option::HIGH_AVAILABILITY_STORAGE_DIR.content(newest), Content::Uri);
    assert_eq!(flink::option::HEARTBEAT_TIMEOUT.content(newest), Content::Duration);
    assert_eq!(flink::option::REST_PORT.content(newest), Content::Port);
    assert_eq!(hadoop::option::DFS_NAMENODE_RPC_ADDRESS.content_of_any(), Content::Address);
    assert!(hadoop::option::HA_ZOOKEEPER_PARENT_ZNODE.is_read_as_written());
    assert!(hadoop::option::YARN_RESOURCEMANAGER_ADDRESS.is_strict());
    assert_eq!(zookeeper::option::MAX_CLIENT_CNXNS.content_of_any(), Content::Integer);
}
