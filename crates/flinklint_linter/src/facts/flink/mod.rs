//! What a Flink configuration directory means: which file is read, what of it takes effect, and what follows from it.

mod advice;
#[cfg(test)]
mod conformance;
mod files;
mod ha;
mod host_list;
mod key_forms;
mod limits;
mod losses;
mod marred;
mod memory;
mod misplaced_key;
mod process;
mod relations;
mod settings;
mod similar_key;
mod unknown_keys;
#[cfg(test)]
mod value_answers;
mod values;

pub use advice::{BareNumber, OldName, Restated};
pub use files::{DeadFile, UnreadFile};
pub use ha::{HaMode, HighAvailability};
pub use host_list::HostList;
pub use losses::{Altered, Conflict, DroppedLine, Duplicate, Overlap};
pub use marred::Marred;
pub use memory::in_words;
pub use memory::{Memory, MemoryBudget, MemoryRefusal, ProcessName};
pub(crate) use process::is_loopback;
pub use process::{Addresses, Checkpoints, Heartbeat, Kerberos, OnYarn, Resources};
pub use relations::{Contradiction, MissingOption};
pub(crate) use settings::Settings;
pub use unknown_keys::{ForeignKey, UnknownKey};
pub use values::BadValue;

use super::hadoop::Hadoop;
use super::storage::Storage;
use super::storage_host::{StorageHost, storage_host};
use super::zookeeper::Ensemble;
use crate::discover::FileKind;
use crate::documents::{Format, Node};
use crate::facts::reach::{self, Reach};
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Maybe, Place, facts, words};
use flinklint_syntax::config_yaml::{ConfigError, ConfigErrorKind, ConfigYaml};
use flinklint_syntax::hosts::Hosts;
use flinklint_syntax::legacy::Legacy;
use flinklint_syntax::source::{FileId, Span};
use settings::Reader;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// Why `config.yaml` is refused.
    pub enum ConfigFaultKind as "kind of config fault" {
        /// The text is no YAML.
        Syntax = "syntax",
        /// A key is set twice.
        DuplicateKey = "duplicate-key",
        /// A key has no value.
        NullValue = "null-value",
        /// There are several documents.
        MultipleDocuments = "multiple-documents",
        /// The document is not a mapping.
        NotAMapping = "not-a-mapping",
        /// A key is not a text.
        NonTextKey = "non-text-key",
    }
}

