//! Active mode: this computer listens, the server dials. The listener stands on the control
//! connection's own address, takes one call, and only the server's.

use super::verb;
use super::{Attempt, AttemptError, DataConnection, ask_mode, judge_start, restart};
use crate::ftp::address::{eprt_argument, port_argument};
use crate::ftp::control::ControlConnection;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::{FtpError, Reply, Reporter, Stage};
use crate::model::{ActiveCommand, DataState, LogKind};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// While the server's call is waited for the control connection may be silent: the deadline of the
/// call ends the wait.
const BEYOND_DEADLINE: Duration = Duration::from_hours(1);

pub(super) async fn open(
    control: &mut ControlConnection,
    command: ActiveCommand,
    attempt: &Attempt<'_>,
) -> Result<DataConnection, AttemptError> {
    control.reporter().data(|data, now| data.begin("bind", now));
    let listener = listen(control.local().ip(), attempt.settings.port_range).map_err(|source| {
        AttemptError::Mode(FtpError::Io {
            stage: Stage::Call,
            operation: "listening for the server's call",
            peer: None,
            source,
        })
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
    control
        .reporter()
        .log(LogKind::Note, &format!("data: LISTEN on {local}"));
    announce(control, command, local, attempt).await?;
    restart(control, attempt).await?;
    let (stream, final_reply) = called(control, &waiter, local, attempt).await?;
    // One call is taken, and nobody else may come.
    drop(waiter);
    drop(held);
    stream
        .set_nonblocking(false)
        .map_err(|source| FtpError::Io {
            stage: Stage::Call,
            operation: "accepting from",
            peer: None,
            source,
        })?;
    let socket = Arc::new(HeldSocket::Stream(stream));
    control.reporter().data(|data, _| data.hold(&socket));
    Ok(DataConnection {
        socket,
        final_reply,
    })
}

/// Sends EPRT or PORT with the address to dial: ours, or the one the site says outsiders see.
async fn announce(
    control: &mut ControlConnection,
    command: ActiveCommand,
    local: SocketAddr,
    attempt: &Attempt<'_>,
) -> Result<(), AttemptError> {
    let address = SocketAddr::new(
        attempt.settings.external_address.unwrap_or(local.ip()),
        local.port(),
    );
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
    let reply = ask_mode(control, &line, label, attempt.cancel).await?;
    let code = reply.code().to_string();
    control
        .reporter()
        .data(|data, now| data.done(Some(&code), now));
    Ok(())
}

/// Sends the transfer command and takes the server's call; servers do the two in either order.
async fn called(
    control: &mut ControlConnection,
    listener: &tokio::net::TcpListener,
    local: SocketAddr,
    attempt: &Attempt<'_>,
) -> Result<(TcpStream, Option<Reply>), FtpError> {
    let reporter = control.reporter().clone();
    let limit = attempt.settings.connect_timeout;
    reporter.data(|data, now| {
        data.begin(verb(&attempt.purpose.command), now);
        data.wait(now, limit);
    });
    let accept = timeout(
        limit,
        accept(&reporter, listener, local, control.peer().ip()),
    );
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
                // Many servers say nothing before they have got through.
                reply = &mut ask => break reply.map_err(|error| match error {
                    FtpError::Timeout { after, .. } if early.is_none() => nobody(local, after),
                    error => error,
                })?,
                call = &mut accept, if early.is_none() => {
                    early = Some(call.map_err(|_| nobody(local, limit))??);
                }
            }
        }
    };
    let mut final_reply = judge_start(control, &command, reply)?;
    if let Some(stream) = early {
        reporter.data(|data, now| data.note("accept", now));
        return Ok((stream, final_reply));
    }
    reporter.data(|data, now| data.begin("accept", now));
    loop {
        tokio::select! {
            biased;
            () = attempt.cancel.cancelled() => return Err(FtpError::Cancelled),
            call = &mut accept => {
                return Ok((call.map_err(|_| nobody(local, limit))??, final_reply));
            }
            reply = control.next_reply(BEYOND_DEADLINE), if final_reply.is_none() => {
                final_reply = before_call(control, &command, reply?)?;
            }
        }
    }
}

