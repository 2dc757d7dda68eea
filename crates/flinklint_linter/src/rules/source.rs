//! From an error in a part of a rule back to its bytes in the rule file.

use super::error::{Part, RuleError};
use flinklint_syntax::yaml_path::{ScalarPlace, Step, locate};

/// The bytes of an error in the YAML text; the start of the file where the part is not written at all.
#[must_use]
pub fn range(yaml: &str, error: &RuleError) -> std::ops::Range<usize> {
    let found = candidates(&error.part).into_iter().find_map(|path| locate(yaml, &path));
    found.map_or(0..0, |place: ScalarPlace| place.byte(error.error.range.start)..place.byte(error.error.range.end))
}

/// The paths at which a part may stand: a list of one may be written without the list.
fn candidates(part: &Part) -> Vec<Vec<Step<'static>>> {
    let one_or_many = |before: &[Step<'static>], key: &'static str, n: usize| {
        let mut alone = before.to_vec();
        alone.push(Step::Key(key));
        let mut listed = alone.clone();
        listed.push(Step::Item(n));
        vec![listed, alone]
    };
    match part {
        Part::Id => vec![vec![Step::Key("id")]],
        Part::Name => vec![vec![Step::Key("name")]],
        Part::For(n) => one_or_many(&[], "for", *n),
        Part::When => vec![vec![Step::Key("when")]],
        Part::At(n) => one_or_many(&[], "at", *n),
        Part::RelatedAt(n, m) => one_or_many(&[Step::Key("related"), Step::Item(*n)], "at", *m),
        Part::Say(n) => vec![vec![Step::Key("related"), Step::Item(*n), Step::Key("say")]],
        Part::Message => vec![vec![Step::Key("message")]],
        Part::Help => vec![vec![Step::Key("help")]],
        Part::Severity => vec![vec![Step::Key("severity")]],
        Part::Case(n, inner) => candidates(inner)
            .into_iter()
            .map(|path| [Step::Key("cases"), Step::Item(*n)].into_iter().chain(path).collect())
            .collect(),
    }
}
