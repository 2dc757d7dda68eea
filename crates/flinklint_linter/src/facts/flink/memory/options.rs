//! The options of the memory of a process: their names, how they are read, and what they are where nothing sets them.
//!
//! Defaults are the catalogue's. The only one that changed since 1.11, `taskmanager.memory.network.max`, is asked for where it
//! makes a difference ([`default_in`]).

use super::outcome::Given;
use crate::settings::flink::Lookup;
use flinklint_catalog::flink::option as flink;
use flinklint_catalog::option::OptionId;
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
    pub(super) id: OptionId,
    pub(super) holds: Holds,
}

const fn option(id: OptionId, holds: Holds) -> MemoryOption {
    MemoryOption { id, holds }
}

impl MemoryOption {
    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        self.id.key()
    }
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
    metaspace: option(flink::JOBMANAGER_MEMORY_JVM_METASPACE_SIZE, Holds::Size),
    overhead_min: option(flink::JOBMANAGER_MEMORY_JVM_OVERHEAD_MIN, Holds::Size),
    overhead_max: option(flink::JOBMANAGER_MEMORY_JVM_OVERHEAD_MAX, Holds::Size),
    overhead_fraction: option(flink::JOBMANAGER_MEMORY_JVM_OVERHEAD_FRACTION, Holds::Fraction),
    old_heap: option(flink::JOBMANAGER_HEAP_SIZE, Holds::Size),
    old_heap_mb: option(flink::JOBMANAGER_HEAP_MB, Holds::Mebibytes),
    flink: option(flink::JOBMANAGER_MEMORY_FLINK_SIZE, Holds::Size),
    process: option(flink::JOBMANAGER_MEMORY_PROCESS_SIZE, Holds::Size),
};

pub(super) const HEAP: MemoryOption = option(flink::JOBMANAGER_MEMORY_HEAP_SIZE, Holds::Size);
pub(super) const OFF_HEAP: MemoryOption = option(flink::JOBMANAGER_MEMORY_OFF_HEAP_SIZE, Holds::Size);

pub(super) const TASK_MANAGER: Options = Options {
    metaspace: option(flink::TASKMANAGER_MEMORY_JVM_METASPACE_SIZE, Holds::Size),
    overhead_min: option(flink::TASKMANAGER_MEMORY_JVM_OVERHEAD_MIN, Holds::Size),
    overhead_max: option(flink::TASKMANAGER_MEMORY_JVM_OVERHEAD_MAX, Holds::Size),
    overhead_fraction: option(flink::TASKMANAGER_MEMORY_JVM_OVERHEAD_FRACTION, Holds::Fraction),
    old_heap: option(flink::TASKMANAGER_HEAP_SIZE, Holds::Size),
    old_heap_mb: option(flink::TASKMANAGER_HEAP_MB, Holds::Mebibytes),
    flink: option(flink::TASKMANAGER_MEMORY_FLINK_SIZE, Holds::Size),
    process: option(flink::TASKMANAGER_MEMORY_PROCESS_SIZE, Holds::Size),
};

pub(super) const FRAMEWORK_HEAP: MemoryOption = option(flink::TASKMANAGER_MEMORY_FRAMEWORK_HEAP_SIZE, Holds::Size);
pub(super) const FRAMEWORK_OFF_HEAP: MemoryOption =
    option(flink::TASKMANAGER_MEMORY_FRAMEWORK_OFF_HEAP_SIZE, Holds::Size);
pub(super) const TASK_HEAP: MemoryOption = option(flink::TASKMANAGER_MEMORY_TASK_HEAP_SIZE, Holds::Size);
pub(super) const TASK_OFF_HEAP: MemoryOption = option(flink::TASKMANAGER_MEMORY_TASK_OFF_HEAP_SIZE, Holds::Size);
pub(super) const MANAGED: MemoryOption = option(flink::TASKMANAGER_MEMORY_MANAGED_SIZE, Holds::Size);
pub(super) const MANAGED_FRACTION: MemoryOption = option(flink::TASKMANAGER_MEMORY_MANAGED_FRACTION, Holds::Fraction);
pub(super) const NETWORK_MIN: MemoryOption = option(flink::TASKMANAGER_MEMORY_NETWORK_MIN, Holds::Size);
pub(super) const NETWORK_MAX: MemoryOption = option(flink::TASKMANAGER_MEMORY_NETWORK_MAX, Holds::Size);
pub(super) const NETWORK_FRACTION: MemoryOption = option(flink::TASKMANAGER_MEMORY_NETWORK_FRACTION, Holds::Fraction);
pub(super) const BUFFERS: MemoryOption = option(flink::TASKMANAGER_NETWORK_NUMBER_OF_BUFFERS, Holds::Count);
pub(super) const SEGMENT: MemoryOption = option(flink::TASKMANAGER_MEMORY_SEGMENT_SIZE, Holds::Size);
pub(super) const CORES: MemoryOption = option(flink::TASKMANAGER_CPU_CORES, Holds::Double);
pub(super) const SLOTS: MemoryOption = option(flink::TASKMANAGER_NUMBER_OF_TASK_SLOTS, Holds::Count);

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
    match option.id.default(release).and_then(|default| option.holds.parse(default.text())) {
        Some(Number::Whole(size)) => Given::Default(size),
        _ => Given::Absent,
    }
}

impl Sheet {
    pub(super) fn read(lookup: &Lookup<'_, '_>, options: &[&MemoryOption]) -> Self {
        // A number of buffers divides memory only where it is written.
        let asked_later = [NETWORK_MAX.id, BUFFERS.id];
        let defaults = options.iter().filter(|option| !asked_later.contains(&option.id)).filter_map(|option| {
            let default = lookup.default_of(option.id)?;
            Some((option.name(), option.holds.parse(default)?))
        });
        let mut sheet = Self { open: lookup.settings.is_open(), defaults: defaults.collect(), ..Self::default() };
        for option in options {
            // Most options of most files are not written, and asking the catalogue about each would take longer than all the rest.
            let settings = lookup.settings;
            let is_there = |name: &str| settings.get(name).is_some() || settings.lost(name).is_some();
            let may_be_there = is_there(option.name()) || option.id.names().any(|name| is_there(name.key()));
            if !may_be_there || !option.id.is_read(lookup.release) {
                continue;
            }
            let found = lookup.read(option.id, |text| option.holds.parse(text));
            if let Some(span) = found.place.lost {
                sheet.lost.push((option.name(), span));
            }
            let value = match found.known {
                Known::Value(value) => Given::Set(value),
                // A blank value is there, and no value.
                _ if found.place.origin == Origin::Set => Given::Hidden,
                Known::Unknown | Known::Absent => continue,
            };
            sheet.written.push(Written { option: option.name(), name: option.name(), value, place: found.place });
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
            && self.find(newer.name()).is_none()
            && let Some(found) = old.iter().find_map(|old| self.find(old.name()))
        {
            sheet.written.push(Written { option: newer.name(), ..found.clone() });
        }
        sheet
    }

    pub(super) fn find(&self, option: &str) -> Option<&Written> {
        self.written.iter().find(|written| written.option == option)
    }

    fn given(&self, option: &MemoryOption) -> Given<Number> {
        match (self.find(option.name()), self.open) {
            (Some(written), _) => written.value,
            (None, true) => Given::Perhaps,
            (None, false) => self.default_of(option).map_or(Given::Absent, Given::Default),
        }
    }

    /// What the option is by default.
    pub(super) fn default_of(&self, option: &MemoryOption) -> Option<Number> {
        self.defaults.iter().find(|(name, _)| *name == option.name()).map(|(_, default)| *default)
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
