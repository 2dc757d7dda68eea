//! Beginnings of keys and whose they are, the families of Hadoop with the name of a node behind them, and schemes of file systems.

use crate::catalog::rows;
use std::fmt::Write as _;

pub(crate) fn generate() -> Result<String, String> {
    let mut out = String::from("pub(crate) static NAMESPACES: &[crate::namespaces::Namespace] = &[\n");
    for (at, row) in rows("namespaces.tsv", 4)? {
        let product = match row[0].as_str() {
            "flink" => "Flink",
            "zookeeper" => "ZooKeeper",
            "hadoop" => "Hadoop",
            other => return Err(format!("{at}: product '{other}'")),
        };
        let kind = match (row[2].as_str(), row[3].as_str()) {
            ("own", _) => "Own",
            ("open", _) => "Open",
            ("daemon", "hdfs") => "Daemon(crate::namespaces::Daemon::Hdfs)",
            ("daemon", "yarn") => "Daemon(crate::namespaces::Daemon::Yarn)",
            (kind, note) => return Err(format!("{at}: kind '{kind}' of '{note}'")),
        };
        let _ = writeln!(
            out,
            "crate::namespaces::Namespace {{ product: crate::version::Product::{product}, prefix: {:?}, kind: crate::namespaces::Kind::{kind} }},",
            row[1]
        );
    }
    out += "];\n";

    let (mut nodes, mut managers) = (Vec::new(), Vec::new());
    for (_, row) in rows("hadoop-keys.tsv", 7)? {
        let bare = row[0].trim_end_matches('.').to_owned();
        if row[6].contains("<ns>") {
            nodes.push(bare);
        } else if row[6].contains("<rm>") {
            managers.push(bare);
        }
    }
    let _ = writeln!(out, "pub static HADOOP_PER_NAME_NODE: &[&str] = &{nodes:?};");
    let _ = writeln!(out, "pub static HADOOP_PER_RESOURCE_MANAGER: &[&str] = &{managers:?};");

    let mut relied: Vec<String> = rows("hadoop-relied.tsv", 1)?.into_iter().map(|(_, row)| row[0].clone()).collect();
    relied.sort();
    let _ = writeln!(out, "pub(crate) static HADOOP_RELIED: &[&str] = &{relied:?};");

    let mut schemes = Vec::new();
    for (_, row) in rows("schemes.tsv", 2)? {
        schemes.push((row[0].clone(), row[1] == "yes"));
    }
    let _ = writeln!(out, "pub(crate) static SCHEMES: &[(&str, bool)] = &{schemes:?};");
    Ok(out)
}
