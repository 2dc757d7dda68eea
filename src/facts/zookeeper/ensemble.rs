//! Which servers form an ensemble, and what several configurations of one ensemble disagree about.
//!
//! Configurations belong together when they list a server in common. Whether the ensemble has a good size is for rules.

use super::{Clash, Drift, DuplicateMyid, Ensemble, Server, SharedHost, Zoo};
use crate::facts::connect_string::{Peer, Quorum, is_loopback, same_host};
use crate::facts::model::{Known, Located, Maybe, Millis, Open, Origin, Place};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

/// A client's quorum setting.
#[derive(Clone, Debug)]
pub(crate) struct Client<'t> {
    /// The product that reads it; none for Flink.
    pub(crate) product: Option<&'static str>,
    /// The setting.
    pub(crate) quorum: Quorum<'t>,
}

/// All ensembles of the servers, in the order of their first server.
pub(crate) fn ensembles<'t>(zoos: Vec<Arc<Zoo<'t>>>, clients: &[Client<'t>]) -> Vec<Arc<Ensemble<'t>>> {
    let mut groups: Vec<Vec<Arc<Zoo<'t>>>> = Vec::new();
    for zoo in zoos {
        match groups.iter_mut().find(|group| group.iter().any(|member| together(member, &zoo))) {
            Some(group) => group.push(zoo),
            None => groups.push(vec![zoo]),
        }
    }
    let alone = groups.len() == 1;
    groups.into_iter().map(|nodes| Arc::new(ensemble(nodes, clients, alone))).collect()
}

/// Whether two configurations list a server in common. A server of the own machine says nothing: every developer has one.
fn together(one: &Zoo<'_>, other: &Zoo<'_>) -> bool {
    let same = |a: &Server<'_>, b: &Server<'_>| {
        a.id == b.id
            && a.host.known == b.host.known
            && a.quorum_port.known == b.quorum_port.known
            && a.election_port.known == b.election_port.known
    };
    let local = |server: &Server<'_>| server.loopback || server.wildcard;
    let (ours, theirs) = (&one.servers.items, &other.servers.items);
    let shared = |server: &&Server<'_>| theirs.iter().any(|their| same(server, their));
    if ours.iter().all(local) {
        return !ours.is_empty() && ours.len() == theirs.len() && ours.iter().filter(shared).count() == ours.len();
    }
    ours.iter().filter(|server| !local(server)).any(|server| shared(&server))
}

fn ensemble<'t>(nodes: Vec<Arc<Zoo<'t>>>, clients: &[Client<'t>], alone: bool) -> Ensemble<'t> {
    let servers = servers(&nodes);
    let part = |voter: bool| Open {
        items: servers.items.iter().filter(|server| server.voter == voter).cloned().collect(),
        open: servers.open,
    };
    let (voters, observers) = (part(true), part(false));
    let client_ports = client_ports(&servers.items, &nodes);
    let named = |client: &&Client<'t>| names(&client.quorum, &servers.items, &client_ports, alone);
    let named: Vec<&Client<'t>> = clients.iter().filter(named).collect();
    Ensemble {
        place: nodes.first().and_then(|node| node.place.clone()),
        texts: PhantomData,
        standalone: agreed(&nodes, |node| node.distributed.map(|distributed| !distributed)),
        bundled: nodes.iter().any(|node| node.bundled),
        tick_time: agreed(&nodes, |node| node.tick_time.clone()),
        min_session_timeout: agreed(&nodes, |node| node.min_session_timeout.clone()),
        max_session_timeout: agreed(&nodes, |node| node.max_session_timeout.clone()),
        skip_acl: any(&nodes, |node| &node.skip_acl),
        sasl_required: any(&nodes, |node| &node.sasl_required),
        sasl_provider: nodes
            .iter()
            .map(|node| &node.sasl_provider)
            .find(|class| !class.is_absent())
            .cloned()
            .unwrap_or_else(Maybe::absent),
        grouped: nodes.iter().any(|node| !node.groups.is_empty()),
        clients: named.iter().map(|client| client.quorum.text.clone()).collect(),
        shared_with: named
            .iter()
            .filter_map(|client| Some(Located::new(client.product?, client.quorum.text.place.clone())))
            .collect(),
        clashes: clashes(&servers.items, &nodes),
        shared_host: shared_host(&voters),
        drift: nodes
            .split_first()
            .map_or_else(Vec::new, |(first, rest)| rest.iter().flat_map(|node| drift(first, node)).collect()),
        duplicate_myids: duplicate_myids(&nodes),
        client_ports,
        servers,
        voters,
        observers,
        nodes,
    }
}

/// The servers of all lists, by id. A member may list itself as `0.0.0.0`: what the others call it is its name.
fn servers<'t>(nodes: &[Arc<Zoo<'t>>]) -> Open<Server<'t>> {
    let mut by_id: BTreeMap<i64, Server<'t>> = BTreeMap::new();
    for node in nodes {
        for server in &node.servers.items {
            let entry = by_id.entry(server.id).or_insert_with(|| server.clone());
            if entry.wildcard && !server.wildcard {
                *entry = server.clone();
            }
        }
    }
    for server in by_id.values_mut() {
        let own = nodes.iter().find(|node| node.myid.value() == Some(&server.id));
        let port = own
            .and_then(|node| node.servers.items.iter().find(|own| own.id == server.id))
            .map(|own| own.client_port.clone());
        // Without the member's own file the port is known only if all files say the same.
        let all = || {
            let mut ports = nodes
                .iter()
                .flat_map(|node| &node.servers.items)
                .filter(|other| other.id == server.id)
                .map(|other| &other.client_port);
            let first = ports.next()?;
            Some(if ports.all(|port| port.known == first.known) {
                first.clone()
            } else {
                Maybe::unknown(first.place.clone())
            })
        };
        server.client_port = port.or_else(all).unwrap_or_else(Maybe::absent);
        server.own = false;
    }
    Open { items: by_id.into_values().collect(), open: nodes.iter().any(|node| node.servers.open) }
}

