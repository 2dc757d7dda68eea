//! `masters` and `workers` as Flink's start scripts read them.

use crate::facts::hosts::is_loopback;
use flinklint_catalog::characters::{is_false_blank, is_unseen};
use flinklint_expr::model::{Located, Maybe, Open, Place, facts};
use flinklint_syntax::hosts::{HostLine, Hosts};
use flinklint_syntax::source::{FileId, Span};
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

facts! {
    /// `masters` or `workers` (`config.sh`: `readMasters`, `readWorkers`).
    pub struct HostList<'t> as "host list" {
        /// The name of the file.
        file: Located<&'static str>,
        /// Its hosts, line by line.
        hosts: Open<ListedHost<'t>>,
        /// Number of different hosts.
        distinct: Located<i64>,
        /// Whether some host of the list is another host than the one that reads it.
        remote: Located<bool>,
        /// Hosts of `masters` without a port.
        without_port: Vec<ListedHost<'t>>,
        /// Hosts that mean the host that asks, in a list with others.
        loopback_among_others: Vec<ListedHost<'t>>,
        /// Hosts that the script makes a mess of, of each kind of mess the first: who writes one line so writes all so.
        malformed: Vec<ListedHost<'t>>,
        /// Hosts with more words behind them in the line.
        with_words_behind: Vec<ListedHost<'t>>,
        /// How many hosts have a carriage return.
        carriage_returns: i64,
    }

    /// A line of a host list.
    pub struct ListedHost<'t> as "listed host" {
        /// The host, as the script takes it.
        host: Located<Cow<'t, str>>,
        /// The port after the colon; only `masters` has one.
        port: Maybe<Cow<'t, str>>,
        /// The same as a number; absent where there is no port or none that is a number from 0 to 65535.
        port_number: Maybe<i64>,
        /// What the script makes a mess of: `byte-order-mark`, `wide-characters` (UTF-16), `carriage-return`, `full-width` (a comma
        /// or colon that is none), `unseen` (a character that nobody sees or takes for a blank), `comma`, `brackets`, `wildcard`,
        /// `range` (`jm-{1..3}`), `equals`, `user` (in `masters`), `port` (in `workers`, passed on as part of the host),
        /// `port-not-a-number` or `no-host` (anything else that cannot stand in the name of a host).
        fault: Maybe<&'static str>,
        /// More words in the line, which the script ignores.
        ignored: Maybe<&'static str>,
        /// Whether an earlier line has the same host and port.
        repeated: bool,
        /// Of the first malformed host of a kind, the next ones.
        alike: Vec<Located<Cow<'t, str>>>,
    }
}

/// More lines of one kind are not pointed at.
const MOST_ALIKE: usize = 20;

fn fault(line: &HostLine<'_>, is_masters: bool) -> Option<&'static str> {
    let word = line.word.text.as_ref();
    let port = line.port.as_ref().map(|port| port.text.as_ref());
    if word.starts_with('\u{feff}') {
        Some("byte-order-mark")
    } else if line.carriage_return {
        Some("carriage-return")
    } else if word.starts_with('\u{fffd}') {
        Some("wide-characters")
    } else if word.contains(['\u{ff0c}', '\u{3001}', '\u{ff1a}', '\u{ff1b}']) {
        Some("full-width")
    } else if word.contains(|c| is_unseen(c) || is_false_blank(c)) {
        Some("unseen")
    } else if word.contains([',', ';']) {
        Some("comma")
    } else if word.contains('[') {
        Some("brackets")
    } else if word.contains("{") || word.contains("..") {
        Some("range")
    } else if word.contains(['*', '?']) {
        Some("wildcard")
    } else if word.contains('@') && is_masters {
        Some("user")
    } else if word.contains('=') {
        Some("equals")
    } else if !is_masters && word.contains(':') {
        Some("port")
    } else if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        Some("port-not-a-number")
    } else if is_no_host(line.host.text.rsplit('@').next().unwrap_or("")) {
        Some("no-host")
    } else {
        None
    }
}

