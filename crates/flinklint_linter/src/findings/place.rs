//! From spans to what a reader sees: physical files, lines and columns, excerpts without secrets, fingerprints.
//!
//! This is the one place where a finding leaves its [`FileSet`]; what comes out stands on its own.

use super::copies::JoinedCopy;
use super::identity::{Identity, Subject};
use super::settle::SettledFinding;
use super::{
    Edit, Excerpt, ExcerptPosition, FilePlace, Fix, Label, ReportedCopy, ReportedFinding, ReportedLabel, Severity,
    SourceLine,
};
use crate::project::Excerpts;
use crate::redact::{MaskedLine, Secrets, without_secrets};
use crate::rules::{Rule, RuleError, source};
use flinklint_syntax::source::{FileId, FileSet, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Lines shown above and below a label.
const CONTEXT: u32 = 1;
/// A label over more lines than this is shown by its first lines only.
const LONGEST: u32 = 6;

/// Places the findings of one deployment. Every line that is shown is read and masked once, however many findings show it;
/// every path is kept once.
pub(crate) struct Placer<'s> {
    set: &'s FileSet,
    secrets: &'s Secrets,
    excerpts: Excerpts,
    lines: BTreeMap<(FileId, u32), Arc<MaskedLine>>,
    paths: BTreeMap<FileId, Arc<str>>,
}

impl<'s> Placer<'s> {
    /// A placer that hides these secrets.
    pub(crate) fn new(set: &'s FileSet, secrets: &'s Secrets, excerpts: Excerpts) -> Self {
        Self { set, secrets, excerpts, lines: BTreeMap::new(), paths: BTreeMap::new() }
    }

    /// Places a finding of one of the rules with all that belongs to it.
    pub(crate) fn place(&mut self, settled: &SettledFinding, rules: &[Rule]) -> ReportedFinding {
        self.place_with(settled, rules, self.excerpts)
    }

    fn place_with(&mut self, settled: &SettledFinding, rules: &[Rule], excerpts: Excerpts) -> ReportedFinding {
        let labels = settled.finding.labels.iter().map(|label| self.placed(label, excerpts)).collect();
        // Nobody draws the lines of what is a part of another finding.
        let consequences =
            settled.consequences.iter().map(|one| self.place_with(one, rules, Excerpts::LeftOut)).collect();
        let copies = settled.copies.iter().map(|copy| placed_copy(copy, self.file_place(copy.label.span))).collect();
        let fix = settled.finding.fix.as_ref().and_then(|fix| self.fix(fix));
        ReportedFinding {
            consequences,
            copies,
            fix,
            ..assemble(settled, rules, labels, |text| self.secrets.hide(text))
        }
    }

    /// A fix as edits of files. One that would show a secret is left out: with a mask it would destroy the value.
    fn fix(&mut self, fix: &Fix<Span>) -> Option<Fix<FilePlace>> {
        let edits = fix.edits.iter().map(|edit| {
            let shown = self.secrets.hide(edit.text.as_str().into());
            (shown == edit.text).then(|| Edit { place: self.file_place(edit.place), text: edit.text.clone() })
        });
        Some(Fix { edits: edits.collect::<Option<_>>()?, applicability: fix.applicability })
    }

    fn path(&mut self, file: FileId) -> Arc<str> {
        let path = self.paths.entry(file).or_insert_with(|| self.set.path(file).as_str().into());
        Arc::clone(path)
    }

    fn file_place(&mut self, span: Span) -> FilePlace {
        let physical = self.set.physical(span);
        let bytes = self.set.bytes(physical.file);
        let lines = self.set.lines(physical.file);
        FilePlace {
            path: self.path(physical.file),
            start: lines.position(physical.start, bytes),
            end: lines.position(physical.end, bytes),
            bytes: (physical.start, physical.end),
        }
    }

    /// A label alone: for a finding whose labels lie in several sets.
    pub(crate) fn label(&mut self, label: &Label) -> ReportedLabel {
        self.placed(label, self.excerpts)
    }

