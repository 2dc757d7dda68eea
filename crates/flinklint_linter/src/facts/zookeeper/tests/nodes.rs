//! One server: values, defaults and refusals.

use super::*;
use flinklint_expr::model::{Lookup, Value};

#[test]
fn defaults_are_those_of_the_parser() {
    let zoo = read("dataDir=/d\n");
    assert_eq!(zoo.tick_time.value(), Some(&Millis(3000)));
    assert_eq!(zoo.min_session_timeout.value(), Some(&Millis(6000)));
    assert_eq!(zoo.max_session_timeout.value(), Some(&Millis(60_000)));
    assert_eq!(zoo.max_client_cnxns.value(), Some(&60));
    assert_eq!(zoo.autopurge_interval.value(), Some(&0));
    assert_eq!(zoo.admin_server_port.value(), Some(&8080));
    assert_eq!(zoo.standalone_enabled.value(), Some(&true));
    assert_eq!(zoo.reconfig_enabled.value(), Some(&false));
    assert_eq!(zoo.no_client_port.value(), Some(&true));
    assert_eq!(zoo.distributed.value(), Some(&false));
    assert!(zoo.init_limit.is_absent() && zoo.autopurge_retain.is_absent() && zoo.cnx_timeout.is_absent());
    assert!(zoo.tick_time.place.span().is_none());
    assert!(refusals(&zoo).is_empty());
}

#[test]
fn session_bounds_follow_the_tick_and_say_so() {
    let text = with(&three(), "minSessionTimeout", Some("5000"));
    let zoo = read(&text);
    assert_eq!(zoo.min_session_timeout.value(), Some(&Millis(5000)));
    assert_eq!(zoo.max_session_timeout.value(), Some(&Millis(40_000)));
    assert_eq!(text_at(&text, Some(&zoo.max_session_timeout.place)), "2000");
    assert_eq!(read(&with(&three(), "minSessionTimeout", Some("-1"))).min_session_timeout.value(), Some(&Millis(4000)));
    // Java's product wraps at 32 bits.
    let huge = read(&with(&three(), "tickTime", Some("200000000")));
    assert_eq!(huge.max_session_timeout.value(), Some(&Millis(-294_967_296)));
    assert_eq!(refusals(&huge), ["session-range"]);
    assert_eq!(refusals(&read(&with(&three(), "minSessionTimeout", Some("60000")))), ["session-range"]);
    assert_eq!(refusals(&read(&with(&three(), "maxSessionTimeout", Some("3000")))), ["session-range"]);
    assert_eq!(refusals(&read(&with(&three(), "tickTime", Some("0")))), ["tick-time"]);
}

#[test]
fn values_that_do_not_parse_stop_the_server() {
    for (key, value) in [
        ("tickTime", "10.0"),
        ("initLimit", ""),
        ("syncLimit", "2000ms"),
        ("autopurge.purgeInterval", "24h"),
        ("clientPort", "70000"),
        ("clientPort", "-1"),
        ("secureClientPort", "99999"),
        ("electionAlg", "1"),
        ("peerType", "leader"),
        ("standaloneEnabled", "yes"),
        ("sslQuorum", "on"),
        ("dataDir", ""),
        ("dataLogDir", "x"),
        ("clientPortAddress", "0.0.0.0:2181"),
        ("clientPortAddress", "[::1]:2181"),
        ("jvm.pause.monitor", "yes"),
        ("jvm.pause.sleep.time.ms", "1s"),
        ("quorum.cnxn.threads.size", "20k"),
        ("version", "zz"),
        ("metricsProvider.className", "org.apache.zookeeper.metrics.prometheus.PrometheusMetrics"),
    ] {
        let text = with(&three(), key, Some(value));
        let zoo = read(&text);
        assert_eq!(refusals(&zoo), ["value"], "{key}={value}");
        let invalid = problems(&zoo, ProblemKind::InvalidValue)[0];
        assert_eq!((super::text(&invalid.key), super::text(&invalid.value)), (key, value));
        assert_eq!(invalid.place.as_ref().and_then(|place| place.key).map(|span| &text[span.range()]), Some(key));
    }
    for (key, value) in [
        ("tickTime", "+2000"),
        ("peerType", "OBSERVER"),
        ("syncEnabled", "TRUE"),
        ("clientPortAddress", "::1"),
        ("version", "1a"),
        ("metricsProvider.className", "com.example.Mine"),
        ("cnxTimeout", "abc"),
        ("dataLogDir", "ab"),
        ("observerMasterPort", "99999"),
        ("minSessionTimeout", " 4000 "),
        ("initLimit", "-1"),
        ("maxClientCnxns", "0"),
    ] {
        assert!(refusals(&read(&with(&three(), key, Some(value)))).is_empty(), "{key}={value}");
    }
}

