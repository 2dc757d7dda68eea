//! The bytes up to the first NUL as `masters`, those behind it as `workers`, beside a Flink with high availability.

#![no_main]

use flinklint_fuzz::{halves, judge};

const FLINK: &[u8] = b"high-availability: zookeeper\nhigh-availability.zookeeper.quorum: zk-1:2181\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (masters, workers) = halves(bytes);
    let files = [("conf/flink-conf.yaml", FLINK), ("conf/masters", masters), ("conf/workers", workers)];
    judge(&files, &[("flink", "1.20")]);
});
