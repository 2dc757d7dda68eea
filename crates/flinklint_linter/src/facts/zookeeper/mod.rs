//! ZooKeeper: what a server makes of its `zoo.cfg`, dynamic file and `myid`, and which servers form an ensemble.
//!
//! Everything is as `QuorumPeerConfig`, `QuorumPeer` and `QuorumHierarchical` of the assumed version do it, including what
//! they refuse and what they pass over in silence. Whether any of it is wise is for rules to say; what the clients make of
//! an ensemble lies with the clients' facts.

mod ensemble;
mod keys;
mod list;
mod model;
mod node;
mod refusals;
mod servers;
mod settings;
mod unknown_keys;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;

pub(crate) use ensemble::{Client, ensembles};
pub(crate) use model::*;

use crate::discover::FileKind;
use crate::documents::{MyId, Node};
use flinklint_catalog::version::Release;
use flinklint_expr::model::Place;
use flinklint_syntax::properties::Properties;
use flinklint_syntax::source::{FileId, Span};

/// The files of one ZooKeeper server, already read.
#[derive(Clone, Debug)]
pub(crate) struct ZooInput<'t> {
    /// The path of `zoo.cfg`, for messages.
    pub(crate) path: &'t str,
    /// `zoo.cfg`.
    pub(crate) zoo: FileId,
    /// Its bytes.
    pub(crate) bytes: &'t [u8],
    /// What it says.
    pub(crate) properties: &'t Properties<'t>,
    /// Whether it is a template, so that more may stand in the file that the server reads.
    pub(crate) template: bool,
    /// The file that `dynamicConfigFile` names, if it was found.
    pub(crate) dynamic: Option<(FileId, &'t Properties<'t>)>,
    /// `myid`, if it was found.
    pub(crate) myid: Option<(FileId, MyId)>,
    /// Whether the files lie in a Flink configuration directory and are read by Flink's wrapper of ZooKeeper.
    pub(crate) bundled: bool,
}

impl<'t> ZooInput<'t> {
    /// The files of a node; none where there is no `zoo.cfg`.
    pub(crate) fn of(node: &'t Node<'t>) -> Option<Self> {
        let zoo = node.document::<Properties<'t>>(FileKind::ZooCfg)?;
        let dynamic = node.document::<Properties<'t>>(FileKind::ZooDynamic);
        let own_id = node.document::<MyId>(FileKind::MyId);
        Some(Self {
            path: node.set.path(zoo.file).as_str(),
            zoo: zoo.file,
            bytes: node.set.bytes(zoo.file),
            properties: zoo.tree,
            template: zoo.template,
            dynamic: dynamic.map(|dynamic| (dynamic.file, dynamic.tree)),
            myid: own_id.map(|own_id| (own_id.file, own_id.tree.clone())),
            bundled: node.bundled,
        })
    }
}

/// What a server makes of its files.
pub(crate) fn zoo<'t>(input: &ZooInput<'t>, release: &Release) -> Zoo<'t> {
    node::read(input, release)
}

impl Zoo<'_> {
    /// Why the server refuses to start, as far as the files show it: a word for each reason and its place. Empty means
    /// that `QuorumPeerConfig` takes them.
    #[must_use]
    pub fn reasons_to_refuse(&self) -> Vec<(&'static str, Option<Span>)> {
        let mut found = Vec::new();
        let mut add = |what, place: &Option<Place>| {
            found.push((what, place.as_ref().and_then(Place::span)));
        };
        self.malformed.iter().for_each(|fault| add("malformed", &fault.place));
        self.bad_values.iter().for_each(|fault| add("value", &fault.place));
        self.server_faults.iter().for_each(|fault| add("server", &fault.place));
        self.group_faults.iter().for_each(|fault| add("group", &fault.place));
        self.dynamic_faults.iter().for_each(|fault| add("dynamic", &fault.place));
        self.myid_fault.iter().for_each(|fault| add("myid", &fault.place));
        self.refusals.iter().for_each(|refusal| add(refusal.kind, &refusal.place));
        found
    }
}
