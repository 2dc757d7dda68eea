//! Characters that nobody sees or tells from others: what editors, word processors and keyboards of other scripts put into a text.
//!
//! Nothing here knows keys or values.

/// Whether a character takes no room, so that nobody sees that it is there.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether a character looks like a blank and is none.
#[must_use]
pub fn is_false_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a character is a quotation mark of any kind.
#[must_use]
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{300c}'..='\u{300f}')
}

/// What a character is in a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// What it looks like.
    Itself,
    /// Nothing that anybody sees.
    Nothing,
    /// Not what it looks like: this is.
    Other(char),
}

/// The letter of a key that a character looks like, on a screen or on the keyboard of another script.
#[must_use]
pub fn letter(c: char) -> Letter {
    let other = match c {
        _ if c.is_ascii() && !c.is_ascii_control() => return Letter::Itself,
        _ if is_false_blank(c) => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' => '.',
        '\u{3001}' => ',',
        '\u{430}' => 'a',
        '\u{441}' | '\u{3f2}' => 'c',
        '\u{435}' => 'e',
        '\u{456}' | '\u{131}' => 'i',
        '\u{458}' => 'j',
        '\u{43e}' | '\u{3bf}' => 'o',
        '\u{440}' | '\u{3c1}' => 'p',
        '\u{455}' => 's',
        '\u{445}' => 'x',
        '\u{443}' => 'y',
        _ if is_unseen(c) => return Letter::Nothing,
        _ => return Letter::Itself,
    };
    Letter::Other(other)
}
