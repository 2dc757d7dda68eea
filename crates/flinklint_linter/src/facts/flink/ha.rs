//! High availability as the processes decide it: the mode, the storage directory, the ZooKeeper client.

use crate::facts::connect_string::{self, Quorum};
use crate::facts::storage::{self, Storage};
use crate::settings::flink::{Lookup, is_ha, located};
use flinklint_catalog::closest;
use flinklint_catalog::flink::option;
use flinklint_catalog::version::Version;
use flinklint_expr::model::{Known, Located, Maybe, Millis, Origin, Place, facts, words};
use flinklint_syntax::value::port::check_ports;
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// Where a cluster keeps its leader and recoverable state, as `HighAvailabilityMode` decides it.
    pub enum HaMode as "high-availability mode" {
        /// High availability is off.
        None = "none",
        /// ZooKeeper.
        ZooKeeper = "zookeeper",
        /// ConfigMaps of Kubernetes.
        Kubernetes = "kubernetes",
        /// A custom factory class.
        Custom = "custom",
        /// The value is neither a mode of this version nor the name of a class: the process does not start.
        Invalid = "invalid",
    }
}

impl HaMode {
    /// Whether processes in this mode run with high availability.
    pub(crate) fn is_on(self) -> bool {
        !matches!(self, Self::None | Self::Invalid)
    }
}

facts! {
    /// High availability of one Flink configuration directory.
    pub struct HighAvailability<'t> as "high availability" {
        /// The mode that `HighAvailabilityMode` decides on.
        mode: Located<HaMode>,
        /// Whether the processes run with high availability.
        on: Located<bool>,
        /// The value of `high-availability.type` (before 1.17 `high-availability`) as written.
        value: Maybe<Cow<'t, str>>,
        /// The mode that an invalid value was probably meant to be.
        meant: Maybe<HaMode>,
        /// The mode that the file intends: the one that is decided on; if its value is invalid, the one that was probably
        /// meant; `zookeeper` where a quorum is written and no valid mode. Never `invalid`: then it is unknown.
        intended: Located<HaMode>,
        /// Whether the mode is invalid only because this version is older than it (`kubernetes` before 1.16).
        too_new: bool,
        /// Whether the mode was forgotten: a storage directory or a quorum is set, but no mode.
        forgotten: Located<bool>,
        /// Keys in the file that have an effect only with high availability.
        settings: Vec<Located<Cow<'t, str>>>,
        /// `high-availability.storageDir`.
        storage_dir: Maybe<Cow<'t, str>>,
        /// The same, split into its parts.
        storage: Option<Storage<'t>>,
        /// `high-availability.cluster-id`; `/default` by default.
        cluster_id: Located<Cow<'t, str>>,
        /// Whether the file sets it.
        cluster_id_written: bool,
        /// `high-availability.zookeeper.path.root`; `/flink` by default.
        root: Located<Cow<'t, str>>,
        /// The path of this cluster's nodes: root and cluster id, with single slashes.
        path: Located<String>,
        /// Whether root or cluster id has an empty, `.` or `..` part, which ZooKeeper refuses.
        path_invalid: Located<bool>,
        /// `high-availability.zookeeper.quorum` as written.
        quorum_text: Maybe<Cow<'t, str>>,
        /// The same, as the ZooKeeper client splits it.
        quorum: Option<Quorum<'t>>,
        /// `high-availability.zookeeper.client.session-timeout`; 60 s by default.
        session_timeout: Located<Millis>,
        /// Whether the file sets that session timeout.
        session_timeout_written: bool,
        /// `high-availability.zookeeper.client.connection-timeout`; 15 s by default.
        connection_timeout: Located<Millis>,
        /// `high-availability.zookeeper.client.acl`, as written; `open` by default. Compared exactly, except for upper
        /// and lower case.
        acl: Located<Cow<'t, str>>,
        /// Whether the file sets it.
        acl_written: bool,
        /// `zookeeper.sasl.disable`; false by default.
        sasl_disabled: Located<bool>,
        /// `high-availability.jobmanager.port`; `0`, which is any free port, by default.
        port: Located<Cow<'t, str>>,
        /// Whether the file sets it.
        port_written: bool,
        /// What is wrong with the port range (`NetUtils.getPortRangeFromString`).
        port_fault: Maybe<String>,
        /// `kubernetes.cluster-id`, which Kubernetes high availability requires.
        kubernetes_cluster_id: Maybe<Cow<'t, str>>,
        /// Whether the file has settings for Flink's own deployment on Kubernetes, whose client generates a missing
        /// `kubernetes.cluster-id`.
        native_kubernetes: bool,
    }
}

