//! What is meant by keys that go wrong in each of the ways.

use super::*;
use crate::version::{Version, VersionRange};

fn release(product: Product) -> Release {
    let version = match product {
        Product::Flink => Version::new(1, 20),
        Product::ZooKeeper => Version::new(3, 8),
        Product::Hadoop => Version::new(3, 3),
    };
    Release::new(version, &VersionRange::exactly(version, "stated"))
}

fn ask(product: Product, key: &str, change: impl Fn(&mut Question<'_>)) -> Option<(String, How)> {
    let release = release(product);
    let mut question = Question::new(product, key, &release);
    change(&mut question);
    meant(&question).map(|meant| (meant.key.into_owned(), meant.how))
}

fn check(product: Product, cases: &[(&str, &str, How)]) {
    for &(key, wanted, how) in cases {
        assert_eq!(ask(product, key, |_| {}), Some((wanted.to_owned(), how)), "{key}");
    }
}

#[test]
fn keys_of_flink() {
    check(
        Product::Flink,
        &[
            ("\u{feff}rest.port", "rest.port", How::ByteOrderMark),
            ("\"rest.port\"", "rest.port", How::Around),
            ("- rest.port", "rest.port", How::Around),
            ("-Drest.port", "rest.port", How::Around),
            ("export rest.port", "rest.port", How::Around),
            ("SET rest.port", "rest.port", How::Around),
            ("//rest.port", "rest.port", How::Around),
            ("rest/port", "rest.port", How::Around),
            ("rest. port", "rest.port", How::Around),
            (".rest..port.", "rest.port", How::Around),
            ("rest.port;", "rest.port", How::Around),
            ("%rest.port", "rest.port", How::Around),
            ("rest\u{200b}.port", "rest.port", How::Characters),
            ("rest.p\u{43e}rt", "rest.port", How::Characters),
            ("flink.rest.port", "rest.port", How::Prefix),
            ("REST.port", "rest.port", How::Case),
            ("high-availability.storage-dir", "high-availability.storageDir", How::Spelling),
            ("high-availabilty.type", "high-availability.type", How::Spelling),
            ("jobmanager.rcp.address", "jobmanager.rpc.address", How::Spelling),
            ("containerized.masteer.env.TZ", "containerized.master.env.TZ", How::Family),
            ("metrics.reporter.prom.fatory.class", "metrics.reporter.prom.factory.class", How::Family),
            ("rest.port.value", "rest.port", How::BelowOption),
            ("execution.checkpoint.interval", "execution.checkpointing.interval", How::Words),
            (
                "high-availability.zookeeper.session-timeout",
                "high-availability.zookeeper.client.session-timeout",
                How::Words,
            ),
        ],
    );
    for key in ["my.own.key", "timeout", "orders.rest.port", "metrics.scope.job", "orders.checkpointing.interval"] {
        assert_eq!(ask(Product::Flink, key, |_| {}), None, "{key}");
    }
}

#[test]
fn keys_at_the_wrong_place() {
    let nested = |key| ask(Product::Flink, key, |question| question.nested = true);
    let meant = |key: &str, how| Some((key.to_owned(), how));
    assert_eq!(nested("taskmanager.blob.server.port"), meant("blob.server.port", How::Place));
    assert_eq!(nested("rest.checkpointing.interval"), meant("execution.checkpointing.interval", How::Place));
    assert_eq!(nested("orders.rest.port"), None);
    let after = |key, before: &'static str| ask(Product::Flink, key, |question| question.before = Some(before));
    let mode = meant("execution.checkpointing.mode", How::Beside);
    assert_eq!(after("mode", "execution.checkpointing.interval"), mode);
    assert_eq!(after("execution.mode", "execution.checkpointing.interval"), mode);
    assert_eq!(after("mode", "heartbeat.interval"), None);
}

#[test]
fn groups_whose_line_is_missing() {
    let release = release(Product::Flink);
    let keys = ["parallelism.type", "parallelism.storageDir", "parallelism.zookeeper.quorum"];
    let meant = ["high-availability.type", "high-availability.storageDir", "high-availability.zookeeper.quorum"];
    assert_eq!(below_another(&keys, &release).as_deref(), Some(&meant.map(str::to_owned)[..]));
    assert_eq!(below_another(&keys[..1], &release), None);
    assert!(begins_options("rest", &release) && !begins_options("res", &release));
}

#[test]
fn keys_of_zookeeper() {
    check(
        Product::ZooKeeper,
        &[
            ("\u{ef}\u{bb}\u{bf}tickTime", "tickTime", How::ByteOrderMark),
            ("ticktime", "tickTime", How::Case),
            ("tickTme", "tickTime", How::Spelling),
            ("zookeeper.tickTime", "tickTime", How::Prefix),
            ("zk.tickTime", "tickTime", How::Prefix),
            ("zookeeper_clientPort", "clientPort", How::Prefix),
            ("tickTime->2000", "tickTime", How::Around),
            ("admin.port", "admin.serverPort", How::Ending),
            ("authprovider.1", "authProvider.1", How::Family),
            ("authProvider_x509", "authProvider.x509", How::Family),
            ("Group.3", "group.3", How::Family),
        ],
    );
    for key in ["server2", "Server.2", "servers.2", "server[2]", "sever.2", "server-2"] {
        assert_eq!(ask(Product::ZooKeeper, key, |_| {}), Some(("server.2".to_owned(), How::Family)), "{key}");
    }
    for key in
        ["serverCnxn", "observer.2", "server.two", "my.plugin.port", "somethingElse", "Grouping", "authProviders"]
    {
        assert_eq!(ask(Product::ZooKeeper, key, |_| {}).filter(|(_, how)| *how == How::Family), None, "{key}");
    }
}

#[test]
fn keys_of_hadoop() {
    check(
        Product::Hadoop,
        &[
            ("yarn.resourcemanager.ha.enable", "yarn.resourcemanager.ha.enabled", How::Spelling),
            ("yarn.nodemanager.resource.memory", "yarn.nodemanager.resource.memory-mb", How::Unit),
            ("ha.zookeeper.session-timeout", "ha.zookeeper.session-timeout.ms", How::Unit),
            ("yarn.scheduler.maximum-allocation.mb", "yarn.scheduler.maximum-allocation-mb", How::Spelling),
            ("dfs.nameservice", "dfs.nameservices", How::Spelling),
            ("fs.defaultfs", "fs.defaultFS", How::Case),
        ],
    );
    let names = ["prod".to_owned(), "prod.nn1".to_owned(), "rm1".to_owned()];
    let release = release(Product::Hadoop);
    for (key, wanted) in [
        ("dfs.namenode.rpc-adress.prod.nn1", "dfs.namenode.rpc-address.prod.nn1"),
        ("dfs.ha.namenode.prod", "dfs.ha.namenodes.prod"),
        ("yarn.resourcemanager.hostnmae.rm1", "yarn.resourcemanager.hostname.rm1"),
        ("dfs.namenode.rpc.address.PROD.nn1", "dfs.namenode.rpc-address.prod.nn1"),
    ] {
        let question = Question { names: &names, ..Question::new(Product::Hadoop, key, &release) };
        assert_eq!(meant(&question).map(|meant| meant.key.into_owned()).as_deref(), Some(wanted), "{key}");
    }
    assert_eq!(ask(Product::Hadoop, "my.own.key", |_| {}), None);
}

#[test]
fn a_version_is_asked_for_only_where_a_key_is_near() {
    let release = Release::new(Version::new(2, 3), &VersionRange::supported(Product::Flink));
    let before = release.stretch();
    assert_eq!(meant(&Question::new(Product::Flink, "my.own.long.key", &release)), None);
    assert_eq!(release.stretch(), before);
}
