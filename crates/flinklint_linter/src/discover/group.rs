//! Which paths form one deployment, judged by the paths alone.
//!
//! Real clusters lie in sibling folders (`flink/conf`, `zookeeper/conf`, `hadoop/etc/hadoop`), in variants side by side
//! (`ha/`, `non-ha/`), or in one folder per host. A folder's *site* is what is left of its path when the words that name
//! only products, shelves and hosts are taken from its end; folders of the same site are one deployment.

use super::Candidate;
use super::kinds::Part;
use super::path_words::{is_host, is_room, names_other_product};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::Product;
use std::collections::{BTreeMap, BTreeSet};

/// The paths of one deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The folder that stands for it; `.` for the root.
    pub name: Utf8PathBuf,
    /// Its files, sorted by path.
    pub files: Vec<Candidate>,
}

#[derive(Debug)]
struct Folder {
    path: Utf8PathBuf,
    site: Utf8PathBuf,
    host: Option<String>,
    files: Vec<Candidate>,
}

/// What is left of a folder's path without the words at its end that name only products, shelves and one host, and that
/// host.
fn site_and_host(path: &Utf8Path) -> (&Utf8Path, Option<&str>) {
    let mut rest = path;
    let mut host = None;
    while let Some(last) = rest.file_name() {
        // `zk1` is a product with a number as well as a host; as a host it tells folders of one site apart.
        if host.is_none() && is_host(last) {
            host = Some(last);
        } else if !is_room(last) {
            break;
        }
        rest = rest.parent().unwrap_or(Utf8Path::new(""));
    }
    (rest, host)
}

/// The folder below which the other files of a deployment lie, if one of them lies in `path`.
#[must_use]
pub fn site(path: &Utf8Path) -> Utf8PathBuf {
    site_and_host(path).0.to_owned()
}

impl Folder {
    fn new(path: Utf8PathBuf, files: Vec<Candidate>) -> Self {
        // A manifest says what it belongs to; a path only tells.
        let anchor = files.first().and_then(|file| file.anchor.as_ref());
        let (site, host) = match anchor {
            Some(anchor) => (anchor.site.as_path(), None),
            None => site_and_host(&path),
        };
        Self { site: site.to_owned(), host: host.map(str::to_owned), files, path }
    }

    fn has(&self, product: Product) -> bool {
        // Host lists, a myid and files that nothing reads make no configuration of anything.
        self.files.iter().any(|file| file.kind.product() == product && file.kind.part() == Part::Configuration)
    }
}

/// Puts the candidates together. The result is sorted by name and does not depend on the order of the input.
#[must_use]
pub fn group(candidates: Vec<Candidate>) -> Vec<Group> {
    let mut by_path: BTreeMap<Utf8PathBuf, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        let folder = candidate.path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        by_path.entry(folder).or_default().push(candidate);
    }
    let folders: Vec<Folder> = by_path.into_iter().map(|(path, files)| Folder::new(path, files)).collect();

    let mut sites: BTreeMap<&Utf8Path, Vec<&Folder>> = BTreeMap::new();
    for folder in &folders {
        sites.entry(&folder.site).or_default().push(folder);
    }
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for (site, members) in sites {
        clusters.extend(split_variants(site, &members));
    }
    share(&mut clusters);

    let mut groups: Vec<Group> =
        clusters.into_iter().filter(|cluster| !cluster.absorbed).map(Cluster::into_group).collect();
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}

#[derive(Debug)]
struct Cluster<'f> {
    site: Utf8PathBuf,
    folders: Vec<&'f Folder>,
    absorbed: bool,
}

impl Cluster<'_> {
    fn has(&self, product: Product) -> bool {
        self.folders.iter().any(|folder| folder.has(product))
    }

    fn into_group(self) -> Group {
        let mut files: Vec<Candidate> = self.folders.iter().flat_map(|folder| folder.files.iter().cloned()).collect();
        files.sort();
        files.dedup();
        // A deployment in one folder bears the name of that folder; one in several that of what they share.
        let own: BTreeSet<&Utf8PathBuf> = self.folders.iter().map(|folder| &folder.path).collect();
        let name = match own.iter().next() {
            Some(only) if own.len() == 1 && files.iter().all(|file| file.anchor.is_none()) => (*only).clone(),
            _ => self.site,
        };
        let name = if name.as_str().is_empty() { Utf8PathBuf::from(".") } else { name };
        Group { name, files }
    }
}

/// Folders of one site are one cluster, unless several of them hold a Flink configuration and are not told apart by
/// hosts: then each is a variant with everything else in common.
fn split_variants<'f>(site: &Utf8Path, folders: &[&'f Folder]) -> Vec<Cluster<'f>> {
    let (flink, others): (Vec<&Folder>, Vec<&Folder>) =
        folders.iter().copied().partition(|folder| folder.has(Product::Flink));
    let hosts: BTreeSet<&Option<String>> = flink.iter().map(|folder| &folder.host).collect();
    let per_host = flink.iter().all(|folder| folder.host.is_some()) && hosts.len() == flink.len();
    if flink.len() <= 1 || per_host {
        return vec![Cluster { site: site.to_owned(), folders: folders.to_vec(), absorbed: false }];
    }
    flink
        .into_iter()
        .map(|folder| {
            let mut members = vec![folder];
            members.extend(&others);
            Cluster { site: folder.path.clone(), folders: members, absorbed: false }
        })
        .collect()
}

