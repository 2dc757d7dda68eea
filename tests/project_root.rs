//! Paths and fingerprints are those of the project, wherever the command is started; what people read leads from where they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use flinklint_linter::Project;
use serde_json::Value;
use std::path::Path;
use support::{Run, write};

const CONF: &str = "deploy/flink/conf/config.yaml";

const FILES: &[(&str, &str)] = &[
    (CONF, "high-availability.type: zookeeper\nhigh-availability.zookeeper.quorum: zk-1:2181,zk-2:2181,zk-3:2181\n"),
    ("deploy/zookeeper/conf/zoo.cfg", "tickTime=2000\ndataDir=/var/lib/zookeeper\nclientPort=2181\n"),
    ("tools/notes.txt", ""),
];

/// A folder with a deployment and, if it is to be a project, a mark.
fn project(mark: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), FILES);
    if let Some(mark) = mark {
        write(folder.path(), &[(mark, "")]);
    }
    folder
}

fn run(folder: &Path, format: &str, path: &str) -> String {
    Run::new(&["check", "--flink-version", "1.20", "--format", format, path]).in_folder(folder).go().stdout
}

/// Rule, path and fingerprint of every finding.
fn identities(json: &str) -> Vec<(String, String, String)> {
    let report: Value = serde_json::from_str(json).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (text(&finding["rule"]), text(&finding["labels"][0]["path"]), text(&finding["fingerprint"])))
        .collect()
}

/// What is named, from which folder, all of it the same deployment.
const WAYS: [(&str, &str); 5] = [
    ("tools", "../deploy"),
    ("", "deploy"),
    ("deploy", "."),
    ("deploy/flink/conf", "config.yaml"),
    ("deploy/flink", "../zookeeper/conf/zoo.cfg"),
];

#[test]
fn the_current_folder_changes_neither_fingerprints_nor_the_paths_for_programs() {
    for (mark, conf) in [
        (Some(".git/HEAD"), CONF),
        (Some("flinklint.toml"), CONF),
        (Some("deploy/flinklint.toml"), "flink/conf/config.yaml"),
        (None, "flink/conf/config.yaml"),
    ] {
        let folder = project(mark);
        let from = |(here, path): (&str, &str), format: &str| run(&folder.path().join(here), format, path);
        let first = identities(&from(WAYS[0], "json"));
        assert!(first.iter().any(|(rule, path, _)| rule == "HA003" && path == conf), "{mark:?}: {first:?}");
        for way in WAYS {
            assert_eq!(identities(&from(way, "json")), first, "{mark:?}, {way:?}");
            assert!(from(way, "github").contains(&format!("file={conf},")), "{mark:?}, {way:?}");
            let sarif: Value = serde_json::from_str(&from(way, "sarif")).unwrap();
            let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
            assert_eq!(place["uriBaseId"], "%SRCROOT%", "{place}");
            assert!(!place["uri"].as_str().unwrap().contains(".."), "{place}");
        }
    }
}

#[test]
fn people_get_paths_that_lead_to_the_file_from_where_they_are() {
    for mark in [Some(".git/HEAD"), None] {
        let folder = project(mark);
        for (here, path, conf) in [
            ("tools", "../deploy", "../deploy/flink/conf/config.yaml"),
            ("", "deploy", CONF),
            ("deploy", ".", "flink/conf/config.yaml"),
            ("deploy/flink/conf", "config.yaml", "config.yaml"),
        ] {
            let here = folder.path().join(here);
            let concise = run(&here, "concise", path);
            assert!(concise.lines().any(|line| line.starts_with(&format!("{conf}:1:"))), "{mark:?}: {concise}");
            assert!(run(&here, "text", path).contains(&format!("[{conf}:1:")), "{mark:?}: {path}");
            let shown = Run::new(&["show", path]).in_folder(&here).go().stdout;
            assert!(
                shown.contains(&format!(" {conf}\n")) && shown.contains(&format!("[{conf}:1")),
                "{mark:?}: {shown}"
            );
        }
    }
}

#[test]
fn several_projects_at_once_have_the_folder_around_them_as_root() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        write(&folder.path().join(name), FILES);
        write(&folder.path().join(name), &[(".git/HEAD", "")]);
    }
    let both = Run::new(&["check", "--format", "json", "one", "two/deploy"]).in_folder(folder.path()).go().stdout;
    let paths: Vec<String> = identities(&both).into_iter().map(|(_, path, _)| path).collect();
    assert!(paths.iter().any(|path| path == &format!("one/{CONF}")), "{paths:?}");
    assert!(paths.iter().any(|path| path == &format!("two/{CONF}")), "{paths:?}");
}

/// The command spreads many deployments over threads and reads them from a disk; what comes out is what one thread finds in memory.
#[test]
fn neither_threads_nor_the_disk_change_what_is_found() {
    let files: Vec<(String, &str)> = (0..12)
        .flat_map(|n| FILES.iter().map(move |(path, text)| (path.replace("deploy", &format!("deploy-{n:02}x")), *text)))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let written: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    write(folder.path(), &written);
    let all = Run::new(&["check", "--format", "json"]).in_folder(folder.path()).go().stdout;
    let outcome = Project::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()))).check();
    assert_eq!(outcome.checked.deployments.len(), 12);
    let in_memory: Vec<(String, String, String)> = outcome
        .findings
        .iter()
        .map(|finding| (finding.rule.to_string(), finding.labels[0].path.to_string(), finding.fingerprint.to_string()))
        .collect();
    assert_eq!(identities(&all), in_memory);
}
