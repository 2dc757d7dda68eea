//! Hadoop's `Configuration` over parsed site files: which value a daemon reads under a key, and what became of the others.
//!
//! Two configurations matter, each with its own order of resources: that of YARN (core-default, core-site, yarn-default,
//! yarn-site) and that of HDFS (core-default, core-site, hdfs-default, hdfs-site). Later ones win, so a default of the
//! second defaults file wins over `core-site.xml`. Values of defaults are not known here: the callers know those that
//! they need.

use super::SiteFile;
use super::expansion::{Expanded, Variable, expand};
use super::texts::split;
use crate::redact::is_secret;
use flinklint_catalog::hadoop::{File, has_default, home, stored_as};
use flinklint_expr::model::{Located, Maybe, Millis, Origin, Place};
use flinklint_syntax::site_xml::{OddityKind, Property};
use flinklint_syntax::source::{FileId, Span};
use flinklint_syntax::value::hadoop::{
    TimeUnit, parse_hadoop_boolean, parse_hadoop_duration_ms, parse_hadoop_int, parse_hadoop_long,
};
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value of a site file under the name that it is stored under.
#[derive(Clone, Copy)]
pub(super) struct Assignment<'i, 't> {
    pub(super) property: &'i Property<'t>,
    pub(super) value: &'i Scalar<'t>,
    pub(super) file: FileId,
}

impl Assignment<'_, '_> {
    fn place(&self) -> Place {
        Place::set(self.property.name.span, self.value.span)
    }
}

/// What stands under one name.
#[derive(Default)]
struct Slot<'i, 't> {
    /// The value that is read. None where the default of the second defaults file replaced it.
    winner: Option<Assignment<'i, 't>>,
    /// The values that it replaced, oldest first.
    replaced: Vec<Assignment<'i, 't>>,
    /// The property that made the name final.
    sealed: Option<&'i Property<'t>>,
}

/// A value that has no effect because an earlier property is final.
pub(super) struct Blocked<'i, 't> {
    /// The name that is final.
    pub(super) key: &'i str,
    /// The value that is not read.
    pub(super) later: Assignment<'i, 't>,
    /// The final property.
    pub(super) sealed: &'i Property<'t>,
}

/// One of the two configurations.
pub(super) struct Configuration<'i, 't> {
    slots: BTreeMap<&'i str, Slot<'i, 't>>,
    lost: BTreeMap<String, Span>,
    /// The first property without a name: whatever is missing may have been meant by it.
    nameless: Option<Span>,
    open: bool,
    /// A template: a key that stands twice may stand in two branches.
    template: bool,
    has_core: bool,
    has_own: bool,
    own: File,
    /// Values after a final one.
    pub(super) blocked: Vec<Blocked<'i, 't>>,
}

/// A value that a site file sets, filled in and trimmed.
pub(super) enum Read<'t> {
    /// There.
    Value(Scalar<'t>, Place),
    /// There, but not to be known.
    Unknown(Place),
    /// Not there: whatever a defaults file or the reader's own default says. The span is a line that meant to set it.
    Absent(Option<Span>),
}

impl<'i, 't> Configuration<'i, 't> {
    /// Loads `core-site.xml` and the product's own site file in the order of the real software.
    pub(super) fn load(core: Option<&SiteFile<'i, 't>>, own: Option<&SiteFile<'i, 't>>, product: File) -> Self {
        let mut configuration = Self {
            slots: BTreeMap::new(),
            lost: BTreeMap::new(),
            nameless: [core, own].into_iter().flatten().find_map(nameless),
            open: [core, own].into_iter().flatten().any(SiteFile::is_open),
            template: [core, own].into_iter().flatten().any(|site| site.template),
            has_core: core.is_some(),
            has_own: own.is_some(),
            own: product,
            blocked: Vec::new(),
        };
        if let Some(core) = core {
            configuration.read(core);
            configuration.apply_defaults(product);
        }
        if let Some(own) = own {
            configuration.read(own);
        }
        for (key, span) in [core, own].into_iter().flatten().flat_map(losses_of) {
            configuration.lost.entry(key).or_insert(span);
        }
        configuration
    }

    fn read(&mut self, site: &SiteFile<'i, 't>) {
        for property in &site.xml.properties {
            for key in stored_as(&property.name.text) {
                let slot = self.slots.entry(key).or_default();
                if let Some(value) = &property.value {
                    let assignment = Assignment { property, value, file: site.file };
                    match slot.sealed {
                        Some(sealed) => self.blocked.push(Blocked { key, later: assignment, sealed }),
                        None => slot.replaced.extend(slot.winner.replace(assignment)),
                    }
                }
                // Even a property without a value closes the name.
                if property.is_final && slot.sealed.is_none() {
                    slot.sealed = Some(property);
                }
            }
        }
    }

