//! One server's files put together: settings, server list, `myid`.
//!
//! What became of the lines is known from the settings; what is checked between them lies in `refusals`; nothing here
//! compares one server with another.

use super::{FileFault, MyidFault, ServerRole, Zoo, refusals, servers};
use crate::settings::SettingsMap;
use crate::settings::zookeeper::{self as settings, ServerFiles, ServerSettings};
use flinklint_catalog::option::OptionId;
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::zookeeper::option;
use flinklint_expr::model::{Located, Maybe, Millis, Open, Origin, Place};
use flinklint_syntax::properties::Properties;
use flinklint_syntax::source::Span;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::marker::PhantomData;

/// `ConfigConstants` of Flink: what `FlinkZooKeeperQuorumPeer` adds to a file without these settings.
const FLINK_CLIENT_PORT: i64 = 2181;
const FLINK_INIT_LIMIT: i64 = 10;
const FLINK_SYNC_LIMIT: i64 = 5;

const PROMETHEUS: &str = "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider";

pub(super) fn read<'t>(files: &ServerFiles<'t>, release: &Release) -> Zoo<'t> {
    let settings = settings::read(files, release);
    let read = [Some(files.properties), files.dynamic.map(|(_, dynamic)| dynamic)];
    let mut zoo = of_settings(&settings, files);
    zoo.faults = read.into_iter().flatten().filter_map(malformed_text).collect();
    if zoo.faults.is_empty() {
        list(&mut zoo, &settings, files);
        refusals::check(&mut zoo, &settings);
    }
    zoo
}

fn malformed_text<'t>(properties: &Properties<'t>) -> Option<FileFault<'t>> {
    let error = properties.error.as_ref()?;
    Some(FileFault { place: Some(Place::at(error.span)), texts: PhantomData, reason: error.message.clone().into() })
}

/// The server list, and which of its servers this one is.
fn list<'t>(zoo: &mut Zoo<'t>, settings: &ServerSettings<'_, 't>, files: &ServerFiles<'t>) {
    match files.myid.as_ref().map(|(_, myid)| myid) {
        // Flink's script writes `myid` anew at every start.
        _ if files.bundled => {}
        Some(Ok((id, span))) => zoo.myid = Maybe::new(*id, Place::at(*span)),
        Some(Err(error)) => {
            zoo.myid_fault = Some(MyidFault {
                place: Some(Place::at(error.span)),
                texts: PhantomData,
                reason: error.message.clone().into(),
            });
        }
        None => {}
    }
    let list = servers::read(settings, zoo.myid.value().copied(), &zoo.client_port);
    zoo.servers = list.servers;
    zoo.overridden_servers = list.shadowed;
    zoo.groups = list.groups;
    zoo.group_faults = list.group_faults;
}

fn of_settings<'t>(settings: &ServerSettings<'_, 't>, files: &ServerFiles<'t>) -> Zoo<'t> {
    let tick = settings.int_or_default(option::TICK_TIME);
    let flink = |value: Maybe<i64>, default: i64| {
        if files.bundled && value.is_absent() {
            Maybe::new(default, Place { origin: Origin::Default, ..value.place })
        } else {
            value
        }
    };
    let by_key =
        SettingsMap::new(&settings.store, |file| if file == files.zoo { "zoo.cfg" } else { "zoo.cfg.dynamic" });
    Zoo {
        place: Some(Place::at(Span::new(files.zoo, 0, 0))),
        texts: PhantomData,
        file: Cow::Borrowed(files.path),
        bundled: files.bundled,
        min_session_timeout: settings.session_bound(option::MIN_SESSION_TIMEOUT, &tick),
        max_session_timeout: settings.session_bound(option::MAX_SESSION_TIMEOUT, &tick),
        tick_time: tick.map(|tick| Millis(*tick)),
        init_limit: flink(settings.int(option::INIT_LIMIT), FLINK_INIT_LIMIT),
        sync_limit: flink(settings.int(option::SYNC_LIMIT), FLINK_SYNC_LIMIT),
        data_dir: settings.text(option::DATA_DIR),
        data_log_dir: settings.text(option::DATA_LOG_DIR),
        client_port: flink(port(settings, option::CLIENT_PORT), FLINK_CLIENT_PORT),
        client_port_address: settings.text(option::CLIENT_PORT_ADDRESS),
        secure_client_port: port(settings, option::SECURE_CLIENT_PORT),
        no_client_port: Located::new(false, Place::nowhere(Origin::Derived)),
        autopurge_interval: settings.int_or_default(option::AUTOPURGE_PURGE_INTERVAL),
        autopurge_retain: settings.int(option::AUTOPURGE_SNAP_RETAIN_COUNT),
        max_client_cnxns: settings.int_or_default(option::MAX_CLIENT_CNXNS),
        cnx_timeout: settings.int(option::CNX_TIMEOUT).map(|timeout| Millis(*timeout)),
        peer_type: settings.text_or_default(option::PEER_TYPE).map(|role| {
            if role.eq_ignore_ascii_case("observer") { ServerRole::Observer } else { ServerRole::Participant }
        }),
        election_alg: settings.int_or_default(option::ELECTION_ALG),
        standalone_enabled: settings.flag(option::STANDALONE_ENABLED),
        reconfig_enabled: settings.flag(option::RECONFIG_ENABLED),
        ssl_quorum: settings.flag(option::SSL_QUORUM),
        quorum_key_store: settings.text(option::SSL_QUORUM_KEY_STORE_LOCATION),
        server_cnxn_factory: settings.text(option::SERVER_CNXN_FACTORY),
        multi_address: settings.written_flag(option::MULTI_ADDRESS_ENABLED),
        skip_acl: settings.is_word(option::SKIP_ACL, "yes"),
        force_sync_off: settings.is_word(option::FORCE_SYNC, "no"),
        sasl_provider: sasl_provider(settings),
        sasl_required: sasl_required(settings),
        admin_server: settings.is_word(option::ADMIN_ENABLE_SERVER, "false").map(|off| !off),
        admin_server_port: settings.int_or_default(option::ADMIN_SERVER_PORT),
        metrics_port: metrics_port(settings),
        dynamic: settings.text(option::DYNAMIC_CONFIG_FILE),
        dynamic_found: settings.list.file.is_some_and(|file| file != files.zoo),
        servers: Open::default(),
        overridden_servers: Vec::new(),
        distributed: Located::unknown(Place::nowhere(Origin::Derived)),
        myid: Maybe::absent(),
        myid_fault: None,
        myid_listed: Maybe::absent(),
        groups: Vec::new(),
        faults: Vec::new(),
        problems: settings.store.problems().to_vec(),
        written: by_key.0.all(),
        settings: by_key,
        group_faults: Vec::new(),
        refusals: Vec::new(),
    }
}

