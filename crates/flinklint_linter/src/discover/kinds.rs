//! What a file is: one table of all kinds of files, with their names, the product that they configure, their format, the part
//! that they play in a node, and how their content is recognised. Everything else asks the table.
//!
//! Nothing is read here; [`super::recognise`] puts the files of a deployment together by what the table says.

use super::content;
use flinklint_catalog::hadoop::File;
use flinklint_catalog::version::Product;
use std::fmt;

/// What the name of a file is compared with.
#[derive(Clone, Copy, Debug)]
enum Name {
    /// The name, exactly: `flink-conf-dev.yaml` is nobody's file.
    Is(&'static str),
    /// The name, with letters of any case.
    InAnyCase(&'static str),
    /// The beginning of a name, unless it ends with the second.
    Begins(&'static str, &'static str),
}

impl Name {
    fn fits(self, name: &str) -> bool {
        match self {
            Self::Is(own) => own == name,
            Self::InAnyCase(own) => own.eq_ignore_ascii_case(name),
            Self::Begins(beginning, end) => name.starts_with(beginning) && !name.ends_with(end),
        }
    }
}

/// The format of a file: the grammar that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// Flink's own line format, up to 1.20.
    FlinkConf,
    /// YAML as Flink flattens it.
    ConfigYaml,
    /// Hosts, a line each, as shell scripts read them.
    HostList,
    /// `java.util.Properties`.
    Properties,
    /// The number of a ZooKeeper server.
    MyId,
    /// Hadoop's `Configuration`, with the defaults file that such a file overrides.
    SiteXml(File),
    /// None: all that matters is that the file is there.
    Unread,
}

/// The part that a file plays in a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It configures a node: there is one where it lies.
    Configuration,
    /// It belongs to a node that is configured in the same folder.
    SameFolder,
    /// It belongs to the nearest node.
    Near,
    /// It would configure a node if it had another name.
    Misnamed,
}

/// What the content of a file says of a kind that its name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is of that kind.
    Ours,
    /// It only has the name, for this reason.
    Foreign(&'static str),
    /// It is of that kind, and yet nothing opens it, for this reason: its author should know.
    Unopened(&'static str),
    /// It is nothing that anybody wants to hear of.
    Ignored,
}

/// What a probe sees of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'f> {
    /// Its content.
    pub(super) bytes: &'f [u8],
    /// Whether a tool writes the real file from it.
    pub(super) template: bool,
    /// Whether both host lists of Flink lie in the same folder.
    pub(super) host_lists: bool,
    /// Whether a configuration of Flink lies in the same folder.
    pub(super) flink: bool,
}

/// Everything that is said of one kind of file.
struct Row {
    names: &'static [Name],
    product: Product,
    grammar: Grammar,
    part: Part,
    probe: fn(Evidence<'_>) -> Verdict,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        /// What a file is by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FileKind { $($(#[$doc])* $kind,)* }

        impl FileKind {
            /// All kinds, in the order in which names are compared.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$kind),*];

            const fn row(self) -> &'static Row {
                match self { $(Self::$kind => const { &Row { $($field: $value),* } },)* }
            }
        }
    };
}

use Grammar::{ConfigYaml, FlinkConf, HostList, MyId, Properties, SiteXml, Unread};
use Name::{Begins, InAnyCase, Is};
use Part::{Configuration, Misnamed, Near, SameFolder};
use Product::{Flink, Hadoop, ZooKeeper};

