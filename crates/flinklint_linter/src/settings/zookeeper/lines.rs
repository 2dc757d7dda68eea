//! The lines that are not what they look like: keys that stand there again, values that are taken literally, settings that a
//! script does not find, settings in the wrong file.
//!
//! Whether a value can be read is judged in `values`, whether a key is known in `keys`.

use super::collect::{Line, Lines, ListFile};
use super::server_list::{is_list_key, is_setting};
use super::{Cause, Problem, ProblemKind, problem};
use crate::settings::Effect;
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::properties::Separator;
use std::borrow::Cow;
use std::collections::BTreeMap;

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

/// How many values are looked at that are taken literally.
const MOST_LITERAL: usize = 1000;

/// Lines whose key is set again further down. In a template two lines with one key may be two branches of it.
pub(super) fn overridden<'c, 't: 'c>(collected: &'c Lines<'_, 't>) -> impl Iterator<Item = Problem<'t>> + 'c {
    collected.lines.iter().filter_map(|line| {
        let Effect::OverriddenBy(last) = line.effect else { return None };
        let last = collected.lines.get(last)?;
        // Prose that lost its `#` also becomes keys.
        let is_name = line.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
        let branches = if line.file == collected.files.zoo { collected.files.template } else { collected.dynamic_open };
        (is_name && !branches).then(|| Problem {
            other: Maybe::new(last.value.into(), last.place()),
            differs: line.value != last.value,
            ..problem(ProblemKind::Overridden, Cause::Other, line)
        })
    })
}

/// Values with quotes, a tilde, backslashes, a comment or the end of a statement that are taken literally, by the position of
/// their line.
pub(super) fn taken_literally<'t>(collected: &Lines<'_, 't>) -> BTreeMap<usize, Problem<'t>> {
    let found = collected.zoo_lines().filter_map(|(at, line)| {
        if is_list_key(line.key) || line.row.is_none() || line.has_placeholder() {
            return None;
        }
        let raw = collected.files.bytes.get(line.entry.entry.value.span.range()).unwrap_or(&[]);
        if let Some(key) = swallowed_key(raw, collected.release) {
            let meant = Maybe::new(Cow::Owned(key.to_owned()), Place::default());
            return Some((at, Problem { meant, ..problem(ProblemKind::ChangedValue, Cause::Continuation, line) }));
        }
        let (kind, cause) = literal(line, raw)?;
        Some((at, problem(kind, cause, line)))
    });
    found.take(MOST_LITERAL).collect()
}

fn literal(line: &Line<'_>, raw: &[u8]) -> Option<(ProblemKind, Cause)> {
    let value = line.value;
    let quoted = |mark: char| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
    // Any text may be a password.
    let is_prose = !matches!(line.key.rsplit('.').next(), Some("password" | "superDigest"));
    let comment =
        value.char_indices().any(|(at, c)| c == '#' && value.get(..at).is_some_and(|b| b.ends_with([' ', '\t'])));
    let cause = if quoted('"') || quoted('\'') {
        Cause::Quotes
    } else if value == "~" || value.starts_with("~/") {
        Cause::Tilde
    } else if loses_backslash(raw) {
        return Some((ProblemKind::ChangedValue, Cause::Backslash));
    } else if is_prose && comment {
        Cause::Comment
    } else if is_prose && value.len() > 1 && value.ends_with(';') {
        Cause::Ending
    } else if matches!(line.key, "dataDir" | "dataLogDir") && value.contains("://") {
        Cause::Url
    } else {
        return None;
    };
    Some((ProblemKind::StrayCharacters, cause))
}

/// The setting on the next line that a backslash at the end of this one makes a part of the value.
fn swallowed_key<'b>(raw: &'b [u8], release: &Release) -> Option<&'b str> {
    let text = std::str::from_utf8(raw).ok()?;
    let mut lines = text.lines();
    let mut before = lines.next()?;
    for line in lines {
        let (key, _) = line.split_once('=')?;
        if before.ends_with('\\') && is_setting(key.trim(), release) {
            return Some(key.trim());
        }
        before = line;
    }
    None
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

/// Settings that the script which starts the server does not find. Flink's `start-zookeeper-quorum.sh`, which starts the
/// bundled ZooKeeper, looks for lines that begin with `server.`, wants an `=`, and takes what stands between that and the
/// next colon for the host to log in to.
pub(super) fn misread_by_scripts<'c, 't: 'c>(collected: &'c Lines<'_, 't>) -> impl Iterator<Item = Problem<'t>> + 'c {
    let files = collected.files;
    collected.zoo_lines().filter_map(|(_, line)| {
        let separator = match line.entry.separator {
            Separator::Equals => None,
            Separator::Colon => Some(Cause::ColonSeparator),
            Separator::Blank => Some(Cause::BlankSeparator),
            Separator::None => Some(Cause::NoSeparator),
        };
        let cause = if files.bundled {
            flinks_script(line, files.bytes, separator)
        } else {
            separator.filter(|cause| *cause != Cause::NoSeparator && READ_BY_SCRIPT.contains(&line.key))
        };
        Some(problem(ProblemKind::MisreadByScript, cause?, line))
    })
}

fn flinks_script(line: &Line<'_>, bytes: &[u8], separator: Option<Cause>) -> Option<Cause> {
    let id = line.key.strip_prefix("server.")?;
    if line.has_placeholder() || id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let start = line.entry.entry.key.span.range().start;
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if matches!(before, Some(b' ' | b'\t')) {
        return Some(Cause::Indented);
    }
    separator.or_else(|| line.value.starts_with('[').then_some(Cause::Ipv6))
}

/// Server lines in `zoo.cfg` although a dynamic file is named, and lines in the dynamic file that are no part of a server list.
pub(super) fn in_wrong_file<'c, 't: 'c>(collected: &'c Lines<'_, 't>) -> impl Iterator<Item = Problem<'t>> + 'c {
    // In a template the server lines may be the branch without a dynamic file.
    let elsewhere = matches!(collected.list_file, ListFile::Dynamic(_) | ListFile::NotFound);
    let listed =
        collected.zoo_lines().find(|(_, line)| elsewhere && !collected.files.template && is_list_key(line.key));
    let listed = listed.map(|(_, line)| problem(ProblemKind::WrongFile, Cause::StaticServerList, line));
    let dynamic = collected
        .lines
        .iter()
        .filter(|line| line.file != collected.files.zoo && !is_list_key(line.key) && !collected.dynamic_open);
    listed.into_iter().chain(dynamic.map(|line| {
        let cause = if line.key == "version" { Cause::VersionInside } else { Cause::Other };
        problem(ProblemKind::WrongFile, cause, line)
    }))
}
