//! What became of every key and value that was written: the stage between the grammars and the facts.
//!
//! Each product has a builder that follows its real reader (`GlobalConfiguration`, `QuorumPeerConfig`, Hadoop's
//! `Configuration`): it collects what the files say, decides which line takes effect, and notes what is wrong with the
//! others. What comes out is finished: [`Settings`] has one [`Setting`] for each written key with its [`Effect`], one
//! [`Problem`] for each mistake, and one typed look-up. Facts ask for values only here, so that none repeats a default
//! or has to know whether a line was lost on the way. What a value means for a deployment is not known here.

#![allow(dead_code, reason = "the products move here one after the other")]

mod problem;

pub use problem::{Cause, Problem, ProblemKind, Source};

use flinklint_expr::model::{Known, Located, Maybe, Origin, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::{FileId, Span};
use std::borrow::Cow;
use std::collections::HashMap;
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
    /// The name of the option that it is for in this version; none where nothing reads the key.
    pub(crate) option: Option<&'static str>,
    /// What became of it.
    pub(crate) effect: Effect,
    /// Whether the value cannot be known or has a problem of its own, so that nothing else is concluded from it.
    pub(crate) unknown: bool,
}

impl Setting<'_> {
    /// Where key and value are written.
    pub(crate) fn place(&self) -> Place {
        Place::set(self.key.span, self.value.span)
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
    AfterFinal(usize),
    /// A default that is read later replaces it.
    ReplacedByDefault,
    /// Nothing reads the key in this file.
    NotRead,
}

/// The settings of one configuration (a Flink directory, a ZooKeeper server, one of Hadoop's two configurations), finished.
#[derive(Debug, Default)]
pub(crate) struct Settings<'t> {
    all: Vec<Setting<'t>>,
    /// The setting that takes effect, by the key as written and by the name of its option.
    effective: HashMap<Cow<'t, str>, usize>,
    /// The first line that was meant to set a key and never takes effect, by key and by the name of the option.
    lost: HashMap<Cow<'t, str>, Span>,
    /// Whether there may be settings that nobody here can see: absence is unknown.
    open: bool,
    /// What is wrong with them.
    pub(crate) problems: Vec<Arc<Problem<'t>>>,
}

/// What was found under a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found<'s, 't> {
    /// A setting takes effect.
    Set(&'s Setting<'t>),
    /// Nothing is set; this line was meant to.
    Lost(Span),
    /// Nothing is seen, and something may be set where nobody here can see it.
    Unknown,
    /// Nothing is set.
    Absent,
}

impl<'t> Settings<'t> {
    /// Every written setting, in the order in which they are read.
    pub(crate) fn all(&self) -> &[Setting<'t>] {
        &self.all
    }

    /// The settings that take effect, in the order in which they are written.
    pub(crate) fn effective(&self) -> impl Iterator<Item = &Setting<'t>> {
        self.all.iter().filter(|setting| setting.effect == Effect::Effective)
    }

    /// Whether there may be settings that nobody here can see.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// What is set under a key, or under the name of an option.
    pub(crate) fn find(&self, key: &str) -> Found<'_, 't> {
        match self.effective.get(key).and_then(|&n| self.all.get(n)) {
            Some(setting) => Found::Set(setting),
            None => match self.lost.get(key) {
                Some(&span) => Found::Lost(span),
                None if self.open => Found::Unknown,
                None => Found::Absent,
            },
        }
    }

    /// The text of an option; blank counts as absent, as the real checks treat it, but keeps its place.
    pub(crate) fn text(&self, key: &str) -> Maybe<Cow<'t, str>> {
        match self.find(key) {
            Found::Set(setting) => {
                let known = if setting.unknown {
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
}

/// Fills in the default of an option. What was lost stays visible in the place.
pub(crate) fn or_default<T>(found: Maybe<T>, default: T) -> Located<T> {
    match found.known {
        Known::Value(value) => Located { known: Known::Value(value), place: found.place },
        Known::Unknown => Located { known: Known::Unknown, place: found.place },
        Known::Absent => {
            let origin = if found.place.origin == Origin::Set { Origin::Set } else { Origin::Default };
            Located { known: Known::Value(default), place: Place { origin, ..found.place } }
        }
    }
}
