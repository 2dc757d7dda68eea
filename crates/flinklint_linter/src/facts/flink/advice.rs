//! What is read exactly as it is written, and could be written better: old names, numbers without a unit, values that say
//! what the default is. None of this changes what a process does.

use super::losses::{located, located_key};
use super::settings::{Reader, Written, default_of};
use crate::redact::{is_secret, shown};
use flinklint_catalog::flink::{self, Role, ValueType};
use flinklint_expr::model::{Located, facts};
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::{BadValue, boolean, duration, memory_size};
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// A key that this version reads as the old name of another.
    pub struct OldName<'t> as "old name" {
        /// The key as written.
        key: Located<Cow<'t, str>>,
        /// The name of the option.
        heir: &'static str,
    }

    /// A duration or a memory size that is a number alone.
    pub struct BareNumber<'t> as "bare number" {
        /// The option as written.
        key: Located<Cow<'t, str>>,
        /// The number.
        value: Cow<'t, str>,
        /// `milliseconds` or `bytes`.
        unit: &'static str,
    }

    /// A setting that says what the default of this version is.
    pub struct Restated<'t> as "restated default" {
        /// The option as written.
        key: Located<Cow<'t, str>>,
        /// Its value.
        value: Cow<'t, str>,
    }
}

fn visible<'s, 't>(reader: &'s Reader<'_, 't>) -> impl Iterator<Item = &'s Written<'t>> {
    reader.settings.effective().filter(|written| placeholder(&written.value.text).is_none())
}

/// Old names whose option is not set under its own name as well (that is a conflict, which is a fact of its own).
pub(super) fn old_names<'t>(reader: &Reader<'_, 't>) -> Vec<OldName<'t>> {
    let old = reader.settings.effective().filter_map(|written| {
        let key = written.key.text.as_ref();
        let deprecated = flink::rows(key).iter().any(|row| row.role == Role::Deprecated);
        if !deprecated || flink::is_option(key, reader.release) {
            return None;
        }
        let heir = flink::option_of(key, reader.release)?;
        let key = located(&written.key);
        let heir_is_set = reader.settings.get(heir).is_some();
        (!heir_is_set).then(|| OldName { place: Some(key.place.clone()), texts: PhantomData, key, heir })
    });
    old.collect()
}

/// Flink takes a duration without a unit for milliseconds (`TimeUtils`) and a memory size for bytes (`MemorySize`). Zero needs none.
pub(super) fn bare_numbers<'t>(reader: &Reader<'_, 't>) -> Vec<BareNumber<'t>> {
    let bare = visible(reader).filter_map(|written| {
        let text = written.value.text.trim();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
        let unit = match flink::value_type(&written.key.text, reader.release).filter(|_| is_number)? {
            ValueType::Duration => "milliseconds",
            ValueType::MemorySize => "bytes",
            _ => return None,
        };
        let key = located_key(&written.key, &written.value);
        let value = Cow::Owned(text.to_owned());
        Some(BareNumber { place: Some(key.place.clone()), texts: PhantomData, key, value, unit })
    });
    bare.collect()
}

/// Whether two texts are the same value of a type.
fn same(value_type: ValueType, a: &str, b: &str, reader: &Reader<'_, '_>) -> bool {
    fn equal<T: PartialEq>(a: &str, b: &str, read: impl Fn(&str) -> Result<T, BadValue>) -> bool {
        matches!((read(a), read(b)), (Ok(a), Ok(b)) if a == b)
    }
    match value_type {
        ValueType::Duration => equal(a, b, |text| duration::parse_duration(text, reader.duration_form())),
        ValueType::MemorySize => equal(a, b, memory_size::parse_memory),
        ValueType::Boolean => equal(a, b, boolean::parse_boolean),
        ValueType::Enum(_) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

/// Values of options that are the default of this version anyway; where classes declare different defaults, none is.
pub(super) fn restated<'t>(reader: &Reader<'_, 't>) -> Vec<Restated<'t>> {
    let found = visible(reader).filter_map(|written| {
        let key = written.key.text.as_ref();
        let value_type = flink::value_type(key, reader.release)?;
        let option = flink::option_of(key, reader.release)?;
        let default = default_of(option, reader.release)?;
        let text = written.value.text.trim();
        let same = same(value_type, text, default, reader);
        (same && !is_secret(key)).then(|| {
            let value = shown(key, written.value.text.clone());
            let key = located_key(&written.key, &written.value);
            Restated { place: Some(key.place.clone()), texts: PhantomData, key, value }
        })
    });
    found.collect()
}
