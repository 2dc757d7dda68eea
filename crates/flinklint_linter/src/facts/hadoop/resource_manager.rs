//! The resource manager as its own start-up code reads the configuration (`HAUtil`, `RMStateStoreFactory`, `RMAppImpl`,
//! the schedulers): high availability, recovery, attempts and allocations. What Flink asks of it is not known here.

use super::configuration::Configuration;
use crate::facts::connect_string::{self, Quorum};
use crate::facts::storage::slice;
use flinklint_catalog::hadoop::option;
use flinklint_catalog::namespaces;
use flinklint_catalog::option::OptionId;
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Bytes, Known, Located, Maybe, Millis, Open, Origin, Place, facts, words};
use flinklint_syntax::Scalar;
use flinklint_syntax::value::hadoop::TimeUnit;
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// Where the resource manager keeps the state of applications.
    pub enum StateStore as "state store" {
        /// Znodes of ZooKeeper.
        ZooKeeper = "zookeeper",
        /// Files, by default of HDFS or of the host.
        FileSystem = "filesystem",
        /// The memory of the resource manager: a restart loses it.
        Memory = "memory",
        /// A database on the disk of the host.
        Leveldb = "leveldb",
        /// Nothing is kept.
        Null = "null",
        /// A class that Hadoop does not have.
        Other = "other",
    }

    /// The scheduler of the resource manager.
    pub enum Scheduler as "scheduler" {
        /// The capacity scheduler.
        Capacity = "capacity",
        /// The fair scheduler.
        Fair = "fair",
        /// First in, first out.
        Fifo = "fifo",
        /// A class that Hadoop does not have.
        Other = "other",
    }

    /// What a token is for.
    pub enum TokenKind as "kind of token" {
        /// Between application masters and the resource manager.
        AmRm = "am-rm",
        /// For starting containers.
        Container = "container",
        /// Between application masters and node managers.
        Nm = "nm",
    }
}

