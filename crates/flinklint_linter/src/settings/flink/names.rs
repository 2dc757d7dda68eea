//! Keys that are there more than once, under one name or under several, and keys that are the beginning of others.

use super::{meant, problem, problem_of_key};
use crate::settings::{Cause, Effect, Problem, ProblemKind, Problems, Setting, Settings};
use flinklint_catalog::flink::{self, Role};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Located, Maybe, Place};
use flinklint_syntax::config_yaml::ConfigYaml;
use flinklint_syntax::template::placeholder;

pub(super) fn judge<'t>(
    settings: &Settings<'t>,
    yaml: Option<&ConfigYaml<'t>>,
    problems: &mut Problems<'t>,
    release: &Release,
) {
    overridden(settings, problems);
    for (_, setting) in settings.last() {
        other_name(setting, settings, problems);
    }
    problems.extend(settings.effective().filter_map(|setting| deprecated_name(setting, release)));
    if yaml.is_some() {
        prefixes(settings, problems, release);
    }
}

fn differs(a: &Setting<'_>, b: &Setting<'_>) -> bool {
    a.value.text != b.value.text && placeholder(&a.value.text).is_none() && placeholder(&b.value.text).is_none()
}

/// Whether the mode of high availability turns it off.
fn is_off(setting: &Setting<'_>) -> bool {
    matches!(setting.value.text.to_ascii_lowercase().as_str(), "none" | "standalone")
}

/// Keys that are set more than once: the last line is the one that takes effect. In a template each may be in a branch of its
/// own.
fn overridden<'t>(settings: &Settings<'t>, problems: &mut Problems<'t>) {
    if settings.is_open() {
        return;
    }
    for (last, earlier) in settings.repeated() {
        let [first, rest @ ..] = earlier.as_slice() else { continue };
        let ha = super::is_ha(&last.key.text);
        let mut differing = earlier.iter().filter(|one| differs(one, last)).peekable();
        problems.add(Problem {
            other: last.located_key(),
            others: rest.iter().map(|one| Located::new(one.key.text.clone(), one.place())).collect(),
            differs: differing.peek().is_some(),
            turns_ha_off: ha && is_off(last) && differing.any(|one| !is_off(one)),
            ..problem(ProblemKind::Overridden, Cause::Other, first)
        });
    }
}

/// Options that are set under several names: the option's own name is read first, then its aliases in their order.
fn other_name<'t>(setting: &Setting<'t>, settings: &Settings<'t>, problems: &mut Problems<'t>) {
    let Effect::OtherName(read) = setting.effect else { return };
    let (Some(read), Some(option)) = (settings.all().get(read), setting.option) else { return };
    let place = Place::at(setting.key.span);
    problems.add(Problem {
        meant: meant(option, &place),
        other: read.located_key(),
        differs: differs(read, setting),
        turns_ha_off: super::is_ha(&setting.key.text) && is_off(read) && differs(read, setting) && !is_off(setting),
        ..problem_of_key(ProblemKind::OtherName, Cause::Other, setting)
    });
}

/// The option takes effect under a deprecated name.
fn deprecated_name<'t>(setting: &Setting<'t>, release: &Release) -> Option<Problem<'t>> {
    let key = setting.key.text.as_ref();
    let option = setting.option.filter(|option| *option != key)?;
    let deprecated = flink::rows(key).iter().any(|row| row.role == Role::Deprecated);
    (deprecated && !flink::is_option(key, release)).then(|| Problem {
        meant: meant(option, &setting.place()),
        ..problem_of_key(ProblemKind::DeprecatedName, Cause::Other, setting)
    })
}

/// Keys of `config.yaml` of which one is the beginning of the other: when the file is rewritten as nested YAML (the Docker entry
/// point and `migrate-config-file.sh` do), one of them is lost.
fn prefixes<'t>(settings: &Settings<'t>, problems: &mut Problems<'t>, release: &Release) {
    let mut keys: Vec<_> = settings.last().map(|(_, setting)| setting).collect();
    keys.sort_by(|a, b| a.key.text.cmp(&b.key.text));
    for shorter in &keys {
        let beginning = format!("{}.", shorter.key.text);
        let after = keys.partition_point(|key| key.key.text.as_ref() < beginning.as_str());
        let Some(longer) = keys.get(after).filter(|longer| longer.key.text.starts_with(&beginning)) else { continue };
        let place = Place::at(shorter.key.span);
        // The name under which the shorter one is safe.
        let option = flink::option_of(&shorter.key.text, release);
        let safe =
            option.filter(|option| option.len() > shorter.key.text.len() && option.starts_with(&*shorter.key.text));
        problems.add(Problem {
            meant: safe.map_or_else(Maybe::absent, |safe| meant(safe, &place)),
            other: Maybe::new(longer.key.text.clone(), Place::at(longer.key.span)),
            ..problem_of_key(ProblemKind::PrefixOfAnother, Cause::Other, shorter)
        });
    }
}
