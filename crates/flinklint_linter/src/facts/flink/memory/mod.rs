//! The memory of JobManager and TaskManager, divided exactly as the processes divide it, or refused as they refuse it.
//!
//! The computation (`process`, `job_manager`, `task_manager`, `arithmetic`) knows sizes and nothing else; `options` reads
//! them. Who refuses: beside a standalone cluster the start script of the process itself (`BashJavaUtils` computes the JVM
//! options, and `jobmanager.sh` or `taskmanager.sh` stops); on YARN and native Kubernetes the client, for both
//! processes, before anything is submitted (`AbstractContainerizedClusterClientFactory`). So every refusal is fatal. What is given by
//! environment variables (`FLINK_TM_HEAP`) or on the command line is not known here.

mod arithmetic;
mod budget;
mod job_manager;
mod options;
mod outcome;
mod process;
mod task_manager;
#[cfg(test)]
mod tests;
mod words;

use crate::settings::flink::Lookup;
use budget::Budget;
use flinklint_catalog::version::{Product, Release, VersionRange};
use flinklint_expr::model::{Bytes, Located, Maybe, facts, words};
use job_manager::JobManagerSizes;
use options::{
    BUFFERS, CORES, FRAMEWORK_HEAP, FRAMEWORK_OFF_HEAP, HEAP, JOB_MANAGER, JOB_MANAGER_PARTS, MANAGED,
    MANAGED_FRACTION, MemoryOption, NETWORK_FRACTION, NETWORK_MAX, NETWORK_MIN, OFF_HEAP, Options, SEGMENT, SLOTS,
    Sheet, TASK_HEAP, TASK_MANAGER, TASK_MANAGER_PARTS, TASK_OFF_HEAP, default_in,
};
use outcome::{Given, Outcome, Parts, Stop};
use process::{Process, Totals, divide};
use std::marker::PhantomData;
use std::sync::Arc;
use task_manager::TaskManagerSizes;
pub use words::in_words;

words! {
    /// Why the memory of a process cannot be divided.
    pub enum MemoryRefusalKind as "kind of memory refusal" {
        /// No size is set from which the others could be derived.
        NoSize = "no-size",
        /// The minimum is larger than the maximum.
        Range = "range",
        /// A fraction is not between 0 and 1.
        Fraction = "fraction",
        /// The number of CPU cores is not positive.
        NoCores = "no-cores",
        /// Metaspace and overhead of the JVM are larger than the process.
        JvmExceedsProcess = "jvm-exceeds-process",
        /// Flink's memory is larger than the process.
        FlinkExceedsProcess = "flink-exceeds-process",
        /// The remaining JVM overhead is outside of its range.
        OverheadOutOfRange = "overhead-out-of-range",
        /// The parts of Flink's memory are larger than the whole.
        PartsExceedFlink = "parts-exceed-flink",
        /// The remaining network memory is outside of its range.
        NetworkOutOfRange = "network-out-of-range",
        /// The number of buffers and the size of network memory contradict each other.
        NetworkBuffersDiffer = "network-buffers-differ",
        /// The off-heap memory is larger than Flink's memory.
        OffHeapExceedsFlink = "off-heap-exceeds-flink",
        /// The heap is larger than Flink's memory.
        HeapExceedsFlink = "heap-exceeds-flink",
        /// Heap and off-heap memory do not add up to Flink's memory.
        HeapAndOffHeapDiffer = "heap-and-off-heap-differ",
        /// A sum or a product does not fit into 64 bits.
        TooLarge = "too-large",
    }

    /// A process of Flink.
    pub enum ProcessName as "process of Flink" {
        /// A JobManager.
        JobManager = "JobManager",
        /// A TaskManager.
        TaskManager = "TaskManager",
    }
}

