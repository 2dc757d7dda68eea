//! Keys of a `zoo.cfg` that nothing reads, and what was meant by them.
//!
//! ZooKeeper takes any key: what `QuorumPeerConfig` does not know becomes a system property. Which settings are missing
//! because of that is not known here.

use super::collect::{Line, Lines};
use super::server_list::{is_list_key, is_setting};
use super::{Cause, Problem, ProblemKind, problem};
use flinklint_catalog::version::{Product, Release};
use flinklint_catalog::zookeeper::{self as catalog, Phantom};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::properties::Separator;
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;

/// How the three bytes of a UTF-8 byte order mark look to a reader of Latin-1.
const BYTE_ORDER_MARK: &str = "\u{ef}\u{bb}\u{bf}";

/// How many unknown keys are looked at. A file with more of them is something else.
const MOST_UNKNOWN: usize = 500;

/// What people write before a key that is known without it.
const NEEDLESS_PREFIXES: &[&str] = &["zk.", "zoo.", "zookeeper_", "zoo_", "zk_"];

/// What a key is to a person, and the key that was meant.
type Meaning = (Cause, Option<Cow<'static, str>>);

/// Keys that nothing reads, as far as something can be said about them; a key of somebody's plug-in is left alone.
///
/// In a template a line may be anything until it is filled in, and so may a class.
pub(super) fn unknown<'t>(collected: &Lines<'_, 't>) -> Vec<Problem<'t>> {
    let release = collected.release;
    let may_be_read = collected.open || collected.zoo_lines().any(|(_, line)| is_foreign_class(line.value));
    let unknown = collected
        .zoo_lines()
        .filter(|(_, line)| line.row.is_none() && !is_list_key(line.key) && template::placeholder(line.key).is_none());
    let mut found = Vec::new();
    let mut last_prose: Option<usize> = None;
    for (at, line) in unknown.take(MOST_UNKNOWN) {
        let meaning = classify(line.key, release)
            .or_else(|| setting_after(line, release))
            .or_else(|| (!may_be_read && !may_be_of_a_plug_in(line.key)).then(|| (unread(line), None)));
        let Some((cause, meant)) = meaning else { continue };
        if cause == Cause::Prose {
            // A paragraph without its comment signs is one mistake.
            let goes_on = last_prose.is_some_and(|last| last + 1 == at);
            last_prose = Some(at);
            if goes_on {
                continue;
            }
        }
        let (since, until) = versions(line.key);
        found.push(Problem {
            place: Some(Place { value: None, ..line.place() }),
            meant: text(meant),
            since: text(since),
            until: text(until),
            ..problem(ProblemKind::UnknownKey, cause, line)
        });
    }
    found
}

fn text<'t>(text: Option<Cow<'static, str>>) -> Maybe<Cow<'t, str>> {
    text.map_or_else(Maybe::absent, |text| Maybe::new(text, Place::default()))
}

/// The versions that read a key, as far as they are not the oldest and the newest that are supported.
fn versions(key: &str) -> (Option<Cow<'static, str>>, Option<Cow<'static, str>>) {
    let Some((first, last)) = catalog::lifetime(key) else { return (None, None) };
    (
        (first > Product::ZooKeeper.oldest()).then(|| first.to_string().into()),
        (last < Product::ZooKeeper.newest()).then(|| last.to_string().into()),
    )
}

fn classify(key: &str, release: &Release) -> Option<Meaning> {
    if let Some(rest) = key.strip_prefix(BYTE_ORDER_MARK) {
        let meant = if catalog::reads(rest, release) || is_list_key(rest) {
            Some(Cow::Owned(rest.to_owned()))
        } else {
            classify(rest, release).and_then(|(_, meant)| meant)
        };
        return Some((Cause::ByteOrderMark, meant));
    }
    if let Some(rest) = key.strip_prefix("zookeeper.") {
        // Without the prefix it would be as dead as with it.
        if catalog::phantom(rest) == Some(Phantom::Never) {
            return Some((Cause::NoSuchOption, None));
        }
        let meant = if catalog::reads(rest, release) {
            Some(Cow::Owned(rest.to_owned()))
        } else {
            classify(rest, release)
                .filter(|(cause, _)| *cause != Cause::SystemPropertyPrefix)
                .and_then(|(_, meant)| meant)
        };
        return Some((Cause::SystemPropertyPrefix, meant));
    }
    if key.starts_with("java.") || key.starts_with("javax.") {
        return Some((Cause::JvmOnly, None));
    }
    match catalog::phantom(key) {
        Some(Phantom::JvmOnly) => return Some((Cause::JvmOnly, None)),
        Some(Phantom::Never) => return Some((Cause::NoSuchOption, None)),
        Some(Phantom::Renamed(name)) => {
            return Some((Cause::DocumentedName, catalog::reads(name, release).then_some(Cow::Borrowed(name))));
        }
        None => {}
    }
    if let Some(id) = almost_server(key) {
        return Some((Cause::ServerKey, Some(Cow::Owned(format!("server.{id}")))));
    }
    if let Some(meant) = almost_of_family(key) {
        return Some((Cause::Typo, Some(Cow::Owned(meant))));
    }
    if let Some((first, _)) = catalog::lifetime(key) {
        return Some((if release.since(first) { Cause::Removed } else { Cause::Newer }, None));
    }
    if let Some(meant) = catalog::meant(key, release) {
        let cause = if meant.eq_ignore_ascii_case(key) { Cause::Case } else { Cause::Typo };
        return Some((cause, Some(Cow::Borrowed(meant))));
    }
    let bare = NEEDLESS_PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix));
    // Anything but the signs of a name ends a key for a person, not for Java: `tickTime->2000`.
    let name_end = key.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let before = name_end.and_then(|end| key.get(..end)).map(|name| name.trim_end_matches('-'));
    let known = bare.or(before).filter(|known| is_setting(known, release))?;
    Some((Cause::Typo, Some(Cow::Owned(known.to_owned()))))
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

/// A setting after a word that makes it a part of the value, as `export` and `set` of other languages do.
fn setting_after(line: &Line<'_>, release: &Release) -> Option<Meaning> {
    let (key, _) = line.entry.entry.value.text.split_once(['=', ':'])?;
    let key = java_trim(key);
    (line.entry.separator == Separator::Blank && is_setting(key, release))
        .then(|| (Cause::WordBefore, Some(Cow::Owned(key.to_owned()))))
}

/// Whether the line is a setting that nobody knows, or words.
fn unread(line: &Line<'_>) -> Cause {
    match line.entry.separator {
        Separator::Equals | Separator::Colon => Cause::Other,
        Separator::Blank | Separator::None => Cause::Prose,
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