#[test]
fn versions_differ() {
    let at = |minor, text: &str| Case { zoo: text, minor, ..Case::default() }.read();
    let lax = with(&three(), "quorumListenOnAllIPs", Some("yes"));
    assert_eq!(refusals(&at(7, &lax)), ["value"]);
    let old = at(6, &lax);
    assert!(refusals(&old).is_empty());
    assert!(matches!(old.settings.0.get("quorumListenOnAllIPs").value, Value::Bool(false)));
    assert_eq!(super::text(&problems(&old, ProblemKind::IgnoredValue)[0].key), "quorumListenOnAllIPs");
    assert_eq!(refusals(&at(6, &with(&three(), "reconfigEnabled", Some("1")))), ["value"]);
    assert!(refusals(&at(5, &with(&three(), "electionAlg", Some("1")))).is_empty());
    assert!(refusals(&at(5, &with(&three(), "observerMasterPort", Some("x")))).is_empty());
    let no_port = with(&three(), "clientPort", Some("0"));
    assert_eq!(at(8, &no_port).no_client_port.value(), Some(&true));
    assert_eq!(at(9, &no_port).no_client_port.value(), Some(&false));
    assert_eq!(refusals(&at(4, &with(&three(), "clientPort", None))), ["client-port"]);
    assert_eq!(refusals(&at(4, &with(&three(), "minSessionTimeout", Some("4000")))), ["session-range"]);
    let blank = three().replace("zk-2:2888:3888", "zk-2:2888:3888 ");
    assert!(refusals(&at(4, &blank)).is_empty());
    assert_eq!(causes(&at(5, &blank), ProblemKind::InvalidServer), [Cause::Ending]);
}

#[test]
fn what_is_missing_points_at_what_needs_it() {
    let text = with(&three(), "syncLimit", None);
    let zoo = read(&text);
    assert_eq!(refusals(&zoo), ["sync-limit"]);
    assert_eq!(text_at(&text, zoo.refusals[0].place.as_ref()), "zk-1:2888:3888");
    let text = with(&three(), "initLimit", Some("0"));
    assert_eq!(text_at(&text, read(&text).refusals[0].place.as_ref()), "0");
    let text = three().replace("initLimit", "initlimit");
    let zoo = read(&text);
    assert_eq!(refusals(&zoo), ["init-limit"]);
    let lost = zoo.refusals[0].place.as_ref().and_then(|place| place.lost);
    assert_eq!(lost.map(|span| &text[span.range()]), Some("initlimit"));
    assert_eq!(zoo.init_limit.place.lost, lost);
    assert_eq!(refusals(&read(&with(&three(), "dataDir", None))), ["data-dir"]);
    assert!(refusals(&read(&with(BASE, "initLimit", None))).is_empty());
    let text = with(&with(&three(), "clientPort", None), "clientPortAddress", Some("10.0.0.1"));
    assert_eq!(refusals(&read(&text)), ["client-port-address"]);
    assert_eq!(refusals(&read(&with(&three(), "secureClientPortAddress", Some("10.0.0.1")))), ["client-port-address"]);
}

#[test]
fn the_number_of_voters_decides_how_it_runs() {
    let one = format!("{BASE}server.1=zk-1:2888:3888\n");
    assert_eq!(read(&one).distributed.value(), Some(&false));
    let alone = read(&format!("{one}standaloneEnabled=false\n"));
    assert_eq!(alone.distributed.value(), Some(&true));
    let observer = "server.2=zk-2:2888:3888:observer\n";
    assert_eq!(refusals(&read(&format!("{one}{observer}"))), ["observers-without-quorum"]);
    assert!(refusals(&read(&format!("{one}{observer}standaloneEnabled=false\n"))).is_empty());
    assert_eq!(refusals(&read(&format!("{BASE}{observer}"))), ["observers-without-voters"]);
    assert_eq!(refusals(&read(&format!("{BASE}standaloneEnabled=false\n"))), ["no-voter"]);
    let server = &read(&format!("{BASE}{observer}")).servers.items[0];
    assert_eq!((server.voter, server.role.word()), (false, "observer"));
}

