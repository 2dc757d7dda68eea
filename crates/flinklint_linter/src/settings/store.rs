//! The store of settings: what is collected while files are read, and what is left when everything is decided.
//!
//! [`Collected`] can be changed and not asked for values; [`Settings`], which it becomes, the other way round. Which key
//! is read, and what is wrong with one, is for the products to say.

use super::Problem;
use super::problem::Problems;
use flinklint_catalog::flink::ValueType;
use flinklint_expr::model::{Known, Maybe, Origin, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::{FileId, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One key as it is written, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Setting<'t> {
    /// The key, as the reader decodes it.
    pub(crate) key: Scalar<'t>,
    /// The value, as the reader decodes it.
    pub(crate) value: Scalar<'t>,
    /// The text that it is written in.
    pub(crate) file: FileId,
    /// The name of the option that it is for in this version; none where no option has the key.
    pub(crate) option: Option<&'static str>,
    /// The type of the option, where it is one of Flink.
    pub(crate) value_type: Option<ValueType>,
    /// Its effect.
    pub(crate) effect: Effect,
    /// Whether it overrides an earlier line with the same key.
    pub(crate) overrides: bool,
    /// Whether the value cannot be known or has a problem of its own, so that nothing else is concluded from it.
    pub(crate) unknown: bool,
}

impl<'t> Setting<'t> {
    /// Where key and value are written.
    pub(crate) fn place(&self) -> Place {
        Place::set(self.key.span, self.value.span)
    }

    /// The key, at a place where a report points at the value.
    pub(crate) fn located_key(&self) -> Maybe<Cow<'t, str>> {
        Maybe::new(self.key.text.clone(), self.place())
    }

    /// Whether the product reads the key, under whatever name.
    pub(crate) fn is_read(&self) -> bool {
        self.effect != Effect::NotRead
    }

    /// Whether a later line sets the same key.
    pub(crate) fn is_overridden(&self) -> bool {
        matches!(self.effect, Effect::OverriddenBy(_))
    }
}

/// What became of a setting. Numbers are positions in [`Settings::all`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It is what the process reads.
    Effective,
    /// A later line sets the same key.
    OverriddenBy(usize),
    /// The option is set under a name that is read first.
    OtherName(usize),
    /// An earlier property is final.
    AfterFinal,
    /// A default that is read later overrides it.
    ReplacedByDefault,
    /// Nothing reads the key in this file.
    NotRead,
}

/// Settings that are being collected: they can be changed, and nobody can ask for the value of an option yet.
#[derive(Debug, Default)]
pub(crate) struct Collected<'t> {
    settings: Settings<'t>,
}

impl<'t> Collected<'t> {
    /// Lines of which their reader has decided which one takes effect. A key is found under the line that is read.
    pub(crate) fn of(all: Vec<Setting<'t>>, open: bool) -> Self {
        let mut latest = HashMap::with_capacity(all.len());
        for (n, setting) in all.iter().enumerate().filter(|(_, setting)| !setting.is_overridden()) {
            if setting.is_read() {
                latest.insert(setting.key.text.clone(), n);
            } else {
                latest.entry(setting.key.text.clone()).or_insert(n);
            }
        }
        Self { settings: Settings { all, latest, open, ..Settings::default() } }
    }

    /// Adds a line; one of the same key before it is overridden.
    pub(crate) fn set(&mut self, key: Scalar<'t>, value: Scalar<'t>, unknown: bool) {
        let store = &mut self.settings;
        let n = store.all.len();
        let earlier = store.latest.insert(key.text.clone(), n);
        if let Some(earlier) = earlier.and_then(|earlier| store.all.get_mut(earlier)) {
            earlier.effect = Effect::OverriddenBy(n);
        }
        store.all.push(Setting {
            file: key.span.file,
            key,
            value,
            option: None,
            value_type: None,
            effect: Effect::Effective,
            overrides: earlier.is_some(),
            unknown,
        });
    }

