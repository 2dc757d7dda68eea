//! One shape for an option of any product: its key, its names by version, what its value is, its default by version.
//!
//! Each option has a constant in [`crate::flink::option`], [`crate::zookeeper::option`] or [`crate::hadoop::option`], so that
//! a misspelled key does not compile. What a deployment sets is not known here, and no value is judged.

use crate::content::Content;
use crate::declared::{self, Default as DeclaredDefault};
use crate::flink::{self, ValueType};
use crate::hadoop::replaced_by;
use crate::limits::{self, Limit};
use crate::tables::{CONTENTS, FLINK_MINORS, HADOOP_MINORS, OPTION_NAMES, OPTION_RANGES, OPTIONS, ZOOKEEPER_MINORS};
use crate::version::{Product, Release};
use crate::{Minors, Text};
use flinklint_syntax::value::{duration, hadoop, memory_size};
use std::ops::Deref;

/// An option, by its place in the table of all products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionId(pub(crate) u16);

/// An option of a product.
#[derive(Debug)]
pub struct OptionSpec {
    pub(crate) product: Product,
    pub(crate) key: Text,
    pub(crate) behind: Text,
    pub(crate) minors: Minors,
    pub(crate) content: u16,
    pub(crate) untrimmed: bool,
    pub(crate) strict: bool,
    pub(crate) names: (u16, u16),
}

/// What a name of an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRole {
    /// The key that the version's option has.
    Own,
    /// Another name, read without a word.
    Fallback,
    /// An old name, read with a warning in the log.
    Deprecated,
}

/// A name under which some versions read an option.
#[derive(Debug)]
pub struct Name {
    pub(crate) key: Text,
    /// What it is in these versions.
    pub role: NameRole,
    /// In which versions.
    pub minors: Minors,
}

impl Name {
    /// The name.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key.get()
    }
}

/// The default of an option in a version, as a file would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultValue {
    text: &'static str,
    product: Product,
}

impl DefaultValue {
    /// As a file would say it.
    #[must_use]
    pub fn text(self) -> &'static str {
        if self.text == "\"\"" { "" } else { self.text }
    }

    /// A whole number.
    #[must_use]
    pub fn int(self) -> Option<i64> {
        self.text.trim().parse().ok()
    }

    /// A decimal number.
    #[must_use]
    pub fn float(self) -> Option<f64> {
        self.text.trim().parse().ok()
    }

    /// `true` or `false`.
    #[must_use]
    pub fn bool(self) -> Option<bool> {
        self.text.trim().parse().ok()
    }

    /// Milliseconds; a number without a unit is a number of them.
    #[must_use]
    pub fn millis(self) -> Option<i64> {
        match self.product {
            Product::Flink => {
                let form = duration::DurationForm { minutes_as_m: true, large: true, iso: true };
                duration::parse_duration(self.text, form).ok()
            }
            Product::ZooKeeper | Product::Hadoop => {
                hadoop::parse_hadoop_duration_ms(self.text, hadoop::TimeUnit::Milliseconds).ok()
            }
        }
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(self) -> Option<i64> {
        match self.product {
            Product::Flink => memory_size::parse_memory(self.text).ok(),
            Product::ZooKeeper | Product::Hadoop => hadoop::parse_hadoop_long_bytes(self.text).ok(),
        }
    }
}

impl OptionId {
    /// What is known of the option.
    #[must_use]
    pub fn spec(self) -> &'static OptionSpec {
        // Ids come from the build script and from `find` alone.
        OPTIONS.get(usize::from(self.0)).unwrap_or(&NOTHING)
    }
}

static NOTHING: OptionSpec = OptionSpec {
    product: Product::Flink,
    key: Text(0),
    behind: Text(0),
    minors: Minors(0),
    content: 0,
    untrimmed: false,
    strict: false,
    names: (0, 0),
};

impl Deref for OptionId {
    type Target = OptionSpec;

    fn deref(&self) -> &OptionSpec {
        self.spec()
    }
}

fn minors_of(product: Product) -> &'static [(u16, u16)] {
    match product {
        Product::Flink => FLINK_MINORS,
        Product::ZooKeeper => ZOOKEEPER_MINORS,
        Product::Hadoop => HADOOP_MINORS,
    }
}

