//! Times of the stages on one deployment of four files, of loading 240 rules, and of a generated fleet.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark that cannot go on fails")]

use camino::{Utf8Path, Utf8PathBuf};
use criterion::{Criterion, criterion_group, criterion_main};
use flinklint_linter::measure::{Stages, described, evaluate, look_up};
use flinklint_linter::project::{MemoryFiles, Project};
use flinklint_linter::rules::{Origin, Rule, RuleText, Rulebook, built_in_texts, root};
use flinklint_linter::{Options, discover};
use flinklint_syntax::source::{FileId, FileSet};
use std::borrow::Cow;
use std::hint::black_box;

const FLINK: &str = include_str!("../fixtures/standalone-good/flink/conf/config.yaml");
const MASTERS: &str = include_str!("../fixtures/standalone-good/flink/conf/masters");
const WORKERS: &str = include_str!("../fixtures/standalone-good/flink/conf/workers");
const ZOO: &str = include_str!("../fixtures/standalone-good/zookeeper/conf/zoo.cfg");

const FILES: [(&str, &str); 4] = [
    ("flink/conf/config.yaml", FLINK),
    ("flink/conf/masters", MASTERS),
    ("flink/conf/workers", WORKERS),
    ("zookeeper/conf/zoo.cfg", ZOO),
];

fn deployment() -> (FileSet, Vec<(discover::Candidate, FileId)>) {
    let mut set = FileSet::new(0);
    let read = FILES.into_iter().filter_map(|(path, text)| {
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
    let compile = |text: &&'static RuleText| Rule::compile(Cow::Borrowed(*text), root(text.scope), Origin::BuiltIn);
    texts.iter().map(|text| compile(text).unwrap()).collect()
}

fn stages(criterion: &mut Criterion) {
    let (set, files) = deployment();
    let book = Rulebook::built_in();
    let texts = many_texts();
    let many = load(&texts);
    for (name, options) in [("stated versions", stated()), ("open versions", Options::default())] {
        let stages = Stages::new(&files, &set, &options);
        let mut group = criterion.benchmark_group(name);
        group.bench_function("recognise and parse", |bencher| bencher.iter(|| black_box(stages.syntax())));
        group.bench_function("recognise, parse, facts", |bencher| bencher.iter(|| black_box(stages.facts())));
        group.bench_function("240 rules on one set of facts", |bencher| {
            stages.with_facts(|worlds| bencher.iter(|| black_box(evaluate(&many, worlds[0]))));
        });
        group.bench_function("all stages", |bencher| {
            let files: MemoryFiles<'_> = FILES.into_iter().map(|(path, text)| (path, text.as_bytes())).collect();
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
