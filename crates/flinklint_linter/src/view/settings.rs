//! The settings of one configuration for people: what takes effect, and what became of every other line.
//!
//! All of it was decided in the settings stage; here it is only put into words.

use super::Texts;
use crate::settings::{Cause, Effect, Problem, ProblemKind, Setting, Settings};
use flinklint_expr::model::Place;
use flinklint_syntax::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One line that sets a key, or was meant to.
#[derive(Debug)]
pub struct SettingView {
    /// The key as written.
    pub key: String,
    /// The value; masked where it is secret, and null for a line that is no setting at all.
    pub value: Option<String>,
    /// Where it comes from: `file:line`.
    pub origin: String,
    /// Of a setting that takes effect, what it overrides and under which other name it is set; of another line, what
    /// became of it.
    pub note: String,
    /// The key that was probably meant, where nothing reads the one that is written.
    pub meant: Option<String>,
}

/// The lines of one or several configurations.
#[derive(Debug, Default)]
pub(super) struct ShownSettings {
    /// Those that take effect.
    pub(super) effective: Vec<SettingView>,
    /// Those that do not.
    pub(super) ignored: Vec<SettingView>,
    /// The keys of all of them.
    keys: HashSet<Span>,
}

impl ShownSettings {
    /// Adds the settings of a store. `problems` are those of its keys, `read_as` names the option of a key where that is
    /// another one.
    pub(super) fn add<'t>(
        &mut self,
        store: &Settings<'t>,
        problems: &Problems<'_, 't>,
        texts: &Texts<'_>,
        is_shown: impl Fn(&Setting<'t>) -> bool,
        read_as: impl Fn(&Setting<'t>) -> Option<&'static str>,
    ) {
        let last: BTreeMap<usize, usize> = store.replacements().collect();
        let mut overridden: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for (n, last) in &last {
            overridden.entry(*last).or_default().extend(store.all().get(*n).map(|setting| setting.key.span));
        }
        for (n, setting) in store.all().iter().enumerate().filter(|(_, setting)| is_shown(setting)) {
            self.keys.insert(setting.key.span);
            let read = last.get(&n).and_then(|last| store.all().get(*last));
            let at = read.map(|read| texts.file_and_line(read.key.span)).unwrap_or_default();
            let problem = problems.of_key.get(&setting.key.span).copied();
            let has_effect = setting.effect == Effect::Effective && problem.is_none();
            let mut meant = None;
            let note = match setting.effect {
                Effect::Effective if has_effect => {
                    let earlier = overridden.get(&n).into_iter().flatten();
                    let mut notes: Vec<String> =
                        earlier.map(|span| format!("overrides {}", texts.file_and_line(*span))).collect();
                    notes.extend(read_as(setting).map(|option| format!("read as {option}")));
                    notes.join(", ")
                }
                Effect::OverriddenBy(_) => format!("overridden by {at}"),
                Effect::OtherName(_) => {
                    let name = read.map_or("", |read| read.key.text.as_ref());
                    format!("another name of {name}, which {at} sets")
                }
                Effect::AfterFinal => "an earlier property is final".to_owned(),
                Effect::ReplacedByDefault => "replaced by a default".to_owned(),
                // A key that follows the form of a family is read, whatever it was meant to be.
                Effect::NotRead | Effect::Effective => {
                    meant = problem.and_then(|problem| problem.meant.value()).map(|meant| meant.to_string());
                    not_read(problem)
                }
            };
            let value = texts.secrets.value(&setting.key.text, Cow::Borrowed(setting.value.text.trim()));
            let value = Texts::printable(&value);
            let shown = if has_effect { &mut self.effective } else { &mut self.ignored };
            let key = Texts::printable(&texts.secrets.hide(setting.key.text.clone()));
            let origin = texts.file_and_line(setting.key.span);
            shown.push(SettingView { key, value: Some(value), origin, note, meant });
        }
    }

    /// Adds the lines that never became a setting.
    pub(super) fn add_lost(&mut self, problems: &Problems<'_, '_>, texts: &Texts<'_>) {
        for problem in &problems.lost {
            let Some(span) = problem.place.as_ref().and_then(Place::span) else { continue };
            let key = problem.key.value();
            let cause = problem.cause.word().replace('-', " ");
            let is_shown = problem.key.place.key.is_some_and(|key| self.keys.contains(&key));
            let (key, note) = match problem.kind {
                ProblemKind::DroppedLine => (key, format!("dropped line: {cause}")),
                ProblemKind::MissingValue if !is_shown => (key, "no value".to_owned()),
                ProblemKind::IgnoredElement if key.is_some() => (key, format!("ignored element: {cause}")),
                ProblemKind::MissingValue | ProblemKind::IgnoredElement => continue,
                _ => {
                    let outer = key.map_or("", |key| key.as_ref());
                    (problem.meant.value(), format!("a part of the value of {outer}"))
                }
            };
            let key = key.map_or_else(String::new, |key| Texts::printable(&texts.secrets.hide(key.clone())));
            let meant = problem.meant.value().map(|meant| meant.to_string());
            self.ignored.push(SettingView { key, value: None, origin: texts.file_and_line(span), note, meant });
        }
    }
}

/// The problems of a configuration that say what became of a line.
pub(super) struct Problems<'p, 't> {
    /// Of keys that nothing reads, by the place of the key.
    of_key: HashMap<Span, &'p Problem<'t>>,
    /// Of lines that are no settings.
    lost: Vec<&'p Problem<'t>>,
}

impl<'p, 't> Problems<'p, 't> {
    pub(super) fn of(problems: impl IntoIterator<Item = &'p Problem<'t>>) -> Self {
        let mut found = Self { of_key: HashMap::new(), lost: Vec::new() };
        for problem in problems {
            match (problem.kind, problem.cause) {
                (ProblemKind::UnknownKey | ProblemKind::WrongFile | ProblemKind::UndeclaredName, _) => {
                    let key = problem.key.place.key.or(problem.key.place.value);
                    found.of_key.extend(key.map(|key| (key, problem)));
                }
                // The property itself takes effect.
                (ProblemKind::IgnoredElement, Cause::FinalIgnored) => {}
                (ProblemKind::DroppedLine | ProblemKind::MissingValue | ProblemKind::IgnoredElement, _)
                | (_, Cause::SecondSetting | Cause::Continuation) => found.lost.push(problem),
                _ => {}
            }
        }
        found
    }
}

/// Why nothing reads a key.
fn not_read(problem: Option<&Problem<'_>>) -> String {
    let Some(problem) = problem else { return "not an option of this version".to_owned() };
    let (meant, file) = (problem.meant.value(), problem.file.value());
    match (problem.cause, meant, file) {
        (_, _, Some(file)) => format!("not read here: it belongs in {file}"),
        (Cause::Newer | Cause::Removed, Some(meant), _) => format!("not read by this version: it reads {meant}"),
        (Cause::Newer | Cause::Removed, None, _) => "not read by this version".to_owned(),
        (Cause::NameService | Cause::NameNode | Cause::ResourceManager, ..) => match problem.value.value() {
            Some(name) => format!("not read: {name} is declared nowhere"),
            None => "not read".to_owned(),
        },
        (_, Some(meant), _) => format!("not read: {meant} was probably meant"),
        _ => "not an option of this version".to_owned(),
    }
}
