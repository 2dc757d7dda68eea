//! The other settings that rules join with other files: addresses, checkpoints, Kerberos, YARN.

use crate::facts::storage::{self, Storage};
use crate::settings::flink::Lookup;
use flinklint_catalog::content::{Content, Fit, Why};
use flinklint_catalog::flink::option;
use flinklint_catalog::option::OptionId;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Origin, Place, facts, words};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::host::{is_loopback, is_wildcard};
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// What is set where the host of a process is expected.
    pub enum MalformedHostKind as "kind of malformed host" {
        /// A host with a port.
        HostAndPort = "host-and-port",
        /// A URL.
        Url = "url",
        /// It begins or ends with a dot.
        Dot = "dot",
        /// Several hosts: it is advertised unchanged, so other processes cannot connect.
        List = "list",
        /// A wildcard address: it is advertised unchanged, so other processes cannot connect.
        Wildcard = "wildcard",
    }
}

facts! {
    /// Addresses that the processes listen on and advertise.
    pub struct Addresses<'t> as "addresses" {
        /// `jobmanager.rpc.address`.
        rpc: Maybe<Cow<'t, str>>,
        /// Whether `jobmanager.rpc.address` names this host only (`localhost`, `127.…`, `::1`).
        rpc_loopback: Located<bool>,
        /// `jobmanager.rpc.port`; 6123 by default.
        rpc_port: Located<i64>,
        /// Advertised addresses that are not valid hosts.
        malformed: Vec<MalformedHost<'t>>,
        /// Addresses to advertise or to listen on that are loopback addresses.
        loopback: Vec<LoopbackHost<'t>>,
        /// `rest.port`; 8081 by default.
        rest_port: Located<i64>,
        /// `rest.bind-port`, if it is set under this name: it then overrides the port in `masters`.
        rest_bind_port: Maybe<Cow<'t, str>>,
    }

    /// A value that is not a valid host, where the host of a process is expected.
    pub struct MalformedHost<'t> as "malformed host" {
        /// The option.
        key: &'static str,
        /// Its value.
        value: Located<Cow<'t, str>>,
        /// What it is instead of a host.
        kind: MalformedHostKind,
        /// Whether the process stops (`NetUtils.unresolvedHostToNormalizedString`).
        refused: bool,
    }

    /// A loopback address.
    pub struct LoopbackHost<'t> as "loopback host" {
        /// The option.
        key: &'static str,
        /// Its value.
        value: Located<Cow<'t, str>>,
        /// Whether it is the address that a process advertises, not the one that it listens on.
        advertised: bool,
    }

    /// How the processes log in with Kerberos.
    pub struct Kerberos<'t> as "kerberos" {
        /// `security.kerberos.login.keytab`.
        keytab: Maybe<Cow<'t, str>>,
        /// `security.kerberos.login.principal`.
        principal: Maybe<Cow<'t, str>>,
        /// `security.kerberos.login.contexts`.
        contexts: Maybe<Cow<'t, str>>,
        /// `zookeeper.sasl.login-context-name`; `Client` by default.
        login_context: Located<Cow<'t, str>>,
        /// Whether there is any Kerberos setting.
        configured: Located<bool>,
        /// Whether the ZooKeeper client can log in: the contexts hold its login context and keytab and principal are
        /// set, or the JVM options set a JAAS file. Unknown if a ticket cache may be used instead of the keytab.
        zookeeper_login: Located<bool>,
    }

    /// Where checkpoints and savepoints go.
    pub struct Checkpoints<'t> as "checkpoints" {
        /// `execution.checkpointing.dir` (before 1.20 `state.checkpoints.dir`).
        dir: Maybe<Cow<'t, str>>,
        /// The same, split into its parts.
        storage: Option<Storage<'t>>,
        /// `execution.checkpointing.savepoint-dir` (before 1.20 `state.savepoints.dir`).
        savepoint_dir: Maybe<Cow<'t, str>>,
        /// The same, split into its parts.
        savepoint_storage: Option<Storage<'t>>,
        /// Both of them, as far as they are set.
        directories: Vec<Storage<'t>>,
    }

    /// What Flink requests from YARN.
    pub struct OnYarn<'t> as "flink on yarn" {
        /// Whether any setting in the file is for YARN (`yarn.…`, an `execution.target` of YARN).
        configured: bool,
        /// `yarn.application-attempts`.
        attempts: Maybe<i64>,
        /// The attempts that the client requests: `yarn.application-attempts`, else 2 with high availability and 1 without
        /// (`YarnClusterDescriptor`).
        requested: Located<i64>,
        /// `yarn.application-attempt-failures-validity-interval`; 10 s by default. Failures further apart are
        /// forgotten; -1 forgets none.
        failure_window: Located<Millis>,
    }

    /// Slots and cores of the processes.
    pub struct Resources<'t> as "resources" {
        /// `taskmanager.numberOfTaskSlots`; 1 by default.
        slots: Located<i64>,
        /// `yarn.containers.vcores`; as many as slots by default.
        taskmanager_vcores: Located<i64>,
    }

    /// Heartbeats between the processes.
    pub struct Heartbeat<'t> as "heartbeat" {
        /// `heartbeat.interval`; 10 s by default.
        interval: Located<Millis>,
        /// `heartbeat.timeout`; 50 s by default.
        timeout: Located<Millis>,
    }
}

