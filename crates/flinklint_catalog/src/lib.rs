//! What each version of Flink, ZooKeeper and Hadoop knows: the names of options, their aliases, the keys that only code
//! or a script reads.
//!
//! The tables are extracted from the real software (`catalog/` in the repository) and turned into sorted constants when
//! the crate is built: nothing is parsed at start-up, and a look-up is a binary search ([`rows_of`]). No meaning of any option is known
//! here, only that it exists; `declared` adds what an explanation says of it: default, readers, section.

pub mod characters;
pub mod content;
pub mod declared;
pub mod describe;
pub mod flink;
pub mod hadoop;
pub mod limits;
pub mod meant;
pub mod namespaces;
pub mod option;
pub mod schema;
pub mod secret;
mod similar;
mod tables;
pub mod version;
pub mod zookeeper;

pub use similar::closest;

use crate::version::{Release, Version};

/// The rows of a key. Tables are sorted by the length of their keys first, then by their keys.
pub fn rows_of<'t, T>(table: &'t [T], key: &str, key_of: impl Fn(&T) -> &'static str) -> &'t [T] {
    let start = table.partition_point(|row| {
        let own = key_of(row);
        own.len() < key.len() || own.len() == key.len() && own < key
    });
    let rest = table.get(start..).unwrap_or(&[]);
    let len = rest.iter().take_while(|row| key_of(row) == key).count();
    rest.get(..len).unwrap_or(&[])
}

/// A set of minor versions, as bits over a product's list of known minors (bit 0 is the oldest).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minors(pub u16);

impl Minors {
    /// Whether the set holds the assumed version. Asked are the minors around it at which the answer changes.
    pub fn hold(self, minors: &[(u16, u16)], release: &Release) -> bool {
        let mut held = self.0 & 1 != 0;
        for (n, &(major, minor)) in minors.iter().enumerate().skip(1) {
            let holds = self.0 >> n & 1 != 0;
            if holds != held {
                if !release.since(Version::new(major, minor)) {
                    break;
                }
                held = holds;
            }
        }
        held
    }

    /// The set as ranges of neighbours, each with its ends; no end where it goes on to the newest minor that is known.
    pub fn ranges(self, minors: &[(u16, u16)]) -> Vec<(Version, Option<Version>)> {
        let mut ranges = Vec::new();
        let mut start = None;
        for (n, &(major, minor)) in minors.iter().enumerate() {
            let version = Version::new(major, minor);
            if self.0 >> n & 1 != 0 {
                let first = *start.get_or_insert(version);
                let next = self.0 >> (n + 1) & 1 != 0 && n + 1 < minors.len();
                if !next {
                    ranges.push((first, Some(version).filter(|_| n + 1 < minors.len())));
                    start = None;
                }
            }
        }
        ranges
    }

    /// The oldest minor of the set.
    pub fn first(self, minors: &[(u16, u16)]) -> Option<Version> {
        (0..minors.len())
            .find(|n| self.0 >> n & 1 != 0)
            .and_then(|n| minors.get(n))
            .map(|&(major, minor)| Version::new(major, minor))
    }

    /// The newest minor of the set.
    pub fn last(self, minors: &[(u16, u16)]) -> Option<Version> {
        (0..minors.len())
            .rev()
            .find(|n| self.0 >> n & 1 != 0)
            .and_then(|n| minors.get(n))
            .map(|&(major, minor)| Version::new(major, minor))
    }
}

/// A text of the tables: its position and length in one long constant, so that equal texts are there once and cost no
/// relocation when the process starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub u32);

impl Text {
    /// The text.
    pub fn get(self) -> &'static str {
        let start = (self.0 >> tables::TEXT_LENGTH_BITS) as usize;
        let len = (self.0 & ((1 << tables::TEXT_LENGTH_BITS) - 1)) as usize;
        tables::TEXTS.get(start..start + len).unwrap_or_default()
    }
}
