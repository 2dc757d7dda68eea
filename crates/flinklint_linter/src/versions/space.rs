//! The facts of a deployment under every combination of versions that makes a difference.
//!
//! A version that nobody stated is a range. The files of one product are worked out for its newest possible version; every
//! answer about the version narrows the stretch of versions that the facts hold for, and the next version to try is the one
//! just below it. So each part of the range is worked out once, and neighbours with equal facts are one part. The joins between
//! products are made for combinations of parts, and only anew where what they join differs.

use super::judge::Worlds;
use super::{Assumption, Ranges};
use crate::documents::Documents;
use crate::facts::deployment::{self, Deployment, Own};
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::{PerProduct, Product, Release, Stretch, Version, VersionRange};
use flinklint_expr::model::{Fields, Readable, changed};

/// At most this many combinations of versions are judged; beyond it, one product at a time is varied and the others are
/// taken at their newest.
const MOST: usize = 16;

/// Versions of one product under which its files mean the same, and what they mean.
struct Part<T> {
    stretch: Stretch,
    facts: T,
}

/// A deployment under one combination of versions.
pub(crate) struct World<'t> {
    /// The versions.
    pub(crate) assumption: Assumption,
    /// What rules see.
    pub(crate) deployment: Deployment<'t>,
    /// An earlier world of which this one is a variation, by its position, and the fields in which the two differ.
    pub(crate) varies: Option<(usize, Fields)>,
}

/// The parts of a range of versions that behave alike, newest first.
fn parts<T: Readable>(range: &VersionRange, product: Product, facts: impl Fn(&Release) -> T) -> Vec<Part<T>> {
    let mut parts: Vec<Part<T>> = Vec::new();
    let mut next = Some(range.newest(product));
    while let Some(version) = next {
        let release = Release::new(version, range);
        let facts = facts(&release);
        let stretch = release.stretch();
        next = stretch.from.just_before().filter(|before| *before >= range.from);
        match parts.last_mut() {
            Some(newer) if changed(&newer.facts, &facts).is_none_or(|fields| !fields.is_empty()) => {
                parts.push(Part { stretch, facts });
            }
            Some(newer) => newer.stretch.from = stretch.from,
            None => parts.push(Part { stretch, facts }),
        }
    }
    parts
}

/// The facts of a deployment under every combination of versions that makes a difference, the newest first.
pub(crate) fn worlds<'t>(documents: &'t Documents<'t>, ranges: &Ranges) -> Vec<World<'t>> {
    let zoos = parts(&ranges[Product::ZooKeeper], Product::ZooKeeper, |release| deployment::zoos(documents, release));
    let hadoops = parts(&ranges[Product::Hadoop], Product::Hadoop, |release| deployment::hadoops(documents, release));
    let answers = Answers::default();
    let flinks =
        parts(&ranges[Product::Flink], Product::Flink, |release| deployment::flinks(documents, &answers, release));
    let starts = PerProduct::each(|product| match product {
        Product::Flink => starts(&flinks),
        Product::ZooKeeper => starts(&zoos),
        Product::Hadoop => starts(&hadoops),
    });
    let mut worlds: Vec<World<'t>> = Vec::new();
    let all = combinations(&starts.map(|_, starts| starts.len()));
    let own = |parts: &PerProduct<usize>| Own {
        flinks: flinks.get(parts[Product::Flink]).map_or(&[], |part| &part.facts),
        zoos: zoos.get(parts[Product::ZooKeeper]).map_or(&[], |part| &part.facts),
        hadoops: hadoops.get(parts[Product::Hadoop]).map_or(&[], |part| &part.facts),
    };
    for parts in &all {
        let before = varied(parts).and_then(|before| all.iter().position(|other| *other == before));
        let parent = before.and_then(|n| Some((n, own(all.get(n)?), &worlds.get(n)?.deployment)));
        let deployment = deployment::join(own(parts), parent.map(|(_, own, deployment)| (own, deployment)));
        let varies = parent.and_then(|(n, _, other)| Some((n, changed(other, &deployment)?)));
        let version = |product, part: &usize| starts[product].get(*part).copied().unwrap_or_default();
        worlds.push(World { assumption: parts.map(version), deployment, varies });
    }
    worlds
}

