//! The rulebook that is built in, as constants that the build script made of the files in `rules/`.

use super::text::{CaseText, ExampleText, ExpectedText, RelatedText, RuleId, RuleText, Scope};
use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/rulebook.rs"));

/// The built-in rules, sorted by id.
#[must_use]
pub fn built_in_texts() -> &'static [RuleText] {
    BUILT_IN
}
