//! What a ZooKeeper server's files say: the facts and their documentation, nothing that works them out.

use crate::facts::clients::ClientProduct;
use crate::settings::Problem;
use flinklint_expr::model::{Located, Maybe, Millis, Open, facts, words};
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
        /// The shortest session is longer than the longest.
        SessionRange = "session-range",
        /// A member of an ensemble has no `initLimit`.
        InitLimit = "init-limit",
        /// A member of an ensemble has no `syncLimit`.
        SyncLimit = "sync-limit",
        /// There is no voter, and the server may not run alone.
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

    /// Which two listeners want one port.
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
        /// Whether the file lies in a Flink configuration directory, where Flink's `start-zookeeper-quorum.sh` reads it.
        bundled: bool,
        /// Where `Properties.load` gives up and with it the server.
        faults: Vec<FileFault<'t>>,
        /// `tickTime`: the unit of ZooKeeper's other times; 3000 ms by default.
        tick_time: Located<Millis>,
        /// `initLimit`: ticks in which a follower must connect and sync; no default.
        init_limit: Maybe<i64>,
        /// `syncLimit`: ticks by which a follower may lag; no default.
        sync_limit: Maybe<i64>,
        /// The shortest session that clients get: `minSessionTimeout`, or two ticks.
        min_session_timeout: Located<Millis>,
        /// The longest session that clients get: `maxSessionTimeout`, or twenty ticks.
        max_session_timeout: Located<Millis>,
        /// `dataDir`: snapshots and `myid`.
        data_dir: Maybe<Cow<'t, str>>,
        /// `dataLogDir`: the transaction log; `dataDir` where it is absent.
        data_log_dir: Maybe<Cow<'t, str>>,
        /// `clientPort`: where clients connect, unless the own server line says another port.
        client_port: Maybe<i64>,
        /// `clientPortAddress`: the address that listens for clients; all addresses where it is absent.
        client_port_address: Maybe<Cow<'t, str>>,
        /// `secureClientPort`: where clients connect with TLS.
        secure_client_port: Maybe<i64>,
        /// Whether no client can connect: no `clientPort`, no `secureClientPort` and no client port in a server line.
        no_client_port: Located<bool>,
        /// `autopurge.purgeInterval`: hours between two purges of old snapshots; 0, the default, never purges.
        autopurge_interval: Located<i64>,
        /// `autopurge.snapRetainCount`: snapshots that a purge keeps; less than 3 count as 3.
        autopurge_retain: Maybe<i64>,
        /// `maxClientCnxns`: connections from one address; 60 by default, 0 for no limit.
        max_client_cnxns: Located<i64>,
        /// `cnxTimeout`: the time to open a connection for leader election, in milliseconds (5000 by default).
        cnx_timeout: Maybe<Millis>,
        /// `peerType`: `participant` or `observer`; the server list decides where the two differ.
        peer_type: Located<ServerRole>,
        /// `electionAlg`; from 3.6 on only 3, the default, starts.
        election_alg: Located<i64>,
        /// `standaloneEnabled`: whether one voter alone runs without an ensemble; `true` by default.
        standalone_enabled: Located<bool>,
        /// `reconfigEnabled`: whether the server list can be changed while the ensemble runs; `false` by default.
        reconfig_enabled: Located<bool>,
        /// `quorumListenOnAllIPs`; `false` by default.
        quorum_listen_on_all: Located<bool>,
        /// `sslQuorum`: TLS between the servers; `false` by default.
        ssl_quorum: Located<bool>,
        /// `ssl.quorum.keyStore.location`.
        quorum_key_store: Maybe<Cow<'t, str>>,
        /// `ssl.keyStore.location`.
        client_key_store: Maybe<Cow<'t, str>>,
        /// `serverCnxnFactory`: the class that serves connections; TLS needs the one with Netty.
        server_cnxn_factory: Maybe<Cow<'t, str>>,
        /// `multiAddress.enabled` where the file has it; server lines obey only the system property of the same name.
        multi_address: Maybe<bool>,
        /// Whether access lists are ignored: `skipACL` is exactly `yes`.
        skip_acl: Located<bool>,
        /// Whether transactions are not synced to disk: `forceSync` is exactly `no`.
        force_sync_off: Located<bool>,
        /// `snapshot.trust.empty`: starts without a snapshot although there are logs.
        snapshot_trust_empty: Located<bool>,
        /// The class of an `authProvider` that does SASL.
        sasl_provider: Maybe<Cow<'t, str>>,
        /// Whether clients without SASL are turned away: `sessionRequireClientSASLAuth`, from 3.7 on also
        /// `enforce.auth.enabled` with `sasl` among `enforce.auth.schemes`.
        sasl_required: Located<bool>,
        /// `4lw.commands.whitelist`: the four-letter words that are answered.
        four_letter_words: Maybe<Cow<'t, str>>,
        /// Whether the admin server runs: `admin.enableServer` is not `false`.
        admin_server: Located<bool>,
        /// `admin.serverPort`: the port of the admin server; 8080 by default.
        admin_server_port: Located<i64>,
        /// The port of the Prometheus metrics where that provider is chosen; 7000 by default.
        metrics_port: Maybe<i64>,
        /// `dynamicConfigFile`: the file that has the server list instead of this one.
        dynamic: Maybe<Cow<'t, str>>,
        /// Whether the dynamic file is among the files that were read.
        dynamic_found: bool,
        /// The server lines that parse, from this file or from its dynamic file, in the order of the file.
        servers: Open<Server<'t>>,
        /// Servers whose line another one with the same id replaces: they are in no list.
        overridden_servers: Vec<Server<'t>>,
        /// Whether the server runs as a member of an ensemble; a single voter is ignored and runs alone.
        distributed: Located<bool>,
        /// `myid`: the id of the server that these files belong to.
        myid: Maybe<i64>,
        /// What is wrong with its settings.
        problems: Vec<Arc<Problem<'t>>>,
        /// Why `myid` is no number.
        myid_fault: Option<MyidFault<'t>>,
        /// Whether a server line has the id in `myid`; absent without `myid` or ensemble.
        myid_listed: Maybe<bool>,
        /// Voting servers put into groups by `group.N`; a majority of the groups decides then.
        groups: Vec<Group<'t>>,
        /// Groups and weights at which the server refuses to start.
        group_faults: Vec<GroupFault<'t>>,
        /// Settings that are missing, or contradict each other, so that the server refuses to start.
        refusals: Vec<Refusal<'t>>,
    }

    /// A text that `Properties.load` cannot read.
    pub struct FileFault<'t> as "file_fault" {
        /// What is wrong with it.
        reason: Cow<'t, str>,
    }

    /// One server of an ensemble, from its `server.N` line.
    pub struct Server<'t> as "server" {
        /// The number after `server.`.
        id: i64,
        /// The line's value as written.
        line: Cow<'t, str>,
        /// Host name or address, the first where there are several.
        host: Located<Cow<'t, str>>,
        /// The port at which followers reach the leader.
        quorum_port: Located<i64>,
        /// The port for leader election; absent only before 3.5.
        election_port: Maybe<i64>,
        /// Where clients connect: the port after `;`, or `clientPort` of the file.
        client_port: Maybe<i64>,
        /// The address after `;` that listens for clients.
        client_host: Maybe<Cow<'t, str>>,
        /// What the server is in its ensemble.
        role: ServerRole,
        /// Whether it votes: whether it is a participant.
        voter: bool,
        /// Whether `myid` says that the files belong to this server.
        own: bool,
        /// How many addresses the line gives; more than one needs `-Dzookeeper.multiAddress.enabled=true`.
        addresses: i64,
        /// Whether the host is `localhost` or another address that only the own machine reaches.
        loopback: bool,
        /// Whether the host stands for all addresses (`0.0.0.0`), which other servers and clients cannot use.
        wildcard: bool,
    }

    /// A `group.N` line: servers that agree among themselves by majority.
    pub struct Group<'t> as "group" {
        /// The number after `group.`.
        id: i64,
        /// The ids as written.
        members: Cow<'t, str>,
    }

    /// Groups or weights that `QuorumHierarchical` refuses.
    pub struct GroupFault<'t> as "group_fault" {
        /// What is wrong.
        kind: GroupFaultKind,
        /// The ids of the servers, or the text that is no number.
        text: Cow<'t, str>,
        /// The lines of the servers that are meant.
        servers: Vec<Server<'t>>,
        /// Other lines that may be the wrong ones: the groups, or the group that has the server already.
        others: Vec<Located<Cow<'t, str>>>,
        /// Whether there is no `group.N` at all and a `weight.N` alone asks for one.
        weights_alone: bool,
    }

    /// Why `QuorumPeerConfig` or `QuorumPeer` refuses to start with what these files say together.
    pub struct Refusal<'t> as "refusal" {
        /// Why it refuses.
        kind: RefusalKind,
        /// The setting that is missing or wrong.
        key: &'static str,
        /// The settings that make it so, as far as they are written.
        because: Vec<Located<Cow<'t, str>>>,
    }

    /// A `myid` that is no number.
    pub struct MyidFault<'t> as "myid_fault" {
        /// What is wrong with it.
        reason: Cow<'t, str>,
    }

    /// Servers that form one ensemble, as all the `zoo.cfg` that list them say; a server that runs alone is one too.
    pub struct Ensemble<'t> as "ensemble" {
        /// All servers, by id.
        servers: Open<Server<'t>>,
        /// Those that vote.
        voters: Open<Server<'t>>,
        /// How many vote.
        votes: Located<i64>,
        /// Those that only follow.
        observers: Open<Server<'t>>,
        /// The configurations of its members that were read.
        members: Vec<Arc<Zoo<'t>>>,
        /// Whether a single server runs alone: no server list, or one voter with `standaloneEnabled`.
        standalone: Located<bool>,
        /// Whether the configuration is the one that Flink's own scripts start.
        bundled: bool,
        /// `tickTime`; unknown where members differ.
        tick_time: Located<Millis>,
        /// The shortest session that clients get; unknown where members differ.
        min_session_timeout: Located<Millis>,
        /// The longest session that clients get; unknown where members differ.
        max_session_timeout: Located<Millis>,
        /// Where clients connect, each port once.
        client_ports: Vec<Located<i64>>,
        /// Whether access lists are ignored by some member.
        skip_acl: Located<bool>,
        /// Whether some member turns clients without SASL away.
        sasl_required: Located<bool>,
        /// The class of a SASL provider of some member.
        sasl_provider: Maybe<Cow<'t, str>>,
        /// Whether voters are put into groups.
        grouped: bool,
        /// Quorum settings of clients that name a server of this ensemble.
        clients: Vec<Located<Cow<'t, str>>>,
        /// Products other than Flink whose quorum names a server of this ensemble.
        shared_with: Vec<Located<ClientProduct>>,
        /// Ports that two listeners on one host want.
        clashes: Vec<Clash<'t>>,
        /// The host that runs so many voters that the ensemble stops with it.
        shared_host: Option<SharedHost<'t>>,
        /// Settings in which members differ.
        drift: Vec<Drift<'t>>,
        /// Members with the same `myid`.
        duplicate_myids: Vec<DuplicateMyid<'t>>,
    }

    /// A port that two listeners want.
    pub struct Clash<'t> as "clash" {
        /// Which listeners they are.
        kind: ClashKind,
        /// The port.
        port: i64,
        /// The host that both are on; empty for the host of the file.
        host: Cow<'t, str>,
        /// The listener that was there first.
        other: Located<i64>,
    }

    /// A host that several voters run on.
    pub struct SharedHost<'t> as "shared_host" {
        /// The host.
        host: Cow<'t, str>,
        /// Voters on it.
        voters: i64,
        /// All voters of the ensemble.
        of: i64,
        /// Whether it is the machine's own address, so that the ensemble cannot span machines.
        loopback: bool,
    }

    /// A setting in which two members differ.
    pub struct Drift<'t> as "drift" {
        /// The setting.
        key: Cow<'t, str>,
        /// The value of the first member; `(none)` where it has none.
        first: Located<Cow<'t, str>>,
        /// The value of the other.
        second: Located<Cow<'t, str>>,
    }

    /// Two members with one id.
    pub struct DuplicateMyid<'t> as "duplicate_myid" {
        /// The id.
        id: i64,
        /// Where the other one is.
        first: Located<i64>,
        /// The path of the other one's `zoo.cfg`.
        file: Cow<'t, str>,
    }
}
