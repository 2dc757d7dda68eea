//! The parts of a deployment: which file plays which part on which node.

use camino::Utf8PathBuf;
use flinklint_catalog::version::{Product, VersionRange};
use flinklint_syntax::source::FileId;

/// A file with the marks that discovery gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The text.
    pub file: FileId,
    /// Whether a tool writes the real file from this one.
    pub template: bool,
}

/// A Flink configuration directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlinkDir {
    /// The folder.
    pub path: Utf8PathBuf,
    /// `flink-conf.yaml`.
    pub legacy: Option<Member>,
    /// `config.yaml`.
    pub config_yaml: Option<Member>,
    /// `masters`.
    pub masters: Option<Member>,
    /// `workers`.
    pub workers: Option<Member>,
    /// A file that is a configuration of Flink but for its name, where no other is and host lists lie beside it.
    pub misnamed: Option<FileId>,
}

/// A ZooKeeper server's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZooDir {
    /// The folder.
    pub path: Utf8PathBuf,
    /// `zoo.cfg`.
    pub zoo: Member,
    /// The dynamic part.
    pub dynamic: Option<Member>,
    /// `myid`.
    pub myid: Option<Member>,
    /// Whether it lies in a Flink configuration directory, where Flink's own start script reads it.
    pub bundled: bool,
}

/// A Hadoop configuration directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HadoopDir {
    /// The folder.
    pub path: Utf8PathBuf,
    /// `core-site.xml`.
    pub core: Option<Member>,
    /// `hdfs-site.xml`.
    pub hdfs: Option<Member>,
    /// `yarn-site.xml`.
    pub yarn: Option<Member>,
}

/// A file that is not ours, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// Relative to the root of the run.
    pub path: Utf8PathBuf,
    /// One clause.
    pub reason: &'static str,
    /// Whether its author surely expects that it is read.
    pub surprises: bool,
}

/// The nodes of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Flink configuration directories, by path.
    pub flink: Vec<FlinkDir>,
    /// ZooKeeper servers, by path.
    pub zoo: Vec<ZooDir>,
    /// Hadoop configuration directories, by path.
    pub hadoop: Vec<HadoopDir>,
    /// What was not ours.
    pub left_alone: Vec<LeftAlone>,
    /// What the paths say about versions.
    pub versions: Vec<(Product, VersionRange)>,
}

impl Members {
    /// Whether nothing is left to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flink.is_empty() && self.zoo.is_empty() && self.hadoop.is_empty()
    }

    /// Every file that is read, in the order of its path.
    #[must_use]
    pub fn files(&self) -> Vec<FileId> {
        let flink = self.flink.iter().flat_map(|dir| [dir.legacy, dir.config_yaml, dir.masters, dir.workers]);
        let zoo = self.zoo.iter().flat_map(|dir| [Some(dir.zoo), dir.dynamic, dir.myid]);
        let hadoop = self.hadoop.iter().flat_map(|dir| [dir.core, dir.hdfs, dir.yarn]);
        let mut files: Vec<FileId> = flink.chain(zoo).chain(hadoop).flatten().map(|member| member.file).collect();
        files.extend(self.flink.iter().filter_map(|dir| dir.misnamed));
        files.sort();
        files.dedup();
        files
    }
}
