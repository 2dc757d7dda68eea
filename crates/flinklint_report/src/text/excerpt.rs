//! From the labels of a finding to excerpts: what is drawn together, how wide, and where the marks lie.
//!
//! Excerpts of one file that overlap or touch become one. Marks must not overlap in a line, labels must fit beside their
//! mark, and an element of a hundred lines must not fill the screen: all that is settled here, so that miette only draws.

use super::source::Excerpts;
use super::wrap::{Cut, columns, wrap};
use crate::{counted, visible::visible};
use flinklint_linter::findings::ReportedLabel;
use std::collections::BTreeMap;

/// More places than this are counted, not drawn.
const MOST_LABELS: usize = 10;
/// A label over more lines than this is shown by its first one.
const MOST_LINES: usize = 8;
/// A label is not wrapped into less room than this, in columns; it goes below the excerpt.
const LEAST_ROOM: usize = 24;

/// Something to underline.
#[derive(Clone, Debug)]
struct Mark {
    /// Index of the label, 0 for the primary one.
    label: usize,
    /// Row of the excerpt and byte in its line.
    start: (usize, usize),
    end: (usize, usize),
    says: Vec<String>,
}

/// Lines of one file without gaps, and the marks in them.
struct Excerpt<'p> {
    path: &'p str,
    first_line: u32,
    lines: Vec<&'p str>,
    marks: Vec<Mark>,
}

/// What miette draws, and what did not fit into the drawing.
#[derive(Default)]
pub(super) struct Drawing {
    pub(super) source: Excerpts,
    /// Offset, length, what it says, whether it is (part of) the primary label; ascending.
    pub(super) marks: Vec<(usize, usize, Option<String>, bool)>,
    /// Place and text of labels that go below.
    pub(super) notes: Vec<String>,
}

/// Lays out the labels of a finding for a terminal of `width` columns.
pub(super) fn drawing(labels: &[ReportedLabel], width: usize, ellipsis: &str) -> Drawing {
    let drawn = &labels[..labels.len().min(MOST_LABELS)];
    let mut drawing = Drawing::default();
    let excerpts = excerpts(drawn);
    let last_line = excerpts.iter().map(|excerpt| excerpt.first_line as usize + excerpt.lines.len()).max().unwrap_or(1);
    // " 12 │ " before each line.
    let room = width.saturating_sub(last_line.to_string().len() + 4).max(LEAST_ROOM);
    for excerpt in excerpts {
        lay_out(excerpt, drawn, room, ellipsis, &mut drawing);
    }
    if labels.len() > drawn.len() {
        drawing.notes.push(counted(labels.len() - drawn.len(), "more place"));
    }
    drawing
}

fn excerpts(labels: &[ReportedLabel]) -> Vec<Excerpt<'_>> {
    let mut files: BTreeMap<&str, BTreeMap<u32, &str>> = BTreeMap::new();
    let mut places = Vec::new();
    for (n, label) in labels.iter().enumerate() {
        let all = label.excerpt.as_ref().map_or(&[][..], |excerpt| &excerpt.lines);
        let (from, to) = label.excerpt.as_ref().map(|excerpt| (excerpt.start, excerpt.end)).unwrap_or_default();
        let (mut start_row, mut start, mut end_row, mut end) = (from.row, from.offset, to.row, to.offset);
        let last = all.len().saturating_sub(1);
        (start_row, end_row) = (start_row.min(last), end_row.min(last));
        let shown = if end_row - start_row.min(end_row) >= MOST_LINES { start_row + 1 } else { last };
        let lines = files.entry(&label.path).or_default();
        for line in all.iter().take(shown + 1) {
            lines.entry(line.number).or_insert(&line.text);
        }
        let number = |row: usize| all.get(row).map_or(label.start.line, |line| line.number);
        if all.is_empty() {
            lines.entry(label.start.line).or_insert("");
        }
        let text = |row: usize| all.get(row).map_or("", |line| &*line.text);
        if end_row < start_row || shown < end_row {
            (end_row, end) = (start_row, text(start_row).len());
        }
        start = boundary(text(start_row), start);
        end = boundary(text(end_row), end);
        if start_row == end_row {
            end = end.max(start);
        }
        places.push((n, &*label.path, (number(start_row), start), (number(end_row), end)));
    }
    let mut excerpts = files.into_iter().flat_map(|(path, lines)| split(path, &lines)).collect::<Vec<_>>();
    for (label, path, start, end) in places {
        let holds = |excerpt: &&mut Excerpt<'_>| {
            let after = start.0.checked_sub(excerpt.first_line);
            excerpt.path == path && after.is_some_and(|after| (after as usize) < excerpt.lines.len())
        };
        if let Some(excerpt) = excerpts.iter_mut().find(holds) {
            let last = excerpt.lines.len() - 1;
            let row = |line: u32| (line.saturating_sub(excerpt.first_line) as usize).min(last);
            let (start, end) = ((row(start.0), start.1), (row(end.0), end.1));
            excerpt.marks.push(Mark { label, start, end, says: Vec::new() });
        }
    }
    excerpts.iter_mut().for_each(trim);
    excerpts.sort_by_key(|excerpt| excerpt.marks.first().map_or(usize::MAX, |mark| mark.label));
    excerpts
}

