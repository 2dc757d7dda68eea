//! Which servers form an ensemble, and what its configurations say together.
//!
//! Whether an ensemble has a good size or its members agree well enough is for rules to say.

use super::drift::{drift, duplicate_myids};
use super::{Clash, ClashKind, Ensemble, Server, SharedHost, Zoo};
use crate::facts::clients::ClientProduct;
use crate::facts::connect_string::{Peer, Quorum};
use crate::settings::Cause;
use crate::settings::zookeeper::MOST_SERVERS;
use flinklint_expr::model::{Located, Maybe, Open, Origin, Place};
use flinklint_syntax::source::Span;
use flinklint_syntax::value::host::{is_loopback, same_host};
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

/// A client's quorum setting.
#[derive(Clone, Debug)]
pub(crate) struct Client<'t> {
    /// The product that reads it; none for Flink.
    pub(crate) product: Option<ClientProduct>,
    /// The setting.
    pub(crate) quorum: Quorum<'t>,
}

/// All ensembles of the servers, in the order of their first member.
///
/// Two configurations belong together when they list a server in common. A server of the own machine says nothing, since
/// every developer has one; lists of such servers alone belong together when they are the same.
pub(crate) fn ensembles<'t>(zoos: Vec<Arc<Zoo<'t>>>, clients: &[Client<'t>]) -> Vec<Arc<Ensemble<'t>>> {
    let mut groups: Vec<Vec<Arc<Zoo<'t>>>> = Vec::new();
    let mut owners: BTreeMap<Vec<Endpoint>, usize> = BTreeMap::new();
    for zoo in zoos {
        let signs = signs(&zoo);
        let group = signs.iter().find_map(|sign| owners.get(sign)).copied().unwrap_or(groups.len());
        match groups.get_mut(group) {
            Some(members) => members.push(zoo),
            None => groups.push(vec![zoo]),
        }
        for sign in signs {
            owners.entry(sign).or_insert(group);
        }
    }
    let alone = groups.len() == 1;
    groups.into_iter().map(|nodes| Arc::new(ensemble(nodes, clients, alone))).collect()
}

/// Id, host, quorum port and election port of a server.
type Endpoint = (i64, String, Option<i64>, Option<i64>);

/// What a configuration is known by: each server that lies elsewhere, or the whole list of servers on this machine.
fn signs(zoo: &Zoo<'_>) -> Vec<Vec<Endpoint>> {
    let endpoint = |server: &Server<'_>| {
        let host = server.host.value().map(|host| host.to_ascii_lowercase()).unwrap_or_default();
        (server.id, host, server.quorum_port.value().copied(), server.election_port.value().copied())
    };
    let elsewhere = zoo.servers.items.iter().filter(|server| !server.loopback && !server.wildcard);
    let signs: Vec<Vec<Endpoint>> = elsewhere.map(|server| vec![endpoint(server)]).collect();
    if signs.is_empty() && !zoo.servers.items.is_empty() {
        return vec![zoo.servers.items.iter().map(endpoint).collect()];
    }
    signs
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
    let votes = i64::try_from(voters.items.len()).unwrap_or(i64::MAX);
    let votes_place = Place { lost: first_shadowed(&nodes), ..Place::nowhere(Origin::Derived) };
    Ensemble {
        votes: if voters.open { Located::unknown(votes_place) } else { Located::new(votes, votes_place) },
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
        members: nodes,
    }
}

/// The line of a server that is in no list because another line has its id.
fn first_shadowed(nodes: &[Arc<Zoo<'_>>]) -> Option<Span> {
    nodes.iter().flat_map(|node| &node.overridden_servers).find_map(|server| server.place.as_ref()?.span())
}

/// The servers of all lists, by id. A member may list itself as `0.0.0.0`: what the others call it is its name.
fn servers<'t>(nodes: &[Arc<Zoo<'t>>]) -> Open<Server<'t>> {
    let mut by_id: BTreeMap<i64, Server<'t>> = BTreeMap::new();
    let mut own_ports: BTreeMap<i64, Maybe<i64>> = BTreeMap::new();
    for node in nodes {
        for server in &node.servers.items {
            if server.own {
                own_ports.entry(server.id).or_insert_with(|| server.client_port.clone());
            }
            match by_id.entry(server.id) {
                Entry::Vacant(entry) => {
                    entry.insert(Server { own: false, ..server.clone() });
                }
                Entry::Occupied(mut entry) => {
                    let known = entry.get_mut();
                    // Without the member's own file the port is known only if all files say the same.
                    if known.client_port.known != server.client_port.known {
                        known.client_port = Maybe::unknown(known.client_port.place.clone());
                    }
                    if known.wildcard && !server.wildcard {
                        *known = Server { own: false, client_port: known.client_port.clone(), ..server.clone() };
                    }
                }
            }
        }
    }
    for (id, port) in own_ports {
        if let Some(server) = by_id.get_mut(&id) {
            server.client_port = port;
        }
    }
    // A line that is almost a server's (`server2=…`) means one, although no list has it.
    let almost = |node: &Zoo<'t>| node.problems.iter().any(|problem| problem.cause == Cause::ServerKey);
    Open { items: by_id.into_values().collect(), open: nodes.iter().any(|node| node.servers.open || almost(node)) }
}

