//! The lines of a server's files, and which of them take effect.
//!
//! Whether a key is known or a value can be read is judged by others, from what is collected here.

use super::super::{Collected, Effect, Problem, ProblemKind, Setting};
use super::server_list::is_list_key;
use super::values::Verdict;
use super::{Cause, ServerFiles};
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::zookeeper::{self as catalog, Row};
use flinklint_expr::model::Place;
use flinklint_syntax::properties::{Properties, PropertyEntry};
use flinklint_syntax::source::FileId;
use flinklint_syntax::value::java_trim;
use flinklint_syntax::{Scalar, template};
use std::collections::{HashMap, HashSet};

/// A line of one of the files.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    /// The key, trimmed.
    pub(super) key: &'t str,
    /// The value, trimmed.
    pub(super) value: &'t str,
    /// The line as `Properties.load` reads it.
    pub(super) entry: &'t PropertyEntry<'t>,
    /// The file that it is in.
    pub(super) file: FileId,
    /// The row of the catalogue by which the version reads the key.
    pub(super) row: Option<&'static Row>,
    /// Its effect.
    pub(super) effect: Effect,
    /// Whether it overrides an earlier line.
    pub(super) overrides: bool,
    /// Whether the value is a placeholder, or may be one branch of several of a template.
    pub(super) unknown: bool,
}

impl Line<'_> {
    /// Where it is written.
    pub(super) fn place(&self) -> Place {
        Place::set(self.entry.entry.key.span, self.entry.entry.value.span)
    }

    /// Whether a part of it is a placeholder.
    pub(super) fn has_placeholder(&self) -> bool {
        template::placeholder(self.key).is_some() || template::placeholder(self.value).is_some()
    }
}

/// Which file has the server list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListFile {
    /// `zoo.cfg`.
    Static,
    /// The dynamic file, which was read.
    Dynamic(FileId),
    /// A dynamic file that was not found.
    NotFound,
    /// None: Flink's wrapper never opens the dynamic file, so that its peers know no server list.
    Never,
}

/// The lines of `zoo.cfg`, followed by those of the dynamic file where the server reads it.
pub(super) struct Lines<'f, 't> {
    pub(super) files: &'f ServerFiles<'t>,
    pub(super) release: &'f Release,
    pub(super) lines: Vec<Line<'t>>,
    pub(super) list_file: ListFile,
    /// Whether more may stand in `zoo.cfg` than was seen.
    pub(super) open: bool,
    /// Whether more may stand in the dynamic file than was seen.
    pub(super) dynamic_open: bool,
    effective: HashMap<&'t str, usize>,
}

impl<'f, 't> Lines<'f, 't> {
    pub(super) fn new(files: &'f ServerFiles<'t>, release: &'f Release) -> Self {
        let mut lines = Vec::new();
        // What stands after the place at which the reader gave up was meant all the same.
        let open = files.template || files.properties.error.is_some();
        read(files.zoo, files.properties, open, release, &mut lines);
        let has = |key: &str| lines.iter().any(|line: &Line<'_>| line.key == key);
        let list_file = match files.dynamic {
            _ if !has("dynamicConfigFile") || !release.since(Version::new(3, 5)) => ListFile::Static,
            _ if files.bundled => ListFile::Never,
            Some((file, _)) => ListFile::Dynamic(file),
            None => ListFile::NotFound,
        };
        if list_file != ListFile::Static {
            for line in lines.iter_mut().filter(|line| is_list_key(line.key)) {
                line.effect = Effect::NotRead;
            }
        }
        let mut dynamic_open = false;
        if let (ListFile::Dynamic(file), Some((_, dynamic))) = (list_file, files.dynamic) {
            dynamic_open = has_holes(dynamic);
            let first = lines.len();
            read(file, dynamic, dynamic_open, release, &mut lines);
            for line in lines.iter_mut().skip(first).filter(|line| !is_list_key(line.key)) {
                line.effect = Effect::NotRead;
            }
        }
        let effective = lines.iter().enumerate().filter(|(_, line)| line.effect == Effect::Effective);
        let effective = effective.map(|(at, line)| (line.key, at)).collect();
        Self { files, release, lines, list_file, open, dynamic_open, effective }
    }

    /// Whether a setting takes effect, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.effective.contains_key(key)
    }

    /// The lines of `zoo.cfg`, with their positions.
    pub(super) fn zoo_lines(&self) -> impl Iterator<Item = (usize, &Line<'t>)> {
        self.lines.iter().enumerate().filter(|(_, line)| line.file == self.files.zoo)
    }

    /// The store, with the lines that were meant to set another key than they do.
    pub(super) fn stored(&self, verdicts: &[Verdict], problems: &[Problem<'t>]) -> Collected<'t> {
        let setting = |(at, line): (usize, &Line<'t>)| {
            // The lines of the server list are not trimmed.
            let value = if is_list_key(line.key) { &line.entry.entry.value.text } else { line.value };
            let untrusted = matches!(verdicts.get(at), Some(Verdict::Unknown | Verdict::Invalid { .. }));
            Setting {
                key: Scalar::new(line.key, line.entry.entry.key.span),
                value: Scalar::new(value, line.entry.entry.value.span),
                file: line.file,
                option: line.row.map(|row| row.key),
                value_type: None,
                effect: line.effect,
                overrides: line.overrides,
                unknown: line.unknown || untrusted,
            }
        };
        let mut store = Collected::of(self.lines.iter().enumerate().map(setting).collect(), self.open);
        for problem in problems {
            let meant = match (problem.kind, problem.cause) {
                (ProblemKind::UnknownKey, _) | (_, Cause::Continuation) => problem.meant.value(),
                _ => None,
            };
            if let (Some(meant), Some(line)) = (meant, problem.place.as_ref().and_then(|place| place.key)) {
                store.lose(meant.clone(), line);
            }
        }
        store
    }
}

/// Reads the lines of one file: the last of equal keys takes effect. In a file with more than what was seen, each of
/// them may
/// be the one branch that is taken.
fn read<'t>(file: FileId, properties: &'t Properties<'t>, open: bool, release: &Release, lines: &mut Vec<Line<'t>>) {
    let first = lines.len();
    let mut last: HashMap<&'t str, usize> = HashMap::new();
    let mut repeated: HashSet<&'t str> = HashSet::new();
    for (at, entry) in properties.entries.iter().enumerate() {
        let key = java_trim(&entry.entry.key.text);
        if last.insert(key, first + at).is_some() {
            repeated.insert(key);
        }
    }
    lines.extend(properties.entries.iter().enumerate().map(|(at, entry)| {
        let (key, value) = (java_trim(&entry.entry.key.text), java_trim(&entry.entry.value.text));
        let row = catalog::row(key, release);
        let effect = match last.get(key) {
            Some(&last) if last != first + at => Effect::OverriddenBy(last),
            _ if row.is_none() && !is_list_key(key) => Effect::NotRead,
            _ => Effect::Effective,
        };
        let is_repeated = repeated.contains(key);
        let overrides = is_repeated && !matches!(effect, Effect::OverriddenBy(_));
        let unknown = template::placeholder(value).is_some() || open && is_repeated;
        Line { key, value, entry, file, row, effect, overrides, unknown }
    }));
}

/// Whether lines between the lines belong to a template language, whose statements are cut at their first blank here.
fn has_holes(properties: &Properties<'_>) -> bool {
    let opens = |key: &str| ["{%", "{{", "{#", "<%"].iter().any(|opening| key.starts_with(opening));
    let mut keys = properties.entries.iter().map(|found| &*found.entry.key.text);
    keys.any(|key| opens(key) || template::placeholder(key).is_some())
}
