//! One row of the system's table of TCP sockets.

use super::SocketState;
use std::net::SocketAddr;

/// A TCP socket as the system lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketRow {
    /// Whether it speaks IPv6, or IPv4 on a socket for both.
    pub is_v6: bool,
    /// Our end. IPv4 addresses in IPv6 form are given as IPv4.
    pub local: SocketAddr,
    /// The other end; `None` while it listens.
    pub remote: Option<SocketAddr>,
    /// Its state.
    pub state: SocketState,
    /// Bytes that have come and that the program has not read; of a listener, calls not taken yet.
    pub receive_queue: u32,
    /// Bytes written that the other end has not acknowledged.
    pub send_queue: u32,
}
