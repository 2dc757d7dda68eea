//! Every report format over the same hand-made findings: what is printed, and what must hold of it whatever is found.

#![expect(clippy::expect_used, reason = "what a test cannot go on without must fail it")]

mod support;

use flinklint_linter::findings::identity::Fingerprint;
use flinklint_linter::findings::{
    Applicability, CheckSummary, CheckedDeployment, Edit, Excerpt, ExcerptPosition, FilePlace, Fix, NotReported,
    ProductVersion, ReportedCopy, ReportedFinding, ReportedLabel, Severity, SourceLine, UndecidedRule,
};
use flinklint_report::{Report, RuleInfo, TextOptions, concise, github, json, sarif, text};
use flinklint_syntax::source::LineIndex;
use proptest::prelude::*;
use serde_json::Value;
use std::io::{self, Write};

const FLINK: &str = "\
jobmanager.rpc.address: jm1.example.com
high-availability.type: zookeeper
high-availability.zookeeper.quorum: zk1.example.com:2181,zk2.example.com:2182,zk3.example.com:2181,zk4.example.com:2181
high-availability.storageDir: hdfs://nameservice1/flink/ha
";

const ZOO: &str = "\
tickTime=2000
dataDir=/var/lib/zookeeper
clientPort=2181
server.1=zk1.example.com:2888:3888
server.2=zk2.example.com:2888:3888
server.3=zk3.example.com:2888:3888
server.4=zk4.example.com:2888:3888
";

fn rules() -> Vec<RuleInfo<'static>> {
    let rule = |id, name, severity, summary, help| RuleInfo {
        id,
        name,
        severity,
        summary,
        why: "The client takes every entry of the quorum for a server's client port.\n\nAn entry that no server answers costs a connection attempt at every start.",
        help,
        url: Some(format!("https://flinklint.example/rules/{id}").into()),
        group: "zookeeper",
    };
    vec![
        rule("HA002", "storage-dir-missing", Severity::Error, "High availability has no storage directory.", None),
        rule("HA010", "unread-line", Severity::Error, "A line is dropped.", Some("Write `key: value`.")),
        rule("XML001", "broken-xml", Severity::Error, "The file ends before its root element.", None),
        rule("ZK004", "even-voters", Severity::Warning, "The number of voters is even.", Some("Run an odd number.")),
        rule("ZK007", "quorum-port-unknown", Severity::Error, "No server listens on a port of the quorum.", None),
        rule("ZK012", "no-autopurge", Severity::Info, "Old snapshots are never deleted.", None),
    ]
}

const FINGERPRINT: Fingerprint = Fingerprint(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);

fn finding(rule: &str, severity: Severity, message: &str, labels: Vec<ReportedLabel>) -> ReportedFinding {
    let name = rules().iter().find(|known| known.id == rule).map_or("unlisted", |known| known.name).to_owned();
    ReportedFinding {
        rule: rule.to_owned().into(),
        name: name.into(),
        case: 0,
        severity,
        message: message.to_owned(),
        help: None,
        labels,
        fix: None,
        copies: Vec::new(),
        consequences: Vec::new(),
        versions: None,
        fingerprint: FINGERPRINT,
    }
}

/// A label over the first occurrence of `what`; one line of context on each side.
fn label(path: &str, file: &str, what: &str, says: &str) -> ReportedLabel {
    let start = file.find(what).expect("the text is in the file");
    place(path, file.as_bytes(), start, start + what.len(), says)
}

fn place(path: &str, bytes: &[u8], start: usize, end: usize, says: &str) -> ReportedLabel {
    let index = LineIndex::new(bytes);
    let narrow = |n: usize| u32::try_from(n).expect("a small file");
    let (from, to) = (index.line(narrow(start)), index.line(narrow(end)));
    let first = from.saturating_sub(1).max(1);
    let shown = |line| String::from_utf8_lossy(&bytes[index.range(line, bytes)]).into_owned();
    let lines = first..=(to + 1).min(index.count());
    let position = |line, offset: usize| {
        let range = index.range(line, bytes);
        let before = String::from_utf8_lossy(&bytes[range.start..offset.clamp(range.start, range.end)]).len();
        ExcerptPosition { row: (line - first) as usize, offset: before }
    };
    ReportedLabel {
        path: path.into(),
        start: index.position(narrow(start), bytes),
        end: index.position(narrow(end), bytes),
        bytes: (narrow(start), narrow(end)),
        text: says.to_owned(),
        excerpt: Some(Box::new(Excerpt {
            lines: lines.map(|number| SourceLine { number, text: shown(number).into() }).collect(),
            start: position(from, start),
            end: position(to, end),
        })),
    }
}

