//! Texts inside files, before deployments are grouped: a ConfigMap holds the files that a container sees.
//!
//! What is found takes part in grouping like a file, and better: its manifest says which namespace and which application it
//! belongs to. Its text is a view into the manifest, so that every finding lies in the manifest.

use super::{Candidate, FileKind, real_name};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_syntax::manifest::{ConfigMap, EmbeddedText, config_maps};
use flinklint_syntax::source::{FileId, FileSet, View};

/// What a manifest says of which deployment its texts belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The manifest that holds the text.
    pub manifest: Utf8PathBuf,
    /// What stands for the folder whose files are one deployment: the folder of the manifest, the namespace and the application.
    pub site: Utf8PathBuf,
}

/// Labels that name the application a ConfigMap belongs to, the most telling first.
const APPLICATION: &[&str] = &["app.kubernetes.io/instance", "app.kubernetes.io/part-of"];

/// Whether a file may be a manifest.
pub(crate) fn may_be_manifest(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("yaml" | "yml")) && Candidate::at(path).is_none()
}

/// The texts in a manifest that are worth reading.
pub(crate) fn expand(manifest: &Utf8Path, bytes: &[u8]) -> Vec<Candidate> {
    let maps = texts(bytes);
    maps.iter().flat_map(|map| map.texts.iter().filter_map(|text| candidate(manifest, map, text))).collect()
}

/// Adds the texts of a manifest that are wanted to the set that has it.
pub(crate) fn add_views(set: &mut FileSet, manifest: FileId, wanted: &[&Candidate]) -> Vec<(Candidate, FileId)> {
    let path = set.path(manifest).to_owned();
    let mut added = Vec::new();
    for map in texts(set.bytes(manifest)) {
        for text in &map.texts {
            let Some(found) = candidate(&path, &map, text).filter(|found| wanted.contains(&found)) else { continue };
            let view = View { parent: manifest, pieces: text.pieces.clone() };
            let file = set.add_view(found.path.clone(), text.text.as_bytes(), view);
            added.push((found, file));
        }
    }
    added
}

fn texts(bytes: &[u8]) -> Vec<ConfigMap> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("ConfigMap") => config_maps(text),
        _ => Vec::new(),
    }
}

fn candidate(manifest: &Utf8Path, map: &ConfigMap, text: &EmbeddedText) -> Option<Candidate> {
    let name = Utf8Path::new(&text.name);
    let namespace = map.namespace.as_deref().unwrap_or("");
    let application = APPLICATION.iter().find_map(|label| map.labels.get(*label)).map_or("", String::as_str);
    let folder = manifest.parent().unwrap_or(Utf8Path::new(""));
    Some(Candidate {
        kind: FileKind::of_name(real_name(name))?,
        path: manifest.join(namespace).join(&map.name).join(name),
        template: false,
        anchor: Some(Box::new(Anchor {
            manifest: manifest.to_owned(),
            site: [namespace, application]
                .iter()
                .filter(|part| !part.is_empty())
                .fold(folder.to_owned(), |path, part| path.join(part)),
        })),
    })
}
