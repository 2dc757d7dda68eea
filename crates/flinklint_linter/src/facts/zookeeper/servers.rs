//! The server list of one node: `server.N`, `group.N` and `weight.N`, as `QuorumMaj` and `QuorumHierarchical` read them
//! from `zoo.cfg` or from the dynamic file.
//!
//! Which of the two files has the list, and what follows from it, is decided by the caller.

use super::settings::{Settings, place, trimmed};
use super::{Duplicate, Group, GroupFault, Server, ServerFault, ServerRole};
use crate::facts::MOST_FAULTS;
use crate::facts::connect_string::{is_loopback, is_wildcard};
use flinklint_catalog::version::Version;
use flinklint_expr::model::{Located, Maybe, Open, Origin, Place};
use flinklint_syntax::properties::{Properties, PropertyEntry};
use flinklint_syntax::server::{self, ServerError, ServerErrorKind, ServerForm, ServerLine};
use flinklint_syntax::value::integer::parse_java_long;
use flinklint_syntax::value::java_trim;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

/// Ports that Flink's `FlinkZooKeeperQuorumPeer` adds to a server line without them.
const FLINK_QUORUM_PORT: i64 = 2888;
const FLINK_ELECTION_PORT: i64 = 3888;

/// More servers than any ensemble has.
pub(super) const MOST_SERVERS: usize = 1000;

/// What the lines of a server list say.
#[derive(Default)]
pub(super) struct ServerList<'t> {
    pub(super) servers: Open<Server<'t>>,
    pub(super) shadowed: Vec<Server<'t>>,
    pub(super) groups: Vec<Group<'t>>,
    pub(super) server_faults: Vec<ServerFault<'t>>,
    pub(super) group_faults: Vec<GroupFault<'t>>,
    pub(super) duplicate_ids: Vec<Duplicate<'t>>,
}

/// Whether `parseProperties` treats a key as a part of the server list.
pub(super) fn is_list_key(key: &str) -> bool {
    key.starts_with("server.") || is_group_key(key)
}

fn is_group_key(key: &str) -> bool {
    key.starts_with("group") || key.starts_with("weight")
}

/// Reads the list from the settings of the file that has it, and from all lines of that file.
pub(super) fn read<'t>(settings: &Settings<'_, 't>, properties: &Properties<'t>, bundled: bool) -> ServerList<'t> {
    let mut list = ServerList::default();
    list.servers.open = settings.open;
    let form = if settings.release.since(Version::new(3, 6)) {
        ServerForm::V36
    } else if settings.release.since(Version::new(3, 5)) {
        ServerForm::V35
    } else {
        ServerForm::V34
    };
    let mut found: Vec<_> = settings.entries().filter(|(key, _)| key.starts_with("server.")).collect();
    found.sort_by_key(|(_, found)| found.entry.key.span.start);
    let mut lines: BTreeMap<i64, &PropertyEntry<'t>> = BTreeMap::new();
    // What stands behind the largest ensemble is not read, and not known.
    list.servers.open |= found.len() > MOST_SERVERS;
    for (key, entry) in found.into_iter().take(MOST_SERVERS) {
        list.read_server(key, entry, form, bundled, &mut lines);
    }
    if !list.duplicate_ids.is_empty() {
        let mut seen = BTreeSet::new();
        list.servers.items.reverse();
        let (kept, replaced): (Vec<_>, Vec<_>) =
            std::mem::take(&mut list.servers.items).into_iter().partition(|server| seen.insert(server.id));
        list.servers.items = kept;
        list.servers.items.reverse();
        list.shadowed = replaced;
    }
    if !settings.open {
        list.shadowed.extend(replaced_lines(settings, properties, form));
        let listed = |lost: &Server<'t>| list.servers.items.iter().any(|server| server.host.known == lost.host.known);
        list.shadowed.retain(|lost| !listed(lost));
    }
    if !settings.has("oraclePath") || !settings.release.since(Version::new(3, 8)) {
        list.read_groups(settings);
    }
    list
}

/// The servers of lines whose key stands there again with another value.
fn replaced_lines<'t>(settings: &Settings<'_, 't>, properties: &Properties<'t>, form: ServerForm) -> Vec<Server<'t>> {
    let replaced = |found: &&PropertyEntry<'t>| {
        let counts = settings.entry(java_trim(&found.entry.key.text));
        counts.is_some_and(|counts| counts.entry.key.span != found.entry.key.span)
    };
    let entries = properties.entries.iter().filter(replaced).filter_map(|found| {
        let id = parse_java_long(java_trim(&found.entry.key.text).strip_prefix("server.")?).ok()?;
        server_of(id, found, &server::parse(&found.entry.value, form).ok()?)
    });
    entries.take(MOST_SERVERS).collect()
}

