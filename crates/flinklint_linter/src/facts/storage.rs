//! A storage URI (`hdfs://prod/flink`, `file:///x`, `/x`) as the `Path` of Flink and Hadoop and `java.net.URI` take it
//! apart. What the authority leads to is not known here.

use flinklint_catalog::namespaces::{is_scheme, scheme_meant as meant_scheme};
use flinklint_expr::model::{Known, Located, Maybe, Place, facts};
use flinklint_syntax::source::Span;
use flinklint_syntax::value::host::is_uri_host;
use flinklint_syntax::{Scalar, template};
use std::borrow::Cow;
use std::marker::PhantomData;

facts! {
    /// A storage URI, as the Path class of Flink and Hadoop splits it.
    pub struct Storage<'t> as "storage" {
        /// The whole text.
        text: Located<Cow<'t, str>>,
        /// The scheme, such as hdfs; null if there is none.
        scheme: Maybe<Cow<'t, str>>,
        /// Whether a known file system has that scheme; true if there is none.
        scheme_known: Located<bool>,
        /// The scheme that an unknown one was probably meant to be.
        scheme_meant: Maybe<&'static str>,
        /// The part between // and the next /, such as prod or nn-1:8020; null if it is empty or missing.
        authority: Maybe<Cow<'t, str>>,
        /// The host of the authority as java.net.URI sees it; null if the authority has no valid host (an underscore, a
        /// comma).
        host: Maybe<Cow<'t, str>>,
        /// The port of the authority.
        port: Maybe<i64>,
        /// The path; empty if there is none.
        path: Located<Cow<'t, str>>,
        /// Whether the scheme is file or missing.
        local: Located<bool>,
        /// Whether it is the root directory: the path is empty or /.
        root: Located<bool>,
        /// Whether the path is under /tmp or /var/tmp.
        temporary: Located<bool>,
    }
}

/// Takes a URI apart.
pub(crate) fn parse<'t>(scalar: &Scalar<'t>) -> Storage<'t> {
    let text: &str = &scalar.text;
    // Everything from a placeholder on is open: it may hold a scheme, an authority or further directories.
    let end = template::placeholder(text).map_or(text.len(), |(start, _)| start);
    let whole = end == text.len();
    let slash = text.find('/').unwrap_or(text.len());
    let colon = text.find(':').filter(|colon| *colon < slash);
    // A single letter before the colon is a Windows drive, not a scheme.
    let scheme_end = colon.filter(|colon| *colon > 1);
    let rest = scheme_end.map_or(0, |colon| colon + 1);
    let (authority, path_start) = match text.get(rest..).and_then(|rest| rest.strip_prefix("//")) {
        Some(behind) if !behind.is_empty() => {
            let length = behind.find('/').unwrap_or(behind.len());
            (Some((rest + 2, rest + 2 + length)), rest + 2 + length)
        }
        _ => (None, rest),
    };
    let part = |start: usize, stop: usize| -> Maybe<Cow<'t, str>> {
        let place = Place::at(sub_span(scalar, start, stop));
        if stop >= end && !whole { Maybe::unknown(place) } else { Maybe::new(slice(&scalar.text, start, stop), place) }
    };
    let nothing_before = |position: usize| -> Maybe<Cow<'t, str>> {
        if position > end || (position == end && !whole) {
            Maybe::unknown(Place::at(scalar.span))
        } else {
            Maybe::absent()
        }
    };
    let scheme = scheme_end.map_or_else(|| nothing_before(slash.min(end)), |colon| part(0, colon));
    let authority_part = match authority {
        Some((start, stop)) if start < stop => part(start, stop),
        // A placeholder behind one slash may bring the second one along.
        _ => nothing_before(path_start + usize::from(path_start + 1 == end)),
    };
    let (host, port) = match (&authority_part.known, authority) {
        (Known::Value(authority), Some((start, _))) => host_and_port(authority, scalar, start),
        (Known::Unknown, _) => {
            (Maybe::unknown(authority_part.place.clone()), Maybe::unknown(authority_part.place.clone()))
        }
        _ => (Maybe::absent(), Maybe::absent()),
    };
    let place = Place::at(scalar.span);
    let path_text = text.get(path_start.min(text.len())..).unwrap_or("");
    let path = if whole {
        Located::new(slice(&scalar.text, path_start, text.len()), Place::at(sub_span(scalar, path_start, text.len())))
    } else {
        Located::unknown(place.clone())
    };
    let local = match &scheme.known {
        Known::Value(scheme) => Located::new(scheme.eq_ignore_ascii_case("file"), scheme_place(&scheme_end, scalar)),
        Known::Absent => Located::new(true, place.clone()),
        Known::Unknown => Located::unknown(place.clone()),
    };
    let scheme_known = match &scheme.known {
        Known::Value(scheme_text) => Located::new(is_scheme(scheme_text), scheme.place.clone()),
        Known::Absent => Located::new(true, place.clone()),
        Known::Unknown => Located::unknown(place.clone()),
    };
    let scheme_meant = match (scheme_known.value(), scheme.value()) {
        (Some(false), Some(text)) => {
            meant_scheme(text).map_or_else(Maybe::absent, |meant| Maybe::new(meant, scheme.place.clone()))
        }
        _ => Maybe::absent(),
    };
    let seen = path_text.get(..end.saturating_sub(path_start).min(path_text.len())).unwrap_or("");
    let flag = |value: bool, certain: bool| {
        if certain { Located::new(value, place.clone()) } else { Located::unknown(place.clone()) }
    };
    let under_temporary = |path: &str| {
        ["/tmp", "/var/tmp"].iter().any(|top| path.strip_prefix(top).is_some_and(|rest| rest.starts_with('/')))
    };
    let temporary = flag(
        under_temporary(seen) || (whole && (path_text == "/tmp" || path_text == "/var/tmp")),
        whole || under_temporary(seen),
    );
    let named = !seen.trim_matches('/').is_empty();
    Storage {
        place: Some(place.clone()),
        texts: PhantomData,
        text: if whole { Located::new(scalar.text.clone(), place.clone()) } else { Located::unknown(place.clone()) },
        scheme,
        scheme_known,
        scheme_meant,
        authority: authority_part,
        host,
        port,
        path,
        local,
        root: flag(!named, whole || named),
        temporary,
    }
}

