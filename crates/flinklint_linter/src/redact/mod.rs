//! Secrets stay secret: which keys hold them, and texts without them. Everything that is printed of a deployment passes
//! through here: lines of excerpts, messages, settings and facts.
//!
//! Which words make a key sensitive is the catalogue's to know (`catalog::secret`). A line is masked by what it says (`line`),
//! so that a comment or a line that no grammar takes hides its secret as well; what a line alone does not say ([`Secrets`])
//! is known for the whole deployment.

mod line;
mod masked_line;

pub(crate) use line::secrets_in;
pub(crate) use masked_line::MaskedLine;

use flinklint_catalog::secret as catalog;
use flinklint_syntax::source::{FileId, FileSet, Span};
use line::{anywhere_in, may_hold_secrets, merged, properties_in, whole_characters};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What stands in place of a secret.
pub(crate) const MASK: &str = "******";

/// A shorter secret is masked where it is written and not searched for elsewhere: too many words are like it. In bytes.
const SHORTEST_SEARCHED: usize = 6;

/// Words that a misspelled key may have meant, with the number of slips that are forgiven.
const MISSPELLED: &[(&str, usize)] =
    &[("password", 2), ("passphrase", 2), ("secret", 1), ("token", 1), ("credential", 2), ("credentials", 2)];

/// Whether the value of a key must not be shown, also where the key is misspelled.
#[must_use]
pub(crate) fn is_secret(key: &str) -> bool {
    catalog::is_secret(key) || is_nearly_secret(key)
}

fn is_nearly_secret(key: &str) -> bool {
    if catalog::is_harmless(key) {
        return false;
    }
    key.split(['.', '-', '_']).filter(|segment| segment.len() >= 3).any(|segment| {
        let begins = |start: &str| segment.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        let is_nearly = |(word, slips): &(&str, usize)| {
            may_be_slips(segment, word, *slips) && strsim::osa_distance(word, &segment.to_ascii_lowercase()) <= *slips
        };
        begins("passw") || segment.eq_ignore_ascii_case("pwd") || MISSPELLED.iter().any(is_nearly)
    })
}

/// Whether so few slips can make a word of a segment at all: every key of a deployment is asked, and most begin otherwise or
/// have other letters.
fn may_be_slips(segment: &str, word: &str, slips: usize) -> bool {
    let bag = |text: &str| text.bytes().fold(0_u64, |bits, byte| bits | 1 << (byte.to_ascii_lowercase() & 63));
    // A replaced letter changes two bits at most. A character of several bytes changes more.
    let few = || (bag(word) ^ bag(segment)).count_ones() as usize <= 2 * slips;
    let same_start =
        segment.bytes().zip(word.bytes()).next().is_some_and(|(own, known)| own.eq_ignore_ascii_case(&known));
    same_start && word.len().abs_diff(segment.len()) <= slips && (!segment.is_ascii() || few())
}

/// A text for a message: masked where its key is sensitive.
#[must_use]
pub(crate) fn shown<'t>(key: &str, value: Cow<'t, str>) -> Cow<'t, str> {
    if is_secret(key) { Cow::Borrowed(MASK) } else { value }
}

fn without<'t>(text: Cow<'t, str>, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return text;
    }
    let mut out = text.into_owned();
    for range in ranges.iter().rev().filter(|range| !range.is_empty()) {
        out.replace_range(whole_characters(&out, range), MASK);
    }
    Cow::Owned(out)
}

/// A text without the secrets that show themselves in it, where the deployment it is about is not at hand.
#[must_use]
pub(crate) fn without_secrets(text: Cow<'_, str>) -> Cow<'_, str> {
    let ranges = merged(anywhere_in(&text));
    without(text, &ranges)
}

/// The secrets of one deployment: where they are written, and what they say.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// Ascending.
    places: Vec<Span>,
    /// By their first bytes, so that a text is searched for all of them at once.
    texts: BTreeMap<[u8; SHORTEST_SEARCHED], BTreeSet<String>>,
}

