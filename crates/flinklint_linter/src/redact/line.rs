//! Where a text shows its own secrets: the values of sensitive keys on a line, passwords in addresses, signatures in queries.
//!
//! Judged by the text alone, with no grammar, so that a comment or a line that no reader takes is masked as well. Keys are
//! classified elsewhere. A pattern that did not compile would let every secret through, so it masks the whole text instead.

use super::is_secret;
use flinklint_catalog::secret as catalog;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// A pattern of this module, compiled at its first use.
struct Pattern {
    compiled: LazyLock<Option<Regex>>,
}

impl Pattern {
    const fn new(compile: fn() -> Option<Regex>) -> Self {
        Self { compiled: LazyLock::new(compile) }
    }

    /// What `secret` takes of each match; the whole text where the pattern does not compile.
    fn ranges(&self, text: &str, secret: impl FnMut(Captures<'_>) -> Option<Range<usize>>) -> Vec<Range<usize>> {
        match &*self.compiled {
            Some(pattern) => pattern.captures_iter(text).filter_map(secret).collect(),
            None => std::iter::once(0..text.len()).collect(),
        }
    }
}

/// A sensitive word, the rest of its key, and what separates that from the value.
static ASSIGNMENT: Pattern = Pattern::new(|| {
    let words = catalog::words().iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
    let text = format!(r#"(?i)(?:{words})[\w.\-]*["']?\s*(?:[:=：]|</name>\s*<value>|\s)\s*"#);
    Regex::new(&text).ok()
});

/// `scheme://user:password@`; passwords hold slashes and at signs more often than authorities are followed by one.
static USER_INFO: Pattern =
    Pattern::new(|| Regex::new(r#"[A-Za-z][A-Za-z0-9+.\-]*://[^/\s:@"'<>]*:([^\s"'<>]+)@"#).ok());

/// `sig=…` of a query, `-Dx.password=…` of a command line, `password="…"` of a login module.
static PARAMETER: Pattern =
    Pattern::new(|| Regex::new(r#"([A-Za-z0-9_.\-]+)=(?:"([^"]*)"|'([^']*)'|([^\s&;,"'<>]+))"#).ok());

/// `digest:user:password` of ZooKeeper.
static DIGEST: Pattern = Pattern::new(|| Regex::new(r#"\bdigest:[^:\s,]+:([^\s,:<>"']+)"#).ok());

/// A property in either order of its elements.
static PROPERTY: Pattern = Pattern::new(|| {
    let text = concat!(
        r"(?is)<name>\s*([^<]*?)\s*</name>\s*<value>([^<]*)</value>",
        r"|<value>([^<]*)</value>\s*<name>\s*([^<]*?)\s*</name>"
    );
    Regex::new(text).ok()
});

/// The byte ranges of one source line that hold secrets, judged by the line alone.
#[must_use]
pub fn secrets_in(line: &str) -> Vec<Range<usize>> {
    let mut ranges = anywhere_in(line);
    if catalog::has_word(line) {
        ranges.extend(assigned(line));
    }
    ranges.extend(leading_key(line).filter(|(key, _)| is_secret(key)).map(|(_, value)| value));
    merged(ranges)
}

/// Secrets that show themselves in any text, also in the middle of a sentence.
pub(super) fn anywhere_in(text: &str) -> Vec<Range<usize>> {
    let first_group = |found: Captures<'_>| found.get(1).map(|group| group.range());
    let mut ranges = Vec::new();
    if text.contains("://") && text.contains('@') {
        ranges.extend(USER_INFO.ranges(text, first_group));
    }
    if text.contains("digest:") {
        ranges.extend(DIGEST.ranges(text, first_group));
    }
    let secret = |key: &str| matches!(key, "sig" | "Signature" | "X-Amz-Signature") || is_secret(key);
    let mut keys = text.match_indices('=').filter_map(|(at, _)| text.get(..at)).map(last_word);
    if keys.any(secret) {
        ranges.extend(PARAMETER.ranges(text, |found| {
            let key = found.get(1).map_or("", |key| key.as_str());
            secret(key).then(|| (2..=4).find_map(|n| found.get(n))).flatten().map(|value| value.range())
        }));
    }
    ranges
}

/// The values of all sensitive keys of a line: it may hold two properties, or a setting and a comment.
fn assigned(line: &str) -> Vec<Range<usize>> {
    let mut masked = 0;
    ASSIGNMENT.ranges(line, |found| {
        let whole = found.get(0)?;
        let start = whole.end();
        let (before, value) = (line.get(..start)?, line.get(start..)?);
        if whole.start() < masked || value.is_empty() || !is_secret(last_key(before)) {
            return None;
        }
        // The closing tag of an XML value is no part of the secret.
        masked = value.find("</value>").map_or(line.len(), |at| start + at);
        Some(start..masked)
    })
}

/// The values of sensitive properties, also of those in comments, where name and value stand on lines of their own.
pub(super) fn properties_in(text: &str) -> Vec<Range<usize>> {
    PROPERTY.ranges(text, |found| {
        let key = found.get(1).or_else(|| found.get(4))?;
        let value = found.get(2).or_else(|| found.get(3))?;
        is_secret(key.as_str()).then(|| value.range())
    })
}

/// Quickly: most lines hold none.
pub(super) fn may_hold_secrets(line: &str) -> bool {
    line.contains([':', '=', '<', ' '])
}

/// The key at the beginning of a line, commented out or not, with the range of its value.
fn leading_key(line: &str) -> Option<(&str, Range<usize>)> {
    let blank = [' ', '\t'];
    let quotes = ['"', '\''];
    let line = line.trim_end_matches('\r');
    let start = line.trim_start_matches([' ', '\t', '#', '!']);
    let start = start.strip_prefix(quotes).unwrap_or(start);
    let after = start.trim_start_matches(in_a_key);
    let key = start.strip_suffix(after).filter(|key| !key.is_empty())?;
    let after = after.strip_prefix(quotes).unwrap_or(after).trim_start_matches(blank);
    let value = after.strip_prefix([':', '='])?.trim_start_matches(blank);
    (!value.is_empty()).then(|| (key, line.len() - value.len()..line.len()))
}

fn in_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// The key that a text ends with; empty where it ends with something else.
fn last_word(text: &str) -> &str {
    text.strip_prefix(text.trim_end_matches(in_a_key)).unwrap_or_default()
}

fn last_key(before: &str) -> &str {
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '：' | '"' | '\''));
    let trimmed = trimmed.strip_suffix("<value>").unwrap_or(trimmed).trim_end();
    let trimmed = trimmed.strip_suffix("</name>").unwrap_or(trimmed).trim_end_matches(['"', '\'']);
    trimmed.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '#')).next().unwrap_or(trimmed)
}

/// Ranges in ascending order, with one in place of those that overlap.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> Vec<&str> {
        secrets_in(line).into_iter().map(|range| &line[range]).collect()
    }

    #[test]
    fn every_pattern_compiles() {
        for pattern in [&ASSIGNMENT, &USER_INFO, &PARAMETER, &DIGEST, &PROPERTY] {
            assert!(pattern.compiled.is_some());
        }
    }

    #[test]
    fn a_pattern_that_does_not_compile_masks_the_whole_text() {
        let broken = Pattern::new(|| None);
        assert_eq!(
            broken.ranges("a: b", |found| found.get(0).map(|found| found.range())),
            std::slice::from_ref(&(0..4))
        );
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
}
