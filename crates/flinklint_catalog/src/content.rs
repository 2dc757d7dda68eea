//! What the value of an option is, and the longest part of a text that is such a value.
//!
//! The grammars are generous: they take all that the real software takes, and what cannot be judged. Whether a number is in its
//! range, a class exists or a word is one of those that a version knows is asked elsewhere ([`crate::limits`]).

use crate::characters::{is_false_blank, is_quote, is_unseen};
use flinklint_syntax::template::{is_stand_in, placeholder};

/// What the value of an option is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content {
    /// Nothing is known of it.
    Unknown,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A decimal number.
    Float,
    /// A time span.
    Duration,
    /// A size in bytes, with or without a unit.
    Size,
    /// A host name or an IP address.
    Host,
    /// What stands between the scheme and the path of a URI: a host, with or without a port.
    Authority,
    /// A host name or an IP address to listen on.
    BindAddress,
    /// A host with or without a port.
    Address,
    /// The servers of an ensemble with their ports between commas, and a chroot.
    ConnectString,
    /// The addresses and the role of one server of an ensemble.
    Server,
    /// One port.
    Port,
    /// Ports and ranges of ports between commas.
    Ports,
    /// A path of the machine.
    Path,
    /// Paths of the machine between commas or colons.
    Paths,
    /// A URI, or a path in the default file system.
    Uri,
    /// The path of a node of ZooKeeper.
    Znode,
    /// An access list of ZooKeeper.
    Acl,
    /// The name of a class, and the classes that are known to fit, each with a word for it.
    Class(&'static [(&'static str, &'static str)]),
    /// One of some words, and other spellings of them.
    Mode(&'static [&'static str], &'static [&'static str]),
    /// The same, or the name of a class.
    ModeOrClass(&'static [&'static str], &'static [&'static str]),
    /// One word, of which no list is known.
    Word,
    /// A name that somebody chose, taken to the last character.
    Name,
    /// Several names.
    Names,
    /// A Kerberos principal.
    Principal,
    /// A list of something.
    List(&'static Content),
    /// Keys and values.
    Map,
    /// Some text that is no prose; nothing else is known of it.
    Text,
    /// Prose, a template, a pattern: any text.
    FreeText,
    /// A command line, or a part of one.
    Command,
    /// A password or the like.
    Secret,
}

/// How far a text is what its option is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The whole text is, or nobody can tell.
    Matches,
    /// Only a part of it is.
    Part {
        /// Where the longest part that is begins.
        start: usize,
        /// Where it ends; where it begins if no part is.
        end: usize,
        /// What is around it.
        why: Why,
    },
}

/// What stands around the part of a text that is the value of its option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A quotation mark of any kind.
    Quote,
    /// A character that nobody sees, or that looks like a blank and is none.
    Unseen,
    /// A comment of a language in which it would be one.
    Comment,
    /// What YAML alone would take for a tag, an anchor or the beginning of a block.
    Notation,
    /// Brackets or braces around the text.
    Bracket,
    /// A separator of a key and its value before it, or of statements or items behind it.
    Separator,
    /// A blank at the beginning, or further words.
    Blank,
    /// A line end, as a character or written out.
    LineEnd,
    /// A scheme before a host.
    Scheme,
    /// A port behind a host.
    Port,
    /// Any other character that no such value has.
    Character,
}

impl Why {
    /// The word for facts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Unseen => "unseen",
            Self::Comment => "comment",
            Self::Notation => "notation",
            Self::Bracket => "bracket",
            Self::Separator => "separator",
            Self::Blank => "blank",
            Self::LineEnd => "line-end",
            Self::Scheme => "scheme",
            Self::Port => "port",
            Self::Character => "character",
        }
    }
}

/// Longer texts are not looked at.
const LONGEST: usize = 1 << 14;

