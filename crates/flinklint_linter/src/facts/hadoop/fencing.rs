//! `dfs.ha.fencing.methods` as `NodeFencer` parses it: one method a line, a name with an argument in parentheses.
//! Whether a fence works is not known here.

use crate::settings::hadoop::MANY;
use flinklint_expr::model::{Located, Maybe, Place, facts, words};
use flinklint_syntax::Scalar;
use flinklint_syntax::value::java_trim;
use std::borrow::Cow;
use std::marker::PhantomData;

words! {
    /// How a failover controller keeps the old active name node from writing.
    pub enum FencingKind as "kind of fencing" {
        /// A command.
        Shell = "shell",
        /// `fuser` over SSH kills the process that holds the port.
        SshFence = "sshfence",
        /// A script of PowerShell.
        PowerShell = "powershell",
        /// A custom class.
        Class = "class",
    }

    /// Why `NodeFencer` refuses a line.
    pub enum FencingFaultKind as "kind of fencing fault" {
        /// The line is neither a method nor a method with its argument.
        Unparsable = "unparsable",
        /// The method needs an argument.
        NoArgument = "no-argument",
        /// There is no such method.
        UnknownMethod = "unknown-method",
        /// Several methods are on one line; each needs a line of its own.
        SeveralOnALine = "several-on-a-line",
    }
}

facts! {
    /// One fencing method of the ZooKeeper failover controller (NodeFencer).
    pub struct FencingMethod<'t> as "fencing method" {
        /// How it fences.
        kind: FencingKind,
        /// The whole line.
        text: Located<Cow<'t, str>>,
        /// The text in the parentheses.
        argument: Maybe<Cow<'t, str>>,
        /// Whether the method succeeds without fencing anything: shell(/bin/true) and its like.
        always_succeeds: bool,
    }

    /// A line of the fencing methods that NodeFencer refuses: the failover controller does not start.
    pub struct FencingFault<'t> as "fencing fault" {
        /// The line.
        line: Located<Cow<'t, str>>,
        /// Why it is refused.
        kind: FencingFaultKind,
        /// The method that was probably meant, if only upper and lower case are wrong.
        meant: Maybe<&'static str>,
    }
}

/// The methods of a specification, or the first line that is refused.
pub(super) fn parse<'t>(spec: &Scalar<'t>) -> (Vec<FencingMethod<'t>>, Option<FencingFault<'t>>) {
    let mut methods = Vec::new();
    let mut start = 0;
    for raw in spec.text.split('\n').take(MANY) {
        let line_start = start;
        start += raw.len() + 1;
        let uncommented = raw.split('#').next().unwrap_or("");
        let kept = java_trim(uncommented);
        if kept.is_empty() {
            continue;
        }
        let from = line_start + uncommented.len() - uncommented.trim_start_matches(|c| c <= ' ').len();
        let until = from + kept.len();
        let line = spec.part(from, until);
        let place = Place::at(line.span);
        match method(&line.text) {
            Ok((kind, argument)) => {
                let argument = argument.map(|(start, end)| {
                    let argument = line.part(start, end);
                    Maybe::new(argument.text, Place::at(argument.span))
                });
                let argument = argument.unwrap_or_else(Maybe::absent);
                let always_succeeds = kind == FencingKind::Shell
                    && argument.value().is_some_and(|command| {
                        matches!(java_trim(command), "true" | "/bin/true" | "/usr/bin/true" | "exit 0")
                    });
                methods.push(FencingMethod {
                    place: Some(place.clone()),
                    texts: PhantomData,
                    kind,
                    text: Located::new(line.text, place),
                    argument,
                    always_succeeds,
                });
            }
            Err((kind, meant)) => {
                let meant = meant.map_or_else(Maybe::absent, |meant| Maybe::new(meant, place.clone()));
                let fault = FencingFault {
                    place: Some(place.clone()),
                    texts: PhantomData,
                    line: Located::new(line.text, place),
                    kind,
                    meant,
                };
                return (methods, Some(fault));
            }
        }
    }
    (methods, None)
}

type Method = (FencingKind, Option<(usize, usize)>);

