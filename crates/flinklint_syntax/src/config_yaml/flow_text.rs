//! A list as the one line of YAML that Flink keeps for it (`YamlParserUtils.toYAMLString`: SnakeYAML Engine's emitter
//! in flow style, without line folding).
//!
//! Only what can occur inside a list is written here; the settings themselves are never written as YAML.

use super::core_schema::{self, Resolved};
use super::document::{Document, NodeKind};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// A key is written with `? ` if it and its tag (`!!str`) have this many characters together.
const LONG_KEY: usize = 128;
/// A `:` behind such a key goes to a line of its own beyond this column.
const WIDTH: usize = 80;
/// Blanks that each collection adds to the indentation of that line.
const INDENTATION: usize = 2;

enum Task {
    Write(&'static str),
    Node(usize),
    Close(&'static str),
    ColonOfComplexKey,
}

/// Writes the list `root`. A collection that occurs twice is written once, with an anchor.
pub(super) fn flow_text(document: &Document<'_>, root: usize) -> String {
    let anchors = anchors(document, root);
    let mut written = HashSet::new();
    let mut out = String::new();
    let mut depth = 0;
    let mut tasks = vec![Task::Node(root)];
    while let Some(task) = tasks.pop() {
        let id = match task {
            Task::Node(id) => id,
            Task::Write(text) => {
                out.push_str(text);
                continue;
            }
            Task::Close(bracket) => {
                depth -= 1;
                out.push_str(bracket);
                continue;
            }
            Task::ColonOfComplexKey => {
                colon_of_complex_key(&mut out, depth);
                continue;
            }
        };
        if let Some(number) = anchors.get(&id) {
            let first = written.insert(id);
            let _ = write!(out, "{}id{number:03}", if first { '&' } else { '*' });
            if !first {
                continue;
            }
            out.push(' ');
        }
        match document.kind(id) {
            Some(NodeKind::Scalar { text, resolved, .. }) => out.push_str(&scalar(text, resolved)),
            Some(NodeKind::Sequence { items, .. }) => {
                out.push('[');
                depth += 1;
                tasks.push(Task::Close("]"));
                for (n, item) in items.iter().enumerate().rev() {
                    tasks.push(Task::Node(item.node));
                    tasks.push(Task::Write(if n > 0 { ", " } else { "" }));
                }
            }
            Some(NodeKind::Mapping { pairs }) => {
                out.push('{');
                depth += 1;
                tasks.push(Task::Close("}"));
                for (n, (key, value)) in pairs.iter().enumerate().rev() {
                    let simple = is_simple_key(document, key.node);
                    tasks.push(Task::Node(value.node));
                    tasks.push(if simple { Task::Write(": ") } else { Task::ColonOfComplexKey });
                    tasks.push(Task::Node(key.node));
                    tasks.push(Task::Write(if simple { "" } else { "? " }));
                    tasks.push(Task::Write(if n > 0 { ", " } else { "" }));
                }
            }
            None => {}
        }
    }
    out
}

fn colon_of_complex_key(out: &mut String, depth: usize) {
    let line = out.rfind('\n').map_or(0, |at| at + 1);
    if out.get(line..).is_some_and(|line| line.chars().count() > WIDTH) {
        let _ = write!(out, "\n{:1$}: ", "", depth * INDENTATION);
    } else {
        out.push_str(" : ");
    }
}

/// The numbers of the collections that occur more than once, in the order in which they occur the second time. (Real
/// Flink counts on from list to list, in an order that nobody can foresee.)
fn anchors(document: &Document<'_>, root: usize) -> HashMap<usize, usize> {
    let mut seen = HashSet::new();
    let mut numbers = HashMap::new();
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        let children: Vec<usize> = match document.kind(id) {
            Some(NodeKind::Sequence { items, .. }) => items.iter().map(|item| item.node).collect(),
            Some(NodeKind::Mapping { pairs }) => pairs.iter().flat_map(|(key, value)| [key.node, value.node]).collect(),
            _ => continue,
        };
        if seen.insert(id) {
            stack.extend(children.into_iter().rev());
        } else {
            let next = numbers.len() + 1;
            numbers.entry(id).or_insert(next);
        }
    }
    numbers
}

fn is_simple_key(document: &Document<'_>, key: usize) -> bool {
    match document.kind(key) {
        Some(NodeKind::Scalar { text, resolved, .. }) => {
            let tag = match resolved {
                Resolved::Float(_) => "!!float".len(),
                Resolved::Null | Resolved::Boolean(_) => "!!null".len(),
                _ => "!!str".len(),
            };
            let length = text.encode_utf16().count() + tag;
            length < LONG_KEY && (*resolved == Resolved::Null || !text.is_empty()) && !text.contains(is_line_end)
        }
        Some(NodeKind::Sequence { items, .. }) => items.is_empty(),
        Some(NodeKind::Mapping { pairs }) => pairs.is_empty(),
        None => false,
    }
}

fn scalar(text: &str, resolved: &Resolved) -> String {
    match resolved {
        Resolved::Null => "null".to_owned(),
        Resolved::Text | Resolved::Environment => quoted_where_needed(text),
        other => other.text().unwrap_or_default(),
    }
}

fn quoted_where_needed(text: &str) -> String {
    if plain_in_flow(text) && core_schema::resolve(text) == Resolved::Text {
        text.to_owned()
    } else if text.chars().all(|c| is_printable(c) && !is_line_end(c)) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double_quoted(text)
    }
}

fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\n' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// The line ends of YAML 1.1, which the emitter still avoids outside of double quotes.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(c: char) -> bool {
    matches!(c, '\0' | ' ' | '\t' | '\n' | '\r')
}

/// Whether the emitter writes a text without quotes inside brackets.
fn plain_in_flow(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let second = text.chars().nth(1);
    let starts_well = match first {
        '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' | '?' | ':'
        | ' ' => false,
        '-' => second.is_some_and(|c| !is_blank(c)),
        _ => !text.starts_with("---") && !text.starts_with("..."),
    };
    let mut before = first;
    let no_indicator = text.chars().skip(1).all(|c| {
        let indicates = matches!(c, ',' | '?' | '[' | ']' | '{' | '}' | ':') || (c == '#' && is_blank(before));
        before = c;
        !indicates
    });
    starts_well
        && !text.starts_with("---")
        && no_indicator
        && !text.ends_with(' ')
        && text.chars().all(|c| is_printable(c) && !is_line_end(c))
}

fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let escape = match c {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ if is_printable(c) => {
                out.push(c);
                continue;
            }
            _ => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0xFF => write!(out, "\\x{code:02x}"),
                    0x100..=0xFFFF => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
                continue;
            }
        };
        out.push('\\');
        out.push(escape);
    }
    out.push('"');
    out
}
