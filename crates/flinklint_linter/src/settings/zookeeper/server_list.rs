//! The server lines of the file that has the server list, each read by the grammar of its version.
//!
//! What the servers are to each other, and whether their groups fit, is for the facts to say.

use super::collect::{Line, Lines, ListFile};
use super::{Cause, Problem, ProblemKind, problem};
use crate::settings::Effect;
use flinklint_catalog::version::{Release, Version};
use flinklint_catalog::zookeeper as catalog;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::Scalar;
use flinklint_syntax::server::{self, ServerError, ServerErrorKind, ServerForm, ServerLine};
use flinklint_syntax::source::FileId;
use flinklint_syntax::value::integer::parse_java_long;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The port that Flink's `FlinkZooKeeperQuorumPeer` adds to a server line without it.
const FLINK_QUORUM_PORT: u16 = 2888;

/// More servers than any ensemble has.
pub(crate) const MOST_SERVERS: usize = 1000;

/// The server list of one server.
#[derive(Debug, Default)]
pub(crate) struct ServerList<'t> {
    /// The file that has it; none where that was not found, or is never opened.
    pub(crate) file: Option<FileId>,
    /// Its servers, in the order of the file.
    pub(crate) servers: Vec<ListedServer<'t>>,
    /// Whether it may have more servers than were seen.
    pub(crate) open: bool,
    /// Servers of lines that another line replaces: one with the same id, or with the same key.
    pub(crate) replaced: Vec<ListedServer<'t>>,
    /// Whether a line of it is refused.
    pub(crate) refused: bool,
}

/// A server line.
#[derive(Debug)]
pub(crate) struct ListedServer<'t> {
    /// The number after `server.`.
    pub(crate) id: i64,
    /// Its value, not trimmed.
    pub(crate) value: Scalar<'t>,
    /// Where it is written.
    pub(crate) place: Place,
    /// What it says.
    pub(crate) written: WrittenServer<'t>,
}

/// What a server line says.
#[derive(Debug)]
pub(crate) enum WrittenServer<'t> {
    /// A server.
    Server(ServerLine<'t>),
    /// A host without an election port, or without any, which Flink's wrapper completes.
    WithoutPorts { host: Scalar<'t>, quorum_port: u16 },
    /// Something that the server refuses.
    Refused(ServerErrorKind),
}

/// Whether `parseProperties` treats a key as a part of the server list.
pub(super) fn is_list_key(key: &str) -> bool {
    key.starts_with("server.") || is_group_key(key)
}

/// Whether a key puts servers into groups or gives them weights.
pub(crate) fn is_group_key(key: &str) -> bool {
    key.starts_with("group") || key.starts_with("weight")
}

/// Whether a word is the name of a setting of this version.
pub(super) fn is_setting(key: &str, release: &Release) -> bool {
    (is_list_key(key) && key.bytes().any(|byte| byte.is_ascii_digit())) || catalog::reads(key, release)
}

/// Reads the list, and what is wrong with its lines.
pub(super) fn read<'t>(collected: &Lines<'_, 't>) -> (ServerList<'t>, Vec<Problem<'t>>) {
    let (file, open) = match collected.list_file {
        ListFile::Static => (Some(collected.files.zoo), collected.open),
        ListFile::Dynamic(file) => (Some(file), collected.dynamic_open),
        ListFile::NotFound => (None, true),
        ListFile::Never => (None, false),
    };
    let mut list = ServerList { file, open, ..ServerList::default() };
    let mut problems = Vec::new();
    let of_file = || collected.lines.iter().filter(move |line| Some(line.file) == file);
    let servers = || of_file().filter_map(|line| Some((line, line.key.strip_prefix("server.")?)));
    let mut lines = servers().peekable();
    if lines.peek().is_none() {
        return (list, problems);
    }
    let form = form(collected.release, servers().map(|(line, _)| line));
    let mut first_of: BTreeMap<i64, &Line<'t>> = BTreeMap::new();
    let mut replaced = Vec::new();
    for (line, number) in lines {
        if matches!(line.effect, Effect::OverriddenBy(_)) {
            let server = || Some((parse_java_long(number).ok()?, server::parse(&line.entry.entry.value, form).ok()?));
            if replaced.len() < MOST_SERVERS
                && !open
                && let Some((id, server)) = server()
            {
                replaced.push(listed(id, line, WrittenServer::Server(server)));
            }
            continue;
        }
        // What stands after the largest ensemble is not read, and not known.
        if line.has_placeholder() || list.servers.len() >= MOST_SERVERS || problems.len() >= MOST_SERVERS {
            list.open = true;
            continue;
        }
        let Ok(id) = parse_java_long(number) else {
            let reason = Maybe::new("the id after `server.` is not a number".into(), Place::default());
            let at = Place::at(line.entry.entry.key.span);
            let value = Maybe::new(line.key.into(), at);
            problems.push(Problem { reason, value, ..problem(ProblemKind::InvalidServer, Cause::Id, line) });
            list.refused = true;
            continue;
        };
        if let Some(first) = first_of.insert(id, line) {
            problems.push(Problem {
                other: Maybe::new(first.value.into(), first.place()),
                differs: first.value != line.value,
                ..problem(ProblemKind::DuplicateId, Cause::Other, line)
            });
        }
        let (written, refused) = written(line, form, collected.files.bundled);
        list.refused |= refused.is_some();
        problems.extend(refused);
        list.servers.push(listed(id, line, written));
    }
    // Of two keys with one id, the later one is kept.
    if first_of.len() < list.servers.len() {
        let is_last = |server: &ListedServer<'_>| {
            first_of.get(&server.id).is_some_and(|line| line.entry.entry.value.span == server.value.span)
        };
        let (kept, earlier): (Vec<_>, Vec<_>) = list.servers.into_iter().partition(is_last);
        list.servers = kept;
        list.replaced = earlier;
    }
    list.replaced.extend(replaced);
    (list, problems)
}

