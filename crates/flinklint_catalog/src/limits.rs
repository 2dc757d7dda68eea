//! What the code of Flink asks of values beyond their types, by version: limits of one value, relations between options, options
//! that others need, and the settings under which it asks at all.
//!
//! The tables are written by hand (`catalog/flink-limits.tsv`, `flink-relations.tsv`, `flink-needs.tsv`), each row against the
//! class that it names and the running releases. Nothing is compared here.

use super::Minors;
use super::tables::{FLINK_LIMITS, FLINK_NEEDS, FLINK_RELATIONS};

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// A number, milliseconds of a duration, bytes of a memory size.
    pub value: f64,
    /// Whether the end itself is in the range.
    pub inclusive: bool,
}

/// A range, and values beside it that stand for something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub least: Option<Bound>,
    /// The upper end.
    pub most: Option<Bound>,
    /// Also taken.
    pub also: &'static [f64],
}

impl Range {
    /// Whether the value is one of them.
    pub fn has(&self, value: f64) -> bool {
        let above = |bound: Bound| value > bound.value || bound.inclusive && value == bound.value;
        let below = |bound: Bound| value < bound.value || bound.inclusive && value == bound.value;
        self.also.contains(&value) || self.least.is_none_or(above) && self.most.is_none_or(below)
    }
}

/// What is wanted of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Check {
    /// A number, duration or size in a range.
    Range(Range),
    /// One port (`NetUtils.isValidClientPort` and whoever binds it).
    Port,
    /// Ports and ranges of ports (`NetUtils.getPortRangeFromString`).
    Ports,
    /// The same, of which there may be none.
    PortList,
    /// A power of two, of at least 4096 bytes.
    Page,
    /// The size of a frame as HOCON writes sizes: `10485760b`, `10MB`, `10m`, but not `10mb`; 32000 bytes or more, in an `int`.
    Hocon,
    /// The name of a class.
    Class,
    /// Paths from the root of this machine's file system, between commas or colons.
    AbsolutePaths,
    /// A text that `java.net.URI` takes.
    Uri,
    /// The path of a node of ZooKeeper.
    Znode,
    /// A host without port and scheme.
    Host,
    /// What stands between the scheme and the path of a URI.
    Authority,
    /// Any text but these.
    Not(&'static [&'static str]),
    /// One of these words, letter by letter.
    Exactly(&'static [&'static str]),
    /// One of these words in any case, or of their other spellings.
    Words(&'static [&'static str], &'static [&'static str]),
    /// One of these words in any case, or of their other spellings, or the name of a class.
    WordsOrClass(&'static [&'static str], &'static [&'static str]),
}

/// What another option has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Requirement {
    /// Not set.
    Absent,
    /// Not written under its own name; other names of it do not matter.
    Unwritten,
    /// Set.
    Present,
    /// One of these, in any case; by default too.
    OneOf(&'static [&'static str]),
}

/// A setting under which something is asked.
#[derive(Debug)]
pub struct Condition {
    /// The names of the option, newest first; or the beginning of any key, with a dot at its end.
    pub names: &'static [&'static str],
    /// What it has to be.
    pub wanted: Requirement,
    /// Whether it has to be anything but that.
    pub negated: bool,
}

/// A limit of one value.
#[derive(Debug)]
pub struct Limit {
    /// The option.
    pub key: &'static str,
    /// In which versions.
    pub minors: Minors,
    /// What is wanted.
    pub check: Check,
    /// When.
    pub when: &'static [Condition],
}

/// One side of a relation.
#[derive(Debug)]
pub enum Side {
    /// A number.
    Number(f64),
    /// The sum of options, each by its names.
    Options(&'static [&'static [&'static str]]),
}

/// An order between options, which code checks.
#[derive(Debug)]
pub struct Relation {
    /// What has to be lower.
    pub low: Side,
    /// What has to be higher, or equal.
    pub high: Side,
    /// In which versions.
    pub minors: Minors,
    /// When.
    pub when: &'static [Condition],
}

/// An option that code needs when others are set.
#[derive(Debug)]
pub struct Need {
    /// The options of which one has to be set, each by its own name.
    pub names: &'static [&'static str],
    /// In which versions.
    pub minors: Minors,
    /// When.
    pub when: &'static [Condition],
}

/// The limits of an option, in all versions.
pub fn limits(option: &str) -> &'static [Limit] {
    let start = FLINK_LIMITS.partition_point(|limit| limit.key < option);
    let rest = FLINK_LIMITS.get(start..).unwrap_or(&[]);
    let len = rest.iter().take_while(|limit| limit.key == option).count();
    rest.get(..len).unwrap_or(&[])
}

/// All relations.
pub fn relations() -> &'static [Relation] {
    FLINK_RELATIONS
}

/// All needs.
pub fn needs() -> &'static [Need] {
    FLINK_NEEDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flink::{self, Role, ValueType};
    use crate::tables::{FLINK_MINORS, FLINK_OPTIONS};

    #[test]
    fn limits_are_of_options_in_versions_that_have_them_and_fit_their_types() {
        for limit in FLINK_LIMITS {
            let own = flink::rows(limit.key).iter().filter(|row| row.role == Role::Option);
            let held = own.clone().fold(0, |bits, row| bits | row.minors.0);
            assert_eq!(
                limit.minors.0 & !held,
                0,
                "{} is no option in all of {:?}",
                limit.key,
                limit.minors.ranges(FLINK_MINORS)
            );
            let is_number = |kind: ValueType| {
                matches!(
                    kind,
                    ValueType::Integer
                        | ValueType::Long
                        | ValueType::Float
                        | ValueType::Double
                        | ValueType::Duration
                        | ValueType::MemorySize
                )
            };
            for row in own.filter(|row| row.minors.0 & limit.minors.0 != 0) {
                assert_eq!(
                    is_number(row.value_type),
                    matches!(limit.check, Check::Range(_) | Check::Port | Check::Page) && is_number(row.value_type),
                    "{}",
                    limit.key
                );
                assert!(!matches!(limit.check, Check::Range(_)) || is_number(row.value_type), "{}", limit.key);
            }
        }
    }

    #[test]
    fn names_in_conditions_and_relations_are_options() {
        let known = |name: &str| FLINK_OPTIONS.iter().any(|row| row.key == name && row.role == Role::Option);
        let conditions = FLINK_LIMITS.iter().flat_map(|limit| limit.when);
        let conditions = conditions.chain(FLINK_RELATIONS.iter().flat_map(|relation| relation.when));
        let conditions = conditions.chain(FLINK_NEEDS.iter().flat_map(|need| need.when));
        let needed = FLINK_NEEDS.iter().flat_map(|need| need.names);
        for name in conditions.flat_map(|condition| condition.names).chain(needed) {
            assert!(known(name) || name.ends_with('.'), "{name}");
        }
        for side in FLINK_RELATIONS.iter().flat_map(|relation| [&relation.low, &relation.high]) {
            if let Side::Options(terms) = side {
                assert!(terms.iter().all(|names| names.iter().all(|name| known(name))), "{terms:?}");
            }
        }
    }

    #[test]
    fn ends_of_ranges() {
        let end = |value, inclusive| Some(Bound { value, inclusive });
        let range = Range { least: end(0.0, true), most: end(1.0, false), also: &[-1.0] };
        assert_eq!(
            [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0].map(|value| range.has(value)),
            [false, true, false, true, true, false]
        );
    }
}
