//! The model against the answers of real Flink: those in `catalog/memory/answers.tsv`, and those in the files that the environment variable
//! `FLINKLINT_MEMORY_ANSWERS` names (separated by `:`), in the same form.

#![allow(clippy::print_stderr, reason = "the person who runs it reads the figures")]

use super::{ANYBODY, MemoryBudget, ProcessName, Starter, job_manager, task_manager};

use crate::settings::Collected;
use crate::settings::flink::Lookup;
use flinklint_catalog::version::{Release, Version, VersionRange};
use flinklint_expr::model::{Bytes, Known, Maybe};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::{FileSet, Span};
use std::collections::BTreeMap;

/// Works a budget out from settings as the answers write them.
fn with_budget<T>(
    version: Version,
    role: &str,
    deployment: &str,
    settings: &str,
    look: impl FnOnce(&MemoryBudget<'_>) -> T,
) -> T {
    let file = FileSet::new(0).add("flink-conf.yaml", Vec::new());
    let mut written = Collected::default();
    for setting in settings.split(' ').filter(|setting| !setting.is_empty()) {
        let (key, value) = setting.split_once('=').unwrap();
        let whole = key.starts_with("taskmanager.") || key.starts_with("jobmanager.");
        let key = if whole { key.to_owned() } else { format!("{role}.memory.{key}") };
        let span = Span::new(file, 0, 0);
        written.set(Scalar::new(key, span), Scalar::new(value.to_owned(), span), false);
    }
    let release = Release::new(version, &VersionRange::exactly(version, "answer"));
    let written = written.finish();
    let lookup = Lookup::new(&written, &release);
    let starters: &[Starter] = match deployment {
        "standalone" => &ANYBODY[..1],
        "container" => &ANYBODY[1..],
        _ => &[],
    };
    let budget = if role == "jobmanager" { job_manager(&lookup, starters) } else { task_manager(&lookup, starters) };
    look(&budget)
}

/// A budget as the answers are written: sizes in bytes, or the kind of refusal.
fn answer(budget: &MemoryBudget<'_>) -> String {
    if let Some(refusal) = &budget.refusal {
        return refusal.kind.word().to_owned();
    }
    let is_job_manager = budget.name == ProcessName::JobManager;
    let sizes = if is_job_manager { job_manager_sizes(budget) } else { task_manager_sizes(budget) };
    sizes
        .into_iter()
        .map(shown)
        .collect::<Option<Vec<_>>>()
        .map_or_else(|| "unreadable".to_owned(), |all| all.join(" "))
}

fn job_manager_sizes<'b>(budget: &'b MemoryBudget<'_>) -> Vec<&'b Maybe<Bytes>> {
    vec![&budget.process, &budget.flink, &budget.heap, &budget.off_heap, &budget.metaspace, &budget.overhead]
}

fn task_manager_sizes<'b>(budget: &'b MemoryBudget<'_>) -> Vec<&'b Maybe<Bytes>> {
    vec![
        &budget.process,
        &budget.flink,
        &budget.framework_heap,
        &budget.task_heap,
        &budget.framework_off_heap,
        &budget.task_off_heap,
        &budget.network,
        &budget.managed,
        &budget.metaspace,
        &budget.overhead,
    ]
}

fn shown(size: &Maybe<Bytes>) -> Option<String> {
    match &size.known {
        Known::Value(bytes) => Some(bytes.0.to_string()),
        Known::Absent | Known::Unknown => None,
    }
}

/// Agreement by release, and what differs.
fn compare(answers: &str) -> (BTreeMap<String, (usize, usize)>, Vec<String>) {
    let mut tally: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in answers.lines().filter(|row| !row.starts_with(['#', 'r'])) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [release, role, deployment, settings, real] = columns[..] else { panic!("{row}") };
        let ours = with_budget(release.parse().unwrap(), role, deployment, settings, answer);
        let (agreed, all) = tally.entry(release.to_owned()).or_default();
        *all += 1;
        if ours == real {
            *agreed += 1;
        } else {
            wrong.push(format!("{release} {role} {deployment} {settings}\n  real {real}\n  ours {ours}"));
        }
    }
    (tally, wrong)
}

