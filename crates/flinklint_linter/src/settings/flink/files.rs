//! Which of the configuration files the version reads, what it sets, and what becomes of the other one.

use super::{FlinkFiles, located};
use crate::documents::ParsedDocument;
use crate::settings::{Collected, Settings};
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Located, Maybe, Place, facts, words};
use flinklint_syntax::config_yaml::{ConfigError, ConfigErrorKind, ConfigYaml};
use flinklint_syntax::legacy::Legacy;
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// Why Flink refuses `config.yaml` as a whole.
    pub enum FaultKind as "file fault kind" {
        /// It is not YAML.
        Syntax = "syntax",
        /// A mapping has the same key twice.
        DuplicateKey = "duplicate-key",
        /// A key has no value.
        NullValue = "null-value",
        /// There is more than one document.
        MultipleDocuments = "multiple-documents",
        /// The document is not a mapping.
        NotAMapping = "not-a-mapping",
        /// A key is not a text.
        NonTextKey = "non-text-key",
    }
}

facts! {
    /// A fault for which Flink refuses `config.yaml` as a whole.
    pub struct FileFault<'t> as "file fault" {
        /// What kind of fault it is.
        kind: FaultKind,
        /// What is wrong, in one clause.
        message: String,
        /// The first of two equal keys.
        other: Maybe<&'static str>,
        /// The opening bracket that is not closed.
        opened: Maybe<&'static str>,
    }

    /// A configuration file that this version does not read, while the one that it reads is missing.
    pub struct UnreadFile<'t> as "unread file" {
        /// Its name.
        name: Cow<'t, str>,
        /// Whether no version reads a file of that name.
        misnamed: bool,
        /// The name of the file that the version reads.
        wanted: &'static str,
    }

    /// A configuration file in the same directory as the one that is read.
    pub struct DeadFile<'t> as "dead file" {
        /// Its name.
        name: &'static str,
        /// The name of the file that is read.
        read: &'static str,
        /// Whether it has a setting that the file that is read does not have, or has with another value.
        differs: bool,
        /// Keys of the dead file that the other one does not have, or has with another value.
        keys: Vec<Located<Cow<'t, str>>>,
        /// Whether high availability is configured in this file, but not in the one that is read.
        ha_lost: bool,
    }
}

/// Which file the version reads: up to 1.18 only `flink-conf.yaml`, in 1.19 and 1.20 `flink-conf.yaml` if it is there and
/// `config.yaml` if not, from 2.0 on only `config.yaml` (`GlobalConfiguration.loadConfiguration`).
pub(super) fn reads_legacy(input: FlinkFiles<'_>, release: &Release) -> Option<bool> {
    match (input.legacy().is_some(), input.config_yaml().is_some()) {
        (true, _) if !release.since(Version::new(2, 0)) => Some(true),
        (false, true) if release.since(Version::new(1, 19)) => Some(false),
        (true, true) => Some(false),
        _ => None,
    }
}

/// The file that is there although the version does not open it.
pub(super) fn unread_file<'t>(
    input: FlinkFiles<'t>,
    legacy: Option<bool>,
    release: &Release,
) -> Option<UnreadFile<'t>> {
    if legacy.is_some() {
        return None;
    }
    let (file, name, wanted) = match (input.legacy(), input.config_yaml(), input.misnamed()) {
        (Some(document), _, _) => (document.file, "flink-conf.yaml", "config.yaml"),
        (None, Some(document), _) => (document.file, "config.yaml", "flink-conf.yaml"),
        (None, None, Some((file, name))) if release.since(Version::new(1, 19)) => (file, name, "config.yaml"),
        (None, None, Some((file, name))) => (file, name, "flink-conf.yaml"),
        (None, None, None) => return None,
    };
    Some(UnreadFile {
        place: Some(Place::at(Span::new(file, 0, 0))),
        texts: PhantomData,
        name: Cow::Borrowed(name),
        misnamed: input.legacy().is_none() && input.config_yaml().is_none(),
        wanted,
    })
}

/// The settings of the file that is read, as it says them.
pub(super) fn collect<'t>(input: FlinkFiles<'t>, legacy: Option<bool>) -> Collected<'t> {
    let collected = match legacy {
        Some(true) => input.legacy().map(collect_lines),
        Some(false) => input.config_yaml().map(collect_yaml),
        None => None,
    };
    collected.unwrap_or_else(|| {
        // Nothing starts in a directory without a file that the version reads, and what would be set is not known.
        let mut nothing = Collected::default();
        nothing.leave_open();
        nothing
    })
}

