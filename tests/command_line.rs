//! The command as its users run it: exit codes, wrong input, formats, pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::{Run, fixture, formats, write};

const GOOD: &[(&str, &str)] = &[(
    "conf/config.yaml",
    "high-availability.type: zookeeper\nhigh-availability.storageDir: s3://b/ha\nhigh-availability.cluster-id: /a\nhigh-availability.zookeeper.quorum: zk-1:2181,zk-2:2181,zk-3:2181\n",
)];
const BAD: &[(&str, &str)] = &[(
    "conf/config.yaml",
    "high-availability.type: zookeeper\nhigh-availability.zookeeper.quorum: zk-1:2181,zk-2:2181,zk-3:2181\n",
)];

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

fn check(files: &[(&str, &str)], arguments: &[&str]) -> support::Outcome {
    let folder = folder(files);
    let all: Vec<&str> = std::iter::once("check").chain(arguments.iter().copied()).collect();
    Run::new(&all).in_folder(folder.path()).go()
}

#[test]
fn exit_codes() {
    assert_eq!(check(GOOD, &["--flink-version", "1.20"]).code, 0);
    assert_eq!(check(BAD, &[]).code, 1);
    assert_eq!(check(BAD, &["--fail-on", "never"]).code, 0);
    assert_eq!(check(BAD, &["--format", "sarif"]).code, 1, "the format does not decide the exit code");
    assert_eq!(check(BAD, &["--ignore", "storage-dir-missing", "--fail-on", "error"]).code, 0);
    assert_eq!(check(BAD, &["--severity", "HA003=warning", "--fail-on", "error"]).code, 0);
    assert_eq!(
        check(BAD, &["--severity", "HA003=warning", "--fail-on", "warning"]).code,
        1,
        "the threshold is inclusive"
    );
    assert_eq!(check(BAD, &["--nonsense"]).code, 2);
    assert_eq!(check(&[], &[]).code, 3);
    assert_eq!(check(&[], &["--allow-empty"]).code, 0);
}

#[test]
fn misnamed_files_are_reported() {
    let misnamed = ("conf/flink-conf.yml", "jobmanager.rpc.address: jm-1\n");
    let note = "conf/flink-conf.yml was skipped: Flink reads only flink-conf.yaml";
    let alone = check(&[misnamed, ("conf/masters", "jm-1:8081\n")], &[]);
    assert_eq!(alone.code, 3);
    assert!(alone.stderr.contains(note), "{}", alone.stderr);
    let beside = check(&[misnamed, ("zookeeper/zoo.cfg", "tickTime=2000\n")], &[]);
    assert!(beside.stderr.contains(note), "{}", beside.stderr);
}

