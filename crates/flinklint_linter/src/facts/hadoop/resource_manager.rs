//! The resource manager as its own start-up code reads the configuration (`HAUtil`, `RMStateStoreFactory`, `RMAppImpl`,
//! the schedulers): high availability, recovery, attempts and allocations. What Flink asks of it is not known here.

use crate::facts::connect_string::{self, Quorum};
use crate::facts::storage::slice;
use crate::settings::hadoop::{Reader, of};
use flinklint_catalog::hadoop::option;
use flinklint_catalog::namespaces;
use flinklint_catalog::option::OptionId;
use flinklint_catalog::version::Version;
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
        /// The memory of the resource manager, which does not survive a restart.
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
        /// The first key that only a resource manager reads: with one, the file is not only a copy for clients. Null if
        /// there is none.
        daemon_key: Maybe<Cow<'t, str>>,
        /// Whether several resource managers run (yarn.resourcemanager.ha.enabled; false by default).
        ha_enabled: Located<bool>,
        /// Whether the file sets that key to true or false.
        ha_enabled_written: bool,
        /// The ids of the resource managers, as written (yarn.resourcemanager.ha.rm-ids).
        ids_text: Maybe<Cow<'t, str>>,
        /// The distinct ids, in order.
        ids: Open<ManagerId<'t>>,
        /// Repeated ids.
        repeated_ids: Vec<Located<Cow<'t, str>>>,
        /// Two ids with the same host.
        shared_hosts: Vec<SharedHost<'t>>,
        /// The id of this host (yarn.resourcemanager.ha.id); if it is null, the local address decides.
        own_id: Maybe<Cow<'t, str>>,
        /// The name of the cluster, which the election requires (yarn.resourcemanager.cluster-id).
        cluster_id: Maybe<Cow<'t, str>>,
        /// Whether the resource managers elect the active one (yarn.resourcemanager.ha.automatic-failover.enabled; true
        /// by default).
        automatic_failover: Located<bool>,
        /// Whether the election runs inside the resource manager (….automatic-failover.embedded; true by default).
        embedded: Located<bool>,
        /// The ZooKeeper servers of YARN, as written (hadoop.zk.address).
        zk_address: Maybe<Cow<'t, str>>,
        /// The ZooKeeper servers of YARN; null where no address is visible.
        zk_quorum: Option<Quorum<'t>>,
        /// The ZooKeeper session timeout that YARN requests (hadoop.zk.timeout-ms; 10 s by default).
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
        /// Whether their containers survive it, too (yarn.resourcemanager.work-preserving-recovery.enabled; true by
        /// default).
        work_preserving: Located<bool>,
        /// Where the state is kept (yarn.resourcemanager.store.class; `filesystem` by default).
        store: Located<StateStore>,
        /// The class of the state store, as written.
        store_class: Maybe<Cow<'t, str>>,
        /// The class that a misspelled one was probably meant to be.
        store_meant: Maybe<&'static str>,
        /// Attempts of an application that does not request a number (yarn.resourcemanager.am.max-attempts; 2 by default).
        max_attempts: Located<i64>,
        /// The most attempts an application gets: am.global.max-attempts if it is set (Hadoop 2.10, and 3.1 and newer),
        /// else am.max-attempts.
        attempts_cap: Located<i64>,
        /// The scheduler (yarn.resourcemanager.scheduler.class; `capacity` by default).
        scheduler: Located<Scheduler>,
        /// The class of the scheduler, as written.
        scheduler_class: Maybe<Cow<'t, str>>,
        /// The class that a misspelled one was probably meant to be.
        scheduler_meant: Maybe<&'static str>,
        /// The smallest container; sizes are rounded up to a multiple of it (yarn.scheduler.minimum-allocation-mb; 1024
        /// MiB by default).
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
        /// The time after which a silent node is considered dead (yarn.nm.liveness-monitor.expiry-interval-ms; 10 min
        /// by default).
        node_expiry: Located<Millis>,
        /// How often nodes report (yarn.resourcemanager.nodemanagers.heartbeat-interval-ms; 1 s by default).
        heartbeat: Located<Millis>,
        /// How often the keys of the tokens change, with the expiry that each must exceed three times; only tokens for
        /// which the file sets one of the two.
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
        /// The expiry of the processes that use it.
        expiry: Located<Millis>,
    }

    /// The node managers, as the same files configure them.
    pub struct NodeManager<'t> as "node manager" {
        /// Memory for containers (yarn.nodemanager.resource.memory-mb; 8192 MiB by default; unknown if it depends on
        /// the hardware).
        memory: Located<Bytes>,
        /// Whether the file sets that memory.
        memory_written: bool,
        /// Virtual cores for containers (yarn.nodemanager.resource.cpu-vcores; 8 by default; unknown if it depends on
        /// the hardware).
        vcores: Located<i64>,
        /// Whether a container is killed for its virtual memory (true by default).
        virtual_memory_check: Located<bool>,
        /// Whether a container is killed for its physical memory (true by default).
        physical_memory_check: Located<bool>,
        /// Whether containers survive a restart of the node manager (yarn.nodemanager.recovery.enabled; false by default).
        recovery: Located<bool>,
        /// Whether the port of the node manager changes at every start, which excludes recovery
        /// (yarn.nodemanager.address; true by default).
        changing_port: Located<bool>,
    }
}

