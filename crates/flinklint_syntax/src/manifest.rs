//! The texts inside Kubernetes manifests: what the `data` of a ConfigMap holds, with the way back to the bytes of the manifest.
//!
//! Nothing else of a manifest is read.

use crate::source::Piece;
use crate::yaml_path::{Level, Met, Step, leads_to, walk};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// A ConfigMap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigMap {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: Option<String>,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// Its texts, in the order of the manifest.
    pub texts: Vec<EmbeddedText>,
}

/// A text in the `data` of a ConfigMap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedText {
    /// The key: the name of the file that a container sees.
    pub name: String,
    /// The text.
    pub text: String,
    /// Where each piece of it is written.
    pub pieces: Vec<Piece>,
}

/// The ConfigMaps of a manifest, up to where it is not YAML.
#[must_use]
pub fn config_maps(manifest: &str) -> Vec<ConfigMap> {
    let mut maps = Vec::new();
    let mut kind = String::new();
    let mut map = ConfigMap::default();
    walk(manifest, |met| {
        match met {
            Met::Scalar { path, text, written } => match path {
                _ if leads_to(path, &[Step::Key("kind")]) => text.clone_into(&mut kind),
                _ if leads_to(path, &[Step::Key("metadata"), Step::Key("name")]) => text.clone_into(&mut map.name),
                _ if leads_to(path, &[Step::Key("metadata"), Step::Key("namespace")]) => {
                    map.namespace = Some(text.to_owned());
                }
                [metadata, labels, Level::Mapping { key: Some(label) }]
                    if is(metadata, "metadata") && is(labels, "labels") =>
                {
                    map.labels.insert(label.clone(), text.to_owned());
                }
                [data, Level::Mapping { key: Some(name) }] if is(data, "data") => map.texts.push(EmbeddedText {
                    name: name.clone(),
                    text: text.to_owned(),
                    pieces: written.pieces(manifest, text),
                }),
                _ => {}
            },
            Met::DocumentEnd => {
                let done = std::mem::take(&mut map);
                if std::mem::take(&mut kind) == "ConfigMap" {
                    maps.push(done);
                }
            }
        }
        ControlFlow::Continue(())
    });
    maps
}

fn is(level: &Level, name: &str) -> bool {
    matches!(level, Level::Mapping { key: Some(key) } if key == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn config_maps_of_a_manifest() {
        let manifest = "kind: Service\nmetadata: {name: s}\ndata: {x: y}\n---\nkind: ConfigMap\nmetadata:\n  name: conf\n  namespace: prod\n  labels:\n    app: flink\ndata:\n  a: |\n    one\n  b: \"two\"\n---\nkind: ConfigMap\ndata: {\n";
        let maps = config_maps(manifest);
        assert_eq!(maps.len(), 1, "what is not YAML is no ConfigMap");
        assert_eq!((maps[0].name.as_str(), maps[0].namespace.as_deref()), ("conf", Some("prod")));
        assert_eq!(maps[0].labels["app"], "flink");
        let texts: Vec<(&str, &str)> =
            maps[0].texts.iter().map(|text| (text.name.as_str(), text.text.as_str())).collect();
        assert_eq!(texts, [("a", "one\n"), ("b", "two")]);
        let place = maps[0].texts[0].pieces[0].outer as usize;
        assert!(manifest[place..].starts_with("one\n"));
    }
}
