//! What Hadoop makes of the elements: `Configuration.Parser`, which keeps the last text of `<name>`, `<value>` and
//! `<final>` wherever they stand and takes them at the end of a `<property>`.
//!
//! Beside that, everything whose effect its author will not expect is noted as an oddity.

use super::characters::Stop;
use super::gathered::ElementText;
use super::text::Text;
use super::tokens::{Attribute, Tag, Token, Tokens};
use super::{Oddity, OddityKind, Property, SiteXml, unknown};
use crate::source::{FileId, Span};
use crate::{Scalar, SyntaxError};
use std::borrow::Cow;
use std::ops::Range;

/// Reads a decoded text.
pub(super) fn read<'a>(file: FileId, text: &Text<'_>, utf8: &'a str) -> SiteXml<'a> {
    let mut reader = Reader {
        file,
        text,
        utf8,
        site: SiteXml::default(),
        open: Vec::new(),
        parts: 0,
        gathered: ElementText::default(),
        name: None,
        value: None,
        is_final: false,
        in_fallback: false,
        properties: Vec::new(),
        lost_name: None,
        bare: None,
    };
    let mut tokens = Tokens::new(text, utf8);
    loop {
        match tokens.next() {
            Ok(Some(token)) => reader.take(token),
            Ok(None) => return reader.site,
            Err(Stop::Untold) => return unknown(),
            Err(Stop::Fault(fault)) => {
                let end = utf8.len();
                let mut span = reader.span(&fault.range);
                if let Some((_, bytes)) = text.cut.as_ref().filter(|_| fault.range == (end..end)) {
                    span = Span::new(file, span.start as usize, span.start as usize + bytes);
                }
                let related = fault.related.map(|range| reader.span(&range));
                reader.site.error = Some(SyntaxError { message: fault.message, span, related });
                return reader.site;
            }
        }
    }
}

/// What an element is to its surroundings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Properties are looked for here: the root and whatever surrounds it, but no property.
    Around,
    Property,
    /// `<name>`, `<value>`, `<final>` and the like.
    Part,
    /// Inside a property, but nothing that the reader knows: `<description>` and what is not expected.
    Other,
}

struct Open<'a> {
    local: &'a str,
    name: Range<usize>,
    range: Range<usize>,
    place: Place,
    /// A property stands inside.
    holds_property: bool,
    /// It stands around no property that the reader takes: neither it nor what surrounds it is expected here.
    unexpected: bool,
}

