//! What the value of an option is: a host, a path, a class, free text. How far a text is such a value is in `fit`.
//!
//! The grammars are generous: they take all that the real software takes, and what cannot be judged. Whether a number is in its
//! range, a class exists or a word is one of those that a version knows is asked elsewhere ([`crate::limits`]).

mod fit;
#[cfg(test)]
mod tests;

pub use fit::{Fit, Why};

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
}
