//! Where a scalar stands in a YAML text, by the path that leads to it: for messages about our own rule files, whose
//! content another parser reads without places.

use super::yaml_events::{EventKind, Events, ScalarStyle};

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    /// The value of a key.
    Key(&'p str),
    /// An item of a list, from 0.
    Item(usize),
}

/// A scalar in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScalarPlace {
    /// First byte, quotes and the `|` of a block scalar included.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    style: ScalarStyle,
}

#[derive(Debug)]
enum Level {
    Mapping { key: Option<String> },
    List { next: usize },
}

/// Finds the scalar at a path in the first document.
pub fn locate(text: &str, path: &[Step<'_>]) -> Option<ScalarPlace> {
    let mut levels: Vec<Level> = Vec::new();
    for event in Events::new(text) {
        let event = event.ok()?;
        let is_key = matches!(levels.last(), Some(Level::Mapping { key: None }));
        match event.kind {
            EventKind::Scalar { text: key, .. } if is_key => {
                if let Some(Level::Mapping { key: slot }) = levels.last_mut() {
                    *slot = Some(key.into_owned());
                }
            }
            EventKind::Scalar { style, .. } => {
                if leads_to(&levels, path) {
                    return Some(ScalarPlace { start: event.start, end: event.end, style });
                }
                finish(&mut levels);
            }
            EventKind::MappingStart { .. } => levels.push(Level::Mapping { key: None }),
            EventKind::SequenceStart { .. } => levels.push(Level::List { next: 0 }),
            EventKind::MappingEnd | EventKind::SequenceEnd => {
                levels.pop();
                finish(&mut levels);
            }
            EventKind::Alias(_) => finish(&mut levels),
            EventKind::DocumentEnd => return None,
            EventKind::DocumentStart => {}
        }
    }
    None
}

/// A node is done: its parent expects the next key or item.
fn finish(levels: &mut [Level]) {
    match levels.last_mut() {
        Some(Level::Mapping { key }) => *key = None,
        Some(Level::List { next }) => *next += 1,
        None => {}
    }
}

fn leads_to(levels: &[Level], path: &[Step<'_>]) -> bool {
    levels.len() == path.len()
        && levels.iter().zip(path).all(|(level, step)| match (level, step) {
            (Level::Mapping { key: Some(key) }, Step::Key(wanted)) => key == wanted,
            (Level::List { next }, Step::Item(wanted)) => next == wanted,
            _ => false,
        })
}

impl ScalarPlace {
    /// The byte in the text of a byte in the decoded scalar. Exact for what rule files contain: plain and quoted scalars
    /// without escapes, folded over lines or not, and block scalars.
    pub fn byte(&self, text: &str, decoded: usize) -> usize {
        let raw = text.get(self.start..self.end).unwrap_or_default();
        let (mut at, indent) = match self.style {
            ScalarStyle::Plain => (0, None),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (1, None),
            ScalarStyle::Block => {
                let body = raw.find('\n').map_or(raw.len(), |newline| newline + 1);
                let indent = raw.get(body..).map_or(0, |body| body.len() - body.trim_start_matches(' ').len());
                (body + indent, Some(indent))
            }
        };
        for _ in 0..decoded {
            let Some(byte) = raw.as_bytes().get(at) else { break };
            at += 1;
            if *byte == b'\n' {
                let rest = raw.get(at..).unwrap_or_default();
                let blank = rest.len() - rest.trim_start_matches(' ').len();
                at += indent.map_or(blank, |indent| blank.min(indent));
            }
        }
        self.start + at.min(raw.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_found_by_path() {
        let text = "a: 1\nb:\n  - {c: x}\n  - c: 'yy'\n    d: |\n      one\n      two\n";
        let place = locate(text, &[Step::Key("b"), Step::Item(1), Step::Key("c")]).unwrap();
        assert_eq!(&text[place.start..place.end], "'yy'");
        assert_eq!(&text[place.byte(text, 1)..place.byte(text, 2)], "y");
        let block = locate(text, &[Step::Key("b"), Step::Item(1), Step::Key("d")]).unwrap();
        assert!(text[block.byte(text, 4)..].starts_with("two"));
        assert_eq!(locate(text, &[Step::Key("z")]), None);
    }
}
