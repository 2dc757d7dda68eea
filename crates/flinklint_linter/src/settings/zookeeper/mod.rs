//! The settings of a ZooKeeper server, from its `zoo.cfg` and its dynamic file, as `QuorumPeerConfig` reads them: keys and
//! values are trimmed, the last of equal keys takes effect, a number or truth value that does not parse stops the server,
//! and what the parser does not know becomes a system property.
//!
//! The stages are types: [`Lines`] knows which line takes effect, [`ServerSettings`] is finished. What the settings mean
//! for a server is for the facts to say.

mod collect;
mod get;
mod keys;
mod lines;
mod server_list;
mod values;

pub(crate) use server_list::{ListedServer, MOST_SERVERS, WrittenServer, is_group_key};

use super::{Cause, Problem, ProblemKind, Problems, Settings, Source};
use crate::discover::FileKind;
use crate::documents::{MyId, Node};
use collect::{Line, Lines};
use flinklint_catalog::version::Release;
use flinklint_expr::model::{Maybe, Place};
use flinklint_syntax::properties::Properties;
use flinklint_syntax::source::FileId;
use server_list::ServerList;
use values::Verdict;

/// The files of one ZooKeeper server, already read.
#[derive(Clone, Debug)]
pub(crate) struct ServerFiles<'t> {
    /// The path of `zoo.cfg`, for messages.
    pub(crate) path: &'t str,
    /// `zoo.cfg`.
    pub(crate) zoo: FileId,
    /// Its bytes.
    pub(crate) bytes: &'t [u8],
    /// What it says.
    pub(crate) properties: &'t Properties<'t>,
    /// Whether it is a template, so that more may stand in the file that the server reads.
    pub(crate) template: bool,
    /// The file that `dynamicConfigFile` names, if it was found.
    pub(crate) dynamic: Option<(FileId, &'t Properties<'t>)>,
    /// `myid`, if it was found.
    pub(crate) myid: Option<(FileId, MyId)>,
    /// Whether the files lie in a Flink configuration directory and are read by Flink's wrapper of ZooKeeper.
    pub(crate) bundled: bool,
}

impl<'t> ServerFiles<'t> {
    /// The files of a node; none where there is no `zoo.cfg`.
    pub(crate) fn of(node: &'t Node<'t>) -> Option<Self> {
        let zoo = node.document::<Properties<'t>>(FileKind::ZooCfg)?;
        let dynamic = node.document::<Properties<'t>>(FileKind::ZooDynamic);
        let own_id = node.document::<MyId>(FileKind::MyId);
        Some(Self {
            path: node.set.path(zoo.file).as_str(),
            zoo: zoo.file,
            bytes: node.set.bytes(zoo.file),
            properties: zoo.tree,
            template: zoo.template,
            dynamic: dynamic.map(|dynamic| (dynamic.file, dynamic.tree)),
            myid: own_id.map(|own_id| (own_id.file, own_id.tree.clone())),
            bundled: node.bundled,
        })
    }
}

/// The settings of one server, finished.
#[derive(Debug)]
pub(crate) struct ServerSettings<'r, 't> {
    /// Every written setting, and what is wrong with them.
    pub(crate) store: Settings<'t>,
    /// The server list, from the file that has it.
    pub(crate) list: ServerList<'t>,
    /// The version whose defaults the typed look-up fills in.
    release: &'r Release,
}

/// Reads the settings of one server.
pub(crate) fn read<'r, 't>(files: &ServerFiles<'t>, release: &'r Release) -> ServerSettings<'r, 't> {
    let lines = Lines::new(files, release);
    let verdicts = values::judge(&lines);
    let literal = lines::taken_literally(&lines);
    let (list, servers) = server_list::read(&lines);
    // One mistake, one problem: a value that the next line is a part of is not judged, a value that is refused is not
    // looked at for what is odd about it.
    let continued = |at: usize| literal.get(&at).is_some_and(|problem| problem.cause == Cause::Continuation);
    let refused = |at: usize| matches!(verdicts.get(at), Some(Verdict::Invalid { .. }));
    let values = verdicts.iter().enumerate().filter(|(at, _)| !continued(*at));
    let literal =
        literal.iter().filter(|(at, _)| continued(**at) || !refused(**at)).map(|(_, problem)| problem.clone());
    let meant: Vec<_> = literal.chain(keys::unknown(&lines)).collect();
    let store = lines.stored(&verdicts, &meant);
    let mut problems = Problems::default();
    problems.extend(lines::overridden(&lines));
    problems.extend(values.filter_map(|(at, verdict)| verdict.problem(lines.lines.get(at)?)));
    problems.extend(servers);
    problems.extend(lines::misread_by_scripts(&lines));
    problems.extend(lines::in_wrong_file(&lines));
    problems.extend(meant);
    ServerSettings { store: store.finish().with_problems(problems), list, release }
}

/// A problem of a line, with its key and value.
fn problem<'t>(kind: ProblemKind, cause: Cause, line: &Line<'t>) -> Problem<'t> {
    let place = line.place();
    Problem {
        key: Maybe::new(line.key.into(), Place { value: None, ..place.clone() }),
        value: Maybe::new(line.value.into(), place.clone()),
        ..Problem::new(kind, cause, Source::ZooKeeper, place)
    }
}
