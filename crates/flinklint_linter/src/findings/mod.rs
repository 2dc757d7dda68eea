//! What was found: from the engine's raw findings to the settled, placed list that every report prints.
//!
//! [`Finding`] is what a rule says, in spans. [`Placed`] is what a reader sees: physical files, lines, columns and the
//! masked source lines around them. Reports know only [`Placed`] and never a [`flinklint_syntax::source::FileSet`], so texts can be
//! dropped as soon as a deployment is done. The way between the two is one place each for folding causes, severities,
//! ordering, fingerprints and secrets.

pub mod place;
pub mod settle;

use flinklint_syntax::source::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Info,
    /// It runs, and a foreseeable fault or load will hurt.
    Warning,
    /// The real software refuses to start, or silently runs without what its author plainly asked for.
    Error,
}

impl Severity {
    /// The word for output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A span with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place, in the text that the rule saw.
    pub span: Span,
    /// The key that the place belongs to, where there is one: its text is the logical key of the fingerprint.
    pub key: Option<Span>,
    /// What is to be seen there; may be empty for the primary span.
    pub text: String,
}

/// What a rule found in one deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Index of the rule in the rulebook.
    pub rule: usize,
    /// Index of the case of the rule that holds; 0 where it has none.
    pub case: usize,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, with the values.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Primary label first; never empty.
    pub labels: Vec<Label>,
    /// Lines whose loss makes this true.
    pub rests_on: Vec<Span>,
    /// Versions for which it holds, where it does not hold for all that are possible (`Flink 2.0 and newer`).
    pub versions: Option<String>,
}

/// One line of source text, for an excerpt: secrets are masked already, line ends are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// Its number in the physical file, from 1.
    pub number: u32,
    /// Its text; bytes that are not text are shown as U+FFFD. Shared by all excerpts that show the line, however long it is.
    pub text: Arc<str>,
}

/// A label in a physical file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedLabel {
    /// Path relative to the root of the run, with `/`.
    pub path: String,
    /// First character.
    pub start: flinklint_syntax::source::Position,
    /// One past the last character.
    pub end: flinklint_syntax::source::Position,
    /// Bytes in the physical file: start and end.
    pub bytes: (u32, u32),
    /// What is to be seen there; may be empty for the primary label.
    pub text: String,
    /// The lines of the label and one or two around it, ascending without gaps.
    pub excerpt: Vec<SourceLine>,
    /// Where the label lies in `excerpt`: line (index into `excerpt`) and byte offset in that line's text, of its start and end.
    pub in_excerpt: ((usize, usize), (usize, usize)),
}

/// A finding as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Rule id (`ZK004`).
    pub rule: String,
    /// Rule name (`even-voters`).
    pub name: String,
    /// Index of the case of the rule that holds; 0 where it has none. For the tests of rules, and in no report.
    pub case: usize,
    /// How bad, after all settling.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Primary label first; never empty.
    pub labels: Vec<PlacedLabel>,
    /// Messages of findings that follow from this one, for the reader: rule id and message.
    pub consequences: Vec<(String, String)>,
    /// Versions for which it holds, where it does not hold for all that are possible (`Flink 2.0 and newer`).
    pub versions: Option<String>,
    /// Fingerprint v1: 32 hex digits of rule, root-relative path, logical keys and an ordinal.
    pub fingerprint: String,
}

/// What was looked at, so that "no findings" is never "nothing read".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The deployments, in order of their paths.
    pub deployments: Vec<CheckedDeployment>,
    /// Conditions that could not be decided because of unknown values.
    pub undecided: usize,
    /// The rules of these conditions with their names, each with the place of the placeholder that leaves it open, where one is
    /// known (`prod/zoo.cfg:3`); empty unless it was asked for.
    pub undecided_rules: Vec<(String, String, Option<String>)>,
    /// Findings that apply only to older versions and were collected into one finding.
    pub older_only: usize,
    /// Rules that found more in one deployment than anybody reads, and whose further findings were left out.
    pub cut: usize,
}

/// One deployment that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedDeployment {
    /// Its name: the folder that holds it, relative to the root (`.` for the root).
    pub name: String,
    /// The files read, relative to the root.
    pub files: Vec<String>,
    /// For each product in it (`Flink`, `ZooKeeper`, `Hadoop`): the versions that were assumed and the evidence for them
    /// (`1.18.1`, `--flink-version`).
    pub versions: Arc<[(String, String, String)]>,
}