facts! {
    /// The resource manager of YARN, as yarn-site.xml over core-site.xml configures it.
    pub struct ResourceManager<'t> as "resource manager" {
        /// The first key that only a resource manager reads: with one the file is no mere copy for clients. Null where there is
        /// none.
        daemon_key: Maybe<Cow<'t, str>>,
        /// Whether several resource managers run (yarn.resourcemanager.ha.enabled; false by default).
        ha_enabled: Located<bool>,
        /// Whether the file says true or false to that.
        ha_enabled_written: bool,
        /// The ids of the resource managers, as written (yarn.resourcemanager.ha.rm-ids).
        ids_text: Maybe<Cow<'t, str>>,
        /// The distinct ids, in order.
        ids: Open<ManagerId<'t>>,
        /// Ids that the list names again.
        repeated_ids: Vec<Located<Cow<'t, str>>>,
        /// Two ids with the same host.
        shared_hosts: Vec<SharedHost<'t>>,
        /// The id of this host (yarn.resourcemanager.ha.id); where it is null, the local address decides.
        own_id: Maybe<Cow<'t, str>>,
        /// The name of the cluster, which the election needs (yarn.resourcemanager.cluster-id).
        cluster_id: Maybe<Cow<'t, str>>,
        /// Whether the resource managers elect the active one (yarn.resourcemanager.ha.automatic-failover.enabled; true by default).
        automatic_failover: Located<bool>,
        /// Whether the election runs inside the resource manager (….automatic-failover.embedded; true by default).
        embedded: Located<bool>,
        /// The ZooKeeper servers of YARN, as written (hadoop.zk.address).
        zk_address: Maybe<Cow<'t, str>>,
        /// The ZooKeeper servers of YARN; null where no address is visible.
        zk_quorum: Option<Quorum<'t>>,
        /// The ZooKeeper session timeout that YARN asks for (hadoop.zk.timeout-ms; 10 s by default).
        zk_timeout: Located<Millis>,
        /// Who may change YARN's nodes in ZooKeeper (hadoop.zk.acl; everybody by default).
        zk_acl: Located<Cow<'t, str>>,
        /// Where ZKRMStateStore keeps the state (yarn.resourcemanager.zk-state-store.parent-path; /rmstore by default).
        zk_state_path: Located<Cow<'t, str>>,
        /// Where the election takes place (….automatic-failover.zk-base-path; /yarn-leader-election by default).
        zk_election_path: Located<Cow<'t, str>>,
        /// The largest node that the state store writes (yarn.resourcemanager.zk-max-znode-size.bytes; 1 MiB by default).
        zk_max_node_size: Located<Bytes>,
        /// Whether applications survive a restart (yarn.resourcemanager.recovery.enabled; false by default).
        recovery: Located<bool>,
        /// Whether their containers survive it, too (yarn.resourcemanager.work-preserving-recovery.enabled; true by default).
        work_preserving: Located<bool>,
        /// Where the state is kept (yarn.resourcemanager.store.class; `filesystem` by default).
        store: Located<StateStore>,
        /// The class of the state store, as written.
        store_class: Maybe<Cow<'t, str>>,
        /// The class that a misspelled one was probably meant to be.
        store_meant: Maybe<&'static str>,
        /// Attempts of an application that asks for none (yarn.resourcemanager.am.max-attempts; 2 by default).
        max_attempts: Located<i64>,
        /// The most attempts an application gets: am.global.max-attempts where it is set (Hadoop 2.10, and 3.1 and newer), else am.max-attempts.
        attempts_cap: Located<i64>,
        /// The scheduler (yarn.resourcemanager.scheduler.class; `capacity` by default).
        scheduler: Located<Scheduler>,
        /// The class of the scheduler, as written.
        scheduler_class: Maybe<Cow<'t, str>>,
        /// The class that a misspelled one was probably meant to be.
        scheduler_meant: Maybe<&'static str>,
        /// The smallest container; sizes are rounded up to a multiple of it (yarn.scheduler.minimum-allocation-mb; 1024 MiB by default).
        minimum_allocation: Located<Bytes>,
        /// Whether the file sets that size.
        minimum_allocation_written: bool,
        /// The largest container (yarn.scheduler.maximum-allocation-mb; 8192 MiB by default).
        maximum_allocation: Located<Bytes>,
        /// Whether the file sets that size.
        maximum_allocation_written: bool,
        /// The fewest virtual cores of a container (1 by default).
        minimum_vcores: Located<i64>,
        /// The most virtual cores of a container (4 by default).
        maximum_vcores: Located<i64>,
        /// Whether the file sets that number.
        maximum_vcores_written: bool,
        /// After which silence an application master counts as dead (yarn.am.liveness-monitor.expiry-interval-ms; 10 min by default).
        application_expiry: Located<Millis>,
        /// After which silence a node counts as dead (yarn.nm.liveness-monitor.expiry-interval-ms; 10 min by default).
        node_expiry: Located<Millis>,
        /// How often nodes report (yarn.resourcemanager.nodemanagers.heartbeat-interval-ms; 1 s by default).
        heartbeat: Located<Millis>,
        /// How often the keys of the tokens change, with the expiry that each must exceed three times.
        token_keys: Vec<TokenKey<'t>>,
        /// Whether logs of finished containers are kept (yarn.log-aggregation-enable; false by default).
        log_aggregation: Located<bool>,
    }

    /// One of several resource managers.
    pub struct ManagerId<'t> as "resource manager id" {
        /// The id.
        id: Located<Cow<'t, str>>,
        /// Its host (yarn.resourcemanager.address.ID, else yarn.resourcemanager.hostname.ID).
        host: Maybe<Cow<'t, str>>,
        /// The keys without which a service has no address; the resource manager refuses to start (HAUtil).
        missing: Open<Located<Cow<'t, str>>>,
    }

    /// Two resource managers on one host.
    pub struct SharedHost<'t> as "shared host" {
        /// The host.
        host: Located<Cow<'t, str>>,
        /// The first id.
        first: Cow<'t, str>,
        /// The second id.
        second: Cow<'t, str>,
    }

    /// The master key of a kind of token. The resource manager refuses an interval of at most three times the expiry.
    pub struct TokenKey<'t> as "token key" {
        /// What the token is for.
        kind: TokenKind,
        /// How often the key changes (one day by default).
        interval: Located<Millis>,
        /// The expiry that counts for it.
        expiry: Located<Millis>,
    }

    /// The node managers, as the same files configure them.
    pub struct NodeManager<'t> as "node manager" {
        /// Memory for containers (yarn.nodemanager.resource.memory-mb; 8192 MiB by default; unknown where the hardware decides).
        memory: Located<Bytes>,
        /// Whether the file sets that memory.
        memory_written: bool,
        /// Virtual cores for containers (yarn.nodemanager.resource.cpu-vcores; 8 by default; unknown where the hardware decides).
        vcores: Located<i64>,
        /// Whether a container is killed for its virtual memory (true by default).
        virtual_memory_check: Located<bool>,
        /// Whether a container is killed for its physical memory (true by default).
        physical_memory_check: Located<bool>,
        /// Whether containers survive a restart of the node manager (yarn.nodemanager.recovery.enabled; false by default).
        recovery: Located<bool>,
        /// Whether the node manager takes a new port at every start, with which it refuses recovery (yarn.nodemanager.address; true by default).
        changing_port: Located<bool>,
    }
}

