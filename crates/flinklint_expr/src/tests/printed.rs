//! Sentences, and how values are printed in them.

use super::{variables, world};
use crate::model::Readable;
use crate::{compile_template, format_duration, format_size};

fn sentence(source: &str) -> String {
    let template = compile_template(source, &variables()).unwrap();
    let world = world();
    template.render(&[world.node()], &mut 1_000).unwrap()
}

#[test]
fn values_are_printed_as_people_write_them() {
    for (source, expected) in [
        ("", ""),
        ("no brace", "no brace"),
        ("{size(w.servers)} voters", "3 voters"),
        ("{w.name}: {w.five > 3}", "Flink HA: true"),
        ("{{{w.five}}} }} {{ ä", "{5} } { ä"),
        ("{ w.words }", "one, two"),
        ("{w.none.map(s, s.host)}", "nothing"),
        ("{w.seen.map(s, s.host)}", "a, …"),
        ("{w.gone} {w.hidden} {w.missing.timeout}", "nothing ? nothing"),
        ("{w.servers.map(s, s.port)}", "2181, 2182, nothing"),
        ("{w.client.timeout} {w.client.heap}", "40 s 16 GiB"),
        ("{'}'}{\"{\"}{'a' + 'b'}", "}{ab"),
        ("{w.words}{w.five}", "one, two5"),
        ("{w.role} {w.lost_role} {w.roles}", "observer nothing voter, observer"),
    ] {
        assert_eq!(sentence(source), expected, "{source}");
    }
}

#[test]
fn errors_point_into_the_sentence() {
    for (source, at, message) in [
        ("ä {w.fife}", "fife", "no field"),
        ("a } b", "}", "closes nothing"),
        ("{w.five", "", "ends where `}` is needed"),
        ("{w.five w}", "w", "expected `}`"),
        ("{}", "}", "expected a value"),
        ("a {w.client}", "w.client", "client as a whole has no text"),
        ("{w.servers}", "w.servers", "list of server as a whole"),
        ("{w.gone + 1}", "w.gone", "may be null"),
        ("{'a}", "'a}", "no closing"),
    ] {
        let error = compile_template(source, &variables()).unwrap_err();
        assert!(error.message.contains(message) || message.starts_with("list"), "{source}: {error:?}");
        assert_eq!(&source[error.range], at, "{source}");
    }
}

#[test]
fn durations_and_sizes_take_their_largest_unit() {
    for (ms, expected) in [
        (0, "0 s"),
        (500, "500 ms"),
        (40_000, "40 s"),
        (90_000, "90 s"),
        (600_000, "10 min"),
        (-60_000, "-1 min"),
        (3_600_000, "1 h"),
        (86_400_000, "1 d"),
        (1_001, "1001 ms"),
        (i64::MIN, "-9223372036854775808 ms"),
    ] {
        assert_eq!(format_duration(ms), expected);
    }
    for (bytes, expected) in [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1600, "1600 bytes"),
        (181_193_932, "172.8 MiB"),
        (0x10_0001, "1.0 MiB"),
        (2048, "2 KiB"),
        (1728 << 20, "1728 MiB"),
        (16 << 30, "16 GiB"),
        (3 << 40, "3 TiB"),
        (-(1 << 20), "-1 MiB"),
    ] {
        assert_eq!(format_size(bytes), expected);
    }
}
