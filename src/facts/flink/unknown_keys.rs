//! Keys that the version does not read, and what they were probably meant to be.
//!
//! Flink never reports such a key. A key of which nothing can be said is left alone: jobs read keys of their own from the same
//! file. What each was meant to set is noted in the settings, so that an absence can name its cause.

use super::losses::{is_ha, located};
use super::settings::{Settings, Written};
use super::similar_key::{same_place, same_words};
use crate::catalog::{flink, hadoop, zookeeper};
use crate::facts::model::{Located, Maybe, Place, facts};
use crate::source::Span;
use crate::syntax::template::placeholder;
use crate::version::{Release, Version};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

facts! {
    /// A key that this version does not read, and about which something can be said.
    pub struct UnknownKey<'t> as "unknown key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// `typo` and `case` (close to a known key), `newer` and `removed` (read by other versions), `byte-order-mark`, `nobody`
        /// (begins with `high-availability.`, and no version has such an option).
        kind: &'static str,
        /// What the same thing is called in this version.
        meant: Maybe<&'static str>,
        /// The oldest version that reads it, where there is one.
        since: Maybe<String>,
        /// The newest version that reads it, where there is one.
        until: Maybe<String>,
        /// Whether it is about high availability.
        ha: bool,
        /// Whether another line sets what was meant, so that nothing is lost.
        set_elsewhere: bool,
        /// Keys after it that are nested beside it or below it and that nothing reads either: the line above them that is missing
        /// or wrong is one mistake.
        others: Vec<Located<Cow<'t, str>>>,
    }

    /// A key that nothing in Flink reads, and that is a setting of another product.
    pub struct ForeignKey<'t> as "foreign key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// `Hadoop` or `ZooKeeper`.
        product: &'static str,
        /// The file that it belongs into.
        file: &'static str,
    }
}

/// What can be said of a key.
struct Verdict {
    kind: &'static str,
    meant: Option<&'static str>,
    /// The key has the right words in the wrong place, or none: where it is nested, so may be the keys beside it.
    displaced: bool,
}

/// Keys that the version does not read.
pub(super) fn unknown_keys<'t>(
    settings: &mut Settings<'t>,
    nested: &BTreeSet<Span>,
    release: &Release,
) -> Vec<UnknownKey<'t>> {
    let mut found: Vec<UnknownKey<'t>> = Vec::new();
    let mut lost: Vec<(&'static str, Span)> = Vec::new();
    // The place among the settings and the top of the path of the displaced key before.
    let mut before: Option<(usize, Cow<'t, str>)> = None;
    // The factory of somebody's own services may read keys of its own.
    let own_services =
        ["high-availability.type", "high-availability"].iter().any(|key| settings.get(key).is_some_and(is_class_name));
    let mut guesses = 0;
    for (n, written) in settings.effective().enumerate() {
        let key = written.key.text.as_ref();
        if flink::reads(key, release) || nested.contains(&written.key.span) || placeholder(key).is_some() {
            continue;
        }
        let Some(Verdict { kind, meant, displaced }) = judge(written, own_services, &mut guesses, release) else {
            continue;
        };
        let set_elsewhere = meant.is_some_and(|meant| is_set(settings, meant, release));
        let ha = is_ha(key.trim_start_matches('\u{feff}')) || meant.is_some_and(is_ha);
        let top = top_of(&written.key.text);
        let follows = before.as_ref().is_some_and(|(last, above)| displaced && n == last + 1 && *above == top);
        before = displaced.then_some((n, top));
        if let Some(leader) = found.last_mut().filter(|_| follows) {
            leader.others.push(located(&written.key));
            leader.ha |= ha;
            leader.set_elsewhere &= set_elsewhere;
            lost.extend(meant.zip(leader.key.place.span()));
            continue;
        }
        lost.extend(meant.map(|meant| (meant, written.key.span)));
        let lifetime = flink::lifetime(key);
        let place = Place::set(written.key.span, written.value.span);
        let stated = |version: Option<Version>| {
            version.map_or_else(Maybe::absent, |version| Maybe::new(version.to_string(), place.clone()))
        };
        found.push(UnknownKey {
            place: Some(Place::at(written.key.span)),
            texts: PhantomData,
            key: located(&written.key),
            kind,
            meant: meant.map_or_else(Maybe::absent, |meant| Maybe::new(meant, place.clone())),
            since: stated(lifetime.map(|(since, _)| since)),
            until: stated(lifetime.map(|(_, until)| until)),
            ha,
            set_elsewhere,
            others: Vec::new(),
        });
    }
    for (meant, span) in lost {
        settings.lose(meant, span);
        if let Some(option) = flink::option_of(meant, release) {
            settings.lose(option, span);
        }
    }
    found
}

/// Keys of Hadoop and ZooKeeper. What Flink hands on to them has a prefix, and is read.
pub(super) fn foreign_keys<'t>(settings: &Settings<'t>, release: &Release) -> Vec<ForeignKey<'t>> {
    let foreign = settings.effective().filter_map(|written| {
        let key = written.key.text.as_ref();
        if flink::exists(key) || flink::reads(key, release) {
            return None;
        }
        // A word alone is a setting of ZooKeeper only where nobody would write it by chance.
        let is_telling = !key.contains('.') && key.contains(|c: char| c.is_ascii_uppercase());
        let (product, file) = if key.contains('.') && hadoop::is_key(key) {
            ("Hadoop", hadoop::home(key)?.site())
        } else if is_telling && zookeeper::lifetime(key).is_some() {
            ("ZooKeeper", "zoo.cfg")
        } else {
            return None;
        };
        let key = located(&written.key);
        Some(ForeignKey { place: Some(key.place.clone()), texts: PhantomData, key, product, file })
    });
    foreign.take(MOST_FOREIGN).collect()
}

