//! A file inside another text is a view with a map: no stage but the placing of findings knows the difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use camino::Utf8Path;
use flinklint_linter::measure::judged;
use flinklint_linter::rules::Rulebook;
use flinklint_linter::{Options, discover};
use flinklint_syntax::source::{FileSet, Piece, View};

/// The lines of a block scalar, without their indentation, and the map back.
fn block_scalar(outer: &str, key: &str, parent: flinklint_syntax::source::FileId) -> (String, View) {
    let mut text = String::new();
    let mut pieces = Vec::new();
    let mut offset = 0;
    let mut inside = false;
    for line in outer.split_inclusive('\n') {
        if inside && line.starts_with("    ") {
            let body = &line[4..];
            pieces.push(Piece {
                inner: u32::try_from(text.len()).unwrap(),
                outer: u32::try_from(offset + 4).unwrap(),
                len: u32::try_from(body.len()).unwrap(),
            });
            text.push_str(body);
        } else {
            inside = line.trim_end() == format!("  {key}: |");
        }
        offset += line.len();
    }
    (text, View { parent, pieces })
}

#[test]
fn a_configuration_inside_a_config_map_is_checked_in_place() {
    let config_map = "apiVersion: v1\nkind: ConfigMap\ndata:\n  flink-conf.yaml: |\n    # état\n    high-availability: zookeeper\n    high-availability.storageDir:hdfs:///flink\n    high-availability.zookeeper.quorum: zk-1:2181,zk-2:3888\n  zoo.cfg: |\n    tickTime=2000\n    initLimit=10\n    syncLimit=5\n    dataDir=/var/lib/zookeeper\n    clientPort=2181\n    autopurge.purgeInterval=1\n    server.1=zk-1:2888:3888\n    server.2=zk-2:2888:3888\n    server.3=zk-3:2888:3888\n";
    let mut set = FileSet::new(0);
    let outer = set.add("k8s/configmap.yaml", config_map.as_bytes());
    let mut files = Vec::new();
    for (name, path) in [("flink-conf.yaml", "flink/flink-conf.yaml"), ("zoo.cfg", "zookeeper/zoo.cfg")] {
        let (text, view) = block_scalar(config_map, name, outer);
        let id = set.add_view(path, text.into_bytes(), view);
        files.push((discover::Candidate::at(Utf8Path::new(path)).unwrap(), id));
    }
    let book = Rulebook::built_in().unwrap();
    let findings = judged(set, &files, book.rules(), &Options::default());

    let dropped = findings.iter().find(|finding| finding.name == "dropped-line").unwrap();
    assert_eq!(
        (dropped.labels[0].path.as_str(), dropped.labels[0].start.line, dropped.labels[0].start.column),
        ("k8s/configmap.yaml", 7, 5)
    );
    assert!(
        dropped.labels[0].excerpt.iter().any(|line| &*line.text == "    high-availability.storageDir:hdfs:///flink")
    );

    let port = findings.iter().find(|finding| finding.name == "wrong-port").unwrap();
    let places: Vec<(&str, u32)> = port.labels.iter().map(|label| (label.path.as_str(), label.start.line)).collect();
    assert_eq!(places, [("k8s/configmap.yaml", 8), ("k8s/configmap.yaml", 17), ("k8s/configmap.yaml", 14)]);
    let (start, end) = port.labels[0].bytes;
    assert_eq!(&config_map[start as usize..end as usize], "zk-2:3888");
}
