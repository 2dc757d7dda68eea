//! What was meant by a key that nothing reads: one list of strategies for all products, one scoring, one rule for ties.
//!
//! A strategy proposes keys that the version reads; the first one that proposes any decides, and of its proposals the closest. Two that
//! are equally close are no answer, unless a single letter is what separates both from the key. Whether a key is unknown is asked
//! before; what becomes of its value is not known here.

mod answers;
mod clean;
mod families;
mod segments;
mod spelling;

pub use answers::Answers;
pub use clean::{Plain, plain};
pub(crate) use families::near_suffix;
pub use segments::{begins_options, below_another};

use crate::version::{Product, Release};
use crate::{flink, hadoop, zookeeper};
use std::borrow::Cow;

/// An unknown key, and what is known of where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Question<'k> {
    /// Whose file it stands in.
    pub product: Product,
    /// The key as its reader has it.
    pub key: &'k str,
    /// The version.
    pub release: &'k Release,
    /// Whether the key is written in several lines, so that the lines above it may be wrong.
    pub nested: bool,
    /// The nested key before it.
    pub before: Option<&'k str>,
    /// What may stand behind keys by the lists of the deployment: `prod`, `prod.nn1`, `rm1`.
    pub names: &'k [String],
}

impl<'k> Question<'k> {
    /// A key of which nothing else is known.
    #[must_use]
    pub fn new(product: Product, key: &'k str, release: &'k Release) -> Self {
        Self { product, key, release, nested: false, before: None, names: &[] }
    }

    fn with_key<'q>(&self, key: &'q str) -> Question<'q>
    where
        'k: 'q,
    {
        Question { key, ..*self }
    }

    /// Whether the version reads a key, alone or as one of a family.
    fn reads(&self, key: &str) -> bool {
        match self.product {
            Product::Flink => flink::reads(key, self.release),
            Product::ZooKeeper => zookeeper::reads(key, self.release),
            Product::Hadoop => hadoop::is_key(key) || hadoop::split_name(key).is_some(),
        }
    }
}

/// How a key was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A byte order mark stands before it.
    ByteOrderMark,
    /// The same but for characters that nobody sees or tells from the right ones.
    Characters,
    /// The same but for what stands around it or between its words: quotes, dashes, `export`, `-D`, other separators.
    Around,
    /// The same behind the name of the product or of the software it is for.
    Prefix,
    /// Nested one level too high or too low beside the key before it.
    Beside,
    /// One of a family with a slip in what all keys of the family begin with, or in what follows the name.
    Family,
    /// The same but for upper and lower case.
    Case,
    /// A slip of a letter or two, or other separators.
    Spelling,
    /// The unit at its end is left off.
    Unit,
    /// Below an option that takes one value.
    BelowOption,
    /// A segment is forgotten, added, or in another form.
    Words,
    /// At the end of the key, behind segments that do not belong before it.
    Place,
    /// The only one of the same group that ends like it.
    Ending,
    /// The only one that begins and ends with the same segments.
    Path,
}

/// A key that was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The key.
    pub key: Cow<'static, str>,
    /// How it was found.
    pub how: How,
}

/// Proposals of a strategy; the closest wins.
#[derive(Default)]
struct Proposals {
    best: Option<(usize, Cow<'static, str>)>,
    tie: bool,
}

/// A single letter is so little that the first of several such keys is as good as any.
const ONE_LETTER: usize = 1;

impl Proposals {
    fn add(&mut self, distance: usize, key: impl Into<Cow<'static, str>>) {
        let key = key.into();
        match &self.best {
            Some((least, _)) if distance > *least => {}
            Some((_, known)) if *known == key => {}
            Some((least, _)) if distance == *least => self.tie = true,
            _ => {
                self.best = Some((distance, key));
                self.tie = false;
            }
        }
    }

    fn decide(self) -> Option<Cow<'static, str>> {
        self.best.filter(|(distance, _)| !self.tie || *distance <= ONE_LETTER).map(|(_, key)| key)
    }
}

/// Segments or words are taken for more than letters, so that two proposals that fit equally well are no answer.
const BY_WORDS: usize = 3;

/// Which form of a key a strategy looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is written.
    Written,
    /// Without what stands around it and between its words by mistake.
    Bare,
}

/// A way in which keys go wrong.
struct Strategy {
    how: How,
    form: Form,
    applies: fn(&Question<'_>) -> bool,
    propose: fn(&Question<'_>, &mut Proposals),
}

const fn strategy(
    how: How,
    applies: fn(&Question<'_>) -> bool,
    propose: fn(&Question<'_>, &mut Proposals),
) -> Strategy {
    let form = match how {
        How::ByteOrderMark | How::Characters | How::Around => Form::Written,
        _ => Form::Bare,
    };
    Strategy { how, form, applies, propose }
}

fn always(_: &Question<'_>) -> bool {
    true
}

/// The lone last segment of a key (`timeout`) is nobody's typing error where keys have several.
fn is_telling(question: &Question<'_>) -> bool {
    question.product == Product::ZooKeeper || question.key.contains(['.', '-', '_'])
}

/// In a file whose keys are trees.
fn in_tree(question: &Question<'_>) -> bool {
    question.product == Product::Flink && is_telling(question)
}

/// From what is nearly certain to what is a guess.
static STRATEGIES: &[Strategy] = &[
    strategy(How::ByteOrderMark, always, clean::byte_order_mark),
    strategy(How::Characters, always, clean::characters),
    strategy(How::Around, always, clean::around),
    strategy(How::Prefix, always, clean::prefix),
    strategy(How::Beside, |question| question.before.is_some(), segments::beside),
    strategy(How::Family, is_telling, families::near_family),
    strategy(How::Case, is_telling, spelling::case),
    strategy(How::Spelling, is_telling, spelling::near),
    strategy(How::Unit, is_telling, spelling::unit),
    strategy(How::BelowOption, in_tree, segments::below_option),
    strategy(How::Words, in_tree, segments::same_words),
    strategy(How::Place, in_tree, segments::behind_others),
    strategy(How::Ending, |question| question.product == Product::ZooKeeper, segments::same_ending),
    strategy(How::Path, |question| question.nested && in_tree(question), segments::same_path),
];

/// The key that an unknown one was probably meant to be.
#[must_use]
pub fn meant(question: &Question<'_>) -> Option<Meant> {
    let cleaned = plain(question.key);
    let lookalike = cleaned.as_ref().is_some_and(|plain| plain.lookalike);
    let bare = cleaned.as_ref().map_or(*question, |plain| question.with_key(&plain.key));
    STRATEGIES.iter().find_map(|strategy| {
        let question = if strategy.form == Form::Bare { &bare } else { question };
        if !(strategy.applies)(question) {
            return None;
        }
        let mut proposals = Proposals::default();
        (strategy.propose)(question, &mut proposals);
        let key = proposals.decide()?;
        // What nobody sees is what there is to say, whatever else is wrong.
        Some(Meant { key, how: if lookalike && strategy.form == Form::Bare { How::Characters } else { strategy.how } })
    })
}

#[cfg(test)]
mod tests;
