//! One deployment under the assumption of one version of each product: everything that rules see.

use super::clients::{self, ZooKeeperClient};
use super::flink::{self, Flink, FlinkInput, Neighbours};
use super::flink_members::{self, FlinkDrift};
use super::hadoop::{self, Hadoop, HadoopInput};
use super::storage_host::{StorageHost, storage_host};
use super::zookeeper::{self, Client, Ensemble, Zoo, ZooInput};
use crate::documents::Documents;
use flinklint_catalog::version::{Product, Release};
use flinklint_expr::model::facts;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// What rules see of one deployment.
    pub struct Deployment<'t> as "deployment" {
        /// Flink configuration directories: one, or one for each host.
        flinks: Vec<Flink<'t>>,
        /// In what the hosts of the Flink cluster differ although it should be the same on all of them.
        flink_drift: Vec<FlinkDrift<'t>>,
        /// ZooKeeper servers: one `zoo.cfg` each.
        zoos: Vec<Arc<Zoo<'t>>>,
        /// ZooKeeper ensembles, each as all of its servers say together.
        ensembles: Vec<Arc<Ensemble<'t>>>,
        /// Who connects to ZooKeeper.
        clients: Vec<ZooKeeperClient<'t>>,
        /// Hadoop configuration directories.
        hadoops: Vec<Arc<Hadoop<'t>>>,
        /// Who the default file system of each Hadoop directory is to the name services of that directory.
        default_file_systems: Vec<StorageHost<'t>>,
    }
}

/// The facts of ZooKeeper servers under one assumption.
pub(crate) fn zoos<'t>(documents: &'t Documents<'t>, release: &Release) -> Vec<Arc<Zoo<'t>>> {
    let inputs = documents.of(Product::ZooKeeper).filter_map(ZooInput::of);
    inputs.map(|input| Arc::new(zookeeper::zoo(&input, release))).collect()
}

/// The facts of Hadoop directories under one assumption.
pub(crate) fn hadoops<'t>(documents: &'t Documents<'t>, release: &Release) -> Vec<Arc<Hadoop<'t>>> {
    let inputs = documents.of(Product::Hadoop).map(HadoopInput::of);
    inputs.map(|input| Arc::new(hadoop::hadoop(&input, release))).collect()
}

/// Joins everything.
pub(crate) fn deployment<'t>(
    documents: &'t Documents<'t>,
    zoos: &[Arc<Zoo<'t>>],
    hadoops: &[Arc<Hadoop<'t>>],
    flink_release: &Release,
) -> Deployment<'t> {
    // Flink's facts need the ensembles, and an ensemble names its clients: the clients are read first, on their own.
    let mut clients: Vec<Client<'t>> = Vec::new();
    let inputs: Vec<FlinkInput<'t>> = documents.of(Product::Flink).map(FlinkInput::of).collect();
    for input in &inputs {
        clients.extend(flink::quorum(input, flink_release).map(|quorum| Client { product: None, quorum }));
    }
    for hadoop in hadoops {
        let told = clients::of_hadoop(hadoop);
        clients.extend(told.map(|(product, quorum, _)| Client { product: Some(product), quorum: quorum.clone() }));
    }
    let ensembles = zookeeper::ensembles(zoos.to_vec(), &clients);
    let default_file_systems =
        hadoops.iter().filter_map(|hadoop| storage_host(hadoop.default_fs.as_ref()?, hadoop)).collect();
    let neighbours = Neighbours { ensembles: &ensembles, hadoop: hadoops.first() };
    let flinks: Vec<Flink<'t>> = inputs.iter().map(|input| flink::flink(input, &neighbours, flink_release)).collect();
    Deployment {
        place: None,
        texts: PhantomData,
        clients: clients::clients(&flinks, hadoops, &ensembles),
        zoos: zoos.to_vec(),
        ensembles,
        hadoops: hadoops.to_vec(),
        default_file_systems,
        flink_drift: flink_members::drift(&flinks),
        flinks,
    }
}
