//! Secrets stay secret: which keys hold them, and texts without them. Everything that is printed of a deployment passes
//! through here: lines of excerpts, messages, settings and facts.
//!
//! Which words make a key sensitive is the catalogue's to know (`catalog::secret`). A line is masked by what it says, so that
//! a comment or a line that no grammar takes hides its secret as well; what a line alone does not say ([`Secrets`]) is known
//! for the whole deployment.

use flinklint_catalog::secret as catalog;
use flinklint_syntax::source::{FileId, FileSet, Span};
use regex::Regex;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

/// What stands in place of a secret.
pub const MASK: &str = "******";

/// A shorter secret is masked where it is written and not searched for elsewhere: too many words are like it. In bytes.
const SHORTEST_SEARCHED: usize = 6;

/// Words that a misspelled key may have meant, with the number of slips that are forgiven.
const MISSPELLED: &[(&str, usize)] =
    &[("password", 2), ("passphrase", 2), ("secret", 1), ("token", 1), ("credential", 2), ("credentials", 2)];

/// Whether the value of a key must not be shown, also where the key is misspelled.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    // Logins of YARN and HDFS at ZooKeeper are `scheme:user:password`.
    catalog::is_secret(key) || key.ends_with(".auth") || key.ends_with("-auth") || is_nearly_secret(key)
}

fn is_nearly_secret(key: &str) -> bool {
    if catalog::is_harmless(key) {
        return false;
    }
    key.split(['.', '-', '_']).filter(|segment| segment.len() >= 3).any(|segment| {
        let first = segment.as_bytes().first().map(u8::to_ascii_lowercase);
        if !matches!(first, Some(b'p' | b's' | b't' | b'c')) {
            return false;
        }
        let segment = segment.to_ascii_lowercase();
        let near = |(word, slips): &(&str, usize)| {
            word.as_bytes().first().copied() == first
                && word.len().abs_diff(segment.len()) <= *slips
                && strsim::osa_distance(word, &segment) <= *slips
        };
        segment == "pwd" || segment.starts_with("passw") || MISSPELLED.iter().any(near)
    })
}

