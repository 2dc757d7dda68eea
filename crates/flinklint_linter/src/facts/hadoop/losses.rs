//! What is lost between a site file and the configuration: texts that are no XML, elements that the reader passes over,
//! properties without a value, properties that stand twice, values behind a final one, and keys in a file in which they
//! have no effect. That a key is misspelled is not known here.

use super::SiteFile;
use super::configuration::Configuration;
use super::texts::shown;
use crate::facts::MOST_FAULTS;
use flinklint_catalog::hadoop::{self, File};
use flinklint_expr::model::{Known, Located, Maybe, Place, facts};
use flinklint_syntax::site_xml::{OddityKind, Property};
use flinklint_syntax::source::Span;
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

facts! {
    /// A site file that Hadoop's Configuration refuses: every daemon and client that reads it fails.
    pub struct SiteError<'t> as "site error" {
        /// The name of the file.
        file: &'static str,
        /// What is wrong, as a clause.
        message: Cow<'t, str>,
        /// The place that makes the first one wrong, such as the tag that is not closed; null where there is none.
        related: Maybe<bool>,
    }

    /// Something well-formed in a site file that does not do what it looks like (Configuration.Parser).
    pub struct Oddity<'t> as "oddity" {
        /// The kind: unknown-element, outside-property, two-names, two-values, no-name, final-ignored, wrong-root,
        /// nested-configuration, nested-property, in-fallback.
        kind: &'static str,
        /// The name of the file.
        file: &'static str,
        /// The element as it is written.
        element: Maybe<Cow<'t, str>>,
        /// The property that it concerns.
        key: Maybe<Cow<'t, str>>,
        /// Whether the file sets nothing under that key, so that the element costs a setting.
        lost: bool,
    }

    /// A property without a value, or with an empty one: it sets nothing and clears nothing.
    pub struct WithoutValue<'t> as "property without value" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The name of the file.
        file: &'static str,
        /// The value that the same file sets elsewhere under the key and that stays.
        stays: Maybe<Cow<'t, str>>,
        /// Whether a defaults file gives the key a value, which then counts.
        defaulted: bool,
        /// That value, where it is the same in all versions.
        default: Maybe<&'static str>,
    }

    /// A property that stands twice in one file: the last one is read.
    pub struct Duplicate<'t> as "duplicate property" {
        /// The key where it is set and not read.
        key: Located<Cow<'t, str>>,
        /// The name of the file.
        file: &'static str,
        /// The value that is not read.
        value: Located<Cow<'t, str>>,
        /// The value that is read.
        effective: Located<Cow<'t, str>>,
        /// Whether the two values differ.
        differs: Located<bool>,
    }

    /// An old and a new name of the same option in one file: the one that stands last is read for both.
    pub struct NameConflict<'t> as "name conflict" {
        /// The name that is not read, where it is set.
        ignored: Located<Cow<'t, str>>,
        /// The name that is read, where it is set.
        effective: Located<Cow<'t, str>>,
        /// The name that Hadoop uses today.
        option: Cow<'t, str>,
        /// The name of the file.
        file: &'static str,
        /// Whether the two values differ.
        differs: Located<bool>,
    }

    /// An option under its old name, which is still read.
    pub struct DeprecatedName<'t> as "deprecated name" {
        /// The old name.
        key: Located<Cow<'t, str>>,
        /// The name of today.
        replacement: &'static str,
        /// The name of the file.
        file: &'static str,
    }

    /// A value after a final one: it is ignored with a warning in the log.
    pub struct FinalBlocked<'t> as "value after a final one" {
        /// The key where the value is ignored.
        key: Located<Cow<'t, str>>,
        /// The value that is ignored.
        value: Located<Cow<'t, str>>,
        /// The value that is final; null where the final property has none.
        effective: Maybe<Cow<'t, str>>,
        /// Whether the two values differ.
        differs: Located<bool>,
        /// Whether both stand in the same file.
        same_file: bool,
    }

    /// A key in a file in which it has no effect.
    pub struct Misplaced<'t> as "misplaced key" {
        /// The key.
        key: Located<Cow<'t, str>>,
        /// The name of the file that it stands in.
        file: &'static str,
        /// The name of the file that it belongs into.
        belongs: &'static str,
        /// Whether a default that is read later replaces it; otherwise the daemons that know the key never read the file.
        overridden: bool,
        /// The default that is read instead, where it is known.
        default: Maybe<Cow<'t, str>>,
        /// Whether the default is the same value, so that nothing is lost.
        harmless: Located<bool>,
    }
}

fn key_of<'t>(property: &Property<'t>) -> Located<Cow<'t, str>> {
    Located::new(property.name.text.clone(), Place::set(property.name.span, property.name.span))
}

fn value_of<'t>(key: &str, property: &Property<'t>) -> Maybe<Cow<'t, str>> {
    property.value.as_ref().map_or_else(Maybe::absent, |value| {
        let shown = shown(key, value, Place::set(property.name.span, value.span));
        Maybe { known: shown.known, place: shown.place }
    })
}

