//! For which versions something holds, as a report says it: `Flink before 1.19`.

use super::{Assumption, Ranges};
use flinklint_catalog::version::{PerProduct, Version};
use std::collections::BTreeSet;

/// Puts in words for which versions of the possible ones something holds; none where it holds for all of them.
pub(crate) fn describe(holds: &[Assumption], all: &[Assumption], ranges: &Ranges) -> Option<String> {
    let found = PerProduct::each(|product| holds.iter().map(|one| one[product]).collect::<BTreeSet<Version>>());
    let mut clauses = Vec::new();
    for (product, some) in found.iter() {
        // Where not every combination was judged, a product counts as varied only beside versions for which this holds.
        let comparable =
            |one: &&Assumption| one.iter().all(|(other, version)| other == product || found[other].contains(version));
        let every: BTreeSet<Version> = all.iter().filter(comparable).map(|one| one[product]).collect();
        if *some == every {
            continue;
        }
        let every: Vec<Version> = every.into_iter().collect();
        let spans = runs(&every, some).into_iter().map(|(first, after)| {
            let from = every.get(first).copied().unwrap_or_default();
            match every.get(after) {
                None => format!("{} {} and newer", product.name(), from),
                Some(next) if from == ranges[product].from => format!("{} before {}", product.name(), next),
                Some(next) => format!("{} {} to before {}", product.name(), from, next),
            }
        });
        clauses.push(spans.collect::<Vec<_>>().join(" and "));
    }
    (!clauses.is_empty()).then(|| clauses.join(", "))
}

/// Runs of neighbours of `every` that are in `some`: index of the first, index after the last.
fn runs(every: &[Version], some: &BTreeSet<Version>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (n, _) in every.iter().enumerate().filter(|(_, version)| some.contains(version)) {
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
    use flinklint_catalog::version::{Product, VersionRange};

    #[test]
    fn versions_in_words() {
        let with = |flink: u16, zookeeper: u16| {
            PerProduct::each(|product| match product {
                Product::Flink => Version::new(1, flink),
                Product::ZooKeeper => Version::new(3, zookeeper),
                Product::Hadoop => Version::new(2, 10),
            })
        };
        let assume = |minor: u16| with(minor, 5);
        let ranges = PerProduct::each(|product| match product {
            Product::Flink => VersionRange { to: Version::new(1, 20), ..VersionRange::supported(product) },
            _ => VersionRange::supported(product),
        });
        let all = [assume(19), assume(15), assume(11)];
        assert_eq!(describe(&all, &all, &ranges), None);
        assert_eq!(describe(&all[..1], &all, &ranges), Some("Flink 1.19 and newer".into()));
        assert_eq!(describe(&all[1..], &all, &ranges), Some("Flink before 1.19".into()));
        let one_by_one = [with(19, 6), with(15, 6), with(11, 6), with(19, 5)];
        assert_eq!(describe(&one_by_one[1..3], &one_by_one, &ranges), Some("Flink before 1.19".into()));
    }
}
