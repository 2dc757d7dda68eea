//! Which assumptions about versions make a difference, and the facts under each of them.
//!
//! A version that nobody stated is a range. Facts are worked out for its newest point; every threshold that they asked
//! about inside the range splits it, and each part is worked out at its oldest version, until no new threshold comes up.

use super::deployment::{self, Deployment};
use crate::documents::Documents;
use flinklint_catalog::version::{Product, Release, Version, VersionRange};
use std::collections::BTreeSet;

/// At most this many combinations of versions are judged; beyond it, one product at a time is varied and the others are
/// taken at their newest.
const MOST: usize = 16;

/// One combination of versions that makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Assumption {
    /// Flink, ZooKeeper, Hadoop, in the order of [`Product::ALL`]: the oldest version of the part of the range.
    pub(crate) versions: [Version; 3],
}

/// What is known about the versions of a deployment, in the order of [`Product::ALL`].
#[derive(Clone, Debug)]
pub(crate) struct Ranges(pub(crate) [VersionRange; 3]);

impl Ranges {
    /// The newest possible version of each product alone.
    pub(crate) fn newest(self) -> Self {
        let [flink, zookeeper, hadoop] = self.0;
        let newest = |product: Product, range: VersionRange| {
            let version = range.to.min(product.newest()).max(range.from);
            VersionRange { from: version, to: version, evidence: range.evidence }
        };
        Self([newest(Product::Flink, flink), newest(Product::ZooKeeper, zookeeper), newest(Product::Hadoop, hadoop)])
    }

    fn of(&self, product: Product) -> &VersionRange {
        let [flink, zookeeper, hadoop] = &self.0;
        match product {
            Product::Flink => flink,
            Product::ZooKeeper => zookeeper,
            Product::Hadoop => hadoop,
        }
    }
}

/// The oldest versions of the parts of a range that behave alike, newest first.
fn parts(range: &VersionRange, product: Product, thresholds: impl Fn(&Release)) -> Vec<Version> {
    let newest = range.to.min(product.newest()).max(range.from);
    let mut seen: BTreeSet<Version> = BTreeSet::new();
    let mut points: BTreeSet<Version> = [newest].into();
    let mut starts: BTreeSet<Version> = [range.from].into();
    while let Some(point) = points.pop_last() {
        if !seen.insert(point) {
            continue;
        }
        let release = Release::new(point, range);
        thresholds(&release);
        for threshold in release.thresholds() {
            if starts.insert(threshold) {
                points.insert(threshold);
            }
        }
        points.insert(range.from);
    }
    starts.into_iter().rev().collect()
}

/// The facts of a deployment under every assumption that makes a difference, the newest first.
pub(crate) fn explore<'t>(documents: &'t Documents<'t>, ranges: &Ranges) -> Vec<(Assumption, Deployment<'t>)> {
    let newest = |product: Product| {
        let range = ranges.of(product);
        Release::new(range.to.min(product.newest()).max(range.from), range)
    };
    let zookeeper = parts(ranges.of(Product::ZooKeeper), Product::ZooKeeper, |release| {
        deployment::zoos(documents, release);
    });
    let hadoop = parts(ranges.of(Product::Hadoop), Product::Hadoop, |release| {
        deployment::hadoops(documents, release);
    });
    let newest_zoos = deployment::zoos(documents, &newest(Product::ZooKeeper));
    let newest_hadoops = deployment::hadoops(documents, &newest(Product::Hadoop));
    let flink = parts(ranges.of(Product::Flink), Product::Flink, |release| {
        deployment::deployment(documents, &newest_zoos, &newest_hadoops, release);
    });

    let all_zoos: Vec<_> = zookeeper
        .iter()
        .map(|&version| (version, deployment::zoos(documents, &Release::new(version, ranges.of(Product::ZooKeeper)))))
        .collect();
    let all_hadoops: Vec<_> = hadoop
        .iter()
        .map(|&version| (version, deployment::hadoops(documents, &Release::new(version, ranges.of(Product::Hadoop)))))
        .collect();
    let whole = flink.len() * zookeeper.len() * hadoop.len() <= MOST;
    let mut found = Vec::new();
    for (f, &flink_version) in flink.iter().enumerate() {
        let release = Release::new(flink_version, ranges.of(Product::Flink));
        for (z, (zookeeper_version, zoos)) in all_zoos.iter().enumerate() {
            for (h, (hadoop_version, hadoops)) in all_hadoops.iter().enumerate() {
                let varied = usize::from(f > 0) + usize::from(z > 0) + usize::from(h > 0);
                if whole || varied <= 1 {
                    let assumption = Assumption { versions: [flink_version, *zookeeper_version, *hadoop_version] };
                    found.push((assumption, deployment::deployment(documents, zoos, hadoops, &release)));
                }
            }
        }
    }
    found
}