const MODE: &[&str] = &["high-availability.type", "high-availability"];

/// `HighAvailabilityMode.fromConfig`: the names of the enum in any case, the old word `standalone` for none, anything else
/// is the class name of a factory. A word without a dot is no class name that anybody has.
fn mode(lookup: &Lookup<'_, '_>, value: &str) -> (HaMode, bool) {
    match value.to_ascii_lowercase().as_str() {
        "none" | "standalone" => (HaMode::None, false),
        "zookeeper" => (HaMode::ZooKeeper, false),
        "kubernetes" if lookup.release.since(Version::new(1, 16)) => (HaMode::Kubernetes, false),
        "kubernetes" => (HaMode::Invalid, true),
        "org.apache.flink.kubernetes.highavailability.kuberneteshaservicesfactory" => (HaMode::Kubernetes, false),
        other if other.contains('.') => (HaMode::Custom, false),
        _ => (HaMode::Invalid, false),
    }
}

/// One path of root and cluster id, as `ZooKeeperUtils.generateZookeeperPath` normalises it.
fn join_path(root: &str, cluster_id: &str) -> String {
    let parts = root.split('/').chain(cluster_id.split('/')).filter(|part| !part.is_empty());
    parts.fold(String::new(), |path, part| path + "/" + part)
}

fn is_invalid_path(path: &str) -> bool {
    let inner = path.trim_matches('/');
    !inner.is_empty() && inner.split('/').any(|part| matches!(part, "" | "." | ".."))
}

/// Whether a line of the file sets it, known or not.
fn is_written(text: &Maybe<Cow<'_, str>>) -> bool {
    !text.is_absent() && text.place.span().is_some()
}

/// A misspelled mode must not hide what is wrong with the rest.
fn intended(
    mode: &Located<HaMode>,
    meant: &Maybe<HaMode>,
    too_new: bool,
    forgotten: bool,
    quorum: &Maybe<Cow<'_, str>>,
) -> Located<HaMode> {
    let quorum_written = is_written(quorum);
    let place = if mode.place.span().is_some() || !quorum_written { &mode.place } else { &quorum.place };
    let known = match (&mode.known, &meant.known) {
        (Known::Value(HaMode::Invalid), _) if too_new => Known::Value(HaMode::Kubernetes),
        (Known::Value(HaMode::Invalid), Known::Value(meant)) => Known::Value(*meant),
        (Known::Value(HaMode::Invalid), _) if quorum_written => Known::Value(HaMode::ZooKeeper),
        (Known::Value(HaMode::Invalid), _) => Known::Unknown,
        (Known::Value(HaMode::None), _) if forgotten && quorum_written => Known::Value(HaMode::ZooKeeper),
        (decided, _) => decided.clone(),
    };
    Located { known, place: place.clone() }
}

