//! The bytes up to the first NUL as `zoo.cfg`, those behind it as its dynamic file and as `myid`, beside a Flink whose
//! quorum names servers.

#![no_main]

use flinklint_fuzz::{halves, judge};

const FLINK: &[u8] =
    b"high-availability: zookeeper\nhigh-availability.zookeeper.quorum: zk-1:2181,zk-2:2181,zk-3:2181\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (zoo, rest) = halves(bytes);
    let zoo = [b"tickTime=2000\ndataDir=/var/lib/zookeeper\nclientPort=2181\n", zoo].concat();
    let flink = ("flink/conf/flink-conf.yaml", FLINK);
    for version in ["3.4", "3.8"] {
        let versions = [("flink", "1.20"), ("zookeeper", version)];
        judge(&[flink, ("zookeeper/zoo.cfg", &zoo), ("zookeeper/myid", rest)], &versions);
    }
    let linked = [b"dynamicConfigFile=zoo.cfg.dynamic\n".as_slice(), &zoo].concat();
    judge(&[flink, ("zookeeper/zoo.cfg", &linked), ("zookeeper/zoo.cfg.dynamic", rest)], &[("zookeeper", "3.9")]);
});