#[test]
fn groups_hold_every_voter_once() {
    let faults = |lines: &str| -> Vec<(&'static str, String)> {
        let zoo = read(&format!("{}{lines}", three()));
        zoo.group_faults.iter().map(|fault| (fault.kind.word(), fault.text.to_string())).collect()
    };
    assert!(faults("group.1=1:2:3\nweight.1=0\n").is_empty());
    assert!(faults("server.4=zk-4:2888:3888:observer\ngroup.1=1:2:3\n").is_empty());
    assert!(faults("group.1=1:2:3:9\nweight.9=1\n").is_empty());
    assert_eq!(faults("group.1=1:2\n"), [("in-no-group", "3".to_owned())]);
    assert_eq!(faults("weight.1=2\n"), [("in-no-group", "1, 2, 3".to_owned())]);
    assert_eq!(faults("group.1=1:2\ngroup.2=2:3\n"), [("in-several-groups", "2".to_owned())]);
    assert_eq!(faults("group.1=1:2:3:9\n"), [("no-such-server", "9".to_owned())]);
    assert_eq!(faults("group.1=1:2:3 \n"), [("number", "3 ".to_owned())]);
    assert_eq!(faults("groupfoo=1\n"), [("number", "groupfoo".to_owned())]);
    assert!(faults("oraclePath=/x\nweight.1=1\n").is_empty());
}

#[test]
fn sasl_is_required_by_the_settings_that_do_it() {
    let required = |minor, lines: &str| {
        Case { zoo: &format!("{BASE}{lines}"), minor, ..Case::default() }.read().sasl_required.known
    };
    assert_eq!(required(8, "sessionRequireClientSASLAuth=true\n"), Known::Value(true));
    assert_eq!(required(8, "requireClientAuthScheme=sasl\n"), Known::Value(false));
    assert_eq!(required(8, "enforce.auth.enabled=true\nenforce.auth.schemes=digest, sasl\n"), Known::Value(true));
    assert_eq!(required(8, "enforce.auth.enabled=true\nenforce.auth.schemes=digest\n"), Known::Value(false));
    assert_eq!(required(6, "enforce.auth.enabled=true\nenforce.auth.schemes=sasl\n"), Known::Value(false));
    let zoo = read(&format!(
        "{BASE}sessionRequireClientSASLAuth=yes\nauthProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\n"
    ));
    assert_eq!((zoo.sasl_required.value(), problems(&zoo, ProblemKind::IgnoredValue).len()), (Some(&false), 1));
    assert!(zoo.sasl_provider.value().is_some());
    let order = |lines: &str| refusals(&read(&format!("{}{lines}", three())));
    assert_eq!(order("quorum.auth.learnerRequireSasl=true\n"), ["quorum-sasl"]);
    assert_eq!(order("quorum.auth.enableSasl=true\nquorum.auth.serverRequireSasl=true\n"), ["quorum-sasl"]);
    assert!(
        order("quorum.auth.enableSasl=true\nquorum.auth.serverRequireSasl=true\nquorum.auth.learnerRequireSasl=true\n")
            .is_empty()
    );
}

#[test]
fn switches_that_one_word_turns() {
    let zoo = read(&format!("{BASE}skipACL=true\nforceSync=no\nadmin.enableServer=false\n"));
    assert_eq!(
        (zoo.skip_acl.value(), zoo.force_sync_off.value(), zoo.admin_server.value()),
        (Some(&false), Some(&true), Some(&false))
    );
    assert_eq!(read(&format!("{BASE}skipACL=yes\n")).skip_acl.value(), Some(&true));
}

#[test]
fn myid_must_be_a_number_in_the_list() {
    let myid = |myid| Case { zoo: &three(), myid: Some(myid), ..Case::default() }.read();
    let zoo = myid("2\n");
    assert_eq!((zoo.myid.value(), zoo.myid_listed.value()), (Some(&2), Some(&true)));
    assert_eq!(zoo.servers.items.iter().filter(|server| server.own).map(|server| server.id).collect::<Vec<_>>(), [2]);
    assert!(refusals(&zoo).is_empty());
    assert_eq!(refusals(&myid("4")), ["myid-not-listed"]);
    for text in ["", "x\n", "1 \n", "\n1\n", "-1\n"] {
        assert_eq!(refusals(&myid(text)), ["myid"], "{text:?}");
    }
    let alone = Case { zoo: BASE, myid: Some("7"), ..Case::default() }.read();
    assert!(refusals(&alone).is_empty() && alone.myid_listed.is_absent());
}

