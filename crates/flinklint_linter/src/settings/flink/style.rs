//! Style advice about settings that work but could be written better: numbers without a unit, values that say what the
//! default is. None of this changes what a process does.

use super::lookup::Lookup;
use super::{meant, problem};
use crate::redact::{is_secret, shown};
use crate::settings::{Cause, Problem, ProblemKind, Problems, Setting};
use flinklint_catalog::declared;
use flinklint_catalog::flink::ValueType;
use flinklint_catalog::option;
use flinklint_catalog::version::Product;
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::{BadValue, boolean, memory_size};

pub(super) fn judge<'t>(lookup: &Lookup<'_, 't>, problems: &mut Problems<'t>) {
    // Advice about a line that has no effect would hide that it has none.
    for setting in lookup.settings.effective().filter(|setting| placeholder(&setting.value.text).is_none()) {
        problems.extend(bare_number(setting));
        problems.extend(restated(setting, lookup));
    }
}

/// Flink takes a duration without a unit for milliseconds (`TimeUtils`) and a memory size for bytes (`MemorySize`). Zero
/// needs none.
fn bare_number<'t>(setting: &Setting<'t>) -> Option<Problem<'t>> {
    let text = setting.value.text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
    let unit = match setting.value_type.filter(|_| is_number)? {
        ValueType::Duration => "milliseconds",
        ValueType::MemorySize => "bytes",
        _ => return None,
    };
    Some(Problem {
        value: meant(text.to_owned(), &setting.place()),
        meant: meant(unit, &setting.place()),
        ..problem(ProblemKind::MissingUnit, Cause::Other, setting)
    })
}

/// Whether two texts are the same value of a type.
fn same(value_type: ValueType, a: &str, b: &str, lookup: &Lookup<'_, '_>) -> bool {
    fn equal<T: PartialEq>(a: &str, b: &str, read: impl Fn(&str) -> Result<T, BadValue>) -> bool {
        matches!((read(a), read(b)), (Ok(a), Ok(b)) if a == b)
    }
    match value_type {
        ValueType::Duration => equal(a, b, |text| lookup.parse_duration(text)),
        ValueType::MemorySize => equal(a, b, memory_size::parse_memory),
        ValueType::Boolean => equal(a, b, boolean::parse_boolean),
        ValueType::Enum(_) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

/// The value is the default of this version anyway; where classes declare different defaults, none is.
fn restated<'t>(setting: &Setting<'t>, lookup: &Lookup<'_, 't>) -> Option<Problem<'t>> {
    let key = setting.key.text.as_ref();
    let value_type = setting.value_type?;
    let option = setting.option?;
    let same = |default: &str| same(value_type, setting.value.text.trim(), default, lookup);
    // Which default the version has is asked where the value is one of them.
    if !declared::flink(option).iter().any(|declared| same(declared.default.get())) {
        return None;
    }
    let same = same(lookup.default_of(option::find(Product::Flink, option)?.option)?);
    (same && !is_secret(key)).then(|| Problem {
        value: meant(shown(key, setting.value.text.clone()), &setting.place()),
        ..problem(ProblemKind::RestatedDefault, Cause::Other, setting)
    })
}