/// Whether the version is one of these.
#[must_use]
pub fn holds(product: Product, minors: Minors, release: &Release) -> bool {
    minors.hold(minors_of(product), release)
}

impl OptionSpec {
    /// Whose option it is.
    #[must_use]
    pub fn product(&self) -> Product {
        self.product
    }

    /// The key: a name in it is written `<name>`, and what may stand behind it is left out ([`Self::behind`]).
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key.get()
    }

    /// What may stand behind the key and a dot: `<ns>`, `<ns>.<nn>`, `<rm>`, `<id>`, or `*` for anything.
    pub fn behind(&self) -> impl Iterator<Item = &'static str> {
        self.behind.get().split_whitespace()
    }

    /// The versions that read the key alone, as bits.
    #[must_use]
    pub fn minors(&self) -> Minors {
        self.minors
    }

    /// Whether the version reads the key alone.
    #[must_use]
    pub fn is_read(&self, release: &Release) -> bool {
        holds(self.product, self.minors, release)
    }

    /// Every name that some version reads, in the order of look-up within each version. Ask what is written first and
    /// [`holds`] then: a version is a threshold only if it is asked for.
    ///
    /// A version that has the option under another key has that key among the names as its own.
    pub fn names(&self) -> impl Iterator<Item = &'static Name> + use<> {
        let (start, len) = (usize::from(self.names.0), usize::from(self.names.1));
        OPTION_NAMES.get(start..start + len).unwrap_or(&[]).iter()
    }

    /// The names that a version reads, in the order in which it tries them.
    #[must_use]
    pub fn names_in(&self, release: &Release) -> Vec<&'static str> {
        if self.names.1 == 0 {
            return vec![self.key()];
        }
        self.names().filter(|name| holds(self.product, name.minors, release)).map(Name::key).collect()
    }

    /// The declared type in a version, for an option of Flink.
    #[must_use]
    pub fn value_type(&self, release: &Release) -> Option<ValueType> {
        (self.product == Product::Flink).then(|| flink::value_type(self.key(), release)).flatten()
    }

    /// What a value is, by the catalogue or by the type in this version.
    #[must_use]
    pub fn content(&self, release: &Release) -> Content {
        let own = self.content_of_any();
        match self.product {
            Product::Flink => self.value_type(release).map_or(own, |value_type| of_flink(own, value_type)),
            Product::ZooKeeper | Product::Hadoop => own,
        }
    }

    /// What a value is where the version does not matter: by the catalogue, else by the newest type.
    #[must_use]
    pub fn content_of_any(&self) -> Content {
        let own = CONTENTS.get(usize::from(self.content)).copied().unwrap_or(Content::Unknown);
        if own != Content::Unknown {
            return own;
        }
        match self.product {
            Product::Flink => flink::newest_type(self.key()).map_or(own, |value_type| of_flink(own, value_type)),
            Product::ZooKeeper => crate::zookeeper::note(self.key()).map_or(own, of_word),
            Product::Hadoop => declared::hadoop(self.key()).first().map_or(own, |row| of_word(row.value_type.get())),
        }
    }

    /// Whether the reader leaves blanks at the ends in the value (`Configuration.get` of Hadoop).
    #[must_use]
    pub fn is_read_as_written(&self) -> bool {
        self.untrimmed
    }

    /// Whether whatever reads it refuses a value that does not have the form of its content.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Whether the catalogue says more of the value than its declared type does.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.content != 0
    }

    /// The default in a version; none where it has none, where the classes that declare it disagree, or where it is not known.
    #[must_use]
    pub fn default(&self, release: &Release) -> Option<DefaultValue> {
        let text = match self.product {
            Product::Flink => {
                let own = flink_default(self.key(), release);
                // Declared under another key in this version.
                let other = || {
                    let name = self.names().filter(|name| name.role == NameRole::Own);
                    let mut others = name.filter(|name| name.key() != self.key());
                    others.find(|name| holds(self.product, name.minors, release)).map(Name::key)
                };
                own.or_else(|| other().and_then(|key| flink_default(key, release)))
            }
            Product::ZooKeeper => self.only(declared::zookeeper_defaults(self.key()), release),
            Product::Hadoop => self.only(declared::hadoop_defaults(self.key()), release),
        };
        text.filter(|text| *text != "-").map(|text| DefaultValue { text, product: self.product })
    }

    /// Of several defaults the one of the version. Where they are all the same, no version is asked for.
    fn only(&self, defaults: &'static [DeclaredDefault], release: &Release) -> Option<&'static str> {
        let first = defaults.first()?.value.get();
        if defaults.iter().all(|default| default.value.get() == first) {
            return Some(first);
        }
        defaults.iter().find(|default| holds(self.product, default.minors, release)).map(|default| default.value.get())
    }

    /// What code asks of a value beyond its type, in all versions.
    #[must_use]
    pub fn limits(&self) -> &'static [Limit] {
        if self.product == Product::Flink { limits::limits(self.key()) } else { &[] }
    }

    /// Who reads it: processes of Flink, daemons and clients of Hadoop.
    #[must_use]
    pub fn readers(&self) -> Vec<&'static str> {
        match self.product {
            Product::Flink => {
                declared::flink(self.key()).first().map(|row| row.readers.names().collect()).unwrap_or_default()
            }
            Product::ZooKeeper => vec!["server"],
            Product::Hadoop => declared::hadoop_readers(self.key()).into_iter().collect(),
        }
    }

    /// Whether the value must not be shown.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(CONTENTS.get(usize::from(self.content)), Some(Content::Secret)) || crate::secret::is_secret(self.key())
    }
}

