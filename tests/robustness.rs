//! Whole deployments with random damage, and large files, through the whole pipeline: nothing panics, every label lies
//! in its file, the same input gives the same findings, and every report can be printed.
//!
//! With `PROPTEST_CASES` in the environment there are so many random deployments, and the large files are ten times as
//! large.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use flinklint_linter::examples;
use flinklint_linter::findings::{CheckSummary, ReportedFinding, ReportedLabel, Severity};
use flinklint_linter::rules::Rulebook;
use flinklint_report::Report;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use support::fixture;

type Files = BTreeMap<String, Vec<u8>>;

static BOOK: LazyLock<Rulebook> = LazyLock::new(Rulebook::built_in);

/// Every folder of fixtures, by name.
static DEPLOYMENTS: LazyLock<Vec<Files>> = LazyLock::new(|| {
    let mut names: Vec<_> = std::fs::read_dir(fixture("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().filter(|path| path.is_dir()).map(|path| read(path)).collect()
});

/// One set of stated versions for a run; none leaves the whole supported range open.
const VERSIONS: &[&[(&str, &str)]] = &[
    &[],
    &[("flink", "1.12"), ("zookeeper", "3.4"), ("hadoop", "2.10")],
    &[("flink", "1.20"), ("zookeeper", "3.8"), ("hadoop", "3.3")],
    &[("flink", "2.1"), ("zookeeper", "3.9"), ("hadoop", "3.4")],
];

fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn findings(files: &Files, versions: &[(&str, &str)]) -> Result<Vec<ReportedFinding>, String> {
    examples::findings(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())), versions, BOOK.rules())
}

/// Bytes that have a meaning to some reader, or to none.
const ODD: &[&[u8]] = &[
    b"\0",
    b"\r",
    b"\n",
    b"\t",
    b"\x0c",
    b"\x1b",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    "\u{e9}".as_bytes(),
    "\u{1f980}".as_bytes(),
    "\u{ff1a}".as_bytes(),
    "\u{a0}".as_bytes(),
    b":",
    b": ",
    b"=",
    b"#",
    b" #",
    b"\"",
    b"'",
    b"\\",
    b"\\\n",
    b"\\u12",
    b"\\ud83d",
    b"[",
    b"]",
    b"{",
    b"}",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"!!int ",
    b"|\n",
    b">-\n",
    b"---\n",
    b"...\n",
    b"%YAML 1.1\n",
    b"${X}",
    b"{{ x }}",
    b"{% if x %}",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<?",
    b"&amp;",
    b"&#0;",
    b"&x;",
    b"<!DOCTYPE a [",
    b"xi:include",
    b";",
    b"|",
    b",",
    b"/",
    b"-1",
    b"99999999999999999999",
    b"1e309",
    b"2147483648",
    b"yes",
    b"null",
    b"~",
];

