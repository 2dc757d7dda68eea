//! Keys that nobody reads: misspelled ones, ones in Hadoop's own namespaces that no version knows, and ones that carry
//! the name of a name service, a name node or a resource manager that is declared nowhere.

use super::SiteFile;
use super::configuration::Configuration;
use crate::catalog::{closest, hadoop};
use crate::facts::model::{Located, Maybe, Place, facts};
use crate::source::Span;
use crate::syntax::site_xml::Property;
use crate::syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

facts! {
    /// A key that nobody reads and that is close to one that is read.
    pub struct UnknownKey<'t> as "unknown key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// The key that was probably meant.
        meant: Cow<'t, str>,
        /// The name of the file.
        file: &'static str,
    }

    /// A key in one of Hadoop's own namespaces that no version reads, and that is close to none that is read.
    pub struct UnreadKey<'t> as "unread key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// The name of the file.
        file: &'static str,
    }

    /// A key that ends with the name of something that is declared nowhere.
    pub struct UndeclaredName<'t> as "undeclared name" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// The name that no list declares.
        name: Cow<'t, str>,
        /// What the name should be: name service, name node or resource manager.
        kind: &'static str,
        /// The declared name for which this key is missing, where there is exactly one.
        candidate: Maybe<Cow<'t, str>>,
        /// The name of the file.
        file: &'static str,
    }
}

/// The declared names, as far as they are known.
#[derive(Default)]
pub(super) struct Names<'t> {
    /// The name services; None where they cannot be known.
    pub(super) services: Option<Vec<Scalar<'t>>>,
    /// The name nodes of each of them; None where they cannot be known.
    pub(super) nodes: Vec<Option<Vec<Scalar<'t>>>>,
    /// The resource managers; None where they cannot be known.
    pub(super) managers: Option<Vec<Scalar<'t>>>,
}

impl<'t> Names<'t> {
    /// Reads the lists that declare names.
    pub(super) fn declared(hdfs: Option<&Configuration<'_, 't>>, yarn: Option<&Configuration<'_, 't>>) -> Self {
        let services = hdfs.and_then(|hdfs| hdfs.list("dfs.nameservices"));
        let nodes = services.iter().flatten().map(|service| hdfs?.list(&format!("dfs.ha.namenodes.{}", service.text)));
        let nodes = nodes.collect();
        Self { services, nodes, managers: yarn.and_then(|yarn| yarn.list("yarn.resourcemanager.ha.rm-ids")) }
    }

    /// All that may stand behind a key: `prod`, `prod.nn1`, `rm1`.
    fn suffixes(&self) -> Vec<String> {
        let services = self.services.iter().flatten();
        let mut all: Vec<String> = Vec::new();
        for (service, nodes) in services.zip(&self.nodes) {
            all.extend(nodes.iter().flatten().map(|node| format!("{}.{}", service.text, node.text)));
            all.push(service.text.to_string());
        }
        all.extend(self.managers.iter().flatten().map(|manager| manager.text.to_string()));
        all
    }
}

/// The keys of all files that nobody reads.
#[derive(Default)]
pub(super) struct KeyFaults<'t> {
    pub(super) unknown: Vec<UnknownKey<'t>>,
    pub(super) unread: Vec<UnreadKey<'t>>,
    pub(super) undeclared: Vec<UndeclaredName<'t>>,
}

