//! A second look, at the content: which files of a group are ours, and which node each belongs to.
//!
//! What only bears the name of one of our files (another program's `config.yaml`, Hadoop's `masters`, the untouched
//! `zoo.cfg` that ships with Flink) is left alone, with the reason.

use super::content::{
    defines_a_stack, dynamic_file, is_flink_yaml, is_for_a_server_of_its_own, is_of_flink, is_untouched, is_zoo_cfg,
    only_operator_keys,
};
use super::members::{FlinkDir, HadoopDir, LeftAlone, Member, Members, ZooDir};
use super::place_words::version_of;
use super::{Candidate, Role, real_name};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::{Product, Version, VersionRange};
use flinklint_syntax::source::{FileId, FileSet};
use std::collections::BTreeMap;

/// Looks at the files of a group.
#[must_use]
pub fn recognise(files: &[(Candidate, FileId)], set: &FileSet) -> Members {
    let mut members = Members::default();
    let files = &members.without_sources(files);
    for (candidate, file) in files {
        let member = Member { file: *file, template: candidate.template };
        let bytes = set.bytes(*file);
        let path = candidate.path.parent().unwrap_or(Utf8Path::new(""));
        match candidate.role {
            Role::FlinkConf if only_operator_keys(bytes) => {
                members.leave(candidate, "it configures the Kubernetes operator")
            }
            Role::FlinkConf => members.flink_dir(path).legacy = Some(member),
            Role::ConfigYaml if is_flink_yaml(bytes) || has_host_list(files, path) => {
                members.flink_dir(path).config_yaml = Some(member);
            }
            Role::CoreSite | Role::HdfsSite | Role::YarnSite if defines_a_stack(bytes) => {
                members.leave(candidate, "it defines a stack of Ambari, which writes the real file from it");
            }
            Role::ConfigYaml => members.leave(candidate, "no key in it is an option of Flink"),
            Role::CoreSite => members.hadoop_dir(path).core = Some(member),
            Role::HdfsSite => members.hadoop_dir(path).hdfs = Some(member),
            Role::YarnSite => members.hadoop_dir(path).yarn = Some(member),
            Role::ZooCfg if is_zoo_cfg(bytes) => members.zoo.push(ZooDir {
                path: path.to_owned(),
                zoo: member,
                dynamic: None,
                myid: None,
                bundled: false,
            }),
            Role::ZooCfg => members.leave(candidate, "no line in it is a setting of a ZooKeeper server"),
            // What is copied from a template may get its right name on the way.
            Role::FlinkMisnamed
                if !candidate.template
                    && is_flink_yaml(bytes)
                    && has_host_list(files, path)
                    && !has_configuration(files, path) =>
            {
                members.flink_dir(path).misnamed = Some(*file);
            }
            Role::FlinkMisnamed if !candidate.template && is_flink_yaml(bytes) => {
                members
                    .wonder(candidate, "Flink opens flink-conf.yaml and, from 1.19 on, config.yaml, and no other name");
            }
            Role::ZooMisnamed if !candidate.template && is_zoo_cfg(bytes) => {
                members.wonder(
                    candidate,
                    "ZooKeeper's scripts open zoo.cfg, and another name only where they are given it",
                );
            }
            Role::FlinkMisnamed | Role::ZooMisnamed => {}
            Role::Masters | Role::Workers | Role::ZooDynamic | Role::MyId => {}
        }
    }
    for (candidate, file) in files {
        members.attach(candidate, Member { file: *file, template: candidate.template }, set);
    }
    members.leave_untouched_zoo_cfg(files, set);
    members.join_hadoop_dirs();
    members.read_versions();
    members
}

impl Members {
    fn leave(&mut self, candidate: &Candidate, reason: &'static str) {
        self.left_alone.push(LeftAlone { path: candidate.path.clone(), reason, surprises: false });
    }

    fn wonder(&mut self, candidate: &Candidate, reason: &'static str) {
        self.left_alone.push(LeftAlone { path: candidate.path.clone(), reason, surprises: true });
    }