    /// Adds a line of which everything is decided, under the name by which it is asked for.
    pub(crate) fn add(&mut self, name: impl Into<Cow<'t, str>>, setting: Setting<'t>) {
        let store = &mut self.settings;
        if setting.effect == Effect::Effective {
            store.latest.insert(name.into(), store.all.len());
        }
        store.all.push(setting);
    }

    /// Notes that a line meant to set `key` and never takes effect.
    pub(crate) fn lose(&mut self, key: impl Into<Cow<'t, str>>, span: Span) {
        self.settings.lost.entry(key.into()).or_insert(span);
    }

    /// Says that there may be settings that nobody here can see: from now on absence is unknown.
    pub(crate) fn leave_open(&mut self) {
        self.settings.open = true;
    }

    /// Says of every line what it is for, by a function that answers whether its key is read.
    pub(crate) fn decide(&mut self, decide: impl Fn(&mut Setting<'t>) -> bool) {
        for setting in &mut self.settings.all {
            if !decide(setting) && !setting.is_overridden() {
                setting.effect = Effect::NotRead;
            }
        }
    }

    /// Says that the option of the setting at a position is set under a name that is read first.
    pub(crate) fn yield_to(&mut self, n: usize, read: usize) {
        if let Some(setting) = self.settings.all.get_mut(n) {
            setting.effect = Effect::OtherName(read);
        }
    }

    /// Says that the value of the setting at a position has a problem of its own.
    pub(crate) fn distrust(&mut self, n: usize) {
        if let Some(setting) = self.settings.all.get_mut(n) {
            setting.unknown = true;
        }
    }

    /// What was collected so far. Whatever is lost later is not in it yet.
    pub(crate) fn so_far(&self) -> &Settings<'t> {
        &self.settings
    }

    /// Nothing more is lost, and every effect is decided.
    pub(crate) fn finish(self) -> Settings<'t> {
        self.settings
    }
}

/// The settings of one configuration (a Flink directory, a ZooKeeper server, one of Hadoop's two configurations).
#[derive(Debug, Default)]
pub(crate) struct Settings<'t> {
    all: Vec<Setting<'t>>,
    /// The last line of each key.
    latest: HashMap<Cow<'t, str>, usize>,
    /// The first line that was meant to set a key and never takes effect.
    lost: HashMap<Cow<'t, str>, Span>,
    open: bool,
    problems: Problems<'t>,
}

/// What was found under a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'s, 't> {
    /// A line sets it.
    Set(&'s Setting<'t>),
    /// Nothing is set; this line was meant to.
    Lost(Span),
    /// Nothing is seen, and something may be set where nobody here can see it.
    Unknown,
    /// Nothing is set.
    Absent,
}

impl<'t> Settings<'t> {
    /// Of a configuration that no file holds: what would be set is not known.
    pub(crate) fn unseen() -> Self {
        Self { open: true, ..Self::default() }
    }

    /// Every written setting, in the order in which they are read.
    pub(crate) fn all(&self) -> &[Setting<'t>] {
        &self.all
    }

    /// The settings that no later line overrides, each with its position in [`Self::all`].
    pub(crate) fn last(&self) -> impl Iterator<Item = (usize, &Setting<'t>)> {
        self.all.iter().enumerate().filter(|(_, setting)| !setting.is_overridden())
    }

