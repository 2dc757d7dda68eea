//! A finding as a reader sees it. What is here stands on its own: no spans, no texts of the deployment but masked lines.

use super::Severity;
use super::fix::Fix;
use super::identity::Fingerprint;
use flinklint_syntax::source::Position;
use std::borrow::Cow;
use std::sync::Arc;

/// One line of source text, for an excerpt: secrets are masked already, line ends are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// Its number in the physical file, from 1.
    pub number: u32,
    /// Its text; bytes that are not text are shown as U+FFFD. Shared by all excerpts that show the line, however long it is.
    pub text: Arc<str>,
}

/// A place in a physical file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// Path relative to the root of the project, with `/`. Shared by all places in the file.
    pub path: Arc<str>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// Bytes in the file: start and end.
    pub bytes: (u32, u32),
}

/// A place with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedLabel {
    /// Path relative to the root of the project, with `/`. Shared by all places in the file.
    pub path: Arc<str>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// Bytes in the physical file: start and end.
    pub bytes: (u32, u32),
    /// What is to be seen there; may be empty for the primary label.
    pub text: String,
    /// The lines around it; none where nobody draws them.
    pub excerpt: Option<Box<Excerpt>>,
}

/// The lines of a label and one or two around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Ascending without gaps; never empty.
    pub lines: Vec<SourceLine>,
    /// Where the label begins.
    pub start: ExcerptPosition,
    /// Where it ends.
    pub end: ExcerptPosition,
}

/// A position in an excerpt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExcerptPosition {
    /// Which of the lines, from 0.
    pub row: usize,
    /// Bytes of the text of this line that are before it.
    pub offset: usize,
}

/// The same mistake in another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedCopy {
    /// Where.
    pub place: FilePlace,
    /// Its own fingerprint.
    pub fingerprint: Fingerprint,
    /// The fingerprints of what follows from it.
    pub consequences: Vec<Fingerprint>,
}

/// A finding as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedFinding {
    /// Rule id (`ZK004`).
    pub rule: Cow<'static, str>,
    /// Rule name (`even-voters`).
    pub name: Cow<'static, str>,
    /// Index of the case of the rule that holds; 0 where it has none. For the tests of rules, and in no report.
    pub case: usize,
    /// How bad, after all settling.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it. Shared by the findings of a rule, where no value is part of it.
    pub help: Option<Arc<str>>,
    /// How a program can mend it.
    pub fix: Option<Fix<FilePlace>>,
    /// Primary label first; never empty.
    pub labels: Vec<ReportedLabel>,
    /// The same mistake in other files: one finding for a reader, and each with an identity of its own.
    pub copies: Vec<ReportedCopy>,
    /// Findings that follow from this one and are reported only here; their labels have no excerpts.
    pub consequences: Vec<ReportedFinding>,
    /// Versions for which it holds, where it does not hold for all that are possible (`Flink 2.0 and newer`).
    pub versions: Option<String>,
    /// Its identity, for other programs.
    pub fingerprint: Fingerprint,
}

impl ReportedFinding {
    /// Writes every path in another way.
    pub fn map_paths(&mut self, path: &dyn Fn(&str) -> String) {
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.place.path);
        let copies = self.copies.iter_mut().map(|copy| &mut copy.place.path);
        let labels = self.labels.iter_mut().map(|label| &mut label.path);
        labels.chain(copies).chain(edits).for_each(|own| *own = path(own).into());
        self.consequences.iter_mut().for_each(|consequence| consequence.map_paths(path));
    }
}
