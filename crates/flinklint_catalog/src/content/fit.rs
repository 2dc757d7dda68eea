//! How far a text is a value of its kind: its longest part that is, and what is around that.

use super::Content;
use crate::characters::{is_false_blank, is_quote, is_unseen};
use flinklint_syntax::template::{is_stand_in, placeholder};
use flinklint_syntax::value::host::{is_host_character, longest_host};

/// How far a text is what its option is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The whole text is, or nobody can tell.
    Matches,
    /// Only a part of it is.
    Part {
        /// Where the longest part that is begins.
        start: usize,
        /// Where it ends; where it begins if no part is.
        end: usize,
        /// What is around it.
        why: Why,
    },
}

/// What stands around the part of a text that is the value of its option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A quotation mark of any kind.
    Quote,
    /// A character that nobody sees, or that looks like a blank and is none.
    Unseen,
    /// A comment of a language in which it would be one.
    Comment,
    /// What YAML alone would take for a tag, an anchor or the beginning of a block.
    Notation,
    /// Brackets or braces around the text.
    Bracket,
    /// A separator of a key and its value before it, or of statements or items behind it.
    Separator,
    /// A blank at the beginning, or further words.
    Blank,
    /// A line end, as a character or written out.
    LineEnd,
    /// A scheme before a host.
    Scheme,
    /// A port behind a host.
    Port,
    /// Any other character that no such value has.
    Character,
}

impl Why {
    /// The word for facts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Unseen => "unseen",
            Self::Comment => "comment",
            Self::Notation => "notation",
            Self::Bracket => "bracket",
            Self::Separator => "separator",
            Self::Blank => "blank",
            Self::LineEnd => "line-end",
            Self::Scheme => "scheme",
            Self::Port => "port",
            Self::Character => "character",
        }
    }
}

/// Longer texts are not looked at.
const LONGEST: usize = 1 << 14;

impl Content {
    /// How far the text is such a value. What a tool will fill in is not judged.
    #[must_use]
    pub fn check(self, text: &str) -> Fit {
        if text.len() > LONGEST || text.trim().is_empty() || placeholder(text).is_some() {
            return Fit::Matches;
        }
        if (self.is_measured() || self.is_port()) && is_stand_in(text) {
            return Fit::Matches;
        }
        let start = self.beginning(text);
        let rest = text.get(start..).unwrap_or("");
        let end = start + self.longest(rest);
        if start == 0 && end == text.len() {
            return Fit::Matches;
        }
        let why = if end < text.len() && (start == 0 || end == start) {
            self.why_behind(text, start, end)
        } else {
            self.why_before(text)
        };
        Fit::Part { start, end, why }
    }

    /// Where the value begins: behind what stands before it by mistake.
    fn beginning(self, text: &str) -> usize {
        let unseen = |text: &str| {
            text.len() - text.trim_start_matches(|c| is_false_blank(c) || is_unseen(c) && !is_line_space(c)).len()
        };
        let start = unseen(text);
        if self.is_free() || matches!(self, Self::List(_)) {
            return start;
        }
        let mut rest = text.get(start..).unwrap_or("");
        loop {
            let before = rest;
            for mark in [": ", "= ", "> ", "!!str ", "|- ", "- "] {
                rest = rest.strip_prefix(mark).unwrap_or(rest);
            }
            rest = rest.trim_start_matches(|c| is_quote(c) && c != '`');
            if self.is_exact() {
                rest = rest.trim_start_matches(' ');
            }
            if is_in_braces(rest) {
                rest = rest.get(1..).unwrap_or(rest);
            }
            if let Some((anchor, behind)) = rest.strip_prefix('&').and_then(|rest| rest.split_once(' '))
                && !anchor.is_empty()
            {
                rest = behind;
            }
            if matches!(self, Self::Host | Self::BindAddress | Self::Address)
                && let Some((scheme, behind)) = rest.split_once("://")
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            {
                rest = behind;
            }
            if rest.len() == before.len() {
                break;
            }
        }
        if rest.is_empty() { start } else { text.len() - rest.len() }
    }

