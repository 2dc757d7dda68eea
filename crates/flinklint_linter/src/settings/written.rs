//! Settings as facts: the list of everything that is written, for rules about any key, and a map for rules about one.
//!
//! Both are made once, when the settings are finished. Which value takes effect was decided before.

use super::store::{Effect, Settings};
use crate::redact::shown;
use flinklint_catalog::closest;
use flinklint_catalog::content::Content;
use flinklint_catalog::hadoop::{File, home};
use flinklint_catalog::option;
use flinklint_catalog::version::Product;
use flinklint_expr::model::{
    Known, Located, Lookup, Map, MapSchema, Mapped, Maybe, Node, Object, Origin, Place, Readable, Type, Typed, Value,
    facts, words,
};
use flinklint_syntax::source::FileId;
use flinklint_syntax::value::boolean::parse_boolean;
use flinklint_syntax::value::duration::{DurationForm, parse_duration};
use flinklint_syntax::value::hadoop;
use flinklint_syntax::value::integer::parse_java_long;
use flinklint_syntax::value::memory_size::parse_memory;
use flinklint_syntax::value::zookeeper::parse_zk_bool;
use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// The effect of a written setting.
    pub enum SettingEffect as "effect of a setting" {
        /// It takes effect.
        Effective = "effective",
        /// A later line sets the same key.
        Overridden = "overridden",
        /// The option is set under another name, which is read first.
        OtherName = "other-name",
        /// An earlier property of the same name is final.
        AfterFinal = "after-final",
        /// A default that is read later overrides it.
        ReplacedByDefault = "replaced-by-default",
        /// Nothing reads the key in this file.
        NotRead = "not-read",
    }
}

facts! {
    /// A setting as written, and its effect.
    pub struct WrittenSetting<'t> as "written setting" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The value; masked where it is a secret.
        value: Located<Cow<'t, str>>,
        /// The name of the file.
        file: &'static str,
        /// The name of the option that the key sets in this version; null if no option has this key.
        option: Maybe<&'static str>,
        /// Its effect.
        effect: SettingEffect,
    }

    /// Everything that a map of settings is made of.
    pub struct WrittenSettings<'t> as "written settings" {
        /// What is written.
        all: Arc<Vec<WrittenSetting<'t>>>,
        /// Keys that a line was meant to set that has no effect, at that line.
        lost: Vec<Located<Cow<'t, str>>>,
    }
}

/// Whose settings a map has.
pub trait Owner: Clone + std::fmt::Debug + Send + Sync {
    /// The product.
    const PRODUCT: Product;
    /// What the map consists of.
    const SCHEMA: &'static MapSchema;
}

macro_rules! owners {
    ($($(#[doc = $doc:literal])* $name:ident as $public:literal = $schema:ident;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name;

        static $schema: MapSchema = MapSchema {
            name: $public,
            doc: &[$($doc),*],
            value_type: |key| Typed { of: type_of(Product::$name, key), nullable: true },
            note: |key| note(Product::$name, key),
        };

        impl Owner for $name {
            const PRODUCT: Product = Product::$name;
            const SCHEMA: &'static MapSchema = &$schema;
        }
    )*};
}

owners! {
    /// The settings of a Flink configuration by key: the value that takes effect, also if it is set under another name
    /// of the option; null if it is not set.
    Flink as "flink settings" = FLINK;
    /// The settings of a ZooKeeper server by key; null where nothing is set.
    ZooKeeper as "zookeeper settings" = ZOOKEEPER;
    /// The settings of a Hadoop directory by key, deprecated names included: each as the product reads it that the key is
    /// for; null where nothing is set, and unknown where the site file of the key is not there.
    Hadoop as "hadoop settings" = HADOOP;
}

fn content_of(product: Product, key: &str) -> Content {
    option::find(product, key).map_or(Content::Unknown, |found| found.option.content_of_any())
}

fn type_of(product: Product, key: &str) -> Type {
    match content_of(product, key) {
        Content::Boolean => Type::Bool,
        Content::Integer | Content::Long | Content::Port => Type::Int,
        // Hadoop's durations have a unit of their own for each key where none is written.
        Content::Duration if product != Product::Hadoop => Type::Duration,
        Content::Size => Type::Size,
        _ => Type::Text,
    }
}

fn note(product: Product, key: &str) -> Option<String> {
    if option::find(product, key).is_some() {
        return None;
    }
    let meant = closest(key, option::all(product).map(|option| option.key()))?;
    Some(format!("no version of {} has an option `{key}`; did you mean `{meant}`?", product.name()))
}

/// The value of a key in the type that the map has for it; unknown where the text is no such value, which is a problem of
/// its own.
fn typed(product: Product, key: &str, text: &str) -> Option<Value<'static>> {
    let trimmed = text.trim();
    let newest = DurationForm { minutes_as_m: true, large: true, iso: true };
    match (type_of(product, key), product) {
        (Type::Bool, Product::Hadoop) => hadoop::parse_hadoop_boolean(trimmed).map(Value::Bool),
        (Type::Bool, Product::ZooKeeper) => parse_zk_bool(trimmed, false).ok().map(Value::Bool),
        (Type::Bool, Product::Flink) => parse_boolean(trimmed).ok().map(Value::Bool),
        (Type::Int, Product::Hadoop) => hadoop::parse_hadoop_long(trimmed).ok().map(Value::Int),
        (Type::Int, _) => parse_java_long(trimmed).ok().map(Value::Int),
        (Type::Duration, _) => parse_duration(trimmed, newest).ok().map(Value::Duration),
        (Type::Size, Product::Hadoop) => hadoop::parse_hadoop_long_bytes(trimmed).ok().map(Value::Size),
        (Type::Size, _) => parse_memory(trimmed).ok().map(Value::Size),
        _ => None,
    }
}

