//! From spans to what a reader sees: physical files, lines and columns, excerpts without secrets, fingerprints.
//!
//! This is the one place where a finding leaves its [`FileSet`]; what comes out stands on its own.

use super::{Finding, Label, Placed, PlacedLabel, SourceLine};
use crate::redact::{MaskedLine, Secrets, without_secrets};
use flinklint_syntax::source::{FileId, FileSet, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lines shown above and below a label.
const CONTEXT: u32 = 1;
/// A label over more lines than this is shown by its first lines only.
const LONGEST: u32 = 6;

/// What the rulebook says of the rule of a finding.
#[derive(Clone, Copy, Debug)]
pub struct RuleName<'r> {
    /// Its id.
    pub id: &'r str,
    /// Its name.
    pub name: &'r str,
}

/// Places the findings of one deployment. Every line that is shown is read and masked once, however many findings show it.
pub struct Placer<'s> {
    set: &'s FileSet,
    secrets: &'s Secrets,
    lines: BTreeMap<(FileId, u32), Arc<MaskedLine>>,
}

impl<'s> Placer<'s> {
    /// A placer that hides these secrets.
    #[must_use]
    pub fn new(set: &'s FileSet, secrets: &'s Secrets) -> Self {
        Self { set, secrets, lines: BTreeMap::new() }
    }

    /// Places a finding. The fingerprint lacks its ordinal until [`super::settle::order`] has seen all findings.
    pub fn place(&mut self, finding: &Finding, rule: RuleName<'_>) -> Placed {
        let labels: Vec<PlacedLabel> = finding.labels.iter().map(|label| self.placed(label)).collect();
        let keys: Vec<String> = finding.labels.iter().map(|label| logical_key(label, self.set)).collect();
        let secrets = self.secrets;
        assemble(finding, rule, labels, &keys, |text| secrets.hide(text.into()).into_owned())
    }

    /// A label alone, and its logical key: for a finding whose labels lie in several sets.
    pub fn label(&mut self, label: &Label) -> (PlacedLabel, String) {
        (self.placed(label), logical_key(label, self.set))
    }

    fn placed(&mut self, label: &Label) -> PlacedLabel {
        let set = self.set;
        let physical = set.physical(label.span);
        let bytes = set.bytes(physical.file);
        let span = whole_characters(physical, bytes);
        let lines = set.lines(span.file);
        let start = lines.position(span.start, bytes);
        let end = lines.position(span.end, bytes);
        let first = start.line.saturating_sub(CONTEXT).max(1);
        let last = (end.line.min(start.line + LONGEST) + CONTEXT).min(lines.count());
        let mut excerpt = Vec::new();
        let mut in_excerpt = ((0, 0), (0, 0));
        for number in first..=last.max(first) {
            let range = lines.range(number, bytes);
            let line = self.line(span.file, number);
            let index = excerpt.len();
            if number == start.line {
                in_excerpt.0 = (index, line.offset((span.start as usize).saturating_sub(range.start)));
            }
            if number == end.line || number == last && end.line > last {
                in_excerpt.1 = (index, line.offset((span.end as usize).saturating_sub(range.start)));
            }
            excerpt.push(SourceLine { number, text: Arc::clone(&line.shown) });
        }
        if in_excerpt.1 < in_excerpt.0 {
            in_excerpt.1 = in_excerpt.0;
        }
        PlacedLabel {
            path: set.path(span.file).to_string(),
            start,
            end,
            bytes: (span.start, span.end),
            text: self.secrets.hide(label.text.as_str().into()).into_owned(),
            excerpt,
            in_excerpt,
        }
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

fn assemble(
    finding: &Finding,
    rule: RuleName<'_>,
    labels: Vec<PlacedLabel>,
    keys: &[String],
    hide: impl Fn(&str) -> String,
) -> Placed {
    let path = labels.first().map(|label| label.path.as_str()).unwrap_or_default();
    let mut parts = vec![rule.id, path];
    parts.extend(keys.iter().map(String::as_str));
    Placed {
        rule: rule.id.to_owned(),
        name: rule.name.to_owned(),
        case: finding.case,
        severity: finding.severity,
        message: hide(&finding.message),
        help: finding.help.as_deref().map(&hide),
        fingerprint: parts.join("\u{1f}"),
        labels,
        consequences: Vec::new(),
        versions: finding.versions.clone(),
    }
}

/// Places a finding by labels that were placed one by one.
#[must_use]
pub fn place_known(
    finding: &Finding,
    rule: RuleName<'_>,
    known: &BTreeMap<Span, (PlacedLabel, String)>,
) -> Option<Placed> {
    let mut keys = Vec::new();
    let mut labels = Vec::new();
    for label in &finding.labels {
        if let Some((placed, key)) = known.get(&label.span) {
            labels
                .push(PlacedLabel { text: without_secrets(label.text.as_str().into()).into_owned(), ..placed.clone() });
            keys.push(key.clone());
        }
    }
    (!labels.is_empty())
        .then(|| assemble(finding, rule, labels, &keys, |text| without_secrets(text.into()).into_owned()))
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

/// The key of a label as it is written, or the file where the label is no setting.
fn logical_key(label: &Label, set: &FileSet) -> String {
    let physical = set.physical(label.span);
    let path = set.path(physical.file);
    let key = label.key.map(|key| String::from_utf8_lossy(set.slice(key)).into_owned()).unwrap_or_default();
    format!("{path}\u{1e}{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Severity;

    #[test]
    fn secrets_are_masked_and_labels_stay_in_place() {
        let mut set = FileSet::new(0);
        let file = set.add("conf/flink-conf.yaml", "a: b\ns3.secret-key: abcdefghijk # x\nc: d\n".as_bytes());
        let finding = Finding {
            rule: 0,
            case: 0,
            severity: Severity::Error,
            message: String::new(),
            help: None,
            labels: vec![Label { span: Span::new(file, 5, 18), key: None, text: String::new() }],
            rests_on: Vec::new(),
            versions: None,
        };
        let placed = Placer::new(&set, &Secrets::default()).place(&finding, RuleName { id: "X", name: "x" });
        let label = &placed.labels[0];
        assert_eq!(label.excerpt[1].text.as_ref(), "s3.secret-key: ******");
        assert_eq!(label.in_excerpt, ((1, 0), (1, 13)));
        assert_eq!((label.start.line, label.end.column), (2, 14));
    }
}
