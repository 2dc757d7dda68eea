//! Names and addresses of hosts, as every product resolves them (`InetAddress.getByName`): what can be one, when two mean the
//! same machine, and which mean the machine that asks.
//!
//! What stands around a host in a value by mistake is not known here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The length of the longest beginning that can be the name or the address of a host: a name, an IPv4 address, an IPv6 address
/// with or without brackets. Letters of other alphabets are left to the resolver.
#[must_use]
pub fn longest_host(text: &str) -> usize {
    let end = text.find(|c| !is_host_character(c)).unwrap_or(text.len());
    let whole = text.get(..end).unwrap_or("");
    let end = match whole.strip_prefix('[') {
        Some(inside) => inside.find(']').map_or(0, |close| close + 2),
        None if is_ipv6(whole) => end,
        None => whole.find(':').unwrap_or(end),
    };
    let host = text.get(..end).unwrap_or("");
    if host.starts_with('-') || !host.contains(char::is_alphanumeric) && !is_ipv6(host.trim_matches(['[', ']'])) {
        0
    } else {
        end
    }
}

/// Whether a character can be a part of a host, of brackets around it or of a zone behind it.
#[must_use]
pub fn is_host_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '[' | ']' | ':' | '%')
}

/// Whether a text is an IPv6 address without brackets; a zone may stand behind it.
fn is_ipv6(text: &str) -> bool {
    text.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// Whether `java.net.URI` takes a text for a host: labels of letters, digits and inner hyphens, of which the last of
/// several starts with a letter; or an address.
#[must_use]
pub fn is_uri_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return is_ipv6(address);
    }
    if host.parse::<Ipv4Addr>().is_ok() {
        return true;
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or("");
    host.split('.').all(label) && (!host.contains('.') || last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether two names can only mean the same machine: equal but for upper and lower case, or a short name and a full one
/// that begins with it.
#[must_use]
pub fn same_host(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_end_matches('.'), b.trim_end_matches('.'));
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    if address(a).is_some() || address(b).is_some() {
        return false;
    }
    let label = |name: &str, full: &str| {
        !name.contains('.') && full.split_once('.').is_some_and(|(first, _)| first.eq_ignore_ascii_case(name))
    };
    label(a, b) || label(b, a)
}

/// Whether a name is the machine's own: reachable from nowhere else.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    // Java also takes an address with fewer parts (`127.1`).
    let is_short = || name.starts_with("127.") && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    name.eq_ignore_ascii_case("localhost")
        || name.eq_ignore_ascii_case("localhost.localdomain")
        || address(name).is_some_and(|address| address.is_loopback())
        || is_short()
}

/// Whether a name stands for all addresses of the machine, which only a listening socket understands.
#[must_use]
pub fn is_wildcard(host: &str) -> bool {
    address(host).is_some_and(|address| address.is_unspecified())
}

/// An address, with or without the brackets of a URI.
#[must_use]
pub fn address(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_equal_exactly_or_short_against_full() {
        assert!(same_host("ZK1", "zk1"));
        assert!(same_host("zk1", "zk1.example.com."));
        assert!(!same_host("zk1", "zk10.example.com"));
        assert!(!same_host("zk1.a", "zk1.b"));
        assert!(!same_host("10", "10.0.0.1"));
    }

    #[test]
    fn the_longest_beginning_that_is_a_host() {
        for host in
            ["jm-1", "jm_1.example.com.", "10.0.0.1", "::1", "::", "fe80::1%eth0", "[fe80::1%eth0]", "m\u{fc}ller"]
        {
            assert_eq!(longest_host(host), host.len(), "{host}");
        }
        for (text, host) in [
            ("jm-1:6123", "jm-1"),
            ("jm-1:6123:6124", "jm-1"),
            ("[::1]:80", "[::1]"),
            ("jm-1,jm-2", "jm-1"),
            ("[fd00", ""),
            ("-", ""),
            ("-jm", ""),
            ("//", ""),
        ] {
            assert_eq!(text.get(..longest_host(text)), Some(host), "{text}");
        }
    }

    #[test]
    fn hosts_of_a_uri() {
        for host in ["nn1", "nn-1.example.com", "10.0.0.1", "[::1]", "nn1."] {
            assert!(is_uri_host(host), "{host}");
        }
        for host in ["nn_1", "-nn", "nn-", "a..b", "a.1", "::1", "[nn]", ""] {
            assert!(!is_uri_host(host), "{host}");
        }
    }

    #[test]
    fn own_addresses() {
        for host in ["127.0.1.1", "127.1", "::1", "[::1]", "LocalHost", "localhost.", "localhost.localdomain"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["zk1", "127.foo", "localhost.example.com", "10.127.0.1", "0.0.0.0"] {
            assert!(!is_loopback(host), "{host}");
        }
        assert!(is_wildcard("0.0.0.0") && is_wildcard("::") && is_wildcard("[::]") && !is_wildcard("10.0.0.1"));
    }
}
