//! `*-site.xml` as `org.apache.hadoop.conf.Configuration` reads it (Hadoop 3.3.4, `Configuration.Parser` over Woodstox).
//!
//! One resource alone: which resource overrides which, deprecated names, `${}` and types are not known here. Entities
//! that a document defines are never expanded and includes are never followed. Spans are in raw bytes whatever the
//! encoding is.

mod characters;
mod doctype;
mod gathered;
mod markup;
mod reader;
mod text;
mod tokens;

use super::{Scalar, SyntaxError};
use crate::source::{FileId, Span};
use std::borrow::Cow;
use text::DecodedText;

/// What `Configuration` makes of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteXml<'t> {
    /// The properties that have a name, in document order; the last of equal names wins unless an earlier one is final.
    pub properties: Vec<Property<'t>>,
    /// What is well-formed, but does not do what it looks like.
    pub oddities: Vec<Oddity<'t>>,
    /// Whether there are more oddities than the first [`MOST_ODDITIES`].
    pub oddities_more: bool,
    /// The `xi:include` elements. They are never followed: if there is one, the resource has more settings than can be seen.
    pub includes: Vec<Span>,
    /// Why the reader throws; `properties` holds what stands before.
    pub error: Option<SyntaxError>,
    /// The text is in an encoding that is not decoded here, or it uses entities that it defines itself, or characters
    /// that only XML 1.1 knows: nothing was read, and nothing can be claimed.
    pub encoding_unknown: bool,
}

/// One `<property>` with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property<'t> {
    /// The name; that of a `<name>` element is trimmed, that of an attribute is not.
    pub name: Scalar<'t>,
    /// The untrimmed value. `None`: the reader sets nothing, and an earlier value stays.
    pub value: Option<Scalar<'t>>,
    /// Later resources cannot change it.
    pub is_final: bool,
    /// The whole element.
    pub span: Span,
}

/// Something that is well-formed, but does not do what it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity<'t> {
    /// What it is.
    pub kind: OddityKind,
    /// The element.
    pub span: Span,
    /// The property that it concerns.
    pub name: Option<Scalar<'t>>,
    /// The name of the element as it is written.
    pub element: Option<Scalar<'t>>,
}

/// The kinds of oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// An element that the reader does not know: inside a property, or outside and without properties in it. `name` is
    /// the property's; where there is none, the text that was meant as name, if it can be told.
    UnknownElement,
    /// `<name>` with `<value>` and `<final>` outside `<property>`: no effect.
    OutsideProperty,
    /// A second name in one property: the last one counts. `span` and `name` are those of the one that is lost.
    TwoNames,
    /// A second value in one property: the last one counts. `span` is that of the one that is lost.
    TwoValues,
    /// A property without a name: no effect.
    NoName,
    /// A property without a value: sets nothing.
    NoValue,
    /// A property whose value is empty: sets nothing, an earlier value stays.
    EmptyValue,
    /// `<final>` with anything but exactly `true`, which means false, though its text is not `false`.
    FinalIgnored,
    /// A root that is not `<configuration>`: accepted.
    WrongRoot,
    /// `<configuration>` inside `<configuration>`: read as if it were not there.
    NestedConfiguration,
    /// `<property>` inside `<property>`.
    NestedProperty,
    /// A property inside `xi:fallback`, which counts only if the included resource is missing. It is not among the properties.
    InFallback,
}

impl OddityKind {
    /// The name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownElement => "unknown-element",
            Self::OutsideProperty => "outside-property",
            Self::TwoNames => "two-names",
            Self::TwoValues => "two-values",
            Self::NoName => "no-name",
            Self::NoValue => "no-value",
            Self::EmptyValue => "empty-value",
            Self::FinalIgnored => "final-ignored",
            Self::WrongRoot => "wrong-root",
            Self::NestedConfiguration => "nested-configuration",
            Self::NestedProperty => "nested-property",
            Self::InFallback => "in-fallback",
        }
    }
}

/// A text with more oddities than this is no configuration.
pub const MOST_ODDITIES: usize = 10_000;

/// Reads a text.
pub fn parse<'t>(file: FileId, bytes: &'t [u8]) -> SiteXml<'t> {
    match text::decode(bytes) {
        DecodedText::Unknown => unknown(),
        DecodedText::Refused(fault) => {
            let span = Span::new(file, fault.range.start, fault.range.end);
            let error = SyntaxError { message: fault.message, span, related: None };
            SiteXml { error: Some(error), ..SiteXml::default() }
        }
        DecodedText::Text(text) => match &text.utf8 {
            Cow::Borrowed(utf8) => reader::read(file, &text, utf8),
            Cow::Owned(utf8) => reader::read(file, &text, utf8).into_owned(),
        },
    }
}

fn unknown<'t>() -> SiteXml<'t> {
    SiteXml { encoding_unknown: true, ..SiteXml::default() }
}

impl<'a> SiteXml<'a> {
    fn note(&mut self, oddity: Oddity<'a>) {
        if self.oddities.len() < MOST_ODDITIES {
            self.oddities.push(oddity);
        } else {
            self.oddities_more = true;
        }
    }
}

impl SiteXml<'_> {
    fn into_owned<'t>(self) -> SiteXml<'t> {
        fn own<'t>(scalar: Scalar<'_>) -> Scalar<'t> {
            Scalar::new(scalar.text.into_owned(), scalar.span)
        }
        let property = |property: Property<'_>| Property {
            name: own(property.name),
            value: property.value.map(own),
            is_final: property.is_final,
            span: property.span,
        };
        let oddity = |oddity: Oddity<'_>| Oddity {
            kind: oddity.kind,
            span: oddity.span,
            name: oddity.name.map(own),
            element: oddity.element.map(own),
        };
        SiteXml {
            properties: self.properties.into_iter().map(property).collect(),
            oddities: self.oddities.into_iter().map(oddity).collect(),
            oddities_more: self.oddities_more,
            includes: self.includes,
            error: self.error,
            encoding_unknown: self.encoding_unknown,
        }
    }
}

#[cfg(test)]
mod tests;
