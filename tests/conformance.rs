//! Every open conformance case, a small deployment with the verdict of the real software, through the whole pipeline.
//!
//! The environment variable FLINKLINT_CONFORMANCE names the folder of the cases; the test is ignored unless it is asked for
//! (`cargo test -- --ignored`), and then fails without them. What counts as found, as located and as severe is what the cases' own scorer counts: warnings and errors
//! that the untouched base does not have, or those on the line that was changed.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and its figures are for whoever runs it"
)]

use flinklint_linter::examples;
use flinklint_linter::findings::{ReportedFinding, Severity};
use flinklint_linter::rules::{Rule, Rulebook};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The least that holds; raised with the rulebook, never lowered for a case that a rule lost.
mod floor {
    /// Cases there must be, so that an empty folder is no success.
    pub(crate) const CASES: usize = 900;
    /// Faults with a finding.
    pub(crate) const RECALL: f64 = 0.97;
    /// Found faults with a finding on the line that is to blame.
    pub(crate) const LOCATED: f64 = 0.99;
    /// Faults that stop the software or cost high availability, with an error.
    pub(crate) const SEVERITY: f64 = 0.95;
    /// The most fine cases with a warning or error that their base does not have.
    pub(crate) const FALSE_ALARMS: f64 = 0.02;
}

const NOT_CONFIGURATION: [&str; 2] = ["case.json", "verdict.json"];

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    area: String,
    base: String,
    operator: String,
    mutation: String,
    flink_version: Option<String>,
    zookeeper_version: Option<String>,
    hadoop_version: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    #[serde(default)]
    also: Vec<Spot>,
    locate: String,
}

#[derive(Debug, Deserialize)]
struct Spot {
    file: String,
    line: u32,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    class: String,
}

/// Cases of one class.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    found: usize,
    located: usize,
    errors: usize,
    false_errors: usize,
    new_alarms: usize,
}

fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            if !NOT_CONFIGURATION.contains(&name.as_str()) {
                files.push((name, std::fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_loud(finding: &ReportedFinding) -> bool {
    finding.severity > Severity::Info
}

impl Case {
    fn findings(&self, folder: &Path, rules: &[Rule]) -> Vec<ReportedFinding> {
        let files = files_below(folder);
        let versions =
            [("flink", &self.flink_version), ("zookeeper", &self.zookeeper_version), ("hadoop", &self.hadoop_version)];
        let versions: Vec<(&str, &str)> =
            versions.iter().filter_map(|(product, version)| Some((*product, version.as_deref()?))).collect();
        let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        let found = examples::findings(files, &versions, rules).unwrap_or_else(|error| panic!("{}: {error}", self.id));
        found.into_iter().filter(is_loud).collect()
    }

    /// Whether a label of the finding lies where the fault is.
    fn is_on_spot(&self, finding: &ReportedFinding) -> bool {
        let own = self.file.as_deref().map(|file| (file, self.line));
        let spots = own.into_iter().chain(self.also.iter().map(|spot| (spot.file.as_str(), Some(spot.line))));
        spots.into_iter().any(|(file, line)| {
            finding.labels.iter().filter(|label| label.path.ends_with(file)).any(|label| {
                self.locate == "file" || line.is_some_and(|line| (label.start.line..=label.end.line).contains(&line))
            })
        })
    }

    fn is_base(&self) -> bool {
        self.operator == "none"
    }
}

/// Findings that a base has already, each as often as it has them.
type Known<'f> = BTreeMap<(&'f str, Severity), usize>;

fn known(findings: &[ReportedFinding]) -> Known<'_> {
    let mut known = Known::new();
    for finding in findings {
        *known.entry((&finding.rule, finding.severity)).or_default() += 1;
    }
    known
}

/// The findings that the base does not have.
fn new<'f>(findings: &'f [ReportedFinding], base: Option<&Known<'_>>) -> Vec<&'f ReportedFinding> {
    let mut seen = Known::new();
    let mut new = Vec::new();
    for finding in findings {
        let key = (finding.rule.as_ref(), finding.severity);
        let count = seen.entry(key).or_default();
        *count += 1;
        if base.and_then(|known| known.get(&key)).is_none_or(|known| *count > *known) {
            new.push(finding);
        }
    }
    new
}

fn shown(case: &Case, findings: &[&ReportedFinding]) -> String {
    let lines = findings.iter().map(|finding| {
        let place = finding.labels.first().map(|label| format!("{}:{}", label.path, label.start.line));
        format!("\n    {} {} {}", finding.rule, place.unwrap_or_default(), finding.message)
    });
    format!("{} ({}):{}", case.id, case.mutation, lines.collect::<String>())
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

#[test]
#[ignore = "needs FLINKLINT_CONFORMANCE"]
fn judges_as_the_real_software_does() {
    let folder =
        std::env::var_os("FLINKLINT_CONFORMANCE").expect("FLINKLINT_CONFORMANCE names the folder of the cases");
    let book = Rulebook::built_in();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(Path::new(&folder).join("open"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.json").is_file())
        .collect();
    folders.sort();
    let judged: Vec<(Case, Verdict, Vec<ReportedFinding>)> = folders
        .iter()
        .map(|folder| {
            let case: Case = read(&folder.join("case.json"));
            let findings = case.findings(folder, book.rules());
            (case, read(&folder.join("verdict.json")), findings)
        })
        .collect();
    let bases: BTreeMap<(&str, &str), Known<'_>> = judged
        .iter()
        .filter(|(case, ..)| case.is_base())
        .map(|(case, _, findings)| ((case.area.as_str(), case.base.as_str()), known(findings)))
        .collect();

    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (case, verdict, findings) in &judged {
        let base = bases.get(&(case.area.as_str(), case.base.as_str())).filter(|_| !case.is_base());
        let new = new(findings, base);
        let on_line = |finding: &&ReportedFinding| case.locate == "line" && case.is_on_spot(finding);
        let elsewhere = new.iter().copied().filter(|finding| !on_line(finding));
        let hits: Vec<&ReportedFinding> = findings.iter().filter(on_line).chain(elsewhere).collect();
        let errors: Vec<&ReportedFinding> =
            findings.iter().filter(|finding| finding.severity == Severity::Error).collect();

        let tally = tallies.entry(verdict.class.as_str()).or_default();
        tally.cases += 1;
        match verdict.class.as_str() {
            "refuses" | "ha-lost" | "silently-ignored" => {
                tally.found += usize::from(!hits.is_empty());
                tally.located += usize::from(hits.iter().any(|hit| case.is_on_spot(hit)));
                tally.errors += usize::from(hits.iter().any(|hit| hit.severity == Severity::Error));
            }
            "fine" | "accepted" => {
                tally.false_errors += usize::from(!errors.is_empty());
                tally.new_alarms += usize::from(!case.is_base() && !new.is_empty());
            }
            _ => {}
        }
        if verdict.class == "fine" && !errors.is_empty() {
            wrong.push(shown(case, &errors));
        }
    }

    eprintln!(
        "{:18} {:>5} {:>6} {:>8} {:>6} {:>10} {:>10}",
        "class", "cases", "found", "located", "error", "false err", "new alarm"
    );
    for (class, t) in &tallies {
        let (found, located, errors) = (t.found, t.located, t.errors);
        eprintln!(
            "{class:18} {:5} {found:6} {located:8} {errors:6} {:10} {:10}",
            t.cases, t.false_errors, t.new_alarms
        );
    }
    let none = Tally::default();
    let of = |class: &str| tallies.get(class).unwrap_or(&none);
    let sum =
        |classes: &[&str], count: fn(&Tally) -> usize| classes.iter().map(|class| count(of(class))).sum::<usize>();
    let (faults, hard) = (["refuses", "ha-lost", "silently-ignored"], ["refuses", "ha-lost"]);
    let found = sum(&faults, |tally| tally.found);
    let recall = share(found, sum(&faults, |tally| tally.cases));
    let located = share(sum(&faults, |tally| tally.located), found);
    let severity = share(sum(&hard, |tally| tally.errors), sum(&hard, |tally| tally.cases));
    let alarms = share(of("fine").new_alarms, of("fine").cases);
    eprintln!("recall {recall:.4}, located {located:.4}, severity {severity:.4}, new alarms on fine cases {alarms:.4}");

    assert!(judged.len() >= floor::CASES, "{} cases", judged.len());
    assert!(wrong.is_empty(), "errors on fine cases:\n{}", wrong.join("\n"));
    assert!(recall >= floor::RECALL, "recall {recall:.4}");
    assert!(located >= floor::LOCATED, "located {located:.4}");
    assert!(severity >= floor::SEVERITY, "severity {severity:.4}");
    assert!(alarms <= floor::FALSE_ALARMS, "new alarms on fine cases {alarms:.4}");
}
