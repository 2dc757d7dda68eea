//! Keys of `zoo.cfg` by version: those that `QuorumPeerConfig` parses, those that become a system property which
//! something reads, and names that look like settings and never were any.
//!
//! Source: the sources and jars of the releases (`catalog/zookeeper-keys.tsv`).

pub use super::tables::zookeeper_option as option;
use super::tables::{ZOOKEEPER_KEYS, ZOOKEEPER_MINORS};
use super::{Minors, rows_of};
use crate::version::{Release, Version};

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Read by `QuorumPeerConfig.parseProperties` itself.
    Parsed,
    /// Read as the system property `zookeeper.` and the key.
    Property,
    /// Every key that begins with it is read.
    Prefix,
    /// Nothing reads it from the file.
    Phantom,
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// The key, or the beginning of keys.
    pub key: &'static str,
    /// What it is.
    pub kind: Kind,
    /// In which versions.
    pub minors: Minors,
    /// For a phantom, the key that works or why there is none; for others the type of the value.
    pub note: &'static str,
}

impl Row {
    /// The type of its values, by the method that reads them: `int`, `long`, `float`, `bool`, `port`, `path` or `string`.
    pub fn value_type(&self) -> &'static str {
        self.note.split_once(", ").map_or(self.note, |(value_type, _)| value_type)
    }

    /// Whether only clients read it.
    pub fn is_of_clients(&self) -> bool {
        self.note.ends_with(", client")
    }

    fn holds(&self, release: &Release) -> bool {
        self.minors.hold(ZOOKEEPER_MINORS, release)
    }

    /// Whether the version reads the key.
    pub(crate) fn is_read(&self, release: &Release) -> bool {
        self.holds(release)
    }
}

fn rows(key: &str) -> &'static [Row] {
    rows_of(ZOOKEEPER_KEYS, key, |row| row.key)
}

pub(crate) fn is_key(row: &Row) -> bool {
    matches!(row.kind, Kind::Parsed | Kind::Property)
}

/// The row by which the version reads the key: its own, or the one of its family. No version is asked for where one of the two
/// holds in every version.
pub fn row(key: &str, release: &Release) -> Option<&'static Row> {
    let own = || rows(key).iter().filter(|row| is_key(row));
    let families = || ZOOKEEPER_KEYS.iter().filter(|row| row.kind == Kind::Prefix && key.starts_with(row.key));
    let bits = own().chain(families()).fold(0, |bits, row| bits | row.minors.0);
    if !Minors(bits).hold(ZOOKEEPER_MINORS, release) {
        return None;
    }
    own().find(|row| row.holds(release)).or_else(|| families().find(|row| row.holds(release)))
}

/// Whether the version reads the key, by itself or as one of a family.
pub fn reads(key: &str, release: &Release) -> bool {
    row(key, release).is_some()
}

/// Whether some version reads every key that begins like this one.
pub fn in_family(key: &str) -> bool {
    ZOOKEEPER_KEYS.iter().any(|row| row.kind == Kind::Prefix && key.starts_with(row.key))
}

/// The word for the type of a key's value.
pub(crate) fn note(key: &str) -> Option<&'static str> {
    rows(key).iter().find(|row| is_key(row)).map(|row| row.note)
}

/// Why a key that looks like a setting is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phantom {
    /// The documentation calls the setting so; the file needs this name.
    Renamed(&'static str),
    /// A system property without the prefix `zookeeper.`, so that no line of the file can set it.
    JvmOnly,
    /// No version ever had it.
    Never,
}

/// What a key is that nothing reads from the file although people write it there.
pub fn phantom(key: &str) -> Option<Phantom> {
    let row = rows(key).iter().find(|row| row.kind == Kind::Phantom)?;
    Some(match row.note {
        "jvm-only" => Phantom::JvmOnly,
        "-" | "" => Phantom::Never,
        name => Phantom::Renamed(name),
    })
}

/// The versions that read the key: oldest and newest.
pub fn lifetime(key: &str) -> Option<(Version, Version)> {
    let bits = rows(key).iter().filter(|row| is_key(row)).fold(0, |bits, row| bits | row.minors.0);
    let minors = Minors(bits);
    Some((minors.first(ZOOKEEPER_MINORS)?, minors.last(ZOOKEEPER_MINORS)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::VersionRange;

    fn release(minor: u16) -> Release {
        let version = Version::new(3, minor);
        Release::new(version, &VersionRange::exactly(version, ""))
    }

    #[test]
    fn keys_are_known_by_version() {
        for key in ["tickTime", "4lw.commands.whitelist", "authProvider.1", "server.1", "ssl.quorum.keyStore.location"]
        {
            assert!(reads(key, &release(8)), "{key}");
        }
        assert!(!reads("oraclePath", &release(7)) && reads("oraclePath", &release(8)));
        assert_eq!(lifetime("oraclePath").map(|(first, _)| first), Some(Version::new(3, 8)));
        assert!(!reads("ticktime", &release(8)) && !reads("jute.maxbuffer", &release(8)));
    }

    #[test]
    fn phantoms_say_why() {
        assert_eq!(phantom("requireClientAuthScheme"), Some(Phantom::Never));
        assert_eq!(phantom("jute.maxbuffer"), Some(Phantom::JvmOnly));
        assert_eq!(phantom("requestThrottleLimit"), Some(Phantom::Renamed("request_throttle_max_requests")));
        assert_eq!(phantom("tickTime"), None);
    }
}
