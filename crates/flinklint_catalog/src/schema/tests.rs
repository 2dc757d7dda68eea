//! The shape of the schema, and what it takes, by a small reading of the keywords that it uses.

use super::config_yaml;
use crate::version::Version;
use regex::Regex;
use serde_json::{Value, json};

/// Whether a value is valid: the keywords that the schema uses and no others.
fn takes(root: &Value, schema: &Value, value: &Value) -> bool {
    let Some(keywords) = schema.as_object() else { return schema.as_bool().unwrap_or(true) };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("type {other}"),
    };
    let matches = |pattern: &str, text: &str| Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text));
    keywords.iter().all(|(keyword, rule)| match keyword.as_str() {
        "$ref" => {
            let pointer = rule.as_str().unwrap().trim_start_matches('#');
            takes(root, root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")), value)
        }
        "type" => match rule {
            Value::String(name) => is(name),
            names => names.as_array().unwrap().iter().any(|name| is(name.as_str().unwrap())),
        },
        "anyOf" => rule.as_array().unwrap().iter().any(|one| takes(root, one, value)),
        "allOf" => rule.as_array().unwrap().iter().all(|one| takes(root, one, value)),
        "enum" => rule.as_array().unwrap().contains(value),
        "pattern" => value.as_str().is_none_or(|text| matches(rule.as_str().unwrap(), text)),
        "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
        "properties" | "patternProperties" | "additionalProperties" => {
            let Some(object) = value.as_object() else { return true };
            object.iter().all(|(key, inner)| {
                let own = schema["properties"].get(key);
                let patterns = schema["patternProperties"].as_object();
                let fitting: Vec<&Value> = patterns
                    .into_iter()
                    .flatten()
                    .filter(|(pattern, _)| matches(pattern, key))
                    .map(|(_, one)| one)
                    .collect();
                match keyword.as_str() {
                    "properties" => own.is_none_or(|one| takes(root, one, inner)),
                    "patternProperties" => fitting.iter().all(|one| takes(root, one, inner)),
                    _ => own.is_some() || !fitting.is_empty() || takes(root, rule, inner),
                }
            })
        }
        "$schema" | "$defs" | "title" | "description" | "default" | "deprecated" => true,
        other => panic!("keyword {other}"),
    })
}

fn check(schema: &Value, value: &Value) -> bool {
    takes(schema, schema, value)
}

#[test]
fn every_spelling_of_a_path_is_checked() {
    let schema = config_yaml(Version::new(1, 20));
    for (good, bad) in [
        (json!({"jobmanager.rpc.port": 6123}), json!({"jobmanager.rpc.port": "6123a"})),
        (json!({"jobmanager": {"rpc": {"port": 6123}}}), json!({"jobmanager": {"rpc": {"port": true}}})),
        (json!({"jobmanager.rpc": {"port": "6123"}}), json!({"jobmanager.rpc": {"port": [6123]}})),
        (json!({"jobmanager": {"rpc.port": 6123}}), json!({"jobmanager": {"rpc.port": null}})),
        // An option that is the beginning of others.
        (
            json!({"execution.checkpointing.unaligned": {"enabled": true}}),
            json!({"execution.checkpointing.unaligned": "yes"}),
        ),
    ] {
        assert!(check(&schema, &good), "{good}");
        assert!(!check(&schema, &bad), "{bad}");
    }
}

