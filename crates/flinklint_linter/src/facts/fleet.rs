//! What only shows when several deployments are seen together: clusters that would take each other for themselves.
//!
//! A fleet may have ten thousand deployments, so it sees small summaries of them and nothing else.

use super::connect_string::Quorum;
use super::deployment::Deployment;
use super::flink::{Flink, HaMode};
use flinklint_expr::model::{Located, Place, facts};
use flinklint_syntax::value::host::is_loopback;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// What rules see of all deployments of a run together.
    pub struct Fleet<'t> as "fleet" {
        /// Deployments whose Flink clusters share one path in one ensemble.
        shared_paths: Vec<SharedPath<'t>>,
    }

    /// Two deployments with the same quorum, root and cluster id.
    pub struct SharedPath<'t> as "shared path" {
        /// The path in ZooKeeper.
        path: String,
        /// The deployment whose name comes first.
        first: Cow<'t, str>,
        /// Where its cluster id is set, or its quorum where the id is the default.
        first_at: Located<String>,
        /// The other deployment.
        second: Cow<'t, str>,
        /// Where its cluster id is set, or its quorum where the id is the default.
        second_at: Located<String>,
        /// Whether both clusters have the default id, because neither sets one.
        default: bool,
        /// A server that both quorums name, with its port.
        server: String,
    }
}

/// A Flink cluster that keeps its state in ZooKeeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterSummary {
    /// The servers of its quorum as `host:port`, sorted; loopback addresses are left out, since they are another server on
    /// every host.
    pub servers: Arc<[String]>,
    /// Path in ZooKeeper: chroot, root and cluster id.
    pub path: String,
    /// Where the path comes from.
    pub place: Place,
    /// Whether the cluster id is the default.
    pub default: bool,
}

/// What a fleet needs to know of one deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Name of the deployment.
    pub name: String,
    /// Its clusters; directories of one deployment that share a path are one.
    pub clusters: Vec<ClusterSummary>,
}

/// Sums a deployment up.
pub(crate) fn summary(name: &str, deployment: &Deployment<'_>) -> Summary {
    let mut clusters: Vec<ClusterSummary> = Vec::new();
    for cluster in deployment.flinks.iter().filter_map(|flink| cluster(flink)) {
        if !clusters.iter().any(|own| own.path == cluster.path && own.servers == cluster.servers) {
            clusters.push(cluster);
        }
    }
    Summary { name: name.to_owned(), clusters }
}

fn cluster(flink: &Flink<'_>) -> Option<ClusterSummary> {
    // On YARN every application has a path of its own unless somebody set one, which has a rule of its own.
    if flink.ha.mode.value() != Some(&HaMode::ZooKeeper) || flink.yarn.configured {
        return None;
    }
    let quorum: &Quorum<'_> = flink.ha.quorum.as_ref()?;
    let path = flink.ha.path.value()?;
    let chroot = quorum.chroot.value().cloned().unwrap_or_default();
    let mut servers: Vec<String> = quorum
        .peers
        .items
        .iter()
        .filter_map(|peer| Some((peer.host.value()?, peer.port.value()?)))
        .filter(|(host, _)| !is_loopback(host))
        .map(|(host, port)| format!("{}:{port}", host.to_ascii_lowercase()))
        .collect();
    servers.sort();
    let id_set = flink.ha.cluster_id.place.span().is_some();
    let place = if id_set { flink.ha.cluster_id.place.clone() } else { quorum.text.place.clone() };
    let servers = servers.into();
    Some(ClusterSummary { servers, path: format!("{chroot}{path}"), place, default: !id_set })
}

/// What a run has seen so far. It grows by a few words for each deployment.
#[derive(Debug, Default)]
pub struct Gathered {
    summaries: Vec<Summary>,
}

impl Gathered {
    /// Adds a deployment.
    pub fn add(&mut self, mut summary: Summary) {
        if let (Some(own), Some(before)) = (summary.clusters.first_mut(), self.last_cluster())
            && own.servers == before.servers
        {
            // The clusters of a fleet often share a quorum.
            own.servers = Arc::clone(&before.servers);
        }
        if !summary.clusters.is_empty() {
            self.summaries.push(summary);
        }
    }

    fn last_cluster(&self) -> Option<&ClusterSummary> {
        self.summaries.last().and_then(|summary| summary.clusters.last())
    }

    /// Adds what another part of the run has seen.
    pub fn append(&mut self, other: Self) {
        self.summaries.extend(other.summaries);
    }

    /// All of the fleet.
    #[must_use]
    pub fn fleet(&mut self) -> Fleet<'_> {
        self.summaries.sort_by(|a, b| a.name.cmp(&b.name));
        Fleet { place: None, texts: PhantomData, shared_paths: shared_paths(&self.summaries) }
    }
}

/// Finds clusters that share a path: in time linear in their number, so that a fleet of any size can be judged.
fn shared_paths(summaries: &[Summary]) -> Vec<SharedPath<'_>> {
    let mut owners: BTreeMap<(&str, &str), (usize, &ClusterSummary)> = BTreeMap::new();
    let mut shared_paths = Vec::new();
    for (n, summary) in summaries.iter().enumerate() {
        for cluster in &summary.clusters {
            let owned = cluster.servers.iter().find_map(|server| {
                owners
                    .get(&(server.as_str(), cluster.path.as_str()))
                    .filter(|(owner, _)| *owner != n)
                    .map(|owner| (server, *owner))
            });
            if let Some((server, (owner, first))) = owned {
                shared_paths.push(SharedPath {
                    place: None,
                    texts: PhantomData,
                    path: cluster.path.clone(),
                    first: summaries.get(owner).map(|owner| Cow::Borrowed(owner.name.as_str())).unwrap_or_default(),
                    first_at: Located::new(first.path.clone(), first.place.clone()),
                    second: Cow::Borrowed(&summary.name),
                    second_at: Located::new(cluster.path.clone(), cluster.place.clone()),
                    default: cluster.default && first.default,
                    server: server.clone(),
                });
            }
            for server in cluster.servers.iter() {
                owners.entry((server, &cluster.path)).or_insert((n, cluster));
            }
        }
    }
    shared_paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(name: &str, servers: &[&str], path: &str) -> Summary {
        let servers: Arc<[String]> = servers.iter().map(|server| (*server).to_owned()).collect();
        Summary {
            name: name.into(),
            clusters: vec![ClusterSummary { servers, path: path.into(), place: Place::default(), default: true }],
        }
    }

    #[test]
    fn one_common_server_and_the_same_path_are_enough() {
        let all = [
            summary("a", &["zk1:2181", "zk2:2181"], "/flink/default"),
            summary("b", &["zk2:2181", "zk3:2181"], "/flink/default"),
            summary("c", &["zk2:2181"], "/flink/other"),
            summary("d", &[], "/flink/default"),
        ];
        let mut gathered = Gathered::default();
        for summary in all.into_iter().rev() {
            gathered.add(summary);
        }
        let fleet = gathered.fleet();
        assert_eq!(fleet.shared_paths.len(), 1);
        assert_eq!((fleet.shared_paths[0].first.as_ref(), fleet.shared_paths[0].second.as_ref()), ("a", "b"));
    }
}
