//! The facts against what the real `Configuration`, `HAUtil`, HDFS client and `NodeFencer` said about the conformance
//! cases. The environment variable FLINKLINT_CONFORMANCE names their folder; without it the test is ignored.

#![allow(clippy::print_stderr, reason = "the person who runs it reads the figures")]

use super::*;
use crate::facts::recorded::{Tally, cases};
use crate::settings::hadoop::Configuration;
use crate::settings::{Effect, ProblemKind};
use flinklint_catalog::hadoop::stored_as;
use flinklint_catalog::version::{Version, VersionRange};
use flinklint_syntax::site_xml;
use flinklint_syntax::source::FileId;
use serde_json::Value;
use std::fs;

#[derive(Default)]
struct Tallies {
    loads: Tally,
    values: Tally,
    managers: Tally,
    clients: Tally,
    fencing: Tally,
    numbers: Tally,
    booleans: Tally,
}

fn refused(answer: &Value) -> bool {
    answer.as_str().is_some_and(|answer| answer.starts_with("refused"))
}

fn has(facts: &Hadoop<'_>, kind: ProblemKind, key: &str) -> bool {
    facts.problems.iter().any(|problem| problem.kind == kind && problem.key.value().is_some_and(|own| own == key))
}

impl Tallies {
    fn case(&mut self, case: &str, input: &SiteFiles<'_>, evidence: &Value) {
        let release = Release::new(Version::new(3, 3), &VersionRange::exactly(Version::new(3, 3), "case"));
        let facts = hadoop(input, &release);
        for (product, name) in [(File::Yarn, "yarn"), (File::Hdfs, "hdfs")] {
            let Some(real) = evidence.get(name).filter(|real| real.is_object()) else { continue };
            let failed = real.get("load_error").is_some();
            let read = [File::Core, product].map(|kind| input.site(kind).map(|site| site.file));
            let of_read = |problem: &Problem<'_>| {
                problem.place.as_ref().and_then(Place::span).is_some_and(|span| read.contains(&Some(span.file)))
            };
            let relevant =
                facts.problems.iter().any(|problem| problem.kind == ProblemKind::RefusedFile && of_read(problem));
            self.loads.compare(failed == relevant, || format!("{case} {name}: {real}"));
            if !failed {
                let read = settings(input);
                let configuration = if product == File::Yarn { &read.yarn } else { &read.hdfs };
                self.settings(case, configuration, &real["effective"]);
                self.typed(case, &facts, real);
            }
        }
        self.yarn(case, &facts, &evidence["yarn"]);
        self.hdfs(case, &facts, &evidence["hdfs"]);
    }

    fn settings(&mut self, case: &str, ours: &Configuration<'_>, real: &Value) {
        let real = real.as_object().expect("effective values are an object");
        for (name, setting) in ours.store.named() {
            let value = real.get(name);
            if setting.unknown {
                self.values.unknown += 1;
            } else {
                let text = setting.value.text.as_ref();
                self.values.compare(value.and_then(Value::as_str) == Some(text), || {
                    format!("{case}: {name} = {text:?}, really {value:?}")
                });
            }
        }
        let all = ours.store.all();
        let replaced = all.iter().filter(|setting| setting.effect == Effect::ReplacedByDefault);
        let replaced: Vec<&str> = replaced.flat_map(|setting| stored_as(&setting.key.text)).collect();
        for key in real.keys() {
            let seen = ours.is_set(key) || replaced.contains(&key.as_str());
            self.values.compare(seen, || format!("{case}: {key} is not seen"));
        }
    }

    fn typed(&mut self, case: &str, facts: &Hadoop<'_>, real: &Value) {
        for key in real["numbers"].as_object().into_iter().flat_map(|numbers| numbers.keys()) {
            self.numbers.compare(has(facts, ProblemKind::InvalidValue, key), || format!("{case}: {key}"));
        }
        for key in real["booleans"].as_object().into_iter().flat_map(|booleans| booleans.keys()) {
            self.booleans.compare(has(facts, ProblemKind::IgnoredValue, key), || format!("{case}: {key}"));
        }
    }

    fn yarn(&mut self, case: &str, facts: &Hadoop<'_>, real: &Value) {
        let (Some(manager), Some(ha)) = (&facts.resource_manager, real["ha"].as_str()) else { return };
        let ours = manager.ha_enabled.value().map(ToString::to_string);
        self.managers.compare(ours.as_deref() == Some(ha), || format!("{case}: HA is {ha}, here {ours:?}"));
        if ha == "true" {
            let declared =
                manager.own_id.value().is_none_or(|own| manager.ids.items.iter().any(|id| id.id.value() == Some(own)));
            let complete = manager.ids.items.iter().all(|id| id.missing.items.is_empty());
            let starts = manager.ids.items.len() > 1 && declared && complete;
            self.managers.compare(starts != refused(&real["ha_check"]), || format!("{case}: {}", real["ha_check"]));
        }
    }

    fn hdfs(&mut self, case: &str, facts: &Hadoop<'_>, real: &Value) {
        let (Some(hdfs), Some(real)) = (&facts.hdfs, real.as_object().filter(|real| real.contains_key("effective")))
        else {
            return;
        };
        if let Some(fencing) = real.get("fencing") {
            self.fencing.compare(hdfs.fencing_fault.is_some() == refused(fencing), || format!("{case}: {fencing}"));
        }
        // A value that no getter of the client takes refuses everything, whatever the name services are.
        if facts.problems.iter().any(|problem| problem.kind == ProblemKind::InvalidValue) {
            return;
        }
        for service in &facts.name_services.items {
            let name = service.name.value().expect("a name");
            let Some(answer) = real.get(&format!("client:{name}")) else { continue };
            let class =
                service.provider_kind.value().is_some_and(|kind| *kind == super::name_services::ProviderKind::Hadoop);
            let faulty = service.nodes.items.iter().any(|node| node.fault.value().is_some());
            let works = service.legal && class && !faulty && service.reachable.value().is_some_and(|count| *count > 0);
            self.clients.compare(works != refused(answer), || format!("{case}: {name}: {answer}"));
            let known = real["addresses"].as_str().map_or(0, |text| text.matches("=nn-").count());
            self.clients.compare(
                refused(&real["addresses"]) || service.reachable.value() == i64::try_from(known).ok().as_ref(),
                || format!("{case}: {}", real["addresses"]),
            );
        }
    }
}

