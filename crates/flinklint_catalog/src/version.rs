//! Versions, and the one question that facts may ask about them.
//!
//! A version is rarely known exactly: it is a range with the evidence for it. Facts are worked out for one point of the
//! range and ask only [`Release::since`]; every threshold that lies inside the range is recorded, so that the caller
//! splits the range there and nowhere else.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A released version: `1.18.1`. A missing part is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number.
    pub major: u16,
    /// Second number.
    pub minor: u16,
    /// Third number.
    pub patch: u16,
}

impl Version {
    /// `major.minor.0`.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor, patch: 0 }
    }

    /// Later than every release.
    pub const MAX: Self = Self { major: u16::MAX, minor: u16::MAX, patch: u16::MAX };
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        // The last patch of a minor stands for the minor.
        if self.patch > 0 && self.patch < u16::MAX { write!(f, ".{}", self.patch) } else { Ok(()) }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is not a version like 1.20 or 1.20.5");
        let text = text.strip_prefix('v').unwrap_or(text).replace('_', ".");
        let mut parts = text.split('.');
        let mut next = |needed: bool| match parts.next() {
            Some(part) => part.parse::<u16>().map_err(|_| wrong()),
            None if needed => Err(wrong()),
            None => Ok(0),
        };
        let version = Self { major: next(true)?, minor: next(true)?, patch: next(false)? };
        if parts.next().is_some() { Err(wrong()) } else { Ok(version) }
    }
}

/// A product whose version matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// Apache Flink.
    Flink,
    /// Apache ZooKeeper (the server).
    ZooKeeper,
    /// Apache Hadoop (YARN and HDFS).
    Hadoop,
}

impl Product {
    /// All products, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Flink, Self::ZooKeeper, Self::Hadoop];

    /// The name for output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flink => "Flink",
            Self::ZooKeeper => "ZooKeeper",
            Self::Hadoop => "Hadoop",
        }
    }

    /// The oldest supported version.
    #[must_use]
    pub fn oldest(self) -> Version {
        match self {
            Self::Flink => Version::new(1, 11),
            Self::ZooKeeper => Version::new(3, 5),
            Self::Hadoop => Version::new(2, 10),
        }
    }

    /// The newest version that was looked at; a newer one is taken to behave like it.
    #[must_use]
    pub fn newest(self) -> Version {
        match self {
            Self::Flink => Version::new(2, 3),
            Self::ZooKeeper => Version::new(3, 9),
            Self::Hadoop => Version::new(3, 4),
        }
    }
}

/// The versions that are possible, both ends inclusive, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRange {
    /// Oldest possible version.
    pub from: Version,
    /// Newest possible version; [`Version::MAX`] where nothing bounds it.
    pub to: Version,
    /// The evidence, for the summary (`--flink-version`, `image flink:1.18`, `assumed`).
    pub evidence: String,
}

impl VersionRange {
    /// One version that somebody stated.
    #[must_use]
    pub fn exactly(version: Version, evidence: impl Into<String>) -> Self {
        Self { from: version, to: version, evidence: evidence.into() }
    }

    /// The supported range.
    #[must_use]
    pub fn supported(product: Product) -> Self {
        Self { from: product.oldest(), to: Version::MAX, evidence: "assumed".into() }
    }

    /// Whether several versions are possible.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.from != self.to
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_open() {
            write!(f, "{}", self.from)
        } else if self.to == Version::MAX {
            write!(f, "{} and newer", self.from)
        } else {
            write!(f, "{} to {}", self.from, self.to)
        }
    }
}

/// One point of a version range, under which facts are worked out.
#[derive(Debug)]
pub struct Release {
    /// The assumed version.
    pub point: Version,
    from: Version,
    to: Version,
    asked: RefCell<BTreeSet<Version>>,
}

impl Release {
    /// The assumption `point` for a version that lies somewhere in `range`.
    #[must_use]
    pub fn new(point: Version, range: &VersionRange) -> Self {
        Self { point, from: range.from, to: range.to, asked: RefCell::default() }
    }

    /// Whether the assumed version is `version` or newer. The only question that facts ask.
    #[must_use]
    pub fn since(&self, version: Version) -> bool {
        if self.from < version && version <= self.to {
            self.asked.borrow_mut().insert(version);
        }
        self.point >= version
    }

    /// The thresholds inside the range that were asked for.
    #[must_use]
    pub fn thresholds(&self) -> BTreeSet<Version> {
        self.asked.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_write_them() {
        assert_eq!("1.20.5".parse(), Ok(Version { major: 1, minor: 20, patch: 5 }));
        assert_eq!("v1_18".parse(), Ok(Version::new(1, 18)));
        assert!("1".parse::<Version>().is_err());
        assert!("1.x".parse::<Version>().is_err());
        assert_eq!(Version::new(2, 0).to_string(), "2.0");
    }

    #[test]
    fn only_thresholds_inside_the_range_are_recorded() {
        let range = VersionRange { from: Version::new(1, 17), to: Version::new(1, 20), evidence: String::new() };
        let release = Release::new(Version::new(1, 20), &range);
        assert!(release.since(Version::new(1, 15)));
        assert!(release.since(Version::new(1, 19)));
        assert!(!release.since(Version::new(2, 0)));
        assert_eq!(release.thresholds().into_iter().collect::<Vec<_>>(), [Version::new(1, 19)]);
    }
}