fn client_ports<'t>(servers: &[Server<'t>], nodes: &[Arc<Zoo<'t>>]) -> Vec<Located<i64>> {
    let of_servers = servers.iter().map(|server| &server.client_port);
    let of_nodes = nodes.iter().filter(|_| servers.is_empty()).map(|node| &node.client_port);
    let mut ports: Vec<Located<i64>> = Vec::new();
    for port in of_servers.chain(of_nodes) {
        if let Some(&value) = port.value() {
            if !ports.iter().any(|known| known.value() == Some(&value)) {
                ports.push(Located::new(value, port.place.clone()));
            }
        }
    }
    ports
}

/// Whether a client's setting names a server of the ensemble. A server without a list has no name; it is meant by a
/// single peer with its port if there is no other.
fn names(quorum: &Quorum<'_>, servers: &[Server<'_>], ports: &[Located<i64>], alone: bool) -> bool {
    let peers = &quorum.peers.items;
    let host = |peer: &Peer<'_>| {
        peer.host.value().is_some_and(|host| {
            servers.iter().any(|server| server.host.value().is_some_and(|name| same_host(name, host)))
        })
    };
    if servers.is_empty() {
        let port = |port: &Located<i64>| ports.iter().any(|known| known.value() == port.value());
        return alone && matches!(peers.as_slice(), [peer] if port(&peer.port));
    }
    peers.iter().any(host)
}

/// A value on which all members agree.
fn agreed<T: Clone + PartialEq>(nodes: &[Arc<Zoo<'_>>], of: impl Fn(&Zoo<'_>) -> Located<T>) -> Located<T> {
    let mut values = nodes.iter().map(|node| of(node));
    let Some(first) = values.next() else { return Located::unknown(Place::nowhere(Origin::Derived)) };
    if values.all(|value| value.known == first.known) { first } else { Located::unknown(first.place) }
}

/// Whether some member has a switch on.
fn any<'z>(nodes: &'z [Arc<Zoo<'_>>], of: impl Fn(&'z Zoo<'_>) -> &'z Located<bool>) -> Located<bool> {
    let flags = || nodes.iter().map(|node| of(node));
    let on = flags().find(|flag| flag.value() == Some(&true));
    on.or_else(|| flags().find(|flag| flag.is_unknown()))
        .or_else(|| flags().next())
        .cloned()
        .unwrap_or_else(|| Located::new(false, Place::nowhere(Origin::Default)))
}