const STORES: &[(&str, StateStore)] = &[
    ("org.apache.hadoop.yarn.server.resourcemanager.recovery.ZKRMStateStore", StateStore::ZooKeeper),
    ("org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore", StateStore::FileSystem),
    ("org.apache.hadoop.yarn.server.resourcemanager.recovery.MemoryRMStateStore", StateStore::Memory),
    ("org.apache.hadoop.yarn.server.resourcemanager.recovery.LeveldbRMStateStore", StateStore::Leveldb),
    ("org.apache.hadoop.yarn.server.resourcemanager.recovery.NullRMStateStore", StateStore::Null),
];

const SCHEDULERS: &[(&str, Scheduler)] = &[
    ("org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler", Scheduler::Capacity),
    ("org.apache.hadoop.yarn.server.resourcemanager.scheduler.fair.FairScheduler", Scheduler::Fair),
    ("org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler", Scheduler::Fifo),
];

/// `YarnConfiguration.getServiceAddressConfKeys`, without the web interface.
const SERVICES: [&str; 4] = [
    "yarn.resourcemanager.address",
    "yarn.resourcemanager.scheduler.address",
    "yarn.resourcemanager.admin.address",
    "yarn.resourcemanager.resource-tracker.address",
];

const MIB: i64 = 1 << 20;
const DAY: i64 = 86_400_000;

/// Reads what the resource manager reads.
pub(super) fn resource_manager<'t>(yarn: &Configuration<'_, 't>, release: &Release) -> ResourceManager<'t> {
    let rm = |key: &str| format!("yarn.resourcemanager.{key}");
    let (ids, repeated_ids) = ids(yarn);
    let max_attempts = yarn.integer(&rm("am.max-attempts"), 2);
    let attempts_cap = attempts_cap(yarn, &max_attempts, release);
    let store_class = yarn.text(&rm("store.class"));
    let scheduler_class = yarn.text(&rm("scheduler.class"));
    let application_expiry =
        yarn.millis("yarn.am.liveness-monitor.expiry-interval-ms", 600_000, TimeUnit::Milliseconds);
    let node_expiry = yarn.millis("yarn.nm.liveness-monitor.expiry-interval-ms", 600_000, TimeUnit::Milliseconds);
    let token_key = |kind: TokenKind, expiry: &Located<Millis>| TokenKey {
        place: None,
        texts: PhantomData,
        kind,
        interval: yarn.millis(&rm(&format!("{kind}-tokens.master-key-rolling-interval-secs")), DAY, TimeUnit::Seconds),
        expiry: expiry.clone(),
    };
    let ha_enabled = yarn.boolean(&rm("ha.enabled"), false);
    let minimum_allocation = mebibytes(yarn.long("yarn.scheduler.minimum-allocation-mb", 1024));
    let maximum_allocation = mebibytes(yarn.long("yarn.scheduler.maximum-allocation-mb", 8192));
    let maximum_vcores = yarn.long("yarn.scheduler.maximum-allocation-vcores", 4);
    ResourceManager {
        daemon_key: yarn.first_key(|key| namespaces::daemon(key) == Some(namespaces::Daemon::Yarn)),
        place: None,
        texts: PhantomData,
        ha_enabled_written: ha_enabled.place.origin == Origin::Set,
        ha_enabled,
        ids_text: yarn.text(&rm("ha.rm-ids")),
        shared_hosts: shared_hosts(&ids.items),
        ids,
        repeated_ids,
        own_id: yarn.text(&rm("ha.id")),
        cluster_id: yarn.text(&rm("cluster-id")),
        automatic_failover: yarn.boolean(&rm("ha.automatic-failover.enabled"), true),
        embedded: yarn.boolean(&rm("ha.automatic-failover.embedded"), true),
        zk_address: yarn.text("hadoop.zk.address"),
        zk_quorum: yarn.written("hadoop.zk.address").map(|scalar| connect_string::parse(&scalar)),
        zk_timeout: yarn.integer("hadoop.zk.timeout-ms", 10_000).map(|ms| Millis(*ms)),
        zk_acl: yarn.text_or("hadoop.zk.acl", "world:anyone:rwcda"),
        zk_state_path: yarn.text_or(&rm("zk-state-store.parent-path"), "/rmstore"),
        zk_election_path: yarn.text_or(&rm("ha.automatic-failover.zk-base-path"), "/yarn-leader-election"),
        zk_max_node_size: yarn.integer(&rm("zk-max-znode-size.bytes"), MIB).map(|bytes| Bytes(*bytes)),
        recovery: yarn.boolean(&rm("recovery.enabled"), false),
        work_preserving: yarn.boolean(&rm("work-preserving-recovery.enabled"), true),
        store: named_class(&store_class, STORES, StateStore::FileSystem, StateStore::Other),
        store_meant: class_meant(&store_class, option::YARN_RESOURCEMANAGER_STORE_CLASS),
        store_class,
        max_attempts,
        attempts_cap,
        scheduler: named_class(&scheduler_class, SCHEDULERS, Scheduler::Capacity, Scheduler::Other),
        scheduler_meant: class_meant(&scheduler_class, option::YARN_RESOURCEMANAGER_SCHEDULER_CLASS),
        scheduler_class,
        minimum_allocation_written: minimum_allocation.place.origin == Origin::Set,
        minimum_allocation,
        maximum_allocation_written: maximum_allocation.place.origin == Origin::Set,
        maximum_allocation,
        minimum_vcores: yarn.long("yarn.scheduler.minimum-allocation-vcores", 1),
        maximum_vcores_written: maximum_vcores.place.origin == Origin::Set,
        maximum_vcores,
        heartbeat: yarn.millis(&rm("nodemanagers.heartbeat-interval-ms"), 1000, TimeUnit::Milliseconds),
        token_keys: vec![
            token_key(TokenKind::AmRm, &application_expiry),
            token_key(TokenKind::Container, &node_expiry),
            token_key(TokenKind::Nm, &node_expiry),
        ],
        application_expiry,
        node_expiry,
        log_aggregation: yarn.boolean("yarn.log-aggregation-enable", false),
    }
}

