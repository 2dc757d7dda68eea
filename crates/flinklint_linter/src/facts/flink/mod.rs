//! What a Flink configuration directory means: which file is read, what of it takes effect, and what follows from it.

#[cfg(test)]
mod conformance;
mod ha;
mod host_list;
mod memory;
mod process;

pub use ha::{HaMode, HighAvailability};
pub use host_list::HostList;
pub use memory::in_words;
pub use memory::{Memory, MemoryBudget, ProcessName};
pub use process::{Addresses, Checkpoints, Heartbeat, Kerberos, OnYarn, Resources};

use super::hadoop::Hadoop;
use super::storage::Storage;
use super::storage_host::{StorageHost, storage_host};
use super::zookeeper::Ensemble;
use crate::discover::FileKind;
use crate::facts::reach::{self, Reach};
use crate::settings::flink::{DeadFile, FileFault, FlinkFiles, Lookup, UnreadFile, settings};
use crate::settings::{OfFlink, Problem, Settings, SettingsMap, WrittenSetting};
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Map, Maybe, Place, facts};
use flinklint_syntax::source::Span;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// A Flink configuration directory, as the processes of one version read it.
    pub struct Flink<'t> as "flink" {
        /// The folder.
        dir: Cow<'t, str>,
        /// The configuration file that this version reads.
        conf: Maybe<&'static str>,
        /// Whether it is `flink-conf.yaml`, which is read line by line, not as YAML.
        legacy: bool,
        /// Whether `flink-conf.yaml` is UTF-16, which Flink reads as UTF-8.
        utf16: bool,
        /// Whether the version is 2.0 or newer.
        v2: bool,
        /// A configuration file that this version does not read, if the one that it reads is missing.
        unread: Option<UnreadFile<'t>>,
        /// The configuration file that is in the same directory as the one that is read.
        dead: Option<DeadFile<'t>>,
        /// Faults for which `config.yaml` is refused as a whole. There are no other facts about such a file.
        faults: Vec<FileFault<'t>>,
        /// Its settings by key, typed by the catalogue: the value that takes effect, null if the key is not set, and a
        /// text if no option has this key.
        settings: Map<SettingsMap<'t, OfFlink>>,
        /// Every setting in the file, in order, and its effect.
        written: Arc<Vec<WrittenSetting<'t>>>,
        /// What is wrong with its keys and values.
        problems: Vec<Arc<Problem<'t>>>,
        /// High availability.
        ha: HighAvailability<'t>,
        /// Addresses.
        address: Addresses<'t>,
        /// Kerberos.
        kerberos: Kerberos<'t>,
        /// Checkpoints and savepoints.
        checkpoints: Checkpoints<'t>,
        /// What Flink requests from YARN.
        yarn: OnYarn<'t>,
        /// Slots and cores.
        resources: Resources<'t>,
        /// Memory as the processes divide it.
        memory: Memory<'t>,
        /// Heartbeats.
        heartbeat: Heartbeat<'t>,
        /// `masters` in the same directory.
        masters: Option<Arc<HostList<'t>>>,
        /// `workers` in the same directory.
        workers: Option<Arc<HostList<'t>>>,
        /// Those of the two that exist.
        host_lists: Vec<Arc<HostList<'t>>>,
        /// How the quorum compares with the ensemble of the deployment; null where there is no ensemble.
        reach: Option<Reach<'t>>,
        /// The Hadoop configuration of the deployment.
        hadoop: Option<Arc<Hadoop<'t>>>,
        /// How the authority of `high-availability.storageDir` relates to the name services of that Hadoop configuration.
        storage_host: Option<StorageHost<'t>>,
        /// How the authorities of the checkpoint and savepoint directories relate to those name services.
        checkpoint_hosts: Vec<StorageHost<'t>>,
        /// Every directory in which the processes keep state: that of high availability if it is on, and those of
        /// checkpoints and savepoints.
        directories: Vec<Storage<'t>>,
    }
}

