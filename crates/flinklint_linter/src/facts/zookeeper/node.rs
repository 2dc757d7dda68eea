//! One server's files put together: settings, server list, `myid`.
//!
//! What is checked between them lies in `refusals`; nothing here compares one server with another.

use super::settings::{Settings, or_default, place, trimmed};
use super::{Duplicate, FileFault, UnknownProvider, Zoo, ZooInput, keys, list, refusals, unknown_keys};
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::zookeeper::option;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Open, Origin, Place};
use flinklint_syntax::properties::Properties;
use flinklint_syntax::source::Span;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::marker::PhantomData;

/// `ZooKeeperServer.DEFAULT_TICK_TIME`.
const DEFAULT_TICK: i64 = 3000;
/// `ConfigConstants` of Flink: what `FlinkZooKeeperQuorumPeer` adds to a file without these settings.
const FLINK_CLIENT_PORT: i64 = 2181;
const FLINK_INIT_LIMIT: i64 = 10;
const FLINK_SYNC_LIMIT: i64 = 5;

const PROMETHEUS: &str = "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider";

pub(super) fn read<'t>(input: &ZooInput<'t>, release: &Release) -> Zoo<'t> {
    // What stands behind the place at which the reader gave up was meant all the same.
    let open = input.template || input.properties.error.is_some();
    let mut settings = Settings::new(input.properties, open, release);
    let unknown_keys = unknown_keys::unknown_keys(input.properties, open, release);
    for key in &unknown_keys {
        if let (Some(meant), Some(line)) = (key.meant.value(), key.place.as_ref().and_then(|place| place.key)) {
            settings.lose(meant, line);
        }
    }
    let literal_values = keys::literal_values(input.properties, input.bytes, release);
    for literal in &literal_values {
        if let (Some(swallowed), Some(line)) =
            (literal.swallowed.value(), literal.place.as_ref().and_then(|place| place.key))
        {
            settings.lose(swallowed, line);
        }
    }
    let malformed = [Some(input.properties), input.dynamic.map(|(_, dynamic)| dynamic)];
    let mut zoo = Zoo {
        malformed: malformed.into_iter().flatten().filter_map(malformed_text).collect(),
        unknown_keys,
        duplicates: duplicates(input),
        odd_separators: keys::odd_separators(input.properties, input.bundled),
        literal_values,
        script_faults: if input.bundled { keys::script_faults(input.properties, input.bytes) } else { Vec::new() },
        ..read_settings(&mut settings, input)
    };
    if zoo.malformed.is_empty() {
        read_others(&mut settings);
        list::read(&mut zoo, &settings, input);
        refusals::check(&mut zoo, &mut settings);
    }
    zoo.unknown_providers = unknown_providers(&settings);
    zoo.bad_values = settings.bad_values;
    zoo.bad_values.sort_by_key(|fault| fault.place.as_ref().and_then(Place::span));
    zoo.ignored_booleans = settings.ignored_booleans;
    zoo
}

/// `ProviderRegistry` logs a warning for a class that is not there, and goes on without it.
fn unknown_providers<'t>(settings: &Settings<'_, 't>) -> Vec<UnknownProvider<'t>> {
    let found = settings.entries().filter(|(key, _)| key.starts_with("authProvider.")).filter_map(|(key, found)| {
        let class = settings.text(key);
        let name = class.value()?;
        let providers = option::AUTH_PROVIDER.content_of_any();
        // A class of another package may lie on the class path.
        let is_foreign = name.contains('.') && !name.starts_with("org.apache.zookeeper.");
        let meant = (!is_foreign && !providers.has_class(name)).then(|| providers.class_meant(name));
        Some(UnknownProvider {
            place: Some(place(found)),
            texts: PhantomData,
            key: trimmed(&found.entry.key.text),
            meant: meant?.map_or_else(Maybe::absent, |class| Maybe::new(class.to_owned(), place(found))),
            class: Located::new(name.clone(), place(found)),
        })
    });
    found.collect()
}

/// In a template two lines with one key may be two branches of it.
fn duplicates<'t>(input: &ZooInput<'t>) -> Vec<Duplicate<'t>> {
    let mut found = if input.template { Vec::new() } else { keys::duplicates(input.properties) };
    if let Some((_, dynamic)) = input.dynamic.filter(|(_, dynamic)| !list::has_holes(dynamic)) {
        found.extend(keys::duplicates(dynamic));
    }
    found
}