/// Reads what the node managers read.
pub(super) fn node_manager<'t>(yarn: &Configuration<'_, 't>) -> NodeManager<'t> {
    let nm = |key: &str| format!("yarn.nodemanager.{key}");
    let detects = yarn.boolean(&nm("resource.detect-hardware-capabilities"), false);
    let or_default = |value: Located<i64>, default: i64| match (&value.known, detects.value()) {
        (Known::Value(-1), Some(false)) => value.map(|_| default),
        (Known::Value(-1), _) => Located::unknown(value.place),
        _ => value,
    };
    let memory = yarn.integer(&nm("resource.memory-mb"), -1);
    NodeManager {
        place: None,
        texts: PhantomData,
        memory_written: memory.value().is_some_and(|memory| *memory != -1),
        memory: mebibytes(or_default(memory, 8192)),
        vcores: or_default(yarn.integer(&nm("resource.cpu-vcores"), -1), 8),
        virtual_memory_check: yarn.boolean(&nm("vmem-check-enabled"), true),
        physical_memory_check: yarn.boolean(&nm("pmem-check-enabled"), true),
        recovery: yarn.boolean(&nm("recovery.enabled"), false),
        changing_port: yarn.text_or(&nm("address"), "0.0.0.0:0").map(|address| address.ends_with(":0")),
    }
}

fn mebibytes(count: Located<i64>) -> Located<Bytes> {
    count.map(|count| Bytes(count.saturating_mul(MIB)))
}

fn attempts_cap(yarn: &Configuration<'_, '_>, max_attempts: &Located<i64>, release: &Release) -> Located<i64> {
    let global = yarn.text("yarn.resourcemanager.am.global.max-attempts");
    // Asked only where it matters, so that the version range is not split for nothing.
    let is_read = || {
        release.since(Version::new(3, 1)) || (release.since(Version::new(2, 10)) && !release.since(Version::new(3, 0)))
    };
    if global.is_absent() || !is_read() {
        return max_attempts.clone();
    }
    yarn.integer("yarn.resourcemanager.am.global.max-attempts", 2)
}

