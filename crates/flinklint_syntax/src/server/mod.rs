//! The value of a `server.N` line in `zoo.cfg` or in a dynamic file.
//!
//! Imitated are `QuorumPeerConfig.parseProperties` (3.4) and `QuorumPeer.QuorumServer` with `ConfigUtils.getHostAndPort`
//! (3.5 and later), with the habits of Java's `String.split`: empty parts at the end do not count. No host is resolved,
//! and nothing is compared between servers. What is refused is then read once more with the eyes of its author, so that
//! the error names the likely mistake and not the part at which the real parser stumbles.

use super::Scalar;
use super::value::integer::parse_java_int;
use super::value::java_trim;
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;

/// Which grammar the server's version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerForm {
    /// ZooKeeper 3.4: `host:quorum[:election[:role]]`, trimmed.
    V34,
    /// ZooKeeper 3.5: `host:quorum:election[:role][;[host:]client]`, not trimmed.
    V35,
    /// ZooKeeper 3.6 and later: several addresses of one server, separated by `|`.
    V36,
}

/// One server of an ensemble, as its line describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerLine<'t> {
    /// The addresses, in order; more than one only from 3.6 on. A value of nothing but `|` has none, and is accepted.
    pub addresses: Vec<ServerAddress<'t>>,
    /// The role as it is written.
    pub role: Option<Scalar<'t>>,
    /// The role is `observer`; without a role the server is a participant.
    pub observer: bool,
    /// What stands behind the `;`.
    pub client: Option<ClientPart<'t>>,
}

/// One address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress<'t> {
    /// Host name or address, without the brackets of an IPv6 literal.
    pub host: Scalar<'t>,
    /// The port at which followers reach the leader.
    pub quorum_port: PortText<'t>,
    /// The port for leader election. Only 3.4 reads a line without, and then refuses it unless `electionAlg` is 0.
    pub election_port: Option<PortText<'t>>,
}

/// A port with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortText<'t> {
    /// As it is written.
    pub scalar: Scalar<'t>,
    /// 0 to 65535.
    pub value: u16,
}

/// Where clients reach the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPart<'t> {
    /// The address to listen on; all addresses if it is left out.
    pub host: Option<Scalar<'t>>,
    /// The client port.
    pub port: PortText<'t>,
}

/// Why ZooKeeper refuses the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerError {
    /// What the author did, most likely.
    pub kind: ServerErrorKind,
    /// What is wrong, for a person: one clause without a full stop.
    pub message: String,
    /// The part of the value that is wrong.
    pub span: Span,
}

/// What the author of a refused line did, most likely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerErrorKind {
    /// Too few or too many parts.
    Form,
    /// A port that is no number.
    PortNotANumber,
    /// A port above 65535 or below 0.
    PortOutOfRange,
    /// Quorum and election port of one address are equal.
    SamePorts,
    /// A role that is neither `participant` nor `observer`.
    Role,
    /// Several addresses where the form has one, or with different roles.
    MultipleAddresses,
    /// An IPv6 literal without its brackets, or with one of them.
    Brackets,
    /// Blanks behind the value, which nobody trims.
    TrailingBlank,
    /// A comment behind the value.
    InlineComment,
    /// A URL in place of a host.
    Url,
    /// Quotes around the value.
    Quotes,
}

impl ServerErrorKind {
    /// The name in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::PortNotANumber => "port-not-a-number",
            Self::PortOutOfRange => "port-out-of-range",
            Self::SamePorts => "same-ports",
            Self::Role => "role",
            Self::MultipleAddresses => "multiple-addresses",
            Self::Brackets => "brackets",
            Self::TrailingBlank => "trailing-blank",
            Self::InlineComment => "inline-comment",
            Self::Url => "url",
            Self::Quotes => "quotes",
        }
    }
}

/// Reads the value of a `server.N` line.
///
/// In the form of 3.6, several addresses are read: whether the server takes them depends on the system property
/// `zookeeper.multiAddress.enabled`, which no configuration file sets. Where the value's text does not stand in the file
/// as it is (escapes, continued lines), every part has the span of the whole value.
///
/// # Errors
///
/// What the real parser refuses, with the author's likely mistake.
pub fn parse<'t>(value: &Scalar<'t>, form: ServerForm) -> Result<ServerLine<'t>, ServerError> {
    let line = Line { value, form };
    let whole = 0..value.text.len();
    // Only 3.4 trims; there blanks around the value are not even seen.
    let range = if form == ServerForm::V34 { line.trim(whole) } else { whole };
    line.read(range.clone()).map_err(|fault| {
        let fault = line.likely(range, fault);
        ServerError { kind: fault.kind, message: fault.message, span: line.span(&fault.range) }
    })
}

struct Fault {
    kind: ServerErrorKind,
    message: String,
    range: Range<usize>,
}

struct Line<'a, 't> {
    value: &'a Scalar<'t>,
    form: ServerForm,
}

