//! A second look, at the content: which files of a group are ours, and which node each belongs to.
//!
//! What only bears the name of one of our files (another program's `config.yaml`, Hadoop's `masters`, the untouched
//! `zoo.cfg` that ships with Flink) is left alone, with the reason.

use super::content::{dynamic_file, is_for_a_server_of_its_own, is_of_flink, is_untouched};
use super::kinds::{Evidence, FileKind, Part, Verdict};
use super::nodes::{Member, Node, Nodes, SkippedFile};
use super::path_words::version_of;
use super::{Candidate, real_name};
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::version::{Product, Version, VersionRange};
use flinklint_syntax::source::{FileId, FileSet};
use std::collections::BTreeMap;

/// Looks at the files of a group.
#[must_use]
pub fn recognise(files: &[(Candidate, FileId)], set: &FileSet) -> Nodes {
    let mut nodes = Nodes::default();
    let files = &nodes.without_sources(files);
    for (candidate, file) in files {
        let (kind, folder) = (candidate.kind, candidate.folder());
        if !matches!(kind.part(), Part::Configuration | Part::Misnamed) {
            continue;
        }
        let lies_here = |kind: FileKind| lies_in(files, folder, kind);
        let verdict = kind.probe(Evidence {
            bytes: set.bytes(*file),
            template: candidate.template,
            host_lists: lies_here(FileKind::Masters) && lies_here(FileKind::Workers),
            flink: lies_here(FileKind::FlinkConf) || lies_here(FileKind::ConfigYaml),
        });
        match verdict {
            Verdict::Ours => nodes.node(kind.product(), folder).put(candidate.member(*file)),
            Verdict::Foreign(reason) => nodes.leave(candidate, reason),
            Verdict::Unopened(reason) => nodes.leave_with_surprise(candidate, reason),
            Verdict::Ignored => {}
        }
    }
    for (candidate, file) in files {
        nodes.attach(candidate, candidate.member(*file), set);
    }
    nodes.leave_untouched_zoo_cfg(files, set);
    nodes.join_hadoop_nodes();
    nodes.read_versions();
    nodes
}

fn lies_in(files: &[(Candidate, FileId)], folder: &Utf8Path, kind: FileKind) -> bool {
    files.iter().any(|(other, _)| other.kind == kind && other.folder() == folder)
}

impl Nodes {
    fn leave(&mut self, candidate: &Candidate, reason: &'static str) {
        self.skipped.push(SkippedFile { path: candidate.path.clone(), reason, surprises: false });
    }

    fn leave_with_surprise(&mut self, candidate: &Candidate, reason: &'static str) {
        self.skipped.push(SkippedFile { path: candidate.path.clone(), reason, surprises: true });
    }

    fn node(&mut self, product: Product, path: &Utf8Path) -> &mut Node {
        let same = |node: &Node| node.product == product && node.path == path;
        let n = self.nodes.iter().position(same).unwrap_or_else(|| {
            self.nodes.push(Node::new(product, path));
            self.nodes.len() - 1
        });
        &mut self.nodes[n]
    }