/// The distinct ids, and the repetitions.
fn ids<'t>(yarn: &Configuration<'_, 't>) -> (Open<ManagerId<'t>>, Vec<Located<Cow<'t, str>>>) {
    let Some(items) = yarn.list("yarn.resourcemanager.ha.rm-ids") else {
        return (Open { items: Vec::new(), open: true }, Vec::new());
    };
    let (mut ids, mut repeated): (Vec<ManagerId<'t>>, Vec<Located<Cow<'t, str>>>) = (Vec::new(), Vec::new());
    for item in items {
        let located = Located::new(item.text.clone(), Place::at(item.span));
        if ids.iter().any(|known| known.id.value() == Some(&item.text)) {
            repeated.push(located);
        } else {
            ids.push(manager(yarn, &item, located));
        }
    }
    (Open { items: ids, open: false }, repeated)
}

fn manager<'t>(yarn: &Configuration<'_, 't>, id: &Scalar<'t>, located: Located<Cow<'t, str>>) -> ManagerId<'t> {
    let policy = yarn.text_or("yarn.http.policy", "HTTP_ONLY");
    let web = if policy.value().is_some_and(|policy| policy == "HTTPS_ONLY") {
        "yarn.resourcemanager.webapp.https.address"
    } else {
        "yarn.resourcemanager.webapp.address"
    };
    let hostname_key = format!("yarn.resourcemanager.hostname.{}", id.text);
    let hostname = yarn.text(&hostname_key);
    let address = yarn.text(&format!("yarn.resourcemanager.address.{}", id.text));
    let mut missing = Open::default();
    for service in SERVICES.into_iter().chain([web]) {
        let own = yarn.text(&format!("{service}.{}", id.text));
        if own.is_unknown() || (own.is_absent() && hostname.is_unknown()) || (service == web && policy.is_unknown()) {
            missing.open = true;
        } else if own.is_absent() && hostname.is_absent() {
            let lost = hostname.place.lost.or(own.place.lost);
            let place = Place { lost, origin: Origin::Absent, ..Place::at(id.span) };
            missing.items.push(Located::new(Cow::Owned(format!("{service}.{}", id.text)), place));
        }
    }
    let host = match &address.known {
        Known::Value(text) => {
            let end = text.rfind(':').unwrap_or(text.len());
            Maybe::new(slice(text, 0, end), address.place.clone())
        }
        Known::Unknown => Maybe::unknown(address.place.clone()),
        Known::Absent => hostname,
    };
    ManagerId { place: Some(Place::at(id.span)), texts: PhantomData, id: located, host, missing }
}

fn shared_hosts<'t>(ids: &[ManagerId<'t>]) -> Vec<SharedHost<'t>> {
    let mut shared = Vec::new();
    for (n, second) in ids.iter().enumerate() {
        let same = |first: &&ManagerId<'t>| matches!((first.host.value(), second.host.value()), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b));
        if let Some(first) = ids.iter().take(n).find(same) {
            let (Known::Value(host), Known::Value(a), Known::Value(b)) =
                (&second.host.known, &first.id.known, &second.id.known)
            else {
                continue;
            };
            shared.push(SharedHost {
                place: Some(second.host.place.clone()),
                texts: PhantomData,
                host: Located::new(host.clone(), second.host.place.clone()),
                first: a.clone(),
                second: b.clone(),
            });
        }
    }
    shared
}

fn named_class<T: Copy>(class: &Maybe<Cow<'_, str>>, known: &[(&str, T)], default: T, other: T) -> Located<T> {
    match &class.known {
        Known::Value(name) => {
            let found = known.iter().find(|(class, _)| class == name).map_or(other, |&(_, word)| word);
            Located::new(found, class.place.clone())
        }
        Known::Unknown => Located::unknown(class.place.clone()),
        Known::Absent => Located::new(default, Place { origin: Origin::Default, ..class.place.clone() }),
    }
}

/// The class that a misspelled one, or one without its package, was probably meant to be.
fn class_meant(class: &Maybe<Cow<'_, str>>, option: OptionId) -> Maybe<&'static str> {
    let content = option.content_of_any();
    let found = class.value().filter(|name| !content.has_class(name)).and_then(|name| content.class_meant(name));
    found.map_or_else(Maybe::absent, |name| Maybe::new(name, class.place.clone()))
}
