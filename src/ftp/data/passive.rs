//! Passive mode: the server listens, this computer dials. Always the control connection's peer is
//! dialled, whatever address a 227 names (a server behind NAT names a private one, a malicious one
//! somebody else's: CVE-2020-8284).

use super::{Attempt, AttemptError, DataConnection, ask_mode, start};
use crate::ftp::address::{parse_epsv, parse_pasv};
use crate::ftp::control::ControlConnection;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::{FtpError, Reply, Stage};
use crate::model::{DataState, LogKind, PassiveCommand};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::Arc;

pub(super) async fn open(
    control: &mut ControlConnection,
    command: PassiveCommand,
    attempt: &Attempt<'_>,
) -> Result<DataConnection, AttemptError> {
    let verb: &str = command.into();
    let reply = ask_mode(control, verb, verb, attempt.cancel).await?;
    let use_announced = attempt.settings.use_announced_address;
    let expected = match command {
        PassiveCommand::Epsv => 229,
        PassiveCommand::Pasv => 227,
    };
    if reply.code() != expected {
        // It may be a second answer to the command before: without finding the place again every
        // answer from here on would be taken for another's.
        control.fence().await;
    }
    let target = target(control, command, &reply, use_announced)?;
    control.reporter().data(|data, now| {
        data.note(format!("{} :{}", reply.code(), target.port()), now);
        data.addresses(None, Some(target));
    });
    let socket = dial(control, target, attempt).await?;
    let final_reply = start(control, attempt).await?;
    Ok(DataConnection {
        socket,
        final_reply,
    })
}

/// The address to dial: the reply's port at the control connection's peer, whatever address the
/// reply names, unless the site trusts it.
fn target(
    control: &ControlConnection,
    command: PassiveCommand,
    reply: &Reply,
    use_announced: bool,
) -> Result<SocketAddr, AttemptError> {
    let malformed = |detail: String| {
        AttemptError::Mode(FtpError::Protocol {
            command: command.to_string(),
            detail: format!("{}: {detail}", reply.line()),
        })
    };
    let peer = control.peer();
    match command {
        PassiveCommand::Epsv => {
            let port = parse_epsv(reply).map_err(|error| malformed(error.to_string()))?;
            Ok(SocketAddr::new(peer.ip(), port))
        }
        PassiveCommand::Pasv => {
            let announced = parse_pasv(reply).map_err(|error| malformed(error.to_string()))?;
            let announced = SocketAddr::V4(announced);
            let target = if use_announced && !announced.ip().is_unspecified() {
                announced
            } else {
                SocketAddr::new(peer.ip(), announced.port())
            };
            // Through a proxy the server's own address is not known.
            if announced.ip() != peer.ip() && control.through().is_none() {
                control.reporter().data(|data, _| data.announce(announced));
                let text = format!(
                    "data: 227 said {} -> {} is dialled",
                    announced.ip(),
                    target.ip()
                );
                control.reporter().log(LogKind::Note, &text);
            }
            Ok(target)
        }
    }
}

/// With a proxy in between it is the proxy that has been dialled, and has to go on to the server.
async fn pass_proxy(
    control: &ControlConnection,
    stream: &mut tokio::net::TcpStream,
    port: u16,
    attempt: &Attempt<'_>,
) -> Result<(), AttemptError> {
    let Some(through) = control.through() else {
        return Ok(());
    };
    control
        .reporter()
        .data(|data, now| data.begin("CONNECT", now));
    let limit = attempt.settings.connect_timeout;
    let passed = tokio::select! {
        biased;
        () = attempt.cancel.cancelled() => return Err(FtpError::Cancelled.into()),
        passed = tokio::time::timeout(limit, through.pass(stream, port)) => passed,
    };
    let silent = FtpError::Timeout {
        stage: Stage::Data,
        operation: format!("connecting to {}:{port} through the proxy", through.host),
        after: limit,
    };
    passed
        .map_err(|_| AttemptError::Mode(silent))?
        .map_err(AttemptError::Mode)
}