fn flink_default(key: &str, release: &Release) -> Option<&'static str> {
    let declared = declared::flink(key);
    let first = declared.first()?.default.get();
    if declared.iter().all(|one| one.default.get() == first) {
        return Some(first);
    }
    let mut held = declared.iter().filter(|one| flink::holds(one.minors, release)).map(|one| one.default.get());
    let default = held.next()?;
    held.all(|other| other == default).then_some(default)
}

/// What the table says is more than the type says, unless the type leaves no room for it.
fn of_flink(own: Content, value_type: ValueType) -> Content {
    let is_port = matches!(own, Content::Port | Content::Ports);
    match value_type {
        ValueType::Integer if !is_port => Content::Integer,
        ValueType::Long if !is_port => Content::Long,
        ValueType::Float | ValueType::Double => Content::Float,
        ValueType::Boolean => Content::Boolean,
        ValueType::Duration => Content::Duration,
        ValueType::MemorySize => Content::Size,
        ValueType::Enum(words) => Content::Mode(words, &[]),
        ValueType::Map if !matches!(own, Content::Secret | Content::FreeText) => Content::Map,
        ValueType::List if own == Content::Unknown => Content::List(&Content::FreeText),
        _ => own,
    }
}

fn of_word(word: &str) -> Content {
    match word.split([':', ',']).next().unwrap_or(word) {
        "int" => Content::Integer,
        "long" => Content::Long,
        "bool" | "boolean" => Content::Boolean,
        "float" | "double" => Content::Float,
        "duration" => Content::Duration,
        "bytes" => Content::Size,
        "port" => Content::Port,
        "path" => Content::Path,
        "class" => Content::Class(&[]),
        "address" => Content::Address,
        "list" => Content::List(&Content::FreeText),
        _ => Content::Unknown,
    }
}

/// The option that a key sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'k> {
    /// The option.
    pub option: OptionId,
    /// What stands behind the key of the option and a dot, or in the place of a name in it (`prod.nn1`, `1`, `prom`).
    pub name: Option<&'k str>,
    /// Whether the key is another name of the option.
    pub is_alias: bool,
}

fn position(product: Product, key: &str) -> Option<OptionId> {
    let (start, end) = OPTION_RANGES.get(product as usize).copied()?;
    let table = OPTIONS.get(start..end)?;
    let found = table.binary_search_by(|spec| {
        let own = spec.key();
        own.len().cmp(&key.len()).then_with(|| own.cmp(key))
    });
    u16::try_from(start + found.ok()?).ok().map(OptionId)
}

/// All options of a product, the shortest keys first.
pub fn all(product: Product) -> impl Iterator<Item = OptionId> {
    let (start, end) = OPTION_RANGES.get(product as usize).copied().unwrap_or_default();
    (start..end).filter_map(|n| u16::try_from(n).ok().map(OptionId))
}

