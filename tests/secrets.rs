//! No way to write a secret brings it into an output: whatever the command, whatever the format.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::{Run, formats, write};

/// What must never be printed.
const SECRET: &str = "Tops3cretW0rd";

/// A name for the way, the file it is written in, the lines (`@` is the secret), and the key to be explained.
const WAYS: &[(&str, &str, &str, &str)] = &[
    ("a key of a file system", "flink-conf.yaml", "s3.secret-key: @", "s3.secret-key"),
    ("twice, quoted, with a comment", "flink-conf.yaml", "s3.secret-key: \"@\"\ns3.secret-key: @#@", "s3.secret-key"),
    ("a dropped line", "flink-conf.yaml", "security.ssl.internal.key-password:@\ns3.secret-key=@", "s3.secret-key"),
    ("a misspelled key", "flink-conf.yaml", "security.ssl.internal.keystore-passwrd: @", "tickTime"),
    ("another misspelled key", "flink-conf.yaml", "security.ssl.internal.key-pasword: @", "tickTime"),
    (
        "user info of a directory",
        "flink-conf.yaml",
        "high-availability.storageDir: s3://AKIA:@@bucket/ha",
        "high-availability.storageDir",
    ),
    (
        "user info with a slash",
        "flink-conf.yaml",
        "high-availability.storageDir: s3://AKIA:a/@@bucket/ha",
        "high-availability.storageDir",
    ),
    (
        "user info of an address",
        "flink-conf.yaml",
        "jobmanager.rpc.address: http://user:@@jm:8081/",
        "jobmanager.rpc.address",
    ),
    (
        "a signature",
        "flink-conf.yaml",
        "state.checkpoints.dir: abfss://c@a.dfs.core.windows.net/x?sv=1&sig=@&se=2",
        "state.checkpoints.dir",
    ),
    (
        "a token of a query",
        "flink-conf.yaml",
        "high-availability.storageDir: https://host/x?access_token=@",
        "high-availability.storageDir",
    ),
    (
        "an option of Java",
        "flink-conf.yaml",
        "env.java.opts: -Dpassword=@ -Djavax.net.ssl.keyStorePassword=@",
        "env.java.opts",
    ),
    ("an option of Java, misspelled", "flink-conf.yaml", "env.java.opts: -Dkey.passwrd=@ -Dfoo=bar", "env.java.opts"),
    ("a login module", "flink-conf.yaml", "security.jaas: Login required username=\"u\" password=\"@\";", "tickTime"),
    ("a comment", "flink-conf.yaml", "# s3.secret-key: @\nnonsense", "s3.secret-key"),
    (
        "a nested key",
        "config.yaml",
        "s3:\n  secret-key: |\n    @\n    x\nhigh-availability:\n  typ: zookeeper",
        "s3.secret-key",
    ),
    (
        "a password of ZooKeeper",
        "zoo.cfg",
        "ssl.keyStore.password=@\nssl.keyStore.password=@\nssl.trustStore.passwordd=\"@\"",
        "ssl.keyStore.password",
    ),
    ("a line that goes on", "zoo.cfg", "ssl.keyStore.password=\\\n  @\nnonsens=1", "ssl.keyStore.password"),
    ("a digest of ZooKeeper", "zoo.cfg", "superDigest=super:@\nauthProvider.1=digest:user:@", "tickTime"),
    (
        "a property of Hadoop",
        "core-site.xml",
        "<property><name>fs.s3a.secret.key</name><value>@</value></property><property><name>fs.s3a.secret.key</name><value>@</value></property>",
        "fs.s3a.secret.key",
    ),
    (
        "a misspelled property over lines",
        "core-site.xml",
        "<property><name>fs.s3a.secert.key</name>\n<value>\n@\n</value></property>\n<property><name>fs.defaultFS</name><value>hdfs://u:@@nn/</value></property>",
        "fs.defaultFS",
    ),
    (
        "the value first",
        "core-site.xml",
        "<property>\n<value>@</value>\n<name>hadoop.security.group.mapping.ldap.bind.password</name></property>",
        "fs.defaultFS",
    ),
    (
        "a login of Hadoop at ZooKeeper",
        "core-site.xml",
        "<property><name>ha.zookeeper.auth</name><value>digest:hdfs:@</value></property>\n<property><name>ha.zookeeper.acl</name><value>digest:hdfs:@:rwcda</value></property>",
        "ha.zookeeper.acl",
    ),
    (
        "a property in a comment",
        "core-site.xml",
        "<!-- <name>fs.s3a.secret.key</name>\n<value>@</value> -->\n<property><name>fs.defaultFS</name><value>hdfs//nn</value></property>",
        "fs.defaultFS",
    ),
];

fn files(file: &str, lines: &str) -> Vec<(&'static str, String)> {
    let secret = |lines: &str| {
        // Two in a row: the secret and the `@` of user info.
        lines
            .replace("@@", "\u{1}")
            .replace("c@a.", "\u{2}")
            .replace('@', SECRET)
            .replace('\u{1}', &format!("{SECRET}@"))
            .replace('\u{2}', "c@a.")
    };
    let with = |name: &str, text: &str| {
        let lines = if name == file { secret(lines) } else { String::new() };
        match name {
            "core-site.xml" => format!("<configuration>\n{lines}\n{text}</configuration>\n"),
            _ => format!("{lines}\n{text}"),
        }
    };
    let yaml = "high-availability.zookeeper.quorum: zk-1:2181;zk-2:2181\nhigh-availability.type: zookeper\nblob.server.prt: 1\n";
    let mut all = vec![
        ("zoo.cfg", with("zoo.cfg", "tickTime=2000\nsyncLimit=x\nserver.1=zk-1:2888:3888\nserver.2=zk-2:2888:3888\n")),
        (
            "core-site.xml",
            with("core-site.xml", "<property><name>ha.zookeeper.quorumm</name><value>a</value></property>\n"),
        ),
    ];
    all.push(if file == "config.yaml" {
        ("config.yaml", with("config.yaml", ""))
    } else {
        ("flink-conf.yaml", with("flink-conf.yaml", yaml))
    });
    all
}

#[test]
fn no_output_shows_a_secret() {
    for (way, file, lines, key) in WAYS {
        let files = files(file, lines);
        assert!(files.iter().any(|(_, text)| text.contains(SECRET)), "{way}");
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &files.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
        let files: Vec<String> = formats().into_iter().filter(|format| format != "text").collect();
        let written: Vec<String> = files.iter().map(|format| format!("--format={format}={format}.out")).collect();
        let mut check = vec!["check", "-v", "--format", "text"];
        check.extend(written.iter().map(String::as_str));
        let runs: Vec<Vec<&str>> = vec![
            vec!["show"],
            vec!["show", "--facts"],
            vec!["show", "--memory"],
            vec!["explain", key, "--in", "."],
            vec!["explain", key, "--in", ".", "--format", "json"],
            check,
        ];
        for arguments in runs {
            let outcome = Run::new(&arguments).in_folder(folder.path()).go();
            assert!(outcome.code < 2, "{way}: {arguments:?}: {}", outcome.stderr);
            let leak = outcome.stdout.lines().chain(outcome.stderr.lines()).find(|line| line.contains(SECRET));
            assert_eq!(leak, None, "{way}: {arguments:?}");
        }
        for format in files {
            let report = std::fs::read_to_string(folder.path().join(format!("{format}.out"))).unwrap();
            assert!(report.contains("ZK"), "{format}: {report}");
            assert_eq!(report.lines().find(|line| line.contains(SECRET)), None, "{way}: {format}");
        }
    }
}
