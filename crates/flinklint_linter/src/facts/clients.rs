//! Who connects to ZooKeeper in a deployment: Flink, YARN's resource managers and HDFS's failover controllers all hand their
//! quorum to the same `ConnectStringParser`, so what is wrong with one can be wrong with any of them.

use super::connect_string::Quorum;
use super::flink::{Flink, HaMode};
use super::hadoop::{Hadoop, Hdfs, ResourceManager, StateStore};
use super::reach::{self, Reach};
use super::zookeeper::Ensemble;
use flinklint_expr::model::{Located, Place, facts, words};
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// A product that uses ZooKeeper.
    pub enum ClientProduct as "product that uses ZooKeeper" {
        /// Flink.
        Flink = "Flink",
        /// YARN.
        Yarn = "YARN",
        /// HDFS.
        Hdfs = "HDFS",
    }
}

facts! {
    /// A product that uses ZooKeeper.
    pub struct ZooKeeperClient<'t> as "client of zookeeper" {
        /// The product.
        product: ClientProduct,
        /// Whether it is configured to connect: high availability with ZooKeeper in Flink, an election or a state store of
        /// the resource managers, failover controllers of HDFS.
        connects: Located<bool>,
        /// The servers that it connects to.
        quorum: Quorum<'t>,
        /// How these compare with the ensemble of the deployment.
        reach: Option<Reach<'t>>,
    }
}

fn client<'t>(
    product: ClientProduct,
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

/// Whether all of some conditions hold, of which some may be unknown.
fn all<const N: usize>(conditions: [Option<bool>; N]) -> Option<bool> {
    if conditions.contains(&Some(false)) {
        Some(false)
    } else {
        conditions.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
    }
}

/// Whether one of some conditions holds, of which some may be unknown.
fn any(conditions: impl IntoIterator<Item = Option<bool>>) -> Located<bool> {
    let mut known = true;
    for condition in conditions {
        if condition == Some(true) {
            return Located::new(true, Place::default());
        }
        known &= condition.is_some();
    }
    if known { Located::new(false, Place::default()) } else { Located::unknown(Place::default()) }
}

/// A resource manager connects for the election and for its state store (`EmbeddedElectorService`, `ZKRMStateStore`).
fn resource_manager_connects(manager: &ResourceManager<'_>) -> Located<bool> {
    let elects = all([manager.ha_enabled.value().copied(), manager.automatic_failover.value().copied()]);
    let stores =
        all([manager.recovery.value().copied(), manager.store.value().map(|store| *store == StateStore::ZooKeeper)]);
    any([elects, stores])
}

fn failover_controllers_connect(hdfs: &Hdfs<'_>, hadoop: &Hadoop<'_>) -> Located<bool> {
    let services = hadoop.name_services.items.iter().map(|service| &service.automatic_failover);
    any(services.chain([&hdfs.automatic_failover]).map(|enabled| enabled.value().copied()))
}

/// The products of a Hadoop directory that are told servers of ZooKeeper: each with these, and whether it connects to them.
pub(crate) fn of_hadoop<'h, 't>(
    hadoop: &'h Hadoop<'t>,
) -> impl Iterator<Item = (ClientProduct, &'h Quorum<'t>, Located<bool>)> {
    let yarn = hadoop.resource_manager.iter().filter_map(|manager| {
        Some((ClientProduct::Yarn, manager.zk_quorum.as_ref()?, resource_manager_connects(manager)))
    });
    let hdfs = hadoop.hdfs.iter().filter_map(|hdfs| {
        Some((ClientProduct::Hdfs, hdfs.zk_quorum.as_ref()?, failover_controllers_connect(hdfs, hadoop)))
    });
    yarn.chain(hdfs)
}

/// All clients of a deployment, in the order of the products.
pub(crate) fn clients<'t>(
    flinks: &[Arc<Flink<'t>>],
    hadoops: &[Arc<Hadoop<'t>>],
    ensembles: &[Arc<Ensemble<'t>>],
) -> Vec<ZooKeeperClient<'t>> {
    let mut clients = Vec::new();
    for flink in flinks {
        let connects = flink.ha.intended.map(|mode| *mode == HaMode::ZooKeeper);
        clients.extend(
            flink
                .ha
                .quorum
                .iter()
                .map(|quorum| client(ClientProduct::Flink, connects.clone(), quorum, flink.reach.clone())),
        );
    }
    for hadoop in hadoops {
        let told = of_hadoop(hadoop);
        clients.extend(
            told.map(|(product, quorum, connects)| client(product, connects, quorum, reach::reach(quorum, ensembles))),
        );
    }
    clients
}
