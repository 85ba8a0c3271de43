//! Each real server starts, takes three sessions, serves its folder and leaves no process.

use crate::support::poll;
use crate::support::process::{Guardian, Process, descendants};
use crate::support::server::{Kind, RealServer};
use crate::support::tree;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::Duration;

/// A control connection with nothing between the test and the wire.
struct Raw(BufReader<TcpStream>);

impl Raw {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let mut raw = Self(BufReader::new(stream));
        assert!(raw.reply().starts_with("220"));
        raw
    }

    /// The last line of a reply (RFC 959 section 4.2).
    fn reply(&mut self) -> String {
        loop {
            let mut bytes = Vec::new();
            let read = self.0.read_until(b'\n', &mut bytes).unwrap();
            assert_ne!(read, 0, "the server hung up");
            if bytes.len() > 3 && bytes[..3].iter().all(u8::is_ascii_digit) && bytes[3] == b' ' {
                return String::from_utf8_lossy(&bytes).into_owned();
            }
        }
    }

    fn ask(&mut self, command: impl AsRef<[u8]>) -> String {
        // One write, one segment: in two they would wait for each other (Nagle, delayed ACK).
        let line = [command.as_ref(), b"\r\n"].concat();
        self.0.get_mut().write_all(&line).unwrap();
        self.reply()
    }

    fn login(server: &RealServer) -> Self {
        let mut raw = Self::connect(server.address());
        assert!(
            raw.ask(format!("USER {}", server.user()))
                .starts_with("331")
        );
        let reply = raw.ask(format!("PASS {}", server.password()));
        assert!(reply.starts_with("230"), "{reply}");
        raw
    }

    fn fetch(&mut self, name: impl AsRef<[u8]>) -> Vec<u8> {
        let reply = self.ask("EPSV");
        let port = reply.split('|').nth(3).and_then(|port| port.parse().ok());
        let address = SocketAddr::new([127, 0, 0, 1].into(), port.expect(&reply));
        let mut data = TcpStream::connect(address).unwrap();
        assert!(self.ask("TYPE I").starts_with("200"));
        let reply = self.ask([b"RETR ", name.as_ref()].concat());
        assert!(reply.starts_with("150"), "{reply}");
        let mut bytes = Vec::new();
        data.read_to_end(&mut bytes).unwrap();
        // ProFTPD sends its 226 when the client has closed too, or after ten seconds.
        drop(data);
        assert!(self.reply().starts_with("226"));
        bytes
    }
}

fn prove(kind: Kind) {
    let Some(server) = RealServer::start(kind) else {
        return;
    };
    server.put("sub/hello.txt", b"hello");
    let mut sessions: Vec<Raw> = (0..3).map(|_| Raw::login(&server)).collect();
    for session in &mut sessions {
        assert!(
            session
                .ask(format!("CWD {}", server.directory()))
                .starts_with("250")
        );
        assert_eq!(session.fetch("sub/hello.txt"), b"hello");
        assert!(session.ask("DELE nothing.txt").starts_with("550"));
    }
    let first = &mut sessions[0];
    assert!(
        first.ask("DELE sub/hello.txt").starts_with("250"),
        "writable"
    );
    assert!(
        !server.data().join("sub/hello.txt").exists(),
        "the same folder"
    );

    let mut family = descendants(server.pid());
    family.extend(Process::find(server.pid()));
    assert!(family.len() > 3, "a process for each session: {family:?}");
    let folder = server.data().parent().unwrap().to_owned();
    let address = server.address();
    drop(server);
    assert!(
        family.iter().all(|process| !process.is_running()),
        "{family:?}"
    );
    assert!(!folder.exists(), "its folder is gone");
    assert!(TcpStream::connect(address).is_err(), "nobody listens");
}

#[test]
fn vsftpd_starts_serves_and_stops() {
    prove(Kind::Vsftpd);
}

#[test]
fn proftpd_starts_serves_and_stops() {
    prove(Kind::Proftpd);
}

#[test]
fn pure_ftpd_starts_serves_and_stops() {
    prove(Kind::PureFtpd);
}

/// A server that holds names in any charset: bytes in, bytes out.
#[test]
fn names_in_any_charset_are_kept_byte_for_byte() {
    for kind in Kind::ALL {
        let Some(server) = RealServer::start(kind) else {
            continue;
        };
        let mut session = Raw::login(&server);
        session.ask(format!("CWD {}", server.directory()));
        for (charset, name, says) in tree::FOREIGN {
            server.put(OsStr::from_bytes(name), says.as_bytes());
            let fetched = session.fetch(name);
            assert_eq!(fetched, says.as_bytes(), "{kind:?} {charset}");
        }
    }
}

#[test]
fn two_servers_of_a_kind_live_side_by_side() {
    for kind in Kind::ALL {
        let (Some(one), Some(two)) = (RealServer::start(kind), RealServer::start(kind)) else {
            continue;
        };
        assert_ne!(one.address(), two.address());
        one.put("only-in-one", b"1");
        assert!(!two.data().join("only-in-one").exists());
        Raw::login(&one);
        Raw::login(&two);
    }
}

#[test]
fn a_guardian_ends_what_its_dead_master_left() {
    let mut left = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut guardian = Guardian::of(left.id()).unwrap();
    assert_eq!(left.try_wait().unwrap(), None);
    // What the kernel does when the master dies: its end of the pipe is closed.
    drop(guardian.0.stdin.take());
    let status = poll(Duration::from_secs(20), || left.try_wait().unwrap());
    assert_eq!(status.and_then(|status| status.signal()), Some(9));
}
