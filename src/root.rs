//! Which folder is the root of a project. Paths in findings, and so their fingerprints, are relative to it: it depends on what
//! is named on the command line and never on the current folder.

use camino::{Utf8Path, Utf8PathBuf};
use flinklint_linter::discover;

/// What lies in the root of a project: the configuration of flinklint, or the history of a checkout.
const MARKS: &[&str] = &["flinklint.toml", ".git"];

/// The nearest folder upwards that is marked as the root of a project, the folder itself included.
pub(crate) fn marked(folder: &Utf8Path) -> Option<&Utf8Path> {
    folder.ancestors().find(|folder| MARKS.iter().any(|mark| folder.join(mark).exists()))
}

/// The folder to search for the rest of a file's deployment: the project that it is in, or what is left of its path without the
/// words for products and shelves.
pub(crate) fn around(file: &Utf8Path) -> Utf8PathBuf {
    let folder = file.parent().unwrap_or(file);
    if let Some(root) = marked(folder) {
        return root.to_owned();
    }
    let site = discover::site(folder);
    if site.file_name().is_some() {
        return site;
    }
    // `/opt/flink/conf` has nothing but such words, and nobody wants the whole disk to be searched.
    let deep = |folder: &&Utf8Path| folder.components().count() > 2;
    folder.ancestors().filter(deep).last().unwrap_or(folder).to_owned()
}

/// The root of a folder that is named: its project, or the folder itself.
pub(crate) fn of_folder(folder: &Utf8Path) -> Utf8PathBuf {
    marked(folder).unwrap_or(folder).to_owned()
}

/// The one root of all that is named; the folder that holds them all where they belong to several projects.
pub(crate) fn common(roots: impl IntoIterator<Item = Utf8PathBuf>) -> Option<Utf8PathBuf> {
    roots.into_iter().reduce(|shared, root| {
        shared.ancestors().find(|folder| root.starts_with(folder)).map(Utf8Path::to_owned).unwrap_or_default()
    })
}