/// A port that the parser turns into a socket address. 0 means none up to 3.8, any free port from 3.9 on.
fn port(settings: &ServerSettings<'_, '_>, option: OptionId) -> Maybe<i64> {
    let port = settings.int(option);
    if port.value() == Some(&0) && !settings.release().since(Version::new(3, 9)) {
        return port.place.span().map_or_else(Maybe::absent, Maybe::lost);
    }
    port
}

fn metrics_port(settings: &ServerSettings<'_, '_>) -> Maybe<i64> {
    let provider = settings.text(option::METRICS_PROVIDER_CLASS_NAME);
    if provider.value().is_none_or(|class| class != PROMETHEUS) {
        return Maybe::absent();
    }
    let port = settings.int_or_default(option::METRICS_PROVIDER_HTTP_PORT);
    // The default is looked at where the provider is chosen.
    let place =
        if port.place.span().is_some() { port.place } else { Place { origin: Origin::Default, ..provider.place } };
    Maybe { known: port.known, place }
}

fn sasl_required(settings: &ServerSettings<'_, '_>) -> Located<bool> {
    let session = settings.flag(option::SESSION_REQUIRE_CLIENT_SASL_AUTH);
    // It came with 3.6 and, in its own line, with 3.5.9.
    let is_set = session.place.span().is_some();
    let session = if is_set && !settings.release().since(Version { patch: 9, ..Version::new(3, 5) }) {
        Located::new(false, Place::nowhere(Origin::Default))
    } else {
        session
    };
    let enforced = settings.flag(option::ENFORCE_AUTH_ENABLED);
    if session.value() == Some(&true) || enforced.value() == Some(&false) {
        return session;
    }
    let schemes = settings.text(option::ENFORCE_AUTH_SCHEMES);
    match (enforced.value(), schemes.value()) {
        (Some(true), Some(schemes)) => {
            let sasl = schemes.split(',').any(|scheme| java_trim(scheme) == "sasl");
            Located::new(sasl, enforced.place)
        }
        (Some(true), None) if schemes.is_unknown() => Located::unknown(schemes.place),
        (Some(_), _) => session,
        (None, _) => enforced,
    }
}

fn sasl_provider<'t>(settings: &ServerSettings<'_, 't>) -> Maybe<Cow<'t, str>> {
    let mut unknown = None;
    for line in settings.store.effective().filter(|line| line.key.text.starts_with("authProvider.")) {
        if line.unknown {
            unknown = Some(line.place());
        } else if line.value.text.ends_with("SASLAuthenticationProvider") {
            return Maybe::new(line.value.text.clone(), line.place());
        }
    }
    match unknown {
        Some(place) => Maybe::unknown(place),
        None if settings.store.is_open() => Maybe::unknown(Place::nowhere(Origin::Absent)),
        None => settings.lost_of("authProvider.").map_or_else(Maybe::absent, Maybe::lost),
    }
}
