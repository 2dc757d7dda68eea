//! Secrets stay secret: which keys hold them, and source lines without them.
//!
//! Which words make a key sensitive is the catalogue's to know (`catalog::secret`). A line is masked by what it says, so
//! that a comment or a line that no grammar takes hides its secret as well.

use crate::catalog::secret as catalog;
use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

/// What stands in place of a secret.
pub const MASK: &str = "******";

/// Whether the value of a key must not be shown.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    catalog::is_secret(key)
}

fn assignment() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    PATTERN
        .get_or_init(|| {
            let words = catalog::words().iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
            Regex::new(&format!(r#"(?i)(?:{words})[\w.\-]*["']?\s*(?:[:=：]|</name>\s*<value>|\s)\s*"#)).ok()
        })
        .as_ref()
}

fn user_info() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    PATTERN.get_or_init(|| Regex::new(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/\s:@]+:([^/\s@]+)@").ok()).as_ref()
}

/// The byte ranges of one source line that hold secrets, judged by the line alone.
#[must_use]
pub fn secrets_in(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let lower = line.to_ascii_lowercase();
    if catalog::words().iter().any(|word| lower.contains(word))
        && let Some(pattern) = assignment()
    {
        ranges.extend(assigned(line, pattern));
    }
    if line.contains("://")
        && let Some(pattern) = user_info()
    {
        ranges.extend(pattern.captures_iter(line).filter_map(|captures| captures.get(1).map(|found| found.range())));
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// The values of all sensitive keys of a line: it may hold two properties, or a setting and a comment.
fn assigned(line: &str, pattern: &Regex) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
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
    }
}