#[test]
#[ignore = "needs FLINKLINT_CONFORMANCE"]
fn facts_agree_with_the_real_hadoop() {
    let mut tallies = Tallies::default();
    for (folder, line) in cases("hadoop-") {
        let id = line["id"].as_str().expect("a case has an id");
        let bytes = ["core", "hdfs", "yarn"].map(|name| fs::read(folder.join(format!("hadoop/{name}-site.xml"))).ok());
        let id_of = |text: usize| FileId { set: 0, text: u32::try_from(text).expect("small") };
        let trees = [0, 1, 2].map(|n| bytes[n].as_deref().map(|bytes| site_xml::parse(id_of(n), bytes)));
        let site = |(n, file): (usize, File)| {
            Some(SiteFile { kind: file, file: id_of(n), xml: trees[n].as_ref()?, template: false })
        };
        let kinds = [File::Core, File::Hdfs, File::Yarn].into_iter().enumerate();
        tallies.case(id, &SiteFiles(kinds.filter_map(site).collect()), &line["evidence"]);
    }
    let Tallies { loads, values, managers, clients, fencing, numbers, booleans } = tallies;
    let all = [
        ("loads", loads),
        ("values", values),
        ("managers", managers),
        ("clients", clients),
        ("fencing", fencing),
        ("numbers", numbers),
        ("booleans", booleans),
    ];
    let table = all.iter().map(|(name, tally)| {
        format!(
            "{name}: {} agreed, {} unknown, {} wrong\n  {}\n",
            tally.agreed,
            tally.unknown,
            tally.wrong.len(),
            tally.wrong.join("\n  ")
        )
    });
    let table: String = table.collect();
    assert!(all.iter().all(|(_, tally)| tally.wrong.is_empty() && tally.agreed > 0), "{table}");
}