facts! {
    /// A Flink configuration directory, as the processes of one version read it.
    pub struct Flink<'t> as "flink" {
        /// The folder.
        dir: Cow<'t, str>,
        /// The configuration file that this version reads.
        conf: Maybe<&'static str>,
        /// Whether it is `flink-conf.yaml`, which is read line by line and is not YAML.
        legacy: bool,
        /// Whether `flink-conf.yaml` is UTF-16, which its reader takes for UTF-8.
        utf16: bool,
        /// Whether the version is 2.0 or newer.
        v2: bool,
        /// The configuration file that is there although this version reads only the other one, which is not.
        unread: Option<UnreadFile<'t>>,
        /// The configuration file that lies dead beside the one that is read.
        dead: Option<DeadFile<'t>>,
        /// Faults for which `config.yaml` is refused as a whole.
        faults: Vec<ConfigFault<'t>>,
        /// Lines that are dropped.
        dropped: Vec<DroppedLine<'t>>,
        /// Keys that are set twice.
        duplicates: Vec<Duplicate<'t>>,
        /// Keys that nothing reads and that were probably meant to be others.
        unknown_keys: Vec<UnknownKey<'t>>,
        /// Keys that are settings of other products.
        foreign_keys: Vec<ForeignKey<'t>>,
        /// Options that are set under two names.
        conflicts: Vec<Conflict<'t>>,
        /// Keys that are the beginning of others, in `config.yaml`.
        overlaps: Vec<Overlap<'t>>,
        /// Values in quotes that stay quoted, in `flink-conf.yaml`.
        quoted: Vec<Altered<'t>>,
        /// Values that end at a `#`: in the middle of a word in `flink-conf.yaml`, secrets after a space in `config.yaml`.
        cut: Vec<Altered<'t>>,
        /// Values with something in them that does not belong there.
        marred: Vec<Marred<'t>>,
        /// Values that YAML rewrites as numbers, in `config.yaml`.
        rewritten: Vec<Altered<'t>>,
        /// Keys that are read as old names of others.
        old_names: Vec<OldName<'t>>,
        /// Durations and memory sizes without a unit.
        bare_numbers: Vec<BareNumber<'t>>,
        /// Settings that say what the default is.
        restated: Vec<Restated<'t>>,
        /// Values that the type of their option refuses.
        bad_values: Vec<BadValue<'t>>,
        /// Options whose values contradict each other.
        contradictions: Vec<Contradiction<'t>>,
        /// Options that are not set and that others need.
        missing_options: Vec<MissingOption<'t>>,
        /// High availability.
        ha: HighAvailability<'t>,
        /// Addresses.
        address: Addresses<'t>,
        /// Kerberos.
        kerberos: Kerberos<'t>,
        /// Checkpoints and savepoints.
        checkpoints: Checkpoints<'t>,
        /// What is asked of YARN.
        yarn: OnYarn<'t>,
        /// Slots and cores.
        resources: Resources<'t>,
        /// Memory as the processes divide it.
        memory: Memory<'t>,
        /// Heartbeats.
        heartbeat: Heartbeat<'t>,
        /// `masters` beside it.
        masters: Option<Arc<HostList<'t>>>,
        /// `workers` beside it.
        workers: Option<Arc<HostList<'t>>>,
        /// Those of the two that are there.
        host_lists: Vec<Arc<HostList<'t>>>,
        /// The quorum against the ensemble of the deployment.
        reach: Option<Reach<'t>>,
        /// The Hadoop configuration of the deployment.
        hadoop: Option<Arc<Hadoop<'t>>>,
        /// Who the authority of `high-availability.storageDir` is to that Hadoop configuration.
        storage_host: Option<StorageHost<'t>>,
        /// Who the authorities of the directories of checkpoints and savepoints are to that Hadoop configuration.
        checkpoint_hosts: Vec<StorageHost<'t>>,
        /// Every directory on which the processes keep state: that of high availability where it is on, and those of
        /// checkpoints and savepoints.
        directories: Vec<Storage<'t>>,
    }

    /// A fault for which `config.yaml` is refused.
    pub struct ConfigFault<'t> as "config fault" {
        /// Why the file is refused.
        kind: ConfigFaultKind,
        /// What is wrong, in one clause.
        message: String,
        /// The first of two equal keys.
        other: Maybe<&'static str>,
        /// The bracket that is open where the text stops being YAML.
        opened: Maybe<&'static str>,
    }
}

/// The parsed files of one Flink configuration directory.
#[derive(Debug)]
pub(crate) struct FlinkInput<'t> {
    pub(crate) dir: &'t str,
    pub(crate) legacy: Option<(FileId, &'t Legacy<'t>, bool)>,
    pub(crate) config_yaml: Option<(FileId, &'t ConfigYaml<'t>, bool)>,
    pub(crate) masters: Option<(FileId, &'t Hosts<'t>, bool)>,
    pub(crate) workers: Option<(FileId, &'t Hosts<'t>, bool)>,
    /// A file that only its name keeps from being the configuration, where no other is.
    pub(crate) misnamed: Option<(FileId, &'t str)>,
}

impl<'t> FlinkInput<'t> {
    /// The files of a node.
    pub(crate) fn of(node: &'t Node<'t>) -> Self {
        fn part<'t, T: Format<'t>>(node: &'t Node<'t>, kind: FileKind) -> Option<(FileId, &'t T, bool)> {
            node.document::<T>(kind).map(|document| (document.file, document.tree, document.template))
        }
        Self {
            dir: node.dir.as_str(),
            legacy: part(node, FileKind::FlinkConf),
            config_yaml: part(node, FileKind::ConfigYaml),
            masters: part(node, FileKind::Masters),
            workers: part(node, FileKind::Workers),
            misnamed: node
                .file(FileKind::FlinkMisnamed)
                .map(|file| (file, node.set.path(file).file_name().unwrap_or_default())),
        }
    }
}

