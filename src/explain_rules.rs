//! Which rules look at a key: those whose words name it, and those whose examples have a finding on a line that sets it.
//!
//! Rules about any key (one that is misspelled, dropped, set twice, not to be parsed) are none of them: they look at every key
//! alike, and their examples show one by chance.

use flinklint_catalog::describe::KeyDescription;
use flinklint_catalog::version::{Product, VersionRange};
use flinklint_expr::model::Schema;
use flinklint_linter::Options;
use flinklint_linter::project::{MemoryFiles, Project, Reader};
use flinklint_linter::rules::{ExampleText, RuleText, Rulebook};
use std::collections::{BTreeMap, BTreeSet};

/// The rules, in the order of the rulebook, each with its severity and its summary.
pub(crate) fn about<'b>(
    word: &str,
    described: &[KeyDescription],
    book: &'b Rulebook,
) -> Vec<(&'b RuleText, &'static str, &'b str)> {
    let mut names: BTreeSet<&str> = described.iter().flat_map(KeyDescription::all_names).collect();
    names.insert(word);
    // A pattern is spoken of without the names behind it.
    for pattern in described.iter().filter_map(|one| one.name.split_once(".<").or(one.name.split_once(".*"))) {
        if pattern.1.ends_with(['>', '*']) || pattern.1.is_empty() {
            names.insert(pattern.0);
        }
    }
    let mut found = Vec::new();
    for rule in book.rules() {
        let text = &*rule.text;
        let named = || names.iter().any(|name| speaks_of(text, name));
        let any_key = || rule.subjects().any(is_about_any_key);
        let shown = || !any_key() && text.examples.iter().any(|one| points_at(text, one, &names));
        if named() || shown() {
            found.push((text, rule.severity().as_str(), text.summary.as_ref()));
        }
    }
    found
}

/// Whether a fact is about whatever key stands there: it says which, or it is a fault of the grammar.
fn is_about_any_key(fact: &Schema) -> bool {
    ["key", "option", "shorter"].iter().any(|field| fact.index(field).is_some())
        || matches!(fact.name, "config fault" | "site error")
}

/// Whether the words of a rule name a key. A name without a dot and a capital is a word of the language, too.
fn speaks_of(rule: &RuleText, name: &str) -> bool {
    if !name.contains('.') && !name.chars().any(|c| c.is_ascii_uppercase()) {
        return false;
    }
    let texts = std::iter::once(rule.summary.as_ref())
        .chain(rule.message.as_deref())
        .chain(rule.help.as_deref())
        .chain(rule.related.iter().map(|related| related.say.as_ref()))
        .chain(rule.cases.iter().flat_map(|case| case.message.as_deref().into_iter().chain(case.help.as_deref())));
    texts.into_iter().any(|text| has_word(text, name))
}

/// Whether a text has a key as a whole: what follows is neither a letter nor a further segment.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let mut after = text.get(at + name.len()..).unwrap_or_default().chars();
        let ends = match after.next() {
            Some('.') => !after.next().is_some_and(is_part),
            Some(c) => !is_part(c),
            None => true,
        };
        ends && !before.is_some_and(|c| is_part(c) || c == '.')
    })
}

/// Whether an example has a finding of the rule on a line that sets one of the names.
fn points_at(rule: &RuleText, example: &ExampleText, names: &BTreeSet<&str>) -> bool {
    let own = example.finds.iter().filter(|find| find.rule.as_ref().is_none_or(|id| **id == *rule.id));
    let mut places: BTreeSet<String> = BTreeSet::new();
    for find in own {
        places.insert(format!("{}:{}", find.file, find.line));
        places.extend(find.also.iter().map(|place| place.to_string()));
    }
    // In a nested file a key is written in pieces, of which the last stands on its line.
    let mentions = |name: &&str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        example.files.iter().any(|(_, text)| text.contains(last))
    };
    if places.is_empty() || !names.iter().any(mentions) {
        return false;
    }
    let stated: BTreeMap<Product, VersionRange> = example
        .versions
        .iter()
        .filter_map(|(name, version)| {
            let product = Product::ALL.into_iter().find(|product| product.name().eq_ignore_ascii_case(name))?;
            Some((product, VersionRange::exactly(version.parse().ok()?, "stated")))
        })
        .collect();
    let files: MemoryFiles<'_> = example.files.iter().map(|(path, text)| (path.as_ref(), text.as_bytes())).collect();
    let project = Project::new(files, &[], Options { versions: stated, ..Options::default() });
    let views = project.deployments().iter().filter_map(|deployment| deployment.understand().ok()).collect::<Vec<_>>();
    views
        .iter()
        .map(|understanding| understanding.view(&Reader::AtRoot))
        .flat_map(|view| view.nodes)
        .flat_map(|node| node.settings)
        .any(|setting| names.contains(setting.key.as_str()) && places.contains(&setting.origin))
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn whole_keys() {
        assert!(has_word("Set a.b.c to x.", "a.b.c"));
        assert!(has_word("x is the value of a.b.c.", "a.b.c"));
        assert!(has_word("'a.b.c'", "a.b.c"));
        assert!(!has_word("Set a.b.c.d", "a.b.c"));
        assert!(!has_word("Set a.b.c-d", "a.b.c"));
        assert!(!has_word("Set z.a.b.c", "a.b.c"));
    }
}
