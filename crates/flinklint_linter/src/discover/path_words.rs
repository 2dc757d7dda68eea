//! What the words of a path say: which of them only name a product or a shelf, which name a host, which a version.

use camino::Utf8Path;
use flinklint_catalog::version::Version;

/// Words that name a shelf and no deployment.
const SHELVES: &[&str] = &[
    "conf",
    "config",
    "configs",
    "configuration",
    "conf.d",
    "etc",
    "files",
    "resources",
    "templates",
    "default",
    "defaults",
    "data",
    "opt",
    "hosts",
    "nodes",
    "servers",
];

/// Products whose configuration is ours.
const PRODUCTS: &[&str] = &["flink", "zookeeper", "zk", "hadoop", "yarn", "hdfs"];

/// Products that keep a ZooKeeper or a Hadoop configuration of their own, which is not the one Flink talks to.
const OTHER_PRODUCTS: &[&str] = &[
    "kafka",
    "hbase",
    "spark",
    "solr",
    "nifi",
    "storm",
    "druid",
    "hive",
    "pulsar",
    "clickhouse",
    "accumulo",
    "alluxio",
    "iceberg",
];

/// Words that, with a number behind them, name a host.
const HOSTS: &[&str] = &[
    "host",
    "node",
    "server",
    "master",
    "worker",
    "slave",
    "vm",
    "machine",
    "jm",
    "tm",
    "jobmanager",
    "taskmanager",
    "zk",
    "zoo",
    "zookeeper",
    "nn",
    "dn",
    "rm",
    "nm",
    "namenode",
    "datanode",
    "resourcemanager",
    "hadoop",
    "flink",
    "bigdata",
    "hdp",
];

/// Whether a path segment is only a product or a shelf.
pub(super) fn is_room(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    if SHELVES.contains(&segment.as_str()) {
        return true;
    }
    let bare = segment.strip_prefix("apache-").unwrap_or(&segment);
    PRODUCTS.iter().any(|product| {
        bare.strip_prefix(product).is_some_and(|rest| {
            let rest = rest.trim_start_matches(['-', '_', '.']);
            let rest = rest.strip_prefix("conf").map_or(rest, |more| more.strip_prefix("ig").unwrap_or(more));
            let rest = rest.trim_start_matches(['-', '_', 'v']);
            rest.is_empty() || version(rest).is_some()
        })
    })
}

/// Whether a path segment names a host: a host word with a number, or a full domain name.
pub(super) fn is_host(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    let labels: Vec<&str> = segment.split('.').collect();
    let is_domain = labels.len() > 2
        && labels.iter().all(|label| !label.is_empty())
        && labels.iter().any(|label| label.chars().any(|c| c.is_ascii_alphabetic()))
        && version(segment.trim_start_matches(|c: char| !c.is_ascii_digit())).is_none();
    let first = labels.first().copied().unwrap_or_default();
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = stem.len() < first.len() && labels.len() == 1;
    let word = stem.trim_end_matches(['-', '_']);
    is_domain || (numbered && word.split(['-', '_']).next_back().is_some_and(|last| HOSTS.contains(&last)))
}

/// Whether some segment of a path names a product with a cluster of its own.
pub(super) fn names_other_product(path: &Utf8Path) -> bool {
    path.as_str()
        .split('/')
        .any(|segment| OTHER_PRODUCTS.iter().any(|product| segment.to_ascii_lowercase().contains(product)))
}

fn version(text: &str) -> Option<Version> {
    let text = text.strip_suffix("-bin").unwrap_or(text);
    let text = text.split(['-', '_']).next().unwrap_or(text);
    if text.contains('.') { text.parse().ok() } else { None }
}

/// The version that a path names for a product: `flink-1.17.2/conf` says 1.17.2.
pub(super) fn version_of(path: &Utf8Path, product: &str) -> Option<Version> {
    path.as_str().split('/').find_map(|segment| {
        let segment = segment.to_ascii_lowercase();
        let segment = segment.strip_prefix("apache-").unwrap_or(&segment);
        version(segment.strip_prefix(product)?.trim_start_matches(['-', '_']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_and_hosts() {
        for room in [
            "conf",
            "flink",
            "flink-1.17.2",
            "hadoop",
            "zookeeper-conf",
            "zk",
            "apache-zookeeper-3.8.0-bin",
            "flink-conf",
        ] {
            assert!(is_room(room), "{room}");
        }
        for other in ["prod", "flink-ha", "kafka", "ops", "flinkapp", "v2"] {
            assert!(!is_room(other), "{other}");
        }
        for host in ["jm-1", "zk1", "hadoop102", "zk-1.example.com", "prod-worker-2", "node_3"] {
            assert!(is_host(host), "{host}");
        }
        for other in ["dev", "v1", "case2", "cluster1", "flink-1.17.2", "1.18", "flink-1.17"] {
            assert!(!is_host(other), "{other}");
        }
    }

    #[test]
    fn paths_name_versions() {
        let of = |path: &str| version_of(Utf8Path::new(path), "flink").map(|version| version.to_string());
        assert_eq!(of("opt/flink-1.17.2/conf"), Some("1.17.2".into()));
        assert_eq!(of("flink/conf"), None);
    }
}
