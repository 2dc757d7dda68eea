//! The facts of one budget: which sizes are written, which are derived and from where, and which options a refusal is
//! about. How the sizes come about is the business of the model.

use super::options::{BUFFERS, CORES, MemoryOption, Number, Options, SEGMENT, SLOTS, Sheet, Written};
use super::outcome::{Outcome, Refusal, Stop};
use super::process::Process;
use super::{MemoryBudget, MemoryRefusal, ProcessName, Starter};
use flinklint_expr::model::{Bytes, Located, Maybe, Origin, Place};
use std::marker::PhantomData;

impl Options {
    fn is_old(&self, name: &str) -> bool {
        [&self.old_heap, &self.old_heap_mb].iter().any(|old| old.name() == name)
    }
}

/// Slots, cores and buffers are no sizes.
fn is_count(written: &Written) -> bool {
    [&SLOTS, &CORES, &BUFFERS, &SEGMENT].iter().any(|option| option.name() == written.name)
}

/// What the fields of a budget are made from.
pub(super) struct Budget {
    sheet: Sheet,
    own: &'static Options,
    /// The sizes of the whole, or why there are none.
    outcome: Result<Process<()>, Stop>,
    /// Options that give the basis: totals, and the parts from which everything follows.
    bases: Vec<&'static MemoryOption>,
}

