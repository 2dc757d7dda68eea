//! What a ZooKeeper server's files say: the facts and their documentation, nothing that works them out.

use crate::facts::clients::ClientProduct;
use crate::settings::{OfZooKeeper, Problem, SettingsMap, WrittenSetting};
use flinklint_expr::model::{Located, Map, Maybe, Millis, Open, facts, words};
use std::borrow::Cow;
use std::sync::Arc;

words! {
    /// What is wrong with groups or weights of voters.
    pub enum GroupFaultKind as "kind of group fault" {
        /// A key or a value is not a number.
        Number = "number",
        /// Voters are in no group.
        InNoGroup = "in-no-group",
        /// A server is in several groups.
        InSeveralGroups = "in-several-groups",
        /// A member of a group is not a voter of the list.
        NoSuchServer = "no-such-server",
    }

    /// Why a server refuses what its files say together.
    pub enum RefusalKind as "kind of refusal" {
        /// `dataDir` is not set.
        DataDir = "data-dir",
        /// `clientPort` is not set, which versions before 3.5 refuse.
        ClientPort = "client-port",
        /// The address for clients is set and the port is not.
        ClientPortAddress = "client-port-address",
        /// `tickTime` is 0.
        TickTime = "tick-time",
        /// The minimum session timeout is larger than the maximum.
        SessionRange = "session-range",
        /// A member of an ensemble has no `initLimit`.
        InitLimit = "init-limit",
        /// A member of an ensemble has no `syncLimit`.
        SyncLimit = "sync-limit",
        /// There is no voter, and the server must not run standalone.
        NoVoter = "no-voter",
        /// There are observers and no voter.
        ObserversWithoutVoters = "observers-without-voters",
        /// There are observers, and the only voter runs alone.
        ObserversWithoutQuorum = "observers-without-quorum",
        /// SASL between servers is required and not turned on.
        QuorumSasl = "quorum-sasl",
        /// The server line and `clientPort` or `clientPortAddress` say different addresses.
        ClientAddress = "client-address",
        /// No server line has the id in `myid`.
        MyidNotListed = "myid-not-listed",
    }

    /// What a server is in its ensemble.
    pub enum ServerRole as "role of a server" {
        /// It votes.
        Participant = "participant",
        /// It follows and does not vote.
        Observer = "observer",
    }

    /// Which two listeners use the same port.
    pub enum ClashKind as "kind of clash" {
        /// Two servers of the ensemble.
        TwoServers = "two-servers",
        /// Clients and followers of one server.
        ClientAndQuorum = "client-and-quorum",
        /// Clients and the leader election of one server.
        ClientAndElection = "client-and-election",
        /// Clients without and with TLS.
        ClientAndSecure = "client-and-secure",
        /// The admin server and another listener.
        Admin = "admin",
        /// The metrics server and another listener.
        Metrics = "metrics",
    }
}