fn checked() -> CheckSummary {
    let version = |product: &str, version: &str, evidence: &str| ProductVersion {
        product: product.to_owned(),
        version: version.to_owned(),
        evidence: evidence.to_owned(),
    };
    let deployment = |name: &str, flink| CheckedDeployment {
        name: name.to_owned(),
        files: vec![format!("{name}/flink-conf.yaml"), format!("{name}/masters"), format!("{name}/zoo.cfg")],
        versions: [flink, version("ZooKeeper", "3.5 and newer", "assumed")].into(),
    };
    CheckSummary {
        deployments: vec![
            deployment("prod", version("Flink", "1.18.1", "--flink-version")),
            deployment("staging", version("Flink", "1.18.1", "--flink-version")),
        ],
        not_reported: NotReported {
            undecided: 1,
            undecided_rules: vec![UndecidedRule {
                rule: "QU002".to_owned(),
                name: "election-port".to_owned(),
                place: Some("prod/flink-conf.yaml:3".to_owned()),
            }],
            older_only: 2,
            ignored: 1,
            known: 2,
            cut: 0,
        },
    }
}

/// Errors, warning and info; one over two files, one over two places of one file, one with everything that can follow.
fn several() -> Vec<ReportedFinding> {
    let flink = "prod/flink-conf.yaml";
    let zoo = "prod/zoo.cfg";
    let mut port = finding(
        "ZK007",
        Severity::Error,
        "no server of the ensemble listens on port 2182, which the quorum gives for zk2.example.com",
        vec![
            label(flink, FLINK, "zk2.example.com:2182", "zk2 is asked on port 2182"),
            label(zoo, ZOO, "2181", "it listens on 2181"),
            label(zoo, ZOO, "server.2=zk2.example.com:2888:3888", "the same host"),
        ],
    );
    port.help = Some("Write zk2.example.com:2181.".into());
    let mut even = finding(
        "ZK004",
        Severity::Warning,
        "4 voting servers survive no more failures than 3",
        vec![
            label(zoo, ZOO, "server.1=zk1.example.com:2888:3888", "the first of 4 voters"),
            label(zoo, ZOO, "server.4=zk4.example.com:2888:3888", ""),
        ],
    );
    even.help = Some("Run 3 or 5 voters, or make one an observer.".into());
    even.versions = Some("ZooKeeper 3.5 and newer".to_owned());
    let mut dropped = finding(
        "HA010",
        Severity::Error,
        "the line has no `: ` and is dropped [it has 100% no effect]",
        vec![label(
            "prod/masters, old",
            "high-availability.storageDir:hdfs:///ha\n",
            "high-availability.storageDir:hdfs:///ha",
            "no blank after the colon",
        )],
    );
    dropped.consequences = vec![finding(
        "HA002",
        Severity::Error,
        "high-availability.storageDir is missing",
        vec![label(flink, FLINK, "zookeeper", "")],
    )];
    dropped.copies = vec![ReportedCopy {
        place: file_place(label(
            "staging/masters, old",
            "\nhigh-availability.storageDir:x\n",
            "high-availability.storageDir:x",
            "",
        )),
        fingerprint: Fingerprint(1),
        consequences: vec![Fingerprint(2)],
    }];
    dropped.fix = Some(Fix {
        edits: vec![Edit {
            place: file_place(label("prod/masters, old", "high-availability.storageDir:hdfs:///ha\n", ":", "")),
            text: ": ".to_owned(),
        }],
        applicability: Applicability::Safe,
    });
    let info =
        finding("ZK012", Severity::Info, "old snapshots are never deleted", vec![label(zoo, ZOO, "dataDir", "")]);
    vec![port, even, dropped, info]
}

fn file_place(label: ReportedLabel) -> FilePlace {
    FilePlace { path: label.path, start: label.start, end: label.end, bytes: label.bytes }
}

/// A file that ends too early: nothing to underline, one place after its last character; and an element over three lines.
fn syntax() -> Vec<ReportedFinding> {
    let xml = "<configuration>\n  <property>\n    <name>fs.defaultFS</name>\n  </property>\n";
    let open = label("core-site.xml", xml, "<configuration>", "opened here");
    let end = place("core-site.xml", xml.as_bytes(), xml.len(), xml.len(), "expected </configuration>");
    let element =
        label("core-site.xml", xml, "<property>\n    <name>fs.defaultFS</name>\n  </property>", "has no <value>");
    let empty = place("empty/zoo.cfg", b"", 0, 0, "");
    vec![
        finding("XML001", Severity::Error, "the file ends inside <configuration>", vec![end, open]),
        finding("XML001", Severity::Error, "a property without value", vec![element]),
        finding("ZK012", Severity::Info, "the file is empty", vec![empty]),
    ]
}

