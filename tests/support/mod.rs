//! Runs the command with nothing of the surroundings: no colour variables, no CI, a fixed width.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod schema;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A run of the command.
pub(crate) struct Run {
    command: Command,
}

/// What came of it.
pub(crate) struct Outcome {
    /// Exit code; -1 where a signal ended it.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Prepares a run.
    pub(crate) fn new(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flinklint"));
        command.args(arguments).env_clear().env("COLUMNS", "100").env("LANG", "C.UTF-8").stdin(Stdio::null());
        Self { command }
    }

    /// Sets the current folder.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs.
    pub(crate) fn go(mut self) -> Outcome {
        let output = self.command.output().unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The names of all formats of a report, as the command lists them, so that no test leaves out a new one.
pub(crate) fn formats() -> Vec<String> {
    let refusal = Run::new(&["check", "--format", "none-of-them"]).go().stderr;
    let list = refusal.split("formats are ").nth(1).and_then(|list| list.lines().next()).unwrap();
    let names: Vec<String> = list.split(", ").map(str::to_owned).collect();
    assert!(names.iter().any(|name| name == "json"), "{refusal}");
    names
}

/// The folder of a fixture.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Writes files into a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
