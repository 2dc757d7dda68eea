//! Keys that the version does not read, and what they were probably meant to be.
//!
//! Flink never reports such a key. A key of which nothing can be said is left alone: jobs read keys of their own from the same
//! file. What each was meant to set is noted in the settings, so that an absence can name its cause.

use super::stray_characters::lose_option;
use super::{is_ha, located, meant, problem_of_key};
use crate::settings::{Cause, Collected, Problem, ProblemKind, Problems, Setting, Settings, Source};
use flinklint_catalog::meant::{self, Answers, How, Meant, Question, begins_options, below_another};
use flinklint_catalog::version::{Product, Release, Version};
use flinklint_catalog::{flink, hadoop, namespaces, zookeeper};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::config_yaml::ConfigYaml;
use flinklint_syntax::legacy::Legacy;
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Settings of which every key is known to be read or not.
pub(super) struct Named<'t>(pub(super) Collected<'t>);

/// What can be said of a key.
struct Verdict {
    cause: Cause,
    meant: Vec<Cow<'static, str>>,
    /// The key has the right words in the wrong place, or none: where it is nested, so may be its neighbours.
    displaced: bool,
}

impl Verdict {
    fn new(cause: Cause, meant: impl Into<Option<Cow<'static, str>>>) -> Self {
        Self { cause, meant: meant.into().into_iter().collect(), displaced: false }
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

/// The keys of `config.yaml` that are below a `<<`, and where that stands.
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

/// Decides which keys are read, and judges the others.
pub(super) fn judge<'t>(
    mut collected: Collected<'t>,
    lines: Option<&Legacy<'t>>,
    yaml: Option<&ConfigYaml<'t>>,
    problems: &mut Problems<'t>,
    answers: &Answers,
    release: &Release,
) -> Named<'t> {
    collected.decide(|setting| {
        setting.option = flink::option_of(&setting.key.text, release);
        setting.value_type = setting.option.and_then(|option| flink::type_of(option, release));
        setting.option.is_some() || flink::in_family(&setting.key.text, release)
    });
    let aliases = other_names(collected.so_far(), release);
    for (n, read) in aliases {
        collected.yield_to(n, read);
    }
    // What is indented below a dropped line is judged with that line.
    let entries = lines.iter().flat_map(|lines| &lines.entries).filter(|entry| entry.parent.is_some());
    let nested: BTreeSet<Span> = entries.map(|entry| entry.entry.key.span).collect();
    let merges = yaml.map(merges).unwrap_or_default();
    let (unknown, lost) = unknown_keys(collected.so_far(), &nested, &merges, answers, release);
    problems.extend(unknown);
    for (meant, span) in lost {
        lose_option(&mut collected, meant.into_owned(), span, release);
    }
    problems.extend(foreign_keys(collected.so_far(), release));
    Named(collected)
}

/// Settings whose option is set under a name that is read before theirs, and the setting that is read.
fn other_names(settings: &Settings<'_>, release: &Release) -> Vec<(usize, usize)> {
    let aliases = settings.last().filter_map(|(n, setting)| {
        let key = setting.key.text.as_ref();
        let option = setting.option.filter(|option| *option != key)?;
        let names = std::iter::once(option).chain(flink::aliases(option, release));
        Some((n, names.take_while(|name| *name != key).find_map(|name| settings.position(name))?))
    });
    aliases.collect()
}