    fn flink_dir(&mut self, path: &Utf8Path) -> &mut FlinkDir {
        let n = self.flink.iter().position(|dir| dir.path == path).unwrap_or_else(|| {
            self.flink.push(FlinkDir { path: path.to_owned(), ..FlinkDir::default() });
            self.flink.len() - 1
        });
        &mut self.flink[n]
    }

    fn hadoop_dir(&mut self, path: &Utf8Path) -> &mut HadoopDir {
        let n = self.hadoop.iter().position(|dir| dir.path == path).unwrap_or_else(|| {
            self.hadoop.push(HadoopDir { path: path.to_owned(), ..HadoopDir::default() });
            self.hadoop.len() - 1
        });
        &mut self.hadoop[n]
    }

    /// Leaves out templates whose real file lies beside them, and all but one of the templates of one file.
    fn without_sources(&mut self, files: &[(Candidate, FileId)]) -> Vec<(Candidate, FileId)> {
        let real = |candidate: &Candidate| candidate.path.with_file_name(real_name(&candidate.path));
        let mut chosen: BTreeMap<Utf8PathBuf, &Candidate> = BTreeMap::new();
        for (candidate, _) in files {
            let best = chosen.entry(real(candidate)).or_insert(candidate);
            if best.template && !candidate.template {
                *best = candidate;
            }
        }
        let mut kept = Vec::new();
        for (candidate, file) in files {
            match chosen.get(&real(candidate)) {
                Some(best) if *best == candidate => kept.push((candidate.clone(), *file)),
                Some(best) if best.template => {
                    self.leave(candidate, "another template of the same file lies beside it")
                }
                _ => self.leave(candidate, "the file that is made from it lies beside it"),
            }
        }
        kept
    }

    /// Files that mean something only beside another one.
    fn attach(&mut self, candidate: &Candidate, member: Member, set: &FileSet) {
        let path = candidate.path.parent().unwrap_or(Utf8Path::new(""));
        match candidate.role {
            Role::Masters | Role::Workers => {
                match self.flink.iter_mut().find(|dir| {
                    dir.path == path && (dir.legacy.is_some() || dir.config_yaml.is_some() || dir.misnamed.is_some())
                }) {
                    Some(dir) if candidate.role == Role::Masters => dir.masters = Some(member),
                    Some(dir) => dir.workers = Some(member),
                    None => self.leave(candidate, "no configuration of Flink lies beside it"),
                }
            }
            // ZooKeeper keeps the files of earlier reconfigurations beside the one in use.
            Role::ZooDynamic => match self.zoo.iter_mut().find(|dir| dir.path == path) {
                Some(dir) => match dynamic_file(set.bytes(dir.zoo.file)) {
                    Some(named) if named == real_name(&candidate.path) => dir.dynamic = Some(member),
                    Some(_) => self.leave(candidate, "zoo.cfg names another dynamic file"),
                    None => self.leave(candidate, "zoo.cfg names no dynamic file"),
                },
                None => self.leave(candidate, "no zoo.cfg lies beside it"),
            },
            Role::MyId => {
                // The data directory lies beside the configuration or below the same product folder.
                let beside = |dir: &ZooDir| {
                    dir.path == path
                        || path.starts_with(&dir.path)
                        || dir.path.parent().is_some_and(|product| path.starts_with(product))
                };
                let near = self
                    .zoo
                    .iter()
                    .enumerate()
                    .filter(|(_, dir)| beside(dir))
                    .max_by_key(|(_, dir)| shared_segments(&dir.path, path));
                match near.map(|(n, _)| n) {
                    Some(n) => self.zoo[n].myid = Some(member),
                    None => self.leave(candidate, "no zoo.cfg lies near it"),
                }
            }
            _ => {}
        }
    }

