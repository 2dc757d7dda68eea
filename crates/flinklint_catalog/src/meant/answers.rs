//! What unknown keys were meant to be, searched once for all versions for which the answer is the same.
//!
//! The search compares a key with every option, and the files of a deployment are looked at once for each stretch of versions.
//! Whether two versions have the same answer is known from what the search asked about the version (`Release::watch`);
//! nothing here knows how it is searched.

use super::{Meant, Question, meant};
use crate::version::{Product, Stretch};
use std::cell::RefCell;
use std::collections::HashMap;

/// A question apart from its version.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Asked {
    product: Product,
    key: Box<str>,
    nested: bool,
    before: Option<Box<str>>,
    names: Box<[String]>,
}

impl Asked {
    fn of(question: &Question<'_>) -> Self {
        let Question { product, key, release: _, nested, before, names } = *question;
        Self { product, key: key.into(), nested, before: before.map(Into::into), names: names.into() }
    }
}

/// An answer, and the versions that have it.
type Answer = (Stretch, Option<Meant>);

/// The answers for one range of versions.
#[derive(Debug, Default)]
pub struct Answers(RefCell<HashMap<Asked, Vec<Answer>>>);

impl Answers {
    /// The key that an unknown one was probably meant to be. The release notes the same questions whether the answer is known
    /// or searched.
    #[must_use]
    pub fn meant(&self, question: &Question<'_>) -> Option<Meant> {
        let asked = Asked::of(question);
        if let Some(known) = self.known(&asked, question) {
            return known;
        }
        let (found, stretch) = question.release.watch(|| meant(question));
        self.0.borrow_mut().entry(asked).or_default().push((stretch, found.clone()));
        found
    }

    fn known(&self, asked: &Asked, question: &Question<'_>) -> Option<Option<Meant>> {
        let answers = self.0.borrow();
        let (_, found) = answers.get(asked)?.iter().find(|(stretch, _)| question.release.is_in(*stretch))?;
        Some(found.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::{Release, Version, VersionRange};

    #[test]
    fn known_answers_are_those_that_a_search_gives() {
        let range = VersionRange::supported(Product::Flink);
        let keys =
            ["rest.prot", "high-availabilty", "execution.checkpointing.storag", "state.backend.typ", "jobmanager.x.y"];
        for key in keys {
            let answers = Answers::default();
            for minor in [(2, 1), (2, 0), (1, 20), (1, 19), (1, 17), (1, 13), (1, 11), (1, 20)] {
                let version = Version::new(minor.0, minor.1);
                let (own, other) = (Release::new(version, &range), Release::new(version, &range));
                let known = answers.meant(&Question::new(Product::Flink, key, &own));
                assert_eq!(known, meant(&Question::new(Product::Flink, key, &other)), "{key} in {version}");
                assert_eq!(own.stretch(), other.stretch(), "{key} in {version}");
            }
        }
    }

    #[test]
    fn what_stands_before_a_key_is_part_of_the_question() {
        let range = VersionRange::exactly(Version::new(1, 20), "stated");
        let release = Release::new(range.from, &range);
        let answers = Answers::default();
        let alone = Question { nested: true, ..Question::new(Product::Flink, "execution.mode", &release) };
        let nested = Question { before: Some("execution.checkpointing.interval"), ..alone };
        for question in [alone, nested, alone] {
            assert_eq!(answers.meant(&question), meant(&question));
        }
        assert_ne!(answers.meant(&alone), answers.meant(&nested));
    }
}
