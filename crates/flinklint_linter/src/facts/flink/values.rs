//! Values that their option cannot be read from: the process that asks for them first stops with
//! "Could not parse value".
//!
//! The declared type is checked here, as `ConfigurationUtils` of the version converts it, and then the limits of the one
//! value; what code asks of several values together is a fact of its own where a rule needs it.

use super::limits::{self, Refused};
use super::losses::{is_quoted, located_key};
use super::settings::Reader;
use crate::redact::shown;
use flinklint_catalog::flink::{self, ValueType};
use flinklint_expr::model::{Located, Maybe, Place, facts};
use flinklint_syntax::template::{is_stand_in, placeholder};
use flinklint_syntax::value::{boolean, duration, enumeration, integer, list, memory_size};
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// A value that its option does not take, by its declared type or by what the code asks of it.
    pub struct BadValue<'t> as "bad value" {
        /// The option as written.
        key: Located<Cow<'t, str>>,
        /// The value as written.
        value: Located<Cow<'t, str>>,
        /// What the option wants: `a number`, `true or false`, `a duration`, `a memory size`, `a port`, `one of …`.
        wanted: String,
        /// What is wrong with the value, as a clause without its subject (`is not a whole number`).
        reason: String,
        /// Another setting of the file for which the code asks this of the value.
        asked_by: Maybe<Cow<'t, str>>,
        /// The word that was probably meant, where the option takes one of several.
        similar: Maybe<&'static str>,
    }
}

/// Why the text is not what the type wants; none where the text is fine.
fn refuse(value_type: ValueType, text: &str, reader: &Reader<'_, '_>, legacy: bool) -> Option<Refused> {
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
        ValueType::Duration => duration::parse_duration(text, reader.duration_form())
            .err()
            .and_then(|bad| because("a duration like 30 s", bad.message)),
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

pub(super) fn bad_values<'t>(reader: &Reader<'_, 't>, legacy: bool) -> Vec<BadValue<'t>> {
    let mut found = Vec::new();
    for written in reader.settings.effective() {
        let text = written.value.text.as_ref();
        let spoiled = placeholder(text).is_some() || legacy && is_quoted(text) || reader.is_spoiled(&written.value);
        let Some(value_type) = flink::value_type(&written.key.text, reader.release).filter(|_| !spoiled) else {
            continue;
        };
        let is_name = matches!(value_type, ValueType::Enum(_) | ValueType::Text);
        if !is_name && is_stand_in(text) {
            continue;
        }
        let beyond = || limits::refuse(flink::option_of(&written.key.text, reader.release)?, text, reader);
        let of_type = refuse(value_type, text, reader, legacy).map(|refused| (refused, None));
        if let Some((Refused { wanted, reason, similar }, asked_by)) = of_type.or_else(beyond) {
            found.push(BadValue {
                place: Some(Place::set(written.key.span, written.value.span)),
                texts: PhantomData,
                key: located_key(&written.key, &written.value),
                value: located_key(&written.key, &written.value).map(|key| shown(key, written.value.text.clone())),
                similar: similar.map_or_else(Maybe::absent, |word| {
                    Maybe::new(word, Place::set(written.key.span, written.value.span))
                }),
                asked_by: asked_by.map_or_else(Maybe::absent, |setting| {
                    Maybe::new(setting.key.text.clone(), Place::set(setting.key.span, setting.value.span))
                }),
                wanted,
                reason,
            });
        }
    }
    found
}