facts! {
    /// One `zoo.cfg` with its dynamic file and its `myid`, as `QuorumPeerConfig` of the assumed version reads them.
    pub struct Zoo<'t> as "zookeeper" {
        /// The file's path.
        file: Cow<'t, str>,
        /// Whether the file is in a Flink configuration directory, where Flink's `start-zookeeper-quorum.sh` reads it.
        bundled: bool,
        /// Faults for which the files cannot be read at all: the server does not start. There are no other facts about
        /// the server list.
        faults: Vec<FileFault<'t>>,
        /// `tickTime`, or its default: the unit of ZooKeeper's other times.
        tick_time: Located<Millis>,
        /// `initLimit`: ticks in which a follower must connect and catch up; it has no default.
        init_limit: Maybe<i64>,
        /// `syncLimit`: ticks for which a follower may be silent; it has no default.
        sync_limit: Maybe<i64>,
        /// The shortest session that clients get: `minSessionTimeout`, or two ticks where it is not set.
        min_session_timeout: Located<Millis>,
        /// The longest session that clients get: `maxSessionTimeout`, or twenty ticks where it is not set.
        max_session_timeout: Located<Millis>,
        /// `dataDir`: the directory of the snapshots and of `myid`.
        data_dir: Maybe<Cow<'t, str>>,
        /// `dataLogDir`: the directory of the transaction log; where it is not set, the log is in `dataDir`.
        data_log_dir: Maybe<Cow<'t, str>>,
        /// `clientPort`: where clients connect, unless this server's own line names another port.
        client_port: Maybe<i64>,
        /// `clientPortAddress`: the address that listens for clients; all addresses where it is not set.
        client_port_address: Maybe<Cow<'t, str>>,
        /// `secureClientPort`: where clients connect with TLS.
        secure_client_port: Maybe<i64>,
        /// Whether no client can connect: `clientPort` and `secureClientPort` are not set, and no server line has a
        /// port for clients.
        no_client_port: Located<bool>,
        /// `autopurge.purgeInterval`, or its default: hours between two purges of old snapshots; 0 never purges.
        autopurge_interval: Located<i64>,
        /// `autopurge.snapRetainCount`: how many snapshots a purge keeps; a number below 3 is raised to 3.
        autopurge_retain: Maybe<i64>,
        /// `maxClientCnxns`, or its default: connections from one address; 0 for no limit.
        max_client_cnxns: Located<i64>,
        /// `cnxTimeout`: the time to open a connection for leader election.
        cnx_timeout: Maybe<Millis>,
        /// `peerType`, or its default. Where the role in the server list differs, it overrides this one.
        peer_type: Located<ServerRole>,
        /// `electionAlg`, or its default.
        election_alg: Located<i64>,
        /// `standaloneEnabled`, or its default: whether a single voter runs without an ensemble.
        standalone_enabled: Located<bool>,
        /// `reconfigEnabled`, or its default: whether the server list can be changed while the ensemble runs.
        reconfig_enabled: Located<bool>,
        /// `sslQuorum`, or its default: TLS between the servers.
        ssl_quorum: Located<bool>,
        /// `ssl.quorum.keyStore.location`.
        quorum_key_store: Maybe<Cow<'t, str>>,
        /// `serverCnxnFactory`: the class that serves connections; TLS needs the one that uses Netty.
        server_cnxn_factory: Maybe<Cow<'t, str>>,
        /// `multiAddress.enabled`, where it is set. Server lines depend only on the system property of the same name.
        multi_address: Maybe<bool>,
        /// Whether access lists are ignored: `skipACL` is exactly `yes`.
        skip_acl: Located<bool>,
        /// Whether transactions are not synced to disk: `forceSync` is exactly `no`.
        force_sync_off: Located<bool>,
        /// The class of an `authProvider` for SASL.
        sasl_provider: Maybe<Cow<'t, str>>,
        /// Whether clients that do not log in by SASL are rejected: `sessionRequireClientSASLAuth`, and since 3.7
        /// `enforce.auth.enabled` with `sasl` in `enforce.auth.schemes`.
        sasl_required: Located<bool>,
        /// Whether the admin server runs: `admin.enableServer` is not `false`.
        admin_server: Located<bool>,
        /// `admin.serverPort`, or its default: the port of the admin server.
        admin_server_port: Located<i64>,
        /// The port of the Prometheus metrics, where that provider is chosen.
        metrics_port: Maybe<i64>,
        /// `dynamicConfigFile`: the file that contains the server list instead of this one.
        dynamic: Maybe<Cow<'t, str>>,
        /// Whether the dynamic file was found.
        dynamic_found: bool,
        /// The servers of the list, from this file or from its dynamic file, in the order of the file.
        servers: Open<Server<'t>>,
        /// Servers whose line is overridden by another one with the same id: they are not in the list.
        overridden_servers: Vec<Server<'t>>,
        /// Whether the server runs as a member of an ensemble. A list of a single voter is ignored: that server runs alone.
        distributed: Located<bool>,
        /// `myid`: the id of the server that these files belong to.
        myid: Maybe<i64>,
        /// Its settings by key (`zookeeper.settings['tickTime']`), in the type of the option: the value that takes
        /// effect, null
        /// where the key is not set. A key of no option has its text.
        settings: Map<SettingsMap<'t, OfZooKeeper>>,
        /// Every setting in the files, in order, and its effect.
        written: Arc<Vec<WrittenSetting<'t>>>,
        /// What is wrong with its keys and values.
        problems: Vec<Arc<Problem<'t>>>,
        /// Why `myid` is invalid.
        myid_fault: Option<MyidFault<'t>>,
        /// Whether a server line has the id in `myid`; null where there is no `myid`, or where the server runs alone.
        myid_listed: Maybe<bool>,
        /// Groups of voters (`group.N`): with groups, a majority of the voters in a majority of the groups decides.
        groups: Vec<Group<'t>>,
        /// Invalid groups and weights: the server does not start.
        group_faults: Vec<GroupFault<'t>>,
        /// Settings that are missing or contradict each other: the server does not start.
        refusals: Vec<Refusal<'t>>,
    }

    /// A file that `Properties.load` cannot read.
    pub struct FileFault<'t> as "file_fault" {
        /// What is wrong with it.
        reason: Cow<'t, str>,
    }

    /// One server of an ensemble, from its `server.N` line.
    pub struct Server<'t> as "server" {
        /// The number after `server.`.
        id: i64,
        /// The value of the line, as written.
        line: Cow<'t, str>,
        /// Host name or address; the first one, where the line has several.
        host: Located<Cow<'t, str>>,
        /// The port at which followers reach the leader.
        quorum_port: Located<i64>,
        /// The port for leader election; only before 3.5 a line can be without it.
        election_port: Maybe<i64>,
        /// Where clients connect: the port after the `;`, or `clientPort` of the file.
        client_port: Maybe<i64>,
        /// The address after the `;`, which listens for clients.
        client_host: Maybe<Cow<'t, str>>,
        /// What the server is in its ensemble.
        role: ServerRole,
        /// Whether it votes, as participants do.
        voter: bool,
        /// Whether it is the server that the files belong to, by its `myid`.
        own: bool,
        /// How many addresses the line has; more than one needs `-Dzookeeper.multiAddress.enabled=true`.
        addresses: i64,
        /// Whether the host is `localhost` or another address that only the machine itself can reach.
        loopback: bool,
        /// Whether the host is the wildcard address (`0.0.0.0`), which other servers and clients cannot connect to.
        wildcard: bool,
    }

    /// A `group.N` line: servers that decide by majority among themselves.
    pub struct Group<'t> as "group" {
        /// The number after `group.`.
        id: i64,
        /// The ids of its servers, as written.
        members: Cow<'t, str>,
    }

    /// A mistake in groups or weights, which `QuorumHierarchical` refuses.
    pub struct GroupFault<'t> as "group_fault" {
        /// What is wrong.
        kind: GroupFaultKind,
        /// The ids of the servers, or the text that is not a number.
        text: Cow<'t, str>,
        /// The servers that are in no group.
        servers: Vec<Server<'t>>,
        /// Other lines that may be wrong: the other groups, or the group that contains the server already.
        others: Vec<Located<Cow<'t, str>>>,
        /// Whether there is a `weight.N` and no `group.N`.
        weights_alone: bool,
    }

    /// Settings for which `QuorumPeerConfig` or `QuorumPeer` refuses to start, although each of them is valid.
    pub struct Refusal<'t> as "refusal" {
        /// Which settings they are.
        kind: RefusalKind,
        /// The key that is not set, or that has the wrong value.
        key: &'static str,
        /// The settings that make it necessary, or that contradict it.
        because: Vec<Located<Cow<'t, str>>>,
    }

    /// An invalid `myid`.
    pub struct MyidFault<'t> as "myid_fault" {
        /// What is wrong with it.
        reason: Cow<'t, str>,
    }

    /// Servers that form an ensemble, according to every `zoo.cfg` that lists them. A standalone server is an ensemble
    /// of its own.
    pub struct Ensemble<'t> as "ensemble" {
        /// All servers, by id.
        servers: Open<Server<'t>>,
        /// The servers that vote.
        voters: Open<Server<'t>>,
        /// The number of voters.
        votes: Located<i64>,
        /// The servers that follow and do not vote.
        observers: Open<Server<'t>>,
        /// The configurations of its servers, as far as they were found.
        members: Vec<Arc<Zoo<'t>>>,
        /// Whether it is a single server that runs alone: there is no server list, or only one voter and
        /// `standaloneEnabled`.
        standalone: Located<bool>,
        /// Whether the configuration is the one that Flink's own scripts start.
        bundled: bool,
        /// `tickTime`; unknown where members differ.
        tick_time: Located<Millis>,
        /// The shortest session that clients get; unknown where members differ.
        min_session_timeout: Located<Millis>,
        /// The longest session that clients get; unknown where members differ.
        max_session_timeout: Located<Millis>,
        /// The ports for clients, each of them once.
        client_ports: Vec<Located<i64>>,
        /// Whether access lists are ignored by some member.
        skip_acl: Located<bool>,
        /// Whether some member rejects clients that do not log in by SASL.
        sasl_required: Located<bool>,
        /// The SASL provider of some member.
        sasl_provider: Maybe<Cow<'t, str>>,
        /// Whether its voters are in groups.
        grouped: bool,
        /// The quorum settings of clients that name a server of this ensemble.
        clients: Vec<Located<Cow<'t, str>>>,
        /// Products other than Flink whose quorum names a server of this ensemble.
        shared_with: Vec<Located<ClientProduct>>,
        /// Ports that two listeners on one host try to use.
        clashes: Vec<Clash<'t>>,
        /// The host that runs so many voters that the ensemble stops when it fails.
        shared_host: Option<SharedHost<'t>>,
        /// Settings that should be the same on all members and are not.
        drift: Vec<Drift<'t>>,
        /// Members with the same `myid`.
        duplicate_myids: Vec<DuplicateMyid<'t>>,
    }

    /// A port that two listeners try to use.
    pub struct Clash<'t> as "clash" {
        /// Which listeners they are.
        kind: ClashKind,
        /// The port.
        port: i64,
        /// The host of both; empty where it is the host of the file.
        host: Cow<'t, str>,
        /// The port of the other listener.
        other: Located<i64>,
    }

    /// A host that several voters run on.
    pub struct SharedHost<'t> as "shared_host" {
        /// The host.
        host: Cow<'t, str>,
        /// The number of voters on it.
        voters: i64,
        /// The number of voters in the ensemble.
        of: i64,
        /// Whether the host is `localhost` or another address that only the machine itself can reach.
        loopback: bool,
    }

    /// A setting in which two members differ.
    pub struct Drift<'t> as "drift" {
        /// The setting.
        key: Cow<'t, str>,
        /// The value of the first member; `(none)` where it has none.
        first: Located<Cow<'t, str>>,
        /// The value of the other member.
        second: Located<Cow<'t, str>>,
    }

    /// Two members with the same id.
    pub struct DuplicateMyid<'t> as "duplicate_myid" {
        /// The id.
        id: i64,
        /// The id of the other member.
        first: Located<i64>,
        /// The path of the other member's `zoo.cfg`.
        file: Cow<'t, str>,
    }
}
