//! The words that flinklint does not use: in rules, documentation, the help of the command and what the command prints. The words to use
//! instead are in `docs/glossary.md`. Examples of rules are not looked through, since they are files of users.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use flinklint_linter::rules::Rulebook;
use regex::Regex;
use std::path::{Path, PathBuf};
use support::Run;

fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What not to say, as a regular expression over words, and what to say.
const INSTEAD: &[(&str, &str)] = &[
    (r"(is|are|was|were) told", "reports, warns"),
    (r"counts? for nothing", "is ignored"),
    (r"(is|are) (not )?looked at", "is checked, is ignored"),
    (r"goes on with", "continues with"),
    (r"behind", "after"),
    (r"beside", "in the same deployment, next to"),
    (r"whoever", "anyone who"),
    (r"heirs?", "replacement"),
    (r"there (has|have) to be", "requires"),
    (r"(is|are|was|were) to (be|keep|replace|survive|find|count|belong)", "must, should"),
    (r"surely", "probably, certainly"),
    (r"marred", "stray characters"),
    (r"anew", "again"),
    (r"belongs? into", "belongs in"),
    (r"without a word", "silently"),
    (r"(is|are) taken for", "is read as"),
    (r"nothing sets", "is not set"),
    (r"nothing is said", "is skipped, is not reported"),
    (r"(nobody|somebody) (is|was|reads|asks|can|knows|else|counts)", "a passive, or who it is"),
    (r"rests? on", "depends on"),
    (r"left alone", "skipped"),
    (r"turned away", "rejected"),
    (r"by the letter", "literally"),
    (r"from [0-9]+\.[0-9]+ on", "since"),
    (r"so also", "as a result"),
    (r"leaves? its clients", "lose access"),
    (r"takes? itself for", "considers itself"),
];

/// Where one of these is right: a part of the path, what is found, and why.
const ALLOWED: &[(&str, &str, &str)] = &[("docs/glossary.md", "", "it lists the words that are not used")];

fn banned() -> Vec<(Regex, &'static str)> {
    INSTEAD.iter().map(|(say_not, say)| (Regex::new(&format!(r"(?i)\b(?:{say_not})\b")).unwrap(), *say)).collect()
}

/// The problems of one text, with the words around them.
fn problems(of: &str, text: &str, banned: &[(Regex, &str)]) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for (pattern, say) in banned {
        for hit in pattern.find_iter(&text) {
            let is_allowed = ALLOWED.iter().any(|(path, words, _)| {
                of.contains(path) && hit.as_str().to_lowercase().contains(&words.to_lowercase())
            });
            if !is_allowed {
                let from = text[..hit.start()].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
                let to = text[hit.end()..].char_indices().nth(40).map_or(text.len(), |(at, _)| hit.end() + at);
                found.push(format!("{of}: …{}… (say: {say})", &text[from..to]));
            }
        }
    }
    found
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The texts in quotes of Rust code, as far as they are prose: comments and single words are left out.
fn quoted(code: &str) -> String {
    let literal = Regex::new(r#""([^"\\]| |\\.)*""#).unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let texts: Vec<String> = lines
        .flat_map(|line| literal.find_iter(line).map(|text| text.as_str().to_owned()).collect::<Vec<_>>())
        .collect();
    texts.into_iter().filter(|text| text.contains(' ')).collect::<Vec<_>>().join(" | ")
}

fn none(problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{} not in plain English, see docs/glossary.md:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn rules_are_in_plain_english() {
    let banned = banned();
    let book = Rulebook::built_in();
    assert!(book.rules().len() > 100, "the rules are there");
    let mut found = Vec::new();
    for path in files(&checkout().join("rules"), ".yaml") {
        let yaml = std::fs::read_to_string(&path).unwrap();
        let sentences = yaml.split("\nexamples:").next().unwrap();
        let sentences: Vec<&str> = sentences.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        if path.parent().is_some_and(|folder| !folder.ends_with("bases")) {
            found.extend(problems(&path.file_name().unwrap().to_string_lossy(), &sentences.join("\n"), &banned));
        }
    }
    none(&found);
}

#[test]
fn pages_are_in_plain_english() {
    let banned = banned();
    let root = checkout();
    let mut pages = files(&root.join("docs"), ".md");
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "catalog/README.md"].map(|name| root.join(name)));
    let mut found = Vec::new();
    for path in pages {
        let of = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        // The examples of a rule are files of users.
        let text = std::fs::read_to_string(&path).unwrap();
        let prose = text.split("```").step_by(2).collect::<Vec<_>>().join(" ");
        found.extend(problems(&of, &prose, &banned));
    }
    none(&found);
}

#[test]
fn the_command_speaks_plain_english() {
    let banned = banned();
    let root = checkout();
    let mut found = Vec::new();
    for arguments in
        [&["--help"][..], &["check", "--help"], &["explain", "--help"], &["rules", "--help"], &["show", "--help"]]
    {
        found.extend(problems(&arguments.join(" "), &Run::new(arguments).go().stdout, &banned));
    }
    for folder in [
        "src",
        "crates/flinklint_report/src",
        "crates/flinklint_expr/src",
        "crates/flinklint_linter/src",
        "crates/flinklint_syntax/src",
    ] {
        for path in files(&root.join(folder), ".rs") {
            let of = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            found.extend(problems(&of, &quoted(&std::fs::read_to_string(&path).unwrap()), &banned));
        }
    }
    none(&found);
}

#[test]
fn what_is_not_said_is_found() {
    let found = problems("x", "The value counts\nfor nothing, whoever reads it.", &banned());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(problems("x", "The value is ignored.", &banned()).is_empty());
}
