//! Lines that are not what they look like.

use super::*;

fn unknown(line: &str) -> Option<(String, &'static str, Option<String>)> {
    let zoo = read(&format!("{BASE}{line}\n"));
    let found = zoo.unknown_keys.first()?;
    Some((found.key.to_string(), found.kind, found.meant.value().map(ToString::to_string)))
}

#[test]
fn keys_that_nothing_reads() {
    let found = |kind, meant: &str| Some((kind, (!meant.is_empty()).then(|| meant.to_owned())));
    for (key, expected) in [
        ("ticktime", found("case", "tickTime")),
        ("tickTme", found("typo", "tickTime")),
        ("autopurge.purgeinterval", found("case", "autopurge.purgeInterval")),
        ("admin.port", found("typo", "admin.serverPort")),
        ("zookeeper.4lw.commands.whitelist", found("prefixed", "4lw.commands.whitelist")),
        ("zookeeper.superuser", found("prefixed", "superUser")),
        ("zookeeper.jute.maxbuffer", found("prefixed", "")),
        ("server2", found("server-key", "server.2")),
        ("server-2", found("server-key", "server.2")),
        ("Server.2", found("server-key", "server.2")),
        ("jute.maxbuffer", found("jvm-only", "")),
        ("java.security.auth.login.config", found("jvm-only", "")),
        ("requireClientAuthScheme", found("phantom", "")),
        ("enableDynamicConfig", found("phantom", "")),
        ("requestThrottleLimit", found("other-name", "request_throttle_max_requests")),
        ("heapSize", found("unread", "")),
        ("authprovider.1", found("typo", "authProvider.1")),
        ("zoo.tickTime", found("typo", "tickTime")),
        ("tickTime->", found("typo", "tickTime")),
        ("com.example.option", None),
        ("{{x}}", None),
        ("authProvider.1", None),
        ("metricsProvider.exportJvmInfo", None),
    ] {
        assert_eq!(unknown(&format!("{key}=1")).map(|(_, kind, meant)| (kind, meant)), expected, "{key}");
    }
}

#[test]
fn a_byte_order_mark_swallows_the_first_key() {
    let zoo = read(&format!("\u{feff}{}", three()));
    assert_eq!(
        (zoo.unknown_keys[0].kind, zoo.unknown_keys[0].meant.value().map(AsRef::as_ref)),
        ("bom", Some("tickTime"))
    );
    assert_eq!(zoo.tick_time.value(), Some(&Millis(3000)));
    assert_eq!(zoo.tick_time.place.lost, zoo.unknown_keys[0].place.as_ref().and_then(|place| place.key));
}

#[test]
fn a_key_of_another_version_names_the_versions() {
    let old = Case { zoo: &format!("{BASE}oraclePath=/x\n"), minor: 7, ..Case::default() }.read();
    assert_eq!(old.unknown_keys[0].kind, "other-version");
    assert_eq!(old.unknown_keys[0].versions.value().map(AsRef::as_ref), Some("3.8 and newer"));
}

#[test]
fn of_equal_keys_the_last_counts() {
    let text = format!("{}tickTime=3000\nserver.2=zk-9:2888:3888\nnote to self\nnote to all\n* a\n* b\n", three());
    let zoo = read(&text);
    let found: Vec<_> = zoo.duplicates.iter().map(|found| (found.key.as_ref(), found.differs)).collect();
    assert_eq!(found, [("tickTime", true), ("server.2", true), ("note", true)]);
    assert_eq!(text_at(&text, Some(&zoo.duplicates[0].earlier.place)), "2000");
    assert_eq!(text_at(&text, zoo.duplicates[0].place.as_ref()), "3000");
    assert_eq!(zoo.tick_time.value(), Some(&Millis(3000)));
    assert_eq!(
        zoo.servers
            .items
            .iter()
            .find(|server| server.id == 2)
            .and_then(|server| server.host.value())
            .map(AsRef::as_ref),
        Some("zk-9")
    );
    let zoo = read(&format!("{}server.01=zk-9:2888:3888\n", three()));
    assert_eq!((zoo.duplicates.len(), zoo.duplicate_ids.len(), zoo.servers.items.len()), (0, 1, 3));
}

#[test]
fn separators_that_the_script_does_not_find() {
    let zoo = read("dataDir: /d\nclientPort 2181\ntickTime: 2000\n");
    let found: Vec<_> = zoo.odd_separators.iter().map(|found| (found.key.as_ref(), found.separator)).collect();
    assert_eq!(found, [("dataDir", "colon"), ("clientPort", "blank")]);
    assert_eq!(zoo.tick_time.value(), Some(&Millis(2000)));
}

#[test]
fn values_are_taken_by_the_letter() {
    let kind = |line: &str| {
        let zoo = read(&format!("{line}\n"));
        zoo.literal_values.first().map(|found| (found.kind, found.value.to_string()))
    };
    assert_eq!(kind("dataDir=\"/d\""), Some(("quotes", "\"/d\"".to_owned())));
    assert_eq!(kind("dataDir=~/zk"), Some(("tilde", "~/zk".to_owned())));
    assert_eq!(kind("dataDir=C:\\zk\\data"), Some(("backslash", "C:zkdata".to_owned())));
    assert_eq!(kind("dataDir=C\\:\\\\zk\\\\data"), None);
    assert_eq!(kind("dataDir=/a\\\n  /b"), None);
    assert_eq!(kind("dataDir=/a"), None);
}

#[test]
fn flinks_script_reads_server_lines_its_own_way() {
    let kinds = |text: &str, bundled| {
        let zoo = Case { zoo: text, bundled, ..Case::default() }.read();
        zoo.script_faults.iter().map(|fault| fault.kind).collect::<Vec<_>>()
    };
    let text = "server.1=a:1:2\nserver.02 =b:1:2\nserver.10=c:1:2\nserver.3 = d:1:2\n server.4=e:1:2\nserver.5: f:1:2\nserver.6=[::1]:1:2\n";
    assert_eq!(kinds(text, true), ["indented", "separator", "ipv6"]);
    assert!(kinds(text, false).is_empty());
}
