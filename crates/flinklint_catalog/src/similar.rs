//! The known key that an unknown one was probably meant to be.

use std::ops::RangeInclusive;

/// The candidate closest to `key`: the same but for upper and lower case or separators, or within an edit distance that
/// grows with the length (one for short keys, two from eight characters on). None where nothing is close enough or two
/// candidates are equally close and differ in meaning (both at distance two).
pub fn closest<'c>(key: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let slip = Slip::in_key(key);
    let mut best: Option<(usize, &str)> = None;
    let mut tie = false;
    for known in candidates {
        match (slip.distance(known), best) {
            (Some(0), _) => return Some(known),
            (None, _) => {}
            (Some(distance), Some((least, _))) if distance > least => {}
            (Some(distance), Some((least, _))) if distance == least => tie = true,
            (Some(distance), _) => {
                best = Some((distance, known));
                tie = false;
            }
        }
    }
    best.filter(|&(distance, _)| !(tie && distance > 1)).map(|(_, candidate)| candidate)
}

/// The edits that a slip in a key of this length may need.
pub(crate) fn limit(key: &str) -> usize {
    if key.len() < 8 { 1 } else { 2 }
}

/// What is asked of many known keys: how few edits make one of them of a key.
pub(crate) struct Slip<'k> {
    key: &'k str,
    limit: usize,
    bag: u64,
}

impl<'k> Slip<'k> {
    pub(crate) fn in_key(key: &'k str) -> Self {
        Self { key, limit: limit(key), bag: bag(key) }
    }

    /// How long the keys are that can be meant.
    pub(crate) fn lengths(&self) -> RangeInclusive<usize> {
        let slack = self.limit + 2;
        self.key.len().saturating_sub(slack)..=self.key.len() + slack
    }

    /// The edits; 0 where only case and separators differ, none where they are more than a slip.
    pub(crate) fn distance(&self, known: &str) -> Option<usize> {
        if !self.lengths().contains(&known.len()) {
            return None;
        }
        if is_folded_alike(self.key, known) {
            return Some(0);
        }
        // A transposed or replaced letter changes at most two bits of the bag.
        if (bag(known) ^ self.bag).count_ones() as usize > 2 * self.limit {
            return None;
        }
        let distance = slips(self.key, known);
        (distance <= self.limit && !(distance > 1 && is_other_word(self.key, known))).then_some(distance)
    }
}

/// The edits between two keys. What both begin and end with needs none, and most keys of one family share much.
fn slips(one: &str, other: &str) -> usize {
    let same = |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b && a.is_ascii()).count();
    let start = same(&mut one.bytes().zip(other.bytes()));
    let (one, other) = (one.get(start..).unwrap_or_default(), other.get(start..).unwrap_or_default());
    let end = same(&mut one.bytes().rev().zip(other.bytes().rev()));
    let before = |text: &'_ str| text.len() - end;
    strsim::osa_distance(one.get(..before(one)).unwrap_or(one), other.get(..before(other)).unwrap_or(other))
}

/// Whether two keys differ in one segment alone, which is so short that two edits make another word of it (`min`, `max`).
fn is_other_word(key: &str, candidate: &str) -> bool {
    let same = |a: &str, b: &str| a.split('.').count() == b.split('.').count();
    let mut differing = key.split('.').zip(candidate.split('.')).filter(|(a, b)| a != b);
    let short = differing.next().is_some_and(|(a, b)| a.len().max(b.len()) < 4);
    short && differing.next().is_none() && same(key, candidate)
}

/// Whether two keys differ in nothing but upper and lower case and separators.
pub(crate) fn is_folded_alike(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

/// A key without case and separators.
pub(crate) fn folded(key: &str) -> impl Iterator<Item = u8> + '_ {
    key.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b'.')).map(|byte| byte.to_ascii_lowercase())
}

fn bag(key: &str) -> u64 {
    key.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn what_is_shared_changes_no_distance() {
        let keys = [
            "", "a", "ab", "ba", "aab", "aba", "abab", "abba", "a.b.c", "a.c.b", "aé", "éa", "ué", "eé", "ca", "abc",
            "acb", "cab",
        ];
        for one in keys {
            for other in keys {
                assert_eq!(super::slips(one, other), strsim::osa_distance(one, other), "{one} {other}");
            }
        }
    }

    #[test]
    fn finds_what_was_meant() {
        let known = ["high-availability.storageDir", "high-availability.type", "tickTime", "rest.port"];
        let find = |key| closest(key, known.into_iter());
        assert_eq!(find("high-availability.storage-dir"), Some("high-availability.storageDir"));
        assert_eq!(find("high-availabilty.type"), Some("high-availability.type"));
        assert_eq!(find("ticktime"), Some("tickTime"));
        assert_eq!(find("tickTme"), Some("tickTime"));
        assert_eq!(find("my.own.key"), None);
        assert_eq!(closest("metrics.scope.job", ["metrics.scope.jm"].into_iter()), None);
        assert_eq!(closest("taskmanager.memory.min", ["taskmanager.memory.max"].into_iter()), None);
    }
}
