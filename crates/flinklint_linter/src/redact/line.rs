//! Where a text shows its own secrets: the values of sensitive keys on a line, passwords in addresses, signatures in queries.
//!
//! Judged by the text alone, with no grammar, so that a comment or a line that no reader takes is masked as well. Keys are
//! classified elsewhere. Every line of a deployment is searched, so the searches are written out; the tests compare them with
//! regular expressions.

use super::is_secret;
use flinklint_catalog::secret as catalog;
use std::ops::Range;

/// The byte ranges of one source line that hold secrets, judged by the line alone.
#[must_use]
pub(crate) fn secrets_in(line: &str) -> Vec<Range<usize>> {
    let mut ranges = anywhere_in(line);
    if catalog::has_word(line) {
        ranges.extend(assigned(line));
    }
    ranges.extend(leading_key(line).filter(|(key, _)| is_secret(key)).map(|(_, value)| value));
    merged(ranges)
}

/// Secrets that show themselves in any text, also in the middle of a sentence.
pub(super) fn anywhere_in(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    if text.contains("://") && text.contains('@') {
        ranges.extend(passwords_in(text));
    }
    if text.contains("digest:") {
        ranges.extend(digests_in(text));
    }
    let secret = |key: &str| matches!(key, "sig" | "Signature" | "X-Amz-Signature") || is_secret(key);
    ranges.extend(parameters_in(text).filter(|(key, _)| secret(key)).map(|(_, value)| value));
    ranges
}

/// How far a text goes on with such characters from a position.
fn run(text: &str, from: usize, of: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.find(|c| !of(c)).unwrap_or(rest.len())
}

/// The start of the run of such characters that ends at a position and does not reach back beyond `least`.
fn run_before(text: &str, least: usize, end: usize, of: impl Fn(char) -> bool) -> usize {
    let before = text.get(least..end).unwrap_or_default();
    least + before.trim_end_matches(of).len()
}

/// `scheme://user:password@`; passwords hold slashes and at signs more often than authorities are followed by one.
fn passwords_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices("://") {
        let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
        let scheme = text.get(run_before(text, done.min(at), at, in_scheme)..at).unwrap_or_default();
        if at < done || !scheme.contains(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let user = at + "://".len();
        let colon = run(text, user, |c| !c.is_whitespace() && !matches!(c, '/' | ':' | '@' | '"' | '\'' | '<' | '>'));
        let end = run(text, colon + 1, |c| !c.is_whitespace() && !matches!(c, '"' | '\'' | '<' | '>'));
        if !text.get(colon..).is_some_and(|rest| rest.starts_with(':')) {
            continue;
        }
        let password = text.get(colon + 1..end).and_then(|rest| rest.rfind('@'));
        if let Some(length) = password.filter(|length| *length > 0) {
            found.push(colon + 1..colon + 1 + length);
            done = colon + 1 + length + 1;
        }
    }
    found
}

/// `digest:user:password` of ZooKeeper.
fn digests_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, word) in text.match_indices("digest:") {
        let joined = text.get(..at).is_some_and(|before| before.ends_with(|c: char| c == '_' || c.is_alphanumeric()));
        let user = at + word.len();
        let colon = run(text, user, |c| !c.is_whitespace() && !matches!(c, ':' | ','));
        let is_named = colon > user && text.get(colon..).is_some_and(|rest| rest.starts_with(':'));
        if at < done || joined || !is_named {
            continue;
        }
        let end = run(text, colon + 1, |c| !c.is_whitespace() && !matches!(c, ',' | ':' | '<' | '>' | '"' | '\''));
        if end > colon + 1 {
            found.push(colon + 1..end);
            done = end;
        }
    }
    found
}

/// `sig=…` of a query, `-Dx.password=…` of a command line, `password="…"` of a login module: every key with its value.
fn parameters_in(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut done = 0;
    text.match_indices('=').filter_map(move |(at, _)| {
        if at < done {
            return None;
        }
        let key = text.get(run_before(text, done, at, in_a_key)..at).filter(|key| !key.is_empty())?;
        let quoted = |quote: char| {
            let inner = text.get(at + 1..)?.strip_prefix(quote)?;
            Some(at + 2..at + 2 + inner.find(quote)?)
        };
        let bare = || {
            let ends = |c: char| c.is_whitespace() || matches!(c, '&' | ';' | ',' | '"' | '\'' | '<' | '>');
            let end = run(text, at + 1, |c| !ends(c));
            (end > at + 1).then_some(at + 1..end)
        };
        let in_quotes = quoted('"').or_else(|| quoted('\''));
        done = in_quotes.as_ref().map_or(done, |value| value.end + 1);
        let value = in_quotes.or_else(bare)?;
        done = done.max(value.end);
        Some((key, value))
    })
}

