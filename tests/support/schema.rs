//! Whether a JSON value keeps to a JSON Schema.

use serde_json::Value;

/// The part of JSON Schema that the schema uses. Stricter in one thing: a key that it does not describe is a fault of ours.
pub(crate) fn conforms(root: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is described"));
        return conforms(root, target, value, at);
    }
    if let Some(one_of) = schema["anyOf"].as_array() {
        let null = |schema: &&Value| (schema["type"] == "null") == value.is_null();
        let fitting = one_of.iter().find(null).unwrap_or_else(|| panic!("{at}: {value} is none of {one_of:?}"));
        return conforms(root, fitting, value, at);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|allowed| allowed == kind),
        allowed => allowed == kind,
    };
    assert!(allowed, "{at}: {value} is not {}", schema["type"]);
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value}");
    }
    if !schema["const"].is_null() {
        assert_eq!(&schema["const"], value, "{at}");
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_u64(), value.as_u64()) {
        assert!(number >= least, "{at}: {number}");
    }
    for item in value.as_array().into_iter().flatten() {
        conforms(root, &schema["items"], item, at);
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(key.as_str().is_some_and(|key| value.get(key).is_some()), "{at}: {key} is missing");
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let described = schema["properties"].get(key).unwrap_or_else(|| panic!("{at}.{key} is not described"));
        conforms(root, described, value, &format!("{at}.{key}"));
    }
}
