//! The server list of one server: `server.N`, `group.N` and `weight.N`, as `QuorumMaj` and `QuorumHierarchical` read them, and
//! what `myid` says about it.
//!
//! Which file has the list, and which lines are refused, is known from the settings; what follows from it lies in
//! `refusals`.

use super::{Group, GroupFault, GroupFaultKind, Server, ServerRole, Zoo};
use crate::facts::MOST_FAULTS;
use crate::settings::Setting;
use crate::settings::zookeeper::{ListedServer, MOST_SERVERS, ServerSettings, WrittenServer, is_group_key};
use flinklint_catalog::zookeeper::option;
use flinklint_expr::model::{Located, Maybe, Open, Origin, Place};
use flinklint_syntax::server::{PortText, ServerErrorKind, ServerLine};
use flinklint_syntax::value::host::{is_loopback, is_wildcard};
use flinklint_syntax::value::integer::parse_java_long;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

/// The port for elections that Flink's `FlinkZooKeeperQuorumPeer` adds to a server line without it.
const FLINK_ELECTION_PORT: i64 = 3888;

/// What the lines of a server list say.
#[derive(Default)]
pub(super) struct Servers<'t> {
    pub(super) servers: Open<Server<'t>>,
    pub(super) shadowed: Vec<Server<'t>>,
    pub(super) groups: Vec<Group<'t>>,
    pub(super) group_faults: Vec<GroupFault<'t>>,
}

/// The servers that vote.
pub(super) fn voters<'z, 't>(zoo: &'z Zoo<'t>) -> impl Iterator<Item = &'z Server<'t>> {
    zoo.servers.items.iter().filter(|server| server.voter)
}

/// The servers of the list. `own`: the id in `myid`; `client_port`: where clients connect unless a line says another port.
pub(super) fn read<'t>(settings: &ServerSettings<'_, 't>, own: Option<i64>, client_port: &Maybe<i64>) -> Servers<'t> {
    let list = &settings.list;
    let mut found = Servers::default();
    found.servers.open = list.open;
    for listed in &list.servers {
        match server_of(listed) {
            Some(server) => found.servers.items.push(server),
            // A refused line without a plain host, or a line of nothing but separators.
            None => found.servers.open |= matches!(listed.written, WrittenServer::Refused(_)),
        }
    }
    let listed = |lost: &Server<'t>| found.servers.items.iter().any(|server| server.host.known == lost.host.known);
    found.shadowed = list.replaced.iter().filter_map(server_of).filter(|lost| !listed(lost)).collect();
    // An oracle replaces `QuorumHierarchical`.
    if settings.text(option::ORACLE_PATH).is_absent() {
        found.read_groups(settings);
    }
    for server in &mut found.servers.items {
        server.own = own == Some(server.id);
        if server.client_port.is_absent() {
            server.client_port = client_port.clone();
        }
    }
    found
}

impl<'t> Servers<'t> {
    fn read_groups(&mut self, settings: &ServerSettings<'_, 't>) {
        let lines = settings.store.effective();
        let found: Vec<&Setting<'t>> =
            lines.filter(|line| Some(line.file) == settings.list.file && is_group_key(&line.key.text)).collect();
        let Some(&last) = found.last() else { return };
        let mut open = self.servers.open || settings.list.refused || found.len() > MOST_SERVERS;
        let mut group_of: BTreeMap<i64, &Setting<'t>> = BTreeMap::new();
        let mut weighted: BTreeSet<i64> = BTreeSet::new();
        for &line in found.iter().take(MOST_SERVERS) {
            let (key, value) = (&*line.key.text, &line.value.text);
            if template::placeholder(value).is_some() || template::placeholder(key).is_some() {
                open = true;
                continue;
            }
            let number = key.split_once('.').map_or(key, |(_, number)| number);
            let Ok(id) = parse_java_long(number) else {
                self.group_fault(GroupFaultKind::Number, number.to_owned().into(), &line.key, &line.key);
                continue;
            };
            if key.starts_with("weight") {
                weighted.insert(id);
                if parse_java_long(value).is_err() {
                    self.group_fault(GroupFaultKind::Number, value.clone(), &line.key, &line.value);
                }
                continue;
            }
            self.groups.push(Group { place: Some(line.place()), texts: PhantomData, id, members: value.clone() });
            for member in value.trim_end_matches(':').split(':') {
                let Ok(server) = parse_java_long(member) else {
                    self.group_fault(GroupFaultKind::Number, member.to_owned().into(), &line.key, &line.value);
                    continue;
                };
                if let Some(first) = group_of.insert(server, line) {
                    let text = server.to_string().into();
                    self.group_fault(GroupFaultKind::InSeveralGroups, text, &line.key, &line.value);
                    if let Some(fault) = self.group_faults.last_mut() {
                        fault.others = vec![Located::new(first.value.text.clone(), first.place())];
                    }
                }
            }
        }
        if open || !self.group_faults.is_empty() {
            return;
        }
        let homeless: Vec<Server<'t>> = self
            .servers
            .items
            .iter()
            .filter(|server| server.voter && !group_of.contains_key(&server.id))
            .cloned()
            .collect();
        if !homeless.is_empty() {
            let ids: Vec<String> = homeless.iter().map(|server| server.id.to_string()).collect();
            self.group_faults.push(GroupFault {
                place: Some(Place { lost: settings.lost_of("group."), ..last.place() }),
                texts: PhantomData,
                kind: GroupFaultKind::InNoGroup,
                text: ids.join(", ").into(),
                servers: homeless,
                others: self.other_groups(last),
                weights_alone: self.groups.is_empty(),
            });
            return;
        }
        // `computeGroupWeight` adds up weights, and only voters have one that is not written.
        let voters: BTreeSet<i64> =
            self.servers.items.iter().filter(|server| server.voter).map(|server| server.id).collect();
        for (id, line) in group_of {
            if !voters.contains(&id) && !weighted.contains(&id) {
                self.group_fault(GroupFaultKind::NoSuchServer, id.to_string().into(), &line.key, &line.value);
            }
        }
    }