fn loopback_of(address: &Maybe<Cow<'_, str>>) -> Located<bool> {
    match &address.known {
        Known::Value(host) => Located::new(is_loopback(host), address.place.clone()),
        Known::Unknown => Located::unknown(address.place.clone()),
        Known::Absent => Located::new(false, address.place.clone()),
    }
}

/// `NetUtils.unresolvedHostToNormalizedString` refuses colons in what is no IPv6 address, and dots at the ends; lists and
/// wildcards pass.
fn address_fault(host: &str) -> Option<MalformedHostKind> {
    match Content::Host.check(host) {
        Fit::Part { why: Why::Scheme, .. } => Some(MalformedHostKind::Url),
        Fit::Part { why: Why::Port, .. } => Some(MalformedHostKind::HostAndPort),
        Fit::Part { why: Why::Separator | Why::Blank, .. } => Some(MalformedHostKind::List),
        _ if host.starts_with('.') || host.ends_with('.') => Some(MalformedHostKind::Dot),
        _ => (host == "*" || is_wildcard(host)).then_some(MalformedHostKind::Wildcard),
    }
}

/// `jobmanager.rpc.address` and `taskmanager.host`, which the processes advertise.
const ADVERTISED: &[OptionId] = &[option::JOBMANAGER_RPC_ADDRESS, option::TASKMANAGER_HOST];
const LISTENED_ON: &[OptionId] = &[option::JOBMANAGER_BIND_HOST, option::TASKMANAGER_BIND_HOST];

pub(super) fn addresses<'t>(lookup: &Lookup<'_, 't>) -> Addresses<'t> {
    let rpc = lookup.text(option::JOBMANAGER_RPC_ADDRESS);
    let written = |option: OptionId| {
        let found = lookup.text(option);
        found.value().map(|host| (option, Located::new(host.clone(), found.place.clone())))
    };
    let malformed = ADVERTISED.iter().filter_map(|option| written(*option)).filter_map(|(option, value)| {
        let kind = address_fault(value.value()?)?;
        let refused = matches!(kind, MalformedHostKind::HostAndPort | MalformedHostKind::Url | MalformedHostKind::Dot);
        Some(MalformedHost {
            place: Some(value.place.clone()),
            texts: PhantomData,
            key: option.key(),
            value,
            kind,
            refused,
        })
    });
    let loopback =
        ADVERTISED.iter().chain(LISTENED_ON).filter_map(|option| written(*option)).filter_map(|(option, value)| {
            let advertised = ADVERTISED.contains(&option);
            is_loopback(value.value()?).then(|| LoopbackHost {
                place: Some(value.place.clone()),
                texts: PhantomData,
                key: option.key(),
                value,
                advertised,
            })
        });
    Addresses {
        place: None,
        texts: PhantomData,
        malformed: malformed.collect(),
        loopback: loopback.collect(),
        rpc_loopback: loopback_of(&rpc),
        rpc,
        rpc_port: lookup.int(option::JOBMANAGER_RPC_PORT),
        rest_port: lookup.int(option::REST_PORT),
        rest_bind_port: match lookup.settings.get("rest.bind-port") {
            Some(_) => lookup.text(option::REST_BIND_PORT),
            None if lookup.settings.is_open() => Maybe::unknown(Place::nowhere(Origin::Absent)),
            None => Maybe::absent(),
        },
    }
}