impl Content {
    /// The name of the content, for people and for `explain --format json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Long => "long integer",
            Self::Float => "number",
            Self::Duration => "duration",
            Self::Size => "size",
            Self::Host => "host",
            Self::Authority => "host and port of a URI",
            Self::BindAddress => "address to listen on",
            Self::Address => "host and port",
            Self::ConnectString => "ZooKeeper servers",
            Self::Server => "ZooKeeper server",
            Self::Port => "port",
            Self::Ports => "ports",
            Self::Path => "local path",
            Self::Paths => "local paths",
            Self::Uri => "URI or path",
            Self::Znode => "path in ZooKeeper",
            Self::Acl => "access list of ZooKeeper",
            Self::Class(_) => "class",
            Self::Mode(..) => "one of some words",
            Self::ModeOrClass(..) => "one of some words, or a class",
            Self::Word => "word",
            Self::Name => "name",
            Self::Names => "names",
            Self::Principal => "Kerberos principal",
            Self::List(_) => "list",
            Self::Map => "map",
            Self::Text => "text",
            Self::FreeText => "free text",
            Self::Command => "command line",
            Self::Secret => "secret",
        }
    }

    /// The words that the option takes, where only some are known to do anything.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Mode(words, _) | Self::ModeOrClass(words, _) => words,
            _ => &[],
        }
    }

    /// The classes that are known to fit, each with a word for it.
    #[must_use]
    pub fn classes(self) -> &'static [(&'static str, &'static str)] {
        if let Self::Class(known) = self { known } else { &[] }
    }

    /// Whether a class is one of those that are known to fit.
    #[must_use]
    pub fn has_class(self, class: &str) -> bool {
        self.classes().iter().any(|(known, _)| *known == class)
    }

    /// The known class that another one was probably meant to be: in another package, in other letters, misspelled, or with a part of
    /// its name missing at the end. A class of somebody else's package may well be called like one of these.
    #[must_use]
    pub fn class_meant(self, class: &str) -> Option<&'static str> {
        let simple = |class: &'static str| class.rsplit('.').next().unwrap_or(class);
        let own = class.rsplit('.').next().unwrap_or(class).trim_matches(|c: char| !c.is_alphanumeric());
        let known = || self.classes().iter().map(|(class, _)| *class);
        let same = known().find(|class| simple(class).eq_ignore_ascii_case(own));
        let shortened = || known().find(|class| own.len() > 10 && simple(class).starts_with(own));
        let misspelled = || {
            let name = crate::closest(own, known().map(simple))?;
            known().find(|class| simple(class) == name)
        };
        same.or_else(shortened).or_else(misspelled).or_else(|| crate::closest(class, known()))
    }

    /// Whether any text is a value: nothing but characters that nobody sees is wrong in it.
    #[must_use]
    pub fn is_free(self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::Map | Self::FreeText | Self::Command | Self::Secret | Self::Acl | Self::Server
        ) || matches!(self, Self::List(Self::FreeText))
    }

    /// Whether the value names a thing that does not exist under any other name: a host, a path, a mode. One wrong character
    /// makes it useless.
    #[must_use]
    pub fn names_a_thing(self) -> bool {
        match self {
            Self::List(item) => item.names_a_thing(),
            _ => {
                self.is_host()
                    || self.is_port()
                    || self.is_path()
                    || matches!(
                        self,
                        Self::Class(_) | Self::Mode(..) | Self::ModeOrClass(..) | Self::ConnectString | Self::Principal
                    )
            }
        }
    }

    /// Whether the value is a host, with or without a port.
    #[must_use]
    pub fn is_host(self) -> bool {
        matches!(self, Self::Host | Self::Authority | Self::BindAddress | Self::Address)
    }

    /// Whether the value is a port or several.
    #[must_use]
    pub fn is_port(self) -> bool {
        matches!(self, Self::Port | Self::Ports)
    }

    /// Whether the value is a place where something lies: on the machine, in a file system, in ZooKeeper.
    #[must_use]
    pub fn is_path(self) -> bool {
        matches!(self, Self::Path | Self::Paths | Self::Uri | Self::Znode)
    }

    /// Whether the value is a number, a size, a time or a truth value: readers take it apart and refuse what they cannot.
    #[must_use]
    pub fn is_measured(self) -> bool {
        matches!(self, Self::Boolean | Self::Integer | Self::Long | Self::Float | Self::Duration | Self::Size)
    }

    /// Whether the value has several parts, so that a separator at its end is no fault.
    #[must_use]
    pub fn is_split(self) -> bool {
        matches!(self, Self::ConnectString | Self::Ports | Self::Paths | Self::Names | Self::List(_) | Self::Map)
    }

    /// Whether the value is taken to the last character.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.names_a_thing() || matches!(self, Self::Name | Self::Word)
    }

    /// How far the text is such a value. What a tool will fill in is not judged.
    #[must_use]
    pub fn check(self, text: &str) -> Fit {
        if text.len() > LONGEST || text.trim().is_empty() || placeholder(text).is_some() {
            return Fit::Matches;
        }
        if (self.is_measured() || self.is_port()) && is_stand_in(text) {
            return Fit::Matches;
        }
        let start = self.beginning(text);
        let rest = text.get(start..).unwrap_or("");
        let end = start + self.longest(rest);
        if start == 0 && end == text.len() {
            return Fit::Matches;
        }
        let why = if end < text.len() && (start == 0 || end == start) {
            self.why_behind(text, start, end)
        } else {
            self.why_before(text)
        };
        Fit::Part { start, end, why }
    }

    /// Where the value begins: behind what stands before it by mistake.
    fn beginning(self, text: &str) -> usize {
        let unseen = |text: &str| {
            text.len() - text.trim_start_matches(|c| is_false_blank(c) || is_unseen(c) && !is_line_space(c)).len()
        };
        let start = unseen(text);
        if self.is_free() || matches!(self, Self::List(_)) {
            return start;
        }
        let mut rest = text.get(start..).unwrap_or("");
        loop {
            let before = rest;
            for mark in [": ", "= ", "> ", "!!str ", "|- ", "- "] {
                rest = rest.strip_prefix(mark).unwrap_or(rest);
            }
            rest = rest.trim_start_matches(|c| is_quote(c) && c != '`');
            if self.is_exact() {
                rest = rest.trim_start_matches(' ');
            }
            if is_in_braces(rest) {
                rest = rest.get(1..).unwrap_or(rest);
            }
            if let Some((anchor, behind)) = rest.strip_prefix('&').and_then(|rest| rest.split_once(' '))
                && !anchor.is_empty()
            {
                rest = behind;
            }
            if matches!(self, Self::Host | Self::BindAddress | Self::Address)
                && let Some((scheme, behind)) = rest.split_once("://")
                && scheme.bytes().all(|byte| byte.is_ascii_alphabetic())
            {
                rest = behind;
            }
            if rest.len() == before.len() {
                break;
            }
        }
        if rest.is_empty() { start } else { text.len() - rest.len() }
    }

    /// The length of the longest beginning that is such a value.
    fn longest(self, text: &str) -> usize {
        let seen = text.find(|c| is_false_blank(c) || is_unseen(c) && !is_line_space(c)).unwrap_or(text.len());
        let text = text.get(..seen).unwrap_or("");
        let takes = |fits: &dyn Fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
        let end = match self {
            _ if self.is_free() => return seen,
            Self::Boolean => takes(&|c| c.is_alphabetic() || is_line_space(c)),
            Self::Integer | Self::Long => {
                takes(&|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-') || is_line_space(c))
            }
            Self::Float | Self::Duration | Self::Size => {
                takes(&|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '.') || is_line_space(c))
            }
            Self::Host | Self::BindAddress => host(text),
            Self::Address => address(text),
            Self::Authority => takes(&|c| is_host_character(c) || matches!(c, ':' | '@')),
            Self::ConnectString => {
                takes(&|c| is_host_character(c) || matches!(c, ':' | ',' | '/' | ' ' | '$' | '~' | '+'))
            }
            Self::Port => takes(&|c| c.is_ascii_digit() || matches!(c, '+' | '-')),
            Self::Ports => takes(&|c| c.is_ascii_digit() || matches!(c, ',' | '-' | ' ')),
            Self::Class(_) => takes(&|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$')),
            Self::Mode(..) | Self::ModeOrClass(..) => {
                takes(&|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$' | '-'))
            }
            Self::Word => takes(&|c| !c.is_whitespace() && !matches!(c, ';' | ',' | '"' | '{' | '}')),
            Self::Principal => takes(&|c| !c.is_whitespace() && !matches!(c, ';' | ',')),
            _ => self.words_end(text),
        };
        let end = end.min(self.words_end(text));
        if self.is_measured() && end == text.trim_end_matches(is_line_space).len() {
            return text.len();
        }
        end
    }

    /// Where words end: before a comment, a closing quote or bracket, what separates statements.
    fn words_end(self, text: &str) -> usize {
        let comment = [" // ", " -- "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
        let mut end = comment;
        loop {
            let part = text.get(..end).unwrap_or("");
            let mut cut = part.trim_end_matches(|c| is_quote(c) && c != '`');
            if is_closed_alone(cut) {
                cut = cut.get(..cut.len() - 1).unwrap_or(cut);
            }
            if self.is_exact() {
                cut = cut.trim_end_matches(['\n', '\r', ';', '\\']);
                cut = cut.strip_suffix("\\n").unwrap_or(cut);
                if !self.is_split() {
                    cut = cut.trim_end_matches(',');
                }
            }
            if cut.len() == part.len() {
                break;
            }
            end = cut.len();
        }
        // What a block scalar leaves behind its text is no fault of words.
        let only_lines_left = text.get(end..).is_some_and(|rest| rest.chars().all(is_line_space));
        if only_lines_left && !self.is_exact() { text.len() } else { end }
    }

    fn why_before(self, text: &str) -> Why {
        let Some(first) = text.chars().next() else { return Why::Character };
        match first {
            _ if is_unseen(first) && !is_line_space(first) || is_false_blank(first) => Why::Unseen,
            _ if is_quote(first) => Why::Quote,
            '{' | '[' => Why::Bracket,
            '!' | '&' | '|' => Why::Notation,
            ':' | '=' | '>' | '-' => Why::Separator,
            ' ' => Why::Blank,
            _ if self.is_host() && text.contains("://") => Why::Scheme,
            _ => Why::Character,
        }
    }

    fn why_behind(self, text: &str, start: usize, end: usize) -> Why {
        let rest = text.get(end..).unwrap_or("");
        let Some(first) = rest.chars().next() else { return Why::Character };
        match first {
            _ if is_unseen(first) && !is_line_space(first) || is_false_blank(first) => Why::Unseen,
            _ if is_quote(first) => Why::Quote,
            _ if [" //", " --", " #", "#", "//"].iter().any(|mark| rest.starts_with(mark)) => Why::Comment,
            '{' | '}' | '[' | ']' => Why::Bracket,
            ';' | ',' => Why::Separator,
            '\n' | '\r' => Why::LineEnd,
            '\\' => Why::LineEnd,
            ' ' | '\t' => Why::Blank,
            ':' if self.is_host() && end > start => Why::Port,
            _ => Why::Character,
        }
    }
}

/// White space that readers trim or fold, and everybody sees.
fn is_line_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_host_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '[' | ']' | ':' | '%')
}

