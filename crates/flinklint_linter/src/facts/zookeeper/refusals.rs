//! What the settings of one server say together: whether it runs as a member of an ensemble, and every combination at
//! which `QuorumPeerConfig` or `QuorumPeer` refuses to start.
//!
//! The server stops at the first reason that it meets; here all of them are noted. A setting that cannot be known is no
//! reason.

use super::servers::voters;
use super::{MyidFault, Refusal, RefusalKind, Server, Zoo};
use crate::settings::zookeeper::ServerSettings;
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::zookeeper::option;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Origin, Place};
use flinklint_syntax::value::host::is_wildcard;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::net::IpAddr;

/// Notes all refusals of one server, and what depends on the number of voters.
pub(super) fn check<'t>(zoo: &mut Zoo<'t>, settings: &ServerSettings<'_, 't>) {
    let release = settings.release();
    zoo.distributed = distributed(zoo, release);
    zoo.no_client_port = no_client_port(zoo);
    zoo.myid_listed = myid_listed(zoo);
    let mut found = Vec::new();
    found.extend(missing(zoo, settings));
    found.extend(session_range(zoo, settings));
    found.extend(roles(zoo, release));
    found.extend(quorum_sasl(settings));
    found.extend(client_address(zoo, release));
    found.extend(myid(zoo));
    zoo.refusals = found;
}

/// `QuorumPeerConfig.isDistributed`; before 3.5, more than one voter.
fn distributed(zoo: &Zoo<'_>, release: &Release) -> Located<bool> {
    let number = voters(zoo).count();
    let place = Place {
        origin: Origin::Derived,
        ..voters(zoo).next().and_then(|server| server.place.clone()).unwrap_or_default()
    };
    if zoo.bundled && !zoo.dynamic.is_absent() {
        return Located::new(false, zoo.dynamic.place.clone());
    }
    if number > 1 {
        return Located::new(true, place);
    }
    if release.since(Version::new(3, 5)) {
        match zoo.standalone_enabled.value() {
            Some(false) => return Located::new(true, zoo.standalone_enabled.place.clone()),
            None => return Located::unknown(zoo.standalone_enabled.place.clone()),
            Some(true) => {}
        }
    }
    if zoo.servers.open { Located::unknown(place) } else { Located::new(false, place) }
}

fn no_client_port(zoo: &Zoo<'_>) -> Located<bool> {
    let ports = [&zoo.client_port, &zoo.secure_client_port];
    let place = zoo.client_port.place.clone();
    if ports.iter().any(|port| port.value().is_some()) {
        return Located::new(false, place);
    }
    if ports.iter().any(|port| port.is_unknown()) {
        return Located::unknown(place);
    }
    // Without `myid` any line may be the own one.
    let own = zoo.servers.items.iter().filter(|server| server.own || zoo.myid.value().is_none());
    if own.clone().any(|server| server.client_port.value().is_some()) {
        return Located::new(false, place);
    }
    // A server that is not in its list does not come so far.
    let stranger = zoo.myid.value().is_some() && !zoo.servers.items.is_empty();
    if (zoo.servers.open || stranger) && own.count() == 0 { Located::unknown(place) } else { Located::new(true, place) }
}

fn myid_listed(zoo: &Zoo<'_>) -> Maybe<bool> {
    let Some(id) = zoo.myid.value() else { return Maybe::absent() };
    let place = zoo.myid.place.clone();
    if zoo.servers.items.iter().any(|server| server.id == *id) {
        return Maybe::new(true, place);
    }
    match zoo.distributed.value() {
        Some(true) if !zoo.servers.open => Maybe::new(false, place),
        Some(false) => Maybe::absent(),
        _ => Maybe::unknown(place),
    }
}

fn refusal<'t>(
    kind: RefusalKind,
    key: &'static str,
    place: &Place,
    because: Vec<Located<Cow<'t, str>>>,
) -> Refusal<'t> {
    Refusal { place: Some(place.clone()), texts: PhantomData, kind, key, because }
}

/// The lines of some servers, for a refusal that they make necessary.
fn lines<'z, 't: 'z>(servers: impl Iterator<Item = &'z Server<'t>>) -> Vec<Located<Cow<'t, str>>> {
    servers.filter_map(|server| Some(Located::new(server.line.clone(), server.place.clone()?))).collect()
}

