//! Which values `QuorumPeerConfig` and the classes that a setting names can read, by the types of the catalogue and the checks
//! that some settings have besides.
//!
//! What settings mean together is not known here.

use super::collect::{Line, Lines};
use super::{Cause, Problem, ProblemKind, problem};
use crate::settings::Effect;
use flinklint_catalog::version::Version;
use flinklint_catalog::zookeeper::{Kind, Row, option};
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::template;
use flinklint_syntax::value::integer::parse_java_long;
use flinklint_syntax::value::zookeeper::{parse_zk_bool, parse_zk_int};
use std::borrow::Cow;

/// From this version on every truth value of the parser is `true` or `false` and nothing else.
const STRICT_BOOLEANS: Version = Version::new(3, 7);

/// Truth values that were so before.
const ALWAYS_STRICT: [&str; 2] = ["standaloneEnabled", "reconfigEnabled"];

/// What a value is worth.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// It can be read, or nobody reads it.
    Fits,
    /// It is a word that stands for a value.
    Unknown,
    /// The server stops at it.
    Invalid { cause: Cause, reason: Cow<'static, str> },
    /// The server goes on without it.
    Ignored { cause: Cause, meant: Option<&'static str> },
}

impl Verdict {
    /// The problem that it is.
    pub(super) fn problem<'t>(&self, line: &Line<'t>) -> Option<Problem<'t>> {
        match self {
            Self::Fits | Self::Unknown => None,
            Self::Invalid { cause, reason } => Some(Problem {
                reason: Maybe::new(reason.clone(), Place::default()),
                ..problem(ProblemKind::InvalidValue, *cause, line)
            }),
            Self::Ignored { cause, meant } => Some(Problem {
                meant: meant.map_or_else(Maybe::absent, |meant| Maybe::new(meant.into(), Place::default())),
                ..problem(ProblemKind::IgnoredValue, *cause, line)
            }),
        }
    }
}

fn invalid(line: &Line<'_>, reason: impl Into<Cow<'static, str>>) -> Verdict {
    let is_comment = line.value.contains(" #") || line.value.contains("\t#");
    Verdict::Invalid { cause: if is_comment { Cause::Comment } else { Cause::Other }, reason: reason.into() }
}

/// The verdict on every line, in their order.
pub(super) fn judge(collected: &Lines<'_, '_>) -> Vec<Verdict> {
    let judged = |line: &Line<'_>| {
        if line.unknown {
            return Verdict::Fits;
        }
        // The parser of the server list also meets the line that only a dynamic file's name should give.
        if line.key == "version" {
            return version(collected, line);
        }
        let Some(row) = line.row.filter(|_| line.effect == Effect::Effective) else { return Verdict::Fits };
        match special(collected, line, row) {
            Verdict::Fits => by_type(collected, line, row),
            other => other,
        }
    };
    collected.lines.iter().map(judged).collect()
}

/// By the method that reads the value.
fn by_type(collected: &Lines<'_, '_>, line: &Line<'_>, row: &Row) -> Verdict {
    let number = |parsed: Result<i64, String>| match parsed {
        Ok(_) => Verdict::Fits,
        Err(_) if template::is_stand_in(line.value) => Verdict::Unknown,
        Err(reason) => invalid(line, reason),
    };
    match (row.kind, row.value_type()) {
        (Kind::Parsed, "int" | "port") => {
            number(parse_zk_int(line.value).map(i64::from).map_err(|error| error.message))
        }
        (Kind::Parsed, "long") => number(parse_java_long(line.value).map_err(|error| error.message)),
        (Kind::Parsed | Kind::Property, "bool") if !row.is_of_clients() => match parse_zk_bool(line.value, true) {
            Ok(_) => Verdict::Fits,
            Err(_) if template::is_stand_in(line.value) => Verdict::Unknown,
            // Asked only where it matters, since every question about the version may split the range.
            Err(error)
                if row.kind == Kind::Parsed
                    && (ALWAYS_STRICT.contains(&line.key) || collected.release.since(STRICT_BOOLEANS)) =>
            {
                invalid(line, error.message)
            }
            Err(_) => Verdict::Ignored { cause: Cause::Other, meant: None },
        },
        (Kind::Property, "int" | "port") if parse_zk_int(line.value).is_err() && template::is_stand_in(line.value) => {
            Verdict::Unknown
        }
        (_, "path") if template::is_stand_in_for_name(line.value) => Verdict::Unknown,
        _ => Verdict::Fits,
    }
}

