//! Several servers together.

use super::*;
use crate::facts::clients::ClientProduct;
use crate::facts::connect_string::{self, Quorum};
use flinklint_syntax::Scalar;
use std::sync::Arc;

fn node(set: u32, zoo: &str, myid: Option<&str>) -> Arc<Zoo<'static>> {
    Arc::new(Case { zoo, myid, set, ..Case::default() }.read())
}

fn one(zoo: &str) -> Arc<Ensemble<'static>> {
    ensembles(vec![node(0, zoo, None)], &[]).remove(0)
}

fn quorum(text: &'static str) -> Quorum<'static> {
    connect_string::parse(&Scalar::new(text, Span::new(FileId { set: 9, text: 0 }, 0, text.len())))
}

fn ids(servers: &flinklint_expr::model::Open<Server<'_>>) -> Vec<i64> {
    servers.items.iter().map(|server| server.id).collect()
}

#[test]
fn nodes_with_one_list_are_one_ensemble() {
    let text = format!("{}server.4=zk-4:2888:3888:observer\n", three());
    let nodes = (1..=3).map(|id: u32| node(id, &text, Some(&id.to_string()))).collect();
    let found = ensembles(nodes, &[]);
    assert_eq!(found.len(), 1);
    let ensemble = &found[0];
    assert_eq!(
        (ids(&ensemble.voters), ids(&ensemble.observers), ids(&ensemble.servers)),
        (vec![1, 2, 3], vec![4], vec![1, 2, 3, 4])
    );
    assert_eq!(ensemble.client_ports.iter().filter_map(Located::value).copied().collect::<Vec<_>>(), [2181]);
    assert_eq!(
        (ensemble.standalone.value(), ensemble.max_session_timeout.value()),
        (Some(&false), Some(&Millis(40_000)))
    );
    assert!(ensemble.drift.is_empty() && ensemble.duplicate_myids.is_empty() && ensemble.clashes.is_empty());
}

#[test]
fn different_lists_are_different_ensembles() {
    let other = three().replace("zk-", "other-");
    assert_eq!(ensembles(vec![node(0, &three(), None), node(1, &other, None), node(2, BASE, None)], &[]).len(), 3);
    let local = three().replace("zk-1", "localhost").replace("zk-2", "127.0.0.1").replace("zk-3", "localhost");
    let changed = local.replace("server.3=localhost:2888", "server.3=localhost:2889");
    assert_eq!(ensembles(vec![node(0, &local, None), node(1, &changed, None)], &[]).len(), 2);
    assert_eq!(ensembles(vec![node(0, &local, None), node(1, &local, None)], &[]).len(), 1);
}

#[test]
fn members_that_differ_drift() {
    let second = three().replace("tickTime=2000", "tickTime=3000").replace("zk-3:2888", "zk-33:2888");
    let found = ensembles(vec![node(0, &three(), Some("1")), node(1, &second, Some("1"))], &[]);
    let keys: Vec<_> =
        found[0].drift.iter().map(|drift| (drift.key.as_ref(), drift.second.value().map(AsRef::as_ref))).collect();
    assert_eq!(keys, [("tickTime", Some("3000")), ("server.3", Some("zk-33:2888:3888"))]);
    assert!(found[0].tick_time.value().is_none());
    assert_eq!(found[0].duplicate_myids.iter().map(|found| found.id).collect::<Vec<_>>(), [1]);
    let shorter = three().replace("server.3=zk-3:2888:3888\n", "");
    let found = ensembles(vec![node(0, &three(), None), node(1, &shorter, None)], &[]);
    assert_eq!(found[0].drift[0].second.value().map(AsRef::as_ref), Some("(none)"));
}

#[test]
fn a_member_may_call_itself_by_all_its_addresses() {
    let first = three().replace("zk-1:", "0.0.0.0:");
    let second = three().replace("zk-2:", "0.0.0.0:");
    let found = ensembles(vec![node(0, &first, Some("1")), node(1, &second, Some("2"))], &[]);
    assert_eq!((found.len(), found[0].drift.len()), (1, 0));
    let hosts: Vec<_> =
        found[0].servers.items.iter().filter_map(|server| server.host.value()).map(AsRef::as_ref).collect();
    assert_eq!(hosts, ["zk-1", "zk-2", "zk-3"]);
}

#[test]
fn ports_that_two_want() {
    let kinds = |text: &str| one(text).clashes.iter().map(|clash| (clash.kind.word(), clash.port)).collect::<Vec<_>>();
    assert_eq!(kinds(&three().replace("zk-2", "zk-1")), [("two-servers", 2888), ("two-servers", 3888)]);
    assert_eq!(kinds(&with(&three(), "clientPort", Some("2888"))), [("client-and-quorum", 2888)]);
    assert_eq!(kinds(&with(&three(), "clientPort", Some("3888"))), [("client-and-election", 3888)]);
    assert_eq!(kinds(&with(&three(), "clientPort", Some("8080"))), [("admin", 8080)]);
    assert_eq!(kinds(&with(&three(), "secureClientPort", Some("2181"))), [("client-and-secure", 2181)]);
    assert!(kinds(&format!("{}admin.enableServer=false\n", with(&three(), "clientPort", Some("8080")))).is_empty());
    let prometheus = "metricsProvider.className=org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider\n";
    assert_eq!(kinds(&format!("{}{prometheus}", with(&three(), "clientPort", Some("7000")))), [("metrics", 7000)]);
    // Another server's port is no matter of this one.
    let mixed = three().replace("zk-2:2888", "zk-2:2181");
    assert!(kinds(&mixed).is_empty());
    let own = ensembles(vec![node(0, &mixed, Some("2"))], &[]);
    assert_eq!(own[0].clashes.iter().map(|clash| clash.kind.word()).collect::<Vec<_>>(), ["client-and-quorum"]);
}

#[test]
fn a_host_that_takes_the_majority_with_it() {
    let shared =
        |text: &str| one(text).shared_host.as_ref().map(|found| (found.host.to_string(), found.voters, found.of));
    assert_eq!(shared(&three()), None);
    assert_eq!(shared(&three().replace("zk-2", "zk-1")), Some(("zk-1".to_owned(), 2, 3)));
    let five =
        format!("{}server.4=zk-4:2888:3888\nserver.5=zk-5:2888:3888\n", three().replace("zk-2:2888", "zk-1:2889"));
    assert_eq!(shared(&five), None);
}

#[test]
fn clients_that_name_a_server() {
    let clients = [
        Client { product: None, quorum: quorum("zk-1.example.com:2181,zk-2:2181") },
        Client { product: Some(ClientProduct::Yarn), quorum: quorum("zk-3:2181") },
        Client { product: Some(ClientProduct::Hdfs), quorum: quorum("elsewhere:2181") },
    ];
    let found = ensembles(vec![node(0, &three(), None)], &clients);
    assert_eq!(found[0].clients.len(), 2);
    assert_eq!(found[0].shared_with.iter().filter_map(Located::value).collect::<Vec<_>>(), [&ClientProduct::Yarn]);
    let alone = ensembles(vec![node(0, BASE, None)], &[Client { product: None, quorum: quorum("localhost:2181") }]);
    assert_eq!((alone[0].standalone.value(), alone[0].clients.len()), (Some(&true), 1));
}

#[test]
fn the_client_port_of_a_server_is_its_own_file_s() {
    let local = three()
        .replace("zk-1", "localhost")
        .replace("zk-2:2888:3888", "localhost:2889:3889")
        .replace("zk-3:2888:3888", "localhost:2890:3890");
    let port = |port| with(&local, "clientPort", Some(port));
    let ports = |nodes| {
        ensembles(nodes, &[])[0]
            .servers
            .items
            .iter()
            .map(|server: &Server<'_>| server.client_port.value().copied())
            .collect::<Vec<_>>()
    };
    let known =
        vec![node(0, &port("2181"), Some("1")), node(1, &port("2182"), Some("2")), node(2, &port("2183"), Some("3"))];
    assert_eq!(ports(known), [Some(2181), Some(2182), Some(2183)]);
    assert_eq!(ports(vec![node(0, &port("2181"), None), node(1, &port("2182"), None)]), [None, None, None]);
    let line: Maybe<i64> =
        one(&three().replace("zk-1:2888:3888", "zk-1:2888:3888;2222")).servers.items[0].client_port.clone();
    assert_eq!(line.value(), Some(&2222));
}
