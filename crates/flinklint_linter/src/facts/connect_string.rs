//! The connect string of a ZooKeeper client, as `ConnectStringParser` reads it: host and port pairs separated by commas
//! and at most one path behind them, under which everything of the client lies.
//!
//! Flink's quorum, YARN's `hadoop.zk.address` and HDFS's `ha.zookeeper.quorum` all end there. Which option the text comes
//! from, and which ensemble answers, is not known here.

use flinklint_expr::model::{Located, Maybe, Open, Origin, Place, facts, words};
use flinklint_syntax::Scalar;
use flinklint_syntax::source::Span;
use flinklint_syntax::template;
use flinklint_syntax::value::host::{address, is_loopback};
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::ops::Range;

/// `ConnectStringParser.DEFAULT_PORT`.
const DEFAULT_PORT: i64 = 2181;

words! {
    /// What is wrong with a connect string.
    pub enum QuorumFaultKind as "kind of quorum fault" {
        /// A path follows a server that is not the last one; it begins the chroot, and the servers after it are read as
        /// part of it.
        ChrootMidList = "chroot-mid-list",
        /// The chroot ends in a slash, or has two in a row: the client refuses it.
        ChrootSlash = "chroot-slash",
        /// The chroot is not a valid path of a znode.
        ChrootPath = "chroot-path",
        /// Servers are separated by semicolons, not commas.
        Semicolon = "semicolon",
        /// Servers are separated by blanks, not commas.
        BlankSeparated = "blank-separated",
        /// The text is a URL, such as `zk://…`.
        Url = "url",
        /// A port is not a number.
        BadPort = "bad-port",
        /// A port is not between 0 and 65535.
        PortRange = "port-range",
        /// A bracket of an IPv6 address is missing, or brackets enclose something else.
        Brackets = "brackets",
        /// A host has colons in it: an IPv6 address needs brackets.
        Colons = "colons",
        /// It contains no server.
        Empty = "empty",
    }
}

facts! {
    /// A connect string of a ZooKeeper client, as ZooKeeper's `ConnectStringParser` splits it.
    pub struct Quorum<'t> as "quorum" {
        /// The text as written.
        text: Located<Cow<'t, str>>,
        /// The servers that the client tries, in the order of the text; open if a placeholder may contain more.
        peers: Open<Peer<'t>>,
        /// Repeated servers: an earlier entry has the same host and port.
        repeated: Vec<Peer<'t>>,
        /// The path under which the client works, with its leading slash; absent for none or `/`.
        chroot: Maybe<Cow<'t, str>>,
        /// Why the text is not read as the intended list of servers.
        fault: Option<QuorumFault<'t>>,
    }

    /// One server of a connect string.
    pub struct Peer<'t> as "peer" {
        /// Host name or address, without the brackets of an IPv6 address.
        host: Located<Cow<'t, str>>,
        /// The port; 2181 if there is none.
        port: Located<i64>,
        /// Whether a port is written.
        port_written: bool,
        /// Whether the host is `localhost` or another address of the client's own machine.
        loopback: bool,
    }

    /// What is wrong with a connect string.
    pub struct QuorumFault<'t> as "quorum_fault" {
        /// What is wrong with it.
        kind: QuorumFaultKind,
        /// The part of the text that is wrong.
        text: Cow<'t, str>,
        /// Whether ZooKeeper's client refuses it; otherwise the client continues with unintended hosts.
        refused: bool,
    }
}

/// More servers than any client is told of.
const MOST_PEERS: usize = 1000;

/// Reads a connect string.
pub(crate) fn parse<'t>(value: &Scalar<'t>) -> Quorum<'t> {
    let text = Sliced::new(value);
    let holes = placeholders(&value.text);
    let slash = value.text.char_indices().find(|&(at, c)| c == '/' && !inside(&holes, at)).map(|(at, _)| at);
    let end = slash.unwrap_or(value.text.len());
    let mut peers = Open { items: Vec::new(), open: !holes.is_empty() };
    let mut fault = None;
    for range in split(&value.text, end, &holes) {
        if peers.items.len() >= MOST_PEERS {
            peers.open = true;
            break;
        }
        match peer(&text, range, &holes) {
            Ok(found) => peers.items.extend(found),
            Err(found) => fault = fault.or(Some(found)),
        }
    }
    let chroot = match slash.map(|start| start..value.text.len()) {
        Some(range) if range.len() > 1 && touches(&holes, &range) => Maybe::unknown(text.place(range)),
        Some(range) if range.len() > 1 => Maybe::new(text.cut(range.clone()), text.place(range)),
        _ => Maybe::absent(),
    };
    let path = chroot.value().and_then(|path| chroot_fault(&text, path, slash.unwrap_or(end)));
    let empty = || {
        (peers.items.is_empty() && fault.is_none())
            .then(|| text.fault(QuorumFaultKind::Empty, 0..value.text.len(), true))
    };
    let fault = if holes.is_empty() { path.or_else(|| fault.clone()).or_else(empty) } else { None };
    let place = Place::at(value.span);
    let text = if holes.is_empty() {
        Located::new(value.text.clone(), place.clone())
    } else {
        Located::unknown(place.clone())
    };
    let repeated = repeated(&peers.items);
    Quorum { place: Some(place), texts: PhantomData, text, peers, repeated, chroot, fault }
}

