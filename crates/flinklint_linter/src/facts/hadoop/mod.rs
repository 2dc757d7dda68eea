//! One Hadoop configuration directory: what `core-site.xml`, `hdfs-site.xml` and `yarn-site.xml` mean together, and what
//! of them is lost. Whether Flink, ZooKeeper or another directory agrees is not known here.

mod configuration;
#[cfg(test)]
mod conformance;
mod effective;
mod expansion;
mod fencing;
mod journal;
mod keys;
mod losses;
mod name_services;
mod resource_manager;
#[cfg(test)]
mod tests;
mod texts;
mod values;

pub(crate) use effective::effective;
pub(crate) use name_services::NameService;

use super::storage::{self, Storage};
use super::storage_host::{StorageHost, storage_host};
use crate::documents::Node;
use configuration::Configuration;
use flinklint_catalog::hadoop::File;
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Maybe, Open, Place, facts};
use flinklint_syntax::site_xml::SiteXml;
use flinklint_syntax::source::{FileId, Span};
use keys::{KeyFaults, Names, UndeclaredName, UnknownKey, UnreadKey};
use losses::{
    DeprecatedName, Duplicate, FileLosses, FinalBlocked, Misplaced, NameConflict, Oddity, SiteError, WithoutValue,
};
pub use name_services::Hdfs;
use resource_manager::NodeManager;
pub use resource_manager::{ResourceManager, StateStore};
use std::borrow::Cow;
use std::marker::PhantomData;
use values::{BadValue, IgnoredBoolean, Unresolved, Untrimmed};

/// One site file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteFile<'i, 't> {
    /// The text.
    pub(crate) file: FileId,
    /// What its reader makes of it.
    pub(crate) xml: &'i SiteXml<'t>,
    /// Whether it has control syntax of a template language.
    pub(crate) template: bool,
}

impl SiteFile<'_, '_> {
    /// Whether the file may set more than can be seen.
    fn is_open(&self) -> bool {
        self.template
            || self.xml.encoding_unknown
            || self.xml.error.is_some()
            || self.xml.oddities_more
            || !self.xml.includes.is_empty()
    }
}

/// The site files of one directory, in the order of their kinds.
#[derive(Clone, Debug, Default)]
pub(crate) struct HadoopInput<'i, 't> {
    sites: Vec<(File, SiteFile<'i, 't>)>,
}

impl<'i, 't> HadoopInput<'i, 't> {
    /// The files of a node. The name of a kind says which defaults a site file overrides.
    pub(crate) fn of(node: &'i Node<'t>) -> Self {
        let sites = node.all::<SiteXml<'t>>().filter_map(|(kind, document)| {
            let site = SiteFile { file: document.file, xml: document.tree, template: document.template };
            Some((File::of_site(kind.name())?, site))
        });
        Self { sites: sites.collect() }
    }

    fn site(&self, file: File) -> Option<&SiteFile<'i, 't>> {
        self.sites.iter().find(|(own, _)| *own == file).map(|(_, site)| site)
    }
}

facts! {
    /// One Hadoop configuration directory.
    pub struct Hadoop<'t> as "hadoop" {
        /// core-site.xml, where it is there.
        core: Maybe<&'static str>,
        /// hdfs-site.xml, where it is there.
        hdfs_site: Maybe<&'static str>,
        /// yarn-site.xml, where it is there.
        yarn: Maybe<&'static str>,
        /// Files that Configuration refuses.
        site_errors: Vec<SiteError<'t>>,
        /// Elements that do not do what they look like.
        oddities: Vec<Oddity<'t>>,
        /// Files that include others, which are not looked at: whatever is missing may stand there.
        includes: Vec<Include<'t>>,
        /// Properties without a value.
        without_value: Vec<WithoutValue<'t>>,
        /// Properties that stand twice in one file.
        duplicates: Vec<Duplicate<'t>>,
        /// Old and new names of one option in one file.
        name_conflicts: Vec<NameConflict<'t>>,
        /// Options under their old names.
        deprecated: Vec<DeprecatedName<'t>>,
        /// Values after a final one.
        final_blocked: Vec<FinalBlocked<'t>>,
        /// Keys in a file in which they have no effect.
        misplaced: Vec<Misplaced<'t>>,
        /// Misspelled keys.
        unknown_keys: Vec<UnknownKey<'t>>,
        /// Keys in Hadoop's own namespaces that no version reads.
        unread_keys: Vec<UnreadKey<'t>>,
        /// Names at the end of keys that no list declares.
        undeclared_names: Vec<UndeclaredName<'t>>,
        /// Values that make their reader throw.
        bad_values: Vec<BadValue<'t>>,
        /// Booleans that are neither true nor false.
        ignored_booleans: Vec<IgnoredBoolean<'t>>,
        /// Variables that no property binds.
        unresolved: Vec<Unresolved<'t>>,
        /// Values whose spaces at the ends stay.
        untrimmed: Vec<Untrimmed<'t>>,
        /// The file system that paths without one belong to, as written (fs.defaultFS); null is file:///.
        default_fs_text: Maybe<Cow<'t, str>>,
        /// The same, taken apart; null where none is set.
        default_fs: Option<Storage<'t>>,
        /// Who its authority is to the name services.
        default_fs_host: Option<StorageHost<'t>>,
        /// The directory under which most other directories lie by default (hadoop.tmp.dir); null is /tmp/hadoop-USER.
        temporary_directory: Maybe<Cow<'t, str>>,
        /// The name services of HDFS; empty without hdfs-site.xml.
        name_services: Open<NameService<'t>>,
        /// The rest of HDFS; null without hdfs-site.xml.
        hdfs: Option<Hdfs<'t>>,
        /// The resource manager; null without yarn-site.xml.
        resource_manager: Option<ResourceManager<'t>>,
        /// The node managers; null without yarn-site.xml.
        node_manager: Option<NodeManager<'t>>,
    }

    /// An include of another file.
    pub struct Include<'t> as "include" {
        /// The name of the file that includes another.
        file: &'static str,
    }
}