/// The values of all sensitive keys of a line: it may hold two properties, or a setting and a comment.
fn assigned(line: &str) -> Vec<Range<usize>> {
    let (mut masked, mut done) = (0, 0);
    let mut found = Vec::new();
    while let Some((word, start)) = assignment(line, done) {
        done = start;
        let (Some(before), Some(value)) = (line.get(..start), line.get(start..)) else { break };
        if word < masked || value.is_empty() || !is_secret(last_key(before)) {
            continue;
        }
        // The closing tag of an XML value is no part of the secret.
        masked = value.find("</value>").map_or(line.len(), |at| start + at);
        found.push(start..masked);
    }
    found
}

/// The next sensitive word after which the rest of its key and something that separates it from a value follow: where the word
/// begins, and where the value does.
fn assignment(line: &str, from: usize) -> Option<(usize, usize)> {
    let blank = |at: usize| run(line, at, char::is_whitespace);
    let words = (from..line.len()).filter_map(|at| Some((at, at + word_at(line.get(at..)?)?)));
    words
        .filter_map(|(at, end)| {
            let key = run(line, end, |c| in_a_word(c) || matches!(c, '.' | '-'));
            let quoted = key + usize::from(line.get(key..).is_some_and(|rest| rest.starts_with(['"', '\''])));
            let after = blank(quoted);
            let rest = line.get(after..)?;
            let sign = rest.chars().next().filter(|c| matches!(c, ':' | '=' | '：'));
            let tags = || {
                let value = blank(after + tag(rest, "</name>")?);
                Some(value + tag(line.get(value..)?, "<value>")?)
            };
            let start = match sign {
                Some(sign) => blank(after + sign.len_utf8()),
                None => tags().map_or(after, blank),
            };
            (start > quoted).then_some((at, start))
        })
        .next()
}

/// The length of the sensitive word that a text begins with.
fn word_at(text: &str) -> Option<usize> {
    let lengths = catalog::words().iter().filter(|word| tag(text, word).is_some()).map(|word| word.len());
    lengths.max()
}

/// The length of a beginning of a text, in any case.
fn tag(text: &str, beginning: &str) -> Option<usize> {
    let start = text.get(..beginning.len())?;
    start.eq_ignore_ascii_case(beginning).then_some(beginning.len())
}

/// Of what is not ASCII, more than letters: in doubt a text is a secret.
fn in_a_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii() && !c.is_whitespace() && c != '：'
}

/// The values of sensitive properties, also of those in comments, where name and value stand on lines of their own.
pub(super) fn properties_in(text: &str) -> Vec<Range<usize>> {
    let elements = elements_in(text);
    let mut found = Vec::new();
    let mut n = 0;
    while let Some([one, other]) = elements.get(n..n + 2) {
        let follows = text.get(one.end..other.start).is_some_and(|between| between.trim().is_empty());
        if !follows || one.is_name == other.is_name {
            n += 1;
            continue;
        }
        let (name, value) = if one.is_name { (one, other) } else { (other, one) };
        let key = text.get(name.content.clone()).unwrap_or_default().trim();
        if is_secret(key) {
            found.push(value.content.clone());
        }
        n += 2;
    }
    found
}

/// `<name>…</name>` or `<value>…</value>` without another tag between.
struct Element {
    is_name: bool,
    start: usize,
    content: Range<usize>,
    end: usize,
}

fn elements_in(text: &str) -> Vec<Element> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices('<') {
        let Some(rest) = text.get(start..) else { continue };
        let (is_name, open, close) = match (tag(rest, "<name>"), tag(rest, "<value>")) {
            (Some(open), _) => (true, open, "</name>"),
            (_, Some(open)) => (false, open, "</value>"),
            _ => continue,
        };
        let content = start + open..run(text, start + open, |c| c != '<');
        if let Some(close) = text.get(content.end..).and_then(|rest| tag(rest, close)) {
            found.push(Element { is_name, start, end: content.end + close, content });
        }
    }
    found
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

fn last_key(before: &str) -> &str {
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '：' | '"' | '\''));
    let trimmed = trimmed.strip_suffix("<value>").unwrap_or(trimmed).trim_end();
    let trimmed = trimmed.strip_suffix("</name>").unwrap_or(trimmed).trim_end_matches(['"', '\'']);
    trimmed.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '#')).next().unwrap_or(trimmed)
}

/// A range of a text with all of the characters that it has a part of, so that no range leaves a part of a secret in the text.
pub(super) fn whole_characters(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = (0..=range.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (range.end..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    start..end.max(start)
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
mod tests;
