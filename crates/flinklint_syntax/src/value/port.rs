//! Ports and port ranges of Flink's options (`NetUtils.getPortRangeFromString`).

use super::integer::parse_java_int;
use super::{BadValue, java_trim};

/// The ports that a component tries, in the order in which it tries them; 0 means any free port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRange {
    /// First and last port of each part, both inclusive. Empty for a text of commas only.
    pub ranges: Vec<(u16, u16)>,
}

/// Reads ports and ranges separated by commas, for example `50000,50010-50025`. Blanks are taken around the commas but
/// not around the `-`. With `ascending` (1.19 and later) the end of a range must be larger than its start; before, a
/// range from a port to itself is this port, and one that descends is none at all.
pub fn parse_port_range(text: &str, ascending: bool) -> Result<PortRange, BadValue> {
    let text = java_trim(text);
    let mut parts: Vec<&str> = text.split(',').collect();
    // Java's `split` leaves out empty parts at the end, but gives the one part of a text without any comma.
    while parts.len() > 1 && parts.last() == Some(&"") {
        parts.pop();
    }
    if text.contains(',') && parts == [""] {
        parts.clear();
    }
    let mut ranges = Vec::with_capacity(parts.len());
    for part in parts {
        let part = java_trim(part);
        ranges.push(match part.split_once('-') {
            None => {
                let port = parse_port(part)?;
                (port, port)
            }
            Some((first, last)) => {
                let (first, last) = (parse_port(first)?, parse_port(last)?);
                if first >= last && ascending {
                    return Err(BadValue::new("has a range whose end is not larger than its start"));
                }
                (first, last)
            }
        });
    }
    Ok(PortRange { ranges })
}

/// Refuses ports as [`parse_port_range`] does, and those that leave a process without any port to try.
pub fn check_ports(text: &str, ascending: bool) -> Result<(), BadValue> {
    let range = parse_port_range(text, ascending)?;
    if range.ranges.iter().all(|(first, last)| first > last) { Err(BadValue::new("names no port")) } else { Ok(()) }
}

/// Reads one port, 0 to 65535, as `Integer.parseInt` reads numbers: no blanks.
pub fn parse_port(text: &str) -> Result<u16, BadValue> {
    let port = parse_java_int(text)?;
    u16::try_from(port).map_err(|_| BadValue::new("is not between 0 and 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_ranges() {
        let cases: [(&str, &[(u16, u16)]); 9] = [
            ("0", &[(0, 0)]),
            ("65535", &[(65535, 65535)]),
            ("50000-50025", &[(50000, 50025)]),
            ("50000,50010-50012, 60000 ", &[(50000, 50000), (50010, 50012), (60000, 60000)]),
            ("1,", &[(1, 1)]),
            (",", &[]),
            ("+80", &[(80, 80)]),
            ("80-+90", &[(80, 90)]),
            ("1-\u{ff12}", &[(1, 2)]),
        ];
        for (text, ranges) in cases {
            assert_eq!(parse_port_range(text, true), Ok(PortRange { ranges: ranges.to_vec() }), "{text}");
        }
    }

    #[test]
    fn before_1_19_a_range_need_not_ascend() {
        for (text, ranges) in [("80-80", (80, 80)), ("80-70", (80, 70))] {
            assert_eq!(parse_port_range(text, false), Ok(PortRange { ranges: vec![ranges] }), "{text}");
        }
        assert!(check_ports("80-80", false).is_ok() && check_ports("80-70,90", false).is_ok());
        assert!(check_ports("80-70", false).is_err() && check_ports(",", true).is_err());
    }

    #[test]
    fn refused() {
        let texts = [
            "",
            "a",
            "-1",
            "65536",
            "1 - 2",
            "1 -2",
            "1- 2",
            "2-1",
            "1-1",
            "1-65536",
            ",1",
            "1,,2",
            "1-2-3",
            "-",
            "1-",
            "0x50",
            "8081\r,1\u{a0}",
        ];
        for text in texts {
            assert!(parse_port_range(text, true).is_err(), "{text:?}");
        }
    }
}
