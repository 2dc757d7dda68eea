//! The known key that an unknown one was probably meant to be.

/// The candidate closest to `key`: the same but for upper and lower case or separators, or within an edit distance that
/// grows with the length (one for short keys, two from eight characters on). None where nothing is close enough or two
/// candidates are equally close and differ in meaning (both at distance two).
pub fn closest<'c>(key: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    closest_that(key, candidates, |candidate| candidate, |_| true)
}

/// The same among candidates of which only some count. Whether one counts is asked only where its name is close: the
/// answer may depend on the version, and every question about the version splits the range of possible ones.
pub(crate) fn closest_that<'c, T>(
    key: &str,
    candidates: impl Iterator<Item = T>,
    name: impl Fn(&T) -> &'c str,
    counts: impl Fn(&T) -> bool,
) -> Option<&'c str> {
    let limit = limit(key);
    let letters = bag(key);
    let mut best: Option<(usize, &str)> = None;
    let mut tie = false;
    for candidate in candidates {
        let known = name(&candidate);
        if known.len().abs_diff(key.len()) > limit + 2 {
            continue;
        }
        if is_folded_alike(key, known) {
            if counts(&candidate) {
                return Some(known);
            }
            continue;
        }
        // A transposed or replaced letter changes at most two bits of the bag, so four bits bound a distance of two.
        if (bag(known) ^ letters).count_ones() as usize > 2 * limit {
            continue;
        }
        let distance = slips(key, known);
        if distance > limit || distance > 1 && is_other_word(key, known) || !counts(&candidate) {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => tie = true,
            _ => {
                best = Some((distance, known));
                tie = false;
            }
        }
    }
    best.filter(|&(distance, _)| !(tie && distance > 1)).map(|(_, candidate)| candidate)
}

/// The edits that a slip in a key of this length may need.
fn limit(key: &str) -> usize {
    if key.len() < 8 { 1 } else { 2 }
}

/// The rows of a table, sorted by the length of their keys first, whose keys are not too long or too short to be close.
pub(crate) fn of_like_length<'t, T>(table: &'t [T], key: &str, name: impl Fn(&T) -> &'static str) -> &'t [T] {
    let slack = limit(key) + 2;
    let start = table.partition_point(|row| name(row).len() + slack < key.len());
    let end = table.partition_point(|row| name(row).len() <= key.len() + slack);
    table.get(start..end).unwrap_or(&[])
}

/// The edits between two keys. What both begin and end with needs none, and most keys of one family share much.
pub(crate) fn slips(one: &str, other: &str) -> usize {
    let same = |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b && a.is_ascii()).count();
    let start = same(&mut one.bytes().zip(other.bytes()));
    let (one, other) = (one.get(start..).unwrap_or_default(), other.get(start..).unwrap_or_default());
    let end = same(&mut one.bytes().rev().zip(other.bytes().rev()));
    let before = |text: &'_ str| text.len() - end;
    strsim::osa_distance(one.get(..before(one)).unwrap_or(one), other.get(..before(other)).unwrap_or(other))
}

/// Whether two keys differ in one segment alone, which is so short that two edits make another word of it (`min`, `max`).
pub(crate) fn is_other_word(key: &str, candidate: &str) -> bool {
    let same = |a: &str, b: &str| a.split('.').count() == b.split('.').count();
    let mut differing = key.split('.').zip(candidate.split('.')).filter(|(a, b)| a != b);
    let short = differing.next().is_some_and(|(a, b)| a.len().max(b.len()) < 4);
    short && differing.next().is_none() && same(key, candidate)
}

/// Whether two keys differ in nothing but upper and lower case and separators.
pub fn is_folded_alike(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

/// A key without case and separators.
pub fn folded(key: &str) -> impl Iterator<Item = u8> + '_ {
    key.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b'.')).map(|byte| byte.to_ascii_lowercase())
}

pub(crate) fn bag(key: &str) -> u64 {
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
