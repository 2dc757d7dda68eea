//! Keys whose words are right and whose place is not: nested too deep or not deep enough, below an option, or written into
//! the value of the line above; and slips in keys with a name in them, which no table can list.
//!
//! Slips of letters in whole keys are the catalogue's, forgotten and added segments are `similar_key`'s.

use flinklint_catalog::flink::{self, FLINK_FAMILIES, FLINK_SUFFIXES, ValueType};
use flinklint_catalog::version::Release;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A word of a key that a slip of a letter or two leaves recognisable has at least this many letters.
const LONG: usize = 6;

/// The option that stands at the end of a key, behind segments that do not belong before it: `flink.rest.port`, or `rest`
/// below `taskmanager`.
pub(in crate::settings::flink) fn behind_others<'k>(
    key: &'k str,
    is_nested: bool,
    release: &Release,
) -> Option<Cow<'static, str>> {
    let top = key.split('.').next()?;
    let is_of_flink = top == "flink" || (is_nested && begins_options(top, release));
    if !is_of_flink {
        return None;
    }
    let rests = key.match_indices('.').filter_map(|(at, _)| key.get(at + 1..));
    let mut rests = rests.filter(|rest| rest.contains(['.', '-']));
    let found = rests.find(|rest: &&'k str| flink::reads(rest, release)).map(|rest| Cow::Owned(rest.to_owned()));
    found.or_else(|| only_end(key, release).filter(|_| is_nested).map(Cow::Borrowed))
}

/// The one option that ends with the last two segments or more of a key.
fn only_end(key: &str, release: &Release) -> Option<&'static str> {
    let (before, _) = key.rsplit_once('.')?;
    let two = before.rfind('.').and_then(|at| key.get(at..))?;
    let mut ending = flink::FLINK_OPTIONS
        .iter()
        .filter(|row| row.role == flink::Role::Option && row.key.ends_with(two) && flink::is_option(row.key, release));
    let found = ending.next()?.key;
    ending.all(|row| row.key == found).then_some(found)
}

/// The option that a key is with the path of the setting before it, or a part of that path, between the two: its line is
/// indented less than the lines that it belongs to.
pub(in crate::settings::flink) fn beside(key: &str, before: &str, release: &Release) -> Option<String> {
    let common = common_path(key, before);
    let tail = key.get(common..)?;
    let ends = before.match_indices('.').map(|(at, _)| at).filter(|at| *at > common);
    let mut paths: Vec<usize> = ends.collect();
    paths.reverse();
    paths
        .into_iter()
        .map(|end| format!("{}.{tail}", before.get(..end).unwrap_or("")))
        .find(|whole| flink::option_of(whole, release).is_some())
}

/// What several keys of one group are below another group of the same depth that has them all: the line that opens the other
/// group is missing above them.
pub(in crate::settings::flink) fn below_another(keys: &[&str], release: &Release) -> Option<Vec<String>> {
    let first = keys.first().filter(|_| keys.len() > 1)?;
    first.match_indices('.').enumerate().find_map(|(depth, (at, _))| {
        let (own, end) = first.split_at(at);
        let rests: Option<Vec<&str>> = keys.iter().map(|key| key.strip_prefix(own)?.strip_prefix('.')).collect();
        let rests = rests?;
        let groups = flink::FLINK_OPTIONS.iter().filter_map(|row| row.key.strip_suffix(end)).filter(|group| {
            group.matches('.').count() == depth
                && rests.iter().all(|rest| flink::option_of(&format!("{group}.{rest}"), release).is_some())
        });
        let groups: BTreeSet<&str> = groups.collect();
        let group = groups.first().filter(|_| groups.len() == 1)?;
        Some(rests.iter().map(|rest| format!("{group}.{rest}")).collect())
    })
}

/// Length of the segments that two keys begin with, the last dot included.
fn common_path(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a.get(..same).and_then(|same| same.rfind('.')).map_or(0, |dot| dot + 1)
}

/// The option that a key stands below, where the option takes one value and no keys below it.
pub(in crate::settings::flink) fn below_option(key: &str, release: &Release) -> Option<&'static str> {
    let (above, _) = key.rsplit_once('.')?;
    let option = flink::option_of(above, release).filter(|option| *option == above)?;
    let takes_keys = matches!(flink::value_type(option, release), None | Some(ValueType::Map | ValueType::Other));
    (!takes_keys && !begins_options(option, release)).then_some(option)
}

/// What a text begins in which options go on: `rest` of `rest.port`.
pub(in crate::settings::flink) fn begins_options(text: &str, release: &Release) -> bool {
    let is_inside = |key: &str| key.strip_prefix(text).is_some_and(|rest| rest.starts_with('.'));
    !text.is_empty()
        && (flink::FLINK_OPTIONS.iter().any(|row| is_inside(row.key) && flink::reads(row.key, release))
            || FLINK_FAMILIES.iter().any(|family| is_inside(family.key) && flink::holds(family.minors, release)))
}

