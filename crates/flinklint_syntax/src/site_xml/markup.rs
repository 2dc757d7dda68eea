//! The small grammars inside XML markup, as Woodstox checks them: names, references, attributes, the declaration.
//!
//! Everything works on offsets of the decoded text. What stands in which order is the business of `tokens`.

use super::characters::{Fault, Stop, is_legal, is_name_char, is_space, name_len};
use super::doctype::Entities;
use std::borrow::Cow;
use std::ops::Range;

/// A name with its prefix, at the start of a text. `Err`: offset of what is wrong.
pub(super) fn qualified(text: &str) -> Result<(Option<&str>, &str), usize> {
    let (first, rest) = text.split_at_checked(name_len(text)).unwrap_or((text, ""));
    if first.is_empty() {
        return Err(0);
    }
    let Some(rest) = rest.strip_prefix(':') else {
        return Ok((None, first));
    };
    match rest.get(..name_len(rest)) {
        Some(local) if !local.is_empty() => Ok((Some(first), local)),
        _ => Err(first.len() + 1),
    }
}

/// The character that a reference stands for; `name` is what stands between `&` and `;`.
pub(super) fn reference(
    name: &str,
    range: Range<usize>,
    version_1_1: bool,
    entities: Option<&Entities<'_>>,
) -> Result<char, Stop> {
    let fault = |message: String| Err(Stop::Fault(Fault::new(message, range.clone())));
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
        let code = digits
            .chars()
            .try_fold(0_u32, |code, c| c.to_digit(radix).map(|d| code.saturating_mul(radix).saturating_add(d)));
        let Some(code) = code.filter(|_| !digits.is_empty()) else {
            return fault(format!("`&{name};` is not a character reference"));
        };
        let legal = |c: &char| is_legal(*c) || (version_1_1 && *c != '\0' && *c < ' ');
        return match char::from_u32(code).filter(legal) {
            Some(c) => Ok(c),
            None => fault(format!("`&{name};` names a character that is not allowed in XML")),
        };
    }
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ if name.is_empty() || name_len(name) != name.len() => {
            Err(Stop::Fault(Fault::new("a bare `&` stands here; it is written `&amp;`", range.start..range.start + 1)))
        }
        _ => match entities {
            Some(entities) if entities.may_define(name) && entities.explodes(name) => {
                fault(format!("the entity `{name}` expands without end, or to more than any reader allows"))
            }
            Some(entities) if entities.may_define(name) => Err(Stop::Untold),
            _ => fault(format!("the entity `{name}` is not defined")),
        },
    }
}

/// One attribute as it is written, its value resolved.
pub(super) struct RawAttribute<'a> {
    pub(super) prefix: Option<&'a str>,
    pub(super) local: &'a str,
    pub(super) name: Range<usize>,
    pub(super) value: Cow<'a, str>,
    /// Between the quotes.
    pub(super) range: Range<usize>,
}

/// The attributes of a tag; `inside` is what stands between the element's name and `>` or `/>`, which starts at `at`.
pub(super) fn attributes<'a>(
    inside: &'a str,
    at: usize,
    resolve: impl Fn(&str, Range<usize>) -> Result<char, Stop>,
) -> Result<Vec<RawAttribute<'a>>, Stop> {
    let mut found = Vec::new();
    let mut rest = inside;
    loop {
        let offset = |rest: &str| at + inside.len() - rest.len();
        let unexpected = |rest: &str, message: &str| {
            let start = offset(rest);
            let len = rest.chars().next().map_or(0, char::len_utf8);
            Stop::Fault(Fault::new(message, start..start + len))
        };
        let trimmed = rest.trim_start_matches(is_space);
        if trimmed.is_empty() {
            return Ok(found);
        }
        if trimmed.len() == rest.len() {
            return Err(unexpected(rest, "a space is missing before this"));
        }
        let start = offset(trimmed);
        let (prefix, local) = qualified(trimmed)
            .map_err(|n| unexpected(trimmed.get(n..).unwrap_or(""), "this is no name of an attribute"))?;
        let len = prefix.map_or(0, |prefix| prefix.len() + 1) + local.len();
        rest = trimmed.get(len..).unwrap_or("").trim_start_matches(is_space);
        rest =
            rest.strip_prefix('=').ok_or_else(|| unexpected(rest, "an attribute needs `=` and a value in quotes"))?;
        rest = rest.trim_start_matches(is_space);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some((value, behind)) = quote.and_then(|quote| rest.get(1..)?.split_once(quote)) else {
            return Err(unexpected(rest, "the value of an attribute stands in quotes"));
        };
        let value_start = offset(rest) + 1;
        if let Some(n) = value.find('<') {
            let fault = Fault::new(
                "a raw `<` in the value of an attribute; it is written `&lt;`",
                value_start + n..value_start + n + 1,
            );
            return Err(fault.into());
        }
        found.push(RawAttribute {
            prefix,
            local,
            name: start..start + len,
            value: attribute_value(value, value_start, &resolve)?,
            range: value_start..value_start + value.len(),
        });
        rest = behind;
    }
}