pub(super) fn high_availability<'t>(lookup: &Lookup<'_, 't>) -> HighAvailability<'t> {
    let value = lookup.text(option::HIGH_AVAILABILITY_TYPE);
    let decided = value.map(|value| mode(lookup, value));
    let (mode, too_new) = match &decided.known {
        Known::Value((mode, too_new)) => (Located::new(*mode, decided.place.clone()), *too_new),
        Known::Unknown => (Located::unknown(decided.place.clone()), false),
        Known::Absent => {
            let origin = if decided.place.origin == Origin::Set { Origin::Set } else { Origin::Default };
            (Located::new(HaMode::None, Place { origin, ..decided.place.clone() }), false)
        }
    };
    let meant = match (&value.known, &mode.known) {
        (Known::Value(value), Known::Value(HaMode::Invalid)) => {
            let modes = [HaMode::ZooKeeper, HaMode::Kubernetes, HaMode::None].map(HaMode::word);
            closest(&value.to_ascii_lowercase(), modes.into_iter())
                .and_then(HaMode::of_word)
                .map_or_else(Maybe::absent, |meant| Maybe::new(meant, mode.place.clone()))
        }
        _ => Maybe::absent(),
    };
    let settings = lookup
        .settings
        .last()
        .filter(|(_, setting)| {
            let key = setting.key.text.as_ref();
            is_ha(key) && !MODE.contains(&key) && key != "recovery.mode"
        })
        .map(|(_, setting)| located(&setting.key))
        .collect();
    let storage_dir = lookup.text(option::HIGH_AVAILABILITY_STORAGE_DIR);
    let quorum_text = lookup.text(option::HIGH_AVAILABILITY_ZOOKEEPER_QUORUM);
    let others = [&storage_dir, &quorum_text];
    let forgotten = if value.is_absent() && others.into_iter().any(is_written) {
        Located::new(true, value.place.clone())
    } else if value.is_unknown() || value.is_absent() && others.into_iter().any(Maybe::is_unknown) {
        Located::unknown(value.place.clone())
    } else {
        Located::new(false, value.place.clone())
    };
    let intended = intended(&mode, &meant, too_new, forgotten.value() == Some(&true), &quorum_text);
    let root = lookup.text_or_default(option::HIGH_AVAILABILITY_ZOOKEEPER_PATH_ROOT);
    let cluster_id = lookup.text_or_default(option::HIGH_AVAILABILITY_CLUSTER_ID);
    let path = match (root.value(), cluster_id.value()) {
        (Some(root), Some(id)) => Located::new(join_path(root, id), cluster_id.place.clone()),
        _ => Located::unknown(cluster_id.place.clone()),
    };
    let path_invalid = match (root.value(), cluster_id.value()) {
        (Some(value), _) if is_invalid_path(value) => Located::new(true, root.place.clone()),
        (_, Some(value)) => Located::new(is_invalid_path(value), cluster_id.place.clone()),
        _ => Located::unknown(cluster_id.place.clone()),
    };
    let port = lookup.text_or_default(option::HIGH_AVAILABILITY_JOBMANAGER_PORT);
    let port_fault = match port.value().map(|port| lookup.parse_ports(|ascending| check_ports(port, ascending))) {
        Some(Err(bad)) => Maybe::new(bad.message, port.place.clone()),
        _ => Maybe::absent(),
    };
    let port_written = port.place.span().is_some();
    let session = option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_SESSION_TIMEOUT;
    let connection = option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_CONNECTION_TIMEOUT;
    HighAvailability {
        place: mode.place.span().map(Place::at),
        texts: PhantomData,
        on: mode.map(|mode| mode.is_on()),
        mode,
        value,
        meant,
        too_new,
        intended,
        forgotten,
        settings,
        storage: lookup.scalar(option::HIGH_AVAILABILITY_STORAGE_DIR).map(storage::parse),
        storage_dir,
        path,
        path_invalid,
        cluster_id_written: cluster_id.place.span().is_some(),
        cluster_id,
        root,
        quorum_text,
        quorum: lookup.scalar(option::HIGH_AVAILABILITY_ZOOKEEPER_QUORUM).map(connect_string::parse),
        session_timeout_written: lookup.text(session).place.span().is_some(),
        session_timeout: lookup.millis(session),
        connection_timeout: lookup.millis(connection),
        acl: lookup
            .text_or_default(option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_ACL)
            .map(|acl| Cow::Owned(acl.to_ascii_lowercase())),
        acl_written: lookup.text(option::HIGH_AVAILABILITY_ZOOKEEPER_CLIENT_ACL).place.span().is_some(),
        sasl_disabled: lookup.flag(option::ZOOKEEPER_SASL_DISABLE),
        port,
        port_written,
        port_fault,
        kubernetes_cluster_id: lookup.text(option::KUBERNETES_CLUSTER_ID),
        native_kubernetes: native_kubernetes(lookup),
    }
}

fn native_kubernetes(lookup: &Lookup<'_, '_>) -> bool {
    // These are for the client that every process on Kubernetes has.
    const COMMON: &[&str] =
        &["kubernetes.cluster-id", "kubernetes.config.file", "kubernetes.context", "kubernetes.namespace"];
    let target = lookup.text(option::EXECUTION_TARGET);
    target.value().is_some_and(|target| target.starts_with("kubernetes-"))
        || lookup.settings.last().any(|(_, setting)| {
            setting.key.text.starts_with("kubernetes.") && !COMMON.contains(&setting.key.text.as_ref())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_as_the_client_joins_them() {
        assert_eq!(join_path("/flink", "/orders"), "/flink/orders");
        assert_eq!(join_path("flink/", "orders/"), "/flink/orders");
        assert!(is_invalid_path("/a//b"));
        assert!(!is_invalid_path("/a/b/"));
        assert!(!is_invalid_path("/"));
    }
}
