//! The name services of HDFS as a client and a name node read them (`DFSUtilClient`, `NameNodeProxiesClient`,
//! `AbstractNNFailoverProxyProvider`, `QuorumJournalManager`), and the failover controller beside them.

use super::fencing::{self, FencingFault, FencingMethod};
use super::journal::{self, Journal};
use crate::facts::connect_string::{self, Quorum};
use crate::settings::hadoop::{AddressFault, Key, Reader, of, socket_address};
use flinklint_catalog::hadoop::option;
use flinklint_catalog::namespaces;
use flinklint_catalog::option::OptionId;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Open, Place, facts, words};
use flinklint_syntax::value::host::is_uri_host;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// Where the class by which clients find the active name node comes from.
    pub enum ProviderKind as "kind of proxy provider" {
        /// A class that Hadoop has.
        Hadoop = "hadoop",
        /// In Hadoop's package, but not a class that Apache's Hadoop has.
        Unknown = "unknown",
        /// Of another package.
        Foreign = "foreign",
        /// Without a package.
        Bare = "bare",
        /// Not the name of a class.
        Illegal = "illegal",
    }
}

facts! {
    /// A name service: the logical name in hdfs:// URIs and the name nodes that serve it.
    pub struct NameService<'t> as "name service" {
        /// Its name (dfs.nameservices).
        name: Located<Cow<'t, str>>,
        /// Whether the name is valid as the host of a URI; with an underscore it is not.
        legal: bool,
        /// Its name nodes, as written (dfs.ha.namenodes.NAME).
        nodes_text: Maybe<Cow<'t, str>>,
        /// Its name nodes.
        nodes: Open<NameNode<'t>>,
        /// Whether it has several name nodes.
        ha: Located<bool>,
        /// How many name nodes have an address for clients.
        reachable: Located<i64>,
        /// The address of its only name node, if it has no list of them (dfs.namenode.rpc-address.NAME).
        rpc_address: Maybe<Cow<'t, str>>,
        /// The class by which clients find the active name node (dfs.client.failover.proxy.provider.NAME).
        provider: Maybe<Cow<'t, str>>,
        /// Where that class comes from.
        provider_kind: Maybe<ProviderKind>,
        /// The class of Hadoop that a misspelled one was probably meant to be.
        provider_meant: Maybe<String>,
        /// Where the name nodes share their edits (dfs.namenode.shared.edits.dir).
        shared_edits: Maybe<Cow<'t, str>>,
        /// The scheme of the shared edits, if name nodes do not support it.
        edits_scheme: Maybe<Cow<'t, str>>,
        /// The journal of the shared edits; null for anything but qjournal://.
        journal: Option<Journal<'t>>,
        /// Whether failover controllers elect the active name node (dfs.ha.automatic-failover.enabled; false by default).
        automatic_failover: Located<bool>,
    }

    /// One name node of a name service.
    pub struct NameNode<'t> as "name node" {
        /// Its id.
        id: Located<Cow<'t, str>>,
        /// Its address for clients (dfs.namenode.rpc-address.SERVICE.ID).
        rpc_address: Maybe<Cow<'t, str>>,
        /// The host of the address.
        host: Maybe<Cow<'t, str>>,
        /// The port of the address.
        port: Maybe<i64>,
        /// Why the address is refused.
        fault: Maybe<AddressFault>,
    }

    /// HDFS beyond its name services.
    pub struct Hdfs<'t> as "hdfs" {
        /// The first key that only a name node, a failover controller or a journal node reads: with one, the files are
        /// not only a copy for clients. Null if there is none.
        daemon_key: Maybe<Cow<'t, str>>,
        /// The first key that only journal nodes read; null where there is none.
        journal_key: Maybe<Cow<'t, str>>,
        /// The name services, as written (dfs.nameservices).
        name_services_text: Maybe<Cow<'t, str>>,
        /// Whether failover controllers elect the active name node (dfs.ha.automatic-failover.enabled; false by default).
        automatic_failover: Located<bool>,
        /// How a failover controller keeps the old active name node from writing (dfs.ha.fencing.methods).
        fencing: Maybe<Cow<'t, str>>,
        /// Its methods, in the order in which they are tried.
        fencing_methods: Open<FencingMethod<'t>>,
        /// The first line of the methods that is refused.
        fencing_fault: Option<FencingFault<'t>>,
        /// The key files of sshfence (dfs.ha.fencing.ssh.private-key-files).
        ssh_keys: Maybe<Cow<'t, str>>,
        /// The ZooKeeper servers of the failover controllers, as written (ha.zookeeper.quorum).
        zk_address: Maybe<Cow<'t, str>>,
        /// The ZooKeeper servers of the failover controllers; null where no address is visible.
        zk_quorum: Option<Quorum<'t>>,
        /// The ZooKeeper session timeout that they request (ha.zookeeper.session-timeout.ms); null for the default of
        /// the version.
        zk_timeout: Maybe<Millis>,
        /// Where their election takes place (ha.zookeeper.parent-znode; /hadoop-ha by default).
        zk_parent: Located<Cow<'t, str>>,
        /// Who may change their nodes in ZooKeeper (ha.zookeeper.acl; everybody by default).
        zk_acl: Located<Cow<'t, str>>,
        /// Copies of each block (dfs.replication; 3 by default).
        replication: Located<i64>,
        /// Where journal nodes keep edits (dfs.journalnode.edits.dir; under /tmp by default).
        journal_directory: Located<Cow<'t, str>>,
    }
}