/// What happened in one property so far.
#[derive(Default)]
struct PropertyParts<'a> {
    name: Option<(Scalar<'a>, Span)>,
    value: Option<Span>,
    empty_value: Option<Span>,
    /// Elements that the reader does not know, and the text in the first of them.
    unexpected: Vec<(Scalar<'a>, Span)>,
    meant: Option<Scalar<'a>>,
    odd_final: Option<Span>,
    lost: Vec<(OddityKind, Option<Scalar<'a>>, Span)>,
}

struct Reader<'a, 'b> {
    file: FileId,
    text: &'b Text<'b>,
    utf8: &'a str,
    site: SiteXml<'a>,
    open: Vec<Open<'a>>,
    /// How many of the open elements are parts of a property.
    parts: usize,
    gathered: ElementText<'a>,
    name: Option<Scalar<'a>>,
    value: Option<Scalar<'a>>,
    is_final: bool,
    in_fallback: bool,
    /// One for each property that is open: they may be nested.
    properties: Vec<PropertyParts<'a>>,
    /// The text of the first `<name>` in the outermost element that is not expected.
    lost_name: Option<Scalar<'a>>,
    /// The oddity for the elements outside a property that were just read, so that a pair is noted once.
    bare: Option<usize>,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, token: Token<'a>) {
        match token {
            Token::Text(range) if self.gathers() => {
                let text = self.utf8.get(range.clone()).unwrap_or("");
                self.gathered.text(text, range);
            }
            Token::Character(c, range) if self.gathers() => self.gathered.character(c, range),
            Token::Text(_) | Token::Character(..) => {}
            Token::Start { tag, range, empty } => {
                self.start(tag, range.clone());
                if empty {
                    self.end(range.end..range.end);
                }
            }
            Token::End { range } => self.end(range),
        }
    }

    /// Hadoop gathers between the elements too, and never looks at that.
    fn gathers(&self) -> bool {
        self.parts > 0 || self.open.last().is_some_and(|open| open.place == Place::Other)
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let parent = self.open.last().map(|parent| parent.place);
        let outside = self.properties.is_empty();
        let place = match tag.local {
            "property" => Place::Property,
            "name" | "value" | "final" | "source" | "tag" => Place::Part,
            _ if outside => Place::Around,
            _ => Place::Other,
        };
        if parent.is_none() && tag.local != "configuration" {
            self.note(OddityKind::WrongRoot, &tag.name, None, Some(&tag.name));
        }
        match tag.local {
            "property" => self.start_property(&tag, &range),
            "name" | "value" | "final" | "source" | "tag" => self.gathered.clear(),
            "include" => self.site.includes.push(self.span(&range)),
            "fallback" => self.in_fallback = true,
            "configuration" if parent.is_some() => self.note(OddityKind::NestedConfiguration, &tag.name, None, None),
            "configuration" => {}
            _ if parent == Some(Place::Property) || parent == Some(Place::Part) && !outside => {
                let known = matches!(tag.local, "description");
                if let Some(seen) = self.properties.last_mut().filter(|_| !known) {
                    // The text inside tells what was meant; a part that is open goes on unharmed.
                    if self.parts == 0 {
                        self.gathered.clear();
                    }
                    let scalar = Scalar::new(
                        self.utf8.get(tag.name.clone()).unwrap_or(""),
                        self.text.span(self.file, &tag.name),
                    );
                    seen.unexpected.push((scalar, self.text.span(self.file, &tag.name)));
                }
            }
            _ => {}
        }
        let around = self.open.last().is_some_and(|parent| parent.unexpected);
        let unexpected = around
            || place == Place::Around
                && parent.is_some()
                && !matches!(tag.local, "configuration" | "fallback" | "include");
        if unexpected && !around {
            self.lost_name = None;
        }
        self.parts += usize::from(place == Place::Part);
        self.open.push(Open { local: tag.local, name: tag.name, range, place, holds_property: false, unexpected });
    }

    fn start_property(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        if !self.properties.is_empty() {
            self.note(OddityKind::NestedProperty, &tag.name, None, None);
        }
        // What surrounds an element that holds one is marked already.
        for open in self.open.iter_mut().rev().take_while(|open| !open.holds_property) {
            open.holds_property = true;
        }
        self.bare = None;
        (self.name, self.value, self.is_final) = (None, None, false);
        let mut seen = PropertyParts::default();
        let whole = self.span(range);
        for attribute in &tag.attributes {
            match attribute.local {
                "name" => {
                    let name = self.attribute(attribute);
                    seen.name = Some((name.clone(), whole));
                    self.name = Some(name);
                }
                "value" => {
                    seen.value = Some(whole);
                    self.value = Some(self.attribute(attribute));
                }
                "final" => {
                    self.is_final = attribute.value == "true";
                    seen.odd_final = is_odd_final(&attribute.value).then(|| self.span(&attribute.range));
                }
                _ => {}
            }
        }
        self.properties.push(seen);
    }

    fn end(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        self.parts -= usize::from(open.place == Place::Part);
        let whole = open.range.start..range.end.max(open.range.end);
        let span = self.span(&whole);
        match open.local {
            "name" => {
                let name = self.gathered.scalar(self.file, self.text, true);
                match (self.properties.last_mut(), name.clone()) {
                    (Some(seen), Some(name)) => {
                        if let Some((earlier, place)) = seen.name.replace((name, span)) {
                            seen.lost.push((OddityKind::TwoNames, Some(earlier), place));
                        }
                    }
                    (Some(_), None) => {}
                    (None, name) => self.outside(&open, &whole, name),
                }
                self.name = name.or(self.name.take());
            }
            "value" => {
                let value = self.gathered.scalar(self.file, self.text, false);
                if let Some(seen) = self.properties.last_mut() {
                    match (&value, seen.value) {
                        (None, _) => seen.empty_value = Some(span),
                        (Some(_), Some(earlier)) => seen.lost.push((OddityKind::TwoValues, None, earlier)),
                        (Some(_), None) => {}
                    }
                    seen.value = if value.is_some() { Some(span) } else { seen.value };
                } else {
                    self.outside(&open, &whole, None);
                }
                self.value = value.or(self.value.take());
            }
            "final" => {
                let text =
                    self.gathered.scalar(self.file, self.text, false).map_or(Cow::Borrowed(""), |text| text.text);
                self.is_final = text == "true";
                if let Some(seen) = self.properties.last_mut() {
                    seen.odd_final = is_odd_final(&text).then_some(span);
                } else {
                    self.outside(&open, &whole, None);
                }
            }
            "property" => self.end_property(span),
            "include" => self.in_fallback = false,
            _ if open.place == Place::Other => {
                let parent = self.open.last().map(|parent| parent.place);
                let tells = parent == Some(Place::Property) && self.parts == 0 && open.local != "description";
                if let Some(seen) = self.properties.last_mut().filter(|seen| tells && seen.meant.is_none()) {
                    seen.meant = self.gathered.scalar(self.file, self.text, true);
                }
            }
            "configuration" | "fallback" => {}
            _ if open.unexpected
                && !open.holds_property
                && !self.open.last().is_some_and(|parent| parent.unexpected) =>
            {
                let name = self.lost_name.take();
                self.note(OddityKind::UnknownElement, &whole, name, Some(&open.name));
                self.bare = None;
            }
            _ => {}
        }
    }

    /// A part of a property that stands in none.
    fn outside(&mut self, open: &Open<'a>, whole: &Range<usize>, name: Option<Scalar<'a>>) {
        // Inside an element that is not expected, that element is what is wrong.
        if self.open.last().is_some_and(|parent| parent.unexpected) {
            self.lost_name = self.lost_name.take().or(name);
            return;
        }
        let span = self.span(whole);
        match self.bare.filter(|_| open.local != "name").and_then(|n| self.site.oddities.get_mut(n)) {
            Some(pair) => pair.span.end = span.end,
            None => {
                self.bare = Some(self.site.oddities.len());
                self.note(OddityKind::OutsideProperty, whole, name, Some(&open.name));
            }
        }
    }

    fn end_property(&mut self, span: Span) {
        let seen = self.properties.pop().unwrap_or_default();
        let site = &mut self.site;
        let mut note = |kind, span, name: Option<&Scalar<'a>>, element| {
            site.note(Oddity { kind, span, name: name.cloned(), element });
        };
        let name = self.name.as_ref();
        let has_unexpected = !seen.unexpected.is_empty();
        for (element, place) in seen.unexpected {
            note(OddityKind::UnknownElement, place, name.or(seen.meant.as_ref()), Some(element));
        }
        for (kind, lost, place) in seen.lost {
            note(kind, place, lost.as_ref().or(name), None);
        }
        let Some(name) = self.name.clone() else {
            if !has_unexpected {
                note(OddityKind::NoName, span, None, None);
            }
            return;
        };
        if self.value.is_none() {
            match seen.empty_value {
                Some(place) => note(OddityKind::EmptyValue, place, Some(&name), None),
                None if !has_unexpected => note(OddityKind::NoValue, span, Some(&name), None),
                None => {}
            }
        }
        if let Some(place) = seen.odd_final {
            note(OddityKind::FinalIgnored, place, Some(&name), None);
        }
        if self.in_fallback {
            note(OddityKind::InFallback, span, Some(&name), None);
            return;
        }
        self.site.properties.push(Property { name, value: self.value.clone(), is_final: self.is_final, span });
    }

    fn note(
        &mut self,
        kind: OddityKind,
        range: &Range<usize>,
        name: Option<Scalar<'a>>,
        element: Option<&Range<usize>>,
    ) {
        let element = element.map(|range| Scalar::new(self.utf8.get(range.clone()).unwrap_or(""), self.span(range)));
        let span = self.span(range);
        self.site.note(Oddity { kind, span, name, element });
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.text.span(self.file, range)
    }

    fn attribute(&self, attribute: &Attribute<'a>) -> Scalar<'a> {
        Scalar::new(attribute.value.clone(), self.span(&attribute.range))
    }
}

/// Neither `true`, which works, nor something that plainly means no.
fn is_odd_final(text: &str) -> bool {
    text != "true" && !text.trim().is_empty() && !text.trim().eq_ignore_ascii_case("false")
}