kinds! {
    /// `flink-conf.yaml`, read by Flink up to 1.20.
    FlinkConf {
        names: &[Is("flink-conf.yaml")],
        product: Flink, grammar: FlinkConf, part: Configuration, probe: content::flink_conf,
    }
    /// `config.yaml`, read by Flink from 1.19 on.
    ConfigYaml {
        names: &[Is("config.yaml")],
        product: Flink, grammar: ConfigYaml, part: Configuration, probe: content::config_yaml,
    }
    /// `masters` of Flink's start scripts.
    Masters { names: &[Is("masters")], product: Flink, grammar: HostList, part: SameFolder, probe: content::any }
    /// `workers` of Flink's start scripts.
    Workers { names: &[Is("workers")], product: Flink, grammar: HostList, part: SameFolder, probe: content::any }
    /// A name close to that of Flink's configuration, which Flink never opens (`flink-conf.yml`).
    FlinkMisnamed {
        names: &[
            Is("flink-conf.yml"), Is("flink_conf.yaml"), Is("flink-config.yaml"), Is("flinkconf.yaml"), Is("config.yml"),
            InAnyCase("flink-conf.yaml"), InAnyCase("config.yaml"),
        ],
        product: Flink, grammar: Unread, part: Misnamed, probe: content::flink_misnamed,
    }
    /// `zoo.cfg`.
    ZooCfg {
        names: &[Is("zoo.cfg")],
        product: ZooKeeper, grammar: Properties, part: Configuration, probe: content::zoo_cfg,
    }
    /// The dynamic part of a ZooKeeper configuration (`zoo.cfg.dynamic…`).
    ZooDynamic {
        names: &[Begins("zoo.cfg.dynamic", ".next")],
        product: ZooKeeper, grammar: Properties, part: SameFolder, probe: content::any,
    }
    /// `myid` of a ZooKeeper server.
    MyId { names: &[Is("myid")], product: ZooKeeper, grammar: MyId, part: Near, probe: content::any }
    /// A name close to `zoo.cfg`, which ZooKeeper's scripts never open by themselves (`zoo.conf`).
    ZooMisnamed {
        names: &[Is("zoo.conf"), Is("zookeeper.cfg"), Is("zookeeper.conf")],
        product: ZooKeeper, grammar: Unread, part: Misnamed, probe: content::zoo_misnamed,
    }
    /// `core-site.xml`.
    CoreSite {
        names: &[Is("core-site.xml")],
        product: Hadoop, grammar: SiteXml(File::Core), part: Configuration, probe: content::site_xml,
    }
    /// `hdfs-site.xml`.
    HdfsSite {
        names: &[Is("hdfs-site.xml")],
        product: Hadoop, grammar: SiteXml(File::Hdfs), part: Configuration, probe: content::site_xml,
    }
    /// `yarn-site.xml`.
    YarnSite {
        names: &[Is("yarn-site.xml")],
        product: Hadoop, grammar: SiteXml(File::Yarn), part: Configuration, probe: content::site_xml,
    }
    /// `mapred-site.xml`.
    MapredSite {
        names: &[Is("mapred-site.xml")],
        product: Hadoop, grammar: SiteXml(File::MapReduce), part: Configuration, probe: content::site_xml,
    }
}

impl FileKind {
    /// The kind of a file of this name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.row().names.iter().any(|own| own.fits(name)))
    }

    /// The name that such a file has, without what may follow it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.row().names {
            [Name::Is(name) | Name::InAnyCase(name) | Name::Begins(name, _), ..] => name,
            [] => "",
        }
    }

    /// The product that such a file configures.
    #[must_use]
    pub fn product(self) -> Product {
        self.row().product
    }

    pub(crate) fn grammar(self) -> Grammar {
        self.row().grammar
    }

    pub(crate) fn part(self) -> Part {
        self.row().part
    }

    pub(super) fn probe(self, evidence: Evidence<'_>) -> Verdict {
        (self.row().probe)(evidence)
    }
}

/// The names of the files that are read, for a message.
#[derive(Clone, Copy, Debug)]
pub struct FileNames;

impl fmt::Display for FileNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read: Vec<&str> =
            FileKind::ALL.iter().filter(|kind| kind.part() != Part::Misnamed).map(|kind| kind.name()).collect();
        match read.split_last() {
            Some((last, others)) => write!(f, "{} and {last}", others.join(", ")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_own_kind() {
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn every_site_file_of_the_catalogue_is_found_by_its_name() {
        let site = |file: File| FileKind::of_name(file.site()).map(FileKind::grammar);
        assert!(File::ALL.into_iter().all(|file| site(file) == Some(SiteXml(file))));
    }

    #[test]
    fn names_for_a_message() {
        let names = FileNames.to_string();
        assert!(names.starts_with("flink-conf.yaml, config.yaml, masters, workers, zoo.cfg, zoo.cfg.dynamic, myid, "));
        assert!(names.ends_with(" and mapred-site.xml"), "{names}");
    }
}