/// A host name, an IPv4 address, an IPv6 address with or without brackets.
fn host(text: &str) -> usize {
    let end = text.find(|c| !is_host_character(c)).unwrap_or(text.len());
    let whole = text.get(..end).unwrap_or("");
    match whole.strip_prefix('[') {
        Some(inside) => inside.find(']').map_or(0, |close| close + 2),
        None if whole.matches(':').count() > 1 => end,
        None => whole.find(':').unwrap_or(end),
    }
}

fn address(text: &str) -> usize {
    let end = host(text);
    let Some(port) = text.get(end..).and_then(|rest| rest.strip_prefix(':')) else { return end };
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 { end } else { end + 1 + digits }
}

/// Whether a text is wholly in braces, or in brackets and no address with a port.
fn is_in_braces(text: &str) -> bool {
    let trimmed = text.trim_end();
    trimmed.len() > 2
        && (trimmed.starts_with('{') && trimmed.ends_with('}')
            || trimmed.starts_with('[') && trimmed.ends_with(']') && !trimmed.contains(':'))
}

/// Whether a text ends with a bracket that nothing opens.
fn is_closed_alone(text: &str) -> bool {
    text.ends_with('}') && !text.contains('{') || text.ends_with(']') && !text.contains('[')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(content: Content, text: &str) -> Option<(&str, Why)> {
        match content.check(text) {
            Fit::Matches => None,
            Fit::Part { start, end, why } => Some((text.get(start..end)?, why)),
        }
    }

    const CLASS: Content = Content::Class(&[]);
    const MODE: Content = Content::ModeOrClass(&["zookeeper", "none"], &[]);

    #[test]
    fn values_that_are_what_they_should_be() {
        for (content, texts) in [
            (Content::Host, &["jm-1", "jm_1.example.com", "10.0.0.1", "::1", "[fe80::1%eth0]", "m\u{fc}ller"][..]),
            (Content::Address, &["nn1:8020", "nn1", "[::1]:8020", "0.0.0.0:0"]),
            (Content::Authority, &["jm-1", "jm-1:80"]),
            (Content::ConnectString, &["zk-1:2181,zk-2:2181/flink", "zk-1, zk-2", "[::1]:2181,zk-2:2181,"]),
            (Content::Port, &["8081", "-1", "0"]),
            (Content::Ports, &["50100-50200", "50100, 50200-50300,"]),
            (Content::Path, &["/var/lib/x y", "C:\\flink\\tmp", "~/x", "/a#b", "/a{b}", "relative"]),
            (Content::Paths, &["/a:/b", "/a,/b,"]),
            (Content::Uri, &["hdfs://nn/flink", "s3://bucket/a b", "file:///x", "/x"]),
            (Content::Znode, &["/flink", "flink", "/"]),
            (CLASS, &["org.example.Outer$Inner", "Factory_1"]),
            (MODE, &["zookeeper", "ZooKeeper", "org.example.Factory", "something-else"]),
            (Content::Name, &["orders-1", "my cluster", "a:b"]),
            (Content::Names, &["a,b;c d", "srvr, mntr"]),
            (Content::Principal, &["flink/_HOST@EXAMPLE.COM"]),
            (Content::Duration, &["10 s", "PT10S", " 10min ", "10\u{b5}s", "50000"]),
            (Content::Size, &["1600m", "1.5 gb"]),
            (Content::Integer, &["-1", " 7 ", "0x1F"]),
            (Content::Boolean, &["true", "True ", "yes"]),
            (Content::Float, &["0.4", "1e-3", "NaN", "1.0f"]),
            (Content::Text, &["some words", " x ", "a;b;", "x\n"]),
            (Content::FreeText, &["\"any\" // thing;", "{a}"]),
            (Content::Command, &["-Dx=\"y z\" # x"]),
            (Content::Secret, &["p'a\"ss;"]),
            (Content::Host, &["${HOST}", "<host-name>", "", " "]),
        ] {
            for text in texts {
                assert_eq!(content.check(text), Fit::Matches, "{content:?} {text:?}");
            }
        }
    }

    #[test]
    fn the_longest_part_that_is() {
        for (content, text, left, why) in [
            (Content::Host, "jm-1:6123", "jm-1", Why::Port),
            (Content::Host, "http://jm-1", "jm-1", Why::Scheme),
            (Content::Host, "jm-1,jm-2", "jm-1", Why::Separator),
            (Content::Host, "jm-1#main", "jm-1", Why::Comment),
            (Content::Host, "jm-1 # main", "jm-1", Why::Comment),
            (Content::Host, "jm-1 jm-2", "jm-1", Why::Blank),
            (Content::Host, "\"jm-1\"", "jm-1", Why::Quote),
            (Content::Host, "jm\u{200b}-1", "jm", Why::Unseen),
            (Content::Host, "jm-1;", "jm-1", Why::Separator),
            (Content::Host, ": jm-1", "jm-1", Why::Separator),
            (Content::Address, "nn1:8020/", "nn1:8020", Why::Character),
            (Content::Port, "8081;", "8081", Why::Separator),
            (Content::Port, "8081 # web", "8081", Why::Comment),
            (Content::Uri, "hdfs://nn/flink // checkpoints", "hdfs://nn/flink", Why::Comment),
            (Content::Uri, "\u{201c}hdfs://nn/flink\u{201d}", "hdfs://nn/flink", Why::Quote),
            (Content::Uri, "hdfs://nn/flink\\n", "hdfs://nn/flink", Why::LineEnd),
            (Content::Path, "/var/lib/zookeeper;", "/var/lib/zookeeper", Why::Separator),
            (Content::Path, "{/var/lib}", "/var/lib", Why::Bracket),
            (MODE, "zookeeper (ha)", "zookeeper", Why::Blank),
            (MODE, "!!str zookeeper", "zookeeper", Why::Notation),
            (MODE, "&mode zookeeper", "zookeeper", Why::Notation),
            (Content::Name, " orders", "orders", Why::Blank),
            (Content::Text, "some words -- said", "some words", Why::Comment),
            (Content::FreeText, "some\u{a0}words", "some", Why::Unseen),
        ] {
            assert_eq!(part(content, text), Some((left, why)), "{content:?} {text:?}");
        }
    }

    #[test]
    fn classes_that_were_meant() {
        let content = crate::zookeeper::option::AUTH_PROVIDER.content_of_any();
        let sasl = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider";
        assert!(content.has_class(sasl));
        for class in [
            "SASLAuthenticationProvider",
            "org.apache.zookeeper.server.SaslAuthenticationProvider",
            "SASLAuthenticatonProvider",
        ] {
            assert_eq!(content.class_meant(class), Some(sasl), "{class}");
        }
        assert_eq!(content.class_meant("org.example.TokenProvider"), None);
    }

    proptest! {
        #[test]
        fn a_part_is_inside_its_text_and_matches_itself(text in "\\PC{0,20}", n in 0_usize..20) {
            let contents = [
                Content::Host, Content::Address, Content::Authority, Content::ConnectString, Content::Port, Content::Ports,
                Content::Path, Content::Paths, Content::Uri, Content::Znode, CLASS, MODE, Content::Word, Content::Name,
                Content::Names, Content::Principal, Content::Text, Content::Integer, Content::Boolean, Content::FreeText,
            ];
            let content = contents[n];
            if let Fit::Part { start, end, .. } = content.check(&text) {
                prop_assert!(start <= end && text.get(start..end).is_some());
                prop_assert!(end - start < text.len());
                let left = &text[start..end];
                prop_assert_eq!(content.check(left), Fit::Matches, "{:?} {:?} of {:?}", content, left, text);
            }
        }

        #[test]
        fn hosts_and_paths_match(host in "[a-z][a-z0-9-]{0,10}(\\.[a-z]{2,5}){0,2}", path in "(/[A-Za-z0-9._-]{1,8}){1,4}", port in 1_u16..) {
            prop_assert_eq!(Content::Host.check(&host), Fit::Matches);
            prop_assert_eq!(Content::Path.check(&path), Fit::Matches);
            let (address, uri) = (format!("{host}:{port}"), format!("hdfs://{host}:{port}{path}"));
            prop_assert_eq!(Content::Address.check(&address), Fit::Matches);
            prop_assert_eq!(Content::Uri.check(&uri), Fit::Matches);
            prop_assert_eq!(Content::Host.check(&address), Fit::Part { start: 0, end: host.len(), why: Why::Port });
        }
    }
}
