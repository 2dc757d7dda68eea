//! Keys that nobody reads: misspelled ones, ones in Hadoop's own namespaces that no version knows, and ones that end with
//! the name of a name service, a name node or a resource manager that is declared nowhere.

use super::configuration::Configuration;
use super::names::{List, MANY_NAMES, Names, Written};
use super::{SiteFiles, problem};
use crate::settings::{Cause, Problem, ProblemKind, Problems};
use flinklint_catalog::meant::{self, Question};
use flinklint_catalog::version::{Product, Release, VersionRange};
use flinklint_catalog::{closest, hadoop};
use flinklint_expr::model::{Located, Maybe, Place};
use flinklint_syntax::site_xml::Property;
use flinklint_syntax::source::Span;
use flinklint_syntax::template;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;

/// More misspelled keys than any real directory has; further ones are not compared with all known keys.
const MANY_KEYS: usize = 200;

/// So many keys that nobody knows are compared with all known ones; where there are more, they are somebody's own.
const GUESSES: usize = 1000;

/// A name at the end of keys that no list declares.
struct UndeclaredName<'t> {
    name: String,
    /// What it should be the name of.
    cause: Cause,
    /// The key of the list that should declare it.
    list: String,
    /// The declared name for which the first of the keys is missing, where there is exactly one.
    candidate: Option<String>,
    /// The first of the keys that end with it.
    property: &'t Property<'t>,
    /// The other ones.
    others: Vec<Located<Cow<'t, str>>>,
}

/// The keys of all files that nobody reads.
#[derive(Default)]
pub(super) struct UnreadKeys<'t> {
    problems: Vec<Problem<'t>>,
    undeclared: Vec<UndeclaredName<'t>>,
    /// The keys that were probably meant, with the lines that set others instead.
    pub(super) lost: Vec<(String, Span)>,
}

impl<'t> UnreadKeys<'t> {
    /// Looks at every key of the files. Names count as declared nowhere only if the list that should is known.
    pub(super) fn find(files: &SiteFiles<'t>, names: &Names<'t>) -> Self {
        let known = || files.0.iter().filter(|site| site.kind.has_all_keys());
        let properties = || known().flat_map(|site| &site.xml.properties);
        let written = Written::new(properties().map(|property| &*property.name.text));
        let suffixes = names.suffixes();
        let mut unread = Self::default();
        let mut guesses = 0;
        // The tables have the keys of all versions together, so it does not matter which one is asked.
        let range = VersionRange::supported(Product::Hadoop);
        let release = Release::new(range.newest(Product::Hadoop), &range);
        for property in properties() {
            let key: &str = &property.name.text;
            if hadoop::is_key(key) || template::placeholder(key).is_some() {
                continue;
            }
            let compare = unread.problems.len() < MANY_KEYS && guesses < GUESSES;
            let meant = || {
                guesses += 1;
                let question = Question { names: &suffixes, ..Question::new(Product::Hadoop, key, &release) };
                meant::meant(&question).map(|meant| meant.key.into_owned())
            };
            if let Some((family, name)) = hadoop::split_name(key) {
                if let Some(list) = names.list(family, name) {
                    unread.check_name(property, family, &list, &written);
                }
            } else if let Some(meant) = compare.then(meant).flatten() {
                unread.add_misspelled(property, meant);
            } else if hadoop::in_closed_namespace(key) {
                unread.problems.push(problem(ProblemKind::UnknownKey, Cause::NoSuchOption, property));
            }
        }
        unread
    }

    /// The problems, with each list that should declare a name as it came out.
    pub(super) fn into_problems(self, hdfs: &Configuration<'t>, yarn: &Configuration<'t>, problems: &mut Problems<'t>) {
        problems.extend(self.problems);
        problems.extend(self.undeclared.into_iter().map(|undeclared| {
            let configuration = if undeclared.cause == Cause::ResourceManager { yarn } else { hdfs };
            let listed = configuration.text(&undeclared.list);
            let name = undeclared.property.name.span;
            let place = Place { lost: listed.place.lost, ..Place::set(name, name) };
            Problem {
                value: Maybe::new(Cow::Owned(undeclared.name), place.clone()),
                others: undeclared.others,
                wanted: Maybe::new(Cow::Owned(undeclared.list), Place::default()),
                meant: undeclared
                    .candidate
                    .map_or_else(Maybe::absent, |name| Maybe::new(name.into(), Place::default())),
                other: listed,
                place: Some(place),
                ..problem(ProblemKind::UndeclaredName, undeclared.cause, undeclared.property)
            }
        }));
    }

    fn add_misspelled(&mut self, property: &'t Property<'t>, meant: String) {
        let key: &str = &property.name.text;
        let value = property.value.as_ref().map(|value| java_trim(&value.text));
        let default = hadoop::only_default(&meant).filter(|default| value == Some(*default) && hadoop::in_family(key));
        self.lost.push((meant.clone(), property.name.span));
        self.problems.push(Problem {
            default: default.map_or_else(Maybe::absent, |default| Maybe::new(default.into(), Place::default())),
            set_elsewhere: default.is_some(),
            meant: Maybe::new(Cow::Owned(meant), Place::default()),
            ..problem(ProblemKind::UnknownKey, Cause::Typo, property)
        });
    }

    fn check_name(
        &mut self,
        property: &'t Property<'t>,
        family: &'static str,
        list: &List<'_, '_, 't>,
        written: &Written<'_>,
    ) {
        let List { cause, before, own, behind, declared, .. } = list;
        if declared.iter().any(|known| known.text == *own) {
            return;
        }
        let same =
            |known: &&mut UndeclaredName<'t>| known.cause == *cause && known.list == list.key && known.name == *own;
        let whole = |known: &str| format!("{family}.{before}{known}{behind}");
        if let Some(known) = self.undeclared.iter_mut().take(MANY_KEYS).find(same) {
            let meant = known.candidate.as_ref().map(|candidate| (whole(candidate), property.name.span));
            self.lost.extend(meant);
            let place = Place::set(property.name.span, property.name.span);
            known.others.push(Located::new(property.name.text.clone(), place));
            return;
        }
        let all = declared.iter().take(MANY_NAMES).map(|known| &*known.text);
        let lacking: Vec<&str> = all.filter(|known| !written.keys.contains(whole(known).as_str())).collect();
        // A declared name that other keys use is right, so that this key is wrong; otherwise the declaration may be.
        let used = |known: &&str| written.names.contains_key(format!("{before}{known}").as_str());
        // A name behind several keys is one mistake, not one in every key.
        let several = written.names.get(&*format!("{before}{own}")).is_some_and(|count| *count > 1);
        if let Some(known) = closest(own, lacking.iter().copied()).filter(used).filter(|_| !several) {
            self.add_misspelled(property, whole(known));
            return;
        }
        let candidate = match lacking.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        self.lost.extend(candidate.as_ref().map(|only| (whole(only), property.name.span)));
        self.undeclared.push(UndeclaredName {
            name: (*own).to_owned(),
            cause: *cause,
            list: list.key.clone(),
            candidate,
            property,
            others: Vec::new(),
        });
    }
}