/// What other products of the deployment a Flink directory is joined with.
#[derive(Debug)]
pub(crate) struct Neighbours<'n, 't> {
    pub(crate) ensembles: &'n [Arc<Ensemble<'t>>],
    pub(crate) hadoop: Option<&'n Arc<Hadoop<'t>>>,
}

/// The settings that take effect, with everything that was lost on the way noted in them.
pub(crate) fn settings<'t>(input: &FlinkInput<'t>, release: &Release) -> Settings<'t> {
    match files::reads_legacy(input, release) {
        Some(true) => input.legacy.map(|(file, legacy, template)| legacy_settings(file, legacy, template)),
        Some(false) => input.config_yaml.map(|(file, yaml, template)| yaml_settings(file, yaml, template)),
        None => None,
    }
    .unwrap_or_else(Settings::unread)
}

fn legacy_settings<'t>(file: FileId, legacy: &Legacy<'t>, template: bool) -> Settings<'t> {
    let mut settings = Settings::new(file);
    for entry in &legacy.entries {
        settings.write(entry.entry.key.clone(), entry.entry.value.clone());
    }
    if template || legacy.utf16 {
        settings.leave_open();
    }
    settings
}

fn yaml_settings<'t>(file: FileId, yaml: &ConfigYaml<'t>, template: bool) -> Settings<'t> {
    let mut settings = Settings::new(file);
    // What a syntax error is in, or follows it, is not what the author meant it to be.
    let reliable = yaml
        .errors
        .iter()
        .filter(|error| error.kind == ConfigErrorKind::Syntax)
        .map(|error| error.error.span.start)
        .min()
        .unwrap_or(u32::MAX);
    for entry in yaml.entries.iter().filter(|entry| entry.value.span.end < reliable) {
        settings.write(entry.key.clone(), entry.value.clone());
    }
    // A file that is refused sets nothing, but the author's mistake is the fault, not the absence of everything else.
    if template || !yaml.errors.is_empty() {
        settings.leave_open();
    }
    settings
}

