//! What the configurations of one ensemble disagree about: settings, server lists, ids.
//!
//! Which configurations belong together is decided in `ensemble`.

use super::{Drift, DuplicateMyid, Server, Zoo};
use flinklint_expr::model::{Known, Located, Maybe, Millis, Place};
use flinklint_syntax::value::host::same_host;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::marker::PhantomData;
use std::sync::Arc;

/// Settings that must be the same on all members and are not.
pub(super) fn drift<'t>(first: &Zoo<'t>, second: &Zoo<'t>) -> Vec<Drift<'t>> {
    let mut found = Vec::new();
    let mut compare = |key: &'static str, one: Located<String>, other: Located<String>| {
        if let (Some(a), Some(b)) = (one.value(), other.value())
            && a != b
        {
            // What a member has by default is shown at its file.
            let shown = |node: &Zoo<'t>, value: &Located<String>| {
                let text = value.map(|text| Cow::Owned(text.clone()));
                let file = node.place.clone().unwrap_or_default();
                if value.place.span().is_some() { text } else { Located { place: file, ..text } }
            };
            let drift = drifting(key.into(), shown(first, &one), shown(second, &other));
            let written = if other.place.span().is_some() { &other.place } else { &one.place };
            found.push(Drift { place: Some(written.clone()), ..drift });
        }
    };
    let millis = |value: &Located<Millis>| value.map(|value| value.0.to_string());
    let limit = |value: &Maybe<i64>| Located {
        known: match &value.known {
            Known::Value(value) => Known::Value(value.to_string()),
            // A member without a limit does not start, which says more.
            Known::Absent | Known::Unknown => Known::Unknown,
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
    let by_id = |node: &'_ Zoo<'t>| -> BTreeMap<i64, Server<'t>> {
        node.servers.items.iter().map(|server| (server.id, server.clone())).collect()
    };
    // A member that does not find itself in its list does not start, which says more.
    let is_own = |node: &Zoo<'t>, server: &Server<'t>| node.myid.value() == Some(&server.id);
    let (ours, theirs) = (by_id(first), by_id(second));
    let mut found = Vec::new();
    // Where one member lists a server twice, the other's line for it has no counterpart.
    let drifting = |key: Cow<'t, str>, one: Located<Cow<'t, str>>, other: Located<Cow<'t, str>>| {
        let mut drift = drifting(key, one, other);
        let shadowed = first.overridden_servers.iter().chain(&second.overridden_servers);
        let same = |lost: &&Server<'t>| {
            let key = format!("server.{}", lost.id);
            drift.key == key || [&drift.first, &drift.second].iter().any(|line| line.value() == Some(&lost.line))
        };
        let lost = shadowed.filter(same).find_map(|server| server.place.as_ref()?.span());
        drift.place = drift.place.map(|place| Place { lost, ..place });
        drift
    };
    for server in ours.values() {
        let key = Cow::Owned(format!("server.{}", server.id));
        match theirs.get(&server.id) {
            None if is_own(second, server) => {}
            None => found.push(drifting(key, text(server), none(second))),
            Some(other) => {
                let ports = server.quorum_port.known == other.quorum_port.known
                    && server.election_port.known == other.election_port.known;
                let hosts = server.wildcard
                    || other.wildcard
                    || matches!((server.host.value(), other.host.value()), (Some(one), Some(other)) if same_host(one, other));
                // What stands around a line is a fault of the line, and said of it.
                let same = server.line.trim() == other.line.trim();
                if !same && (!ports || !hosts || server.voter != other.voter) {
                    found.push(drifting(key, text(server), text(other)));
                }
            }
        }
    }
    for server in theirs.values() {
        if !ours.contains_key(&server.id) && !is_own(first, server) {
            found.push(drifting(Cow::Owned(format!("server.{}", server.id)), none(first), text(server)));
        }
    }
    found
}

fn drifting<'t>(key: Cow<'t, str>, first: Located<Cow<'t, str>>, second: Located<Cow<'t, str>>) -> Drift<'t> {
    let place = if second.place.span().is_some() { &second.place } else { &first.place };
    Drift { place: Some(place.clone()), texts: PhantomData, key, first, second }
}

pub(super) fn duplicate_myids<'t>(nodes: &[Arc<Zoo<'t>>]) -> Vec<DuplicateMyid<'t>> {
    let mut found = Vec::new();
    let mut holders: BTreeMap<i64, &Zoo<'t>> = BTreeMap::new();
    for node in nodes {
        let Some(&id) = node.myid.value() else { continue };
        match holders.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(node);
            }
            Entry::Occupied(first) => found.push(DuplicateMyid {
                place: Some(node.myid.place.clone()),
                texts: PhantomData,
                id,
                first: Located::new(id, first.get().myid.place.clone()),
                file: first.get().file.clone(),
            }),
        }
    }
    found
}
