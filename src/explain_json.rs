//! Explanations as JSON (`docs/explain-json.md`). Keys may be added; none is removed or given another meaning.

use crate::command::CliError;
use crate::explain_key::KeyExplanation;
use flinklint_linter::rules::RuleText;
use serde_json::{Value, json};

fn print(value: &Value) -> Result<String, CliError> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| CliError::Internal(error.to_string()))
}

fn head(kind: &str, word: &str) -> Value {
    json!({
        "version": 1,
        "tool": { "name": "flinklint", "version": env!("CARGO_PKG_VERSION") },
        "kind": kind,
        "word": word,
    })
}

/// A rule.
pub(crate) fn rule(text: &RuleText, severity: &str) -> Result<String, CliError> {
    let mut value = head("rule", &text.id);
    value["rule"] = json!({
        "id": &*text.id,
        "name": text.name,
        "group": text.group,
        "severity": severity,
        "since": text.since,
        "summary": text.summary.trim(),
        "why": text.why.trim(),
        "help": text.help,
        "sources": text.sources,
    });
    print(&value)
}

/// A key.
pub(crate) fn key(explained: &KeyExplanation<'_>) -> Result<String, CliError> {
    let mut value = head("key", &explained.word);
    value["keys"] =
        serde_json::to_value(&explained.described).map_err(|error| CliError::Internal(error.to_string()))?;
    value["rules"] = explained
        .rules
        .iter()
        .map(|(rule, severity, summary)| {
            json!({ "id": &*rule.id, "name": rule.name, "severity": severity, "summary": summary.trim() })
        })
        .collect();
    value["deployments"] = match &explained.deployments {
        None => Value::Null,
        Some(deployments) => deployments
            .iter()
            .map(|deployment| {
                let settings: Vec<Value> = deployment
                    .settings
                    .iter()
                    .map(|set| {
                        json!({
                            "node": set.node,
                            "key": set.key,
                            "value": set.value,
                            "at": set.at,
                            "effective": set.effective,
                            "note": if set.note.is_empty() { Value::Null } else { json!(set.note) },
                        })
                    })
                    .collect();
                let unset: Vec<Value> = deployment
                    .unset
                    .iter()
                    .map(|(node, default)| json!({ "node": node, "default": default }))
                    .collect();
                json!({ "name": deployment.name, "settings": settings, "unset": unset })
            })
            .collect(),
    };
    print(&value)
}
