//! Words for messages: the name that was probably meant, and lists of names.

/// The known name nearest to one that is not known, if it is near enough to be a slip.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let slips = (word.chars().count() / 3).max(1);
    let folded = word.to_ascii_lowercase();
    known
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&folded, &name.to_ascii_lowercase());
            (distance, name)
        })
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Names between commas.
pub(super) fn listed<'k>(names: impl Iterator<Item = &'k str>) -> String {
    between_commas(names, '`')
}

/// Words of an enumeration between commas.
pub(super) fn quoted<'k>(words: impl Iterator<Item = &'k str>) -> String {
    between_commas(words, '\'')
}

fn between_commas<'k>(names: impl Iterator<Item = &'k str>, quote: char) -> String {
    let names: Vec<String> = names.map(|name| format!("{quote}{name}{quote}")).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
