//! Files inside a ConfigMap are judged in place: no stage but discovery and the placing of findings knows the difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use flinklint_linter::findings::ReportedFinding;
use flinklint_linter::project::{MemoryFiles, Overlay, Project};

const MANIFEST: &str = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: cluster
  namespace: prod
  labels: {app.kubernetes.io/instance: orders}
data:
  flink-conf.yaml: |
    # état
    high-availability: zookeeper
    high-availability.storageDir:hdfs:///flink
    high-availability.zookeeper.quorum: zk-1:2181,zk-2:3888
  log4j.properties: rootLogger=INFO
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: zookeeper
  namespace: prod
  labels: {app.kubernetes.io/instance: orders}
data:
  zoo.cfg: \"tickTime=2000\\ninitLimit=10\\nsyncLimit=5\\ndataDir=/var/lib/zookeeper\\nclientPort=2181\\n\\
    autopurge.purgeInterval=1\\nserver.1=zk-1:2888:3888\\nserver.2=zk-2:2888:3888\\nserver.3=zk-3:2888:3888\\n\"
";

fn project(files: &[(&'static str, &'static str)]) -> Project<'static> {
    Project::in_memory(files.iter().map(|(path, text)| (*path, text.as_bytes()))).with_manifests()
}

/// The places of a finding, as what is written there.
fn written<'t>(finding: &ReportedFinding, manifest: &'t str) -> Vec<(String, &'t str)> {
    let text = |(start, end): (u32, u32)| &manifest[start as usize..end as usize];
    finding.labels.iter().map(|label| (label.path.to_string(), text(label.bytes))).collect()
}

fn find<'f>(findings: &'f [ReportedFinding], name: &str) -> &'f ReportedFinding {
    findings.iter().find(|finding| finding.name == name).unwrap()
}

#[test]
fn a_configuration_inside_a_config_map_is_checked_in_place() {
    let outcome = project(&[("k8s/configmap.yaml", MANIFEST)]).check();
    let names: Vec<&str> = outcome.checked.deployments.iter().map(|deployment| deployment.name.as_str()).collect();
    assert_eq!(names, ["k8s/prod/orders"], "the labels say what belongs together");
    assert_eq!(outcome.checked.deployments[0].files, ["k8s/configmap.yaml"]);

    let dropped = find(&outcome.findings, "dropped-line");
    assert_eq!(
        (dropped.labels[0].path.as_ref(), dropped.labels[0].start.line, dropped.labels[0].start.column),
        ("k8s/configmap.yaml", 11, 5)
    );
    assert!(
        dropped.labels[0]
            .excerpt
            .iter()
            .flat_map(|excerpt| &excerpt.lines)
            .any(|line| &*line.text == "    high-availability.storageDir:hdfs:///flink")
    );

    // Flink's text is a block scalar, ZooKeeper's a quoted one with escapes.
    let port = find(&outcome.findings, "wrong-port");
    let places = written(port, MANIFEST);
    assert!(places.iter().all(|(path, _)| path == "k8s/configmap.yaml"));
    let texts: Vec<&str> = places.iter().map(|(_, text)| *text).collect();
    assert_eq!(texts, ["zk-2:3888", "zk-2:2888:3888", "2181"]);
}

#[test]
fn what_namespaces_and_labels_keep_apart_is_not_one_deployment() {
    let other = MANIFEST.replace("prod", "dev");
    let files = [("k8s/a.yaml", MANIFEST.to_owned()), ("k8s/b.yaml", other)];
    let project = Project::in_memory(files.map(|(path, text)| (path, text.into_bytes()))).with_manifests();
    let names: Vec<String> = project.deployments().iter().map(|found| found.name().to_string()).collect();
    assert_eq!(names, ["k8s/dev/orders", "k8s/prod/orders"]);
}

#[test]
fn without_being_asked_for_manifests_are_not_looked_at() {
    let files = [("k8s/configmap.yaml", MANIFEST.as_bytes())];
    assert!(Project::in_memory(files).deployments().is_empty());
}

#[test]
fn what_is_understood_can_be_kept_and_an_edit_is_seen_before_it_is_saved() {
    let saved: MemoryFiles<'_> =
        [("conf/zoo.cfg", "tickTime=2000\nclientPort=2181\n".as_bytes())].into_iter().collect();
    let mut files = Overlay::new(saved);
    let port = |files: &Overlay<MemoryFiles<'_>>| {
        let understanding = {
            let project = Project::new(files, &[], flinklint_linter::Options::default());
            project.deployments()[0].understand().unwrap()
        };
        // The project is gone, and what it understood is not.
        let view = understanding.view(&flinklint_linter::project::Reader::AtRoot);
        view.nodes[0].settings.iter().find(|setting| setting.key == "clientPort").unwrap().value.clone()
    };
    assert_eq!(port(&files).as_deref(), Some("2181"));
    files.edit("conf/zoo.cfg", "tickTime=2000\nclientPort=2182\n");
    assert_eq!(port(&files).as_deref(), Some("2182"));
    files.close("conf/zoo.cfg".into());
    assert_eq!(port(&files).as_deref(), Some("2181"));
}