#[derive(Clone, Debug)]
enum Damage {
    Delete { at: Index, length: usize },
    Insert { at: Index, what: Index, times: usize },
    Replace { at: Index, byte: u8 },
    RepeatLine { at: Index, times: usize },
    MoveLine { from: Index, to: Index },
    Truncate { at: Index },
    Splice { at: Index, other: Index },
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<Index>();
    prop_oneof![
        (at(), 1..40_usize).prop_map(|(at, length)| Damage::Delete { at, length }),
        (at(), at(), prop_oneof![9 => Just(1_usize), 1 => 1..400_usize]).prop_map(|(at, what, times)| Damage::Insert {
            at,
            what,
            times
        }),
        (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace { at, byte }),
        (at(), 2..5_usize).prop_map(|(at, times)| Damage::RepeatLine { at, times }),
        (at(), at()).prop_map(|(from, to)| Damage::MoveLine { from, to }),
        at().prop_map(|at| Damage::Truncate { at }),
        (at(), at()).prop_map(|(at, other)| Damage::Splice { at, other }),
    ]
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

impl Damage {
    /// The damaged bytes; `other` is another file, of which a part may get in.
    fn apply(&self, bytes: &mut Vec<u8>, other: &[u8]) {
        let place = |at: &Index, length: usize| at.index(length + 1);
        match self {
            Self::Delete { at, length } => {
                let start = place(at, bytes.len());
                bytes.drain(start..(start + length).min(bytes.len()));
            }
            Self::Insert { at, what, times } => {
                let start = place(at, bytes.len());
                bytes.splice(start..start, what.get(ODD).repeat(*times));
            }
            Self::Replace { at, byte } if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::RepeatLine { at, times } if !bytes.is_empty() => {
                let mut all = lines(bytes);
                let n = at.index(all.len());
                let copies = vec![all[n].clone(); *times];
                all.splice(n..=n, copies);
                *bytes = all.concat();
            }
            Self::MoveLine { from, to } if !bytes.is_empty() => {
                let mut all = lines(bytes);
                let line = all.remove(from.index(all.len()));
                all.insert(place(to, all.len()), line);
                *bytes = all.concat();
            }
            Self::Truncate { at } => bytes.truncate(place(at, bytes.len())),
            Self::Splice { at, other: part } => {
                let start = place(at, bytes.len());
                bytes.splice(start..start, other[place(part, other.len())..].iter().copied().take(200));
            }
            Self::Replace { .. } | Self::RepeatLine { .. } | Self::MoveLine { .. } => {}
        }
    }
}

fn check_label(label: &ReportedLabel, files: &Files) -> Result<(), TestCaseError> {
    let Some(bytes) = files.get(&*label.path) else {
        return Err(TestCaseError::fail(format!("{} is no file of the deployment", label.path)));
    };
    let (start, end) = (label.bytes.0 as usize, label.bytes.1 as usize);
    prop_assert!(start <= end && end <= bytes.len(), "{}: {start}..{end} of {}", label.path, bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        prop_assert!(text.is_char_boundary(start), "{}: {start} is inside a character", label.path);
        prop_assert!(text.is_char_boundary(end), "{}: {end} is inside a character", label.path);
    }
    prop_assert!(label.start <= label.end && label.start.line >= 1);
    prop_assert!(label.start.column >= 1 && label.start.utf16 >= 1 && label.start.byte >= 1);
    for (excerpt, at) in label.excerpt.iter().flat_map(|excerpt| [(excerpt, excerpt.start), (excerpt, excerpt.end)]) {
        let shown = excerpt.lines.get(at.row).is_some_and(|line| line.text.is_char_boundary(at.offset));
        prop_assert!(shown, "{}: {at:?} is not in its excerpt", label.path);
    }
    Ok(())
}

fn check_sarif(findings: &[ReportedFinding]) -> Result<(), TestCaseError> {
    let report = Report { rules: &[], findings, checked: &CheckSummary::default(), tool_version: "0.1.0" };
    let mut printed = Vec::new();
    flinklint_report::sarif(&report, &mut printed)?;
    let log: Value = serde_json::from_slice(&printed)?;
    let results = log["runs"][0]["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    prop_assert_eq!(results.len(), findings.len());
    for result in results {
        let places = ["locations", "relatedLocations"].map(|key| result[key].as_array().cloned().unwrap_or_default());
        for place in places.iter().flatten() {
            let region = &place["physicalLocation"]["region"];
            let [line, column, last] =
                ["startLine", "startColumn", "endLine"].map(|key| region[key].as_u64().unwrap_or(0));
            prop_assert!(line >= 1 && column >= 1 && last >= line, "{region}");
        }
    }
    Ok(())
}

fn check(files: &Files, versions: &[(&str, &str)]) -> Result<Vec<ReportedFinding>, TestCaseError> {
    let found = findings(files, versions).map_err(TestCaseError::fail)?;
    for finding in &found {
        prop_assert!(!finding.labels.is_empty(), "{} points nowhere", finding.rule);
        for label in &finding.labels {
            check_label(label, files)?;
        }
    }
    check_sarif(&found)?;
    Ok(found)
}

/// What `PROPTEST_CASES` asks for.
fn asked() -> Option<u32> {
    std::env::var("PROPTEST_CASES").ok()?.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: asked().unwrap_or(60), failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_survived(
        deployment in any::<Index>(),
        versions in any::<Index>(),
        damages in proptest::collection::vec((any::<Index>(), any::<Index>(), damage()), 1..8),
    ) {
        let mut files = deployment.get(&DEPLOYMENTS).clone();
        let names: Vec<String> = files.keys().cloned().collect();
        for (file, other, damage) in &damages {
            let other = files[other.get(&names)].clone();
            if let Some(bytes) = files.get_mut(file.get(&names)) {
                damage.apply(bytes, &other);
            }
        }
        let versions = VERSIONS[versions.index(VERSIONS.len())];
        let found = check(&files, versions)?;
        prop_assert_eq!(found, findings(&files, versions).map_err(TestCaseError::fail)?);
    }
}

/// Lines of a kind until the file is large, with something before and behind them.
fn large(head: &str, line: impl Fn(usize) -> String, tail: &str) -> String {
    long(if asked().is_some() { 10_000_000 } else { 1_000_000 }, head, line, tail)
}

/// Lines of a kind until there are so many bytes.
fn long(bytes: usize, head: &str, line: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&line(n));
    }
    text.push_str(tail);
    text
}