impl<'t> ServerList<'t> {
    fn read_server<'a>(
        &mut self,
        key: &str,
        found: &'a PropertyEntry<'t>,
        form: ServerForm,
        bundled: bool,
        lines: &mut BTreeMap<i64, &'a PropertyEntry<'t>>,
    ) {
        let value = &found.entry.value;
        let number = key.strip_prefix("server.").unwrap_or(key);
        if template::placeholder(&value.text).is_some() || template::placeholder(number).is_some() {
            self.servers.open = true;
            return;
        }
        let Ok(id) = parse_java_long(number) else {
            let at = Located::new(found.entry.key.text.clone(), Place::at(found.entry.key.span));
            let reason = Cow::Borrowed("the id after `server.` is not a number");
            self.server_faults.push(fault(number.to_owned().into(), found, "id", reason, at));
            return;
        };
        if let Some(first) = lines.insert(id, found) {
            self.duplicate_ids.push(duplicate(&found.entry.key.text, first, found));
        }
        if let Some(server) = bundled.then(|| without_ports(id, found)).flatten() {
            self.servers.items.push(server);
            return;
        }
        match server::parse(value, form) {
            Ok(line) => self.servers.items.extend(server_of(id, found, &line)),
            Err(ServerError { kind, message, span }) => {
                let text =
                    if kind == ServerErrorKind::TrailingBlank { Cow::Borrowed("") } else { trimmed(&value.text) };
                let at = Located::new(text, Place::at(span));
                self.server_faults.push(fault(number.to_owned().into(), found, kind.as_str(), message.into(), at));
                // The server is meant, whatever is wrong with its line.
                match meant(id, found, kind) {
                    Some(server) => self.servers.items.push(server),
                    None => self.servers.open = true,
                }
            }
        }
    }

    fn read_groups(&mut self, settings: &Settings<'_, 't>) {
        let mut found: Vec<_> = settings.entries().filter(|(key, _)| is_group_key(key)).collect();
        found.sort_by_key(|(_, found)| found.entry.key.span.start);
        let Some(&(_, last)) = found.last() else { return };
        let mut open = self.servers.open || !self.server_faults.is_empty() || found.len() > MOST_SERVERS;
        let mut group_of: BTreeMap<i64, &PropertyEntry<'t>> = BTreeMap::new();
        let mut weighted: BTreeSet<i64> = BTreeSet::new();
        for (key, entry) in found.iter().take(MOST_SERVERS) {
            let value = &entry.entry.value.text;
            if template::placeholder(value).is_some() || template::placeholder(key).is_some() {
                open = true;
                continue;
            }
            let number = key.split_once('.').map_or(*key, |(_, number)| number);
            let Ok(id) = parse_java_long(number) else {
                self.group_fault("number", number.to_owned().into(), &entry.entry.key, &entry.entry.key);
                continue;
            };
            if key.starts_with("weight") {
                weighted.insert(id);
                if parse_java_long(value).is_err() {
                    self.group_fault("number", value.clone(), &entry.entry.key, &entry.entry.value);
                }
                continue;
            }
            self.groups.push(Group { place: Some(place(entry)), texts: PhantomData, id, members: value.clone() });
            for member in value.trim_end_matches(':').split(':') {
                let Ok(server) = parse_java_long(member) else {
                    self.group_fault("number", member.to_owned().into(), &entry.entry.key, &entry.entry.value);
                    continue;
                };
                if let Some(first) = group_of.insert(server, entry) {
                    let text = server.to_string().into();
                    self.group_fault("in-several-groups", text, &entry.entry.key, &entry.entry.value);
                    if let Some(fault) = self.group_faults.last_mut() {
                        fault.others = vec![Located::new(first.entry.value.text.clone(), place(first))];
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
                place: Some(Place { lost: settings.lost_of("group."), ..place(last) }),
                texts: PhantomData,
                kind: "in-no-group",
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
        for (id, entry) in group_of {
            if !voters.contains(&id) && !weighted.contains(&id) {
                self.group_fault("no-such-server", id.to_string().into(), &entry.entry.key, &entry.entry.value);
            }
        }
    }

    /// The groups that do not stand in the last line.
    fn other_groups(&self, last: &PropertyEntry<'t>) -> Vec<Located<Cow<'t, str>>> {
        let places = self.groups.iter().filter_map(|group| Some((group.members.clone(), group.place.clone()?)));
        let others = places.filter(|(_, place)| place.key != Some(last.entry.key.span));
        others.map(|(members, place)| Located::new(members, place)).collect()
    }

    fn group_fault(&mut self, kind: &'static str, text: Cow<'t, str>, key: &Scalar<'t>, at: &Scalar<'t>) {
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

/// Two entries of which the later one counts.
pub(super) fn duplicate<'t>(
    key: &Cow<'t, str>,
    earlier: &PropertyEntry<'t>,
    later: &PropertyEntry<'t>,
) -> Duplicate<'t> {
    let value = |found: &PropertyEntry<'t>| Located::new(trimmed(&found.entry.value.text), place(found));
    Duplicate {
        place: Some(place(later)),
        texts: PhantomData,
        key: trimmed(key),
        differs: java_trim(&earlier.entry.value.text) != java_trim(&later.entry.value.text),
        earlier: value(earlier),
        later: value(later),
    }
}

fn fault<'t>(
    id: Cow<'t, str>,
    found: &PropertyEntry<'t>,
    kind: &'static str,
    reason: Cow<'t, str>,
    at: Located<Cow<'t, str>>,
) -> ServerFault<'t> {
    ServerFault { place: Some(place(found)), texts: PhantomData, id, kind, reason, at }
}

fn server_of<'t>(id: i64, found: &PropertyEntry<'t>, line: &ServerLine<'t>) -> Option<Server<'t>> {
    let first = line.addresses.first()?;
    let port = |port: &server::PortText<'t>| (i64::from(port.value), Place::at(port.scalar.span));
    let (quorum, quorum_place) = port(&first.quorum_port);
    let client = line.client.as_ref();
    Some(Server {
        election_port: first.election_port.as_ref().map_or_else(Maybe::absent, |text| {
            let (value, place) = port(text);
            Maybe::new(value, place)
        }),
        client_port: client.map_or_else(Maybe::absent, |client| {
            let (value, place) = port(&client.port);
            Maybe::new(value, place)
        }),
        client_host: client
            .and_then(|client| client.host.as_ref())
            .map_or_else(Maybe::absent, |host| Maybe::new(host.text.clone(), Place::at(host.span))),
        role: if line.observer { ServerRole::Observer } else { ServerRole::Participant },
        voter: !line.observer,
        addresses: i64::try_from(line.addresses.len()).unwrap_or(i64::MAX),
        ..bare(id, found, &first.host, Located::new(quorum, quorum_place))
    })
}

/// The server that a refused line is about, where its host is plain: with ports that nobody knows.
fn meant<'t>(id: i64, found: &PropertyEntry<'t>, kind: ServerErrorKind) -> Option<Server<'t>> {
    use ServerErrorKind::{Form, InlineComment, PortNotANumber, PortOutOfRange, SamePorts, TrailingBlank};
    if !matches!(kind, Form | InlineComment | PortNotANumber | PortOutOfRange | SamePorts | TrailingBlank) {
        return None;
    }
    let value = &found.entry.value;
    let (host, rest) = value.text.split_once(':')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if host.is_empty() || !host.bytes().all(is_plain) || rest.contains(['|', '[']) {
        return None;
    }
    let at = place(found);
    let observer = rest.to_ascii_lowercase().contains(":observer");
    let host = Scalar::new(host.to_owned(), value.span);
    Some(Server {
        election_port: Maybe::unknown(at.clone()),
        client_port: if rest.contains(';') { Maybe::unknown(at.clone()) } else { Maybe::absent() },
        role: if observer { ServerRole::Observer } else { ServerRole::Participant },
        voter: !observer,
        ..bare(id, found, &host, Located::unknown(at))
    })
}