/// Gives clusters without a ZooKeeper or a Hadoop configuration the one that lies above or below them, if there is just one.
fn share(clusters: &mut [Cluster<'_>]) {
    for product in [Product::ZooKeeper, Product::Hadoop] {
        let givers: Vec<usize> = (0..clusters.len())
            .filter(|&n| {
                clusters.get(n).is_some_and(|cluster| {
                    cluster.has(product) && !cluster.has(Product::Flink) && !names_other_product(&cluster.site)
                })
            })
            .collect();
        let takers: Vec<usize> = (0..clusters.len())
            .filter(|&n| clusters.get(n).is_some_and(|cluster| cluster.has(Product::Flink) && !cluster.has(product)))
            .collect();
        for &taker in &takers {
            let Some(site) = clusters.get(taker).map(|cluster| cluster.site.clone()) else { continue };
            let related = |giver: &&usize| {
                clusters.get(**giver).is_some_and(|cluster| {
                    let above = site.starts_with(&cluster.site);
                    // What lies below is taken only by the one Flink deployment around it.
                    let below = cluster.site.starts_with(&site)
                        && takers
                            .iter()
                            .filter(|&&n| clusters.get(n).is_some_and(|other| cluster.site.starts_with(&other.site)))
                            .count()
                            == 1;
                    above || below
                })
            };
            let near: Vec<usize> = givers.iter().filter(related).copied().collect();
            let [giver] = near.as_slice() else { continue };
            let Some(folders) = clusters.get_mut(*giver).map(|cluster| {
                cluster.absorbed = true;
                cluster.folders.clone()
            }) else {
                continue;
            };
            if let Some(cluster) = clusters.get_mut(taker) {
                for folder in folders {
                    if !cluster.folders.iter().any(|own| own.path == folder.path) {
                        cluster.folders.push(folder);
                    }
                }
                cluster.site = common(&cluster.folders);
            }
        }
    }
}

fn common(folders: &[&Folder]) -> Utf8PathBuf {
    let mut shared: Option<Vec<&str>> = None;
    for folder in folders {
        let segments: Vec<&str> = folder.path.as_str().split('/').filter(|segment| !segment.is_empty()).collect();
        shared = Some(match shared {
            None => segments,
            Some(before) => before.iter().zip(&segments).take_while(|(a, b)| a == b).map(|(a, _)| *a).collect(),
        });
    }
    Utf8PathBuf::from(shared.unwrap_or_default().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(paths: &[&str]) -> Vec<(String, Vec<String>)> {
        group(paths.iter().filter_map(|path| Candidate::at(Utf8Path::new(path))).collect())
            .into_iter()
            .map(|group| (group.name.to_string(), group.files.iter().map(|file| file.path.to_string()).collect()))
            .collect()
    }

    #[test]
    fn sibling_folders_of_products() {
        let groups =
            grouped(&["c/flink/conf/flink-conf.yaml", "c/zookeeper/conf/zoo.cfg", "c/hadoop/etc/hadoop/core-site.xml"]);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].0, "c");
    }

    #[test]
    fn variants_side_by_side_share_what_lies_above() {
        let groups = grouped(&["ha/flink-conf.yaml", "ha/masters", "non-ha/flink-conf.yaml", "zookeeper/zoo.cfg"]);
        assert_eq!(groups.len(), 2);
        assert!(groups.iter().all(|(_, files)| files.iter().any(|file| file == "zookeeper/zoo.cfg")));
    }

    #[test]
    fn one_folder_per_host_is_one_deployment() {
        let groups =
            grouped(&["jm-1/flink-conf.yaml", "jm-2/flink-conf.yaml", "zk-1/zoo.cfg", "zk-1/myid", "zk-2/zoo.cfg"]);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].1.len(), 5);
    }

    #[test]
    fn versions_side_by_side_are_variants() {
        let groups =
            grouped(&["flink-1.17.2/conf/flink-conf.yaml", "flink-1.20.0/conf/config.yaml", "zookeeper/zoo.cfg"]);
        assert_eq!(groups.len(), 2);
    }

    #[test]
    fn the_ensemble_of_kafka_is_not_ours() {
        let groups = grouped(&["flink/conf/flink-conf.yaml", "kafka/zookeeper/zoo.cfg"]);
        assert_eq!(groups.len(), 2);
    }

    #[test]
    fn fleets_stay_apart() {
        let groups = grouped(&[
            "a/flink/flink-conf.yaml",
            "a/zookeeper/zoo.cfg",
            "b/flink/flink-conf.yaml",
            "b/zookeeper/zoo.cfg",
        ]);
        assert_eq!(
            groups.iter().map(|(name, files)| (name.as_str(), files.len())).collect::<Vec<_>>(),
            [("a", 2), ("b", 2)]
        );
    }
}
