//! Fitting text into a terminal's width: prose is wrapped at blanks, source lines are cut around what they show.
//!
//! Widths are estimates that never fall short, so that nothing overflows; where columns must meet exactly (underlines),
//! miette measures.

use std::ops::Range;

/// Columns that a tab may take.
pub(super) const TAB: usize = 4;

/// Columns that a text takes at most: whatever may be wide counts as wide.
pub(super) fn columns(text: &str) -> usize {
    let width = |c: char| match c {
        '\t' => TAB,
        '\u{1100}'..='\u{115f}' | '\u{2300}'..='\u{27bf}' | '\u{2e80}'.. => 2,
        _ => 1,
    };
    text.chars().map(width).sum()
}

/// Wraps prose: `first` columns for the first line, `rest` for the others. A word longer than a line is broken. The first
/// line is empty if the first word fits only into the second.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let rest = rest.max(1);
    let mut lines = Vec::new();
    let (mut line, mut room) = (String::new(), first);
    for mut word in text.split_whitespace() {
        let blank = usize::from(!line.is_empty());
        if columns(word) + blank <= room {
            room -= columns(word) + blank;
            line.push_str(&" ".repeat(blank));
            line.push_str(word);
            continue;
        }
        if !line.is_empty() || room < rest {
            lines.push(std::mem::take(&mut line));
        }
        while columns(word) > rest {
            let (head, tail) = word.split_at(longest_prefix(word, rest));
            lines.push(head.to_owned());
            word = tail;
        }
        word.clone_into(&mut line);
        room = rest - columns(word);
    }
    lines.push(line);
    lines
}

/// Bytes of the longest prefix that fits into a number of columns; one character at least, so that there is progress.
fn longest_prefix(text: &str, room: usize) -> usize {
    let fits = |end: &usize| columns(&text[..*end]) <= room;
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.enumerate().take_while(|(n, end)| *n == 0 || fits(end)).last().map_or(text.len(), |(_, end)| end)
}

/// A source line cut to the room that there is.
pub(super) struct Cut {
    /// What is drawn.
    pub(super) text: String,
    kept: Range<usize>,
    lead: usize,
}

impl Cut {
    /// Cuts a line so that `focus` (bytes in it) is seen: its start in any case, all of it if there is room.
    pub(super) fn new(line: &str, focus: Range<usize>, room: usize, ellipsis: &str) -> Self {
        if columns(line) <= room {
            return Self { text: line.to_owned(), kept: 0..line.len(), lead: 0 };
        }
        let room = room.saturating_sub(2 * columns(ellipsis)).max(1);
        let mut from = 0;
        if columns(&line[..focus.end]) > room {
            // A quarter of the room before the focus; less if the line then ends too soon, or the focus is long.
            let wanted = (room / 4).min(room.saturating_sub(columns(&line[focus.clone()])));
            from = focus.start - suffix_within(&line[..focus.start], wanted);
            let most = line.len() - suffix_within(line, room);
            from = from.min(most);
        }
        let to = from + longest_prefix(&line[from..], room);
        let lead = if from > 0 { ellipsis } else { "" };
        let tail = if to < line.len() { ellipsis } else { "" };
        Self { text: format!("{lead}{}{tail}", &line[from..to]), kept: from..to, lead: lead.len() }
    }

    /// Where a byte of the whole line lies in what is drawn.
    pub(super) fn offset(&self, byte: usize) -> usize {
        byte.clamp(self.kept.start, self.kept.end) - self.kept.start + self.lead
    }
}

/// Bytes of the longest suffix that fits into a number of columns.
fn suffix_within(text: &str, room: usize) -> usize {
    let starts = text.char_indices().rev().map(|(at, _)| at);
    let fits = |at: &usize| columns(&text[*at..]) <= room;
    starts.take_while(fits).last().map_or(0, |at| text.len() - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_and_long_words_are_broken() {
        assert_eq!(wrap("one two three", 7, 5), ["one two", "three"]);
        assert_eq!(wrap("path/of/some/file end", 4, 8), ["", "path/of/", "some/fil", "e end"]);
        assert_eq!(wrap("", 10, 10), [""]);
        assert_eq!(wrap("仲裁仲裁", 0, 4), ["", "仲裁", "仲裁"]);
    }

    #[test]
    fn a_line_is_cut_around_its_focus() {
        let line = "abcdefghijklmnopqrstuvwxyz";
        let cut = |focus: Range<usize>, room| Cut::new(line, focus, room, "…");
        assert_eq!(cut(0..3, 26).text, line);
        assert_eq!(cut(0..3, 14).text, "abcdefghijkl…");
        assert_eq!(cut(13..15, 14).text, "…klmnopqrstuv…");
        assert_eq!(cut(24..26, 14).text, "…opqrstuvwxyz");
        let cut = cut(13..15, 14);
        assert_eq!(&cut.text[cut.offset(13)..cut.offset(15)], "no");
    }
}
