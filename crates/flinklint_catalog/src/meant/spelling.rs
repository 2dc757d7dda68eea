//! Slips of letters, of case, of separators, and units that are left off.

use super::{Proposals, Question};
use crate::hadoop;
use crate::similar::{Slip, is_folded_alike};
use crate::tables::{FLINK_OPTIONS, HADOOP_DEPRECATED, HADOOP_KEYS, ZOOKEEPER_KEYS};
use crate::version::{Product, Release};
use crate::zookeeper;
use std::ops::RangeInclusive;

/// The rows of a table with keys of some lengths. Tables are sorted by the length of their keys first.
fn of_length<'t, T>(table: &'t [T], lengths: &RangeInclusive<usize>, key: impl Fn(&T) -> &'static str) -> &'t [T] {
    let start = table.partition_point(|row| key(row).len() < *lengths.start());
    let end = table.partition_point(|row| key(row).len() <= *lengths.end());
    table.get(start..end).unwrap_or(&[])
}

/// Calls with every key of a product of some lengths, and with the question whether the version reads it, which costs a
/// threshold.
pub(super) fn each_key(
    product: Product,
    release: &Release,
    lengths: &RangeInclusive<usize>,
    mut call: impl FnMut(&'static str, &dyn Fn() -> bool),
) {
    match product {
        Product::Flink => of_length(FLINK_OPTIONS, lengths, |row| row.key)
            .iter()
            .for_each(|row| call(row.key, &|| row.is_read(release))),
        Product::ZooKeeper => of_length(ZOOKEEPER_KEYS, lengths, |row| row.key)
            .iter()
            .filter(|row| zookeeper::is_key(row))
            .for_each(|row| call(row.key, &|| row.is_read(release))),
        Product::Hadoop => {
            let keys = of_length(HADOOP_KEYS, lengths, |row| row.key).iter();
            keys.filter(|row| !row.prefix).for_each(|row| call(row.key, &|| true));
            let old = of_length(HADOOP_DEPRECATED, lengths, |(old, _)| old).iter();
            old.for_each(|(old, _)| call(old, &|| true));
        }
    }
}

/// A shorter key may be any word.
const TELLING: usize = 8;

/// Where anybody may add keys, only one in other letters or with a slip of one letter in its last segment was meant to be another.
fn is_bold(question: &Question<'_>, known: &str) -> bool {
    let head = |key: &str| key.rfind('.').unwrap_or(0);
    let same_head = question.key.get(..head(question.key)) == known.get(..head(known));
    let slip = || same_head && question.key.len() > TELLING && strsim::osa_distance(known, question.key) == 1;
    question.product == Product::Hadoop
        && hadoop::in_family(question.key)
        && !is_folded_alike(known, question.key)
        && !slip()
}

pub(super) fn case(question: &Question<'_>, proposals: &mut Proposals) {
    let length = question.key.len();
    each_key(question.product, question.release, &(length..=length), |known, is_read| {
        if known.eq_ignore_ascii_case(question.key) && is_read() {
            proposals.add(0, known);
        }
    });
}

pub(super) fn near(question: &Question<'_>, proposals: &mut Proposals) {
    let slip = Slip::in_key(question.key);
    each_key(question.product, question.release, &slip.lengths(), |known, is_read| {
        if let Some(distance) = slip.distance(known)
            && !is_bold(question, known)
            && is_read()
        {
            proposals.add(distance, known);
        }
    });
}

/// Endings that people leave off.
const UNITS: &[&str] = &["ms", "mb", "secs", "seconds", "sec", "bytes", "millis", "s"];

const LONGEST_UNIT: usize = "seconds".len();

pub(super) fn unit(question: &Question<'_>, proposals: &mut Proposals) {
    let lengths = question.key.len()..=question.key.len() + 1 + LONGEST_UNIT;
    each_key(question.product, question.release, &lengths, |known, is_read| {
        let unit = known.strip_prefix(question.key).and_then(|rest| rest.strip_prefix(['-', '.']));
        if unit.is_some_and(|unit| UNITS.contains(&unit)) && !is_bold(question, known) && is_read() {
            proposals.add(super::BY_WORDS, known);
        }
    });
}
