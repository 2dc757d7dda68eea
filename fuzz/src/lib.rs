//! What every target asks of the pipeline, whatever the bytes: it ends, no rule fails, and every label lies in its file.
//!
//! The grammars are private, so a target hands whole files to the pipeline and reaches them as the command does.

use flinklint_linter::examples;
use flinklint_linter::rules::Rulebook;
use std::sync::LazyLock;

static BOOK: LazyLock<Rulebook> = LazyLock::new(Rulebook::built_in);

/// Judges some files for some versions, and panics where the result cannot be right.
pub fn judge(files: &[(&str, &[u8])], versions: &[(&str, &str)]) {
    let found = examples::findings(files.iter().copied(), versions, BOOK.rules()).expect("no rule fails");
    for finding in &found {
        assert!(!finding.labels.is_empty(), "{} points nowhere", finding.rule);
        for label in &finding.labels {
            let file = files.iter().find(|(path, _)| **path == *label.path).expect("a label names one of the files");
            let (start, end) = (label.bytes.0 as usize, label.bytes.1 as usize);
            assert!(start <= end && end <= file.1.len(), "{start}..{end} of {}", file.0);
            assert!(label.start.line >= 1 && label.start <= label.end);
            if let Ok(text) = std::str::from_utf8(file.1) {
                assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{start}..{end} of {}", file.0);
            }
        }
    }
}

/// The two parts of the bytes around the first NUL, for targets with two files.
#[must_use]
pub fn halves(bytes: &[u8]) -> (&[u8], &[u8]) {
    let at = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..at], bytes.get(at + 1..).unwrap_or_default())
}