const JOURNAL_KEYS: &str = "dfs.journalnode.";

/// The name services that the configuration declares; open where the list cannot be known.
pub(super) fn name_services<'t>(hdfs: Reader<'_, 't>) -> Open<NameService<'t>> {
    let Some(names) = hdfs.names(option::DFS_NAMESERVICES) else {
        return Open { items: Vec::new(), open: true };
    };
    let mut items: Vec<NameService<'t>> = Vec::new();
    for name in names {
        if items.iter().all(|known| known.name.value() != Some(&name.text)) {
            items.push(name_service(hdfs, &name));
        }
    }
    Open { items, open: false }
}

fn name_service<'t>(hdfs: Reader<'_, 't>, name: &Scalar<'t>) -> NameService<'t> {
    let own = |option| of(option, &*name.text);
    let place = Place::at(name.span);
    let nodes_text = hdfs.text(own(option::DFS_HA_NAMENODES));
    let mut nodes = Open { items: Vec::new(), open: nodes_text.is_unknown() };
    for id in hdfs.names(own(option::DFS_HA_NAMENODES)).into_iter().flatten() {
        if nodes.items.iter().all(|known: &NameNode<'t>| known.id.value() != Some(&id.text)) {
            nodes.items.push(name_node(hdfs, name, &id));
        }
    }
    let count = |place: &Place| {
        let usable =
            nodes.items.iter().filter(|node| node.rpc_address.value().is_some() && node.fault.is_absent()).count();
        let unknown = nodes.open || nodes.items.iter().any(|node| node.rpc_address.is_unknown());
        if unknown {
            Located::unknown(place.clone())
        } else {
            Located::new(i64::try_from(usable).unwrap_or(i64::MAX), place.clone())
        }
    };
    let list_place = if nodes_text.is_absent() { place.clone() } else { nodes_text.place.clone() };
    let ha = if nodes.open {
        Located::unknown(list_place.clone())
    } else {
        Located::new(nodes.items.len() > 1, list_place.clone())
    };
    let provider = hdfs.text(own(option::DFS_CLIENT_FAILOVER_PROXY_PROVIDER));
    let (shared_edits, journal) = shared_edits(hdfs, &name.text, &nodes.items);
    let edits_scheme = unknown_scheme(hdfs, &shared_edits);
    let failover_key = hdfs.specific(option::DFS_HA_AUTOMATIC_FAILOVER_ENABLED, &name.text);
    NameService {
        legal: is_uri_host(&name.text),
        ha,
        reachable: count(&list_place),
        rpc_address: hdfs.text(own(option::DFS_NAMENODE_RPC_ADDRESS)),
        provider_kind: provider.map(|class| provider_kind(class)),
        provider_meant: provider_meant(&provider),
        provider,
        shared_edits,
        edits_scheme,
        journal,
        automatic_failover: hdfs.boolean(failover_key),
        name: Located::new(name.text.clone(), place.clone()),
        place: Some(place),
        texts: PhantomData,
        nodes_text,
        nodes,
    }
}