/// `YarnConfiguration.getServiceAddressConfKeys`, without the web interface.
const SERVICES: [OptionId; 4] = [
    option::YARN_RESOURCEMANAGER_ADDRESS,
    option::YARN_RESOURCEMANAGER_SCHEDULER_ADDRESS,
    option::YARN_RESOURCEMANAGER_ADMIN_ADDRESS,
    option::YARN_RESOURCEMANAGER_RESOURCE_TRACKER_ADDRESS,
];

/// What `YarnConfiguration` takes for the memory of a node, in MiB, where its option is -1 and the hardware does not decide.
const NODE_MEMORY: i64 = 8192;

/// The same for virtual cores.
const NODE_VCORES: i64 = 8;

const MIB: i64 = 1 << 20;

/// Reads what the resource manager reads.
pub(super) fn resource_manager<'t>(yarn: Reader<'_, 't>) -> ResourceManager<'t> {
    let (ids, repeated_ids) = ids(yarn);
    let max_attempts = yarn.integer(option::YARN_RESOURCEMANAGER_AM_MAX_ATTEMPTS);
    let attempts_cap = attempts_cap(yarn, &max_attempts);
    let store_class = yarn.text(option::YARN_RESOURCEMANAGER_STORE_CLASS);
    let scheduler_class = yarn.text(option::YARN_RESOURCEMANAGER_SCHEDULER_CLASS);
    let ha_enabled = yarn.boolean(option::YARN_RESOURCEMANAGER_HA_ENABLED);
    let minimum_allocation = mebibytes(yarn.long(option::YARN_SCHEDULER_MINIMUM_ALLOCATION_MB));
    let maximum_allocation = mebibytes(yarn.long(option::YARN_SCHEDULER_MAXIMUM_ALLOCATION_MB));
    let maximum_vcores = yarn.long(option::YARN_SCHEDULER_MAXIMUM_ALLOCATION_VCORES);
    ResourceManager {
        daemon_key: yarn.first_key(|key| namespaces::daemon(key) == Some(namespaces::Daemon::Yarn)),
        place: None,
        texts: PhantomData,
        ha_enabled_written: ha_enabled.place.origin == Origin::Set,
        ha_enabled,
        ids_text: yarn.text(option::YARN_RESOURCEMANAGER_HA_RM_IDS),
        shared_hosts: shared_hosts(&ids.items),
        ids,
        repeated_ids,
        own_id: yarn.text(option::YARN_RESOURCEMANAGER_HA_ID),
        cluster_id: yarn.text(option::YARN_RESOURCEMANAGER_CLUSTER_ID),
        automatic_failover: yarn.boolean(option::YARN_RESOURCEMANAGER_HA_AUTOMATIC_FAILOVER_ENABLED),
        embedded: yarn.boolean(option::YARN_RESOURCEMANAGER_HA_AUTOMATIC_FAILOVER_EMBEDDED),
        zk_address: yarn.text(option::HADOOP_ZK_ADDRESS),
        zk_quorum: yarn.written(option::HADOOP_ZK_ADDRESS).map(|scalar| connect_string::parse(&scalar)),
        zk_timeout: yarn.integer(option::HADOOP_ZK_TIMEOUT_MS).map(|ms| Millis(*ms)),
        zk_acl: yarn.text_or_default(option::HADOOP_ZK_ACL),
        zk_state_path: yarn.text_or_default(option::YARN_RESOURCEMANAGER_ZK_STATE_STORE_PARENT_PATH),
        zk_election_path: yarn.text_or_default(option::YARN_RESOURCEMANAGER_HA_AUTOMATIC_FAILOVER_ZK_BASE_PATH),
        zk_max_node_size: yarn.integer(option::YARN_RESOURCEMANAGER_ZK_MAX_ZNODE_SIZE_BYTES).map(|bytes| Bytes(*bytes)),
        recovery: yarn.boolean(option::YARN_RESOURCEMANAGER_RECOVERY_ENABLED),
        work_preserving: yarn.boolean(option::YARN_RESOURCEMANAGER_WORK_PRESERVING_RECOVERY_ENABLED),
        store: named_class(
            yarn,
            &store_class,
            option::YARN_RESOURCEMANAGER_STORE_CLASS,
            StateStore::of_word,
            StateStore::Other,
        ),
        store_meant: class_meant(&store_class, option::YARN_RESOURCEMANAGER_STORE_CLASS),
        store_class,
        max_attempts,
        attempts_cap,
        scheduler: named_class(
            yarn,
            &scheduler_class,
            option::YARN_RESOURCEMANAGER_SCHEDULER_CLASS,
            Scheduler::of_word,
            Scheduler::Other,
        ),
        scheduler_meant: class_meant(&scheduler_class, option::YARN_RESOURCEMANAGER_SCHEDULER_CLASS),
        scheduler_class,
        minimum_allocation_written: minimum_allocation.place.origin == Origin::Set,
        minimum_allocation,
        maximum_allocation_written: maximum_allocation.place.origin == Origin::Set,
        maximum_allocation,
        minimum_vcores: yarn.long(option::YARN_SCHEDULER_MINIMUM_ALLOCATION_VCORES),
        maximum_vcores_written: maximum_vcores.place.origin == Origin::Set,
        maximum_vcores,
        heartbeat: yarn
            .duration(option::YARN_RESOURCEMANAGER_NODEMANAGERS_HEARTBEAT_INTERVAL_MS, TimeUnit::Milliseconds),
        token_keys: token_keys(yarn),
        node_expiry: yarn.duration(NODE_EXPIRY, TimeUnit::Milliseconds),
        log_aggregation: yarn.boolean(option::YARN_LOG_AGGREGATION_ENABLE),
    }
}

