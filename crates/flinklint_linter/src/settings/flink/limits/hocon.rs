//! Sizes as Typesafe's library reads them, which Akka and Pekko are configured with: the case of a unit matters.

/// Bytes (`SimpleConfig.parseBytes`): a number and one of its units; none where the unit is another.
pub(super) fn size(text: &str) -> Option<f64> {
    const LARGER: &[(&str, &str)] = &[
        ("k", "kilo"),
        ("m", "mega"),
        ("g", "giga"),
        ("t", "tera"),
        ("p", "peta"),
        ("e", "exa"),
        ("z", "zetta"),
        ("y", "yotta"),
    ];
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')).trim();
    let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
    if ["", "B", "b", "byte", "bytes"].contains(&unit) {
        return Some(number);
    }
    LARGER.iter().zip(1..).find_map(|((letter, word), power)| {
        let capital = letter.to_ascii_uppercase();
        let decimal = if *letter == "k" { "kB".to_owned() } else { format!("{capital}B") };
        let binary = format!("{}bi", word.get(..2).unwrap_or_default());
        let thousands = [decimal, format!("{word}byte"), format!("{word}bytes")];
        let binaries = [
            capital.clone(),
            (*letter).to_owned(),
            format!("{capital}i"),
            format!("{capital}iB"),
            format!("{binary}byte"),
            format!("{binary}bytes"),
        ];
        let is = |units: &[String]| units.iter().any(|known| known == unit);
        let factor = if is(&thousands) { 1000.0_f64 } else { 1024.0 };
        (is(&thousands) || is(&binaries)).then(|| number * factor.powi(power))
    })
}

/// Whether the remoting takes a frame of so many bytes (`NettyTransportSettings.MaxFrameSize`).
pub(super) fn is_frame(bytes: f64) -> bool {
    (32_000.0..=f64::from(i32::MAX)).contains(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_their_case() {
        for (text, bytes) in [
            ("10485760", 10_485_760.0),
            ("10485760b", 10_485_760.0),
            ("10m", 10_485_760.0),
            ("10M", 10_485_760.0),
            ("10MB", 10_000_000.0),
            ("10 MiB", 10_485_760.0),
            ("10mebibytes", 10_485_760.0),
            ("1.5k", 1536.0),
            ("20kB", 20_000.0),
            ("-1", -1.0),
        ] {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for bad in ["10mb", "10mib", "10gb", "10KB", "b", ""] {
            assert_eq!(size(bad), None, "{bad}");
        }
    }

    #[test]
    fn frames() {
        assert!(is_frame(32_000.0) && is_frame(10_485_760.0));
        assert!(!is_frame(10_240.0) && !is_frame(3.0 * 1_073_741_824.0) && !is_frame(-1.0));
    }
}
