//! The options of the memory of a process: their names, how they are read, and what they are where nothing sets them.
//!
//! Defaults are the catalogue's. The only one that changed since 1.11, `taskmanager.memory.network.max`, is asked for where it
//! makes a difference ([`default_in`]).

use super::outcome::Given;
use crate::settings::flink::{Lookup, default_of};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Known, Origin, Place};
use flinklint_syntax::source::Span;
use flinklint_syntax::value::integer::{parse_java_double, parse_java_float, parse_java_int};
use flinklint_syntax::value::memory_size::parse_memory;
use std::sync::Arc;

const MIB: i64 = 1 << 20;

/// What an option holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Holds {
    /// A size.
    Size,
    /// A number of MiB without a unit.
    Mebibytes,
    /// A whole number.
    Count,
    /// A `float`.
    Fraction,
    /// A `double`.
    Double,
}

/// One option.
#[derive(Debug)]
pub(super) struct MemoryOption {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    /// Whether it is also read under other names.
    pub(super) has_aliases: bool,
}

const fn option(name: &'static str, holds: Holds) -> MemoryOption {
    MemoryOption { name, holds, has_aliases: false }
}

const fn aliased(name: &'static str, holds: Holds) -> MemoryOption {
    MemoryOption { name, holds, has_aliases: true }
}

/// The options of one kind of process. The names are those of the model; totals stand last.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) metaspace: MemoryOption,
    pub(super) overhead_min: MemoryOption,
    pub(super) overhead_max: MemoryOption,
    pub(super) overhead_fraction: MemoryOption,
    /// `*.heap.size`, gone with 2.0.
    pub(super) old_heap: MemoryOption,
    /// `*.heap.mb`, gone with 2.0.
    pub(super) old_heap_mb: MemoryOption,
    pub(super) flink: MemoryOption,
    pub(super) process: MemoryOption,
}

pub(super) const JOB_MANAGER: Options = Options {
    metaspace: option("jobmanager.memory.jvm-metaspace.size", Holds::Size),
    overhead_min: option("jobmanager.memory.jvm-overhead.min", Holds::Size),
    overhead_max: option("jobmanager.memory.jvm-overhead.max", Holds::Size),
    overhead_fraction: option("jobmanager.memory.jvm-overhead.fraction", Holds::Fraction),
    old_heap: option("jobmanager.heap.size", Holds::Size),
    old_heap_mb: option("jobmanager.heap.mb", Holds::Mebibytes),
    flink: option("jobmanager.memory.flink.size", Holds::Size),
    process: option("jobmanager.memory.process.size", Holds::Size),
};

pub(super) const HEAP: MemoryOption = option("jobmanager.memory.heap.size", Holds::Size);
pub(super) const OFF_HEAP: MemoryOption = option("jobmanager.memory.off-heap.size", Holds::Size);

pub(super) const TASK_MANAGER: Options = Options {
    metaspace: option("taskmanager.memory.jvm-metaspace.size", Holds::Size),
    overhead_min: option("taskmanager.memory.jvm-overhead.min", Holds::Size),
    overhead_max: option("taskmanager.memory.jvm-overhead.max", Holds::Size),
    overhead_fraction: option("taskmanager.memory.jvm-overhead.fraction", Holds::Fraction),
    old_heap: option("taskmanager.heap.size", Holds::Size),
    old_heap_mb: option("taskmanager.heap.mb", Holds::Mebibytes),
    flink: option("taskmanager.memory.flink.size", Holds::Size),
    process: option("taskmanager.memory.process.size", Holds::Size),
};

