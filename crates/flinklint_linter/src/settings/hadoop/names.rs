//! Names that lists declare and keys end with: name services, name nodes and resource managers.
//!
//! Which key is misspelled, and which name is declared nowhere, is for [`super::keys`] to say.

use super::layers::Layers;
use crate::settings::Cause;
use flinklint_catalog::hadoop;
use flinklint_syntax::Scalar;
use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) fn declared(hdfs: Option<&Layers<'t>>, yarn: Option<&Layers<'t>>) -> Self {
        let services = hdfs.and_then(|hdfs| hdfs.names("dfs.nameservices"));
        let nodes = services.iter().flatten().map(|service| hdfs?.names(&format!("dfs.ha.namenodes.{}", service.text)));
        let nodes = nodes.collect();
        Self { services, nodes, managers: yarn.and_then(|yarn| yarn.names("yarn.resourcemanager.ha.rm-ids")) }
    }

    /// All that may stand after a key: `prod`, `prod.nn1`, `rm1`. None of a directory that declares absurdly many.
    pub(super) fn suffixes(&self) -> Vec<String> {
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
    pub(super) fn list<'k>(&self, family: &str, name: &'k str) -> Option<List<'_, 'k, 't>> {
        if hadoop::PER_RESOURCE_MANAGER.contains(&family) {
            let declared = self.managers.as_ref()?;
            return Some(List {
                cause: Cause::ResourceManager,
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
            return Some(List { cause: Cause::NameNode, key, declared: nodes.as_ref()?, before, own, behind: "" });
        }
        // `prod.nn1` under an undeclared service: the service is what is wrong, the node may be right.
        let (own, behind) = name.split_at_checked(name.find('.').unwrap_or(name.len())).unwrap_or((name, ""));
        let declared = self.services.as_ref()?;
        Some(List {
            cause: Cause::NameService,
            key: "dfs.nameservices".into(),
            declared,
            before: String::new(),
            own,
            behind,
        })
    }
}

/// A list that declares names, and a name that it should declare.
pub(super) struct List<'n, 'k, 't> {
    /// What the names are of.
    pub(super) cause: Cause,
    /// The key of the list.
    pub(super) key: String,
    pub(super) declared: &'n [Scalar<'t>],
    /// What stands before the name after a key.
    pub(super) before: String,
    pub(super) own: &'k str,
    /// What stands after the name.
    pub(super) behind: &'k str,
}

/// More declared names than any real directory has; beyond it nobody is asked what was meant.
pub(super) const MANY_NAMES: usize = 100;

/// Which keys are written in the files, and which names stand behind them.
pub(super) struct Written<'k> {
    pub(super) keys: BTreeSet<&'k str>,
    /// The names after keys of the families, and their beginnings up to a dot, each with the number of its keys.
    pub(super) names: BTreeMap<&'k str, usize>,
}

impl<'k> Written<'k> {
    pub(super) fn new(keys: impl Iterator<Item = &'k str>) -> Self {
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
