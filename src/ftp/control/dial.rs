//! Making the control connection's socket.

use super::CONNECT_TIMEOUT;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::{FtpError, Stage};
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A NAT forgets a silent control connection after minutes, some after one.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);

pub(super) async fn dial(address: SocketAddr) -> Result<TcpStream, FtpError> {
    match timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(source)) => Err(FtpError::Io {
            stage: Stage::Dial,
            operation: "connecting to",
            peer: Some(address),
            source,
        }),
        Err(_) => Err(FtpError::Timeout {
            stage: Stage::Dial,
            operation: format!("connecting to {address}"),
            after: CONNECT_TIMEOUT,
        }),
    }
}

/// Sets the socket up (no Nagle delay: each command is one write; keep-alive against forgetful
/// NATs) and takes a second handle for looking at it.
pub(super) fn prepare(
    stream: TcpStream,
) -> Result<(TcpStream, Arc<HeldSocket>, SocketAddr, SocketAddr), FtpError> {
    let set_up = || -> io::Result<_> {
        let (local, peer) = (stream.local_addr()?, stream.peer_addr()?);
        let socket = SockRef::from(&stream);
        socket.set_tcp_nodelay(true)?;
        socket.set_tcp_keepalive(
            &TcpKeepalive::new()
                .with_time(KEEPALIVE_IDLE)
                .with_interval(KEEPALIVE_INTERVAL),
        )?;
        let second = std::net::TcpStream::from(socket.try_clone()?);
        Ok((Arc::new(HeldSocket::Stream(second)), local, peer))
    };
    let (socket, local, peer) = set_up().map_err(|source| FtpError::Io {
        stage: Stage::Dial,
        operation: "setting up the socket",
        peer: None,
        source,
    })?;
    Ok((stream, socket, local, peer))
}
