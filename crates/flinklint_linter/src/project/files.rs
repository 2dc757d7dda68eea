//! Where the files of a project come from: memory here, the disk in the command, an editor's unsaved text over either.
//!
//! Nothing in this crate touches a disk; who implements [`Files`] may.

use camino::{Utf8Path, Utf8PathBuf};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The system refuses it, for this reason.
    Refused(String),
    /// It is larger than any configuration.
    TooLarge {
        /// Its size in MiB.
        mebibytes: u64,
        /// The largest size that is read, in MiB.
        most: u64,
    },
}

/// The files of a project. All paths are relative to its root and use `/`.
pub trait Files: Sync {
    /// The paths of all files that may be worth reading, in any order.
    fn paths(&self) -> Vec<Utf8PathBuf>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError>;

    /// The file that is meant by a path that is a symbolic link.
    fn target(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let _ = path;
        None
    }
}

impl<F: Files + ?Sized> Files for &F {
    fn paths(&self) -> Vec<Utf8PathBuf> {
        (**self).paths()
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        (**self).read(path)
    }

    fn target(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        (**self).target(path)
    }
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles<'f> {
    texts: BTreeMap<Utf8PathBuf, Cow<'f, [u8]>>,
}

impl<'f, P: Into<Utf8PathBuf>, B: Into<Cow<'f, [u8]>>> FromIterator<(P, B)> for MemoryFiles<'f> {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        Self { texts: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}

impl Files for MemoryFiles<'_> {
    fn paths(&self) -> Vec<Utf8PathBuf> {
        self.texts.keys().cloned().collect()
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        self.texts
            .get(path)
            .map(|bytes| bytes.to_vec())
            .ok_or_else(|| ReadError::Refused("there is no such file".to_owned()))
    }
}

/// Files of which some have a newer text that nobody has saved.
#[derive(Clone, Debug)]
pub struct Overlay<F> {
    saved: F,
    unsaved: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

impl<F: Files> Overlay<F> {
    /// Files as they are saved.
    pub fn new(saved: F) -> Self {
        Self { saved, unsaved: BTreeMap::new() }
    }

    /// From now on a file has this text, whether it is saved or not.
    pub fn edit(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<Vec<u8>>) {
        self.unsaved.insert(path.into(), text.into());
    }

    /// From now on a file has the text that is saved.
    pub fn close(&mut self, path: &Utf8Path) {
        self.unsaved.remove(path);
    }
}

impl<F: Files> Files for Overlay<F> {
    fn paths(&self) -> Vec<Utf8PathBuf> {
        let mut paths = self.saved.paths();
        paths.extend(self.unsaved.keys().cloned());
        paths.sort();
        paths.dedup();
        paths
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, ReadError> {
        self.unsaved.get(path).map_or_else(|| self.saved.read(path), |text| Ok(text.clone()))
    }

    fn target(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        // What is edited under the name of a link is a text of its own until it is saved.
        if self.unsaved.contains_key(path) { None } else { self.saved.target(path) }
    }
}
