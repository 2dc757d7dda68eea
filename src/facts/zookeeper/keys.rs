//! The lines of a `zoo.cfg` that are not what they look like: keys that nothing reads, keys that stand there twice,
//! separators that only Java understands, values that are taken by the letter.
//!
//! None of these stops the server. What a setting means is not known here.

use super::servers::{duplicate, is_list_key};
use super::settings::{place, trimmed};
use super::{Duplicate, LiteralValue, OddSeparator, ScriptFault, UnknownKey};
use crate::catalog::zookeeper::{self as catalog, Phantom};
use crate::facts::MOST_FAULTS;
use crate::facts::model::{Maybe, Place};
use crate::syntax::properties::{Properties, PropertyEntry, Separator};
use crate::syntax::template;
use crate::syntax::value::java_trim;
use crate::version::{Product, Release};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// How the three bytes of a UTF-8 byte order mark look to a reader of Latin-1.
const BYTE_ORDER_MARK: &str = "\u{ef}\u{bb}\u{bf}";

/// Settings that `zkServer.sh` finds by cutting its line at the `=`.
const READ_BY_SCRIPT: &[&str] = &[
    "dataDir",
    "dataLogDir",
    "clientPort",
    "clientPortAddress",
    "secureClientPort",
    "secureClientPortAddress",
    "dynamicConfigFile",
];

/// How many unknown keys are looked at. A file with more of them is something else.
const MOST_UNKNOWN: usize = 500;

/// Keys that nothing reads, as far as something can be said about them; a key of somebody's plug-in is left alone.
pub(super) fn unknown_keys<'t>(properties: &Properties<'t>, release: &Release) -> Vec<UnknownKey<'t>> {
    let mut found = Vec::new();
    let unknown = properties.entries.iter().filter(|entry| {
        let key = java_trim(&entry.entry.key.text);
        !is_list_key(key) && !catalog::reads(key, release) && template::placeholder(key).is_none()
    });
    for entry in unknown.take(MOST_UNKNOWN) {
        let key = java_trim(&entry.entry.key.text);
        if let Some((kind, meant)) = classify(key, release) {
            found.push(UnknownKey {
                place: Some(Place { value: None, ..place(entry) }),
                texts: PhantomData,
                key: trimmed(&entry.entry.key.text),
                meant: meant.map_or_else(Maybe::absent, |meant| Maybe::new(meant, Place::default())),
                versions: versions_of(key).map_or_else(Maybe::absent, |text| Maybe::new(text.into(), Place::default())),
                kind,
            });
        }
    }
    found
}

fn classify(key: &str, release: &Release) -> Option<(&'static str, Option<Cow<'static, str>>)> {
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
    if catalog::lifetime(key).is_some() {
        return Some(("other-version", None));
    }
    let meant = catalog::meant(key, release)?;
    let kind = if meant.eq_ignore_ascii_case(key) { "case" } else { "typo" };
    Some((kind, Some(Cow::Borrowed(meant))))
}

/// The id in a key that is `server.N` but for its separator or its case.
fn almost_server(key: &str) -> Option<&str> {
    let rest = key.get(..6).filter(|word| word.eq_ignore_ascii_case("server")).and_then(|_| key.get(6..))?;
    let id = rest.trim_start_matches(['.', '-', '_', ' ']);
    (rest.len() - id.len() <= 1 && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// Keys that stand there more than once; of three, the third stands against the second.
pub(super) fn duplicates<'t>(properties: &Properties<'t>) -> Vec<Duplicate<'t>> {
    let mut last: BTreeMap<&str, &PropertyEntry<'t>> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in &properties.entries {
        let key = java_trim(&entry.entry.key.text);
        // Prose that lost its `#` also becomes keys.
        let is_name = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        if !is_name || template::placeholder(key).is_some() {
            continue;
        }
        if let Some(earlier) = last.insert(key, entry)
            && found.len() < MOST_FAULTS
        {
            found.push(duplicate(&entry.entry.key.text, earlier, entry));
        }
    }
    found
}

