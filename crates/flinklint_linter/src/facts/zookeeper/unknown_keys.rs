//! Keys of a `zoo.cfg` that nothing reads, and what was meant by them.
//!
//! ZooKeeper takes any key: what `QuorumPeerConfig` does not know becomes a system property. Which settings are missing
//! because of that is not known here.

use super::UnknownKey;
use super::keys::is_setting;
use super::servers::is_list_key;
use super::settings::{place, trimmed};
use flinklint_catalog::version::{Product, Release};
use flinklint_catalog::zookeeper::{self as catalog, Phantom};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::properties::{Properties, PropertyEntry, Separator};
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::marker::PhantomData;

/// How the three bytes of a UTF-8 byte order mark look to a reader of Latin-1.
const BYTE_ORDER_MARK: &str = "\u{ef}\u{bb}\u{bf}";

/// How many unknown keys are looked at. A file with more of them is something else.
const MOST_UNKNOWN: usize = 500;

/// What people write before a key that is known without it.
const NEEDLESS_PREFIXES: &[&str] = &["zk.", "zoo.", "zookeeper_", "zoo_", "zk_"];

/// What a key is to a person.
type Meaning = (&'static str, Option<Cow<'static, str>>);

/// Keys that nothing reads, as far as something can be said about them; a key of somebody's plug-in is left alone.
///
/// In a template (`open`) a line may be anything until it is filled in, and so may a class.
pub(super) fn unknown_keys<'t>(properties: &Properties<'t>, open: bool, release: &Release) -> Vec<UnknownKey<'t>> {
    let mut found = Vec::new();
    let may_be_read =
        open || properties.entries.iter().any(|entry| is_foreign_class(java_trim(&entry.entry.value.text)));
    let unknown = properties.entries.iter().enumerate().filter(|(_, entry)| {
        let key = java_trim(&entry.entry.key.text);
        !is_list_key(key) && !catalog::reads(key, release) && template::placeholder(key).is_none()
    });
    let mut last_prose = None;
    for (at, entry) in unknown.take(MOST_UNKNOWN) {
        let key = java_trim(&entry.entry.key.text);
        let meaning = classify(key, release)
            .or_else(|| setting_behind(entry, release))
            .or_else(|| (!may_be_read && !may_be_of_a_plug_in(key)).then(|| (unread_kind(entry), None)));
        let Some((kind, meant)) = meaning else { continue };
        if kind == "prose" {
            // A paragraph without its comment signs is one mistake.
            let goes_on = last_prose == at.checked_sub(1) && last_prose.is_some();
            last_prose = Some(at);
            if goes_on {
                continue;
            }
        }
        found.push(UnknownKey {
            place: Some(Place { value: None, ..place(entry) }),
            texts: PhantomData,
            key: trimmed(&entry.entry.key.text),
            meant: meant.map_or_else(Maybe::absent, |meant| Maybe::new(meant, Place::default())),
            versions: versions_of(key).map_or_else(Maybe::absent, |text| Maybe::new(text.into(), Place::default())),
            kind,
        });
    }
    found
}

fn classify(key: &str, release: &Release) -> Option<Meaning> {
    if let Some(rest) = key.strip_prefix(BYTE_ORDER_MARK) {
        let meant = if catalog::reads(rest, release) || is_list_key(rest) {
            Some(Cow::Owned(rest.to_owned()))
        } else {
            classify(rest, release).and_then(|(_, meant)| meant)
        };
        return Some(("bom", meant));
    }
    if let Some(rest) = key.strip_prefix("zookeeper.") {
        // Without the prefix it would be as dead as with it.
        if catalog::phantom(rest) == Some(Phantom::Never) {
            return Some(("phantom", None));
        }
        let meant = if catalog::reads(rest, release) {
            Some(Cow::Owned(rest.to_owned()))
        } else {
            classify(rest, release).filter(|(kind, _)| *kind != "prefixed").and_then(|(_, meant)| meant)
        };
        return Some(("prefixed", meant));
    }
    if key.starts_with("java.") || key.starts_with("javax.") {
        return Some(("jvm-only", None));
    }
    match catalog::phantom(key) {
        Some(Phantom::JvmOnly) => return Some(("jvm-only", None)),
        Some(Phantom::Never) => return Some(("phantom", None)),
        Some(Phantom::Renamed(name)) => {
            return Some(("other-name", catalog::reads(name, release).then_some(Cow::Borrowed(name))));
        }
        None => {}
    }
    if let Some(id) = almost_server(key) {
        return Some(("server-key", Some(Cow::Owned(format!("server.{id}")))));
    }
    if let Some(meant) = almost_of_family(key) {
        return Some(("typo", Some(Cow::Owned(meant))));
    }
    if catalog::lifetime(key).is_some() {
        return Some(("other-version", None));
    }
    if let Some(meant) = catalog::meant(key, release) {
        let kind = if meant.eq_ignore_ascii_case(key) { "case" } else { "typo" };
        return Some((kind, Some(Cow::Borrowed(meant))));
    }
    let bare = NEEDLESS_PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix));
    // Anything but the signs of a name ends a key for a person, not for Java: `tickTime->2000`.
    let name_end = key.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let before = name_end.and_then(|end| key.get(..end)).map(|name| name.trim_end_matches('-'));
    let known = bare.or(before).filter(|known| is_setting(known, release))?;
    Some(("typo", Some(Cow::Owned(known.to_owned()))))
}

