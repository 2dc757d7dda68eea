//! What the deployment means: one file per subject, and the joins between them.
//!
//! All logic that needs an algorithm ends up here as a fact with a place. Nothing here judges: there is no severity and no
//! advice, and what a rule makes of a fact is not known.

pub mod clients;
pub mod connect_string;
pub mod deployment;
pub mod fleet;
pub mod flink;
pub mod flink_members;
pub mod hadoop;
pub mod older;
pub mod reach;
#[cfg(test)]
mod recorded;
pub mod storage;
pub mod storage_host;
pub mod zookeeper;

/// Mistakes of one kind in one directory that are kept: more than anybody reads, so that a file of a million mistakes does
/// not fill the memory.
pub(crate) const MOST_FAULTS: usize = 1000;
