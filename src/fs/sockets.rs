//! The TCP sockets of this process, as the system lists them (proc(5)).

use crate::model::socket::SocketRow;
use std::io;
use std::net::SocketAddr;

/// The sockets that this process holds, and those of its own that the system keeps in TIME-WAIT:
/// `earlier` names the pairs of ends that it had. `None` where the system has no such list.
///
/// # Errors
/// The list cannot be read.
#[cfg(target_os = "linux")]
pub fn list(earlier: &[(SocketAddr, SocketAddr)]) -> io::Result<Option<Vec<SocketRow>>> {
    use std::collections::HashSet;
    let mut held = HashSet::new();
    for found in std::fs::read_dir("/proc/self/fd")? {
        // What was closed meanwhile is not held.
        let target = std::fs::read_link(found?.path()).unwrap_or_default();
        let inode = target.to_str().and_then(|name| {
            let number = name.strip_prefix("socket:[")?.strip_suffix(']')?;
            number.parse::<u64>().ok()
        });
        held.extend(inode);
    }
    let mut rows = Vec::new();
    for (file, is_v6) in [("/proc/self/net/tcp", false), ("/proc/self/net/tcp6", true)] {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let found = text.lines().filter_map(|line| table::row(line, is_v6));
        let ours = found.filter(|(row, inode)| match row.remote {
            _ if *inode != 0 => held.contains(inode),
            Some(remote) => earlier.contains(&(row.local, remote)),
            None => false,
        });
        rows.extend(ours.map(|(row, _)| row));
    }
    Ok(Some(rows))
}

/// Here the system has no such list.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn list(_earlier: &[(SocketAddr, SocketAddr)]) -> io::Result<Option<Vec<SocketRow>>> {
    Ok(None)
}

#[cfg(any(target_os = "linux", test))]
mod table {
    use crate::model::SocketState;
    use crate::model::socket::SocketRow;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

    /// A line of `/proc/net/tcp` and its inode; `None` for the heading.
    pub(super) fn row(line: &str, is_v6: bool) -> Option<(SocketRow, u64)> {
        let mut fields = line.split_whitespace().skip(1);
        let local = address(fields.next()?)?;
        let remote = address(fields.next()?)?;
        let state = SocketState::numbered(u8::from_str_radix(fields.next()?, 16).ok()?)?;
        let (sent, received) = fields.next()?.split_once(':')?;
        // Timer, retransmits, user, timeout.
        let inode = fields.nth(4)?.parse().ok()?;
        let row = SocketRow {
            is_v6,
            local,
            remote: Some(remote).filter(|_| state != SocketState::Listen),
            state,
            receive_queue: u32::from_str_radix(received, 16).ok()?,
            send_queue: u32::from_str_radix(sent, 16).ok()?,
        };
        Some((row, inode))
    }

    /// `0100007F:1F90`: words in the machine's own byte order, the port as a plain number.
    fn address(text: &str) -> Option<SocketAddr> {
        let (address, port) = text.split_once(':')?;
        let words = (0..address.len()).step_by(8).map(|at| {
            let word = address.get(at..at + 8)?;
            Some(u32::from_str_radix(word, 16).ok()?.to_ne_bytes())
        });
        let words: Vec<[u8; 4]> = words.collect::<Option<_>>()?;
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

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        #[cfg(target_endian = "little")]
        fn a_line_of_the_table_is_read() {
            let line = "   1: 0100007F:1F90 0200007F:C350 01 00000010:00000203 00:00000000 00000000 \
                        1000 0 4711 1 0000000000000000 20 4 30 10 -1";
            let (row, inode) = row(line, false).unwrap();
            assert_eq!(inode, 4711);
            assert_eq!(row.local, "127.0.0.1:8080".parse().unwrap());
            assert_eq!(row.remote, Some("127.0.0.2:50000".parse().unwrap()));
            assert_eq!(row.state, SocketState::Established);
            assert_eq!((row.send_queue, row.receive_queue), (0x10, 0x203));
        }

        #[test]
        #[cfg(target_endian = "little")]
        fn a_listener_for_both_has_no_other_end() {
            let line = "0: 0000000000000000FFFF00000100007F:0015 \
                        00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 \
                        00000000 0 0 12 1";
            let (row, _) = row(line, true).unwrap();
            assert_eq!(row.local, "127.0.0.1:21".parse().unwrap());
            assert_eq!((row.remote, row.state), (None, SocketState::Listen));
        }

        #[test]
        fn what_is_no_socket_is_passed_over() {
            assert_eq!(row("  sl  local_address rem_address   st", false), None);
            assert_eq!(row("", false), None);
            assert_eq!(row("0: zz:1 00000000:0000 0A", false), None);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::model::SocketState;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn our_own_sockets_are_found_and_only_those() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = listener.local_addr().unwrap();
        let client = TcpStream::connect(here).unwrap();
        let (server, _) = listener.accept().unwrap();
        let ends = (client.local_addr().unwrap(), here);
        let find = |earlier: &[_], local| {
            let rows = list(earlier).unwrap().unwrap();
            rows.into_iter().find(|row| row.local == local)
        };
        assert_eq!(find(&[], here).unwrap().state, SocketState::Listen);
        let open = find(&[], ends.0).unwrap();
        assert_eq!(open.state, SocketState::Established);
        assert_eq!(open.remote, Some(here));
        // Who closes first is the one that waits.
        drop(client);
        drop(server);
        let gone = |earlier: &[_]| loop {
            match find(earlier, ends.0) {
                Some(row) if row.state != SocketState::TimeWait => std::thread::yield_now(),
                row => return row,
            }
        };
        assert_eq!(gone(&[ends]).unwrap().state, SocketState::TimeWait);
        assert_eq!(gone(&[]), None);
    }
}
