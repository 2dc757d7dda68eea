//! Keys of a `zoo.cfg` that nothing reads, and what was meant by them.
//!
//! ZooKeeper takes any key: what `QuorumPeerConfig` does not know becomes a system property. Which settings are missing
//! because of that is not known here.

use super::collect::{Line, Lines};
use super::server_list::{is_list_key, is_setting};
use super::{Cause, Problem, ProblemKind, problem};
use flinklint_catalog::meant::{self, How, Meant, Question};
use flinklint_catalog::namespaces;
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
    let found = meant::meant(&Question::new(Product::ZooKeeper, key, release));
    // Of a key that another version reads only a server or a family is meant.
    if let Some((first, _)) = catalog::lifetime(key)
        && found.as_ref().is_none_or(|found| found.how != How::Family)
    {
        return Some((if release.since(first) { Cause::Removed } else { Cause::Newer }, None));
    }
    let Meant { key: name, how } = found?;
    let cause = match how {
        _ if is_list_key(&name) && name.starts_with("server.") => Cause::ServerKey,
        How::Case => Cause::Case,
        _ => Cause::Typo,
    };
    Some((cause, Some(name)))
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
    let is_package = namespaces::is_open(Product::ZooKeeper, key);
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
    use flinklint_catalog::version::{Version, VersionRange};

    #[test]
    fn keys_that_were_meant_to_be_servers() {
        let version = Version::new(3, 8);
        let release = Release::new(version, &VersionRange::exactly(version, "stated"));
        for key in ["server2", "Server.2", "servers.2", "server,2", "server[2]", "sever.2", "server-2", "server.2."] {
            let (cause, meant) = classify(key, &release).unwrap_or((Cause::Other, None));
            assert_eq!((cause, meant.as_deref()), (Cause::ServerKey, Some("server.2")), "{key}");
        }
        for key in ["server", "observer.2", "server.two", "admin.server2"] {
            assert!(classify(key, &release).is_none_or(|(cause, _)| cause != Cause::ServerKey), "{key}");
        }
    }

    #[test]
    fn classes_of_others() {
        assert!(is_foreign_class("com.example.zk.TokenProvider"));
        assert!(!is_foreign_class("org.apache.zookeeper.server.auth.SASLAuthenticationProvider"));
        assert!(!is_foreign_class("zk-1.example.com") && !is_foreign_class("/var/lib/Zookeeper"));
    }
}
