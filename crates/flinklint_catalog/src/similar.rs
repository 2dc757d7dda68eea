//! The known key that an unknown one was probably meant to be.

/// The candidate closest to `key`: the same but for upper and lower case or separators, or within an edit distance that
/// grows with the length (one for short keys, two from eight characters on). None where nothing is close enough or two
/// candidates are equally close and differ in meaning (both at distance two).
pub fn closest<'c>(key: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let folded = fold(key);
    let limit = if key.len() < 8 { 1 } else { 2 };
    let letters = bag(key);
    let mut best: Option<(usize, &str)> = None;
    let mut tie = false;
    for candidate in candidates {
        // A transposed or replaced letter changes at most two bits of the bag, so four bits bound a distance of two.
        if candidate.len().abs_diff(key.len()) > limit + 2
            || (bag(candidate) ^ letters).count_ones() as usize > 2 * limit
        {
            if candidate.len().abs_diff(key.len()) <= limit + 2 && fold(candidate) == folded {
                return Some(candidate);
            }
            continue;
        }
        if fold(candidate) == folded {
            return Some(candidate);
        }
        let distance = strsim::osa_distance(key, candidate);
        if distance > limit || distance > 1 && is_other_word(key, candidate) {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => tie = true,
            _ => {
                best = Some((distance, candidate));
                tie = false;
            }
        }
    }
    best.filter(|&(distance, _)| !(tie && distance > 1)).map(|(_, candidate)| candidate)
}

/// Whether two keys differ in one segment alone, which is so short that two edits make another word of it (`min`, `max`).
fn is_other_word(key: &str, candidate: &str) -> bool {
    let same = |a: &str, b: &str| a.split('.').count() == b.split('.').count();
    let mut differing = key.split('.').zip(candidate.split('.')).filter(|(a, b)| a != b);
    let short = differing.next().is_some_and(|(a, b)| a.len().max(b.len()) < 4);
    short && differing.next().is_none() && same(key, candidate)
}

fn fold(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_' | '.')).map(|c| c.to_ascii_lowercase()).collect()
}

fn bag(key: &str) -> u64 {
    key.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::closest;

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
