use super::*;
use proptest::prelude::*;

const FILE: FileId = FileId { set: 0, text: 0 };

fn read(text: &str) -> Vec<String> {
    let lines = parse(FILE, text.as_bytes()).lines;
    lines
        .iter()
        .map(|line| format!("{}|{}", line.host.text, line.port.as_ref().map_or("-", |port| &port.text)))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    parse(FILE, text.as_bytes()).lines.iter().map(|line| line.word.text.to_string()).collect()
}

#[test]
fn masters() {
    for (line, host_and_port) in [
        ("m1:8081", "m1|8081"),
        ("  m1:8081\t", "m1|8081"),
        ("m1:8081#x", "m1|8081"),
        ("m1:8081 m2:8081", "m1|8081"),
        ("m1:8081:9", "m1|8081"),
        ("m1", "m1|-"),
        ("m1:", "m1|-"),
        ("m1::9", "m1|-"),
        ("m1:8081,m2:8081", "m1|8081,m2"),
        ("m1:8081\r", "m1|8081\r"),
        ("m1\r", "m1\r|-"),
        ("[::1]:8081", "[|-"),
        ("flink@m1:8081", "flink@m1|8081"),
        ("rack/host1", "host1|-"),
        ("a/rack/host-1.b", "host-1.b|-"),
        ("rack/host2:8081", "rack/host2|8081"),
        ("rack/", "rack/|-"),
        (":8081", "|8081"),
        ("*", "*|-"),
        ("\u{4e3b}\u{673a}:1", "\u{4e3b}\u{673a}|1"),
        ("m\\1:80\\\n81", "m1|8081"),
        ("m1\\", "m1|-"),
        ("\u{feff}m1", "\u{feff}m1|-"),
    ] {
        assert_eq!(read(line), [host_and_port], "{line:?}");
        assert_eq!(read(&format!("# comment\n\n{line}\n \t\n#m9")), [host_and_port], "{line:?}");
    }
}

#[test]
fn a_line_of_a_file_with_windows_line_ends() {
    let hosts = parse(FILE, b"m1:8081\r\nm2:8081 \r\n#x\r\n");
    assert_eq!(hosts.lines.iter().map(|line| line.carriage_return).collect::<Vec<_>>(), [true, false]);
    assert_eq!(hosts.lines[0].port.as_ref().unwrap().text, "8081\r");
    assert_eq!(hosts.lines[1].ignored, None);
}

#[test]
fn workers_keep_the_whole_word() {
    assert_eq!(words("w1:8081\nrack/w2\nw3 # three\nw1:8081"), ["w1:8081", "w2", "w3", "w1:8081"]);
    assert_eq!(words(""), [""; 0]);
}

#[test]
fn further_words_up_to_a_comment() {
    for (text, further) in [
        ("m1 m2  m3 \t# m4", Some("m2  m3")),
        ("m1 m2", Some("m2")),
        ("m1 #m2", None),
        ("m1#m2 m3", None),
        ("m1 ", None),
        ("m1\\ m2", Some("m2")),
        ("m1 a#b", Some("a#b")),
    ] {
        let line = &parse(FILE, text.as_bytes()).lines[0];
        assert_eq!(line.ignored.map(|span| &text[span.range()]), further, "{text:?}");
    }
}

#[test]
fn spans_cover_what_is_written() {
    let text = "  rack/m1 x\n \tm\\2:80 #\n";
    let lines = parse(FILE, text.as_bytes()).lines;
    let written: Vec<_> = lines.iter().map(|line| &text[line.word.span.range()]).collect();
    assert_eq!(written, ["m1", "m\\2:80"]);
    assert_eq!(&text[lines[1].host.span.range()], "m\\2");
}

#[test]
fn unchanged_text_is_borrowed() {
    let line = &parse(FILE, b"m1:8081\n").lines[0];
    for scalar in [&line.word, &line.host, line.port.as_ref().unwrap()] {
        assert!(matches!(scalar.text, Cow::Borrowed(_)));
    }
}

#[test]
fn ten_megabytes() {
    let line = format!("m1:8081 # {}\n", "x".repeat(240));
    let count = (10 << 20) / line.len();
    let text = line.repeat(count);
    let hosts = parse(FILE, text.as_bytes());
    assert_eq!((hosts.lines.len(), hosts.more), (MOST_HOSTS, true));
    assert_eq!(parse(FILE, "m1\\\n".repeat(200_000).as_bytes()).lines.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn spans_are_in_order_and_decode_to_the_text(bytes in prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(proptest::sample::select(b"m1:/#\\ \t\r\n\0.-*\xC3\xA9".to_vec()), 0..60),
    ]) {
        let mut last = 0;
        for line in parse(FILE, &bytes).lines {
            let word = line.word.span;
            prop_assert!(last <= word.start && word.start < word.end && word.end as usize <= bytes.len());
            prop_assert!(word.contains(line.host.span));
            if let Some(port) = &line.port {
                prop_assert!(word.contains(port.span) && line.host.span.end < port.span.start);
            }
            let raw = &bytes[word.range()];
            let kept = raw.iter().all(|b| !matches!(b, b'\\' | 0));
            if kept {
                prop_assert_eq!(&*line.word.text, &*String::from_utf8_lossy(raw));
            }
            last = word.end;
            if let Some(ignored) = line.ignored {
                prop_assert!(word.end < ignored.start && ignored.end as usize <= bytes.len());
                last = ignored.end;
            }
        }
    }

    #[test]
    fn spans_of_valid_text_are_on_character_boundaries(text in "[m1:/#\\\\ \té中\r\n]{0,60}") {
        for line in parse(FILE, text.as_bytes()).lines {
            prop_assert!(text.get(line.word.span.range()).is_some() && text.get(line.host.span.range()).is_some());
        }
    }
}
