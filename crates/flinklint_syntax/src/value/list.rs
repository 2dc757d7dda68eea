//! Lists and maps in one text, as Flink's options take them.
//!
//! `flink-conf.yaml` knows the notation of `StructuredOptionsSplitter` only: `;` between the elements of a list, `,`
//! between the entries of a map. In `config.yaml` the text of a YAML list comes first, and the old notation is what
//! Flink falls back to.

use super::BadValue;
use crate::config_yaml::{Outermost, outermost};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Splits a list at `;`. Elements are trimmed and may stand in `'` or `"`, doubled inside. A comma does not split.
///
/// Real edge cases are kept: an empty element counts between two `;` but not at either end.
pub fn split_legacy_list(text: &str) -> Result<Vec<Cow<'_, str>>, BadValue> {
    split_escaped(text, ';')
}

/// Splits a map at `,` into entries and each entry at `:` into exactly two parts, with the same quoting. A key
/// that stands twice is refused.
pub fn split_legacy_map(text: &str) -> Result<BTreeMap<String, String>, BadValue> {
    let mut entries = BTreeMap::new();
    for part in split_escaped(text, ',')? {
        let mut pair = split_escaped(&part, ':')?;
        match (pair.pop(), pair.pop()) {
            (Some(value), Some(key)) if pair.is_empty() => {
                if entries.insert(key.into_owned(), value.into_owned()).is_some() {
                    return Err(BadValue::new("has the same key twice"));
                }
            }
            _ => return Err(BadValue::new("has an entry that is not of the form `key:value`")),
        }
    }
    Ok(entries)
}

/// Refuses the text of a list that neither notation reads; `yaml`: the text comes from `config.yaml`, where YAML is tried first.
pub fn check_list(text: &str, yaml: bool) -> Result<(), BadValue> {
    if yaml && outermost(text) == Some(Outermost::List) { Ok(()) } else { split_legacy_list(text).map(drop) }
}

/// Refuses the text of a map that neither notation reads; `yaml` as for [`check_list`].
pub fn check_map(text: &str, yaml: bool) -> Result<(), BadValue> {
    if yaml && outermost(text) == Some(Outermost::Mapping) { Ok(()) } else { split_legacy_map(text).map(drop) }
}

enum Token<'t> {
    Quoted(Cow<'t, str>),
    Plain(Cow<'t, str>),
    Delimiter,
}

/// `StructuredOptionsSplitter.splitEscaped`.
fn split_escaped(text: &str, delimiter: char) -> Result<Vec<Cow<'_, str>>, BadValue> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '\'' || first == '"' {
            let (content, after) = quoted(rest, first)?;
            tokens.push(Token::Quoted(content));
            rest = after;
        } else if first == delimiter {
            tokens.push(Token::Delimiter);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        } else if java_whitespace(first) {
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        } else {
            let end = rest.find(delimiter).unwrap_or(rest.len());
            let (content, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            tokens.push(Token::Plain(Cow::Borrowed(super::java_trim(content))));
            rest = after;
        }
    }
    let mut parts = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Quoted(content) => {
                if tokens.peek().is_some_and(|next| !matches!(next, Token::Delimiter)) {
                    return Err(BadValue::new("has text after a closing quote"));
                }
                parts.push(content);
            }
            Token::Plain(content) => parts.push(content),
            Token::Delimiter if matches!(tokens.peek(), Some(Token::Delimiter)) => parts.push(Cow::Borrowed("")),
            Token::Delimiter => {}
        }
    }
    Ok(parts)
}

/// The content of a quoted element, with doubled quotes made single, and what follows the closing quote.
fn quoted(text: &str, quote: char) -> Result<(Cow<'_, str>, &str), BadValue> {
    let inner = text.get(quote.len_utf8()..).unwrap_or("");
    let mut from = 0;
    loop {
        let Some(end) = inner.get(from..).and_then(|rest| rest.find(quote)).map(|n| from + n) else {
            return Err(BadValue::new("has a quote that is not closed"));
        };
        let after = inner.get(end + 1..).unwrap_or("");
        if after.starts_with(quote) {
            from = end + 2;
            continue;
        }
        let content = inner.get(..end).unwrap_or("");
        let doubled = format!("{quote}{quote}");
        let content = if content.contains(&doubled) {
            content.replace(&doubled, quote.encode_utf8(&mut [0; 4])).into()
        } else {
            content.into()
        };
        return Ok((content, after));
    }
}

/// `Character.isWhitespace`: the separators of Unicode but for the three that do not break, and some controls.
fn java_whitespace(c: char) -> bool {
    match c {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{85}' => false,
        '\u{1c}'..='\u{1f}' => true,
        _ => c.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let cases: [(&str, &[&str]); 17] = [
            ("a;b", &["a", "b"]),
            ("a,b,c", &["a,b,c"]),
            ("'a;b';c", &["a;b", "c"]),
            ("\"a;b\";c", &["a;b", "c"]),
            ("'a''b'", &["a'b"]),
            ("\"a\"\"b\";'c'", &["a\"b", "c"]),
            ("a'b;c", &["a'b", "c"]),
            ("a;;b", &["a", "", "b"]),
            (";a", &["a"]),
            ("a;", &["a"]),
            (";", &[]),
            (";;", &[""]),
            ("", &[]),
            (" a ; b ", &["a", "b"]),
            ("[a, b]", &["[a, b]"]),
            ("' a ' ;b", &[" a ", "b"]),
            ("\u{3000}a;''", &["a", ""]),
        ];
        for (text, parts) in cases {
            assert_eq!(split_legacy_list(text).unwrap(), parts, "{text:?}");
        }
        for text in ["'a'b", "'a", "\"", "'a' 'b'"] {
            assert!(split_legacy_list(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn maps() {
        let pairs =
            |text| split_legacy_map(text).map(|p| p.into_iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>());
        assert_eq!(pairs("k:v,k2:v2").unwrap(), ["k=v", "k2=v2"]);
        assert_eq!(pairs("").unwrap(), [""; 0]);
        // A blank behind the colon makes it YAML.
        assert!(check_map("a: b:c", true).is_ok() && check_map("a: b:c", false).is_err());
        assert!(check_map("a: 1\nb: 2", true).is_ok() && check_map("a:", true).is_err());
        for text in ["a=b", "a:b:c", "a:b;c:d", "a", "a:b,a:c"] {
            assert!(split_legacy_map(text).is_err(), "{text:?}");
        }
    }
}
