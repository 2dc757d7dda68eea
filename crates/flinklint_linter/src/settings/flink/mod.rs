//! The settings of a Flink configuration directory: which file the version reads, which line of it takes effect, and
//! what is wrong with keys and values.
//!
//! The order is in the types: [`Collected`] (what the file says, with everything that was lost on the way) becomes
//! [`unknown_keys::Named`] (every key is read or not), that becomes [`Settings`] (every value that cannot be relied on is
//! known), and only those can be asked for values ([`Lookup`]), which is what the last checks do.

mod changed_values;
mod dropped_lines;
mod files;
mod limits;
mod lookup;
mod names;
mod relations;
mod stray_characters;
mod style;
mod unknown_keys;
#[cfg(test)]
mod value_answers;
mod values;

pub use files::{DeadFile, FileFault, UnreadFile};
pub(crate) use lookup::Lookup;

use super::{Problem, ProblemKind, Problems, Settings, Source};
use crate::discover::FileKind;
use crate::documents::{Node, ParsedDocument};
use crate::settings::{Cause, Setting};
use flinklint_catalog::meant::Answers;
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Located, Maybe, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::config_yaml::ConfigYaml;
use flinklint_syntax::hosts::Hosts;
use flinklint_syntax::legacy::Legacy;
use flinklint_syntax::source::FileId;
use std::borrow::Cow;

/// A node of Flink, by the files that it can have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlinkFiles<'t>(pub(crate) &'t Node<'t>);

impl<'t> FlinkFiles<'t> {
    pub(crate) fn legacy(self) -> Option<ParsedDocument<'t, Legacy<'t>>> {
        self.0.document(FileKind::FlinkConf)
    }

    pub(crate) fn config_yaml(self) -> Option<ParsedDocument<'t, ConfigYaml<'t>>> {
        self.0.document(FileKind::ConfigYaml)
    }

    pub(crate) fn host_list(self, kind: FileKind) -> Option<ParsedDocument<'t, Hosts<'t>>> {
        self.0.document(kind)
    }

    /// A file that only its name keeps from being the configuration, where no other is.
    pub(crate) fn misnamed(self) -> Option<(FileId, &'t str)> {
        let file = self.0.file(FileKind::FlinkMisnamed)?;
        Some((file, self.0.set.path(file).file_name().unwrap_or_default()))
    }
}

/// Everything that is known of the settings of one directory in one version.
#[derive(Debug)]
pub(crate) struct FlinkSettings<'t> {
    /// The file that is read.
    pub(crate) file: Option<FileId>,
    /// Whether that is `flink-conf.yaml`; none where the version reads none of the files.
    pub(crate) legacy: Option<bool>,
    pub(crate) settings: Settings<'t>,
    /// Why `config.yaml` is refused as a whole. Then no single setting of it is judged.
    pub(crate) faults: Vec<FileFault<'t>>,
    pub(crate) unread: Option<UnreadFile<'t>>,
    pub(crate) dead: Option<DeadFile<'t>>,
}

impl FlinkSettings<'_> {
    /// Whether the file is refused as a whole.
    pub(crate) fn is_refused(&self) -> bool {
        !self.faults.is_empty()
    }
}

/// What became of the settings of one directory.
pub(crate) fn settings<'t>(input: FlinkFiles<'t>, answers: &Answers, release: &Release) -> FlinkSettings<'t> {
    let legacy = files::reads_legacy(input, release);
    let lines = input.legacy().filter(|_| legacy == Some(true)).map(|document| document.tree);
    let yaml = input.config_yaml().filter(|_| legacy == Some(false)).map(|document| document.tree);
    let mut problems = Problems::default();
    let mut collected = files::collect(input, legacy);
    let dead = files::dead_file(input, legacy, &mut collected);
    if let Some(lines) = lines {
        dropped_lines::collect(lines, &mut collected, &mut problems, release);
    }
    let named = unknown_keys::judge(collected, lines, yaml, &mut problems, answers, release);
    let settings = stray_characters::judge(named, lines, yaml, &mut problems, release);
    names::judge(&settings, yaml, &mut problems, release);
    changed_values::judge(&settings, lines, yaml, &mut problems, release);
    let lookup = Lookup::new(&settings, release);
    values::judge(&lookup, lines.is_some(), &mut problems);
    relations::judge(&lookup, &mut problems);
    style::judge(&lookup, &mut problems);
    let faults = yaml.map(files::faults).unwrap_or_default();
    let problems = if faults.is_empty() { problems } else { Problems::default() };
    FlinkSettings {
        file: match legacy {
            Some(true) => input.legacy().map(|document| document.file),
            Some(false) => input.config_yaml().map(|document| document.file),
            None => None,
        },
        legacy,
        settings: settings.with_problems(problems),
        faults,
        unread: files::unread_file(input, legacy, release),
        dead,
    }
}

/// A problem of one setting.
fn problem<'t>(kind: ProblemKind, cause: Cause, setting: &Setting<'t>) -> Problem<'t> {
    Problem {
        key: setting.located_key(),
        ha: is_ha(&setting.key.text),
        ..Problem::new(kind, cause, Source::Flink, setting.place())
    }
}

/// A problem of the key of a setting, whatever its value is.
fn problem_of_key<'t>(kind: ProblemKind, cause: Cause, setting: &Setting<'t>) -> Problem<'t> {
    let place = Place::at(setting.key.span);
    Problem {
        key: Maybe::new(setting.key.text.clone(), place.clone()),
        ha: is_ha(&setting.key.text),
        ..Problem::new(kind, cause, Source::Flink, place)
    }
}

/// A text that somebody probably meant, at the place where something else is written.
fn meant<'t>(text: impl Into<Cow<'t, str>>, place: &Place) -> Maybe<Cow<'t, str>> {
    Maybe::new(text.into(), place.clone())
}

/// Whether a key is about high availability, under any of its names.
pub(crate) fn is_ha(key: &str) -> bool {
    key.starts_with("high-availability") || key.starts_with("recovery.")
}

/// A key at its own place, without the value.
pub(crate) fn located<'t>(scalar: &Scalar<'t>) -> Located<Cow<'t, str>> {
    Located::new(scalar.text.clone(), Place::at(scalar.span))
}
