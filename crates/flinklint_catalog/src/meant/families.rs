//! Keys with a name of somebody's choice in them or behind them, which no table can list: a slip in what is not the name.

use super::{Proposals, Question};
use crate::flink::{self, FLINK_FAMILIES, FLINK_SUFFIXES};
use crate::hadoop::{PER_NAME_NODE, PER_RESOURCE_MANAGER};
use crate::similar::{folded, limit};
use crate::version::Product;

/// A family of one word may be any word; one with this many letters is none.
const TELLING: usize = 12;

pub(super) fn near_family(question: &Question<'_>, proposals: &mut Proposals) {
    match question.product {
        Product::Flink => {
            of_flink(question, proposals);
            behind_the_name(question, proposals);
        }
        Product::ZooKeeper => of_zookeeper(question, proposals),
        Product::Hadoop => of_hadoop(question, proposals),
    }
}

fn distance(written: &str, known: &str) -> Option<usize> {
    let most = limit(known);
    if written.len().abs_diff(known.len()) > most {
        return None;
    }
    Some(strsim::osa_distance(written, known)).filter(|distance| *distance <= most)
}

/// A slip in the beginning: `containerized.masteer.env.TZ`.
fn of_flink(question: &Question<'_>, proposals: &mut Proposals) {
    for family in FLINK_FAMILIES {
        let Some(beginning) = family.key.strip_suffix('.').filter(|beginning| beginning.len() >= TELLING) else {
            continue;
        };
        let end = question.key.match_indices('.').nth(beginning.matches('.').count()).map(|(at, _)| at);
        let Some((written, rest)) = end.and_then(|end| question.key.split_at_checked(end)) else { continue };
        if written == beginning || rest.len() < 2 {
            continue;
        }
        if let Some(distance) = distance(written, beginning).filter(|_| flink::holds(family.minors, question.release)) {
            proposals.add(distance, format!("{beginning}{rest}"));
        }
    }
}

/// A slip behind the name: `metrics.reporter.prom.fatory.class`. Asked of keys that a family reads as well.
fn behind_the_name(question: &Question<'_>, proposals: &mut Proposals) {
    if let Some(meant) = flink::near_suffix(question.key, question.release) {
        proposals.add(1, meant);
    }
}

/// `server.N` and the like with another separator, in other letters or with a slip: `Server2`, `sever.2`, `servers[2]`.
fn of_zookeeper(question: &Question<'_>, proposals: &mut Proposals) {
    let end = question.key.find(|c: char| !c.is_ascii_alphabetic());
    let Some((word, tail)) = end.and_then(|end| question.key.split_at_checked(end)) else { return };
    let name = tail.strip_prefix(['.', '-', '_', ' ', ',', '[', '(', '#']).unwrap_or(tail);
    let name = name.trim_end_matches([']', ')', '.']);
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    for (family, takes_words) in [("server", false), ("group", false), ("weight", false), ("authProvider", true)] {
        let is_word = takes_words && !name.is_empty() && tail.len() > name.len();
        // A number directly behind a word of few letters may be the end of any key.
        let is_name = is_number && (tail.len() > name.len() || family.len() != "group".len()) || is_word;
        let own = word.to_ascii_lowercase();
        let slips = strsim::osa_distance(&own, &family.to_ascii_lowercase());
        if is_name && slips <= usize::from(family.len() > "group".len()) {
            proposals.add(slips, format!("{family}.{name}"));
        }
    }
}

/// A declared name behind a key with a slip: `dfs.namenode.rpc-adress.prod.nn1`.
fn of_hadoop(question: &Question<'_>, proposals: &mut Proposals) {
    let all = || PER_NAME_NODE.iter().chain(PER_RESOURCE_MANAGER).copied();
    for name in question.names {
        let Some(head) = question.key.strip_suffix(name.as_str()).and_then(|head| head.strip_suffix('.')) else {
            continue;
        };
        if let Some(family) = crate::closest(head, all()) {
            proposals.add(1, format!("{family}.{name}"));
            return;
        }
    }
    // The names may be in other letters, too.
    let alike = |family: &str, name: &str| folded(question.key).eq(folded(family).chain(folded(name)));
    for family in all() {
        if let Some(name) = question.names.iter().find(|name| alike(family, name)) {
            proposals.add(1, format!("{family}.{name}"));
            return;
        }
    }
}

/// A key of Flink with a name in it and a slip in what follows the name.
pub(crate) fn near_suffix(key: &str, release: &crate::version::Release) -> Option<String> {
    let mut found: Option<(usize, String)> = None;
    let starts_alike = |prefix: &str| prefix.as_bytes().first() == key.as_bytes().first();
    for suffix in FLINK_SUFFIXES.iter().filter(|suffix| starts_alike(suffix.prefix.get())) {
        let Some((before, after)) = suffix.prefix.get().split_once('<') else { continue };
        let Some((name, rest)) = key.strip_prefix(before).and_then(|rest| rest.split_once('.')) else { continue };
        let known = suffix.suffix.get();
        // A name with more behind it is another table's.
        if !after.ends_with('>') || known.contains('*') {
            continue;
        }
        let near = distance(rest, known).filter(|_| known.len() >= TELLING / 2);
        if (known == rest || near.is_some()) && !flink::holds(suffix.minors, release) {
            continue;
        }
        if known == rest {
            return None;
        }
        if let Some(near) = near.filter(|near| found.as_ref().is_none_or(|(least, _)| near < least)) {
            found = Some((near, format!("{before}{name}.{known}")));
        }
    }
    found.map(|(_, key)| key)
}
