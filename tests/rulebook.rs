//! The rulebook as data: every rule loads through the loader of users' rules, equals what is embedded, and has examples
//! that hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use flinklint_linter::examples;
use flinklint_linter::rules::{self, LoadedRules, RuleFile, RuleProblem, Rulebook, built_in_texts};
use std::collections::BTreeSet;
use std::path::Path;

/// The files of the rulebook, files that examples share among them.
fn rule_files() -> Vec<RuleFile> {
    let mut files = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for group in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for entry in std::fs::read_dir(group.path()).unwrap().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "yaml") {
                let yaml = std::fs::read_to_string(entry.path()).unwrap();
                let group = group.file_name().to_string_lossy().into_owned();
                files.push(RuleFile { path: entry.path().to_string_lossy().into_owned(), group, yaml });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn loaded(files: &[RuleFile]) -> LoadedRules<'_> {
    let mut loaded = rules::load(files);
    loaded.rules.sort_by(|(one, _), (other, _)| one.id().cmp(other.id()));
    loaded
}

#[test]
fn every_rule_compiles_in_full() {
    let files = rule_files();
    let problems = loaded(&files).problems.into_iter().map(|problem| match problem {
        RuleProblem::Line(line) => line,
        RuleProblem::Refused { path, yaml, error } | RuleProblem::Note { path, yaml, note: error } => {
            let at = rules::source::range(&yaml, &error);
            format!("{path}:{}: {error}: {}", yaml[..at.start].lines().count().max(1), &yaml[at])
        }
    });
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_embedded_rulebook_is_what_the_loader_reads() {
    let files = rule_files();
    let loaded = loaded(&files).rules;
    assert_eq!(loaded.len(), built_in_texts().len());
    for ((rule, file), embedded) in loaded.iter().zip(built_in_texts()) {
        assert_eq!(*rule.text, *embedded, "{}", file.path);
        assert!(rule.text.since.is_some(), "{}", file.path);
    }
}

#[test]
fn every_example_gives_what_it_says_and_nothing_else() {
    let book = Rulebook::built_in();
    let mut problems = Vec::new();
    let mut count = 0;
    for rule in book.rules() {
        let mut shown = BTreeSet::new();
        for (n, example) in rule.text.examples.iter().enumerate() {
            count += 1;
            let ran = examples::run(rule, example, book.rules());
            shown.extend(ran.shown);
            let of_rule = |problem| format!("{}: example {}: {problem}", rule.id(), n + 1);
            problems.extend(ran.problems.into_iter().map(of_rule));
        }
        let lacking = examples::coverage(rule, &shown);
        problems.extend(lacking.into_iter().map(|problem| format!("{}: {problem}", rule.id())));
    }
    assert!(count > 0);
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn ids_and_names_are_unique_and_stay() {
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    let files = rule_files();
    for (rule, file) in loaded(&files).rules {
        let text = &*rule.text;
        let file = Path::new(&file.path).file_stem().unwrap().to_string_lossy().into_owned();
        assert_eq!(file, format!("{}-{}", text.id, text.name), "a rule file is named after its rule");
        assert!(seen.insert(text.id.to_string()) && seen.insert(text.name.to_string()), "{file} is there twice");
        assert!(text.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{file}");
        assert!(
            !text.summary.trim().is_empty() && text.summary.trim().len() < 160,
            "{file}: the summary is one short sentence"
        );
        list.push(format!("{} {} {}", text.id, text.name, text.group));
    }
    for (id, name, replaced_by) in flinklint_linter::rules::RETIRED {
        assert!(!seen.contains(*id) && !seen.contains(*name), "{id} is retired, and never used again");
        assert!(seen.contains(*replaced_by), "{replaced_by} replaces {id}");
        list.push(format!("{id} {name} retired, replaced by {replaced_by}"));
    }
    list.sort();
    insta::assert_snapshot!(list.join("\n"));
}
