//! One shape for an option of any product: its key, its names by version, what its value is, its default by version.
//!
//! Each option has a constant in [`crate::flink::option`], [`crate::zookeeper::option`] or [`crate::hadoop::option`], so that
//! a misspelled key does not compile. What a deployment sets is not known here, and no value is judged.

use crate::content::Content;
use crate::declared::{self, Default as DeclaredDefault};
use crate::flink::{self, ValueType};
use crate::limits::{self, Limit};
use crate::tables::{CONTENTS, FLINK_MINORS, HADOOP_MINORS, OPTION_NAMES, OPTIONS, ZOOKEEPER_MINORS};
use crate::version::{Product, Release};
use crate::{Minors, Text};
use std::ops::Deref;

mod default;
mod find;
#[cfg(test)]
mod tests;

pub use default::DefaultValue;
pub use find::{FoundOption, all, exact, find, find_in};

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
        if self.product != Product::Flink {
            return None;
        }
        let other = || flink::type_of(self.other_own_name(release)?, release);
        flink::value_type(self.key(), release).or_else(other)
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
        if let Some(stated) = self.stated_content() {
            return stated;
        }
        let own = Content::Unknown;
        match self.product {
            Product::Flink => flink::newest_type(self.key()).map_or(own, |value_type| of_flink(own, value_type)),
            Product::ZooKeeper => crate::zookeeper::note(self.key()).map_or(own, of_word),
            Product::Hadoop => declared::hadoop(self.key()).first().map_or(own, |row| of_word(row.value_type.get())),
        }
    }

    /// What the catalogue says of a value beyond its declared type.
    #[must_use]
    pub(crate) fn stated_content(&self) -> Option<Content> {
        CONTENTS.get(usize::from(self.content)).copied().filter(|content| *content != Content::Unknown)
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

    /// The default in a version; none where it has none, where the classes that declare it disagree, or where it is not known.
    #[must_use]
    pub fn default(&self, release: &Release) -> Option<DefaultValue> {
        let text = match self.product {
            Product::Flink => {
                let own = flink_default(self.key(), release);
                own.or_else(|| flink_default(self.other_own_name(release)?, release))
            }
            Product::ZooKeeper => self.only(declared::zookeeper_defaults(self.key()), release),
            Product::Hadoop => self.only(declared::hadoop_defaults(self.key()), release),
        };
        text.filter(|text| *text != "-").map(|text| DefaultValue { text, product: self.product })
    }

    /// Another key than that of most versions, under which this one declares the option.
    fn other_own_name(&self, release: &Release) -> Option<&'static str> {
        let own = self.names().filter(|name| name.role == NameRole::Own && name.key() != self.key());
        own.filter(|name| holds(self.product, name.minors, release)).map(Name::key).next()
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
        crate::secret::is_secret(self.key())
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