impl<'t> KeyFaults<'t> {
    /// Looks at every key of the files. A list of names that one of them should have set and does not is the worse for
    /// it: names are then taken for declared nowhere only if the list is known.
    pub(super) fn find<'i>(sites: &[(&SiteFile<'i, 't>, &'static str)], names: &Names<'t>) -> Self
    where
        't: 'i,
    {
        let properties =
            || sites.iter().flat_map(|&(site, file)| site.xml.properties.iter().map(move |property| (property, file)));
        let written: BTreeSet<&str> = properties().map(|(property, _)| &*property.name.text).collect();
        let suffixes = names.suffixes();
        let mut faults = Self::default();
        for (property, file) in properties() {
            let key: &str = &property.name.text;
            if hadoop::is_key(key) || template::placeholder(key).is_some() {
                continue;
            }
            if let Some((family, name)) = hadoop::split_name(key) {
                faults.check_name(property, file, family, name, names, &written);
            } else if let Some(meant) = meant_in_family(key, &suffixes).or_else(|| misspelled(key)) {
                faults.push_unknown(property, file, Cow::Owned(meant));
            } else if hadoop::in_closed_namespace(key) {
                faults.unread.push(UnreadKey {
                    place: Some(Place::at(property.span)),
                    texts: PhantomData,
                    key: key_of(property),
                    file,
                });
            }
        }
        faults
    }

    /// The lines that meant to set a key under another name.
    pub(super) fn lost(&self) -> impl Iterator<Item = (String, Span)> {
        self.unknown.iter().filter_map(|unknown| Some((unknown.meant.to_string(), unknown.key.place.key?)))
    }

    fn push_unknown(&mut self, property: &Property<'t>, file: &'static str, meant: Cow<'t, str>) {
        self.unknown.push(UnknownKey {
            place: Some(Place::at(property.span)),
            texts: PhantomData,
            key: key_of(property),
            meant,
            file,
        });
    }

    fn check_name(
        &mut self,
        property: &Property<'t>,
        file: &'static str,
        family: &'static str,
        name: &str,
        names: &Names<'t>,
        written: &BTreeSet<&str>,
    ) {
        let mut kind = "name service";
        let mut prefix = String::new();
        let declared = if hadoop::PER_RESOURCE_MANAGER.contains(&family) {
            kind = "resource manager";
            names.managers.as_ref()
        } else {
            let mut services = names.services.iter().flatten().zip(&names.nodes);
            let of = |service: &Scalar<'t>| {
                name.strip_prefix(&*service.text).filter(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            match services.find_map(|(service, nodes)| Some((service, nodes, of(service)?))) {
                Some((.., "")) => return,
                Some((service, nodes, _)) => {
                    kind = "name node";
                    prefix = format!("{}.", service.text);
                    nodes.as_ref()
                }
                None => names.services.as_ref(),
            }
        };
        let Some(declared) = declared else { return };
        let own = name.strip_prefix(prefix.as_str()).unwrap_or(name);
        if declared.iter().any(|known| known.text == own) {
            return;
        }
        // `prod.nn1` under an undeclared service: the service is what is wrong, the node may be right.
        let (own, behind) =
            if kind == "name service" { own.split_at(own.find('.').unwrap_or(own.len())) } else { (own, "") };
        let lacking: Vec<&str> = declared
            .iter()
            .map(|known| &*known.text)
            .filter(|known| !written.contains(format!("{family}.{prefix}{known}{behind}").as_str()))
            .collect();
        // A declared name that other keys use is right, so that this key is wrong; otherwise the declaration may be.
        let used = |known: &str| {
            let ends = |key: &&str| {
                hadoop::split_name(key).is_some_and(|(_, name)| {
                    name == format!("{prefix}{known}") || name.starts_with(&format!("{prefix}{known}."))
                })
            };
            written.iter().any(ends)
        };
        let close = closest(own, lacking.iter().copied()).filter(|known| used(known));
        if let Some(known) = close {
            self.push_unknown(property, file, Cow::Owned(format!("{family}.{prefix}{known}{behind}")));
            return;
        }
        let candidate = match lacking.as_slice() {
            [only] => Maybe::new(Cow::Owned((*only).to_owned()), Place::default()),
            _ => Maybe::absent(),
        };
        self.undeclared.push(UndeclaredName {
            place: Some(Place::at(property.span)),
            texts: PhantomData,
            key: key_of(property),
            name: Cow::Owned(own.to_owned()),
            kind,
            candidate,
            file,
        });
    }
}

fn key_of<'t>(property: &Property<'t>) -> Located<Cow<'t, str>> {
    Located::new(property.name.text.clone(), Place::set(property.name.span, property.name.span))
}

/// The key of a family that a misspelled key with a declared name behind it was meant to be.
fn meant_in_family(key: &str, suffixes: &[String]) -> Option<String> {
    let families = || hadoop::PER_NAME_NODE.iter().chain(hadoop::PER_RESOURCE_MANAGER).copied();
    let mut behind =
        suffixes.iter().filter_map(|suffix| Some((key.strip_suffix(suffix.as_str())?.strip_suffix('.')?, suffix)));
    behind.find_map(|(head, suffix)| Some(format!("{}.{suffix}", closest(head, families())?)))
}

/// The key that a misspelled one was meant to be. In a family anybody may add keys, so that only one that differs in case
/// or separators alone counts as misspelled there.
fn misspelled(key: &str) -> Option<String> {
    let letters =
        |key: &str| key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect::<String>();
    let meant = hadoop::meant(key).filter(|meant| !hadoop::in_family(key) || letters(meant) == letters(key));
    meant.map(str::to_owned)
}
