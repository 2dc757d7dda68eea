//! One Hadoop configuration directory: what its site files mean together for HDFS and YARN. Which of their lines take effect
//! is decided before; whether Flink, ZooKeeper or another directory agrees is not known here.

#[cfg(test)]
mod conformance;
mod fencing;
mod journal;
pub(crate) mod name_services;
mod resource_manager;
#[cfg(test)]
mod tests;

pub use name_services::Hdfs;
pub use resource_manager::{ResourceManager, StateStore};

use super::storage::{self, Storage};
use super::storage_host::{StorageHost, storage_host};
use crate::settings::hadoop::{Reader, SiteFile, SiteFiles, settings};
use crate::settings::{OfHadoop, Problem, SettingsMap, WrittenSetting};
use flinklint_catalog::hadoop::{File, option};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Map, Maybe, Open, Place, facts};
use flinklint_syntax::source::{FileId, Span};
use name_services::NameService;
use resource_manager::NodeManager;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

facts! {
    /// One Hadoop configuration directory.
    pub struct Hadoop<'t> as "hadoop" {
        /// core-site.xml, if it exists.
        core: Maybe<&'static str>,
        /// hdfs-site.xml, if it exists.
        hdfs_site: Maybe<&'static str>,
        /// yarn-site.xml, if it exists.
        yarn: Maybe<&'static str>,
        /// Its settings by key (`hadoop.settings['dfs.nameservices']`), in the type of the option: the value that takes effect,
        /// null where the key is not set. Durations and keys of no option are texts.
        settings: Map<SettingsMap<'t, OfHadoop>>,
        /// Every property that is written, in the order in which the files are read, and what became of it.
        written: Arc<Vec<WrittenSetting<'t>>>,
        /// What is wrong with the settings.
        problems: Vec<Arc<Problem<'t>>>,
        /// Files that include others, which are not read: missing settings may be there.
        includes: Vec<Include<'t>>,
        /// The file system of paths without a scheme, as written (fs.defaultFS); null is file:///.
        default_fs_text: Maybe<Cow<'t, str>>,
        /// The same, taken apart; null where none is set.
        default_fs: Option<Storage<'t>>,
        /// How its authority relates to the name services.
        default_fs_host: Option<StorageHost<'t>>,
        /// The directory that contains most other directories by default (hadoop.tmp.dir); null is /tmp/hadoop-USER.
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
pub(crate) fn hadoop<'t>(files: &SiteFiles<'t>, release: &Release) -> Hadoop<'t> {
    let settings = settings(files);
    let (of_hdfs, of_yarn) = (settings.hdfs.in_version(release), settings.yarn.in_version(release));
    let problems = settings.problems.all().to_vec();
    let name_of = |file: FileId| files.0.iter().find(|site| site.file == file).map_or("", |site| site.kind.site());
    let by_key = SettingsMap::new(&settings.together(), name_of).0.without(files.missing());
    let start = |site: &SiteFile<'_>| Place::at(Span::new(site.file, 0, 0));
    let include = |site: &SiteFile<'_>, span: &Span| Include {
        place: Some(Place::at(*span)),
        texts: PhantomData,
        file: site.kind.site(),
    };
    let present_as =
        |file: File| files.site(file).map_or_else(Maybe::absent, |site| Maybe::new(file.site(), start(site)));
    let (hdfs, yarn) = (files.site(File::Hdfs), files.site(File::Yarn));
    let default_fs_text = of_hdfs.text(option::FS_DEFAULT_FS);
    let default_fs = default_file_system(of_hdfs, &default_fs_text);
    let name_services = if hdfs.is_some() { name_services::name_services(of_hdfs) } else { Open::default() };
    Hadoop {
        place: files.0.first().map(start),
        texts: PhantomData,
        core: present_as(File::Core),
        hdfs_site: present_as(File::Hdfs),
        yarn: present_as(File::Yarn),
        written: by_key.all(),
        settings: Map(by_key),
        includes: files.0.iter().flat_map(|site| site.xml.includes.iter().map(|span| include(site, span))).collect(),
        default_fs_host: default_fs.as_ref().and_then(|storage| storage_host(storage, &name_services, &problems)),
        default_fs_text,
        default_fs,
        temporary_directory: of_hdfs.text(option::HADOOP_TMP_DIR),
        name_services,
        hdfs: hdfs.map(|site| Hdfs { place: Some(start(site)), ..name_services::hdfs(of_hdfs) }),
        resource_manager: yarn
            .map(|site| ResourceManager { place: Some(start(site)), ..resource_manager::resource_manager(of_yarn) }),
        node_manager: yarn
            .map(|site| NodeManager { place: Some(start(site)), ..resource_manager::node_manager(of_yarn) }),
        problems,
    }
}

fn default_file_system<'t>(hdfs: Reader<'_, 't>, text: &Maybe<Cow<'t, str>>) -> Option<Storage<'t>> {
    match hdfs.written(option::FS_DEFAULT_FS) {
        Some(scalar) => Some(storage::parse(&scalar)),
        None => text.is_unknown().then(|| storage::unknown(&text.place)),
    }
}
