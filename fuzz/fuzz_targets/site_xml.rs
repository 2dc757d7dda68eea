//! The bytes as each site file of Hadoop: the whole file, and what stands inside `configuration`.

#![no_main]

use flinklint_fuzz::judge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let inside = [b"<configuration>".as_slice(), bytes, b"</configuration>"].concat();
    for text in [bytes, &inside] {
        for path in ["hadoop/core-site.xml", "hadoop/hdfs-site.xml", "hadoop/yarn-site.xml"] {
            judge(&[(path, text)], &[("hadoop", "3.3")]);
        }
    }
});