/// Whether a word cannot be the name or the address of a host. Letters of other alphabets are left to whoever resolves names.
fn is_no_host(host: &str) -> bool {
    host.starts_with('-')
        || host.chars().any(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '%'))
        || !host.chars().any(char::is_alphanumeric)
}

/// Whether a word begins with what template languages put around their own words.
fn is_control(word: &str) -> bool {
    ["{{", "{%", "<%"].iter().any(|open| word.contains(open))
}

pub(super) fn host_list<'t>(file: FileId, hosts: &Hosts<'t>, is_masters: bool, template: bool) -> HostList<'t> {
    let mut seen = BTreeSet::new();
    // Hosts beyond the longest list that any cluster has are there, and not looked at.
    let mut open = template || hosts.more;
    let mut listed = Vec::new();
    for line in &hosts.lines {
        if placeholder(&line.word.text).is_some() || template && is_control(&line.word.text) {
            open = true;
            continue;
        }
        let place = Place::at(line.word.span);
        listed.push(ListedHost {
            place: Some(place.clone()),
            texts: PhantomData,
            host: Located::new(line.host.text.clone(), Place::at(line.host.span)),
            port: match &line.port {
                Some(port) if is_masters => Maybe::new(port.text.clone(), Place::at(port.span)),
                _ => Maybe::absent(),
            },
            port_number: match line.port.as_ref().filter(|_| is_masters) {
                Some(port) => port
                    .text
                    .parse::<u16>()
                    .map_or_else(|_| Maybe::absent(), |number| Maybe::new(i64::from(number), Place::at(port.span))),
                None => Maybe::absent(),
            },
            fault: fault(line, is_masters).map_or_else(Maybe::absent, |fault| Maybe::new(fault, place.clone())),
            ignored: line.ignored.map_or_else(Maybe::absent, |span| Maybe::new("words", Place::at(span))),
            repeated: !seen.insert(line.word.text.clone()),
            alike: Vec::new(),
        });
    }
    let whole =
        Place::at(listed.first().and_then(|first| first.place.as_ref()?.span()).unwrap_or(Span::new(file, 0, 0)));
    let distinct: BTreeSet<&str> = listed.iter().filter_map(|host| host.host.value().map(Cow::as_ref)).collect();
    let remote = distinct.iter().any(|host| !is_loopback(host));
    let located = |known| if open { Located::unknown(whole.clone()) } else { Located::new(known, whole.clone()) };
    let among_others = if distinct.len() > 1 {
        listed.iter().filter(|host| host.host.value().is_some_and(|host| is_loopback(host))).cloned().collect()
    } else {
        Vec::new()
    };
    let has_return = |host: &&ListedHost<'_>| host.fault.value() == Some(&"carriage-return");
    let carriage_returns = listed.iter().filter(has_return).count();
    let mut malformed: Vec<ListedHost<'t>> = Vec::new();
    for host in listed.iter().filter(|host| !host.fault.is_absent()) {
        match malformed.iter_mut().find(|first| first.fault.value() == host.fault.value()) {
            Some(first) if first.alike.len() < MOST_ALIKE => first.alike.push(host.host.clone()),
            Some(_) => {}
            None => malformed.push(host.clone()),
        }
    }
    HostList {
        file: Located::new(if is_masters { "masters" } else { "workers" }, whole.clone()),
        distinct: located(i64::try_from(distinct.len()).unwrap_or(i64::MAX)),
        remote: if remote {
            Located::new(true, whole.clone())
        } else if open {
            Located::unknown(whole.clone())
        } else {
            Located::new(false, whole.clone())
        },
        without_port: listed
            .iter()
            .filter(|host| is_masters && host.port.is_absent() && host.fault.is_absent())
            .cloned()
            .collect(),
        loopback_among_others: among_others,
        malformed,
        with_words_behind: listed
            .iter()
            .filter(|host| !host.ignored.is_absent() && host.fault.is_absent())
            .cloned()
            .collect(),
        carriage_returns: i64::try_from(carriage_returns).unwrap_or(i64::MAX),
        place: Some(whole),
        texts: PhantomData,
        hosts: Open { items: listed, open },
    }
}
