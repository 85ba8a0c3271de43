//! What the integration tests share. A test crate takes it in with
//! `#[path = "../support/mod.rs"] mod support;` and uses the parts it needs.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    reason = "test code: a panic is how it reports, and each crate uses a part of it only"
)]

pub mod certificates;
pub mod kernel;
pub mod keys;
pub mod process;
pub mod pty;
pub mod server;
pub mod server_config;
pub mod server_tls;
pub mod terminal;
pub mod tree;

use std::time::{Duration, Instant};

/// A port of this computer where nobody listens, and nobody else can as long as the socket is kept.
pub fn closed_port() -> (socket2::Socket, std::net::SocketAddr) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 0));
    socket.bind(&any.into()).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, address)
}

/// Asks every few milliseconds until there is an answer; `None` when `limit` has passed.
///
/// For conditions that nothing announces (a file, a process, a port). The limit is there to end a
/// test that would hang, so make it generous.
pub fn poll<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