facts! {
    /// How much memory the processes of a directory get.
    pub struct Memory<'t> as "memory" {
        /// That of a JobManager.
        job_manager: Arc<MemoryBudget<'t>>,
        /// That of a TaskManager.
        task_manager: Arc<MemoryBudget<'t>>,
        /// Both.
        processes: Vec<Arc<MemoryBudget<'t>>>,
    }

    /// The memory of one process. Sizes that are not set are derived as Flink does; null if the process does not start,
    /// or has no such part.
    pub struct MemoryBudget<'t> as "memory budget" {
        /// The process.
        name: ProcessName,
        /// The size that is set and from which the others are derived; null if there is none.
        basis: Maybe<Bytes>,
        /// Whether a line that was meant to set such a size has no effect.
        basis_lost: bool,
        /// Whether the sizes of the process and of Flink's memory are both written.
        both_totals: bool,
        /// The whole process (`*.memory.process.size`), which is its container on YARN and Kubernetes.
        process: Maybe<Bytes>,
        /// The part that Flink uses (`*.memory.flink.size`).
        flink: Maybe<Bytes>,
        /// The heap of a JobManager (`jobmanager.memory.heap.size`).
        heap: Maybe<Bytes>,
        /// The off-heap memory of a JobManager (`jobmanager.memory.off-heap.size`).
        off_heap: Maybe<Bytes>,
        /// The heap of a TaskManager's framework (`taskmanager.memory.framework.heap.size`).
        framework_heap: Maybe<Bytes>,
        /// The heap of tasks (`taskmanager.memory.task.heap.size`).
        task_heap: Maybe<Bytes>,
        /// The off-heap memory of a TaskManager's framework (`taskmanager.memory.framework.off-heap.size`).
        framework_off_heap: Maybe<Bytes>,
        /// The off-heap memory of tasks (`taskmanager.memory.task.off-heap.size`).
        task_off_heap: Maybe<Bytes>,
        /// Buffers of the network (between `taskmanager.memory.network.min` and `….max`).
        network: Maybe<Bytes>,
        /// Managed memory, for state backends and batch operators (`taskmanager.memory.managed.size`).
        managed: Maybe<Bytes>,
        /// The JVM's metaspace (`*.memory.jvm-metaspace.size`).
        metaspace: Maybe<Bytes>,
        /// What else the JVM uses (between `*.memory.jvm-overhead.min` and `….max`).
        overhead: Maybe<Bytes>,
        /// Why it does not start; null if it does, or if that is not known.
        refusal: Option<MemoryRefusal<'t>>,
        /// The size in an option from before 1.10 (`*.heap.size`, `*.heap.mb`), as far as the version reads it (until 1.20).
        old_heap: Maybe<Bytes>,
        /// The option that it is read as; null if that one is set, so that the old one is ignored.
        old_heap_read_as: Maybe<&'static str>,
        /// Whether no other size is written, as in files from before 1.10.
        old_heap_alone: bool,
    }

    /// Why the memory of a process cannot be divided. The start script stops; on YARN and native Kubernetes the client
    /// stops for either process, before it submits anything.
    pub struct MemoryRefusal<'t> as "memory refusal" {
        /// What does not add up.
        kind: MemoryRefusalKind,
        /// What is wrong, with the sizes, in one clause.
        reason: String,
        /// The options that are set and involved; first the one without which the process would start.
        options: Vec<Located<&'static str>>,
    }
}

/// Who starts the processes: what an old size of the heap stands for differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Starter {
    /// The scripts of a standalone cluster.
    Scripts,
    /// YARN or Kubernetes, in containers.
    Containers,
}

const ANYBODY: &[Starter] = &[Starter::Scripts, Starter::Containers];

/// Works out both budgets. `host_lists`: whether `masters` or `workers` lie in the same directory, as scripts need them.
pub(super) fn memory<'t>(lookup: &Lookup<'_, 't>, on_yarn: bool, host_lists: bool) -> Memory<'t> {
    let starters = match (on_yarn, host_lists) {
        (true, false) => &ANYBODY[1..],
        (false, true) => &ANYBODY[..1],
        _ => ANYBODY,
    };
    let job_manager = Arc::new(job_manager(lookup, starters));
    let task_manager = Arc::new(task_manager(lookup, starters));
    Memory {
        place: None,
        texts: PhantomData,
        processes: vec![Arc::clone(&job_manager), Arc::clone(&task_manager)],
        job_manager,
        task_manager,
    }
}

fn job_manager<'t>(lookup: &Lookup<'_, 't>, starters: &[Starter]) -> MemoryBudget<'t> {
    let own = &JOB_MANAGER;
    let sheet = Sheet::read(lookup, &own.with(JOB_MANAGER_PARTS));
    let heap_of = |starter| if starter == Starter::Scripts { &HEAP } else { &own.process };
    let run = |sheet: &Sheet| {
        divide(&own.totals(sheet), &JobManagerSizes { heap: sheet.size(&HEAP), off_heap: sheet.size(&OFF_HEAP) })
    };
    let (sheet, outcome) = settle(&sheet, own, starters, heap_of, run);
    let budget = Budget::new(sheet, own, &outcome, &[&HEAP]);
    let part = |part: fn(&job_manager::JobManagerParts) -> i64| outcome.as_ref().ok().map(|found| part(&found.parts));
    let refusal = budget.refusal(|sheet| run(sheet).is_ok());
    MemoryBudget {
        heap: budget.size(part(|parts| parts.heap), Some(&HEAP)),
        off_heap: budget.size(part(|parts| parts.off_heap), Some(&OFF_HEAP)),
        refusal,
        ..budget.common(ProcessName::JobManager, starters, heap_of)
    }
}