    fn placed(&mut self, label: &Label, excerpts: Excerpts) -> ReportedLabel {
        let set = self.set;
        let physical = set.physical(label.span);
        let bytes = set.bytes(physical.file);
        let span = whole_characters(physical, bytes);
        let lines = set.lines(span.file);
        let start = lines.position(span.start, bytes);
        let end = lines.position(span.end, bytes);
        let excerpt = (excerpts == Excerpts::Drawn).then(|| Box::new(self.excerpt(span, start.line..=end.line)));
        ReportedLabel {
            path: self.path(span.file),
            start,
            end,
            bytes: (span.start, span.end),
            text: self.secrets.hide(label.text.as_str().into()).into_owned(),
            excerpt,
        }
    }

    fn excerpt(&mut self, span: Span, of: RangeInclusive<u32>) -> Excerpt {
        let (bytes, lines) = (self.set.bytes(span.file), self.set.lines(span.file));
        let first = of.start().saturating_sub(CONTEXT).max(1);
        let last = ((*of.end()).min(of.start() + LONGEST) + CONTEXT).min(lines.count());
        let mut excerpt =
            Excerpt { lines: Vec::new(), start: ExcerptPosition::default(), end: ExcerptPosition::default() };
        for number in first..=last.max(first) {
            let range = lines.range(number, bytes);
            let line = self.line(span.file, number);
            let row = excerpt.lines.len();
            let position = |byte: u32| {
                let offset = line.offset((byte as usize).saturating_sub(range.start));
                ExcerptPosition { row, offset }
            };
            if number == *of.start() {
                excerpt.start = position(span.start);
            }
            if number == *of.end() || number == last && *of.end() > last {
                excerpt.end = position(span.end);
            }
            excerpt.lines.push(SourceLine { number, text: Arc::clone(&line.shown) });
        }
        excerpt.end = excerpt.end.max(excerpt.start);
        excerpt
    }

    fn line(&mut self, file: FileId, number: u32) -> Arc<MaskedLine> {
        let (set, secrets) = (self.set, self.secrets);
        let line = self.lines.entry((file, number)).or_insert_with(|| {
            let bytes = set.bytes(file);
            let range = set.lines(file).range(number, bytes);
            let known = secrets.places_in(Span::new(file, range.start, range.end)).filter_map(|secret| {
                let from = (secret.start as usize).max(range.start);
                let to = (secret.end as usize).min(range.end);
                (from < to).then(|| from - range.start..to - range.start)
            });
            Arc::new(MaskedLine::new(bytes.get(range.clone()).unwrap_or(&[]), known))
        });
        Arc::clone(line)
    }
}

/// An error in the text of a rule file, drawn like a finding. It belongs to no deployment and to no rule of a project.
#[must_use]
pub fn error_in_rule_file(path: &str, yaml: &str, error: &RuleError) -> ReportedFinding {
    let mut set = FileSet::new(0);
    let file = set.add(path, yaml.as_bytes());
    let range = source::range(yaml, error);
    let label = Label { span: Span::new(file, range.start, range.end), key: None, text: String::new() };
    let subject = Subject { path: path.to_owned(), key: String::new() };
    ReportedFinding {
        rule: "rule".into(),
        name: "does-not-compile".into(),
        case: 0,
        severity: Severity::Error,
        message: error.error.message.clone(),
        help: error.error.help.as_deref().map(Into::into),
        fix: None,
        labels: vec![Placer::new(&set, &Secrets::default(), Excerpts::Drawn).label(&label)],
        copies: Vec::new(),
        consequences: Vec::new(),
        versions: None,
        fingerprint: Identity { rule: "rule".into(), subject, ordinal: 0 }.fingerprint(),
    }
}

fn placed_copy(copy: &JoinedCopy, place: FilePlace) -> ReportedCopy {
    let consequences = copy.consequences.iter().map(Identity::fingerprint).collect();
    ReportedCopy { place, fingerprint: copy.identity.fingerprint(), consequences }
}

fn assemble(
    settled: &SettledFinding,
    rules: &[Rule],
    labels: Vec<ReportedLabel>,
    hide: impl for<'t> Fn(Cow<'t, str>) -> Cow<'t, str>,
) -> ReportedFinding {
    let finding = &settled.finding;
    let rule = finding.rule.of(rules);
    ReportedFinding {
        rule: rule.id().text(),
        name: rule.text.name.clone(),
        case: finding.case,
        severity: finding.severity,
        message: hide(finding.message.as_str().into()).into_owned(),
        help: finding.help.as_ref().map(|help| match hide((&**help).into()) {
            Cow::Borrowed(_) => Arc::clone(help),
            Cow::Owned(masked) => masked.into(),
        }),
        fix: None,
        labels,
        copies: Vec::new(),
        consequences: Vec::new(),
        versions: finding.versions.clone(),
        fingerprint: settled.identity.fingerprint(),
    }
}