/// Where something is that is not there: the line that was lost, or what makes it necessary.
fn absence<T>(missing: &Maybe<T>, necessary: Option<&Place>) -> Place {
    let lost = missing.place.lost;
    match necessary {
        Some(place) if missing.place.span().is_none() => Place { lost, origin: Origin::Absent, ..place.clone() },
        _ => missing.place.clone(),
    }
}

fn missing<'t>(zoo: &Zoo<'t>, settings: &ServerSettings<'_, 't>) -> Vec<Refusal<'t>> {
    let release = settings.release();
    let mut found = Vec::new();
    let file = zoo.place.as_ref();
    if zoo.data_dir.is_absent() && !zoo.bundled {
        found.push(refusal(RefusalKind::DataDir, "dataDir", &absence(&zoo.data_dir, file), Vec::new()));
    }
    if zoo.client_port.is_absent() && !release.since(Version::new(3, 5)) {
        found.push(refusal(RefusalKind::ClientPort, "clientPort", &absence(&zoo.client_port, file), Vec::new()));
    }
    if zoo.client_port.is_absent() && zoo.client_port_address.value().is_some() {
        found.push(refusal(RefusalKind::ClientPortAddress, "clientPort", &zoo.client_port_address.place, Vec::new()));
    }
    let secure = settings.text(option::SECURE_CLIENT_PORT_ADDRESS);
    if zoo.secure_client_port.is_absent() && secure.value().is_some() && release.since(Version::new(3, 5)) {
        found.push(refusal(RefusalKind::ClientPortAddress, "secureClientPort", &secure.place, Vec::new()));
    }
    if zoo.tick_time.value().is_some_and(|tick| tick.0 == 0) {
        found.push(refusal(RefusalKind::TickTime, "tickTime", &zoo.tick_time.place, Vec::new()));
    }
    if zoo.distributed.value() == Some(&true) {
        let first = zoo.distributed.place.clone();
        for (kind, key, limit) in [
            (RefusalKind::InitLimit, "initLimit", &zoo.init_limit),
            (RefusalKind::SyncLimit, "syncLimit", &zoo.sync_limit),
        ] {
            if limit.is_absent() || limit.value() == Some(&0) {
                found.push(refusal(kind, key, &absence(limit, Some(&first)), lines(voters(zoo).take(1))));
            }
        }
    }
    found
}

fn session_range<'t>(zoo: &Zoo<'t>, settings: &ServerSettings<'_, 't>) -> Option<Refusal<'t>> {
    let (min, max) = (&zoo.min_session_timeout, &zoo.max_session_timeout);
    let wrong = if settings.release().since(Version::new(3, 5)) {
        min.value()? > max.value()?
    } else {
        // Before 3.5 the defaults were filled in too late, so that a lower bound alone was above an upper bound of -1.
        let raw = |key| {
            let written = settings.int(key);
            if written.is_absent() { Some(-1) } else { written.value().copied() }
        };
        raw(option::MIN_SESSION_TIMEOUT)? > raw(option::MAX_SESSION_TIMEOUT)?
    };
    let place = if min.place.origin == Origin::Set { &min.place } else { &max.place };
    wrong.then(|| {
        let text = |bound: &Located<Millis>| bound.map(|bound| Cow::Owned(bound.0.to_string()));
        refusal(RefusalKind::SessionRange, "minSessionTimeout", place, vec![text(min), text(max)])
    })
}

fn roles<'t>(zoo: &Zoo<'t>, release: &Release) -> Option<Refusal<'t>> {
    if zoo.servers.open || (zoo.bundled && !zoo.dynamic.is_absent()) {
        return None;
    }
    let number = voters(zoo).count();
    let observers = || zoo.servers.items.iter().filter(|server| !server.voter);
    let standalone = if release.since(Version::new(3, 5)) { zoo.standalone_enabled.value() } else { Some(&true) };
    if number == 0 && standalone == Some(&false) {
        return Some(refusal(
            RefusalKind::NoVoter,
            "standaloneEnabled",
            &zoo.standalone_enabled.place,
            lines(observers()),
        ));
    }
    let first = observers().next()?.place.as_ref()?;
    match (number, standalone) {
        (0, _) => Some(refusal(RefusalKind::ObserversWithoutVoters, "server", first, lines(observers().skip(1)))),
        (1, Some(true)) => Some(refusal(RefusalKind::ObserversWithoutQuorum, "server", first, lines(voters(zoo)))),
        _ => None,
    }
}

