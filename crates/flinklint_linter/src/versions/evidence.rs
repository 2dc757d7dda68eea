//! What the keys in a configuration tell about the version of Flink: whoever writes an option that 1.17 brought runs 1.17.
//!
//! This only narrows a range that nothing stated, and only from below: a key that newer versions no longer read is a mistake to
//! report, since it stays in files for years after an upgrade.

use crate::discover::FileKind;
use crate::documents::{Documents, Node};
use flinklint_catalog::flink;
use flinklint_catalog::version::{Product, VersionRange};
use flinklint_syntax::config_yaml::ConfigYaml;
use flinklint_syntax::legacy::Legacy;

fn keys<'d, 't>(node: &'d Node<'t>) -> impl Iterator<Item = &'d str> + use<'d, 't> {
    let legacy = node.document::<Legacy<'t>>(FileKind::FlinkConf).into_iter();
    let yaml = node.document::<ConfigYaml<'t>>(FileKind::ConfigYaml).into_iter();
    let legacy = legacy.flat_map(|document| &document.tree.entries).map(|entry| &entry.entry.key);
    legacy.chain(yaml.flat_map(|document| &document.tree.entries).map(|entry| &entry.key)).map(|key| key.text.as_ref())
}

/// The part of a range in which every key of the files can have an effect; the range itself where the keys tell nothing, or
/// where no version of it knows them all.
pub(crate) fn narrow(range: VersionRange, documents: &Documents<'_>) -> VersionRange {
    let known = documents.of(Product::Flink).flat_map(keys).filter_map(|key| Some((flink::lifetime(key)?.0, key)));
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
