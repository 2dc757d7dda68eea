//! Versions, and the one question that facts may ask about them.
//!
//! A version is rarely known exactly: it is a range with the evidence for it. Facts are worked out for one point of the
//! range and ask only [`Release::since`]. Every answer narrows the stretch of versions around the point that the facts hold
//! for, so that the caller goes on beyond its ends and nowhere else.

use crate::tables::{FLINK_MINORS, HADOOP_MINORS, ZOOKEEPER_MINORS};
use std::cell::Cell;
use std::fmt;
use std::ops::{Index, IndexMut};
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

    /// The newest version that is older than this one, if there is any.
    #[must_use]
    pub fn just_before(self) -> Option<Self> {
        let Self { major, minor, patch } = self;
        let below = |minor| Self { major, minor, patch: u16::MAX };
        let same_minor = patch.checked_sub(1).map(|patch| Self { patch, ..self });
        same_minor
            .or_else(|| minor.checked_sub(1).map(below))
            .or_else(|| major.checked_sub(1).map(|major| Self { major, ..Self::MAX }))
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

    /// The newest version that the catalogue was extracted from; a newer one is taken to behave like it.
    #[must_use]
    pub fn newest(self) -> Version {
        let minors = match self {
            Self::Flink => FLINK_MINORS,
            Self::ZooKeeper => ZOOKEEPER_MINORS,
            Self::Hadoop => HADOOP_MINORS,
        };
        minors.last().map_or(Version::MAX, |&(major, minor)| Version::new(major, minor))
    }
}

/// One of something for each product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PerProduct<T>([T; Product::ALL.len()]);

impl<T> PerProduct<T> {
    /// What each product gives.
    pub fn each(of: impl FnMut(Product) -> T) -> Self {
        Self(Product::ALL.map(of))
    }

    /// What each becomes.
    #[must_use]
    pub fn map<U>(&self, mut to: impl FnMut(Product, &T) -> U) -> PerProduct<U> {
        PerProduct::each(|product| to(product, &self[product]))
    }

    /// Products with what belongs to them, in the order of reports.
    pub fn iter(&self) -> impl Iterator<Item = (Product, &T)> {
        Product::ALL.into_iter().zip(&self.0)
    }
}

impl<T> Index<Product> for PerProduct<T> {
    type Output = T;

    fn index(&self, product: Product) -> &T {
        &self.0[product as usize]
    }
}

impl<T> IndexMut<Product> for PerProduct<T> {
    fn index_mut(&mut self, product: Product) -> &mut T {
        &mut self.0[product as usize]
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

    /// The newest possible version, as far as versions were looked at.
    #[must_use]
    pub fn newest(&self, product: Product) -> Version {
        self.to.min(product.newest()).max(self.from)
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

/// One version out of the possible ones, under which facts are worked out, and the stretch of versions around it for which
/// every answer so far is the same: what was worked out holds for all of them.
#[derive(Debug)]
pub struct Release {
    point: Version,
    to: Version,
    whole: Stretch,
    stretch: Cell<Stretch>,
}

/// Versions that nothing tells apart: from the first on, and before the end, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The oldest.
    pub from: Version,
    /// The first version that is newer than all of them; none where the newest possible version is one of them.
    pub before: Option<Version>,
}

impl Stretch {
    /// Whether a version is one of these.
    #[must_use]
    pub fn has(&self, version: Version) -> bool {
        self.from <= version && self.before.is_none_or(|before| version < before)
    }

    /// What two stretches around one version share.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let before = match (self.before, other.before) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { from: self.from.max(other.from), before }
    }
}

impl Release {
    /// The assumption `point` for a version that lies somewhere in `range`.
    #[must_use]
    pub fn new(point: Version, range: &VersionRange) -> Self {
        let whole = Stretch { from: range.from, before: None };
        Self { point, to: range.to, whole, stretch: Cell::new(whole) }
    }

    /// The assumed version, to name it. Facts ask [`Self::since`].
    #[must_use]
    pub fn version(&self) -> Version {
        self.point
    }

    /// Whether the assumed version is `version` or newer. The only question that facts ask.
    #[must_use]
    pub fn since(&self, version: Version) -> bool {
        let answer = self.point >= version;
        let mut stretch = self.stretch.get();
        if answer {
            stretch.from = stretch.from.max(version);
        } else if version <= self.to {
            stretch.before = Some(stretch.before.map_or(version, |before| before.min(version)));
        }
        self.stretch.set(stretch);
        answer
    }

    /// The versions around the assumed one for which every question so far has the same answer.
    #[must_use]
    pub fn stretch(&self) -> Stretch {
        self.stretch.get()
    }

    /// Whether the assumed version is one of a stretch that was watched in the same range. If it is, what was asked there is
    /// asked of this release as well.
    pub fn is_in(&self, stretch: Stretch) -> bool {
        let is_in = stretch.has(self.point);
        if is_in {
            self.stretch.set(self.stretch.get().and(stretch));
        }
        is_in
    }

    /// Works something out, and tells for which versions the outcome is the same. What is asked on the way is asked of
    /// this release as well.
    pub fn watch<T>(&self, work: impl FnOnce() -> T) -> (T, Stretch) {
        let outside = self.stretch.replace(self.whole);
        let outcome = work();
        let inside = self.stretch.get();
        self.stretch.set(outside.and(inside));
        (outcome, inside)
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
    fn what_belongs_to_a_product_is_found_by_it() {
        let mut names = PerProduct::each(Product::name);
        for product in Product::ALL {
            assert_eq!(names[product], product.name());
        }
        names[Product::ZooKeeper] = "other";
        assert_eq!(names.iter().map(|(_, name)| *name).collect::<Vec<_>>(), ["Flink", "other", "Hadoop"]);
    }

    #[test]
    fn just_before_a_version() {
        assert_eq!(
            Version { patch: 9, ..Version::new(3, 5) }.just_before(),
            Some(Version { patch: 8, ..Version::new(3, 5) })
        );
        assert_eq!(Version::new(1, 19).just_before(), Some(Version { patch: u16::MAX, ..Version::new(1, 18) }));
        assert!(Version::new(2, 0).just_before().is_some_and(|before| before > Version::new(1, 20)));
        assert_eq!(Version::default().just_before(), None);
    }

    #[test]
    fn answers_narrow_the_versions_that_they_hold_for() {
        let range = VersionRange { from: Version::new(1, 17), to: Version::new(1, 20), evidence: String::new() };
        let release = Release::new(Version::new(1, 18), &range);
        assert!(release.since(Version::new(1, 15)));
        assert!(!release.since(Version::new(2, 0)));
        assert_eq!(release.stretch(), Stretch { from: Version::new(1, 17), before: None });
        let (answer, inside) = release.watch(|| release.since(Version::new(1, 20)));
        assert!(!answer && !inside.has(Version::new(1, 20)) && inside.has(Version::new(1, 17)));
        assert!(release.since(Version::new(1, 18)) && !release.since(Version::new(1, 19)));
        let between = Stretch { from: Version::new(1, 18), before: Some(Version::new(1, 19)) };
        assert_eq!(release.stretch(), between);
    }
}