#[test]
fn values_of_every_type() {
    let schema = config_yaml(Version::new(1, 20));
    let takes = |key: &str, value: Value| check(&schema, &json!({ key: value }));
    for (key, good, bad) in [
        (
            "high-availability.storageDir",
            vec![json!("s3://b/ha"), json!(5), json!(true), json!(["a"])],
            vec![json!(null)],
        ),
        (
            "web.submit.enable",
            vec![json!(true), json!("FALSE"), json!("${X}")],
            vec![json!("yes"), json!(1), json!("")],
        ),
        (
            "taskmanager.numberOfTaskSlots",
            vec![json!(4), json!("+4")],
            vec![json!("4 "), json!(4.5), json!(3_000_000_000_i64)],
        ),
        (
            "heartbeat.timeout",
            vec![json!(50000), json!("50 s"), json!("1M")],
            vec![json!("50 x"), json!(-1), json!(true), json!("PT5S")],
        ),
        (
            "taskmanager.memory.process.size",
            vec![json!("1728m"), json!(1728), json!("2 GB")],
            vec![json!("1Gi"), json!("1.5g")],
        ),
        (
            "execution.checkpointing.mode",
            vec![json!("exactly_once"), json!("AT_LEAST_ONCE")],
            vec![json!("EXACTLY-ONCE"), json!(1)],
        ),
        (
            "taskmanager.memory.managed.fraction",
            vec![json!(0.4), json!(".4"), json!("1e-1")],
            vec![json!("most"), json!("40%"), json!(true)],
        ),
        ("pipeline.jars", vec![json!(["a", "b"]), json!("a;b")], vec![]),
        ("my.own.key", vec![json!("x"), json!({"deeper": 1})], vec![json!(null), json!({"deeper": null})]),
        ("metrics.reporter.prom.port", vec![json!("9250-9260"), json!(9250)], vec![json!(null)]),
    ] {
        good.into_iter().for_each(|value| assert!(takes(key, value.clone()), "{key}: {value}"));
        bad.into_iter().for_each(|value| assert!(!takes(key, value.clone()), "{key}: {value}"));
    }
    assert!(check(&schema, &Value::Null), "an empty file");
    let iso = json!({"heartbeat.timeout": "PT5S"});
    assert!(!check(&config_yaml(Version::new(2, 0)), &iso) && check(&config_yaml(Version::new(2, 1)), &iso));
}

#[test]
fn versions_differ() {
    let (old, new) = (config_yaml(Version::new(1, 19)), config_yaml(Version::new(2, 3)));
    let duration = json!({"heartbeat.timeout": "50 s"});
    assert!(!check(&old, &duration), "a number of milliseconds before 1.20");
    assert!(check(&new, &duration));
    assert!(
        old["properties"].get("jobmanager.heap.size").is_some()
            && new["properties"].get("jobmanager.heap.size").is_none()
    );
    assert_eq!(new["$defs"]["o.high-availability"]["deprecated"], true);
    assert_eq!(new["$defs"]["o.jobmanager.rpc.port"]["default"], 6123);
    assert_eq!(new["$defs"]["o.heartbeat.timeout"]["default"], "50 s");
    assert_eq!(new["$defs"]["o.web.submit.enable"]["default"], true);
}

#[test]
fn patterns_are_of_the_dialect_of_json_schema() {
    fn patterns<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        if let Some(object) = value.as_object() {
            found.extend(object.get("pattern").and_then(Value::as_str));
            found.extend(
                object
                    .get("patternProperties")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flat_map(|all| all.keys())
                    .map(String::as_str),
            );
            object.values().for_each(|inner| patterns(inner, found));
        }
        value.as_array().into_iter().flatten().for_each(|inner| patterns(inner, found));
    }
    let schema = config_yaml(Version::new(2, 3));
    let mut found = Vec::new();
    patterns(&schema, &mut found);
    assert!(found.len() > 50);
    for pattern in found {
        for (at, _) in pattern.match_indices('\\') {
            let escaped = pattern[at + 1..].chars().next().unwrap();
            assert!("\\^$.*+?()[]{}|/s".contains(escaped), "{pattern}");
        }
    }
}

#[test]
fn every_default_is_valid() {
    for version in [Version::new(1, 19), Version::new(1, 20), Version::new(2, 0), Version::new(2, 3)] {
        let schema = config_yaml(version);
        for (name, definition) in schema["$defs"].as_object().unwrap() {
            if let Some(default) = definition.get("default") {
                assert!(takes(&schema, definition, default), "{version} {name}: {default}");
            }
        }
    }
}