/// Settings that `zkServer.sh` does not find.
pub(super) fn odd_separators<'t>(properties: &Properties<'t>, bundled: bool) -> Vec<OddSeparator<'t>> {
    // Flink starts its bundled ZooKeeper without `zkServer.sh`; its own script has faults of its own.
    let read = |key: &str| !bundled && READ_BY_SCRIPT.contains(&key);
    let found = properties.entries.iter().filter(|found| read(java_trim(&found.entry.key.text))).filter_map(|found| {
        let separator = match found.separator {
            Separator::Colon => "colon",
            Separator::Blank => "blank",
            Separator::Equals | Separator::None => return None,
        };
        Some(OddSeparator {
            place: Some(place(found)),
            texts: PhantomData,
            key: trimmed(&found.entry.key.text),
            separator,
        })
    });
    found.take(MOST_FAULTS).collect()
}

/// Texts with quotes, a tilde or backslashes that are taken by the letter. `bytes`: the file.
pub(super) fn literal_values<'t>(
    properties: &Properties<'t>,
    bytes: &[u8],
    release: &Release,
) -> Vec<LiteralValue<'t>> {
    let mut found = Vec::new();
    for entry in &properties.entries {
        let key = java_trim(&entry.entry.key.text);
        let value = java_trim(&entry.entry.value.text);
        if is_list_key(key) || !catalog::reads(key, release) || template::placeholder(value).is_some() {
            continue;
        }
        let quoted = |mark: char| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
        let kind = if quoted('"') || quoted('\'') {
            "quotes"
        } else if value == "~" || value.starts_with("~/") {
            "tilde"
        } else if loses_backslash(bytes.get(entry.entry.value.span.range()).unwrap_or(&[])) {
            "backslash"
        } else {
            continue;
        };
        if found.len() == MOST_FAULTS {
            break;
        }
        found.push(LiteralValue {
            place: Some(place(entry)),
            texts: PhantomData,
            key: trimmed(&entry.entry.key.text),
            value: trimmed(&entry.entry.value.text),
            kind,
        });
    }
    found
}

/// Whether a backslash stands before something that needs none, as in a Windows path. Properly escaped ones, escapes of
/// separators and lines that go on are as meant.
fn loses_backslash(raw: &[u8]) -> bool {
    let mut rest = raw.iter();
    while let Some(&byte) = rest.next() {
        if byte != b'\\' {
            continue;
        }
        match rest.next() {
            None | Some(b'\\' | b'=' | b':' | b'#' | b'!' | b' ' | b'\r' | b'\n' | b'u') => {}
            Some(_) => return true,
        }
    }
    false
}

/// Server lines that Flink's `start-zookeeper-quorum.sh` reads in another way than Java: it looks for lines that begin
/// with `server.`, wants an `=`, and takes what stands between that and the next colon for the host to log in to.
pub(super) fn script_faults<'t>(properties: &Properties<'t>, bytes: &[u8]) -> Vec<ScriptFault<'t>> {
    let mut found = Vec::new();
    for entry in &properties.entries {
        let key = &entry.entry.key;
        let Some(id) = java_trim(&key.text).strip_prefix("server.") else { continue };
        if template::placeholder(&entry.entry.value.text).is_some()
            || id.is_empty()
            || !id.bytes().all(|b| b.is_ascii_digit())
        {
            continue;
        }
        let start = key.span.range().start;
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        let kind = if matches!(before, Some(b' ' | b'\t')) {
            "indented"
        } else if entry.separator != Separator::Equals {
            "separator"
        } else if entry.entry.value.text.starts_with('[') {
            "ipv6"
        } else {
            continue;
        };
        if found.len() == MOST_FAULTS {
            break;
        }
        found.push(ScriptFault { place: Some(place(entry)), texts: PhantomData, key: trimmed(&key.text), kind });
    }
    found
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
