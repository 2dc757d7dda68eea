//! Texts that are no numbers, sizes or durations, but not any text either: names of classes, paths, hosts.

use super::Refused;
use flinklint_catalog::content::{Content, Fit};
use flinklint_catalog::limits::Check;

/// Why the text is not what is wanted.
pub(super) fn unlike(check: Check, text: &str) -> Option<Refused> {
    let (wanted, reason, is_fine): (_, _, fn(&str) -> bool) = match check {
        Check::Class => ("the name of a class", "is not the name of a class", is_class_name),
        Check::Uri => ("a URI", "is not a URI", is_uri),
        Check::Znode => ("a path like /jobgraphs", "is not a path with single slashes and none at its end", is_znode),
        Check::AbsolutePaths => ("an absolute path", "is not an absolute path", is_absolute),
        Check::Host => ("a host without a port", "is not just a host", |text| {
            // An address to bind is resolved as it is: with a scheme, a path, a port or another host after it nothing has it.
            Content::BindAddress.check(text) == Fit::Matches
        }),
        Check::Authority => ("a host without scheme and path", "contains a slash", |text| !text.contains('/')),
        _ => return None,
    };
    (!is_fine(text)).then(|| Refused::new(wanted, reason))
}

/// What `Class.forName` can find: identifiers between dots.
fn is_class_name(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'))
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
    };
    text.trim().split('.').all(is_part)
}

/// What `java.net.URI` refuses of what people write.
fn is_uri(text: &str) -> bool {
    !text.contains([' ', '\\', '"', '<', '>', '^', '`', '{', '|', '}'])
}

/// `PathUtils.validatePath` of ZooKeeper.
fn is_znode(text: &str) -> bool {
    let is_name = |name: &str| !matches!(name, "" | "." | "..");
    text == "/" || text.strip_prefix('/').is_some_and(|names| names.split('/').all(is_name))
}

/// Each of several paths between commas or colons (`EmbeddedRocksDBStateBackend` splits at both); drives of Windows, which have a
/// colon too, are left alone.
fn is_absolute(text: &str) -> bool {
    let has_drive = text.get(1..3).is_some_and(|start| matches!(start, ":/" | ":\\"));
    has_drive || text.split([',', ':']).all(|path| path.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_taken_and_refused() {
        let fine = |check, text| unlike(check, text).is_none();
        for (check, good, bad) in [
            (Check::Class, ["com.example.Factory", "Factory$Inner"], ["com/example/Factory", "com.example."]),
            (Check::Uri, ["hdfs", "hdfs://nn:8020"], ["hdfs nn", "hdfs:\\\\nn"]),
            (Check::Znode, ["/jobgraphs", "/a/b"], ["jobgraphs", "/a//b"]),
            (Check::AbsolutePaths, ["/a,/b", "C:\\a"], ["a", "file:///a"]),
            (Check::Host, ["0.0.0.0", "::1"], ["localhost:8081", "a,b"]),
            (Check::Host, ["[::1]", "jm_1"], ["[::1]:80", "http://a"]),
            (Check::Authority, ["jm-1", "jm-1:80"], ["http://jm-1", "jm-1/"]),
        ] {
            assert!(good.iter().all(|text| fine(check, text)), "{check:?} {good:?}");
            assert!(bad.iter().all(|text| !fine(check, text)), "{check:?} {bad:?}");
        }
    }
}
