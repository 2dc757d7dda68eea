//! All settings of the site files as a daemon effectively reads them, with what they replaced: for people who ask, and for
//! comparison with the real `Configuration`.

use super::HadoopInput;
use super::configuration::{Assignment, Configuration};
use super::expansion::Expanded;
use crate::redact::is_secret;
use flinklint_catalog::hadoop::File;
use flinklint_expr::model::{Known, Origin, Place};
use std::borrow::Cow;

/// One setting.
#[derive(Clone, Debug)]
pub(crate) struct Effective<'t> {
    /// The name that it is stored under.
    pub(crate) key: Cow<'t, str>,
    /// The untrimmed value, filled in; unknown for placeholders, secrets and where a default is read instead.
    pub(crate) value: Known<Cow<'t, str>>,
    /// Where it is set.
    pub(crate) place: Place,
    /// The places that it replaced, oldest first.
    pub(crate) replaced: Vec<Place>,
}

/// The settings that are read with the site file of a product (`File::Yarn`, `File::Hdfs`, `File::MapReduce`), by key.
pub(crate) fn effective<'t>(input: &HadoopInput<'_, 't>, product: File) -> Vec<Effective<'t>> {
    let configuration = Configuration::load(input.site(File::Core), input.site(product), product);
    let place = |assignment: &Assignment<'_, '_>| Place::set(assignment.property.name.span, assignment.value.span);
    let settings = configuration.assignments().map(|(key, winner, replaced)| Effective {
        key: Cow::Owned(key.to_owned()),
        value: match winner.map(|assignment| configuration.expanded(assignment)) {
            Some(Expanded::Text(text)) if !is_secret(key) => Known::Value(text),
            _ => Known::Unknown,
        },
        place: winner.map_or_else(|| Place::nowhere(Origin::Default), place),
        replaced: replaced.iter().map(place).collect(),
    });
    settings.collect()
}
