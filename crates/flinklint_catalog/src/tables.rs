//! The tables themselves, as the build script writes them from `catalog/*.tsv`.

#![allow(missing_docs, unreachable_pub, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