#[test]
fn agrees_with_the_answers_of_real_flink() {
    let (tally, wrong) = compare(include_str!("../../../../../../catalog/memory/answers.tsv"));
    assert!(tally.values().map(|(_, all)| all).sum::<usize>() > 200, "{tally:?}");
    assert!(wrong.is_empty(), "{} of {tally:?}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn agrees_with_further_answers() {
    let Some(files) = std::env::var_os("FLINKLINT_MEMORY_ANSWERS") else { return };
    let mut all_wrong = Vec::new();
    for file in std::env::split_paths(&files) {
        let (tally, wrong) = compare(&std::fs::read_to_string(file).unwrap());
        eprintln!("{tally:?}");
        all_wrong.extend(wrong);
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

fn reason(role: &str, settings: &str) -> String {
    let refusal = with_budget(Version::new(1, 20), role, "standalone", settings, |budget| {
        budget.refusal.as_ref().map(|refusal| {
            let options: Vec<_> = refusal.options.iter().filter_map(|option| option.value().copied()).collect();
            format!("{}: {} ({})", refusal.kind, refusal.reason, options.join(", "))
        })
    });
    refusal.unwrap_or_default()
}

#[test]
fn refusals_name_the_sizes_and_the_options() {
    for (role, settings, expected) in [
        (
            "taskmanager",
            "process.size=800m",
            "parts-exceed-flink: framework heap 128 MiB, framework off-heap 128 MiB, managed 140.8 MiB and network 64 MiB \
             are more than the 352 MiB of Flink's memory (taskmanager.memory.process.size)",
        ),
        (
            "taskmanager",
            "process.size=2g managed.fraction=0.9",
            "parts-exceed-flink: framework heap 128 MiB, framework off-heap 128 MiB, managed 1428.5 MiB and network 158.7 \
             MiB are more than the 1587.2 MiB of Flink's memory (taskmanager.memory.managed.fraction, \
             taskmanager.memory.process.size)",
        ),
        (
            "taskmanager",
            "process.size=4g flink.size=2g",
            "overhead-out-of-range: a process of 4 GiB with 2 GiB for Flink leaves 1792 MiB of JVM overhead, which must be \
             between 192 MiB and 1 GiB (taskmanager.memory.flink.size, taskmanager.memory.process.size)",
        ),
        (
            "taskmanager",
            "flink.size=4g task.heap.size=1g network.max=1g",
            "network-out-of-range: the other parts leave 1177.6 MiB of Flink's 4 GiB for network memory, which must be \
             between 64 MiB and 1 GiB (taskmanager.memory.task.heap.size, taskmanager.memory.network.max, \
             taskmanager.memory.flink.size)",
        ),
        (
            "jobmanager",
            "process.size=1600",
            "jvm-exceeds-process: metaspace (256 MiB) and JVM overhead (192 MiB) are more than the whole process (1600 bytes) \
             (jobmanager.memory.process.size)",
        ),
        (
            "jobmanager",
            "heap.size=2g process.size=1600m",
            "flink-exceeds-process: Flink's memory (2176 MiB) and metaspace (256 MiB) are more than the whole process (1600 \
             MiB) (jobmanager.memory.heap.size, jobmanager.memory.process.size)",
        ),
        (
            "jobmanager",
            "jobmanager.heap.size=1g process.size=4g",
            "overhead-out-of-range: a process of 4 GiB with 1152 MiB for Flink leaves 2688 MiB of JVM overhead, which must \
             be between 192 MiB and 1 GiB (jobmanager.heap.size, jobmanager.memory.process.size)",
        ),
        (
            "jobmanager",
            "jvm-metaspace.size=1g",
            "no-size: no size is set from which the others could be derived (jobmanager.memory.jvm-metaspace.size)",
        ),
    ] {
        assert_eq!(reason(role, settings), expected);
    }
}

#[test]
fn what_cannot_be_seen_refuses_nothing() {
    for (role, settings) in [
        ("taskmanager", "process.size=${X} managed.fraction=0.9"),
        ("taskmanager", "process.size=800m managed.size=${X}"),
        ("taskmanager", "taskmanager.heap.size={{size}}"),
        ("jobmanager", "process.size=600m off-heap.size=<size>"),
        ("jobmanager", "heap.size=@heap@ flink.size=1g"),
    ] {
        assert_eq!(reason(role, settings), "", "{settings}");
    }
}
