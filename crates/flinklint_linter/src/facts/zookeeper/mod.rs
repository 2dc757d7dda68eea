//! ZooKeeper: what a server makes of its `zoo.cfg`, dynamic file and `myid`, and which servers form an ensemble.
//!
//! Everything is as `QuorumPeerConfig`, `QuorumPeer` and `QuorumHierarchical` of the assumed version do it, including what
//! they refuse and what they pass over in silence. Whether any of it is wise is for rules to say; what the clients make of
//! an ensemble lies with the clients' facts.

mod drift;
mod ensemble;
mod model;
mod node;
mod refusals;
mod servers;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;

pub(crate) use ensemble::{Client, ensembles};
pub(crate) use model::*;

#[cfg(test)]
use crate::settings::ProblemKind;
use crate::settings::zookeeper::ServerFiles;
use flinklint_catalog::version::Release;
#[cfg(test)]
use flinklint_expr::model::Place;
#[cfg(test)]
use flinklint_syntax::source::Span;

/// What a server makes of its files.
pub(crate) fn zoo<'t>(files: &ServerFiles<'t>, release: &Release) -> Zoo<'t> {
    node::read(files, release)
}

#[cfg(test)]
impl Zoo<'_> {
    /// Why the server refuses to start, as far as the files show it: a word for each reason and its place. Empty means
    /// that `QuorumPeerConfig` takes them.
    #[must_use]
    pub fn reasons_to_refuse(&self) -> Vec<(&'static str, Option<Span>)> {
        let mut found = Vec::new();
        let mut add = |what, place: &Option<Place>| {
            found.push((what, place.as_ref().and_then(Place::span)));
        };
        self.faults.iter().for_each(|fault| add("malformed", &fault.place));
        for problem in &self.problems {
            match problem.kind {
                ProblemKind::InvalidValue => add("value", &problem.place),
                ProblemKind::InvalidServer => add("server", &problem.place),
                ProblemKind::WrongFile => add("dynamic", &problem.place),
                _ => {}
            }
        }
        self.group_faults.iter().for_each(|fault| add("group", &fault.place));
        self.myid_fault.iter().for_each(|fault| add("myid", &fault.place));
        self.refusals.iter().for_each(|refusal| add(refusal.kind.word(), &refusal.place));
        found
    }
}
