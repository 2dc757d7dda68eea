//! Texts and places in them: which file, which bytes, which line and column.
//!
//! A [`FileId`] names a *text*. Most texts are whole files; a text may also be a view into another one (the
//! `flink-conf.yaml` inside a ConfigMap's block scalar), with a piecewise map back to it. Every later stage works
//! with spans of texts and never asks which of the two it has; [`FileSet::physical`] is the one way back to the file.
//!
//! Nothing here reads a disk and nothing here knows a format: decoding is the business of each grammar.

mod lines;
mod view;

pub use lines::{LineIndex, Position};
pub(crate) use view::outer_start;
pub use view::{Piece, View};

use camino::{Utf8Path, Utf8PathBuf};
use std::sync::OnceLock;

/// Names one text of one [`FileSet`]: `set` is the number of the deployment it belongs to, `text` the place in the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    /// Number of the file set (the deployment) within this run.
    pub set: u32,
    /// Number of the text within its set.
    pub text: u32,
}

/// A range of raw bytes in one text: `start` inclusive, `end` exclusive, both in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets beyond 4 GiB are clamped; texts that large are refused when they are read.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: narrow(start), end: narrow(end) }
    }

    /// The range in bytes, for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies in the same text and wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share at least one byte of the same text (an empty span counts as its position).
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.end && other.start <= self.end
    }
}

#[derive(Debug)]
struct Text {
    path: Utf8PathBuf,
    bytes: Vec<u8>,
    view: Option<View>,
    lines: OnceLock<LineIndex>,
}

/// All texts of one deployment, in memory. Paths are relative to the root of the run and use `/`.
#[derive(Debug, Default)]
pub struct FileSet {
    set: u32,
    texts: Vec<Text>,
}

impl FileSet {
    /// An empty set; `set` tells the deployments of one run apart.
    #[must_use]
    pub fn new(set: u32) -> Self {
        Self { set, texts: Vec::new() }
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, bytes: impl Into<Vec<u8>>) -> FileId {
        self.push(path.into(), bytes.into(), None)
    }

    /// Adds a view: a text that lies inside another one. `path` is the name that decides how the view is read
    /// (the key of the ConfigMap, say); reports show the physical file.
    pub fn add_view(&mut self, path: impl Into<Utf8PathBuf>, bytes: impl Into<Vec<u8>>, view: View) -> FileId {
        self.push(path.into(), bytes.into(), Some(view))
    }

    fn push(&mut self, path: Utf8PathBuf, bytes: Vec<u8>, view: Option<View>) -> FileId {
        let id = FileId { set: self.set, text: u32::try_from(self.texts.len()).unwrap_or(u32::MAX) };
        self.texts.push(Text { path, bytes, view, lines: OnceLock::new() });
        id
    }

    fn text(&self, id: FileId) -> Option<&Text> {
        (id.set == self.set).then(|| self.texts.get(id.text as usize)).flatten()
    }

    /// The number of this set within the run.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.set
    }

    /// All texts in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.texts.len()).map(|n| FileId { set: self.set, text: u32::try_from(n).unwrap_or(u32::MAX) })
    }

    /// The path of a text; empty for an id of another set.
    #[must_use]
    pub fn path(&self, id: FileId) -> &Utf8Path {
        self.text(id).map_or(Utf8Path::new(""), |text| &text.path)
    }

    /// The raw bytes of a text; empty for an id of another set.
    #[must_use]
    pub fn bytes(&self, id: FileId) -> &[u8] {
        self.text(id).map_or(&[], |text| &text.bytes)
    }

    /// The raw bytes under a span; empty where the span does not lie inside the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        self.bytes(span.file).get(span.range()).unwrap_or(&[])
    }

    /// The span in the physical file, through all views; unchanged for a span that is in a file already.
    #[must_use]
    pub fn physical(&self, span: Span) -> Span {
        let mut span = span;
        // A view names its parent by an earlier id, so the chain is shorter than the set is large.
        for _ in 0..self.texts.len() {
            match self.text(span.file).and_then(|text| text.view.as_ref()) {
                Some(view) => span = view.to_parent(span),
                None => break,
            }
        }
        span
    }

    /// `file:line` of the start of a span, in the physical file.
    #[must_use]
    pub fn file_and_line(&self, span: Span) -> String {
        let physical = self.physical(span);
        format!("{}:{}", self.path(physical.file), self.lines(physical.file).line(physical.start))
    }

    /// Line index of a text, made at the first use.
    #[must_use]
    pub fn lines(&self, id: FileId) -> &LineIndex {
        static EMPTY: OnceLock<LineIndex> = OnceLock::new();
        match self.text(id) {
            Some(text) => text.lines.get_or_init(|| LineIndex::new(&text.bytes)),
            None => EMPTY.get_or_init(|| LineIndex::new(&[])),
        }
    }
}
