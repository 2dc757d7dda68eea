//! The lines of a `zoo.cfg` that are not what they look like: keys that stand there twice, separators that only Java
//! understands, values that are taken by the letter.
//!
//! None of these stops the server by itself. What a setting means is not known here, and neither is what becomes of keys
//! that nothing reads.

use super::servers::{duplicate, is_list_key};
use super::settings::{place, trimmed};
use super::{Duplicate, LiteralValue, OddSeparator, ScriptFault};
use crate::facts::MOST_FAULTS;
use flinklint_catalog::version::Release;
use flinklint_catalog::zookeeper as catalog;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::properties::{Properties, PropertyEntry, Separator};
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

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

/// Texts with quotes, a tilde, backslashes, a comment or the end of a statement that are taken by the letter. `bytes`: the
/// file.
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
        let raw = bytes.get(entry.entry.value.span.range()).unwrap_or(&[]);
        let swallowed = swallowed_key(raw, release);
        let Some(kind) = swallowed.map(|_| "continued").or_else(|| literal_kind(key, value, raw)) else { continue };
        if found.len() == MOST_FAULTS {
            break;
        }
        found.push(LiteralValue {
            place: Some(place(entry)),
            texts: PhantomData,
            key: trimmed(&entry.entry.key.text),
            value: trimmed(&entry.entry.value.text),
            kind,
            swallowed: swallowed
                .map_or_else(Maybe::absent, |key| Maybe::new(Cow::Owned(key.to_owned()), Place::default())),
        });
    }
    found
}

fn literal_kind(key: &str, value: &str, raw: &[u8]) -> Option<&'static str> {
    let quoted = |mark: char| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
    // Any text may be a password.
    let is_prose = !matches!(key.rsplit('.').next(), Some("password" | "superDigest"));
    let comment =
        value.char_indices().any(|(at, c)| c == '#' && value.get(..at).is_some_and(|b| b.ends_with([' ', '\t'])));
    if quoted('"') || quoted('\'') {
        Some("quotes")
    } else if value == "~" || value.starts_with("~/") {
        Some("tilde")
    } else if loses_backslash(raw) {
        Some("backslash")
    } else if is_prose && comment {
        Some("comment")
    } else if is_prose && value.len() > 1 && value.ends_with(';') {
        Some("semicolon")
    } else if matches!(key, "dataDir" | "dataLogDir") && value.contains("://") {
        Some("url")
    } else {
        None
    }
}

/// The setting on the next line that a backslash at the end of this one makes a part of the value.
fn swallowed_key<'b>(raw: &'b [u8], release: &Release) -> Option<&'b str> {
    let text = std::str::from_utf8(raw).ok()?;
    let mut lines = text.lines();
    let first = lines.next()?;
    let mut before = first;
    for line in lines {
        let (key, _) = line.split_once('=')?;
        if before.ends_with('\\') && is_setting(key.trim(), release) {
            return Some(key.trim());
        }
        before = line;
    }
    None
}

/// Whether a word is the name of a setting of this version.
pub(super) fn is_setting(key: &str, release: &Release) -> bool {
    (is_list_key(key) && key.bytes().any(|byte| byte.is_ascii_digit())) || catalog::reads(key, release)
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