/// A URI of which nothing is known but where it would stand.
pub(crate) fn unknown<'t>(place: &Place) -> Storage<'t> {
    Storage {
        place: Some(place.clone()),
        texts: PhantomData,
        text: Located::unknown(place.clone()),
        scheme: Maybe::unknown(place.clone()),
        scheme_known: Located::unknown(place.clone()),
        scheme_meant: Maybe::absent(),
        authority: Maybe::unknown(place.clone()),
        host: Maybe::unknown(place.clone()),
        port: Maybe::unknown(place.clone()),
        path: Located::unknown(place.clone()),
        local: Located::unknown(place.clone()),
        root: Located::unknown(place.clone()),
        temporary: Located::unknown(place.clone()),
    }
}

fn scheme_place(scheme_end: &Option<usize>, scalar: &Scalar<'_>) -> Place {
    Place::at(scheme_end.map_or(scalar.span, |colon| sub_span(scalar, 0, colon)))
}

/// Host and port of an authority by the grammar of `java.net.URI`: without a legal host there is neither.
fn host_and_port<'t>(authority: &Cow<'t, str>, scalar: &Scalar<'t>, start: usize) -> (Maybe<Cow<'t, str>>, Maybe<i64>) {
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    let rest = authority.get(user..).unwrap_or("");
    let host_len = match rest.find(']') {
        Some(bracket) if rest.starts_with('[') => bracket + 1,
        _ => rest.find(':').unwrap_or(rest.len()),
    };
    let host = rest.get(..host_len).unwrap_or("");
    let behind = rest.get(host_len..).unwrap_or("");
    let port = behind.strip_prefix(':').unwrap_or("");
    let legal_port = (behind.is_empty() || behind.starts_with(':')) && port.bytes().all(|b| b.is_ascii_digit());
    if !is_uri_host(host) || !legal_port {
        return (Maybe::absent(), Maybe::absent());
    }
    let at = start + user;
    let host_place = Place::at(sub_span(scalar, at, at + host_len));
    let port_place = Place::at(sub_span(scalar, at + host_len + 1, at + rest.len()));
    let port = port.parse::<i64>().map_or_else(|_| Maybe::absent(), |port| Maybe::new(port, port_place));
    (Maybe::new(slice(authority, user, user + host_len), host_place), port)
}

/// A part of a text, borrowed where the text is.
pub(crate) fn slice<'t>(text: &Cow<'t, str>, start: usize, end: usize) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or("")),
        Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or("").to_owned()),
    }
}

