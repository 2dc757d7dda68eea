//! What is known of one deployment before anything is judged: a value of its own, which can be kept as long as somebody asks.
//!
//! Trees borrow from texts and facts from trees; each owner is kept together with what borrows from it.

use super::Options;
use crate::discover::{self, Candidate, Nodes};
use crate::documents::Documents;
use crate::versions::{self, Ranges, space::World};
use crate::view::{self, DeploymentView};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::{PerProduct, Product, VersionRange};
use flinklint_syntax::source::{FileId, FileSet};

use super::Reader;

/// Bytes of a deployment beyond which only the newest possible versions are judged: no configuration is that large, and
/// what is there is looked at once instead of once for every version.
const LARGE: usize = 1 << 18;

/// The texts of a deployment, and which of them belong to which node.
pub(crate) struct Sources {
    pub(crate) set: FileSet,
    pub(crate) nodes: Nodes,
}

self_cell::self_cell!(
    /// The texts of a deployment with their trees.
    pub(crate) struct ParsedDeployment {
        owner: Sources,
        #[covariant]
        dependent: Documents,
    }
);

impl ParsedDeployment {
    /// Reads every text as its real reader would.
    pub(crate) fn read(set: FileSet, files: &[(Candidate, FileId)]) -> Self {
        let nodes = discover::recognise(files, &set);
        Self::new(Sources { set, nodes }, |sources| Documents::read(&sources.nodes, &sources.set))
    }

    /// All texts.
    pub(crate) fn set(&self) -> &FileSet {
        &self.borrow_owner().set
    }

    /// The nodes.
    pub(crate) fn nodes(&self) -> &Nodes {
        &self.borrow_owner().nodes
    }

    /// The trees.
    pub(crate) fn documents(&self) -> &Documents<'_> {
        self.borrow_dependent()
    }
}

/// The facts under each assumption about versions, newest first.
type Worlds<'t> = Vec<World<'t>>;

self_cell::self_cell!(
    struct Facts {
        owner: ParsedDeployment,
        #[covariant]
        dependent: Worlds,
    }
);

/// One deployment, understood: its nodes, its possible versions and its facts under each of them.
pub struct Understanding {
    name: Utf8PathBuf,
    ranges: Ranges,
    facts: Facts,
}

impl Understanding {
    pub(crate) fn new(name: &Utf8Path, parsed: ParsedDeployment, options: &Options) -> Self {
        let mut ranges = ranges(parsed.nodes(), parsed.documents(), options);
        let size: usize = parsed.nodes().files().into_iter().map(|file| parsed.set().bytes(file).len()).sum();
        if size > LARGE {
            ranges = versions::newest(&ranges);
        }
        let facts = Facts::new(parsed, |parsed| {
            if parsed.nodes().is_empty() { Vec::new() } else { versions::space::worlds(parsed.documents(), &ranges) }
        });
        Self { name: name.to_owned(), ranges, facts }
    }

    /// The name of the deployment: the folder that holds it, from the root of the project.
    #[must_use]
    pub fn name(&self) -> &Utf8Path {
        &self.name
    }

    /// Which file belongs to which node, and what belongs to none.
    #[must_use]
    pub fn nodes(&self) -> &Nodes {
        self.facts.borrow_owner().nodes()
    }

    /// What is shown of it to a reader.
    #[must_use]
    pub fn view(&self, reader: &Reader) -> DeploymentView {
        view::view(self, reader)
    }

    /// All texts.
    pub(crate) fn set(&self) -> &FileSet {
        self.facts.borrow_owner().set()
    }

    /// The versions that are possible.
    pub(crate) fn ranges(&self) -> &Ranges {
        &self.ranges
    }

    /// The files as trees.
    pub(crate) fn documents(&self) -> &Documents<'_> {
        self.facts.borrow_owner().documents()
    }

    /// The facts under each assumption about versions, newest first.
    pub(crate) fn worlds(&self) -> &Worlds<'_> {
        self.facts.borrow_dependent()
    }
}

impl std::fmt::Debug for Understanding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Understanding").field("name", &self.name).field("nodes", self.nodes()).finish_non_exhaustive()
    }
}

/// What is known about versions: what the user states beats what the files say, and without either the supported range.
/// What nobody stated, the keys in the files may narrow.
pub(crate) fn ranges(nodes: &Nodes, documents: &Documents<'_>, options: &Options) -> Ranges {
    PerProduct::each(|product| {
        if let Some(stated) = options.versions.get(&product) {
            return stated.clone();
        }
        let found = nodes.versions.iter().find(|(own, _)| *own == product).map(|(_, range)| range.clone());
        let range = found.unwrap_or_else(|| VersionRange::supported(product));
        if product == Product::Flink { versions::evidence::narrow(range, documents) } else { range }
    })
}
