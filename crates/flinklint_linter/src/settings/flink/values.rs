//! Values that their option cannot be read from: the process that asks for them first stops with
//! "Could not parse value".
//!
//! The declared type is checked here, as `ConfigurationUtils` of the version converts it, and then the limits of the one
//! value; what code asks of several values together is in `relations`.

use super::limits::{self, Refused};
use super::lookup::Lookup;
use super::stray_characters::is_quoted;
use super::{meant, problem};
use crate::redact::shown;
use crate::settings::{Cause, Problem, ProblemKind, Problems};
use flinklint_catalog::flink::ValueType;
use flinklint_expr::model::Maybe;
use flinklint_syntax::template::is_stand_in;
use flinklint_syntax::value::{boolean, enumeration, integer, list, memory_size};

/// Why the text is not what the type wants; none where the text is fine.
fn refuse(value_type: ValueType, text: &str, lookup: &Lookup<'_, '_>, legacy: bool) -> Option<Refused> {
    let because = |wanted: &str, message: String| Some(Refused::new(wanted, message));
    match value_type {
        ValueType::Integer => {
            integer::parse_java_int(text).err().and_then(|bad| because("a whole number", bad.message))
        }
        ValueType::Long => integer::parse_java_long(text).err().and_then(|bad| because("a whole number", bad.message)),
        ValueType::Float | ValueType::Double => {
            integer::parse_java_double(text).err().and_then(|bad| because("a number", bad.message))
        }
        ValueType::Boolean => boolean::parse_boolean(text).err().and_then(|bad| because("true or false", bad.message)),
        ValueType::Duration => {
            lookup.parse_duration(text).err().and_then(|bad| because("a duration like 30 s", bad.message))
        }
        ValueType::MemorySize => {
            memory_size::parse_memory(text).err().and_then(|bad| because("a memory size like 1600m", bad.message))
        }
        ValueType::Enum(constants) => {
            enumeration::parse_enum(text, constants).err().map(|_| Refused::none_of(constants, text))
        }
        ValueType::List => {
            list::check_list(text, !legacy).err().and_then(|bad| because("a list like a;b", bad.message))
        }
        ValueType::Map => {
            list::check_map(text, !legacy).err().and_then(|bad| because("a map like a:b,c:d", bad.message))
        }
        ValueType::Text | ValueType::Other => None,
    }
}

pub(super) fn judge<'t>(lookup: &Lookup<'_, 't>, legacy: bool, problems: &mut Problems<'t>) {
    for setting in lookup.settings.effective() {
        let text = setting.value.text.as_ref();
        let spoiled = setting.unknown || legacy && is_quoted(text);
        let Some(value_type) = setting.value_type.filter(|_| !spoiled) else {
            continue;
        };
        let is_name = matches!(value_type, ValueType::Enum(_) | ValueType::Text);
        if !is_name && is_stand_in(text) {
            continue;
        }
        let beyond = || limits::refuse(setting, lookup);
        let of_type = refuse(value_type, text, lookup, legacy).map(|refused| (refused, None));
        if let Some((Refused { wanted, reason, similar }, asked_by)) = of_type.or_else(beyond) {
            let place = setting.place();
            problems.add(Problem {
                value: meant(shown(&setting.key.text, setting.value.text.clone()), &place),
                meant: similar.map_or_else(Maybe::absent, |word| meant(word, &place)),
                other: asked_by.map_or_else(Maybe::absent, |setting| setting.located_key()),
                wanted: meant(wanted, &place),
                reason: meant(reason, &place),
                ..problem(ProblemKind::InvalidValue, Cause::Other, setting)
            });
        }
    }
}
