//! The page of a rule that `explain` prints: what it is about, why it matters, and its examples.

use flinklint_linter::rules::{ExampleText, RuleText};

/// The page of a rule for the terminal.
pub(crate) fn page(text: &RuleText, severity: &str, said: &[String], colour: bool) -> String {
    let bold = |words: &str| if colour { format!("\u{1b}[1m{words}\u{1b}[0m") } else { words.to_owned() };
    let mut out = format!(
        "{}  {severity}{}\n\n{}\n\n{}\n",
        bold(&format!("{} {}", text.id, text.name)),
        text.since.as_deref().map(|since| format!(", since {since}")).unwrap_or_default(),
        text.summary.trim(),
        text.why.trim()
    );
    let helps = text.help.iter().chain(text.cases.iter().filter_map(|case| case.help.as_ref()));
    let fixed = helps.map(AsRef::as_ref).filter(|help: &&str| !help.contains('{'));
    // Help with values in it is shown as the examples give it.
    for help in fixed.chain(said.iter().map(String::as_str)) {
        out += &format!("\n{} {}\n", bold("help:"), help.trim());
    }
    out += &format!("\n{}\n", bold("Condition"));
    for binding in text.bindings.iter() {
        out += &format!("  for {binding}\n");
    }
    out += &format!("  when {}\n", text.when.trim());
    for case in text.cases.iter() {
        out += &format!(
            "    {}: {}\n",
            case.severity.as_deref().or(text.severity.as_deref()).unwrap_or_default(),
            case.when.trim()
        );
    }
    if !text.sources.is_empty() {
        out += &format!("\n{} {}\n", bold("Sources:"), text.sources.join("; "));
    }
    for example in text.examples.iter() {
        out += &format!("\n{}\n{}", bold(&heading(text, example)), files(example));
    }
    out
}

fn heading(text: &RuleText, example: &ExampleText) -> String {
    let own = example.finds.iter().any(|find| find.rule.as_ref().is_none_or(|rule| **rule == *text.id));
    let verdict = if own { "Finds" } else { "Stays quiet" };
    let versions: Vec<String> =
        example.versions.iter().map(|(product, version)| format!("{product} {version}")).collect();
    let mut heading = verdict.to_owned();
    if let Some(name) = &example.name {
        heading += &format!(": {name}");
    }
    if !versions.is_empty() {
        heading += &format!(" ({})", versions.join(", "));
    }
    heading
}

fn files(example: &ExampleText) -> String {
    let mut out = String::new();
    for (path, body) in example.files.iter() {
        out += &format!("  {path}\n");
        for (n, line) in body.lines().enumerate() {
            let number = n + 1;
            let marked = example.finds.iter().any(|find| find.file == *path && find.line as usize == number);
            let shown: String =
                line.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect();
            out += &format!("  {} {number:>3} | {shown}\n", if marked { ">" } else { " " });
        }
    }
    out
}
