//! One table for everything that can be wrong with a key or a value of any product.
//!
//! A [`Problem`] is one mistake at one place. Its kind says what happened, its cause what probably led to it; the other
//! fields are filled in where they make sense for the kind. How bad it is, and what to do about it, is for rules to say.

use flinklint_expr::model::{Located, Maybe, Place, facts, words};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// The product whose configuration a setting is written in.
    pub enum Source as "product" {
        /// Apache Flink.
        Flink = "Flink",
        /// Apache ZooKeeper.
        ZooKeeper = "ZooKeeper",
        /// Apache Hadoop: HDFS and YARN.
        Hadoop = "Hadoop",
        /// Apache Spark; its files are not read, but its keys are known.
        Spark = "Spark",
    }

    /// What is wrong with a setting.
    pub enum ProblemKind as "problem kind" {
        /// A line that never becomes a setting. `cause` says why.
        DroppedLine = "dropped-line",
        /// The same key is set again further down: `other` is the setting that takes effect.
        Overridden = "overridden",
        /// The option is set under another name as well, and that one is read: `other`.
        OtherName = "other-name",
        /// The key is a deprecated name of the option `meant`.
        DeprecatedName = "deprecated-name",
        /// Nothing reads the key. `cause` says what it probably is.
        UnknownKey = "unknown-key",
        /// The key is a prefix of another one (`other`), and one of them would disappear if a tool rewrote the file.
        PrefixOfAnother = "prefix-of-another",
        /// The value that is read differs from the one that is written. `cause` says why.
        ChangedValue = "changed-value",
        /// The value contains something that does not belong there. `cause` says what.
        StrayCharacters = "stray-characters",
        /// The option cannot take the value: the process stops, or refuses the value when it needs it.
        InvalidValue = "invalid-value",
        /// The value is not valid for the option, and the default silently takes effect.
        IgnoredValue = "ignored-value",
        /// The key has no value.
        MissingValue = "missing-value",
        /// Two settings are valid on their own but not together.
        Contradiction = "contradiction",
        /// The setting requires another option, which is not set.
        MissingOption = "missing-option",
        /// A number without a unit.
        MissingUnit = "missing-unit",
        /// The setting repeats the default.
        RestatedDefault = "restated-default",
        /// The key is read, but not from this file.
        WrongFile = "wrong-file",
        /// An earlier property of the same name is final, so that this one has no effect.
        AfterFinal = "after-final",
        /// Two keys spell the same server id differently (`server.1`, `server.01`): `other` is the first one.
        DuplicateId = "duplicate-id",
        /// A line of the server list that the server refuses: `value` is the wrong part of it.
        InvalidServer = "invalid-server",
        /// The process reads the setting, but a script that starts it does not find it.
        MisreadByScript = "misread-by-script",
        /// The product refuses the whole file. `reason` says why, `other` is a place that is related to it.
        RefusedFile = "refused-file",
        /// An element of a site file that Hadoop ignores. `cause` says which one.
        IgnoredElement = "ignored-element",
        /// A name at the end of the key (`value`) that is not declared: `wanted` is the option that should list it,
        /// `other` its value.
        UndeclaredName = "undeclared-name",
        /// A variable in the value that is not set: `wanted` is its name.
        UnboundVariable = "unbound-variable",
    }

    /// What probably led to a problem.
    pub enum Cause as "problem cause" {
        /// The cause is not known.
        Other = "other",
        /// A dropped line: no blank after the colon.
        NoBlankAfterColon = "no-blank-after-colon",
        /// A dropped line: a tab after the colon.
        TabAfterColon = "tab-after-colon",
        /// A dropped line: an equals sign instead of the colon.
        EqualsSign = "equals-sign",
        /// A dropped line: a colon of East Asian width.
        FullWidthColon = "full-width-colon",
        /// A dropped line: the parent of nested lines, in a format that has no nesting.
        NestedParent = "nested-parent",
        /// A dropped line: nothing after the colon.
        EmptyValue = "empty-value",
        /// A dropped line: nothing before the colon.
        EmptyKey = "empty-key",
        /// A dropped line: an item of a list, in a format that has no lists.
        ListItem = "list-item",
        /// A dropped line: nothing separates key and value.
        NoSeparator = "no-separator",
        /// An unknown key: close to a known one.
        Typo = "typo",
        /// An unknown key: the case of a letter differs from a known one.
        Case = "case",
        /// An unknown key: the same as a known one but for characters that cannot be seen, or only look like the right ones.
        Lookalike = "lookalike",
        /// An unknown key: nested at another place than the option.
        Misplaced = "misplaced",
        /// An unknown key: below an option that takes one value.
        BelowOption = "below-option",
        /// An unknown key: options begin with it, and none has this name.
        Group = "group",
        /// An unknown key: below a `<<`, which Flink does not merge.
        MergeKey = "merge-key",
        /// An unknown key: a newer version reads it.
        Newer = "newer",
        /// An unknown key: only older versions read it.
        Removed = "removed",
        /// An unknown key: it begins with a byte order mark.
        ByteOrderMark = "byte-order-mark",
        /// An unknown key: it has a prefix that only this product uses, but no version has such an option.
        NoSuchOption = "no-such-option",
        /// An unknown key: empty.
        Nameless = "nameless",
        /// An unknown key: an option of another product, which `owner` names.
        OtherProduct = "other-product",
        /// A changed value or stray characters: quotes that are part of the value.
        Quotes = "quotes",
        /// A changed value or stray characters: a `#`.
        Hash = "hash",
        /// A changed value: YAML reads it as a number, which is formatted differently. An invalid value: not a number.
        Number = "number",
        /// Stray characters: invisible ones, or some that only look like a space.
        Unseen = "unseen",
        /// Stray characters: another setting (`meant`) follows in the same value.
        SecondSetting = "second-setting",
        /// Stray characters: a comment after `//` or `--`.
        Comment = "comment",
        /// Stray characters: notation of YAML, in a file that is not YAML.
        Notation = "notation",
        /// Stray characters: brackets around the value.
        Brackets = "brackets",
        /// Stray characters: a list, where the option takes one text.
        List = "list",
        /// Stray characters: a separator or a blank before the value.
        Beginning = "beginning",
        /// Stray characters: a separator or a line end after the value.
        Ending = "ending",
        /// A missing value: an empty mapping.
        EmptyMapping = "empty-mapping",
        /// An unknown key: written with the prefix `zookeeper.` of its system property.
        SystemPropertyPrefix = "system-property-prefix",
        /// An unknown key: only a system property of the JVM sets it.
        JvmOnly = "jvm-only",
        /// An unknown key: the name in the documentation, but the file needs another one.
        DocumentedName = "documented-name",
        /// An unknown key: almost `server.N`.
        ServerKey = "server-key",
        /// An unknown key: a word before the key makes the setting a part of its value.
        WordBefore = "word-before",
        /// An unknown key: a line of prose that is not a comment.
        Prose = "prose",
        /// Stray characters: a `~`, which is not expanded.
        Tilde = "tilde",
        /// Stray characters: a URL, where the option takes a path or a host.
        Url = "url",
        /// A changed value: backslashes that were read as escapes.
        Backslash = "backslash",
        /// A changed value: a backslash at the end of the line makes the next setting (`meant`) a part of it.
        Continuation = "continuation",
        /// An invalid or ignored value: a class that does not exist.
        UnknownClass = "unknown-class",
        /// An invalid server: too few or too many parts.
        Form = "form",
        /// An invalid server: a port that is not a number.
        PortNotANumber = "port-not-a-number",
        /// An invalid server: a port above 65535 or below 0.
        PortOutOfRange = "port-out-of-range",
        /// An invalid server: quorum port and election port are the same.
        SamePorts = "same-ports",
        /// An invalid server: a role that is neither `participant` nor `observer`.
        Role = "role",
        /// An invalid server: several addresses where the form has one, or with different roles.
        MultipleAddresses = "multiple-addresses",
        /// An invalid server: the id after `server.` is not a number.
        Id = "id",
        /// Misread by a script: a colon separates key and value.
        ColonSeparator = "colon-separator",
        /// Misread by a script: a blank separates key and value.
        BlankSeparator = "blank-separator",
        /// Misread by a script: the line begins with blanks.
        Indented = "indented",
        /// Misread by a script: an IPv6 address.
        Ipv6 = "ipv6",
        /// In the wrong file: a server list in `zoo.cfg` next to `dynamicConfigFile`.
        StaticServerList = "static-server-list",
        /// In the wrong file: the version of a dynamic file, which its name gives.
        VersionInside = "version-inside",
        /// A missing value: a defaults file gives the key one, which takes effect.
        HasDefault = "has-default",
        /// Stray characters: blanks at the ends, which the reader of the option does not remove.
        Blanks = "blanks",
        /// An invalid value: not an address.
        Address = "address",
        /// An invalid value: variables that refer to one another.
        VariableLoop = "variable-loop",
        /// In the wrong file: a default that is read later overrides it.
        ReplacedByDefault = "replaced-by-default",
        /// An ignored element: one that no site file has.
        UnknownElement = "unknown-element",
        /// An ignored element: a name and a value outside a property.
        OutsideProperty = "outside-property",
        /// An ignored element: the first of two names in one property.
        TwoNames = "two-names",
        /// An ignored element: the first of two values in one property.
        TwoValues = "two-values",
        /// An ignored element: a property without a name.
        NoName = "no-name",
        /// An ignored element: `final` with anything but `true`.
        FinalIgnored = "final-ignored",
        /// An ignored element: a root that is not `configuration`.
        WrongRoot = "wrong-root",
        /// An ignored element: a `configuration` inside another one.
        NestedConfiguration = "nested-configuration",
        /// An ignored element: a property inside another one.
        NestedProperty = "nested-property",
        /// An ignored element: a property that takes effect only if an included file is missing.
        InFallback = "in-fallback",
        /// An undeclared name: that of a name service.
        NameService = "name-service",
        /// An undeclared name: that of a name node.
        NameNode = "name-node",
        /// An undeclared name: the id of a resource manager.
        ResourceManager = "resource-manager",
    }
}