/// Runs one large file, beside small ones, and gives the findings in it as (rule name, line, severity).
fn in_large(path: &str, text: &str, others: &[(&str, &str)]) -> Vec<(String, u32, Severity)> {
    let mut files: Files = others.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    files.insert(path.to_owned(), text.as_bytes().to_vec());
    let found = check(&files, VERSIONS[2]).unwrap();
    let place = |finding: &ReportedFinding| {
        let label = finding.labels.iter().find(|label| *label.path == *path)?;
        Some((finding.name.to_string(), label.start.line, finding.severity))
    };
    found.iter().filter_map(place).collect()
}

/// Inputs on which a rule once fired without a place.
#[test]
fn found_by_fuzzing() {
    let open_and_nested = "high-availability:\n  type: zookeeper\n  storageDir: s3://b/ha\n{{ x }} a: b\n";
    let files = Files::from([("conf/flink-conf.yaml".to_owned(), open_and_nested.as_bytes().to_vec())]);
    for versions in VERSIONS {
        check(&files, versions).unwrap();
    }
    // To ZooKeeper the no-break space is two characters, of which the second one is a blank.
    let behind_a_port = "tickTime=2000\ndataDir=/var/lib/zookeeper\nserver.1=zk-1:2888:3888\u{a0}\n";
    let files = Files::from([("zookeeper/zoo.cfg".to_owned(), behind_a_port.as_bytes().to_vec())]);
    for versions in VERSIONS {
        check(&files, versions).unwrap();
    }
}

/// Every character that is longer than a byte, at every place of a file that is read byte by byte.
#[test]
fn long_characters_everywhere() {
    let files = read(&fixture("standalone-good"));
    for at in 0..=files["zookeeper/conf/zoo.cfg"].len() {
        for what in ["\u{a0}", "\u{1f980}"] {
            let mut files = files.clone();
            files.get_mut("zookeeper/conf/zoo.cfg").unwrap().splice(at..at, what.bytes());
            check(&files, VERSIONS[2]).unwrap();
        }
    }
}

/// Lines of which each is a mistake: the findings are bounded, and what the lines that nobody looked at may have meant is
/// not claimed to be missing.
#[test]
fn thousands_of_mistakes() {
    let found =
        |path: &str, head: &str, line: &dyn Fn(usize) -> String| in_large(path, &long(250_000, head, line, ""), &[]);
    let legacy = |line: &dyn Fn(usize) -> String| found("conf/flink-conf.yaml", LEGACY, line);
    for lines in [legacy(&|_| "a:b\n".into()), legacy(&|_| "a:\n  b: c\n".into())] {
        let dropped = lines.iter().filter(|(name, ..)| name == "dropped-line").count();
        assert_eq!(dropped, 500);
        assert!(lines.iter().all(|(name, ..)| name != "storage-dir-missing"), "{lines:?}");
    }
    // One line, which hundreds of findings show, with hundreds of secrets.
    let site = found("hadoop/core-site.xml", "<configuration>", &|n| {
        format!("<property><name>a{n}.password</name><value>${{a{n}.password}}</value></property>")
    });
    assert!((1..=1_000).contains(&site.len()), "{}", site.len());
    let zoo = |line: &dyn Fn(usize) -> String| found("zookeeper/zoo.cfg", ZOO, line);
    for lines in [
        zoo(&|n| format!("server.{n}=zk-{n}:2888:3888\n")),
        zoo(&|n| format!("server.{n}=zk:2888:3888\n")),
        zoo(&|n| format!("server.{n}=zk\n")),
        zoo(&|n| format!("server.1=zk-{n}:2888:3888\n")),
    ] {
        assert!(lines.len() <= 1_100, "{}", lines.len());
        // How many servers there are is not known.
        assert!(lines.iter().all(|(name, ..)| name != "even-voters"), "{lines:?}");
    }
}

