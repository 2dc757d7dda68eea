//! The rulebook as data: every rule loads through the loader of users' rules, equals what is embedded, and has examples
//! that hold.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use flinklint_linter::examples;
use flinklint_linter::rules::{self, Rule, RuleProse, RuleText, Rulebook, root};
use std::path::{Path, PathBuf};

fn rule_files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for group in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for entry in std::fs::read_dir(group.path()).unwrap().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "yaml") {
                files.push((entry.path(), group.file_name().to_string_lossy().into_owned()));
            }
        }
    }
    files.sort();
    files
}

fn loaded() -> Vec<(PathBuf, RuleText, RuleProse)> {
    let load = |(path, group): (PathBuf, String)| {
        let yaml = std::fs::read_to_string(&path).unwrap();
        let (text, prose) = rules::parse(&group, &yaml).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, text, prose)
    };
    rule_files().into_iter().map(load).collect()
}

#[test]
fn every_rule_compiles_in_full() {
    let mut problems = Vec::new();
    for (path, text, _) in loaded() {
        if let Err(error) = Rule::compile(&text, root(text.scope)).and_then(|rule| rule.check()) {
            let yaml = std::fs::read_to_string(&path).unwrap();
            let at = rules::source::range(&yaml, &error);
            let line = yaml[..at.start].lines().count().max(1);
            problems.push(format!("{}:{line}: {error}: {}", path.display(), &yaml[at]));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_embedded_rulebook_is_what_the_loader_reads() {
    let mut loaded = loaded();
    loaded.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    assert_eq!(loaded.len(), rules::built_in_texts().len());
    for (n, (path, text, prose)) in loaded.iter().enumerate() {
        assert_eq!(text, &rules::built_in_texts()[n], "{}", path.display());
        assert_eq!(Some(prose), rules::prose(n), "{}", path.display());
    }
}

#[test]
fn every_example_gives_what_it_says_and_nothing_else() {
    let book = Rulebook::built_in().unwrap();
    let mut problems = Vec::new();
    let mut count = 0;
    for (path, text, prose) in loaded() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut cases = std::collections::BTreeSet::new();
        for (n, example) in prose.examples.iter().enumerate() {
            count += 1;
            let ran = examples::run(&text, example, book.rules());
            cases.extend(ran.cases);
            problems.extend(ran.problems.into_iter().map(|problem| format!("{name}: example {}: {problem}", n + 1)));
        }
        let lacking = examples::coverage(&text, &prose, &cases);
        problems.extend(lacking.into_iter().map(|problem| format!("{name}: {problem}")));
    }
    assert!(count > 0);
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn ids_and_names_are_unique_and_stay() {
    let mut seen = std::collections::BTreeSet::new();
    let mut list = Vec::new();
    for (path, text, prose) in loaded() {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert_eq!(file, format!("{}-{}", text.id, text.name), "a rule file is named after its rule");
        assert!(seen.insert(text.id.to_string()) && seen.insert(text.name.to_string()), "{file} is there twice");
        assert!(text.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{file}");
        assert!(
            !prose.summary.trim().is_empty() && prose.summary.trim().len() < 160,
            "{file}: the summary is one short sentence"
        );
        list.push(format!("{} {} {}", text.id, text.name, text.group));
    }
    list.sort();
    insta::assert_snapshot!(list.join("\n"));
}
