//! The texts of values: split into items, compared, and hidden where they are secret.
//!
//! Nothing here knows which value a daemon reads.

use crate::redact::is_secret;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::value::java_trim;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;

/// A text for a fact: unknown for secrets and placeholders.
pub(super) fn shown<'t>(key: &str, scalar: &Scalar<'t>, place: Place) -> Maybe<Cow<'t, str>> {
    if is_secret(key) || template::placeholder(&scalar.text).is_some() {
        Maybe::unknown(place)
    } else {
        Maybe::new(scalar.text.clone(), place)
    }
}

/// Whether two values are certainly not the same.
pub(super) fn differs(one: &Scalar<'_>, other: &Scalar<'_>) -> bool {
    let open = |scalar: &Scalar<'_>| template::placeholder(&scalar.text).is_some();
    java_trim(&one.text) != java_trim(&other.text) && !open(one) && !open(other)
}

/// More items than any real list has. Longer ones are not looked at, so that no text can fill the memory.
pub(crate) const MANY: usize = 1000;

/// The items of a list as `StringUtils.getTrimmedStrings` splits it (a line end separates, too), without empty ones. None
/// where there are more than [`MANY`].
pub(crate) fn split<'t>(scalar: &Scalar<'t>, separator: char) -> Option<Vec<Scalar<'t>>> {
    let text: &str = &scalar.text;
    let mut items = Vec::new();
    let mut start = 0;
    for part in text.split([separator, '\n']) {
        if items.len() == MANY {
            return None;
        }
        let kept = java_trim(part);
        if !kept.is_empty() {
            let from = start + part.len() - part.trim_start_matches(|c| c <= ' ').len();
            let until = from + kept.len();
            items.push(scalar.part(from, until));
        }
        start += part.len() + 1;
    }
    Some(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::{FileId, Span};

    #[test]
    fn items_of_a_list_have_places() {
        let text = " rm1 , rm2,,\n rm1 ";
        let span = Span::new(FileId { set: 0, text: 0 }, 100, 100 + text.len());
        let items: Vec<(String, u32)> = split(&Scalar::new(text, span), ',')
            .unwrap()
            .into_iter()
            .map(|s| (s.text.to_string(), s.span.start))
            .collect();
        assert_eq!(items, [("rm1".into(), 101), ("rm2".into(), 107), ("rm1".into(), 114)]);
        assert!(split(&Scalar::new("a,".repeat(5000), span), ',').is_none());
    }
}
