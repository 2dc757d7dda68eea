//! What each file is, and which deployment and node it belongs to.
//!
//! Pure steps: [`Candidate::at`] decides by name whether a path is worth reading, `expand` finds texts inside files, [`group`] puts the paths of one
//! deployment together, and [`recognise`] looks at the content and leaves alone what only has the name of one of our files.
//! What is true of a kind of file stands in one table, that of [`FileKind`]. No format is parsed here.

mod content;
mod expand;
mod group;
mod kinds;
mod links;
mod nodes;
mod path_words;
mod recognise;

pub use expand::Anchor;
pub(crate) use expand::{add_views, expand, may_be_manifest};
pub use group::{Group, group, site};
pub use kinds::{FileKind, FileNames};
pub(crate) use kinds::{Grammar, Part};
pub(crate) use links::without_second_names;
pub use nodes::{Member, Node, Nodes, SkippedFile};
pub use recognise::recognise;

use camino::{Utf8Path, Utf8PathBuf};
use flinklint_syntax::source::FileId;

/// A path that is worth reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Relative to the root of the project.
    pub path: Utf8PathBuf,
    /// What it is by its name.
    pub kind: FileKind,
    /// Whether the name says that a tool writes the real file from this one (`zoo.cfg.j2`).
    pub template: bool,
    /// Where the text lies inside another file: what that says of the deployment.
    pub anchor: Option<Box<Anchor>>,
}

/// Endings of files from which a tool writes the real one.
const TEMPLATE_ENDINGS: &[&str] = &[".j2", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".mustache"];

/// The name of the file that is made from a template; a name without such an ending is its own.
fn real_name(path: &Utf8Path) -> &str {
    let name = path.file_name().unwrap_or_default();
    TEMPLATE_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

impl Candidate {
    /// Decides by the name alone. Names are those that the real software opens: `flink-conf-dev.yaml` is nobody's file.
    #[must_use]
    pub fn at(path: &Utf8Path) -> Option<Self> {
        let (name, real) = (path.file_name()?, real_name(path));
        Some(Self { kind: FileKind::of_name(real)?, path: path.to_owned(), template: real != name, anchor: None })
    }

    /// The file that has the text.
    #[must_use]
    pub fn physical(&self) -> &Utf8Path {
        self.anchor.as_ref().map_or(&self.path, |anchor| &anchor.manifest)
    }

    fn folder(&self) -> &Utf8Path {
        self.path.parent().unwrap_or(Utf8Path::new(""))
    }

    fn member(&self, file: FileId) -> Member {
        Member { kind: self.kind, file, template: self.template }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide() {
        let found =
            |path: &str| Candidate::at(Utf8Path::new(path)).map(|candidate| (candidate.kind, candidate.template));
        assert_eq!(found("a/conf/flink-conf.yaml"), Some((FileKind::FlinkConf, false)));
        assert_eq!(found("roles/zookeeper/templates/zoo.cfg.j2"), Some((FileKind::ZooCfg, true)));
        assert_eq!(found("zoo.cfg.dynamic.100000000"), Some((FileKind::ZooDynamic, false)));
        assert_eq!(found("zoo.cfg.dynamic.next"), None);
        for ending in ["bak", "orig", "example", "sample", "dist", "old"] {
            assert_eq!(found(&format!("conf/zoo.cfg.{ending}")), None);
            assert_eq!(found(&format!("conf/flink-conf.yaml.{ending}")), None);
        }
        assert_eq!(found("conf/flink-conf-1.12.yaml"), None);
        assert_eq!(found("conf/Flink-Conf.yaml"), Some((FileKind::FlinkMisnamed, false)));
    }
}
