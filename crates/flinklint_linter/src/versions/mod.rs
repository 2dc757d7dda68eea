//! What follows from versions that nobody stated: which ones are possible, which of them make a difference, and what
//! rules find under each.
//!
//! `evidence` narrows the possible versions by the keys in the files; `space` works out the facts wherever they differ;
//! `judge` evaluates rules where what they read differs; `merge` makes one list of findings of it, and `words` says for
//! which versions something holds.

pub(crate) mod evidence;
pub(crate) mod judge;
pub(crate) mod merge;
pub(crate) mod space;
mod words;

use flinklint_catalog::version::{PerProduct, Product, Version, VersionRange};

/// What is known about the versions of a deployment.
pub(crate) type Ranges = PerProduct<VersionRange>;

/// The newest possible version of each product alone.
pub(crate) fn newest(ranges: &Ranges) -> Ranges {
    ranges.map(|product: Product, range| {
        let version = range.newest(product);
        VersionRange { from: version, to: version, evidence: range.evidence.clone() }
    })
}

/// One combination of versions that may make a difference: of each product the oldest version of a stretch of versions
/// under which its files mean the same.
pub(crate) type Assumption = PerProduct<Version>;
