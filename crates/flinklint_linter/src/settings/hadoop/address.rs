//! Addresses as `NetUtils.createSocketAddr` takes them. Whether anything answers there is not known here.

use flinklint_expr::model::words;
use flinklint_syntax::value::host::is_uri_host;

words! {
    /// Why `NetUtils.createSocketAddr` refuses an address.
    pub enum AddressFault as "fault of an address" {
        /// It has no port.
        NoPort = "no-port",
        /// The port is above 65535.
        PortRange = "port-range",
        /// It is not a host and a port.
        Malformed = "malformed",
    }
}

/// Range of the host and the port of an address, as `NetUtils.createSocketAddr` takes it.
pub(crate) fn socket_address(address: &str) -> Result<(usize, usize, i64), AddressFault> {
    let start = address.find("://").map_or(0, |scheme| scheme + 3);
    let rest = address.get(start..).unwrap_or("");
    let Some(colon) = rest.rfind(':').filter(|colon| !rest.get(*colon..).unwrap_or("").contains(']')) else {
        return Err(if is_uri_host(rest) { AddressFault::NoPort } else { AddressFault::Malformed });
    };
    let (host, port) = (rest.get(..colon).unwrap_or(""), rest.get(colon + 1..).unwrap_or(""));
    if !is_uri_host(host) || port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AddressFault::Malformed);
    }
    match port.parse::<i64>() {
        Ok(port) if port <= 65_535 => Ok((start, start + colon, port)),
        _ => Err(AddressFault::PortRange),
    }
}