    /// The groups that do not stand in the last line.
    fn other_groups(&self, last: &Setting<'t>) -> Vec<Located<Cow<'t, str>>> {
        let places = self.groups.iter().filter_map(|group| Some((group.members.clone(), group.place.clone()?)));
        let others = places.filter(|(_, place)| place.key != Some(last.key.span));
        others.map(|(members, place)| Located::new(members, place)).collect()
    }

    fn group_fault(&mut self, kind: GroupFaultKind, text: Cow<'t, str>, key: &Scalar<'t>, at: &Scalar<'t>) {
        if self.group_faults.len() >= MOST_FAULTS {
            return;
        }
        self.group_faults.push(GroupFault {
            place: Some(Place::set(key.span, at.span)),
            texts: PhantomData,
            kind,
            text,
            servers: Vec::new(),
            others: Vec::new(),
            weights_alone: false,
        });
    }
}

fn server_of<'t>(listed: &ListedServer<'t>) -> Option<Server<'t>> {
    match &listed.written {
        WrittenServer::Server(line) => of_line(listed, line),
        WrittenServer::WithoutPorts { host, quorum_port } => {
            let place = Place { origin: Origin::Default, ..listed.place.clone() };
            Some(Server {
                election_port: Maybe::new(FLINK_ELECTION_PORT, place.clone()),
                ..bare(listed, host, Located::new(i64::from(*quorum_port), place))
            })
        }
        WrittenServer::Refused(kind) => meant(listed, *kind),
    }
}

fn of_line<'t>(listed: &ListedServer<'t>, line: &ServerLine<'t>) -> Option<Server<'t>> {
    let first = line.addresses.first()?;
    let port = |port: &PortText<'t>| Maybe::new(i64::from(port.value), Place::at(port.scalar.span));
    let quorum = &first.quorum_port;
    let client = line.client.as_ref();
    let client_host = client.and_then(|client| client.host.as_ref());
    Some(Server {
        election_port: first.election_port.as_ref().map_or_else(Maybe::absent, port),
        client_port: client.map_or_else(Maybe::absent, |client| port(&client.port)),
        client_host: client_host.map_or_else(Maybe::absent, |host| Maybe::new(host.text.clone(), Place::at(host.span))),
        role: if line.observer { ServerRole::Observer } else { ServerRole::Participant },
        voter: !line.observer,
        addresses: i64::try_from(line.addresses.len()).unwrap_or(i64::MAX),
        ..bare(listed, &first.host, Located::new(i64::from(quorum.value), Place::at(quorum.scalar.span)))
    })
}

/// The server that a refused line is about, where its host is plain: with ports that nobody knows.
fn meant<'t>(listed: &ListedServer<'t>, kind: ServerErrorKind) -> Option<Server<'t>> {
    use ServerErrorKind::{Form, InlineComment, PortNotANumber, PortOutOfRange, SamePorts, TrailingBlank};
    if !matches!(kind, Form | InlineComment | PortNotANumber | PortOutOfRange | SamePorts | TrailingBlank) {
        return None;
    }
    let (host, rest) = listed.value.text.split_once(':')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if host.is_empty() || !host.bytes().all(is_plain) || rest.contains(['|', '[']) {
        return None;
    }
    let at = &listed.place;
    let observer = rest.to_ascii_lowercase().contains(":observer");
    let host = Scalar::new(host.to_owned(), listed.value.span);
    Some(Server {
        election_port: Maybe::unknown(at.clone()),
        client_port: if rest.contains(';') { Maybe::unknown(at.clone()) } else { Maybe::absent() },
        role: if observer { ServerRole::Observer } else { ServerRole::Participant },
        voter: !observer,
        ..bare(listed, &host, Located::unknown(at.clone()))
    })
}

fn bare<'t>(listed: &ListedServer<'t>, host: &Scalar<'t>, quorum_port: Located<i64>) -> Server<'t> {
    Server {
        place: Some(listed.place.clone()),
        texts: PhantomData,
        id: listed.id,
        line: listed.value.text.clone(),
        loopback: is_loopback(&host.text),
        wildcard: is_wildcard(&host.text),
        host: Located::new(host.text.clone(), Place::at(host.span)),
        quorum_port,
        election_port: Maybe::absent(),
        client_port: Maybe::absent(),
        client_host: Maybe::absent(),
        role: ServerRole::Participant,
        voter: true,
        own: false,
        addresses: 1,
    }
}