    /// Whether a `zoo.cfg` is for the ZooKeeper that Flink's own script starts. It lies in Flink's configuration directory;
    /// but a folder into which somebody put all files of a deployment, or all of a host, looks the same, and what lies in it
    /// besides tells: files of other products, a `myid` (which the script writes itself), settings that the script makes
    /// nothing of.
    fn is_bundled(&self, dir: &ZooDir, files: &[(Candidate, FileId)], set: &FileSet) -> bool {
        let beside = self.flink.iter().any(|flink| flink.path == dir.path);
        let collected = self.hadoop.iter().any(|hadoop| hadoop.path == dir.path)
            || files.iter().any(|(other, _)| other.role == Role::MyId && other.path.parent() == Some(&dir.path));
        let bytes = set.bytes(dir.zoo.file);
        let named = dir.path.file_name().is_some_and(|name| name == "conf" || name.contains("flink"));
        beside && !collected && !is_for_a_server_of_its_own(bytes) && (named || is_of_flink(bytes))
    }

    /// The `zoo.cfg` that ships with Flink names one server on this host; where nobody touched it, it configures nothing.
    fn leave_untouched_zoo_cfg(&mut self, files: &[(Candidate, FileId)], set: &FileSet) {
        for n in 0..self.zoo.len() {
            self.zoo[n].bundled = self.is_bundled(&self.zoo[n], files, set);
        }
        let others = self.zoo.iter().any(|dir| !dir.bundled);
        let (keep, leave): (Vec<ZooDir>, Vec<ZooDir>) = std::mem::take(&mut self.zoo)
            .into_iter()
            .partition(|dir| !is_untouched(set.bytes(dir.zoo.file)) && (!dir.bundled || !others));
        self.zoo = keep;
        for dir in leave {
            if let Some((candidate, _)) = files.iter().find(|(_, file)| *file == dir.zoo.file) {
                self.leave(candidate, "it is the template of the ZooKeeper that ships with Flink");
            }
        }
    }

    /// Directories that hold different files of one Hadoop configuration are read as one.
    fn join_hadoop_dirs(&mut self) {
        let mut joined: Vec<HadoopDir> = Vec::new();
        for dir in std::mem::take(&mut self.hadoop) {
            let fits = |own: &HadoopDir| {
                !(own.core.is_some() && dir.core.is_some()
                    || own.hdfs.is_some() && dir.hdfs.is_some()
                    || own.yarn.is_some() && dir.yarn.is_some())
            };
            match joined.iter_mut().find(|own| fits(own)) {
                Some(own) => {
                    own.core = own.core.or(dir.core);
                    own.hdfs = own.hdfs.or(dir.hdfs);
                    own.yarn = own.yarn.or(dir.yarn);
                }
                None => joined.push(dir),
            }
        }
        self.hadoop = joined;
    }

    /// Hosts may be on different versions while a cluster is upgraded: then every version between them is possible.
    fn read_versions(&mut self) {
        let mut state = |product: Product, word: &str, path: &Utf8Path| {
            let Some(version) = version_of(path, word).filter(|&version| version >= product.oldest()) else { return };
            match self.versions.iter_mut().find(|(known, _)| *known == product) {
                None => self.versions.push((product, VersionRange::exactly(version, format!("path {path}")))),
                Some((_, range)) if range.from <= version && version <= range.to => {}
                Some((_, range)) => {
                    range.from = range.from.min(version);
                    range.to = range.to.max(version);
                    range.evidence = format!("{}, path {path}", range.evidence);
                }
            }
        };
        for dir in &self.flink {
            state(Product::Flink, "flink", &dir.path);
        }
        for dir in &self.zoo {
            state(Product::ZooKeeper, "zookeeper", &dir.path);
        }
        for dir in &self.hadoop {
            state(Product::Hadoop, "hadoop", &dir.path);
        }
        self.narrow_by_file_names();
    }

    /// Which of the two configuration files is there narrows a range that nothing stated: `flink-conf.yaml` alone is of
    /// Flink up to 1.20, `config.yaml` alone of 1.19 or newer.
    fn narrow_by_file_names(&mut self) {
        if self.versions.iter().any(|(product, _)| *product == Product::Flink) || self.flink.is_empty() {
            return;
        }
        let legacy = self.flink.iter().any(|dir| dir.legacy.is_some());
        let yaml = self.flink.iter().any(|dir| dir.config_yaml.is_some());
        let range = match (legacy, yaml) {
            (true, false) => VersionRange {
                from: Product::Flink.oldest(),
                to: Version { major: 1, minor: 20, patch: u16::MAX },
                evidence: "flink-conf.yaml".into(),
            },
            (false, true) => {
                VersionRange { from: Version::new(1, 19), to: Version::MAX, evidence: "config.yaml".into() }
            }
            _ => return,
        };
        self.versions.push((Product::Flink, range));
    }
}