/// The keys that were written into the value of the line above them: all of `{port: 8081, address: x}`, or the first word
/// of `port：8081`.
pub(in crate::settings::flink) fn in_value(section: &str, value: &str, release: &Release) -> Vec<String> {
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

/// A key of a family with a slip in what all keys of the family begin with.
pub(in crate::settings::flink) fn near_family(key: &str, release: &Release) -> Option<String> {
    FLINK_FAMILIES.iter().filter(|family| flink::holds(family.minors, release)).find_map(|family| {
        let beginning = family.key.strip_suffix('.').filter(|beginning| beginning.len() >= 2 * LONG)?;
        let end = key.match_indices('.').nth(beginning.matches('.').count())?.0;
        let (written, rest) = key.split_at(end);
        let is_near = written != beginning && is_slip(written, beginning) && rest.len() > 1;
        is_near.then(|| format!("{beginning}{rest}"))
    })
}

/// A key with a name in it and a slip in what follows the name: `metrics.reporter.prom.fatory.class`.
pub(in crate::settings::flink) fn near_suffix(key: &str, release: &Release) -> Option<String> {
    let mut found = None;
    for suffix in FLINK_SUFFIXES {
        let Some((before, after)) = suffix.prefix.get().split_once('<') else { continue };
        let Some((name, rest)) = key.strip_prefix(before).and_then(|rest| rest.split_once('.')) else { continue };
        if !flink::holds(suffix.minors, release) {
            continue;
        }
        let known = suffix.suffix.get();
        if known == rest {
            return None;
        }
        // A name with more behind it is another table's.
        if after.ends_with('>') && known.len() >= LONG && !known.contains('*') && is_slip(rest, known) {
            found.get_or_insert_with(|| format!("{before}{name}.{known}"));
        }
    }
    found
}

fn is_slip(written: &str, known: &str) -> bool {
    let most = if known.len() < 10 { 1 } else { 2 };
    written.len().abs_diff(known.len()) <= most && strsim::osa_distance(written, known) <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::{Version, VersionRange};

    fn of(minor: u16) -> Release {
        let range = VersionRange::exactly(Version::new(1, minor), "stated");
        Release::new(range.from, &range)
    }

    #[test]
    fn options_at_the_wrong_place() {
        let release = &of(20);
        let behind = |key, nested| behind_others(key, nested, release).map(Cow::into_owned);
        assert_eq!(behind("flink.rest.port", false).as_deref(), Some("rest.port"));
        assert_eq!(behind("taskmanager.blob.server.port", true).as_deref(), Some("blob.server.port"));
        assert_eq!(behind("rest.checkpointing.interval", true).as_deref(), Some("execution.checkpointing.interval"));
        assert_eq!(behind("orders.rest.port", false), None);
        assert_eq!(behind("orders.rest.port", true), None);
        let next_to = |key, before| beside(key, before, release);
        let inner = Some("execution.checkpointing.mode".to_owned());
        assert_eq!(next_to("mode", "execution.checkpointing.interval"), inner);
        assert_eq!(next_to("execution.mode", "execution.checkpointing.interval"), inner);
        assert_eq!(next_to("mode", "heartbeat.interval"), None);
        assert_eq!(below_option("rest.port.value", release), Some("rest.port"));
        assert_eq!(below_option("state.backend.value", release), None);
        assert_eq!(below_option("orders.port.value", release), None);
    }

    #[test]
    fn groups_whose_line_is_missing() {
        let release = &of(20);
        let keys = ["parallelism.type", "parallelism.storageDir", "parallelism.zookeeper.quorum"];
        let meant = ["high-availability.type", "high-availability.storageDir", "high-availability.zookeeper.quorum"];
        assert_eq!(below_another(&keys, release).as_deref(), Some(&meant.map(str::to_owned)[..]));
        assert_eq!(below_another(&keys[..1], release), None);
        assert_eq!(below_another(&["orders.topic", "orders.type"], release), None);
    }

    #[test]
    fn keys_in_a_value() {
        let release = &of(20);
        let inside = |section, value| in_value(section, value, release);
        assert_eq!(inside("rest", "{port: 8081, address: x, own: y}"), ["rest.port", "rest.address"]);
        assert_eq!(inside("rest", "port\u{ff1a}8081"), ["rest.port"]);
        assert_eq!(inside("rest", "rack-a"), Vec::<String>::new());
        assert!(
            begins_options("rest", release) && !begins_options("res", release) && !begins_options("rest.port", release)
        );
    }

    #[test]
    fn slips_in_keys_with_names() {
        let release = &of(20);
        assert_eq!(
            near_family("containerized.masteer.env.TZ", release).as_deref(),
            Some("containerized.master.env.TZ")
        );
        assert_eq!(near_family("containerized.master.env.TZ", release), None);
        let near = |key| near_suffix(key, release);
        let meant = Some("metrics.reporter.prom.factory.class".to_owned());
        assert_eq!(near("metrics.reporter.prom.fatory.class"), meant);
        assert_eq!(near("metrics.reporter.prom.factory.clss"), meant);
        assert_eq!(near("metrics.reporter.prom.port"), None);
        assert_eq!(near("metrics.reporter.own.endpoint"), None);
    }
}