/// Puts in words for which versions of the possible ones something holds; none where it holds for all of them.
pub(crate) fn describe(holds: &[Assumption], all: &[Assumption], ranges: &Ranges) -> Option<String> {
    let versions = |n: usize, list: &mut dyn Iterator<Item = &Assumption>| -> BTreeSet<Version> {
        list.filter_map(|one| one.versions.get(n).copied()).collect()
    };
    let found = [0, 1, 2].map(|n| versions(n, &mut holds.iter()));
    let mut clauses = Vec::new();
    for ((n, product), some) in Product::ALL.into_iter().enumerate().zip(&found) {
        // Where not every combination was judged, a product counts as varied only beside versions for which this holds.
        let comparable = |one: &&Assumption| {
            one.versions
                .iter()
                .zip(&found)
                .enumerate()
                .all(|(other, (version, seen))| other == n || seen.contains(version))
        };
        let every = versions(n, &mut all.iter().filter(comparable));
        if *some == every {
            continue;
        }
        let every: Vec<Version> = every.into_iter().collect();
        let spans = runs(&every, some).into_iter().map(|(first, after)| {
            let from = every.get(first).copied().unwrap_or_default();
            match every.get(after) {
                None => format!("{} {} and newer", product.name(), from),
                Some(next) if from == ranges.of(product).from => format!("{} before {}", product.name(), next),
                Some(next) => format!("{} {} to before {}", product.name(), from, next),
            }
        });
        clauses.push(spans.collect::<Vec<_>>().join(" and "));
    }
    (!clauses.is_empty()).then(|| clauses.join(", "))
}

/// Runs of neighbours of `every` that are in `some`: index of the first, index behind the last.
fn runs(every: &[Version], some: &BTreeSet<Version>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (n, version) in every.iter().enumerate().filter(|(_, version)| some.contains(version)) {
        let _ = version;
        match runs.last_mut() {
            Some(last) if last.1 == n => last.1 = n + 1,
            _ => runs.push((n, n + 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: (u16, u16), to: (u16, u16)) -> VersionRange {
        VersionRange { from: Version::new(from.0, from.1), to: Version::new(to.0, to.1), evidence: String::new() }
    }

    #[test]
    fn ranges_split_at_what_was_asked_and_nowhere_else() {
        let found = parts(&range((1, 11), (2, 3)), Product::Flink, |release| {
            // The second question comes up only in old versions.
            if !release.since(Version::new(1, 19)) {
                let _ = release.since(Version::new(1, 15));
            }
        });
        assert_eq!(found, [Version::new(1, 19), Version::new(1, 15), Version::new(1, 11)]);
        let exact = parts(&range((1, 18), (1, 18)), Product::Flink, |release| {
            let _ = release.since(Version::new(1, 15));
        });
        assert_eq!(exact, [Version::new(1, 18)]);
    }

    #[test]
    fn versions_in_words() {
        let assume =
            |minor: u16| Assumption { versions: [Version::new(1, minor), Version::new(3, 5), Version::new(2, 10)] };
        let ranges = Ranges([
            range((1, 11), (1, 20)),
            VersionRange::supported(Product::ZooKeeper),
            VersionRange::supported(Product::Hadoop),
        ]);
        let all = [assume(19), assume(15), assume(11)];
        assert_eq!(describe(&all, &all, &ranges), None);
        assert_eq!(describe(&all[..1], &all, &ranges), Some("Flink 1.19 and newer".into()));
        assert_eq!(describe(&all[1..], &all, &ranges), Some("Flink before 1.19".into()));
        let beside = |minor: u16, zookeeper: u16| Assumption {
            versions: [Version::new(1, minor), Version::new(3, zookeeper), Version::new(2, 10)],
        };
        let one_by_one = [beside(19, 6), beside(15, 6), beside(11, 6), beside(19, 5)];
        assert_eq!(describe(&one_by_one[1..3], &one_by_one, &ranges), Some("Flink before 1.19".into()));
    }
}
