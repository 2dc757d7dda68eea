//! Keys of any product that an unknown word may have been meant to be.

use super::describe;
use crate::meant::{Question, meant};
use crate::tables::{FLINK_OPTIONS, HADOOP_DEPRECATED, HADOOP_KEYS, ZOOKEEPER_KEYS};
use crate::version::{Product, Release, VersionRange};
use crate::zookeeper::Kind;
use std::borrow::Cow;

/// At most this many keys are named.
const MOST: usize = 5;
/// A last segment or a part shorter than this says nothing.
const SHORTEST: usize = 4;

fn flink() -> impl Iterator<Item = &'static str> {
    let hidden = |key: &str| key.starts_with('$') || key.starts_with("__") || key.starts_with("internal.");
    FLINK_OPTIONS.iter().map(|row| row.key).filter(move |key| !hidden(key))
}

fn zookeeper() -> impl Iterator<Item = &'static str> {
    ZOOKEEPER_KEYS.iter().filter(|row| matches!(row.kind, Kind::Parsed | Kind::Property)).map(|row| row.key)
}

fn hadoop() -> impl Iterator<Item = &'static str> {
    HADOOP_KEYS.iter().filter(|row| !row.prefix).map(|row| row.key).chain(HADOOP_DEPRECATED.iter().map(|(old, _)| *old))
}

/// The key of a product that was meant by the strategies for unknown keys in files, in the newest version.
fn meant_in(product: Product, word: &str) -> Option<Cow<'static, str>> {
    let range = VersionRange::exactly(product.newest(), "newest");
    let release = Release::new(product.newest(), &range);
    meant(&Question::new(product, word, &release)).map(|meant| meant.key)
}

/// Known keys near a word that somebody asked about, the likeliest first: what a file with this key would have meant in any product,
/// a key with more slips, the same last segments, then keys that contain it. Unlike the keys of a file, a word may be a part of a key, and a
/// proposal too many does no harm.
pub fn near(word: &str) -> Vec<Cow<'static, str>> {
    let mut found: Vec<Cow<'static, str>> = Vec::new();
    let add = |found: &mut Vec<Cow<'static, str>>, key: Cow<'static, str>| {
        if found.len() < MOST && !found.contains(&key) {
            found.push(key);
        }
    };
    for key in Product::ALL.into_iter().filter_map(|product| meant_in(product, word)) {
        add(&mut found, key);
    }
    if found.is_empty() {
        let folded = word.to_ascii_lowercase();
        let limit = (word.len() / 4).clamp(1, 4);
        let mut near: Vec<(usize, &'static str)> = flink()
            .chain(zookeeper())
            .chain(hadoop())
            .filter(|key| key.len().abs_diff(word.len()) <= limit)
            .map(|key| (strsim::osa_distance(&key.to_ascii_lowercase(), &folded), key))
            .filter(|&(distance, _)| distance <= limit)
            .collect();
        near.sort();
        near.into_iter().take(2).for_each(|(_, key)| add(&mut found, key.into()));
    }
    // Rows of one key follow each other, so that no key comes twice in a row.
    let all = || flink().chain(zookeeper()).chain(hadoop());
    let last = word.rsplit('.').next().unwrap_or(word);
    if last.len() >= SHORTEST {
        let shared = |key: &str| {
            let segments = key.rsplit('.').zip(word.rsplit('.'));
            segments.take_while(|(own, other)| own.eq_ignore_ascii_case(other)).count()
        };
        let mut alike: Vec<(usize, &'static str)> =
            all().map(|key| (shared(key), key)).filter(|(count, _)| *count > 0).collect();
        alike.sort_by_key(|&(count, key)| (std::cmp::Reverse(count), key.len()));
        alike.into_iter().for_each(|(_, key)| add(&mut found, key.into()));
    }
    if word.len() >= SHORTEST {
        let lower = word.to_ascii_lowercase();
        let mut longer: Vec<&'static str> = all().filter(|key| key.to_ascii_lowercase().contains(&lower)).collect();
        longer.sort_by_key(|key| key.len());
        longer.into_iter().for_each(|key| add(&mut found, key.into()));
    }
    found.retain(|key| !describe(key).is_empty());
    found
}
