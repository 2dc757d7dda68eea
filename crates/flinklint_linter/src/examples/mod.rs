//! Examples are tests: the files of an example go through the whole pipeline, and every finding must be expected.
//!
//! The same code runs the examples of the built-in rulebook and of users' rule files, so that there is one way to write a
//! rule. This stands above the pipeline, and nothing in the pipeline knows of it.

use crate::Options;
use crate::findings::{ReportedFinding, Severity};
use crate::project::{MemoryFiles, Project};
use crate::rules::{self, ExampleText, ExpectedText, LoadedRules, Rule, RuleFile, RuleProblem, RuleText, Scope, load};
use flinklint_catalog::version::{Product, VersionRange};
use std::collections::BTreeSet;

/// The findings of a set of files in memory, judged by some rules.
///
/// # Errors
/// A version that cannot be read, or a rule that gave no answer.
pub fn findings<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    versions: &[(&str, &str)],
    rules: &'f [Rule],
) -> Result<Vec<ReportedFinding>, String> {
    findings_with(files, versions, rules, None)
}

/// The same, with one rule of those that are off unless they are asked for.
fn findings_with<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    versions: &[(&str, &str)],
    rules: &'f [Rule],
    asked: Option<&str>,
) -> Result<Vec<ReportedFinding>, String> {
    let outcome = project(files, versions, rules, asked)?.check();
    match outcome.failures.first() {
        Some(failure) => Err(failure.to_string()),
        None => Ok(outcome.findings),
    }
}

