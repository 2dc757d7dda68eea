//! How a process is divided into Flink's memory, metaspace and overhead (`ProcessMemoryUtils`), from whichever total is
//! written. How Flink's memory is divided further differs between the processes and is theirs to say.

use super::arithmetic::{Bounded, sum};
use super::outcome::{Given, Outcome, Refusal, Share, Stop};

/// The options that every process has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    pub(super) process: Given<i64>,
    pub(super) flink: Given<i64>,
    pub(super) metaspace: Given<i64>,
    pub(super) overhead_min: Given<i64>,
    pub(super) overhead_max: Given<i64>,
    pub(super) overhead_fraction: Given<f64>,
}

/// A whole process; bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Process<P> {
    pub(super) process: i64,
    pub(super) flink: i64,
    pub(super) parts: P,
    pub(super) metaspace: i64,
    pub(super) overhead: i64,
}

/// How one kind of process divides Flink's memory.
pub(super) trait FlinkMemory {
    /// The parts.
    type Parts;

    /// Whether all parts are set from which the rest follows.
    fn is_fine_grained(&self) -> Outcome<bool>;

    /// From those parts; with the total that results.
    fn of_parts(&self, flink: Given<i64>) -> Outcome<(i64, Self::Parts)>;

    /// From a total.
    fn of_total(&self, flink: i64) -> Outcome<Self::Parts>;
}

/// Divides the memory: from the parts if all are set, else from Flink's total, else from the process.
pub(super) fn divide<M: FlinkMemory>(totals: &Totals, memory: &M) -> Outcome<Process<M::Parts>> {
    if memory.is_fine_grained()? {
        let (flink, parts) = memory.of_parts(totals.flink)?;
        around(totals, flink, parts)
    } else if totals.flink.is_set()? {
        let flink = totals.flink.get()?;
        let parts = memory.of_total(flink)?;
        around(totals, flink, parts)
    } else if totals.process.is_set()? {
        let process = totals.process.get()?;
        let metaspace = totals.metaspace.get()?;
        let overhead = totals.overhead()?.of_whole(process)?;
        let flink = process - sum(&[metaspace, overhead])?;
        if flink < 0 {
            return Err(Stop::Refused(Refusal::JvmExceedsProcess { metaspace, overhead, process }));
        }
        Ok(Process { process, flink, parts: memory.of_total(flink)?, metaspace, overhead })
    } else {
        Err(Stop::Refused(Refusal::NoSize))
    }
}

/// The process around Flink's memory. Where its size is written, too, the overhead is what is left of it.
fn around<P>(totals: &Totals, flink: i64, parts: P) -> Outcome<Process<P>> {
    let metaspace = totals.metaspace.get()?;
    let inner = sum(&[flink, metaspace])?;
    if totals.process.is_set()? {
        let process = totals.process.get()?;
        if process < inner {
            return Err(Stop::Refused(Refusal::FlinkExceedsProcess { flink, metaspace, process }));
        }
        let overhead = process - inner;
        let bounds = totals.overhead()?;
        if !bounds.holds(overhead) {
            let Bounded { least, most, .. } = bounds;
            return Err(Stop::Refused(Refusal::OverheadOutOfRange { overhead, least, most, process, flink }));
        }
        Ok(Process { process, flink, parts, metaspace, overhead })
    } else {
        let overhead = totals.overhead()?.beside(inner)?;
        Ok(Process { process: sum(&[inner, overhead])?, flink, parts, metaspace, overhead })
    }
}

impl Totals {
    fn overhead(&self) -> Outcome<Bounded> {
        Bounded::new(Share::Overhead, self.overhead_min, self.overhead_max, self.overhead_fraction)
    }
}
