//! A key without what people put around and into it by mistake: quotes, list dashes, options of a shell, separators of
//! other notations, and characters that cannot be seen or only look like the right ones.
//!
//! Nothing here knows which keys exist. What is left may be any text, and means something only where it is a key.

/// What is left of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The key.
    pub(crate) key: String,
    /// Whether what was wrong is a character that nobody sees or tells from the right one.
    pub(crate) lookalike: bool,
}

/// The key without what does not belong to it; none if that is nothing or everything.
pub(crate) fn plain(key: &str) -> Option<Plain> {
    let mut lookalike = false;
    let ascii: String = key
        .chars()
        .filter_map(|c| match meant_letter(c) {
            Letter::Itself => Some(c),
            Letter::Nothing => {
                lookalike = true;
                None
            }
            Letter::Other(other) => {
                lookalike = true;
                Some(other)
            }
        })
        .collect();
    let bare = without_beginning(ascii.trim()).trim_end_matches(|c: char| is_around(c) || matches!(c, '.' | ':' | ';'));
    let mut plain = String::with_capacity(bare.len());
    for c in bare.chars() {
        let c = if matches!(c, '/' | ',' | ':') { '.' } else { c };
        if c == '\\' || c.is_whitespace() || c == '.' && plain.ends_with('.') {
            continue;
        }
        plain.push(c);
    }
    (plain != key && plain.contains(|c: char| c.is_ascii_alphabetic())).then_some(Plain { key: plain, lookalike })
}

fn without_beginning(mut key: &str) -> &str {
    for word in ["export ", "set ", "SET "] {
        key = key.strip_prefix(word).map_or(key, str::trim_start);
    }
    key = key.strip_prefix("-D").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())).unwrap_or(key);
    key.trim_start_matches(|c: char| {
        is_around(c) || c == ' ' || matches!(c, '-' | '/' | ';' | '?' | '*' | '@' | '!' | '.' | '{' | '&')
    })
}

fn is_around(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}')
}

enum Letter {
    Itself,
    Nothing,
    Other(char),
}

/// The letter of a key that a character looks like, on a screen or on the keyboard of another script.
fn meant_letter(c: char) -> Letter {
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

/// Whether a character takes no room, so that nobody sees that it is there.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether a character looks like a blank and is none.
pub(crate) fn is_false_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_key() {
        let left = |key| plain(key).map(|plain| (plain.key, plain.lookalike));
        for (key, meant) in [
            ("\"rest.port\"", "rest.port"),
            ("- rest.port", "rest.port"),
            ("-Drest.port", "rest.port"),
            ("export rest.port", "rest.port"),
            ("//rest.port", "rest.port"),
            ("rest/port", "rest.port"),
            ("rest. port", "rest.port"),
            (".rest..port.", "rest.port"),
            ("rest.port:", "rest.port"),
            ("rest.port;", "rest.port"),
        ] {
            assert_eq!(left(key), Some((meant.to_owned(), false)), "{key}");
        }
        for key in
            ["rest\u{200b}.port", "\u{a0}\u{a0}rest.port", "rest\u{ff0e}port", "re\u{455}t.port", "rest.p\u{43e}rt"]
        {
            assert_eq!(left(key), Some(("rest.port".to_owned(), true)), "{key:?}");
        }
        assert_eq!(left("high\u{2011}availability"), Some(("high-availability".to_owned(), true)));
        assert_eq!(left("rest.port"), None);
        assert_eq!(left("\u{4e2d}"), None);
        assert_eq!(left("---"), None);
    }
}
