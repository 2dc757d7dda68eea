use super::*;

fn masked(line: &str) -> Vec<&str> {
    secrets_in(line).into_iter().map(|range| &line[range]).collect()
}

/// The same searches as regular expressions.
mod patterns {
    use super::super::*;
    use regex::{Captures, Regex};

    fn ranges(
        pattern: &str,
        text: &str,
        secret: impl FnMut(Captures<'_>) -> Option<Range<usize>>,
    ) -> Vec<Range<usize>> {
        Regex::new(pattern).unwrap().captures_iter(text).filter_map(secret).collect()
    }

    pub(super) fn assigned(line: &str) -> Vec<Range<usize>> {
        let words = catalog::words().iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
        let pattern = format!(r#"(?i)(?:{words})[\w.\-]*["']?\s*(?:[:=：]|</name>\s*<value>|\s)\s*"#);
        let mut masked = 0;
        ranges(&pattern, line, |found| {
            let whole = found.get(0)?;
            let start = whole.end();
            let (before, value) = (line.get(..start)?, line.get(start..)?);
            if whole.start() < masked || value.is_empty() || !is_secret(last_key(before)) {
                return None;
            }
            masked = value.find("</value>").map_or(line.len(), |at| start + at);
            Some(start..masked)
        })
    }

    pub(super) fn passwords_in(text: &str) -> Vec<Range<usize>> {
        let pattern = r#"[A-Za-z][A-Za-z0-9+.\-]*://[^/\s:@"'<>]*:([^\s"'<>]+)@"#;
        ranges(pattern, text, |found| found.get(1).map(|group| group.range()))
    }

    pub(super) fn digests_in(text: &str) -> Vec<Range<usize>> {
        let pattern = r#"\bdigest:[^:\s,]+:([^\s,:<>"']+)"#;
        ranges(pattern, text, |found| found.get(1).map(|group| group.range()))
    }

    pub(super) fn parameters_in(text: &str) -> Vec<(&str, Range<usize>)> {
        let pattern = r#"([A-Za-z0-9_.\-]+)=(?:"([^"]*)"|'([^']*)'|([^\s&;,"'<>]+))"#;
        let mut keys = Vec::new();
        let values = ranges(pattern, text, |found| {
            keys.push(text.get(found.get(1)?.range())?);
            (2..=4).find_map(|n| found.get(n)).map(|value| value.range())
        });
        keys.into_iter().zip(values).collect()
    }

    pub(super) fn properties_in(text: &str) -> Vec<Range<usize>> {
        let pattern = concat!(
            r"(?is)<name>\s*([^<]*?)\s*</name>\s*<value>([^<]*)</value>",
            r"|<value>([^<]*)</value>\s*<name>\s*([^<]*?)\s*</name>"
        );
        ranges(pattern, text, |found| {
            let key = found.get(1).or_else(|| found.get(4))?;
            let value = found.get(2).or_else(|| found.get(3))?;
            is_secret(key.as_str()).then(|| value.range())
        })
    }
}

const PARTS: &[&str] = &[
    "password",
    "Secret",
    "token",
    "s3",
    "x",
    "K9",
    "é",
    ".",
    "-",
    "_",
    " ",
    "\t",
    ":",
    "：",
    "=",
    "\"",
    "'",
    "/",
    "://",
    "@",
    ",",
    ";",
    "&",
    "#",
    "+",
    "digest:",
    "sig",
    "<name>",
    "</name>",
    "<VALUE>",
    "<value>",
    "</value>",
    "<",
    ">",
    "a:b",
    "http://u:p@h",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, cases: 300, ..Default::default() })]

    #[test]
    fn every_search_finds_what_its_pattern_matches(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..20)) {
        let text = parts.concat();
        proptest::prop_assert_eq!(assigned(&text), patterns::assigned(&text));
        proptest::prop_assert_eq!(passwords_in(&text), patterns::passwords_in(&text));
        proptest::prop_assert_eq!(digests_in(&text), patterns::digests_in(&text));
        proptest::prop_assert_eq!(parameters_in(&text).collect::<Vec<_>>(), patterns::parameters_in(&text));
        proptest::prop_assert_eq!(properties_in(&text), patterns::properties_in(&text));
    }
}

#[test]
fn lines_of_every_format() {
    assert_eq!(masked("security.ssl.internal.keystore-password: ab#cd"), ["ab#cd"]);
    assert_eq!(masked("# s3.secret-key: abc"), ["abc"]);
    assert_eq!(masked("s3.access-key=AKIA1"), ["AKIA1"]);
    assert_eq!(masked("  <property><name>fs.s3a.secret.key</name><value>x y</value></property>"), ["x y"]);
    assert_eq!(masked("url: jdbc://user:pw@host/db"), ["pw"]);
    assert_eq!(masked("ssl.keyStore.password testpass"), ["testpass"]);
    assert_eq!(masked("security.ssl.internal.keystore-passwrd: hunter2"), ["hunter2"]);
    assert_eq!(masked("dir: s3://AKIA:a/b+c@bucket/ha"), ["a/b+c"]);
    assert_eq!(masked("dir: abfss://c@a.dfs.core.windows.net/x?sv=1&sig=ab%3D&se=2"), ["ab%3D"]);
    assert_eq!(masked("opts: -Dx.keystorePasswrd.passwrd=ab -Dy=z"), ["ab"]);
    assert_eq!(masked("hadoop.zk.acl=digest:rm:hash=:rwcda"), ["hash="]);
    assert_eq!(masked("security.token.enabled: true # password: hunter2"), ["hunter2"]);
    assert_eq!(
        masked("<name>a.token.enabled</name><value>true</value><name>b.password</name><value>hunter2</value>"),
        ["hunter2"]
    );
    assert_eq!(
        masked("<name>a.secret</name><value>one</value><name>b.secret</name><value>two</value>"),
        ["one", "two"]
    );
}

#[test]
fn what_is_no_secret_stays() {
    assert!(masked("security.delegation.tokens.enabled: true").is_empty());
    assert!(masked("high-availability.zookeeper.quorum: zk1:2181").is_empty());
    assert!(masked("s3://bucket/path").is_empty());
    assert!(masked("abfss://container@account.dfs.core.windows.net/x").is_empty());
    assert!(masked("zookeeper.ssl.keyStore.passwordPath.file=/etc/keystore").is_empty());
}

#[test]
fn a_range_takes_whole_characters() {
    let text = "a\u{e9}b";
    assert_eq!(whole_characters(text, &(1..3)), 1..3);
    assert_eq!(whole_characters(text, &(2..2)), 1..3);
    assert_eq!(whole_characters(text, &(0..2)), 0..3);
    assert_eq!(whole_characters(text, &(3..9)), 3..4);
    assert_eq!(whole_characters(text, &(8..9)), 4..4);
}
