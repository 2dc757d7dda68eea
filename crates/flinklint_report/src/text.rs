//! The report for people at a terminal: each finding with the lines of all files that make it true.
//!
//! miette draws the excerpts, with everything that is hard about wide characters, tabs and underlines. The rest is ours:
//! the header says severity, id and name in words, places count lines and characters, excerpts of several files form one
//! picture, and nothing from a file reaches the terminal as a command. This is the only module that knows miette.

mod block;
mod excerpt;
mod source;
mod wrap;

use super::{Report, counted, summary, visible::visible};
use block::Block;
use flinklint_linter::findings::{ReportedFinding, Severity, UndecidedRule};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};
use std::fmt;
use std::io::{self, Write};
use wrap::{columns, wrap};

/// How the text report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns of the terminal; less than 20 counts as 20.
    pub width: usize,
    /// Whether to send colours.
    pub colour: bool,
    /// Whether to draw with characters beyond ASCII.
    pub unicode: bool,
    /// Whether to send hyperlinks (OSC 8) to the pages of rules.
    pub links: bool,
    /// Findings only, no summary.
    pub quiet: bool,
    /// Lists the deployments, files and versions that were looked at.
    pub verbose: bool,
}

/// Writes the report for people.
///
/// # Errors
/// What the writer returns, a closed pipe among it.
pub fn text(report: &Report<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { options: *options, width: options.width.max(20) };
    for block in block::blocks(report.findings) {
        out.write_all(page.block(report, &block).as_bytes())?;
        writeln!(out)?;
    }
    if !options.quiet {
        out.write_all(page.closing(report).as_bytes())?;
    }
    Ok(())
}

struct Page {
    options: TextOptions,
    width: usize,
}

const BOLD: &str = "1";
const DIM: &str = "2";