/// The settings of one configuration by key.
#[derive(Clone, Debug)]
pub struct SettingsMap<'t, P> {
    written: Arc<WrittenSettings<'t>>,
    index: Arc<Index<'t>>,
    open: bool,
    /// The site files that are not there; their keys may be set elsewhere.
    missing: Arc<Vec<File>>,
    owner: PhantomData<P>,
}

#[derive(Debug, Default)]
struct Index<'t> {
    /// The setting to show for a key as written, and for the name of an option.
    by_key: HashMap<Cow<'t, str>, usize>,
    /// The settings that no later line of the same key overrides.
    last: Vec<usize>,
}

/// Whether a key is that of an option with a name behind it.
fn is_below(key: &str, option: &str) -> bool {
    key.strip_prefix(option).is_some_and(|name| name.starts_with('.'))
}

impl<'t> Index<'t> {
    fn of(settings: &Settings<'t>) -> Self {
        let all = settings.all().len();
        let mut index = Self { by_key: HashMap::with_capacity(all), last: Vec::with_capacity(all) };
        for (n, setting) in settings.all().iter().enumerate() {
            let key = setting.key.text.clone();
            match setting.effect {
                Effect::Effective => {
                    index.by_key.insert(key, n);
                    // Names stand behind many keys of Hadoop: what is set for one name is not the option itself.
                    if let Some(option) = setting.option.filter(|option| !is_below(&setting.key.text, option)) {
                        index.by_key.insert(Cow::Borrowed(option), n);
                    }
                }
                Effect::OtherName(read) => {
                    index.by_key.insert(key, read);
                }
                Effect::NotRead => {
                    index.by_key.entry(key).or_insert(n);
                }
                Effect::OverriddenBy(_) | Effect::AfterFinal | Effect::ReplacedByDefault => continue,
            }
            index.last.push(n);
        }
        index
    }
}

impl<'t, P: Owner> SettingsMap<'t, P> {
    /// The facts of finished settings; `file_name` says what a file is called.
    pub(crate) fn new(settings: &Settings<'t>, file_name: impl Fn(FileId) -> &'static str) -> Map<Self> {
        let written = settings.all().iter().map(|setting| {
            let place = setting.place();
            let is_known = !setting.unknown && (setting.is_overridden() || settings.is_certain(setting));
            let text = || shown(&setting.key.text, setting.value.text.clone());
            WrittenSetting {
                place: Some(place.clone()),
                texts: PhantomData,
                key: Located::new(setting.key.text.clone(), Place::at(setting.key.span)),
                value: Located {
                    known: if is_known { Known::Value(text()) } else { Known::Unknown },
                    place: place.clone(),
                },
                file: file_name(setting.file),
                option: setting.option.map_or_else(Maybe::absent, |option| Maybe::new(option, place)),
                effect: match setting.effect {
                    Effect::Effective => SettingEffect::Effective,
                    Effect::OverriddenBy(_) => SettingEffect::Overridden,
                    Effect::OtherName(_) => SettingEffect::OtherName,
                    Effect::AfterFinal => SettingEffect::AfterFinal,
                    Effect::ReplacedByDefault => SettingEffect::ReplacedByDefault,
                    Effect::NotRead => SettingEffect::NotRead,
                },
            }
        });
        let lost = settings
            .all_lost()
            .into_iter()
            .map(|(key, span)| Located::new(key.clone(), Place { lost: Some(span), ..Place::nowhere(Origin::Absent) }));
        Map(Self {
            written: Arc::new(WrittenSettings {
                place: None,
                texts: PhantomData,
                all: Arc::new(written.collect()),
                lost: lost.collect(),
            }),
            index: Arc::new(Index::of(settings)),
            open: settings.is_open(),
            missing: Arc::default(),
            owner: PhantomData,
        })
    }

    /// The same without certainty about the keys of these site files.
    pub(crate) fn without(self, missing: Vec<File>) -> Self {
        Self { missing: Arc::new(missing), ..self }
    }

