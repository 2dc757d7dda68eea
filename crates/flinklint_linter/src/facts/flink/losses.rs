//! What Flink silently loses of what was written: lines, and values that other lines override or that are not taken as they
//! are written. Keys that nothing reads are in `unknown_keys`.
//!
//! Each kind of loss is a list here, and the settings remember which line was meant to set what, so that an absence can name
//! its cause.

use super::key_forms::plain;
use super::settings::{Settings, Written};
use crate::facts::MOST_FAULTS;
use crate::redact::{is_secret, shown};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::config_yaml::{ConfigYaml, ScalarKind};
use flinklint_syntax::legacy::{DropReason, Legacy};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::{Entry, Scalar};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

facts! {
    /// A line of `flink-conf.yaml` that `GlobalConfiguration` drops with no more than a warning in the log.
    pub struct DroppedLine<'t> as "dropped line" {
        /// Why: `no-blank-after-colon`, `tab-after-colon`, `equals-sign`, `full-width-colon`, `nested-parent`,
        /// `empty-value`, `empty-key`, `list-item` or `no-separator`.
        reason: &'static str,
        /// The key that its author meant.
        key: Maybe<Cow<'t, str>>,
        /// Whether that key (or, for the parent of nested lines, one below it) is an option of this version.
        known: bool,
        /// Whether it is an option of high availability.
        ha: bool,
        /// The lines nested under it, which became top-level keys of their own.
        nested: Vec<Located<Cow<'t, str>>>,
    }

    /// A key that is set more than once in one file; the last line counts.
    pub struct Duplicate<'t> as "duplicate" {
        /// The key, at the line that counts.
        key: Located<Cow<'t, str>>,
        /// The lines that are overridden.
        earlier: Vec<Located<Cow<'t, str>>>,
        /// Whether some value differs from the one that counts.
        differs: bool,
        /// Whether it is an option of high availability.
        ha: bool,
        /// Whether this turns high availability off that an earlier line turned on.
        turns_ha_off: bool,
    }

    /// An option that is set under two of its names.
    pub struct Conflict<'t> as "conflict" {
        /// The option.
        option: &'static str,
        /// The name whose value counts.
        wins: Located<Cow<'t, str>>,
        /// The name whose value is never looked at.
        loses: Located<Cow<'t, str>>,
        /// Whether the two values differ.
        differs: bool,
    }

    /// Two keys of `config.yaml` of which one is the beginning of the other: when the file is rewritten as nested YAML (the
    /// Docker entry point and `migrate-config-file.sh` do), one of them is lost.
    pub struct Overlap<'t> as "overlap" {
        /// The shorter key.
        shorter: Located<Cow<'t, str>>,
        /// The longer key.
        longer: Located<Cow<'t, str>>,
        /// The name under which the shorter one is safe, where the version has one.
        safe: Maybe<&'static str>,
        /// Whether one of them is about high availability.
        ha: bool,
    }

    /// A value that its reader does not take as it was written.
    pub struct Altered<'t> as "altered value" {
        /// The option.
        key: Located<Cow<'t, str>>,
        /// The value that takes effect.
        value: Located<Cow<'t, str>>,
        /// What was written, where it is no secret.
        written: Cow<'t, str>,
        /// Whether the value as it is read cannot do what it is for: it does not parse, or is the name of something that does
        /// not exist (a host, a path, a mode).
        fatal: bool,
    }
}

/// Whether a key is about high availability, under any of its names.
pub(super) fn is_ha(key: &str) -> bool {
    key.starts_with("high-availability") || key.starts_with("recovery.")
}

pub(super) fn located<'t>(scalar: &Scalar<'t>) -> Located<Cow<'t, str>> {
    Located::new(scalar.text.clone(), Place::at(scalar.span))
}

/// A key, whose report points at the value beside it.
pub(super) fn located_key<'t>(key: &Scalar<'t>, value: &Scalar<'t>) -> Located<Cow<'t, str>> {
    Located::new(key.text.clone(), Place::set(key.span, value.span))
}

/// The key that a lost line was meant to set: without what stands around it, if that makes it one.
fn meant<'t>(key: Cow<'t, str>, release: &Release) -> Cow<'t, str> {
    let bare = Some(&key).filter(|key| !flink::reads(key, release)).and_then(|key| plain(key));
    match bare {
        Some(plain) if flink::reads(&plain.key, release) => Cow::Owned(plain.key),
        _ => key,
    }
}