impl Page {
    fn paint(&self, style: &str, text: &str) -> String {
        if self.options.colour && !text.is_empty() {
            format!("\u{1b}[{style}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn link(&self, url: Option<&str>, text: &str) -> String {
        match url.filter(|_| self.options.links) {
            Some(url) => format!("\u{1b}]8;;{}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\", visible(url)),
            None => text.to_owned(),
        }
    }

    fn block(&self, report: &Report<'_>, block: &Block<'_>) -> String {
        let Some(finding) = block.first() else { return String::new() };
        let mut page = self.header(report, finding, &block.title(report));
        let drawing = excerpt::drawing(&block.labels(), self.width, if self.options.unicode { "…" } else { "..." });
        let notes = drawing.notes.clone();
        page.push_str(&self.excerpts(drawing, finding.severity));
        for note in &notes {
            self.footer(&mut page, "see also", note);
        }
        let copies: Vec<String> =
            block.copies().map(|copy| format!("{}:{}", copy.place.path, copy.place.start.line)).collect();
        if !copies.is_empty() {
            self.footer(&mut page, "also in", &listed(&copies));
        }
        if let Some(help) = &finding.help {
            self.footer(&mut page, "help", help);
        }
        if let Some(versions) = block.versions() {
            self.footer(&mut page, "applies to", versions);
        }
        for consequence in &finding.consequences {
            self.footer(&mut page, "as a result", &format!("{}: {}", consequence.rule, consequence.message));
        }
        page
    }

    /// `error[ZK004 even-voters]: message`.
    fn header(&self, report: &Report<'_>, finding: &ReportedFinding, title: &str) -> String {
        let severity = finding.severity.as_str();
        let rule = format!("{} {}", finding.rule, finding.name);
        let used = columns(severity) + columns(&rule) + 4;
        let url = report.rule(&finding.rule).and_then(|rule| rule.url.as_deref());
        let style = severity_style(finding.severity);
        let mut page = self.paint(style, &format!("{severity}["));
        page.push_str(&self.link(url, &self.paint(style, &rule)));
        page.push_str(&self.paint(style, "]"));
        let message = visible(title);
        let lines = wrap(&message, self.width.saturating_sub(used), self.width - 2);
        for (n, line) in lines.iter().enumerate() {
            let before = match (n, line.is_empty()) {
                (0, true) => ":",
                (0, false) => ": ",
                _ => "  ",
            };
            page.push_str(&format!("{before}{}\n", self.paint(BOLD, line)));
        }
        page
    }

    fn excerpts(&self, drawing: excerpt::Drawing, severity: Severity) -> String {
        let plain = ThemeStyles::none();
        let mut styles = plain.clone();
        if self.options.colour {
            let primary = match severity {
                Severity::Error => plain.error.red(),
                Severity::Warning => plain.error.yellow(),
                Severity::Info => plain.error.cyan(),
            };
            let related = plain.error.bright_blue();
            styles.linum = plain.linum.dimmed();
            styles.link = plain.link.bold();
            // miette deals styles out in the order of offsets.
            styles.highlights = drawing
                .marks
                .iter()
                .map(|(.., is_primary)| if *is_primary { primary } else { related }.bold())
                .collect();
        }
        let characters = if self.options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        let shown = Picture {
            labels: drawing
                .marks
                .into_iter()
                .map(|(offset, length, says, _)| LabeledSpan::new(says, offset, length))
                .collect(),
            source: drawing.source,
        };
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters: characters.clone(), styles })
            .with_width(self.width)
            .with_context_lines(0)
            .tab_width(wrap::TAB)
            .with_urls(false)
            .without_cause_chain()
            .without_primary_span_start()
            .without_syntax_highlighting();
        let mut drawn = String::new();
        // Only a string is written to; a refused span would be said in the drawing itself.
        let _ = handler.render_report(&mut drawn, &shown);
        self.one_picture(&drawn, &characters)
    }

    /// miette draws a box for each excerpt, as wide as its own line numbers need. This makes one box of them: gutters in one
    /// column, a closing line only at the end, the frame dim. It also drops the line of the message, which the header has
    /// said already.
    fn one_picture(&self, drawn: &str, characters: &ThemeCharacters) -> String {
        let opens = format!("{}{}[", characters.ltop, characters.hbar);
        let closes = format!("{}{}", characters.lbot, characters.hbar.to_string().repeat(4));
        let lines = drawn.lines().skip(1).map(|line| line.trim_end_matches(' ')).collect::<Vec<_>>();
        // Only the first and the last line of a box begin with blanks and then its corner: others have the gutter's bar.
        let opening = |line: &str| {
            let rest = line.trim_start_matches(' ');
            rest.strip_prefix(&opens).map(|name| (line.len() - rest.len(), name.trim_end_matches(']').to_owned()))
        };
        let widest = lines.iter().filter_map(|line| opening(line)).map(|(width, _)| width).max().unwrap_or(0);
        let (mut picture, mut indent, mut boxes) = (String::with_capacity(drawn.len()), String::new(), 0);
        for line in lines {
            if let Some((width, name)) = opening(line) {
                indent = " ".repeat(widest - width);
                let corner = if boxes == 0 { characters.ltop } else { characters.lcross };
                boxes += 1;
                let (before, after) = (self.paint(DIM, &format!("{corner}{}[", characters.hbar)), self.paint(DIM, "]"));
                picture.push_str(&format!("{:widest$}{before}{name}{after}\n", ""));
            } else if line.trim_start_matches(' ') != closes {
                // Before the gutter's bar there are blanks, digits and colour, never a bar.
                let (number, rest) = line.split_at(line.find([characters.vbar, characters.vbar_break]).unwrap_or(0));
                let bar = rest.chars().next().map_or(String::new(), String::from);
                let rest = &rest[bar.len()..];
                picture.push_str(&format!("{indent}{number}{}{rest}\n", self.paint(DIM, &bar)));
            }
        }
        if boxes > 0 {
            picture.push_str(&format!("{:widest$}{}\n", "", self.paint(DIM, &closes)));
        }
        picture
    }

    /// `  help: text`, wrapped under itself.
    fn footer(&self, page: &mut String, title: &str, text: &str) {
        let indent = title.len() + 4;
        let room = self.width.saturating_sub(indent).max(12);
        for (n, line) in wrap(&visible(text), room, room).iter().filter(|line| !line.is_empty()).enumerate() {
            if n == 0 {
                page.push_str(&format!("  {} {line}\n", self.paint(BOLD, &format!("{title}:"))));
            } else {
                page.push_str(&format!("{:indent$}{line}\n", ""));
            }
        }
    }

    /// Prose after a beginning that is painted already, wrapped to the margin.
    fn prose(&self, page: &mut String, plain: &str, painted: &str, text: &str) {
        let blank = if plain.is_empty() { "" } else { " " };
        let first = self.width.saturating_sub(columns(plain) + blank.len());
        let lines = wrap(&visible(text), first, self.width).join("\n");
        page.push_str(&format!("{painted}{blank}{lines}\n"));
    }

    fn closing(&self, report: &Report<'_>) -> String {
        let mut page = String::new();
        let deployments = &report.checked.deployments;
        if self.options.verbose {
            for deployment in deployments {
                let versions = summary::versions_of(deployment).join(", ");
                let name = self.paint(BOLD, &visible(&deployment.name));
                page.push_str(&format!("checked {name}{}{versions}\n", if versions.is_empty() { "" } else { ": " }));
                for file in &deployment.files {
                    page.push_str(&format!("  {}\n", visible(file)));
                }
            }
            if !deployments.is_empty() {
                page.push('\n');
            }
        }
        if self.options.verbose && !report.checked.not_reported.undecided_rules.is_empty() {
            for UndecidedRule { rule, name, place } in &report.checked.not_reported.undecided_rules {
                let place = place.as_ref().map(|place| format!(": {}", visible(place))).unwrap_or_default();
                page.push_str(&format!("undecided {} {name}{place}\n", self.paint(BOLD, rule)));
            }
            page.push('\n');
        }
        if deployments.is_empty() {
            self.prose(&mut page, "", "", &capital(&summary::nothing_checked(report)));
        } else {
            let counts = summary::counts(report);
            let plain = counts.iter().map(|(_, count)| count.as_str()).collect::<Vec<_>>().join(", ");
            let painted = counts.iter().map(|(severity, count)| self.paint(severity_style(*severity), count));
            let (plain, painted) = if counts.is_empty() {
                ("No findings".to_owned(), self.paint("1;32", "No findings"))
            } else {
                (plain, painted.collect::<Vec<_>>().join(", "))
            };
            self.prose(&mut page, &plain, &painted, &summary::looked_at(report));
        }
        for note in summary::notes(report) {
            self.prose(&mut page, "", "", &capital(&note));
        }
        if let Some(finding) = report.findings.first() {
            let hint = format!("Run `flinklint explain {}` for details", finding.rule);
            self.prose(&mut page, "", "", &hint);
        }
        page
    }
}

/// More places than this are counted, not listed.
const MOST_LISTED: usize = 20;

fn listed(places: &[String]) -> String {
    let shown = places.iter().take(MOST_LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(MOST_LISTED) {
        0 => shown,
        more => format!("{shown} and {}", counted(more, "more place")),
    }
}

fn severity_style(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    }
}

fn capital(sentence: &str) -> String {
    let mut rest = sentence.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// One finding as miette sees it: nothing but places.
#[derive(Debug)]
struct Picture {
    labels: Vec<LabeledSpan>,
    source: source::Excerpts,
}

impl fmt::Display for Picture {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Picture {}

impl Diagnostic for Picture {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
