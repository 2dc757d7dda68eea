//! Lines of `flink-conf.yaml` that `GlobalConfiguration` drops with no more than a warning in the log.
//!
//! Each is noted as the reason why its option is not set. Why a line is no setting is known to the grammar.

use super::{is_ha, located};
use crate::settings::{Cause, Collected, Problem, ProblemKind, Problems, Source};
use flinklint_catalog::flink;
use flinklint_catalog::meant::plain;
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::Entry;
use flinklint_syntax::legacy::{DropReason, Legacy};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The key that a lost line was meant to set: without what stands around it, if that makes it one.
fn meant<'t>(key: Cow<'t, str>, release: &Release) -> Cow<'t, str> {
    let bare = Some(&key).filter(|key| !flink::reads(key, release)).and_then(|key| plain(key));
    match bare {
        Some(plain) if flink::reads(&plain.key, release) => Cow::Owned(plain.key),
        _ => key,
    }
}

fn cause(reason: DropReason) -> Cause {
    match reason {
        DropReason::NoBlankAfterColon => Cause::NoBlankAfterColon,
        DropReason::TabAfterColon => Cause::TabAfterColon,
        DropReason::EqualsSign => Cause::EqualsSign,
        DropReason::FullWidthColon => Cause::FullWidthColon,
        DropReason::NestedParent => Cause::NestedParent,
        DropReason::EmptyValue => Cause::EmptyValue,
        DropReason::EmptyKey => Cause::EmptyKey,
        DropReason::ListItem => Cause::ListItem,
        DropReason::NoSeparator => Cause::NoSeparator,
        DropReason::DocumentMarker => Cause::Other,
    }
}

/// Notes what the dropped lines were meant to set.
pub(super) fn collect<'t>(
    lines: &Legacy<'t>,
    collected: &mut Collected<'t>,
    problems: &mut Problems<'t>,
    release: &Release,
) {
    let mut in_list = false;
    let mut children: BTreeMap<usize, Vec<&Entry<'t>>> = BTreeMap::new();
    for entry in &lines.entries {
        if let Some(parent) = entry.parent {
            children.entry(parent).or_default().push(&entry.entry);
        }
    }
    for (n, line) in lines.dropped.iter().enumerate() {
        // The items of a list are lost with the line above them, which is the one to mend.
        if line.reason == DropReason::DocumentMarker || line.reason == DropReason::ListItem && in_list {
            continue;
        }
        in_list = line.reason == DropReason::NestedParent;
        let nested = children.remove(&n).unwrap_or_default();
        let parent = line.key.as_ref().map(|key| meant(key.text.clone(), release)).unwrap_or_default();
        let mut known = flink::reads(&parent, release);
        let mut ha = is_ha(&parent);
        for child in &nested {
            let whole = format!("{parent}.{}", child.key.text);
            known |= flink::reads(&whole, release);
            ha |= is_ha(&whole);
            collected.lose(whole, line.span);
        }
        if line.reason != DropReason::ListItem && !parent.is_empty() {
            collected.lose(parent, line.span);
        }
        // In a template a line may be one of the template language.
        if collected.so_far().is_open() && !known {
            continue;
        }
        problems.add(Problem {
            key: line.key.as_ref().map_or_else(Maybe::absent, |key| Maybe::new(key.text.clone(), Place::at(key.span))),
            known,
            ha,
            others: nested.iter().map(|child| located(&child.key)).collect(),
            ..Problem::new(ProblemKind::DroppedLine, cause(line.reason), Source::Flink, Place::at(line.span))
        });
    }
    if lines.dropped_more {
        // Any of the lines that were not looked at may have been meant to set anything.
        collected.leave_open();
    }
}