fn client_ports<'t>(servers: &[Server<'t>], nodes: &[Arc<Zoo<'t>>]) -> Vec<Located<i64>> {
    let of_servers = servers.iter().map(|server| &server.client_port);
    let of_nodes = nodes.iter().filter(|_| servers.is_empty()).map(|node| &node.client_port);
    let mut seen = BTreeSet::new();
    of_servers
        .chain(of_nodes)
        .filter_map(|port| Some(Located::new(*port.value()?, port.place.clone())))
        .filter(|port| seen.insert(port.value().copied()))
        .collect()
}

/// Whether a client's setting names a server of the ensemble. A server without a list has no name; it is meant by a
/// single peer with its port if there is no other.
fn names(quorum: &Quorum<'_>, servers: &[Server<'_>], ports: &[Located<i64>], alone: bool) -> bool {
    let peers = &quorum.peers.items;
    let host = |peer: &Peer<'_>| {
        peer.host.value().is_some_and(|host| {
            servers
                .iter()
                .take(MOST_SERVERS)
                .any(|server| server.host.value().is_some_and(|name| same_host(name, host)))
        })
    };
    if servers.is_empty() {
        let port = |port: &Located<i64>| ports.iter().any(|known| known.value() == port.value());
        return alone && matches!(peers.as_slice(), [peer] if port(&peer.port));
    }
    peers.iter().take(MOST_SERVERS).any(host)
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
    let listening: Vec<(&Server<'t>, Vec<Located<i64>>)> =
        servers.iter().take(MOST_SERVERS).map(|server| (server, listening(server))).collect();
    for (n, (server, ports)) in listening.iter().enumerate() {
        let Some(host) = server.host.value() else { continue };
        let here: Vec<&Located<i64>> = listening
            .iter()
            .take(n)
            .filter(|(earlier, _)| earlier.host.value().is_some_and(|other| same_host(host, other)))
            .flat_map(|(_, ports)| ports)
            .collect();
        for port in ports {
            if let Some(other) = here.iter().find(|other| other.value() == port.value()) {
                found.push(clash(ClashKind::TwoServers, port, other, host.clone()));
            }
        }
    }
    for node in nodes {
        node_clashes(node, &mut found);
    }
    // A port of a line that stands in the files of several members is one clash.
    let mut seen = BTreeSet::new();
    found.retain(|clash| seen.insert((clash.place.as_ref().and_then(Place::span), clash.kind, clash.port)));
    found
}

fn listening(server: &Server<'_>) -> Vec<Located<i64>> {
    let election = server.election_port.value().map(|port| Located::new(*port, server.election_port.place.clone()));
    std::iter::once(server.quorum_port.clone()).chain(election).collect()
}

fn clash<'t>(kind: ClashKind, port: &Located<i64>, other: &Located<i64>, host: Cow<'t, str>) -> Clash<'t> {
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
        (ClashKind::ClientAndQuorum, &client, &quorum),
        (ClashKind::ClientAndElection, &client, &election),
        (ClashKind::ClientAndSecure, &secure, &client),
        (ClashKind::Admin, &admin, &client),
        (ClashKind::Admin, &admin, &secure),
        (ClashKind::Admin, &admin, &quorum),
        (ClashKind::Admin, &admin, &election),
        (ClashKind::Metrics, &metrics, &client),
        (ClashKind::Metrics, &metrics, &quorum),
        (ClashKind::Metrics, &metrics, &election),
        (ClashKind::Metrics, &metrics, &admin),
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
    if voters.open || !(2..=MOST_SERVERS).contains(&total) {
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
