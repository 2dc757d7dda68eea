//! Options that an unknown key was meant to be although it is no slip of a letter: a segment forgotten, added or in another
//! form, or the last segment alone.
//!
//! Slips of letters, case and separators are the catalogue's (`meant`). A guess is made only where one option fits.

use flinklint_catalog::flink;
use flinklint_catalog::version::Release;

/// A shortened word has at least this many letters.
const STEM: usize = 3;

/// The one option of the version that has the words of `key`.
pub(in crate::settings::flink) fn same_words(key: &str, release: &Release) -> Option<&'static str> {
    let segments: Vec<&str> = key.split('.').collect();
    only(release, |option| fits(&segments, option))
}

/// The one option of the version that begins and ends as `key` does: where the lines above a nested key are wrong, these are
/// what is left of its path.
pub(in crate::settings::flink) fn same_place(key: &str, release: &Release) -> Option<&'static str> {
    let ((first, _), (_, last)) = (key.split_once('.')?, key.rsplit_once('.')?);
    only(release, |option| {
        option.split_once('.').is_some_and(|(own, _)| own == first)
            && option.rsplit_once('.').is_some_and(|(_, own)| own == last)
    })
}

fn only(release: &Release, fits: impl Fn(&'static str) -> bool) -> Option<&'static str> {
    let mut found: Option<&'static str> = None;
    for row in flink::FLINK_OPTIONS.iter().filter(|row| row.role == flink::Role::Option && fits(row.key)) {
        if !flink::is_option(row.key, release) || found == Some(row.key) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(row.key);
    }
    found
}

fn fits(segments: &[&str], option: &'static str) -> bool {
    let own = option.split('.').count();
    match segments {
        [alone] => alone.matches('-').count() >= 2 && option.rsplit('.').next() == Some(alone),
        [_, .., _] if own == segments.len() => in_another_form(segments, option),
        [_, .., _] if own == segments.len() + 1 => one_left_out(&option.split('.').collect::<Vec<_>>(), segments),
        [_, .., _] if own + 1 == segments.len() => one_left_out(segments, &option.split('.').collect::<Vec<_>>()),
        _ => false,
    }
}

/// One segment differs, and one of the two is the beginning of the other (`dir`, `directory`) or the other without the
/// words before it (`mode`, `consistency-mode`).
fn in_another_form(segments: &[&str], option: &str) -> bool {
    let mut differing = segments.iter().zip(option.split('.')).filter(|(a, b)| **a != *b);
    let Some((&a, b)) = differing.next() else { return false };
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let last_words = long.strip_suffix(short).is_some_and(|before| before.ends_with('-'));
    differing.next().is_none() && short.len() >= STEM && (long.starts_with(short) || last_words)
}

/// The shorter key is the longer one without a segment in its middle.
fn one_left_out(longer: &[&str], shorter: &[&str]) -> bool {
    if longer.len() < 3 || longer.first() != shorter.first() || longer.last() != shorter.last() {
        return false;
    }
    let same = longer.iter().zip(shorter).take_while(|(a, b)| a == b).count();
    longer.get(same + 1..) == shorter.get(same..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_catalog::version::{Version, VersionRange};

    #[test]
    fn keys_of_the_same_words() {
        let range = VersionRange::exactly(Version::new(1, 20), "stated");
        let release = Release::new(range.from, &range);
        let meant = |key| same_words(key, &release);
        assert_eq!(
            meant("high-availability.zookeeper.session-timeout"),
            Some("high-availability.zookeeper.client.session-timeout")
        );
        assert_eq!(meant("execution.checkpoint.interval"), Some("execution.checkpointing.interval"));
        assert_eq!(
            meant("externalized-checkpoint-retention"),
            Some("execution.checkpointing.externalized-checkpoint-retention")
        );
        assert_eq!(meant("my.own.timeout"), None);
        assert_eq!(meant("orders.checkpointing.interval"), None);
        assert_eq!(meant("timeout"), None);
    }
}