fn value_or_unknown<'t>(key: &str, property: &Property<'t>) -> Located<Cow<'t, str>> {
    let place = Place::at(property.span);
    property
        .value
        .as_ref()
        .map_or_else(|| Located::unknown(place), |value| shown(key, value, Place::set(property.name.span, value.span)))
}

/// Whether two values differ; unknown where a placeholder makes the difference.
fn differs(one: &Property<'_>, other: &Property<'_>) -> Located<bool> {
    let place = Place::at(one.span);
    let text = |property: &Property<'_>| property.value.as_ref().map(|value| java_trim(&value.text).to_owned());
    let (first, second) = (text(one), text(other));
    let open = [&first, &second].into_iter().flatten().any(|text| template::placeholder(text).is_some());
    if first == second {
        Located::new(false, place)
    } else if open {
        Located::unknown(place)
    } else {
        Located::new(true, place)
    }
}

/// What single files lose.
#[derive(Default)]
pub(super) struct FileLosses<'t> {
    pub(super) errors: Vec<SiteError<'t>>,
    pub(super) oddities: Vec<Oddity<'t>>,
    pub(super) without_value: Vec<WithoutValue<'t>>,
    pub(super) duplicates: Vec<Duplicate<'t>>,
    pub(super) conflicts: Vec<NameConflict<'t>>,
    pub(super) deprecated: Vec<DeprecatedName<'t>>,
}

impl<'t> FileLosses<'t> {
    /// Keys that a file was meant to set and does not, each with what was lost.
    pub(super) fn lost(&self) -> impl Iterator<Item = (String, Span)> {
        let odd = self.oddities.iter().filter(|oddity| oddity.lost);
        let odd = odd.filter_map(|oddity| Some((oddity.key.value()?.to_string(), oddity.place.as_ref()?.span()?)));
        let empty = self.without_value.iter().filter(|property| property.stays.is_absent());
        let empty =
            empty.filter_map(|property| Some((property.key.value()?.to_string(), property.place.as_ref()?.span()?)));
        odd.chain(empty).collect::<Vec<_>>().into_iter()
    }

    /// Adds one file.
    pub(super) fn add(&mut self, site: &SiteFile<'_, 't>, file: &'static str) {
        if let Some(error) = site.xml.error.as_ref().filter(|_| !site.template) {
            let related = error.related.map_or_else(Maybe::absent, |span| Maybe::new(true, Place::at(span)));
            let message = Cow::Owned(error.message.clone());
            self.errors.push(SiteError {
                place: Some(Place::at(error.span)),
                texts: PhantomData,
                file,
                message,
                related,
            });
        }
        let with_value = site.xml.properties.iter().filter(|property| property.value.is_some());
        let set: BTreeSet<&str> = with_value.map(|property| &*property.name.text).collect();
        let odd = site
            .xml
            .oddities
            .iter()
            .filter(|oddity| !matches!(oddity.kind, OddityKind::NoValue | OddityKind::EmptyValue));
        for oddity in odd {
            if self.oddities.len() == MOST_FAULTS {
                break;
            }
            let text = |scalar: &Option<flinklint_syntax::Scalar<'t>>| {
                scalar
                    .as_ref()
                    .map_or_else(Maybe::absent, |scalar| Maybe::new(scalar.text.clone(), Place::at(scalar.span)))
            };
            self.oddities.push(Oddity {
                place: Some(Place::at(oddity.span)),
                texts: PhantomData,
                kind: oddity.kind.as_str(),
                file,
                element: text(&oddity.element),
                key: text(&oddity.name),
                lost: oddity.name.as_ref().is_some_and(|name| !set.contains(&*name.text)),
            });
        }
        self.add_properties(site, file);
    }

    fn add_properties(&mut self, site: &SiteFile<'_, 't>, file: &'static str) {
        let mut seen: BTreeMap<&str, Vec<&Property<'t>>> = BTreeMap::new();
        let mut sealed: BTreeSet<&str> = BTreeSet::new();
        for property in &site.xml.properties {
            let name: &str = &property.name.text;
            if let Some(replacement) = hadoop::replaced_by(name)
                && self.deprecated.len() < MOST_FAULTS
            {
                self.deprecated.push(DeprecatedName {
                    place: Some(Place::at(property.span)),
                    texts: PhantomData,
                    key: key_of(property),
                    replacement,
                    file,
                });
            }
            for key in hadoop::stored_as(name) {
                // What comes behind a final property is not a duplicate that wins: `FinalBlocked` has it.
                if property.value.is_some() && !sealed.contains(key) {
                    seen.entry(key).or_default().push(property);
                }
                if property.is_final {
                    sealed.insert(key);
                }
            }
        }
        for property in site.xml.properties.iter().filter(|property| property.value.is_none()) {
            let key = hadoop::stored_as(&property.name.text).pop().unwrap_or("");
            let stays = seen.get(key).and_then(|all| all.last()).map_or_else(Maybe::absent, |read| value_of(key, read));
            if self.without_value.len() == MOST_FAULTS {
                break;
            }
            self.without_value.push(WithoutValue {
                place: Some(Place::at(property.span)),
                texts: PhantomData,
                key: key_of(property),
                file,
                stays,
                defaulted: [File::Core, File::Hdfs, File::Yarn].iter().any(|&file| hadoop::has_default(key, file)),
                default: hadoop::only_default(key)
                    .map_or_else(Maybe::absent, |default| Maybe::new(default, Place::default())),
            });
        }
        // In a template two properties with one key may be two branches of it.
        for (key, all) in seen.iter().filter(|_| !site.template) {
            let Some((read, earlier)) = all.split_last() else { continue };
            for lost in earlier {
                if self.duplicates.len() + self.conflicts.len() >= MOST_FAULTS {
                    return;
                }
                let place = Some(Place::at(lost.span));
                if lost.name.text == read.name.text {
                    self.duplicates.push(Duplicate {
                        place,
                        texts: PhantomData,
                        key: key_of(lost),
                        file,
                        value: value_or_unknown(key, lost),
                        effective: value_or_unknown(key, read),
                        differs: differs(lost, read),
                    });
                } else {
                    self.conflicts.push(NameConflict {
                        place,
                        texts: PhantomData,
                        ignored: key_of(lost),
                        effective: key_of(read),
                        option: Cow::Owned((*key).to_owned()),
                        file,
                        differs: differs(lost, read),
                    });
                }
            }
        }
    }
}

