//! Data connections from the server's side: addresses on the wire, listening, dialling.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

/// How long a data connection may take to come about.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the next data connection comes from.
#[derive(Debug, Default)]
pub(super) enum Endpoint {
    /// Nothing was agreed.
    #[default]
    None,
    /// PASV or EPSV: we listen.
    Passive(TcpListener),
    /// PORT or EPRT: we dial.
    Active(SocketAddr),
}

/// Why an address in PORT or EPRT is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressError {
    /// It cannot be read: 501.
    Syntax,
    /// An address family we do not have: 522 (RFC 2428 section 2).
    Family,
}

/// Ends of a control connection; data connections run between the same two hosts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    /// Our address.
    pub(super) local: IpAddr,
    /// The client's address.
    pub(super) peer: IpAddr,
}

impl Endpoint {
    /// Begins to listen on this port of the control connection's address; on any free one where it
    /// is 0.
    pub(super) async fn listen(ends: Ends, port: u16) -> io::Result<(Self, u16)> {
        let listener = TcpListener::bind((ends.local, port)).await?;
        let port = listener.local_addr()?.port();
        Ok((Self::Passive(listener), port))
    }

    /// Brings the connection about. Only the control connection's peer is let in. Where we dial, it
    /// is from `port`, from any free one where that is 0.
    ///
    /// # Errors
    /// Nobody came, nobody answered, or nothing was agreed.
    pub(super) async fn open(
        self,
        ends: Ends,
        dial_delay: Duration,
        port: impl FnOnce() -> u16,
    ) -> io::Result<TcpStream> {
        let stream = match self {
            Self::None => return Err(io::ErrorKind::NotConnected.into()),
            Self::Passive(listener) => timeout(PATIENCE, accept(&listener, ends.peer)).await??,
            Self::Active(target) => {
                sleep(dial_delay).await;
                let here = SocketAddr::new(ends.local, port());
                timeout(PATIENCE, dial(here, target)).await??
            }
        };
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

async fn accept(listener: &TcpListener, wanted: IpAddr) -> io::Result<TcpStream> {
    loop {
        let (stream, peer) = listener.accept().await?;
        if peer.ip().to_canonical() == wanted {
            return Ok(stream);
        }
    }
}

async fn dial(local: SocketAddr, target: SocketAddr) -> io::Result<TcpStream> {
    let socket = if target.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(local)?;
    socket.connect(target).await
}

/// The numbers of a 227 reply, RFC 959 section 4.1.2.
pub(super) fn pasv_numbers(address: Ipv4Addr, port: u16) -> String {
    let [a, b, c, d] = address.octets();
    let [high, low] = port.to_be_bytes();
    format!("{a},{b},{c},{d},{high},{low}")
}

/// The argument of PORT: `h1,h2,h3,h4,p1,p2`.
pub(super) fn parse_port(text: &str) -> Result<SocketAddr, AddressError> {
    let numbers: Vec<u8> = text
        .split(',')
        .map(|number| number.trim().parse().map_err(|_| AddressError::Syntax))
        .collect::<Result<_, _>>()?;
    let [a, b, c, d, high, low] = *numbers.as_slice() else {
        return Err(AddressError::Syntax);
    };
    let port = u16::from_be_bytes([high, low]);
    with_port(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), port)
}

/// The argument of EPRT: `|1|192.0.2.7|6275|`, any printable delimiter (RFC 2428 section 2).
pub(super) fn parse_eprt(text: &str) -> Result<SocketAddr, AddressError> {
    let delimiter = text.chars().next().ok_or(AddressError::Syntax)?;
    let parts: Vec<&str> = text.split(delimiter).collect();
    let ["", family, address, port, ""] = *parts.as_slice() else {
        return Err(AddressError::Syntax);
    };
    let address = match family {
        "1" => address.parse().map(IpAddr::V4),
        "2" => address.parse().map(IpAddr::V6),
        _ => return Err(AddressError::Family),
    };
    let address = address.map_err(|_| AddressError::Syntax)?;
    with_port(address, port.parse().map_err(|_| AddressError::Syntax)?)
}

fn with_port(address: IpAddr, port: u16) -> Result<SocketAddr, AddressError> {
    if port == 0 {
        Err(AddressError::Syntax)
    } else {
        Ok(SocketAddr::new(address, port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::AsyncReadExt;

    #[test]
    fn eprt_takes_any_delimiter_and_both_families() {
        assert_eq!(
            parse_eprt("|1|127.0.0.1|6275|"),
            Ok("127.0.0.1:6275".parse().unwrap())
        );
        assert_eq!(
            parse_eprt("!2!::1!6275!"),
            Ok("[::1]:6275".parse().unwrap())
        );
        assert_eq!(parse_eprt("|3|127.0.0.1|6275|"), Err(AddressError::Family));
        assert_eq!(parse_eprt("|1|127.0.0.1|0|"), Err(AddressError::Syntax));
        assert_eq!(parse_eprt(""), Err(AddressError::Syntax));
    }

    #[tokio::test]
    async fn data_does_not_wait_for_acknowledgements_in_either_mode() {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let ends = Ends {
            local: here,
            peer: here,
        };
        let (passive, port) = Endpoint::listen(ends, 0).await.unwrap();
        let _client = TcpStream::connect((here, port)).await.unwrap();
        assert!(
            passive
                .open(ends, Duration::ZERO, || 0)
                .await
                .unwrap()
                .nodelay()
                .unwrap()
        );
        let client = TcpListener::bind((here, 0)).await.unwrap();
        let active = Endpoint::Active(client.local_addr().unwrap());
        assert!(
            active
                .open(ends, Duration::ZERO, || 0)
                .await
                .unwrap()
                .nodelay()
                .unwrap()
        );
    }

    /// Linux answers on all of 127/8, so that a second host can be played.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn only_the_peer_is_let_in() {
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let other = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
        let listener = TcpListener::bind((here, 0)).await.unwrap();
        let target = listener.local_addr().unwrap();
        let mut intruder = dial((other, 0).into(), target).await.unwrap();
        let client = dial((here, 0).into(), target).await.unwrap();
        let taken = accept(&listener, here).await.unwrap();
        assert_eq!(taken.peer_addr().unwrap(), client.local_addr().unwrap());
        let mut byte = [0];
        assert!(matches!(intruder.read(&mut byte).await, Ok(0) | Err(_)));
    }

    #[test]
    fn port_takes_six_bytes_and_no_more() {
        assert_eq!(
            parse_port("127,0,0,1,4,1"),
            Ok("127.0.0.1:1025".parse().unwrap())
        );
        assert_eq!(parse_port("127,0,0,1,4"), Err(AddressError::Syntax));
        assert_eq!(parse_port("127,0,0,256,4,1"), Err(AddressError::Syntax));
        assert_eq!(parse_port("127,0,0,1,0,0"), Err(AddressError::Syntax));
    }

    proptest! {
        #[test]
        fn what_a_227_says_port_understands(bits: u32, port in 1u16..) {
            let address = Ipv4Addr::from_bits(bits);
            let read = parse_port(&pasv_numbers(address, port));
            prop_assert_eq!(read, Ok(SocketAddr::new(address.into(), port)));
        }
    }
}
