//! What was found under older versions alone, where nobody stated a version: for the one finding that collects it.
//!
//! These facts come from a first round of rules and not from files, so they have a root of their own, as a fleet has.

use super::model::{Place, facts};
use std::borrow::Cow;

facts! {
    /// What rules of the scope `versions` see.
    pub struct OlderVersions<'t> as "older versions" {
        /// What holds for some of the possible versions, and not for the newest of them.
        findings: Vec<OlderFinding<'t>>,
    }

    /// Something that a rule says of older versions alone.
    pub struct OlderFinding<'t> as "finding under older versions" {
        /// The id of the rule.
        rule: Cow<'t, str>,
        /// The versions, in words.
        versions: String,
    }
}

impl<'t> OlderFinding<'t> {
    /// A finding of a rule, at its primary place.
    #[must_use]
    pub fn new(rule: &'t str, versions: String, place: Place) -> Self {
        Self { place: Some(place), texts: std::marker::PhantomData, rule: Cow::Borrowed(rule), versions }
    }
}

impl<'t> OlderVersions<'t> {
    /// All of one deployment.
    #[must_use]
    pub fn new(findings: Vec<OlderFinding<'t>>) -> Self {
        Self { place: None, texts: std::marker::PhantomData, findings }
    }
}
