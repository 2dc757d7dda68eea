//! Keys that the version does not read, and what they were probably meant to be.
//!
//! Flink never reports such a key. A key of which nothing can be said is left alone: jobs read keys of their own from the same
//! file. What each was meant to set is noted in the settings, so that an absence can name its cause.

use super::key_forms::{Plain, plain};
use super::losses::{is_ha, located};
use super::misplaced_key::{
    begins_options, behind_others, below_another, below_option, beside, in_value, near_family, near_suffix,
};
use super::settings::{Settings, Written};
use super::similar_key::{same_place, same_words};
use flinklint_catalog::version::{Product, Release, Version};
use flinklint_catalog::{flink, hadoop, namespaces, zookeeper};
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::config_yaml::ConfigYaml;
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

facts! {
    /// A key that this version does not read, and about which something can be said.
    pub struct UnknownKey<'t> as "unknown key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// `typo` and `case` (close to a known key), `lookalike` (the same but for characters that nobody sees or tells from the
        /// right ones), `misplaced` (nested at another place than the option), `below-option` (below an option that takes one
        /// value), `group` (options begin with it, and none is called so), `merge-key` (behind a `<<`), `newer` and `removed`
        /// (read by other versions), `byte-order-mark`, `nobody` (begins as only Flink's own keys do, and no version has such
        /// an option) or `nameless`.
        kind: &'static str,
        /// What the same thing is called in this version; of a group, what its value was meant to set.
        meant: Maybe<Cow<'t, str>>,
        /// The oldest version that reads it, where there is one.
        since: Maybe<String>,
        /// The newest version that reads it, where there is one.
        until: Maybe<String>,
        /// Whether it is about high availability.
        ha: bool,
        /// Whether another line sets what was meant, so that nothing is lost.
        set_elsewhere: bool,
        /// Whether that line has another value.
        differs: bool,
        /// Keys after it that are nested beside it or below it and that nothing reads either: the line above them that is missing
        /// or wrong is one mistake.
        others: Vec<Located<Cow<'t, str>>>,
    }

    /// A key that nothing in Flink reads, and that is a setting of another product.
    pub struct ForeignKey<'t> as "foreign key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// `Hadoop`, `ZooKeeper` or `Spark`.
        product: &'static str,
        /// The file that it belongs into.
        file: &'static str,
    }
}

/// What can be said of a key.
struct Verdict {
    kind: &'static str,
    meant: Vec<Cow<'static, str>>,
    /// The key has the right words in the wrong place, or none: where it is nested, so may be the keys beside it.
    displaced: bool,
}

impl Verdict {
    fn new(kind: &'static str, meant: impl Into<Option<Cow<'static, str>>>) -> Self {
        Self { kind, meant: meant.into().into_iter().collect(), displaced: false }
    }

    fn displaced(self, displaced: bool) -> Self {
        Self { displaced, ..self }
    }
}

/// What is known of the keys before the one that is looked at.
#[derive(Default)]
struct Before<'t> {
    /// Keys that were compared with all options.
    guesses: usize,
    /// The last setting that is written nested.
    nested: Option<Cow<'t, str>>,
    /// The factory of somebody's own services may read keys of its own.
    own_services: bool,
}

/// The keys of `config.yaml` that are behind a `<<`, and where that stands.
pub(super) fn merges<'y>(yaml: &'y ConfigYaml<'_>) -> BTreeMap<&'y str, Span> {
    let mut found = BTreeMap::new();
    for entry in &yaml.entries {
        let mut at = 0;
        for span in &entry.path {
            let end = at + span.len();
            if entry.key.text.get(at..end) == Some("<<") {
                found.insert(entry.key.text.as_ref(), *span);
            }
            at = end + 1;
        }
    }
    found
}

