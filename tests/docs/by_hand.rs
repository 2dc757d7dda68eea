//! Pages that are written by hand: what they name must exist.

use super::{checkout, files_in, support::Run};
use flinklint_linter::rules::Rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Markdown files below the checkout, with their texts.
fn pages() -> Vec<(String, String)> {
    let folders = [".", "docs", "docs/rules", "catalog"];
    let mut pages = Vec::new();
    for file in folders.iter().flat_map(|folder| files_in(folder)) {
        if file.ends_with(".md") {
            let text = std::fs::read_to_string(checkout().join(&file)).unwrap();
            pages.push((file.trim_start_matches("./").to_owned(), text));
        }
    }
    assert!(pages.iter().any(|(file, _)| file == "README.md"));
    pages
}

/// The lines outside of blocks of code.
fn outside_blocks(text: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => lines.push(line),
        }
    }
    lines
}

/// Text outside of code, where a link is a link.
fn outside_code(text: &str) -> String {
    let outside = |line: &str| line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    outside_blocks(text).into_iter().map(outside).collect::<Vec<_>>().join("\n")
}

/// Anchors of a page: its headings as the forges write them, numbered where a heading comes again.
fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in outside_blocks(text) {
        let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) else {
            continue;
        };
        let heading = heading.to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor = kept.collect::<String>().replace(' ', "-");
        let before = seen.entry(anchor.clone()).or_default();
        anchors.push(if *before == 0 { anchor } else { format!("{anchor}-{before}") });
        *before += 1;
    }
    anchors
}

/// Links into the checkout that lead nowhere.
pub(crate) fn dead_links() -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = 0;
    for (file, text) in pages() {
        for rest in outside_code(&text).split("](").skip(1) {
            let Some((target, _)) = rest.split_once(')') else { continue };
            if target.contains("://") {
                continue;
            }
            seen += 1;
            let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
            let place = checkout().join(Path::new(&file).parent().unwrap_or(Path::new(""))).join(path);
            let place = if path.is_empty() { checkout().join(&file) } else { place };
            let there = match anchor {
                None => place.exists(),
                Some(anchor) => {
                    std::fs::read_to_string(&place).is_ok_and(|text| anchors(&text).iter().any(|known| known == anchor))
                }
            };
            if !there {
                problems.push(format!("{file}: the link to {target} leads nowhere"));
            }
        }
    }
    assert!(seen > 0);
    problems
}

/// Rules that a page names and that do not exist, by id; the generated pages speak of known ones only.
pub(crate) fn unknown_rules() -> Vec<String> {
    let book = Rulebook::built_in();
    let prefixes: BTreeSet<&str> =
        book.rules().iter().map(|rule| rule.text.id.trim_end_matches(|c: char| c.is_ascii_digit())).collect();
    let mut problems = Vec::new();
    for (file, text) in pages().into_iter().filter(|(file, _)| matches!(file.as_str(), "README.md" | "CONTRIBUTING.md"))
    {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let number = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
            let is_id = number.len() == 3
                && number.chars().all(|c| c.is_ascii_digit())
                && prefixes.contains(&word[..word.len() - 3]);
            if is_id && book.find(word).is_none() {
                problems.push(format!("{file}: there is no rule {word}"));
            }
        }
    }
    problems
}

/// The words of all code of a page, spans and blocks, each with the first word of its span or line.
fn code_words(text: &str) -> Vec<(String, String)> {
    let prose = outside_blocks(text).join("\n");
    let spans = prose.split('`').skip(1).step_by(2).map(str::to_owned);
    let outside: BTreeSet<&str> = outside_blocks(text).into_iter().collect();
    let blocks = text.lines().filter(|line| !outside.contains(line) && !line.starts_with("```")).map(str::to_owned);
    let mut words = Vec::new();
    for code in spans.chain(blocks) {
        // What follows a `#` says what a line of a block does.
        let code = code.split(" #").next().unwrap_or_default();
        let mut parts = code.split(|c: char| c.is_whitespace() || c == '=').filter(|word| !word.is_empty());
        let Some(first) = parts.next() else { continue };
        words.extend(std::iter::once(first).chain(parts).map(|word| (first.to_owned(), word.to_owned())));
    }
    assert!(words.len() > 50);
    words
}

