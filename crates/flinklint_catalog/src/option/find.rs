//! From a key, as somebody wrote it, to the option that it sets. What a misspelled key was meant to be is asked elsewhere
//! ([`crate::meant`]).

use super::OptionId;
use crate::declared;
use crate::flink;
use crate::hadoop::replaced_by;
use crate::tables::{OPTION_RANGES, OPTIONS};
use crate::version::{Product, Release};

/// The option that a key sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundOption<'k> {
    /// The option.
    pub option: OptionId,
    /// What stands behind the key of the option and a dot, or in the place of a name in it (`prod.nn1`, `1`, `prom`).
    pub name: Option<&'k str>,
    /// Whether the key is another name of the option.
    pub is_alias: bool,
}

fn position(product: Product, key: &str) -> Option<OptionId> {
    let (start, end) = OPTION_RANGES.get(product as usize).copied()?;
    let table = OPTIONS.get(start..end)?;
    let found = table.binary_search_by(|spec| {
        let own = spec.key();
        own.len().cmp(&key.len()).then_with(|| own.cmp(key))
    });
    u16::try_from(start + found.ok()?).ok().map(OptionId)
}

/// All options of a product, the shortest keys first.
pub fn all(product: Product) -> impl Iterator<Item = OptionId> {
    let (start, end) = OPTION_RANGES.get(product as usize).copied().unwrap_or_default();
    (start..end).filter_map(|n| u16::try_from(n).ok().map(OptionId))
}

/// The option of exactly this key, or the one whose other name it is, in any version.
#[must_use]
pub fn exact(product: Product, key: &str) -> Option<FoundOption<'_>> {
    let found = |option, is_alias| FoundOption { option, name: None, is_alias };
    // The tables of Hadoop have old names as keys of their own, too.
    let replaced = if product == Product::Hadoop { replaced_by(key) } else { None };
    if replaced.is_none()
        && let Some(option) = position(product, key).filter(|option| option.minors.0 != 0)
    {
        return Some(found(option, false));
    }
    let stands_for = || flink::rows(key).iter().max_by_key(|row| row.minors.0).map(|row| row.primary);
    let option = if product == Product::Flink { stands_for() } else { replaced }?;
    position(product, option).map(|option| found(option, true))
}

/// The option that a key sets in some version: the option of this key, the one whose other name it is, or the one that takes
/// names behind its key or in it.
#[must_use]
pub fn find(product: Product, key: &str) -> Option<FoundOption<'_>> {
    exact(product, key).or_else(|| with_name(product, key))
}

/// The option that a key sets in this version.
#[must_use]
pub fn find_in<'k>(product: Product, key: &'k str, release: &Release) -> Option<FoundOption<'k>> {
    if product != Product::Flink {
        return find(product, key)
            .filter(|found| found.name.is_some() || found.is_alias || found.option.is_read(release));
    }
    match flink::option_of(key, release) {
        Some(option) => {
            position(product, option).map(|found| FoundOption { option: found, name: None, is_alias: option != key })
        }
        None => with_name(product, key).filter(|_| flink::reads(key, release)),
    }
}

/// The option whose key has a name in it or behind it.
fn with_name(product: Product, key: &str) -> Option<FoundOption<'_>> {
    if product == Product::Flink
        && let Some(suffix) = declared::suffixes(key).first()
    {
        let before = suffix.prefix.get().split('<').next().unwrap_or("");
        let name = key.strip_prefix(before).and_then(|rest| rest.split('.').next());
        let option = position(product, &suffix.pattern())?;
        return Some(FoundOption { option, name, is_alias: false });
    }
    // The longest key that names may stand behind.
    let dots = key.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    dots.into_iter().rev().find_map(|at| {
        let (bare, name) = (key.get(..at)?, key.get(at + 1..)?);
        let option = position(product, bare)?;
        let takes = option.behind.get();
        (!takes.is_empty() && !name.is_empty()).then_some(FoundOption { option, name: Some(name), is_alias: false })
    })
}
