//! The document type declaration, as far as it says which entities a document may have.
//!
//! Nothing is expanded and nothing is fetched. Woodstox does expand entities that a document defines, so such a document
//! is not wrong; but the reader has limits, and a document that exceeds them is refused.

use super::characters::{Fault, is_name_char, is_space, name_len};
use std::collections::BTreeMap;

/// The entities that a document may refer to.
#[derive(Debug, Default)]
pub(super) struct Entities<'a> {
    /// Name and, for an entity with a text of its own, this text. The first definition counts.
    defined: BTreeMap<&'a str, Option<&'a str>>,
    /// Definitions may stand elsewhere: an external subset, or parameter entities.
    elsewhere: bool,
}

impl<'a> Entities<'a> {
    /// Reads `<!DOCTYPE …>`; the text is the whole declaration, which starts at `at`.
    pub(super) fn parse(text: &'a str, at: usize) -> Result<Self, Fault> {
        let fault = |message: &str| Fault::new(message, at..at + text.find(['\n', '\r']).unwrap_or(text.len()));
        let inside = text.strip_prefix("<!DOCTYPE").and_then(|rest| rest.strip_suffix('>'));
        let inside = inside.ok_or_else(|| fault("a document type declaration is written `<!DOCTYPE`, in capitals"))?;
        let name = inside.trim_start_matches(is_space);
        let len = name_len(name);
        if len == 0 || name.len() == inside.len() {
            return Err(fault("the document type has no name"));
        }
        let mut entities = Self::default();
        let prefixed = name.get(len..).unwrap_or("");
        let rest = prefixed.trim_start_matches(|c| c == ':' || is_name_char(c, false)).trim_start_matches(is_space);
        let subset = match rest.chars().next() {
            None => return Ok(entities),
            Some('[') => rest,
            Some(_) if rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC") => {
                entities.elsewhere = true;
                rest.find('[').and_then(|n| rest.get(n..)).unwrap_or("")
            }
            Some(_) => return Err(fault("neither `SYSTEM`, `PUBLIC` nor `[` follows the name of the document type")),
        };
        entities.elsewhere |= subset.contains('%');
        let mut rest = subset;
        while let Some((_, behind)) = rest.split_once("<!") {
            rest = behind;
            if let Some(comment) = rest.strip_prefix("--") {
                rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
            } else if let Some(entity) = rest.strip_prefix("ENTITY") {
                rest = entities.define(entity).unwrap_or(entity);
            }
        }
        Ok(entities)
    }

    /// Reads one definition and returns what stands behind it.
    fn define(&mut self, text: &'a str) -> Option<&'a str> {
        let text = text.trim_start_matches(is_space);
        let name = text.get(..name_len(text)).filter(|name| !name.is_empty())?;
        let rest = text.get(name.len()..)?.trim_start_matches(is_space);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quoted = quote.and_then(|quote| rest.get(1..)?.split_once(quote));
        self.defined.entry(name).or_insert(quoted.map(|(value, _)| value));
        Some(quoted.map_or(rest, |(_, behind)| behind))
    }

    /// Whether a reference to the name may be meant.
    pub(super) fn may_define(&self, name: &str) -> bool {
        self.elsewhere || self.defined.contains_key(name)
    }

    /// Whether the entity refers to itself, or takes more than a million expansions; Woodstox allows 100 000.
    pub(super) fn explodes(&self, name: &str) -> bool {
        self.expansions(name, &mut BTreeMap::new(), 0).is_none_or(|count| count > 1_000_000)
    }

    /// How many expansions a reference takes; `None` without end. `known` holds `None` for what is being counted.
    fn expansions<'b>(
        &'b self,
        name: &'b str,
        known: &mut BTreeMap<&'b str, Option<u64>>,
        depth: usize,
    ) -> Option<u64> {
        const DEEPEST: usize = 500;
        let Some(&Some(text)) = self.defined.get(name) else {
            return Some(1);
        };
        if let Some(&count) = known.get(name) {
            return count;
        }
        if depth > DEEPEST {
            return None;
        }
        known.insert(name, None);
        let mut count: u64 = 1;
        for part in text.split('&').skip(1) {
            let inner = part
                .get(..name_len(part))
                .filter(|inner| part.get(inner.len()..).is_some_and(|rest| rest.starts_with(';')));
            if let Some(inner) = inner {
                count = count.saturating_add(self.expansions(inner, known, depth + 1)?);
            }
        }
        known.insert(name, Some(count));
        Some(count)
    }
}
