//! What the rules say: every finding of every example with all of its words, so that a wrong placeholder in a message, a help or a
//! label is seen. The examples themselves state places and severities.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use flinklint_linter::examples;
use flinklint_linter::findings::ReportedFinding;
use flinklint_linter::rules::{ExampleText, Rule, Rulebook};
use std::collections::BTreeMap;
use std::fmt::Write;

fn found(rules: &[Rule], example: &ExampleText) -> Vec<ReportedFinding> {
    let files = example.files.iter().map(|(path, body)| (path.as_ref(), body.as_bytes()));
    let versions: Vec<(&str, &str)> =
        example.versions.iter().map(|(product, version)| (product.as_ref(), version.as_ref())).collect();
    examples::findings(files, &versions, rules).unwrap()
}

/// One line for the message, one for each of its other words.
fn words(finding: &ReportedFinding) -> String {
    let first = finding.labels.first().unwrap();
    let mut lines =
        format!("  {}:{}: {}: {}\n", first.path, first.start.line, finding.severity.as_str(), finding.message);
    for label in finding.labels.iter().filter(|label| !label.text.is_empty()) {
        let _ = writeln!(lines, "    {}:{}: {}", label.path, label.start.line, label.text);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(lines, "    help: {help}");
    }
    lines
}

#[test]
fn every_finding_of_every_example_in_words() {
    let book = Rulebook::built_in();
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for rule in book.rules() {
        let page = groups.entry(&rule.text.group).or_default();
        for (n, example) in rule.text.examples.iter().enumerate() {
            // Findings of other rules are in the examples of those.
            let own: Vec<ReportedFinding> =
                found(book.rules(), example).into_iter().filter(|finding| finding.rule == *rule.id()).collect();
            if !own.is_empty() {
                let _ = writeln!(page, "{} {}, example {}", rule.id(), rule.text.name, n + 1);
                own.iter().for_each(|finding| page.push_str(&words(finding)));
            }
        }
    }
    assert!(groups.len() > 5);
    for (group, page) in groups {
        insta::assert_snapshot!(group, page);
    }
}
