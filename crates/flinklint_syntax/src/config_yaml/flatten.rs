//! From the graph of a document to dotted keys (`GlobalConfiguration.flatten`), with the faults that show only here.

use super::core_schema::Resolved;
use super::decode::Origin;
use super::document::{Document, Edge, Fault, Node, NodeKind};
use super::flow_text::flow_text;
use super::{ConfigErrorKind, ScalarKind, Style, YamlEntry};
use crate::Scalar;
use crate::source::Span;
use crate::yaml_events::ScalarStyle;
use std::borrow::Cow;
use std::collections::HashMap;

/// Text that aliases and long keys may expand to, beyond what the file itself can account for. The real loader has no
/// bound here but its memory.
const EXPANDED_BYTES: usize = 64 << 20;

/// A mapping that is being flattened.
struct Level {
    node: usize,
    next: usize,
    prefix: usize,
}

struct Flattener<'d, 't, F> {
    document: &'d Document<'t>,
    source: &'t str,
    origin: &'d Origin,
    place: &'d F,
    entries: Vec<YamlEntry<'t>>,
    hollow: Vec<Scalar<'t>>,
    faults: Vec<Fault>,
    /// The dotted key of the innermost level, with its final dot.
    prefix: String,
    path: Vec<Span>,
    levels: Vec<Level>,
    open: Vec<bool>,
    seen: Vec<bool>,
    expanded: usize,
}

/// The settings, the keys of empty mappings and the faults of a document. `place` makes a span of bytes of the decoded text.
pub(super) fn flatten<'t, F: Fn((usize, usize)) -> Span>(
    document: &Document<'t>,
    source: &'t str,
    origin: &Origin,
    place: &F,
) -> (Vec<YamlEntry<'t>>, Vec<Scalar<'t>>, Vec<Fault>) {
    let count = document.nodes().len();
    let mut flattener = Flattener {
        document,
        source,
        origin,
        place,
        entries: Vec::new(),
        hollow: Vec::new(),
        faults: Vec::new(),
        prefix: String::new(),
        path: Vec::new(),
        levels: Vec::new(),
        open: vec![false; count],
        seen: vec![false; count],
        expanded: 0,
    };
    flattener.duplicate_keys();
    flattener.run();
    (flattener.entries, flattener.hollow, flattener.faults)
}

