//! What the model of memory is given and what comes out of it: sizes that may be absent or hidden, and the refusals.

use super::MemoryRefusalKind;

/// A value of an option, as far as it can be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Given<T> {
    /// Written.
    Set(T),
    /// Not written; the option has a default.
    Default(T),
    /// Not written, without a default.
    Absent,
    /// Written, and nobody here can say what (a placeholder, a value with a finding of its own).
    Hidden,
    /// Not seen, and it may be set where nobody here can see it.
    Perhaps,
}

impl<T: Copy> Given<T> {
    /// `Configuration.contains`.
    pub(super) fn is_set(self) -> Outcome<bool> {
        match self {
            Self::Set(_) | Self::Hidden => Ok(true),
            Self::Default(_) | Self::Absent => Ok(false),
            Self::Perhaps => Err(Stop::Unknown),
        }
    }

    /// The value that counts.
    pub(super) fn get(self) -> Outcome<T> {
        match self {
            Self::Set(value) | Self::Default(value) => Ok(value),
            Self::Absent | Self::Hidden | Self::Perhaps => Err(Stop::Unknown),
        }
    }

    /// The value where it is written and known.
    pub(super) fn written(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            _ => None,
        }
    }
}

/// Whether all of some options are set: one that is not settles it, whatever the others are.
pub(super) fn all_set(options: &[Given<i64>]) -> Outcome<bool> {
    if options.iter().any(|option| option.is_set() == Ok(false)) {
        return Ok(false);
    }
    options.iter().try_fold(true, |all, option| Ok(all && option.is_set()?))
}

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stop {
    /// It rests on something that nobody here can see.
    Unknown,
    /// The process does not start.
    Refused(Refusal),
}

pub(super) type Outcome<T> = Result<T, Stop>;

/// A part that is a fraction of a whole between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// `jvm-overhead`.
    Overhead,
    /// `network`.
    Network,
    /// `managed`, which has no bounds.
    Managed,
}

/// Why the memory of a process cannot be divided; sizes in bytes. The first fault that Flink comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Refusal {
    /// Neither a total nor all parts from which it follows (`ProcessMemoryUtils`).
    NoSize,
    /// The least size of a part is above its greatest (`RangeFraction`).
    EmptyRange { of: Share, least: i64, most: i64 },
    /// A fraction that is not from 0 to below 1 (`RangeFraction`).
    Fraction { of: Share },
    /// Metaspace and overhead leave nothing of the process (`ProcessMemoryUtils`).
    JvmExceedsProcess { metaspace: i64, overhead: i64, process: i64 },
    /// Flink's memory and the metaspace are more than the process (`ProcessMemoryUtils`).
    FlinkExceedsProcess { flink: i64, metaspace: i64, process: i64 },
    /// What the process leaves beside Flink's memory and the metaspace is outside of the bounds of the overhead
    /// (`ProcessMemoryUtils`).
    OverheadOutOfRange { overhead: i64, least: i64, most: i64, process: i64, flink: i64 },
    /// The parts are more than Flink's memory (`TaskExecutorFlinkMemoryUtils`).
    PartsExceedFlink { parts: Parts, flink: i64 },
    /// What the other parts leave is outside of the bounds of the network's memory (`TaskExecutorFlinkMemoryUtils`).
    NetworkOutOfRange { network: i64, least: i64, most: i64, flink: i64 },
    /// What the other parts leave is not what `taskmanager.network.numberOfBuffers` takes (`TaskExecutorFlinkMemoryUtils`).
    NetworkBuffersDiffer { network: i64, buffers: i64 },
    /// Flink's memory is not more than the memory off the heap (`JobManagerFlinkMemoryUtils`).
    OffHeapExceedsFlink { off_heap: i64, flink: i64 },
    /// The heap is more than Flink's memory (`JobManagerFlinkMemoryUtils`).
    HeapExceedsFlink { heap: i64, flink: i64 },
    /// Heap and memory off the heap are not Flink's memory (`JobManagerFlinkMemoryUtils`).
    HeapAndOffHeapDiffer { heap: i64, off_heap: i64, flink: i64 },
    /// No processor cores (`TaskExecutorProcessUtils`).
    NoCores,
    /// A sum or a product that does not fit into 64 bits (`MemorySize`).
    TooLarge,
}

/// The parts of the memory of a TaskManager that have to fit; those that would be what is left over are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) framework_heap: i64,
    pub(super) task_heap: i64,
    pub(super) framework_off_heap: i64,
    pub(super) task_off_heap: i64,
    pub(super) network: i64,
    pub(super) managed: i64,
}

impl Refusal {
    /// The word for rules.
    pub(super) fn kind(&self) -> MemoryRefusalKind {
        match self {
            Self::NoSize => MemoryRefusalKind::NoSize,
            Self::EmptyRange { .. } => MemoryRefusalKind::Range,
            Self::Fraction { .. } => MemoryRefusalKind::Fraction,
            Self::JvmExceedsProcess { .. } => MemoryRefusalKind::JvmExceedsProcess,
            Self::FlinkExceedsProcess { .. } => MemoryRefusalKind::FlinkExceedsProcess,
            Self::OverheadOutOfRange { .. } => MemoryRefusalKind::OverheadOutOfRange,
            Self::PartsExceedFlink { .. } => MemoryRefusalKind::PartsExceedFlink,
            Self::NetworkOutOfRange { .. } => MemoryRefusalKind::NetworkOutOfRange,
            Self::NetworkBuffersDiffer { .. } => MemoryRefusalKind::NetworkBuffersDiffer,
            Self::OffHeapExceedsFlink { .. } => MemoryRefusalKind::OffHeapExceedsFlink,
            Self::HeapExceedsFlink { .. } => MemoryRefusalKind::HeapExceedsFlink,
            Self::HeapAndOffHeapDiffer { .. } => MemoryRefusalKind::HeapAndOffHeapDiffer,
            Self::NoCores => MemoryRefusalKind::NoCores,
            Self::TooLarge => MemoryRefusalKind::TooLarge,
        }
    }
}
