//! The settings of a Hadoop directory, as Hadoop's `Configuration` reads them from its site files.
//!
//! Every daemon reads `core-site.xml` and the site file of its own product, with the defaults files in between, so one
//! directory has several configurations: that of HDFS, that of YARN, and that of MapReduce where its file is there. The
//! stages are types: [`Layers`] is still being read, a [`Configuration`] is finished. What the settings mean for a
//! cluster is not known here.

mod address;
mod configuration;
mod elements;
mod expansion;
mod keys;
mod layers;
mod lines;
mod names;
mod texts;
mod values;

pub use address::AddressFault;
pub(crate) use address::socket_address;
pub(crate) use configuration::{Configuration, Key, Reader, of};
pub(crate) use texts::{MANY, split};

use super::{Cause, Collected, Effect, Problem, ProblemKind, Problems, Setting, Settings, Source};
use crate::discover::Grammar;
use crate::documents::Node;
use flinklint_catalog::hadoop::{File, home, replaced_by};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::site_xml::{Property, SiteXml};
use flinklint_syntax::source::FileId;
use keys::UnreadKeys;
use layers::Layers;
use names::Names;

/// One site file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteFile<'t> {
    /// The product whose defaults it overrides.
    pub(crate) kind: File,
    /// The text.
    pub(crate) file: FileId,
    /// What its reader makes of it.
    pub(crate) xml: &'t SiteXml<'t>,
    /// Whether it has control syntax of a template language.
    pub(crate) template: bool,
}

impl SiteFile<'_> {
    /// Whether the file may set more than can be seen.
    fn is_open(&self) -> bool {
        self.template
            || self.xml.encoding_unknown
            || self.xml.error.is_some()
            || self.xml.oddities_more
            || !self.xml.includes.is_empty()
    }
}

/// The site files of one directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct SiteFiles<'t>(pub(crate) Vec<SiteFile<'t>>);

impl<'t> SiteFiles<'t> {
    /// The files of a node.
    pub(crate) fn of(node: &'t Node<'t>) -> Self {
        let sites = node.all::<SiteXml<'t>>().filter_map(|(kind, document)| {
            let Grammar::SiteXml(kind) = kind.grammar() else { return None };
            Some(SiteFile { kind, file: document.file, xml: document.tree, template: document.template })
        });
        Self(sites.collect())
    }

    /// The products whose file is not there.
    pub(crate) fn missing(&self) -> Vec<File> {
        File::ALL.into_iter().filter(|&kind| self.site(kind).is_none()).collect()
    }

    /// The file of a product.
    pub(crate) fn site(&self, kind: File) -> Option<&SiteFile<'t>> {
        self.0.iter().find(|site| site.kind == kind)
    }
}

/// The settings of one directory, finished.
#[derive(Debug)]
pub(crate) struct HadoopSettings<'t> {
    /// What HDFS reads: core-site.xml and hdfs-site.xml.
    pub(crate) hdfs: Configuration<'t>,
    /// What YARN reads: core-site.xml and yarn-site.xml.
    pub(crate) yarn: Configuration<'t>,
    /// What each of the other products reads whose site file is there: core-site.xml and that file.
    others: Vec<(File, Configuration<'t>)>,
    core: Option<FileId>,
    /// What is wrong with any of them.
    pub(crate) problems: Problems<'t>,
}