impl<'t, F: Fn((usize, usize)) -> Span> Flattener<'_, 't, F> {
    /// The constructor refuses equal keys in any mapping, inside lists too.
    fn duplicate_keys(&mut self) {
        for node in self.document.nodes() {
            let NodeKind::Mapping { pairs } = &node.kind else {
                continue;
            };
            let mut first = HashMap::with_capacity(pairs.len());
            for (key, _) in pairs {
                let Some(NodeKind::Scalar { text, resolved, .. }) = self.document.kind(key.node) else {
                    continue;
                };
                let is_null = *resolved == Resolved::Null;
                let written = if is_null { "" } else { text };
                let identity = (resolved.kind(), is_null, resolved.text().map_or(Cow::Borrowed(written), Cow::Owned));
                if let Some(&Edge { start, end, .. }) = first.get(&identity) {
                    let mut fault = Fault::new(
                        ConfigErrorKind::DuplicateKey,
                        "the key is set twice in one mapping",
                        (key.start, key.end),
                    );
                    fault.related = Some((start, end));
                    self.faults.push(fault);
                } else {
                    first.insert(identity, *key);
                }
            }
        }
    }

    fn run(&mut self) {
        let Some(root) = self.document.root else {
            return;
        };
        match self.document.node(root) {
            Some(Node { kind: NodeKind::Mapping { .. }, .. }) => self.descend(root, 0),
            Some(Node { kind: NodeKind::Scalar { resolved: Resolved::Null, .. }, .. }) | None => return,
            Some(node) => {
                let what = if matches!(node.kind, NodeKind::Scalar { .. }) { "a single value" } else { "a list" };
                let message = format!("the file is {what} instead of a mapping of keys to values");
                self.faults.push(Fault::new(ConfigErrorKind::NotAMapping, message, (node.start, node.end)));
                return;
            }
        }
        while let Some(level) = self.levels.last_mut() {
            let node = level.node;
            let pair = match self.document.kind(node) {
                Some(NodeKind::Mapping { pairs }) => pairs.get(level.next).copied(),
                _ => None,
            };
            level.next += 1;
            match pair {
                Some((key, value)) => {
                    if self.pair(key, value).is_none() {
                        return;
                    }
                }
                None => self.ascend(),
            }
        }
    }

    fn descend(&mut self, node: usize, prefix: usize) {
        if let Some(open) = self.open.get_mut(node) {
            *open = true;
        }
        self.levels.push(Level { node, next: 0, prefix });
    }

    fn ascend(&mut self) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        if let Some(open) = self.open.get_mut(level.node) {
            *open = false;
        }
        if let Some(seen) = self.seen.get_mut(level.node) {
            *seen = true;
        }
        self.prefix.truncate(level.prefix);
        self.path.pop();
    }

    /// Takes one key with its value; `None` where the whole has grown beyond all reason.
    fn pair(&mut self, key: Edge, value: Edge) -> Option<()> {
        // What is wrong in a mapping that several aliases name is told once.
        let told = self.levels.last().is_some_and(|level| self.seen.get(level.node).copied().unwrap_or(false));
        let name = self.key_text(key, told)?;
        let Some(name) = name else {
            return Some(());
        };
        let key_span = (self.place)((key.start, key.end));
        let written = self.document.node(value.node)?;
        self.expanded += self.prefix.len() + std::mem::size_of::<Span>() * self.path.len();
        match &written.kind {
            NodeKind::Mapping { pairs } if pairs.is_empty() && !self.document.unfinished.contains(&value.node) => {
                self.hollow.push(Scalar::new(Cow::Owned(format!("{}{name}", self.prefix)), key_span));
            }
            NodeKind::Mapping { .. } => {
                if self.open.get(value.node).copied().unwrap_or(false) {
                    self.faults.push(Fault::new(
                        ConfigErrorKind::Syntax,
                        "the alias names a mapping that it lies in",
                        (value.start, value.end),
                    ));
                    return None;
                }
                let before = self.prefix.len();
                self.prefix.push_str(&name);
                self.prefix.push('.');
                self.path.push(key_span);
                self.descend(value.node, before);
            }
            NodeKind::Scalar { resolved: Resolved::Null, .. } => {
                if !told {
                    let place = if value.start < value.end { value } else { key };
                    self.faults.push(Fault::new(
                        ConfigErrorKind::NullValue,
                        "the key has no value",
                        (place.start, place.end),
                    ));
                }
            }
            NodeKind::Scalar { text, style, resolved } => {
                let value_text = resolved.text().map_or_else(|| text.clone(), Cow::Owned);
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Block => Style::Block,
                };
                self.entry(name, key_span, value, value_text, resolved.kind(), style);
            }
            NodeKind::Sequence { .. } if self.document.unfinished.contains(&value.node) => {}
            NodeKind::Sequence { flow, .. } => {
                let line = flow_text(self.document, value.node);
                self.expanded += line.len();
                let style = if *flow { Style::Flow } else { Style::Block };
                self.entry(name, key_span, value, Cow::Owned(line), ScalarKind::List, style);
            }
        }
        if self.expanded > EXPANDED_BYTES.saturating_add(self.source.len()) {
            self.faults.push(Fault::new(
                ConfigErrorKind::Syntax,
                "the keys and aliases up to here expand to too much text",
                (key.start, key.end),
            ));
            return None;
        }
        Some(())
    }

    /// The text of a key; for one that is not a text, what Java would give for it, if that is known. Null is a key that
    /// Java joins to the others as `null`.
    fn key_text(&mut self, key: Edge, told: bool) -> Option<Option<Cow<'t, str>>> {
        let node = self.document.node(key.node)?;
        let (text, fault) = match &node.kind {
            NodeKind::Scalar { text, resolved, .. } => match resolved {
                Resolved::Text | Resolved::Environment => (Some(text.clone()), None),
                Resolved::Null => (Some(Cow::Borrowed("null")), None),
                Resolved::Boolean(_) => (resolved.text().map(Cow::Owned), Some("a boolean")),
                Resolved::Integer(_) | Resolved::Float(_) => (resolved.text().map(Cow::Owned), Some("a number")),
            },
            NodeKind::Sequence { .. } => (None, Some("a list")),
            NodeKind::Mapping { .. } => (None, Some("a mapping")),
        };
        if let Some(what) = fault.filter(|_| !told) {
            let message = format!("the key is {what}, not a text");
            self.faults.push(Fault::new(ConfigErrorKind::NonTextKey, message, (key.start, key.end)));
        }
        Some(text)
    }

    fn entry(
        &mut self,
        name: Cow<'t, str>,
        key_span: Span,
        value: Edge,
        text: Cow<'t, str>,
        kind: ScalarKind,
        style: Style,
    ) {
        let key = if self.prefix.is_empty() { name } else { Cow::Owned(format!("{}{name}", self.prefix)) };
        let node = self.document.node(value.node).map_or((value.start, value.end), |node| (node.start, node.end));
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        path.push(key_span);
        self.entries.push(YamlEntry {
            key: Scalar::new(key, key_span),
            path,
            value: Scalar::new(text, (self.place)((value.start, value.end))),
            written: self.origin.written(self.source, node),
            kind,
            style,
            glued_comment: (style == Style::Plain)
                .then(|| glued_comment(self.source, value.end))
                .flatten()
                .map(self.place),
        });
    }
}

/// The comment behind a plain value that begins without a blank, as in `ab #cd`.
fn glued_comment(source: &str, end: usize) -> Option<(usize, usize)> {
    let line = source.get(end..)?.lines().next()?;
    let comment = line.trim_start_matches([' ', '\t']);
    let start = end + line.len() - comment.len();
    let glued = comment.strip_prefix('#')?.starts_with(|c: char| !c.is_whitespace() && c != '#');
    (glued && start > end).then(|| (start, start + comment.trim_end().len()))
}