fn pattern(cell: &'static OnceLock<Option<Regex>>, text: impl FnOnce() -> String) -> Option<&'static Regex> {
    cell.get_or_init(|| Regex::new(&text()).ok()).as_ref()
}

fn assignment() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    pattern(&PATTERN, || {
        let words = catalog::words().iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
        format!(r#"(?i)(?:{words})[\w.\-]*["']?\s*(?:[:=：]|</name>\s*<value>|\s)\s*"#)
    })
}

/// `scheme://user:password@`; passwords hold slashes and at signs more often than authorities are followed by one.
fn user_info() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    pattern(&PATTERN, || r#"[A-Za-z][A-Za-z0-9+.\-]*://[^/\s:@"'<>]*:([^\s"'<>]+)@"#.to_owned())
}

/// `sig=…` of a query, `-Dx.password=…` of a command line, `password="…"` of a login module.
fn parameter() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    pattern(&PATTERN, || r#"([A-Za-z0-9_.\-]+)=(?:"([^"]*)"|'([^']*)'|([^\s&;,"'<>]+))"#.to_owned())
}

fn digest() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    pattern(&PATTERN, || r#"\bdigest:[^:\s,]+:([^\s,:<>"']+)"#.to_owned())
}

/// The key at the beginning of a line, commented out or not, with the range of its value.
fn leading_key(line: &str) -> Option<(&str, Range<usize>)> {
    let blank = [' ', '\t'];
    let quotes = ['"', '\''];
    let line = line.trim_end_matches('\r');
    let start = line.trim_start_matches([' ', '\t', '#', '!']);
    let start = start.strip_prefix(quotes).unwrap_or(start);
    let behind = start.trim_start_matches(in_a_key);
    let key = start.strip_suffix(behind).filter(|key| !key.is_empty())?;
    let behind = behind.strip_prefix(quotes).unwrap_or(behind).trim_start_matches(blank);
    let value = behind.strip_prefix([':', '='])?.trim_start_matches(blank);
    (!value.is_empty()).then(|| (key, line.len() - value.len()..line.len()))
}

fn in_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// The byte ranges of one source line that hold secrets, judged by the line alone.
#[must_use]
pub fn secrets_in(line: &str) -> Vec<Range<usize>> {
    let mut ranges = anywhere_in(line);
    if catalog::has_word(line)
        && let Some(pattern) = assignment()
    {
        ranges.extend(assigned(line, pattern));
    }
    ranges.extend(leading_key(line).filter(|(key, _)| is_secret(key)).map(|(_, value)| value));
    merged(ranges)
}

/// Secrets that show themselves in any text, also in the middle of a sentence.
fn anywhere_in(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let group = |pattern: &Regex| -> Vec<Range<usize>> {
        pattern.captures_iter(text).filter_map(|captures| captures.get(1).map(|found| found.range())).collect()
    };
    if text.contains("://") && text.contains('@') {
        ranges.extend(user_info().map(group).unwrap_or_default());
    }
    if text.contains("digest:") {
        ranges.extend(digest().map(group).unwrap_or_default());
    }
    let secret = |key: &str| matches!(key, "sig" | "Signature" | "X-Amz-Signature") || is_secret(key);
    let mut keys = text.match_indices('=').filter_map(|(at, _)| text.get(..at)).map(last_word);
    if keys.any(secret)
        && let Some(pattern) = parameter()
    {
        let found =
            pattern.captures_iter(text).filter(|captures| secret(captures.get(1).map_or("", |key| key.as_str())));
        ranges.extend(found.filter_map(|captures| (2..=4).find_map(|n| captures.get(n)).map(|value| value.range())));
    }
    ranges
}

/// The key that a text ends with; empty where it ends with something else.
fn last_word(text: &str) -> &str {
    text.strip_prefix(text.trim_end_matches(in_a_key)).unwrap_or_default()
}

/// Ranges in ascending order, with one in place of those that overlap.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The values of all sensitive keys of a line: it may hold two properties, or a setting and a comment.
fn assigned(line: &str, pattern: &Regex) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for found in pattern.find_iter(line) {
        let start = found.end();
        let masked = ranges.last().is_some_and(|last| found.start() < last.end);
        let (Some(before), Some(value)) = (line.get(..start), line.get(start..)) else { continue };
        if masked || value.is_empty() || !is_secret(last_key(before)) {
            continue;
        }
        // The closing tag of an XML value is no part of the secret.
        ranges.push(start..value.find("</value>").map_or(line.len(), |at| start + at));
    }
    ranges
}

fn last_key(before: &str) -> &str {
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '：' | '"' | '\''));
    let trimmed = trimmed.strip_suffix("<value>").unwrap_or(trimmed).trim_end();
    let trimmed = trimmed.strip_suffix("</name>").unwrap_or(trimmed).trim_end_matches(['"', '\'']);
    trimmed.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '#')).next().unwrap_or(trimmed)
}

/// A text for a message: masked where its key is sensitive.
#[must_use]
pub fn shown<'t>(key: &str, value: Cow<'t, str>) -> Cow<'t, str> {
    if is_secret(key) { Cow::Borrowed(MASK) } else { value }
}

fn without<'t>(text: Cow<'t, str>, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return text;
    }
    let mut out = text.into_owned();
    for range in ranges.iter().rev().filter(|range| !range.is_empty()) {
        if out.get((*range).clone()).is_some() {
            out.replace_range((*range).clone(), MASK);
        }
    }
    Cow::Owned(out)
}

/// A text without the secrets that show themselves in it, where the deployment it is about is not at hand.
#[must_use]
pub fn without_secrets(text: Cow<'_, str>) -> Cow<'_, str> {
    let ranges = merged(anywhere_in(&text));
    without(text, &ranges)
}

/// The secrets of one deployment: where they are written, and what they say.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Ascending.
    places: Vec<Span>,
    /// By their first bytes, so that a text is searched for all of them at once.
    texts: BTreeMap<[u8; SHORTEST_SEARCHED], BTreeSet<String>>,
}

