//! What the keys in a configuration tell about the version of Flink: whoever writes an option that 1.17 brought runs 1.17.
//!
//! This only narrows a range that nothing stated, and only from below: a key that newer versions no longer read is a mistake to
//! report, since it stays in files for years after an upgrade.

use crate::documents::{Documents, FlinkDocuments};
use flinklint_catalog::flink;
use flinklint_catalog::version::{Product, VersionRange};

fn keys<'d>(documents: &'d FlinkDocuments<'_>) -> impl Iterator<Item = &'d str> {
    let legacy = documents.legacy.iter().flat_map(|document| &document.tree.entries).map(|entry| &entry.entry.key);
    let yaml = documents.config_yaml.iter().flat_map(|document| &document.tree.entries).map(|entry| &entry.key);
    legacy.chain(yaml).map(|key| key.text.as_ref())
}

/// The part of a range in which every key of the files can have an effect; the range itself where the keys tell nothing, or
/// where no version of it knows them all.
pub(crate) fn narrow(range: VersionRange, documents: &Documents<'_>) -> VersionRange {
    let known = documents.flink.iter().flat_map(keys).filter_map(|key| Some((flink::lifetime(key)?.0, key)));
    let newest = known.reduce(|best, one| if one.0 > best.0 { one } else { best });
    match newest {
        Some((first, key)) if first > range.from && first <= range.to.min(Product::Flink.newest()) => {
            let evidence = match range.evidence.as_str() {
                "assumed" => key.to_owned(),
                before => format!("{before}, {key}"),
            };
            VersionRange { from: first, to: range.to, evidence }
        }
        _ => range,
    }
}
