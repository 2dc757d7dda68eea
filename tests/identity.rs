//! Fingerprints last: deployments are changed in ways that leave a finding what it is, and its fingerprint must stay.
//!
//! A finding is recognised by rule, file and the text of its line, or by its message where the line is what changes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use flinklint_linter::examples;
use flinklint_linter::findings::{ReportedFinding, Severity};
use flinklint_linter::rules::Rulebook;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use support::{Run, fixture};

type Files = BTreeMap<String, String>;

/// Paths below a folder, with texts; files that are no text are left out.
fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(path, text);
            }
        }
    }
    files
}

/// The fixtures with findings in files of every kind.
fn deployments() -> Vec<Files> {
    let names = [
        "standalone-bad",
        "yarn-bad",
        "per-host",
        "bundled-zookeeper",
        "article-standalone",
        "article-yarn",
        "both-files",
    ];
    names.iter().map(|name| read(&fixture(name))).collect()
}

fn check(files: &Files, versions: &[(&str, &str)]) -> Vec<ReportedFinding> {
    let book = Rulebook::built_in();
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    examples::findings(files, versions, book.rules()).unwrap()
}

/// What a reader takes for the same finding, without its place, each with all fingerprints that it has.
type Seen = BTreeMap<(String, String, String), BTreeSet<String>>;

/// Findings, consequences and copies by rule, path and the text of the line.
fn seen(files: &Files, findings: &[ReportedFinding]) -> Seen {
    let mut seen = Seen::new();
    let mut add = |rule: &str, path: &str, line: u32, fingerprint: String| {
        let text = files[path].lines().nth(line as usize - 1).unwrap_or_default().trim().to_owned();
        seen.entry((rule.to_owned(), path.to_owned(), text)).or_default().insert(fingerprint);
    };
    for finding in findings.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.consequences)) {
        let primary = &finding.labels[0];
        add(&finding.rule, &primary.path, primary.start.line, finding.fingerprint.to_string());
        for copy in &finding.copies {
            add(&finding.rule, &copy.place.path, copy.place.start.line, copy.fingerprint.to_string());
        }
    }
    seen
}

/// Whether what is found before and after has the same fingerprints; gives how many findings were found in both.
fn compare(before: &Seen, after: &Seen, change: &str) -> usize {
    let both = before.iter().filter_map(|(what, fingerprints)| Some((what, fingerprints, after.get(what)?)));
    let both: Vec<_> = both.collect();
    for (what, before, after) in &both {
        assert_eq!(before, after, "{change}: {what:?}");
    }
    both.len()
}

/// Changes each file of each deployment in turn. Nearly all of the findings must be found again.
fn each_file(change: &str, edit: impl Fn(&str, &str) -> Option<String>) {
    let (mut all, mut again) = (0, 0);
    for files in deployments() {
        let before = seen(&files, &check(&files, &[]));
        for (path, text) in &files {
            let Some(edited) = edit(path, text) else { continue };
            let mut changed = files.clone();
            changed.insert(path.clone(), edited);
            let after = seen(&changed, &check(&changed, &[]));
            all += before.len();
            again += compare(&before, &after, &format!("{change} in {path}"));
        }
    }
    assert!(all > 50 && again * 20 >= all * 19, "{change}: {again} of {all} findings were found again");
}

fn is_properties(path: &str) -> bool {
    path.ends_with("zoo.cfg")
}

fn is_flinks(path: &str) -> bool {
    path.ends_with("flink-conf.yaml") || path.ends_with("config.yaml")
}

fn is_list(path: &str) -> bool {
    path.ends_with("masters") || path.ends_with("workers")
}

#[test]
fn a_comment_changes_nothing() {
    each_file("a comment", |path, text| {
        if path.ends_with(".xml") {
            return Some(text.replacen("<configuration>", "<!-- one -->\n<!-- two -->\n<configuration>", 1));
        }
        (!path.ends_with("myid")).then(|| format!("# one\n\n# two\n{text}"))
    });
}

#[test]
fn another_key_changes_nothing() {
    each_file("another key", |path, text| {
        if path.ends_with(".xml") {
            let property =
                "  <property>\n    <name>io.file.buffer.size</name>\n    <value>8192</value>\n  </property>\n";
            return Some(text.replacen("<configuration>", &format!("<configuration>\n{property}"), 1));
        }
        if is_flinks(path) {
            return Some(format!("env.java.opts.historyserver: -Dx=y\n{text}"));
        }
        is_properties(path).then(|| format!("snapCount=90000\n{text}"))
    });
}

#[test]
fn another_mistake_of_the_same_kind_changes_nothing() {
    each_file("another deprecated key and another number", |path, text| {
        is_flinks(path).then(|| {
            format!("state.savepoints.dir: s3://savepoints\nakka.ask.timeout: 9000\nheartbeat.timeout: 9000\n{text}")
        })
    });
}

#[test]
fn another_host_in_a_list_changes_nothing() {
    each_file("another host", |path, text| is_list(path).then(|| format!("another-host another-word\n{text}")));
}

