//! Cuts the source of an expression into tokens, one at a time, without copying.
//!
//! Knows what a number, a name, a quoted text and a sign look like, and nothing about how they go together. A closing
//! brace is a token because a template ends its expressions with one.

use super::ExprError;
use std::borrow::Cow;

/// A range of bytes in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Extent {
    /// From here to the end of another.
    pub(super) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }

    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The smallest pieces that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Name,
    Int,
    /// With its quotes, and an `r` before them where escapes mean nothing.
    Text,
    True,
    False,
    Null,
    In,
    Or,
    And,
    Not,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Question,
    Colon,
    Comma,
    Dot,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    CloseBrace,
    End,
}

/// Reads tokens from a place in a source.
pub(super) struct Lexer<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s str, at: usize) -> Self {
        Self { source, at }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Result<(Token, Extent), ExprError> {
        self.skip_blank();
        let start = self.at;
        let Some(first) = self.byte(0) else {
            return Ok((Token::End, extent(start, start)));
        };
        let second = self.byte(1);
        let (token, length) = match (first, second) {
            (b'r' | b'R', Some(quote @ (b'"' | b'\''))) => (Token::Text, 1 + self.text(start + 1, quote, true)?),
            (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => self.name(),
            (b'0'..=b'9', _) => self.number()?,
            (quote @ (b'"' | b'\''), _) => (Token::Text, self.text(start, quote, false)?),
            (b'|', Some(b'|')) => (Token::Or, 2),
            (b'&', Some(b'&')) => (Token::And, 2),
            (b'=', Some(b'=')) => (Token::Equal, 2),
            (b'!', Some(b'=')) => (Token::Unequal, 2),
            (b'<', Some(b'=')) => (Token::LessEqual, 2),
            (b'>', Some(b'=')) => (Token::GreaterEqual, 2),
            (b'!', _) => (Token::Not, 1),
            (b'<', _) => (Token::Less, 1),
            (b'>', _) => (Token::Greater, 1),
            (b'+', _) => (Token::Plus, 1),
            (b'-', _) => (Token::Minus, 1),
            (b'*', _) => (Token::Star, 1),
            (b'/', _) => (Token::Slash, 1),
            (b'%', _) => (Token::Percent, 1),
            (b'?', _) => (Token::Question, 1),
            (b':', _) => (Token::Colon, 1),
            (b',', _) => (Token::Comma, 1),
            (b'.', _) => (Token::Dot, 1),
            (b'(', _) => (Token::OpenParen, 1),
            (b')', _) => (Token::CloseParen, 1),
            (b'[', _) => (Token::OpenBracket, 1),
            (b']', _) => (Token::CloseBracket, 1),
            (b'}', _) => (Token::CloseBrace, 1),
            _ => return Err(self.stranger()),
        };
        self.at = start + length;
        Ok((token, extent(start, self.at)))
    }

    fn skip_blank(&mut self) {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c => self.at += 1,
                b'/' if self.byte(1) == Some(b'/') => {
                    while self.byte(0).is_some_and(|byte| byte != b'\n') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
    }

    fn run(&self, belongs: impl Fn(u8) -> bool) -> usize {
        let rest = self.source.as_bytes().get(self.at..).unwrap_or_default();
        rest.iter().take_while(|byte| belongs(**byte)).count()
    }

    fn name(&self) -> (Token, usize) {
        let length = self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let token = match self.source.get(self.at..self.at + length) {
            Some("true") => Token::True,
            Some("false") => Token::False,
            Some("null") => Token::Null,
            Some("in") => Token::In,
            _ => Token::Name,
        };
        (token, length)
    }

    fn number(&self) -> Result<(Token, usize), ExprError> {
        let length = self.run(|byte| byte.is_ascii_digit());
        let whole = self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if whole > length {
            let written = &self.source[self.at..self.at + whole];
            let message = format!("`{written}` is not a number");
            return Err(ExprError::new(message, extent(self.at, self.at + whole)).help(
                "numbers are decimal and whole; a time span is `duration('10s')`, a memory size `memorySize('16m')`",
            ));
        }
        if self.byte(length) == Some(b'.') && self.byte(length + 1).is_some_and(|byte| byte.is_ascii_digit()) {
            let end = self.at + length + 2;
            let message = "only whole numbers are part of the language".to_owned();
            return Err(ExprError::new(message, extent(self.at, end)));
        }
        Ok((Token::Int, length))
    }

    /// The length of a quoted text from its opening quote to its closing quote.
    fn text(&self, start: usize, quote: u8, raw: bool) -> Result<usize, ExprError> {
        let bytes = self.source.as_bytes();
        let mut at = start + 1;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' if !raw => at += 1,
                b'\n' | b'\r' => break,
                byte if *byte == quote => return Ok(at + 1 - start),
                _ => {}
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        let message = format!("this text has no closing {}", char::from(quote));
        Err(ExprError::new(message, extent(self.at, end)))
    }

    fn stranger(&self) -> ExprError {
        let found = self.source[self.at..].chars().next().unwrap_or_default();
        let end = self.at + found.len_utf8();
        let error = ExprError::new(format!("`{}` means nothing here", found.escape_debug()), extent(self.at, end));
        match found {
            '=' => error.help("equality is `==`"),
            '&' => error.help("`and` is `&&`"),
            '|' => error.help("`or` is `||`"),
            '`' | '‘' | '’' | '“' | '”' => error.help("a text stands in ' or \""),
            '{' => error.help("maps are not part of the language"),
            _ => error,
        }
    }
}

pub(super) fn extent(start: usize, end: usize) -> Extent {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Extent { start: narrow(start), end: narrow(end) }
}

/// What a quoted text says: without its quotes, escapes resolved as in CEL.
pub(super) fn decode(source: &str, token: Extent) -> Result<Cow<'_, str>, ExprError> {
    let written = source.get(token.range()).unwrap_or_default();
    if let Some(raw) = written.strip_prefix(['r', 'R']) {
        return Ok(Cow::Borrowed(inside(raw)));
    }
    let body = inside(written);
    if !body.contains('\\') {
        return Ok(Cow::Borrowed(body));
    }
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = &rest[at..];
        let Some((decoded, length)) = unescape(escape) else {
            let start = token.end as usize - 1 - escape.len();
            let shown: usize = escape.chars().take(2).map(char::len_utf8).sum();
            let message = format!("`{}` is no escape", &escape[..shown]);
            return Err(ExprError::new(message, extent(start, start + shown))
                .help("a backslash is `\\\\`; in r'…' it stands for itself"));
        };
        text.push(decoded);
        rest = &escape[length..];
    }
    text.push_str(rest);
    Ok(Cow::Owned(text))
}

fn inside(quoted: &str) -> &str {
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default()
}

fn unescape(escape: &str) -> Option<(char, usize)> {
    let simple = match escape.as_bytes().get(1)? {
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'v' => '\u{b}',
        quoted @ (b'\\' | b'?' | b'"' | b'\'' | b'`') => char::from(*quoted),
        b'x' | b'X' => return numbered(escape, 2, 2, 16),
        b'u' => return numbered(escape, 2, 4, 16),
        b'U' => return numbered(escape, 2, 8, 16),
        b'0'..=b'3' => return numbered(escape, 1, 3, 8),
        _ => return None,
    };
    Some((simple, 2))
}

fn numbered(escape: &str, from: usize, digits: usize, radix: u32) -> Option<(char, usize)> {
    let number = escape.get(from..from + digits)?;
    if !number.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(number, radix).ok()?;
    Some((char::from_u32(code)?, from + digits))
}
