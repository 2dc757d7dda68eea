//! What `show` prints of one deployment: the same facts that rules see, for people and as JSON.

mod memory;
mod settings;

use crate::discover::{Part, SkippedFile};
use crate::documents::{self, Document, Node};
use crate::facts::flink;
use crate::findings::ProductVersion;
use crate::project::{Reader, Understanding, checked};
use crate::redact::Secrets;
use crate::settings::Setting;
use crate::settings::flink::{self as flink_settings, FlinkFiles};
use crate::settings::hadoop::{self as hadoop_settings, SiteFiles};
use crate::settings::zookeeper::{self as zookeeper_settings, ServerFiles};
use crate::versions::space::World;
use camino::{Utf8Path, Utf8PathBuf};
use flinklint_catalog::hadoop::replaced_by;
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::{Product, Release, Version};
use flinklint_expr::model::{self, Lookup, Object, Place, Value};
use flinklint_syntax::source::{FileId, FileSet, Span};
pub use memory::{BudgetView, SizeView};
use serde_json::{Map, json};
pub use settings::SettingView;
use settings::{Problems, ShownSettings};

/// One deployment.
#[derive(Debug)]
pub struct DeploymentView {
    /// Its name.
    pub name: String,
    /// What is assumed of each product.
    pub versions: Vec<ProductVersion>,
    /// Its nodes.
    pub nodes: Vec<NodeView>,
    /// The memory of each Flink directory.
    pub memory: Vec<MemoryView>,
    /// Files that are not ours; their paths lead the reader there.
    pub skipped: Vec<SkippedFile>,
    /// The facts.
    pub facts: serde_json::Value,
}

/// The memory of one Flink directory.
#[derive(Debug)]
pub struct MemoryView {
    /// Which version it is worked out for, and the folder.
    pub title: String,
    /// One for each process.
    pub budgets: Vec<BudgetView>,
}

/// One configuration directory.
#[derive(Debug)]
pub struct NodeView {
    /// What it is and which version it is taken for.
    pub title: String,
    /// Its files.
    pub files: Vec<String>,
    /// The settings that take effect.
    pub settings: Vec<SettingView>,
    /// The lines that do not, with what became of them.
    pub ignored: Vec<SettingView>,
}

impl DeploymentView {
    /// Whether any file of it is ours.
    #[must_use]
    pub fn is_deployment(&self) -> bool {
        !self.nodes.is_empty()
    }
}

/// The texts of a deployment, what must not be shown of them, and who reads.
struct Texts<'s> {
    set: &'s FileSet,
    secrets: &'s Secrets,
    reader: &'s Reader,
}

impl Texts<'_> {
    /// The path of a text, as it leads the reader there.
    fn path(&self, file: FileId) -> Utf8PathBuf {
        let physical = self.set.physical(Span::new(file, 0, 0)).file;
        self.reader.way_to(self.set.path(physical))
    }

    /// The place where a span begins, as `file:line`.
    fn file_and_line(&self, span: Span) -> String {
        let physical = self.set.physical(span);
        format!("{}:{}", self.path(physical.file), self.set.lines(physical.file).line(physical.start))
    }

    /// A text without characters that a terminal takes for commands.
    fn printable(text: &str) -> String {
        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
    }

    /// A folder, as it leads the reader there.
    fn folder(&self, folder: &str) -> Utf8PathBuf {
        self.reader.way_to(Utf8Path::new(folder))
    }
}

/// Works out what to show, for the newest possible versions.
pub(crate) fn view(understanding: &Understanding, reader: &Reader) -> DeploymentView {
    let (name, set, found) = (understanding.name(), understanding.set(), understanding.nodes());
    let (ranges, documents, worlds) = (understanding.ranges(), understanding.documents(), understanding.worlds());
    let secrets = documents::secrets(documents, set);
    let texts = Texts { set, secrets: &secrets, reader };
    let mut nodes = Vec::new();
    // The newest version behaves like the stretch of versions that it lies in; it is the one to name.
    let newest = ranges.map(|product, range| range.newest(product));
    let flink_release = Release::new(newest[Product::Flink], &ranges[Product::Flink]);
    nodes.extend(documents.of(Product::Flink).map(|node| flink_node(node, &flink_release, &texts)));
    let zookeeper_release = Release::new(newest[Product::ZooKeeper], &ranges[Product::ZooKeeper]);
    nodes.extend(documents.of(Product::ZooKeeper).map(|node| zookeeper_node(node, &zookeeper_release, &texts)));
    nodes.extend(documents.of(Product::Hadoop).map(|node| hadoop_node(node, newest[Product::Hadoop], &texts)));
    let memory = worlds.first().map(|World { deployment, .. }| {
        let title =
            |flink: &flink::Flink<'_>| format!("Flink {} in {}", newest[Product::Flink], texts.folder(&flink.dir));
        deployment
            .flinks
            .iter()
            .map(|flink| MemoryView { title: title(flink), budgets: memory::budgets(&flink.memory, &texts) })
            .collect()
    });
    let facts = worlds.first().map(|World { deployment, .. }| object(deployment, &texts)).unwrap_or_default();
    let checked = checked(understanding);
    DeploymentView {
        name: reader.way_to(name).to_string(),
        versions: checked.versions.to_vec(),
        nodes,
        memory: memory.unwrap_or_default(),
        skipped: found
            .skipped
            .iter()
            .map(|file| SkippedFile { path: reader.way_to(&file.path), ..file.clone() })
            .collect(),
        facts,
    }
}

