//! Well-formed pieces of an XML text, in order: quick-xml cuts, and what it lets pass is checked here.
//!
//! The bar is Woodstox as Hadoop sets it up: namespaces are resolved, DTDs are not validated against, and its limit
//! on depth holds. What an element means to Hadoop is not known here.

use super::characters::{Fault, Stop, is_name_char, is_space, name_len};
use super::doctype::Entities;
use super::markup;
use super::text::Text;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::ops::Range;

/// A piece of the text.
pub(super) enum Token<'a> {
    /// A start tag, or an element without content.
    Start { tag: Tag<'a>, range: Range<usize>, empty: bool },
    /// The end tag of the innermost element.
    End { range: Range<usize> },
    /// Text as it stands, but for its line ends.
    Text(Range<usize>),
    /// A character that is written as a reference.
    Character(char, Range<usize>),
}

/// A start tag.
pub(super) struct Tag<'a> {
    /// The name without its prefix.
    pub(super) local: &'a str,
    /// The name with its prefix.
    pub(super) name: Range<usize>,
    pub(super) attributes: Vec<Attribute<'a>>,
}

/// An attribute that is no namespace declaration.
pub(super) struct Attribute<'a> {
    /// The name without its prefix.
    pub(super) local: &'a str,
    pub(super) value: Cow<'a, str>,
    /// Where the value stands, between its quotes.
    pub(super) range: Range<usize>,
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Woodstox's limit.
const DEEPEST: usize = 1000;

