//! Facts of small configuration directories, each against what real Hadoop does with it.

use super::*;
use crate::settings::{Cause, Effect, ProblemKind, SettingEffect};
use flinklint_catalog::version::{Product, Version, VersionRange};
use flinklint_expr::model::{Bytes, Located, Lookup, Millis, Readable, Value};
use flinklint_expr::{Variable, compile};
use flinklint_syntax::site_xml;
use flinklint_syntax::source::FileId;
use flinklint_syntax::template::is_template;

const CORE: &str =
    "fs.defaultFS=hdfs://prod|hadoop.zk.address=zk-1:2181,zk-2:2181,zk-3:2181|ha.zookeeper.quorum=zk-1:2181,zk-2:2181";
const HDFS: &str = "dfs.nameservices=prod|dfs.ha.namenodes.prod=nn1,nn2|dfs.namenode.rpc-address.prod.nn1=nn-1:8020|dfs.namenode.rpc-address.prod.nn2=nn-2:8020|dfs.namenode.http-address.prod.nn1=nn-1:9870|dfs.namenode.http-address.prod.nn2=nn-2:9870|dfs.namenode.shared.edits.dir=qjournal://jn-1:8485;jn-2:8485;jn-3:8485/prod|dfs.client.failover.proxy.provider.prod=org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider|dfs.ha.fencing.methods=shell(/bin/true)|dfs.ha.automatic-failover.enabled=true";
const YARN: &str = "yarn.resourcemanager.ha.enabled=true|yarn.resourcemanager.cluster-id=yarn-prod|yarn.resourcemanager.ha.rm-ids=rm1,rm2|yarn.resourcemanager.hostname.rm1=rm-1|yarn.resourcemanager.hostname.rm2=rm-2|yarn.resourcemanager.recovery.enabled=true|yarn.resourcemanager.store.class=org.apache.hadoop.yarn.server.resourcemanager.recovery.ZKRMStateStore|yarn.resourcemanager.am.max-attempts=4";

/// `key=value|key=value` as a site file; `key=!value` is final, a key alone has no value, and XML stays as it is.
fn site(settings: &str) -> String {
    if settings.starts_with('<') {
        return settings.to_owned();
    }
    let property = |setting: &str| {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        let (value, end) = value.strip_prefix('!').map_or((value, ""), |value| (value, "<final>true</final>"));
        let value = if value.is_empty() { String::new() } else { format!("<value>{value}</value>") };
        format!("  <property><name>{key}</name>{value}{end}</property>\n")
    };
    let properties: String = settings.split('|').filter(|setting| !setting.is_empty()).map(property).collect();
    format!("<configuration>\n{properties}</configuration>\n")
}

