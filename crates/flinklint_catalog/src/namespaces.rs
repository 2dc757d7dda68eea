//! Whose keys are that begin in some way, and which schemes of file systems there are.
//!
//! Which keys exist is not known here.

use crate::tables::{NAMESPACES, SCHEMES};
use crate::version::Product;

/// What a beginning of keys says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only the product itself reads keys there.
    Own,
    /// Anybody may add keys there.
    Open,
    /// No client asks for it.
    Daemon(Daemon),
}

/// The daemons that a key gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Daemon {
    /// A name node, journal node or failover controller of HDFS.
    Hdfs,
    /// A resource manager of YARN.
    Yarn,
}

/// A beginning of keys.
#[derive(Debug)]
pub(crate) struct Namespace {
    pub(crate) product: Product,
    pub(crate) prefix: &'static str,
    pub(crate) kind: Kind,
}

fn longest(product: Product, key: &str, kinds: impl Fn(Kind) -> bool) -> Option<Kind> {
    let fits = |one: &&Namespace| one.product == product && kinds(one.kind) && key.starts_with(one.prefix);
    NAMESPACES.iter().filter(fits).max_by_key(|one| one.prefix.len()).map(|one| one.kind)
}

/// Whether only the product itself reads keys that begin like this one, so that one that it does not know does nothing.
#[must_use]
pub fn is_own(product: Product, key: &str) -> bool {
    longest(product, key, |kind| matches!(kind, Kind::Own | Kind::Open)) == Some(Kind::Own)
}

/// Whether anybody may add keys that begin like this one.
#[must_use]
pub fn is_open(product: Product, key: &str) -> bool {
    longest(product, key, |kind| kind == Kind::Open).is_some()
}

/// The daemon that is alone in reading a key of Hadoop.
#[must_use]
pub fn daemon(key: &str) -> Option<Daemon> {
    match longest(Product::Hadoop, key, |kind| matches!(kind, Kind::Daemon(_)))? {
        Kind::Daemon(daemon) => Some(daemon),
        Kind::Own | Kind::Open => None,
    }
}

/// Whether some file system has the scheme; letters in another case are another scheme.
#[must_use]
pub fn is_scheme(scheme: &str) -> bool {
    SCHEMES.binary_search_by(|(known, _)| (*known).cmp(scheme)).is_ok()
}

/// The scheme that was meant by one that no file system has.
#[must_use]
pub fn scheme_meant(scheme: &str) -> Option<&'static str> {
    let same = SCHEMES.iter().map(|(known, _)| *known).find(|known| known.eq_ignore_ascii_case(scheme));
    same.or_else(|| crate::closest(scheme, SCHEMES.iter().filter(|(_, telling)| *telling).map(|(known, _)| *known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_keys_are() {
        assert!(is_own(Product::Flink, "taskmanager.slots") && !is_own(Product::Flink, "state.backend.own.x"));
        assert!(is_own(Product::Flink, "state.checkpoint.dir") && !is_own(Product::Flink, "orders.topic"));
        assert!(is_own(Product::Hadoop, "dfs.replicas") && !is_own(Product::Hadoop, "yarn.scheduler.capacity.root.x"));
        assert!(is_open(Product::Hadoop, "fs.own.impl") && is_open(Product::ZooKeeper, "com.example.key"));
        assert_eq!(daemon("hadoop.zk.address"), Some(Daemon::Yarn));
        assert_eq!(daemon("dfs.namenode.name.dir"), Some(Daemon::Hdfs));
        assert_eq!(daemon("dfs.namenode.rpc-address.a.b"), None);
    }

    #[test]
    fn schemes() {
        assert!(SCHEMES.is_sorted() && is_scheme("hdfs") && !is_scheme("HDFS") && !is_scheme("hdsf"));
        assert_eq!(
            (scheme_meant("HDFS"), scheme_meant("hdsf"), scheme_meant("s4")),
            (Some("hdfs"), Some("hdfs"), None)
        );
    }
}
