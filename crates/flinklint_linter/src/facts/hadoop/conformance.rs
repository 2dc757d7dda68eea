//! The facts against what the real `Configuration`, `HAUtil`, HDFS client and `NodeFencer` said about the conformance
//! cases. The environment variable FLINKLINT_CONFORMANCE names their folder; without it the test is ignored.

#![allow(clippy::print_stderr, reason = "the figures are for whoever runs it")]

use super::*;
use camino::Utf8Path;
use flinklint_catalog::version::{Version, VersionRange};
use flinklint_expr::model::Known;
use flinklint_syntax::site_xml;
use serde_json::Value;
use std::fs;
use std::process::Command;

/// Agreements and disagreements of one question.
#[derive(Default)]
struct Tally {
    agreed: usize,
    unknown: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, same: bool, what: impl FnOnce() -> String) {
        if same { self.agreed += 1 } else { self.wrong.push(what()) }
    }
}

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

fn evidence(folder: &Utf8Path) -> Vec<Value> {
    let packed = Command::new("gzip").arg("-dc").arg(folder.join("evidence.jsonl.gz")).output().expect("gzip runs");
    let text = String::from_utf8(packed.stdout).expect("evidence is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of evidence is JSON")).collect()
}

fn refused(answer: &Value) -> bool {
    answer.as_str().is_some_and(|answer| answer.starts_with("refused"))
}

impl Tallies {
    fn case(&mut self, case: &str, input: &HadoopInput<'_, '_>, evidence: &Value) {
        let release = Release::new(Version::new(3, 3), &VersionRange::exactly(Version::new(3, 3), "case"));
        let facts = hadoop(input, &release);
        for (product, name) in [(File::Yarn, "yarn"), (File::Hdfs, "hdfs")] {
            let Some(real) = evidence.get(name).filter(|real| real.is_object()) else { continue };
            let failed = real.get("load_error").is_some();
            let relevant =
                facts.site_errors.iter().any(|error| error.file == product.site() || error.file == "core-site.xml");
            self.loads.compare(failed == relevant, || format!("{case} {name}: {real}"));
            if !failed {
                self.settings(case, &effective(input, product), &real["effective"]);
                self.typed(case, &facts, real);
            }
        }
        self.yarn(case, &facts, &evidence["yarn"]);
        self.hdfs(case, &facts, &evidence["hdfs"]);
    }

    fn settings(&mut self, case: &str, ours: &[effective::Effective<'_>], real: &Value) {
        let real = real.as_object().expect("effective values are an object");
        for setting in ours {
            let value = real.get(setting.key.as_ref());
            match &setting.value {
                Known::Value(text) => self.values.compare(value.and_then(Value::as_str) == Some(text), || {
                    format!("{case}: {} = {text:?}, really {value:?}", setting.key)
                }),
                _ => self.values.unknown += 1,
            }
        }
        for key in real.keys() {
            self.values
                .compare(ours.iter().any(|setting| setting.key == *key), || format!("{case}: {key} is not seen"));
        }
    }

    fn typed(&mut self, case: &str, facts: &Hadoop<'_>, real: &Value) {
        for key in real["numbers"].as_object().into_iter().flat_map(|numbers| numbers.keys()) {
            self.numbers
                .compare(facts.bad_values.iter().any(|bad| bad.key.value().is_some_and(|own| own == key)), || {
                    format!("{case}: {key}")
                });
        }
        for key in real["booleans"].as_object().into_iter().flat_map(|booleans| booleans.keys()) {
            self.booleans.compare(
                facts.ignored_booleans.iter().any(|bad| bad.key.value().is_some_and(|own| own == key)),
                || format!("{case}: {key}"),
            );
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
        if !facts.bad_values.is_empty() {
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
    let folder = std::env::var("FLINKLINT_CONFORMANCE").expect("FLINKLINT_CONFORMANCE names the folder of the cases");
    let folder = &Utf8Path::new(&folder).join("open");
    let mut tallies = Tallies::default();
    let mut cases = 0;
    for line in evidence(folder) {
        let id = line["id"].as_str().expect("a case has an id");
        if !id.starts_with("hadoop-") {
            continue;
        }
        cases += 1;
        let bytes =
            ["core", "hdfs", "yarn"].map(|name| fs::read(folder.join(id).join(format!("hadoop/{name}-site.xml"))).ok());
        let id_of = |text: usize| FileId { set: 0, text: u32::try_from(text).expect("small") };
        let trees = [0, 1, 2].map(|n| bytes[n].as_deref().map(|bytes| site_xml::parse(id_of(n), bytes)));
        let site = |(n, file): (usize, File)| {
            Some((file, SiteFile { file: id_of(n), xml: trees[n].as_ref()?, template: false }))
        };
        let kinds = [File::Core, File::Hdfs, File::Yarn].into_iter().enumerate();
        tallies.case(id, &HadoopInput { sites: kinds.filter_map(site).collect() }, &line["evidence"]);
    }
    assert!(cases > 0, "{folder} has no cases of Hadoop");
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