    /// Leaves out templates whose real file lies in the same folder, and all but one of the templates of one file.
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
                    self.leave(candidate, "the same folder has another template of the same file")
                }
                _ => self.leave(candidate, "the same folder has the file generated from this template"),
            }
        }
        kept
    }

    /// Puts a file that means something only together with another one into the node of that one.
    fn attach(&mut self, candidate: &Candidate, member: Member, set: &FileSet) {
        let (kind, folder) = (candidate.kind, candidate.folder());
        let own = |node: &Node| node.product == kind.product();
        let node = match kind.part() {
            Part::Configuration | Part::Misnamed => return,
            Part::SameFolder => self.nodes.iter().position(|node| own(node) && node.path == folder),
            Part::Near => {
                // The data directory lies in the folder of the configuration or below the same product folder.
                let near = |node: &Node| {
                    folder.starts_with(&node.path)
                        || node.path.parent().is_some_and(|product| folder.starts_with(product))
                };
                let near = self.nodes.iter().enumerate().filter(|(_, node)| own(node) && near(node));
                near.max_by_key(|(_, node)| shared_segments(&node.path, folder)).map(|(n, _)| n)
            }
        };
        let Some(node) = node.and_then(|n| self.nodes.get_mut(n)) else {
            self.leave(
                candidate,
                match (kind.product(), kind.part()) {
                    (Product::ZooKeeper, Part::Near) => "there is no zoo.cfg near it",
                    (Product::ZooKeeper, _) => "there is no zoo.cfg in the same folder",
                    (Product::Flink, _) => "there is no Flink configuration in the same folder",
                    (Product::Hadoop, _) => "there is no Hadoop site file in the same folder",
                },
            );
            return;
        };
        // ZooKeeper keeps the files of earlier reconfigurations next to the one in use.
        if kind == FileKind::ZooDynamic {
            let named = node.file(FileKind::ZooCfg).and_then(|zoo| dynamic_file(set.bytes(zoo.file)));
            match named {
                Some(named) if named == real_name(&candidate.path) => node.put(member),
                Some(_) => self.leave(candidate, "zoo.cfg names another dynamic file"),
                None => self.leave(candidate, "zoo.cfg names no dynamic file"),
            }
        } else {
            node.put(member);
        }
    }

    /// Whether a `zoo.cfg` is for the ZooKeeper that Flink's own script starts. It lies in Flink's configuration directory;
    /// but a folder into which somebody put all files of a deployment, or all of a host, looks the same, and what else lies
    /// in it tells: files of other products, a `myid` (which the script writes itself), settings that the script makes
    /// nothing of.
    fn is_bundled(&self, node: &Node, zoo: Member, files: &[(Candidate, FileId)], set: &FileSet) -> bool {
        let same_folder = |product: Product| self.of(product).any(|other| other.path == node.path);
        let collected = same_folder(Product::Hadoop) || lies_in(files, &node.path, FileKind::MyId);
        let bytes = set.bytes(zoo.file);
        let named = node.path.file_name().is_some_and(|name| name == "conf" || name.contains("flink"));
        same_folder(Product::Flink) && !collected && !is_for_a_server_of_its_own(bytes) && (named || is_of_flink(bytes))
    }

    /// The `zoo.cfg` that ships with Flink names one server on this host; where nobody touched it, it configures nothing.
    fn leave_untouched_zoo_cfg(&mut self, files: &[(Candidate, FileId)], set: &FileSet) {
        let zoo_cfg = |node: &Node| node.file(FileKind::ZooCfg);
        let bundled: Vec<bool> = self
            .nodes
            .iter()
            .map(|node| zoo_cfg(node).is_some_and(|zoo| self.is_bundled(node, zoo, files, set)))
            .collect();
        for (node, bundled) in self.nodes.iter_mut().zip(bundled) {
            node.bundled = bundled;
        }
        let others = self.of(Product::ZooKeeper).any(|node| !node.bundled);
        let (leave, keep): (Vec<Node>, Vec<Node>) = std::mem::take(&mut self.nodes).into_iter().partition(|node| {
            zoo_cfg(node).is_some_and(|zoo| is_untouched(set.bytes(zoo.file)) || node.bundled && others)
        });
        self.nodes = keep;
        for zoo in leave.iter().filter_map(zoo_cfg) {
            if let Some((candidate, _)) = files.iter().find(|(_, file)| *file == zoo.file) {
                self.leave(candidate, "it is the default configuration of the ZooKeeper that ships with Flink");
            }
        }
    }

    /// Folders that hold different files of one Hadoop configuration are read as one.
    fn join_hadoop_nodes(&mut self) {
        let mut joined: Vec<Node> = Vec::new();
        for node in std::mem::take(&mut self.nodes) {
            let fits = |own: &&mut Node| {
                own.product == Product::Hadoop && !node.files.iter().any(|member| own.has(member.kind))
            };
            match joined.iter_mut().find(fits).filter(|_| node.product == Product::Hadoop) {
                Some(own) => node.files.iter().for_each(|member| own.put(*member)),
                None => joined.push(node),
            }
        }
        self.nodes = joined;
    }

    /// Hosts may be on different versions while a cluster is upgraded: then every version between them is possible.
    fn read_versions(&mut self) {
        let mut state = |product: Product, path: &Utf8Path| {
            let word = product.name().to_ascii_lowercase();
            let Some(version) = version_of(path, &word).filter(|&version| version >= product.oldest()) else { return };
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
        for node in &self.nodes {
            state(node.product, &node.path);
        }
        self.narrow_by_file_names();
    }

    /// Which of the two configuration files is there narrows a range that nothing stated: `flink-conf.yaml` alone is of
    /// Flink up to 1.20, `config.yaml` alone of 1.19 or newer.
    fn narrow_by_file_names(&mut self) {
        if self.versions.iter().any(|(product, _)| *product == Product::Flink) {
            return;
        }
        let legacy = self.of(Product::Flink).any(|node| node.has(FileKind::FlinkConf));
        let yaml = self.of(Product::Flink).any(|node| node.has(FileKind::ConfigYaml));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nodes: &Nodes, product: Product) -> Vec<&Node> {
        nodes.of(product).collect()
    }

    fn only_zoo(nodes: &Nodes) -> &Node {
        of(nodes, Product::ZooKeeper)[0]
    }

    fn nodes(files: &[(&str, &str)]) -> Nodes {
        let mut set = FileSet::new(0);
        let read: Vec<_> = files
            .iter()
            .filter_map(|(path, text)| Some((Candidate::at(Utf8Path::new(path))?, set.add(*path, text.as_bytes()))))
            .collect();
        recognise(&read, &set)
    }

    #[test]
    fn foreign_files_are_left_alone() {
        let found = nodes(&[
            ("config.yaml", "server:\n  port: 80\nlogging: debug\n"),
            ("hadoop/etc/hadoop/masters", "m1\n"),
            ("hadoop/etc/hadoop/core-site.xml", "<configuration/>"),
        ]);
        assert!(of(&found, Product::Flink).is_empty());
        assert_eq!(of(&found, Product::Hadoop).len(), 1);
        assert_eq!(found.skipped.len(), 2);
    }

    #[test]
    fn names_that_nothing_opens_are_told() {
        let found = nodes(&[
            ("conf/flink-conf.yml", "jobmanager.rpc.address: a\nhigh-availability: zookeeper\n"),
            ("conf/masters", "a:8081\n"),
            ("zk/zoo.conf", "tickTime=2000\n"),
            ("web/config.yml", "port: 80\n"),
            ("roles/flink-conf.yml.j2", "jobmanager.rpc.address: a\n"),
        ]);
        assert!(found.is_empty());
        let told: Vec<&str> =
            found.skipped.iter().filter(|file| file.surprises).map(|file| file.path.as_str()).collect();
        assert_eq!(told, ["conf/flink-conf.yml", "zk/zoo.conf"]);
    }

    #[test]
    fn the_template_of_the_bundled_zookeeper_is_left_alone() {
        let template = "tickTime=2000\ninitLimit=10\nserver.1=localhost:2888:3888\n";
        let found = nodes(&[("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", template)]);
        assert!(of(&found, Product::ZooKeeper).is_empty());
        let used =
            nodes(&[("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n")]);
        assert!(only_zoo(&used).bundled);
    }

    #[test]
    fn a_folder_with_the_files_of_all_products_is_not_flinks_own() {
        let flink = ("all/flink-conf.yaml", "a: b\n");
        let zoo = ("all/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n");
        assert!(!only_zoo(&nodes(&[flink, zoo])).bundled);
        assert!(
            only_zoo(&nodes(&[flink, ("all/zoo.cfg", "# ZooKeeper quorum peers\nserver.1=zk1:2888:3888\n")])).bundled
        );
        let conf = [("conf/flink-conf.yaml", "a: b\n"), ("conf/zoo.cfg", "tickTime=2000\nserver.1=zk1:2888:3888\n")];
        assert!(only_zoo(&nodes(&conf)).bundled);
        for other in [("conf/core-site.xml", "<configuration/>"), ("conf/myid", "1\n")] {
            assert!(!only_zoo(&nodes(&[conf[0], conf[1], other])).bundled, "{}", other.0);
        }
        let purged = ("conf/zoo.cfg", "tickTime=2000\nautopurge.purgeInterval=1\nserver.1=zk1:2888:3888\n");
        assert!(!only_zoo(&nodes(&[conf[0], purged])).bundled);
    }

    #[test]
    fn hosts_on_two_versions_span_a_range() {
        let found = nodes(&[
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
            let found = nodes(&[
                ("zk/zoo.cfg", &zoo),
                ("zk/zoo.cfg.dynamic.100000000", "server.1=a:2888:3888;2181\n"),
                ("zk/zoo.cfg.dynamic.200000000", "server.1=b:2888:3888;2181\n"),
            ]);
            only_zoo(&found).file(FileKind::ZooDynamic).map(|member| member.file.text)
        };
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.100000000"), Some(1));
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.200000000"), Some(2));
        assert_eq!(found("{{ conf }}/zoo.cfg.dynamic.200000000"), Some(2));
        assert_eq!(found("/opt/zookeeper/conf/zoo.cfg.dynamic.300000000"), None);
        let unnamed = nodes(&[("zk/zoo.cfg", "tickTime=2000\n"), ("zk/zoo.cfg.dynamic", "server.1=a:2888:3888\n")]);
        assert_eq!((only_zoo(&unnamed).has(FileKind::ZooDynamic), unnamed.skipped.len()), (false, 1));
    }

    #[test]
    fn a_template_beside_its_real_file_is_no_second_node() {
        for name in FileKind::ALL.iter().filter(|kind| kind.part() == Part::Configuration).map(|kind| kind.name()) {
            for ending in [".j2", ".tmpl", ".template", ".erb"] {
                let text = "tickTime: 2000\njobmanager.rpc.address: a\n";
                let found = nodes(&[(&format!("conf/{name}"), text), (&format!("conf/{name}{ending}"), text)]);
                assert_eq!(found.files().len(), 1, "{name}{ending}");
                assert_eq!(found.files()[0].text, 0, "{name}{ending}");
                assert_eq!(found.nodes.len(), 1, "{name}{ending}");
                assert_eq!(found.skipped.len(), 1, "{name}{ending}");
            }
        }
        let two = nodes(&[("conf/zoo.cfg.erb", "tickTime=2000\n"), ("conf/zoo.cfg.j2", "tickTime=2000\n")]);
        assert_eq!(two.nodes.len(), 1);
        let lists = nodes(&[
            ("conf/flink-conf.yaml", "a: b\n"),
            ("conf/masters", "a:8081\n"),
            ("conf/masters.j2", "{{ jm }}\n"),
        ]);
        let masters = lists.nodes[0].file(FileKind::Masters);
        assert_eq!(masters.map(|member| (member.file.text, member.template)), Some((1, false)));
    }

    #[test]
    fn flink_keys_may_be_nested() {
        let found = nodes(&[("config.yaml", "high-availability:\n  type: zookeeper\nmy: key\n")]);
        assert!(found.nodes[0].has(FileKind::ConfigYaml));
        assert_eq!(found.versions[0].1.from, Version::new(1, 19));
    }

    #[test]
    fn myid_belongs_to_the_server_near_it() {
        let found = nodes(&[
            ("zk-1/conf/zoo.cfg", "tickTime=2000\n"),
            ("zk-1/data/myid", "1\n"),
            ("zk-2/conf/zoo.cfg", "tickTime=2000\n"),
            ("zk-2/data/myid", "2\n"),
        ]);
        let ids: Vec<_> = found.nodes.iter().map(|node| node.file(FileKind::MyId).unwrap().file.text).collect();
        assert_eq!(ids, [1, 3]);
    }
}