fn clashes<'t>(servers: &[Server<'t>], nodes: &[Arc<Zoo<'t>>]) -> Vec<Clash<'t>> {
    let mut found = Vec::new();
    for (n, server) in servers.iter().enumerate() {
        for earlier in servers.iter().take(n) {
            let hosts = (server.host.value(), earlier.host.value());
            if !matches!(hosts, (Some(one), Some(other)) if same_host(one, other)) {
                continue;
            }
            for port in listening(server) {
                if let Some(other) = listening(earlier).into_iter().find(|other| other.value() == port.value()) {
                    found.push(clash("two-servers", &port, &other, server.host.value().cloned().unwrap_or_default()));
                }
            }
        }
    }
    for node in nodes {
        node_clashes(node, &mut found);
    }
    let mut seen: Vec<(Option<Place>, i64)> = Vec::new();
    found.retain(|clash| {
        let key = (clash.place.clone(), clash.port);
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    found
}

fn listening(server: &Server<'_>) -> Vec<Located<i64>> {
    let election = server.election_port.value().map(|port| Located::new(*port, server.election_port.place.clone()));
    std::iter::once(server.quorum_port.clone()).chain(election).collect()
}

fn clash<'t>(kind: &'static str, port: &Located<i64>, other: &Located<i64>, host: Cow<'t, str>) -> Clash<'t> {
    Clash {
        place: Some(port.place.clone()),
        texts: PhantomData,
        kind,
        port: port.value().copied().unwrap_or_default(),
        host,
        other: other.clone(),
    }
}

/// Ports that one server wants twice. Without `myid` any line may be the own one, so all must say the same.
fn node_clashes<'t>(node: &Zoo<'t>, found: &mut Vec<Clash<'t>>) {
    let port = |port: &Maybe<i64>| port.value().map(|value| Located::new(*value, port.place.clone()));
    let own: Vec<&Server<'t>> =
        node.servers.items.iter().filter(|server| server.own || node.myid.value().is_none()).collect();
    let sure = node.distributed.value() == Some(&true) && !(node.servers.open && node.myid.value().is_none());
    let common = |of: fn(&Server<'_>) -> Option<Located<i64>>| {
        let first = own.first().filter(|_| sure).and_then(|server| of(server))?;
        own.iter().all(|server| of(server).is_some_and(|port| port.known == first.known)).then_some(first)
    };
    let quorum = common(|server| Some(server.quorum_port.clone()));
    let election = common(|server| listening(server).into_iter().nth(1));
    let client =
        common(|server| server.client_port.value().map(|value| Located::new(*value, server.client_port.place.clone())))
            .or_else(|| port(&node.client_port).filter(|_| !sure));
    let secure = port(&node.secure_client_port);
    let admin = (node.admin_server.value() == Some(&true))
        .then(|| node.admin_server_port.clone())
        .filter(|port| port.value().is_some());
    let metrics = port(&node.metrics_port);
    let pairs = [
        ("client-and-quorum", &client, &quorum),
        ("client-and-election", &client, &election),
        ("client-and-secure", &secure, &client),
        ("admin", &admin, &client),
        ("admin", &admin, &secure),
        ("admin", &admin, &quorum),
        ("admin", &admin, &election),
        ("metrics", &metrics, &client),
        ("metrics", &metrics, &quorum),
        ("metrics", &metrics, &election),
        ("metrics", &metrics, &admin),
    ];
    for (kind, one, other) in pairs {
        if let (Some(one), Some(other)) = (one, other) {
            // Port 0 is any free one.
            if one.value() == other.value() && one.value() != Some(&0) {
                // A default has no place: the written one is the one to look at.
                let (one, other) = if one.place.span().is_none() { (other, one) } else { (one, other) };
                found.push(clash(kind, one, other, Cow::Borrowed("")));
            }
        }
    }
}

/// The host whose failure takes the majority.
fn shared_host<'t>(voters: &Open<Server<'t>>) -> Option<SharedHost<'t>> {
    let total = voters.items.len();
    if voters.open || total < 2 {
        return None;
    }
    voters.items.iter().find_map(|server| {
        let host = server.host.value()?;
        let here =
            voters.items.iter().filter(|other| other.host.value().is_some_and(|other| same_host(host, other))).count();
        // The rest must be a majority, or the ensemble stops with this host.
        (here > 1 && (total - here) * 2 <= total).then(|| SharedHost {
            place: server.place.clone(),
            texts: PhantomData,
            host: host.clone(),
            voters: i64::try_from(here).unwrap_or(i64::MAX),
            of: i64::try_from(total).unwrap_or(i64::MAX),
            loopback: is_loopback(host),
        })
    })
}

