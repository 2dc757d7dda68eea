//! The whole process on one deployment, and on generated fleets: good deployments with stated versions, and broken ones whose
//! versions nobody stated, with a JSON report, next to the time of reading the same files. Time,
//! deployments per second, peak memory. `cargo bench --bench fleet`; a number as argument makes another
//! fleet size.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark that cannot go on fails")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Paths and texts of one deployment.
type Files = &'static [(&'static str, &'static str)];

macro_rules! fixture {
    ($name:literal: $($path:literal),*) => {
        &[$(($path, include_str!(concat!("../fixtures/", $name, "/", $path)))),*]
    };
}

/// A kind of deployment, and the arguments it is checked with.
struct Case {
    name: &'static str,
    files: Files,
    arguments: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "good, versions stated",
        files: fixture!("standalone-good":
            "flink/conf/config.yaml", "flink/conf/masters", "flink/conf/workers", "zookeeper/conf/zoo.cfg"),
        arguments: &["--format", "concise", "--flink-version", "1.20", "--zookeeper-version", "3.8"],
    },
    Case {
        name: "broken, versions stated, JSON",
        files: BROKEN,
        arguments: &["--format", "json", "--flink-version", "1.20", "--zookeeper-version", "3.8"],
    },
    Case { name: "broken, versions not stated, JSON", files: BROKEN, arguments: &["--format", "json"] },
];

const BROKEN: Files = fixture!("standalone-bad":
    "flink/conf/flink-conf.yaml", "flink/conf/masters", "flink/conf/workers", "zookeeper/conf/zoo.cfg", "zookeeper/data/myid");

/// Writes deployments that differ in their names and hosts, as those of a real fleet do.
fn generate(folder: &Path, files: Files, count: usize) {
    for n in 0..count {
        for (path, text) in files {
            let path = folder.join(format!("cluster-{n:05}")).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = text
                .replace("/orders", &format!("/orders-{n}"))
                .replace("path.root: /flink", &format!("path.root: /flink-{n}"));
            let text = ["zk", "jm", "tm"]
                .iter()
                .fold(text, |text, host| text.replace(&format!("{host}-"), &format!("{host}-{n}-")));
            std::fs::write(path, text).unwrap();
        }
    }
}

/// The time that it takes to find and read all files, and nothing else.
fn read(folder: &Path) -> Duration {
    fn walk(folder: &Path, bytes: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), bytes);
            } else {
                *bytes += std::fs::read(entry.path()).unwrap().len();
            }
        }
    }
    let start = Instant::now();
    walk(folder, &mut 0);
    start.elapsed()
}

/// Runs once: wall time, and peak memory in KiB where the system tells.
fn run(folder: &Path, arguments: &[&str]) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_flinklint"))
        .args(["check", ".", "--fail-on", "never"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak).max(peak);
        }
        if child.try_wait().unwrap().is_some() {
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

fn report(case: &Case, count: usize, folder: &Path) {
    let mut runs: Vec<(Duration, u64)> = (0..6).map(|_| run(folder, case.arguments)).skip(1).collect();
    runs.sort();
    let (time, _) = runs[runs.len() / 2];
    let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or(0);
    let reading = (0..3).map(|_| read(folder)).min().unwrap_or_default();
    println!(
        "{count} deployments, {}: {:.1} ms median of 5, {:.0} deployments/s, {:.1} MiB peak, {:.1} times as long as reading",
        case.name,
        time.as_secs_f64() * 1e3,
        f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64(),
        peak as f64 / 1024.0,
        time.as_secs_f64() / reading.as_secs_f64()
    );
}

fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    for case in CASES {
        for count in [1, count / 5, count] {
            let folder = tempfile::tempdir().unwrap();
            generate(folder.path(), case.files, count);
            report(case, count, folder.path());
        }
    }
}