fn malformed_text<'t>(properties: &Properties<'t>) -> Option<FileFault<'t>> {
    let error = properties.error.as_ref()?;
    Some(FileFault { place: Some(Place::at(error.span)), texts: PhantomData, reason: error.message.clone().into() })
}

fn read_settings<'t>(settings: &mut Settings<'_, 't>, input: &ZooInput<'t>) -> Zoo<'t> {
    let tick = or_default(settings.int("tickTime"), DEFAULT_TICK);
    let min = settings.int("minSessionTimeout");
    let max = settings.int("maxSessionTimeout");
    let flink = |value: Maybe<i64>, default: i64| {
        if input.bundled && value.is_absent() {
            Maybe::new(default, Place { origin: Origin::Default, ..value.place })
        } else {
            value
        }
    };
    let (sasl_required, sasl_provider) = (sasl_required(settings), sasl_provider(settings));
    Zoo {
        place: Some(Place::at(Span::new(input.zoo, 0, 0))),
        texts: PhantomData,
        file: Cow::Borrowed(input.path),
        bundled: input.bundled,
        min_session_timeout: bound(&min, &tick, 2),
        max_session_timeout: bound(&max, &tick, 20),
        tick_time: tick.map(|tick| Millis(*tick)),
        init_limit: flink(settings.int("initLimit"), FLINK_INIT_LIMIT),
        sync_limit: flink(settings.int("syncLimit"), FLINK_SYNC_LIMIT),
        data_dir: settings.path("dataDir"),
        data_log_dir: settings.path("dataLogDir"),
        client_port: flink(port(settings, "clientPort", true), FLINK_CLIENT_PORT),
        client_port_address: settings.text("clientPortAddress"),
        secure_client_port: if settings.release.since(Version::new(3, 5)) {
            port(settings, "secureClientPort", true)
        } else {
            Maybe::absent()
        },
        no_client_port: Located::new(false, Place::nowhere(Origin::Derived)),
        autopurge_interval: or_default(settings.int("autopurge.purgeInterval"), 0),
        autopurge_retain: settings.int("autopurge.snapRetainCount"),
        max_client_cnxns: or_default(settings.int("maxClientCnxns"), 60),
        cnx_timeout: settings.property_int("cnxTimeout").map(|timeout| Millis(*timeout)),
        peer_type: peer_type(settings),
        election_alg: election_alg(settings),
        standalone_enabled: settings.newer_flag("standaloneEnabled", true, true),
        reconfig_enabled: settings.newer_flag("reconfigEnabled", false, true),
        quorum_listen_on_all: settings.flag("quorumListenOnAllIPs", false, false),
        ssl_quorum: settings.newer_flag("sslQuorum", false, false),
        quorum_key_store: settings.text("ssl.quorum.keyStore.location"),
        client_key_store: settings.text("ssl.keyStore.location"),
        server_cnxn_factory: server_cnxn_factory(settings),
        multi_address: multi_address(settings),
        skip_acl: settings.word("skipACL", "yes"),
        force_sync_off: settings.word("forceSync", "no"),
        snapshot_trust_empty: settings.property_flag("snapshot.trust.empty"),
        sasl_provider,
        sasl_required,
        four_letter_words: settings.text("4lw.commands.whitelist"),
        admin_server: settings.word("admin.enableServer", "false").map(|off| !off),
        admin_server_port: or_default(settings.property_int("admin.serverPort"), 8080),
        metrics_port: metrics_port(settings),
        dynamic: if settings.release.since(Version::new(3, 5)) {
            settings.text("dynamicConfigFile")
        } else {
            Maybe::absent()
        },
        dynamic_found: false,
        servers: Open::default(),
        shadowed_servers: Vec::new(),
        distributed: Located::unknown(Place::nowhere(Origin::Derived)),
        myid: Maybe::absent(),
        myid_fault: None,
        myid_listed: Maybe::absent(),
        groups: Vec::new(),
        malformed: Vec::new(),
        bad_values: Vec::new(),
        ignored_booleans: Vec::new(),
        server_faults: Vec::new(),
        group_faults: Vec::new(),
        dynamic_faults: Vec::new(),
        refusals: Vec::new(),
        unknown_keys: Vec::new(),
        unknown_providers: Vec::new(),
        duplicates: Vec::new(),
        duplicate_ids: Vec::new(),
        odd_separators: Vec::new(),
        literal_values: Vec::new(),
        script_faults: Vec::new(),
    }
}

