//! What a site file says without setting anything: texts that are no XML, elements that the reader passes over, and
//! properties without a value. Other files are not known here.

use super::{SiteFile, problem};
use crate::settings::{Cause, Problem, ProblemKind, Problems, Source};
use flinklint_catalog::hadoop::{File, has_default, only_default, replaced_by, stored_as};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::site_xml::{Oddity, OddityKind};
use flinklint_syntax::source::Span;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The problems of one file.
pub(super) fn problems<'t>(site: &SiteFile<'t>, problems: &mut Problems<'t>) {
    if let Some(error) = site.xml.error.as_ref().filter(|_| !site.template) {
        let related = |span: Span| Maybe::new(Cow::Borrowed(site.kind.site()), Place::at(span));
        problems.add(Problem {
            reason: Maybe::new(Cow::Owned(error.message.clone()), Place::at(error.span)),
            other: error.related.map_or_else(Maybe::absent, related),
            ..Problem::new(ProblemKind::RefusedFile, Cause::Other, Source::Hadoop, Place::at(error.span))
        });
    }
    let with_value = || site.xml.properties.iter().filter(|property| property.value.is_some());
    let set: BTreeSet<&str> = with_value().map(|property| &*property.name.text).collect();
    for oddity in &site.xml.oddities {
        problems.extend(ignored_element(oddity, &set));
    }
    let stored: BTreeSet<&str> = with_value().flat_map(|property| stored_as(&property.name.text)).collect();
    for property in &site.xml.properties {
        let name: &str = &property.name.text;
        if let Some(today) = replaced_by(name) {
            problems.add(Problem {
                meant: Maybe::new(Cow::Borrowed(today), Place::at(property.span)),
                ..problem(ProblemKind::DeprecatedName, Cause::Other, property)
            });
        }
        if property.value.is_none() {
            let key = stored_as(name).pop().unwrap_or(name);
            let defaulted = [File::Core, File::Hdfs, File::Yarn].iter().any(|&file| has_default(key, file));
            let default = only_default(key).filter(|_| defaulted);
            problems.add(Problem {
                set_elsewhere: stored.contains(key),
                default: default.map_or_else(Maybe::absent, |default| Maybe::new(default.into(), Place::default())),
                ..problem(ProblemKind::MissingValue, if defaulted { Cause::HasDefault } else { Cause::Other }, property)
            });
        }
    }
}

fn ignored_element<'t>(oddity: &Oddity<'t>, set: &BTreeSet<&str>) -> Option<Problem<'t>> {
    let cause = match oddity.kind {
        OddityKind::UnknownElement => Cause::UnknownElement,
        OddityKind::OutsideProperty => Cause::OutsideProperty,
        OddityKind::TwoNames => Cause::TwoNames,
        OddityKind::TwoValues => Cause::TwoValues,
        OddityKind::NoName => Cause::NoName,
        OddityKind::FinalIgnored => Cause::FinalIgnored,
        OddityKind::WrongRoot => Cause::WrongRoot,
        OddityKind::NestedConfiguration => Cause::NestedConfiguration,
        OddityKind::NestedProperty => Cause::NestedProperty,
        OddityKind::InFallback => Cause::InFallback,
        OddityKind::NoValue | OddityKind::EmptyValue => return None,
    };
    let text = |scalar: &Option<Scalar<'t>>| {
        scalar.as_ref().map_or_else(Maybe::absent, |scalar| Maybe::new(scalar.text.clone(), Place::at(scalar.span)))
    };
    Some(Problem {
        key: text(&oddity.name),
        written: text(&oddity.element),
        set_elsewhere: oddity.name.as_ref().is_some_and(|name| set.contains(&*name.text)),
        ..Problem::new(ProblemKind::IgnoredElement, cause, Source::Hadoop, Place::at(oddity.span))
    })
}

/// The lines of a file that were meant to set a name and set nothing.
pub(super) fn lost(site: &SiteFile<'_>) -> Vec<(String, Span)> {
    let odd = site.xml.oddities.iter().filter(|oddity| {
        !matches!(oddity.kind, OddityKind::FinalIgnored | OddityKind::WrongRoot | OddityKind::NestedConfiguration)
    });
    let odd = odd.filter_map(|oddity| Some((oddity.name.as_ref()?.text.as_ref(), oddity.span)));
    let empty = site.xml.properties.iter().filter(|property| property.value.is_none());
    let empty = empty.map(|property| (property.name.text.as_ref(), property.span));
    odd.chain(empty).flat_map(|(key, span)| stored_as(key).into_iter().map(move |key| (key.to_owned(), span))).collect()
}