/// Checks that single settings have.
fn special(collected: &Lines<'_, '_>, line: &Line<'_>, row: &Row) -> Verdict {
    let value = line.value;
    let is_own = value.starts_with("org.apache.zookeeper.");
    match line.key {
        // Both become a socket address.
        "clientPort" | "secureClientPort" if parse_zk_int(value).is_ok_and(|port| !(0..=65535).contains(&port)) => {
            invalid(line, "is not a port between 0 and 65535")
        }
        "clientPortAddress" if collected.has("clientPort") => address(line),
        "secureClientPortAddress" if collected.has("secureClientPort") => address(line),
        "peerType" if !matches!(value.to_lowercase().as_str(), "participant" | "observer") => {
            invalid(line, "is neither `participant` nor `observer`")
        }
        "electionAlg"
            if parse_zk_int(value).is_ok_and(|algorithm| algorithm != 3)
                && collected.release.since(Version::new(3, 6)) =>
        {
            invalid(line, "is not 3, the only algorithm left")
        }
        "dataDir" | "dataLogDir" => directory(collected, line),
        // Any other class may lie on the class path; one of ZooKeeper's own packages either exists or does not.
        "metricsProvider.className"
            if is_own && !option::METRICS_PROVIDER_CLASS_NAME.content_of_any().has_class(value) =>
        {
            unknown_class()
        }
        // `ServerCnxnFactory.createFactory` stops at a class that is not there.
        "serverCnxnFactory"
            if is_own && !option::SERVER_CNXN_FACTORY.content_of_any().has_class(value) || !value.contains('.') =>
        {
            unknown_class()
        }
        _ if row.key == "authProvider." => authentication(value),
        _ => Verdict::Fits,
    }
}

fn unknown_class() -> Verdict {
    Verdict::Invalid { cause: Cause::UnknownClass, reason: "is not a class of ZooKeeper".into() }
}

/// Addresses that `InetAddress.getByName` cannot take, whatever the names mean.
fn address(line: &Line<'_>) -> Verdict {
    let has_port = line.value.matches(':').count() == 1 || (line.value.starts_with('[') && !line.value.ends_with(']'));
    if has_port { invalid(line, "is an address with a port") } else { Verdict::Fits }
}

/// `VerifyingFileFactory` compares the first two characters of a relative path.
fn directory(collected: &Lines<'_, '_>, line: &Line<'_>) -> Verdict {
    let path = line.value;
    let bare = path.trim_end_matches('/');
    if path.starts_with('/') || bare.encode_utf16().count() > 1 || !collected.release.since(Version::new(3, 5)) {
        return Verdict::Fits;
    }
    invalid(line, if path.is_empty() { "is empty" } else { "is a relative path of a single character" })
}

/// `ProviderRegistry` logs a warning for a class that is not there, and goes on without it.
fn authentication(class: &str) -> Verdict {
    let known = option::AUTH_PROVIDER.content_of_any();
    // A class of another package may lie on the class path.
    let is_foreign = class.contains('.') && !class.starts_with("org.apache.zookeeper.");
    if is_foreign || known.has_class(class) {
        return Verdict::Fits;
    }
    Verdict::Ignored { cause: Cause::UnknownClass, meant: known.class_meant(class) }
}

fn version(collected: &Lines<'_, '_>, line: &Line<'_>) -> Verdict {
    let is_read = line.file == collected.files.zoo && matches!(line.effect, Effect::NotRead);
    let is_number = i64::from_str_radix(line.value, 16).is_ok();
    if !is_read || is_number || collected.has("dynamicConfigFile") || !collected.release.since(Version::new(3, 5)) {
        return Verdict::Fits;
    }
    invalid(line, "is not a hexadecimal number")
}
