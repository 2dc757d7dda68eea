//! In what two sets of facts of one shape differ, by fields: an expression that reads none of these fields gives the same
//! for both.
//!
//! What is compared is everything that an expression can see: values, places, lengths of lists. Facts that both sets share
//! (the same address) are not looked into.

use super::lookup::Lookup;
use super::readable::Readable;
use super::schema::{Node, Object, Schema, Value};

/// A field of a fact, by the schema that declares it and the position in it.
#[derive(Clone, Copy, Debug)]
pub struct FieldOf {
    schema: &'static Schema,
    index: u32,
}

impl FieldOf {
    /// The field at a position of a schema.
    #[must_use]
    pub fn new(schema: &'static Schema, index: u32) -> Self {
        Self { schema, index }
    }

    /// One bit of 64 that stands for the field, and for others.
    fn bit(self) -> u64 {
        let address = std::ptr::from_ref(self.schema).addr() as u64;
        let mixed = (address ^ u64::from(self.index).rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        1 << (mixed >> 58)
    }
}

impl PartialEq for FieldOf {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.schema, other.schema)
    }
}

/// A set of fields.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    fields: Vec<FieldOf>,
    bits: u64,
}

impl Fields {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Adds a field of a fact.
    pub fn add(&mut self, field: FieldOf) {
        let bit = field.bit();
        if self.bits & bit == 0 || !self.fields.contains(&field) {
            self.fields.push(field);
            self.bits |= bit;
        }
    }

    /// Adds all fields of another set.
    pub fn extend(&mut self, others: &Self) {
        others.fields.iter().for_each(|field| self.add(*field));
    }

    /// Whether two sets share a field.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.bits & other.bits != 0
            && self.fields.iter().any(|field| other.bits & field.bit() != 0 && other.fields.contains(field))
    }
}

/// The fields of facts in which two values differ; none where they differ as a whole, as lists of other lengths do. A
/// difference inside a fact that is itself a field is one of that inner fact.
pub fn changed<T: Readable>(one: &T, other: &T) -> Option<Fields> {
    let mut found = Fields::default();
    compare(&one.node(), &other.node(), &mut found).then_some(found)
}

fn compare_fields(one: &dyn Object, other: &dyn Object, found: &mut Fields) {
    let schema = one.schema();
    for index in 0..schema.fields.len() {
        let field = FieldOf::new(schema, u32::try_from(index).unwrap_or(u32::MAX));
        if !compare(&one.field(index), &other.field(index), found) {
            found.add(field);
        }
    }
}

/// Whether two values of a field are the same as far as the field itself is concerned. Differences inside of facts are
/// noted as those of their own fields.
fn compare(one: &Node<'_>, other: &Node<'_>, found: &mut Fields) -> bool {
    if one.place != other.place {
        return false;
    }
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) | (Value::Unknown, Value::Unknown) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Int(one), Value::Int(other))
        | (Value::Duration(one), Value::Duration(other))
        | (Value::Size(one), Value::Size(other)) => one == other,
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            std::ptr::addr_eq(*one, *other)
                || one.count() == other.count()
                    && one.is_open() == other.is_open()
                    && (0..one.count()).all(|item| compare(&one.item(item), &other.item(item), found))
        }
        (Value::Object(one), Value::Object(other)) => {
            if std::ptr::addr_eq(*one, *other) {
                return true;
            }
            if !std::ptr::eq(one.schema(), other.schema()) || one.place() != other.place() {
                return false;
            }
            compare_fields(*one, *other, found);
            true
        }
        (Value::Map(one), Value::Map(other)) => std::ptr::addr_eq(*one, *other) || is_same_map(*one, *other),
        _ => false,
    }
}

/// What a map gives for a key that is not in it may depend on more than the keys that are: only maps that say what they
/// follow from can be compared.
fn is_same_map(one: &dyn Lookup, other: &dyn Lookup) -> bool {
    let is_alike = std::ptr::eq(one.schema(), other.schema()) && one.is_open() == other.is_open();
    let (Some(one), Some(other)) = (one.basis(), other.basis()) else { return false };
    let mut inside = Fields::default();
    compare_fields(one, other, &mut inside);
    is_alike && inside.is_empty()
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes its structs public")]
mod tests {
    use super::*;
    use crate::model::{Located, Maybe, Origin, Place, facts};
    use std::marker::PhantomData;

    facts! {
        /// A town.
        pub struct Town<'t> as "town" {
            /// Its name.
            name: Located<String>,
            /// Its people.
            people: Vec<Person<'t>>,
        }

        /// A person.
        pub struct Person<'t> as "person" {
            /// Years.
            age: Maybe<i64>,
        }
    }

    fn town(name: &str, ages: &[Option<i64>]) -> Town<'static> {
        let place = || Place::nowhere(Origin::Derived);
        let person = |age: &Option<i64>| Person {
            place: None,
            texts: PhantomData,
            age: age.map_or_else(Maybe::absent, |age| Maybe::new(age, place())),
        };
        Town {
            place: None,
            texts: PhantomData,
            name: Located::new(name.to_owned(), place()),
            people: ages.iter().map(person).collect(),
        }
    }

    fn fields(of: &[FieldOf]) -> Fields {
        let mut fields = Fields::default();
        of.iter().for_each(|field| fields.add(*field));
        fields
    }

    #[test]
    fn a_difference_is_one_of_the_innermost_fact() {
        let (name, people) = (FieldOf::new(Town::described(), 0), FieldOf::new(Town::described(), 1));
        let age = FieldOf::new(Person::described(), 0);
        let before = town("Ulm", &[Some(30), None]);
        let differs = |other: &Town<'_>| changed(&before, other).unwrap();
        assert!(differs(&before.clone()).is_empty());
        let renamed = differs(&town("Neu-Ulm", &[Some(30), None]));
        assert!(renamed.meets(&fields(&[name])) && !renamed.meets(&fields(&[people, age])));
        let aged = differs(&town("Ulm", &[Some(31), None]));
        assert!(aged.meets(&fields(&[age])) && !aged.meets(&fields(&[name, people])));
        let gone = differs(&town("Ulm", &[Some(30)]));
        assert!(gone.meets(&fields(&[people])) && !gone.meets(&fields(&[name, age])));
        assert!(changed(&vec![before.clone()], &Vec::new()).is_none());
    }
}
