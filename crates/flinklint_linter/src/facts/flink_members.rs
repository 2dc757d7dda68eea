//! High-availability settings that differ between hosts of one Flink cluster but must be the same on all of them.
//!
//! Only what the processes meet at is compared: the path of the election, the ensemble, the storage directory. Memory, ports and
//! addresses may well differ from host to host.

use super::flink::{Flink, HaMode};
use flinklint_expr::model::{Located, Maybe, facts};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// A high-availability setting that differs between two hosts of a cluster.
    pub struct FlinkDrift<'t> as "drift of hosts" {
        /// The key.
        key: &'static str,
        /// Its value on the first host.
        first: Located<Cow<'t, str>>,
        /// Its value on the other one.
        second: Located<Cow<'t, str>>,
    }
}

/// The differences of each further host to the first one that is in ZooKeeper's hands.
pub(crate) fn drift<'t>(flinks: &[Arc<Flink<'t>>]) -> Vec<FlinkDrift<'t>> {
    let on = |flink: &&Arc<Flink<'t>>| flink.ha.mode.value() == Some(&HaMode::ZooKeeper);
    let mut members = flinks.iter().filter(on);
    let Some(first) = members.next() else { return Vec::new() };
    members.flat_map(|second| differences(first, second)).collect()
}

fn differences<'t>(first: &Flink<'t>, second: &Flink<'t>) -> Vec<FlinkDrift<'t>> {
    let (one, other) = (&first.ha, &second.ha);
    let mut found = Vec::new();
    let mut push = |key, first: Option<Located<Cow<'t, str>>>, second: Option<Located<Cow<'t, str>>>| {
        if let (Some(first), Some(second)) = (first, second) {
            let place = Some(second.place.clone());
            found.push(FlinkDrift { place, texts: PhantomData, key, first, second });
        }
    };
    // Where the value is a default, the line that turns high availability on stands for it.
    let placed = |value: &Located<Cow<'t, str>>, flink: &Flink<'t>| {
        let text = value.value()?.clone();
        let place = if value.place.span().is_some() { &value.place } else { &flink.ha.intended.place };
        Some(Located::new(text, place.clone()))
    };
    let written = |value: &Maybe<Cow<'t, str>>| Some(Located::new(value.value()?.clone(), value.place.clone()));
    if matches!((one.path.value(), other.path.value()), (Some(one), Some(other)) if one != other) {
        let same_id = one.cluster_id.value() == other.cluster_id.value();
        let key = if same_id { "high-availability.zookeeper.path.root" } else { "high-availability.cluster-id" };
        let of = |flink: &Flink<'t>| placed(if same_id { &flink.ha.root } else { &flink.ha.cluster_id }, flink);
        push(key, of(first), of(second));
    }
    for (key, one, other) in [
        ("high-availability.storageDir", &one.storage_dir, &other.storage_dir),
        ("high-availability.zookeeper.quorum", &one.quorum_text, &other.quorum_text),
    ] {
        if matches!((one.value(), other.value()), (Some(one), Some(other)) if parts(one) != parts(other)) {
            push(key, written(one), written(other));
        }
    }
    found
}

/// The entries of a list in any order, or one directory, without slashes at the end.
fn parts(text: &str) -> BTreeSet<&str> {
    text.split(',').map(|part| part.trim().trim_end_matches('/')).collect()
}