#[test]
fn the_client_address_is_said_twice_alike() {
    let with_line = |client: &str, extra: &str| {
        let zoo = format!("{}{extra}", three().replace("zk-1:2888:3888", &format!("zk-1:2888:3888;{client}")));
        refusals(&Case { zoo: &zoo, myid: Some("1"), ..Case::default() }.read())
    };
    assert!(with_line("2181", "").is_empty());
    assert_eq!(with_line("2182", ""), ["client-address"]);
    assert!(with_line("127.0.0.1:2181", "").is_empty());
    assert_eq!(with_line("2181", "clientPortAddress=127.0.0.1\n"), ["client-address"]);
    assert!(with_line("127.0.0.1:2181", "clientPortAddress=127.0.0.1\n").is_empty());
    // A name may resolve to the address in the line.
    assert!(with_line("127.0.0.1:2181", "clientPortAddress=localhost\n").is_empty());
    let other = three().replace("zk-2:2888:3888", "zk-2:2888:3888;2182");
    assert!(refusals(&Case { zoo: &other, myid: Some("1"), ..Case::default() }.read()).is_empty());
}

#[test]
fn the_dynamic_file_has_the_list_alone() {
    let base = with(&with(BASE, "clientPort", None), "dynamicConfigFile", Some("/etc/zookeeper/zoo.cfg.dynamic"));
    let list = THREE.replace("3888\n", "3888;2181\n");
    let zoo = Case { zoo: &base, dynamic: Some(&list), ..Case::default() }.read();
    assert!(zoo.dynamic_found && refusals(&zoo).is_empty());
    assert_eq!((zoo.servers.items.len(), zoo.no_client_port.value()), (3, Some(&false)));
    let wrong = |zoo: &Zoo<'static>| causes(zoo, ProblemKind::WrongFile);
    let faulty = format!("{list}version=1\ntickTime=3\nserver4=x\n");
    let zoo = Case { zoo: &base, dynamic: Some(&faulty), ..Case::default() }.read();
    assert_eq!(wrong(&zoo), [Cause::VersionInside, Cause::Other, Cause::Other]);
    let both = format!("{base}{THREE}");
    let both = Case { zoo: &both, dynamic: Some(&list), ..Case::default() }.read();
    assert_eq!(wrong(&both), [Cause::StaticServerList]);
    let unseen = Case { zoo: &base, ..Case::default() }.read();
    assert!(unseen.servers.open && unseen.distributed.value().is_none() && refusals(&unseen).is_empty());
    // Flink's wrapper never opens the file.
    let bundled = Case { zoo: &base, dynamic: Some(&list), bundled: true, ..Case::default() }.read();
    assert_eq!((bundled.distributed.value(), bundled.servers.items.len()), (Some(&false), 0));
}

#[test]
fn flinks_wrapper_fills_in_what_is_missing() {
    let zoo = Case { zoo: "server.1=jm1\nserver.2=jm2:2889\n", bundled: true, ..Case::default() }.read();
    assert!(refusals(&zoo).is_empty() && zoo.data_dir.is_absent());
    assert_eq!(
        (zoo.client_port.value(), zoo.init_limit.value(), zoo.sync_limit.value()),
        (Some(&2181), Some(&10), Some(&5))
    );
    let ports: Vec<_> =
        zoo.servers.items.iter().map(|server| (server.quorum_port.value(), server.election_port.value())).collect();
    assert_eq!(ports, [(Some(&2888), Some(&3888)), (Some(&2889), Some(&3888))]);
    assert_eq!(refusals(&read("dataDir=/d\nserver.1=jm1\n")), ["server"]);
}

#[test]
fn what_cannot_be_known_is_no_reason() {
    let text = "tickTime=${TICK}\ninitLimit={{ x }}\nsyncLimit=5\ndataDir=@DIR@\nclientPort=${PORT}\nserver.1=${HOST}:2888:3888\nserver.2=zk-2:2888:3888\n";
    let zoo = read(text);
    assert!(refusals(&zoo).is_empty());
    assert!(zoo.max_session_timeout.value().is_none() && zoo.servers.open && zoo.client_port.is_unknown());
    assert_eq!(zoo.distributed.value(), None);
    let zoo = Case {
        zoo: "{% for x in y %}\nserver.1=a:1:2\n{% endfor %}\nserver.1=b:1:2\n",
        template: true,
        ..Case::default()
    }
    .read();
    assert!(refusals(&zoo).is_empty() && zoo.problems.is_empty());
    assert!(zoo.data_dir.is_unknown() && zoo.servers.open && zoo.tick_time.value().is_none());
}

#[test]
fn a_file_that_cannot_be_read_has_one_fault() {
    let zoo = read(&three().replace("/var/lib", "C:\\users"));
    assert_eq!(refusals(&zoo), ["malformed"]);
}