/// A port that the parser turns into a socket address. 0 means none up to 3.8, any free port from 3.9 on.
fn port(settings: &mut Settings<'_, '_>, key: &str, zero_is_none: bool) -> Maybe<i64> {
    let port = settings.int(key);
    let Some(&value) = port.value() else { return port };
    if value == 0 && zero_is_none && !settings.release.since(Version::new(3, 9)) {
        return port.place.span().map_or_else(Maybe::absent, Maybe::lost);
    }
    if (0..=65535).contains(&value) {
        return port;
    }
    if let Some(found) = settings.entry(key) {
        settings.refuse(found, "is not a port between 0 and 65535");
    }
    Maybe::unknown(port.place)
}

/// A session bound: as written, or so many ticks. -1 is as good as not written; Java's product wraps.
fn bound(written: &Maybe<i64>, tick: &Located<i64>, ticks: i32) -> Located<Millis> {
    match written.known {
        Known::Value(value) if value != -1 => Located::new(Millis(value), written.place.clone()),
        Known::Unknown => Located::unknown(written.place.clone()),
        _ => {
            let place =
                Place { origin: Origin::Derived, lost: written.place.lost.or(tick.place.lost), ..tick.place.clone() };
            let product = |tick: &i64| i32::try_from(*tick).map_or(*tick, |tick| i64::from(tick.wrapping_mul(ticks)));
            Located { place, ..tick.map(|tick| Millis(product(tick))) }
        }
    }
}

fn peer_type<'t>(settings: &mut Settings<'_, 't>) -> Located<Cow<'t, str>> {
    let peer_type = or_default(settings.text("peerType"), Cow::Borrowed("participant"));
    let known = peer_type.value().is_none_or(|role| matches!(role.to_lowercase().as_str(), "participant" | "observer"));
    if let (false, Some(found)) = (known, settings.entry("peerType")) {
        settings.refuse(found, "is neither `participant` nor `observer`");
        return Located::unknown(peer_type.place);
    }
    peer_type.map(|role| if role.eq_ignore_ascii_case("observer") { "observer".into() } else { "participant".into() })
}

fn election_alg(settings: &mut Settings<'_, '_>) -> Located<i64> {
    let algorithm = or_default(settings.int("electionAlg"), 3);
    if let (Some(value), Some(found)) = (algorithm.value(), settings.entry("electionAlg"))
        && *value != 3
        && settings.release.since(Version::new(3, 6))
    {
        settings.refuse(found, "is not 3, the only algorithm left");
    }
    algorithm
}

fn multi_address(settings: &mut Settings<'_, '_>) -> Maybe<bool> {
    if !settings.has("multiAddress.enabled") || !settings.release.since(Version::new(3, 6)) {
        return Maybe::absent();
    }
    let flag = settings.flag("multiAddress.enabled", false, false);
    Maybe { known: flag.known, place: flag.place }
}

fn metrics_port(settings: &mut Settings<'_, '_>) -> Maybe<i64> {
    if !settings.release.since(Version::new(3, 6)) {
        return Maybe::absent();
    }
    let provider = settings.text("metricsProvider.className");
    if let (Some(class), Some(found)) = (provider.value(), settings.entry("metricsProvider.className")) {
        // Any other class may lie on the class path; one of ZooKeeper's own packages either exists or does not.
        if class.starts_with("org.apache.zookeeper.")
            && !option::METRICS_PROVIDER_CLASS_NAME.content_of_any().has_class(class)
        {
            settings.refuse(found, "is not a class of ZooKeeper");
        }
    }
    if provider.value().is_none_or(|class| class != PROMETHEUS) {
        return Maybe::absent();
    }
    let port = settings.property_int("metricsProvider.httpPort");
    if port.is_absent() { Maybe::new(7000, Place { origin: Origin::Default, ..provider.place }) } else { port }
}

