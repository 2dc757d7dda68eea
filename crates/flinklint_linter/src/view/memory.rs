//! The memory of the processes as a table: every part with its size and where that comes from.

use super::Texts;
use crate::facts::flink::{Memory, MemoryBudget, in_words};
use flinklint_expr::model::{Bytes, Known, Maybe, Origin};
use std::borrow::Cow;

/// The memory of one process.
#[derive(Debug)]
pub struct BudgetView {
    /// `JobManager` or `TaskManager`.
    pub name: &'static str,
    /// Why it does not start.
    pub refusal: Option<String>,
    /// Its parts; a part follows the one that it is a part of.
    pub sizes: Vec<SizeView>,
}

/// One part.
#[derive(Debug)]
pub struct SizeView {
    /// How many parts it lies in.
    pub depth: usize,
    /// What it is.
    pub name: &'static str,
    /// Its bytes; none where there is no such size, or it cannot be known.
    pub bytes: Option<i64>,
    /// Where it comes from: `file:line`, `default`, `derived`, `unknown`; empty where there is no such size.
    pub origin: String,
}

impl SizeView {
    /// The size in words.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        self.bytes.map(in_words)
    }
}

pub(super) fn budgets(memory: &Memory<'_>, texts: &Texts<'_>) -> Vec<BudgetView> {
    memory.processes.iter().map(|budget| view(budget, texts)).collect()
}

fn view(budget: &MemoryBudget<'_>, texts: &Texts<'_>) -> BudgetView {
    let parts: &[(&'static str, &Maybe<Bytes>)] = if budget.name == crate::facts::flink::ProcessName::JobManager {
        &[("heap", &budget.heap), ("off-heap", &budget.off_heap)]
    } else {
        &[
            ("framework heap", &budget.framework_heap),
            ("task heap", &budget.task_heap),
            ("framework off-heap", &budget.framework_off_heap),
            ("task off-heap", &budget.task_off_heap),
            ("network", &budget.network),
            ("managed", &budget.managed),
        ]
    };
    let mut sizes = vec![size(0, "process", &budget.process, texts), size(1, "Flink", &budget.flink, texts)];
    sizes.extend(parts.iter().map(|(name, part)| size(2, name, part, texts)));
    sizes.push(size(1, "JVM metaspace", &budget.metaspace, texts));
    sizes.push(size(1, "JVM overhead", &budget.overhead, texts));
    let refusal = budget.refusal.as_ref();
    BudgetView {
        name: budget.name.word(),
        refusal: refusal.map(|refusal| texts.secrets.hide(Cow::Borrowed(&refusal.reason)).into_owned()),
        sizes,
    }
}

fn size(depth: usize, name: &'static str, size: &Maybe<Bytes>, texts: &Texts<'_>) -> SizeView {
    let place = &size.place;
    let (bytes, origin) = match (&size.known, place.origin, place.span()) {
        (Known::Value(bytes), Origin::Set, Some(span)) => (Some(bytes.0), texts.file_and_line(span)),
        (Known::Value(bytes), origin, _) => (Some(bytes.0), origin.as_str().to_owned()),
        (Known::Unknown, Origin::Set, Some(span)) => (None, format!("unknown, {}", texts.file_and_line(span))),
        (Known::Unknown, ..) => (None, "unknown".to_owned()),
        (Known::Absent, ..) => (None, String::new()),
    };
    SizeView { depth, name, bytes, origin }
}
