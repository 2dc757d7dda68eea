//! What makes a finding the same finding in the next run, whatever its words, its values and its lines have become.
//!
//! An [`Identity`] is a rule, a file, a logical key and an ordinal. Nothing else may enter: no value, message, line or
//! version, no related place, no other key, host or copy of the file, and never the current folder. Whoever ignores a
//! finding or keeps it in a baseline does so by its identity.

use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Path of the file of the primary place, relative to the root of the project, with `/`.
    pub path: String,
    /// The key of the setting that the primary place belongs to, as its reader decodes it; the host for a line of a host
    /// list; empty where the place belongs to no setting.
    pub key: String,
}

impl Subject {
    /// What a finding about all of these is about: one setting, or, where they are several, the file of the first.
    pub(crate) fn common(mut subjects: impl Iterator<Item = Self>) -> Self {
        let first = subjects.next().unwrap_or_default();
        if subjects.all(|other| other.key == first.key) { first } else { Self { key: String::new(), ..first } }
    }
}

/// The identity of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The id of the rule.
    pub rule: Cow<'static, str>,
    /// What it is about.
    pub subject: Subject,
    /// Tells the findings of one rule about one subject apart: their number in the order of the file, from 0.
    pub ordinal: u32,
}

/// The version of the recipe below; it is raised when fingerprints change.
pub const FINGERPRINT_VERSION: u32 = 2;

impl Identity {
    /// The identity in 128 bits.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let Self { rule, subject: Subject { path, key }, ordinal } = self;
        let parts = format!("v{FINGERPRINT_VERSION}\u{1f}{rule}\u{1f}{path}\u{1f}{key}\u{1f}{ordinal}");
        Fingerprint(fnv1a(parts.as_bytes()))
    }
}

/// An [`Identity`] as other programs store it: 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u128);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// FNV-1a with 128 bits: stable over versions and platforms, which the standard library's hasher does not promise.
fn fnv1a(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

/// A finding that has no number yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unnumbered {
    /// The id of the rule.
    pub(crate) rule: Cow<'static, str>,
    /// What it is about.
    pub(crate) subject: Subject,
    /// The first byte of its primary place.
    pub(crate) start: u32,
}

/// Identities for findings of the same deployment. Findings at one place are numbered in the given order.
pub(crate) fn identities(found: Vec<Unnumbered>) -> Vec<Identity> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|&a, &b| found[a].cmp(&found[b]));
    let mut identities: Vec<Identity> =
        found.into_iter().map(|Unnumbered { rule, subject, .. }| Identity { rule, subject, ordinal: 0 }).collect();
    for pair in order.windows(2) {
        if let [before, next] = *pair
            && (&identities[before].rule, &identities[before].subject)
                == (&identities[next].rule, &identities[next].subject)
        {
            identities[next].ordinal = identities[before].ordinal + 1;
        }
    }
    identities
}

type Question = dyn Fn(&Identity) -> bool + Send + Sync;

/// A question about identities. Without one, no finding is meant.
#[derive(Clone, Default)]
pub struct Filter(Option<Arc<Question>>);

impl Filter {
    /// The findings for which the question is answered with yes.
    pub fn new(question: impl Fn(&Identity) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(question)))
    }

    /// Whether a finding is meant.
    #[must_use]
    pub fn takes(&self, identity: &Identity) -> bool {
        self.0.as_ref().is_some_and(|question| question(identity))
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Filter(…)" } else { "Filter(none)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    #[test]
    fn every_part_of_an_identity_counts() {
        let subject = |path: &str, key: &str| Subject { path: path.to_owned(), key: key.to_owned() };
        let identity =
            |rule: &str, subject, ordinal| Identity { rule: rule.to_owned().into(), subject, ordinal }.fingerprint();
        let all = [
            identity("A", subject("a", "k"), 0),
            identity("B", subject("a", "k"), 0),
            identity("A", subject("b", "k"), 0),
            identity("A", subject("a", "l"), 0),
            identity("A", subject("a", "k"), 1),
            identity("A", subject("ak", ""), 0),
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(!all[..n].contains(one), "{n}");
        }
        assert_eq!(all[0].to_string().len(), 32);
    }

    #[test]
    fn findings_of_one_rule_about_one_key_are_numbered_in_the_order_of_the_file() {
        let subject = |key: &str| Subject { path: "zoo.cfg".to_owned(), key: key.to_owned() };
        let one = |rule: &'static str, key, start| Unnumbered { rule: rule.into(), subject: subject(key), start };
        let found = vec![one("A", "k", 50), one("A", "k", 10), one("A", "l", 20), one("B", "k", 5), one("A", "k", 50)];
        let ordinals: Vec<u32> = identities(found).iter().map(|identity| identity.ordinal).collect();
        assert_eq!(ordinals, [1, 0, 0, 0, 2]);
    }
}
