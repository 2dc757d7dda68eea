//! What a value of each type may look like in YAML, as JSON Schema.
//!
//! Every pattern takes at least what the real parser of the version takes, placeholders of templates, and a mapping: an option that
//! is given one is not set, and the keys in it are others.

use crate::flink::ValueType;
use crate::version::Version;
use serde_json::{Map, Value, json};

/// All that Flink takes as a value: null is refused everywhere.
pub(super) fn anything() -> Value {
    json!(["string", "number", "boolean", "array", "object"])
}

/// A word in any case, as a pattern.
fn any_case(word: &str) -> String {
    word.chars()
        .map(|c| match (c.to_lowercase().to_string(), c.to_uppercase().to_string()) {
            // The real code compares what `toUpperCase` makes of both, and a long s becomes `S` too.
            (lower, upper) if lower != upper && upper == "S" => format!("[{lower}{upper}\u{17f}]"),
            (lower, upper) if lower != upper && upper.chars().count() == 1 => format!("[{lower}{upper}]"),
            _ => super::escaped(&c.to_string()),
        })
        .collect()
}

fn units(words: &[&str]) -> String {
    words.iter().map(|word| any_case(word)).collect::<Vec<_>>().join("|")
}

const MINUTES: &[&str] = &["min", "minute", "minutes", "m"];
const TIMES: &[&str] = &[
    "d",
    "day",
    "days",
    "h",
    "hour",
    "hours",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "ms",
    "milli",
    "millis",
    "millisecond",
    "milliseconds",
    "\u{b5}s",
    "micro",
    "micros",
    "microsecond",
    "microseconds",
    "ns",
    "nano",
    "nanos",
    "nanosecond",
    "nanoseconds",
];
const SIZES: &[&str] =
    &["b", "bytes", "k", "kb", "kibibytes", "m", "mb", "mebibytes", "g", "gb", "gibibytes", "t", "tb", "tebibytes"];

/// What `Double.parseDouble` reads.
const JAVA_NUMBER: &str = "^\\s*[+-]?(?:NaN|Infinity|(?:0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][+-]?[0-9]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFdD]?)\\s*$";

/// Placeholders of templates, which somebody replaces before Flink reads the file.
const PLACEHOLDER: &str = "\\$\\{|\\$\\(|\\$[A-Z_]|\\{\\{|\\{%|<%|^<[^<>]+>$|^@[^@]+@$|^%[^%]+%$";

fn one_of(mut kinds: Vec<Value>) -> Value {
    kinds.push(json!({ "type": "object" }));
    kinds.push(json!({ "type": "string", "pattern": PLACEHOLDER }));
    json!({ "anyOf": kinds })
}

/// The definitions that options refer to.
pub(super) fn definitions(version: Version) -> Map<String, Value> {
    let number = "^[+-]?[0-9]+$";
    let mut durations = TIMES.to_vec();
    durations.extend(MINUTES);
    let mut duration = format!("^\\s*[0-9]+\\s*(?:{})?\\s*$", units(&durations));
    if version >= Version::new(2, 1) {
        duration += "|^\\s*[+-]?[Pp][-+0-9DdTtHhMmSs.,]+\\s*$";
    }
    let size = format!("^\\s*[0-9]+\\s*(?:{})?\\s*$", units(SIZES));
    let definitions = [
        ("t.any", json!({ "type": anything(), "additionalProperties": { "$ref": "#/$defs/t.any" } })),
        (
            "t.int",
            one_of(vec![
                json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
                json!({ "type": "string", "pattern": number }),
            ]),
        ),
        (
            "t.long",
            one_of(vec![
                json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
                json!({ "type": "string", "pattern": number }),
            ]),
        ),
        ("t.number", one_of(vec![json!({ "type": "number" }), json!({ "type": "string", "pattern": JAVA_NUMBER })])),
        (
            "t.boolean",
            one_of(vec![
                json!({ "type": "boolean" }),
                json!({ "type": "string", "pattern": format!("^(?:{})$", units(&["true", "false"])) }),
            ]),
        ),
        (
            "t.duration",
            one_of(vec![json!({ "type": "integer", "minimum": 0 }), json!({ "type": "string", "pattern": duration })]),
        ),
        (
            "t.memory",
            one_of(vec![json!({ "type": "integer", "minimum": 0 }), json!({ "type": "string", "pattern": size })]),
        ),
    ];
    definitions.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a value of a type may be.
pub(super) fn of(value_type: ValueType) -> Value {
    let name = match value_type {
        ValueType::Integer => "t.int",
        ValueType::Long => "t.long",
        ValueType::Float | ValueType::Double => "t.number",
        ValueType::Boolean => "t.boolean",
        ValueType::Duration => "t.duration",
        ValueType::MemorySize => "t.memory",
        ValueType::Enum(constants) => return enumeration(constants),
        ValueType::Text | ValueType::Map | ValueType::List | ValueType::Other => "t.any",
    };
    super::reference(name)
}

/// The constants for completion, and the same in any case. A constant that YAML takes for something else comes as that.
fn enumeration(constants: &[&str]) -> Value {
    let mut kinds = vec![
        json!({ "enum": constants }),
        json!({ "type": "string", "pattern": format!("^(?:{})$", units(constants)) }),
    ];
    let is =
        |words: &[&str]| constants.iter().any(|constant| words.iter().any(|word| constant.eq_ignore_ascii_case(word)));
    if is(&["true", "false", "yes", "no", "on", "off", "y", "n"]) {
        kinds.push(json!({ "type": "boolean" }));
    }
    if constants.iter().any(|constant| constant.parse::<f64>().is_ok()) {
        kinds.push(json!({ "type": "number" }));
    }
    one_of(kinds)
}

/// A default as JSON; none where there is none, or where it depends on the machine.
pub(super) fn default(value_type: ValueType, text: &str) -> Option<Value> {
    if text == "-" || text.contains("${") {
        return None;
    }
    let text = if text == "\"\"" { "" } else { text };
    match value_type {
        ValueType::Boolean => text.parse::<bool>().ok().map(Value::from),
        ValueType::Integer | ValueType::Long => text.parse::<i64>().ok().map(Value::from),
        ValueType::Float | ValueType::Double => text.parse::<f64>().ok().map(Value::from),
        ValueType::List if text.is_empty() => Some(json!([])),
        ValueType::List if !text.contains('\'') => Some(text.split(';').map(Value::from).collect()),
        ValueType::List => None,
        _ => Some(Value::from(text)),
    }
}

/// Adds a description.
pub(super) fn described(mut definition: Value, text: &str) -> Value {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    definition["description"] = Value::from(text);
    definition
}
