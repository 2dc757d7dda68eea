//! Keys that nobody reads: misspelled ones, ones in Hadoop's own namespaces that no version knows, and ones that carry
//! the name of a name service, a name node or a resource manager that is declared nowhere.

use super::SiteFile;
use super::configuration::Configuration;
use flinklint_catalog::{closest, hadoop};
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::site_xml::Property;
use flinklint_syntax::source::Span;
use flinklint_syntax::value::java_trim;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

facts! {
    /// A key that nobody reads and that is close to one that is read.
    pub struct UnknownKey<'t> as "unknown key" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// The key that was probably meant.
        meant: Cow<'t, str>,
        /// Whether the key lies where anybody may add keys and its value is the default of that one, so that nothing is lost.
        harmless: bool,
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

    /// A name at the end of keys that no list declares.
    pub struct UndeclaredName<'t> as "undeclared name" {
        /// The name.
        name: Located<Cow<'t, str>>,
        /// What it should be: name service, name node or resource manager.
        kind: &'static str,
        /// The keys that end with it, in the order of the file.
        keys: Vec<Located<Cow<'t, str>>>,
        /// The key of the list that should declare it.
        list: String,
        /// That list.
        listed: Maybe<Cow<'t, str>>,
        /// The declared name for which the first of the keys is missing, where there is exactly one.
        candidate: Maybe<String>,
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

    /// All that may stand after a key: `prod`, `prod.nn1`, `rm1`. None of a directory that declares absurdly many.
    fn suffixes(&self) -> Vec<String> {
        let services = self.services.iter().flatten();
        let mut all: Vec<String> = Vec::new();
        for (service, nodes) in services.zip(&self.nodes) {
            all.extend(nodes.iter().flatten().map(|node| format!("{}.{}", service.text, node.text)));
            all.push(service.text.to_string());
        }
        all.extend(self.managers.iter().flatten().map(|manager| manager.text.to_string()));
        if all.len() > MANY_NAMES { Vec::new() } else { all }
    }

    /// The list that should declare the name after a key of a family, and what stands before and after it there.
    fn list<'k>(&self, family: &str, name: &'k str) -> Option<List<'_, 'k, 't>> {
        if hadoop::PER_RESOURCE_MANAGER.contains(&family) {
            let declared = self.managers.as_ref()?;
            return Some(List {
                kind: "resource manager",
                key: "yarn.resourcemanager.ha.rm-ids".into(),
                declared,
                before: String::new(),
                own: name,
                behind: "",
            });
        }
        let mut services = self.services.iter().flatten().zip(&self.nodes);
        let of = |service: &Scalar<'t>| {
            name.strip_prefix(&*service.text).filter(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if let Some((service, nodes, rest)) = services.find_map(|(service, nodes)| Some((service, nodes, of(service)?)))
        {
            let own = rest.strip_prefix('.')?;
            let (key, before) = (format!("dfs.ha.namenodes.{}", service.text), format!("{}.", service.text));
            return Some(List { kind: "name node", key, declared: nodes.as_ref()?, before, own, behind: "" });
        }
        // `prod.nn1` under an undeclared service: the service is what is wrong, the node may be right.
        let (own, behind) = name.split_at_checked(name.find('.').unwrap_or(name.len())).unwrap_or((name, ""));
        let declared = self.services.as_ref()?;
        Some(List {
            kind: "name service",
            key: "dfs.nameservices".into(),
            declared,
            before: String::new(),
            own,
            behind,
        })
    }
}

/// A list that declares names, and a name that it should declare.
struct List<'n, 'k, 't> {
    kind: &'static str,
    key: String,
    declared: &'n [Scalar<'t>],
    /// What stands before the name after a key.
    before: String,
    own: &'k str,
    /// What stands after the name.
    behind: &'k str,
}

/// More declared names than any real directory has; beyond it nobody is asked what was meant.
const MANY_NAMES: usize = 100;

/// More misspelled keys than any real directory has; further ones are not compared with all known keys.
const MANY_KEYS: usize = 200;