/// Dropped lines; each is noted in the settings as the reason why its option is absent.
pub(super) fn dropped<'t>(legacy: &Legacy<'t>, settings: &mut Settings<'t>, release: &Release) -> Vec<DroppedLine<'t>> {
    let mut lines = Vec::new();
    let mut in_list = false;
    let mut children: BTreeMap<usize, Vec<&Entry<'t>>> = BTreeMap::new();
    for entry in &legacy.entries {
        if let Some(parent) = entry.parent {
            children.entry(parent).or_default().push(&entry.entry);
        }
    }
    for (n, line) in legacy.dropped.iter().enumerate() {
        // The items of a list are lost with the line above them, which is the one to mend.
        if line.reason == DropReason::DocumentMarker || line.reason == DropReason::ListItem && in_list {
            continue;
        }
        in_list = line.reason == DropReason::NestedParent;
        let nested = children.remove(&n).unwrap_or_default();
        let parent = line.key.as_ref().map(|key| meant(key.text.clone(), release)).unwrap_or_default();
        let mut known = flink::reads(&parent, release);
        let mut ha = is_ha(&parent);
        for child in &nested {
            let whole = format!("{parent}.{}", child.key.text);
            known |= flink::reads(&whole, release);
            ha |= is_ha(&whole);
            settings.lose(whole, line.span);
        }
        if line.reason != DropReason::ListItem && !parent.is_empty() {
            settings.lose(parent, line.span);
        }
        // In a template a line may be one of the template language.
        if settings.is_open() && !known {
            continue;
        }
        lines.push(DroppedLine {
            place: Some(Place::at(line.span)),
            texts: PhantomData,
            reason: line.reason.as_str(),
            key: line.key.as_ref().map_or_else(Maybe::absent, |key| Maybe::new(key.text.clone(), Place::at(key.span))),
            known,
            ha,
            nested: nested.iter().take(MOST_FAULTS).map(|child| located(&child.key)).collect(),
        });
    }
    if legacy.dropped_more {
        // Any of the lines that were not looked at may have been meant to set anything.
        settings.leave_open();
    }
    lines
}

/// Keys that are set more than once.
pub(super) fn duplicates<'t>(settings: &Settings<'t>) -> Vec<Duplicate<'t>> {
    let off = |written: &Written<'_>| matches!(written.value.text.to_ascii_lowercase().as_str(), "none" | "standalone");
    let known = |written: &Written<'_>| placeholder(&written.value.text).is_none();
    let mut found = Vec::new();
    let overridden = settings.overridden().into_iter().filter(|(last, _)| !settings.is_in_branches(&last.key.text));
    for (last, earlier) in overridden.take(MOST_FAULTS) {
        let ha = is_ha(&last.key.text);
        let differing: Vec<&Written<'t>> = earlier
            .iter()
            .copied()
            .filter(|one| one.value.text != last.value.text && known(one) && known(last))
            .collect();
        found.push(Duplicate {
            place: Some(Place::set(last.key.span, last.value.span)),
            texts: PhantomData,
            key: located_key(&last.key, &last.value),
            differs: !differing.is_empty(),
            ha,
            turns_ha_off: ha && off(last) && differing.iter().any(|one| !off(one)),
            earlier: earlier.iter().take(MOST_FAULTS).map(|one| located_key(&one.key, &one.value)).collect(),
        });
    }
    found
}

/// Options that are set under several names: the option's own name counts, then its aliases in their order.
pub(super) fn conflicts<'t>(settings: &Settings<'t>, release: &Release) -> Vec<Conflict<'t>> {
    let mut found = Vec::new();
    for loser in settings.effective() {
        let key = loser.key.text.as_ref();
        let Some(option) = flink::option_of(key, release).filter(|option| *option != key) else { continue };
        let names = std::iter::once(option).chain(flink::aliases(option, release));
        let Some(winner) = names.take_while(|name| *name != key).find_map(|name| settings.get(name)) else { continue };
        found.push(Conflict {
            place: Some(Place::at(loser.key.span)),
            texts: PhantomData,
            option,
            wins: located_key(&winner.key, &winner.value),
            loses: located(&loser.key),
            differs: winner.value.text != loser.value.text
                && placeholder(&winner.value.text).is_none()
                && placeholder(&loser.value.text).is_none(),
        });
    }
    found
}

/// The key that is safe to use in place of one that is also the beginning of others.
fn safe_name(shorter: &str, release: &Release) -> Option<&'static str> {
    flink::option_of(shorter, release).filter(|option| option.len() > shorter.len() && option.starts_with(shorter))
}

/// Pairs of keys of which one is the beginning of the other.
pub(super) fn overlaps<'t>(settings: &Settings<'t>, release: &Release) -> Vec<Overlap<'t>> {
    let mut keys: Vec<_> = settings.effective().collect();
    keys.sort_by(|a, b| a.key.text.cmp(&b.key.text));
    let mut found = Vec::new();
    for shorter in &keys {
        let beginning = format!("{}.", shorter.key.text);
        let after = keys.partition_point(|key| key.key.text.as_ref() < beginning.as_str());
        let Some(longer) = keys.get(after).filter(|longer| longer.key.text.starts_with(&beginning)) else { continue };
        if found.len() == MOST_FAULTS {
            break;
        }
        let place = Place::at(shorter.key.span);
        found.push(Overlap {
            place: Some(place.clone()),
            texts: PhantomData,
            shorter: located(&shorter.key),
            longer: located(&longer.key),
            safe: safe_name(&shorter.key.text, release).map_or_else(Maybe::absent, |name| Maybe::new(name, place)),
            ha: is_ha(&shorter.key.text),
        });
    }
    found
}

