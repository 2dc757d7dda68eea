//! Files that nobody would write: no panic, no place outside its text, time linear in the size.

use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

const KEYS: &[&str] = &[
    "tickTime",
    "initLimit",
    "dataDir",
    "clientPort",
    "clientPortAddress",
    "minSessionTimeout",
    "server.1",
    "server.2",
    "server.x",
    "server.01",
    "group.1",
    "group",
    "weight.2",
    "weight",
    "version",
    "dynamicConfigFile",
    "standaloneEnabled",
    "peerType",
    "zookeeper.zookeeper.x",
    "zookeeper.",
    "server",
    "server_",
    "admin.port",
    "quorum.auth.serverRequireSasl",
    "é",
    "",
    "\\ ",
    "{{",
];
const VALUES: &[&str] = &[
    "2000",
    "-1",
    "0",
    "",
    " ",
    "zk-1:2888:3888",
    "zk-1:2888:3888;2181",
    "[::1]:1:2:observer",
    "a|b",
    "0.0.0.0:1:2",
    "1:2:3",
    "::",
    ":",
    "true",
    "yes",
    "${X}",
    "é:1:2",
    "~",
    "\\",
    "\\u00",
    "\"",
    "9999999999999999999999",
    "a\\\n  :1:2",
    "2147483647",
    "-2147483648",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_place_lies_in_its_text(
        lines in prop::collection::vec((prop::sample::select(KEYS), prop::sample::select(&["=", ":", " ", ""][..]), prop::sample::select(VALUES)), 0..12),
        myid in prop::option::of(prop::sample::select(VALUES)),
        dynamic in prop::option::of(prop::collection::vec(prop::sample::select(VALUES), 0..3)),
        minor in 4u16..=9,
        bundled in any::<bool>(),
    ) {
        let zoo: String = lines.iter().fold(String::new(), |mut text, (key, separator, value)| {
            let _ = writeln!(text, "{key}{separator}{value}");
            text
        });
        let dynamic = dynamic.map(|values| values.iter().map(|value| format!("server.3={value}\n")).collect::<String>());
        let read = Case { zoo: &zoo, dynamic: dynamic.as_deref(), myid, minor, bundled, ..Case::default() }.read();
        let lengths = [zoo.len(), dynamic.as_ref().map_or(0, String::len), myid.map_or(0, str::len)];
        for (kind, span) in read.reasons_to_refuse() {
            let span = span.unwrap_or(Span::new(FileId { set: 0, text: 0 }, 0, 0));
            prop_assert!(span.start <= span.end, "{kind}");
            prop_assert!(lengths.get(span.file.text as usize).is_some_and(|length| span.end as usize <= *length), "{kind}");
        }
        let _ = ensembles(vec![Arc::new(read.clone()), Arc::new(read)], &[]);
    }
}

#[test]
fn a_file_of_any_size_takes_its_time_and_no_more() {
    let lines = |number: u32, line: fn(u32) -> String| (0..number).map(line).collect::<String>();
    let number = 20_000;
    let start = Instant::now();
    for text in [
        lines(number, |n| format!("server.{n}=zk-{n}:2888:3888\n")),
        lines(number, |n| format!("server.{:0>n$}=localhost:2888:3888\n", 1, n = n as usize % 50 + 1)),
        lines(number, |n| format!("tickTime{n}=1\n")),
        lines(number, |n| format!("group.{n}={n}\n")),
        lines(number, |n| format!("authProvider.{n}=x\n")),
    ] {
        let zoo = Arc::new(read(&text));
        assert!(!ensembles(vec![Arc::clone(&zoo), zoo], &[]).is_empty());
    }
    // A second at most; comparing every server with every other takes minutes.
    assert!(start.elapsed() < Duration::from_secs(20));
}