/// The files of a node that somebody reads.
fn files_of<'n>(node: &'n Node<'_>) -> impl Iterator<Item = &'n Document<'n>> {
    node.documents.iter().filter(|document| document.kind.part() != Part::Misnamed)
}

fn node_view(title: String, files: Vec<String>, shown: ShownSettings) -> NodeView {
    NodeView { title, files, settings: shown.effective, ignored: shown.ignored }
}

fn flink_node<'t>(node: &'t Node<'t>, release: &Release, texts: &Texts<'_>) -> NodeView {
    let read = flink_settings::settings(FlinkFiles(node), &Answers::default(), release);
    let files = files_of(node).map(|document| {
        let path = texts.path(document.file);
        let is_conf = document.kind.part() == Part::Configuration;
        if is_conf && Some(document.file) != read.file {
            format!("{path} (not read by this version)")
        } else if is_conf && read.is_refused() {
            format!("{path} (refused as a whole)")
        } else {
            path.to_string()
        }
    });
    let files = files.collect();
    let problems = Problems::of(read.settings.problems().iter().map(AsRef::as_ref));
    let mut shown = ShownSettings::default();
    let read_as = |setting: &Setting<'t>| setting.option.filter(|option| *option != setting.key.text);
    shown.add(&read.settings, &problems, texts, |_| true, read_as);
    shown.add_lost(&problems, texts);
    node_view(format!("Flink {} in {}", release.version(), texts.folder(node.dir.as_str())), files, shown)
}

fn zookeeper_node<'t>(node: &'t Node<'t>, release: &Release, texts: &Texts<'_>) -> NodeView {
    let files = files_of(node).map(|document| texts.path(document.file).to_string()).collect();
    let mut shown = ShownSettings::default();
    if let Some(files) = ServerFiles::of(node) {
        let read = zookeeper_settings::read(&files, release).store;
        let problems = Problems::of(read.problems().iter().map(AsRef::as_ref));
        shown.add(&read, &problems, texts, |_| true, |_| None);
        shown.add_lost(&problems, texts);
    }
    node_view(format!("ZooKeeper server in {}", texts.folder(node.dir.as_str())), files, shown)
}

fn hadoop_node<'t>(node: &'t Node<'t>, version: Version, texts: &Texts<'_>) -> NodeView {
    let files = files_of(node).map(|document| texts.path(document.file).to_string()).collect();
    let read = hadoop_settings::settings(&SiteFiles::of(node));
    let problems = Problems::of(read.problems.all().iter().map(AsRef::as_ref));
    let mut shown = ShownSettings::default();
    for configuration in read.all() {
        let is_shown = |setting: &Setting<'t>| read.is_read_in(setting, configuration);
        shown.add(&configuration.store, &problems, texts, is_shown, |setting| replaced_by(&setting.key.text));
    }
    shown.add_lost(&problems, texts);
    node_view(format!("Hadoop {version}"), files, shown)
}

fn object(object: &dyn Object, texts: &Texts<'_>) -> serde_json::Value {
    let schema = object.schema();
    let mut map = Map::new();
    for (n, field) in schema.fields.iter().enumerate() {
        map.insert(field.name.to_owned(), node(&object.field(n), field.name, texts));
    }
    if let Some(span) = object.place().and_then(Place::span) {
        map.insert("$at".into(), json!(texts.file_and_line(span)));
    }
    serde_json::Value::Object(map)
}

fn map(entries: &dyn Lookup, texts: &Texts<'_>) -> serde_json::Value {
    let mut map = Map::new();
    for position in 0..entries.count() {
        if let Value::Text(key) = entries.key(position).value {
            map.insert(key.to_string(), node(&entries.get(&key), &key, texts));
        }
    }
    serde_json::Value::Object(map)
}

/// A value; one that is written somewhere says where. The value of a secret setting is masked by its key.
fn node(node: &model::Node<'_>, name: &str, texts: &Texts<'_>) -> serde_json::Value {
    let value = match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Unknown => json!({"$unknown": true}),
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Text(text) => {
            let key = node
                .place
                .and_then(|place| place.key)
                .map(|key| String::from_utf8_lossy(texts.set.slice(key)).into_owned());
            json!(texts.secrets.value(key.as_deref().unwrap_or(name), text.clone()))
        }
        Value::Duration(millis) => json!({"ms": millis}),
        Value::Size(bytes) => json!({"bytes": bytes}),
        Value::List(items) => return (0..items.count()).map(|n| self::node(&items.item(n), name, texts)).collect(),
        Value::Made(items, _) => return items.iter().map(|item| self::node(item, name, texts)).collect(),
        Value::Object(inner) => return object(*inner, texts),
        Value::Map(entries) => return self::map(*entries, texts),
    };
    match node.place {
        Some(place) => {
            let mut map = Map::new();
            map.insert("value".into(), value);
            map.insert("origin".into(), json!(place.origin.as_str()));
            if let Some(span) = place.span() {
                map.insert("at".into(), json!(texts.file_and_line(span)));
            }
            if let Some(lost) = place.lost {
                map.insert("lost_at".into(), json!(texts.file_and_line(lost)));
            }
            serde_json::Value::Object(map)
        }
        None => value,
    }
}