/// The option of exactly this key, or the one whose other name it is, in any version.
#[must_use]
pub fn exact(product: Product, key: &str) -> Option<Found<'_>> {
    let found = |option, is_alias| Found { option, name: None, is_alias };
    // The tables of Hadoop have old names as keys of their own, too.
    let replaced = if product == Product::Hadoop { replaced_by(key) } else { None };
    if replaced.is_none()
        && let Some(option) = position(product, key).filter(|option| option.minors.0 != 0)
    {
        return Some(found(option, false));
    }
    let stands_for = || flink::rows(key).iter().max_by_key(|row| row.minors.0).map(|row| row.primary);
    let option = if product == Product::Flink { stands_for() } else { replaced }?;
    position(product, option).map(|option| found(option, true))
}

/// The option that a key sets in some version: the option of this key, the one whose other name it is, or the one that takes
/// names behind its key or in it.
#[must_use]
pub fn find(product: Product, key: &str) -> Option<Found<'_>> {
    exact(product, key).or_else(|| with_name(product, key))
}

/// The option that a key sets in this version.
#[must_use]
pub fn find_in<'k>(product: Product, key: &'k str, release: &Release) -> Option<Found<'k>> {
    if product != Product::Flink {
        return find(product, key)
            .filter(|found| found.name.is_some() || found.is_alias || found.option.is_read(release));
    }
    match flink::option_of(key, release) {
        Some(option) => {
            position(product, option).map(|found| Found { option: found, name: None, is_alias: option != key })
        }
        None => with_name(product, key).filter(|_| flink::reads(key, release)),
    }
}

