//! Which of a server's files has the server list, and what `myid` says about it.
//!
//! How a list is read lies in `servers`, what follows from it in `refusals`.

use super::servers::{self, ServerList};
use super::settings::{Settings, place, trimmed};
use super::{DynamicFault, MyidFault, Server, Zoo, ZooInput};
use crate::facts::MOST_FAULTS;
use flinklint_catalog::version::Version;
use flinklint_expr::model::{Maybe, Open, Place};
use flinklint_syntax::properties::Properties;
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::marker::PhantomData;

/// The server list from the file that has it, and what `myid` says about it.
pub(super) fn read<'t>(zoo: &mut Zoo<'t>, settings: &Settings<'_, 't>, input: &ZooInput<'t>) {
    let elsewhere = settings.has("dynamicConfigFile") && settings.release.since(Version::new(3, 5));
    let list = if !elsewhere {
        servers::read(settings, input.properties, input.bundled)
    } else {
        // In a template the server lines may be the branch without a dynamic file.
        if !input.template {
            zoo.dynamic_faults.extend(static_and_dynamic(input.properties));
        }
        match input.dynamic {
            // Flink's wrapper never opens the dynamic file: its peers know no server list.
            _ if input.bundled => ServerList::default(),
            Some((_, dynamic)) => {
                zoo.dynamic_found = true;
                if !has_holes(dynamic) {
                    zoo.dynamic_faults.extend(dynamic_faults(dynamic));
                }
                servers::read(&Settings::new(dynamic, has_holes(dynamic), settings.release), dynamic, false)
            }
            None => ServerList { servers: Open { items: Vec::new(), open: true }, ..ServerList::default() },
        }
    };
    zoo.servers = list.servers;
    zoo.shadowed_servers = list.shadowed;
    zoo.groups = list.groups;
    zoo.server_faults = list.server_faults;
    zoo.group_faults = list.group_faults;
    zoo.duplicate_ids = list.duplicate_ids;
    match input.myid.as_ref().map(|(_, myid)| myid) {
        // Flink's script writes `myid` anew at every start.
        _ if input.bundled => {}
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
    for server in &mut zoo.servers.items {
        server.own = zoo.myid.value() == Some(&server.id);
        if server.client_port.is_absent() {
            server.client_port = zoo.client_port.clone();
        }
    }
}

fn static_and_dynamic<'t>(properties: &Properties<'t>) -> Option<DynamicFault<'t>> {
    let found = properties.entries.iter().find(|found| servers::is_list_key(java_trim(&found.entry.key.text)))?;
    Some(DynamicFault {
        place: Some(place(found)),
        texts: PhantomData,
        kind: "static-and-dynamic",
        key: trimmed(&found.entry.key.text),
    })
}

fn dynamic_faults<'t>(properties: &Properties<'t>) -> Vec<DynamicFault<'t>> {
    let kind = |key: &str| match key {
        "version" => Some("version-inside"),
        _ if servers::is_list_key(key) => None,
        _ => Some("unknown-key"),
    };
    let entries = properties.entries.iter();
    entries
        .filter_map(|found| {
            Some(DynamicFault {
                place: Some(place(found)),
                texts: PhantomData,
                kind: kind(java_trim(&found.entry.key.text))?,
                key: trimmed(&found.entry.key.text),
            })
        })
        .take(MOST_FAULTS)
        .collect()
}

/// The servers that vote.
pub(super) fn voters<'z, 't>(zoo: &'z Zoo<'t>) -> impl Iterator<Item = &'z Server<'t>> {
    zoo.servers.items.iter().filter(|server| server.voter)
}

/// Whether lines between the lines belong to a template language, whose statements are cut at their first blank here.
pub(super) fn has_holes(properties: &Properties<'_>) -> bool {
    let opens = |key: &str| ["{%", "{{", "{#", "<%"].iter().any(|opening| key.starts_with(opening));
    let mut keys = properties.entries.iter().map(|found| &*found.entry.key.text);
    keys.any(|key| opens(key) || template::placeholder(key).is_some())
}