/// So many keys that nobody knows are compared with all known ones; where there are more, they are somebody's own.
const GUESSES: usize = 1000;

/// The keys of all files that nobody reads.
#[derive(Default)]
pub(super) struct KeyFaults<'t> {
    pub(super) unknown: Vec<UnknownKey<'t>>,
    pub(super) unread: Vec<UnreadKey<'t>>,
    pub(super) undeclared: Vec<UndeclaredName<'t>>,
    /// The keys that undeclared names were probably meant to set, with the lines that set others.
    under_another_name: Vec<(String, Span)>,
}

impl<'t> KeyFaults<'t> {
    /// Looks at every key of the files. Names count as declared nowhere only if the list that should is known.
    pub(super) fn find<'i>(sites: &[(&SiteFile<'i, 't>, &'static str)], names: &Names<'t>) -> Self
    where
        't: 'i,
    {
        let properties =
            || sites.iter().flat_map(|&(site, file)| site.xml.properties.iter().map(move |property| (property, file)));
        let written = Written::new(properties().map(|(property, _)| &*property.name.text));
        let suffixes = names.suffixes();
        let mut faults = Self::default();
        let mut guesses = 0;
        for (property, file) in properties() {
            let key: &str = &property.name.text;
            if hadoop::is_key(key) || template::placeholder(key).is_some() {
                continue;
            }
            let compare = faults.unknown.len() + faults.unread.len() < MANY_KEYS && guesses < GUESSES;
            let meant = || {
                guesses += 1;
                meant_in_family(key, &suffixes).or_else(|| misspelled(key))
            };
            if let Some((family, name)) = hadoop::split_name(key) {
                if let Some(list) = names.list(family, name) {
                    faults.check_name(property, file, family, &list, &written);
                }
            } else if let Some(meant) = compare.then(meant).flatten() {
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

    /// Adds to each undeclared name the list that should declare it, as it came out.
    pub(super) fn add_lists(&mut self, hdfs: &Configuration<'_, 't>, yarn: &Configuration<'_, 't>) {
        for undeclared in &mut self.undeclared {
            let configuration = if undeclared.kind == "resource manager" { yarn } else { hdfs };
            undeclared.listed = configuration.text(&undeclared.list);
            undeclared.name.place.lost = undeclared.listed.place.lost;
        }
    }

    /// The lines that meant to set a key under another name.
    pub(super) fn lost(&self) -> impl Iterator<Item = (String, Span)> {
        let misspelled =
            self.unknown.iter().filter_map(|unknown| Some((unknown.meant.to_string(), unknown.key.place.key?)));
        misspelled.chain(self.under_another_name.iter().cloned())
    }

    fn push_unknown(&mut self, property: &Property<'t>, file: &'static str, meant: Cow<'t, str>) {
        let value = property.value.as_ref().map(|value| java_trim(&value.text));
        self.unknown.push(UnknownKey {
            place: Some(Place::at(property.span)),
            texts: PhantomData,
            key: key_of(property),
            harmless: hadoop::in_family(&property.name.text)
                && value.is_some_and(|value| hadoop::only_default(&meant) == Some(value)),
            meant,
            file,
        });
    }

    fn check_name(
        &mut self,
        property: &Property<'t>,
        file: &'static str,
        family: &'static str,
        list: &List<'_, '_, 't>,
        written: &Written<'_>,
    ) {
        let List { kind, before, own, behind, declared, .. } = list;
        if declared.iter().any(|known| known.text == *own) {
            return;
        }
        let same = |known: &&mut UndeclaredName<'t>| {
            known.kind == *kind && known.list == list.key && known.name.value().is_some_and(|name| name == own)
        };
        let whole = |known: &str| format!("{family}.{before}{known}{behind}");
        if let Some(known) = self.undeclared.iter_mut().take(MANY_KEYS).find(same) {
            let meant = known.candidate.value().map(|candidate| (whole(candidate), property.name.span));
            self.under_another_name.extend(meant);
            known.keys.push(key_of(property));
            return;
        }
        let all = declared.iter().take(MANY_NAMES).map(|known| &*known.text);
        let lacking: Vec<&str> = all.filter(|known| !written.keys.contains(whole(known).as_str())).collect();
        // A declared name that other keys use is right, so that this key is wrong; otherwise the declaration may be.
        let used = |known: &&str| written.names.contains_key(format!("{before}{known}").as_str());
        // A name behind several keys is one mistake, not one in every key.
        let several = written.names.get(&*format!("{before}{own}")).is_some_and(|count| *count > 1);
        if let Some(known) = closest(own, lacking.iter().copied()).filter(used).filter(|_| !several) {
            self.push_unknown(property, file, Cow::Owned(whole(known)));
            return;
        }
        let candidate = match lacking.as_slice() {
            [only] => {
                self.under_another_name.push((whole(only), property.name.span));
                Maybe::new((*only).to_owned(), Place::default())
            }
            _ => Maybe::absent(),
        };
        let place = Place::set(property.name.span, property.name.span);
        self.undeclared.push(UndeclaredName {
            place: Some(place.clone()),
            texts: PhantomData,
            name: Located::new(Cow::Owned((*own).to_owned()), place),
            kind,
            keys: vec![key_of(property)],
            list: list.key.clone(),
            listed: Maybe::absent(),
            candidate,
        });
    }
}

/// What is written in the files.
struct Written<'k> {
    keys: BTreeSet<&'k str>,
    /// The names after keys of the families, and their beginnings up to a dot, each with the number of its keys.
    names: BTreeMap<&'k str, usize>,
}