fn repeated<'t>(peers: &[Peer<'t>]) -> Vec<Peer<'t>> {
    let mut seen: BTreeSet<(String, i64)> = BTreeSet::new();
    let again = |peer: &&Peer<'t>| match (peer.host.value(), peer.port.value()) {
        (Some(host), Some(port)) => !seen.insert((host.to_ascii_lowercase(), *port)),
        _ => false,
    };
    peers.iter().filter(again).cloned().collect()
}

/// A text whose parts have places of their own, as long as it is what stands in the file byte by byte.
struct Sliced<'a, 't> {
    value: &'a Scalar<'t>,
    /// Offset of the text inside the span; none where decoding changed the bytes.
    offset: Option<usize>,
}

impl<'a, 't> Sliced<'a, 't> {
    fn new(value: &'a Scalar<'t>) -> Self {
        // A text that is borrowed is a slice of the file; two bytes more in the span are its quotes.
        let offset = match (&value.text, value.span.len().checked_sub(value.text.len())) {
            (Cow::Borrowed(_), Some(0)) => Some(0),
            (Cow::Borrowed(_), Some(2)) => Some(1),
            _ => None,
        };
        Self { value, offset }
    }

    fn text(&self) -> &str {
        &self.value.text
    }

    fn cut(&self, range: Range<usize>) -> Cow<'t, str> {
        match &self.value.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or("")),
            Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or("").to_owned()),
        }
    }

    fn place(&self, range: Range<usize>) -> Place {
        let Span { file, start, .. } = self.value.span;
        Place::at(self.offset.map_or(self.value.span, |offset| {
            let base = start as usize + offset;
            Span::new(file, base + range.start, base + range.end)
        }))
    }

    fn fault(&self, kind: QuorumFaultKind, range: Range<usize>, refused: bool) -> QuorumFault<'t> {
        QuorumFault { place: Some(self.place(range.clone())), texts: PhantomData, kind, text: self.cut(range), refused }
    }
}

/// All placeholders of a text.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = text.get(from..).and_then(template::placeholder) {
        if end <= start {
            break;
        }
        found.push(from + start..from + end);
        from += end;
    }
    found
}

/// Whether some placeholder reaches into a range. They are in order and never overlap.
fn touches(holes: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = holes.partition_point(|hole| hole.end <= range.start);
    holes.get(next).is_some_and(|hole| hole.start < range.end)
}

fn inside(holes: &[Range<usize>], at: usize) -> bool {
    touches(holes, &(at..at + 1))
}

/// `StringUtils.split`: parts between commas, trimmed, empty ones left out. A comma inside a placeholder is none.
fn split(text: &str, end: usize, holes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let commas = text.char_indices().filter(|&(at, c)| c == ',' && at < end && !inside(holes, at)).map(|(at, _)| at);
    for stop in commas.chain([end]) {
        if let Some(part) = text.get(start..stop) {
            let from = start + (part.len() - part.trim_start_matches(|c| c <= ' ').len());
            let trimmed = java_trim(part);
            if !trimmed.is_empty() {
                parts.push(from..from + trimmed.len());
            }
        }
        start = stop + 1;
    }
    parts
}