fn starts<T>(parts: &[Part<T>]) -> Vec<Version> {
    parts.iter().map(|part| part.stretch.from).collect()
}

/// Combinations of parts, by their positions: all of them, or those that differ from the first in one product at most.
fn combinations(counts: &PerProduct<usize>) -> Vec<PerProduct<usize>> {
    let mut all: Vec<PerProduct<usize>> = vec![PerProduct::each(|_| 0)];
    let whole = counts.iter().map(|(_, count)| *count).product::<usize>() <= MOST;
    for (product, count) in counts.iter() {
        let with = |combination: &PerProduct<usize>| {
            let mut combination = *combination;
            let mut variations = vec![combination];
            if whole || combination.iter().all(|(_, part)| *part == 0) {
                variations.extend((1..*count).map(|part| {
                    combination[product] = part;
                    combination
                }));
            }
            variations
        };
        all = all.iter().flat_map(with).collect();
    }
    all.truncate(Worlds::MOST);
    all
}

/// The combination that this one is a variation of: one product is a part newer.
fn varied(parts: &PerProduct<usize>) -> Option<PerProduct<usize>> {
    let (product, part) = parts.iter().filter(|(_, part)| **part > 0).last()?;
    let mut before = *parts;
    before[product] = part - 1;
    Some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: (u16, u16), to: (u16, u16)) -> VersionRange {
        VersionRange { from: Version::new(from.0, from.1), to: Version::new(to.0, to.1), evidence: String::new() }
    }

    fn starts_of(range: &VersionRange, facts: impl Fn(&Release) -> Vec<bool>) -> Vec<Version> {
        starts(&parts(range, Product::Flink, facts))
    }

    #[test]
    fn ranges_split_where_answers_make_a_difference() {
        let found = starts_of(&range((1, 11), (2, 3)), |release| {
            let new = release.since(Version::new(1, 19));
            // The second question comes up only in old versions.
            vec![new, new || release.since(Version::new(1, 15))]
        });
        assert_eq!(found, [Version::new(1, 19), Version::new(1, 15), Version::new(1, 11)]);
        let same = starts_of(&range((1, 11), (2, 3)), |release| {
            let _ = release.since(Version::new(1, 15));
            Vec::new()
        });
        assert_eq!(same, [Version::new(1, 11)]);
        let exact = starts_of(&range((1, 18), (1, 18)), |release| vec![release.since(Version::new(1, 15))]);
        assert_eq!(exact, [Version::new(1, 18)]);
    }

    #[test]
    fn every_part_is_worked_out_once() {
        let times = std::cell::Cell::new(0);
        let found = starts_of(&range((1, 11), (2, 3)), |release| {
            times.set(times.get() + 1);
            (12..19).map(|minor| release.since(Version::new(1, minor))).collect()
        });
        assert_eq!((found.len(), times.get()), (8, 8));
    }

    #[test]
    fn combinations_are_all_or_one_product_at_a_time() {
        let counts = |flink, zookeeper, hadoop| {
            PerProduct::each(|product| match product {
                Product::Flink => flink,
                Product::ZooKeeper => zookeeper,
                Product::Hadoop => hadoop,
            })
        };
        let few = combinations(&counts(4, 2, 2));
        assert_eq!(few.len(), 16);
        assert_eq!(few.first(), Some(&counts(0, 0, 0)));
        let many = combinations(&counts(4, 3, 2));
        assert_eq!(many.len(), 1 + 3 + 2 + 1);
        for (n, combination) in few.iter().enumerate().skip(1) {
            assert!(varied(combination).is_some_and(|before| few[..n].contains(&before)));
        }
    }
}