/// What unknown keys were meant to set, and the line that meant it.
type Lost = Vec<(Cow<'static, str>, Span)>;

/// Keys that the version does not read. Of those below a `<<` the place of it is given.
fn unknown_keys<'t>(
    settings: &Settings<'t>,
    nested: &BTreeSet<Span>,
    merges: &BTreeMap<&str, Span>,
    answers: &Answers,
    release: &Release,
) -> (Vec<Problem<'t>>, Lost) {
    let mut found: Vec<Problem<'t>> = Vec::new();
    let mut lost: Lost = Vec::new();
    // The place among the settings and the top of the path of the displaced key before.
    let mut displaced_before: Option<(usize, Cow<'t, str>)> = None;
    let mut before = Before {
        own_services: ["high-availability.type", "high-availability"]
            .iter()
            .any(|key| settings.get(key).is_some_and(is_class_name)),
        ..Before::default()
    };
    let mut moved = moved_groups(settings, release);
    for (n, (_, setting)) in settings.last().enumerate() {
        let key = setting.key.text.as_ref();
        if nested.contains(&setting.key.span) || placeholder(key).is_some() {
            continue;
        }
        let verdict = if let Some(meant) = moved.remove(&n) {
            Some(Verdict::new(Cause::Misplaced, Cow::from(meant)).displaced(true))
        } else if setting.is_read() {
            flink::near_suffix(key, release).map(|meant| Verdict::new(Cause::Typo, Cow::from(meant)))
        } else {
            judge_key(setting, &mut before, answers, release)
        };
        if is_nested(setting) {
            before.nested = Some(setting.key.text.clone());
        }
        let Some(Verdict { cause, meant: names, displaced }) = verdict else { continue };
        let elsewhere: Vec<&Setting<'t>> = names.iter().filter_map(|name| setter(settings, name, release)).collect();
        let set_elsewhere = !names.is_empty() && elsewhere.len() == names.len();
        let differs = elsewhere.iter().any(|other| other.value.text != setting.value.text);
        let ha = is_ha(key.trim_start_matches('\u{feff}')) || names.iter().any(|name| is_ha(name));
        let top = top_of(&setting.key.text);
        let follows =
            displaced_before.as_ref().is_some_and(|(last, above)| displaced && n == last + 1 && *above == top);
        displaced_before = displaced.then_some((n, top));
        if let Some(leader) = found.last_mut().filter(|_| follows) {
            leader.others.push(located(&setting.key));
            leader.ha |= ha;
            leader.set_elsewhere &= set_elsewhere;
            leader.differs |= differs;
            if let Some(span) = leader.key.place.span() {
                lost.extend(names.into_iter().map(|name| (name, span)));
            }
            continue;
        }
        let span = merges.get(key).copied().unwrap_or(setting.key.span);
        lost.extend(names.iter().map(|name| (name.clone(), span)));
        let place = setting.place();
        let lifetime = flink::lifetime(key);
        let stated =
            |version: Option<Version>| version.map_or_else(Maybe::absent, |version| meant(version.to_string(), &place));
        found.push(Problem {
            key: meant(setting.key.text.clone(), &Place::at(setting.key.span)),
            meant: names.into_iter().next().map_or_else(Maybe::absent, |name| meant(name, &place)),
            since: stated(lifetime.map(|(since, _)| since)),
            until: stated(lifetime.map(|(_, until)| until)),
            ha,
            set_elsewhere,
            differs,
            ..Problem::new(ProblemKind::UnknownKey, cause, Source::Flink, Place::at(span))
        });
    }
    (found, lost)
}

/// The settings, by their number, that are nested in a group that has none of them and are all options of one other group.
fn moved_groups(settings: &Settings<'_>, release: &Release) -> BTreeMap<usize, String> {
    let mut moved = BTreeMap::new();
    let mut run: Vec<(usize, &Setting<'_>)> = Vec::new();
    let mut end_run = |run: &mut Vec<(usize, &Setting<'_>)>| {
        if (1..=MOST_MOVED).contains(&run.len()) {
            let keys: Vec<&str> = run.iter().map(|(_, setting)| setting.key.text.as_ref()).collect();
            if let Some(meant) = below_another(&keys, release) {
                moved.extend(run.iter().map(|(n, _)| *n).zip(meant));
            }
        }
        run.clear();
    };
    for (n, (_, setting)) in settings.last().enumerate() {
        let is_candidate = is_nested(setting) && !setting.is_read();
        if !is_candidate || run.last().is_some_and(|(_, last)| top_of(&last.key.text) != top_of(&setting.key.text)) {
            end_run(&mut run);
        }
        if is_candidate {
            run.push((n, setting));
        }
    }
    end_run(&mut run);
    moved
}

/// No group has more options than this.
const MOST_MOVED: usize = 100;

/// Keys of Hadoop, ZooKeeper and Spark. What Flink hands on has a prefix, and is read.
fn foreign_keys<'t>(settings: &Settings<'t>, release: &Release) -> Vec<Problem<'t>> {
    let foreign = settings.last().filter_map(|(_, setting)| {
        let key = setting.key.text.as_ref();
        if setting.is_read() || flink::exists(key) || flink::reads(key, release) {
            return None;
        }
        // A word alone is a setting of ZooKeeper only where nobody would write it by chance.
        let is_telling = !key.contains('.') && key.contains(|c: char| c.is_ascii_uppercase());
        let (owner, file) = if key.contains('.') && hadoop::is_key(key) {
            (Source::Hadoop, hadoop::home(key)?.site())
        } else if is_telling && zookeeper::lifetime(key).is_some() {
            (Source::ZooKeeper, "zoo.cfg")
        } else if key.starts_with("spark.") {
            (Source::Spark, "spark-defaults.conf")
        } else {
            return None;
        };
        let place = Place::at(setting.key.span);
        Some(Problem {
            owner: Maybe::new(owner, place.clone()),
            file: meant(file, &place),
            ..problem_of_key(ProblemKind::UnknownKey, Cause::OtherProduct, setting)
        })
    });
    foreign.take(MOST_FOREIGN).collect()
}

/// More keys of other products than any file has by mistake.
const MOST_FOREIGN: usize = 100;

/// So many unknown keys of one file are compared with all options; where there are more, they are no slips.
const GUESSES: usize = 200;

