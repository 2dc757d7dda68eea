//! The files of one configuration, read one over the other: which line takes effect, and what became of the others.
//!
//! Later files win, and the second defaults file is read between `core-site.xml` and the own site file, so that a default
//! of it replaces what `core-site.xml` says (core-default, core-site, yarn-default, yarn-site). Only names may be asked
//! for here, since they become a part of keys; values are for the [`Configuration`] that this becomes.

use super::configuration::Configuration;
use super::expansion::{Expanded, Variable, expand};
use super::texts::split;
use super::{SiteFile, SiteFiles};
use crate::settings::{Collected, Effect, Setting};
use flinklint_catalog::hadoop::{File, has_default, home, stored_as};
use flinklint_catalog::option;
use flinklint_catalog::version::Product;
use flinklint_syntax::site_xml::{OddityKind, Property};
use flinklint_syntax::source::Span;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value of a site file under one of the names that it is stored under.
pub(super) struct Line<'t> {
    /// The name: that of today where the file has a deprecated one.
    pub(super) name: &'t str,
    pub(super) property: &'t Property<'t>,
    pub(super) value: &'t Scalar<'t>,
    pub(super) site: SiteFile<'t>,
    pub(super) effect: Effect,
    /// The value with its variables filled in; none where the line does not take effect.
    pub(super) expanded: Option<Expanded<'t>>,
}

/// What stands under one name.
#[derive(Default)]
struct Slot<'t> {
    /// The line that takes effect.
    line: Option<usize>,
    /// The line that the second defaults file replaced.
    replaced: Option<usize>,
    /// The property that made the name final.
    sealed: Option<&'t Property<'t>>,
    /// Whether a line took effect before another one did.
    repeated: bool,
}

/// The lines of one configuration.
pub(super) struct Layers<'t> {
    /// Every value, in the order in which they are read.
    pub(super) lines: Vec<Line<'t>>,
    slots: BTreeMap<&'t str, Slot<'t>>,
    /// The first property without a name: whatever is missing may have been meant by it.
    nameless: Option<Span>,
    completeness: Completeness,
    /// A template: a key that stands twice may stand in two branches.
    template: bool,
}

/// Which of the files are there, and whether all that is there can be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completeness {
    /// Whether a file may set more than can be seen.
    pub(super) open: bool,
    has_core: bool,
    has_own: bool,
    /// The product whose site file lies over `core-site.xml`.
    pub(super) product: File,
}

impl Completeness {
    /// Whether a name that was not seen is surely not set: the file that it belongs in is here, and all that is here is
    /// complete.
    pub(super) fn is_absence_certain(self, key: &str) -> bool {
        !self.open && if home(key) == Some(self.product) { self.has_own } else { self.has_core }
    }
}

impl<'t> Layers<'t> {
    /// Reads `core-site.xml` and the product's own site file in the order of the real software.
    pub(super) fn read(files: &SiteFiles<'t>, product: File) -> Self {
        let (core, own) = (files.site(File::Core), files.site(product));
        let sites = || [core, own].into_iter().flatten();
        let mut layers = Self {
            lines: Vec::new(),
            slots: BTreeMap::new(),
            nameless: sites().find_map(nameless),
            completeness: Completeness {
                open: sites().any(SiteFile::is_open),
                has_core: core.is_some(),
                has_own: own.is_some(),
                product,
            },
            template: sites().any(|site| site.template),
        };
        if let Some(core) = core {
            layers.add(core);
            layers.apply_defaults();
        }
        if let Some(own) = own {
            layers.add(own);
        }
        layers.fill_in();
        layers
    }

    fn add(&mut self, site: &SiteFile<'t>) {
        for property in &site.xml.properties {
            for name in stored_as(&property.name.text) {
                let slot = self.slots.entry(name).or_default();
                if let Some(value) = &property.value {
                    let n = self.lines.len();
                    let effect = if slot.sealed.is_some() { Effect::AfterFinal } else { Effect::Effective };
                    self.lines.push(Line { name, property, value, site: *site, effect, expanded: None });
                    if effect == Effect::Effective {
                        let earlier = slot.line.replace(n).or_else(|| slot.replaced.take());
                        slot.repeated |= earlier.is_some();
                        if let Some(line) = earlier.and_then(|earlier| self.lines.get_mut(earlier)) {
                            let same = line.property.name.text == property.name.text;
                            line.effect = if same { Effect::OverriddenBy(n) } else { Effect::OtherName(n) };
                        }
                    }
                }
                // Even a property without a value closes the name.
                if property.is_final && slot.sealed.is_none() {
                    slot.sealed = Some(property);
                }
            }
        }
    }

    fn apply_defaults(&mut self) {
        for (name, slot) in &mut self.slots {
            if slot.sealed.is_none() && has_default(name, self.completeness.product) {
                slot.replaced = slot.line.take();
                if let Some(line) = slot.replaced.and_then(|n| self.lines.get_mut(n)) {
                    line.effect = Effect::ReplacedByDefault;
                }
            }
        }
    }

