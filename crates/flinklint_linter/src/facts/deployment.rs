//! One deployment under the assumption of one version of each product: everything that rules see.

use super::clients::{self, ZooKeeperClient};
use super::connect_string::Quorum;
use super::flink::{self, Flink, Neighbours};
use super::flink_members::{self, FlinkDrift};
use super::hadoop::{self, Hadoop};
use super::zookeeper::{self, Client, Ensemble, Zoo};
use crate::documents::Documents;
use crate::settings::Problem;
use crate::settings::flink::FlinkFiles;
use crate::settings::hadoop::SiteFiles;
use crate::settings::zookeeper::ServerFiles;
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::{Product, Release};
use flinklint_expr::model::{Readable, changed, facts};
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// What rules see of one deployment.
    pub struct Deployment<'t> as "deployment" {
        /// Flink configuration directories: one, or one for each host.
        flinks: Vec<Arc<Flink<'t>>>,
        /// Settings that differ between hosts of the Flink cluster but must be the same on all of them.
        flink_drift: Vec<FlinkDrift<'t>>,
        /// Configurations of ZooKeeper servers: one `zoo.cfg` each.
        zookeepers: Vec<Arc<Zoo<'t>>>,
        /// What is wrong with keys and values, of all products and files.
        problems: Vec<Arc<Problem<'t>>>,
        /// ZooKeeper ensembles, each as all of its servers say together.
        ensembles: Vec<Arc<Ensemble<'t>>>,
        /// Who connects to ZooKeeper.
        clients: Vec<ZooKeeperClient<'t>>,
        /// Hadoop configuration directories.
        hadoops: Vec<Arc<Hadoop<'t>>>,
    }
}

/// The facts of ZooKeeper servers under one assumption.
pub(crate) fn zoos<'t>(documents: &'t Documents<'t>, release: &Release) -> Vec<Arc<Zoo<'t>>> {
    let inputs = documents.of(Product::ZooKeeper).filter_map(ServerFiles::of);
    inputs.map(|input| Arc::new(zookeeper::zoo(&input, release))).collect()
}

/// The facts of Hadoop directories under one assumption.
pub(crate) fn hadoops<'t>(documents: &'t Documents<'t>, release: &Release) -> Vec<Arc<Hadoop<'t>>> {
    let files = documents.of(Product::Hadoop).map(SiteFiles::of);
    files.map(|files| Arc::new(hadoop::hadoop(&files, release))).collect()
}

/// The facts of Flink directories under one assumption, before they are joined with those of other products.
pub(crate) fn flinks<'t>(documents: &'t Documents<'t>, answers: &Answers, release: &Release) -> Vec<Arc<Flink<'t>>> {
    let inputs = documents.of(Product::Flink).map(FlinkFiles);
    inputs.map(|input| Arc::new(flink::flink(input, answers, release))).collect()
}

/// The facts of each product under some combination of versions.
#[derive(Clone, Copy)]
pub(crate) struct Own<'p, 't> {
    pub(crate) flinks: &'p [Arc<Flink<'t>>],
    pub(crate) zoos: &'p [Arc<Zoo<'t>>],
    pub(crate) hadoops: &'p [Arc<Hadoop<'t>>],
}

impl<'t> Own<'_, 't> {
    fn quorums(&self) -> Vec<Option<Quorum<'t>>> {
        self.flinks.iter().map(|flink| flink.ha.quorum.clone()).collect()
    }

    /// Who connects to ZooKeeper, before anything is known of the servers.
    fn clients(&self) -> Vec<Client<'t>> {
        let quorums = self.quorums().into_iter().flatten();
        let mut clients: Vec<Client<'t>> = quorums.map(|quorum| Client { product: None, quorum }).collect();
        for hadoop in self.hadoops {
            let told = clients::of_hadoop(hadoop);
            clients.extend(told.map(|(product, quorum, _)| Client { product: Some(product), quorum: quorum.clone() }));
        }
        clients
    }
}

/// Joins the facts of all products. What was joined of the same facts before is taken from there.
pub(crate) fn join<'t>(own: Own<'_, 't>, before: Option<(Own<'_, 't>, &Deployment<'t>)>) -> Deployment<'t> {
    let Own { flinks, zoos, hadoops } = own;
    let same_hadoops = before.filter(|(other, _)| are_shared(other.hadoops, hadoops));
    let same_clients = same_hadoops.filter(|(other, _)| is_same(&other.quorums(), &own.quorums()));
    // Flink's facts need the ensembles, and an ensemble names its clients: the clients are read first, on their own.
    let ensembles = match same_clients.filter(|(other, _)| are_shared(other.zoos, zoos)) {
        Some((_, joined)) => joined.ensembles.clone(),
        None => zookeeper::ensembles(zoos.to_vec(), &own.clients()),
    };
    let neighbours = Neighbours { ensembles: &ensembles, hadoop: hadoops.first() };
    let same_neighbours = same_hadoops.filter(|(_, joined)| are_shared(&joined.ensembles, &ensembles));
    let join = |(n, flink): (usize, &Arc<Flink<'t>>)| {
        let shared =
            same_neighbours.filter(|(other, _)| other.flinks.get(n).is_some_and(|one| Arc::ptr_eq(one, flink)));
        let known = shared.and_then(|(_, joined)| joined.flinks.get(n).map(Arc::clone));
        known.unwrap_or_else(|| flink::joined(flink, &neighbours))
    };
    let joined: Vec<Arc<Flink<'t>>> = flinks.iter().enumerate().map(join).collect();
    Deployment {
        place: None,
        texts: PhantomData,
        clients: clients::clients(&joined, hadoops, &ensembles),
        problems: flinks
            .iter()
            .flat_map(|flink| &flink.problems)
            .chain(zoos.iter().flat_map(|zoo| &zoo.problems))
            .chain(hadoops.iter().flat_map(|hadoop| &hadoop.problems))
            .map(Arc::clone)
            .collect(),
        zookeepers: zoos.to_vec(),
        ensembles,
        hadoops: hadoops.to_vec(),
        flink_drift: flink_members::drift(&joined),
        flinks: joined,
    }
}

/// Whether two lists hold the very same facts.
fn are_shared<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other))
}

fn is_same<T: Readable>(one: &T, other: &T) -> bool {
    changed(one, other).is_some_and(|fields| fields.is_empty())
}