fn task_manager<'t>(lookup: &Lookup<'_, 't>, starters: &[Starter]) -> MemoryBudget<'t> {
    let own = &TASK_MANAGER;
    let sheet = Sheet::read(lookup, &own.with(TASK_MANAGER_PARTS));
    let heap_of = |starter| if starter == Starter::Scripts { &own.flink } else { &own.process };
    let run = |sheet: &Sheet| divide_task_manager(sheet, own, lookup);
    let (sheet, outcome) = settle(&sheet, own, starters, heap_of, run);
    let budget = Budget::new(sheet, own, &outcome, &[&TASK_HEAP, &MANAGED]);
    let part = |part: fn(&Parts) -> i64| outcome.as_ref().ok().map(|found| part(&found.parts));
    let refusal = budget.refusal(|sheet| run(sheet).is_ok());
    MemoryBudget {
        framework_heap: budget.size(part(|parts| parts.framework_heap), Some(&FRAMEWORK_HEAP)),
        task_heap: budget.size(part(|parts| parts.task_heap), Some(&TASK_HEAP)),
        framework_off_heap: budget.size(part(|parts| parts.framework_off_heap), Some(&FRAMEWORK_OFF_HEAP)),
        task_off_heap: budget.size(part(|parts| parts.task_off_heap), Some(&TASK_OFF_HEAP)),
        network: budget.size(part(|parts| parts.network), None),
        managed: budget.size(part(|parts| parts.managed), Some(&MANAGED)),
        refusal,
        ..budget.common(ProcessName::TaskManager, starters, heap_of)
    }
}

/// With the greatest network memory of the version, which is asked about only where it makes a difference.
fn divide_task_manager(sheet: &Sheet, own: &Options, lookup: &Lookup<'_, '_>) -> Outcome<Process<Parts>> {
    let with = |network_max: Given<i64>| {
        let cores = sheet.decimal(&CORES);
        let buffers = match (sheet.size(&BUFFERS), sheet.size(&SEGMENT).get()) {
            (Given::Set(count), Ok(segment)) => count.checked_mul(segment).map_or(Given::Hidden, Given::Set),
            (Given::Set(_), Err(_)) => Given::Hidden,
            (other, _) => other,
        };
        let sizes = TaskManagerSizes {
            framework_heap: sheet.size(&FRAMEWORK_HEAP),
            task_heap: sheet.size(&TASK_HEAP),
            framework_off_heap: sheet.size(&FRAMEWORK_OFF_HEAP),
            task_off_heap: sheet.size(&TASK_OFF_HEAP),
            managed: sheet.size(&MANAGED),
            managed_fraction: sheet.decimal(&MANAGED_FRACTION),
            network_min: sheet.size(&NETWORK_MIN),
            network_max,
            network_fraction: sheet.decimal(&NETWORK_FRACTION),
            buffers,
            cores: if cores == Given::Absent { sheet.decimal(&SLOTS) } else { cores },
        };
        sizes.with_cores(divide(&own.totals(sheet), &sizes)?)
    };
    let most = sheet.size(&NETWORK_MAX);
    if most != Given::Absent {
        return with(most);
    }
    // Its default changed with the version, which is asked only where that makes a difference.
    let of = |version| default_in(&NETWORK_MAX, &Release::new(version, &VersionRange::exactly(version, "asked")));
    let outcome = with(of(Product::Flink.newest()));
    if with(of(Product::Flink.oldest())) == outcome { outcome } else { with(default_in(&NETWORK_MAX, lookup.release)) }
}

/// Runs the model for everybody who may start the process; they have to agree.
fn settle<P: PartialEq>(
    sheet: &Sheet,
    own: &Options,
    starters: &[Starter],
    heap_of: impl Fn(Starter) -> &'static MemoryOption,
    run: impl Fn(&Sheet) -> Outcome<Process<P>>,
) -> (Sheet, Outcome<Process<P>>) {
    let old = [&own.old_heap, &own.old_heap_mb];
    let mut settled: Option<(Sheet, Outcome<Process<P>>)> = None;
    // Without an old size all of them read the same.
    let count = if old.iter().any(|old| sheet.find(old.name()).is_some()) { starters.len() } else { 1 };
    for starter in starters.iter().take(count) {
        let newer = heap_of(*starter);
        let read = sheet.with_old(&old, newer);
        // An old size is read before anything is divided.
        let is_unread =
            read.find(newer.name()).is_some_and(|read| read.name != newer.name() && read.value == Given::Hidden);
        let outcome = if is_unread { Err(Stop::Unknown) } else { run(&read) };
        match &settled {
            None => settled = Some((read, outcome)),
            Some((_, first)) => {
                let agreed = match (first, &outcome) {
                    (Err(Stop::Refused(one)), Err(Stop::Refused(other))) => one.kind() == other.kind(),
                    (one, other) => one == other,
                };
                if !agreed {
                    return (sheet.clone(), Err(Stop::Unknown));
                }
            }
        }
    }
    settled.unwrap_or_else(|| (sheet.clone(), run(sheet)))
}

impl Options {
    fn with<'o>(&'o self, parts: &[&'o MemoryOption]) -> Vec<&'o MemoryOption> {
        let jvm = [&self.metaspace, &self.overhead_min, &self.overhead_max, &self.overhead_fraction];
        let totals = [&self.old_heap, &self.old_heap_mb, &self.flink, &self.process];
        parts.iter().copied().chain(jvm).chain(totals).collect()
    }

    fn totals(&self, sheet: &Sheet) -> Totals {
        Totals {
            process: sheet.size(&self.process),
            flink: sheet.size(&self.flink),
            metaspace: sheet.size(&self.metaspace),
            overhead_min: sheet.size(&self.overhead_min),
            overhead_max: sheet.size(&self.overhead_max),
            overhead_fraction: sheet.decimal(&self.overhead_fraction),
        }
    }
}
