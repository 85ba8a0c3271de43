//! What can be made to go wrong on the demo's server, by name: `twoport demo --fault NAME`.

use crate::server::{DataFault, DataFaultKind, ReplyFault, ServerOptions, SizeAnswer};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// Bytes of a transfer that pass before something happens to it.
const SOME: u64 = 4 << 20;
/// Bytes of a transfer that pass before the disk is full.
const FULL: u64 = 1 << 20;
/// Longer than anybody waits for the server to dial.
const NEVER: Duration = Duration::from_hours(1);
/// So long a connection to a port whose queue is full is waited for.
const ENOUGH: Duration = Duration::from_millis(300);

/// Something that can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name on the command line.
    pub name: &'static str,
    /// What happens, in a line.
    pub about: &'static str,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Without(&'static [&'static str]),
    Refused(&'static [&'static str], &'static str),
    PassiveRefused,
    PassiveBlocked,
    ActiveBlocked,
    Nat,
    Data(DataFaultKind, u64, usize),
    Uploads(DataFaultKind),
    Busy,
    Idle,
    OneSession,
    Size,
    Slow,
}

const fn fault(name: &'static str, about: &'static str, what: What) -> Fault {
    Fault { name, about, what }
}

/// All there are, in the order in which they are told of.
pub const FAULTS: &[Fault] = &[
    fault(
        "no-epsv",
        "EPSV and EPRT are unknown to the server",
        What::Without(&["EPSV", "EPRT"]),
    ),
    fault(
        "no-mlsd",
        "MLSD and MLST are unknown: folders are listed with LIST",
        What::Without(&["MLSD", "MLST"]),
    ),
    fault(
        "no-rest",
        "REST is unknown: what breaks off begins anew",
        What::Without(&["REST", "APPE"]),
    ),
    fault(
        "pasv-refused",
        "nobody listens on the ports that PASV and EPSV name",
        What::PassiveRefused,
    ),
    fault(
        "pasv-blocked",
        "the ports that PASV and EPSV name do not answer, as behind a firewall",
        What::PassiveBlocked,
    ),
    fault(
        "nat",
        "PASV names a private address that leads nowhere, and EPSV is unknown",
        What::Nat,
    ),
    fault(
        "active-refused",
        "PORT and EPRT are refused",
        What::Refused(&["PORT", "EPRT"], "500 Illegal PORT command."),
    ),
    fault(
        "active-blocked",
        "in active mode the server never comes, as where a firewall stops it",
        What::ActiveBlocked,
    ),
    fault(
        "stall",
        "the first transfer each way stops moving after 4 MiB",
        What::Data(DataFaultKind::Stall, SOME, 1),
    ),
    fault(
        "cut",
        "the first transfer each way loses both connections after 4 MiB",
        What::Data(DataFaultKind::ControlCut, SOME, 1),
    ),
    fault(
        "reset",
        "the first transfer each way is reset after 4 MiB, then 426",
        What::Data(DataFaultKind::ResetThen426, SOME, 1),
    ),
    fault(
        "truncated",
        "the first transfer each way ends after 4 MiB, and the server says 226",
        What::Data(DataFaultKind::CloseThen226, SOME, 1),
    ),
    fault(
        "no-226",
        "the first transfer each way is whole, and no final reply comes",
        What::Data(DataFaultKind::NoFinalReply, u64::MAX, 1),
    ),
    fault(
        "disk-full",
        "there is no room on the server: uploads end with 452 after 1 MiB",
        What::Uploads(DataFaultKind::ResetThen(452)),
    ),
    fault(
        "read-only",
        "the server lets nothing be written",
        What::Refused(
            &["STOR", "APPE", "MKD", "RMD", "DELE", "RNFR"],
            "550 Permission denied.",
        ),
    ),
    fault(
        "busy",
        "the first transfer each way is put off with 450",
        What::Busy,
    ),
    fault(
        "421",
        "the server ends sessions that say nothing for 15 s with 421",
        What::Idle,
    ),
    fault(
        "one-session",
        "one session is let in: a second one is refused with 530",
        What::OneSession,
    ),
    fault("size", "SIZE is a byte too many", What::Size),
    fault(
        "slow",
        "replies take 0.5 s, and data moves at 256 KiB/s",
        What::Slow,
    ),
];

/// Something that holds a port behind which nobody is.
#[derive(Debug)]
pub(super) struct Closed {
    address: SocketAddr,
    _socket: Option<TcpSocket>,
    _listener: Option<TcpListener>,
    _queued: Vec<TcpStream>,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = FAULTS.iter().find(|fault| fault.name == name);
        known
            .copied()
            .ok_or_else(|| format!("there is no fault `{name}`"))
    }
}

