//! Flink's quorum against the ensemble beside it: which of its entries can be connected to.

use crate::facts::connect_string::{Peer, Quorum};
use crate::facts::zookeeper::{Ensemble, Server};
use flinklint_expr::model::{Located, Maybe, Place, facts, words};
use flinklint_syntax::value::host::same_host;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// What a ZooKeeper server listens for on a port.
    pub enum Listener as "listener" {
        /// The server elects its leader there.
        Election = "election",
        /// Followers reach the leader there.
        Quorum = "quorum",
        /// TLS for clients.
        Secure = "secure",
        /// No port of the server.
        Nothing = "nothing",
    }
}

facts! {
    /// How a client's quorum compares with the ensemble that is most similar.
    pub struct Reach<'t> as "reach" {
        /// The ensemble.
        ensemble: Arc<Ensemble<'t>>,
        /// Number of entries whose host is in the ensemble. If there is none, it may be another ensemble.
        shared_hosts: i64,
        /// Entries whose host is not in the ensemble, while others are.
        strangers: Vec<Stranger<'t>>,
        /// Entries whose host matches but whose port is not for clients.
        wrong_ports: Vec<WrongPort<'t>>,
        /// Whether some entry leads to a server.
        reachable: Located<bool>,
    }

    /// A quorum entry that names no server of the ensemble.
    pub struct Stranger<'t> as "stranger" {
        /// The host of the entry.
        host: Located<Cow<'t, str>>,
        /// A host of the ensemble that it was probably meant to be.
        meant: Maybe<Cow<'t, str>>,
    }

    /// A quorum entry with the wrong port.
    pub struct WrongPort<'t> as "wrong port" {
        /// The host of the entry.
        host: Located<Cow<'t, str>>,
        /// Its port.
        port: i64,
        /// What listens there.
        listener: Listener,
        /// The port for clients.
        client_port: Located<i64>,
        /// The line of the server.
        server: Located<Cow<'t, str>>,
    }
}

/// The ensemble that shares the most hosts with the quorum; the only one there is, where none shares any.
fn nearest<'e, 't>(quorum: &Quorum<'t>, ensembles: &'e [Arc<Ensemble<'t>>]) -> Option<(&'e Arc<Ensemble<'t>>, usize)> {
    let shared = |ensemble: &Ensemble<'t>| {
        quorum
            .peers
            .items
            .iter()
            .filter(|peer| ensemble.servers.items.iter().any(|server| serves(peer, server)))
            .count()
    };
    let best = ensembles.iter().map(|ensemble| (ensemble, shared(ensemble))).max_by_key(|(_, shared)| *shared)?;
    (best.1 > 0 || ensembles.len() == 1).then_some(best)
}

fn serves(peer: &Peer<'_>, server: &Server<'_>) -> bool {
    match (peer.host.value(), server.host.value()) {
        (Some(asked), Some(own)) => same_host(asked, own),
        _ => false,
    }
}

pub(crate) fn reach<'t>(quorum: &Quorum<'t>, ensembles: &[Arc<Ensemble<'t>>]) -> Option<Reach<'t>> {
    let (ensemble, shared_hosts) = nearest(quorum, ensembles)?;
    let mut strangers = Vec::new();
    let mut wrong_ports = Vec::new();
    let mut reachable = false;
    let mut unsure = ensemble.servers.open || quorum.peers.open;
    for peer in &quorum.peers.items {
        let (Some(host), Some(&port)) = (peer.host.value(), peer.port.value()) else {
            unsure = true;
            continue;
        };
        let place = peer.place.clone().unwrap_or_default();
        let matching: Vec<&Server<'t>> = ensemble.servers.items.iter().filter(|server| serves(peer, server)).collect();
        if matching.is_empty() {
            let shadowed = ensemble.members.iter().flat_map(|node| &node.overridden_servers);
            let lost = shadowed.filter(|server| serves(peer, server)).find_map(|server| server.place.as_ref()?.span());
            strangers.push(Stranger {
                place: Some(Place { lost, ..place.clone() }),
                texts: PhantomData,
                host: Located::new(host.clone(), place.clone()),
                meant: meant_host(host, ensemble, &place),
            });
            continue;
        }
        let known: Vec<(&Server<'t>, i64)> =
            matching.iter().filter_map(|server| server.client_port.value().map(|port| (*server, *port))).collect();
        if known.is_empty() {
            unsure = true;
        } else if known.iter().any(|(_, own)| *own == port) {
            reachable = true;
        } else if let Some((server, client_port)) = known.first() {
            wrong_ports.push(WrongPort {
                place: Some(place.clone()),
                texts: PhantomData,
                host: Located::new(host.clone(), place.clone()),
                port,
                listener: listener(port, server, ensemble),
                client_port: Located::new(*client_port, server.client_port.place.clone()),
                server: Located::new(
                    server.host.value().cloned().unwrap_or_default(),
                    server.place.clone().unwrap_or_default(),
                ),
            });
        }
    }
    let whole = quorum.place.clone().unwrap_or_default();
    if shared_hosts == 0 {
        strangers.clear();
    }
    Some(Reach {
        place: Some(whole.clone()),
        texts: PhantomData,
        ensemble: Arc::clone(ensemble),
        shared_hosts: i64::try_from(shared_hosts).unwrap_or(i64::MAX),
        strangers,
        wrong_ports,
        reachable: if !reachable && unsure { Located::unknown(whole) } else { Located::new(reachable, whole) },
    })
}

fn listener(port: i64, server: &Server<'_>, ensemble: &Ensemble<'_>) -> Listener {
    let is = |known: Option<&i64>| known == Some(&port);
    if is(server.election_port.value()) {
        Listener::Election
    } else if is(server.quorum_port.value()) {
        Listener::Quorum
    } else if ensemble.members.iter().any(|node| is(node.secure_client_port.value())) {
        Listener::Secure
    } else {
        Listener::Nothing
    }
}

fn meant_host<'t>(asked: &str, ensemble: &Ensemble<'t>, place: &Place) -> Maybe<Cow<'t, str>> {
    // Hosts of one ensemble differ in one digit (`zk1`, `zk2`), so only a host that no other entry could mean is offered.
    let near: Vec<&Cow<'t, str>> = ensemble
        .servers
        .items
        .iter()
        .filter_map(|server| server.host.value())
        .filter(|host| strsim::osa_distance(host, asked) == 1 && digits(host) == digits(asked))
        .collect();
    match near.as_slice() {
        [only] => Maybe::new((*only).clone(), place.clone()),
        _ => Maybe::absent(),
    }
}

fn digits(host: &str) -> String {
    host.chars().filter(char::is_ascii_digit).collect()
}
