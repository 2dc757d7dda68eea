//! The rulebook: one YAML file per rule to two constants, hot (needed to judge) and cold (needed to explain).

#[path = "../src/rules/file.rs"]
#[allow(dead_code, unreachable_pub)]
mod file;

use file::RuleFile;
use std::fmt::Write as _;
use std::fs;

/// Every rule file, sorted by id, with its group.
fn read() -> Result<Vec<(String, RuleFile)>, String> {
    println!("cargo::rerun-if-changed=../../rules");
    let mut rules = Vec::new();
    let list = |path: &str| -> Result<Vec<std::path::PathBuf>, String> {
        let mut entries: Vec<_> = fs::read_dir(path)
            .map_err(|error| format!("{path}: {error}"))?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        entries.sort();
        Ok(entries)
    };
    for group in list("../../rules")?.into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", group.display());
        let name = group.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in list(&group.to_string_lossy())? {
            if path.extension().is_some_and(|extension| extension == "yaml") {
                println!("cargo::rerun-if-changed={}", path.display());
                let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let rule: RuleFile =
                    serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
                rules.push((name.clone(), rule));
            }
        }
    }
    rules.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    Ok(rules)
}

fn text(value: &str) -> String {
    format!("Cow::Borrowed({value:?})")
}

fn option(value: Option<&String>) -> String {
    value.map_or_else(|| "None".into(), |value| format!("Some({})", text(value)))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("Cow::Borrowed(&[{}])", items.collect::<Vec<_>>().join(", "))
}

pub(crate) fn generate() -> Result<String, String> {
    let rules = read()?;
    let mut out = String::new();
    let _ = writeln!(out, "static HOT: &[RuleText] = &[");
    for (group, rule) in &rules {
        let _ = writeln!(
            out,
            "RuleText {{ id: {}, name: {}, group: {}, severity: {}, scope: Scope::{:?}, off: {}, bindings: {}, when: {}, at: {}, related: {}, message: {}, help: {}, cases: {} }},",
            text(&rule.id),
            text(&rule.name),
            text(group),
            option(rule.severity.as_ref()),
            rule.scope,
            rule.off,
            list(rule.bindings.all().into_iter().map(text)),
            text(&rule.when),
            list(rule.at.all().into_iter().map(text)),
            list(rule.related.iter().map(|related| format!(
                "RelatedText {{ at: {}, say: {} }}",
                list(related.at.all().into_iter().map(text)),
                text(&related.say)
            ))),
            option(rule.message.as_ref()),
            option(rule.help.as_ref()),
            list(rule.cases.iter().map(|case| format!(
                "CaseText {{ when: {}, severity: {}, message: {}, help: {} }}",
                text(&case.when),
                option(case.severity.as_ref()),
                option(case.message.as_ref()),
                option(case.help.as_ref())
            ))),
        );
    }
    out += "];\n";
    let _ = writeln!(out, "static COLD: &[RuleProse] = &[");
    for (_, rule) in &rules {
        let _ = writeln!(
            out,
            "RuleProse {{ since: {}, summary: {}, why: {}, sources: {}, examples: {} }},",
            text(&rule.since),
            text(&rule.summary),
            text(&rule.why),
            list(rule.sources.iter().map(|source| text(source))),
            list(rule.examples.iter().map(|example| format!(
                "ExampleText {{ name: {}, versions: {}, files: {}, finds: {} }}",
                option(example.name.as_ref()),
                list(example.versions.iter().map(|(product, version)| format!(
                    "({}, {})",
                    text(product),
                    text(version)
                ))),
                list(example.files.iter().map(|(path, body)| format!("({}, {})", text(path), text(body)))),
                list(example.finds.iter().map(|find| format!(
                    "ExpectedText {{ rule: {}, file: {}, line: {}, severity: {}, says: {}, also: {} }}",
                    option(find.rule.as_ref()),
                    text(&find.file),
                    find.line,
                    option(find.severity.as_ref()),
                    option(find.says.as_ref()),
                    list(find.also.iter().map(|place| text(place)))
                )))
            ))),
        );
    }
    out += "];\n";
    Ok(out)
}