fn shared_edits<'t>(
    hdfs: Reader<'_, 't>,
    service: &str,
    nodes: &[NameNode<'t>],
) -> (Maybe<Cow<'t, str>>, Option<Journal<'t>>) {
    let option = option::DFS_NAMENODE_SHARED_EDITS_DIR;
    let of_node = nodes.iter().filter_map(|node| Some(of(option, format!("{service}.{}", node.id.value()?))));
    let key = of_node.chain([of(option, service)]).find(|key| !hdfs.text(key.clone()).is_absent());
    let key = key.unwrap_or_else(|| option.into());
    (hdfs.text(key.clone()), hdfs.written(key).and_then(|scalar| journal::parse(&scalar)))
}

/// `FSEditLog.getJournalClass`: files are known, and every other scheme needs a class under a key of its own.
fn unknown_scheme<'t>(hdfs: Reader<'_, 't>, edits: &Maybe<Cow<'t, str>>) -> Maybe<Cow<'t, str>> {
    let Some((scheme, _)) = edits.value().and_then(|text| text.split_once("://")) else { return Maybe::absent() };
    let has_class = || !hdfs.text(of(option::DFS_NAMENODE_EDITS_JOURNAL_PLUGIN, scheme)).is_absent();
    if matches!(scheme, "file" | "qjournal") || !scheme.bytes().all(|b| b.is_ascii_alphanumeric()) || has_class() {
        return Maybe::absent();
    }
    Maybe::new(Cow::Owned(scheme.to_owned()), edits.place.clone())
}

fn provider_kind(class: &str) -> ProviderKind {
    if !class.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$')) {
        return ProviderKind::Illegal;
    }
    match class {
        _ if option::DFS_CLIENT_FAILOVER_PROXY_PROVIDER.content_of_any().has_class(class) => ProviderKind::Hadoop,
        _ if class.starts_with("org.apache.hadoop.") => ProviderKind::Unknown,
        _ if class.contains('.') => ProviderKind::Foreign,
        _ => ProviderKind::Bare,
    }
}

/// Clients look a class up by its whole name: a wrong package, other letters or a lost end all lead nowhere.
fn provider_meant(provider: &Maybe<Cow<'_, str>>) -> Maybe<String> {
    let Some(class) = provider.value().filter(|class| provider_kind(class) != ProviderKind::Hadoop) else {
        return Maybe::absent();
    };
    // A class of another package may well be called like one of Hadoop's.
    let found = match provider_kind(class) {
        ProviderKind::Foreign => None,
        _ => option::DFS_CLIENT_FAILOVER_PROXY_PROVIDER.content_of_any().class_meant(class),
    };
    found.map_or_else(Maybe::absent, |known| Maybe::new(known.to_owned(), provider.place.clone()))
}