/// Facts from three site files, `None` for one that is not there.
fn with<R>(sites: [Option<&str>; 3], version: Version, look: impl FnOnce(&Hadoop<'_>, &[String; 3]) -> R) -> R {
    let texts = sites.map(|settings| settings.map(site).unwrap_or_default());
    let id = |text| FileId { set: 0, text };
    let trees = [0, 1, 2].map(|n| site_xml::parse(id(n as u32), texts[n].as_bytes()));
    let present = [File::Core, File::Hdfs, File::Yarn].into_iter().enumerate().filter(|(n, _)| sites[*n].is_some());
    let site = |(n, kind): (usize, File)| SiteFile {
        kind,
        file: id(n as u32),
        xml: &trees[n],
        template: is_template(texts[n].as_bytes()),
    };
    let input = SiteFiles(present.map(site).collect());
    let release = Release::new(version, &VersionRange::supported(Product::Hadoop));
    look(&hadoop(&input, &release), &texts)
}

fn ask<R>(core: &str, hdfs: &str, yarn: &str, look: impl FnOnce(&Hadoop<'_>) -> R) -> R {
    with([Some(core), Some(hdfs), Some(yarn)], Version::new(3, 3), |hadoop, _| look(hadoop))
}

fn yarn<R>(yarn: &str, look: impl FnOnce(&ResourceManager<'_>) -> R) -> R {
    ask(CORE, HDFS, yarn, |hadoop| look(hadoop.resource_manager.as_ref().unwrap()))
}

fn hdfs<R>(hdfs: &str, look: impl FnOnce(&NameService<'_>, &Hdfs<'_>) -> R) -> R {
    ask(CORE, hdfs, YARN, |hadoop| look(&hadoop.name_services.items[0], hadoop.hdfs.as_ref().unwrap()))
}

fn text(maybe: &Maybe<Cow<'_, str>>) -> Option<String> {
    maybe.value().map(ToString::to_string)
}

fn keys<'a, 't: 'a>(keys: impl IntoIterator<Item = &'a Located<Cow<'t, str>>>) -> Vec<String> {
    keys.into_iter().map(|key| key.value().map(ToString::to_string).unwrap_or_default()).collect()
}

/// The problems of a kind.
fn of_kind<'h, 't>(hadoop: &'h Hadoop<'t>, kind: ProblemKind) -> Vec<&'h Problem<'t>> {
    hadoop.problems.iter().map(AsRef::as_ref).filter(|problem| problem.kind == kind).collect()
}

/// The keys of the problems of a kind and a cause.
fn keys_of(hadoop: &Hadoop<'_>, kind: ProblemKind, cause: Cause) -> Vec<String> {
    let problems = of_kind(hadoop, kind);
    problems.iter().filter(|problem| problem.cause == cause).filter_map(|problem| text(&problem.key)).collect()
}

#[test]
fn a_good_directory_loses_nothing() {
    ask(CORE, HDFS, YARN, |hadoop| {
        assert!(hadoop.problems.is_empty(), "{:?}", hadoop.problems);
        assert_eq!(hadoop.default_fs.as_ref().and_then(|fs| text(&fs.authority)).as_deref(), Some("prod"));
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert_eq!(rm.ha_enabled.value(), Some(&true));
        assert_eq!(rm.ids.items.iter().map(|id| text(&id.host).unwrap()).collect::<Vec<_>>(), ["rm-1", "rm-2"]);
        assert!(rm.ids.items.iter().all(|id| id.missing.items.is_empty() && !id.missing.open));
        assert_eq!(
            (rm.store.value().map(|store| store.word()), rm.attempts_cap.value()),
            (Some("zookeeper"), Some(&4))
        );
        assert_eq!(rm.zk_quorum.as_ref().map(|quorum| quorum.peers.items.len()), Some(3));
        let service = &hadoop.name_services.items[0];
        assert_eq!((service.ha.value(), service.reachable.value(), service.legal), (Some(&true), Some(&2), true));
        assert_eq!(service.journal.as_ref().map(|journal| journal.nodes.items.len()), Some(3));
        assert_eq!(service.provider_kind.value().map(|kind| kind.word()), Some("hadoop"));
    });
}

#[test]
fn defaults_of_a_stock_resource_manager() {
    yarn("yarn.nodemanager.aux-services=x", |rm| {
        assert_eq!(
            (rm.ha_enabled.value(), rm.recovery.value(), rm.max_attempts.value()),
            (Some(&false), Some(&false), Some(&2))
        );
        assert_eq!(
            (rm.minimum_allocation.value(), rm.maximum_allocation.value()),
            (Some(&Bytes(1 << 30)), Some(&Bytes(8 << 30)))
        );
        assert_eq!(
            (
                rm.store.value().map(|store| store.word()),
                rm.scheduler.value().map(|scheduler| scheduler.word()),
                rm.maximum_vcores.value()
            ),
            (Some("filesystem"), Some("capacity"), Some(&4))
        );
        assert!(rm.store_class.is_absent() && rm.ids_text.is_absent() && rm.cluster_id.is_absent());
        assert_eq!(rm.zk_timeout.value(), Some(&Millis(10_000)));
    });
}

#[test]
fn a_default_overrides_core_site() {
    let core = "yarn.resourcemanager.am.max-attempts=9|dfs.replication=3|dfs.ha.automatic-failover.enabled=true|dfs.nameservices=prod|yarn.resourcemanager.ha.rm-ids=a,b";
    ask(core, "dfs.permissions.enabled=true", "yarn.acl.enable=false", |hadoop| {
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert_eq!(rm.max_attempts.value(), Some(&2));
        assert!(rm.max_attempts.place.lost.is_some());
        assert_eq!(text(&rm.ids_text).as_deref(), Some("a,b"));
        assert_eq!(hadoop.hdfs.as_ref().unwrap().automatic_failover.value(), Some(&false));
        assert_eq!(hadoop.name_services.items.len(), 1);
        let found: Vec<_> = of_kind(hadoop, ProblemKind::WrongFile)
            .iter()
            .map(|problem| (text(&problem.key).unwrap(), problem.cause, problem.differs))
            .collect();
        assert_eq!(
            found,
            [
                ("dfs.replication".into(), Cause::ReplacedByDefault, false),
                ("dfs.ha.automatic-failover.enabled".into(), Cause::ReplacedByDefault, true),
                ("yarn.resourcemanager.am.max-attempts".into(), Cause::ReplacedByDefault, true),
            ]
        );
    });
}

#[test]
fn a_final_value_of_core_site_beats_the_default_and_the_own_file() {
    ask("yarn.resourcemanager.am.max-attempts=!9", HDFS, "yarn.resourcemanager.am.max-attempts=4", |hadoop| {
        assert_eq!(hadoop.resource_manager.as_ref().unwrap().max_attempts.value(), Some(&9));
        assert!(of_kind(hadoop, ProblemKind::WrongFile).is_empty());
        let [blocked] = of_kind(hadoop, ProblemKind::AfterFinal)[..] else { panic!("one value is blocked") };
        assert_eq!((blocked.differs, text(&blocked.other).as_deref()), (true, Some("9")));
    });
    ask("fs.defaultFS=!hdfs://prod|fs.defaultFS=hdfs://other", HDFS, YARN, |hadoop| {
        assert_eq!(text(&hadoop.default_fs_text).as_deref(), Some("hdfs://prod"));
        assert_eq!(of_kind(hadoop, ProblemKind::AfterFinal).len(), 1);
        assert!(of_kind(hadoop, ProblemKind::Overridden).is_empty());
    });
}

#[test]
fn keys_of_the_other_daemon_are_never_read() {
    ask(CORE, "yarn.resourcemanager.ha.enabled=true", "dfs.replication=2", |hadoop| {
        let found = of_kind(hadoop, ProblemKind::WrongFile);
        let found: Vec<_> = found.iter().map(|problem| (text(&problem.file).unwrap(), problem.cause)).collect();
        assert_eq!(found, [("yarn-site.xml".into(), Cause::Other), ("hdfs-site.xml".into(), Cause::Other)]);
    });
}

#[test]
fn the_last_of_two_is_read() {
    ask(
        CORE,
        HDFS,
        "yarn.resourcemanager.am.max-attempts=3|yarn.resourcemanager.am.max-attempts=4|yarn.acl.enable=true|yarn.acl.enable=true",
        |hadoop| {
            assert_eq!(hadoop.resource_manager.as_ref().unwrap().max_attempts.value(), Some(&4));
            let found = of_kind(hadoop, ProblemKind::Overridden);
            let found: Vec<_> = found.iter().map(|twice| (text(&twice.value).unwrap(), twice.differs)).collect();
            assert_eq!(found, [("3".into(), true), ("true".into(), false)]);
        },
    );
}

#[test]
fn old_and_new_names_are_one_option() {
    let core = "hadoop.zk.address=new:2181|yarn.resourcemanager.zk-address=old:2181|fs.default.name=hdfs://prod";
    ask(core, HDFS, YARN, |hadoop| {
        assert_eq!(text(&hadoop.resource_manager.as_ref().unwrap().zk_address).as_deref(), Some("old:2181"));
        assert_eq!(text(&hadoop.default_fs_text).as_deref(), Some("hdfs://prod"));
        let [conflict] = of_kind(hadoop, ProblemKind::OtherName)[..] else { panic!("one conflict") };
        assert_eq!((text(&conflict.meant).as_deref(), conflict.differs), (Some("hadoop.zk.address"), true));
        let deprecated = keys_of(hadoop, ProblemKind::DeprecatedName, Cause::Other);
        assert_eq!(deprecated, ["yarn.resourcemanager.zk-address", "fs.default.name"]);
    });
}

#[test]
fn wrong_booleans_are_the_default_and_wrong_numbers_stop_the_reader() {
    ask(
        CORE,
        HDFS,
        "yarn.resourcemanager.ha.enabled=yes|yarn.scheduler.maximum-allocation-mb=16g|yarn.nodemanager.resource.memory-mb=32768.0",
        |hadoop| {
            let rm = hadoop.resource_manager.as_ref().unwrap();
            assert_eq!(rm.ha_enabled.value(), Some(&false));
            assert!(rm.ha_enabled.place.lost.is_some() && rm.maximum_allocation.is_unknown());
            let [boolean] = of_kind(hadoop, ProblemKind::IgnoredValue)[..] else { panic!("one boolean") };
            assert_eq!(
                (text(&boolean.default).as_deref(), text(&boolean.meant).as_deref()),
                (Some("false"), Some("true"))
            );
            let bad = of_kind(hadoop, ProblemKind::InvalidValue);
            let found: Vec<_> = bad.iter().map(|bad| (text(&bad.key).unwrap(), text(&bad.meant))).collect();
            assert_eq!(
                found,
                [
                    ("yarn.nodemanager.resource.memory-mb".into(), Some("32768".into())),
                    ("yarn.scheduler.maximum-allocation-mb".into(), Some("16".into())),
                ]
            );
        },
    );
}

#[test]
fn variables_are_filled_in_as_far_as_the_files_go() {
    let settings = "a.host=rm-9|yarn.resourcemanager.hostname.rm1=${a.host}|yarn.resourcemanager.ha.rm-ids=rm1|yarn.resourcemanager.cluster-id=${CLUSTER}|x=${y}|y=${x}";
    ask(CORE, HDFS, settings, |hadoop| {
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert_eq!(text(&rm.ids.items[0].host).as_deref(), Some("rm-9"));
        assert!(rm.cluster_id.is_unknown());
        let [unbound] = of_kind(hadoop, ProblemKind::UnboundVariable)[..] else { panic!("one variable") };
        assert_eq!(text(&unbound.wanted).as_deref(), Some("CLUSTER"));
        assert_eq!(keys_of(hadoop, ProblemKind::InvalidValue, Cause::VariableLoop), ["x", "y"]);
    });
}

#[test]
fn misspelled_keys_are_the_lost_lines_of_what_is_missing() {
    let settings = YARN.replace("ha.enabled", "ha.enable").replace("recovery.enabled", "recovery.enable");
    ask(CORE, HDFS, &settings, |hadoop| {
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert!(rm.ha_enabled.value() == Some(&false) && rm.ha_enabled.place.lost.is_some());
        assert!(rm.recovery.value() == Some(&false) && rm.recovery.place.lost.is_some());
        assert_eq!(of_kind(hadoop, ProblemKind::UnknownKey).len(), 2);
    });
}

#[test]
fn misspelled_keys_with_names_behind_them() {
    for (right, wrong) in [
        ("dfs.ha.namenodes.prod=", "dfs.ha.namenodes.Prod="),
        ("dfs.ha.namenodes.prod=", "dfs.ha.namenode.prod="),
        ("dfs.client.failover.proxy.provider.prod=", "dfs.client.failover.proxy-provider.prod="),
        ("dfs.namenode.rpc-address.prod.nn1=", "dfs.namenode.rpc-adress.prod.nn1="),
        ("dfs.namenode.rpc-address.prod.nn2=", "dfs.namenode.rpc-address.prod.nn3="),
    ] {
        assert!(HDFS.contains(right));
        ask(CORE, &HDFS.replace(right, wrong), YARN, |hadoop| {
            let unknown = of_kind(hadoop, ProblemKind::UnknownKey);
            let found: Vec<_> = unknown.iter().map(|u| (text(&u.key).unwrap(), text(&u.meant).unwrap())).collect();
            let name = |key: &str| key.trim_end_matches('=').to_owned();
            assert!(
                of_kind(hadoop, ProblemKind::UndeclaredName).iter().all(|u| u.value.place.lost.is_some()),
                "{wrong}"
            );
            assert_eq!(found, [(name(wrong), name(right))], "{wrong}");
        });
    }
}

#[test]
fn a_declaration_that_nothing_follows_is_wrong_itself() {
    hdfs(&HDFS.replace("=nn1,nn2", "=nn1,nn3"), |service, _| {
        assert_eq!(service.reachable.value(), Some(&1));
        assert!(service.nodes.items[1].rpc_address.is_absent());
    });
    ask(CORE, &HDFS.replace("=nn1,nn2", "=nn1,nn3"), YARN, |hadoop| {
        assert!(of_kind(hadoop, ProblemKind::UnknownKey).is_empty());
        let [undeclared] = of_kind(hadoop, ProblemKind::UndeclaredName)[..] else { panic!("one name is undeclared") };
        assert_eq!((undeclared.cause, undeclared.others.len()), (Cause::NameNode, 1));
        let [list, listed, meant] = [&undeclared.wanted, &undeclared.other, &undeclared.meant].map(text);
        assert_eq!(list.as_deref(), Some("dfs.ha.namenodes.prod"));
        assert_eq!((listed.as_deref(), meant.as_deref()), (Some("nn1,nn3"), Some("nn3")));
    });
    ask(CORE, &HDFS.replace("nameservices=prod", "nameservices=Prod"), YARN, |hadoop| {
        let [undeclared] = of_kind(hadoop, ProblemKind::UndeclaredName)[..] else { panic!("one name is undeclared") };
        assert!(of_kind(hadoop, ProblemKind::UnknownKey).is_empty());
        assert_eq!((undeclared.cause, undeclared.others.len()), (Cause::NameService, 5));
        assert_eq!(hadoop.name_services.items[0].reachable.value(), Some(&0));
    });
}

#[test]
fn keys_of_hadoop_that_nobody_reads() {
    ask(
        &format!("{CORE}|hadoop.zk.quorum=a:1|my.own.key=1"),
        &format!("{HDFS}|dfs.replicas=3"),
        &format!("{YARN}|yarn.log-aggregation.enable=true|yarn.nodemanager.aux-services.x.class=Y"),
        |hadoop| {
            assert_eq!(
                keys_of(hadoop, ProblemKind::UnknownKey, Cause::NoSuchOption),
                ["hadoop.zk.quorum", "dfs.replicas"]
            );
            assert_eq!(keys_of(hadoop, ProblemKind::UnknownKey, Cause::Typo), ["yarn.log-aggregation.enable"]);
        },
    );
}

#[test]
fn every_service_of_every_resource_manager_needs_an_address() {
    yarn(&YARN.replace("hostname.rm2", "address.rm2"), |rm| {
        let missing = keys(&rm.ids.items[1].missing.items);
        assert_eq!(missing.len(), 4);
        assert!(
            missing.contains(&"yarn.resourcemanager.webapp.address.rm2".into())
                && !missing.contains(&"yarn.resourcemanager.address.rm2".into())
        );
        assert!(rm.ids.items[1].missing.items[0].place.span().is_some());
    });
    yarn(&YARN.replace("rm1,rm2", "rm1, rm1").replace("rm-2", "rm-1"), |rm| {
        assert_eq!((rm.ids.items.len(), rm.repeated_ids.len()), (1, 1));
    });
    yarn(&YARN.replace("rm-2", "RM-1"), |rm| {
        let [shared] = rm.shared_hosts.as_slice() else { panic!("one host is shared") };
        assert_eq!((shared.first.as_ref(), shared.second.as_ref()), ("rm1", "rm2"));
    });
}

#[test]
fn the_global_cap_counts_where_the_version_has_it() {
    let settings = format!("{YARN}|yarn.resourcemanager.am.global.max-attempts=7");
    for (version, cap) in [
        (Version::new(2, 9), 4),
        (Version::new(2, 10), 7),
        (Version::new(3, 0), 4),
        (Version::new(3, 1), 7),
        (Version::new(3, 4), 7),
    ] {
        with([Some(CORE), Some(HDFS), Some(&settings)], version, |hadoop, _| {
            assert_eq!(hadoop.resource_manager.as_ref().unwrap().attempts_cap.value(), Some(&cap), "{version}");
        });
    }
}

#[test]
fn classes_that_do_not_exist() {
    yarn(&YARN.replace("ZKRMStateStore", "ZKRMStatestore"), |rm| {
        assert_eq!(rm.store.value().map(|store| store.word()), Some("other"));
        assert!(rm.store_meant.value().is_some_and(|class| class.ends_with(".ZKRMStateStore")));
    });
    hdfs(
        &HDFS.replace("org.apache.hadoop.hdfs.server.namenode.ha.Configured", "org.apache.hadoop.hdfs.Configured"),
        |service, _| {
            assert_eq!(service.provider_kind.value().map(|kind| kind.word()), Some("unknown"));
            let meant = service.provider_meant.value();
            assert!(meant.is_some_and(|class| class.ends_with(".ha.ConfiguredFailoverProxyProvider")));
        },
    );
    hdfs(&HDFS.replace("ha.ConfiguredFailover", "ha.BlackListingFailover"), |service, _| {
        assert!(
            service.provider_kind.value().map(|kind| kind.word()) == Some("unknown")
                && service.provider_meant.is_absent()
        );
    });
    hdfs(
        &HDFS.replace("org.apache.hadoop.hdfs.server.namenode.ha.Configured", "com.example.Configured"),
        |service, _| {
            assert!(
                service.provider_kind.value().map(|kind| kind.word()) == Some("foreign")
                    && service.provider_meant.is_absent()
            );
        },
    );
}

#[test]
fn addresses_of_name_nodes() {
    for (address, fault) in [
        ("nn-1", Some("no-port")),
        ("nn-1:port", Some("malformed")),
        ("nn_1:80", Some("malformed")),
        ("nn-1:99999", Some("port-range")),
        ("hdfs://nn-1:80", None),
        ("nn-1:80/", Some("malformed")),
    ] {
        hdfs(&HDFS.replace("prod.nn1=nn-1:8020", &format!("prod.nn1={address}")), |service, _| {
            assert_eq!(service.nodes.items[0].fault.value().map(|fault| fault.word()), fault, "{address}");
            assert_eq!(service.reachable.value(), Some(if fault.is_some() { &1 } else { &2 }), "{address}");
        });
    }
    hdfs(&HDFS.replace("nn1,nn2", "nn1;nn2"), |service, _| assert_eq!(service.reachable.value(), Some(&0)));
    hdfs(&HDFS.replace("nameservices=prod", "nameservices=prod_1"), |service, _| assert!(!service.legal));
}

#[test]
fn what_is_not_here_is_unknown() {
    with([None, Some(HDFS), Some(YARN)], Version::new(3, 3), |hadoop, _| {
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert!(rm.zk_address.is_unknown() && rm.zk_timeout.is_unknown() && rm.zk_quorum.is_none());
        assert!(rm.own_id.is_absent());
        assert!(
            hadoop.default_fs_text.is_unknown() && hadoop.default_fs.as_ref().is_some_and(|fs| fs.scheme.is_unknown())
        );
    });
    with([Some(CORE), None, None], Version::new(3, 3), |hadoop, _| {
        assert!(hadoop.resource_manager.is_none() && hadoop.hdfs.is_none() && hadoop.name_services.items.is_empty());
        assert_eq!(text(&hadoop.default_fs_text).as_deref(), Some("hdfs://prod"));
    });
    let template = "<configuration>{% if ha %}<property><name>dfs.nameservices</name><value>prod</value></property>{% endif %}</configuration>";
    ask(CORE, template, YARN, |hadoop| {
        let service = &hadoop.name_services.items[0];
        assert!(service.provider.is_unknown() && service.nodes.open && service.ha.is_unknown());
    });
    ask(
        CORE,
        HDFS,
        "<configuration><property><name>yarn.acl.enable</name><value>{{ acl }}</value></property></configuration>",
        |hadoop| {
            assert!(of_kind(hadoop, ProblemKind::IgnoredValue).is_empty());
            assert!(hadoop.resource_manager.as_ref().unwrap().ha_enabled.is_unknown());
        },
    );
}

#[test]
fn a_broken_file_is_an_error_and_opens_what_it_would_have_set() {
    ask(
        CORE,
        HDFS,
        "<configuration>\n<property><name>yarn.acl.enable</name><value>true</property>\n</configuration>",
        |hadoop| {
            let [refused] = of_kind(hadoop, ProblemKind::RefusedFile)[..] else { panic!("one file is refused") };
            assert_eq!(refused.place.as_ref().and_then(Place::span).map(|span| span.file.text), Some(2));
            assert!(hadoop.resource_manager.as_ref().unwrap().ha_enabled.is_unknown());
            assert_eq!(hadoop.name_services.items[0].reachable.value(), Some(&2));
        },
    );
}

#[test]
fn lost_elements_and_empty_properties() {
    let odd = "<configuration><property><key>yarn.resourcemanager.ha.enabled</key><value>true</value></property><name>yarn.resourcemanager.cluster-id</name><value>x</value></configuration>";
    ask(CORE, HDFS, odd, |hadoop| {
        let ignored = of_kind(hadoop, ProblemKind::IgnoredElement);
        let found: Vec<_> = ignored.iter().filter(|odd| !odd.set_elsewhere).filter_map(|odd| text(&odd.key)).collect();
        assert_eq!(found, ["yarn.resourcemanager.ha.enabled", "yarn.resourcemanager.cluster-id"]);
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert!(rm.ha_enabled.place.lost.is_some() && rm.cluster_id.place.lost.is_some());
    });
    let metadata = "<configuration><property><name>yarn.acl.enable</name><value>true</value><display-name>ACL</display-name></property></configuration>";
    ask(CORE, HDFS, metadata, |hadoop| {
        let ignored = of_kind(hadoop, ProblemKind::IgnoredElement);
        assert!(ignored.len() == 1 && ignored[0].set_elsewhere);
    });
    ask(CORE, HDFS, &format!("{YARN}|yarn.resourcemanager.own=1|yarn.resourcemanager.ha.id"), |hadoop| {
        assert_eq!(keys_of(hadoop, ProblemKind::MissingValue, Cause::Other), ["yarn.resourcemanager.ha.id"]);
        let rm = hadoop.resource_manager.as_ref().unwrap();
        assert!(rm.own_id.is_absent() && rm.own_id.place.lost.is_some());
    });
}

#[test]
fn secrets_stay_in_the_file() {
    let settings = "hadoop.zk.auth=digest:yarn:secret|hadoop.zk.auth=digest:yarn:other|fs.s3a.secret.key=abc";
    with([Some(settings), Some(HDFS), Some(YARN)], Version::new(3, 3), |hadoop, _| {
        let [twice] = of_kind(hadoop, ProblemKind::Overridden)[..] else { panic!("one key stands twice") };
        assert!(twice.value.is_unknown() && twice.other.is_unknown());
        assert!(!format!("{hadoop:?}").contains("digest"));
    });
}

#[test]
fn hardware_and_changing_ports() {
    ask(CORE, HDFS, "yarn.nodemanager.recovery.enabled=true", |hadoop| {
        let nm = hadoop.node_manager.as_ref().unwrap();
        assert_eq!(
            (nm.memory.value(), nm.vcores.value(), nm.changing_port.value()),
            (Some(&Bytes(8 << 30)), Some(&8), Some(&true))
        );
    });
    ask(
        CORE,
        HDFS,
        "yarn.nodemanager.resource.detect-hardware-capabilities=true|yarn.nodemanager.address=0.0.0.0:45454",
        |hadoop| {
            let nm = hadoop.node_manager.as_ref().unwrap();
            assert!(nm.memory.is_unknown() && nm.changing_port.value() == Some(&false));
        },
    );
}

#[test]
fn what_became_of_every_line() {
    let texts = [site("yarn.x=1|dfs.replication=1|a=${b}|b=c"), site("yarn.x=2|yarn.x=3")];
    let trees = [0, 1].map(|n| site_xml::parse(FileId { set: 0, text: n as u32 }, texts[n].as_bytes()));
    let file =
        |n: usize, kind| SiteFile { kind, file: FileId { set: 0, text: n as u32 }, xml: &trees[n], template: false };
    let read = settings(&SiteFiles(vec![file(0, File::Core), file(1, File::Yarn)]));
    let shown: Vec<_> = read.yarn.store.all().iter().map(|s| (&*s.key.text, &*s.value.text, s.effect)).collect();
    assert_eq!(
        shown,
        [
            ("yarn.x", "1", Effect::OverriddenBy(4)),
            ("dfs.replication", "1", Effect::Effective),
            ("a", "c", Effect::Effective),
            ("b", "c", Effect::Effective),
            ("yarn.x", "2", Effect::OverriddenBy(5)),
            ("yarn.x", "3", Effect::Effective),
        ]
    );
    assert_eq!(read.yarn.store.replacements().collect::<Vec<_>>(), [(0, 5), (4, 5)]);
}

#[test]
fn absurd_files_take_no_absurd_time() {
    let repeat = |setting: &dyn Fn(usize) -> String| (0..1500).map(setting).collect::<Vec<_>>().join("|");
    let many = repeat(&|n| format!("n{n}"));
    for settings in [
        repeat(&|n| format!("dfs.namenode.rpc-address.s{n}.nn1=a:1")),
        repeat(&|n| format!("dfs.namenode.rpc-adres.s{n}=a:1")),
        repeat(&|n| format!("x{n}=${{x{}}}${{x{}}}", n + 1, n + 1)),
        format!("dfs.nameservices={}|{}", many.replace('|', ","), repeat(&|n| format!("dfs.ha.namenodes.n{n}=a,b"))),
        format!("dfs.nameservices=a,b|dfs.ha.namenodes.a={}", many.replace('|', ",")),
    ] {
        ask(&settings, &settings, &settings, |hadoop| assert!(of_kind(hadoop, ProblemKind::RefusedFile).is_empty()));
    }
}

proptest::proptest! {
    #[test]
    fn any_settings_have_facts(core in "([a-z.=|$\\{\\}]{0,20}|fs.defaultFS=[a-z:/$\\{\\}]{0,12}){0,3}", yarn in "(yarn.resourcemanager.(ha.rm-ids|hostname.rm1|address.rm1|ha.enabled)=[a-z0-9,:$\\{\\} ]{0,12}[|]){0,4}", hdfs in "(dfs.(nameservices|ha.namenodes.a|namenode.rpc-address.a.b|ha.fencing.methods|namenode.shared.edits.dir)=[a-z0-9,:;/()$\\{\\} ]{0,16}[|]){0,5}") {
        ask(&core, &hdfs, &yarn, |hadoop| {
            assert_eq!(hadoop.core.value(), Some(&"core-site.xml"));
        });
    }
}

#[test]
fn settings_are_found_by_key() {
    let core = "fs.default.name=hdfs://prod|yarn.log-aggregation-enable=true";
    let hdfs = format!("{HDFS}|dfs.replication=2|dfs.replication= 3 |dfs.webhdfs.enabled=maybe");
    with([Some(core), Some(&hdfs), None], Version::new(3, 3), |hadoop, _| {
        let Map(settings) = &hadoop.settings;
        let value = |key| settings.get(key).value;
        for key in ["fs.defaultFS", "fs.default.name"] {
            assert!(matches!(value(key), Value::Text(name) if name == "hdfs://prod"), "{key}");
        }
        assert!(matches!(value("dfs.replication"), Value::Int(3)));
        assert!(matches!(value("dfs.webhdfs.enabled"), Value::Unknown));
        assert!(matches!(value("dfs.namenode.rpc-address.prod.nn1"), Value::Text(host) if host == "nn-1:8020"));
        assert!(matches!(value("dfs.namenode.rpc-address"), Value::Null));
        assert!(matches!(value("yarn.log-aggregation-enable"), Value::Null));
        assert!(matches!(value("hadoop.zk.address"), Value::Null));
        let variable = Variable { name: "hadoop", typed: Hadoop::typed() };
        let is_unknown = |source: &str| {
            let program = compile(source, std::slice::from_ref(&variable)).unwrap();
            matches!(program.evaluate(&[hadoop.node()], &mut 1000, None).unwrap().value, Value::Unknown)
        };
        // Without yarn-site.xml nobody knows what it sets.
        assert!(is_unknown("hadoop.settings['yarn.resourcemanager.recovery.enabled']"));
        assert!(is_unknown("'yarn.resourcemanager.recovery.enabled' in hadoop.settings"));
        assert!(!is_unknown("'hadoop.zk.address' in hadoop.settings"));
        let key = "dfs.replication";
        let ours = hadoop.written.iter().filter(|setting| setting.key.value().is_some_and(|text| text == key));
        let effects: Vec<_> = ours.map(|setting| (setting.effect, setting.file)).collect();
        let file = "hdfs-site.xml";
        assert_eq!(effects, [(SettingEffect::Overridden, file), (SettingEffect::Effective, file)]);
        assert_eq!(hadoop.written.len(), 2 + hdfs.split('|').count());
    });
}
