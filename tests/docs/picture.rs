//! The picture of the README: what the command prints for a shipped example, drawn with the colours of a terminal.
//!
//! The whole report is too long for a picture. Shown are the first finding, those that join two files, and the summary, each
//! as printed; `…` stands for what is left out.

use super::support::Run;
use std::fmt::Write as _;
use std::path::Path;

const EXAMPLE: &str = "fixtures/standalone-bad";
const COLUMNS: usize = 96;
/// Findings shown.
const MOST: usize = 3;
/// Size of a character and the room around the text, in the picture's units.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;
const MARGIN: f64 = 16.0;

pub(crate) fn report() -> String {
    let printed = Run::new(&["check", EXAMPLE, "--color", "always"])
        .with("COLUMNS", &COLUMNS.to_string())
        .in_folder(Path::new(env!("CARGO_MANIFEST_DIR")))
        .go();
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    let mut lines = vec![format!("\u{1b}[32m$\u{1b}[0m flinklint check {EXAMPLE}"), String::new()];
    lines.extend(chosen(&printed.stdout));
    svg(&lines.iter().map(|line| runs(line)).collect::<Vec<_>>())
}

/// The lines to show. Findings are separated by empty lines; the last part is the summary.
fn chosen(report: &str) -> Vec<String> {
    let mut parts: Vec<&str> = report.trim_end().split("\n\n").collect();
    let summary = parts.pop().unwrap_or_default();
    let joins = |part: &str| part.contains('├');
    assert!(parts.iter().any(|part| joins(part)), "no finding of {EXAMPLE} shows two files");
    let mut lines = Vec::new();
    let mut shown = 0;
    let mut gap = false;
    for (n, part) in parts.iter().enumerate() {
        if shown < MOST && (n == 0 || joins(part)) {
            shown += 1;
            gap = false;
            lines.extend(part.lines().map(str::to_owned));
            lines.push(String::new());
        } else if !std::mem::replace(&mut gap, true) {
            lines.extend(["\u{1b}[2m…\u{1b}[0m".to_owned(), String::new()]);
        }
    }
    lines.extend(summary.lines().map(str::to_owned));
    lines
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    bold: bool,
    dim: bool,
    colour: Option<u8>,
}

impl Style {
    /// What a code of "select graphic rendition" changes.
    fn apply(&mut self, code: &str) {
        match code {
            "" | "0" => *self = Self::default(),
            "1" => self.bold = true,
            "2" => self.dim = true,
            _ => match code.parse::<u8>() {
                Ok(colour @ (30..=37 | 90..=97)) => self.colour = Some(colour % 10),
                _ => panic!("the picture does not know the terminal code '{code}'"),
            },
        }
    }

    fn class(self) -> String {
        let colour = self.colour.map(|colour| format!("c{colour}"));
        let words = [self.bold.then(|| "b".to_owned()), self.dim.then(|| "d".to_owned()), colour];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Pieces of a line that have one style: the column where each begins, its style, its text.
fn runs(line: &str) -> Vec<(usize, Style, String)> {
    let mut runs: Vec<(usize, Style, String)> = Vec::new();
    let mut style = Style::default();
    let mut column = 0;
    for (n, part) in line.split("\u{1b}[").enumerate() {
        let text = if n == 0 {
            part
        } else {
            let (codes, text) = part.split_once('m').unwrap();
            codes.split(';').for_each(|code| style.apply(code));
            text
        };
        let blanks = text.chars().take_while(|c| *c == ' ').count();
        let kept = text.trim();
        if !kept.is_empty() {
            runs.push((column + blanks, style, kept.to_owned()));
        }
        column += text.chars().count();
    }
    runs
}

fn svg(lines: &[Vec<(usize, Style, String)>]) -> String {
    let width = COLUMNS as f64 * WIDTH + 2.0 * MARGIN;
    let height = lines.len() as f64 * HEIGHT + 2.0 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n\
         <title>flinklint check {EXAMPLE}</title>\n\
         <style>text{{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#d6dde5;white-space:pre}}\
         .b{{font-weight:bold}}.d{{fill:#7d8894}}.c1{{fill:#ff7b72}}.c2{{fill:#7ee787}}.c3{{fill:#e3b341}}.c4{{fill:#79c0ff}}\
         .c5{{fill:#d2a8ff}}.c6{{fill:#76e3ea}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#10161d\"/>\n"
    );
    for (n, line) in lines.iter().enumerate() {
        let y = MARGIN + (n as f64 + 0.75) * HEIGHT;
        for (column, style, text) in line {
            let x = MARGIN + *column as f64 * WIDTH;
            // The length is stated so that columns stay columns in any font.
            let length = text.chars().count() as f64 * WIDTH;
            let class = style.class();
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{length:.1}\"{class}>{text}</text>").unwrap();
        }
    }
    out + "</svg>\n"
}
