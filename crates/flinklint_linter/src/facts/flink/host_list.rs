//! `masters` and `workers` as Flink's start scripts read them.

use crate::documents::ParsedDocument;
use flinklint_catalog::content::{Content, Fit, Why};
use flinklint_expr::model::{Located, Maybe, Open, Place, facts, words};
use flinklint_syntax::hosts::{HostLine, Hosts};
use flinklint_syntax::source::Span;
use flinklint_syntax::template::placeholder;
use flinklint_syntax::value::host::is_loopback;
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
        /// It contains a character that is invisible or only looks like a blank.
        Unseen = "unseen",
        /// It is a range or a pattern, such as `jm-{1..3}` or `jm-*`, which is not expanded to hosts.
        Pattern = "pattern",
        /// It is an IPv6 address: `masters` does not support them, `workers` only without brackets.
        Ipv6 = "ipv6",
        /// It names a user (in `masters`).
        User = "user",
        /// It has a port (in `workers`, where it becomes a part of the host).
        Port = "port",
        /// Its port is not a number.
        PortNotANumber = "port-not-a-number",
        /// More follows the name of a host: another host, a comment.
        MoreThanAHost = "more-than-a-host",
        /// It cannot be the name of a host.
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
        /// Whether the list contains a host other than the one that reads it.
        remote: Located<bool>,
        /// Hosts of `masters` without a port.
        without_port: Vec<ListedHost<'t>>,
        /// Loopback addresses in a list with other hosts.
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
        /// The host, as the script reads it.
        host: Located<Cow<'t, str>>,
        /// The port after the colon; only `masters` has one.
        port: Maybe<Cow<'t, str>>,
        /// The same as a number; null if there is no port or it is not a number from 0 to 65535.
        port_number: Maybe<i64>,
        /// What the script misreads in it.
        fault: Maybe<HostFault>,
        /// The longest prefix that can be a host, if more follows.
        part: Maybe<Cow<'t, str>>,
        /// More words in the line, which the script ignores.
        ignored: Maybe<&'static str>,
        /// Whether an earlier line has the same host and port.
        repeated: bool,
        /// For the first malformed host of a kind: the further ones.
        alike: Vec<Located<Cow<'t, str>>>,
    }
}

/// More lines of one kind are not pointed at.
const MOST_ALIKE: usize = 20;

/// What is wrong with a line, and the part of it that is a host where only more follows.
fn fault<'l>(line: &'l HostLine<'_>, is_masters: bool) -> Option<(HostFault, Option<&'l str>)> {
    let word = line.word.text.as_ref();
    let content = if is_masters { Content::Address } else { Content::Host };
    let host = word.rsplit('@').next().unwrap_or("");
    let has_no_number = line.port.as_ref().is_some_and(|port| port.text.parse::<u16>().is_err());
    let fault = if word.starts_with('\u{feff}') {
        HostFault::ByteOrderMark
    } else if line.carriage_return {
        HostFault::CarriageReturn
    } else if word.starts_with('\u{fffd}') {
        HostFault::WideCharacters
    } else if word.contains(['{', '*', '?']) || word.contains("..") {
        HostFault::Pattern
    } else if word.contains('@') && is_masters {
        HostFault::User
    } else {
        match content.check(host) {
            // The script cuts at the first colon, and ssh takes no brackets.
            Fit::Matches if host.starts_with('[') || is_masters && host.matches(':').count() > 1 => HostFault::Ipv6,
            Fit::Matches | Fit::Part { why: Why::Port, .. } if is_masters && has_no_number => HostFault::PortNotANumber,
            Fit::Matches => return None,
            Fit::Part { why: Why::Unseen, .. } => HostFault::Unseen,
            Fit::Part { why: Why::Bracket, .. } => HostFault::Ipv6,
            Fit::Part { why: Why::Port, .. } if !is_masters => HostFault::Port,
            // What follows a second colon is not read.
            Fit::Part { why: Why::Port, end, .. } if host.get(end..).is_some_and(|rest| rest.starts_with(':')) => {
                return None;
            }
            Fit::Part { start, end, why: Why::Separator | Why::Comment | Why::Port } if start < end => {
                return Some((HostFault::MoreThanAHost, host.get(start..end)));
            }
            Fit::Part { .. } => HostFault::NoHost,
        }
    };
    Some((fault, None))
}

/// Whether a word begins with what template languages put around their own words.
fn is_control(word: &str) -> bool {
    ["{{", "{%", "<%"].iter().any(|open| word.contains(open))
}

pub(super) fn host_list<'t>(list: ParsedDocument<'t, Hosts<'t>>, is_masters: bool) -> HostList<'t> {
    let ParsedDocument { file, tree: hosts, template } = list;
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
        let (fault, part) = fault(line, is_masters).unzip();
        let part = part.flatten().map(|part| Cow::Owned(part.to_owned()));
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
            fault: Maybe::from_option(fault, &place),
            part: Maybe::from_option(part, &place),
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
