//! Lines that are not what they look like.

use super::*;
use crate::settings::SettingEffect;
use flinklint_expr::model::{Lookup, Value};
use std::sync::Arc;

fn unknown(line: &str) -> Option<(Cause, Option<String>)> {
    let zoo = read(&format!("{BASE}{line}\n"));
    let found = *problems(&zoo, ProblemKind::UnknownKey).first()?;
    Some((found.cause, found.meant.value().map(ToString::to_string)))
}

#[test]
fn keys_that_nothing_reads() {
    let found = |cause, meant: &str| Some((cause, (!meant.is_empty()).then(|| meant.to_owned())));
    for (key, expected) in [
        ("ticktime", found(Cause::Case, "tickTime")),
        ("tickTme", found(Cause::Typo, "tickTime")),
        ("autopurge.purgeinterval", found(Cause::Case, "autopurge.purgeInterval")),
        ("admin.port", found(Cause::Typo, "admin.serverPort")),
        ("zookeeper.4lw.commands.whitelist", found(Cause::SystemPropertyPrefix, "4lw.commands.whitelist")),
        ("zookeeper.superuser", found(Cause::SystemPropertyPrefix, "superUser")),
        ("zookeeper.jute.maxbuffer", found(Cause::SystemPropertyPrefix, "")),
        ("server2", found(Cause::ServerKey, "server.2")),
        ("server-2", found(Cause::ServerKey, "server.2")),
        ("Server.2", found(Cause::ServerKey, "server.2")),
        ("jute.maxbuffer", found(Cause::JvmOnly, "")),
        ("java.security.auth.login.config", found(Cause::JvmOnly, "")),
        ("requireClientAuthScheme", found(Cause::NoSuchOption, "")),
        ("enableDynamicConfig", found(Cause::NoSuchOption, "")),
        ("requestThrottleLimit", found(Cause::DocumentedName, "request_throttle_max_requests")),
        ("heapSize", found(Cause::Other, "")),
        ("authprovider.1", found(Cause::Typo, "authProvider.1")),
        ("zoo.tickTime", found(Cause::Typo, "tickTime")),
        ("tickTime->", found(Cause::Typo, "tickTime")),
        ("com.example.option", None),
        ("{{x}}", None),
        ("authProvider.1", None),
        ("metricsProvider.exportJvmInfo", None),
    ] {
        assert_eq!(unknown(&format!("{key}=1")), expected, "{key}");
    }
}

#[test]
fn a_byte_order_mark_swallows_the_first_key() {
    let zoo = read(&format!("\u{feff}{}", three()));
    let unknown = problems(&zoo, ProblemKind::UnknownKey)[0];
    assert_eq!((unknown.cause, text(&unknown.meant)), (Cause::ByteOrderMark, "tickTime"));
    assert_eq!(zoo.tick_time.value(), Some(&Millis(3000)));
    assert_eq!(zoo.tick_time.place.lost, unknown.place.as_ref().and_then(|place| place.key));
}

#[test]
fn a_key_of_another_version_names_the_versions() {
    let old = Case { zoo: &format!("{BASE}oraclePath=/x\n"), minor: 7, ..Case::default() }.read();
    let unknown = problems(&old, ProblemKind::UnknownKey)[0];
    assert_eq!((unknown.cause, text(&unknown.since), text(&unknown.until)), (Cause::Newer, "3.8", "(none)"));
}

#[test]
fn of_equal_keys_the_last_counts() {
    let file = format!("{}tickTime=3000\nserver.2=zk-9:2888:3888\nnote to self\nnote to all\n* a\n* b\n", three());
    let zoo = read(&file);
    let overridden = problems(&zoo, ProblemKind::Overridden);
    let found: Vec<_> = overridden.iter().map(|found| (text(&found.key), found.differs)).collect();
    assert_eq!(found, [("tickTime", true), ("server.2", true), ("note", true)]);
    assert_eq!(text_at(&file, Some(&overridden[0].value.place)), "2000");
    assert_eq!(text_at(&file, Some(&overridden[0].other.place)), "3000");
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
    assert_eq!((causes(&zoo, ProblemKind::Overridden).len(), causes(&zoo, ProblemKind::DuplicateId).len()), (0, 1));
    assert_eq!(zoo.servers.items.len(), 3);
}

#[test]
fn separators_that_the_script_does_not_find() {
    let zoo = read("dataDir: /d\nclientPort 2181\ntickTime: 2000\n");
    let misread = problems(&zoo, ProblemKind::MisreadByScript);
    let found: Vec<_> = misread.iter().map(|found| (text(&found.key), found.cause)).collect();
    assert_eq!(found, [("dataDir", Cause::ColonSeparator), ("clientPort", Cause::BlankSeparator)]);
    assert_eq!(zoo.tick_time.value(), Some(&Millis(2000)));
}

#[test]
fn values_are_taken_literally() {
    let kind = |line: &str| {
        let zoo = read(&format!("{line}\n"));
        let is_literal = |problem: &&Arc<Problem<'_>>| {
            matches!(problem.kind, ProblemKind::StrayCharacters | ProblemKind::ChangedValue)
        };
        zoo.problems.iter().find(is_literal).map(|found| (found.cause, text(&found.value).to_owned()))
    };
    assert_eq!(kind("dataDir=\"/d\""), Some((Cause::Quotes, "\"/d\"".to_owned())));
    assert_eq!(kind("dataDir=~/zk"), Some((Cause::Tilde, "~/zk".to_owned())));
    assert_eq!(kind("dataDir=C:\\zk\\data"), Some((Cause::Backslash, "C:zkdata".to_owned())));
    assert_eq!(kind("dataDir=C\\:\\\\zk\\\\data"), None);
    assert_eq!(kind("dataDir=/a\\\n  /b"), None);
    assert_eq!(kind("dataDir=/a"), None);
}

#[test]
fn flinks_script_reads_server_lines_its_own_way() {
    let kinds = |text: &str, bundled| {
        let zoo = Case { zoo: text, bundled, ..Case::default() }.read();
        causes(&zoo, ProblemKind::MisreadByScript)
    };
    let text = "server.1=a:1:2\nserver.02 =b:1:2\nserver.10=c:1:2\nserver.3 = d:1:2\n server.4=e:1:2\nserver.5: f:1:2\nserver.6=[::1]:1:2\n";
    assert_eq!(kinds(text, true), [Cause::Indented, Cause::ColonSeparator, Cause::Ipv6]);
    assert!(kinds(text, false).is_empty());
}

#[test]
fn settings_by_key() {
    let zoo = read(&format!("{}initLimit=5\nticktime=9\ncom.example.x=y\n", three()));
    let map: &dyn Lookup = &zoo.settings.0;
    assert!(matches!(map.get("tickTime").value, Value::Int(2000)));
    assert!(matches!(map.get("initLimit").value, Value::Int(5)));
    assert!(matches!(map.get("com.example.x").value, Value::Text(value) if value == "y"));
    assert!(matches!(map.get("maxClientCnxns").value, Value::Null));
    let effects: Vec<_> =
        zoo.written.iter().map(|setting| (setting.key.value().unwrap().as_ref(), setting.effect)).collect();
    assert_eq!(effects.len(), 11);
    for expected in [
        ("initLimit", SettingEffect::Overridden),
        ("initLimit", SettingEffect::Effective),
        ("ticktime", SettingEffect::NotRead),
        ("server.1", SettingEffect::Effective),
    ] {
        assert!(effects.contains(&expected), "{expected:?}");
    }
}