/// Works out the facts of one directory.
/// Nothing of other products is in them yet.
pub(crate) fn flink<'t>(input: &FlinkInput<'t>, release: &Release) -> Flink<'t> {
    let legacy = files::reads_legacy(input, release);
    let mut settings = settings(input, release);
    let dead = files::dead_file(input, legacy, &mut settings);
    let mut dropped = Vec::new();
    let mut nested: BTreeSet<Span> = BTreeSet::new();
    let mut cut = Vec::new();
    if let Some((_, tree, _)) = input.legacy.filter(|_| legacy == Some(true)) {
        dropped = losses::dropped(tree, &mut settings, release);
        nested = tree.entries.iter().filter(|entry| entry.parent.is_some()).map(|entry| entry.entry.key.span).collect();
        cut = losses::cut(tree, release);
    }
    if let Some((_, tree, _)) = input.config_yaml.filter(|_| legacy == Some(false)) {
        cut = losses::cut_secrets(tree);
    }
    let yaml = input.config_yaml.filter(|_| legacy == Some(false)).map(|(_, tree, _)| tree);
    let merges = yaml.map(unknown_keys::merges).unwrap_or_default();
    let unknown_keys = unknown_keys::unknown_keys(&mut settings, &nested, &merges, release);
    let quoted = if legacy == Some(true) { losses::quoted(&settings, release) } else { Vec::new() };
    let marred = marred::marred(&mut settings, yaml, release);
    let spoiled = quoted.iter().filter_map(|quoted| quoted.place.as_ref()?.value);
    let spoiled = spoiled.chain(marred.iter().filter_map(|marred| marred.place.as_ref()?.value)).collect();
    let reader = Reader::new(&settings, release, spoiled);
    let ha = ha::high_availability(&reader);
    let checkpoints = process::checkpoints(&reader);
    let hosts = |list: Option<(FileId, &Hosts<'t>, bool)>, is_masters| {
        list.map(|(file, hosts, template)| Arc::new(host_list::host_list(file, hosts, is_masters, template)))
    };
    let (masters, workers) = (hosts(input.masters, true), hosts(input.workers, false));
    let yarn = process::on_yarn(&reader, &ha.on);
    let file = settings.file.or(input.config_yaml.map(|(file, ..)| file)).or(input.legacy.map(|(file, ..)| file));
    let file = file.or(input.misnamed.map(|(file, _)| file));
    let start = file.map(|file| Place::at(Span::new(file, 0, 0)));
    let conf = match legacy {
        Some(true) => "flink-conf.yaml",
        Some(false) => "config.yaml",
        None => "",
    };
    Flink {
        dir: Cow::Borrowed(input.dir),
        conf: match (&start, conf) {
            (Some(place), name) if !name.is_empty() => Maybe::new(name, place.clone()),
            _ => Maybe::absent(),
        },
        legacy: legacy == Some(true),
        utf16: legacy == Some(true) && input.legacy.is_some_and(|(_, tree, _)| tree.utf16),
        v2: release.since(Version::new(2, 0)),
        unread: files::unread_file(input, legacy, release),
        dead,
        faults: yaml.map(|yaml| yaml.errors.iter().map(config_fault).collect()).unwrap_or_default(),
        dropped,
        duplicates: losses::duplicates(&settings),
        unknown_keys,
        foreign_keys: unknown_keys::foreign_keys(&settings, release),
        conflicts: losses::conflicts(&settings, release),
        overlaps: if yaml.is_some() { losses::overlaps(&settings, release) } else { Vec::new() },
        quoted,
        cut,
        marred,
        rewritten: yaml.map(|yaml| losses::rewritten(yaml, release)).unwrap_or_default(),
        old_names: advice::old_names(&reader),
        bare_numbers: advice::bare_numbers(&reader),
        restated: advice::restated(&reader),
        bad_values: values::bad_values(&reader, legacy == Some(true)),
        contradictions: relations::contradictions(&reader),
        missing_options: relations::missing_options(&reader),
        address: process::addresses(&reader),
        kerberos: process::kerberos(&reader),
        memory: memory::memory(&reader, yarn.configured, masters.is_some() || workers.is_some()),
        yarn,
        resources: process::resources(&reader),
        heartbeat: process::heartbeat(&reader),
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
    }
}

/// The facts of one directory together with what they mean next to other products of the deployment.
pub(crate) fn joined<'t>(flink: &Arc<Flink<'t>>, neighbours: &Neighbours<'_, 't>) -> Arc<Flink<'t>> {
    let host_of = |storage: &Storage<'t>| storage_host(storage, neighbours.hadoop?);
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

fn config_fault<'t>(error: &ConfigError) -> ConfigFault<'t> {
    let related = |wanted: bool, name| match error.error.related.filter(|_| wanted) {
        Some(span) => Maybe::new(name, Place::at(span)),
        None => Maybe::absent(),
    };
    let is_syntax = error.kind == ConfigErrorKind::Syntax;
    ConfigFault {
        place: Some(Place::at(error.error.span)),
        texts: PhantomData,
        kind: match error.kind {
            ConfigErrorKind::Syntax => ConfigFaultKind::Syntax,
            ConfigErrorKind::DuplicateKey => ConfigFaultKind::DuplicateKey,
            ConfigErrorKind::NullValue => ConfigFaultKind::NullValue,
            ConfigErrorKind::MultipleDocuments => ConfigFaultKind::MultipleDocuments,
            ConfigErrorKind::NotAMapping => ConfigFaultKind::NotAMapping,
            ConfigErrorKind::NonTextKey => ConfigFaultKind::NonTextKey,
        },
        message: error.error.message.clone(),
        other: related(!is_syntax, "first"),
        opened: related(is_syntax, "bracket"),
    }
}
