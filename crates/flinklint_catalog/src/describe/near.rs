//! Keys of any product that an unknown word may have been meant to be.

use super::describe;
use crate::closest;
use crate::tables::{FLINK_OPTIONS, HADOOP_DEPRECATED, HADOOP_KEYS, ZOOKEEPER_KEYS};
use crate::zookeeper::Kind;

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

/// Known keys near a word, the likeliest first: a slip of letters in any product, then the same last segments, then keys
/// that contain it.
pub fn near(word: &str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    let add = |found: &mut Vec<&'static str>, key: &'static str| {
        if found.len() < MOST && !found.contains(&key) {
            found.push(key);
        }
    };
    for slip in [closest(word, flink()), closest(word, zookeeper()), closest(word, hadoop())].into_iter().flatten() {
        add(&mut found, slip);
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
        near.into_iter().take(2).for_each(|(_, key)| add(&mut found, key));
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
        alike.into_iter().for_each(|(_, key)| add(&mut found, key));
    }
    if word.len() >= SHORTEST {
        let lower = word.to_ascii_lowercase();
        let mut longer: Vec<&'static str> = all().filter(|key| key.to_ascii_lowercase().contains(&lower)).collect();
        longer.sort_by_key(|key| key.len());
        longer.into_iter().for_each(|key| add(&mut found, key));
    }
    found.retain(|key| !describe(key).is_empty());
    found
}