    /// The length of the longest beginning that is such a value.
    fn longest(self, text: &str) -> usize {
        let seen = text.find(|c| is_false_blank(c) || is_unseen(c) && !is_line_space(c)).unwrap_or(text.len());
        let text = text.get(..seen).unwrap_or("");
        let takes = |fits: &dyn Fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
        let end = match self {
            _ if self.is_free() => return seen,
            Self::Boolean => takes(&|c| c.is_alphabetic() || is_line_space(c)),
            Self::Integer | Self::Long => {
                takes(&|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-') || is_line_space(c))
            }
            Self::Float | Self::Duration | Self::Size => {
                takes(&|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '.') || is_line_space(c))
            }
            Self::Host | Self::BindAddress => longest_host(text),
            Self::Address => address(text),
            Self::Authority => takes(&|c| is_host_character(c) || matches!(c, ':' | '@')),
            Self::ConnectString => {
                takes(&|c| is_host_character(c) || matches!(c, ':' | ',' | '/' | ' ' | '$' | '~' | '+'))
            }
            Self::Port => takes(&|c| c.is_ascii_digit() || matches!(c, '+' | '-')),
            Self::Ports => takes(&|c| c.is_ascii_digit() || matches!(c, ',' | '-' | ' ')),
            Self::Class(_) => takes(&|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$')),
            Self::Mode(..) | Self::ModeOrClass(..) => {
                takes(&|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$' | '-'))
            }
            Self::Word => takes(&|c| !c.is_whitespace() && !matches!(c, ';' | ',' | '"' | '{' | '}')),
            Self::Principal => takes(&|c| !c.is_whitespace() && !matches!(c, ';' | ',')),
            _ => self.words_end(text),
        };
        let end = end.min(self.words_end(text));
        if self.is_measured() && end == text.trim_end_matches(is_line_space).len() {
            return text.len();
        }
        end
    }

    /// Where words end: before a comment, a closing quote or bracket, what separates statements.
    fn words_end(self, text: &str) -> usize {
        let comment = [" // ", " -- "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
        let mut end = comment;
        loop {
            let part = text.get(..end).unwrap_or("");
            let mut cut = part.trim_end_matches(|c| is_quote(c) && c != '`');
            if is_closed_alone(cut) {
                cut = cut.get(..cut.len() - 1).unwrap_or(cut);
            }
            if self.is_exact() {
                cut = cut.trim_end_matches(['\n', '\r', ';', '\\']);
                cut = cut.strip_suffix("\\n").unwrap_or(cut);
                if !self.is_split() {
                    cut = cut.trim_end_matches(',');
                }
            }
            if cut.len() == part.len() {
                break;
            }
            end = cut.len();
        }
        // What a block scalar leaves behind its text is no fault of words.
        let only_lines_left = text.get(end..).is_some_and(|rest| rest.chars().all(is_line_space));
        if only_lines_left && !self.is_exact() { text.len() } else { end }
    }

    fn why_before(self, text: &str) -> Why {
        let Some(first) = text.chars().next() else { return Why::Character };
        match first {
            _ if is_unseen(first) && !is_line_space(first) || is_false_blank(first) => Why::Unseen,
            _ if is_quote(first) => Why::Quote,
            '{' | '[' => Why::Bracket,
            '!' | '&' | '|' => Why::Notation,
            ':' | '=' | '>' | '-' => Why::Separator,
            ' ' => Why::Blank,
            _ if self.is_host() && text.contains("://") => Why::Scheme,
            _ => Why::Character,
        }
    }

    fn why_behind(self, text: &str, start: usize, end: usize) -> Why {
        let rest = text.get(end..).unwrap_or("");
        let Some(first) = rest.chars().next() else { return Why::Character };
        match first {
            _ if is_unseen(first) && !is_line_space(first) || is_false_blank(first) => Why::Unseen,
            _ if is_quote(first) => Why::Quote,
            _ if [" //", " --", " #", "#", "//"].iter().any(|mark| rest.starts_with(mark)) => Why::Comment,
            '{' | '}' | '[' | ']' => Why::Bracket,
            ';' | ',' | '\u{ff0c}' | '\u{3001}' | '\u{ff1b}' => Why::Separator,
            '\n' | '\r' => Why::LineEnd,
            '\\' => Why::LineEnd,
            ' ' | '\t' => Why::Blank,
            ':' | '\u{ff1a}' if self.is_host() && end > start => Why::Port,
            _ => Why::Character,
        }
    }
}

/// White space that readers trim or fold, and everybody sees.
fn is_line_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn address(text: &str) -> usize {
    let end = longest_host(text);
    let Some(port) = text.get(end..).and_then(|rest| rest.strip_prefix(':')) else { return end };
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { end } else { end + 1 + digits }
}

/// Whether a text is wholly in braces, or in brackets and no address with a port.
fn is_in_braces(text: &str) -> bool {
    let trimmed = text.trim_end();
    trimmed.len() > 2
        && (trimmed.starts_with('{') && trimmed.ends_with('}')
            || trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(':'))
}

/// Whether a text ends with a bracket that nothing opens.
fn is_closed_alone(text: &str) -> bool {
    text.ends_with('}') && !text.contains('{') || text.ends_with(']') && !text.contains('[')
}