impl Secrets {
    /// Gathers them from all lines of the files, besides those that grammars know to be the value of a secret key
    /// (`known`, in physical files).
    #[must_use]
    pub(crate) fn new(set: &FileSet, files: impl IntoIterator<Item = FileId>, known: Vec<Span>) -> Self {
        let mut secrets = Self { places: known, texts: BTreeMap::new() };
        for file in files {
            let bytes = set.bytes(file);
            let text = String::from_utf8_lossy(bytes);
            if bytes.trim_ascii_start().starts_with(b"<") && text.len() == bytes.len() {
                secrets
                    .places
                    .extend(properties_in(&text).into_iter().map(|range| Span::new(file, range.start, range.end)));
            }
            for line in text.lines().filter(|line| may_hold_secrets(line)) {
                for range in secrets_in(line) {
                    secrets.learn(line.get(range).unwrap_or_default());
                }
            }
        }
        for place in secrets.places.clone() {
            let text = String::from_utf8_lossy(set.slice(place)).into_owned();
            secrets.learn(&text);
        }
        // Without overlaps, so that those of a line are found quickly.
        secrets.places.sort_unstable();
        secrets.places.dedup_by(|place, before| {
            let overlaps = place.overlaps(*before);
            before.end = if overlaps { before.end.max(place.end) } else { before.end };
            overlaps
        });
        secrets
    }

    fn learn(&mut self, text: &str) {
        // A reader may take only a part of it: up to a comment, or a part of a path.
        for text in [text, text.split(" #").next().unwrap_or(text)].into_iter().chain(text.split(['/', '#'])) {
            let text = text.trim().trim_matches(['"', '\'']);
            let made_later = text.contains("${") || text.contains("{{");
            if let Some(start) = text.as_bytes().first_chunk().filter(|_| !made_later) {
                self.texts.entry(*start).or_default().insert(text.to_owned());
            }
        }
    }

    /// Where secrets are written in a part of a file, besides what its lines show by themselves.
    pub(crate) fn places_in(&self, part: Span) -> impl Iterator<Item = Span> + '_ {
        let ends_before = |place: &Span| (place.file, place.end) <= (part.file, part.start);
        let from = self.places.partition_point(ends_before);
        let places = self.places.get(from..).unwrap_or_default().iter().copied();
        places.take_while(move |place| (place.file, place.start) < (part.file, part.end))
    }

    /// A message, or another text that was made from the deployment, without its secrets.
    #[must_use]
    pub(crate) fn hide<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        let mut ranges = anywhere_in(&text);
        let whole = |range: &Range<usize>| {
            let joins = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
            !text.get(..range.start).is_some_and(|before| before.ends_with(joins))
                && !text.get(range.end..).is_some_and(|after| after.starts_with(|c: char| c.is_alphanumeric()))
        };
        if !self.texts.is_empty() {
            for (at, window) in text.as_bytes().windows(SHORTEST_SEARCHED).enumerate() {
                let Some(secrets) = window.first_chunk().and_then(|start| self.texts.get(start)) else { continue };
                let here = |secret: &&String| {
                    text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(secret.as_bytes()))
                };
                ranges.extend(secrets.iter().filter(here).map(|secret| at..at + secret.len()).filter(whole));
            }
        }
        let ranges = merged(ranges);
        without(text, &ranges)
    }

    /// The value of a key, without its secrets.
    #[must_use]
    pub(crate) fn value<'t>(&self, key: &str, value: Cow<'t, str>) -> Cow<'t, str> {
        if is_secret(key) {
            return Cow::Borrowed(MASK);
        }
        let ranges: Vec<_> = if may_hold_secrets(&value) { secrets_in(&value) } else { Vec::new() };
        self.hide(without(value, &ranges))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_written_wrongly() {
        for key in ["a.pasword", "a.passwrd", "a.key-passwort", "a.secert", "b.tokn", "a.pwd", "hadoop.zk.auth"] {
            assert!(is_secret(key), "{key}");
        }
        for key in ["state.checkpoints.dir", "high-availability.storageDir", "a.process.size", "a.seconds"] {
            assert!(!is_secret(key), "{key}");
        }
    }

    #[test]
    fn a_secret_is_found_again_in_a_message() {
        let mut set = FileSet::new(0);
        let file = set.add("flink-conf.yaml", b"s3.secret-key: hunter22\n".to_vec());
        let secrets = Secrets::new(&set, [file], Vec::new());
        assert_eq!(secrets.hide("'hunter22' is no host".into()), "'******' is no host");
        assert_eq!(secrets.hide("hunter22x and a.hunter22 stay".into()), "hunter22x and a.hunter22 stay");
        assert_eq!(secrets.value("a.b", "-Dx.password=abc -Dy=z".into()), "-Dx.password=******");
    }
}