/// A line that has no ports, or no election port, and gets them from Flink's wrapper.
fn without_ports<'t>(id: i64, found: &PropertyEntry<'t>) -> Option<Server<'t>> {
    let value = &found.entry.value;
    let parts: Vec<&str> = value.text.split(':').collect();
    let quorum = match parts.as_slice() {
        [host] if !host.is_empty() && !host.contains([';', '|']) => FLINK_QUORUM_PORT,
        [host, port] if !host.is_empty() && !host.starts_with('[') => i64::from(port.parse::<u16>().ok()?),
        _ => return None,
    };
    let host = match &value.text {
        Cow::Borrowed(text) => Cow::Borrowed(text.split(':').next().unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text.split(':').next().unwrap_or(text).to_owned()),
    };
    let derived = Place { origin: Origin::Default, ..place(found) };
    Some(Server {
        election_port: Maybe::new(FLINK_ELECTION_PORT, derived.clone()),
        ..bare(id, found, &Scalar::new(host, value.span), Located::new(quorum, derived))
    })
}

fn bare<'t>(id: i64, found: &PropertyEntry<'t>, host: &Scalar<'t>, quorum_port: Located<i64>) -> Server<'t> {
    Server {
        place: Some(place(found)),
        texts: PhantomData,
        id,
        line: found.entry.value.text.clone(),
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