/// Settings that must be the same on all members and are not.
fn drift<'t>(first: &Zoo<'t>, second: &Zoo<'t>) -> Vec<Drift<'t>> {
    let mut found = Vec::new();
    let mut compare = |key: &'static str, one: Located<String>, other: Located<String>| {
        if let (Some(a), Some(b)) = (one.value(), other.value()) {
            if a != b {
                found.push(drifting(
                    key.into(),
                    one.map(|text| text.clone().into()),
                    other.map(|text| text.clone().into()),
                ));
            }
        }
    };
    let millis = |value: &Located<Millis>| value.map(|value| value.0.to_string());
    let limit = |value: &Maybe<i64>| Located {
        known: match &value.known {
            Known::Value(value) => Known::Value(value.to_string()),
            Known::Absent => Known::Value("(none)".to_owned()),
            Known::Unknown => Known::Unknown,
        },
        place: value.place.clone(),
    };
    let flag = |value: &Located<bool>| value.map(ToString::to_string);
    compare("tickTime", millis(&first.tick_time), millis(&second.tick_time));
    compare("initLimit", limit(&first.init_limit), limit(&second.init_limit));
    compare("syncLimit", limit(&first.sync_limit), limit(&second.sync_limit));
    if first.tick_time.known == second.tick_time.known {
        compare("minSessionTimeout", millis(&first.min_session_timeout), millis(&second.min_session_timeout));
        compare("maxSessionTimeout", millis(&first.max_session_timeout), millis(&second.max_session_timeout));
    }
    compare("reconfigEnabled", flag(&first.reconfig_enabled), flag(&second.reconfig_enabled));
    compare("standaloneEnabled", flag(&first.standalone_enabled), flag(&second.standalone_enabled));
    compare("sslQuorum", flag(&first.ssl_quorum), flag(&second.ssl_quorum));
    compare("skipACL", flag(&first.skip_acl), flag(&second.skip_acl));
    if !first.servers.open && !second.servers.open {
        found.extend(list_drift(first, second));
    }
    found
}

fn list_drift<'t>(first: &Zoo<'t>, second: &Zoo<'t>) -> Vec<Drift<'t>> {
    let place = |server: &Server<'t>| server.place.clone().unwrap_or_default();
    let text = |server: &Server<'t>| Located::new(server.line.clone(), place(server));
    let none = |node: &Zoo<'t>| Located::new(Cow::Borrowed("(none)"), node.place.clone().unwrap_or_default());
    let mut found = Vec::new();
    for server in &first.servers.items {
        let key = Cow::Owned(format!("server.{}", server.id));
        match second.servers.items.iter().find(|other| other.id == server.id) {
            None => found.push(drifting(key, text(server), none(second))),
            Some(other) => {
                let ports = server.quorum_port.known == other.quorum_port.known
                    && server.election_port.known == other.election_port.known;
                let hosts = server.wildcard
                    || other.wildcard
                    || matches!((server.host.value(), other.host.value()), (Some(one), Some(other)) if same_host(one, other));
                if !ports || !hosts || server.voter != other.voter {
                    found.push(drifting(key, text(server), text(other)));
                }
            }
        }
    }
    for server in &second.servers.items {
        if !first.servers.items.iter().any(|other| other.id == server.id) {
            found.push(drifting(Cow::Owned(format!("server.{}", server.id)), none(first), text(server)));
        }
    }
    found
}

fn drifting<'t>(key: Cow<'t, str>, first: Located<Cow<'t, str>>, second: Located<Cow<'t, str>>) -> Drift<'t> {
    let place = if second.place.span().is_some() { &second.place } else { &first.place };
    Drift { place: Some(place.clone()), texts: PhantomData, key, first, second }
}

fn duplicate_myids<'t>(nodes: &[Arc<Zoo<'t>>]) -> Vec<DuplicateMyid<'t>> {
    let mut found = Vec::new();
    for (n, node) in nodes.iter().enumerate() {
        let Some(&id) = node.myid.value() else { continue };
        if let Some(first) = nodes.iter().take(n).find(|other| other.myid.value() == Some(&id)) {
            found.push(DuplicateMyid {
                place: Some(node.myid.place.clone()),
                texts: PhantomData,
                id,
                first: Located::new(id, first.myid.place.clone()),
                file: first.file.clone(),
            });
        }
    }
    found
}