#[test]
fn nothing_to_check_says_where_it_looked() {
    let outcome = check(&[("config.yaml", "server: {port: 80}\n")], &[]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.stdout.is_empty());
    assert!(outcome.stderr.contains("nothing to check in"), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("config.yaml was skipped: none of its keys is a Flink option"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn wrong_paths() {
    let outcome = check(GOOD, &["nowhere"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (3, ""));
    assert!(outcome.stderr.contains("cannot read nowhere"), "{}", outcome.stderr);
    let outcome = check(&[("notes.txt", "x")], &["notes.txt"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("flinklint does not read files like 'notes.txt'"), "{}", outcome.stderr);
}

#[test]
fn rules_are_chosen_by_group_and_by_the_beginning_of_their_id() {
    let only = |word: &str| check(BAD, &["--format", "concise", "--select", word]).stdout;
    assert!(only("HA").contains("HA003") && only("ha0").contains("HA003"), "{}", only("HA"));
    assert!(only("flink").lines().chain(only("ZK").lines()).all(|line| !line.contains("[HA")));
    let group = Run::new(&["rules"]).go().stdout;
    let group = group.split("\n\n").find(|group| group.contains("HA003")).unwrap().lines().next().unwrap().to_owned();
    assert!(only(&group).contains("HA003"), "{group}");
    assert_eq!(check(BAD, &["--ignore", &group]).stdout.matches("HA003").count(), 0);
    assert_eq!(check(BAD, &["--select", "XY"]).code, 2);
}

#[test]
fn versions_beyond_those_that_are_known_are_said() {
    let outcome = check(BAD, &["--flink-version", "3.0"]);
    assert_eq!(outcome.stderr, "note: Flink 3.0 is not supported; checking as Flink 2.3 (supported: 1.11 to 2.3)\n");
    assert_eq!(check(BAD, &["--flink-version", "1.9"]).stderr.matches("checking as Flink 1.11").count(), 1);
    assert_eq!(check(BAD, &["--flink-version", "2.3.7"]).stderr, "");
}

#[test]
fn what_is_undecided_is_named_on_request() {
    let files = &[("conf/config.yaml", "high-availability.type: ${MODE}\nhigh-availability.zookeeper.quorum: ${ZK}\n")];
    let outcome = check(files, &["--verbose"]);
    let line = outcome.stdout.lines().find(|line| line.starts_with("undecided HA003")).unwrap_or_default();
    assert_eq!(line, "undecided HA003 storage-dir-missing: conf/config.yaml:1", "{}", outcome.stdout);
    assert!(!check(files, &[]).stdout.contains("undecided HA003"));
}

#[test]
fn paths_lead_to_the_files_from_the_current_folder() {
    let folder = folder(&[("there/conf/config.yaml", BAD[0].1), ("here/notes.txt", "")]);
    let run = |format: &str, path: &str| {
        let arguments = ["check", "--format", format, path];
        Run::new(&arguments).in_folder(&folder.path().join("here")).go().stdout
    };
    assert!(run("concise", "../there").starts_with("../there/conf/config.yaml:1:"), "{}", run("concise", "../there"));
    assert!(run("text", "../there").contains("../there/conf/config.yaml"));
    assert!(run("json", "../there").contains("\"path\": \"conf/config.yaml\""));
}

#[test]
fn the_help_of_a_rule_is_shown_with_values() {
    let outcome = Run::new(&["explain", "even-voters"]).go();
    let help = outcome.stdout.lines().find(|line| line.starts_with("help:")).unwrap();
    assert!(!help.contains('{'), "{help}");
}

#[test]
fn standard_input_is_no_deployment() {
    for arguments in [&["check", "-"][..], &["show", "-"], &["explain", "tickTime", "--in", "-"]] {
        let outcome = Run::new(arguments).go();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains("cannot read standard input"), "{}", outcome.stderr);
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_checked() {
    let folder = folder(&[("a/conf/config.yaml", BAD[0].1), ("b/conf/config.yaml", BAD[0].1)]);
    let huge = std::fs::File::create(folder.path().join("b/conf/masters")).unwrap();
    huge.set_len(65 << 20).unwrap();
    let outcome = Run::new(&["check", "--format", "concise"]).in_folder(folder.path()).go();
    assert_eq!(outcome.code, 3);
    assert!(outcome.stdout.contains("a/conf/config.yaml:1:25: error[HA003"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("b/conf"), "nothing is missing that may be in the other file: {}", outcome.stdout);
    assert!(
        outcome.stderr.contains("b/conf/masters is too large to be a configuration file: 65 MiB"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("the deployment b/conf is skipped because this file cannot be read"),
        "{}",
        outcome.stderr
    );
    let outcome = Run::new(&["show"]).in_folder(folder.path()).go();
    assert_eq!((outcome.code, outcome.stdout.matches("Deployment ").count()), (3, 1), "{}", outcome.stdout);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_searched_is_said_in_one_line() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[BAD[0], ("closed/notes.txt", "")]);
    let closed = folder.path().join("closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    let may_all = std::fs::read_dir(&closed).is_ok();
    let outcome = Run::new(&["check", "--format", "concise"]).in_folder(folder.path()).go();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(outcome.stdout.contains("conf/config.yaml:1:25: error[HA003"), "{}", outcome.stdout);
    if !may_all {
        assert_eq!(outcome.code, 3);
        let said = "cannot search closed: permission denied; what lies in it is not checked\n";
        assert!(outcome.stderr.ends_with(said), "{}", outcome.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_no_second_file() {
    let folder = folder(&[BAD[0], ("real/masters", "jm-1:8081\r\n")]);
    std::os::unix::fs::symlink("../real/masters", folder.path().join("conf/masters")).unwrap();
    let outcome = Run::new(&["check", "--format", "concise"]).in_folder(folder.path()).go();
    assert!(outcome.stdout.contains("conf/masters:1"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("real/masters"), "{}", outcome.stdout);
}

#[test]
fn unknown_rules_are_guessed() {
    let outcome = check(GOOD, &["--select", "storage-dir-mising"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("did you mean 'storage-dir-missing'?"), "{}", outcome.stderr);
    let outcome = Run::new(&["explain", "QU02"]).go();
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("did you mean"), "{}", outcome.stderr);
}

#[test]
fn a_key_is_explained() {
    let explain = |arguments: &[&str]| {
        let outcome = Run::new(&[&["explain"], arguments].concat()).in_folder(&fixture("standalone-good")).go();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stdout
    };
    let text = explain(&["high-availability.zookeeper.client.session-timeout"]);
    for part in
        ["Flink option", "1 min (since 1.20)", "60000 (1.11 to 1.19)", "duration (since 1.20)", "QU005", "JobManager"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = explain(&["high-availability.zookeeper.quorum", "--in", "."]);
    assert!(text.contains("flink/conf/config.yaml:22: zk-1.example.com:2181"), "{text}");
    assert!(!text.contains("FC003"), "rules about any key are not listed: {text}");
    let text = explain(&["heartbeat.timeout", "--in", ".", "--flink-version", "1.19"]);
    assert!(text.contains("not set, so 50000: Flink 1.19"), "{text}");
    let text = explain(&["heartbeat.timeout", "--in", ".", "--flink-version", "2.1"]);
    assert!(text.contains("not set, so 50 s: Flink 2.1"), "{text}");
    assert!(explain(&["metrics.reporter.prom.port"]).contains("metrics.reporter.<name>.port"));
    assert!(explain(&["dfs.ha.namenodes.mycluster"]).contains("the name service is mycluster"));
    assert!(explain(&["even-voters"]).contains("ZK004 even-voters"), "rules are explained as before");

    let json = explain(&["recovery.mode", "--in", ".", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["keys"][0]["name"], "high-availability.type");
    assert_eq!(json["keys"][0]["kind"], "deprecated name");
    assert_eq!(json["deployments"][0]["settings"][0]["key"], "high-availability.type");
    assert_eq!(json["deployments"][0]["settings"][0]["effective"], true);
    let json = explain(&["even-voters", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rule"]["id"], "ZK004");
}

#[test]
fn of_two_names_the_first_that_is_read_counts() {
    let folder = folder(&[(
        "flink-conf.yaml",
        "jobmanager.rpc.address: jm-1\nhigh-availability: NONE\nhigh-availability.type: zookeeper\nsecurity.ssl.rest.key-password: hunter2\n",
    )]);
    let explain = |key: &str, version: &str| {
        let arguments = ["explain", key, "--in", ".", "--format", "json", "--flink-version", version];
        let outcome = Run::new(&arguments).in_folder(folder.path()).go();
        serde_json::from_str::<serde_json::Value>(&outcome.stdout).unwrap()
    };
    let effective = |version: &str| {
        let json = explain("high-availability.type", version);
        let settings = json["deployments"][0]["settings"].as_array().unwrap().clone();
        assert_eq!(settings.len(), 2);
        settings.into_iter().find(|set| set["effective"] == true).unwrap()["value"].clone()
    };
    assert_eq!(effective("1.20"), "zookeeper");
    assert_eq!(effective("1.15"), "NONE", "1.15 does not read the new name");
    let secret = explain("security.ssl.rest.key-password", "1.20");
    assert_eq!(secret["deployments"][0]["settings"][0]["value"], "******");
}

#[test]
fn the_schema_is_of_the_version_that_was_asked_for() {
    let schema = |version: &str| {
        let outcome = Run::new(&["schema", "--flink-version", version]).go();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        serde_json::from_str::<serde_json::Value>(&outcome.stdout).unwrap()
    };
    let (old, new) = (schema("1.19"), schema("2.2.1"));
    assert_eq!(new["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(new["title"].as_str().unwrap().contains("2.2") && old["title"].as_str().unwrap().contains("1.19"));
    assert_ne!(old["$defs"], new["$defs"]);
    let outcome = Run::new(&["schema", "--flink-version", "1.18"]).go();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("flink-conf.yaml"), "{}", outcome.stderr);
}

#[test]
fn unknown_keys_are_guessed() {
    for (word, meant) in [
        ("ticktime", "tickTime"),
        ("high-availability.storage-dir", "high-availability.storageDir"),
        ("rpc.address", "jobmanager.rpc.address"),
        ("yarn.resourcemanager.ha.enable", "yarn.resourcemanager.ha.enabled"),
        ("voters", "even-voters"),
    ] {
        let outcome = Run::new(&["explain", word]).go();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains(meant), "{word}: {}", outcome.stderr);
    }
}

#[test]
fn a_file_stands_for_its_whole_deployment() {
    let folder = folder(&[
        (
            "flink/conf/config.yaml",
            "high-availability.type: zookeeper\nhigh-availability.storageDir: s3://b/ha\nhigh-availability.zookeeper.quorum: zk-1:3888,zk-2:2181\n",
        ),
        (
            "zookeeper/zoo.cfg",
            "tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/var/lib/zookeeper\nclientPort=2181\nautopurge.purgeInterval=1\nserver.1=zk-1:2888:3888\nserver.2=zk-2:2888:3888\nserver.3=zk-3:2888:3888\n",
        ),
        ("other/flink/config.yaml", "high-availability.type: zookeper\njobmanager.rpc.port: 6123\n"),
    ]);
    let outcome = Run::new(&["check", "flink/conf/config.yaml", "--format", "concise"]).in_folder(folder.path()).go();
    assert!(outcome.stdout.contains("QU002"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("other/"), "{}", outcome.stdout);
}

#[test]
fn what_git_ignores_is_not_searched() {
    let outcome = check(&[(".gitignore", "build/\n"), ("build/config.yaml", BAD[0].1)], &[]);
    assert_eq!(outcome.code, 3);
}

#[test]
fn several_formats_in_one_run() {
    let folder = folder(BAD);
    let outcome = Run::new(&["check", "--format", "concise", "--format", "sarif=out.sarif", "--format=json=out.json"])
        .in_folder(folder.path())
        .go();
    assert!(outcome.stdout.starts_with("conf/config.yaml:1:"), "{}", outcome.stdout);
    for file in ["out.sarif", "out.json"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}

#[test]
fn one_report_on_standard_output() {
    let outcome = check(BAD, &["--format", "concise", "--format", "json"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stdout.is_empty());
    assert!(outcome.stderr.contains("--format sarif=flinklint.sarif"), "{}", outcome.stderr);
}

#[test]
fn a_clean_run_says_what_was_checked() {
    let outcome = check(GOOD, &["--flink-version", "1.20"]);
    assert!(outcome.stdout.contains("1 deployment (1 file)"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("Flink 1.20 (--flink-version)"), "{}", outcome.stdout);
    let sarif = check(GOOD, &["--format", "sarif", "--flink-version", "1.20"]).stdout;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::is_empty), Some(true));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = folder(BAD);
    let coloured = |run: Run| run.in_folder(folder.path()).go().stdout.contains('\u{1b}');
    assert!(!coloured(Run::new(&["check"])), "a pipe gets no colours");
    assert!(coloured(Run::new(&["check", "--color", "always"])));
    assert!(coloured(Run::new(&["check"]).with("FORCE_COLOR", "1")));
    assert!(!coloured(Run::new(&["check"]).with("FORCE_COLOR", "1").with("NO_COLOR", "1")));
    assert!(!coloured(Run::new(&["check", "--color", "never"]).with("FORCE_COLOR", "1")));
}

#[test]
fn narrow_terminals() {
    let folder = folder(BAD);
    let outcome = Run::new(&["check"]).in_folder(folder.path()).with("COLUMNS", "40").go();
    let widest = outcome.stdout.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 41, "{widest}: {}", outcome.stdout);
}

#[test]
fn secrets_are_masked_everywhere() {
    let files = &[(
        "conf/flink-conf.yaml",
        "jobmanager.rpc.address: jm-1\nsecurity.ssl.rest.keystore-password: hunter2\nhigh-availability:zookeeper\n# s3.secret-key: hunter2\nsecurity.ssl.internal.key-password:hunter2\nsecurity.ssl.internal.truststore-password: \"hunter2\"\ns3.secret-key: hunter2#x\n",
    )];
    for format in formats() {
        let outcome = check(files, &["--format", &format]);
        assert!(!outcome.stdout.contains("hunter2"), "{format}: {}", outcome.stdout);
        assert!(!outcome.stderr.contains("hunter2"), "{format}: {}", outcome.stderr);
    }
    let folder = folder(files);
    for arguments in [&["show"][..], &["show", "--facts"]] {
        let outcome = Run::new(arguments).in_folder(folder.path()).go();
        assert!(!outcome.stdout.contains("hunter2"), "{}", outcome.stdout);
        assert!(outcome.stdout.contains("jm-1"), "{}", outcome.stdout);
    }
}

#[test]
fn show_names_versions_files_and_provenance() {
    let outcome = Run::new(&["show", "."]).in_folder(&fixture("both-files")).go();
    assert_eq!(outcome.code, 0);
    assert!(outcome.stdout.contains("conf/config.yaml"), "{}", outcome.stdout);
    let facts = Run::new(&["show", "--facts"]).in_folder(&fixture("standalone-good")).go();
    let facts: serde_json::Value = serde_json::from_str(&facts.stdout).unwrap();
    assert_eq!(facts[0]["flinks"][0]["ha"]["mode"]["value"], "zookeeper");
    assert_eq!(facts[0]["flinks"][0]["ha"]["session_timeout"]["value"]["ms"], 40_000);
}

#[test]
fn show_says_what_became_of_every_line() {
    let folder = folder(&[
        (
            "flink/conf/flink-conf.yaml",
            "jobmanager.rpc.address: jm-1\n\
             jobmanager.rpc.adress: jm-2\n\
             rest.port: 8081\n\
             rest.port: 8082\n\
             high-availability: zookeeper\n\
             high-availability.type: zookeeper\n\
             high-availability.storageDir:hdfs:///flink\n\
             security.ssl.rest.key-password: hunter2\n\
             security.ssl.rest.key-password: hunter3\n\
             parallelism.default: 4  taskmanager.numberOfTaskSlots: 2\n",
        ),
        ("zookeeper/conf/zoo.cfg", "ticktime=2000\nclientPort=2181\nclientPort=2182\ndataDir=/data\n"),
        (
            "hadoop/etc/hadoop/hdfs-site.xml",
            "<configuration>\n\
             <property><name>dfs.nameservices</name><value>a</value><final>true</final></property>\n\
             <property><name>dfs.nameservices</name><value>b</value></property>\n\
             <property><name>dfs.replication</name></property>\n\
             <property><name>yarn.resourcemanager.ha.enabled</name><value>true</value></property>\n\
             <property><name>dfs.replicaton</name><value>2</value></property>\n\
             </configuration>\n",
        ),
    ]);
    let shown = Run::new(&["show", "--flink-version", "1.20"]).in_folder(folder.path()).go();
    assert_eq!(shown.code, 0);
    insta::assert_snapshot!("show_settings", shown.stdout);
    let explained = |key: &str| {
        let outcome = Run::new(&["explain", key, "--in", ".", "--flink-version", "1.20"]).in_folder(folder.path()).go();
        outcome.stdout.split_once("Deployment .\n").unwrap().1.to_owned()
    };
    let keys = [
        "jobmanager.rpc.address",
        "high-availability",
        "high-availability.storageDir",
        "security.ssl.rest.key-password",
        "taskmanager.numberOfTaskSlots",
        "tickTime",
        "dfs.replication",
    ];
    let pages: String = keys.iter().map(|key| format!("{key}\n{}", explained(key))).collect();
    insta::assert_snapshot!("explain_in_folder", pages);
}

#[test]
fn show_memory_says_where_each_size_comes_from() {
    let folder = folder(&[
        (
            "derived/config.yaml",
            "jobmanager.memory.heap.size: 1g\ntaskmanager.memory.process.size: 4g\ntaskmanager.memory.managed.size: 1g\n",
        ),
        (
            "refused/config.yaml",
            "jobmanager.memory.flink.size: ${SIZE}\ntaskmanager.memory.process.size: 800m\ntaskmanager.memory.jvm-metaspace.size: 256m\n",
        ),
        ("nothing/config.yaml", "jobmanager.rpc.address: jm-1\n"),
    ]);
    let shown = Run::new(&["show", "--memory", "--flink-version", "1.20"]).in_folder(folder.path()).go();
    assert_eq!(shown.code, 0);
    insta::assert_snapshot!("show_memory", shown.stdout);
    let both = Run::new(&["show", "--memory", "--facts"]).in_folder(folder.path()).go();
    assert_eq!(both.code, 2, "the facts have the memory in them");
    let facts = Run::new(&["show", "--facts", "--flink-version", "1.20", "derived"]).in_folder(folder.path()).go();
    let facts: serde_json::Value = serde_json::from_str(&facts.stdout).unwrap();
    let memory = &facts[0]["flinks"][0]["memory"];
    assert_eq!(memory["job_manager"]["process"]["value"]["bytes"], 1_677_721_600);
    assert_eq!(memory["job_manager"]["process"]["origin"], "derived");
    assert_eq!(memory["task_manager"]["managed"]["at"], "derived/config.yaml:3");
}

#[test]
fn output_is_the_same_every_time() {
    let run = || Run::new(&["check", "--format", "json"]).in_folder(&fixture("per-host")).go().stdout;
    assert_eq!(run(), run());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_flinklint"))
        .args(["check", "."])
        .env_clear()
        .current_dir(fixture("standalone-bad"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "a reader that leaves does not make the findings go away");
}

#[test]
fn help_names_exit_codes_and_examples() {
    let outcome = Run::new(&["--help"]).go();
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!("help", outcome.stdout);
    insta::assert_snapshot!("help_check", Run::new(&["check", "--help"]).go().stdout);
}

#[test]
fn broken_rule_files_are_shown_at_their_column() {
    let folder = folder(&[(
        "mine/ORG001-typo.yaml",
        "id: ORG001\nname: typo\nseverity: error\nsince: \"1\"\nsummary: A typo.\nfor: flink in flinks\nwhen: flink.ha.mdoe == 'zookeeper'\nat: flink.ha.mode\nmessage: x\nwhy: x\nexamples: []\n",
    )]);
    let outcome = Run::new(&["rules", "test", "mine"]).in_folder(folder.path()).go();
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("mine/ORG001-typo.yaml:7:16"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("mode"), "{}", outcome.stdout);
}

#[test]
fn the_rules_of_the_documentation_hold() {
    let outcome =
        Run::new(&["rules", "test", "docs/own-rules"]).in_folder(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).go();
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains(", 0 failed"), "{}", outcome.stdout);
}

const OWN: &str = "\
id: ACME001
name: no-kubernetes
summary: High availability by Kubernetes.
severity: warning
for: flink in flinks
when: flink.ha.intended == 'kubernetes'
at: flink.ha.intended
message: 'we run no {flink.ha.intended}'
why: Nobody here can operate it.
url: https://acme.example/rules/ACME001
examples:
  - files: {conf/config.yaml: 'high-availability.type: kubernetes'}
    finds: [{file: conf/config.yaml, line: 1}]
  - files: {conf/config.yaml: 'high-availability.type: none'}
    finds: []
";

fn with_own(rule: &str, arguments: &[&str]) -> support::Outcome {
    let kubernetes =
        "high-availability.type: kubernetes\nkubernetes.cluster-id: a\nhigh-availability.storageDir: s3://b/ha\n";
    let folder = folder(&[("conf/config.yaml", kubernetes), ("acme/platform/rule.yaml", rule)]);
    Run::new(arguments).in_folder(folder.path()).go()
}

#[test]
fn own_rules_are_equal_to_the_built_in_ones() {
    let check = ["check", "conf", "--rules", "acme", "--flink-version", "1.20", "--format", "concise"];
    let with = |more: &[&str]| with_own(OWN, &[&check[..], more].concat());
    let found = with(&[]);
    assert_eq!(found.code, 1, "{}{}", found.stdout, found.stderr);
    assert!(found.stdout.contains("warning[ACME001 no-kubernetes]"), "{}", found.stdout);
    assert!(found.stdout.contains("we run no kubernetes"), "{}", found.stdout);
    for quiet in [&["--ignore", "ACME"][..], &["--ignore", "no-kubernetes"], &["--ignore", "platform"]] {
        assert!(!with(quiet).stdout.contains("ACME001"), "{quiet:?}");
    }
    assert_eq!(with(&["--select", "acme001", "--severity", "ACME001=error"]).stdout.matches("error[").count(), 1);
    let sarif = with_own(OWN, &["check", "conf", "--rules", "acme", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&sarif.stdout).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let own = rules.iter().find(|rule| rule["id"] == "ACME001").unwrap();
    assert_eq!(own["helpUri"], "https://acme.example/rules/ACME001");
    let explained = with_own(OWN, &["explain", "no-kubernetes", "--rules", "acme"]);
    assert!(explained.stdout.contains("Nobody here can operate it."), "{}{}", explained.stdout, explained.stderr);
    let listed = with_own(OWN, &["rules", "--rules", "acme"]);
    assert!(listed.stdout.contains("ACME001") && listed.stdout.contains("ZK004"), "{}", listed.stdout);
}

#[test]
fn own_rules_that_make_no_sense_are_shown_in_their_file() {
    for (rule, says) in [
        (OWN.replace("'kubernetes'\nat", "'kuberntes'\nat"), "did you mean 'kubernetes'?"),
        (OWN.replace("ACME001", "ZK900"), "ids that begin with ZK are reserved for built-in rules"),
        (OWN.replace("no-kubernetes", "even-voters"), "is the name of the built-in rule ZK004"),
        (OWN.replace("ACME001", "acme-1"), "is not the id of a rule"),
        (OWN.replace("severity: warning", "severity: fatal"), "there is no severity 'fatal'"),
        (OWN.replace("{flink.ha.intended}", "{flink.ha.intnded}"), "has no field `intnded`"),
    ] {
        let outcome = with_own(&rule, &["check", "conf", "--rules", "acme"]);
        assert_eq!(outcome.code, 2, "{}{}", outcome.stdout, outcome.stderr);
        assert!(outcome.stderr.contains(says), "{says}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("rule.yaml"), "{}", outcome.stderr);
    }
    let twice = with_own(OWN, &["check", "conf", "--rules", "acme", "--rules", "acme"]);
    assert!(twice.stderr.contains("'ACME001' is already used by another rule in these files"), "{}", twice.stderr);
    let nowhere = OWN
        .replace("at: flink.ha.intended", "at: flink.ha.kubernetes_cluster_id")
        .replace("kubernetes'\nat", "none'\nat");
    let folder = folder(&[("conf/config.yaml", "rest.port: 8081\n"), ("acme/rule.yaml", &nowhere)]);
    let failed = Run::new(&["check", "conf", "--rules", "acme"]).in_folder(folder.path()).go();
    assert_eq!(failed.code, 3, "{}{}", failed.stdout, failed.stderr);
    assert!(failed.stderr.contains("rule ACME001 (acme/rule.yaml)"), "{}", failed.stderr);
    assert!(!failed.stderr.contains("bug of flinklint"), "{}", failed.stderr);
}

#[test]
fn a_rule_that_finds_nothing_says_why() {
    let test = |rule: &str| with_own(rule, &["rules", "test", "acme"]);
    let other = test(&OWN.replace("'high-availability.type: kubernetes'", "'high-availability.type: zookeeper'"));
    assert_eq!(other.code, 1);
    assert!(
        other.stdout.contains(
            "missing: ACME001 at conf/config.yaml:1; the rule found nothing: `flink.ha.intended == 'kubernetes'` is false (flink.ha.intended is zookeeper)"
        ),
        "{}",
        other.stdout
    );
    let hidden = test(&OWN.replace("'high-availability.type: kubernetes'", "'high-availability.type: ${MODE}'"));
    assert!(hidden.stdout.contains("is unknown (flink.ha.intended is unknown)"), "{}", hidden.stdout);
    let hadoop = OWN.replace("flink in flinks", "hadoop in hadoops").replace("{flink.ha.intended}", "HDFS");
    let hadoop = hadoop.replace("flink.ha.intended == 'kubernetes'", "true").replace("flink.ha.intended", "hadoop");
    let nothing = test(&hadoop);
    assert!(nothing.stdout.contains("`for hadoop in hadoops`: the list is empty"), "{}", nothing.stdout);
}

#[test]
fn a_key_that_is_probably_misspelled_is_noted() {
    let rule = OWN.replace(
        "when: flink.ha.intended == 'kubernetes'",
        "when: flink.ha.intended == 'kubernetes' && flink.settings['high-availability.storageDirr'] == null",
    );
    let outcome = with_own(&rule, &["rules", "test", "acme"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    assert!(outcome.stdout.contains("high-availability.storageDir"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("info"), "{}", outcome.stdout);
}
