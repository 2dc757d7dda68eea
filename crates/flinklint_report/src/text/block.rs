//! What a person reads as one: a finding, or several of one rule that differ in nothing but their place and their message.
//!
//! Machines are given each finding. A person who has ten deprecated keys wants one heading, one remedy and ten marked lines.
//! Advice is collected over the whole report; what is worse stays with its file, and none of it is left out.

use crate::Report;
use flinklint_linter::findings::{ReportedCopy, ReportedFinding, ReportedLabel, Severity};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// More findings of a file than this begin another block, unless they are advice.
const MOST: usize = 8;

/// One finding or more.
pub(super) struct Block<'r> {
    findings: Vec<&'r ReportedFinding>,
}

/// What findings of one block have in common: rule, severity, help, and the file where it matters.
type Common<'r> = (&'r str, Severity, Option<&'r str>, &'r str);

fn common(finding: &ReportedFinding) -> Option<Common<'_>> {
    let [label] = finding.labels.as_slice() else { return None };
    let is_plain = label.text.is_empty() && finding.consequences.is_empty() && finding.fix.is_none();
    let file = if finding.severity == Severity::Info { "" } else { &*label.path };
    is_plain.then_some((&*finding.rule, finding.severity, finding.help.as_deref(), file))
}

/// The blocks of a report, each where its first finding is.
pub(super) fn blocks<'r>(findings: &'r [ReportedFinding]) -> Vec<Block<'r>> {
    let mut blocks: Vec<Block<'r>> = Vec::new();
    let mut open: BTreeMap<Common<'r>, usize> = BTreeMap::new();
    for finding in findings {
        let common = common(finding);
        let block = common.and_then(|common| open.get(&common)).and_then(|&n| blocks.get_mut(n));
        match block.filter(|block| finding.severity == Severity::Info || block.findings.len() < MOST) {
            Some(block) => block.findings.push(finding),
            None => {
                if let Some(common) = common {
                    open.insert(common, blocks.len());
                }
                blocks.push(Block { findings: vec![finding] });
            }
        }
    }
    blocks
}

impl<'r> Block<'r> {
    /// The first finding: what it says beside its message is true of all.
    pub(super) fn first(&self) -> Option<&'r ReportedFinding> {
        self.findings.first().copied()
    }

    /// Whether all of them have one message, which need not be repeated at each place.
    fn says_one_thing(&self) -> bool {
        self.findings.windows(2).all(|pair| matches!(pair, [a, b] if a.message == b.message))
    }

    /// What is wrong: the message of a single finding, or what several have in common.
    pub(super) fn title(&self, report: &Report<'r>) -> Cow<'r, str> {
        match self.findings.as_slice() {
            [] => Cow::Borrowed(""),
            [one] => Cow::Borrowed(&one.message),
            [first, ..] if self.says_one_thing() => {
                Cow::Owned(format!("{} ({} times)", first.message, self.findings.len()))
            }
            [first, ..] => {
                let rule = report.rule(&first.rule);
                let summary = rule.map_or(first.message.as_str(), |rule| rule.summary.trim().trim_end_matches('.'));
                Cow::Owned(format!("{summary} ({} times)", self.findings.len()))
            }
        }
    }

    /// The places to draw; those of several findings say their messages where these differ.
    pub(super) fn labels(&self) -> Cow<'r, [ReportedLabel]> {
        if let [one] = self.findings.as_slice() {
            return Cow::Borrowed(&one.labels);
        }
        let labelled = |finding: &&'r ReportedFinding| {
            let versions = finding.versions.as_ref().filter(|_| self.versions().is_none());
            let message = if self.says_one_thing() { "" } else { &finding.message };
            let text = match versions {
                Some(versions) => format!("{message} ({versions})"),
                None => message.to_owned(),
            };
            finding.labels.first().map(|label| ReportedLabel { text, ..label.clone() })
        };
        Cow::Owned(self.findings.iter().filter_map(labelled).collect())
    }

    /// The versions that all of them apply to.
    pub(super) fn versions(&self) -> Option<&'r str> {
        let first = self.first()?.versions.as_deref();
        first.filter(|_| self.findings.iter().all(|finding| finding.versions.as_deref() == first))
    }

    /// The same mistakes in other files.
    pub(super) fn copies(&self) -> impl Iterator<Item = &'r ReportedCopy> {
        self.findings.iter().flat_map(|finding| &finding.copies)
    }
}