fn collect_lines<'t>(document: ParsedDocument<'t, Legacy<'t>>) -> Collected<'t> {
    let ParsedDocument { tree: lines, template, .. } = document;
    let mut collected = Collected::default();
    for entry in &lines.entries {
        let unknown = placeholder(&entry.entry.value.text).is_some();
        collected.set(entry.entry.key.clone(), entry.entry.value.clone(), unknown);
    }
    if template || lines.utf16 {
        collected.leave_open();
    }
    collected
}

fn collect_yaml<'t>(document: ParsedDocument<'t, ConfigYaml<'t>>) -> Collected<'t> {
    let ParsedDocument { tree: yaml, template, .. } = document;
    let mut collected = Collected::default();
    // What a syntax error is in, or follows it, is not what the author meant it to be.
    let syntax = yaml.errors.iter().filter(|error| error.kind == ConfigErrorKind::Syntax);
    let reliable = syntax.map(|error| error.error.span.start).min().unwrap_or(u32::MAX);
    for entry in yaml.entries.iter().filter(|entry| entry.value.span.end < reliable) {
        let unknown = placeholder(&entry.value.text).is_some();
        collected.set(entry.key.clone(), entry.value.clone(), unknown);
    }
    // A file that is refused sets nothing, but the author's mistake is the fault, not the absence of everything else.
    if template || !yaml.errors.is_empty() {
        collected.leave_open();
    }
    collected
}

/// Why the file is refused as a whole.
pub(super) fn faults<'t>(yaml: &ConfigYaml<'t>) -> Vec<FileFault<'t>> {
    yaml.errors.iter().map(fault).collect()
}

fn fault<'t>(error: &ConfigError) -> FileFault<'t> {
    let related = |wanted: bool, name| match error.error.related.filter(|_| wanted) {
        Some(span) => Maybe::new(name, Place::at(span)),
        None => Maybe::absent(),
    };
    let kind = match error.kind {
        ConfigErrorKind::Syntax => FaultKind::Syntax,
        ConfigErrorKind::DuplicateKey => FaultKind::DuplicateKey,
        ConfigErrorKind::NullValue => FaultKind::NullValue,
        ConfigErrorKind::MultipleDocuments => FaultKind::MultipleDocuments,
        ConfigErrorKind::NotAMapping => FaultKind::NotAMapping,
        ConfigErrorKind::NonTextKey => FaultKind::NonTextKey,
    };
    let is_syntax = kind == FaultKind::Syntax;
    FileFault {
        place: Some(Place::at(error.error.span)),
        texts: PhantomData,
        kind,
        message: error.error.message.clone(),
        other: related(!is_syntax, "first"),
        opened: related(is_syntax, "bracket"),
    }
}

/// The file in the same directory as the one that is read. Keys that only it sets are noted as lost.
pub(super) fn dead_file<'t>(
    input: FlinkFiles<'t>,
    legacy: Option<bool>,
    collected: &mut Collected<'t>,
) -> Option<DeadFile<'t>> {
    let (lines, yaml) = (input.legacy()?, input.config_yaml()?);
    let (file, name, read, other) = if legacy? {
        (yaml.file, "config.yaml", "flink-conf.yaml", collect_yaml(yaml))
    } else {
        (lines.file, "flink-conf.yaml", "config.yaml", collect_lines(lines))
    };
    let other = other.finish();
    let mut keys = Vec::new();
    for (_, setting) in other.last() {
        match collected.so_far().get(&setting.key.text) {
            Some(own) if own.value.text == setting.value.text => continue,
            Some(_) => {}
            None => collected.lose(setting.key.text.clone(), setting.key.span),
        }
        keys.push(located(&setting.key));
    }
    let settings = collected.so_far();
    let asks = |settings: &Settings<'_>| {
        ["high-availability.type", "high-availability"].iter().any(|key| {
            settings.get(key).is_some_and(|setting| {
                !matches!(setting.value.text.to_ascii_lowercase().as_str(), "none" | "standalone" | "")
            })
        })
    };
    Some(DeadFile {
        place: Some(Place::at(Span::new(file, 0, 0))),
        texts: PhantomData,
        name,
        read,
        differs: !other.all().is_empty()
            && (!keys.is_empty() || settings.last().any(|(_, setting)| other.get(&setting.key.text).is_none())),
        keys,
        ha_lost: asks(&other) && !asks(settings),
    })
}
