//! The rulebook: one YAML file per rule, printed as constants of the shape that the loader gives.

#[path = "../src/rules/text.rs"]
#[allow(dead_code, unreachable_pub)]
mod text;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use text::{BaseText, Bases, CaseText, ExampleText, ExpectedText, RelatedText, RuleText};

const RULES: &str = "../../rules";

/// The folder of files that examples share.
const BASES: &str = "bases";

fn list(path: &Path) -> Result<Vec<PathBuf>, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}

fn parsed<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let yaml = fs::read_to_string(path).map_err(|error| wrong(&error))?;
    serde_yaml::from_str(&yaml).map_err(|error| wrong(&error))
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml")
}

fn bases() -> Result<Bases, String> {
    let folder = Path::new(RULES).join(BASES);
    let mut bases = Bases::new();
    if !folder.is_dir() {
        return Ok(bases);
    }
    for path in list(&folder)?.into_iter().filter(|path| is_yaml(path)) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        bases.insert(name, parsed::<BaseText>(&path)?);
    }
    Ok(bases)
}

/// Every rule, sorted by id.
fn read() -> Result<Vec<RuleText>, String> {
    let bases = bases()?;
    let mut rules = Vec::new();
    for group in list(Path::new(RULES))?.into_iter().filter(|path| path.is_dir() && !path.ends_with(BASES)) {
        let name = group.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in list(&group)?.into_iter().filter(|path| is_yaml(path)) {
            let mut rule: RuleText = parsed(&path)?;
            rule.put_in(&bases).map_err(|error| format!("{}: {error}", path.display()))?;
            rule.group = name.clone().into();
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

#[allow(clippy::ptr_arg, reason = "it is passed by name to functions over lists of texts")]
fn text(value: &Cow<'static, str>) -> String {
    format!("Cow::Borrowed({value:?})")
}

fn option<T>(value: Option<&T>, print: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| "None".into(), |value| format!("Some({})", print(value)))
}

fn several<T>(items: &[T], print: impl Fn(&T) -> String) -> String {
    format!("Cow::Borrowed(&[{}])", items.iter().map(print).collect::<Vec<_>>().join(", "))
}

fn pair((key, value): &(Cow<'static, str>, Cow<'static, str>)) -> String {
    format!("({}, {})", text(key), text(value))
}

fn related(related: &RelatedText) -> String {
    format!("RelatedText {{ at: {}, say: {} }}", several(&related.at, text), text(&related.say))
}

fn case(case: &CaseText) -> String {
    format!(
        "CaseText {{ when: {}, severity: {}, at: {}, related: {}, message: {}, help: {} }}",
        text(&case.when),
        option(case.severity.as_ref(), text),
        several(&case.at, text),
        option(case.related.as_ref(), |places| several(places, related)),
        option(case.message.as_ref(), text),
        option(case.help.as_ref(), text),
    )
}

fn expected(find: &ExpectedText) -> String {
    format!(
        "ExpectedText {{ rule: {}, file: {}, line: {}, severity: {}, says: {}, also: {} }}",
        option(find.rule.as_ref(), text),
        text(&find.file),
        find.line,
        option(find.severity.as_ref(), text),
        option(find.says.as_ref(), text),
        several(&find.also, text),
    )
}

fn example(example: &ExampleText) -> String {
    format!(
        "ExampleText {{ name: {}, versions: {}, base: Cow::Borrowed(&[]), files: {}, finds: {} }}",
        option(example.name.as_ref(), text),
        several(&example.versions, pair),
        several(&example.files, pair),
        several(&example.finds, expected),
    )
}

fn rule(rule: &RuleText) -> String {
    format!(
        "RuleText {{ id: RuleId::built_in({:?}), name: {}, group: {}, since: {}, summary: {}, severity: {}, scope: Scope::{:?}, off: {}, \
         bindings: {}, when: {}, at: {}, related: {}, message: {}, help: {}, cases: {}, why: {}, sources: {}, url: {}, examples: {} }}",
        rule.id.as_ref(),
        text(&rule.name),
        text(&rule.group),
        option(rule.since.as_ref(), text),
        text(&rule.summary),
        option(rule.severity.as_ref(), text),
        rule.scope,
        rule.off,
        several(&rule.bindings, text),
        text(&rule.when),
        several(&rule.at, text),
        several(&rule.related, related),
        option(rule.message.as_ref(), text),
        option(rule.help.as_ref(), text),
        several(&rule.cases, case),
        text(&rule.why),
        several(&rule.sources, text),
        option(rule.url.as_ref(), text),
        several(&rule.examples, example),
    )
}

pub(crate) fn generate() -> Result<String, String> {
    let mut out = String::from("static BUILT_IN: &[RuleText] = &[\n");
    for text in &read()? {
        let _ = writeln!(out, "{},", rule(text));
    }
    out += "];\n";
    Ok(out)
}
