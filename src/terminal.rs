//! What the terminal can show: colours, width, characters; and the way to standard error.

use crate::command::Colour;
use anstream::ColorChoice;
use flinklint_report::TextOptions;
use std::io::{IsTerminal, Write};

/// Columns where nothing says how wide the terminal is.
const WIDTH: usize = 100;
/// Wider lines are hard to read.
const WIDEST: usize = 120;

pub(crate) struct Terminal {
    colour: bool,
    colour_on_stderr: bool,
    terminal: bool,
}

impl Terminal {
    pub(crate) fn new(colour: Colour) -> Self {
        let choose = |auto: ColorChoice| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => auto != ColorChoice::Never,
        };
        Self {
            colour: choose(anstream::AutoStream::choice(&std::io::stdout())) || colour == Colour::Auto && forced(),
            colour_on_stderr: choose(anstream::AutoStream::choice(&std::io::stderr())),
            terminal: std::io::stdout().is_terminal(),
        }
    }

    /// How the text report should look here.
    pub(crate) fn text_options(&self, quiet: bool, verbose: bool) -> TextOptions {
        TextOptions {
            width: width(),
            colour: self.colour,
            unicode: unicode(),
            links: self.colour && self.terminal,
            quiet,
            verbose,
        }
    }

    /// Says on standard error what is wrong and how to go on.
    pub(crate) fn error(&self, message: &str, hint: Option<&str>) {
        let (red, cyan, reset) =
            if self.colour_on_stderr { ("\u{1b}[1;31m", "\u{1b}[36m", "\u{1b}[0m") } else { ("", "", "") };
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "{red}error{reset}: {message}");
        if let Some(hint) = hint {
            let _ = writeln!(stderr, "  {cyan}hint{reset}: {hint}");
        }
    }

    /// Prints on standard error what is drawn already.
    pub(crate) fn print_error(&self, drawn: &str) {
        let _ = write!(std::io::stderr().lock(), "{drawn}");
    }

    /// Says something on standard error that is no error.
    pub(crate) fn note(&self, message: &str) {
        let _ = writeln!(std::io::stderr().lock(), "note: {message}");
    }
}

/// `FORCE_COLOR` asks for colours in a pipe, unless `NO_COLOR` forbids them everywhere.
fn forced() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    set("FORCE_COLOR") && !set("NO_COLOR")
}

fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let measured = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    stated.or_else(measured).filter(|&columns| columns > 0).unwrap_or(WIDTH).min(WIDEST)
}

/// Whether the locale is one of characters beyond ASCII; where nothing is said, a terminal of today takes them.
fn unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf") || !matches!(locale.as_str(), "c" | "posix")
    })
}
