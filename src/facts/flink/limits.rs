//! What the code asks of a value beyond the declared type of its option: ports, ranges, and names that only a `switch`
//! knows.
//!
//! Only checks that depend on one value alone stand here, each as the class named beside it makes it; relations between
//! options are facts of their own.

use super::settings::Reader;
use crate::catalog::closest;
use crate::syntax::value::integer::{parse_java_double, parse_java_long};
use crate::syntax::value::memory_size::parse_memory;
use crate::syntax::value::port::{check_ports, parse_port};
use crate::version::Version;

/// What is wanted, and why a text is not that.
pub(super) struct Refused {
    /// What is wanted, with its article.
    pub(super) wanted: String,
    /// What is wrong with the text, as a clause without its subject.
    pub(super) reason: String,
    /// The word that was probably meant.
    pub(super) similar: Option<&'static str>,
}

impl Refused {
    pub(super) fn new(wanted: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { wanted: wanted.into(), reason: reason.into(), similar: None }
    }

    /// None of the words that a `switch` knows.
    pub(super) fn none_of(words: &[&'static str], text: &str) -> Self {
        let similar = closest(&text.to_ascii_lowercase(), words.iter().copied());
        Self {
            wanted: format!("one of {}", words.join(", ")),
            reason: "is none of the values that it takes".to_owned(),
            similar,
        }
    }
}

/// What is wanted of a value.
#[derive(Clone, Copy, Debug)]
enum Limit {
    /// One port (`NetUtils.isValidClientPort` and whoever binds it).
    Port,
    /// Ports and ranges of ports (`NetUtils.getPortRangeFromString`).
    Ports,
    /// At least so much.
    AtLeast(i64),
    /// At least so many milliseconds.
    AtLeastMillis(i64),
    /// At least so much, or -1 for a default.
    AtLeastOrDefault(i64),
    /// From 0 up to and without 1.
    Fraction,
    /// More than 0.
    Positive,
    /// A power of two, of at least 4096 bytes.
    Page,
    /// One of these words in any case.
    Words(&'static [&'static str]),
    /// One of these words in any case, or of their other spellings, or the name of a class.
    WordsOrClass(&'static [&'static str], &'static [&'static str]),
    /// A size as HOCON writes them: `10485760b`, `10MB`, `10m`, but not `10mb`.
    Hocon,
    /// A state backend, or the name of a factory.
    StateBackend,
}

const MANAGED_FRACTION: &str = "taskmanager.memory.managed.fraction";

const LIMITS: &[(&str, Limit)] = &[
    // BlobServer, RestServerEndpoint, TaskManagerRunner, MetricUtils, YarnEntrypointUtils
    ("blob.server.port", Limit::Ports),
    ("metrics.internal.query-service.port", Limit::Ports),
    ("rest.bind-port", Limit::Ports),
    ("taskmanager.rpc.port", Limit::Ports),
    ("yarn.application-master.port", Limit::Ports),
    // InetSocketAddress
    ("jobmanager.rpc.port", Limit::Port),
    ("rest.port", Limit::Port),
    // ConfigurationParserUtils
    ("taskmanager.memory.segment-size", Limit::Page),
    ("taskmanager.numberOfTaskSlots", Limit::AtLeast(1)),
    // TaskExecutorProcessUtils
    ("taskmanager.cpu.cores", Limit::Positive),
    // MemoryBackwardsCompatibilityUtils
    ("jobmanager.heap.mb", Limit::AtLeast(0)),
    ("taskmanager.heap.mb", Limit::AtLeast(0)),
    // ExecutionConfig
    ("parallelism.default", Limit::AtLeastOrDefault(1)),
    // ProcessMemoryUtils
    ("jobmanager.memory.jvm-overhead.fraction", Limit::Fraction),
    ("taskmanager.memory.jvm-overhead.fraction", Limit::Fraction),
    (MANAGED_FRACTION, Limit::Fraction),
    ("taskmanager.memory.network.fraction", Limit::Fraction),
    // CheckpointConfig
    ("execution.checkpointing.interval", Limit::AtLeastMillis(10)),
    ("execution.checkpointing.max-concurrent-checkpoints", Limit::AtLeast(1)),
    ("execution.checkpointing.timeout", Limit::AtLeastMillis(10)),
    ("execution.checkpointing.tolerable-failed-checkpoints", Limit::AtLeast(0)),
    // FixedDelayRestartBackoffTimeStrategy
    ("restart-strategy.fixed-delay.attempts", Limit::AtLeast(0)),
    // RestartBackoffTimeStrategyFactoryLoader
    (
        "restart-strategy.type",
        Limit::WordsOrClass(
            &["none", "fixed-delay", "failure-rate", "exponential-delay"],
            &["off", "disable", "fixeddelay", "failurerate", "exponentialdelay"],
        ),
    ),
    // FailoverStrategyFactoryLoader
    ("jobmanager.execution.failover-strategy", Limit::Words(&["full", "region"])),
    // FlinkUserCodeClassLoaders
    ("classloader.resolve-order", Limit::Words(&["child-first", "parent-first"])),
    // FileExecutionGraphInfoStore
    ("completed-application-store.cache-size", Limit::AtLeast(0)),
    ("jobstore.cache-size", Limit::AtLeast(0)),
    // AkkaUtils, PekkoUtils
    ("akka.framesize", Limit::Hocon),
    ("pekko.framesize", Limit::Hocon),
    // StateBackendLoader
    ("state.backend.type", Limit::StateBackend),
];