/// How the version writes a server. Whether that is the form of 3.6 is asked only where it makes a difference to a line.
fn form<'l, 't: 'l>(release: &Release, mut servers: impl Iterator<Item = &'l Line<'t>>) -> ServerForm {
    let differs = |line: &Line<'_>| {
        let value = &line.entry.entry.value;
        server::parse(value, ServerForm::V35) != server::parse(value, ServerForm::V36)
    };
    if !release.since(Version::new(3, 5)) {
        ServerForm::V34
    } else if servers.any(differs) && !release.since(Version::new(3, 6)) {
        ServerForm::V35
    } else {
        ServerForm::V36
    }
}

fn listed<'t>(id: i64, line: &Line<'t>, written: WrittenServer<'t>) -> ListedServer<'t> {
    let value = &line.entry.entry.value;
    ListedServer { id, value: Scalar::new(&*value.text, value.span), place: line.place(), written }
}

fn written<'t>(line: &Line<'t>, form: ServerForm, bundled: bool) -> (WrittenServer<'t>, Option<Problem<'t>>) {
    let value = &line.entry.entry.value;
    if let Some((host, quorum_port)) = bundled.then(|| without_ports(&value.text)).flatten() {
        return (WrittenServer::WithoutPorts { host: Scalar::new(host, value.span), quorum_port }, None);
    }
    match server::parse(value, form) {
        Ok(server) => (WrittenServer::Server(server), None),
        Err(ServerError { kind, message, span }) => {
            let text = if kind == ServerErrorKind::TrailingBlank { "" } else { line.value };
            let problem = Problem {
                value: Maybe::new(text.into(), Place::at(span)),
                reason: Maybe::new(Cow::Owned(message), Place::default()),
                ..problem(ProblemKind::InvalidServer, cause(kind), line)
            };
            (WrittenServer::Refused(kind), Some(problem))
        }
    }
}

fn cause(kind: ServerErrorKind) -> Cause {
    match kind {
        ServerErrorKind::Form => Cause::Form,
        ServerErrorKind::PortNotANumber => Cause::PortNotANumber,
        ServerErrorKind::PortOutOfRange => Cause::PortOutOfRange,
        ServerErrorKind::SamePorts => Cause::SamePorts,
        ServerErrorKind::Role => Cause::Role,
        ServerErrorKind::MultipleAddresses => Cause::MultipleAddresses,
        ServerErrorKind::Brackets => Cause::Brackets,
        ServerErrorKind::TrailingBlank => Cause::Ending,
        ServerErrorKind::InlineComment => Cause::Comment,
        ServerErrorKind::Url => Cause::Url,
        ServerErrorKind::Quotes => Cause::Quotes,
    }
}

/// A line that has no ports, or no election port, and gets them from Flink's wrapper: its host and its quorum port.
fn without_ports(value: &str) -> Option<(&str, u16)> {
    let mut parts = value.split(':');
    let host = parts.next().filter(|host| !host.is_empty())?;
    match (parts.next(), parts.next()) {
        (None, _) if !host.contains([';', '|']) => Some((host, FLINK_QUORUM_PORT)),
        (Some(port), None) if !host.starts_with('[') => Some((host, port.parse().ok()?)),
        _ => None,
    }
}
