//! Whole deployments, good and bad, each with the snapshot of what a person sees.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use support::{Run, fixture};

#[test]
fn every_fixture_is_reported_as_its_snapshot_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 10);
    for name in names {
        let run = Run::new(&["check", "."]).in_folder(&fixture(&name)).go();
        let shown = format!("exit code {}\n\n{}{}", run.code, run.stdout, run.stderr);
        insta::with_settings!({ snapshot_suffix => &name, omit_expression => true }, {
            insta::assert_snapshot!("fixture", shown);
        });
    }
}

#[test]
fn good_fixtures_have_no_error_and_no_warning() {
    for name in ["standalone-good", "yarn-good"] {
        let run = Run::new(&["check", "."]).in_folder(&fixture(name)).go();
        assert_eq!(run.code, 0, "{name}: {}", run.stdout);
    }
}