impl<'k> Written<'k> {
    fn new(keys: impl Iterator<Item = &'k str>) -> Self {
        let keys: BTreeSet<&str> = keys.collect();
        let mut names = BTreeMap::new();
        for (_, name) in keys.iter().filter_map(|key| hadoop::split_name(key)) {
            let beginnings = name.match_indices('.').filter_map(|(dot, _)| name.get(..dot));
            for name in beginnings.chain([name]) {
                *names.entry(name).or_default() += 1;
            }
        }
        Self { keys, names }
    }
}

fn key_of<'t>(property: &Property<'t>) -> Located<Cow<'t, str>> {
    Located::new(property.name.text.clone(), Place::set(property.name.span, property.name.span))
}

/// The key of a family that a misspelled key with a declared name after it was meant to be.
fn meant_in_family(key: &str, suffixes: &[String]) -> Option<String> {
    let families = || hadoop::PER_NAME_NODE.iter().chain(hadoop::PER_RESOURCE_MANAGER).copied();
    let mut behind =
        suffixes.iter().filter_map(|suffix| Some((key.strip_suffix(suffix.as_str())?.strip_suffix('.')?, suffix)));
    if let Some(found) = behind.find_map(|(head, suffix)| Some(format!("{}.{suffix}", closest(head, families())?))) {
        return Some(found);
    }
    // The names may be in other letters, too.
    let folded = letters(key);
    let fits = |family: &str, suffix: &str| folded.strip_prefix(&letters(family)) == Some(letters(suffix).as_str());
    families().find_map(|family| Some(format!("{family}.{}", suffixes.iter().find(|suffix| fits(family, suffix))?)))
}

/// A key without case and separators.
fn letters(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The key that a misspelled one was meant to be. In a family anybody may add keys, so that only one that differs in case,
/// separators or a single letter of its own last part counts as misspelled there.
fn misspelled(key: &str) -> Option<String> {
    let head = |key: &str| key.rfind('.').map(|dot| key.get(..dot).unwrap_or("").to_owned());
    let slip = |meant: &str| head(meant) == head(key) && strsim::osa_distance(meant, key) == 1 && key.len() > 8;
    let meant =
        hadoop::meant(key).filter(|meant| !hadoop::in_family(key) || letters(meant) == letters(key) || slip(meant));
    meant.map(str::to_owned)
}
