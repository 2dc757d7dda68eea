//! One deployment under the assumption of one version of each product: everything that rules see.

use super::clients::{self, ZooKeeperClient};
use super::flink::{self, Flink, FlinkInput, Neighbours};
use super::flink_members::{self, FlinkDrift};
use super::hadoop::{self, Hadoop, HadoopInput, SiteFile};
use super::storage_host::{StorageHost, storage_host};
use super::zookeeper::{self, Client, Ensemble, Zoo, ZooInput};
use crate::documents::{Document, Documents, FlinkDocuments, HadoopDocuments, ZooDocuments};
use flinklint_catalog::version::Release;
use flinklint_expr::model::facts;
use flinklint_syntax::site_xml::SiteXml;
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
    documents.zoo.iter().map(|zoo| Arc::new(zookeeper::zoo(&zoo_input(zoo), release))).collect()
}

fn zoo_input<'t>(documents: &'t ZooDocuments<'t>) -> ZooInput<'t> {
    ZooInput {
        path: documents.path,
        zoo: documents.zoo.file,
        bytes: documents.bytes,
        properties: &documents.zoo.tree,
        template: documents.zoo.template,
        dynamic: documents.dynamic.as_ref().map(|dynamic| (dynamic.file, &dynamic.tree)),
        myid: documents.myid.as_ref().map(|myid| (myid.file, myid.tree.clone())),
        bundled: documents.bundled,
    }
}

/// The facts of Hadoop directories under one assumption.
pub(crate) fn hadoops<'t>(documents: &'t Documents<'t>, release: &Release) -> Vec<Arc<Hadoop<'t>>> {
    documents.hadoop.iter().map(|hadoop| Arc::new(hadoop::hadoop(&hadoop_input(hadoop), release))).collect()
}

pub(crate) fn hadoop_input<'d, 't>(documents: &'d HadoopDocuments<'t>) -> HadoopInput<'d, 't> {
    fn site<'d, 't>(document: &'d Option<Document<SiteXml<'t>>>) -> Option<SiteFile<'d, 't>> {
        document.as_ref().map(|document| SiteFile {
            file: document.file,
            xml: &document.tree,
            template: document.template,
        })
    }
    HadoopInput { core: site(&documents.core), hdfs: site(&documents.hdfs), yarn: site(&documents.yarn) }
}

pub(crate) fn flink_input<'t>(documents: &'t FlinkDocuments<'t>) -> FlinkInput<'t> {
    fn part<T>(document: &Option<Document<T>>) -> Option<(flinklint_syntax::source::FileId, &T, bool)> {
        document.as_ref().map(|document| (document.file, &document.tree, document.template))
    }
    FlinkInput {
        dir: documents.dir,
        legacy: part(&documents.legacy),
        config_yaml: part(&documents.config_yaml),
        masters: part(&documents.masters),
        workers: part(&documents.workers),
        misnamed: documents.misnamed,
    }
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
    for documents in &documents.flink {
        clients.extend(
            flink::quorum(&flink_input(documents), flink_release).map(|quorum| Client { product: None, quorum }),
        );
    }
    for hadoop in hadoops {
        let told = clients::of_hadoop(hadoop);
        clients.extend(told.map(|(product, quorum, _)| Client { product: Some(product), quorum: quorum.clone() }));
    }
    let ensembles = zookeeper::ensembles(zoos.to_vec(), &clients);
    let default_file_systems =
        hadoops.iter().filter_map(|hadoop| storage_host(hadoop.default_fs.as_ref()?, hadoop)).collect();
    let neighbours = Neighbours { ensembles: &ensembles, hadoop: hadoops.first() };
    let flinks: Vec<Flink<'t>> = documents
        .flink
        .iter()
        .map(|documents| flink::flink(&flink_input(documents), &neighbours, flink_release))
        .collect();
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