/// One part of the list. Nothing where a placeholder stands for the host.
fn peer<'t>(
    text: &Sliced<'_, 't>,
    range: Range<usize>,
    holes: &[Range<usize>],
) -> Result<Option<Peer<'t>>, QuorumFault<'t>> {
    let part = text.text().get(range.clone()).unwrap_or("");
    let (host, port) = if part.starts_with('[') {
        let Some(close) = part.rfind(']').filter(|&close| close > 1) else {
            return Err(text.fault(QuorumFaultKind::Brackets, range, true));
        };
        let host = range.start + 1..range.start + close;
        match part.get(close + 1..) {
            Some("") | None => (host, None),
            Some(rest) if rest.starts_with(':') && rest.len() > 1 => (host, Some(range.start + close + 2..range.end)),
            Some(_) => return Err(text.fault(QuorumFaultKind::Brackets, range, true)),
        }
    } else {
        let colon = part.char_indices().rev().find(|&(at, c)| c == ':' && !inside(holes, range.start + at));
        match colon.map(|(at, _)| at) {
            // A colon at the very end is dropped without a word.
            Some(at) if at + 1 == part.len() => (range.start..range.start + at, None),
            Some(at) => (range.start..range.start + at, Some(range.start + at + 1..range.end)),
            None => (range.clone(), None),
        }
    };
    if touches(holes, &host) {
        return Ok(None);
    }
    let name = text.cut(host.clone());
    let number = match &port {
        None => Located::new(
            DEFAULT_PORT,
            Place { value: text.place(range.clone()).value, ..Place::nowhere(Origin::Default) },
        ),
        Some(at) if touches(holes, at) => Located::unknown(text.place(at.clone())),
        Some(at) => match text.cut(at.clone()).parse::<i32>() {
            Ok(number) if (0..=65535).contains(&number) => Located::new(i64::from(number), text.place(at.clone())),
            Ok(_) => return Err(text.fault(QuorumFaultKind::PortRange, at.clone(), true)),
            Err(_) => return Err(text.fault(separator_fault(part).unwrap_or(QuorumFaultKind::BadPort), range, true)),
        },
    };
    if let Some(kind) = separator_fault(part).or_else(|| odd_host(&name, part)) {
        return Err(text.fault(kind, range, false));
    }
    Ok(Some(Peer {
        place: Some(text.place(range)),
        texts: PhantomData,
        loopback: is_loopback(&name),
        host: Located::new(name, text.place(host)),
        port_written: port.is_some(),
        port: number,
    }))
}

/// A separator that the parser takes for a part of a host name.
fn separator_fault(part: &str) -> Option<QuorumFaultKind> {
    if part.contains(';') {
        Some(QuorumFaultKind::Semicolon)
    } else if part.contains(|c: char| c.is_ascii_whitespace()) {
        Some(QuorumFaultKind::BlankSeparated)
    } else {
        None
    }
}

/// A host with a colon in it: three parts, or an IPv6 address without its brackets.
fn odd_host(host: &str, part: &str) -> Option<QuorumFaultKind> {
    if part.starts_with('[') {
        return address(host.split('%').next().unwrap_or(host)).is_none().then_some(QuorumFaultKind::Brackets);
    }
    host.contains(':').then_some(QuorumFaultKind::Colons)
}