facts! {
    /// A mistake in a key or in a value, of any product.
    pub struct Problem<'t> as "problem" {
        /// What is wrong.
        kind: ProblemKind,
        /// What probably led to it.
        cause: Cause,
        /// The product whose configuration it is in.
        product: Source,
        /// The key as written; null for a line without one.
        key: Maybe<Cow<'t, str>>,
        /// The value as it is read; masked where it is a secret.
        value: Maybe<Cow<'t, str>>,
        /// What was written, if the value that is read differs from it.
        written: Maybe<Cow<'t, str>>,
        /// The name of the option, key or value that was probably meant, or that should be used instead.
        meant: Maybe<Cow<'t, str>>,
        /// The other setting that is involved: the one that takes effect, the one that makes the product check the
        /// value, or the one that it contradicts.
        other: Maybe<Cow<'t, str>>,
        /// Further places of the same mistake: earlier lines, lines nested below it, unknown keys of the same group.
        others: Vec<Located<Cow<'t, str>>>,
        /// What the option takes (`a duration`, `one of …`), or the options that are missing.
        wanted: Maybe<Cow<'t, str>>,
        /// What is wrong, as a clause without its subject (`is not a whole number`).
        reason: Maybe<Cow<'t, str>>,
        /// The value that takes effect instead, if that is a default.
        default: Maybe<Cow<'t, str>>,
        /// The oldest version that reads the key.
        since: Maybe<Cow<'t, str>>,
        /// The newest version that reads the key.
        until: Maybe<Cow<'t, str>>,
        /// The product that has this option, if it is another one.
        owner: Maybe<Source>,
        /// The file that the key belongs in, if it is another one.
        file: Maybe<Cow<'t, str>>,
        /// Whether the key, or one nested below it, is an option of this version.
        known: bool,
        /// Whether the values of the settings that are involved differ; unknown values do not.
        differs: bool,
        /// Whether the intended setting is in effect anyway, through another line or its default.
        set_elsewhere: bool,
        /// Whether the value as it is read cannot work: it is invalid, or names something that does not exist.
        fatal: bool,
        /// Whether it is about high availability.
        ha: bool,
        /// Whether it turns off high availability, which another line turns on.
        turns_ha_off: bool,
    }
}