/// `ServerCnxnFactory.createFactory` stops at a class that is not there.
fn server_cnxn_factory<'t>(settings: &mut Settings<'_, 't>) -> Maybe<Cow<'t, str>> {
    let factory = settings.text("serverCnxnFactory");
    if let (Some(class), Some(found)) = (factory.value(), settings.entry("serverCnxnFactory")) {
        let is_missing = class.starts_with("org.apache.zookeeper.")
            && !option::SERVER_CNXN_FACTORY.content_of_any().has_class(class);
        if is_missing || !class.contains('.') {
            settings.refuse(found, "is not a class of ZooKeeper");
        }
    }
    factory
}

fn sasl_required(settings: &mut Settings<'_, '_>) -> Located<bool> {
    // `sessionRequireClientSASLAuth` came with 3.6 and, in its own line, with 3.5.9.
    let session = settings.property_flag("sessionRequireClientSASLAuth");
    let session = if settings.has("sessionRequireClientSASLAuth")
        && !settings.release.since(Version { patch: 9, ..Version::new(3, 5) })
    {
        Located::new(false, Place::nowhere(Origin::Default))
    } else {
        session
    };
    if session.value() == Some(&true)
        || !settings.has("enforce.auth.enabled")
        || !settings.release.since(Version::new(3, 7))
    {
        return session;
    }
    let enforced = settings.property_flag("enforce.auth.enabled");
    let schemes = settings.text("enforce.auth.schemes");
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

fn sasl_provider<'t>(settings: &mut Settings<'_, 't>) -> Maybe<Cow<'t, str>> {
    let mut unknown = None;
    for (key, found) in settings.entries().filter(|(key, _)| key.starts_with("authProvider.")) {
        let class = settings.text(key);
        if class.is_unknown() {
            unknown = Some(place(found));
        } else if class.value().is_some_and(|class| class.ends_with("SASLAuthenticationProvider")) {
            return class;
        }
    }
    match unknown {
        Some(place) => Maybe::unknown(place),
        None if settings.open => Maybe::unknown(Place::nowhere(Origin::Absent)),
        None => settings.lost_of("authProvider.").map_or_else(Maybe::absent, Maybe::lost),
    }
}

/// Settings that the parser reads and no fact is made of: their texts must parse all the same.
fn read_others(settings: &mut Settings<'_, '_>) {
    let release = settings.release;
    let _ = settings.int("quorum.cnxn.threads.size");
    let _ = settings.flag("syncEnabled", true, false);
    for key in ["localSessionsEnabled", "localSessionsUpgradingEnabled", "portUnification", "sslQuorumReloadCertFiles"]
    {
        let _ = settings.newer_flag(key, false, false);
    }
    let newer = [
        "observerMasterPort",
        "clientPortListenBacklog",
        "connectToLearnerMasterLimit",
        "multiAddress.reachabilityCheckTimeoutMs",
    ];
    for key in newer {
        if settings.has(key) && release.since(Version::new(3, 6)) {
            let _ = settings.int(key);
        }
    }
    for key in ["jvm.pause.info-threshold.ms", "jvm.pause.warn-threshold.ms", "jvm.pause.sleep.time.ms"] {
        if settings.has(key) && release.since(Version::new(3, 6)) {
            let _ = settings.long(key);
        }
    }
    for key in ["jvm.pause.monitor", "multiAddress.reachabilityCheckEnabled"] {
        if settings.has(key) && release.since(Version::new(3, 6)) {
            let _ = settings.flag(key, false, false);
        }
    }
    // The parser of the server list also meets the line that only a dynamic file's name should give.
    if let (Some(version), Some(found)) = (settings.text("version").value(), settings.entry("version"))
        && i64::from_str_radix(version, 16).is_err()
        && !settings.has("dynamicConfigFile")
        && release.since(Version::new(3, 5))
    {
        settings.refuse(found, "is not a hexadecimal number");
    }
    for key in ["dataDir", "dataLogDir"] {
        let path = settings.text(key);
        // `VerifyingFileFactory` compares the first two characters of a relative path.
        if let (Some(path), Some(found)) = (path.value(), settings.entry(key)) {
            let bare = path.trim_end_matches('/');
            if !path.starts_with('/') && bare.encode_utf16().count() < 2 && release.since(Version::new(3, 5)) {
                settings.refuse(
                    found,
                    if path.is_empty() { "is empty" } else { "is a relative path of a single character" },
                );
            }
        }
    }
}
