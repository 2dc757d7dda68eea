//! How a TaskManager divides Flink's memory (`TaskExecutorFlinkMemoryUtils`). Either the task heap or the memory of the
//! network is what the other parts leave.

use super::arithmetic::{Bounded, sum};
use super::outcome::{Given, Outcome, Parts, Refusal, Share, Stop, all_set};
use super::process::{FlinkMemory, Process};

/// The options.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskManagerSizes {
    pub(super) framework_heap: Given<i64>,
    pub(super) task_heap: Given<i64>,
    pub(super) framework_off_heap: Given<i64>,
    pub(super) task_off_heap: Given<i64>,
    pub(super) managed: Given<i64>,
    pub(super) managed_fraction: Given<f64>,
    pub(super) network_min: Given<i64>,
    pub(super) network_max: Given<i64>,
    pub(super) network_fraction: Given<f64>,
    /// `taskmanager.network.numberOfBuffers`, times the size of one.
    pub(super) buffers: Given<i64>,
    /// `taskmanager.cpu.cores`, else the slots.
    pub(super) cores: Given<f64>,
}

impl FlinkMemory for TaskManagerSizes {
    type Parts = Parts;

    fn is_fine_grained(&self) -> Outcome<bool> {
        all_set(&[self.task_heap, self.managed])
    }

    fn of_parts(&self, flink: Given<i64>) -> Outcome<(i64, Parts)> {
        let parts = Parts { task_heap: self.task_heap.get()?, managed: self.managed.get()?, ..self.framework()? };
        if flink.is_set()? {
            let flink = flink.get()?;
            return Ok((flink, self.with_rest_for_network(parts, flink)?));
        }
        let network = match self.old_buffers()? {
            Some(network) => network,
            None => self.network()?.beside(parts.sum()?)?,
        };
        let parts = Parts { network, ..parts };
        Ok((parts.sum()?, parts))
    }

    fn of_total(&self, flink: i64) -> Outcome<Parts> {
        let parts = self.framework()?;
        if self.task_heap.is_set()? {
            let parts = Parts { task_heap: self.task_heap.get()?, managed: self.managed(flink)?, ..parts };
            return self.with_rest_for_network(parts, flink);
        }
        let managed = self.managed(flink)?;
        let network = match self.old_buffers()? {
            Some(network) => network,
            None => self.network()?.of_whole(flink)?,
        };
        let parts = Parts { managed, network, ..parts };
        Ok(Parts { task_heap: parts.rest_of(flink)?, ..parts })
    }
}

impl TaskManagerSizes {
    fn framework(&self) -> Outcome<Parts> {
        Ok(Parts {
            framework_heap: self.framework_heap.get()?,
            framework_off_heap: self.framework_off_heap.get()?,
            task_off_heap: self.task_off_heap.get()?,
            ..Parts::default()
        })
    }

    fn managed(&self, flink: i64) -> Outcome<i64> {
        if self.managed.is_set()? {
            return self.managed.get();
        }
        Bounded::new(Share::Managed, Given::Default(0), Given::Default(i64::MAX), self.managed_fraction)?
            .of_whole(flink)
    }

    fn network(&self) -> Outcome<Bounded> {
        Bounded::new(Share::Network, self.network_min, self.network_max, self.network_fraction)
    }

    /// The number of buffers counts only where none of the options that came after it is set.
    fn old_buffers(&self) -> Outcome<Option<i64>> {
        if !self.buffers.is_set()? {
            return Ok(None);
        }
        let newer = self.network_min.is_set()? || self.network_max.is_set()? || self.network_fraction.is_set()?;
        if newer { Ok(None) } else { self.buffers.get().map(Some) }
    }

    fn with_rest_for_network(&self, parts: Parts, flink: i64) -> Outcome<Parts> {
        let network = parts.rest_of(flink)?;
        if let Some(buffers) = self.old_buffers()? {
            if buffers != network {
                return Err(Stop::Refused(Refusal::NetworkBuffersDiffer { network, buffers }));
            }
        } else {
            let bounds = self.network()?;
            if !bounds.holds(network) {
                let Bounded { least, most, .. } = bounds;
                return Err(Stop::Refused(Refusal::NetworkOutOfRange { network, least, most, flink }));
            }
        }
        Ok(Parts { network, ..parts })
    }

    /// What is asked after the memory is divided (`TaskExecutorProcessUtils`).
    pub(super) fn with_cores(&self, divided: Process<Parts>) -> Outcome<Process<Parts>> {
        match self.cores.get() {
            Ok(cores) if cores <= 0.0 => Err(Stop::Refused(Refusal::NoCores)),
            // A number of slots or cores that cannot be seen changes no size.
            _ => Ok(divided),
        }
    }
}

impl Parts {
    fn sum(&self) -> Outcome<i64> {
        sum(&[
            self.framework_heap,
            self.framework_off_heap,
            self.task_heap,
            self.task_off_heap,
            self.managed,
            self.network,
        ])
    }

    fn rest_of(&self, flink: i64) -> Outcome<i64> {
        let rest = flink - self.sum()?;
        if rest < 0 { Err(Stop::Refused(Refusal::PartsExceedFlink { parts: *self, flink })) } else { Ok(rest) }
    }
}
