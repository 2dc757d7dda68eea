//! The shared edits of name nodes on journal nodes: `qjournal://host:port;host:port/id`, as `QuorumJournalManager` takes it.

use crate::settings::hadoop::split;
use flinklint_expr::model::{Located, Maybe, Open, Place, facts, words};
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// Why a name node refuses the shared edits.
    pub enum JournalFault as "fault of a journal" {
        /// Journal nodes are separated by a comma, which makes them several directories.
        Comma = "comma",
        /// No journal node is named.
        NoNodes = "no-nodes",
        /// The journal has no name.
        NoId = "no-id",
        /// The name of the journal has a slash in it.
        Path = "path",
    }
}

facts! {
    /// A journal on several journal nodes.
    pub struct Journal<'t> as "journal" {
        /// The journal nodes.
        nodes: Open<JournalNode<'t>>,
        /// The name of the journal, by custom that of the name service.
        id: Maybe<Cow<'t, str>>,
        /// Why a name node refuses the text.
        fault: Maybe<JournalFault>,
    }

    /// One journal node.
    pub struct JournalNode<'t> as "journal node" {
        /// Its host.
        host: Located<Cow<'t, str>>,
        /// Its port (8485 by default).
        port: Located<i64>,
    }
}

/// Reads the shared edits; None where they are no journal.
pub(super) fn parse<'t>(value: &Scalar<'t>) -> Option<Journal<'t>> {
    let text: &str = &value.text;
    let after = text.strip_prefix("qjournal:")?;
    // Without the two slashes the URI has no authority, and so no journal nodes.
    let rest = after.strip_prefix("//").unwrap_or("");
    let scheme = text.len() - if rest.is_empty() { 0 } else { rest.len() };
    let place = Place::at(value.span);
    let (start, end) = (scheme, scheme + rest.find('/').unwrap_or(rest.len()));
    let authority = value.part(start, end);
    let (addresses, id) = (split(&authority, ';'), text.get(end + 1..).unwrap_or(""));
    let hidden = template::placeholder(text).is_some() || addresses.is_none();
    let addresses = addresses.unwrap_or_default();
    let fault = if hidden {
        None
    } else if text.contains(',') {
        Some(JournalFault::Comma)
    } else if addresses.is_empty() {
        Some(JournalFault::NoNodes)
    } else if id.is_empty() {
        Some(JournalFault::NoId)
    } else if id.contains('/') {
        Some(JournalFault::Path)
    } else {
        None
    };
    let nodes = addresses
        .iter()
        .filter(|address| template::placeholder(&address.text).is_none())
        .map(|address| journal_node(address));
    let nodes =
        Open { items: if fault == Some(JournalFault::Comma) { Vec::new() } else { nodes.collect() }, open: hidden };
    let id_part = value.part(end + 1, text.len());
    let id = if id.is_empty() {
        Maybe::absent()
    } else if template::placeholder(id).is_some() {
        Maybe::unknown(Place::at(id_part.span))
    } else {
        Maybe::new(id_part.text, Place::at(id_part.span))
    };
    let fault = if hidden {
        Maybe::unknown(place.clone())
    } else {
        fault.map_or_else(Maybe::absent, |kind| Maybe::new(kind, place.clone()))
    };
    Some(Journal { place: Some(place), texts: PhantomData, nodes, id, fault })
}

fn journal_node<'t>(address: &Scalar<'t>) -> JournalNode<'t> {
    let text: &str = &address.text;
    let colon = text.rfind(':').filter(|colon| text.get(colon + 1..).is_some_and(|port| port.parse::<u16>().is_ok()));
    let end = colon.unwrap_or(text.len());
    let host = address.part(0, end);
    let host = Located::new(host.text, Place::at(host.span));
    let number = colon.and_then(|colon| text.get(colon + 1..)?.parse::<i64>().ok());
    let port = Located::new(number.unwrap_or(8485), Place::at(address.span));
    JournalNode { place: Some(Place::at(address.span)), texts: PhantomData, host, port }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::{FileId, Span};

    fn ask(text: &str) -> Option<Journal<'_>> {
        parse(&Scalar::new(text, Span::new(FileId { set: 0, text: 0 }, 0, text.len())))
    }

    #[test]
    fn journals() {
        let journal = ask("qjournal://jn-1:8485;jn-2:8486;jn-3/prod").expect("a journal");
        let nodes: Vec<_> = journal
            .nodes
            .items
            .iter()
            .map(|n| (n.host.value().map(ToString::to_string), n.port.value().copied()))
            .collect();
        assert_eq!(
            nodes,
            [(Some("jn-1".into()), Some(8485)), (Some("jn-2".into()), Some(8486)), (Some("jn-3".into()), Some(8485))]
        );
        assert_eq!(journal.id.value().map(ToString::to_string).as_deref(), Some("prod"));
        assert!(journal.fault.is_absent());
        assert!(ask("file:///mnt/filer/edits").is_none());
    }

    #[test]
    fn faults() {
        for (text, kind) in [
            ("qjournal://jn-1:8485,jn-2:8485/prod", "comma"),
            ("qjournal:///prod", "no-nodes"),
            ("qjournal://jn-1:8485;jn-2:8485", "no-id"),
            ("qjournal://jn-1:8485/a/b", "path"),
        ] {
            assert_eq!(ask(text).and_then(|j| j.fault.value().map(|fault| fault.word())), Some(kind), "{text}");
        }
    }

    #[test]
    fn placeholders_open_the_list() {
        let journal = ask("qjournal://${JN1}:8485;jn-2:8485/prod").expect("a journal");
        assert!(journal.nodes.open && journal.nodes.items.len() == 1 && journal.fault.is_unknown());
        assert!(ask("qjournal://${JN}/prod").is_some_and(|j| j.nodes.open && j.nodes.items.is_empty()));
    }
}