fn quorum_sasl<'t>(settings: &ServerSettings<'_, 't>) -> Vec<Refusal<'t>> {
    let flag = |key| settings.flag(key);
    let enabled = flag(option::QUORUM_AUTH_ENABLE_SASL);
    let server = flag(option::QUORUM_AUTH_SERVER_REQUIRE_SASL);
    let learner = flag(option::QUORUM_AUTH_LEARNER_REQUIRE_SASL);
    let off = |flag: &Located<bool>| flag.value() == Some(&false);
    let on = |flag: &Located<bool>| flag.value() == Some(&true);
    let mut found = Vec::new();
    let because = |flag: &Located<bool>| {
        if flag.place.span().is_some() {
            vec![Located::new(Cow::Borrowed("false"), flag.place.clone())]
        } else {
            Vec::new()
        }
    };
    for wanting in [&server, &learner] {
        if off(&enabled) && on(wanting) {
            found.push(refusal(RefusalKind::QuorumSasl, "quorum.auth.enableSasl", &wanting.place, because(&enabled)));
        }
    }
    if found.is_empty() && off(&learner) && on(&server) {
        found.push(refusal(
            RefusalKind::QuorumSasl,
            "quorum.auth.learnerRequireSasl",
            &server.place,
            because(&learner),
        ));
    }
    found
}

/// `setupClientPort`: the address in `zoo.cfg` and the one in the own server line must be the same.
fn client_address<'t>(zoo: &Zoo<'t>, release: &Release) -> Option<Refusal<'t>> {
    let own = zoo.servers.items.iter().find(|server| server.own)?;
    let (port, line_port) = (zoo.client_port.value()?, own.client_port.value()?);
    let written = own.client_port.place != zoo.client_port.place;
    if !written || !release.since(Version::new(3, 5)) {
        return None;
    }
    let address = match &zoo.client_port_address.known {
        Known::Value(address) => address.as_ref(),
        Known::Absent => "0.0.0.0",
        Known::Unknown => return None,
    };
    let line_address = own.client_host.value().map_or("0.0.0.0", Cow::as_ref);
    let numeric = |address: &str| address.parse::<IpAddr>().ok();
    let differs = port != line_port
        || (!is_wildcard(address)
            && matches!((numeric(address), numeric(line_address)), (Some(one), Some(other)) if one != other));
    // A name may stand for any address but the wildcard.
    let name_against_all = numeric(address).is_none() && is_wildcard(line_address);
    (differs || name_against_all).then(|| {
        let place = if port == line_port { &zoo.client_port_address.place } else { &zoo.client_port.place };
        let line = Located::new(own.line.clone(), own.client_port.place.clone());
        refusal(RefusalKind::ClientAddress, "clientPort", place, vec![line])
    })
}

fn myid<'t>(zoo: &mut Zoo<'t>) -> Option<Refusal<'t>> {
    if zoo.distributed.value() != Some(&true) {
        return None;
    }
    if zoo.myid.value() == Some(&-1) {
        // `UNSET_SERVERID`: the content means the same as no file.
        let reason = Cow::Borrowed("-1 means that there is no id");
        zoo.myid_fault = Some(MyidFault { place: Some(zoo.myid.place.clone()), texts: PhantomData, reason });
        return None;
    }
    let listed = zoo.myid_listed.value() == Some(&false);
    // The line of this server may be the one that another with the same number replaces.
    let lost = zoo.overridden_servers.first().and_then(|server| server.place.as_ref()?.span());
    let place = Place { lost, ..zoo.myid.place.clone() };
    listed.then(|| refusal(RefusalKind::MyidNotListed, "myid", &place, lines(zoo.servers.items.iter())))
}
