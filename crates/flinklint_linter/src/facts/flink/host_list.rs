//! `masters` and `workers` as Flink's start scripts read them.

use crate::facts::hosts::is_loopback;
use flinklint_catalog::characters::{is_false_blank, is_unseen};
use flinklint_expr::model::{Located, Maybe, Open, Place, facts, words};
use flinklint_syntax::hosts::{HostLine, Hosts};
use flinklint_syntax::source::{FileId, Span};
use flinklint_syntax::template::placeholder;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;

words! {
    /// What the script misreads in a line of a host list.
    pub enum HostFault as "fault of a listed host" {
        /// The line begins with a byte order mark.
        ByteOrderMark = "byte-order-mark",
        /// The line ends with a carriage return.
        CarriageReturn = "carriage-return",
        /// The file is UTF-16.
        WideCharacters = "wide-characters",
        /// A comma or a colon is a full-width character.
        FullWidth = "full-width",
        /// It contains a character that is invisible or only looks like a blank.
        Unseen = "unseen",
        /// It contains a comma.
        Comma = "comma",
        /// It stands in brackets.
        Brackets = "brackets",
        /// It is a range, such as `jm-{1..3}`, which is not expanded.
        Range = "range",
        /// It is a pattern, which the shell expands to file names.
        Wildcard = "wildcard",
        /// It names a user (in `masters`).
        User = "user",
        /// It contains an equals sign.
        Equals = "equals",
        /// It has a port (in `workers`, where it becomes a part of the host).
        Port = "port",
        /// Its port is not a number.
        PortNotANumber = "port-not-a-number",
        /// It cannot be the name of a host for another reason.
        NoHost = "no-host",
    }

    /// A file that lists hosts.
    pub enum HostListFile as "file of hosts" {
        /// `masters`.
        Masters = "masters",
        /// `workers`.
        Workers = "workers",
    }
}

facts! {
    /// `masters` or `workers` (`config.sh`: `readMasters`, `readWorkers`).
    pub struct HostList<'t> as "host list" {
        /// The file.
        file: Located<HostListFile>,
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
        /// Malformed hosts, only the first of each kind: the same mistake is usually on every line.
        malformed: Vec<ListedHost<'t>>,
        /// Hosts with more words after them in the line.
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
        /// What the script misreads in it.
        fault: Maybe<HostFault>,
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

fn fault(line: &HostLine<'_>, is_masters: bool) -> Option<HostFault> {
    let word = line.word.text.as_ref();
    let port = line.port.as_ref().map(|port| port.text.as_ref());
    if word.starts_with('\u{feff}') {
        Some(HostFault::ByteOrderMark)
    } else if line.carriage_return {
        Some(HostFault::CarriageReturn)
    } else if word.starts_with('\u{fffd}') {
        Some(HostFault::WideCharacters)
    } else if word.contains(['\u{ff0c}', '\u{3001}', '\u{ff1a}', '\u{ff1b}']) {
        Some(HostFault::FullWidth)
    } else if word.contains(|c| is_unseen(c) || is_false_blank(c)) {
        Some(HostFault::Unseen)
    } else if word.contains([',', ';']) {
        Some(HostFault::Comma)
    } else if word.contains('[') {
        Some(HostFault::Brackets)
    } else if word.contains("{") || word.contains("..") {
        Some(HostFault::Range)
    } else if word.contains(['*', '?']) {
        Some(HostFault::Wildcard)
    } else if word.contains('@') && is_masters {
        Some(HostFault::User)
    } else if word.contains('=') {
        Some(HostFault::Equals)
    } else if !is_masters && word.contains(':') {
        Some(HostFault::Port)
    } else if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        Some(HostFault::PortNotANumber)
    } else if is_no_host(line.host.text.rsplit('@').next().unwrap_or("")) {
        Some(HostFault::NoHost)
    } else {
        None
    }
}

/// Whether a word cannot be the name or the address of a host. Letters of other alphabets are left to the resolver.
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
    let has_return = |host: &&ListedHost<'_>| host.fault.value() == Some(&HostFault::CarriageReturn);
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
        file: Located::new(if is_masters { HostListFile::Masters } else { HostListFile::Workers }, whole.clone()),
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
