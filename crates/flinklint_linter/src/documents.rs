//! Every file of a deployment as the tree of its format, node by node.
//!
//! Which grammar reads a file stands in the table of [`FileKind`]; whoever wants a tree asks a node for the document of a
//! kind, in the format that this kind has.

use crate::discover::{self, FileKind, Grammar, Member, Nodes};
use crate::redact::{Secrets, is_secret};
use camino::Utf8Path;
use flinklint_catalog::version::Product;
use flinklint_syntax::SyntaxError;
use flinklint_syntax::source::{FileId, FileSet, Span};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::{config_yaml, hosts, legacy, myid, properties, site_xml, template};

/// What `syntax::myid` makes of a `myid`: the id and its place.
pub(crate) type MyId = Result<(i64, Span), SyntaxError>;

/// What its grammar makes of a file.
#[derive(Debug)]
pub(crate) enum Tree<'t> {
    FlinkConf(legacy::Legacy<'t>),
    ConfigYaml(config_yaml::ConfigYaml<'t>),
    HostList(hosts::Hosts<'t>),
    Properties(properties::Properties<'t>),
    MyId(MyId),
    SiteXml(site_xml::SiteXml<'t>),
    Unread,
}

/// A tree of one format.
pub(crate) trait Format<'t> {
    /// The tree, if it is of this format.
    fn of<'d>(tree: &'d Tree<'t>) -> Option<&'d Self>;
}

macro_rules! formats {
    ($($variant:ident: $tree:ty;)*) => {
        $(impl<'t> Format<'t> for $tree {
            fn of<'d>(tree: &'d Tree<'t>) -> Option<&'d Self> {
                if let Tree::$variant(tree) = tree { Some(tree) } else { None }
            }
        })*
    };
}

formats! {
    FlinkConf: legacy::Legacy<'t>;
    ConfigYaml: config_yaml::ConfigYaml<'t>;
    HostList: hosts::Hosts<'t>;
    Properties: properties::Properties<'t>;
    MyId: MyId;
    SiteXml: site_xml::SiteXml<'t>;
}

/// A file of a node, read.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    /// What it is.
    pub(crate) kind: FileKind,
    /// The text.
    pub(crate) file: FileId,
    /// What its grammar makes of it.
    pub(crate) tree: Tree<'t>,
    /// Whether a tool writes the real file from this one, so that what is missing here may be there.
    pub(crate) template: bool,
}

impl<'t> Document<'t> {
    /// Reads a text by the grammar of its kind.
    pub(crate) fn read(member: Member, bytes: &'t [u8]) -> Self {
        let Member { kind, file, template } = member;
        let tree = match kind.grammar() {
            Grammar::FlinkConf => Tree::FlinkConf(legacy::parse(file, bytes)),
            Grammar::ConfigYaml => Tree::ConfigYaml(config_yaml::parse(file, bytes)),
            Grammar::HostList => Tree::HostList(hosts::parse(file, bytes)),
            Grammar::Properties => Tree::Properties(properties::parse(file, bytes)),
            Grammar::MyId => Tree::MyId(myid::parse(file, bytes)),
            Grammar::SiteXml(_) => Tree::SiteXml(site_xml::parse(file, bytes)),
            Grammar::Unread => Tree::Unread,
        };
        Self { kind, file, tree, template: template || template::is_template(bytes) }
    }

    /// The document as one of a format.
    fn parsed<T: Format<'t>>(&self) -> Option<ParsedDocument<'_, T>> {
        Some(ParsedDocument { file: self.file, tree: T::of(&self.tree)?, template: self.template })
    }
}

/// A document of a known format.
#[derive(Debug)]
pub(crate) struct ParsedDocument<'d, T> {
    /// The text.
    pub(crate) file: FileId,
    /// What its grammar makes of it.
    pub(crate) tree: &'d T,
    /// Whether a tool writes the real file from this one.
    pub(crate) template: bool,
}

impl<T> Clone for ParsedDocument<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ParsedDocument<'_, T> {}

/// The documents of one node.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    /// The product that it configures.
    pub(crate) product: Product,
    /// The folder.
    pub(crate) dir: &'t Utf8Path,
    /// In the order of their kinds, one of each at most.
    pub(crate) documents: Vec<Document<'t>>,
    /// The files, for what needs more of them than their trees.
    pub(crate) set: &'t FileSet,
    /// Whether it is a ZooKeeper that Flink's own start script starts.
    pub(crate) bundled: bool,
}