async fn dial(
    control: &ControlConnection,
    target: SocketAddr,
    attempt: &Attempt<'_>,
) -> Result<Arc<HeldSocket>, AttemptError> {
    let dialled = match control.through() {
        Some(_) => control.peer(),
        None => target,
    };
    let failed = |source: io::Error| {
        AttemptError::Mode(FtpError::Io {
            stage: Stage::Data,
            operation: "connecting the data connection to",
            peer: Some(dialled),
            source,
        })
    };
    let limit = attempt.settings.connect_timeout;
    let reporter = control.reporter();
    let from = attempt.settings.dial_from;
    let from = from.map_or(0, |first| {
        port_of(first, reporter.session(), attempt.number)
    });
    let (socket, mut waiter) = begin_connect(dialled, from).map_err(failed)?;
    reporter.data(|data, now| {
        data.hold(&socket);
        data.enter(DataState::Connecting);
        data.begin("SYN", now);
        data.wait(now, limit);
    });
    reporter.log(
        LogKind::Note,
        &format!("data: dialling {dialled}  SYN-SENT"),
    );
    let connected = tokio::select! {
        biased;
        () = attempt.cancel.cancelled() => return Err(FtpError::Cancelled.into()),
        connected = tokio::time::timeout(limit, waiter.writable()) => connected,
    };
    match connected {
        Err(_) => {
            return Err(AttemptError::Mode(FtpError::Timeout {
                stage: Stage::Data,
                operation: format!("connecting the data connection to {target}"),
                after: limit,
            }));
        }
        Ok(ready) => ready.map_err(failed)?,
    }
    if let Some(error) = waiter.take_error().map_err(failed)? {
        return Err(failed(error));
    }
    pass_proxy(control, &mut waiter, target.port(), attempt).await?;
    if let HeldSocket::Stream(stream) = &*socket {
        stream.set_nonblocking(false).map_err(failed)?;
    }
    tell_established(control, &socket, target);
    Ok(socket)
}

fn tell_established(control: &ControlConnection, socket: &HeldSocket, target: SocketAddr) {
    let reporter = control.reporter();
    reporter.data(|data, now| {
        data.done(None, now);
        data.note("ESTAB", now);
        data.enter(DataState::Established);
    });
    let local = socket
        .local_address()
        .map_or_else(String::new, |local| local.to_string());
    let text = format!("data: ESTABLISHED {local} -> {target}");
    reporter.log(LogKind::Note, &text);
}

/// Each data connection of each session has a port of its own after the first one.
fn port_of(first: u16, session: usize, number: u64) -> u16 {
    let session = u16::try_from(session).unwrap_or(u16::MAX);
    let number = u16::try_from(number % 100).unwrap_or_default();
    first
        .saturating_add(session.saturating_mul(100))
        .saturating_add(number)
}

/// Any address of this computer, of the family of `target`.
fn unspecified(target: SocketAddr) -> IpAddr {
    if target.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    }
}

/// Begins the handshake without waiting for it, so that the socket can be looked at while it is
/// SYN-SENT. The second handle only waits and is dropped before anything is copied. Our end has the
/// port `from`, where that is free; 0 lets the system choose.
fn begin_connect(
    target: SocketAddr,
    from: u16,
) -> io::Result<(Arc<HeldSocket>, tokio::net::TcpStream)> {
    let socket = Socket::new(
        Domain::for_address(target),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    if from > 0 {
        socket.set_reuse_address(true)?;
        let any = SocketAddr::new(unspecified(target), from);
        // A port that is taken is as good as none that was asked for.
        let _ = socket.bind(&any.into());
    }
    match socket.connect(&target.into()) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => {}
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
        Err(error) => return Err(error),
    }
    let stream = TcpStream::from(socket);
    let waiter = tokio::net::TcpStream::from_std(stream.try_clone()?)?;
    Ok((Arc::new(HeldSocket::Stream(stream)), waiter))
}
