//! Addresses in commands and replies: PASV and PORT (RFC 959 sections 4.1.2 and 5.3.2), EPSV and
//! EPRT (RFC 2428 sections 2 and 3).

use super::reply::Reply;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use thiserror::Error;

/// Why a reply names no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The reply has another code than the one that carries an address.
    #[error("expected reply {expected}, got {got}")]
    WrongCode {
        /// 227 or 229.
        expected: u16,
        /// What came.
        got: u16,
    },
    /// No address where there should be one, or not in the form the RFC asks for.
    #[error("the reply does not name an address in the form it should have")]
    Malformed,
    /// A number does not fit its place: a byte over 255, or a port outside 1 to 65535.
    #[error("the reply names an address or port that cannot exist")]
    OutOfRange,
}

/// The port in a reply to EPSV: `229 Entering Extended Passive Mode (|||50012|)`.
///
/// Between parentheses any printable delimiter but a digit is taken, RFC 2428 section 3; without
/// parentheses only `|`. The port is 1 to 65535.
///
/// # Errors
///
/// [`AddressError`]; the network protocol and address must be left out, as the RFC says.
pub fn parse_epsv(reply: &Reply) -> Result<u16, AddressError> {
    expect(reply, 229)?;
    let mut found = Err(AddressError::Malformed);
    for text in reply.texts() {
        for at in 0..text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let body = match rest.split_first() {
                Some((b'(', inside)) => inside,
                Some((b'|', _)) => rest,
                _ => continue,
            };
            if let Some(port) = extended_port(body) {
                found = port;
                if found.is_ok() {
                    return found;
                }
            }
        }
    }
    found
}

/// `<d><d><d>port<d>`; `None` if the form is another one.
fn extended_port(body: &[u8]) -> Option<Result<u16, AddressError>> {
    let (delimiter, rest) = body.split_first()?;
    if !delimiter.is_ascii_graphic() || delimiter.is_ascii_digit() {
        return None;
    }
    let rest = rest.strip_prefix(&[*delimiter, *delimiter])?;
    let end = rest.iter().position(|byte| byte == delimiter)?;
    let digits = rest.get(..end)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let port = std::str::from_utf8(digits)
        .ok()?
        .parse()
        .ok()
        .filter(|port| *port > 0);
    Some(port.ok_or(AddressError::OutOfRange))
}

/// The address in a reply to PASV: `227 Entering Passive Mode (127,0,0,1,195,143)`, with or without
/// parentheses. The address may be one that cannot be dialled (`0.0.0.0`, a private one): callers
/// dial the control connection's peer and use the port.
///
/// # Errors
///
/// [`AddressError`] for anything but six numbers of 0 to 255 with a port of 1 or more.
pub fn parse_pasv(reply: &Reply) -> Result<SocketAddrV4, AddressError> {
    expect(reply, 227)?;
    let text = reply
        .texts()
        .find(|text| text.contains(&b','))
        .ok_or(AddressError::Malformed)?;
    let numbers = between_parentheses(text).unwrap_or_else(|| around_first_comma(text));
    let mut bytes = [0_u8; 6];
    let mut parts = numbers.split(|byte| *byte == b',');
    for byte in &mut bytes {
        *byte = octet(parts.next().ok_or(AddressError::Malformed)?)?;
    }
    if parts.next().is_some() {
        return Err(AddressError::Malformed);
    }
    let [a, b, c, d, high, low] = bytes;
    let port = u16::from_be_bytes([high, low]);
    if port == 0 {
        return Err(AddressError::OutOfRange);
    }
    Ok(SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), port))
}

fn between_parentheses(text: &[u8]) -> Option<&[u8]> {
    let start = text.iter().position(|byte| *byte == b'(')? + 1;
    let inside = text.get(start..)?;
    let end = inside
        .iter()
        .position(|byte| *byte == b')')
        .unwrap_or(inside.len());
    inside.get(..end).map(<[u8]>::trim_ascii)
}