/// What a configuration directory means.
pub(crate) fn hadoop<'t>(input: &HadoopInput<'_, 't>, release: &Release) -> Hadoop<'t> {
    let [core, hdfs, yarn] = [File::Core, File::Hdfs, File::Yarn].map(|file| input.site(file));
    let present: Vec<_> = input.sites.iter().map(|(file, site)| (site, file.site())).collect();
    // The catalogue does not have the keys of MapReduce: which of them nothing reads cannot be said.
    let known: Vec<_> = present.iter().copied().filter(|(_, file)| *file != File::MapReduce.site()).collect();
    let mut losses = FileLosses::default();
    for (site, file) in &present {
        losses.add(site, file);
    }
    let mut of_hdfs = Configuration::load(core, hdfs, File::Hdfs);
    let mut of_yarn = Configuration::load(core, yarn, File::Yarn);
    let names = Names::declared(hdfs.map(|_| &of_hdfs), yarn.map(|_| &of_yarn));
    let mut keys = KeyFaults::find(&known, &names);
    for (key, span) in losses.lost().chain(keys.lost()) {
        of_hdfs.remember_loss(key.clone(), span);
        of_yarn.remember_loss(key, span);
    }
    keys.add_lists(&of_hdfs, &of_yarn);
    let values = values::faults([&of_yarn, &of_hdfs]);
    let default_fs_text = of_hdfs.text("fs.defaultFS");
    let default_fs = match of_hdfs.written("fs.defaultFS") {
        Some(scalar) => Some(storage::parse(&scalar)),
        None if default_fs_text.is_unknown() => Some(storage::unknown(&default_fs_text.place)),
        None => None,
    };
    let include = |file: &'static str, span: &Span| Include { place: Some(Place::at(*span)), texts: PhantomData, file };
    let start = |site: &SiteFile<'_, '_>| Place::at(Span::new(site.file, 0, 0));
    let present_as =
        |file: File| input.site(file).map_or_else(Maybe::absent, |site| Maybe::new(file.site(), start(site)));
    let mut hadoop = Hadoop {
        place: present.first().map(|(site, _)| start(site)),
        texts: PhantomData,
        core: present_as(File::Core),
        hdfs_site: present_as(File::Hdfs),
        yarn: present_as(File::Yarn),
        site_errors: losses.errors,
        oddities: losses.oddities,
        includes: present
            .iter()
            .flat_map(|(site, file)| site.xml.includes.iter().map(move |span| include(file, span)))
            .collect(),
        without_value: losses.without_value,
        duplicates: losses.duplicates,
        name_conflicts: losses.conflicts,
        deprecated: losses.deprecated,
        final_blocked: losses::blocked([&of_yarn, &of_hdfs]),
        misplaced: losses::misplaced([core, hdfs, yarn], &of_hdfs, &of_yarn),
        unknown_keys: keys.unknown,
        unread_keys: keys.unread,
        undeclared_names: keys.undeclared,
        bad_values: values.bad,
        ignored_booleans: values.booleans,
        unresolved: values.unresolved,
        untrimmed: values.untrimmed,
        default_fs_text,
        default_fs,
        default_fs_host: None,
        temporary_directory: of_hdfs.text("hadoop.tmp.dir"),
        name_services: if hdfs.is_some() { name_services::name_services(&of_hdfs) } else { Open::default() },
        hdfs: hdfs.map(|site| Hdfs { place: Some(start(site)), ..name_services::hdfs(&of_hdfs) }),
        resource_manager: yarn.map(|site| ResourceManager {
            place: Some(start(site)),
            ..resource_manager::resource_manager(&of_yarn, release)
        }),
        node_manager: yarn
            .map(|site| NodeManager { place: Some(start(site)), ..resource_manager::node_manager(&of_yarn) }),
    };
    hadoop.default_fs_host = hadoop.default_fs.as_ref().and_then(|storage| storage_host(storage, &hadoop));
    hadoop
}
