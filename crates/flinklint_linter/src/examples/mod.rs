//! Examples are tests: the files of an example go through the whole pipeline, and every finding must be expected.
//!
//! The same code runs the examples of the built-in rulebook and of users' rule files, so that there is one way to write a
//! rule. This stands above the pipeline, and nothing in the pipeline knows of it.

use crate::Options;
use crate::findings::ReportedFinding;
use crate::project::{MemoryFiles, Project};
use crate::rules::{self, ExampleText, ExpectedText, Rule, RuleError, RuleProse, RuleText, root};
use flinklint_catalog::version::{Product, VersionRange};
use std::collections::BTreeSet;

/// The findings of a set of files in memory, judged by some rules.
///
/// # Errors
/// A version that cannot be read, or a rule that gave no answer.
pub fn findings<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    versions: &[(&str, &str)],
    rules: &[Rule<'_>],
) -> Result<Vec<ReportedFinding>, String> {
    findings_with(files, versions, rules, None)
}

/// The same, with one rule of those that are off unless they are asked for.
fn findings_with<'f>(
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    versions: &[(&str, &str)],
    rules: &[Rule<'_>],
    asked: Option<&str>,
) -> Result<Vec<ReportedFinding>, String> {
    let mut options = Options::default();
    let off = |rule: &Rule<'_>| rule.text.off && asked.is_none_or(|asked| rule.text.id != asked);
    options.selection.off = rules.iter().enumerate().filter(|(_, rule)| off(rule)).map(|(n, _)| n).collect();
    for (product, version) in versions {
        let product = match *product {
            "flink" => Product::Flink,
            "zookeeper" => Product::ZooKeeper,
            "hadoop" => Product::Hadoop,
            other => return Err(format!("there is no product '{other}'; products are flink, zookeeper and hadoop")),
        };
        options.versions.insert(product, VersionRange::exactly(version.parse()?, "stated"));
    }
    let outcome = Project::new(files.into_iter().collect::<MemoryFiles<'_>>(), rules, options).check();
    match outcome.failures.first() {
        Some(failure) => Err(failure.to_string()),
        None => Ok(outcome.findings),
    }
}

/// What came of an example.
#[derive(Debug, Default)]
pub struct Ran {
    /// What differs from its expectation, one line each.
    pub problems: Vec<String>,
    /// The cases of the rule that it shows, by their index; 0 for a rule without cases.
    pub cases: BTreeSet<usize>,
}

/// Runs an example of a rule.
#[must_use]
pub fn run(rule: &RuleText, example: &ExampleText, rules: &[Rule<'_>]) -> Ran {
    let files = example.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
    let versions: Vec<(&str, &str)> =
        example.versions.iter().map(|(product, version)| (product.as_ref(), version.as_ref())).collect();
    let found = match findings_with(files, &versions, rules, Some(&rule.id)) {
        Ok(found) => found,
        Err(error) => return Ran { problems: vec![error], ..Ran::default() },
    };
    let cases = found.iter().filter(|finding| finding.rule == rule.id).map(|finding| finding.case).collect();
    let mut open: Vec<&ReportedFinding> = found.iter().collect();
    let mut problems = Vec::new();
    for expected in example.finds.iter() {
        match open.iter().position(|finding| matches(finding, rule, expected, rules)) {
            Some(n) => {
                open.remove(n);
            }
            None => problems.push(format!(
                "missing: {}{} at {}:{}{}",
                expected.rule.as_deref().unwrap_or(&rule.id),
                expected.severity.as_ref().map(|severity| format!(" ({severity})")).unwrap_or_default(),
                expected.file,
                expected.line,
                expected.says.as_ref().map(|says| format!(": …{says}…")).unwrap_or_default()
            )),
        }
    }
    problems.extend(open.into_iter().map(|finding| {
        let place =
            finding.labels.first().map(|label| format!("{}:{}", label.path, label.start.line)).unwrap_or_default();
        format!("unexpected: {} ({}) at {place}: {}", finding.rule, finding.severity.as_str(), finding.message)
    }));
    Ran { problems, cases }
}

/// A severity that is not stated is the one that the rule gives in this case: what folds or versions make of it is stated.
fn matches(finding: &ReportedFinding, rule: &RuleText, expected: &ExpectedText, rules: &[Rule<'_>]) -> bool {
    let Some(primary) = finding.labels.first() else { return false };
    let own =
        || rules.iter().find(|known| known.text.id == finding.rule).map(|known| known.severity_of_case(finding.case));
    finding.rule == expected.rule.as_deref().unwrap_or(&rule.id)
        && primary.path == expected.file
        && primary.start.line == expected.line
        && match &expected.severity {
            Some(severity) => finding.severity.as_str() == severity,
            None => own().is_none_or(|own| finding.severity == own),
        }
        && expected.says.as_ref().is_none_or(|says| finding.message.contains(says.as_ref()))
        && expected.also.iter().all(|place| other_lines(finding).any(|other| other == *place))
}

/// What is wrong with a rule file.
#[derive(Debug)]
pub enum Problem {
    /// Something about the file or one of its examples, in one line.
    Line(String),
    /// A rule that does not compile; its place in the file is known.
    Refused {
        /// The path of the file.
        path: String,
        /// Its text.
        yaml: String,
        /// What is wrong, and in which part of the rule.
        error: RuleError,
    },
}

/// Where else a finding points, as `file:line`.
fn other_lines(finding: &ReportedFinding) -> impl Iterator<Item = String> {
    let related = finding.labels.iter().skip(1).map(|label| (&label.path, label.start.line));
    let copies = finding.copies.iter().map(|copy| (&copy.place.path, copy.place.start.line));
    related.chain(copies).map(|(path, line)| format!("{path}:{line}"))
}

/// What came of testing rule files.
#[derive(Debug, Default)]
pub struct Tested {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Number of examples that ran.
    pub examples: usize,
    /// Number of those that failed.
    pub failed: usize,
}

/// Checks rule files (path, group, YAML) and runs their examples against these rules alone.
#[must_use]
pub fn test_files(files: &[(String, String, String)]) -> Tested {
    let mut tested = Tested::default();
    let mut loaded: Vec<(&str, &str, RuleText, RuleProse)> = Vec::new();
    for (path, group, yaml) in files {
        match rules::parse(group, yaml) {
            Ok((text, prose)) => loaded.push((path, yaml, text, prose)),
            Err(error) => tested.problems.push(Problem::Line(format!("{path}: {error}"))),
        }
    }
    let mut rules = Vec::new();
    for (path, yaml, text, _) in &loaded {
        let compiled = Rule::compile(text, root(text.scope)).and_then(|rule| rule.check().map(|()| rule));
        match compiled {
            Ok(rule) => rules.push(rule),
            Err(error) => {
                tested.problems.push(Problem::Refused { path: (*path).to_owned(), yaml: (*yaml).to_owned(), error })
            }
        }
    }
    for (path, _, text, prose) in &loaded {
        let mut cases = BTreeSet::new();
        for (n, example) in prose.examples.iter().enumerate() {
            tested.examples += 1;
            let Ran { problems, cases: shown } = run(text, example, &rules);
            cases.extend(shown);
            tested.failed += usize::from(!problems.is_empty());
            let name = example.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            tested.problems.extend(
                problems
                    .into_iter()
                    .map(|problem| Problem::Line(format!("{path}: example {}{name}: {problem}", n + 1))),
            );
        }
        tested.problems.extend(
            coverage(text, prose, &cases).into_iter().map(|problem| Problem::Line(format!("{path}: {problem}"))),
        );
    }
    tested
}

/// What examples a rule lacks: one that finds it, one that does not, one for each of its cases. `cases` are those that its
/// examples showed when they ran.
#[must_use]
pub fn coverage(text: &RuleText, prose: &RuleProse, cases: &BTreeSet<usize>) -> Vec<String> {
    let own = |find: &&ExpectedText| find.rule.as_ref().is_none_or(|rule| *rule == text.id);
    let mut missing = Vec::new();
    if !prose.examples.iter().any(|example| example.finds.iter().any(|find| own(&find))) {
        missing.push("no example finds anything".to_owned());
    }
    if !prose.examples.iter().any(|example| !example.finds.iter().any(|find| own(&find))) {
        missing.push("no example stays quiet".to_owned());
    }
    missing.extend(
        text.cases
            .iter()
            .enumerate()
            .filter(|(n, _)| !cases.contains(n))
            .map(|(n, case)| format!("no example shows case {}, when: {}", n + 1, case.when)),
    );
    missing
}
