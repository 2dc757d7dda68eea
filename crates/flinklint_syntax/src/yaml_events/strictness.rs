//! What SnakeYAML Engine refuses although YAML allows it, told from the text around the events.
//!
//! It takes tabs between tokens nowhere, reads the header of a block scalar to the letter, and wants a line in a block
//! scalar unless what follows is indented exactly as the collection around it.

/// Offset of a tab between two tokens that is not in a comment. Behind a plain scalar the scanner has already gone over
/// the blanks of the line.
pub(super) fn tab_between(gap: &str, behind_plain: bool) -> Option<usize> {
    let bytes = gap.as_bytes();
    let mut at = if behind_plain { bytes.iter().take_while(|&&b| b == b' ' || b == b'\t').count() } else { 0 };
    while let Some(&byte) = bytes.get(at) {
        let comment = byte == b'#' || (byte == b'%' && at.checked_sub(1).is_none_or(|n| bytes.get(n) == Some(&b'\n')));
        if byte == b'\t' {
            return Some(at);
        }
        at += if comment { bytes.iter().skip(at).take_while(|&&b| b != b'\n' && b != b'\r').count() } else { 1 };
    }
    None
}

/// Offset of a tab that stands in the indentation of a further line of a plain scalar.
pub(super) fn tab_at_line_start(scalar: &str) -> Option<usize> {
    let mut indentation = false;
    scalar.bytes().position(|byte| {
        let tab = indentation && byte == b'\t';
        indentation = matches!(byte, b'\n' | b'\r') || (indentation && byte == b' ');
        tab
    })
}

/// Offset of the tab that the parser means when it points behind it or to the scalar that it is in.
pub(super) fn nearest_tab(text: &str, at: usize) -> usize {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    if before.ends_with('\t') && !rest.starts_with('\t') {
        return at - 1;
    }
    rest.find('\t').map_or(at, |n| at + n)
}

/// Offset of what cannot stand behind the `|` or `>` that a text starts with.
pub(super) fn bad_block_header(text: &str) -> Option<usize> {
    let header = first_line(text);
    let indicators = indicators(header);
    let rest = header.get(indicators..)?;
    let blanks = rest.bytes().take_while(|&b| b == b' ').count();
    let fits = rest.len() == blanks || (blanks > 0 && rest.get(blanks..).is_some_and(|rest| rest.starts_with('#')));
    (!fits).then_some(indicators + blanks)
}

/// Whether the block scalar that a text starts with has no line of its own, and the next line is neither indented enough
/// to be one nor exactly as the collection around the scalar, which starts in `column` (from 0).
pub(super) fn empty_block_scalar_before_dedent(text: &str, column: Option<usize>) -> bool {
    let header = first_line(text);
    let rest = text.get(header.len()..).unwrap_or("");
    // At the very end of the file the reader has not begun a new line yet: behind a header, or behind a lone CR.
    if rest.is_empty() || (rest.ends_with('\r') && rest.trim_end().is_empty()) {
        return false;
    }
    let least = column.map_or(1, |column| column + 1);
    let digit = header.bytes().take(indicators(header)).find(u8::is_ascii_digit);
    let stated = digit.map(|digit| least + usize::from(digit - b'0').saturating_sub(1));
    let (mut deepest, mut next) = (0, 0);
    for byte in text.bytes().skip(header.len()) {
        match byte {
            b'\n' | b'\r' => next = 0,
            // Where the indentation is stated, blanks beyond it are content.
            b' ' if Some(next) == stated => return false,
            b' ' => next += 1,
            _ => break,
        }
        deepest = deepest.max(next);
    }
    next < stated.unwrap_or(least.max(deepest)) && Some(next) != column
}

fn first_line(text: &str) -> &str {
    let end = text.bytes().position(|b| b == b'\n' || b == b'\r').unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

fn indicators(header: &str) -> usize {
    header.bytes().take_while(|b| matches!(b, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9')).count()
}

/// The column of an offset, in characters from 0.
pub(super) fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let line = before.rfind(['\n', '\r']).map_or(0, |n| n + 1);
    before.get(line..).unwrap_or("").trim_start_matches('\u{feff}').chars().count()
}

/// Offset of the last `-` between two tokens that is not in a comment.
pub(super) fn last_dash(gap: &str) -> Option<usize> {
    let mut at = 0;
    let mut dash = None;
    for line in gap.split_inclusive(['\n', '\r']) {
        let code = line.split('#').next().unwrap_or("");
        dash = code.rfind('-').map(|n| at + n).or(dash);
        at += line.len();
    }
    dash
}

/// Whether a `?` stands between two tokens, outside of comments.
pub(super) fn has_question_mark(gap: &str) -> bool {
    gap.split(['\n', '\r']).any(|line| line.split('#').next().is_some_and(|line| line.contains('?')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs() {
        assert_eq!(tab_between(":\t", false), Some(1));
        assert_eq!(tab_between("\t # \t\n ", true), None);
        assert_eq!(tab_between("\t\n \t", true), Some(3));
        assert_eq!(tab_between(" #\t\n", false), None);
        assert_eq!(tab_at_line_start("a\tb\n  c"), None);
        assert_eq!(tab_at_line_start("a\n \tb"), Some(3));
    }

    #[test]
    fn headers() {
        for header in ["|", ">-\n\t", "|2+ # \t", "|  \n"] {
            assert_eq!(bad_block_header(header), None, "{header:?}");
        }
        assert_eq!(bad_block_header("|\t\n"), Some(1));
        assert_eq!(bad_block_header("|#c\n"), Some(1));
    }

    #[test]
    fn empty_blocks() {
        for (text, column, refused) in [
            ("|\n", 0, false),
            ("|\nb: c", 0, false),
            ("|\n  b", 0, false),
            ("|\n", 2, true),
            ("| # c", 2, false),
            ("|\nb: c", 2, true),
            ("|\n  b: c", 2, false),
            ("|\n   \n  b", 0, true),
            ("|3\n  b", 0, true),
            ("|2\n    \nb: c", 1, false),
        ] {
            assert_eq!(empty_block_scalar_before_dedent(text, Some(column)), refused, "{text:?}");
        }
    }

    #[test]
    fn places() {
        assert_eq!(column("a\n  b: c", 4), 2);
        assert_eq!(last_dash(":\n  - # a-b\n  "), Some(4));
        assert!(has_question_mark("? ") && !has_question_mark(" # ?\n"));
    }
}