/// The span of a part of a value; that of the whole value where its text is not what stands in the file.
pub(crate) fn sub_span(scalar: &Scalar<'_>, start: usize, end: usize) -> Span {
    match scalar.text {
        Cow::Borrowed(text) if text.len() == scalar.span.len() => {
            let base = scalar.span.start as usize;
            Span::new(scalar.span.file, base + start.min(text.len()), base + end.min(text.len()))
        }
        _ => scalar.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinklint_syntax::source::FileId;

    fn storage(text: &str) -> Storage<'_> {
        parse(&Scalar::new(text, Span::new(FileId { set: 0, text: 0 }, 10, 10 + text.len())))
    }

    type Parts = (Option<String>, Option<String>, Option<String>, Option<i64>, Option<String>);

    fn parts(text: &str) -> Parts {
        let s = storage(text);
        let own = |m: &Maybe<Cow<'_, str>>| m.value().map(|v| v.to_string());
        (
            own(&s.scheme),
            own(&s.authority),
            own(&s.host),
            s.port.value().copied(),
            s.path.value().map(ToString::to_string),
        )
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn parts_as_path_and_uri_see_them() {
        assert_eq!(parts("hdfs://prod/flink/ha"), (some("hdfs"), some("prod"), some("prod"), None, some("/flink/ha")));
        assert_eq!(parts("hdfs://nn-1:8020"), (some("hdfs"), some("nn-1:8020"), some("nn-1"), Some(8020), some("")));
        assert_eq!(parts("hdfs:///x"), (some("hdfs"), None, None, None, some("/x")));
        assert_eq!(parts("hdfs:/x"), (some("hdfs"), None, None, None, some("/x")));
        assert_eq!(parts("/x"), (None, None, None, None, some("/x")));
        assert_eq!(parts("x"), (None, None, None, None, some("x")));
        assert_eq!(parts("hdfs://u@h:1/x"), (some("hdfs"), some("u@h:1"), some("h"), Some(1), some("/x")));
        assert_eq!(parts("hdfs://[::1]:8/x"), (some("hdfs"), some("[::1]:8"), some("[::1]"), Some(8), some("/x")));
        assert_eq!(parts("hdfs://prod:/x"), (some("hdfs"), some("prod:"), some("prod"), None, some("/x")));
    }

    #[test]
    fn authorities_without_a_host() {
        for text in [
            "hdfs://a_b/x",
            "hdfs://a_b:80/x",
            "hdfs://a.1/x",
            "hdfs://a-/x",
            "hdfs://prod:80x/x",
            "hdfs://a b/x",
            "hdfs://a,b/x",
        ] {
            let s = storage(text);
            assert!(s.authority.value().is_some() && s.host.is_absent() && s.port.is_absent(), "{text}");
        }
        assert!(storage("hdfs://1prod/x").host.value().is_some());
    }

    #[test]
    fn schemes() {
        for (text, known, meant) in [
            ("hdfs://prod/x", true, None),
            ("/x", true, None),
            ("fil:///mnt/ha", false, Some("file")),
            ("hfds://prod/x", false, Some("hdfs")),
            ("HDFS://prod/x", false, Some("hdfs")),
            ("dfs://cluster/x", true, None),
            ("ourfs://cluster/x", false, None),
        ] {
            let s = storage(text);
            assert_eq!((s.scheme_known.value(), s.scheme_meant.value().copied()), (Some(&known), meant), "{text}");
        }
        assert!(storage("${SCHEME}://x").scheme_known.is_unknown());
    }

    #[test]
    fn local_root_and_temporary() {
        for (text, local, root, temporary) in [
            ("file:///tmp/x", true, false, true),
            ("/tmp", true, false, true),
            ("/tmpfs/x", true, false, false),
            ("hdfs://prod/var/tmp/x", false, false, true),
            ("hdfs://prod", false, true, false),
            ("hdfs://prod/", false, true, false),
            ("s3://bucket/ha", false, false, false),
        ] {
            let s = storage(text);
            let found = (s.local.value().copied(), s.root.value().copied(), s.temporary.value().copied());
            assert_eq!(found, (Some(local), Some(root), Some(temporary)), "{text}");
        }
    }

    #[test]
    fn a_placeholder_hides_what_follows_and_nothing_else() {
        let s = storage("hdfs://${NS}/tmp/x");
        assert_eq!(s.scheme.value().map(|v| v.to_string()), some("hdfs"));
        assert_eq!(s.local.value(), Some(&false));
        assert!(
            s.authority.is_unknown()
                && s.host.is_unknown()
                && s.path.is_unknown()
                && s.temporary.is_unknown()
                && s.text.is_unknown()
        );
        let s = storage("/tmp/${USER}/x");
        assert_eq!((s.local.value(), s.temporary.value(), s.root.value()), (Some(&true), Some(&true), Some(&false)));
        let s = storage("${DIR}/x");
        assert!(s.scheme.is_unknown() && s.local.is_unknown() && s.root.is_unknown() && s.authority.is_unknown());
        let s = storage("hdfs://prod/${USER}");
        assert_eq!(s.authority.value().map(|v| v.to_string()), some("prod"));
        assert!(s.root.is_unknown());
    }

    #[test]
    fn parts_have_their_own_places() {
        let s = storage("hdfs://nn-1:8020/x");
        let range = |place: &Place| place.value.map(|span| (span.start, span.end));
        assert_eq!(range(&s.host.place), Some((17, 21)));
        assert_eq!(range(&s.port.place), Some((22, 26)));
        assert_eq!(range(&s.path.place), Some((26, 28)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "\\PC{0,40}") {
            let s = storage(&text);
            proptest::prop_assert!(s.place.is_some());
        }

        #[test]
        fn any_uri_is_taken_apart(text in "(hdfs|file|s3)?:?/{0,3}[a-z$\\{\\}_@:\\[\\]0-9.,-]{0,12}/?[a-z$\\{\\}/]{0,8}") {
            let s = storage(&text);
            proptest::prop_assert!(s.place.is_some());
        }
    }
}
