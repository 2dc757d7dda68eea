//! Lines that set a name and have no effect: another line, or a default, takes their place, or the daemons that know the
//! key never read the file. That a key is misspelled is not known here.

use super::layers::{Layers, Line};
use super::texts::{differs, shown};
use super::{SiteFiles, problem};
use crate::settings::{Cause, Effect, Problem, ProblemKind, Problems};
use flinklint_catalog::hadoop::{File, default_value, home, is_relied_on};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::site_xml::Property;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;

/// The lines of one configuration that have no effect. `core-site.xml` is a part of each configuration: what is said about
/// it is said once, by the one that is given first.
pub(super) fn problems<'t>(layers: &Layers<'t>, first: bool, problems: &mut Problems<'t>) {
    let last = last_of_file(layers);
    for (line, last) in layers.lines.iter().zip(last) {
        let ours = first || line.site.kind != File::Core;
        let Some(read) = layers.lines.get(last) else { continue };
        match line.effect {
            // In a template two properties with one key may be two branches of it.
            Effect::OverriddenBy(_) | Effect::OtherName(_) if ours && !line.site.template => {
                problems.extend(replaced_in_file(line, read));
            }
            Effect::AfterFinal if first || line.site.kind != File::Core => {
                problems.extend(layers.sealed(line.name).map(|sealed| after_final(line, sealed)));
            }
            Effect::ReplacedByDefault if home(line.name) == Some(layers.product()) => {
                problems.add(replaced_by_default(line, layers.product()));
            }
            _ => {}
        }
    }
}

/// For each line the last one of the same file that sets the same name; itself where none follows.
fn last_of_file(layers: &Layers<'_>) -> Vec<usize> {
    let mut last: Vec<usize> = (0..layers.lines.len()).collect();
    for (n, line) in layers.lines.iter().enumerate().rev() {
        let (Effect::OverriddenBy(next) | Effect::OtherName(next)) = line.effect else { continue };
        if layers.lines.get(next).is_some_and(|next| next.site.file == line.site.file)
            && let Some(&end) = last.get(next)
            && let Some(own) = last.get_mut(n)
        {
            *own = end;
        }
    }
    last
}

fn replaced_in_file<'t>(line: &Line<'t>, read: &Line<'t>) -> Option<Problem<'t>> {
    let (lost, name) = (line.property, line.name);
    if read.property.span == lost.span {
        return None;
    }
    let differs = differs(line.value, read.value);
    Some(if lost.name.text == read.property.name.text {
        let value_of_lost = value(name, lost);
        Problem {
            place: Some(value_of_lost.place.clone()),
            value: value_of_lost,
            other: value(name, read.property),
            differs,
            ..problem(ProblemKind::Overridden, Cause::Other, lost)
        }
    } else {
        let span = read.property.name.span;
        Problem {
            meant: Maybe::new(Cow::Owned(name.to_owned()), Place::at(lost.span)),
            other: Maybe::new(read.property.name.text.clone(), Place::set(span, span)),
            differs,
            ..problem(ProblemKind::OtherName, Cause::Other, lost)
        }
    })
}

fn after_final<'t>(line: &Line<'t>, sealed: &'t Property<'t>) -> Problem<'t> {
    Problem {
        value: value(line.name, line.property),
        other: value(line.name, sealed),
        differs: sealed.value.as_ref().is_none_or(|sealed| differs(line.value, sealed)),
        ..problem(ProblemKind::AfterFinal, Cause::Other, line.property)
    }
}

fn replaced_by_default<'t>(line: &Line<'t>, belongs: File) -> Problem<'t> {
    let default = default_value(line.name).filter(|_| is_relied_on(line.name));
    let written = value(line.name, line.property);
    let same = |default: &str, text: &str| java_trim(text).eq_ignore_ascii_case(default);
    Problem {
        differs: default.zip(written.value()).is_some_and(|(default, text)| !same(default, text)),
        default: default.map_or_else(Maybe::absent, |text| Maybe::new(Cow::Borrowed(text), Place::default())),
        file: Maybe::new(Cow::Borrowed(belongs.site()), Place::default()),
        ..problem(ProblemKind::WrongFile, Cause::ReplacedByDefault, line.property)
    }
}

/// Keys of YARN in `hdfs-site.xml` and the other way round: no daemon that knows the key reads the file.
pub(super) fn wrong_files<'t>(files: &SiteFiles<'t>, problems: &mut Problems<'t>) {
    for (here, belongs) in [(File::Hdfs, File::Yarn), (File::Yarn, File::Hdfs)] {
        let properties = files.site(here).into_iter().flat_map(|site| &site.xml.properties);
        let strange =
            properties.filter(|property| property.value.is_some() && home(&property.name.text) == Some(belongs));
        problems.extend(strange.map(|property| Problem {
            file: Maybe::new(Cow::Borrowed(belongs.site()), Place::default()),
            ..problem(ProblemKind::WrongFile, Cause::Other, property)
        }));
    }
}

/// The value of a property: unknown where it is a secret or cannot be known, absent where there is none.
fn value<'t>(key: &str, property: &Property<'t>) -> Maybe<Cow<'t, str>> {
    property
        .value
        .as_ref()
        .map_or_else(Maybe::absent, |value| shown(key, value, Place::set(property.name.span, value.span)))
}