/// The word with the first comma in it, without the signs some servers put around it.
fn around_first_comma(text: &[u8]) -> &[u8] {
    let word = text
        .split(u8::is_ascii_whitespace)
        .find(|word| word.contains(&b','))
        .unwrap_or_default();
    let word = word.strip_prefix(b"=").unwrap_or(word);
    word.strip_suffix(b".").unwrap_or(word)
}

fn octet(digits: &[u8]) -> Result<u8, AddressError> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(AddressError::Malformed);
    }
    let digits = std::str::from_utf8(digits).map_err(|_| AddressError::Malformed)?;
    digits.parse().map_err(|_| AddressError::OutOfRange)
}

fn expect(reply: &Reply, expected: u16) -> Result<(), AddressError> {
    let got = reply.code();
    if got == expected {
        Ok(())
    } else {
        Err(AddressError::WrongCode { expected, got })
    }
}

/// The argument of PORT: `127,0,0,1,195,143`. RFC 959 section 5.3.2.
pub fn port_argument(address: SocketAddrV4) -> String {
    let [a, b, c, d] = address.ip().octets();
    let [high, low] = address.port().to_be_bytes();
    format!("{a},{b},{c},{d},{high},{low}")
}

/// The argument of EPRT: `|1|127.0.0.1|50063|` or `|2|::1|50063|`. RFC 2428 section 2. An IPv4
/// address in IPv6 clothes is sent as IPv4, which is what it is on the wire.
pub fn eprt_argument(address: SocketAddr) -> String {
    let family = if address.ip().to_canonical().is_ipv4() {
        1
    } else {
        2
    };
    format!(
        "|{family}|{}|{}|",
        address.ip().to_canonical(),
        address.port()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reply(line: &str) -> Reply {
        Reply::parse(line.as_bytes()).unwrap()
    }

    fn epsv(line: &str) -> Result<u16, AddressError> {
        parse_epsv(&reply(line))
    }

    fn pasv(line: &str) -> Result<SocketAddrV4, AddressError> {
        parse_pasv(&reply(line))
    }

    #[test]
    fn epsv_takes_any_delimiter_and_missing_text() {
        assert_eq!(
            epsv("229 Entering Extended Passive Mode (|||50012|)\r\n"),
            Ok(50012)
        );
        assert_eq!(epsv("229 Mode (EPSV OK) (!!!1!)."), Ok(1));
        assert_eq!(epsv("229 (|||65535|)"), Ok(65535));
        assert_eq!(epsv("229 |||2121|"), Ok(2121));
        assert_eq!(epsv("229-Note\r\n229 (###7#)\r\n"), Ok(7));
    }

    #[test]
    fn epsv_refuses_ports_and_forms_that_cannot_be() {
        for (line, error) in [
            ("229 (|||1000000|)", AddressError::OutOfRange),
            ("229 (|||65536|)", AddressError::OutOfRange),
            ("229 (|||0|)", AddressError::OutOfRange),
            ("229 (||||)", AddressError::Malformed),
            ("229 (|||-1|)", AddressError::Malformed),
            ("229 (|||12)", AddressError::Malformed),
            ("229 (|1|10.0.0.1|12|)", AddressError::Malformed),
            ("229 (1111231)", AddressError::Malformed),
            ("229 ", AddressError::Malformed),
            ("229", AddressError::Malformed),
            (
                "227 (|||12|)",
                AddressError::WrongCode {
                    expected: 229,
                    got: 227,
                },
            ),
        ] {
            assert_eq!(epsv(line), Err(error), "{line}");
        }
    }

    #[test]
    fn pasv_works_with_and_without_parentheses() {
        let expected = Ok(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 50063));
        assert_eq!(
            pasv("227 Entering Passive Mode (127,0,0,1,195,143).\r\n"),
            expected
        );
        assert_eq!(
            pasv("227 Entering Passive Mode 127,0,0,1,195,143\r\n"),
            expected
        );
        assert_eq!(pasv("227 =127,0,0,1,195,143"), expected);
        assert_eq!(pasv("227 ( 127,0,0,1,195,143 )"), expected);
        assert_eq!(pasv("227-Wait\r\n227 127,0,0,1,195,143.\r\n"), expected);
        assert_eq!(
            pasv("227 (0,0,0,0,0,21)"),
            Ok(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 21))
        );
    }

    #[test]
    fn pasv_refuses_what_servers_really_send_wrongly() {
        for (line, error) in [
            (
                "227 Mode (1216,256,2,127,127,127)",
                AddressError::OutOfRange,
            ),
            ("227 Mode (2,195,143)", AddressError::Malformed),
            ("227 Mode (fd77::2,195,142)", AddressError::Malformed),
            ("227 Mode fd77::2,195,142", AddressError::Malformed),
            ("227 (1,2,3,4,5,6,7)", AddressError::Malformed),
            ("227 (1,2,3,4,0,0)", AddressError::OutOfRange),
            ("227 (1,2,3,4,,6)", AddressError::Malformed),
            ("227 (1,2,3,4,+5,6)", AddressError::Malformed),
            ("227 (|||50012|)", AddressError::Malformed),
            ("227 OK", AddressError::Malformed),
            (
                "229 (1,2,3,4,5,6)",
                AddressError::WrongCode {
                    expected: 227,
                    got: 229,
                },
            ),
        ] {
            assert_eq!(pasv(line), Err(error), "{line}");
        }
    }

    #[test]
    fn arguments_have_the_form_the_rfcs_ask_for() {
        assert_eq!(
            port_argument(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 50063)),
            "127,0,0,1,195,143"
        );
        assert_eq!(
            eprt_argument("127.0.0.1:21".parse().unwrap()),
            "|1|127.0.0.1|21|"
        );
        assert_eq!(
            eprt_argument("[fe80::1%3]:21".parse().unwrap()),
            "|2|fe80::1|21|"
        );
        assert_eq!(
            eprt_argument("[::ffff:10.0.0.1]:21".parse().unwrap()),
            "|1|10.0.0.1|21|"
        );
    }

    proptest! {
        #[test]
        fn what_port_says_pasv_reads(ip: [u8; 4], port in 1_u16..) {
            let address = SocketAddrV4::new(ip.into(), port);
            prop_assert_eq!(pasv(&format!("227 ({})", port_argument(address))), Ok(address));
            prop_assert_eq!(pasv(&format!("227 {}", port_argument(address))), Ok(address));
        }

        #[test]
        fn eprt_can_be_read_back(v6: bool, ip: [u8; 16], port in 1_u16..) {
            let ip = if v6 { std::net::IpAddr::from(ip) } else { [ip[0], ip[1], ip[2], ip[3]].into() };
            let argument = eprt_argument(SocketAddr::new(ip, port));
            let parts: Vec<&str> = argument.split('|').collect();
            prop_assert_eq!(parts.len(), 5);
            prop_assert_eq!(parts[1], if ip.to_canonical().is_ipv4() { "1" } else { "2" });
            prop_assert_eq!(parts[2].parse::<std::net::IpAddr>().unwrap(), ip.to_canonical());
            prop_assert_eq!(parts[3].parse::<u16>().unwrap(), port);
        }

        #[test]
        fn every_port_comes_out_of_epsv(port in 1_u16.., delimiter in "[!-/:-~]") {
            let line = format!("229 ok ({delimiter}{delimiter}{delimiter}{port}{delimiter})");
            prop_assert_eq!(epsv(&line), Ok(port));
        }

        #[test]
        fn rubbish_is_an_error_and_not_a_panic(rest in "[(|,0-9:.a-f) ]{0,40}") {
            if let Ok(port) = epsv(&format!("229 {rest}")) {
                prop_assert!(port > 0);
            }
            if let Ok(address) = pasv(&format!("227 {rest}")) {
                prop_assert!(address.port() > 0);
            }
        }
    }
}