    fn apply_defaults(&mut self, product: File) {
        for (key, slot) in &mut self.slots {
            if slot.sealed.is_none() && has_default(key, product) {
                slot.replaced.extend(slot.winner.take());
            }
        }
    }

    /// Whether a name that was not seen is surely not set: the file that it belongs into is here, and all that is here is
    /// complete.
    fn is_absence_certain(&self, key: &str) -> bool {
        !self.open && if home(key) == Some(self.own) { self.has_own } else { self.has_core }
    }

    /// Remembers a line that meant to set a name.
    pub(super) fn remember_loss(&mut self, key: String, span: Span) {
        self.lost.entry(key).or_insert(span);
    }

    /// The value under a name as far as it can be filled in, trimmed: for grammars that know placeholders themselves.
    pub(super) fn written(&self, key: &str) -> Option<Scalar<'t>> {
        match self.get(key) {
            Read::Value(scalar, _) => Some(scalar),
            Read::Absent(_) => None,
            Read::Unknown(_) => self.winner(key).map(|assignment| assignment.value.trimmed()),
        }
    }

    /// The values that are set and not read, by name: replaced by the default of the second defaults file.
    pub(super) fn overridden(&self) -> impl Iterator<Item = (&'i str, &Assignment<'i, 't>)> {
        let lost = self.slots.iter().filter(|(_, slot)| slot.winner.is_none());
        lost.filter_map(|(key, slot)| Some((*key, slot.replaced.last()?)))
    }

    /// The names that are set, each with the value that is read and what it replaced.
    pub(super) fn assignments(
        &self,
    ) -> impl Iterator<Item = (&'i str, Option<&Assignment<'i, 't>>, &[Assignment<'i, 't>])> {
        let set = self.slots.iter().filter(|(_, slot)| slot.winner.is_some() || !slot.replaced.is_empty());
        set.map(|(key, slot)| (*key, slot.winner.as_ref(), slot.replaced.as_slice()))
    }

    /// The first line of the files that sets a key of this kind, by the name that it has there.
    pub(super) fn first_key(&self, kind: impl Fn(&str) -> bool) -> Maybe<Cow<'t, str>> {
        let of_kind = self.slots.iter().filter(|(key, _)| kind(key)).filter_map(|(_, slot)| slot.winner.as_ref());
        let first = of_kind.min_by_key(|assignment| assignment.property.name.span);
        first.map_or_else(Maybe::absent, |first| Maybe::new(first.property.name.text.clone(), first.place()))
    }

    fn winner(&self, key: &str) -> Option<&Assignment<'i, 't>> {
        self.slots.get(key)?.winner.as_ref()
    }

    /// What a variable in a value stands for.
    fn variable(&self, name: &str) -> Variable<'_> {
        let key = stored_as(name).pop().unwrap_or(name);
        match self.winner(key) {
            Some(assignment) => Variable::Bound(&assignment.value.text),
            None if has_default(key, File::Core) || has_default(key, self.own) || !self.is_absence_certain(key) => {
                Variable::Unknown
            }
            None => Variable::Unbound,
        }
    }

    /// A value with its variables filled in.
    pub(super) fn expanded(&self, assignment: &Assignment<'i, 't>) -> Expanded<'t> {
        match expand(&assignment.value.text, |name| self.variable(name)) {
            Expanded::Text(text) if template::placeholder(&text).is_some() => Expanded::Unknown(None),
            other => other,
        }
    }

    /// The value under a name, filled in and trimmed.
    pub(super) fn get(&self, key: &str) -> Read<'t> {
        let Some(assignment) = self.winner(key) else {
            let replaced = self.slots.get(key).and_then(|slot| slot.replaced.last());
            let lost = replaced.map(|earlier| earlier.property.span);
            let lost = lost.or_else(|| self.lost.get(key).copied());
            return if lost.is_some() || self.is_absence_certain(key) {
                Read::Absent(lost.or(self.nameless))
            } else {
                Read::Unknown(Place::nowhere(Origin::Absent))
            };
        };
        if self.template && self.slots.get(key).is_some_and(|slot| !slot.replaced.is_empty()) {
            return Read::Unknown(assignment.place());
        }
        let Expanded::Text(text) = self.expanded(assignment) else {
            return Read::Unknown(assignment.place());
        };
        let whole = Scalar { text, span: assignment.value.span };
        let scalar = whole.trimmed();
        let place = Place::set(assignment.property.name.span, scalar.span);
        Read::Value(scalar, place)
    }

    /// `getTrimmed`
    pub(super) fn text(&self, key: &str) -> Maybe<Cow<'t, str>> {
        match self.get(key) {
            Read::Value(_, place) if is_secret(key) => Maybe::unknown(place),
            Read::Value(scalar, place) => Maybe::new(scalar.text, place),
            Read::Unknown(place) => Maybe::unknown(place),
            Read::Absent(lost) => lost.map_or_else(Maybe::absent, Maybe::lost),
        }
    }

    /// `getTrimmed` with a default.
    pub(super) fn text_or(&self, key: &str, default: &'static str) -> Located<Cow<'t, str>> {
        self.parsed(key, Cow::Borrowed(default), |scalar| Some(scalar.text.clone()))
    }

    /// `getBoolean`: a text that is neither is the default, and the line is lost.
    pub(super) fn boolean(&self, key: &str, default: bool) -> Located<bool> {
        match self.get(key) {
            Read::Value(scalar, place) => match parse_hadoop_boolean(&scalar.text) {
                Some(value) => Located::new(value, place),
                None => Located::new(default, Place { origin: Origin::Default, lost: place.value, ..place }),
            },
            Read::Unknown(place) => Located::unknown(place),
            Read::Absent(lost) => Located::new(default, absent(lost)),
        }
    }

    /// `getInt`; unknown where the reader throws.
    pub(super) fn integer(&self, key: &str, default: i64) -> Located<i64> {
        self.parsed(key, default, |scalar| parse_hadoop_int(&scalar.text).ok())
    }

    /// `getLong`; unknown where the reader throws.
    pub(super) fn long(&self, key: &str, default: i64) -> Located<i64> {
        self.parsed(key, default, |scalar| parse_hadoop_long(&scalar.text).ok())
    }

    /// `getTimeDuration`; unknown where the reader throws.
    pub(super) fn millis(&self, key: &str, default: i64, unit: TimeUnit) -> Located<Millis> {
        self.parsed(key, Millis(default), |scalar| parse_hadoop_duration_ms(&scalar.text, unit).ok().map(Millis))
    }

    fn parsed<T>(&self, key: &str, default: T, parse: impl FnOnce(&Scalar<'t>) -> Option<T>) -> Located<T> {
        match self.get(key) {
            Read::Value(scalar, place) => match parse(&scalar) {
                Some(value) => Located::new(value, place),
                None => Located::unknown(place),
            },
            Read::Unknown(place) => Located::unknown(place),
            Read::Absent(lost) => Located::new(default, absent(lost)),
        }
    }

    /// `getTrimmedStringCollection`: the items in order, without empty ones, and not yet without repetitions. None where
    /// the value is unknown, also in part, or absurdly long. For names that become a part of keys.
    pub(super) fn list(&self, key: &str) -> Option<Vec<Scalar<'t>>> {
        match self.get(key) {
            Read::Value(scalar, _) => {
                split(&scalar, ',').filter(|items| !items.iter().any(|item| stands_for_name(&item.text)))
            }
            Read::Absent(_) => Some(Vec::new()),
            Read::Unknown(_) => None,
        }
    }

    /// The key with a name after it where that is set, else the key itself.
    pub(super) fn specific(&self, key: &str, name: &str) -> String {
        let named = format!("{key}.{name}");
        if matches!(self.get(&named), Read::Value(..)) { named } else { key.to_owned() }
    }
}

