//! Names and addresses of hosts, as every product resolves them (`InetAddress.getByName`): when two mean the same machine, and
//! which mean the machine that asks.
//!
//! Whether a text can be a host at all is the catalogue's to say.

use std::net::IpAddr;

/// Whether two names can only mean the same machine: equal but for upper and lower case, or a short name and a full one
/// that begins with it.
pub(crate) fn same_host(a: &str, b: &str) -> bool {
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
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    // Java also takes an address with fewer parts (`127.1`).
    let is_short = || name.starts_with("127.") && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    name.eq_ignore_ascii_case("localhost")
        || name.eq_ignore_ascii_case("localhost.localdomain")
        || address(name).is_some_and(|address| address.is_loopback())
        || is_short()
}

/// Whether a name stands for all addresses of the machine, which only a listening socket understands.
pub(crate) fn is_wildcard(host: &str) -> bool {
    address(host).is_some_and(|address| address.is_unspecified())
}

/// An address, with or without the brackets of a URI.
pub(crate) fn address(host: &str) -> Option<IpAddr> {
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