/// What other products of the deployment a Flink directory is joined with.
#[derive(Debug)]
pub(crate) struct Neighbours<'n, 't> {
    pub(crate) ensembles: &'n [Arc<Ensemble<'t>>],
    pub(crate) hadoop: Option<&'n Arc<Hadoop<'t>>>,
}

/// Works out the facts of one directory. Nothing of other products is in them yet.
pub(crate) fn flink<'t>(input: FlinkFiles<'t>, answers: &Answers, release: &Release) -> Flink<'t> {
    let settings = settings(input, answers, release);
    let lookup = Lookup::new(&settings.settings, release);
    let ha = ha::high_availability(&lookup);
    let checkpoints = process::checkpoints(&lookup);
    let hosts =
        |kind| input.host_list(kind).map(|list| Arc::new(host_list::host_list(list, kind == FileKind::Masters)));
    let (masters, workers) = (hosts(FileKind::Masters), hosts(FileKind::Workers));
    let yarn = process::on_yarn(&lookup, &ha.on);
    let file = settings.file.or(input.config_yaml().map(|yaml| yaml.file)).or(input.legacy().map(|lines| lines.file));
    let file = file.or(input.misnamed().map(|(file, _)| file));
    let start = file.map(|file| Place::at(Span::new(file, 0, 0)));
    let conf = settings.legacy.map(|legacy| if legacy { "flink-conf.yaml" } else { "config.yaml" });
    let unseen = Settings::unseen();
    // The sizes in a file that is refused divide nothing.
    let sizes = if settings.is_refused() { Lookup::new(&unseen, release) } else { lookup };
    let by_key = SettingsMap::new(sizes.settings, |_| conf.unwrap_or(""));
    Flink {
        dir: Cow::Borrowed(input.0.dir.as_str()),
        conf: start.as_ref().zip(conf).map_or_else(Maybe::absent, |(place, conf)| Maybe::new(conf, place.clone())),
        legacy: settings.legacy == Some(true),
        utf16: settings.legacy == Some(true) && input.legacy().is_some_and(|lines| lines.tree.utf16),
        v2: release.since(Version::new(2, 0)),
        written: by_key.0.all(),
        settings: by_key,
        problems: settings.settings.problems().to_vec(),
        address: process::addresses(&lookup),
        kerberos: process::kerberos(&lookup),
        memory: memory::memory(&sizes, yarn.configured, masters.is_some() || workers.is_some()),
        yarn,
        resources: process::resources(&lookup),
        heartbeat: process::heartbeat(&lookup),
        host_lists: [&masters, &workers].into_iter().flatten().map(Arc::clone).collect(),
        masters,
        workers,
        reach: None,
        hadoop: None,
        storage_host: None,
        checkpoint_hosts: Vec::new(),
        directories: ha
            .storage
            .iter()
            .filter(|_| ha.on.value() == Some(&true))
            .chain(&checkpoints.directories)
            .cloned()
            .collect(),
        ha,
        checkpoints,
        place: start,
        texts: PhantomData,
        unread: settings.unread,
        dead: settings.dead,
        faults: settings.faults,
    }
}

/// The facts of one directory together with what they mean next to other products of the deployment.
pub(crate) fn joined<'t>(flink: &Arc<Flink<'t>>, neighbours: &Neighbours<'_, 't>) -> Arc<Flink<'t>> {
    let host_of = |storage: &Storage<'t>| {
        let hadoop = neighbours.hadoop?;
        storage_host(storage, &hadoop.name_services, &hadoop.problems)
    };
    let reach = flink.ha.quorum.as_ref().and_then(|quorum| reach::reach(quorum, neighbours.ensembles));
    if reach.is_none() && neighbours.hadoop.is_none() {
        return Arc::clone(flink);
    }
    Arc::new(Flink {
        reach,
        hadoop: neighbours.hadoop.map(Arc::clone),
        storage_host: flink.ha.storage.as_ref().and_then(host_of),
        checkpoint_hosts: flink.checkpoints.directories.iter().filter_map(host_of).collect(),
        ..Flink::clone(flink)
    })
}