impl Budget {
    pub(super) fn new<P>(
        sheet: Sheet,
        own: &'static Options,
        outcome: &Outcome<Process<P>>,
        parts: &[&'static MemoryOption],
    ) -> Self {
        let outcome = match outcome {
            Ok(Process { process, flink, metaspace, overhead, .. }) => {
                Ok(Process { process: *process, flink: *flink, parts: (), metaspace: *metaspace, overhead: *overhead })
            }
            Err(stop) => Err(*stop),
        };
        let bases = [&own.flink, &own.process].into_iter().chain(parts.iter().copied()).collect();
        Self { sheet, own, outcome, bases }
    }

    /// Where what is derived comes from.
    fn derived_place(&self) -> Place {
        let basis = self.bases.iter().find_map(|basis| self.sheet.find(basis.name()));
        basis.map_or_else(
            || Place::nowhere(Origin::Derived),
            |basis| Place { origin: Origin::Derived, ..basis.place.clone() },
        )
    }

    /// A size: as it is written, else as it is derived.
    pub(super) fn size(&self, derived: Option<i64>, option: Option<&MemoryOption>) -> Maybe<Bytes> {
        if let Some(written) = option.and_then(|option| self.sheet.find(option.name())) {
            let place = written.place.clone();
            return match written.value.written() {
                Some(Number::Whole(bytes)) => Maybe::new(Bytes(bytes), place),
                _ => Maybe::unknown(place),
            };
        }
        match (derived, &self.outcome) {
            (Some(bytes), _)
                if option.is_some_and(|option| self.sheet.default_of(option) == Some(Number::Whole(bytes))) =>
            {
                Maybe::new(Bytes(bytes), Place::nowhere(Origin::Default))
            }
            (Some(bytes), _) => Maybe::new(Bytes(bytes), self.derived_place()),
            (None, Err(Stop::Refused(_))) => Maybe::absent(),
            (None, _) => Maybe::unknown(Place::nowhere(Origin::Derived)),
        }
    }

    /// The fields that both processes have.
    pub(super) fn common<'t>(
        &self,
        name: ProcessName,
        starters: &[Starter],
        heap_of: impl Fn(Starter) -> &'static MemoryOption,
    ) -> MemoryBudget<'t> {
        let own = self.own;
        let whole = |size: fn(&Process<()>) -> i64| self.outcome.as_ref().ok().map(size);
        let written = |option: &&MemoryOption| self.sheet.find(option.name());
        let incomplete = self.outcome.is_err_and(|stop| stop == Stop::Refused(Refusal::NoSize));
        let basis = match self.bases.iter().filter(|_| !incomplete).find_map(written) {
            Some(basis) => match basis.value.written() {
                Some(Number::Whole(bytes)) => Maybe::new(Bytes(bytes), basis.place.clone()),
                _ => Maybe::unknown(basis.place.clone()),
            },
            None if self.outcome.is_err_and(|stop| stop == Stop::Unknown) => {
                Maybe::unknown(Place::nowhere(Origin::Absent))
            }
            None => {
                let lost =
                    self.sheet.lost.iter().find(|(lost, _)| self.bases.iter().any(|basis| basis.name() == *lost));
                lost.map_or_else(Maybe::absent, |(_, span)| Maybe::lost(*span))
            }
        };
        let old = [&own.old_heap, &own.old_heap_mb].iter().find_map(written);
        let old_heap = match old {
            Some(old) => match old.value.written() {
                Some(Number::Whole(bytes)) => Maybe::new(Bytes(bytes), old.place.clone()),
                _ => Maybe::unknown(old.place.clone()),
            },
            None => Maybe::absent(),
        };
        let counts_for = |starter: &Starter| {
            let newer = heap_of(*starter);
            self.sheet.find(newer.name()).is_none_or(|written| written.name != newer.name()).then_some(newer.name())
        };
        let mut read_as = starters.iter().map(counts_for);
        let first = read_as.next().flatten();
        let old_heap_read_as = match old {
            None => Maybe::absent(),
            Some(old) if read_as.any(|other| other != first) => Maybe::unknown(old.place.clone()),
            Some(old) => first.map_or_else(Maybe::absent, |name| Maybe::new(name, old.place.clone())),
        };
        MemoryBudget {
            place: None,
            texts: PhantomData,
            name,
            basis_lost: basis.place.lost.is_some(),
            basis,
            both_totals: [&own.process, &own.flink].into_iter().all(|total| self.sheet.find(total.name()).is_some()),
            process: self.size(whole(|found| found.process), Some(&own.process)),
            flink: self.size(whole(|found| found.flink), Some(&own.flink)),
            heap: Maybe::absent(),
            off_heap: Maybe::absent(),
            framework_heap: Maybe::absent(),
            task_heap: Maybe::absent(),
            framework_off_heap: Maybe::absent(),
            task_off_heap: Maybe::absent(),
            network: Maybe::absent(),
            managed: Maybe::absent(),
            metaspace: self.size(whole(|found| found.metaspace), Some(&own.metaspace)),
            overhead: self.size(whole(|found| found.overhead), None),
            refusal: None,
            old_heap,
            old_heap_alone: old.is_some()
                && self.sheet.written.iter().all(|written| own.is_old(written.name) || is_count(written)),
            old_heap_read_as,
        }
    }

    /// The refusal, with the options in the order of blame: the first without which the process would start, then the
    /// others.
    pub(super) fn refusal<'t>(&self, starts: impl Fn(&Sheet) -> bool) -> Option<MemoryRefusal<'t>> {
        let Err(Stop::Refused(refusal)) = &self.outcome else { return None };
        let involved: Vec<_> =
            refusal.options(self.own).into_iter().filter_map(|option| self.sheet.find(option.name())).collect();
        let total = [&self.own.flink, &self.own.process].map(|total| total.name());
        let blamed = involved
            .iter()
            .position(|written| starts(&self.sheet.without(written.option)))
            .or_else(|| involved.iter().position(|written| total.contains(&written.option)))
            .unwrap_or(0);
        let (first, others) = involved.split_at_checked(blamed).map_or((None, Vec::new()), |(before, rest)| {
            (rest.first(), before.iter().chain(rest.iter().skip(1)).collect())
        });
        let options: Vec<_> =
            first.into_iter().chain(others).map(|written| Located::new(written.name, written.place.clone())).collect();
        Some(MemoryRefusal {
            place: options.first().map(|option| option.place.clone()),
            texts: PhantomData,
            kind: refusal.kind(),
            reason: refusal.reason(),
            options,
        })
    }
}