fn project<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    versions: &[(&str, &str)],
    rules: &'f [Rule],
    asked: Option<&str>,
) -> Result<Project<'f>, String> {
    let mut options = Options::default();
    let off = |rule: &Rule| rule.text.off && asked.is_none_or(|asked| *rule.text.id != *asked);
    options.selection.off = rules::numbered(rules).filter(|(_, rule)| off(rule)).map(|(index, _)| index).collect();
    for (product, version) in versions {
        let product = match *product {
            "flink" => Product::Flink,
            "zookeeper" => Product::ZooKeeper,
            "hadoop" => Product::Hadoop,
            other => return Err(format!("there is no product '{other}'; products are flink, zookeeper and hadoop")),
        };
        options.versions.insert(product, VersionRange::exactly(version.parse()?, "stated"));
    }
    Ok(Project::new(files.into_iter().collect::<MemoryFiles<'_>>(), rules, options))
}

/// Why a rule found nothing in a project, under the newest versions that are possible.
fn why_not(rule: &Rule, project: &Project<'_>) -> Option<String> {
    if rule.text.scope != Scope::Deployment {
        return None;
    }
    let understood =
        project.deployments().iter().filter_map(|deployment| deployment.understand().ok()).collect::<Vec<_>>();
    let newest = understood.iter().find_map(|understanding| understanding.worlds().first());
    match newest {
        Some(world) => Some(rules::why_not(rule, &rules::globals(&world.deployment))),
        None => Some("none of the files is one that flinklint reads".to_owned()),
    }
}

/// What came of an example.
#[derive(Debug, Default)]
pub struct ExampleOutcome {
    /// What differs from its expectation, one line each.
    pub problems: Vec<String>,
    /// The cases of the rule that it shows, by their index (0 for a rule without cases), each with a severity that it has.
    pub shown: BTreeSet<(usize, Severity)>,
}

/// Runs an example of a rule, which is one of `rules`.
#[must_use]
pub fn run(rule: &Rule, example: &ExampleText, rules: &[Rule]) -> ExampleOutcome {
    let text = &*rule.text;
    let files = example.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
    let versions: Vec<(&str, &str)> =
        example.versions.iter().map(|(product, version)| (product.as_ref(), version.as_ref())).collect();
    let found = match findings_with(files, &versions, rules, Some(&text.id)) {
        Ok(found) => found,
        Err(error) => return ExampleOutcome { problems: vec![error], ..ExampleOutcome::default() },
    };
    let own = found.iter().filter(|finding| finding.rule == text.id);
    let shown = own.map(|finding| (finding.case, finding.severity)).collect();
    let reason = |id: &str| {
        let silent = rules.iter().find(|known| **known.id() == *id && !found.iter().any(|finding| finding.rule == id));
        let files = example.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
        let project = || project(files, &versions, rules, Some(&text.id)).ok();
        let why = silent.and_then(|rule| why_not(rule, &project()?));
        why.map(|why| format!("; the rule found nothing: {why}")).unwrap_or_default()
    };
    let mut open: Vec<&ReportedFinding> = found.iter().collect();
    let mut problems = Vec::new();
    for expected in example.finds.iter() {
        match open.iter().position(|finding| matches(finding, text, expected, rules)) {
            Some(n) => {
                open.remove(n);
            }
            None => problems.push(format!(
                "missing: {}{} at {}:{}{}{}",
                expected.rule.as_deref().unwrap_or(&text.id),
                expected.severity.as_ref().map(|severity| format!(" ({severity})")).unwrap_or_default(),
                expected.file,
                expected.line,
                expected.says.as_ref().map(|says| format!(": …{says}…")).unwrap_or_default(),
                reason(expected.rule.as_deref().unwrap_or(&text.id))
            )),
        }
    }
    problems.extend(open.into_iter().map(|finding| {
        let place =
            finding.labels.first().map(|label| format!("{}:{}", label.path, label.start.line)).unwrap_or_default();
        format!("unexpected: {} ({}) at {place}: {}", finding.rule, finding.severity.as_str(), finding.message)
    }));
    ExampleOutcome { problems, shown }
}

/// A severity that is not stated is one that the rule gives in this case: what a fold or versions make of it is stated.
fn matches(finding: &ReportedFinding, rule: &RuleText, expected: &ExpectedText, rules: &[Rule]) -> bool {
    let Some(primary) = finding.labels.first() else { return false };
    let own = || {
        let known = rules.iter().find(|known| finding.rule == *known.id());
        known.is_none_or(|known| known.severities_of_case(finding.case).contains(&finding.severity))
    };
    finding.rule == expected.rule.as_deref().unwrap_or(&rule.id)
        && *primary.path == *expected.file
        && primary.start.line == expected.line
        && match &expected.severity {
            Some(severity) => finding.severity.as_str() == severity,
            None => own(),
        }
        && expected.says.as_ref().is_none_or(|says| finding.message.contains(says.as_ref()))
        && expected.also.iter().all(|place| other_lines(finding).any(|other| other == *place))
}

/// Where else a finding points, as `file:line`.
fn other_lines(finding: &ReportedFinding) -> impl Iterator<Item = String> {
    let related = finding.labels.iter().skip(1).map(|label| (&label.path, label.start.line));
    let copies = finding.copies.iter().map(|copy| (&copy.place.path, copy.place.start.line));
    related.chain(copies).map(|(path, line)| format!("{path}:{line}"))
}

/// What came of testing rule files.
#[derive(Debug, Default)]
pub struct TestOutcome {
    /// What is wrong.
    pub problems: Vec<RuleProblem>,
    /// Number of examples that ran.
    pub examples: usize,
    /// Number of those that failed.
    pub failed: usize,
}

/// Checks rule files and runs their examples against these rules alone.
#[must_use]
pub fn test_files(files: &[RuleFile]) -> TestOutcome {
    let LoadedRules { rules: loaded, problems } = load(files);
    let mut tested = TestOutcome { problems, ..TestOutcome::default() };
    let (rules, files): (Vec<Rule>, Vec<&RuleFile>) = loaded.into_iter().unzip();
    for (rule, file) in rules.iter().zip(files) {
        let line = |problem: String| RuleProblem::Line(format!("{}: {problem}", file.path));
        let mut shown = BTreeSet::new();
        for (n, example) in rule.text.examples.iter().enumerate() {
            tested.examples += 1;
            let ran = run(rule, example, &rules);
            shown.extend(ran.shown);
            tested.failed += usize::from(!ran.problems.is_empty());
            let name = example.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            let of_example = |problem| line(format!("example {}{name}: {problem}", n + 1));
            tested.problems.extend(ran.problems.into_iter().map(of_example));
        }
        tested.problems.extend(coverage(rule, &shown).into_iter().map(line));
        tested.problems.extend(rule.notes().into_iter().map(|note| RuleProblem::Note {
            path: file.path.clone(),
            yaml: file.yaml.clone(),
            note,
        }));
    }
    tested
}

/// What examples a rule lacks: one that finds it, one that does not, one for each of its cases and for each severity that it
/// or one of its cases chooses. `shown` is what its examples showed when they ran.
#[must_use]
pub fn coverage(rule: &Rule, shown: &BTreeSet<(usize, Severity)>) -> Vec<String> {
    let text = &*rule.text;
    let own = |find: &&ExpectedText| find.rule.as_ref().is_none_or(|other| **other == *text.id);
    let mut missing = Vec::new();
    if !text.examples.iter().any(|example| example.finds.iter().any(|find| own(&find))) {
        missing.push("no example finds anything".to_owned());
    }
    if !text.examples.iter().any(|example| !example.finds.iter().any(|find| own(&find))) {
        missing.push("no example stays quiet".to_owned());
    }
    for (n, case) in text.cases.iter().enumerate() {
        if !shown.iter().any(|(shown, _)| *shown == n) {
            missing.push(format!("no example shows case {}, when: {}", n + 1, case.when));
        }
    }
    let lacks = |possible: &[Severity], shown: &dyn Fn(Severity) -> bool, of: &str| -> Vec<String> {
        let missing = possible.iter().filter(|severity| possible.len() > 1 && !shown(**severity));
        missing.map(|severity| format!("no example shows the severity {}{of}", severity.as_str())).collect()
    };
    let everywhere = |severity| shown.iter().any(|(_, shown)| *shown == severity);
    if text.cases.iter().any(|case| case.severity.is_none()) || text.cases.is_empty() {
        missing.extend(lacks(&rule.severities_of_rule(), &everywhere, ""));
    }
    for (n, _) in text.cases.iter().enumerate().filter(|(_, case)| case.severity.is_some()) {
        let here = |severity| shown.contains(&(n, severity));
        missing.extend(lacks(&rule.severities_of_case(n), &here, &format!(" in case {}", n + 1)));
    }
    missing
}