/// More keys of other products than any file has by mistake.
const MOST_FOREIGN: usize = 100;

/// So many unknown keys of one file are compared with all options; where there are more, they are no slips.
const GUESSES: usize = 200;

fn judge(written: &Written<'_>, own_services: bool, guesses: &mut usize, release: &Release) -> Option<Verdict> {
    let key = written.key.text.as_ref();
    let bare = key.trim_start_matches('\u{feff}');
    if bare.len() < key.len() {
        return Some(Verdict { kind: "byte-order-mark", meant: flink::option_of(bare, release), displaced: false });
    }
    if let Some((since, _)) = flink::lifetime(key) {
        let kind = if release.point < since { "newer" } else { "removed" };
        return Some(Verdict { kind, meant: flink::name_in(key, release), displaced: false });
    }
    *guesses += 1;
    if *guesses > GUESSES {
        return None;
    }
    // A lone last segment (`timeout: …`) is nobody's typo.
    let alone = !key.contains('.') && !key.contains('-');
    if let Some(meant) = flink::meant(key, release) {
        let kind = if meant.eq_ignore_ascii_case(key) { "case" } else { "typo" };
        return (!alone).then_some(Verdict { kind, meant: Some(meant), displaced: false });
    }
    // The span is that of the last segment written; the others stand above it.
    let is_nested = written.key.span.len() < key.len();
    let meant = same_words(key, release).or_else(|| same_place(key, release).filter(|_| is_nested && is_ha(key)));
    match meant {
        Some(meant) => (!alone).then_some(Verdict { kind: "typo", meant: Some(meant), displaced: is_nested }),
        None => (key.starts_with("high-availability.") && !own_services).then_some(Verdict {
            kind: "nobody",
            meant: None,
            displaced: is_nested,
        }),
    }
}

fn top_of<'t>(key: &Cow<'t, str>) -> Cow<'t, str> {
    let length = key.find('.').unwrap_or(key.len());
    match key {
        Cow::Borrowed(key) => Cow::Borrowed(key.get(..length).unwrap_or(key)),
        Cow::Owned(key) => Cow::Owned(key.get(..length).unwrap_or(key).to_owned()),
    }
}

fn is_class_name(written: &Written<'_>) -> bool {
    written.value.text.contains('.') || placeholder(&written.value.text).is_some()
}

/// Whether some line sets the option, under any name that the version reads.
fn is_set(settings: &Settings<'_>, key: &str, release: &Release) -> bool {
    let option = flink::option_of(key, release).unwrap_or(key);
    settings.get(key).is_some()
        || settings.get(option).is_some()
        || flink::aliases(option, release).iter().any(|alias| settings.get(alias).is_some())
}
