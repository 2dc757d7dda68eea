//! The generated documentation: a page for each rule, their index, the page of the facts and the picture of a report.
//!
//! All of it is made from the crate's own data. `FLINKLINT_WRITE=1 cargo test --test docs` writes it; otherwise what lies
//! in the checkout is compared, so that it cannot fall behind. What is written by hand is checked for dead links and for
//! rules, commands and options that do not exist.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "docs/by_hand.rs"]
mod by_hand;
#[path = "docs/facts_page.rs"]
mod facts_page;
#[path = "docs/picture.rs"]
mod picture;
#[path = "docs/rule_pages.rs"]
mod rule_pages;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Generated files: paths below the checkout and texts.
type Pages = BTreeMap<String, String>;

const WRITE: &str = "FLINKLINT_WRITE=1 cargo test --test docs";

fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder, as paths below the checkout.
fn files_in(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(checkout().join(folder))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

/// Everything that is generated, written where that was asked for.
fn generated() -> &'static Pages {
    static PAGES: LazyLock<Pages> = LazyLock::new(|| {
        let mut pages = rule_pages::pages();
        pages.insert("docs/json.md".to_owned(), by_hand::json_page());
        pages.insert("docs/facts.md".to_owned(), facts_page::page());
        pages.insert("assets/report.svg".to_owned(), picture::report());
        if std::env::var_os("FLINKLINT_WRITE").is_some() {
            write(&pages);
        }
        pages
    });
    &PAGES
}

/// Rule pages in the checkout that belong to no rule.
fn stale(pages: &Pages) -> Vec<String> {
    files_in("docs/rules").into_iter().filter(|file| !pages.contains_key(file)).collect()
}

fn write(pages: &Pages) {
    for file in stale(pages) {
        std::fs::remove_file(checkout().join(file)).unwrap();
    }
    for (file, text) in pages {
        let path = checkout().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if std::fs::read_to_string(&path).ok().as_ref() != Some(text) {
            std::fs::write(path, text).unwrap();
        }
    }
}

/// The first line in which a file differs from what it should be.
fn difference(file: &str, path: &Path, text: &str) -> Option<String> {
    let Ok(found) = std::fs::read_to_string(path) else { return Some(format!("{file} is missing")) };
    // Git may have given the checkout line ends of the system.
    let found = found.replace("\r\n", "\n");
    if found == text {
        return None;
    }
    let same = found.lines().zip(text.lines()).take_while(|(found, wanted)| found == wanted).count();
    Some(format!(
        "{file}:{}: has '{}', should have '{}'",
        same + 1,
        found.lines().nth(same).unwrap_or_default(),
        text.lines().nth(same).unwrap_or_default()
    ))
}

/// Text that stands in Markdown as it is, but for what is between backquotes, which is code.
fn prose(text: &str) -> String {
    let mut code = false;
    let mut out = String::new();
    for c in text.trim().chars() {
        code ^= c == '`';
        if !code && matches!(c, '<' | '*') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Prose in a cell of a table.
fn cell(text: &str) -> String {
    prose(text).replace('|', "\\|").lines().collect::<Vec<_>>().join(" ")
}

/// A block of text that Markdown leaves alone.
fn block(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}text\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

#[test]
fn generated_files_are_up_to_date() {
    let pages = generated();
    let mut problems: Vec<String> =
        stale(pages).into_iter().map(|file| format!("{file} belongs to no rule any more")).collect();
    problems.extend(pages.iter().filter_map(|(file, text)| difference(file, &checkout().join(file), text)));
    assert!(
        problems.is_empty(),
        "generated files are out of date; write them again with `{WRITE}`:\n{}",
        problems.join("\n")
    );
}

#[test]
fn links_lead_somewhere() {
    generated();
    let problems = by_hand::dead_links();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn rules_that_are_named_exist() {
    let problems = by_hand::unknown_rules();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_readme_names_all_formats_options_and_exit_codes() {
    let problems = by_hand::missing_from_the_readme();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_report_in_the_readme_is_what_is_printed() {
    assert_eq!(by_hand::printed_otherwise(), None);
}

#[test]
fn the_json_in_the_docs_keeps_to_the_schema() {
    let page = &generated()["docs/json.md"];
    let (_, report) = page.split_once("```json\n").unwrap();
    let (report, _) = report.split_once("```").unwrap();
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let schema = read(include_str!("../docs/schema/report-v1.schema.json"));
    let report = read(report);
    support::schema::conforms(&schema, &schema, &report, "docs/json.md");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| !finding["consequences"].as_array().unwrap().is_empty()));
}

#[test]
fn the_rule_in_contributing_is_the_rule() {
    let problems = by_hand::quoted_otherwise();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn summaries_are_whole_sentences() {
    let problems = by_hand::cut_summaries();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