/// The option whose key has a name in it or behind it.
fn with_name(product: Product, key: &str) -> Option<Found<'_>> {
    if product == Product::Flink
        && let Some(suffix) = declared::suffixes(key).first()
    {
        let before = suffix.prefix.get().split('<').next().unwrap_or("");
        let name = key.strip_prefix(before).and_then(|rest| rest.split('.').next());
        let option = position(product, &suffix.pattern())?;
        return Some(Found { option, name, is_alias: false });
    }
    // The longest key that names may stand behind.
    let dots = key.match_indices('.').map(|(at, _)| at).collect::<Vec<_>>();
    dots.into_iter().rev().find_map(|at| {
        let (bare, name) = (key.get(..at)?, key.get(at + 1..)?);
        let option = position(product, bare)?;
        let takes = option.behind.get();
        (!takes.is_empty() && !name.is_empty()).then_some(Found { option, name: Some(name), is_alias: false })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::{Version, VersionRange};
    use crate::{hadoop, zookeeper};

    fn release(major: u16, minor: u16) -> Release {
        let range = VersionRange::exactly(Version::new(major, minor), "stated");
        Release::new(range.from, &range)
    }

    #[test]
    fn constants_are_the_options_that_they_name() {
        assert_eq!(flink::option::HEARTBEAT_TIMEOUT.key(), "heartbeat.timeout");
        assert_eq!(flink::option::HIGH_AVAILABILITY_STORAGE_DIR.key(), "high-availability.storageDir");
        assert_eq!(zookeeper::option::TICK_TIME.key(), "tickTime");
        assert_eq!(hadoop::option::FS_DEFAULT_FS.key(), "fs.defaultFS");
        assert_eq!(hadoop::option::DFS_HA_NAMENODES.key(), "dfs.ha.namenodes");
        assert_eq!(zookeeper::option::SERVER.key(), "server");
    }

    #[test]
    fn every_option_is_found_by_its_key() {
        for product in Product::ALL {
            for option in all(product).filter(|option| option.minors.0 != 0) {
                let found = exact(product, option.key());
                let is_itself = |found: &Found<'_>| found.option == option || found.is_alias;
                assert!(found.as_ref().is_some_and(is_itself), "{}", option.key());
            }
        }
    }

    #[test]
    fn names_by_version() {
        let mode = flink::option::HIGH_AVAILABILITY_TYPE;
        assert_eq!(mode.names_in(&release(1, 16)), ["high-availability", "recovery.mode"]);
        assert_eq!(mode.names_in(&release(1, 17)).first(), Some(&"high-availability.type"));
        assert!(mode.names_in(&release(1, 18)).contains(&"high-availability"));
        let storage = hadoop::option::FS_DEFAULT_FS;
        assert_eq!(storage.names_in(&release(3, 3)), ["fs.defaultFS", "fs.default.name"]);
        assert_eq!(zookeeper::option::TICK_TIME.names_in(&release(3, 8)), ["tickTime"]);
    }

    #[test]
    fn the_names_of_a_version_are_those_that_it_reads_in_its_order() {
        for option in all(Product::Flink).filter(|option| option.names.1 > 0) {
            for &(major, minor) in FLINK_MINORS {
                let release = release(major, minor);
                if !flink::is_option(option.key(), &release) {
                    continue;
                }
                let mut wanted = vec![option.key()];
                wanted.extend(flink::aliases(option.key(), &release));
                assert_eq!(option.names_in(&release), wanted, "{} in {major}.{minor}", option.key());
            }
        }
    }

    #[test]
    fn typed_defaults() {
        let newest = &release(2, 3);
        assert_eq!(flink::option::HEARTBEAT_TIMEOUT.default(newest).and_then(DefaultValue::millis), Some(50_000));
        assert_eq!(
            flink::option::HEARTBEAT_TIMEOUT.default(&release(1, 11)).and_then(DefaultValue::millis),
            Some(50_000)
        );
        assert_eq!(flink::option::JOBMANAGER_RPC_PORT.default(newest).and_then(DefaultValue::int), Some(6123));
        assert_eq!(flink::option::REST_PORT.default(newest).and_then(DefaultValue::int), Some(8081));
        assert_eq!(
            flink::option::HIGH_AVAILABILITY_TYPE.default(&release(1, 16)).map(DefaultValue::text),
            Some("NONE")
        );
        assert_eq!(zookeeper::option::TICK_TIME.default(&release(3, 8)).and_then(DefaultValue::int), Some(3000));
        let vcores = hadoop::option::YARN_SCHEDULER_MAXIMUM_ALLOCATION_VCORES;
        assert_eq!(vcores.default(&release(2, 7)).and_then(DefaultValue::int), Some(32));
        assert_eq!(vcores.default(&release(3, 3)).and_then(DefaultValue::int), Some(4));
    }

    #[test]
    fn keys_with_names() {
        let find = |product, key| find(product, key).map(|found| (found.option.key(), found.name, found.is_alias));
        let node = ("dfs.namenode.rpc-address", Some("prod.nn1"), false);
        assert_eq!(find(Product::Hadoop, "dfs.namenode.rpc-address.prod.nn1"), Some(node));
        assert_eq!(find(Product::ZooKeeper, "server.1"), Some(("server", Some("1"), false)));
        let interval = ("metrics.reporter.<name>.interval", Some("prom"), false);
        assert_eq!(find(Product::Flink, "metrics.reporter.prom.interval"), Some(interval));
        assert_eq!(find(Product::Flink, "recovery.mode"), Some(("high-availability.type", None, true)));
        assert_eq!(find(Product::Hadoop, "fs.default.name"), Some(("fs.defaultFS", None, true)));
        assert_eq!(find(Product::Flink, "my.own.key"), None);
        assert_eq!(find(Product::Hadoop, "dfs.namenode.rpc-addresses.prod"), None);
    }

    #[test]
    fn what_values_are() {
        let newest = &release(2, 3);
        assert_eq!(flink::option::HIGH_AVAILABILITY_STORAGE_DIR.content(newest), Content::Uri);
        assert_eq!(flink::option::HEARTBEAT_TIMEOUT.content(newest), Content::Duration);
        assert_eq!(flink::option::REST_PORT.content(newest), Content::Port);
        assert_eq!(hadoop::option::DFS_NAMENODE_RPC_ADDRESS.content_of_any(), Content::Address);
        assert!(hadoop::option::HA_ZOOKEEPER_PARENT_ZNODE.is_read_as_written());
        assert!(hadoop::option::YARN_RESOURCEMANAGER_ADDRESS.is_strict());
        assert_eq!(zookeeper::option::MAX_CLIENT_CNXNS.content_of_any(), Content::Integer);
    }
}
