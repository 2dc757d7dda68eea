//! The tables themselves, as the build script writes them from `catalog/*.tsv`.

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
