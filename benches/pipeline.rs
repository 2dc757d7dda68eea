//! Times of the stages on a good and on a broken deployment, each with versions that are stated and with versions that nobody
//! stated; of loading 240 rules; and of the catalogue.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use camino::{Utf8Path, Utf8PathBuf};
use criterion::{Criterion, criterion_group, criterion_main};
use flinklint_linter::measure::{Stages, described, evaluate, look_up};
use flinklint_linter::project::{MemoryFiles, Project};
use flinklint_linter::rules::{Origin, Rule, RuleText, Rulebook, built_in_texts};
use flinklint_linter::{Options, discover};
use flinklint_syntax::source::{FileId, FileSet};
use std::borrow::Cow;
use std::hint::black_box;

/// Paths and texts of one deployment.
type Files = &'static [(&'static str, &'static str)];

macro_rules! fixture {
    ($name:literal: $($path:literal),*) => {
        &[$(($path, include_str!(concat!("../fixtures/", $name, "/", $path)))),*]
    };
}

/// Nothing is wrong with it.
const GOOD: Files = fixture!("standalone-good":
    "flink/conf/config.yaml", "flink/conf/masters", "flink/conf/workers", "zookeeper/conf/zoo.cfg");

/// A good dozen of findings.
const BROKEN: Files = fixture!("standalone-bad":
    "flink/conf/flink-conf.yaml", "flink/conf/masters", "flink/conf/workers", "zookeeper/conf/zoo.cfg", "zookeeper/data/myid");

fn deployment(files: Files) -> (FileSet, Vec<(discover::Candidate, FileId)>) {
    let mut set = FileSet::new(0);
    let read = files.iter().filter_map(|(path, text)| {
        Some((discover::Candidate::at(Utf8Path::new(path))?, set.add(Utf8PathBuf::from(path), text.as_bytes())))
    });
    let read = read.collect();
    (set, read)
}

fn stated() -> Options {
    let mut options = Options::default();
    let exactly = |text: &str| flinklint_catalog::version::VersionRange::exactly(text.parse().unwrap(), "stated");
    options.versions.insert(flinklint_catalog::version::Product::Flink, exactly("1.20"));
    options.versions.insert(flinklint_catalog::version::Product::ZooKeeper, exactly("3.8"));
    options
}

/// The rulebook copied until it has 240 rules.
fn many_texts() -> Vec<&'static RuleText> {
    built_in_texts().iter().cycle().take(240).collect()
}

fn load(texts: &[&'static RuleText]) -> Vec<Rule> {
    let compile = |text: &&'static RuleText| Rule::compile(Cow::Borrowed(*text), Origin::BuiltIn);
    texts.iter().map(|text| compile(text).unwrap()).collect()
}

fn stages(criterion: &mut Criterion) {
    let book = Rulebook::built_in();
    let texts = many_texts();
    let many = load(&texts);
    for (name, files, options) in [
        ("good, versions stated", GOOD, stated()),
        ("good, versions not stated", GOOD, Options::default()),
        ("broken, versions stated", BROKEN, stated()),
        ("broken, versions not stated", BROKEN, Options::default()),
    ] {
        let (set, candidates) = deployment(files);
        let stages = Stages::new(&candidates, &set, &options);
        let mut group = criterion.benchmark_group(name);
        group.bench_function("recognise and parse", |bencher| bencher.iter(|| black_box(stages.syntax())));
        group.bench_function("recognise, parse, facts", |bencher| bencher.iter(|| black_box(stages.facts())));
        group.bench_function("240 rules on one set of facts", |bencher| {
            stages.with_facts(|worlds| bencher.iter(|| black_box(evaluate(&many, worlds[0]))));
        });
        group.bench_function("all stages", |bencher| {
            let files: MemoryFiles<'_> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
            let project = Project::new(files, book.rules(), options.clone());
            bencher.iter(|| black_box(project.check()));
        });
        group.finish();
    }
    criterion.bench_function("load 240 rules", |bencher| bencher.iter(|| black_box(load(&texts).len())));
}

/// Keys as they stand in files: options, old names, keys behind a name, keys of a family, keys that nobody knows.
const KEYS: &[&str] = &[
    "high-availability.storageDir",
    "high-availability.zookeeper.client.session-timeout",
    "taskmanager.memory.process.size",
    "recovery.mode",
    "metrics.reporter.prom.port",
    "flink.hadoop.dfs.replication",
    "execution.checkpointing.interval",
    "my.own.key",
];

fn catalogue(criterion: &mut Criterion) {
    let range = flinklint_catalog::version::VersionRange::exactly("1.20".parse().unwrap(), "stated");
    let mut group = criterion.benchmark_group("catalogue");
    group.bench_function("8 keys looked up", |bencher| bencher.iter(|| black_box(look_up(black_box(KEYS), &range))));
    group.bench_function("8 keys described", |bencher| {
        bencher.iter(|| KEYS.iter().map(|key| described(black_box(key))).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, stages, catalogue);
criterion_main!(benches);
