//! What servers make of their files, checked against what the real ones do. The expectations on refusals and values
//! were observed on ZooKeeper 3.8.0 (`QuorumPeerConfig`) or follow from the sources of the other versions.

mod anything;
mod ensembles;
mod keys;
mod nodes;

use super::*;
use crate::settings::{Cause, Problem, ProblemKind};
use flinklint_catalog::version::{Version, VersionRange};
use flinklint_expr::model::{Known, Located, Maybe, Millis};
use flinklint_syntax::properties::Properties;
use flinklint_syntax::source::FileId;
use flinklint_syntax::{myid, properties};

/// A file that every version takes, without servers.
const BASE: &str = "tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=/var/lib/zookeeper\nclientPort=2181\n";
/// Three servers.
const THREE: &str = "server.1=zk-1:2888:3888\nserver.2=zk-2:2888:3888\nserver.3=zk-3:2888:3888\n";

/// The files of one server.
struct Case<'c> {
    zoo: &'c str,
    dynamic: Option<&'c str>,
    myid: Option<&'c str>,
    minor: u16,
    template: bool,
    bundled: bool,
    set: u32,
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self { zoo: "", dynamic: None, myid: None, minor: 8, template: false, bundled: false, set: 0 }
    }
}

impl Case<'_> {
    fn read(&self) -> Zoo<'static> {
        let file = |text| FileId { set: self.set, text };
        let leak = |text: &str| -> &'static [u8] { Box::leak(text.to_owned().into_boxed_str()).as_bytes() };
        let parse =
            |file, bytes| -> &'static Properties<'static> { Box::leak(Box::new(properties::parse(file, bytes))) };
        let bytes = leak(self.zoo);
        let version = Version::new(3, self.minor);
        let files = ServerFiles {
            path: "conf/zoo.cfg",
            zoo: file(0),
            bytes,
            properties: parse(file(0), bytes),
            template: self.template,
            dynamic: self.dynamic.map(|text| (file(1), parse(file(1), leak(text)))),
            myid: self.myid.map(|text| (file(2), myid::parse(file(2), text.as_bytes()))),
            bundled: self.bundled,
        };
        zoo(&files, &Release::new(version, &VersionRange::exactly(version, "")))
    }
}

fn read(zoo: &str) -> Zoo<'static> {
    Case { zoo, ..Case::default() }.read()
}

/// The kinds of all reasons to refuse.
fn refusals(zoo: &Zoo<'_>) -> Vec<&'static str> {
    zoo.reasons_to_refuse().into_iter().map(|(kind, _)| kind).collect()
}

/// The file with a setting replaced or added, or taken away.
fn with(base: &str, key: &str, value: Option<&str>) -> String {
    let kept: String =
        base.lines().filter(|line| !line.starts_with(&format!("{key}="))).map(|line| format!("{line}\n")).collect();
    value.map_or(kept.clone(), |value| format!("{kept}{key}={value}\n"))
}

fn three() -> String {
    format!("{BASE}{THREE}")
}

/// What stands at a place in the text of the first file.
fn text_at<'a>(text: &'a str, place: Option<&Place>) -> &'a str {
    place.and_then(Place::span).and_then(|span| text.get(span.range())).unwrap_or("(nowhere)")
}

/// Its problems of a kind.
fn problems<'z>(zoo: &'z Zoo<'static>, kind: ProblemKind) -> Vec<&'z Problem<'static>> {
    zoo.problems.iter().map(AsRef::as_ref).filter(|problem| problem.kind == kind).collect()
}

/// The causes of its problems of a kind.
fn causes(zoo: &Zoo<'static>, kind: ProblemKind) -> Vec<Cause> {
    problems(zoo, kind).iter().map(|problem| problem.cause).collect()
}

/// A text of a problem.
fn text<'z>(text: &'z Maybe<std::borrow::Cow<'static, str>>) -> &'z str {
    text.value().map_or("(none)", AsRef::as_ref)
}
