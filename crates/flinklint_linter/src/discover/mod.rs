//! What each file is, and which deployment and node it belongs to.
//!
//! Three pure steps, so that only the command touches the disk: [`role`] decides by name whether a path is worth reading,
//! [`group`] puts the paths of one deployment together, and [`recognise`] looks at the content and leaves alone what only
//! has the name of one of our files. No format is parsed here.

mod content;
mod group;
mod members;
mod place_words;
mod recognise;

pub use group::{Group, group, site};
pub use members::{FlinkDir, HadoopDir, LeftAlone, Member, Members, ZooDir};
pub use recognise::recognise;

use camino::{Utf8Path, Utf8PathBuf};

/// What a file is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `flink-conf.yaml`, read by Flink up to 1.20.
    FlinkConf,
    /// `config.yaml`, read by Flink from 1.19 on.
    ConfigYaml,
    /// `masters` of Flink's start scripts.
    Masters,
    /// `workers` of Flink's start scripts.
    Workers,
    /// `zoo.cfg`.
    ZooCfg,
    /// The dynamic part of a ZooKeeper configuration (`zoo.cfg.dynamic…`).
    ZooDynamic,
    /// `myid` of a ZooKeeper server.
    MyId,
    /// `core-site.xml`.
    CoreSite,
    /// `hdfs-site.xml`.
    HdfsSite,
    /// `yarn-site.xml`.
    YarnSite,
    /// A name close to that of Flink's configuration, which Flink never opens (`flink-conf.yml`).
    FlinkMisnamed,
    /// A name close to `zoo.cfg`, which ZooKeeper's scripts never open by themselves (`zoo.conf`).
    ZooMisnamed,
}

/// The product a file configures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Flink.
    Flink,
    /// The ZooKeeper server.
    ZooKeeper,
    /// YARN or HDFS.
    Hadoop,
}

impl Role {
    /// The product.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::FlinkConf | Self::ConfigYaml | Self::Masters | Self::Workers | Self::FlinkMisnamed => Kind::Flink,
            Self::ZooCfg | Self::ZooDynamic | Self::MyId | Self::ZooMisnamed => Kind::ZooKeeper,
            Self::CoreSite | Self::HdfsSite | Self::YarnSite => Kind::Hadoop,
        }
    }
}

/// A path that is worth reading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Relative to the root of the run.
    pub path: Utf8PathBuf,
    /// What it is by its name.
    pub role: Role,
    /// Whether the name says that a tool writes the real file from this one (`zoo.cfg.j2`).
    pub template: bool,
}

/// Endings of files from which a tool writes the real one.
const TEMPLATE_ENDINGS: &[&str] = &[".j2", ".jinja2", ".tmpl", ".tpl", ".template", ".erb", ".mustache"];

/// The name of the file that is made from a template; a name without such an ending is its own.
fn real_name(path: &Utf8Path) -> &str {
    let name = path.file_name().unwrap_or_default();
    TEMPLATE_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// Decides by the name alone. Names are those that the real software opens: `flink-conf-dev.yaml` is nobody's file.
#[must_use]
pub fn role(path: &Utf8Path) -> Option<Candidate> {
    let name = path.file_name()?;
    let real = real_name(path);
    let role = match real {
        "flink-conf.yaml" => Role::FlinkConf,
        "config.yaml" => Role::ConfigYaml,
        "masters" => Role::Masters,
        "workers" => Role::Workers,
        "flink-conf.yml" | "flink_conf.yaml" | "flink-config.yaml" | "flinkconf.yaml" | "config.yml" => {
            Role::FlinkMisnamed
        }
        other if ["flink-conf.yaml", "config.yaml"].iter().any(|right| other.eq_ignore_ascii_case(right)) => {
            Role::FlinkMisnamed
        }
        "zoo.cfg" => Role::ZooCfg,
        "zoo.conf" | "zookeeper.cfg" | "zookeeper.conf" => Role::ZooMisnamed,
        "myid" => Role::MyId,
        "core-site.xml" => Role::CoreSite,
        "hdfs-site.xml" => Role::HdfsSite,
        "yarn-site.xml" => Role::YarnSite,
        other if other.starts_with("zoo.cfg.dynamic") && !other.ends_with(".next") => Role::ZooDynamic,
        _ => return None,
    };
    Some(Candidate { path: path.to_owned(), role, template: real != name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide() {
        let found = |path: &str| role(Utf8Path::new(path)).map(|candidate| (candidate.role, candidate.template));
        assert_eq!(found("a/conf/flink-conf.yaml"), Some((Role::FlinkConf, false)));
        assert_eq!(found("roles/zookeeper/templates/zoo.cfg.j2"), Some((Role::ZooCfg, true)));
        assert_eq!(found("zoo.cfg.dynamic.100000000"), Some((Role::ZooDynamic, false)));
        assert_eq!(found("zoo.cfg.dynamic.next"), None);
        for ending in ["bak", "orig", "example", "sample", "dist", "old"] {
            assert_eq!(found(&format!("conf/zoo.cfg.{ending}")), None);
            assert_eq!(found(&format!("conf/flink-conf.yaml.{ending}")), None);
        }
        assert_eq!(found("conf/flink-conf-1.12.yaml"), None);
        assert_eq!(found("conf/Flink-Conf.yaml"), Some((Role::FlinkMisnamed, false)));
    }
}
