//! The one document of a `config.yaml` as a graph of nodes: what SnakeYAML Engine's composer and constructor make of the
//! events, before Flink flattens it.
//!
//! Aliases are edges to the node that they name, so that the graph is never larger than the text.

use super::core_schema::{self, Resolved};
use super::{ConfigErrorKind, Outermost};
use crate::yaml_events::{Event, EventKind, Events, ScalarStyle};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// A use of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) node: usize,
    /// Bytes of the node itself, or of the alias that names it.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug)]
pub(super) enum NodeKind<'t> {
    Scalar { text: Cow<'t, str>, style: ScalarStyle, resolved: Resolved },
    Sequence { flow: bool, items: Vec<Edge> },
    Mapping { pairs: Vec<(Edge, Edge)> },
}

#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) kind: NodeKind<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// An error with its places in bytes of the decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: ConfigErrorKind,
    pub(super) message: String,
    pub(super) place: (usize, usize),
    pub(super) related: Option<(usize, usize)>,
}

impl Fault {
    pub(super) fn new(kind: ConfigErrorKind, message: impl Into<String>, place: (usize, usize)) -> Self {
        Self { kind, message: message.into(), place, related: None }
    }
}

#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    nodes: Vec<Node<'t>>,
    /// The outermost node; absent for an empty text.
    pub(super) root: Option<usize>,
    pub(super) faults: Vec<Fault>,
    /// End of the last thing that is neither blank nor comment.
    pub(super) reached: usize,
    /// The collections in which an error broke off.
    pub(super) unfinished: Vec<usize>,
    /// Where the parser misses a blank that the real one does not need; nothing behind it was read.
    pub(super) missing_blank: Option<usize>,
}

/// Aliases of collections that the real loader allows in a document (`LoadSettings.getMaxAliasesForCollections`).
const MOST_COLLECTION_ALIASES: usize = 50;

/// A collection whose end has not been seen.
struct Open {
    node: usize,
    key: Option<Edge>,
    is_mapping: bool,
}

struct Composer<'t> {
    document: Document<'t>,
    open: Vec<Open>,
    anchors: HashMap<usize, usize>,
    collection_aliases: usize,
}

impl<'t> Document<'t> {
    /// Composes the first document of a text. After an error, what was complete up to there stays.
    pub(super) fn compose(text: &'t str) -> Self {
        let mut composer =
            Composer { document: Self::default(), open: Vec::new(), anchors: HashMap::new(), collection_aliases: 0 };
        let mut documents = 0;
        if let Some(at) = starts_with_end_marker(text) {
            composer.fault(ConfigErrorKind::Syntax, "a document ends here before it has begun", (at, at + 3));
            return composer.document;
        }
        for event in Events::new(text) {
            match event {
                Ok(event) if event.kind == EventKind::DocumentStart => {
                    documents += 1;
                    if documents > 1 {
                        composer.fault(
                            ConfigErrorKind::MultipleDocuments,
                            "a second document begins; only one is read",
                            (event.start, event.end),
                        );
                        break;
                    }
                }
                Ok(event) => {
                    if event.start < event.end {
                        composer.document.reached = event.end;
                    }
                    if composer.event(event).is_none() {
                        break;
                    }
                }
                Err(error) => {
                    composer.document.missing_blank = error.missing_blank;
                    let next = text.get(error.at..).and_then(|rest| rest.chars().next());
                    let end = error.at + next.filter(|&c| c != '\n' && c != '\r').map_or(0, char::len_utf8);
                    let opened = composer.open_bracket(text).filter(|opened| opened.0 < error.at);
                    let fault = Fault::new(ConfigErrorKind::Syntax, error.message, (error.at, end));
                    composer.document.faults.push(Fault { related: opened, ..fault });
                    break;
                }
            }
        }
        composer.document.unfinished = composer.open.iter().map(|open| open.node).collect();
        composer.document
    }

