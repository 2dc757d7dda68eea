//! The nodes of a deployment: which file plays which part on which of them.

use super::kinds::FileKind;
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::{Product, VersionRange};
use flinklint_syntax::source::FileId;

/// A file of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is.
    pub kind: FileKind,
    /// The text.
    pub file: FileId,
    /// Whether a tool writes the real file from this one.
    pub template: bool,
}

/// The configuration of one product on one host: mostly one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The product.
    pub product: Product,
    /// The folder.
    pub path: Utf8PathBuf,
    /// Its files, one of each kind, in the order of [`FileKind`].
    pub files: Vec<Member>,
    /// Whether it is a ZooKeeper that Flink's own start script starts, from Flink's configuration directory.
    pub bundled: bool,
}

impl Node {
    pub(super) fn new(product: Product, path: &Utf8Path) -> Self {
        Self { product, path: path.to_owned(), files: Vec::new(), bundled: false }
    }

    /// The file of a kind.
    #[must_use]
    pub fn file(&self, kind: FileKind) -> Option<Member> {
        self.files.iter().copied().find(|member| member.kind == kind)
    }

    /// Whether there is a file of a kind.
    #[must_use]
    pub fn has(&self, kind: FileKind) -> bool {
        self.file(kind).is_some()
    }

    /// Puts a file into its place; of two of a kind the later one counts.
    pub(super) fn put(&mut self, member: Member) {
        match self.files.binary_search_by_key(&member.kind, |own| own.kind) {
            Ok(same) => self.files[same] = member,
            Err(place) => self.files.insert(place, member),
        }
    }
}

/// A file that is not ours, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    /// Relative to the root of the project.
    pub path: Utf8PathBuf,
    /// One clause.
    pub reason: &'static str,
    /// Whether its author probably expects it to be read.
    pub surprises: bool,
}

/// The nodes of a deployment, and what belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nodes {
    /// The nodes, in the order in which their files were found.
    pub nodes: Vec<Node>,
    /// What was not ours.
    pub skipped: Vec<SkippedFile>,
    /// What the paths say about versions.
    pub versions: Vec<(Product, VersionRange)>,
}

impl Nodes {
    /// Whether nothing is left to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The nodes of a product.
    pub fn of(&self, product: Product) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.product == product)
    }

    /// Every file that is read, in the order of its path.
    #[must_use]
    pub fn files(&self) -> Vec<FileId> {
        let mut files: Vec<FileId> = self.nodes.iter().flat_map(|node| &node.files).map(|member| member.file).collect();
        files.sort();
        files.dedup();
        files
    }
}
