//! flinklint reads all the configuration of an Apache Flink high-availability deployment together and says what is wrong.
//!
//! This crate is the linter: it has no disk, no clock, no environment, no terminal and no threads, so that a command, an editor
//! and a web page can have it. A [`Project`] is where to begin:
//!
//! ```
//! use flinklint_linter::Project;
//!
//! let flink = "high-availability.type: zookeeper\nhigh-availability.zookeeper.quorum: zk-1:2181\n";
//! let zookeeper = "tickTime=2000\ndataDir=/var/lib/zookeeper\nclientPort=2182\nserver.1=zk-1:2888:3888\n";
//! let project = Project::in_memory([
//!     ("flink/conf/config.yaml", flink.as_bytes()),
//!     ("zookeeper/conf/zoo.cfg", zookeeper.as_bytes()),
//! ]);
//!
//! let outcome = project.check();
//! let port = outcome.findings.iter().find(|finding| finding.name == "wrong-port").expect("the ports differ");
//! let places: Vec<(&str, u32)> =
//!     port.labels.iter().map(|label| (&*label.path, label.start.line)).collect();
//! assert_eq!(places[0], ("flink/conf/config.yaml", 2));
//! assert!(places.contains(&("zookeeper/conf/zoo.cfg", 3)));
//! ```
//!
//! Files that are not in memory come from an implementation of [`project::Files`]; an [`project::Overlay`] puts an editor's
//! unsaved text over them. What is understood of a deployment can be kept and asked ([`project::Understanding`]).
//!
//! # The way of the data
//!
//! ```text
//! paths ─ discover ─> files, texts inside files, deployments ─ syntax ─> documents with spans
//!       ─ settings ─> what became of every key and value ─ facts ─> what it means
//!       ─ rules ─> findings ─ select, ignore, fold, severity, join, sort ─> report
//! ```
//!
//! Each stage knows only the stages before it. Texts and grammars (`flinklint_syntax`), what each version of the real software
//! knows (`flinklint_catalog`) and the language of rules with the shape of facts (`flinklint_expr`) are crates of their own;
//! reports (`flinklint_report`) see findings and nothing of what is before them. Rust computes facts and rules judge them:
//! there are no rules in Rust.

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "tests read recorded answers of the real software, and measure"
    )
)]

pub mod discover;
pub(crate) mod documents;
pub mod examples;
#[allow(unreachable_pub, reason = "facts are public in the language of rules, and no part of the API")]
pub(crate) mod facts;
pub mod findings;
#[cfg(feature = "bench")]
pub mod measure;
pub mod project;
pub(crate) mod redact;
pub mod rules;
pub(crate) mod run;
#[allow(unreachable_pub, reason = "as facts")]
pub(crate) mod settings;
pub(crate) mod versions;
pub mod view;

pub use project::{Options, Project};
pub use run::{Outcome, Run};