const APPLICATION_EXPIRY: OptionId = option::YARN_AM_LIVENESS_MONITOR_EXPIRY_INTERVAL_MS;
const NODE_EXPIRY: OptionId = option::YARN_NM_LIVENESS_MONITOR_EXPIRY_INTERVAL_MS;

/// The defaults go together in every version, so that the version is asked for only where one of the two is set.
fn token_keys<'t>(yarn: Reader<'_, 't>) -> Vec<TokenKey<'t>> {
    let kinds = [
        (
            TokenKind::AmRm,
            option::YARN_RESOURCEMANAGER_AM_RM_TOKENS_MASTER_KEY_ROLLING_INTERVAL_SECS,
            APPLICATION_EXPIRY,
        ),
        (
            TokenKind::Container,
            option::YARN_RESOURCEMANAGER_CONTAINER_TOKENS_MASTER_KEY_ROLLING_INTERVAL_SECS,
            NODE_EXPIRY,
        ),
        (TokenKind::Nm, option::YARN_RESOURCEMANAGER_NM_TOKENS_MASTER_KEY_ROLLING_INTERVAL_SECS, NODE_EXPIRY),
    ];
    let written = kinds.into_iter().filter(|&(_, interval, expiry)| yarn.is_set(interval) || yarn.is_set(expiry));
    let key = |(kind, interval, expiry)| TokenKey {
        place: None,
        texts: PhantomData,
        kind,
        interval: yarn.duration(interval, TimeUnit::Seconds),
        expiry: yarn.duration(expiry, TimeUnit::Milliseconds),
    };
    written.map(key).collect()
}