#[test]
fn lines_may_move() {
    each_file("lines in another order", |path, text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        // What precedes the first entry of the list of keys twice would be another setting.
        let keys: Vec<&str> = lines.iter().filter_map(|line| line.split(['=', ':']).next()).collect();
        let once = keys.iter().filter(|key| !key.is_empty()).collect::<BTreeSet<_>>().len();
        let filled = keys.iter().filter(|key| !key.is_empty()).count();
        (path.ends_with("flink-conf.yaml") && once == filled).then(|| lines.join("\n") + "\n")
    });
}

#[test]
fn a_stated_version_changes_nothing() {
    for versions in [
        &[("flink", "1.16"), ("zookeeper", "3.8"), ("hadoop", "3.3")],
        &[("flink", "1.20"), ("zookeeper", "3.5"), ("hadoop", "2.10")],
        &[("flink", "1.12"), ("zookeeper", "3.9"), ("hadoop", "3.4")],
    ] {
        let mut again = 0;
        for files in deployments() {
            let before = seen(&files, &check(&files, &[]));
            again += compare(&before, &seen(&files, &check(&files, versions)), "stated versions");
        }
        assert!(again > 30, "{versions:?}: {again}");
    }
}

#[test]
fn a_value_may_change() {
    let conf = |timeout: &str, quorum: &str| {
        Files::from([(
            "conf/flink-conf.yaml".to_owned(),
            format!(
                "high-availability: zookeeper\nhigh-availability.storageDir: s3://b/ha\nhigh-availability.cluster-id: /a\n\
                 high-availability.zookeeper.quorum: {quorum}\nheartbeat.timeout: {timeout}\nstate.backend: rocksdb\n"
            ),
        )])
    };
    let fingerprints = |files: &Files| -> BTreeSet<(String, String)> {
        let found = check(files, &[("flink", "1.20")]);
        found.iter().map(|finding| (finding.rule.to_string(), finding.fingerprint.to_string())).collect()
    };
    let before = fingerprints(&conf("60000", "zk-1:2181,zk-2:2181,zk-3:2181"));
    assert!(before.iter().any(|(rule, _)| rule == "FC025") && before.len() >= 3, "{before:?}");
    assert_eq!(before, fingerprints(&conf("70000", "zk-4:2181,zk-5:2181,zk-6:2181")));
}

/// A host whose copies of the files come first, and one whose copies come last.
#[test]
fn another_host_with_copies_changes_no_identity() {
    let files = read(&fixture("per-host"));
    let before = seen(&files, &check(&files, &[]));
    for name in ["jm-0", "jm-9"] {
        let mut more = files.clone();
        let copies = files
            .iter()
            .filter_map(|(path, text)| Some((format!("{name}/{}", path.strip_prefix("jm-1/")?), text.clone())));
        more.extend(copies);
        let found = check(&more, &[]);
        assert!(found.iter().any(|finding| finding.copies.len() > 1));
        let after = seen(&more, &found);
        assert!(compare(&before, &after, name) >= 5);
    }
}

/// All fingerprints in a report.
fn fingerprints(report: &Value) -> BTreeSet<String> {
    match report {
        Value::Array(items) => items.iter().flat_map(fingerprints).collect(),
        Value::Object(entries) => {
            let own = report["fingerprint"].as_str().map(str::to_owned);
            entries.values().flat_map(fingerprints).chain(own).collect()
        }
        _ => BTreeSet::new(),
    }
}

#[test]
fn the_current_folder_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join(".git")).unwrap();
    for (path, text) in read(&fixture("standalone-bad")) {
        support::write(root.path(), &[(&format!("clusters/payments/{path}"), &text)]);
    }
    let folder = |path: &str| root.path().join(path);
    let run = |current: &Path, named: &str| {
        let printed = Run::new(&["check", named, "--format", "json"]).in_folder(current).go().stdout;
        fingerprints(&serde_json::from_str(&printed).unwrap())
    };
    let from_root = run(root.path(), ".");
    assert!(from_root.len() > 20);
    let named = folder("clusters/payments").to_string_lossy().into_owned();
    let file = folder("clusters/payments/flink/conf/flink-conf.yaml").to_string_lossy().into_owned();
    assert_eq!(run(root.path(), "clusters/payments"), from_root);
    assert_eq!(run(&folder("clusters/payments"), "."), from_root);
    assert_eq!(run(&folder("clusters/payments/zookeeper"), ".."), from_root);
    assert_eq!(run(&std::env::temp_dir(), &named), from_root);
    assert_eq!(run(&std::env::temp_dir(), &file), from_root);
}

/// Findings of one rule about one key, each with a fingerprint of its own.
#[test]
fn no_two_findings_of_a_deployment_have_one_fingerprint() {
    for files in deployments() {
        let found = check(&files, &[]);
        let mut known = BTreeMap::new();
        for finding in found.iter().flat_map(|finding| std::iter::once(finding).chain(&finding.consequences)) {
            let what = (&finding.rule, &finding.message);
            assert_eq!(known.insert(finding.fingerprint, what), None, "{what:?}");
        }
        assert!(found.iter().any(|finding| finding.severity >= Severity::Info));
    }
}