impl Fault {
    /// Makes a server behave so. What is returned is to be held as long as the server is there.
    pub(super) async fn apply(&self, options: &mut ServerOptions) -> io::Result<Option<Closed>> {
        match self.what {
            What::Without(verbs) => {
                options
                    .without
                    .extend(verbs.iter().map(|verb| (*verb).to_owned()));
            }
            What::Refused(verbs, reply) => {
                let replies = verbs
                    .iter()
                    .map(|verb| ((*verb).to_owned(), reply.to_owned()));
                options.replies.extend(replies);
            }
            What::PassiveRefused => {
                let closed = refusing(options.bind.ip())?;
                name_port(options, closed.address);
                return Ok(Some(closed));
            }
            What::PassiveBlocked => {
                let closed = silent(options.bind.ip()).await?;
                name_port(options, closed.address);
                return Ok(Some(closed));
            }
            What::ActiveBlocked => options.dial_delay = NEVER,
            What::Nat => {
                options.without.push("EPSV".into());
                options.pasv_address = Some(Ipv4Addr::new(10, 0, 0, 5));
            }
            What::Data(kind, after_bytes, times) => {
                for verb in ["RETR", "STOR"] {
                    options
                        .faults
                        .push(data_fault(verb, kind, after_bytes, times));
                }
            }
            What::Uploads(kind) => {
                options
                    .faults
                    .push(data_fault("STOR", kind, FULL, usize::MAX));
            }
            What::Busy => {
                let busy = |verb: &str| ReplyFault {
                    verb: verb.into(),
                    code: 450,
                    times: 1,
                };
                options.trouble.replies.extend(["RETR", "STOR"].map(busy));
            }
            What::Idle => options.trouble.idle_limit = Some(Duration::from_secs(15)),
            What::OneSession => options.login_limit = Some(1),
            What::Size => options.trouble.size = SizeAnswer::Off(1),
            What::Slow => {
                options.reply_delay = Duration::from_millis(500);
                options.rate = Some(256 << 10);
            }
        }
        Ok(None)
    }
}

fn data_fault(verb: &str, kind: DataFaultKind, after_bytes: u64, times: usize) -> DataFault {
    DataFault {
        verb: verb.into(),
        after_bytes,
        times,
        kind,
    }
}

/// PASV and EPSV name this port.
fn name_port(options: &mut ServerOptions, address: SocketAddr) {
    let port = address.port();
    let [high, low] = port.to_be_bytes();
    let numbers = address.ip().to_string().replace('.', ",");
    let pasv = format!("227 Entering Passive Mode ({numbers},{high},{low}).");
    let epsv = format!("229 Entering Extended Passive Mode (|||{port}|)");
    for (verb, reply) in [("PASV", pasv), ("EPSV", epsv)] {
        options.replies.push((verb.into(), reply));
    }
}

/// A port that is taken, and that nobody listens on.
fn refusing(here: IpAddr) -> io::Result<Closed> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(here, 0))?;
    Ok(Closed {
        address: socket.local_addr()?,
        _socket: Some(socket),
        _listener: None,
        _queued: Vec::new(),
    })
}

/// A port whose queue is full, so that the kernel leaves whoever dials without an answer.
async fn silent(here: IpAddr) -> io::Result<Closed> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(here, 0))?;
    let listener = socket.listen(1)?;
    let address = listener.local_addr()?;
    let mut queued = Vec::new();
    while let Ok(dialled) = timeout(ENOUGH, TcpStream::connect(address)).await {
        queued.push(dialled?);
    }
    Ok(Closed {
        address,
        _socket: None,
        _listener: Some(listener),
        _queued: queued,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_a_name_of_its_own_and_a_line() {
        let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), FAULTS.len());
        for fault in FAULTS {
            assert_eq!(fault.name.parse::<Fault>().as_ref(), Ok(fault));
            assert!(!fault.about.is_empty() && !fault.about.ends_with('.'));
        }
        assert!("nothing".parse::<Fault>().is_err());
    }

    #[tokio::test]
    async fn a_blocked_port_does_not_answer_and_a_refusing_one_refuses() {
        for (name, answers) in [("pasv-blocked", false), ("pasv-refused", true)] {
            let fault: Fault = name.parse().unwrap();
            let mut options = ServerOptions::new("/");
            let held = fault.apply(&mut options).await.unwrap();
            let address = held.as_ref().unwrap().address;
            let dialled = timeout(ENOUGH, TcpStream::connect(address)).await;
            assert_eq!(dialled.is_ok(), answers, "{name}");
            assert!(dialled.is_err() || dialled.unwrap().is_err());
        }
    }
}
