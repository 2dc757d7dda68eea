//! What became of every key and value that was written: the stage between the grammars and the facts.
//!
//! Each product has a module that follows its real reader (`GlobalConfiguration`, `QuorumPeerConfig`, Hadoop's
//! `Configuration`): it collects what the files say, decides which line takes effect, and notes what is wrong with the
//! others. What comes out is finished: [`Settings`] has one [`Setting`] for each written key with its [`Effect`], one
//! [`Problem`] for each mistake, and one look-up. Facts ask for values only here, so that none repeats a default or has
//! to know whether a line was lost on the way. What a value means for a deployment is not known here.

pub mod flink;
pub mod hadoop;
mod problem;
mod store;
mod written;
pub(crate) mod zookeeper;

pub(crate) use problem::Problems;
pub use problem::{Cause, Problem, ProblemKind, Source};
pub(crate) use store::{Collected, Effect, Found, Setting, Settings};
#[cfg(test)]
pub(crate) use written::SettingEffect;
pub use written::{Flink as OfFlink, Hadoop as OfHadoop, SettingsMap, WrittenSetting, ZooKeeper as OfZooKeeper};

use flinklint_expr::model::{Known, Located, Maybe, Origin, Place};

/// Fills in the default of an option; where the catalogue knows none for certain, the value is unknown. What was lost
/// stays visible in the place.
pub(crate) fn or_default<T>(found: Maybe<T>, default: Option<T>) -> Located<T> {
    let origin = if found.place.origin == Origin::Set { Origin::Set } else { Origin::Default };
    match (found.known, default) {
        (Known::Value(value), _) => Located { known: Known::Value(value), place: found.place },
        (Known::Absent, Some(default)) => {
            Located { known: Known::Value(default), place: Place { origin, ..found.place } }
        }
        _ => Located { known: Known::Unknown, place: found.place },
    }
}
