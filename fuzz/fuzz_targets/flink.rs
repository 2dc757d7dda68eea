//! The bytes as `flink-conf.yaml` and as `config.yaml`, in turn; a known key makes sure that the files are Flink's.

#![no_main]

use flinklint_fuzz::judge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = [b"jobmanager.rpc.address: jm-1\n", bytes].concat();
    for version in ["1.12", "1.20"] {
        judge(&[("conf/flink-conf.yaml", &text)], &[("flink", version)]);
    }
    for version in ["1.20", "2.1"] {
        judge(&[("conf/config.yaml", &text)], &[("flink", version)]);
    }
});