/// Places a finding by labels that were placed one by one.
pub(crate) fn place_known(
    settled: &SettledFinding,
    rules: &[Rule],
    known: &BTreeMap<Span, (ReportedLabel, Subject)>,
) -> Option<ReportedFinding> {
    let hide = without_secrets;
    let place = |label: &Label| {
        known
            .get(&label.span)
            .map(|(placed, _)| ReportedLabel { text: hide(label.text.as_str().into()).into_owned(), ..placed.clone() })
    };
    let labels: Vec<ReportedLabel> = settled.finding.labels.iter().filter_map(place).collect();
    let consequences = settled.consequences.iter().filter_map(|one| place_known(one, rules, known));
    let copies = settled.copies.iter().filter_map(|copy| {
        let (label, _) = known.get(&copy.label.span)?;
        let ReportedLabel { path, start, end, bytes, .. } = label.clone();
        Some(placed_copy(copy, FilePlace { path, start, end, bytes }))
    });
    (!labels.is_empty()).then(|| ReportedFinding {
        consequences: consequences.collect(),
        copies: copies.collect(),
        ..assemble(settled, rules, labels, hide)
    })
}

/// The span with all of a character of which it has a part. ZooKeeper reads its files byte by byte, as Latin-1; what is
/// wrong with one of those may be half of a character to everybody else.
fn whole_characters(span: Span, bytes: &[u8]) -> Span {
    let around = |offset: u32| {
        let offset = offset as usize;
        (offset.saturating_sub(3)..offset).rev().find_map(|lead| {
            let length = match bytes.get(lead)? {
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xFF => 4,
                _ => return None,
            };
            let character = lead..lead + length;
            let whole = std::str::from_utf8(bytes.get(character.clone())?).is_ok();
            (whole && offset < character.end).then_some(character)
        })
    };
    let start = around(span.start).map_or(span.start as usize, |character| character.start);
    let end = around(span.end).map_or(span.end as usize, |character| character.end);
    Span::new(span.file, start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Applicability;

    #[test]
    fn secrets_are_masked_and_labels_stay_in_place() {
        let mut set = FileSet::new(0);
        let file = set.add("conf/flink-conf.yaml", "a: b\ns3.secret-key: abcdefghijk # x\nc: d\n".as_bytes());
        let label = Label { span: Span::new(file, 5, 18), key: None, text: String::new() };
        let placed = |excerpts| Placer::new(&set, &Secrets::default(), excerpts).label(&label);
        let drawn = placed(Excerpts::Drawn);
        let excerpt = drawn.excerpt.as_ref().unwrap();
        assert_eq!(excerpt.lines[1].text.as_ref(), "s3.secret-key: ******");
        let (start, end) = (excerpt.start, excerpt.end);
        assert_eq!((start.row, start.offset, end.row, end.offset), (1, 0, 1, 13));
        assert_eq!((drawn.start.line, drawn.end.column), (2, 14));
        assert_eq!(placed(Excerpts::LeftOut), ReportedLabel { excerpt: None, ..drawn });
    }

    #[test]
    fn a_fix_is_in_bytes_of_the_file_and_shows_no_secret() {
        let mut set = FileSet::new(0);
        let file = set.add("flink-conf.yaml", "a:b\ns3.secret-key:hunter22\n".as_bytes());
        let secrets = Secrets::new(&set, [file], vec![Span::new(file, 18, 26)]);
        let mut placer = Placer::new(&set, &secrets, Excerpts::LeftOut);
        let fix = |text: &str| Fix {
            edits: vec![Edit { place: Span::new(file, 2, 2), text: text.to_owned() }],
            applicability: Applicability::Safe,
        };
        let placed = placer.fix(&fix(" ")).unwrap();
        let place = &placed.edits[0].place;
        assert_eq!((&*place.path, place.bytes, place.start.column), ("flink-conf.yaml", (2, 2), 3));
        assert_eq!(placer.fix(&fix("hunter22")), None);
    }
}
