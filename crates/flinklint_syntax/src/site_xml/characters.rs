//! The characters that XML allows, the names made of them, and what a reader says of those that it does not take.

use std::ops::Range;

/// Why the reader throws.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) range: Range<usize>,
    pub(super) related: Option<Range<usize>>,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Self { message: message.into(), range, related: None }
    }
}

/// Why reading ends before the end of the text.
#[derive(Debug)]
pub(super) enum Stop {
    Fault(Fault),
    /// What the reader would see cannot be told: the document defines the entity itself that it refers to, or it has
    /// characters that XML 1.1 takes otherwise.
    Untold,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The white space of XML.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Whether a character may stand in a name. Outside ASCII only what is certainly no part of a word is refused.
pub(super) fn is_name_char(c: char, first: bool) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '_' => true,
        '0'..='9' | '-' | '.' => !first,
        '\u{b7}' => !first,
        '\0'..='\u{bf}' | '×' | '÷' => false,
        _ => {
            !c.is_whitespace()
                && !matches!(c, '\u{2010}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{feff}' | '\u{fffd}')
        }
    }
}

/// Length in bytes of the name at the start of a text, without a prefix.
pub(super) fn name_len(text: &str) -> usize {
    text.char_indices().find(|&(n, c)| !is_name_char(c, n == 0)).map_or(text.len(), |(n, _)| n)
}

/// Whether XML 1.0 allows the character in a text.
pub(super) fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}
