//! What rules find in a deployment under older versions alone, for the rule that says so.

use flinklint_expr::model::{Place, facts};
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// What rules see of findings that do not apply to the newest possible versions.
    pub struct OlderFindings<'t> as "older versions" {
        /// The findings, in the order of their rules.
        older: Vec<OlderFinding<'t>>,
    }

    /// A finding that does not apply to the newest possible versions; its place is the primary one.
    pub struct OlderFinding<'t> as "finding for older versions" {
        /// The id of the rule.
        rule: Cow<'t, str>,
        /// Its message.
        message: Cow<'t, str>,
        /// The versions that it applies to, in words.
        versions: Cow<'t, str>,
    }
}

impl<'t> OlderFinding<'t> {
    pub(crate) fn new(rule: &'t str, message: &'t str, versions: &'t str, place: Place) -> Self {
        Self {
            place: Some(place),
            texts: PhantomData,
            rule: Cow::Borrowed(rule),
            message: Cow::Borrowed(message),
            versions: Cow::Borrowed(versions),
        }
    }
}

impl<'t> OlderFindings<'t> {
    pub(crate) fn new(older: Vec<OlderFinding<'t>>) -> Self {
        Self { place: None, texts: PhantomData, older }
    }
}