/// Keys that the version does not read. Of those behind a `<<` the place of it is given.
pub(super) fn unknown_keys<'t>(
    settings: &mut Settings<'t>,
    nested: &BTreeSet<Span>,
    merges: &BTreeMap<&str, Span>,
    release: &Release,
) -> Vec<UnknownKey<'t>> {
    let mut found: Vec<UnknownKey<'t>> = Vec::new();
    let mut lost: Vec<(Cow<'static, str>, Span)> = Vec::new();
    // The place among the settings and the top of the path of the displaced key before.
    let mut displaced_before: Option<(usize, Cow<'t, str>)> = None;
    let mut before = Before {
        own_services: ["high-availability.type", "high-availability"]
            .iter()
            .any(|key| settings.get(key).is_some_and(is_class_name)),
        ..Before::default()
    };
    let mut moved = moved_groups(settings, release);
    for (n, written) in settings.effective().enumerate() {
        let key = written.key.text.as_ref();
        if nested.contains(&written.key.span) || placeholder(key).is_some() {
            continue;
        }
        let verdict = if let Some(meant) = moved.remove(&n) {
            Some(Verdict::new("misplaced", Cow::from(meant)).displaced(true))
        } else if flink::reads(key, release) {
            near_suffix(key, release).map(|meant| Verdict::new("typo", Cow::from(meant)))
        } else {
            judge(written, &mut before, release)
        };
        if is_nested(written) {
            before.nested = Some(written.key.text.clone());
        }
        let Some(Verdict { kind, meant, displaced }) = verdict else { continue };
        let elsewhere: Vec<&Written<'t>> = meant.iter().filter_map(|meant| setter(settings, meant, release)).collect();
        let set_elsewhere = !meant.is_empty() && elsewhere.len() == meant.len();
        let differs = elsewhere.iter().any(|other| other.value.text != written.value.text);
        let ha = is_ha(key.trim_start_matches('\u{feff}')) || meant.iter().any(|meant| is_ha(meant));
        let top = top_of(&written.key.text);
        let follows =
            displaced_before.as_ref().is_some_and(|(last, above)| displaced && n == last + 1 && *above == top);
        displaced_before = displaced.then_some((n, top));
        if let Some(leader) = found.last_mut().filter(|_| follows) {
            leader.others.push(located(&written.key));
            leader.ha |= ha;
            leader.set_elsewhere &= set_elsewhere;
            leader.differs |= differs;
            if let Some(span) = leader.key.place.span() {
                lost.extend(meant.into_iter().map(|meant| (meant, span)));
            }
            continue;
        }
        let merge = merges.get(key).copied();
        let span = merge.unwrap_or(written.key.span);
        lost.extend(meant.iter().map(|meant| (meant.clone(), span)));
        let lifetime = flink::lifetime(key);
        let place = Place::set(written.key.span, written.value.span);
        let stated = |version: Option<Version>| {
            version.map_or_else(Maybe::absent, |version| Maybe::new(version.to_string(), place.clone()))
        };
        found.push(UnknownKey {
            place: Some(Place::at(span)),
            texts: PhantomData,
            key: located(&written.key),
            kind,
            meant: meant.into_iter().next().map_or_else(Maybe::absent, |meant| Maybe::new(meant, place.clone())),
            since: stated(lifetime.map(|(since, _)| since)),
            until: stated(lifetime.map(|(_, until)| until)),
            ha,
            set_elsewhere,
            differs,
            others: Vec::new(),
        });
    }
    for (meant, span) in lost {
        settings.lose_option(meant, span, release);
    }
    found
}

/// The settings, by their number, that are nested in a group that has none of them and are all options of one other group.
fn moved_groups(settings: &Settings<'_>, release: &Release) -> BTreeMap<usize, String> {
    let mut moved = BTreeMap::new();
    let mut run: Vec<(usize, &Written<'_>)> = Vec::new();
    let mut end_run = |run: &mut Vec<(usize, &Written<'_>)>| {
        if (1..=MOST_MOVED).contains(&run.len()) {
            let keys: Vec<&str> = run.iter().map(|(_, written)| written.key.text.as_ref()).collect();
            if let Some(meant) = below_another(&keys, release) {
                moved.extend(run.iter().map(|(n, _)| *n).zip(meant));
            }
        }
        run.clear();
    };
    for (n, written) in settings.effective().enumerate() {
        let is_candidate = is_nested(written) && !flink::reads(&written.key.text, release);
        if !is_candidate || run.last().is_some_and(|(_, last)| top_of(&last.key.text) != top_of(&written.key.text)) {
            end_run(&mut run);
        }
        if is_candidate {
            run.push((n, written));
        }
    }
    end_run(&mut run);
    moved
}

/// No group has more options than this.
const MOST_MOVED: usize = 100;

/// Keys of Hadoop, ZooKeeper and Spark. What Flink hands on has a prefix, and is read.
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
        } else if key.starts_with("spark.") {
            ("Spark", "spark-defaults.conf")
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

fn judge<'t>(written: &Written<'t>, before: &mut Before<'t>, release: &Release) -> Option<Verdict> {
    let key = written.key.text.as_ref();
    let bare = key.trim_start_matches('\u{feff}');
    if bare.len() < key.len() {
        let option = flink::option_of(bare, release).map(Cow::Borrowed);
        let meant = option.or_else(|| flink::reads(bare, release).then(|| Cow::Owned(bare.to_owned())));
        if meant.is_some() {
            return Some(Verdict::new("byte-order-mark", meant));
        }
    }
    if let Some((since, _)) = flink::lifetime(key) {
        let kind = if release.since(since) { "removed" } else { "newer" };
        return Some(Verdict::new(kind, flink::name_in(key, release).map(Cow::Borrowed)));
    }
    if key.split('.').any(|segment| segment == "<<") {
        let segments: Vec<&str> = key.split('.').filter(|segment| *segment != "<<").collect();
        let meant = Some(segments.join(".")).filter(|key| flink::reads(key, release))?;
        return Some(Verdict::new("merge-key", Cow::Owned(meant)));
    }
    if key.is_empty() || key == "null" {
        return Some(Verdict::new("nameless", None));
    }
    before.guesses += 1;
    if before.guesses > GUESSES {
        return None;
    }
    let is_nested = is_nested(written);
    let cleaned = plain(key);
    let lookalike = cleaned.as_ref().is_some_and(|plain| plain.lookalike);
    let plain = cleaned.as_ref().map_or(key, |Plain { key, .. }| key);
    let as_written = |kind| if lookalike { "lookalike" } else { kind };
    if plain != key && flink::reads(plain, release) {
        return Some(Verdict::new(as_written("typo"), Cow::Owned(plain.to_owned())));
    }
    let outside = before.nested.as_deref().and_then(|nested| beside(plain, nested, release));
    if let Some(meant) = outside {
        return Some(Verdict::new(as_written("misplaced"), Cow::Owned(meant)).displaced(true));
    }
    if let Some(verdict) = group(written, plain, release) {
        return Some(verdict);
    }
    // A lone last segment (`timeout: …`) is nobody's typo.
    let is_alone = !plain.contains(['.', '-', '_']);
    if is_alone {
        return None;
    }
    if let Some(meant) = flink::meant(plain, release) {
        let kind = if meant.eq_ignore_ascii_case(key) { "case" } else { as_written("typo") };
        return Some(Verdict::new(kind, Cow::Borrowed(meant)));
    }
    if let Some(meant) = near_family(plain, release) {
        return Some(Verdict::new("typo", Cow::Owned(meant)));
    }
    if let Some(option) = below_option(plain, release) {
        return Some(Verdict::new("below-option", Cow::Borrowed(option)));
    }
    if let Some(meant) = same_words(plain, release) {
        return Some(Verdict::new("typo", Cow::Borrowed(meant)).displaced(is_nested));
    }
    if let Some(meant) = behind_others(plain, is_nested, release) {
        return Some(Verdict::new("misplaced", meant).displaced(is_nested));
    }
    match same_place(key, release).filter(|_| is_nested && is_ha(key)) {
        Some(meant) => Some(Verdict::new("typo", Cow::Borrowed(meant)).displaced(is_nested)),
        None => (namespaces::is_own(Product::Flink, key)
            && !(key.starts_with("high-availability.") && before.own_services))
            .then(|| Verdict::new("nobody", None).displaced(is_nested)),
    }
}

/// A key that options begin with, and that has a value.
fn group(written: &Written<'_>, key: &str, release: &Release) -> Option<Verdict> {
    let value = written.value.text.as_ref();
    if !begins_options(key, release) || placeholder(value).is_some() {
        return None;
    }
    let meant = in_value(key, value, release).into_iter().map(Cow::Owned).collect();
    Some(Verdict { kind: "group", meant, displaced: false })
}

/// Whether the key is written in several lines: the span is that of the last segment, and the others stand above it.
fn is_nested(written: &Written<'_>) -> bool {
    written.key.span.len() < written.key.text.len()
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

/// The line that sets the option, under any name that the version reads.
fn setter<'s, 't>(settings: &'s Settings<'t>, key: &str, release: &Release) -> Option<&'s Written<'t>> {
    let option = flink::option_of(key, release).unwrap_or(key);
    let aliases = flink::aliases(option, release);
    [option, key].into_iter().chain(aliases).find_map(|name| settings.get(name))
}