fn shared_segments(a: &Utf8Path, b: &Utf8Path) -> usize {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).count()
}

/// Flink's host lists beside a `config.yaml` say whose it is, even where nothing in it can be read.
fn has_host_list(files: &[(Candidate, FileId)], folder: &Utf8Path) -> bool {
    let beside = |role: Role| files.iter().any(|(other, _)| other.role == role && other.path.parent() == Some(folder));
    beside(Role::Masters) && beside(Role::Workers)
}

fn has_configuration(files: &[(Candidate, FileId)], folder: &Utf8Path) -> bool {
    let is_one = |role: Role| matches!(role, Role::FlinkConf | Role::ConfigYaml);
    files.iter().any(|(other, _)| is_one(other.role) && other.path.parent() == Some(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::role;

    fn members(files: &[(&str, &str)]) -> Members {
        let mut set = FileSet::new(0);
        let read: Vec<_> = files
            .iter()
            .filter_map(|(path, text)| Some((role(Utf8Path::new(path))?, set.add(*path, text.as_bytes()))))
            .collect();
        recognise(&read, &set)
    }

    #[test]
    fn foreign_files_are_left_alone() {
        let found = members(&[
            ("config.yaml", "server:\n  port: 80\nlogging: debug\n"),
            ("hadoop/etc/hadoop/masters", "m1\n"),
            ("hadoop/etc/hadoop/core-site.xml", "<configuration/>"),
        ]);
        assert!(found.flink.is_empty());
        assert_eq!(found.hadoop.len(), 1);
        assert_eq!(found.left_alone.len(), 2);
    }

    #[test]
    fn names_that_nothing_opens_are_told() {
        let found = members(&[
            ("conf/flink-conf.yml", "jobmanager.rpc.address: a\nhigh-availability: zookeeper\n"),
            ("conf/masters", "a:8081\n"),
            ("zk/zoo.conf", "tickTime=2000\n"),
            ("web/config.yml", "port: 80\n"),
            ("roles/flink-conf.yml.j2", "jobmanager.rpc.address: a\n"),
        ]);
        assert!(found.is_empty());
        let told: Vec<&str> =
            found.left_alone.iter().filter(|file| file.surprises).map(|file| file.path.as_str()).collect();
        assert_eq!(told, ["conf/flink-conf.yml", "zk/zoo.conf"]);
    }

    #[test]
    fn the_template_of_the_bundled_zookeeper_is_left_alone() {
        let template = "tickTime=2000\ninitLimit=10\nserver.1=localhost:2888:3888\n";
        let found = members(&[("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", template)]);
        assert!(found.zoo.is_empty());
        let used =
            members(&[("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n")]);
        assert!(used.zoo[0].bundled);
    }

    #[test]
    fn a_folder_with_the_files_of_all_products_is_not_flinks_own() {
        let flink = ("all/flink-conf.yaml", "a: b\n");
        let zoo = ("all/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n");
        assert!(!members(&[flink, zoo]).zoo[0].bundled);
        assert!(
            members(&[flink, ("all/zoo.cfg", "# ZooKeeper quorum peers\nserver.1=zk1:2888:3888\n")]).zoo[0].bundled
        );
        let conf = [("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n")];
        assert!(members(&conf).zoo[0].bundled);
        for other in [("conf/core-site.xml", "<configuration/>"), ("conf/myid", "1\n")] {
            assert!(!members(&[conf[0], conf[1], other]).zoo[0].bundled, "{}", other.0);
        }
        let purged = ("conf/zoo.cfg", "tickTime=2000\nautopurge.purgeInterval=1\nserver.1=zk1:2888:3888\n");
        assert!(!members(&[conf[0], purged]).zoo[0].bundled);
    }

    #[test]
    fn hosts_on_two_versions_span_a_range() {
        let found = members(&[
            ("jm-1/flink-1.17.2/conf/flink-conf.yaml", "a: b\n"),
            ("jm-2/flink-1.20.0/conf/flink-conf.yaml", "a: b\n"),
        ]);
        let (_, range) = &found.versions[0];
        assert_eq!(range.to_string(), "1.17.2 to 1.20");
        assert_eq!(range.evidence, "path jm-1/flink-1.17.2/conf, path jm-2/flink-1.20.0/conf");
    }

    #[test]
    fn the_dynamic_file_is_the_one_that_zoo_cfg_names() {
        let found = |value: &str| {
            let zoo = format!("tickTime=2000\ndynamicConfigFile = {value}\n");
            let found = members(&[
                ("zk/zoo.cfg", &zoo),
                ("zk/zoo.cfg.dynamic.100000000", "server.1=a:2888:3888;2181\n"),
                ("zk/zoo.cfg.dynamic.200000000", "server.1=b:2888:3888;2181\n"),
            ]);
            found.zoo[0].dynamic.map(|member| member.file.text)
        };
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.100000000"), Some(1));
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.200000000"), Some(2));
        assert_eq!(found("{{ conf }}/zoo.cfg.dynamic.200000000"), Some(2));
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.300000000"), None);
        let unnamed = members(&[("zk/zoo.cfg", "tickTime=2000\n"), ("zk/zoo.cfg.dynamic", "server.1=a:2888:3888\n")]);
        assert_eq!((unnamed.zoo[0].dynamic, unnamed.left_alone.len()), (None, 1));
    }

    #[test]
    fn a_template_beside_its_real_file_is_no_second_node() {
        for name in ["zoo.cfg", "flink-conf.yaml", "config.yaml", "core-site.xml", "hdfs-site.xml", "yarn-site.xml"] {
            for ending in [".j2", ".tmpl", ".template", ".erb"] {
                let text = "tickTime: 2000\njobmanager.rpc.address: a\n";
                let found = members(&[(&format!("conf/{name}"), text), (&format!("conf/{name}{ending}"), text)]);
                assert_eq!(found.files().len(), 1, "{name}{ending}");
                assert_eq!(found.files()[0].text, 0, "{name}{ending}");
                assert_eq!(found.zoo.len() + found.flink.len() + found.hadoop.len(), 1, "{name}{ending}");
                assert_eq!(found.left_alone.len(), 1, "{name}{ending}");
            }
        }
        let two = members(&[("conf/zoo.cfg.erb", "tickTime=2000\n"), ("conf/zoo.cfg.j2", "tickTime=2000\n")]);
        assert_eq!(two.zoo.len(), 1);
        let lists = members(&[
            ("conf/flink-conf.yaml", "a: b\n"),
            ("conf/masters", "a:8081\n"),
            ("conf/masters.j2", "{{ jm }}\n"),
        ]);
        assert_eq!(lists.flink[0].masters.map(|member| (member.file.text, member.template)), Some((1, false)));
    }

    #[test]
    fn flink_keys_may_be_nested() {
        let found = members(&[("config.yaml", "high-availability:\n  type: zookeeper\nmy: key\n")]);
        assert!(found.flink[0].config_yaml.is_some());
        assert_eq!(found.versions[0].1.from, Version::new(1, 19));
    }

    #[test]
    fn myid_belongs_to_the_server_near_it() {
        let found = members(&[
            ("zk-1/conf/zoo.cfg", "tickTime=2000\n"),
            ("zk-1/data/myid", "1\n"),
            ("zk-2/conf/zoo.cfg", "tickTime=2000\n"),
            ("zk-2/data/myid", "2\n"),
        ]);
        assert!(found.zoo.iter().all(|dir| dir.myid.is_some()));
        assert_ne!(found.zoo[0].myid, found.zoo[1].myid);
    }
}
