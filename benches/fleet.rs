//! The whole process on one deployment, and on a generated fleet of 10,000 (40,000 files): time, deployments per second,
//! peak memory. `cargo bench --bench fleet`; a number as argument makes another fleet size.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark that cannot go on fails")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FILES: [(&str, &str); 4] = [
    ("flink/conf/config.yaml", include_str!("../fixtures/standalone-good/flink/conf/config.yaml")),
    ("flink/conf/masters", include_str!("../fixtures/standalone-good/flink/conf/masters")),
    ("flink/conf/workers", include_str!("../fixtures/standalone-good/flink/conf/workers")),
    ("zookeeper/conf/zoo.cfg", include_str!("../fixtures/standalone-good/zookeeper/conf/zoo.cfg")),
];

/// Writes deployments that differ in their cluster id, as those of a real fleet do.
fn generate(folder: &Path, count: usize) {
    for n in 0..count {
        for (path, text) in FILES {
            let path = folder.join(format!("cluster-{n:05}")).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replace("/orders", &format!("/orders-{n}"))).unwrap();
        }
    }
}

/// Runs once: wall time, and peak memory in KiB where the system tells.
fn run(folder: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_flinklint"))
        .args([
            "check",
            ".",
            "--format",
            "concise",
            "--flink-version",
            "1.20",
            "--zookeeper-version",
            "3.8",
            "--fail-on",
            "never",
        ])
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

fn report(what: &str, count: usize, folder: &Path) {
    let mut runs: Vec<(Duration, u64)> = (0..6).map(|_| run(folder)).skip(1).collect();
    runs.sort();
    let (time, _) = runs[runs.len() / 2];
    let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or(0);
    println!(
        "{what}: {:.1} ms median of 5, {:.0} deployments/s, {:.1} MiB peak",
        time.as_secs_f64() * 1e3,
        f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64(),
        peak as f64 / 1024.0
    );
}

fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    for count in [1, count / 10, count] {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), count);
        report(&format!("{count} deployments"), count, folder.path());
    }
}
