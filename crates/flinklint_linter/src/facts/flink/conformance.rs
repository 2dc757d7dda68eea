//! The facts against what real Flink said about the conformance cases: effective settings (and with them the lines that
//! are dropped), the mode of high availability, unknown keys, values that do not parse. The environment variable
//! FLINKLINT_CONFORMANCE names their folder; without it the test is ignored.

#![allow(clippy::print_stderr, reason = "the person who runs it reads the figures")]

use super::{HaMode, flink};
use crate::discover::{FileKind, Member};
use crate::documents::{Document, Node};
use crate::facts::recorded::{Tally, cases};
use crate::settings::flink::{FlinkFiles, settings};
use crate::settings::{Cause, ProblemKind};
use flinklint_catalog::flink::reads;
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::{Product, Release, VersionRange};
use flinklint_syntax::source::FileSet;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn keys(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        Value::Object(map) => map.keys().cloned().collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
#[ignore = "needs FLINKLINT_CONFORMANCE"]
fn agrees_with_real_flink() {
    let (mut loads, mut values, mut modes, mut unknown, mut bad) =
        (Tally::default(), Tally::default(), Tally::default(), Tally::default(), Tally::default());
    for (folder, real) in cases("flink-") {
        let id = real["id"].as_str().unwrap_or_default();
        let case: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
        let version = case["flink_version"].as_str().unwrap().parse().unwrap();
        let release = Release::new(version, &VersionRange::exactly(version, "case"));
        let mut set = FileSet::new(0);
        let kinds = [(FileKind::FlinkConf, "flink-conf.yaml"), (FileKind::ConfigYaml, "config.yaml")];
        let members: Vec<Member> = kinds
            .into_iter()
            .filter_map(|(kind, name)| {
                let bytes = std::fs::read(folder.join("conf").join(name)).ok()?;
                Some(Member { kind, file: set.add(name, bytes), template: false })
            })
            .collect();
        let node = Node {
            product: Product::Flink,
            dir: "conf".into(),
            documents: members.iter().map(|member| Document::read(*member, set.bytes(member.file))).collect(),
            set: &set,
            bundled: false,
        };
        let input = FlinkFiles(&node);
        let facts = flink(input, &Answers::default(), &release);
        let refused = !facts.faults.is_empty() || facts.unread.is_some();
        let evidence = &real["evidence"];
        loads.compare(refused == evidence.get("load_error").is_some(), || format!("{id}: {}", evidence["load_error"]));
        let Some(effective) = evidence["effective"].as_object() else { continue };
        let settings = settings(input, &Answers::default(), &release).settings;
        let ours: BTreeMap<&str, &str> =
            settings.last().map(|(_, written)| (written.key.text.as_ref(), written.value.text.as_ref())).collect();
        for (key, value) in &ours {
            let real = effective.get(*key).and_then(Value::as_str);
            values.compare(real == Some(value), || format!("{id}: {key} = {value:?}, really {real:?}"));
        }
        for key in effective.keys() {
            values.compare(ours.contains_key(key.as_str()), || format!("{id}: {key} is not seen"));
        }
        let mode = match facts.ha.mode.value().copied() {
            Some(HaMode::ZooKeeper) => "ZOOKEEPER",
            Some(HaMode::Kubernetes) => "KUBERNETES",
            Some(HaMode::None) => "NONE",
            Some(_) => "FACTORY_CLASS",
            // A value in quotes has a finding of its own, from which nothing else is concluded.
            None => "FACTORY_CLASS",
        };
        modes.compare(evidence["ha_mode"].as_str() == Some(mode), || {
            format!("{id}: {mode}, really {}", evidence["ha_mode"])
        });
        let unread: BTreeSet<String> =
            ours.keys().filter(|key| !reads(key, &release)).map(|key| (*key).to_owned()).collect();
        unknown.compare(unread == keys(&evidence["unknown"]), || {
            format!("{id}: {unread:?}, really {}", evidence["unknown"])
        });
        // A value in quotes that cannot be read with them is told as a quoted one.
        let refused = facts.problems.iter().filter(|problem| {
            problem.kind == ProblemKind::InvalidValue
                || problem.kind == ProblemKind::ChangedValue && problem.cause == Cause::Quotes && problem.fatal
        });
        let mine: BTreeSet<String> =
            refused.filter_map(|problem| problem.key.value().map(ToString::to_string)).collect();
        let theirs = keys(&evidence["value_errors"]);
        // Ours are more: ranges that code checks, which the declared type does not show.
        bad.compare(theirs.is_subset(&mine), || format!("{id}: {mine:?}, really {theirs:?}"));
    }
    for (what, tally) in
        [("loads", &loads), ("settings", &values), ("modes", &modes), ("unknown keys", &unknown), ("bad values", &bad)]
    {
        eprintln!("{what}: {} agreed, {} differ", tally.agreed, tally.wrong.len());
        tally.wrong.iter().take(20).for_each(|wrong| eprintln!("  {wrong}"));
    }
    assert!(loads.agreed > 500 && values.agreed > 10_000);
    assert!(loads.wrong.is_empty() && values.wrong.is_empty() && modes.wrong.is_empty() && bad.wrong.is_empty());
}