/// Wide characters, tabs, CRLF, a character outside the basic plane, a no-break space, an escape sequence.
fn strange() -> Vec<ReportedFinding> {
    let path = "配置/flink conf,1.yaml";
    let file = "# 高可用 😀 quorum\r\n\tquorum:\tzk仲裁1:2181,\u{1b}[31mzk2\r\n# e\u{301}te\u{a0}\u{200b}end: x";
    vec![
        finding(
            "HA010",
            Severity::Error,
            "仲裁 entry \u{1b}[31mzk2\r\nis no host",
            vec![
                label(path, file, "\u{1b}[31mzk2", "an escape \u{7} sequence"),
                label(path, file, "zk仲裁1", "主机"),
                label(path, file, "quorum\r", "after 😀"),
            ],
        ),
        finding(
            "ZK004",
            Severity::Warning,
            "blank that is none",
            vec![label(path, file, "\u{a0}\u{200b}end: x", "here")],
        ),
    ]
}

fn scenarios() -> [(&'static str, Vec<ReportedFinding>); 4] {
    [("several", several()), ("none", Vec::new()), ("syntax", syntax()), ("strange", strange())]
}

const PLAIN: TextOptions =
    TextOptions { width: 80, colour: false, unicode: true, links: false, quiet: false, verbose: false };

type Format = fn(&Report<'_>, &mut dyn Write) -> io::Result<()>;

fn print_with(
    findings: &[ReportedFinding],
    checked: &CheckSummary,
    format: impl Fn(&Report<'_>, &mut dyn Write) -> io::Result<()>,
) -> String {
    let rules = rules();
    let mut out = Vec::new();
    format(&Report { rules: &rules, findings, checked, tool_version: "0.1.0" }, &mut out)
        .expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn print_text(findings: &[ReportedFinding], options: TextOptions) -> String {
    print_with(findings, &checked(), |report, out| text(report, &options, out))
}

#[test]
fn text_shows_the_lines_of_every_file() {
    for (name, findings) in scenarios() {
        insta::assert_snapshot!(format!("text_{name}"), print_text(&findings, PLAIN));
    }
}

#[test]
fn text_fits_other_terminals() {
    insta::assert_snapshot!("text_narrow", print_text(&several(), TextOptions { width: 40, ..PLAIN }));
    let ascii = print_text(&several(), TextOptions { unicode: false, ..PLAIN });
    assert!(ascii.is_ascii());
    insta::assert_snapshot!("text_ascii", ascii);
    let coloured = print_text(&several()[..1], TextOptions { colour: true, links: true, ..PLAIN });
    insta::assert_snapshot!("text_coloured", coloured.replace('\u{1b}', "ESC"));
}

#[test]
fn text_says_what_was_checked() {
    insta::assert_snapshot!("text_verbose", print_text(&[], TextOptions { verbose: true, ..PLAIN }));
    let quiet = print_text(&several(), TextOptions { quiet: true, ..PLAIN });
    assert!(quiet.contains("ZK007") && !quiet.contains("deployments"));
    let nothing = print_with(&[], &CheckSummary::default(), |report, out| text(report, &PLAIN, out));
    assert_eq!(nothing, "Nothing checked: no deployment was found\n");
}

#[test]
fn text_draws_no_line_twice_and_counts_what_it_leaves_out() {
    let lines = (1..=30).map(|n| format!("server.{n}=zk{n}:2888:3888\n")).collect::<String>();
    let labels = (1..=30).map(|n| label("zoo.cfg", &lines, &format!("server.{n}="), "")).collect();
    let shown = print_text(&[finding("ZK004", Severity::Warning, "30 voters", labels)], PLAIN);
    assert_eq!(shown.matches("server.5=").count(), 1);
    assert_eq!(shown.matches("[zoo.cfg").count(), 1, "{shown}");
    assert!(shown.contains("see also: 20 more places"), "{shown}");
}

#[test]
fn text_shows_a_long_label_by_its_first_line() {
    let element = format!("<property>\n{}</property>\n", "  <x/>\n".repeat(50));
    let long = label("core-site.xml", &element, element.trim_end(), "no <name>");
    let shown = print_text(&[finding("XML001", Severity::Error, "no name", vec![long])], PLAIN);
    assert!(shown.contains("no <name>") && shown.matches("<x/>").count() == 1, "{shown}");
}

#[test]
fn text_sets_overlapping_labels_apart() {
    let file = "server.1=zk1:2888:3888\n";
    let labels = vec![
        label("zoo.cfg", file, "zk1", "host"),
        label("zoo.cfg", file, file.trim_end(), "line"),
        label("zoo.cfg", file, "zk1", "again"),
    ];
    insta::assert_snapshot!(
        "text_overlap",
        print_text(&[finding("ZK004", Severity::Warning, "overlap", labels)], PLAIN)
    );
}

#[test]
fn machine_formats() {
    let formats: [(&str, Format); 4] = [("json", json), ("sarif", sarif), ("github", github), ("concise", concise)];
    for (format, write) in formats {
        for (name, findings) in scenarios() {
            insta::assert_snapshot!(format!("{format}_{name}"), print_with(&findings, &checked(), write));
        }
    }
}

#[test]
fn a_closed_pipe_is_the_callers_to_judge() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (rules, findings, checked) = (rules(), several(), checked());
    let report = Report { rules: &rules, findings: &findings, checked: &checked, tool_version: "0.1.0" };
    for write in [json, sarif, github, concise, |report: &Report<'_>, out: &mut dyn Write| text(report, &PLAIN, out)]
        as [Format; 5]
    {
        assert_eq!(write(&report, &mut Closed).map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
    }
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = include_str!("../docs/schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    for (name, findings) in scenarios() {
        let report: Value = serde_json::from_str(&print_with(&findings, &checked(), json)).expect("the report is JSON");
        support::schema::conforms(&schema, &schema, &report, name);
    }
}

/// Calls `see` for every object under `key`.
fn each<'v>(value: &'v Value, key: &str, see: &mut dyn FnMut(&'v Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each(item, key, see)),
        Value::Object(entries) => {
            for (name, entry) in entries {
                if name == key {
                    see(entry);
                }
                each(entry, key, see);
            }
        }
        _ => {}
    }
}

fn sarif_holds(findings: &[ReportedFinding]) {
    let log: Value = serde_json::from_str(&print_with(findings, &checked(), sarif)).expect("SARIF is JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(findings.len()));
    each(&log, "region", &mut |region| {
        let of = |key: &str| region[key].as_u64().expect("every region is whole");
        let (start, end) = ((of("startLine"), of("startColumn")), (of("endLine"), of("endColumn")));
        assert!(start.0 >= 1 && start.1 >= 1 && end.0 >= 1 && end.1 >= 1 && start <= end, "{region}");
    });
    each(&log, "uri", &mut |uri| {
        let uri = uri.as_str().expect("a string");
        assert!(!uri.is_empty() && !uri.starts_with('/') && uri.is_ascii() && !uri.contains([' ', '\\', ':']), "{uri}");
    });
    for result in run["results"].as_array().into_iter().flatten() {
        assert_eq!(result["locations"].as_array().map(Vec::len), Some(1));
        let message = result["message"]["text"].as_str().expect("a message");
        for related in result["relatedLocations"].as_array().into_iter().flatten() {
            assert!(message.contains(&format!("]({})", related["id"])), "{message}");
        }
        if let Some(index) = result["ruleIndex"].as_u64() {
            assert_eq!(run["tool"]["driver"]["rules"][index as usize]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn sarif_describes_every_rule_and_links_every_place() {
    for (_, findings) in scenarios() {
        sarif_holds(&findings);
    }
    let log: Value = serde_json::from_str(&print_with(&[], &checked(), sarif)).expect("SARIF is JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(rules().len()));
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

/// Files of everything that has broken a renderer: wide, zero-width and hidden characters, tabs, each kind of line end.
fn file() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\t"),
        Just("\u{1b}[31m"),
        Just("仲裁"),
        Just("😀"),
        Just("e\u{301}"),
        Just("\u{200b}"),
        Just("\u{feff}"),
        Just("\u{202e}"),
        Just("key: value"),
        Just(" "),
        Just("=,[](%):"),
        Just("a-long-word-without-any-blank-that-does-not-fit-into-a-narrow-terminal"),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_found_can_be_printed(
        file in file(),
        places in proptest::collection::vec((0..400_usize, 0..200_usize, "[a-z仲\u{1b}\n ]{0,40}"), 1..14),
        width in 0..120_usize,
        unicode in any::<bool>(),
    ) {
        let labels = places.iter().map(|(start, length, says)| {
            let start = (*start).min(file.len());
            place("conf/zoo.cfg", file.as_bytes(), start, (start + length).min(file.len()), says)
        });
        let message = file.chars().take(60).collect::<String>();
        let findings = [finding("ZK004", Severity::Warning, &message, labels.collect())];
        let shown = print_text(&findings, TextOptions { width, unicode, ..PLAIN });
        prop_assert!(!shown.contains(['\u{1b}', '\r', '\u{202e}']), "{shown}");
        prop_assert!(!shown.contains("Failed to read"), "{shown}");
        prop_assert_eq!(print_with(&findings, &checked(), concise).lines().count(), 1);
        let commands = print_with(&findings, &checked(), github);
        prop_assert_eq!(commands.lines().filter(|line| line.starts_with("::")).count(), 1);
        for output in [commands, print_with(&findings, &checked(), json), print_with(&findings, &checked(), sarif)] {
            prop_assert!(!output.contains('\u{1b}'), "an escape character");
        }
        serde_json::from_str::<Value>(&print_with(&findings, &checked(), json))?;
        sarif_holds(&findings);
    }
}