    pub(super) fn node(&self, id: usize) -> Option<&Node<'t>> {
        self.nodes.get(id)
    }

    pub(super) fn kind(&self, id: usize) -> Option<&NodeKind<'t>> {
        self.nodes.get(id).map(|node| &node.kind)
    }

    /// Whether the whole is a list or a mapping, with nothing null in it and no two keys of one text.
    pub(super) fn outermost(&self) -> Option<Outermost> {
        let is_null =
            |edge: &Edge| matches!(self.kind(edge.node), Some(NodeKind::Scalar { resolved: Resolved::Null, .. }));
        match self.kind(self.root?)? {
            NodeKind::Sequence { items, .. } => (!items.iter().any(is_null)).then_some(Outermost::List),
            NodeKind::Mapping { pairs } => {
                let has_null = pairs.iter().any(|(key, value)| is_null(key) || is_null(value));
                let mut seen = HashSet::with_capacity(pairs.len());
                let is_new = |(key, _): &(Edge, Edge)| match self.kind(key.node) {
                    Some(NodeKind::Scalar { text, resolved, .. }) => {
                        seen.insert(resolved.text().map_or(Cow::Borrowed(text.as_ref()), Cow::Owned))
                    }
                    _ => true,
                };
                (!has_null && pairs.iter().all(is_new)).then_some(Outermost::Mapping)
            }
            NodeKind::Scalar { .. } => None,
        }
    }

    pub(super) fn nodes(&self) -> &[Node<'t>] {
        &self.nodes
    }
}

impl<'t> Composer<'t> {
    fn fault(&mut self, kind: ConfigErrorKind, message: impl Into<String>, place: (usize, usize)) {
        self.document.faults.push(Fault::new(kind, message, place));
    }

    /// The innermost bracket that is open.
    fn open_bracket(&self, text: &str) -> Option<(usize, usize)> {
        let start = self.document.node(self.open.last()?.node)?.start;
        text.get(start..).is_some_and(|rest| rest.starts_with(['{', '['])).then_some((start, start + 1))
    }

    /// Takes an event; `None` where the real loader gives up.
    fn event(&mut self, event: Event<'t>) -> Option<()> {
        let (start, end) = (event.start, event.end);
        match event.kind {
            EventKind::Alias(number) => {
                let node = self.anchors.get(&number).copied()?;
                if !matches!(self.document.kind(node)?, NodeKind::Scalar { .. }) {
                    self.collection_aliases += 1;
                    if self.collection_aliases > MOST_COLLECTION_ALIASES {
                        self.fault(ConfigErrorKind::Syntax, "more than 50 aliases of lists and mappings", (start, end));
                        return None;
                    }
                }
                self.attach(Edge { node, start, end });
            }
            EventKind::Scalar { text, style } => {
                let resolved = match resolve(&text, style, event.tag.as_deref()) {
                    Ok(resolved) => resolved,
                    Err(message) => {
                        self.fault(ConfigErrorKind::Syntax, message, (start, end));
                        Resolved::Text
                    }
                };
                if event.unwritten && self.open.last().is_some_and(|outer| outer.is_mapping && outer.key.is_none()) {
                    self.fault(ConfigErrorKind::Syntax, "there is no key before the `:`", (start, end));
                }
                let node = self.add(NodeKind::Scalar { text, style, resolved }, event.anchor, start, end);
                self.attach(Edge { node, start, end });
            }
            EventKind::SequenceStart { flow } => {
                self.check_collection_tag(event.tag.as_deref(), "tag:yaml.org,2002:seq", (start, end));
                self.begin(NodeKind::Sequence { flow, items: Vec::new() }, event.anchor, (start, end), false);
            }
            EventKind::MappingStart { .. } => {
                self.check_collection_tag(event.tag.as_deref(), "tag:yaml.org,2002:map", (start, end));
                self.begin(NodeKind::Mapping { pairs: Vec::new() }, event.anchor, (start, end), true);
            }
            EventKind::SequenceEnd | EventKind::MappingEnd => self.finish(start, end),
            EventKind::DocumentStart | EventKind::DocumentEnd => {}
        }
        Some(())
    }

    fn check_collection_tag(&mut self, tag: Option<&str>, fitting: &str, place: (usize, usize)) {
        if tag.is_some_and(|tag| tag != fitting && tag != "!") {
            self.fault(ConfigErrorKind::Syntax, "the tag before this collection is not known to the reader", place);
        }
    }

    fn add(&mut self, kind: NodeKind<'t>, anchor: usize, start: usize, end: usize) -> usize {
        let id = self.document.nodes.len();
        self.document.nodes.push(Node { kind, start, end });
        if anchor > 0 {
            self.anchors.insert(anchor, id);
        }
        if self.document.root.is_none() {
            self.document.root = Some(id);
        }
        id
    }