/// Reads what the node managers read.
pub(super) fn node_manager<'t>(yarn: Reader<'_, 't>) -> NodeManager<'t> {
    let detects = yarn.boolean(option::YARN_NODEMANAGER_RESOURCE_DETECT_HARDWARE_CAPABILITIES);
    let or_default = |value: Located<i64>, default: i64| match (&value.known, detects.value()) {
        (Known::Value(-1), Some(false)) => value.map(|_| default),
        (Known::Value(-1), _) => Located::unknown(value.place),
        _ => value,
    };
    let memory = yarn.integer(option::YARN_NODEMANAGER_RESOURCE_MEMORY_MB);
    NodeManager {
        place: None,
        texts: PhantomData,
        memory_written: memory.value().is_some_and(|memory| *memory != -1),
        memory: mebibytes(or_default(memory, NODE_MEMORY)),
        vcores: or_default(yarn.integer(option::YARN_NODEMANAGER_RESOURCE_CPU_VCORES), NODE_VCORES),
        virtual_memory_check: yarn.boolean(option::YARN_NODEMANAGER_VMEM_CHECK_ENABLED),
        physical_memory_check: yarn.boolean(option::YARN_NODEMANAGER_PMEM_CHECK_ENABLED),
        recovery: yarn.boolean(option::YARN_NODEMANAGER_RECOVERY_ENABLED),
        changing_port: yarn.text_or_default(option::YARN_NODEMANAGER_ADDRESS).map(|address| address.ends_with(":0")),
    }
}

fn mebibytes(count: Located<i64>) -> Located<Bytes> {
    count.map(|count| Bytes(count.saturating_mul(MIB)))
}

fn attempts_cap(yarn: Reader<'_, '_>, max_attempts: &Located<i64>) -> Located<i64> {
    let release = yarn.release();
    let global = yarn.text(option::YARN_RESOURCEMANAGER_AM_GLOBAL_MAX_ATTEMPTS);
    // Asked only where it matters, so that the version range is not split for nothing.
    let is_read = || {
        release.since(Version::new(3, 1)) || (release.since(Version::new(2, 10)) && !release.since(Version::new(3, 0)))
    };
    if global.is_absent() || !is_read() {
        return max_attempts.clone();
    }
    yarn.integer(option::YARN_RESOURCEMANAGER_AM_GLOBAL_MAX_ATTEMPTS)
}

/// The distinct ids, and the repetitions.
fn ids<'t>(yarn: Reader<'_, 't>) -> (Open<ManagerId<'t>>, Vec<Located<Cow<'t, str>>>) {
    let Some(items) = yarn.names(option::YARN_RESOURCEMANAGER_HA_RM_IDS) else {
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

fn manager<'t>(yarn: Reader<'_, 't>, id: &Scalar<'t>, located: Located<Cow<'t, str>>) -> ManagerId<'t> {
    let policy = yarn.text_or_default(option::YARN_HTTP_POLICY);
    let web = if policy.value().is_some_and(|policy| policy == "HTTPS_ONLY") {
        option::YARN_RESOURCEMANAGER_WEBAPP_HTTPS_ADDRESS
    } else {
        option::YARN_RESOURCEMANAGER_WEBAPP_ADDRESS
    };
    let hostname = yarn.text(of(option::YARN_RESOURCEMANAGER_HOSTNAME, &*id.text));
    let address = yarn.text(of(option::YARN_RESOURCEMANAGER_ADDRESS, &*id.text));
    let mut missing = Open::default();
    for service in SERVICES.into_iter().chain([web]) {
        let key = of(service, &*id.text);
        let own = yarn.text(key.clone());
        if own.is_unknown() || (own.is_absent() && hostname.is_unknown()) || (service == web && policy.is_unknown()) {
            missing.open = true;
        } else if own.is_absent() && hostname.is_absent() {
            let lost = hostname.place.lost.or(own.place.lost);
            let place = Place { lost, origin: Origin::Absent, ..Place::at(id.span) };
            missing.items.push(Located::new(key.text(), place));
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

/// What the catalogue calls a class.
fn named_class<T: Copy>(
    yarn: Reader<'_, '_>,
    class: &Maybe<Cow<'_, str>>,
    option: OptionId,
    of_word: impl Fn(&str) -> Option<T>,
    other: T,
) -> Located<T> {
    let word = |name: &str| {
        let known = option.content_of_any().classes().iter().find(|(class, _)| *class == name);
        known.and_then(|(_, word)| of_word(word)).unwrap_or(other)
    };
    yarn.or_default(class, option).map(|name| word(name))
}

/// The class that a misspelled one, or one without its package, was probably meant to be.
fn class_meant(class: &Maybe<Cow<'_, str>>, option: OptionId) -> Maybe<&'static str> {
    let content = option.content_of_any();
    let found = class.value().filter(|name| !content.has_class(name)).and_then(|name| content.class_meant(name));
    found.map_or_else(Maybe::absent, |name| Maybe::new(name, class.place.clone()))
}
