//! What a refusal has to do with which options, and how it is put in one clause.

use super::options::{
    BUFFERS, CORES, FRAMEWORK_HEAP, FRAMEWORK_OFF_HEAP, HEAP, MANAGED, MANAGED_FRACTION, MemoryOption,
    NETWORK_FRACTION, NETWORK_MAX, NETWORK_MIN, OFF_HEAP, Options, SEGMENT, SLOTS, TASK_HEAP, TASK_OFF_HEAP,
};
use super::outcome::{Parts, Refusal, Share};
use flinklint_expr::format_size;

/// A size for people; the largest one stands for none at all.
#[must_use]
pub fn in_words(bytes: i64) -> String {
    if bytes == i64::MAX { "unlimited".to_owned() } else { format_size(bytes) }
}

impl Share {
    fn name(self) -> &'static str {
        match self {
            Self::Overhead => "JVM overhead",
            Self::Network => "network memory",
            Self::Managed => "managed memory",
        }
    }
}

impl Refusal {
    /// Every option that has a part in it; parts before totals.
    pub(super) fn options<'o>(&self, own: &'o Options) -> Vec<&'o MemoryOption> {
        let overhead = [&own.overhead_min, &own.overhead_max, &own.overhead_fraction];
        let jvm = std::iter::once(&own.metaspace).chain(overhead);
        let totals = [&own.flink, &own.process];
        let network = [&NETWORK_MIN, &NETWORK_MAX, &NETWORK_FRACTION, &BUFFERS, &SEGMENT];
        let parts = [
            &TASK_HEAP,
            &MANAGED,
            &MANAGED_FRACTION,
            &TASK_OFF_HEAP,
            &FRAMEWORK_HEAP,
            &FRAMEWORK_OFF_HEAP,
            &HEAP,
            &OFF_HEAP,
        ];
        match self {
            Self::EmptyRange { of: Share::Network, .. } => vec![&NETWORK_MIN, &NETWORK_MAX],
            Self::EmptyRange { .. } => vec![&own.overhead_min, &own.overhead_max],
            Self::Fraction { of: Share::Network } => vec![&NETWORK_FRACTION],
            Self::Fraction { of: Share::Managed } => vec![&MANAGED_FRACTION],
            Self::Fraction { of: Share::Overhead } => vec![&own.overhead_fraction],
            Self::JvmExceedsProcess { .. } => jvm.chain([&own.process]).collect(),
            Self::NoCores => vec![&CORES, &SLOTS],
            Self::HeapExceedsFlink { .. } => vec![&HEAP, &own.flink],
            Self::HeapAndOffHeapDiffer { .. } => vec![&HEAP, &OFF_HEAP, &own.flink],
            // Flink's memory may itself follow from the parts, or from the process and what the JVM takes of it.
            Self::NoSize
            | Self::FlinkExceedsProcess { .. }
            | Self::OverheadOutOfRange { .. }
            | Self::PartsExceedFlink { .. }
            | Self::NetworkOutOfRange { .. }
            | Self::NetworkBuffersDiffer { .. }
            | Self::OffHeapExceedsFlink { .. }
            | Self::TooLarge => parts.into_iter().chain(network).chain(jvm).chain(totals).collect(),
        }
    }

    /// What is wrong, in one clause.
    pub(super) fn reason(&self) -> String {
        let words = |bytes: &i64| in_words(*bytes);
        let between = |least: &i64, most: &i64| match most {
            &i64::MAX => format!("at least {}", in_words(*least)),
            _ => format!("between {} and {}", in_words(*least), in_words(*most)),
        };
        match self {
            Self::NoSize => "no size is set from which the others could be derived".to_owned(),
            Self::EmptyRange { of, least, most } => {
                format!(
                    "the minimum of its {} ({}) is larger than the maximum ({})",
                    of.name(),
                    words(least),
                    words(most)
                )
            }
            Self::Fraction { of } => {
                format!("the fraction of its {} is not in the range from 0 to less than 1", of.name())
            }
            Self::JvmExceedsProcess { metaspace, overhead, process } => format!(
                "metaspace ({}) and JVM overhead ({}) are more than the whole process ({})",
                words(metaspace),
                words(overhead),
                words(process)
            ),
            Self::FlinkExceedsProcess { flink, metaspace, process } => format!(
                "Flink's memory ({}) and metaspace ({}) are more than the whole process ({})",
                words(flink),
                words(metaspace),
                words(process)
            ),
            Self::OverheadOutOfRange { overhead, least, most, process, flink } => format!(
                "a process of {} with {} for Flink leaves {} of JVM overhead, which must be {}",
                words(process),
                words(flink),
                words(overhead),
                between(least, most)
            ),
            Self::PartsExceedFlink { parts, flink } => {
                format!("{} are more than the {} of Flink's memory", parts.listed(), words(flink))
            }
            Self::NetworkOutOfRange { network, least, most, flink } => format!(
                "the other parts leave {} of Flink's {} for network memory, which must be {}",
                words(network),
                words(flink),
                between(least, most)
            ),
            Self::NetworkBuffersDiffer { network, buffers } => format!(
                "the other parts leave {} for network memory, but its buffers take {}",
                words(network),
                words(buffers)
            ),
            Self::OffHeapExceedsFlink { off_heap, flink } => {
                format!("{} of Flink's memory leave no heap after {} of off-heap memory", words(flink), words(off_heap))
            }
            Self::HeapExceedsFlink { heap, flink } => {
                format!("the heap ({}) is larger than Flink's memory ({})", words(heap), words(flink))
            }
            Self::HeapAndOffHeapDiffer { heap, off_heap, flink } => format!(
                "heap ({}) and off-heap memory ({}) do not add up to Flink's memory ({})",
                words(heap),
                words(off_heap),
                words(flink)
            ),
            Self::NoCores => "it has no CPU core".to_owned(),
            Self::TooLarge => "a size does not fit into 64 bits".to_owned(),
        }
    }
}

impl Parts {
    fn listed(&self) -> String {
        let parts = [
            ("framework heap", self.framework_heap),
            ("task heap", self.task_heap),
            ("framework off-heap", self.framework_off_heap),
            ("task off-heap", self.task_off_heap),
            ("managed", self.managed),
            ("network", self.network),
        ];
        let listed: Vec<String> = parts
            .iter()
            .filter(|(_, size)| *size > 0)
            .map(|(name, size)| format!("{name} {}", in_words(*size)))
            .collect();
        match listed.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => listed.join(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn sizes_for_people() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (512, "512 bytes"),
            (4 << 30, "4 GiB"),
            (147_639_503, "140.8 MiB"),
            (i64::MAX, "unlimited"),
        ] {
            assert_eq!(in_words(bytes), words);
        }
    }
}