    /// A collection is attached to what holds it at once, so that it is there when the text breaks off inside it.
    fn begin(&mut self, kind: NodeKind<'t>, anchor: usize, (start, end): (usize, usize), is_mapping: bool) {
        let node = self.add(kind, anchor, start, end);
        self.attach(Edge { node, start, end });
        self.open.push(Open { node, key: None, is_mapping });
    }

    fn finish(&mut self, start: usize, end: usize) {
        let Some(done) = self.open.pop() else {
            return;
        };
        // A bracket ends the collection; the end of a block is where its last node ends.
        if let Some(node) = self.document.nodes.get_mut(done.node)
            && start < end
        {
            node.end = end;
        }
        let Some(node) = self.document.nodes.get(done.node) else {
            return;
        };
        let (id, end) = (done.node, node.end);
        if let Some(outer) = self.open.last_mut()
            && let Some(key) = outer.key.as_mut().filter(|key| key.node == id)
        {
            key.end = end;
        }
        let outer = self.open.last().map(|outer| outer.node);
        if let Some(outer) = outer.and_then(|outer| self.document.nodes.get_mut(outer)) {
            outer.end = outer.end.max(end);
            let last = match &mut outer.kind {
                NodeKind::Sequence { items, .. } => items.last_mut(),
                NodeKind::Mapping { pairs } => pairs.last_mut().map(|(_, value)| value),
                NodeKind::Scalar { .. } => None,
            };
            if let Some(edge) = last.filter(|edge| edge.node == id) {
                edge.end = end;
            }
        }
    }

    fn attach(&mut self, edge: Edge) {
        let Some(outer) = self.open.last_mut() else {
            return;
        };
        let Some(node) = self.document.nodes.get_mut(outer.node) else {
            return;
        };
        match &mut node.kind {
            NodeKind::Sequence { items, .. } => items.push(edge),
            NodeKind::Mapping { pairs } => match outer.key.take() {
                Some(key) => pairs.push((key, edge)),
                None => outer.key = Some(edge),
            },
            NodeKind::Scalar { .. } => {}
        }
        // An empty value behind a block is written nowhere: it must not stretch the block over the lines after it.
        if edge.start < edge.end {
            node.end = node.end.max(edge.end);
        }
    }
}

/// Offset of a `...` that comes before anything but blank lines and comments.
fn starts_with_end_marker(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim_matches(['\u{feff}', ' ', '\n', '\r']);
        if !content.is_empty() && !content.starts_with('#') {
            let rest = line.trim_start_matches('\u{feff}').strip_prefix("...")?;
            return rest.chars().next().is_none_or(|c| matches!(c, ' ' | '\t' | '\n' | '\r')).then_some(at);
        }
        at += line.len();
    }
    None
}

fn resolve(text: &str, style: ScalarStyle, tag: Option<&str>) -> Result<Resolved, &'static str> {
    let Some(tag) = tag else {
        if style == ScalarStyle::Plain && matches!(text, "+.inf" | "+.Inf" | "+.INF") {
            return Err("the reader takes this for a number and cannot read it; without the `+` it can");
        }
        return Ok(if style == ScalarStyle::Plain { core_schema::resolve(text) } else { Resolved::Text });
    };
    let Some(name) = tag.strip_prefix("tag:yaml.org,2002:") else {
        return if tag == "!" {
            Ok(Resolved::Text)
        } else {
            Err("the tag before this value is not known to the reader")
        };
    };
    let resolved = match name {
        "str" | "binary" => Some(Resolved::Text),
        "null" => Some(Resolved::Null),
        "int" => core_schema::integer(text).map(Resolved::Integer),
        "float" => core_schema::float(text).map(Resolved::Float),
        // Java's map of words to booleans has nothing for other words, and so gives null.
        "bool" => Some(match text.to_lowercase().as_str() {
            "true" => Resolved::Boolean(true),
            "false" => Resolved::Boolean(false),
            _ => Resolved::Null,
        }),
        _ => return Err("the tag before this value is not known to the reader"),
    };
    resolved.ok_or("the value does not fit the tag before it")
}