pub(super) fn kerberos<'t>(lookup: &Lookup<'_, 't>) -> Kerberos<'t> {
    let keytab = lookup.text(option::SECURITY_KERBEROS_LOGIN_KEYTAB);
    let principal = lookup.text(option::SECURITY_KERBEROS_LOGIN_PRINCIPAL);
    let contexts = lookup.text(option::SECURITY_KERBEROS_LOGIN_CONTEXTS);
    let login_context = lookup.text_or_default(option::ZOOKEEPER_SASL_LOGIN_CONTEXT_NAME);
    let opts: Vec<_> =
        lookup.settings.last().filter(|(_, setting)| setting.key.text.starts_with("env.java.opts")).collect();
    let jaas = opts.iter().any(|(_, setting)| setting.value.text.contains("java.security.auth.login.config"));
    let hidden =
        lookup.settings.is_open() || opts.iter().any(|(_, setting)| placeholder(&setting.value.text).is_some());
    let place = [&contexts.place, &keytab.place, &principal.place]
        .into_iter()
        .find(|place| place.span().is_some())
        .cloned()
        .unwrap_or_default();
    let holds_context = match (contexts.value(), login_context.value()) {
        (Some(contexts), Some(name)) => contexts.split(',').any(|context| context.trim() == name.as_ref()),
        _ => false,
    };
    // Contexts alone decide what `JaasModule` makes entries for; without the right one the keytab does not matter.
    let unknown = hidden
        || contexts.is_unknown()
        || login_context.is_unknown()
        || holds_context && (keytab.is_unknown() || principal.is_unknown());
    let by_keytab = keytab.value().is_some() && principal.value().is_some() && holds_context;
    // `JaasModule` also logs in with the user's ticket cache, which no file of the deployment shows.
    let by_ticket = holds_context && keytab.is_absent();
    // One of the two without the other is refused for its own sake.
    let half = holds_context && keytab.is_absent() != principal.is_absent();
    let configured =
        match (keytab.is_absent() && principal.is_absent() && contexts.is_absent(), lookup.settings.is_open()) {
            (true, true) => Located::unknown(place.clone()),
            (absent, _) => Located::new(!absent, place.clone()),
        };
    Kerberos {
        zookeeper_login: if jaas || by_keytab {
            Located::new(true, place)
        } else if unknown || by_ticket || half {
            Located::unknown(place)
        } else {
            Located::new(false, Place { origin: Origin::Derived, ..place })
        },
        place: None,
        texts: PhantomData,
        configured,
        keytab,
        principal,
        contexts,
        login_context,
    }
}

pub(super) fn checkpoints<'t>(lookup: &Lookup<'_, 't>) -> Checkpoints<'t> {
    const DIR: OptionId = option::EXECUTION_CHECKPOINTING_DIR;
    const SAVEPOINTS: OptionId = option::EXECUTION_CHECKPOINTING_SAVEPOINT_DIR;
    let of = |option| lookup.scalar(option).map(storage::parse);
    Checkpoints {
        place: None,
        texts: PhantomData,
        dir: lookup.text(DIR),
        storage: of(DIR),
        savepoint_dir: lookup.text(SAVEPOINTS),
        savepoint_storage: of(SAVEPOINTS),
        directories: [of(DIR), of(SAVEPOINTS)].into_iter().flatten().collect(),
    }
}

pub(super) fn on_yarn<'t>(lookup: &Lookup<'_, 't>, ha_on: &Located<bool>) -> OnYarn<'t> {
    let attempts = lookup.int_if_set(option::YARN_APPLICATION_ATTEMPTS);
    let requested = match (&attempts.known, ha_on.value()) {
        (Known::Value(count), _) => Located::new(*count, attempts.place.clone()),
        (Known::Absent, Some(on)) => {
            Located::new(if *on { 2 } else { 1 }, Place { origin: Origin::Default, ..attempts.place.clone() })
        }
        _ => Located::unknown(attempts.place.clone()),
    };
    let target = lookup.text(option::EXECUTION_TARGET);
    OnYarn {
        place: None,
        texts: PhantomData,
        configured: lookup.settings.last().any(|(_, setting)| setting.key.text.starts_with("yarn."))
            || target.value().is_some_and(|target| target.starts_with("yarn-")),
        attempts,
        requested,
        failure_window: lookup.millis(option::YARN_APPLICATION_ATTEMPT_FAILURES_VALIDITY_INTERVAL),
    }
}

pub(super) fn resources<'t>(lookup: &Lookup<'_, 't>) -> Resources<'t> {
    let slots = lookup.int(option::TASKMANAGER_NUMBER_OF_TASK_SLOTS);
    let vcores = lookup.int_if_set(option::YARN_CONTAINERS_VCORES);
    Resources {
        place: None,
        texts: PhantomData,
        taskmanager_vcores: match vcores.known {
            Known::Value(vcores_set) if vcores_set > 0 => Located::new(vcores_set, vcores.place),
            Known::Unknown => Located::unknown(vcores.place),
            _ => slots.clone(),
        },
        slots,
    }
}

pub(super) fn heartbeat<'t>(lookup: &Lookup<'_, 't>) -> Heartbeat<'t> {
    Heartbeat {
        place: None,
        texts: PhantomData,
        interval: lookup.millis(option::HEARTBEAT_INTERVAL),
        timeout: lookup.millis(option::HEARTBEAT_TIMEOUT),
    }
}