/// The id in a key that is `server.N` but for its separator, its case or a letter.
fn almost_server(key: &str) -> Option<&str> {
    let end = key.find(|c: char| !c.is_ascii_alphabetic())?;
    let (word, rest) = key.split_at_checked(end)?;
    if strsim::osa_distance(&word.to_ascii_lowercase(), "server") > 1 {
        return None;
    }
    let id = rest.trim_start_matches(['.', '-', '_', ' ', ',', '[', '(', '#']);
    let end = id.trim_end_matches([']', ')', '.']);
    (rest.len() - id.len() <= 1 && !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit())).then_some(end)
}

/// The key of a family that ends with a name of somebody's choice, where the family is written in other letters.
fn almost_of_family(key: &str) -> Option<String> {
    ["authProvider.", "group.", "weight."].into_iter().find_map(|family| {
        let word = family.trim_end_matches('.');
        let (head, tail) = key.split_at_checked(word.len())?;
        let name = tail.strip_prefix(['.', '-', '_']).unwrap_or(tail);
        let is_name = match word {
            "authProvider" => !name.is_empty() && (tail.len() > name.len() || name.bytes().all(|b| b.is_ascii_digit())),
            _ => tail.len() > name.len() && !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()),
        };
        (head.eq_ignore_ascii_case(word) && is_name).then(|| format!("{family}{name}"))
    })
}

/// A setting behind a word that makes it a part of the value, as `export` and `set` of other languages do.
fn setting_behind(entry: &PropertyEntry<'_>, release: &Release) -> Option<Meaning> {
    let (key, _) = entry.entry.value.text.split_once(['=', ':'])?;
    let key = java_trim(key);
    (entry.separator == Separator::Blank && is_setting(key, release))
        .then(|| ("word-before", Some(Cow::Owned(key.to_owned()))))
}

/// Whether the line is a setting that nobody knows, or words.
fn unread_kind(entry: &PropertyEntry<'_>) -> &'static str {
    match entry.separator {
        Separator::Equals | Separator::Colon => "unread",
        Separator::Blank | Separator::None => "prose",
    }
}

/// Whether the key may be read by a class that somebody added: it begins like a package, or as keys of such classes do in
/// some version.
fn may_be_of_a_plug_in(key: &str) -> bool {
    let is_package = ["com.", "org.", "net.", "io.", "de.", "cn.", "ru."].iter().any(|top| key.starts_with(top));
    is_package && key.matches('.').count() > 1 || catalog::in_family(key)
}

/// Whether a value names a class that is not one of ZooKeeper's: it may read any key.
fn is_foreign_class(value: &str) -> bool {
    let mut parts = value.rsplit('.');
    let is_class = parts.next().is_some_and(|class| class.starts_with(|c: char| c.is_ascii_uppercase()));
    let mut packages = 0;
    let is_package = parts.all(|part| {
        packages += 1;
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    });
    is_class && is_package && packages > 1 && !value.starts_with("org.apache.zookeeper.")
}

/// The words for a range of versions that read a key.
fn versions_of(key: &str) -> Option<String> {
    let (first, last) = catalog::lifetime(key)?;
    Some(match (first <= Product::ZooKeeper.oldest(), last >= Product::ZooKeeper.newest()) {
        (_, true) => format!("{first} and newer"),
        (true, false) => format!("{last} and older"),
        (false, false) => format!("{first} to {last}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_were_meant_to_be_servers() {
        for key in ["server2", "Server.2", "servers.2", "server,2", "server[2]", "sever.2", "server-2", "server.2."] {
            assert_eq!(almost_server(key), Some("2"), "{key}");
        }
        for key in ["server", "serverCnxnFactory", "observer.2", "server.two", "admin.server2"] {
            assert_eq!(almost_server(key), None, "{key}");
        }
    }

    #[test]
    fn families_in_other_letters() {
        assert_eq!(almost_of_family("authprovider.1").as_deref(), Some("authProvider.1"));
        assert_eq!(almost_of_family("authProvider_x509").as_deref(), Some("authProvider.x509"));
        assert_eq!(almost_of_family("Group.3").as_deref(), Some("group.3"));
        assert_eq!(almost_of_family("authProviders"), None);
        assert_eq!(almost_of_family("Grouping"), None);
    }

    #[test]
    fn classes_of_others() {
        assert!(is_foreign_class("com.example.zk.TokenProvider"));
        assert!(!is_foreign_class("org.apache.zookeeper.server.auth.SASLAuthenticationProvider"));
        assert!(!is_foreign_class("zk-1.example.com") && !is_foreign_class("/var/lib/Zookeeper"));
    }
}