impl<'t> Problem<'t> {
    /// A problem at a place; everything that only some kinds have is absent.
    pub(crate) fn new(kind: ProblemKind, cause: Cause, product: Source, place: Place) -> Self {
        Self {
            place: Some(place),
            texts: PhantomData,
            kind,
            cause,
            product,
            key: Maybe::absent(),
            value: Maybe::absent(),
            written: Maybe::absent(),
            meant: Maybe::absent(),
            other: Maybe::absent(),
            others: Vec::new(),
            wanted: Maybe::absent(),
            reason: Maybe::absent(),
            default: Maybe::absent(),
            since: Maybe::absent(),
            until: Maybe::absent(),
            owner: Maybe::absent(),
            file: Maybe::absent(),
            known: false,
            differs: false,
            set_elsewhere: false,
            fatal: false,
            ha: false,
            turns_ha_off: false,
        }
    }
}

/// Problems of one kind in one configuration that are kept: more than anybody reads, so that a file of a million mistakes
/// does not fill the memory.
const MOST: usize = 1000;

/// The problems of one configuration, of each kind a bounded number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problems<'t> {
    all: Vec<Arc<Problem<'t>>>,
    counts: BTreeMap<ProblemKind, usize>,
}

impl<'t> Problems<'t> {
    /// Adds a problem, unless there are too many of its kind.
    pub(crate) fn add(&mut self, mut problem: Problem<'t>) {
        let count = self.counts.entry(problem.kind).or_default();
        if *count < MOST {
            *count += 1;
            problem.others.truncate(MOST);
            self.all.push(Arc::new(problem));
        }
    }

    /// Adds several.
    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem<'t>>) {
        for problem in problems {
            self.add(problem);
        }
    }

    /// All of them, in the order in which they were found.
    pub(crate) fn all(&self) -> &[Arc<Problem<'t>>] {
        &self.all
    }
}
