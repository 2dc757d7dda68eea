//! How a JobManager divides Flink's memory (`JobManagerFlinkMemoryUtils`): a heap, and what is off the heap.

use super::arithmetic::sum;
use super::outcome::{Given, Outcome, Refusal, Stop};
use super::process::FlinkMemory;

/// The options.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobManagerSizes {
    pub(super) heap: Given<i64>,
    pub(super) off_heap: Given<i64>,
}

/// The parts; bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JobManagerParts {
    pub(super) heap: i64,
    pub(super) off_heap: i64,
}

impl FlinkMemory for JobManagerSizes {
    type Parts = JobManagerParts;

    fn is_fine_grained(&self) -> Outcome<bool> {
        self.heap.is_set()
    }

    fn of_parts(&self, flink: Given<i64>) -> Outcome<(i64, JobManagerParts)> {
        let heap = self.heap.get()?;
        if !flink.is_set()? {
            let off_heap = self.off_heap.get()?;
            return Ok((sum(&[heap, off_heap])?, JobManagerParts { heap, off_heap }));
        }
        let flink = flink.get()?;
        if self.off_heap.is_set()? {
            let off_heap = self.off_heap.get()?;
            if sum(&[heap, off_heap])? != flink {
                return Err(Stop::Refused(Refusal::HeapAndOffHeapDiffer { heap, off_heap, flink }));
            }
            return Ok((flink, JobManagerParts { heap, off_heap }));
        }
        if flink < heap {
            return Err(Stop::Refused(Refusal::HeapExceedsFlink { heap, flink }));
        }
        Ok((flink, JobManagerParts { heap, off_heap: flink - heap }))
    }

    fn of_total(&self, flink: i64) -> Outcome<JobManagerParts> {
        let off_heap = self.off_heap.get()?;
        if flink <= off_heap {
            return Err(Stop::Refused(Refusal::OffHeapExceedsFlink { off_heap, flink }));
        }
        Ok(JobManagerParts { heap: flink - off_heap, off_heap })
    }
}
