//! Texts of values and what Flink, Hadoop and ZooKeeper make of them: one file per kind of value.
//!
//! Every function takes the text that a grammar gave and answers as the real parser does, to the last bit: what it
//! takes, what it refuses, where it overflows. Which option has which kind of value is not known here.

pub mod boolean;
pub mod duration;
pub mod enumeration;
pub mod hadoop;
pub mod host;
pub mod integer;
pub mod list;
pub mod memory_size;
pub mod port;
#[cfg(test)]
mod properties_of_values;
pub mod zookeeper;

use std::fmt;

/// A text that the real parser refuses: one clause that says what is wrong with it, without the text itself (it may be
/// a secret).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadValue {
    /// The clause, without a full stop.
    pub message: String,
}

impl BadValue {
    /// An error in these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// `String.trim` of Java: all characters up to U+0020 go, at both ends; a no-break space or an ideographic space stays.
pub fn java_trim(text: &str) -> &str {
    text.trim_matches(|c| c <= ' ')
}

/// Splits a text into its leading ASCII digits and the unit behind them, lower-case; both are trimmed as Flink's
/// `TimeUtils` and `MemorySize` trim them.
fn number_and_unit(text: &str) -> Result<(&str, String), BadValue> {
    let text = java_trim(text);
    if text.is_empty() {
        return Err(BadValue::new("is empty"));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).unwrap_or((text, ""));
    if number.is_empty() {
        return Err(BadValue::new("does not start with a digit"));
    }
    if unit.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(BadValue::new("has a fraction, and only whole numbers are taken"));
    }
    Ok((number, java_trim(unit).to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_as_java_does() {
        for (text, trimmed) in
            [("", ""), (" \t\u{0}a\u{1f}\r\n", "a"), ("\u{a0}a\u{3000}", "\u{a0}a\u{3000}"), ("\u{feff}a", "\u{feff}a")]
        {
            assert_eq!(java_trim(text), trimmed);
        }
    }
}
