//! Who connects to ZooKeeper in a deployment: Flink, YARN's resource managers and HDFS's failover controllers all hand their
//! quorum to the same `ConnectStringParser`, so what is wrong with one can be wrong with any of them.

use super::connect_string::Quorum;
use super::flink::Flink;
use super::hadoop::{Hadoop, Hdfs, ResourceManager};
use super::model::{Located, Place, facts};
use super::reach::{self, Reach};
use super::zookeeper::Ensemble;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// A product that keeps something in ZooKeeper.
    pub struct ZooKeeperClient<'t> as "client of zookeeper" {
        /// `Flink`, `YARN` or `HDFS`.
        product: &'static str,
        /// Whether it is configured to connect: high availability with ZooKeeper in Flink, an election or a state store of
        /// the resource managers, failover controllers of HDFS.
        connects: Located<bool>,
        /// The servers that it is told to connect to.
        quorum: Quorum<'t>,
        /// The same against the ensemble of the deployment.
        reach: Option<Reach<'t>>,
    }
}

fn client<'t>(
    product: &'static str,
    connects: Located<bool>,
    quorum: &Quorum<'t>,
    reach: Option<Reach<'t>>,
) -> ZooKeeperClient<'t> {
    ZooKeeperClient {
        place: quorum.place.clone(),
        texts: PhantomData,
        product,
        connects,
        quorum: quorum.clone(),
        reach,
    }
}

/// A resource manager connects for the election and for its state store (`EmbeddedElectorService`, `ZKRMStateStore`).
fn resource_manager_connects(manager: &ResourceManager<'_>) -> Located<bool> {
    let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    let elects = both(manager.ha_enabled.value().copied(), manager.automatic_failover.value().copied());
    let stores = both(manager.recovery.value().copied(), manager.store.value().map(|store| *store == "zookeeper"));
    match (elects, stores) {
        (Some(true), _) | (_, Some(true)) => Located::new(true, Place::default()),
        (Some(false), Some(false)) => Located::new(false, Place::default()),
        _ => Located::unknown(Place::default()),
    }
}

fn failover_controllers_connect(hdfs: &Hdfs<'_>, hadoop: &Hadoop<'_>) -> Located<bool> {
    let services = hadoop.name_services.items.iter().map(|service| &service.automatic_failover);
    let all: Vec<Option<bool>> =
        services.chain([&hdfs.automatic_failover]).map(|enabled| enabled.value().copied()).collect();
    if all.contains(&Some(true)) {
        Located::new(true, Place::default())
    } else if all.contains(&None) {
        Located::unknown(Place::default())
    } else {
        Located::new(false, Place::default())
    }
}

/// All clients of a deployment, in the order of the products.
pub(crate) fn clients<'t>(
    flinks: &[Flink<'t>],
    hadoops: &[Arc<Hadoop<'t>>],
    ensembles: &[Arc<Ensemble<'t>>],
) -> Vec<ZooKeeperClient<'t>> {
    let mut clients = Vec::new();
    for flink in flinks {
        let connects = flink.ha.intended.map(|mode| *mode == "zookeeper");
        clients.extend(
            flink.ha.quorum.iter().map(|quorum| client("Flink", connects.clone(), quorum, flink.reach.clone())),
        );
    }
    for hadoop in hadoops {
        if let Some(manager) = &hadoop.resource_manager {
            let reach = |quorum: &Quorum<'t>| reach::reach(quorum, ensembles);
            let quorum = manager.zk_quorum.iter();
            clients
                .extend(quorum.map(|quorum| client("YARN", resource_manager_connects(manager), quorum, reach(quorum))));
        }
        if let Some(hdfs) = &hadoop.hdfs {
            let reach = |quorum: &Quorum<'t>| reach::reach(quorum, ensembles);
            let connects = failover_controllers_connect(hdfs, hadoop);
            clients.extend(hdfs.zk_quorum.iter().map(|quorum| client("HDFS", connects.clone(), quorum, reach(quorum))));
        }
    }
    clients
}
