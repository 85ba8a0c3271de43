//! Active mode: this computer listens, the server dials. The listener stands on the control
//! connection's own address, takes one call, and only the server's.

use super::{Attempt, AttemptError, DATA_CONNECT_TIMEOUT, DataConnection, ask_mode, judge_start};
use super::verb;
use crate::ftp::address::{eprt_argument, port_argument};
use crate::ftp::control::ControlConnection;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::{FtpError, Reply};
use crate::model::{ActiveCommand, DataState, LogKind};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};

pub(super) async fn open(
    control: &mut ControlConnection,
    command: ActiveCommand,
    attempt: &Attempt<'_>,
) -> Result<DataConnection, AttemptError> {
    control.reporter().data(|data, now| data.begin("bind", now));
    let listener = listen(control.local().ip(), attempt.port_range).map_err(|source| {
        FtpError::Io { operation: "listening for the server's call on", peer: None, source }
    })?;
    let waiter = waiter(&listener)?;
    let held = Arc::new(HeldSocket::Listener(listener));
    let local = held.local_address().unwrap_or_else(|| control.local());
    control.reporter().data(|data, now| {
        data.done(Some(&format!(":{}", local.port())), now);
        data.note("LISTEN", now);
        data.hold(&held);
        data.enter(DataState::Listening);
    });
    control.reporter().log(LogKind::Note, &format!("data: LISTEN on {local}"));
    announce(control, command, local, attempt).await?;
    let (stream, final_reply) = called(control, &waiter, local, attempt).await?;
    // One call is taken, and nobody else may come.
    drop(waiter);
    drop(held);
    stream
        .set_nonblocking(false)
        .map_err(|source| FtpError::Io { operation: "accepting from", peer: None, source })?;
    let socket = Arc::new(HeldSocket::Stream(stream));
    control.reporter().data(|data, _| data.hold(&socket));
    Ok(DataConnection { socket, final_reply })
}

/// Sends EPRT or PORT with the address to dial: ours, or the one the site says outsiders see.
async fn announce(
    control: &mut ControlConnection,
    command: ActiveCommand,
    local: SocketAddr,
    attempt: &Attempt<'_>,
) -> Result<(), AttemptError> {
    let address = SocketAddr::new(attempt.external_address.unwrap_or(local.ip()), local.port());
    let (line, label) = match (command, address) {
        (ActiveCommand::Eprt, address) => (format!("EPRT {}", eprt_argument(address)), "EPRT"),
        (ActiveCommand::Port, SocketAddr::V4(v4)) => {
            (format!("PORT {}", port_argument(v4)), "PORT")
        }
        (ActiveCommand::Port, SocketAddr::V6(_)) => {
            return Err(AttemptError::Mode(FtpError::Protocol {
                command: "PORT".into(),
                detail: "PORT cannot name an IPv6 address".into(),
            }));
        }
    };
    let reply = ask_mode(control, &line, label).await?;
    let code = reply.code().to_string();
    control.reporter().data(|data, now| data.done(Some(&code), now));
    Ok(())
}

/// Sends the transfer command and takes the server's call; servers do the two in either order.
async fn called(
    control: &mut ControlConnection,
    listener: &tokio::net::TcpListener,
    local: SocketAddr,
    attempt: &Attempt<'_>,
) -> Result<(TcpStream, Option<Reply>), FtpError> {
    let server = control.peer().ip();
    let deadline = Instant::now() + DATA_CONNECT_TIMEOUT;
    let reporter = control.reporter().clone();
    reporter.data(|data, now| {
        data.begin(verb(&attempt.purpose.command), now);
        data.wait(now, DATA_CONNECT_TIMEOUT);
    });
    let nobody = || FtpError::Timeout {
        operation: format!("listening on {local} for the server's call (nobody dialled)"),
        after: DATA_CONNECT_TIMEOUT,
    };
    let accept = async {
        let (stream, peer) = timeout_at(deadline, listener.accept())
            .await
            .map_err(|_| nobody())?
            .map_err(|source| FtpError::Io { operation: "accepting on", peer: Some(local), source })?;
        if peer.ip().to_canonical() != server.to_canonical() {
            return Err(FtpError::WrongPeer { peer, port: local.port(), expected: server });
        }
        let stream = stream
            .into_std()
            .map_err(|source| FtpError::Io { operation: "accepting from", peer: Some(peer), source })?;
        reporter.data(|data, _| {
            data.addresses(Some(local), Some(peer));
            data.enter(DataState::Accepted);
        });
        reporter.log(LogKind::Note, &format!("data: ESTABLISHED {local} <- {peer} (the server)"));
        Ok(stream)
    };
    tokio::pin!(accept);
    let command = attempt.purpose.command.clone();
    let mut early = None;
    let reply = {
        let ask = control.ask(&command);
        tokio::pin!(ask);
        loop {
            tokio::select! {
                biased;
                () = attempt.cancel.cancelled() => return Err(FtpError::Cancelled),
                reply = &mut ask => break reply?,
                stream = &mut accept, if early.is_none() => early = Some(stream?),
            }
        }
    };
    let final_reply = judge_start(control, &command, reply)?;
    if let Some(stream) = early {
        control.reporter().data(|data, now| data.note("accept", now));
        return Ok((stream, final_reply));
    }
    control.reporter().data(|data, now| data.begin("accept", now));
    tokio::select! {
        biased;
        () = attempt.cancel.cancelled() => Err(FtpError::Cancelled),
        refusal = control.next_reply(control.reply_timeout()) => Err(refused(control, &command, refusal?)),
        stream = &mut accept => Ok((stream?, final_reply)),
    }
}

/// The server gave the transfer up before it dialled (425), or said something out of turn.
fn refused(control: &mut ControlConnection, command: &[u8], reply: Reply) -> FtpError {
    let command = crate::model::text::display_safe(command);
    if reply.is_negative() {
        FtpError::Reply { command, reply }
    } else {
        control.protocol_error(&command, &reply)
    }
}

/// A listener on the control connection's own address, in the range of the site.
fn listen(address: IpAddr, range: Option<(u16, u16)>) -> io::Result<TcpListener> {
    let bind = |port: u16| -> io::Result<TcpListener> {
        let address = SocketAddr::new(address, port);
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(1)?;
        Ok(socket.into())
    };
    let Some((first, last)) = range else {
        return bind(0);
    };
    let mut error = io::Error::from(io::ErrorKind::AddrInUse);
    for port in first..=last {
        match bind(port) {
            Ok(listener) => return Ok(listener),
            Err(failure) => error = failure,
        }
    }
    Err(io::Error::new(error.kind(), format!("no port of {first}-{last} is free: {error}")))
}

/// A second handle on the listener that only waits.
fn waiter(listener: &TcpListener) -> Result<tokio::net::TcpListener, FtpError> {
    listener
        .try_clone()
        .and_then(tokio::net::TcpListener::from_std)
        .map_err(|source| FtpError::Io { operation: "listening on", peer: None, source })
}