impl<'t> Line<'_, 't> {
    fn read(&self, range: Range<usize>) -> Result<ServerLine<'t>, Fault> {
        if self.form == ServerForm::V34 {
            let parts = self.host_and_port(range.clone())?;
            // More than four parts are only logged.
            return self.address(&parts, &range, 2..=usize::MAX).map(|(address, role, observer)| ServerLine {
                addresses: vec![address],
                role,
                observer,
                client: None,
            });
        }
        let halves = self.split(range.clone(), ';');
        let Some(server) = halves.first().cloned() else {
            return Err(form_fault("it consists only of separators", range));
        };
        if halves.len() > 2 {
            return Err(form_fault("there is more than one `;`", range));
        }
        let client = halves.get(1).map(|half| self.client(half.clone())).transpose()?;
        let alternatives = match self.form {
            ServerForm::V36 => self.split(server, '|'),
            ServerForm::V34 | ServerForm::V35 => vec![server],
        };
        let mut line = ServerLine { addresses: Vec::new(), role: None, observer: false, client };
        for alternative in alternatives {
            let parts = self.host_and_port(alternative.clone())?;
            let (address, role, observer) = self.address(&parts, &alternative, 3..=4)?;
            line.addresses.push(address);
            if let Some(role) = role {
                if line.role.is_some() && line.observer != observer {
                    let message = "the addresses of one server have different roles".to_owned();
                    return Err(Fault { kind: ServerErrorKind::MultipleAddresses, message, range: alternative });
                }
                line.observer = observer;
                line.role.get_or_insert(role);
            }
        }
        Ok(line)
    }

    fn client(&self, range: Range<usize>) -> Result<ClientPart<'t>, Fault> {
        let parts = self.host_and_port(range.clone())?;
        match parts.as_slice() {
            [port] => Ok(ClientPart { host: None, port: self.port(port.clone())? }),
            [host, port] => Ok(ClientPart { host: Some(self.scalar(host)), port: self.port(port.clone())? }),
            _ => Err(form_fault("what follows the `;` is neither `port` nor `host:port`", range)),
        }
    }

    fn address(
        &self,
        parts: &[Range<usize>],
        whole: &Range<usize>,
        count: std::ops::RangeInclusive<usize>,
    ) -> Result<(ServerAddress<'t>, Option<Scalar<'t>>, bool), Fault> {
        let (Some(host), Some(quorum)) = (parts.first(), parts.get(1)) else {
            return Err(form_fault("the ports are missing", whole.clone()));
        };
        if !count.contains(&parts.len()) {
            let message =
                if parts.len() < *count.start() { "the election port is missing" } else { "there are too many parts" };
            return Err(form_fault(message, whole.clone()));
        }
        let quorum_port = self.port(quorum.clone())?;
        let election_port = parts.get(2).map(|port| self.port(port.clone())).transpose()?;
        if self.form != ServerForm::V34 && election_port.as_ref().is_some_and(|port| port.value == quorum_port.value) {
            let message = "quorum port and election port are the same".to_owned();
            let end = parts.get(2).map_or(quorum.end, |port| port.end);
            return Err(Fault { kind: ServerErrorKind::SamePorts, message, range: quorum.start..end });
        }
        // Only 3.6 and later trim the role.
        let trims = self.form == ServerForm::V36;
        let role = parts.get(3).map(|role| if trims { self.trim(role.clone()) } else { role.clone() });
        let is = |name| role.clone().is_some_and(|role| self.part(role).eq_ignore_ascii_case(name));
        let observer = is("observer");
        if let Some(role) = role.clone().filter(|_| !observer && !is("participant")) {
            let message = "the role is neither `participant` nor `observer`".to_owned();
            return Err(Fault { kind: ServerErrorKind::Role, message, range: role });
        }
        let role = role.map(|role| self.scalar(&role));
        Ok((ServerAddress { host: self.scalar(host), quorum_port, election_port }, role, observer))
    }

    fn port(&self, range: Range<usize>) -> Result<PortText<'t>, Fault> {
        let text = self.part(range.clone());
        let fault = |kind, message: &str| Fault { kind, message: message.to_owned(), range: range.clone() };
        // `InetSocketAddress` throws for a port out of range, `Integer.parseInt` for a number that is larger still.
        match parse_java_int(text).map(u16::try_from) {
            Ok(Ok(value)) => Ok(PortText { scalar: self.scalar(&range), value }),
            Ok(Err(_)) => Err(fault(ServerErrorKind::PortOutOfRange, "the port is not between 0 and 65535")),
            Err(_) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                Err(fault(ServerErrorKind::PortOutOfRange, "the port is not between 0 and 65535"))
            }
            Err(_) => Err(fault(ServerErrorKind::PortNotANumber, "the port is not a whole number")),
        }
    }

    /// `ConfigUtils.getHostAndPort`, in 3.4 `splitWithLeadingHostname`.
    fn host_and_port(&self, range: Range<usize>) -> Result<Vec<Range<usize>>, Fault> {
        let text = self.part(range.clone());
        if !text.starts_with('[') {
            return Ok(self.split(range, ':'));
        }
        let fault = |message: &str| Fault {
            kind: ServerErrorKind::Brackets,
            message: message.to_owned(),
            range: range.clone(),
        };
        let closing = if self.form == ServerForm::V36 { "]" } else { "]:" };
        let close = text.find(closing).ok_or_else(|| fault("the `[` of the address is not closed by `]:`"))?;
        let host = range.start + 1..range.start + close;
        // From 3.6 on the character behind the bracket is skipped unseen; it takes one UTF-16 unit in Java.
        let skipped = text.get(close + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let ports = range.start + close + 1 + skipped..range.end;
        if self.form == ServerForm::V36 {
            if skipped == 0 {
                return Ok(vec![host]);
            }
            if ports.is_empty() {
                return Err(fault("no port follows the address"));
            }
        }
        let mut parts = vec![host];
        parts.extend(self.split(ports, ':'));
        Ok(parts)
    }

    /// Java's `String.split`: empty parts at the end are left out, but a text without the separator is one part.
    fn split(&self, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        for piece in self.part(range.clone()).split(separator) {
            parts.push(start..start + piece.len());
            start += piece.len() + separator.len_utf8();
        }
        if parts.len() > 1 {
            let kept = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
            parts.truncate(kept);
        }
        parts
    }

    /// What the author of a refused value did, most likely.
    fn likely(&self, range: Range<usize>, fault: Fault) -> Fault {
        let text = self.part(range.clone());
        let found = |kind, message: &str, range| Fault { kind, message: message.to_owned(), range };
        if let Some(at) = text.find('#') {
            let before = range.start..range.start + text.get(..at).unwrap_or("").trim_end().len();
            return match self.read(before.clone()) {
                Ok(_) => {
                    let message = "a comment after a value is part of the value";
                    found(ServerErrorKind::InlineComment, message, range.start + at..range.end)
                }
                Err(first) if !before.is_empty() => self.likely(before, first),
                Err(_) => fault,
            };
        }
        let trimmed = text.trim_end().len();
        if trimmed < text.len() {
            let before = range.start..range.start + trimmed;
            return match self.read(before.clone()) {
                Ok(_) => {
                    let message = "the space at the end is part of the value";
                    found(ServerErrorKind::TrailingBlank, message, before.end..range.end)
                }
                Err(first) => self.likely(before, first),
            };
        }
        if let Some(at) = text.find("://") {
            return found(ServerErrorKind::Url, "this must be a host, not a URL", range.start..range.start + at + 3);
        }
        if text.starts_with(['"', '\'']) || text.ends_with(['"', '\'']) {
            return found(ServerErrorKind::Quotes, "quotes are part of the value", range);
        }
        if self.form == ServerForm::V35 && text.contains('|') {
            let message = "several addresses for one server need ZooKeeper 3.6 or newer";
            return found(ServerErrorKind::MultipleAddresses, message, range);
        }
        if self.form == ServerForm::V34 && (text.contains(';') || text.contains('|')) {
            return form_fault("a client port and further addresses need ZooKeeper 3.5 or newer", range);
        }
        let server = text.split([';', '|']).next().unwrap_or("");
        let hex =
            server.split(':').filter(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_hexdigit())).count();
        if fault.kind != ServerErrorKind::Brackets
            && !server.contains(['[', ']'])
            && (server.contains("::") && hex > 3 || hex > 5)
        {
            let message = "an IPv6 address must be in brackets";
            return found(ServerErrorKind::Brackets, message, range.start..range.start + server.len());
        }
        fault
    }

    fn text(&self) -> &str {
        &self.value.text
    }

    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let part = self.part(range.clone());
        let start = range.start + (part.len() - part.trim_start_matches(|c| c <= ' ').len());
        start..start + java_trim(part).len()
    }

    fn part(&self, range: Range<usize>) -> &str {
        self.text().get(range).unwrap_or("")
    }

    fn scalar(&self, range: &Range<usize>) -> Scalar<'t> {
        let text = match &self.value.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range.clone()).unwrap_or("")),
            Cow::Owned(_) => Cow::Owned(self.part(range.clone()).to_owned()),
        };
        Scalar { text, span: self.span(range) }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let value = self.value.span;
        let text = self.text();
        let at = |offset: usize| match self.value.text {
            Cow::Borrowed(_) => offset,
            Cow::Owned(_) => text.get(..offset).unwrap_or("").chars().count(),
        };
        // Every character comes from at least one byte, so equal counts mean that nothing was escaped or joined.
        if at(text.len()) != value.len() {
            return value;
        }
        let start = value.start as usize;
        Span::new(value.file, start + at(range.start), start + at(range.end))
    }
}

fn form_fault(message: &str, range: Range<usize>) -> Fault {
    Fault { kind: ServerErrorKind::Form, message: message.to_owned(), range }
}

#[cfg(test)]
mod tests;