/// What the README quotes of a report must be what the command prints.
pub(crate) fn printed_otherwise() -> Option<String> {
    let readme = std::fs::read_to_string(checkout().join("README.md")).unwrap().replace("\r\n", "\n");
    let (_, quoted) = readme.split_once("```text\n$ flinklint ").unwrap();
    let (quoted, _) = quoted.split_once("```").unwrap();
    let (arguments, report) = quoted.split_once('\n').unwrap();
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let printed = Run::new(&arguments).in_folder(&checkout()).go().stdout;
    (report != printed).then(|| format!("README.md quotes another report than this:\n{printed}"))
}

/// The page about the JSON report, with what the command that it names prints.
pub(crate) fn json_page() -> String {
    let page = std::fs::read_to_string(checkout().join("docs/json.md")).unwrap().replace("\r\n", "\n");
    let (_, command) = page.split_once("```sh\nflinklint ").unwrap();
    let arguments: Vec<&str> = command.lines().next().unwrap().split_whitespace().collect();
    let (before, quoted) = page.split_once("```json\n").unwrap();
    let (_, after) = quoted.split_once("```").unwrap();
    let printed = Run::new(&arguments).in_folder(&checkout()).go().stdout;
    format!("{before}```json\n{printed}```{after}")
}

/// What the README should name, since the command has it.
pub(crate) fn missing_from_the_readme() -> Vec<String> {
    let readme = std::fs::read_to_string(checkout().join("README.md")).unwrap();
    let help = Run::new(&["check", "--help"]).go().stdout;
    let mut problems = Vec::new();
    let (_, formats) = help.split_once("Report format: ").unwrap();
    let (formats, _) = formats.split_once(';').unwrap();
    for format in formats.replace(" or ", ",").split(',').map(str::trim) {
        if !readme.contains(&format!("`{format}`")) {
            problems.push(format!("README.md: the format `{format}` is not named"));
        }
    }
    let named = code_words(&readme);
    let options_of = |help: &str| -> BTreeSet<String> {
        let words = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|word| word.len() > 2);
        words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
    };
    for option in options_of(&help) {
        if option != "--help" && !named.iter().any(|(_, word)| *word == option) {
            problems.push(format!("README.md: the option {option} is not named"));
        }
    }
    // The other way round: what the README names must be there.
    let all = ["check", "show", "explain", "rules", "schema"].map(|command| Run::new(&[command, "--help"]).go().stdout);
    let all: BTreeSet<String> = all.iter().flat_map(|help| options_of(help)).collect();
    for (command, word) in &named {
        let is_option = word.len() > 2 && word.starts_with("--");
        if is_option && command != "cargo" && !all.contains(word) {
            problems.push(format!("README.md: there is no option {word}"));
        }
    }
    let exits = Run::new(&["--help"]).go().stdout;
    for code in exits
        .lines()
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(code, _)| code)
        .filter(|code| code.parse::<u8>().is_ok())
    {
        if !readme.contains(&format!("| {code} |")) {
            problems.push(format!("README.md: the exit code {code} is not named"));
        }
    }
    problems
}

/// Blocks of YAML in CONTRIBUTING that are not in the rule file that the page speaks of.
pub(crate) fn quoted_otherwise() -> Vec<String> {
    let read = |file: &str| std::fs::read_to_string(checkout().join(file)).unwrap().replace("\r\n", "\n");
    let page = read("CONTRIBUTING.md");
    let (_, from) = page.split_once("](rules/").unwrap();
    let (file, _) = from.split_once(')').unwrap();
    let rule = read(&format!("rules/{file}"));
    let blocks: Vec<&str> =
        page.split("```yaml\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block).collect();
    assert!(blocks.len() > 1);
    let other = blocks.iter().filter(|block| !rule.contains(**block));
    other.map(|block| format!("CONTRIBUTING.md quotes rules/{file} in other words:\n{block}")).collect()
}

/// Summaries of rules that are no sentence: an unquoted ` #` in YAML cuts one off.
pub(crate) fn cut_summaries() -> Vec<String> {
    let book = Rulebook::built_in();
    let cut = book.rules().iter().filter(|rule| !rule.text.summary.trim_end().ends_with('.'));
    cut.map(|rule| format!("{}: '{}' does not end as a sentence does", rule.id(), rule.text.summary)).collect()
}