    /// Keys that are written more than once: the line that no later one overrides, and the earlier ones.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = (&Setting<'t>, Vec<&Setting<'t>>)> {
        let mut earlier: BTreeMap<usize, Vec<&Setting<'t>>> = BTreeMap::new();
        for setting in &self.all {
            if setting.is_overridden()
                && let Some(&last) = self.latest.get(&setting.key.text)
            {
                earlier.entry(last).or_default().push(setting);
            }
        }
        earlier.into_iter().filter_map(|(last, earlier)| Some((self.all.get(last)?, earlier)))
    }

    /// Each setting whose place another one takes, with the one that takes it in the end.
    pub(crate) fn replacements(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut last: Vec<usize> = (0..self.all.len()).collect();
        for (n, setting) in self.all.iter().enumerate().rev() {
            if let Effect::OverriddenBy(next) | Effect::OtherName(next) = setting.effect
                && let Some(&end) = last.get(next)
                && let Some(own) = last.get_mut(n)
            {
                *own = end;
            }
        }
        last.into_iter().enumerate().filter(|(n, last)| n != last)
    }

    /// Whether there may be settings that nobody here can see.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// The settings that can be asked for, each with the name by which they are, in no order.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &Setting<'t>)> {
        self.latest.iter().filter_map(|(name, &n)| Some((name.as_ref(), self.all.get(n)?)))
    }

    /// The last line that sets exactly this key.
    pub(crate) fn get(&self, key: &str) -> Option<&Setting<'t>> {
        self.latest.get(key).and_then(|&n| self.all.get(n))
    }

    /// The position of the last line that sets exactly this key.
    pub(crate) fn position(&self, key: &str) -> Option<usize> {
        self.latest.get(key).copied()
    }

    /// The line that was meant to set this key.
    pub(crate) fn lost(&self, key: &str) -> Option<Span> {
        self.lost.get(key).copied()
    }

    /// The first line that was meant to set a key of a family.
    pub(crate) fn lost_of(&self, family: &str) -> Option<Span> {
        self.lost.iter().filter(|(key, _)| key.starts_with(family)).map(|(_, line)| *line).min()
    }

    /// The settings that take effect.
    pub(crate) fn effective(&self) -> impl Iterator<Item = &Setting<'t>> {
        self.all.iter().filter(|setting| setting.effect == Effect::Effective)
    }

    /// The keys that lines were meant to set that have no effect, in their order.
    pub(crate) fn all_lost(&self) -> BTreeMap<&Cow<'t, str>, Span> {
        self.lost.iter().map(|(key, span)| (key, *span)).collect()
    }

    /// What is set under the first of these names that is set.
    pub(crate) fn find<'k>(&self, names: impl IntoIterator<Item = &'k str> + Clone) -> Found<'_, 't> {
        if let Some(setting) = names.clone().into_iter().find_map(|name| self.get(name)) {
            return Found::Set(setting);
        }
        match names.into_iter().find_map(|name| self.lost(name)) {
            Some(span) => Found::Lost(span),
            None if self.open => Found::Unknown,
            None => Found::Absent,
        }
    }

    /// Whether the value of a setting can be relied on. A key may be written once in each branch of a template, so that
    /// none of the lines is known to be the last.
    pub(crate) fn is_certain(&self, setting: &Setting<'t>) -> bool {
        !(setting.unknown || self.open && setting.overrides)
    }

    /// The text of what was found; blank counts as absent, as the real checks treat it, but keeps its place.
    pub(crate) fn text(&self, found: Found<'_, 't>) -> Maybe<Cow<'t, str>> {
        match found {
            Found::Set(setting) => {
                let known = if !self.is_certain(setting) {
                    Known::Unknown
                } else if setting.value.text.trim().is_empty() {
                    Known::Absent
                } else {
                    Known::Value(setting.value.text.clone())
                };
                Maybe { known, place: setting.place() }
            }
            Found::Lost(span) => Maybe::lost(span),
            Found::Unknown => Maybe::unknown(Place::nowhere(Origin::Absent)),
            Found::Absent => Maybe::absent(),
        }
    }

    /// The same settings with what is wrong with them.
    pub(crate) fn with_problems(self, problems: Problems<'t>) -> Self {
        Self { problems, ..self }
    }

    /// What is wrong with them.
    pub(crate) fn problems(&self) -> &[Arc<Problem<'t>>] {
        self.problems.all()
    }
}