pub(super) const FRAMEWORK_HEAP: MemoryOption = option("taskmanager.memory.framework.heap.size", Holds::Size);
pub(super) const FRAMEWORK_OFF_HEAP: MemoryOption = option("taskmanager.memory.framework.off-heap.size", Holds::Size);
pub(super) const TASK_HEAP: MemoryOption = option("taskmanager.memory.task.heap.size", Holds::Size);
pub(super) const TASK_OFF_HEAP: MemoryOption = option("taskmanager.memory.task.off-heap.size", Holds::Size);
pub(super) const MANAGED: MemoryOption = aliased("taskmanager.memory.managed.size", Holds::Size);
pub(super) const MANAGED_FRACTION: MemoryOption = option("taskmanager.memory.managed.fraction", Holds::Fraction);
pub(super) const NETWORK_MIN: MemoryOption = aliased("taskmanager.memory.network.min", Holds::Size);
pub(super) const NETWORK_MAX: MemoryOption = aliased("taskmanager.memory.network.max", Holds::Size);
pub(super) const NETWORK_FRACTION: MemoryOption = aliased("taskmanager.memory.network.fraction", Holds::Fraction);
pub(super) const BUFFERS: MemoryOption = option("taskmanager.network.numberOfBuffers", Holds::Count);
pub(super) const SEGMENT: MemoryOption = option("taskmanager.memory.segment-size", Holds::Size);
pub(super) const CORES: MemoryOption = option("taskmanager.cpu.cores", Holds::Double);
pub(super) const SLOTS: MemoryOption = option("taskmanager.numberOfTaskSlots", Holds::Count);

/// The options of the parts of a JobManager's memory, besides those that both processes have.
pub(super) const JOB_MANAGER_PARTS: &[&MemoryOption] = &[&HEAP, &OFF_HEAP];

/// The options of the parts of a TaskManager's memory, and of what they depend on.
pub(super) const TASK_MANAGER_PARTS: &[&MemoryOption] = &[
    &FRAMEWORK_HEAP,
    &FRAMEWORK_OFF_HEAP,
    &TASK_HEAP,
    &TASK_OFF_HEAP,
    &MANAGED,
    &MANAGED_FRACTION,
    &NETWORK_MIN,
    &NETWORK_MAX,
    &NETWORK_FRACTION,
    &BUFFERS,
    &SEGMENT,
    &CORES,
    &SLOTS,
];

/// An option that is written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The option that it sets.
    pub(super) option: &'static str,
    /// The option whose name is written: another one where an old option is read as this one.
    pub(super) name: &'static str,
    /// The value, in bytes where it is a size.
    pub(super) value: Given<Number>,
    pub(super) place: Place,
}

/// A size, or a number with a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Whole(i64),
    Decimal(f64),
}

