//! A key without what people put around and into it by mistake: quotes, list dashes, options of a shell, separators of
//! other notations, the name of the software, and characters that cannot be seen or only look like the right ones.

use super::{Proposals, Question, meant};
use crate::characters::{Letter, is_quote, letter};
use crate::flink;
use crate::version::Product;

/// What is left of a key.
#[derive(Debug, PartialEq, Eq)]
pub struct Plain {
    /// The key.
    pub key: String,
    /// Whether what was wrong is a character that nobody sees or tells from the right one.
    pub lookalike: bool,
}

/// The key without what does not belong to it; none if that is nothing or everything. What is left may be any text, and means
/// something only where it is a key.
#[must_use]
pub fn plain(key: &str) -> Option<Plain> {
    let mut lookalike = false;
    let ascii: String = key
        .chars()
        .filter_map(|c| match letter(c) {
            Letter::Itself => Some(c),
            Letter::Nothing => {
                lookalike = true;
                None
            }
            Letter::Other(other) => {
                lookalike = true;
                Some(other)
            }
        })
        .collect();
    let bare = without_beginning(ascii.trim());
    let bare = bare.trim_end_matches(|c: char| is_quote(c) || !is_of_name(c) && c != '/' || c == '.');
    let mut plain = String::with_capacity(bare.len());
    for c in bare.chars() {
        let c = if matches!(c, '/' | ',' | ':') { '.' } else { c };
        if c == '\\' || c.is_whitespace() || c == '.' && plain.ends_with('.') {
            continue;
        }
        plain.push(c);
    }
    (plain != key && plain.contains(|c: char| c.is_ascii_alphabetic())).then_some(Plain { key: plain, lookalike })
}

/// A key behind the words that set a variable in other languages, and behind all that is no letter.
fn without_beginning(key: &str) -> &str {
    let is_word =
        |word: &str| ["export", "set", "env", "declare", "local"].iter().any(|known| known.eq_ignore_ascii_case(word));
    let key = key.split_once(' ').filter(|(word, _)| is_word(word)).map_or(key, |(_, rest)| rest.trim_start());
    let key = key.strip_prefix("-D").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())).unwrap_or(key);
    key.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | '_' | '<' | '['))
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '>' | ']' | ')' | '}')
}

/// How the three bytes of a UTF-8 byte order mark look to a reader of Latin-1.
const AS_LATIN_1: &str = "\u{ef}\u{bb}\u{bf}";

pub(super) fn byte_order_mark(question: &Question<'_>, proposals: &mut Proposals) {
    let bare = question.key.trim_start_matches('\u{feff}');
    let bare = bare.strip_prefix(AS_LATIN_1).unwrap_or(bare);
    if bare.len() == question.key.len() {
        return;
    }
    let option = (question.product == Product::Flink).then(|| flink::option_of(bare, question.release)).flatten();
    if let Some(option) = option {
        proposals.add(0, option);
    } else if question.reads(bare) {
        proposals.add(0, bare.to_owned());
    } else if let Some(other) = meant(&question.with_key(bare)) {
        proposals.add(1, other.key);
    }
}

fn cleaned(question: &Question<'_>, lookalike: bool, proposals: &mut Proposals) {
    let Some(cleaned) = plain(question.key).filter(|plain| plain.lookalike == lookalike) else { return };
    if question.reads(&cleaned.key) {
        proposals.add(0, cleaned.key);
    }
}

pub(super) fn characters(question: &Question<'_>, proposals: &mut Proposals) {
    cleaned(question, true, proposals);
}

pub(super) fn around(question: &Question<'_>, proposals: &mut Proposals) {
    cleaned(question, false, proposals);
    // Anything but the signs of a name ends a key for a person, not for its reader: `tickTime->2000`.
    let end = question.key.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'));
    let head = end.and_then(|end| question.key.get(..end)).map(|head| head.trim_end_matches('-'));
    if let Some(head) = head.filter(|head| question.product == Product::ZooKeeper && question.reads(head)) {
        proposals.add(1, head.to_owned());
    }
}

/// What people write before the keys of a product.
fn names(product: Product) -> &'static [&'static str] {
    match product {
        Product::Flink => &["flink"],
        Product::ZooKeeper => &["zookeeper", "zoo", "zk"],
        Product::Hadoop => &["hadoop", "hdfs", "yarn-site", "hdfs-site", "core-site"],
    }
}

pub(super) fn prefix(question: &Question<'_>, proposals: &mut Proposals) {
    let bare = names(question.product)
        .iter()
        .find_map(|name| question.key.strip_prefix(name)?.strip_prefix(['.', '_']))
        .filter(|bare| question.product == Product::ZooKeeper || bare.contains(['.', '-']));
    let Some(bare) = bare else { return };
    if question.reads(bare) {
        proposals.add(0, bare.to_owned());
    } else if question.key.starts_with("zookeeper.")
        && let Some(other) = meant(&question.with_key(bare))
    {
        proposals.add(1, other.key);
    }
}