/// The tokens of a text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// What is wrong where the decoded text ends early.
    cut: Option<String>,
    reader: Reader<&'a [u8]>,
    /// The names of the open elements, and how many namespaces were bound outside each.
    open: Vec<(Range<usize>, usize)>,
    namespaces: Vec<(&'a str, Cow<'a, str>)>,
    entities: Option<Entities<'a>>,
    version_1_1: bool,
    root_seen: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &Text<'_>, utf8: &'a str) -> Self {
        let mut reader = Reader::from_str(utf8);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self {
            text: utf8,
            cut: text.cut.as_ref().map(|(message, _)| message.clone()),
            reader,
            open: Vec::new(),
            namespaces: vec![("xml", Cow::Borrowed(XML))],
            entities: None,
            version_1_1: false,
            root_seen: false,
        }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// The next token; `None` at the end of a whole document.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Stop> {
        loop {
            let start = self.at();
            if start == 0 && self.text.starts_with('\u{feff}') {
                // quick-xml would pass over it; to the reader a second mark is text in front of the root.
                return Err(Fault::new("a second byte order mark stands in front of the document", 0..3).into());
            }
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.broken(&error, start).into()),
            };
            let range = start..self.at();
            let token = match event {
                Event::Start(_) => Some(self.start(range, false)?),
                Event::Empty(_) => Some(self.start(range, true)?),
                Event::End(_) => Some(self.end(range)?),
                Event::Text(_) => self.characters(range)?,
                Event::GeneralRef(name) => Some(self.character(&name, range)?),
                Event::CData(_) => {
                    self.inside(&range, "a CDATA section")?;
                    Some(Token::Text(range.start + 9..range.end - 3))
                }
                Event::Comment(_) => {
                    let inner = self.slice(&range).get(4..range.len().saturating_sub(3)).unwrap_or("-");
                    if inner.contains("--") || inner.ends_with('-') {
                        let at = range.start + 4 + inner.find("--").unwrap_or(inner.len().saturating_sub(1));
                        return Err(Fault::new("`--` stands inside a comment", at..at + 2).into());
                    }
                    None
                }
                Event::PI(_) => {
                    self.instruction(&range)?;
                    None
                }
                Event::Decl(_) => {
                    if start > 0 {
                        return Err(Fault::new(
                            "the XML declaration does not stand at the very start of the file",
                            range,
                        )
                        .into());
                    }
                    self.version_1_1 = markup::declaration(self.slice(&range))?.version_1_1;
                    if self.version_1_1 && self.text.contains(|c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}')) {
                        return Err(Stop::Untold);
                    }
                    None
                }
                Event::DocType(_) => {
                    if self.root_seen || self.entities.is_some() {
                        return Err(
                            Fault::new("a document type declaration stands once, in front of the root", range).into()
                        );
                    }
                    self.entities = Some(Entities::parse(self.slice(&range), start)?);
                    None
                }
                Event::Eof => return self.finish(),
            };
            if token.is_some() {
                return Ok(token);
            }
        }
    }

    fn cut(&self) -> Option<Fault> {
        let len = self.text.len();
        self.cut.clone().map(|message| Fault::new(message, len..len))
    }

    fn finish(&self) -> Result<Option<Token<'a>>, Stop> {
        if let Some(fault) = self.cut() {
            return Err(fault.into());
        }
        let end = self.text.len();
        match self.open.last() {
            Some((name, _)) => {
                Err(Fault::new(format!("`<{}>` is never closed", self.slice(name)), name.clone()).into())
            }
            None if self.root_seen => Ok(None),
            None => Err(Fault::new("the file has no root element", end..end).into()),
        }
    }

    fn broken(&self, error: &Error, start: usize) -> Fault {
        let ends_early = !matches!(
            error,
            Error::Syntax(SyntaxError::InvalidBangMarkup) | Error::IllFormed(IllFormedError::MissingDoctypeName)
        );
        if let Some(fault) = self.cut().filter(|_| ends_early && self.at() >= self.text.len()) {
            return fault;
        }
        let message = match error {
            Error::Syntax(SyntaxError::InvalidBangMarkup) => "`<!` begins neither a comment nor a CDATA section",
            Error::IllFormed(IllFormedError::MissingDoctypeName) => "the document type has no name",
            Error::Syntax(SyntaxError::UnclosedComment) => "the comment is never closed by `-->`",
            Error::Syntax(SyntaxError::UnclosedCData) => "the CDATA section is never closed by `]]>`",
            Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => {
                "the instruction is never closed by `?>`"
            }
            Error::Syntax(SyntaxError::UnclosedDoctype) => "the document type declaration is never closed",
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                return Fault::new("a bare `&` stands here; it is written `&amp;`", start..start + 1);
            }
            _ => "the tag is never closed by `>`",
        };
        let shown = self.text.get(start..).unwrap_or("");
        let len =
            shown.char_indices().find(|&(n, c)| n > 0 && (is_space(c) || c == '>')).map_or(shown.len(), |(n, _)| n);
        Fault::new(message, start..start + len)
    }

    /// Refuses what may only stand inside the root.
    fn inside(&self, range: &Range<usize>, what: &str) -> Result<(), Fault> {
        match self.open.is_empty() {
            true => Err(Fault::new(format!("{what} stands outside the root element"), range.clone())),
            false => Ok(()),
        }
    }

    fn characters(&mut self, range: Range<usize>) -> Result<Option<Token<'a>>, Stop> {
        let text = self.slice(&range);
        if self.open.is_empty() {
            let Some(n) = text.find(|c| !is_space(c)) else {
                return Ok(None);
            };
            let shown = text.get(n..).unwrap_or("");
            let shown = shown.split(['\n', '\r']).next().unwrap_or(shown).trim_end_matches(is_space);
            return Err(Fault::new(
                "text stands outside the root element",
                range.start + n..range.start + n + shown.len(),
            )
            .into());
        }
        if let Some(n) = text.find("]]>") {
            let at = range.start + n;
            return Err(Fault::new("`]]>` stands outside a CDATA section", at..at + 3).into());
        }
        Ok(Some(Token::Text(range)))
    }

    fn character(&self, name: &str, range: Range<usize>) -> Result<Token<'a>, Stop> {
        self.inside(&range, "a reference")?;
        let c = markup::reference(name, range.clone(), self.version_1_1, self.entities.as_ref())?;
        Ok(Token::Character(c, range))
    }

    fn instruction(&self, range: &Range<usize>) -> Result<(), Fault> {
        let inner = self.slice(range).get(2..range.len().saturating_sub(2)).unwrap_or("");
        let (target, rest) = inner.split_at_checked(name_len(inner)).unwrap_or((inner, ""));
        let fault = |message: &str| Err(Fault::new(message, range.clone()));
        if target.is_empty() || !(rest.is_empty() || rest.starts_with(is_space)) {
            return fault("a processing instruction begins with a name");
        }
        match target.eq_ignore_ascii_case("xml") {
            true => fault("the XML declaration does not stand at the very start of the file"),
            false => Ok(()),
        }
    }

    fn start(&mut self, range: Range<usize>, empty: bool) -> Result<Token<'a>, Stop> {
        let text = self.slice(&range);
        let inside = text.get(1..text.len() - if empty { 2 } else { 1 }).unwrap_or("");
        let (prefix, local) = markup::qualified(inside).map_err(|n| {
            let at = range.start + 1 + n;
            let message = if n == 0 {
                "a raw `<` stands here; it is written `&lt;`"
            } else {
                "the name of the element is not complete"
            };
            Fault::new(
                message,
                range.start..at + inside.get(n..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
            )
        })?;
        let len = prefix.map_or(0, |prefix| prefix.len() + 1) + local.len();
        let name = range.start + 1..range.start + 1 + len;
        if self.open.is_empty() && self.root_seen {
            return Err(Fault::new("a second root element begins here", name).into());
        }
        if self.open.len() >= DEEPEST {
            return Err(Fault::new("elements are nested deeper than the reader allows", name).into());
        }
        let resolve =
            |name: &str, range: Range<usize>| markup::reference(name, range, self.version_1_1, self.entities.as_ref());
        let raw = markup::attributes(inside.get(len..).unwrap_or(""), name.end, resolve)?;
        let outside = self.namespaces.len();
        let attributes = self.bind(raw)?;
        if let Some(prefix) = prefix.filter(|prefix| !self.is_bound(prefix)) {
            return Err(Fault::new(format!("the prefix `{prefix}` is not bound to a namespace"), name).into());
        }
        self.root_seen = true;
        if empty {
            self.namespaces.truncate(outside);
        } else {
            self.open.push((name.clone(), outside));
        }
        Ok(Token::Start { tag: Tag { local, name, attributes }, range, empty })
    }

    fn is_bound(&self, prefix: &str) -> bool {
        self.namespace(prefix).is_some()
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.namespaces.iter().rev().find(|(bound, _)| *bound == prefix).map(|(_, uri)| &**uri)
    }

    /// Takes the namespace declarations out, and refuses prefixes without a namespace and equal names.
    fn bind(&mut self, raw: Vec<markup::RawAttribute<'a>>) -> Result<Vec<Attribute<'a>>, Fault> {
        for attribute in raw.iter().filter(|attribute| attribute.prefix == Some("xmlns")) {
            let message = match (attribute.local, &*attribute.value) {
                ("xmlns", _) => "the prefix `xmlns` cannot be bound",
                ("xml", XML) => continue,
                ("xml", _) | (_, XML) => "the prefix `xml` and its namespace belong together",
                (_, "") if !self.version_1_1 => "a prefix cannot be bound to nothing",
                (prefix, _) => {
                    self.namespaces.push((prefix, attribute.value.clone()));
                    continue;
                }
            };
            return Err(Fault::new(message, attribute.name.clone()));
        }
        let mut names = Vec::with_capacity(raw.len());
        for attribute in &raw {
            let space = match attribute.prefix {
                None => "",
                Some("xmlns") => "xmlns",
                Some(prefix) => self.namespace(prefix).ok_or_else(|| {
                    Fault::new(format!("the prefix `{prefix}` is not bound to a namespace"), attribute.name.clone())
                })?,
            };
            names.push((space, attribute.local, attribute.name.clone()));
        }
        names.sort_by(|a, b| (a.0, a.1, a.2.start).cmp(&(b.0, b.1, b.2.start)));
        let twice = names.windows(2).find_map(|pair| match pair {
            [a, b] if a.0 == b.0 && a.1 == b.1 => Some((a, b)),
            _ => None,
        });
        if let Some((first, second)) = twice {
            let message = format!("the attribute `{}` stands twice", self.slice(&second.2));
            return Err(Fault { related: Some(first.2.clone()), ..Fault::new(message, second.2.clone()) });
        }
        let kept = raw.into_iter().filter(|attribute| {
            attribute.prefix != Some("xmlns") && (attribute.prefix, attribute.local) != (None, "xmlns")
        });
        Ok(kept
            .map(|attribute| Attribute { local: attribute.local, value: attribute.value, range: attribute.range })
            .collect())
    }

    fn end(&mut self, range: Range<usize>) -> Result<Token<'a>, Stop> {
        let inner = self.slice(&range).get(2..range.len().saturating_sub(1)).unwrap_or("");
        let name = inner.trim_end_matches(is_space);
        let Some((open, outside)) = self.open.pop() else {
            return Err(Fault::new(format!("`</{name}>` closes nothing"), range).into());
        };
        if self.slice(&open) != name {
            let found =
                name.get(..name.find(|c| c != ':' && !is_name_char(c, false)).unwrap_or(name.len())).unwrap_or("");
            let message = format!("`</{found}>` does not close `<{}>`", self.slice(&open));
            return Err(Fault { related: Some(open), ..Fault::new(message, range) }.into());
        }
        self.namespaces.truncate(outside);
        Ok(Token::End { range })
    }
}
