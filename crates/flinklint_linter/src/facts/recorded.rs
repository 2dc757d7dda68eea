//! Recorded answers of the real software, for the tests that compare facts with them: the cases of a product, and a count of
//! what agrees. What is compared is the business of each product's test.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Agreements and disagreements of one question.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) agreed: usize,
    /// Values that nobody can know from the files.
    pub(super) unknown: usize,
    pub(super) wrong: Vec<String>,
}

impl Tally {
    pub(super) fn compare(&mut self, same: bool, what: impl FnOnce() -> String) {
        if same { self.agreed += 1 } else { self.wrong.push(what()) }
    }
}

/// The cases whose names begin so, each with its folder and the line of evidence. FLINKLINT_CONFORMANCE names the folder that
/// holds them all.
pub(super) fn cases(beginning: &str) -> Vec<(PathBuf, Value)> {
    let folder =
        std::env::var_os("FLINKLINT_CONFORMANCE").expect("FLINKLINT_CONFORMANCE names the folder of the cases");
    let folder = Path::new(&folder).join("open");
    let packed = Command::new("gzip").arg("-dc").arg(folder.join("evidence.jsonl.gz")).output().expect("gzip runs");
    assert!(packed.status.success(), "{} has no evidence", folder.display());
    let text = String::from_utf8(packed.stdout).expect("evidence is UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line of evidence is JSON"));
    let of_product = |line: Value| {
        let id = line["id"].as_str().expect("a case has an id");
        id.starts_with(beginning).then(|| (folder.join(id), line.clone()))
    };
    let cases: Vec<(PathBuf, Value)> = lines.filter_map(of_product).collect();
    assert!(!cases.is_empty(), "{} has no case {beginning}…", folder.display());
    cases
}