/// Why the text is not what is wanted; none where it is fine, or of the wrong type altogether.
pub(super) fn refuse(option: &str, text: &str, reader: &Reader<'_, '_>) -> Option<Refused> {
    // Before 1.17 options that end in `.type` were called by the rest of it.
    let (name, limit) =
        LIMITS.iter().find(|(name, _)| *name == option || name.strip_suffix(".type") == Some(option))?;
    let below = |least: i64| Refused::new(format!("at least {least}"), format!("is less than {least}"));
    match *limit {
        Limit::Port => parse_port(text).err().map(|bad| Refused::new("a port", bad.message)),
        Limit::Ports => check_ports(text, reader.ports_ascend())
            .err()
            .map(|bad| Refused::new("a port or a range of ports", bad.message)),
        Limit::AtLeast(least) => parse_java_long(text).ok().filter(|value| *value < least).map(|_| below(least)),
        Limit::AtLeastOrDefault(least) => {
            parse_java_long(text).ok().filter(|value| *value < least && *value != -1).map(|_| below(least))
        }
        Limit::AtLeastMillis(least) => reader
            .millis(name, text)
            .filter(|value| *value < least)
            .map(|_| Refused::new(format!("at least {least} ms"), format!("is less than {least} ms"))),
        // The fraction is not looked at where the size itself is set.
        Limit::Fraction
            if *name == MANAGED_FRACTION && reader.scalar(&["taskmanager.memory.managed.size"]).is_some() =>
        {
            None
        }
        Limit::Positive => parse_java_double(text)
            .ok()
            .filter(|value| *value <= 0.0)
            .map(|_| Refused::new("more than 0", "is not more than 0")),
        Limit::Fraction => parse_java_double(text)
            .ok()
            .filter(|value| !(0.0..1.0).contains(value))
            .map(|_| Refused::new("a fraction from 0 to below 1", "is not between 0 and 1")),
        Limit::Page => parse_memory(text).ok().filter(|bytes| !is_page(*bytes)).map(|_| {
            Refused::new("a power of two from 4096 bytes on", "is not a power of two, or less than 4096 bytes")
        }),
        Limit::Words(words) => (!has_word(words, text)).then(|| Refused::none_of(words, text)),
        Limit::WordsOrClass(words, others) => {
            (!text.contains('.') && !has_word(words, text) && !has_word(others, text))
                .then(|| Refused::none_of(words, text))
        }
        Limit::Hocon => (!is_hocon_size(text))
            .then(|| Refused::new("a size like 10485760b", "has a unit that its reader does not know")),
        Limit::StateBackend => {
            let words = backends(reader);
            (!text.contains('.') && !has_word(words, text)).then(|| Refused::none_of(words, text))
        }
    }
}

fn has_word(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `SimpleConfig.parseBytes` of Typesafe's library: a number and one of its units, whose case matters.
fn is_hocon_size(text: &str) -> bool {
    const UNITS: &[&str] = &["", "B", "b", "byte", "bytes"];
    const LARGER: &[(&str, &str)] = &[
        ("k", "kilo"),
        ("m", "mega"),
        ("g", "giga"),
        ("t", "tera"),
        ("p", "peta"),
        ("e", "exa"),
        ("z", "zetta"),
        ("y", "yotta"),
    ];
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim();
    let is_larger = |(letter, word): &(&str, &str)| {
        let capital = letter.to_ascii_uppercase();
        let decimal = if *letter == "k" { "kB".to_owned() } else { format!("{capital}B") };
        let binary = format!("{}bi", word.get(..2).unwrap_or_default());
        [decimal, capital.clone(), (*letter).to_owned(), format!("{capital}i"), format!("{capital}iB")]
            .contains(&unit.to_owned())
            || [format!("{word}byte"), format!("{word}bytes"), format!("{binary}byte"), format!("{binary}bytes")]
                .contains(&unit.to_owned())
    };
    unit.len() < text.len() && (UNITS.contains(&unit) || LARGER.iter().any(is_larger))
}

fn is_page(bytes: i64) -> bool {
    bytes >= 4096 && bytes.count_ones() == 1
}

/// The names of the version. `hashmap` came with 1.13, when `jobmanager` and `filesystem` became old names for it;
/// these went in 2.0, when `forst` came.
fn backends(reader: &Reader<'_, '_>) -> &'static [&'static str] {
    if reader.release.since(Version::new(2, 0)) {
        &["hashmap", "rocksdb", "forst"]
    } else if reader.release.since(Version::new(1, 13)) {
        &["hashmap", "rocksdb", "jobmanager", "filesystem"]
    } else {
        &["rocksdb", "jobmanager", "filesystem"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_hocon() {
        for good in ["10485760", "10485760b", "10m", "10M", "10MB", "10 MiB", "10mebibytes", "1.5G", "20kB"] {
            assert!(is_hocon_size(good), "{good}");
        }
        for bad in ["10mb", "10mib", "10gb", "10KB", "b", ""] {
            assert!(!is_hocon_size(bad), "{bad}");
        }
    }
}