/// The values that a final property keeps out, each once although both configurations read `core-site.xml`.
pub(super) fn blocked<'i, 't: 'i>(configurations: [&Configuration<'i, 't>; 2]) -> Vec<FinalBlocked<'t>> {
    let mut seen = BTreeSet::new();
    let all = configurations.into_iter().flat_map(|configuration| &configuration.blocked);
    let new = all.filter(|blocked| seen.insert((blocked.later.property.span, blocked.key)));
    new.take(MOST_FAULTS)
        .map(|blocked| FinalBlocked {
            place: Some(Place::at(blocked.later.property.span)),
            texts: PhantomData,
            key: key_of(blocked.later.property),
            value: value_or_unknown(blocked.key, blocked.later.property),
            effective: value_of(blocked.key, blocked.sealed),
            differs: differs(blocked.later.property, blocked.sealed),
            same_file: blocked.sealed.span.file == blocked.later.file,
        })
        .collect()
}

/// The keys that stand in a file in which they have no effect. `sites` are core, hdfs and yarn.
pub(super) fn misplaced<'i, 't: 'i>(
    sites: [Option<&SiteFile<'i, 't>>; 3],
    hdfs: &Configuration<'i, 't>,
    yarn: &Configuration<'i, 't>,
) -> Vec<Misplaced<'t>> {
    let [_, hdfs_site, yarn_site] = sites;
    let mut found = Vec::new();
    for (configuration, belongs) in [(yarn, File::Yarn), (hdfs, File::Hdfs)] {
        let lost = configuration.overridden().filter(|(key, _)| hadoop::home(key) == Some(belongs));
        found.extend(lost.map(|(key, assignment)| replaced(key, assignment.property, belongs)));
    }
    for (site, file, belongs) in [(hdfs_site, File::Hdfs, File::Yarn), (yarn_site, File::Yarn, File::Hdfs)] {
        let properties = site.into_iter().flat_map(|site| &site.xml.properties);
        let strange = properties
            .filter(|property| property.value.is_some() && hadoop::home(&property.name.text) == Some(belongs));
        found.extend(strange.take(MOST_FAULTS).map(|property| Misplaced {
            place: Some(Place::at(property.span)),
            texts: PhantomData,
            key: key_of(property),
            file: file.site(),
            belongs: belongs.site(),
            overridden: false,
            default: Maybe::absent(),
            harmless: Located::unknown(Place::at(property.span)),
        }));
    }
    found.sort_by_key(|misplaced| misplaced.place.as_ref().and_then(Place::span));
    found
}

fn replaced<'t>(key: &str, property: &Property<'t>, belongs: File) -> Misplaced<'t> {
    let place = Place::at(property.span);
    let default = hadoop::default_value(key).filter(|_| hadoop::is_relied_on(key));
    let written = value_or_unknown(key, property);
    let harmless = match (&written.known, default) {
        (Known::Value(text), Some(default)) => {
            Located::new(java_trim(text).eq_ignore_ascii_case(default), place.clone())
        }
        _ => Located::unknown(place.clone()),
    };
    Misplaced {
        place: Some(place),
        texts: PhantomData,
        key: key_of(property),
        file: File::Core.site(),
        belongs: belongs.site(),
        overridden: true,
        default: default.map_or_else(Maybe::absent, |text| Maybe::new(Cow::Borrowed(text), Place::default())),
        harmless,
    }
}