/// Resolves references and turns every tab and line end into one blank.
fn attribute_value<'a>(
    value: &'a str,
    at: usize,
    resolve: &impl Fn(&str, Range<usize>) -> Result<char, Stop>,
) -> Result<Cow<'a, str>, Stop> {
    if !value.contains(['&', '\t', '\r', '\n']) {
        return Ok(Cow::Borrowed(value));
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let start = at + value.len() - rest.len();
        let mut len = c.len_utf8();
        match c {
            '&' => {
                // A name ends at the latest where no character of a name or number stands.
                let name = rest.get(1..).unwrap_or("");
                let end = name.find(|c: char| c != '#' && !is_name_char(c, false)).unwrap_or(name.len());
                let closed = name.get(end..).is_some_and(|rest| rest.starts_with(';'));
                let name = if closed { name.get(..end).unwrap_or("") } else { "" };
                text.push(resolve(name, start..start + name.len() + 2)?);
                len = name.len() + 2;
            }
            '\r' if rest.starts_with("\r\n") => {
                text.push(' ');
                len = 2;
            }
            '\t' | '\r' | '\n' => text.push(' '),
            _ => text.push(c),
        }
        rest = rest.get(len..).unwrap_or("");
    }
    Ok(Cow::Owned(text))
}

/// What the XML declaration says.
pub(super) struct Declaration {
    pub(super) version_1_1: bool,
    encoding: Option<Range<usize>>,
}

/// Reads `<?xml …?>`; the text is the whole declaration. Ranges and faults count from its start.
pub(super) fn declaration(text: &str) -> Result<Declaration, Fault> {
    let inside = text.strip_prefix("<?xml").and_then(|rest| rest.strip_suffix("?>")).unwrap_or("");
    let mut rest = inside;
    let offset = |rest: &str| 5 + inside.len() - rest.len();
    let mut declaration = Declaration { version_1_1: false, encoding: None };
    for (n, keyword) in ["version", "encoding", "standalone"].into_iter().enumerate() {
        let blank = rest.trim_start_matches(is_space);
        let Some(behind) = blank.strip_prefix(keyword).filter(|_| blank.len() < rest.len()) else {
            if n == 0 {
                return Err(Fault::new("the XML declaration does not begin with a version", 0..text.len()));
            }
            continue;
        };
        let bad = |message: &str| Fault::new(message, offset(blank)..offset(blank) + keyword.len());
        let value =
            behind.trim_start_matches(is_space).strip_prefix('=').map(|value| value.trim_start_matches(is_space));
        let quoted = value.and_then(|value| {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            value.get(1..)?.split_once(quote)
        });
        let (value, behind) = quoted.ok_or_else(|| bad("a value in quotes is missing in the XML declaration"))?;
        let end = offset(behind) - 1;
        let range = end - value.len()..end;
        match keyword {
            "version" if !matches!(value, "1.0" | "1.1") => {
                return Err(Fault::new("the version of XML is 1.0 or 1.1", range));
            }
            "version" => declaration.version_1_1 = value == "1.1",
            "encoding" if value.is_empty() => return Err(bad("the encoding is empty")),
            "encoding" => declaration.encoding = Some(range),
            _ if !matches!(value, "yes" | "no") => return Err(Fault::new("`standalone` is `yes` or `no`", range)),
            _ => {}
        }
        rest = behind;
    }
    if rest.trim_start_matches(is_space).is_empty() {
        return Ok(declaration);
    }
    let start = offset(rest.trim_start_matches(is_space));
    Err(Fault::new("this does not belong in the XML declaration", start..text.len()))
}

/// Where the first characters of a text name its encoding. A malformed declaration names none: it is refused later.
pub(super) fn declared_encoding(head: &str) -> Option<Range<usize>> {
    let end = head.find("?>").filter(|_| head.starts_with("<?xml"))? + 2;
    declaration(head.get(..end)?).ok()?.encoding
}
