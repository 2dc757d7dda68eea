//! Characters that a reader cannot see, written so that he can.
//!
//! Text of configuration files reaches terminals and logs through excerpts, messages and paths. An escape sequence in it
//! must not act on the terminal, and a no-break or zero-width space is often the very fault that a finding is about.
//! Formats with an escape notation of their own (JSON) do not need this.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character acts on a terminal, takes no room, or looks like a blank and is none. Tabs are left to the layout.
/// Combining marks stay as they are: they belong to the letter before them.
pub(super) fn is_hidden(c: char) -> bool {
    let blank_but_no_space =
        matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}');
    let takes_no_room = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    (c.is_control() && c != '\t') || blank_but_no_space || takes_no_room
}

/// Appends a character: itself, or `<U+001B>` where it is hidden.
pub(super) fn push(out: &mut String, c: char) {
    if is_hidden(c) {
        // Writing to a string does not fail.
        let _ = write!(out, "<U+{:04X}>", u32::from(c));
    } else {
        out.push(c);
    }
}

/// A text of one line in which every character can be seen; line ends are hidden characters too.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut out, c));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_named_and_letters_stay() {
        assert_eq!(visible("a\u{1b}[31mb\u{200b}"), "a<U+001B>[31mb<U+200B>");
        assert_eq!(visible("one\ntwo"), "one<U+000A>two");
        assert!(matches!(visible("仲裁\te\u{301}"), Cow::Borrowed("仲裁\te\u{301}")));
    }
}