/// What is written of the options of one process.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) written: Vec<Written>,
    /// A line that was meant to set one of them and takes no effect.
    pub(super) lost: Vec<(&'static str, Span)>,
    /// Whether what is not written may be set out of sight.
    open: bool,
    /// What the options are where nothing sets them.
    defaults: Arc<[(&'static str, Number)]>,
}

/// The default of an option in a version.
pub(super) fn default_in(option: &MemoryOption, release: &Release) -> Given<i64> {
    match default_of(option.name, release).and_then(|text| option.holds.parse(text)) {
        Some(Number::Whole(size)) => Given::Default(size),
        _ => Given::Absent,
    }
}

impl Sheet {
    pub(super) fn read(lookup: &Lookup<'_, '_>, options: &[&MemoryOption]) -> Self {
        // A number of buffers divides memory only where it is written.
        let asked_later = [NETWORK_MAX.name, BUFFERS.name];
        let defaults = options.iter().filter(|option| !asked_later.contains(&option.name)).filter_map(|option| {
            let default = default_of(option.name, lookup.release)?;
            Some((option.name, option.holds.parse(default)?))
        });
        let mut sheet = Self { open: lookup.settings.is_open(), defaults: defaults.collect(), ..Self::default() };
        for option in options {
            // Most options of most files are not written, and asking the catalogue about each would take longer than all the rest.
            let settings = lookup.settings;
            let is_there = settings.get(option.name).is_some() || settings.lost(option.name).is_some();
            if !is_there && !option.has_aliases {
                continue;
            }
            let Some(asked) = lookup.of_names(&[option.name]) else { continue };
            let found = lookup.read(asked, |text| option.holds.parse(text));
            if let Some(span) = found.place.lost {
                sheet.lost.push((option.name, span));
            }
            let value = match found.known {
                Known::Value(value) => Given::Set(value),
                // A blank value is there, and no value.
                _ if found.place.origin == Origin::Set => Given::Hidden,
                Known::Unknown | Known::Absent => continue,
            };
            sheet.written.push(Written { option: option.name, name: option.name, value, place: found.place });
        }
        sheet
    }

    /// The same as if one option were not written.
    pub(super) fn without(&self, option: &str) -> Self {
        let written = self.written.iter().filter(|written| written.option != option).cloned().collect();
        Self { written, lost: Vec::new(), ..self.clone() }
    }

    /// The same with an old option read as a newer one, where that one is not set
    /// (`MemoryBackwardsCompatibilityUtils`).
    pub(super) fn with_old(&self, old: &[&MemoryOption], newer: &MemoryOption) -> Self {
        let mut sheet = self.clone();
        // The newer option may be set out of sight; then nobody can say which of the two counts.
        if !self.open
            && self.find(newer.name).is_none()
            && let Some(found) = old.iter().find_map(|old| self.find(old.name))
        {
            sheet.written.push(Written { option: newer.name, ..found.clone() });
        }
        sheet
    }

    pub(super) fn find(&self, option: &str) -> Option<&Written> {
        self.written.iter().find(|written| written.option == option)
    }

    fn given(&self, option: &MemoryOption) -> Given<Number> {
        match (self.find(option.name), self.open) {
            (Some(written), _) => written.value,
            (None, true) => Given::Perhaps,
            (None, false) => self.default_of(option).map_or(Given::Absent, Given::Default),
        }
    }

    /// What the option is where nothing sets it.
    pub(super) fn default_of(&self, option: &MemoryOption) -> Option<Number> {
        self.defaults.iter().find(|(name, _)| *name == option.name).map(|(_, default)| *default)
    }

    /// A size, or a count.
    pub(super) fn size(&self, option: &MemoryOption) -> Given<i64> {
        self.given(option).map(|number| match number {
            Number::Whole(number) => Some(number),
            Number::Decimal(_) => None,
        })
    }

    /// A number with a fraction.
    pub(super) fn decimal(&self, option: &MemoryOption) -> Given<f64> {
        self.given(option).map(|number| match number {
            Number::Decimal(number) => Some(number),
            Number::Whole(number) => i32::try_from(number).ok().map(f64::from),
        })
    }
}

impl Given<Number> {
    fn map<T>(self, convert: impl Fn(Number) -> Option<T>) -> Given<T> {
        match self {
            Self::Set(number) => convert(number).map_or(Given::Hidden, Given::Set),
            Self::Default(number) => convert(number).map_or(Given::Hidden, Given::Default),
            Self::Absent => Given::Absent,
            Self::Hidden => Given::Hidden,
            Self::Perhaps => Given::Perhaps,
        }
    }
}

impl Holds {
    /// None where the option refuses the value, which has a finding of its own.
    fn parse(self, text: &str) -> Option<Number> {
        match self {
            Self::Size => parse_memory(text).ok().map(Number::Whole),
            Self::Mebibytes => {
                parse_java_int(text).ok().filter(|mib| *mib >= 0).map(|mib| Number::Whole(i64::from(mib) * MIB))
            }
            Self::Count => parse_java_int(text).ok().map(|count| Number::Whole(i64::from(count))),
            Self::Fraction => parse_java_float(text).ok().map(|number| Number::Decimal(f64::from(number))),
            Self::Double => parse_java_double(text).ok().map(Number::Decimal),
        }
    }
}