impl Secrets {
    /// Gathers them from all lines of the files, besides those that grammars know to be the value of a secret key
    /// (`known`, in physical files).
    #[must_use]
    pub fn new(set: &FileSet, files: impl IntoIterator<Item = FileId>, known: Vec<Span>) -> Self {
        let mut secrets = Self { places: known, texts: BTreeMap::new() };
        for file in files {
            let bytes = set.bytes(file);
            let text = String::from_utf8_lossy(bytes);
            if bytes.trim_ascii_start().starts_with(b"<") && text.len() == bytes.len() {
                secrets.places.extend(properties_in(&text).map(|range| Span::new(file, range.start, range.end)));
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
    pub fn places_in(&self, part: Span) -> impl Iterator<Item = Span> + '_ {
        let ends_before = |place: &Span| (place.file, place.end) <= (part.file, part.start);
        let from = self.places.partition_point(ends_before);
        let places = self.places.get(from..).unwrap_or_default().iter().copied();
        places.take_while(move |place| (place.file, place.start) < (part.file, part.end))
    }

    /// A message, or another text that was made from the deployment, without its secrets.
    #[must_use]
    pub fn hide<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
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
    pub fn value<'t>(&self, key: &str, value: Cow<'t, str>) -> Cow<'t, str> {
        if is_secret(key) {
            return Cow::Borrowed(MASK);
        }
        let ranges: Vec<_> = if may_hold_secrets(&value) { secrets_in(&value) } else { Vec::new() };
        self.hide(without(value, &ranges))
    }
}

/// Quickly: most lines hold none.
fn may_hold_secrets(line: &str) -> bool {
    line.contains([':', '=', '<', ' '])
}

/// The values of sensitive properties, also of those in comments, where name and value stand on lines of their own.
fn properties_in(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let compiled = pattern(&PATTERN, || {
        r"(?is)<name>\s*([^<]*?)\s*</name>\s*<value>([^<]*)</value>|<value>([^<]*)</value>\s*<name>\s*([^<]*?)\s*</name>"
            .to_owned()
    });
    compiled.into_iter().flat_map(move |pattern| pattern.captures_iter(text)).filter_map(|captures| {
        let key = captures.get(1).or_else(|| captures.get(4))?;
        let value = captures.get(2).or_else(|| captures.get(3))?;
        is_secret(key.as_str()).then(|| value.range())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> Vec<&str> {
        secrets_in(line).into_iter().map(|range| &line[range]).collect()
    }

    #[test]
    fn lines_of_every_format() {
        assert_eq!(masked("security.ssl.internal.keystore-password: ab#cd"), ["ab#cd"]);
        assert_eq!(masked("# s3.secret-key: abc"), ["abc"]);
        assert_eq!(masked("s3.access-key=AKIA1"), ["AKIA1"]);
        assert_eq!(masked("  <property><name>fs.s3a.secret.key</name><value>x y</value></property>"), ["x y"]);
        assert_eq!(masked("url: jdbc://user:pw@host/db"), ["pw"]);
        assert_eq!(masked("ssl.keyStore.password testpass"), ["testpass"]);
        assert_eq!(masked("security.ssl.internal.keystore-passwrd: hunter2"), ["hunter2"]);
        assert_eq!(masked("dir: s3://AKIA:a/b+c@bucket/ha"), ["a/b+c"]);
        assert_eq!(masked("dir: abfss://c@a.dfs.core.windows.net/x?sv=1&sig=ab%3D&se=2"), ["ab%3D"]);
        assert_eq!(masked("opts: -Dx.keystorePasswrd.passwrd=ab -Dy=z"), ["ab"]);
        assert_eq!(masked("hadoop.zk.acl=digest:rm:hash=:rwcda"), ["hash="]);
        assert_eq!(masked("security.token.enabled: true # password: hunter2"), ["hunter2"]);
        assert_eq!(
            masked("<name>a.token.enabled</name><value>true</value><name>b.password</name><value>hunter2</value>"),
            ["hunter2"]
        );
        assert_eq!(
            masked("<name>a.secret</name><value>one</value><name>b.secret</name><value>two</value>"),
            ["one", "two"]
        );
    }

    #[test]
    fn what_is_no_secret_stays() {
        assert!(masked("security.delegation.tokens.enabled: true").is_empty());
        assert!(masked("high-availability.zookeeper.quorum: zk1:2181").is_empty());
        assert!(masked("s3://bucket/path").is_empty());
        assert!(masked("abfss://container@account.dfs.core.windows.net/x").is_empty());
        assert!(masked("zookeeper.ssl.keyStore.passwordPath.file=/etc/keystore").is_empty());
    }

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
