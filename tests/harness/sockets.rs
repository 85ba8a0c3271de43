//! The kernel's table of sockets, held against sockets of our own.

use crate::support::kernel::{Socket, State, parse_line, sockets, sockets_of};
use crate::support::poll;
use crate::support::pty::LIMIT;
use std::net::{TcpListener, TcpStream};

fn find(local: std::net::SocketAddr, remote: std::net::SocketAddr) -> Option<Socket> {
    let own = sockets_of(std::process::id());
    own.into_iter()
        .find(|socket| socket.local == local && socket.remote == remote)
}

#[test]
fn our_own_sockets_are_in_the_table() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap();
    let stream = TcpStream::connect(server).unwrap();
    let client = stream.local_addr().unwrap();
    let (accepted, _) = listener.accept().unwrap();
    let listening = find(server, "0.0.0.0:0".parse().unwrap()).unwrap();
    assert_eq!(listening.state, State::Listen);
    assert_eq!(find(client, server).unwrap().state, State::Established);
    assert_eq!(find(server, client).unwrap().state, State::Established);
    drop(accepted);
    assert_eq!(find(server, client), None, "no longer ours");
    let half_closed = || find(client, server).filter(|socket| socket.state == State::CloseWait);
    assert!(
        poll(LIMIT, half_closed).is_some(),
        "{:?}",
        find(client, server)
    );
    assert!(
        sockets()
            .iter()
            .any(|socket| socket.local == server && socket.remote == client)
    );
}

#[test]
fn lines_of_both_tables_are_read() {
    let line = "   1: 0100007F:1F90 0200007F:C350 06 0:0 00:00 0 0 0 4711 1 0";
    let socket = parse_line(line).unwrap();
    // The table is in the machine's own byte order; the line above is a little-endian one.
    if cfg!(target_endian = "little") {
        assert_eq!(socket.local.to_string(), "127.0.0.1:8080");
        assert_eq!(socket.remote.to_string(), "127.0.0.2:50000");
    }
    assert_eq!((socket.state, socket.inode), (State::TimeWait, 4711));
    assert_eq!(
        parse_line("  sl  local_address rem_address   st tx_queue"),
        None
    );
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        return; // no IPv6 here
    };
    let local = listener.local_addr().unwrap();
    assert!(
        sockets()
            .iter()
            .any(|s| s.local == local && s.state == State::Listen)
    );
}