/// The server has not dialled.
fn nobody(local: SocketAddr, after: Duration) -> FtpError {
    FtpError::Timeout {
        stage: Stage::Call,
        operation: format!("listening on {local} for the server's call (nobody dialled)"),
        after,
    }
}

/// Takes one call, and only from the server.
async fn accept(
    reporter: &Reporter,
    listener: &tokio::net::TcpListener,
    local: SocketAddr,
    server: IpAddr,
) -> Result<TcpStream, FtpError> {
    let failed = |operation, source| FtpError::Io {
        stage: Stage::Call,
        operation,
        peer: Some(local),
        source,
    };
    let (stream, peer) = listener
        .accept()
        .await
        .map_err(|source| failed("accepting on", source))?;
    if peer.ip().to_canonical() != server.to_canonical() {
        return Err(FtpError::WrongPeer {
            peer,
            port: local.port(),
            expected: server,
        });
    }
    let stream = stream
        .into_std()
        .map_err(|source| failed("accepting on", source))?;
    reporter.data(|data, _| {
        data.addresses(Some(local), Some(peer));
        data.enter(DataState::Accepted);
    });
    reporter.log(
        LogKind::Note,
        &format!("data: ESTABLISHED {local} <- {peer} (the server)"),
    );
    Ok(stream)
}

/// A reply that is read before the server's call is taken: the server gave the transfer up (425),
/// or it has dialled, sent all of a small file and said 226 while the call still waits in the queue
/// of the listener. `None` to go on.
fn before_call(
    control: &mut ControlConnection,
    command: &[u8],
    reply: Reply,
) -> Result<Option<Reply>, FtpError> {
    let command = control.reporter().names().shown(command);
    if reply.is_preliminary() {
        Ok(None)
    } else if reply.is_completion() {
        Ok(Some(reply))
    } else if reply.is_negative() {
        Err(FtpError::Reply { command, reply })
    } else {
        Err(control.protocol_error(&command, &reply))
    }
}

/// A listener on the control connection's own address, in the range of the site.
fn listen(address: IpAddr, range: Option<(u16, u16)>) -> io::Result<TcpListener> {
    let bind = |port: u16| -> io::Result<TcpListener> {
        let address = SocketAddr::new(address, port);
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_nonblocking(true)?;
        // After an upload our end stays in TIME-WAIT for a minute; its port may listen again.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
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
    Err(io::Error::new(
        error.kind(),
        format!("no port of {first}-{last} is free: {error}"),
    ))
}

/// A second handle on the listener that only waits.
fn waiter(listener: &TcpListener) -> Result<tokio::net::TcpListener, FtpError> {
    listener
        .try_clone()
        .and_then(tokio::net::TcpListener::from_std)
        .map_err(|source| FtpError::Io {
            stage: Stage::Call,
            operation: "listening on",
            peer: None,
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::Ipv4Addr;

    /// After an upload our end has sent the first FIN, and its port is in TIME-WAIT for a minute.
    #[test]
    fn a_port_of_the_range_listens_again_right_after_an_upload() {
        let here = IpAddr::from(Ipv4Addr::LOCALHOST);
        let listener = listen(here, None).unwrap();
        listener.set_nonblocking(false).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut server = TcpStream::connect((here, port)).unwrap();
        drop(listener.accept().unwrap());
        drop(listener);
        assert_eq!(server.read(&mut [0]).unwrap(), 0);
        drop(server);
        assert!(listen(here, Some((port, port))).is_ok());
    }

    #[test]
    fn a_range_without_a_free_port_is_named() {
        let here = IpAddr::from(Ipv4Addr::LOCALHOST);
        let taken = listen(here, None).unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = listen(here, Some((port, port))).unwrap_err();
        assert!(error.to_string().contains(&format!("{port}-{port}")));
    }
}