fn name_node<'t>(hdfs: Reader<'_, 't>, service: &Scalar<'t>, id: &Scalar<'t>) -> NameNode<'t> {
    let mut rpc_address = hdfs.text(of(option::DFS_NAMENODE_RPC_ADDRESS, format!("{}.{}", service.text, id.text)));
    if rpc_address.value().is_some_and(|address| template::is_stand_in(address)) {
        rpc_address = Maybe::unknown(rpc_address.place);
    }
    let (mut host, mut port, mut fault) = (Maybe::absent(), Maybe::absent(), Maybe::absent());
    match &rpc_address.known {
        Known::Unknown => {
            host = Maybe::unknown(rpc_address.place.clone());
            port = Maybe::unknown(rpc_address.place.clone());
            fault = Maybe::unknown(rpc_address.place.clone());
        }
        Known::Value(address) => match socket_address(address) {
            Ok((start, end, number)) => {
                let scalar = Scalar { text: address.clone(), span: rpc_address.place.value.unwrap_or(id.span) };
                let part = scalar.part(start, end);
                host = Maybe::new(part.text, Place::at(part.span));
                port = Maybe::new(number, Place::at(scalar.part(end + 1, address.len()).span));
            }
            Err(kind) => fault = Maybe::new(kind, rpc_address.place.clone()),
        },
        // A node without an address is pointed at where it is declared.
        Known::Absent => rpc_address.place.value = Some(id.span),
    }
    NameNode {
        place: Some(Place::at(id.span)),
        texts: PhantomData,
        id: Located::new(id.text.clone(), Place::at(id.span)),
        rpc_address,
        host,
        port,
        fault,
    }
}

/// Reads what the failover controllers and the rest of HDFS read.
pub(super) fn hdfs<'t>(hdfs: Reader<'_, 't>) -> Hdfs<'t> {
    // A failover controller prefers the key with its name service behind it (NameNode.initializeGenericKeys).
    let services = hdfs.names(option::DFS_NAMESERVICES).unwrap_or_default();
    let key = |option: OptionId| {
        let mut own = services.iter().map(|service| hdfs.specific(option, &service.text));
        own.find(Key::has_name).unwrap_or_else(|| option.into())
    };
    let fencing_key = key(option::DFS_HA_FENCING_METHODS);
    let quorum_key = key(option::HA_ZOOKEEPER_QUORUM);
    let fencing = hdfs.text(fencing_key.clone());
    let (methods, fault) = match &fencing.known {
        Known::Value(_) => hdfs.written(fencing_key).map_or((Vec::new(), None), |spec| fencing::parse(&spec)),
        _ => (Vec::new(), None),
    };
    let timeout = option::HA_ZOOKEEPER_SESSION_TIMEOUT_MS;
    let zk_timeout = match hdfs.text(timeout) {
        absent if absent.is_absent() => Maybe { known: Known::Absent, place: absent.place },
        _ => {
            let read = hdfs.integer(timeout).map(|ms| Millis(*ms));
            Maybe { known: read.known, place: read.place }
        }
    };
    Hdfs {
        place: None,
        texts: PhantomData,
        daemon_key: hdfs.first_key(|key| namespaces::daemon(key) == Some(namespaces::Daemon::Hdfs)),
        journal_key: hdfs.first_key(|key| key.starts_with(JOURNAL_KEYS)),
        name_services_text: hdfs.text(option::DFS_NAMESERVICES),
        automatic_failover: hdfs.boolean(key(option::DFS_HA_AUTOMATIC_FAILOVER_ENABLED)),
        fencing_methods: Open { items: methods, open: fencing.is_unknown() },
        fencing,
        fencing_fault: fault,
        ssh_keys: hdfs.text(option::DFS_HA_FENCING_SSH_PRIVATE_KEY_FILES),
        zk_address: hdfs.text(quorum_key.clone()),
        zk_quorum: hdfs.written(quorum_key).map(|scalar| connect_string::parse(&scalar)),
        zk_timeout,
        zk_parent: hdfs.text_or_default(option::HA_ZOOKEEPER_PARENT_ZNODE),
        zk_acl: hdfs.text_or_default(option::HA_ZOOKEEPER_ACL),
        replication: hdfs.integer(option::DFS_REPLICATION),
        journal_directory: hdfs.text_or_default(option::DFS_JOURNALNODE_EDITS_DIR),
    }
}