impl<'t> Node<'t> {
    fn read(node: &'t discover::Node, set: &'t FileSet) -> Self {
        let documents = node.files.iter().map(|member| Document::read(*member, set.bytes(member.file)));
        // A placeholder stands for a number that nobody here knows.
        let known = |document: &Document<'_>| {
            !matches!(document.tree, Tree::MyId(_))
                || placeholder(&String::from_utf8_lossy(set.bytes(document.file))).is_none()
        };
        Self {
            product: node.product,
            dir: &node.path,
            documents: documents.filter(known).collect(),
            set,
            bundled: node.bundled,
        }
    }

    /// The document of a kind, in its format.
    pub(crate) fn document<T: Format<'t>>(&self, kind: FileKind) -> Option<ParsedDocument<'_, T>> {
        self.documents.iter().find(|document| document.kind == kind)?.parsed()
    }

    /// The text of a kind, read or not.
    pub(crate) fn file(&self, kind: FileKind) -> Option<FileId> {
        self.documents.iter().find(|document| document.kind == kind).map(|document| document.file)
    }

    /// All documents of a format, each with what it is.
    pub(crate) fn all<'d, T: Format<'t> + 'd>(&'d self) -> impl Iterator<Item = (FileKind, ParsedDocument<'d, T>)> {
        self.documents.iter().filter_map(|document| Some((document.kind, document.parsed()?)))
    }
}

/// The documents of one deployment.
#[derive(Debug, Default)]
pub(crate) struct Documents<'t> {
    pub(crate) nodes: Vec<Node<'t>>,
}

impl<'t> Documents<'t> {
    /// Reads every file as its real reader would.
    pub(crate) fn read(nodes: &'t Nodes, set: &'t FileSet) -> Self {
        Self { nodes: nodes.nodes.iter().map(|node| Node::read(node, set)).collect() }
    }

    /// The nodes of a product.
    pub(crate) fn of(&self, product: Product) -> impl Iterator<Item = &Node<'t>> {
        self.nodes.iter().filter(move |node| node.product == product)
    }
}

/// The secrets of the deployment. Besides what lines show, grammars know the values of secret keys: in XML the value may
/// stand on another line than its name, and in YAML and properties it may go on over lines.
pub(crate) fn secrets(documents: &Documents<'_>, set: &FileSet) -> Secrets {
    let mut values: Vec<Span> = Vec::new();
    let mut add = |key: &str, value: Span| {
        if is_secret(key) {
            values.push(set.physical(value));
        }
    };
    for document in documents.nodes.iter().flat_map(|node| &node.documents) {
        match &document.tree {
            Tree::ConfigYaml(yaml) => yaml.entries.iter().for_each(|entry| add(&entry.key.text, entry.value.span)),
            Tree::Properties(properties) => {
                properties.entries.iter().for_each(|one| add(&one.entry.key.text, one.entry.value.span));
            }
            Tree::SiteXml(site) => {
                let with_value = site.properties.iter().filter_map(|one| Some((&one.name, one.value.as_ref()?)));
                with_value.for_each(|(name, value)| add(&name.text, value.span));
            }
            Tree::FlinkConf(_) | Tree::HostList(_) | Tree::MyId(_) | Tree::Unread => {}
        }
    }
    Secrets::new(set, set.ids(), values)
}
