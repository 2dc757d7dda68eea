use super::*;
use proptest::prelude::*;

fn part(content: Content, text: &str) -> Option<(&str, Why)> {
    match content.check(text) {
        Fit::Matches => None,
        Fit::Part { start, end, why } => Some((text.get(start..end)?, why)),
    }
}

const CLASS: Content = Content::Class(&[]);
const MODE: Content = Content::ModeOrClass(&["zookeeper", "none"], &[]);

#[test]
fn values_that_are_what_they_should_be() {
    for (content, texts) in [
        (Content::Host, &["jm-1", "jm_1.example.com", "10.0.0.1", "::1", "[fe80::1%eth0]", "m\u{fc}ller"][..]),
        (Content::Address, &["nn1:8020", "nn1", "[::1]:8020", "0.0.0.0:0"]),
        (Content::Authority, &["jm-1", "jm-1:80"]),
        (Content::ConnectString, &["zk-1:2181,zk-2:2181/flink", "zk-1, zk-2", "[::1]:2181,zk-2:2181,"]),
        (Content::Port, &["8081", "-1", "0"]),
        (Content::Ports, &["50100-50200", "50100, 50200-50300,"]),
        (Content::Path, &["/var/lib/x y", "C:\\flink\\tmp", "~/x", "/a#b", "/a{b}", "relative"]),
        (Content::Paths, &["/a:/b", "/a,/b,"]),
        (Content::Uri, &["hdfs://nn/flink", "s3://bucket/a b", "file:///x", "/x"]),
        (Content::Znode, &["/flink", "flink", "/"]),
        (CLASS, &["org.example.Outer$Inner", "Factory_1"]),
        (MODE, &["zookeeper", "ZooKeeper", "org.example.Factory", "something-else"]),
        (Content::Name, &["orders-1", "my cluster", "a:b"]),
        (Content::Names, &["a,b;c d", "srvr, mntr"]),
        (Content::Principal, &["flink/_HOST@EXAMPLE.COM"]),
        (Content::Duration, &["10 s", "PT10S", " 10min ", "10\u{b5}s", "50000"]),
        (Content::Size, &["1600m", "1.5 gb"]),
        (Content::Integer, &["-1", " 7 ", "0x1F"]),
        (Content::Boolean, &["true", "True ", "yes"]),
        (Content::Float, &["0.4", "1e-3", "NaN", "1.0f"]),
        (Content::Text, &["some words", " x ", "a;b;", "x\n"]),
        (Content::FreeText, &["\"any\" // thing;", "{a}"]),
        (Content::Command, &["-Dx=\"y z\" # x"]),
        (Content::Secret, &["p'a\"ss;"]),
        (Content::Host, &["${HOST}", "<host-name>", "", " "]),
    ] {
        for text in texts {
            assert_eq!(content.check(text), Fit::Matches, "{content:?} {text:?}");
        }
    }
}

#[test]
fn the_longest_part_that_is() {
    for (content, text, left, why) in [
        (Content::Host, "jm-1:6123", "jm-1", Why::Port),
        (Content::Host, "http://jm-1", "jm-1", Why::Scheme),
        (Content::Host, "jm-1,jm-2", "jm-1", Why::Separator),
        (Content::Host, "jm-1#main", "jm-1", Why::Comment),
        (Content::Host, "jm-1 # main", "jm-1", Why::Comment),
        (Content::Host, "jm-1 jm-2", "jm-1", Why::Blank),
        (Content::Host, "\"jm-1\"", "jm-1", Why::Quote),
        (Content::Host, "jm\u{200b}-1", "jm", Why::Unseen),
        (Content::Host, "jm-1;", "jm-1", Why::Separator),
        (Content::Host, ": jm-1", "jm-1", Why::Separator),
        (Content::Address, "nn1:8020/", "nn1:8020", Why::Character),
        (Content::Port, "8081;", "8081", Why::Separator),
        (Content::Port, "8081 # web", "8081", Why::Comment),
        (Content::Uri, "hdfs://nn/flink // checkpoints", "hdfs://nn/flink", Why::Comment),
        (Content::Uri, "\u{201c}hdfs://nn/flink\u{201d}", "hdfs://nn/flink", Why::Quote),
        (Content::Uri, "hdfs://nn/flink\\n", "hdfs://nn/flink", Why::LineEnd),
        (Content::Path, "/var/lib/zookeeper;", "/var/lib/zookeeper", Why::Separator),
        (Content::Path, "{/var/lib}", "/var/lib", Why::Bracket),
        (MODE, "zookeeper (ha)", "zookeeper", Why::Blank),
        (MODE, "!!str zookeeper", "zookeeper", Why::Notation),
        (MODE, "&mode zookeeper", "zookeeper", Why::Notation),
        (Content::Name, " orders", "orders", Why::Blank),
        (Content::Text, "some words -- said", "some words", Why::Comment),
        (Content::FreeText, "some\u{a0}words", "some", Why::Unseen),
    ] {
        assert_eq!(part(content, text), Some((left, why)), "{content:?} {text:?}");
    }
}

#[test]
fn classes_that_were_meant() {
    let content = crate::zookeeper::option::AUTH_PROVIDER.content_of_any();
    let sasl = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider";
    assert!(content.has_class(sasl));
    for class in [
        "SASLAuthenticationProvider",
        "org.apache.zookeeper.server.SaslAuthenticationProvider",
        "SASLAuthenticatonProvider",
    ] {
        assert_eq!(content.class_meant(class), Some(sasl), "{class}");
    }
    assert_eq!(content.class_meant("org.example.TokenProvider"), None);
}

proptest! {
    #[test]
    fn a_part_is_inside_its_text_and_matches_itself(text in "\\PC{0,20}", n in 0_usize..20) {
        let contents = [
            Content::Host, Content::Address, Content::Authority, Content::ConnectString, Content::Port, Content::Ports,
            Content::Path, Content::Paths, Content::Uri, Content::Znode, CLASS, MODE, Content::Word, Content::Name,
            Content::Names, Content::Principal, Content::Text, Content::Integer, Content::Boolean, Content::FreeText,
        ];
        let content = contents[n];
        if let Fit::Part { start, end, .. } = content.check(&text) {
            prop_assert!(start <= end && text.get(start..end).is_some());
            prop_assert!(end - start < text.len());
            let left = &text[start..end];
            prop_assert_eq!(content.check(left), Fit::Matches, "{:?} {:?} of {:?}", content, left, text);
        }
    }

    #[test]
    fn hosts_and_paths_match(host in "[a-z][a-z0-9-]{0,10}(\\.[a-z]{2,5}){0,2}", path in "(/[A-Za-z0-9._-]{1,8}){1,4}", port in 1_u16..) {
        prop_assert_eq!(Content::Host.check(&host), Fit::Matches);
        prop_assert_eq!(Content::Path.check(&path), Fit::Matches);
        let (address, uri) = (format!("{host}:{port}"), format!("hdfs://{host}:{port}{path}"));
        prop_assert_eq!(Content::Address.check(&address), Fit::Matches);
        prop_assert_eq!(Content::Uri.check(&uri), Fit::Matches);
        prop_assert_eq!(Content::Host.check(&address), Fit::Part { start: 0, end: host.len(), why: Why::Port });
    }
}