/// What `PathUtils.validatePath` refuses, and the commas of a list that went on behind its first path.
fn chroot_fault<'t>(text: &Sliced<'_, 't>, path: &str, start: usize) -> Option<QuorumFault<'t>> {
    let whole = start..start + path.len();
    let before = text.text().get(..start).unwrap_or("");
    if before.ends_with(':') && path.starts_with("//") {
        return Some(text.fault(QuorumFaultKind::Url, 0..text.text().len(), true));
    }
    let refused = path.ends_with('/')
        || path.contains("//")
        || path.split('/').any(|node| node == "." || node == "..")
        || path.chars().any(
            |c| matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}'),
        );
    if path.contains(',') {
        return Some(text.fault(QuorumFaultKind::ChrootMidList, whole, refused));
    }
    if path.ends_with('/') || path.contains("//") {
        return Some(text.fault(QuorumFaultKind::ChrootSlash, whole, true));
    }
    refused.then(|| text.fault(QuorumFaultKind::ChrootPath, whole, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::FileId;

    const FILE: FileId = FileId { set: 0, text: 0 };

    fn read(text: &str) -> Quorum<'_> {
        parse(&Scalar::new(text, Span::new(FILE, 10, 10 + text.len())))
    }

    fn peers(quorum: &Quorum<'_>) -> Vec<(String, Option<i64>)> {
        let peers = quorum.peers.items.iter();
        peers.map(|peer| (peer.host.value().unwrap().to_string(), peer.port.value().copied())).collect()
    }

    fn fault(text: &str) -> Option<(&'static str, bool, String)> {
        read(text).fault.map(|fault| (fault.kind.word(), fault.refused, fault.text.into_owned()))
    }

    #[test]
    fn lists_with_ports_blanks_and_a_path() {
        let quorum = read("zk1:2181, zk2 ,,[fe80::1]:2182,zk3:/flink/a");
        assert_eq!(
            peers(&quorum),
            [
                ("zk1".into(), Some(2181)),
                ("zk2".into(), Some(2181)),
                ("fe80::1".into(), Some(2182)),
                ("zk3".into(), Some(2181))
            ]
        );
        assert_eq!(quorum.chroot.value().map(Cow::as_ref), Some("/flink/a"));
        assert!(quorum.fault.is_none());
        let written: Vec<bool> = quorum.peers.items.iter().map(|peer| peer.port_written).collect();
        assert_eq!(written, [true, false, true, false]);
        assert!(read("zk1:2181/").chroot.is_absent());
        assert!(read("zk1:2181/").fault.is_none());
    }

    #[test]
    fn parts_have_their_own_places() {
        let quorum = read("zk1:2181, zk2:2182/f");
        let peer = &quorum.peers.items[1];
        let span = |place: &Place| place.span().map(|span| (span.start, span.end));
        assert_eq!(span(peer.place.as_ref().unwrap()), Some((20, 28)));
        assert_eq!(span(&peer.host.place), Some((20, 23)));
        assert_eq!(span(&peer.port.place), Some((24, 28)));
        assert_eq!(span(&quorum.chroot.place), Some((28, 30)));
        let quoted = parse(&Scalar::new("zk1:1", Span::new(FILE, 0, 7)));
        assert_eq!(span(&quoted.peers.items[0].port.place), Some((5, 6)));
        let decoded = parse(&Scalar::new("zk1:1".to_owned(), Span::new(FILE, 0, 10)));
        assert_eq!(span(&decoded.peers.items[0].port.place), Some((0, 10)));
    }

    #[test]
    fn the_same_server_again_is_noted() {
        let again = |text: &str| {
            let quorum = read(text);
            quorum.repeated.iter().map(|peer| peer.host.value().unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(again("zk1:2181,zk2,ZK1,zk2:2182,zk2:2181"), ["ZK1", "zk2"]);
        assert!(again("zk1:2181,zk1:2182,zk1:${PORT},zk1:${PORT}").is_empty());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let at = |kind, refused, text: &str| Some((kind, refused, text.to_owned()));
        assert_eq!(fault("zk1:2181;zk2:2181"), at("semicolon", false, "zk1:2181;zk2:2181"));
        assert_eq!(fault("zk1;zk2:2181;zk3"), at("semicolon", true, "zk1;zk2:2181;zk3"));
        assert_eq!(fault("zk1:2181 zk2:2181"), at("blank-separated", false, "zk1:2181 zk2:2181"));
        assert_eq!(fault("zk1:2181 zk2"), at("blank-separated", true, "zk1:2181 zk2"));
        assert_eq!(fault("zk1:2181/flink,zk2:2181/flink"), at("chroot-mid-list", false, "/flink,zk2:2181/flink"));
        assert_eq!(fault("zk1/flink/"), at("chroot-slash", true, "/flink/"));
        assert_eq!(fault("zk1/../x"), at("chroot-path", true, "/../x"));
        assert_eq!(fault("http://zk1:2181"), at("url", true, "http://zk1:2181"));
        assert_eq!(fault("zk1:port"), at("bad-port", true, "zk1:port"));
        assert_eq!(fault("zk1:70000"), at("port-range", true, "70000"));
        assert_eq!(fault("[zk1:2181, zk2:2181]"), at("brackets", true, "[zk1:2181"));
        assert_eq!(fault("zk1:2181:2182"), at("colons", false, "zk1:2181:2182"));
        assert_eq!(fault(" , "), at("empty", true, " , "));
        assert_eq!(fault(""), at("empty", true, ""));
    }

    #[test]
    fn placeholders_open_the_list_and_are_no_fault() {
        let quorum = read("zk1:2181,${ZK}:2181,zk3:${PORT};x");
        assert!(quorum.text.is_unknown() && quorum.peers.open && quorum.fault.is_none());
        assert_eq!(peers(&quorum).first(), Some(&("zk1".to_owned(), Some(2181))));
        let quorum = read("${ZK_HOSTS}/flink");
        assert!(quorum.peers.items.is_empty() && quorum.peers.open && quorum.fault.is_none());
        assert_eq!(quorum.chroot.value().map(Cow::as_ref), Some("/flink"));
        let quorum = read("zk1:${PORT}");
        assert_eq!(peers(&quorum), [("zk1".to_owned(), None)]);
        assert!(read("zk1/${ROOT}").chroot.is_unknown());
    }
}