    fn fill_in(&mut self) {
        let read: Vec<(usize, Expanded<'t>)> = self.effective().map(|(n, line)| (n, self.expanded(line))).collect();
        for (n, expanded) in read {
            if let Some(line) = self.lines.get_mut(n) {
                line.expanded = Some(expanded);
            }
        }
    }

    /// The lines that take effect, by name.
    pub(super) fn effective(&self) -> impl Iterator<Item = (usize, &Line<'t>)> {
        self.slots.values().filter_map(|slot| Some((slot.line?, self.lines.get(slot.line?)?)))
    }

    /// The property that made a name final.
    pub(super) fn sealed(&self, name: &str) -> Option<&'t Property<'t>> {
        self.slots.get(name)?.sealed
    }

    fn line(&self, name: &str) -> Option<&Line<'t>> {
        self.lines.get(self.slots.get(name)?.line?)
    }

    /// What a variable in a value stands for.
    fn variable(&self, name: &str) -> Variable<'_> {
        let key = stored_as(name).pop().unwrap_or(name);
        let product = self.completeness.product;
        match self.line(key) {
            Some(line) => Variable::Bound(&line.value.text),
            None if has_default(key, File::Core)
                || has_default(key, product)
                || !self.completeness.is_absence_certain(key) =>
            {
                Variable::Unknown
            }
            None => Variable::Unbound,
        }
    }

    fn expanded(&self, line: &Line<'t>) -> Expanded<'t> {
        match expand(&line.value.text, |name| self.variable(name)) {
            Expanded::Text(text) if template::placeholder(&text).is_some() => Expanded::Unknown(None),
            other => other,
        }
    }

    /// The names in a list (`getTrimmedStringCollection`): the items in order, without empty ones, and not yet without
    /// repetitions. None where the value is unknown, also in part, or absurdly long.
    pub(super) fn names(&self, key: &str) -> Option<Vec<Scalar<'t>>> {
        let Some(line) = self.line(key) else {
            let replaced = self.slots.get(key).is_some_and(|slot| slot.replaced.is_some());
            return (replaced || self.completeness.is_absence_certain(key)).then(Vec::new);
        };
        let Some(Expanded::Text(text)) = line.expanded.as_ref().filter(|_| !self.is_doubtful(key)) else { return None };
        names_in(&Scalar { text: text.clone(), span: line.value.span })
    }

    /// The product whose site file lies over `core-site.xml`.
    pub(super) fn product(&self) -> File {
        self.completeness.product
    }

    /// Whether a key stands twice in a template, so that none of the lines is known to be the last.
    fn is_doubtful(&self, key: &str) -> bool {
        self.template && self.slots.get(key).is_some_and(|slot| slot.repeated)
    }

    /// Every effect is decided: from now on values can be asked for. `lost` are the lines that were meant to set a name
    /// and set nothing.
    pub(super) fn finish(self, lost: &[(String, Span)]) -> Configuration<'t> {
        let mut collected = Collected::default();
        let doubtful: Vec<bool> = self.lines.iter().map(|line| self.is_doubtful(line.name)).collect();
        for (line, doubtful) in self.lines.into_iter().zip(doubtful) {
            let Line { name, property, value, site, effect, expanded } = line;
            let (text, unknown) = match expanded {
                Some(Expanded::Text(text)) => (text, doubtful),
                Some(_) => (value.text.clone(), true),
                None => (value.text.clone(), template::placeholder(&value.text).is_some()),
            };
            if effect == Effect::ReplacedByDefault {
                collected.lose(name, property.span);
            }
            let setting = Setting {
                key: property.name.clone(),
                value: Scalar { text, span: value.span },
                file: site.file,
                option: option::find(Product::Hadoop, name).map(|found| found.option.key()),
                value_type: None,
                effect,
                overrides: false,
                unknown,
            };
            collected.add(Cow::Borrowed(name), setting);
        }
        for (name, span) in lost {
            collected.lose(name.clone(), *span);
        }
        Configuration::new(collected.finish(), self.completeness, self.nameless)
    }
}

/// The items of a list of names; none where a word that a script replaces is among them.
pub(super) fn names_in<'t>(list: &Scalar<'t>) -> Option<Vec<Scalar<'t>>> {
    split(list, ',').filter(|items| !items.iter().any(|item| stands_for_name(&item.text)))
}

/// Whether a name is a word that a script replaces: no name service has an underscore, and none is in capitals with one.
fn stands_for_name(name: &str) -> bool {
    name.contains('_') && template::is_stand_in_for_name(name)
}

fn nameless(site: &SiteFile<'_>) -> Option<Span> {
    site.xml.oddities.iter().find(|oddity| oddity.kind == OddityKind::NoName).map(|oddity| oddity.span)
}