fn last_line(text: &str) -> u32 {
    u32::try_from(text.lines().count()).unwrap()
}

const LEGACY: &str = "jobmanager.rpc.address: jm-1\nhigh-availability: zookeeper\nhigh-availability.cluster-id: /a\nhigh-availability.zookeeper.quorum: zk-1:2181,zk-2:2181,zk-3:2181\n";
const ZOO: &str = "tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/var/lib/zookeeper\nclientPort=2181\nserver.1=zk-1:2888:3888\nserver.2=zk-2:2888:3888\n";

#[test]
fn a_large_flink_conf_yaml() {
    let text = large(
        LEGACY,
        |n| format!("metrics.reporter.r{n}.port: {}\n", n % 60_000),
        "high-availability.storageDir:s3://b/ha\n",
    );
    let found = in_large("conf/flink-conf.yaml", &text, &[]);
    assert!(found.iter().any(|(name, line, _)| name == "dropped-line" && *line == last_line(&text)), "{found:?}");
}

/// SnakeYAML Engine refuses more than 3 MiB of characters.
#[test]
fn a_large_config_yaml() {
    let line = |n| format!("metrics.reporter.r{n}.port: {}\n", n % 60_000);
    let text = long(3_200_000, "high-availability.type: zookeper\n", line, "");
    let found = in_large("conf/config.yaml", &text, &[]);
    assert!(
        found.iter().any(|(name, _, severity)| name == "file-refused" && *severity == Severity::Error),
        "{found:?}"
    );

    let end = text[..600_000].rfind('\n').unwrap();
    let allowed = format!("{}\nhigh-availability.storageDir: s3://b/ha\n", &text[..end]);
    let found = in_large("conf/config.yaml", &allowed, &[]);
    assert!(found.iter().any(|(_, line, severity)| *line == 1 && *severity == Severity::Error), "{found:?}");
}

#[test]
fn a_large_zoo_cfg() {
    let text = large(ZOO, |n| format!("org.example.setting{n}=1\n"), "server.3=zk-3:28a8:3888\n");
    let found = in_large("zookeeper/zoo.cfg", &text, &[]);
    assert!(
        found.iter().any(|(_, line, severity)| *line == last_line(&text) && *severity == Severity::Error),
        "{found:?}"
    );
}

#[test]
fn a_large_server_line() {
    let text = large(&format!("{ZOO}server.3="), |n| format!("zk-{n}:2888:3888|"), "zk-3:28a8:3888\n");
    let found = in_large("zookeeper/zoo.cfg", &text, &[]);
    assert!(
        found.iter().any(|(_, line, severity)| *line == last_line(&text) && *severity == Severity::Error),
        "{found:?}"
    );
}

#[test]
fn a_large_myid() {
    let found = in_large(
        "zookeeper/myid",
        &large("1", |_| "0".repeat(1000), "\n"),
        &[("zookeeper/zoo.cfg", &format!("{ZOO}server.3=zk-3:2888:3888\n"))],
    );
    assert!(found.iter().any(|(_, line, severity)| *line == 1 && *severity == Severity::Error), "{found:?}");
}

#[test]
fn large_host_lists() {
    for (path, first, fault) in
        [("conf/workers", "worker:8081\n", "worker-with-port"), ("conf/masters", "jm:http\n", "malformed-host-line")]
    {
        let text = large(first, |n| format!("host-{n}\n"), "");
        let found = in_large(path, &text, &[("conf/flink-conf.yaml", LEGACY)]);
        assert!(found.iter().any(|(name, line, _)| name == fault && *line == 1), "{path}: {found:?}");
    }
}

#[test]
fn a_large_site_file() {
    let text = large(
        "<?xml version=\"1.0\"?>\n<configuration>\n",
        |n| format!("<property><name>org.example.{n}</name><value>{n}</value></property>\n"),
        "</configuratio>\n",
    );
    let found = in_large("hadoop/core-site.xml", &text, &[]);
    assert!(
        found.iter().any(|(_, line, severity)| *line == last_line(&text) && *severity == Severity::Error),
        "{found:?}"
    );
}