    /// Everything that is written.
    #[must_use]
    pub fn all(&self) -> Arc<Vec<WrittenSetting<'t>>> {
        Arc::clone(&self.written.all)
    }

    /// The setting of a key, or of another name of the same option in any version.
    fn find(&self, key: &str) -> Option<&WrittenSetting<'t>> {
        let of = |name: &str| self.index.by_key.get(name);
        let under_other_names = || {
            let option = option::exact(P::PRODUCT, key)?.option;
            of(option.key()).or_else(|| option.names().find_map(|name| of(name.key())))
        };
        self.written.all.get(*of(key).or_else(under_other_names)?)
    }

    fn lost(&self, key: &str) -> Option<&Place> {
        let lost = &self.written.lost;
        let n = lost.binary_search_by(|lost| lost.value().map_or("", |lost| lost.as_ref()).cmp(key)).ok()?;
        lost.get(n).map(|lost| &lost.place)
    }

    fn value<'m>(&'m self, key: &str, read: impl FnOnce(&'m str) -> Value<'m>) -> Node<'m> {
        match self.find(key) {
            Some(setting) => {
                let text = setting.value.value();
                Node { value: text.map_or(Value::Unknown, |text| read(text)), place: Some(&setting.value.place) }
            }
            None => Node { value: Value::Null, place: self.lost(key) },
        }
    }
}

impl<P: Owner> Lookup for SettingsMap<'_, P> {
    fn schema(&self) -> &'static MapSchema {
        P::SCHEMA
    }

    fn get(&self, key: &str) -> Node<'_> {
        self.value(key, |text| match type_of(P::PRODUCT, key) {
            Type::Text => Value::Text(Cow::Borrowed(text)),
            _ => typed(P::PRODUCT, key, text).unwrap_or(Value::Unknown),
        })
    }

    fn written(&self, key: &str) -> Node<'_> {
        self.value(key, |text| Value::Text(Cow::Borrowed(text)))
    }

    fn count(&self) -> usize {
        self.index.last.len()
    }

    fn key(&self, position: usize) -> Node<'_> {
        let setting = self.index.last.get(position).and_then(|&n| self.written.all.get(n));
        setting.map_or(Node::bare(Value::Null), |setting| setting.key.node())
    }

    fn is_open(&self) -> bool {
        self.open
    }

    fn may_have(&self, key: &str) -> bool {
        let is_in_missing_file = || self.missing.contains(&home(key).unwrap_or(File::Core));
        self.open || !self.missing.is_empty() && is_in_missing_file() && self.lost(key).is_none()
    }

    fn basis(&self) -> Option<&dyn Object> {
        Some(&*self.written)
    }
}

impl<P: Owner> Mapped for SettingsMap<'_, P> {
    const SCHEMA: &'static MapSchema = P::SCHEMA;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Collected;
    use flinklint_syntax::Scalar;
    use flinklint_syntax::source::{FileSet, Span};

    fn map(lines: &[(&'static str, &'static str)]) -> SettingsMap<'static, Flink> {
        let file = FileSet::new(0).add("config.yaml", Vec::new());
        let mut collected = Collected::default();
        for (n, (key, value)) in lines.iter().enumerate() {
            let span = Span::new(file, n, n + 1);
            collected.set(Scalar::new(*key, span), Scalar::new(*value, span), value.contains("${"));
        }
        collected.decide(|setting| {
            let found = option::exact(Product::Flink, &setting.key.text);
            setting.option = found.map(|found| found.option.key());
            setting.option.is_some()
        });
        collected.lose("rest.address", Span::new(file, 90, 91));
        SettingsMap::new(&collected.finish(), |_| "config.yaml").0
    }

    #[test]
    fn values_have_the_types_of_their_options() {
        let map = map(&[
            ("heartbeat.timeout", "50 s"),
            ("rest.port", "8081"),
            ("rest.port", "8082"),
            ("recovery.mode", "zookeeper"),
            ("my.own.key", "5"),
            ("parallelism.default", "many"),
            ("blob.server.port", "${PORT}"),
        ]);
        assert!(matches!(map.get("heartbeat.timeout").value, Value::Duration(50_000)));
        assert!(matches!(map.get("rest.port").value, Value::Int(8082)));
        for name in ["high-availability.type", "high-availability", "recovery.mode"] {
            assert!(matches!(map.get(name).value, Value::Text(mode) if mode == "zookeeper"), "{name}");
        }
        assert!(matches!(map.get("my.own.key").value, Value::Text(text) if text == "5"));
        assert!(matches!(map.get("parallelism.default").value, Value::Unknown));
        assert!(matches!(map.written("parallelism.default").value, Value::Text(text) if text == "many"));
        assert!(matches!(map.get("blob.server.port").value, Value::Unknown));
        assert!(matches!(map.get("taskmanager.host").value, Value::Null));
        let lost = map.get("rest.address");
        assert!(matches!(lost.value, Value::Null) && lost.place.is_some_and(|place| place.lost.is_some()));
        assert_eq!((map.count(), map.all().len()), (6, 7));
        assert_eq!(map.all().first().map(|setting| setting.effect), Some(SettingEffect::Effective));
        assert_eq!(map.all().get(1).map(|setting| setting.effect), Some(SettingEffect::Overridden));
    }

    #[test]
    fn a_key_that_no_version_has_is_noted() {
        assert_eq!(note(Product::Flink, "heartbeat.timeout"), None);
        assert!(note(Product::Flink, "hartbeat.timeout").is_some_and(|note| note.contains("`heartbeat.timeout`")));
        assert_eq!(note(Product::Flink, "my.own.key"), None);
    }
}