/// Whether a name is a word that a script replaces: no name service has an underscore, and none is in capitals with one.
fn stands_for_name(name: &str) -> bool {
    name.contains('_') && template::is_stand_in_for_name(name)
}

fn absent(lost: Option<Span>) -> Place {
    Place { lost, ..Place::nowhere(Origin::Default) }
}

fn nameless(site: &SiteFile<'_, '_>) -> Option<Span> {
    site.xml.oddities.iter().find(|oddity| oddity.kind == OddityKind::NoName).map(|oddity| oddity.span)
}

/// The lines of a file that meant to set a key and set nothing.
fn losses_of<'i>(site: &SiteFile<'i, '_>) -> impl Iterator<Item = (String, Span)> + use<'i> {
    let site = *site;
    let odd = site.xml.oddities.iter().filter(|oddity| {
        !matches!(oddity.kind, OddityKind::FinalIgnored | OddityKind::WrongRoot | OddityKind::NestedConfiguration)
    });
    let odd = odd.filter_map(|oddity| Some((oddity.name.as_ref()?.text.to_string(), oddity.span)));
    let empty = site.xml.properties.iter().filter(|property| property.value.is_none());
    let empty = empty.map(|property| (property.name.text.to_string(), property.span));
    odd.chain(empty).flat_map(|(key, span)| {
        let stored: Vec<String> = stored_as(&key).into_iter().map(str::to_owned).collect();
        stored.into_iter().map(move |key| (key, span))
    })
}
