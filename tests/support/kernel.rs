//! TCP sockets as the kernel lists them (/proc/net/tcp and tcp6), to hold against the screen.

use std::collections::HashSet;
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// A TCP state; the order is the kernel's, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Open.
    Established,
    /// Dialling.
    SynSent,
    /// A call is being answered.
    SynReceived,
    /// We closed; the peer has not acknowledged.
    FinWait1,
    /// We closed; the peer has not.
    FinWait2,
    /// Closed on both sides, kept for late segments.
    TimeWait,
    /// Gone.
    Closed,
    /// The peer closed; we have not.
    CloseWait,
    /// Both closed; the last acknowledgement is awaited.
    LastAck,
    /// Waiting for calls.
    Listen,
    /// Both closed at once.
    Closing,
    /// Anything newer.
    Other,
}

impl State {
    const ALL: [Self; 11] = [
        Self::Established,
        Self::SynSent,
        Self::SynReceived,
        Self::FinWait1,
        Self::FinWait2,
        Self::TimeWait,
        Self::Closed,
        Self::CloseWait,
        Self::LastAck,
        Self::Listen,
        Self::Closing,
    ];

    fn from_number(number: u8) -> Self {
        let index = usize::from(number).wrapping_sub(1);
        Self::ALL.get(index).copied().unwrap_or(Self::Other)
    }
}

/// One TCP socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Socket {
    /// Our end.
    pub local: SocketAddr,
    /// The other end; port 0 while listening.
    pub remote: SocketAddr,
    /// Its state.
    pub state: State,
    /// Its inode; 0 when no process holds it any more.
    pub inode: u64,
}

/// All TCP sockets of this network namespace. IPv4 addresses in IPv6 form are given as IPv4.
pub fn sockets() -> Vec<Socket> {
    listed("/proc/net")
}

/// All TCP sockets of the network namespace that a process lives in.
pub fn sockets_around(pid: u32) -> Vec<Socket> {
    listed(&format!("/proc/{pid}/net"))
}

fn listed(folder: &str) -> Vec<Socket> {
    ["tcp", "tcp6"]
        .iter()
        .filter_map(|name| fs::read_to_string(format!("{folder}/{name}")).ok())
        .flat_map(|text| text.lines().filter_map(parse_line).collect::<Vec<_>>())
        .collect()
}

/// The TCP sockets that a process holds.
pub fn sockets_of(pid: u32) -> Vec<Socket> {
    let inodes = inodes_of(pid);
    sockets()
        .into_iter()
        .filter(|socket| inodes.contains(&socket.inode))
        .collect()
}

fn inodes_of(pid: u32) -> HashSet<u64> {
    let Ok(entries) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return HashSet::new();
    };
    entries
        .flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .filter_map(|target| {
            target
                .to_str()?
                .strip_prefix("socket:[")?
                .strip_suffix(']')?
                .parse()
                .ok()
        })
        .collect()
}

/// One line of the table; `None` for its heading.
pub fn parse_line(line: &str) -> Option<Socket> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    Some(Socket {
        local: parse_address(fields.get(1)?)?,
        remote: parse_address(fields.get(2)?)?,
        state: State::from_number(u8::from_str_radix(fields.get(3)?, 16).ok()?),
        inode: fields.get(9)?.parse().ok()?,
    })
}

/// `0100007F:1F90`: words in the machine's own byte order, the port as a plain number.
fn parse_address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let words: Vec<[u8; 4]> = (0..address.len())
        .step_by(8)
        .map(|at| {
            Some(
                u32::from_str_radix(address.get(at..at + 8)?, 16)
                    .ok()?
                    .to_ne_bytes(),
            )
        })
        .collect::<Option<_>>()?;
    let ip = match words.as_slice() {
        [word] => IpAddr::V4(Ipv4Addr::from(*word)),
        [_, _, _, _] => {
            let bytes: [u8; 16] = words.concat().try_into().ok()?;
            Ipv6Addr::from(bytes).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}
