//! Which of the configuration files the version reads, and what lies beside it unread.

use super::losses::located;
use super::settings::Settings;
use super::{FlinkInput, legacy_settings, yaml_settings};
use flinklint_catalog::version::{Release, Version};
use flinklint_expr::model::{Located, Place, facts};
use flinklint_syntax::source::Span;
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// A configuration file that this version never opens, while the one that it wants is missing.
    pub struct UnreadFile<'t> as "unread file" {
        /// Its name.
        name: Cow<'t, str>,
        /// Whether no version opens a file of that name.
        misnamed: bool,
        /// The name that the version wants.
        wanted: &'static str,
    }

    /// A configuration file beside the one that is read.
    pub struct DeadFile<'t> as "dead file" {
        /// Its name.
        name: &'static str,
        /// The name of the file that is read.
        read: &'static str,
        /// Whether it sets anything, and the file that is read differs in what takes effect.
        differs: bool,
        /// Keys of the dead file that the other one does not have, or has with another value.
        keys: Vec<Located<Cow<'t, str>>>,
        /// Whether the dead file asks for high availability and the one that is read does not.
        ha_lost: bool,
    }
}

/// Which file the version reads: up to 1.18 only `flink-conf.yaml`, in 1.19 and 1.20 `flink-conf.yaml` if it is there and
/// `config.yaml` if not, from 2.0 on only `config.yaml` (`GlobalConfiguration.loadConfiguration`).
pub(super) fn reads_legacy(input: &FlinkInput<'_>, release: &Release) -> Option<bool> {
    match (input.legacy.is_some(), input.config_yaml.is_some()) {
        (true, _) if !release.since(Version::new(2, 0)) => Some(true),
        (false, true) if release.since(Version::new(1, 19)) => Some(false),
        (true, true) => Some(false),
        _ => None,
    }
}

/// The file that is there although the version does not open it.
pub(super) fn unread_file<'t>(
    input: &FlinkInput<'t>,
    legacy: Option<bool>,
    release: &Release,
) -> Option<UnreadFile<'t>> {
    if legacy.is_some() {
        return None;
    }
    let (file, name, wanted) = match (input.legacy, input.config_yaml, input.misnamed) {
        (Some((file, ..)), _, _) => (file, "flink-conf.yaml", "config.yaml"),
        (None, Some((file, ..)), _) => (file, "config.yaml", "flink-conf.yaml"),
        (None, None, Some((file, name))) if release.since(Version::new(1, 19)) => (file, name, "config.yaml"),
        (None, None, Some((file, name))) => (file, name, "flink-conf.yaml"),
        (None, None, None) => return None,
    };
    Some(UnreadFile {
        place: Some(Place::at(Span::new(file, 0, 0))),
        texts: PhantomData,
        name: Cow::Borrowed(name),
        misnamed: input.legacy.is_none() && input.config_yaml.is_none(),
        wanted,
    })
}

/// The file beside the one that is read. Keys that only it sets are noted as lost.
pub(super) fn dead_file<'t>(
    input: &FlinkInput<'t>,
    legacy: Option<bool>,
    settings: &mut Settings<'t>,
) -> Option<DeadFile<'t>> {
    let (legacy_file, tree, legacy_template) = input.legacy?;
    let (yaml_file, yaml, yaml_template) = input.config_yaml?;
    let (file, name, read, other) = if legacy? {
        (yaml_file, "config.yaml", "flink-conf.yaml", yaml_settings(yaml_file, yaml, yaml_template))
    } else {
        (legacy_file, "flink-conf.yaml", "config.yaml", legacy_settings(legacy_file, tree, legacy_template))
    };
    let mut keys = Vec::new();
    for written in other.effective() {
        match settings.get(&written.key.text) {
            Some(own) if own.value.text == written.value.text => continue,
            Some(_) => {}
            None => settings.lose(written.key.text.clone(), written.key.span),
        }
        keys.push(located(&written.key));
    }
    let asks = |settings: &Settings<'_>| {
        ["high-availability.type", "high-availability"].iter().any(|key| {
            settings.get(key).is_some_and(|written| {
                !matches!(written.value.text.to_ascii_lowercase().as_str(), "none" | "standalone" | "")
            })
        })
    };
    Some(DeadFile {
        place: Some(Place::at(Span::new(file, 0, 0))),
        texts: PhantomData,
        name,
        read,
        differs: !other.written.is_empty()
            && (!keys.is_empty() || settings.effective().any(|written| other.get(&written.key.text).is_none())),
        keys,
        ha_lost: asks(&other) && !asks(settings),
    })
}
