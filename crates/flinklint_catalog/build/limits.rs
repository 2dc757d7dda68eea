//! What code asks of values beyond their types: limits of one value, relations between two, and options that others need.

use crate::catalog::{FLINK, minors, rows};
use std::fmt::Write as _;

const PATH: &str = "crate::limits";

fn words(text: &str) -> Vec<&str> {
    text.split(',').filter(|word| !word.is_empty()).collect()
}

/// `>=0 <1 or -1` as bounds.
fn range(text: &str, at: &str) -> Result<String, String> {
    let (bounds, also) = text.split_once(" or ").map_or((text, None), |(bounds, also)| (bounds, Some(also)));
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("{at}: '{text}' is not a number"));
    let (mut least, mut most) = ("None".to_owned(), "None".to_owned());
    for bound in bounds.split(' ') {
        let (side, value, inclusive) = if let Some(value) = bound.strip_prefix(">=") {
            (&mut least, value, true)
        } else if let Some(value) = bound.strip_prefix("<=") {
            (&mut most, value, true)
        } else if let Some(value) = bound.strip_prefix('>') {
            (&mut least, value, false)
        } else if let Some(value) = bound.strip_prefix('<') {
            (&mut most, value, false)
        } else {
            return Err(format!("{at}: limit '{bound}'"));
        };
        *side = format!("Some({PATH}::Bound {{ value: {:?}, inclusive: {inclusive} }})", number(value)?);
    }
    let also: Result<Vec<f64>, _> = also.unwrap_or_default().split_whitespace().map(number).collect();
    Ok(format!("{PATH}::Check::Range({PATH}::Range {{ least: {least}, most: {most}, also: &{:?} }})", also?))
}

fn check(text: &str, at: &str) -> Result<String, String> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    Ok(match name {
        "port" => format!("{PATH}::Check::Port"),
        "ports" => format!("{PATH}::Check::Ports"),
        "port-list" => format!("{PATH}::Check::PortList"),
        "power-of-two" => format!("{PATH}::Check::Page"),
        "hocon-size" => format!("{PATH}::Check::Hocon"),
        "class" => format!("{PATH}::Check::Class"),
        "words" => {
            let (known, others) = rest.split_once(' ').unwrap_or((rest, ""));
            format!("{PATH}::Check::Words(&{:?}, &{:?})", words(known), words(others))
        }
        "words-or-class" => {
            let (known, others) = rest.split_once(' ').unwrap_or((rest, ""));
            format!("{PATH}::Check::WordsOrClass(&{:?}, &{:?})", words(known), words(others))
        }
        "absolute-paths" => format!("{PATH}::Check::AbsolutePaths"),
        "uri" => format!("{PATH}::Check::Uri"),
        "znode" => format!("{PATH}::Check::Znode"),
        "authority" => format!("{PATH}::Check::Authority"),
        "host" => format!("{PATH}::Check::Host"),
        "not" => format!("{PATH}::Check::Not(&{:?})", words(rest)),
        "exactly" => format!("{PATH}::Check::Exactly(&{:?})", words(rest)),
        _ => range(text, at)?,
    })
}

/// `a/b=x|y&c=-`: conditions on other options, each by its names.
fn conditions(text: &str, at: &str) -> Result<String, String> {
    if text == "-" {
        return Ok("&[]".to_owned());
    }
    let mut out = String::from("&[");
    for condition in text.split('&') {
        let (names, values) = condition.split_once('=').ok_or_else(|| format!("{at}: condition '{condition}'"))?;
        let (names, negated) = names.strip_suffix('!').map_or((names, false), |names| (names, true));
        let wanted = match values {
            "-" => format!("{PATH}::Requirement::Absent"),
            "~" => format!("{PATH}::Requirement::Unwritten"),
            "*" => format!("{PATH}::Requirement::Present"),
            values => format!("{PATH}::Requirement::OneOf(&{:?})", values.split('|').collect::<Vec<_>>()),
        };
        let _ = write!(
            out,
            "{PATH}::Condition {{ names: &{:?}, wanted: {wanted}, negated: {negated} }}, ",
            names.split('/').collect::<Vec<_>>()
        );
    }
    Ok(out + "]")
}

/// `a/b+c` as a sum of options, each by its names; a number as itself.
fn side(text: &str, at: &str) -> Result<String, String> {
    if let Ok(number) = text.parse::<f64>() {
        return Ok(format!("{PATH}::Side::Number({number:?})"));
    }
    let mut terms = String::new();
    for term in text.split('+') {
        if term.is_empty() {
            return Err(format!("{at}: side '{text}'"));
        }
        let _ = write!(terms, "&{:?}, ", term.split('/').collect::<Vec<_>>());
    }
    Ok(format!("{PATH}::Side::Options(&[{terms}])"))
}

pub(crate) fn generate() -> Result<String, String> {
    let mut out = String::new();
    let mut limits = Vec::new();
    for (at, row) in rows("flink-limits.tsv", 5)? {
        limits.push((row[0].clone(), minors(&row[1], &FLINK, &at)?, check(&row[2], &at)?, conditions(&row[3], &at)?));
    }
    limits.sort();
    let _ = writeln!(out, "pub static FLINK_LIMITS: &[{PATH}::Limit] = &[");
    for (key, bits, check, when) in &limits {
        let _ = writeln!(
            out,
            "{PATH}::Limit {{ key: {key:?}, minors: crate::Minors({bits}), check: {check}, when: {when} }},"
        );
    }
    out += "];\n";
    let _ = writeln!(out, "pub static FLINK_RELATIONS: &[{PATH}::Relation] = &[");
    for (at, row) in rows("flink-relations.tsv", 6)? {
        if row[1] != "<=" {
            return Err(format!("{at}: relation '{}'", row[1]));
        }
        let _ = writeln!(
            out,
            "{PATH}::Relation {{ low: {}, high: {}, minors: crate::Minors({}), when: {} }},",
            side(&row[0], &at)?,
            side(&row[2], &at)?,
            minors(&row[3], &FLINK, &at)?,
            conditions(&row[4], &at)?
        );
    }
    out += "];\n";
    let _ = writeln!(out, "pub static FLINK_NEEDS: &[{PATH}::Need] = &[");
    for (at, row) in rows("flink-needs.tsv", 4)? {
        let _ = writeln!(
            out,
            "{PATH}::Need {{ names: &{:?}, minors: crate::Minors({}), when: {} }},",
            row[0].split('/').collect::<Vec<_>>(),
            minors(&row[1], &FLINK, &at)?,
            conditions(&row[2], &at)?
        );
    }
    out += "];\n";
    Ok(out)
}