/// Whether a value is wholly in quotes.
pub(super) fn is_quoted(value: &str) -> bool {
    value.len() >= 2
        && (value.starts_with('"') && value.ends_with('"') || value.starts_with('\'') && value.ends_with('\''))
}

/// Values of `flink-conf.yaml` in quotes, which the reader keeps. Lists and maps take quotes; what only the shell reads
/// (`env.…`) loses them.
pub(super) fn quoted<'t>(settings: &Settings<'t>, release: &Release) -> Vec<Altered<'t>> {
    let keeps = |key: &str| {
        let is_one_text = match flink::value_type(key, release) {
            None => flink::reads(key, release) && names_something(key),
            Some(value_type) => !matches!(value_type, ValueType::List | ValueType::Map | ValueType::Other),
        };
        !key.starts_with("env.") && !key.starts_with("containerized.") && is_one_text
    };
    settings
        .effective()
        .filter(|written| {
            is_quoted(&written.value.text) && keeps(&written.key.text) && placeholder(&written.value.text).is_none()
        })
        .map(|written| Altered {
            fatal: is_typed(&written.key.text, release) || names_something(&written.key.text),
            ..altered(&written.key, &written.value, written.value.text.clone())
        })
        .collect()
}

pub(super) fn is_typed(key: &str, release: &Release) -> bool {
    !matches!(flink::value_type(key, release), None | Some(ValueType::Text))
}

/// Whether the text of an option is the name of a mode, a host, a path or a class, of which none begins with a quote.
pub(super) fn names_something(key: &str) -> bool {
    const LAST: &[&str] = &[
        "acl",
        "address",
        "backend",
        "bind-host",
        "bind-port",
        "dir",
        "dirs",
        "high-availability",
        "host",
        "keytab",
        "port",
        "principal",
        "quorum",
        "restart-strategy",
        "storageDir",
        "type",
    ];
    key.rsplit('.').next().is_some_and(|last| LAST.contains(&last))
}

/// Values of `flink-conf.yaml` that end at a `#` in the middle of a word. Where the option takes no text, what is left is
/// whole, or has a finding of its own.
pub(super) fn cut<'t>(legacy: &Legacy<'t>, release: &Release) -> Vec<Altered<'t>> {
    let cut = legacy.entries.iter().filter(|entry| {
        let key = &entry.entry.key.text;
        entry.cut.is_some() && flink::reads(key, release) && !is_typed(key, release) && !is_port(&entry.entry)
    });
    cut.map(|entry| altered(&entry.entry.key, &entry.entry.value, Cow::Borrowed(""))).take(MOST_FAULTS).collect()
}

/// Whether a value is a number or a range of them under a name that takes no other.
fn is_port(entry: &Entry<'_>) -> bool {
    let takes_numbers = ["port", "ports", "attempts"].iter().any(|word| entry.key.text.ends_with(word));
    takes_numbers && entry.value.text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b','))
}

/// Secrets of `config.yaml` that end at a comment which no space separates from its `#`: generated passwords look like that,
/// and comments rarely do.
pub(super) fn cut_secrets<'t>(yaml: &ConfigYaml<'t>) -> Vec<Altered<'t>> {
    let cut = yaml.entries.iter().filter(|entry| entry.glued_comment.is_some() && is_secret(&entry.key.text));
    cut.map(|entry| altered(&entry.key, &entry.value, Cow::Borrowed(""))).collect()
}

/// Plain values of `config.yaml` that YAML takes for a number and prints in another way, where the option wants text.
pub(super) fn rewritten<'t>(yaml: &ConfigYaml<'t>, release: &Release) -> Vec<Altered<'t>> {
    yaml.entries
        .iter()
        .filter(|entry| {
            matches!(entry.kind, ScalarKind::Integer | ScalarKind::Float)
                && entry.value.text != entry.written
                && flink::value_type(&entry.key.text, release) == Some(ValueType::Text)
        })
        .map(|entry| altered(&entry.key, &entry.value, entry.written.clone()))
        .collect()
}

fn altered<'t>(key: &Scalar<'t>, value: &Scalar<'t>, written: Cow<'t, str>) -> Altered<'t> {
    Altered {
        place: Some(Place::set(key.span, value.span)),
        texts: PhantomData,
        key: located(key),
        value: located_key(key, value).map(|_| shown(&key.text, value.text.clone())),
        written: shown(&key.text, written),
        fatal: false,
    }
}