impl<'t> HadoopSettings<'t> {
    /// The configuration that a key belongs to: that of the product that it is an option of.
    pub(crate) fn home(&self, key: &str) -> &Configuration<'t> {
        match home(key) {
            Some(File::Yarn) => &self.yarn,
            Some(file) => {
                let own = self.others.iter().find(|(other, _)| *other == file);
                own.map_or(&self.hdfs, |(_, configuration)| configuration)
            }
            None => {
                let key = replaced_by(key).unwrap_or(key);
                self.all().find(|configuration| configuration.is_set(key)).unwrap_or(&self.hdfs)
            }
        }
    }

    /// Whether a setting is one to look for in this configuration: `core-site.xml` is a part of all of them, and what it
    /// says is told by the one that its key belongs to.
    pub(crate) fn is_read_in(&self, setting: &Setting<'t>, configuration: &Configuration<'t>) -> bool {
        Some(setting.file) != self.core || std::ptr::eq(self.home(&setting.key.text), configuration)
    }

    /// The settings of all configurations, each as the one reads it that its key belongs to.
    pub(crate) fn together(&self) -> Settings<'t> {
        let mut together = Collected::default();
        for configuration in self.all() {
            let all = configuration.store.all().iter().enumerate();
            let kept = all.filter(|(_, setting)| self.is_read_in(setting, configuration));
            let kept: Vec<(usize, &Setting<'t>)> = kept.collect();
            let start = together.so_far().all().len();
            // Names of one option belong to one configuration, so that a line and the one that takes its place do.
            let moved = |n: usize| start + kept.partition_point(|(before, _)| *before < n);
            for (_, setting) in &kept {
                let effect = match setting.effect {
                    Effect::OverriddenBy(n) => Effect::OverriddenBy(moved(n)),
                    Effect::OtherName(n) => Effect::OtherName(moved(n)),
                    other => other,
                };
                let value = setting.value.trimmed();
                together.add(setting.key.text.clone(), Setting { value, effect, ..(*setting).clone() });
            }
            for (key, span) in configuration.store.all_lost() {
                together.lose(key.clone(), span);
            }
            if configuration.is_open() {
                together.leave_open();
            }
        }
        together.finish()
    }

    /// All configurations.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Configuration<'t>> {
        [&self.hdfs, &self.yarn].into_iter().chain(self.others.iter().map(|(_, configuration)| configuration))
    }
}

/// Reads the settings of one directory.
pub(crate) fn settings<'t>(files: &SiteFiles<'t>) -> HadoopSettings<'t> {
    let layers = |product| Layers::read(files, product);
    let (hdfs, yarn) = (layers(File::Hdfs), layers(File::Yarn));
    let has_others = |site: &&SiteFile<'t>| !matches!(site.kind, File::Core | File::Hdfs | File::Yarn);
    let others: Vec<_> = files.0.iter().filter(has_others).map(|site| (site.kind, layers(site.kind))).collect();
    let names = Names::declared(files.site(File::Hdfs).map(|_| &hdfs), files.site(File::Yarn).map(|_| &yarn));
    let mut problems = Problems::default();
    for site in &files.0 {
        elements::problems(site, &mut problems);
    }
    let all = || [&hdfs, &yarn].into_iter().chain(others.iter().map(|(_, layers)| layers));
    for (n, layers) in all().enumerate() {
        lines::problems(layers, n == 0, &mut problems);
    }
    lines::wrong_files(files, &mut problems);
    values::problems([&yarn, &hdfs], &mut problems);
    let keys = UnreadKeys::find(files, &names);
    let lost: Vec<_> = files.0.iter().flat_map(elements::lost).chain(keys.lost.iter().cloned()).collect();
    let (hdfs, yarn) = (hdfs.finish(&lost), yarn.finish(&lost));
    keys.into_problems(&hdfs, &yarn, &mut problems);
    let core = files.site(File::Core).map(|site| site.file);
    let others = others.into_iter().map(|(file, layers)| (file, layers.finish(&lost))).collect();
    HadoopSettings { core, hdfs, yarn, others, problems }
}

/// A problem of a property: at its name, with the key and without a value.
fn problem<'t>(kind: ProblemKind, cause: Cause, property: &Property<'t>) -> Problem<'t> {
    let name = &property.name;
    let place = Place::set(name.span, name.span);
    Problem { key: Maybe::new(name.text.clone(), place.clone()), ..Problem::new(kind, cause, Source::Hadoop, place) }
}