/// Runs of lines without gaps.
fn split<'p>(path: &'p str, lines: &BTreeMap<u32, &'p str>) -> Vec<Excerpt<'p>> {
    let mut excerpts: Vec<Excerpt<'p>> = Vec::new();
    for (&number, &line) in lines {
        match excerpts.last_mut() {
            Some(last) if last.first_line as usize + last.lines.len() == number as usize => last.lines.push(line),
            _ => excerpts.push(Excerpt { path, first_line: number, lines: vec![line], marks: Vec::new() }),
        }
    }
    excerpts
}

/// Drops blank lines at both ends: they are no context. A marked line stays.
fn trim(excerpt: &mut Excerpt<'_>) {
    let Some(first) = excerpt.marks.iter().map(|mark| mark.start.0).min() else {
        return;
    };
    let last = excerpt.marks.iter().map(|mark| mark.end.0).max().unwrap_or(first);
    while excerpt.lines.len() > last + 1 && excerpt.lines.last().is_some_and(|line| line.trim().is_empty()) {
        excerpt.lines.pop();
    }
    let blank = excerpt.lines.iter().take(first).take_while(|line| line.trim().is_empty()).count();
    excerpt.lines.drain(..blank);
    excerpt.first_line += u32::try_from(blank).unwrap_or(0);
    for mark in &mut excerpt.marks {
        mark.start.0 -= blank;
        mark.end.0 -= blank;
    }
}

/// The nearest character boundary at or before a byte.
fn boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

fn lay_out(mut excerpt: Excerpt<'_>, labels: &[ReportedLabel], room: usize, ellipsis: &str, drawing: &mut Drawing) {
    let Some(name) = excerpt.marks.first().and_then(|mark| labels.get(mark.label)).map(place) else {
        return;
    };
    one_bracket(&mut excerpt);
    // The bracket of a label over several lines takes four columns.
    let bracket = excerpt.marks.iter().any(|mark| mark.start.0 != mark.end.0);
    let room = room - if bracket { 4 } else { 0 };

    let mut lines = Vec::with_capacity(excerpt.lines.len());
    for (row, line) in excerpt.lines.iter().enumerate() {
        // Every character is made visible by itself, so a prefix keeps its place.
        let shown = |byte: usize| visible(&line[..boundary(line, byte)]).len();
        let mut focus = None;
        for mark in &mut excerpt.marks {
            for end in [&mut mark.start, &mut mark.end] {
                if end.0 == row {
                    end.1 = shown(end.1);
                    let (from, to) = focus.unwrap_or((end.1, end.1));
                    focus = Some((from.min(end.1), to.max(end.1)));
                }
            }
        }
        let (from, to) = focus.unwrap_or((0, 0));
        let cut = Cut::new(&visible(line), from..to, room, ellipsis);
        for mark in &mut excerpt.marks {
            for end in [&mut mark.start, &mut mark.end] {
                if end.0 == row {
                    end.1 = cut.offset(end.1);
                }
            }
        }
        lines.push(cut.text);
    }

    for mark in &mut excerpt.marks {
        let Some(label) = labels.get(mark.label).filter(|label| !label.text.is_empty()) else {
            continue;
        };
        let says = visible(&label.text);
        let line = &lines[mark.start.0];
        let used = if mark.start.0 == mark.end.0 {
            columns(&line[..mark.start.1]) + columns(&line[mark.start.1..mark.end.1]).div_ceil(2)
        } else {
            0
        };
        // "╰── " between the middle of the mark and what it says.
        let room = room.saturating_sub(used + 4);
        if columns(&says) <= room {
            mark.says = vec![says.into_owned()];
        } else if room >= LEAST_ROOM {
            mark.says = wrap(&says, room, room);
        } else {
            drawing.notes.push(format!("{}: {says}", place(label)));
        }
    }

    let offsets = drawing.source.push(name, excerpt.first_line, &lines);
    for mark in apart(excerpt.marks) {
        let (start, end) = (offsets[mark.start.0] + mark.start.1, offsets[mark.end.0] + mark.end.1);
        let says = (!mark.says.is_empty()).then(|| mark.says.join("\n"));
        drawing.marks.push((start, end.saturating_sub(start), says, mark.label == 0));
    }
}

/// `conf/zoo.cfg:5:1`, columns in characters.
fn place(label: &ReportedLabel) -> String {
    format!("{}:{}:{}", visible(&label.path), label.start.line, label.start.column)
}

/// Keeps one label that spans lines; the others are shown by their first line, since brackets that cross cannot be read.
fn one_bracket(excerpt: &mut Excerpt<'_>) {
    let mut bracket = false;
    for mark in excerpt.marks.iter_mut().filter(|mark| mark.start.0 != mark.end.0) {
        if std::mem::replace(&mut bracket, true) {
            mark.end = (mark.start.0, excerpt.lines[mark.start.0].len());
        }
    }
}

/// Marks side by side: of two that overlap, the one that begins first ends where the other begins; the same place is
/// marked once and says both.
fn apart(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut apart: Vec<Mark> = Vec::with_capacity(marks.len());
    for mut mark in marks {
        if let Some(last) = apart.last_mut() {
            if (last.start, last.end) == (mark.start, mark.end) {
                last.says.append(&mut mark.says);
                last.label = last.label.min(mark.label);
                continue;
            }
            let in_one_line = last.start.0 == last.end.0 && last.end.0 == mark.start.0 && mark.start.0 == mark.end.0;
            if in_one_line && mark.start.1 < last.end.1 {
                if mark.start.1 > last.start.1 { last.end = mark.start } else { mark.start = last.end }
            }
        }
        apart.push(mark);
    }
    apart
}
