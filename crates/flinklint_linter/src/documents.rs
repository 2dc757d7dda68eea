//! Every file of a deployment as the tree of its format.

use crate::discover::{Member, Members};
use crate::redact::{Secrets, is_secret};
use flinklint_syntax::SyntaxError;
use flinklint_syntax::source::{FileId, FileSet, Span};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::{config_yaml, hosts, legacy, myid, properties, site_xml, template};

/// A parsed text.
#[derive(Clone, Debug)]
pub(crate) struct Document<T> {
    /// The text.
    pub(crate) file: FileId,
    /// What its grammar made of it.
    pub(crate) tree: T,
    /// Whether a tool writes the real file from this one, so that what is missing here may be there.
    pub(crate) template: bool,
}

/// The documents of one Flink configuration directory.
#[derive(Debug)]
pub(crate) struct FlinkDocuments<'t> {
    pub(crate) dir: &'t str,
    pub(crate) legacy: Option<Document<legacy::Legacy<'t>>>,
    pub(crate) config_yaml: Option<Document<config_yaml::ConfigYaml<'t>>>,
    pub(crate) masters: Option<Document<hosts::Hosts<'t>>>,
    pub(crate) workers: Option<Document<hosts::Hosts<'t>>>,
    /// A file that only its name keeps from being the configuration, with that name.
    pub(crate) misnamed: Option<(FileId, &'t str)>,
}

/// The documents of one ZooKeeper server.
#[derive(Debug)]
pub(crate) struct ZooDocuments<'t> {
    pub(crate) path: &'t str,
    pub(crate) bytes: &'t [u8],
    pub(crate) zoo: Document<properties::Properties<'t>>,
    pub(crate) dynamic: Option<Document<properties::Properties<'t>>>,
    pub(crate) myid: Option<Document<Result<(i64, Span), SyntaxError>>>,
    pub(crate) bundled: bool,
}

/// The documents of one Hadoop configuration directory.
#[derive(Debug)]
pub(crate) struct HadoopDocuments<'t> {
    pub(crate) core: Option<Document<site_xml::SiteXml<'t>>>,
    pub(crate) hdfs: Option<Document<site_xml::SiteXml<'t>>>,
    pub(crate) yarn: Option<Document<site_xml::SiteXml<'t>>>,
}

/// The documents of one deployment.
#[derive(Debug, Default)]
pub(crate) struct Documents<'t> {
    pub(crate) flink: Vec<FlinkDocuments<'t>>,
    pub(crate) zoo: Vec<ZooDocuments<'t>>,
    pub(crate) hadoop: Vec<HadoopDocuments<'t>>,
}

fn document<'t, T>(
    member: Option<Member>,
    set: &'t FileSet,
    parse: impl Fn(FileId, &'t [u8]) -> T,
) -> Option<Document<T>> {
    member.map(|member| {
        let bytes = set.bytes(member.file);
        Document {
            file: member.file,
            tree: parse(member.file, bytes),
            template: member.template || template::is_template(bytes),
        }
    })
}

/// Parses every member, each as its real reader would.
pub(crate) fn parse<'t>(members: &'t Members, set: &'t FileSet) -> Documents<'t> {
    let zoo = |member: Member| Document {
        file: member.file,
        tree: properties::parse(member.file, set.bytes(member.file)),
        template: member.template || template::is_template(set.bytes(member.file)),
    };
    Documents {
        flink: members
            .flink
            .iter()
            .map(|dir| FlinkDocuments {
                dir: dir.path.as_str(),
                legacy: document(dir.legacy, set, legacy::parse),
                config_yaml: document(dir.config_yaml, set, config_yaml::parse),
                masters: document(dir.masters, set, hosts::parse),
                workers: document(dir.workers, set, hosts::parse),
                misnamed: dir.misnamed.map(|file| (file, set.path(file).file_name().unwrap_or(""))),
            })
            .collect(),
        zoo: members
            .zoo
            .iter()
            .map(|dir| ZooDocuments {
                path: set.path(dir.zoo.file).as_str(),
                bytes: set.bytes(dir.zoo.file),
                zoo: zoo(dir.zoo),
                dynamic: dir.dynamic.map(zoo),
                // A placeholder stands for a number that nobody here knows.
                myid: document(dir.myid, set, myid::parse)
                    .filter(|document| placeholder(&String::from_utf8_lossy(set.bytes(document.file))).is_none()),
                bundled: dir.bundled,
            })
            .collect(),
        hadoop: members
            .hadoop
            .iter()
            .map(|dir| HadoopDocuments {
                core: document(dir.core, set, site_xml::parse),
                hdfs: document(dir.hdfs, set, site_xml::parse),
                yarn: document(dir.yarn, set, site_xml::parse),
            })
            .collect(),
    }
}

/// The secrets of the deployment. Besides what lines show, grammars know the values of secret keys: in XML the value may
/// stand on another line than its name, and in YAML and properties it may go on over lines.
pub(crate) fn secrets(documents: &Documents<'_>, set: &FileSet) -> Secrets {
    let entries =
        documents.flink.iter().flat_map(|flink| &flink.config_yaml).flat_map(|document| &document.tree.entries);
    let yaml = entries.map(|entry| (&entry.key, &entry.value));
    let servers = documents.zoo.iter().flat_map(|zoo| std::iter::once(&zoo.zoo).chain(&zoo.dynamic));
    let properties = servers.flat_map(|document| &document.tree.entries).map(|one| (&one.entry.key, &one.entry.value));
    let sites = documents.hadoop.iter().flat_map(|hadoop| [&hadoop.core, &hadoop.hdfs, &hadoop.yarn]).flatten();
    let xml = sites
        .flat_map(|document| &document.tree.properties)
        .filter_map(|property| Some((&property.name, property.value.as_ref()?)));
    let secret = yaml.chain(properties).chain(xml).filter(|(key, _)| is_secret(&key.text));
    Secrets::new(set, set.ids(), secret.map(|(_, value)| set.physical(value.span)).collect())
}