fn judge_key<'t>(
    setting: &Setting<'t>,
    before: &mut Before<'t>,
    answers: &Answers,
    release: &Release,
) -> Option<Verdict> {
    let key = setting.key.text.as_ref();
    if let Some((since, _)) = flink::lifetime(key) {
        let cause = if release.since(since) { Cause::Removed } else { Cause::Newer };
        return Some(Verdict::new(cause, flink::name_in(key, release).map(Cow::Borrowed)));
    }
    if key.split('.').any(|segment| segment == "<<") {
        let segments: Vec<&str> = key.split('.').filter(|segment| *segment != "<<").collect();
        let meant = Some(segments.join(".")).filter(|key| flink::reads(key, release))?;
        return Some(Verdict::new(Cause::MergeKey, Cow::Owned(meant)));
    }
    if key.is_empty() || key == "null" {
        return Some(Verdict::new(Cause::Nameless, None));
    }
    before.guesses += 1;
    if before.guesses > GUESSES {
        return None;
    }
    let nested = is_nested(setting);
    let before_it = before.nested.as_deref();
    let found = answers.meant(&Question { nested, before: before_it, ..Question::new(Product::Flink, key, release) });
    // A key that is nearly certain is not taken for the beginning of others.
    let is_certain = |how| matches!(how, How::ByteOrderMark | How::Characters | How::Around | How::Beside);
    if found.as_ref().is_none_or(|found| !is_certain(found.how))
        && let Some(verdict) = group(setting, &without_strays(key), release)
    {
        return Some(verdict);
    }
    let Some(Meant { key: name, how }) = found else {
        let is_lost = key.contains(['.', '-', '_'])
            && namespaces::is_own(Product::Flink, key)
            && !(key.starts_with("high-availability.") && before.own_services);
        return is_lost.then(|| Verdict::new(Cause::NoSuchOption, None).displaced(nested));
    };
    let (cause, displaced) = match how {
        How::ByteOrderMark => (Cause::ByteOrderMark, false),
        How::Characters => (Cause::Lookalike, false),
        How::Around | How::Family | How::Spelling | How::Unit | How::Ending => (Cause::Typo, false),
        How::Case => (Cause::Case, false),
        How::Prefix => (Cause::Misplaced, false),
        How::Beside => (Cause::Misplaced, true),
        How::BelowOption => (Cause::BelowOption, false),
        How::Words | How::Path => (Cause::Typo, nested),
        How::Place => (Cause::Misplaced, nested),
    };
    Some(Verdict::new(cause, name).displaced(displaced))
}

/// The key without what stands around it by mistake.
fn without_strays(key: &str) -> Cow<'_, str> {
    meant::plain(key).map_or(Cow::Borrowed(key), |plain| Cow::Owned(plain.key))
}

/// A key that options begin with, and that has a value.
fn group(setting: &Setting<'_>, key: &str, release: &Release) -> Option<Verdict> {
    let value = setting.value.text.as_ref();
    if !begins_options(key, release) || placeholder(value).is_some() {
        return None;
    }
    let meant = in_value(key, value, release).into_iter().map(Cow::Owned).collect();
    Some(Verdict { cause: Cause::Group, meant, displaced: false })
}

/// The keys that were written into the value of the line above them: all of `{port: 8081, address: x}`, or the first word
/// of `port：8081`.
fn in_value(section: &str, value: &str, release: &Release) -> Vec<String> {
    let word = |text: &str| {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let length =
            text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(text.len());
        text.get(..length).unwrap_or("").to_owned()
    };
    let words: Vec<String> = match value.strip_prefix('{') {
        Some(inner) => inner.split(',').map(word).collect(),
        None => vec![word(value)],
    };
    let whole = words.into_iter().filter(|word| !word.is_empty()).map(|word| format!("{section}.{word}"));
    whole.filter(|key| flink::reads(key, release) || begins_options(key, release)).collect()
}

/// Whether the key is written in several lines: the span is that of the last segment, and the others stand above it.
fn is_nested(setting: &Setting<'_>) -> bool {
    setting.key.span.len() < setting.key.text.len()
}

fn top_of<'t>(key: &Cow<'t, str>) -> Cow<'t, str> {
    let length = key.find('.').unwrap_or(key.len());
    match key {
        Cow::Borrowed(key) => Cow::Borrowed(key.get(..length).unwrap_or(key)),
        Cow::Owned(key) => Cow::Owned(key.get(..length).unwrap_or(key).to_owned()),
    }
}

fn is_class_name(setting: &Setting<'_>) -> bool {
    setting.value.text.contains('.') || placeholder(&setting.value.text).is_some()
}

/// The line that sets the option, under any name that the version reads.
fn setter<'s, 't>(settings: &'s Settings<'t>, key: &str, release: &Release) -> Option<&'s Setting<'t>> {
    let option = flink::option_of(key, release).unwrap_or(key);
    let aliases = flink::aliases(option, release);
    [option, key].into_iter().chain(aliases).find_map(|name| settings.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::VersionRange;

    #[test]
    fn keys_in_a_value() {
        let range = VersionRange::exactly(Version::new(1, 20), "stated");
        let release = &Release::new(range.from, &range);
        let inside = |section, value| in_value(section, value, release);
        assert_eq!(inside("rest", "{port: 8081, address: x, own: y}"), ["rest.port", "rest.address"]);
        assert_eq!(inside("rest", "port\u{ff1a}8081"), ["rest.port"]);
        assert_eq!(inside("rest", "rack-a"), Vec::<String>::new());
    }
}
