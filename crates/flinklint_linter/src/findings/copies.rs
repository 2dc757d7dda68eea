//! The same mistake in several files, as in the copies of a configuration that lie on the hosts of a cluster: one finding
//! for a reader, in which every copy keeps its place and its identity.

use super::identity::Identity;
use super::settle::SettledFinding;
use super::{Label, Severity};
use crate::rules::RuleIndex;
use flinklint_syntax::source::FileId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A finding that says the same as another one of another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedCopy {
    /// Its primary place.
    pub label: Label,
    /// What it stays in the next run.
    pub identity: Identity,
    /// The identities of what follows from it.
    pub consequences: Vec<Identity>,
}

impl JoinedCopy {
    fn of(settled: SettledFinding) -> Option<Self> {
        let label = settled.finding.labels.into_iter().next()?;
        let consequences = settled.consequences.into_iter().map(|one| one.identity).collect();
        Some(Self { label, identity: settled.identity, consequences })
    }
}

/// All that a finding says, without its places.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Words {
    rule: RuleIndex,
    severity: Severity,
    message: String,
    help: Option<Arc<str>>,
    versions: Option<String>,
    consequences: Vec<(RuleIndex, String)>,
}

impl Words {
    fn of(settled: &SettledFinding) -> Self {
        let SettledFinding { finding, consequences, .. } = settled;
        Self {
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            versions: finding.versions.clone(),
            consequences: consequences.iter().map(|one| (one.finding.rule, one.finding.message.clone())).collect(),
        }
    }
}

/// Joins findings that say the same of different files.
pub(super) fn join(settled: Vec<SettledFinding>) -> Vec<SettledFinding> {
    let mut joined: Vec<SettledFinding> = Vec::new();
    let mut said: BTreeMap<Words, Vec<usize>> = BTreeMap::new();
    for one in settled {
        let Some(file) = one.file() else { continue };
        let same = said.entry(Words::of(&one)).or_default();
        let has_file = |n: &&usize| joined.get(**n).is_some_and(|own| own.shows(file));
        let elsewhere = |n: &&usize| joined.get(**n).is_some_and(|own| own.file() != Some(file));
        // Prefer the finding that has no place in this file yet.
        let chosen = same.iter().filter(elsewhere).find(|n| !has_file(n)).or_else(|| same.iter().find(elsewhere));
        match chosen.copied().and_then(|n| joined.get_mut(n)) {
            Some(own) => own.copies.extend(JoinedCopy::of(one)),
            None => {
                same.push(joined.len());
                joined.push(one);
            }
        }
    }
    joined
}

impl SettledFinding {
    fn file(&self) -> Option<FileId> {
        self.finding.labels.first().map(|label| label.span.file)
    }

    fn shows(&self, file: FileId) -> bool {
        let copies = self.copies.iter().map(|copy| &copy.label);
        self.finding.labels.iter().chain(copies).any(|label| label.span.file == file)
    }
}
