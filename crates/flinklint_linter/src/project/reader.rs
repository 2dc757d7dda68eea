//! The way from where a reader stands to the files of a project: what people get to see of a path.
//!
//! Machines, fingerprints and all stages know paths from the root of the project. Nothing here asks a disk.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// Where a reader stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// In the root of the project.
    #[default]
    AtRoot,
    /// In a folder, with the whole path of the root.
    In {
        /// The whole path of the folder.
        folder: Utf8PathBuf,
        /// The whole path of the root.
        root: Utf8PathBuf,
    },
    /// Somewhere from which only whole paths lead; the whole path of the root.
    Anywhere(Utf8PathBuf),
}

impl Reader {
    /// A reader in a folder; both paths are whole.
    #[must_use]
    pub fn standing_in(folder: &Utf8Path, root: &Utf8Path) -> Self {
        if folder == root { Self::AtRoot } else { Self::In { folder: folder.to_owned(), root: root.to_owned() } }
    }

    /// The path that leads the reader to a file or folder of the project, `.` for where they stand.
    #[must_use]
    pub fn way_to(&self, path: &Utf8Path) -> Utf8PathBuf {
        let way = match self {
            Self::AtRoot => path.to_owned(),
            Self::In { folder, root } => between(folder, &clean(root, path)),
            Self::Anywhere(root) => clean(root, path),
        };
        if way.as_str().is_empty() { Utf8PathBuf::from(".") } else { way }
    }

    /// Whether every path leads the reader as it is.
    #[must_use]
    pub fn is_at_root(&self) -> bool {
        *self == Self::AtRoot
    }
}

/// A path in the project from the whole path of its root; `.` is the root itself.
fn clean(root: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    if path == "." || path.as_str().is_empty() { root.to_owned() } else { root.join(path) }
}

/// Up to what two whole paths share and down again.
fn between(from: &Utf8Path, to: &Utf8Path) -> Utf8PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Utf8Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_from_the_folder_of_the_reader() {
        let way = |folder: &str, path: &str| {
            Reader::standing_in(Utf8Path::new(folder), Utf8Path::new("/repo")).way_to(Utf8Path::new(path)).into_string()
        };
        assert_eq!(way("/repo", "deploy/zoo.cfg"), "deploy/zoo.cfg");
        assert_eq!(way("/repo/deploy", "deploy/zoo.cfg"), "zoo.cfg");
        assert_eq!(way("/repo/deploy", "deploy"), ".");
        assert_eq!(way("/repo/deploy", "."), "..");
        assert_eq!(way("/repo/tools/x", "deploy/zoo.cfg"), "../../deploy/zoo.cfg");
        assert_eq!(way("/", "zoo.cfg"), "repo/zoo.cfg");
        assert_eq!(way("/other", "zoo.cfg"), "../repo/zoo.cfg");
        let anywhere = Reader::Anywhere("/repo".into());
        assert_eq!(anywhere.way_to(Utf8Path::new("a/zoo.cfg")), "/repo/a/zoo.cfg");
    }
}