/// Kind and range of the argument, or kind of the fault.
fn method(line: &str) -> Result<Method, (FencingFaultKind, Option<&'static str>)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '$');
    let name_len = line.find(|c| !is_name(c)).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(name_len).unwrap_or((line, ""));
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let argument = match inner {
        Some(inner) if !inner.is_empty() => Some((name_len + 1, name_len + 1 + inner.len())),
        None if rest.is_empty() => None,
        _ => {
            let several = [",", ";", " "].iter().any(|separator| rest.trim_start_matches(')').contains(separator));
            let known = |part: &str| {
                ["shell", "sshfence", "powershell"].contains(&part.trim_start().split('(').next().unwrap_or(""))
            };
            let second = rest.split([',', ';', ' ']).skip(1).any(known);
            return Err((
                if several && second { FencingFaultKind::SeveralOnALine } else { FencingFaultKind::Unparsable },
                None,
            ));
        }
    };
    if name.is_empty() {
        return Err((FencingFaultKind::Unparsable, None));
    }
    let kind = match name {
        "shell" => FencingKind::Shell,
        "sshfence" => FencingKind::SshFence,
        "powershell" => FencingKind::PowerShell,
        other if other.contains('.') => return Ok((FencingKind::Class, argument)),
        other => {
            let same = ["shell", "sshfence", "powershell"].into_iter().find(|known| known.eq_ignore_ascii_case(other));
            return Err((FencingFaultKind::UnknownMethod, same));
        }
    };
    if kind != FencingKind::SshFence && argument.is_none() {
        return Err((FencingFaultKind::NoArgument, None));
    }
    Ok((kind, argument))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::{FileId, Span};

    fn ask(text: &str) -> Result<Vec<(&'static str, Option<String>)>, &'static str> {
        let spec = Scalar::new(text, Span::new(FileId { set: 0, text: 0 }, 0, text.len()));
        match parse(&spec) {
            (_, Some(fault)) => Err(fault.kind.word()),
            (methods, None) => {
                Ok(methods.into_iter().map(|m| (m.kind.word(), m.argument.value().map(ToString::to_string))).collect())
            }
        }
    }

    /// Every verdict is that of NodeFencer 3.3.4.
    #[test]
    fn methods_as_the_fencer_reads_them() {
        let shell = |argument: &str| ("shell", Some(argument.to_owned()));
        assert_eq!(ask("shell(/bin/true)"), Ok(vec![shell("/bin/true")]));
        assert_eq!(ask("\n   sshfence\n   shell(/bin/true)\n"), Ok(vec![("sshfence", None), shell("/bin/true")]));
        assert_eq!(ask("sshfence\r\nshell(/bin/true)"), Ok(vec![("sshfence", None), shell("/bin/true")]));
        assert_eq!(ask("sshfence(hadoop:22)"), Ok(vec![("sshfence", Some("hadoop:22".into()))]));
        assert_eq!(ask(" shell(/a) # x"), Ok(vec![shell("/a")]));
        assert_eq!(ask("shell(a)(b)"), Ok(vec![shell("a)(b")]));
        assert_eq!(ask("shell( )"), Ok(vec![shell(" ")]));
        assert_eq!(ask("#only"), Ok(vec![]));
        assert_eq!(ask(""), Ok(vec![]));
        assert_eq!(ask("org.example.Fence"), Ok(vec![("class", None)]));
    }

    #[test]
    fn lines_that_the_fencer_refuses() {
        for (text, kind) in [
            ("sshfence()", "unparsable"),
            ("shell()", "unparsable"),
            ("shell", "no-argument"),
            ("shell(/bin/true", "unparsable"),
            ("/bin/true", "unparsable"),
            ("shell(a)b", "unparsable"),
            ("shell(echo #1)", "unparsable"),
            ("SSHFENCE", "unknown-method"),
            ("Shell(/bin/true)", "unknown-method"),
            ("sshfence,shell(/bin/true)", "several-on-a-line"),
            ("sshfence;shell(/bin/true)", "several-on-a-line"),
            ("sshfence shell(/bin/true)", "several-on-a-line"),
        ] {
            assert_eq!(ask(text), Err(kind), "{text}");
        }
    }

    #[test]
    fn methods_have_places() {
        let text = "\n  sshfence\n  shell(/bin/true)";
        let spec = Scalar::new(text, Span::new(FileId { set: 0, text: 0 }, 50, 50 + text.len()));
        let (methods, _) = parse(&spec);
        let spans: Vec<_> = methods.iter().filter_map(|m| m.place.as_ref()?.value).map(|s| (s.start, s.end)).collect();
        assert_eq!(spans, [(53, 61), (64, 80)]);
        assert!(methods[1].always_succeeds && !methods[0].always_succeeds);
    }
}
