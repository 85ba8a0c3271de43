//! Addresses in replies and commands: 227, 229, PORT, EPRT.

use std::net::{IpAddr, SocketAddr, SocketAddrV4};
use twoport::ftp::Reply;
use twoport::ftp::address::{eprt_argument, parse_epsv, parse_pasv, port_argument};

/// Any text after 227 or 229 gives an address that can be dialled, or an error; what PORT and EPRT
/// say of any address can be read back.
///
/// # Panics
/// Where that does not hold.
pub fn check(bytes: &[u8]) {
    if let Ok(reply) = reply(b"227 ", bytes)
        && let Ok(address) = parse_pasv(&reply)
    {
        assert_ne!(address.port(), 0);
        assert_eq!(pasv(address), Ok(address));
    }
    if let Ok(reply) = reply(b"229 ", bytes)
        && let Ok(port) = parse_epsv(&reply)
    {
        assert_ne!(port, 0);
    }
    if let Some((ip, port)) = bytes
        .split_first_chunk::<16>()
        .map(|(ip, rest)| (*ip, rest))
        && let Some(port) = port
            .first_chunk::<2>()
            .map(|port| u16::from_be_bytes(*port))
    {
        let [a, b, c, d, ..] = ip;
        for ip in [IpAddr::from(ip), IpAddr::from([a, b, c, d])] {
            written(SocketAddr::new(ip, port.max(1)));
        }
    }
}

fn written(address: SocketAddr) {
    let argument = eprt_argument(address);
    let parts: Vec<&str> = argument.split('|').collect();
    let [before, family, host, port, after] = parts.as_slice() else {
        panic!("{argument} has not three parts");
    };
    let ip = address.ip().to_canonical();
    assert_eq!((*before, *after), ("", ""));
    assert_eq!(*family, if ip.is_ipv4() { "1" } else { "2" });
    assert_eq!(host.parse(), Ok(ip));
    assert_eq!(port.parse(), Ok(address.port()));
    if let IpAddr::V4(ip) = ip {
        let address = SocketAddrV4::new(ip, address.port());
        assert_eq!(pasv(address), Ok(address));
    }
}

/// What PORT says of an address, read as a 227.
fn pasv(address: SocketAddrV4) -> Result<SocketAddrV4, twoport::ftp::address::AddressError> {
    let line = format!("227 Here ({}).", port_argument(address));
    parse_pasv(&Reply::parse(line.as_bytes()).unwrap())
}

fn reply(code: &[u8], text: &[u8]) -> Result<Reply, twoport::ftp::MalformedReply> {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Reply::parse(&[code, line].concat())
}
