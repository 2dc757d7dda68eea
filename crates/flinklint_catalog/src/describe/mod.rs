//! Everything that the catalogue knows of one key, put together for an explanation.
//!
//! The same for all three products, so that text and JSON have one shape. What a deployment sets and which rules look at the
//! key is not known here.

mod flink;
mod hadoop;
mod near;
mod zookeeper;

pub use near::near;

use super::Minors;
use crate::content::Content;
use crate::option;
use crate::version::Product;
use serde::Serialize;

/// Versions from one minor to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The oldest minor.
    pub from: String,
    /// The newest; none where it goes on to the newest that is known.
    pub to: Option<String>,
}

/// A type, and the versions in which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypeIn {
    /// `text`, `int`, `long`, `number`, `boolean`, `duration`, `memory size`, `map`, `list`, `enum`, `other` … ; as the getter has it
    /// for Hadoop and ZooKeeper.
    #[serde(rename = "type")]
    pub name: String,
    /// For an enum, what it takes (in any case).
    pub values: Vec<&'static str>,
    /// In which versions.
    pub versions: Vec<Range>,
}

/// A default, and the versions in which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefaultIn {
    /// The default as a file would say it; none where there is none.
    pub value: Option<String>,
    /// Whose default it is, where several classes read the same key.
    pub of: Option<String>,
    /// In which versions.
    pub versions: Vec<Range>,
}

/// Another name of the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherName {
    /// The name.
    pub key: String,
    /// `fallback` (another name, read without a word), `deprecated` (another name, read with a warning), `replacement` (the option that this
    /// name stands for), `fallback of` (an option that is read from this key where its own is not set).
    pub role: &'static str,
    /// In which versions.
    pub versions: Vec<Range>,
}

/// What is known of a key in one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyDescription {
    /// `Flink`, `ZooKeeper`, `Hadoop`
    pub product: &'static str,
    /// What is described: the option, or the pattern that the key fits (`metrics.reporter.<name>.port`).
    pub name: String,
    /// `option`, `key`, `fallback name`, `deprecated name`, `key with a name in it`, `family`, `system property`, `nothing`.
    pub kind: &'static str,
    /// The versions that read the key.
    pub versions: Vec<Range>,
    /// Its types, the newest first.
    pub types: Vec<TypeIn>,
    /// What a value is beyond its type: `host`, `port`, `local path`, `URI or path`, `class` …; none where it is not known.
    pub content: Option<&'static str>,
    /// The words or classes that are known to be values.
    pub known_values: Vec<&'static str>,
    /// Its defaults, the newest first.
    pub defaults: Vec<DefaultIn>,
    /// Its other names.
    pub names: Vec<OtherName>,
    /// Who reads it.
    pub readers: Vec<String>,
    /// The class that declares it.
    pub class: Option<String>,
    /// The section of the product's documentation.
    pub section: Option<String>,
    /// The file that it belongs in.
    pub file: Option<String>,
    /// The versions in which the option is marked deprecated without another that replaces it.
    pub deprecated: Vec<Range>,
    /// Whether flinklint masks its value.
    pub secret: bool,
    /// The oldest Flink that hides the value in its log.
    pub hidden_since: Option<String>,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// Whether the key itself is known, rather than a pattern that it fits.
    #[serde(skip)]
    pub exact: bool,
}

impl KeyDescription {
    fn new(product: &'static str, kind: &'static str, name: impl Into<String>) -> Self {
        Self {
            product,
            name: name.into(),
            kind,
            versions: Vec::new(),
            types: Vec::new(),
            content: None,
            known_values: Vec::new(),
            defaults: Vec::new(),
            names: Vec::new(),
            readers: Vec::new(),
            class: None,
            section: None,
            file: None,
            deprecated: Vec::new(),
            secret: false,
            hidden_since: None,
            notes: Vec::new(),
            exact: true,
        }
    }

    /// All names of what is described that may stand in a file: its own first, then the others in the order of look-up.
    pub fn all_names(&self) -> Vec<&str> {
        let mut all = vec![self.name.as_str()];
        let of_role = |role| self.names.iter().filter(move |name| name.role == role).map(|name| name.key.as_str());
        for name in of_role("replacement").chain(of_role("fallback")).chain(of_role("deprecated")) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        all
    }
}

/// What every product knows of a key; nothing where none knows it. A key that is itself known somewhere is not explained as
/// one of a family elsewhere.
pub fn describe(key: &str) -> Vec<KeyDescription> {
    let mut found: Vec<KeyDescription> =
        [flink::describe(key), zookeeper::describe(key), hadoop::describe(key)].into_iter().flatten().collect();
    for described in &mut found {
        add_content(described, key);
    }
    if found.iter().any(|described| described.exact) {
        found.retain(|described| described.exact);
    }
    // What Flink hands on is explained as what it becomes, too.
    if let Some(rest) = key.strip_prefix("flink.hadoop.") {
        found.extend(hadoop::describe(rest));
    }
    found
}

fn add_content(described: &mut KeyDescription, key: &str) {
    let product = Product::ALL.into_iter().find(|product| product.name() == described.product);
    let Some(found) = product.and_then(|product| option::find(product, key)) else { return };
    let content = found.option.content_of_any();
    described.secret |= found.option.is_secret();
    // A type says as much of a number, and of text of which nothing else is known.
    if content.is_measured() || matches!(content, Content::Unknown | Content::Text | Content::List(_) | Content::Map) {
        return;
    }
    let is_enum = described.types.iter().any(|one| !one.values.is_empty());
    if !is_enum {
        let is_said = described.types.first().is_some_and(|newest| newest.name == content.as_str());
        described.content = Some(content.as_str()).filter(|_| !is_said);
        described.known_values = content.words().to_vec();
        described.known_values.extend(content.classes().iter().map(|(class, _)| *class));
    }
}

fn ranges(minors: Minors, known: &[(u16, u16)]) -> Vec<Range> {
    minors
        .ranges(known)
        .into_iter()
        .map(|(from, to)| Range { from: from.to_string(), to: to.map(|to| to.to_string()) })
        .collect()
}

/// Adds the versions of a value to those of the same value before it.
fn merge<T: PartialEq>(all: &mut Vec<(T, u16)>, value: T, minors: Minors) {
    match all.iter_mut().find(|(known, _)| *known == value) {
        Some((_, bits)) => *bits |= minors.0,
        None => all.push((value, minors.0)),
    }
}

#[cfg(test)]
mod tests;
