//! Values that are read differently from how they are written: quotes that the legacy reader keeps, what it cuts off at a
//! `#`, and numbers that YAML prints in another form.

use super::{meant, problem};
use crate::redact::{is_secret, shown};
use crate::settings::{Cause, Problem, ProblemKind, Problems, Setting, Settings};
use flinklint_catalog::flink::{self, ValueType};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::config_yaml::{ConfigYaml, ScalarKind};
use flinklint_syntax::legacy::Legacy;
use std::borrow::Cow;

/// Values that end at a `#`, and numbers, also in lines that a later one overrides. The settings are the entries, in their order.
pub(super) fn judge<'t>(
    settings: &Settings<'t>,
    lines: Option<&Legacy<'t>>,
    yaml: Option<&ConfigYaml<'t>>,
    problems: &mut Problems<'t>,
    release: &Release,
) {
    for (entry, setting) in lines.iter().flat_map(|lines| &lines.entries).zip(settings.all()) {
        let (key, value) = (&entry.entry.key, &entry.entry.value);
        // Where the option takes no text, what is left is whole, or is refused.
        let is_cut = entry.cut.is_some() && flink::reads(&key.text, release) && !is_typed(setting);
        if is_cut && !is_port(&key.text, &value.text) {
            problems.add(changed(setting, Cause::Hash, Cow::Borrowed("")));
        }
    }
    for (entry, setting) in yaml.iter().flat_map(|yaml| &yaml.entries).zip(settings.all()) {
        // Generated passwords look like that, and comments rarely do.
        if entry.glued_comment.is_some() && is_secret(&entry.key.text) {
            problems.add(changed(setting, Cause::Hash, Cow::Borrowed("")));
        }
        let is_number = matches!(entry.kind, ScalarKind::Integer | ScalarKind::Float);
        if is_number && entry.value.text != entry.written && setting.value_type == Some(ValueType::Text) {
            problems.add(changed(setting, Cause::Number, entry.written.clone()));
        }
    }
}

/// A value that is read differently from what is written.
pub(super) fn changed<'t>(setting: &Setting<'t>, cause: Cause, written: Cow<'t, str>) -> Problem<'t> {
    let key = &setting.key.text;
    Problem {
        key: Maybe::new(key.clone(), Place::at(setting.key.span)),
        value: meant(shown(key, setting.value.text.clone()), &setting.place()),
        written: meant(shown(key, written), &setting.place()),
        ..problem(ProblemKind::ChangedValue, cause, setting)
    }
}

/// Whether the option takes anything but text.
pub(super) fn is_typed(setting: &Setting<'_>) -> bool {
    !matches!(setting.value_type, None | Some(ValueType::Text))
}

/// Whether a value is a number or a range of them under a name that takes no other.
fn is_port(key: &str, value: &str) -> bool {
    let takes_numbers = ["port", "ports", "attempts"].iter().any(|word| key.ends_with(word));
    takes_numbers && value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b','))
}
