//! The real servers do with TLS what is asked of them: when it begins, what is refused without it,
//! which versions are spoken, and whether data has to resume.

use crate::support::certificates::Authority;
use crate::support::server::{Kind, RealOptions, RealServer};
use crate::support::server_tls::{RealTls, TlsUse, Versions};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

type Tls = StreamOwned<ClientConnection, TcpStream>;

/// A control connection, in clear or not.
struct Raw<S: Read + Write>(BufReader<S>);

impl<S: Read + Write> Raw<S> {
    fn reply(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the end");
            if line.as_bytes().get(3) == Some(&b' ') {
                return line;
            }
        }
    }

    fn ask(&mut self, command: &str) -> String {
        let line = format!("{command}\r\n");
        self.0.get_mut().write_all(line.as_bytes()).unwrap();
        self.reply()
    }

    #[track_caller]
    fn expect(&mut self, command: &str, code: &str) -> String {
        let reply = self.ask(command);
        assert!(reply.starts_with(code), "{command}: {reply}");
        reply
    }

    fn log_in(&mut self, server: &RealServer) {
        self.expect(&format!("USER {}", server.user()), "331");
        self.expect(&format!("PASS {}", server.password()), "230");
        self.expect(&format!("CWD {}", server.directory()), "250");
        self.expect("TYPE I", "200");
    }

    fn passive(&mut self, host: IpAddr) -> TcpStream {
        let reply = self.expect("EPSV", "229");
        let port = reply.split('|').nth(3).and_then(|port| port.parse().ok());
        dial(SocketAddr::new(host, port.expect(&reply)))
    }
}

impl Raw<TcpStream> {
    fn dial(server: &RealServer) -> Self {
        let mut raw = Self(BufReader::new(dial(server.address())));
        assert!(raw.reply().starts_with("220"));
        raw
    }

    fn secured(mut self, config: &Arc<ClientConfig>) -> Raw<Tls> {
        self.expect("AUTH TLS", "234");
        Raw(BufReader::new(tls(self.0.into_inner(), config)))
    }
}

impl Raw<Tls> {
    /// A session whose data is protected too.
    fn connect(server: &RealServer, used: TlsUse, config: &Arc<ClientConfig>) -> Self {
        let mut raw = if used == TlsUse::Implicit {
            let mut raw = Self(BufReader::new(tls(dial(server.address()), config)));
            assert!(raw.reply().starts_with("220"));
            raw
        } else {
            Raw::dial(server).secured(config)
        };
        raw.log_in(server);
        raw.expect("PBSZ 0", "200");
        raw.expect("PROT P", "200");
        raw
    }

    /// What came, and the last reply.
    fn fetch(&mut self, name: &str, config: &Arc<ClientConfig>) -> (Vec<u8>, String) {
        let host = self.0.get_ref().sock.peer_addr().unwrap().ip();
        let stream = self.passive(host);
        self.expect(&format!("RETR {name}"), "150");
        let mut stream = tls(stream, config);
        let mut bytes = Vec::new();
        // A server that refuses the session hangs up.
        if let Err(error) = stream.read_to_end(&mut bytes) {
            let cut = [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset];
            assert!(cut.contains(&error.kind()), "{error}");
        }
        drop(stream);
        (bytes, self.reply())
    }

    fn version(&self) -> ProtocolVersion {
        self.0.get_ref().conn.protocol_version().unwrap()
    }
}

fn dial(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    let limit = Some(Duration::from_secs(30));
    stream.set_read_timeout(limit).unwrap();
    stream
}

fn tls(stream: TcpStream, config: &Arc<ClientConfig>) -> Tls {
    let name = ServerName::try_from("localhost").unwrap();
    StreamOwned::new(
        ClientConnection::new(Arc::clone(config), name).unwrap(),
        stream,
    )
}

/// A client that trusts this authority and has no sessions to resume yet.
fn client(authority: &Authority) -> Arc<ClientConfig> {
    let trusted = CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// Servers of every kind that can do it.
fn servers(used: TlsUse, strict: bool, versions: Versions) -> Vec<(RealServer, Arc<ClientConfig>)> {
    let authority = Authority::new();
    let mut tls = RealTls::new(used, authority.issue());
    (tls.strict, tls.versions) = (strict, versions);
    let able = Kind::ALL.into_iter().filter(|kind| tls.is_known_to(*kind));
    able.filter_map(|kind| {
        let server = RealServer::start_with(kind, RealOptions::with_tls(tls.clone()))?;
        server.put("hello", b"hello");
        Some((server, client(&authority)))
    })
    .collect()
}

#[test]
fn data_is_protected_whenever_tls_begins() {
    for used in [TlsUse::Offered, TlsUse::Required, TlsUse::Implicit] {
        for (server, config) in servers(used, false, Versions::Any) {
            let mut raw = Raw::connect(&server, used, &config);
            let (bytes, last) = raw.fetch("hello", &config);
            assert!(last.starts_with("226"), "{:?}: {last}", server.kind());
            assert_eq!(bytes, b"hello", "{:?} {used:?}", server.kind());
        }
    }
}

#[test]
fn logins_in_clear_are_taken_where_tls_is_offered_and_not_where_it_is_required() {
    for (server, _) in servers(TlsUse::Offered, false, Versions::Any) {
        Raw::dial(&server).log_in(&server);
    }
    for (server, _) in servers(TlsUse::Required, false, Versions::Any) {
        let mut raw = Raw::dial(&server);
        let user = raw.ask(&format!("USER {}", server.user()));
        let refused = user.starts_with('5') || user.starts_with("421");
        // ProFTPD and vsftpd may let the name pass and refuse the password.
        let refused = refused || !raw.ask("PASS x@example.net").starts_with('2');
        assert!(refused, "{:?}: {user}", server.kind());
    }
}

#[test]
fn only_the_wanted_version_is_spoken() {
    let wanted = [
        (Versions::Only12, ProtocolVersion::TLSv1_2),
        (Versions::Only13, ProtocolVersion::TLSv1_3),
    ];
    for (versions, spoken) in wanted {
        for (server, config) in servers(TlsUse::Offered, false, versions) {
            let raw = Raw::connect(&server, TlsUse::Offered, &config);
            assert_eq!(raw.version(), spoken, "{:?}", server.kind());
        }
    }
}

#[test]
fn strict_servers_refuse_a_session_of_its_own_and_take_a_resumed_one() {
    for versions in [Versions::Only12, Versions::Only13] {
        for (server, config) in servers(TlsUse::Offered, true, versions) {
            let mut raw = Raw::connect(&server, TlsUse::Offered, &config);
            let (bytes, last) = raw.fetch("hello", &config);
            assert!(last.starts_with("226"), "{:?}: {last}", server.kind());
            assert_eq!(bytes, b"hello", "{:?}", server.kind());
            // The same trust and nothing to resume.
            let mut fresh = ClientConfig::clone(&config);
            fresh.resumption = rustls::client::Resumption::in_memory_sessions(8);
            let (bytes, last) = raw.fetch("hello", &Arc::new(fresh));
            let refused = last.starts_with("522") || last.starts_with("425");
            assert!(refused, "{:?} {versions:?}: {last}", server.kind());
            assert_eq!(bytes, b"", "{:?}", server.kind());
        }
    }
}

#[test]
fn servers_listen_on_ipv6_too() {
    for kind in Kind::ALL {
        let options = RealOptions {
            bind: "[::1]:0".parse().unwrap(),
            ..RealOptions::default()
        };
        let Some(server) = RealServer::start_with(kind, options) else {
            continue;
        };
        server.put("hello", b"hello");
        let mut raw = Raw::dial(&server);
        raw.log_in(&server);
        let mut data = raw.passive(server.address().ip());
        raw.expect("RETR hello", "150");
        let mut bytes = Vec::new();
        data.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"hello", "{kind:?}");
    }
}

#[test]
fn one_login_at_a_time_is_one() {
    for kind in Kind::ALL {
        let options = RealOptions {
            max_logins: Some(1),
            ..RealOptions::default()
        };
        let Some(server) = RealServer::start_with(kind, options) else {
            continue;
        };
        let mut first = Raw::dial(&server);
        first.log_in(&server);
        let mut second = Raw(BufReader::new(dial(server.address())));
        let greeting = second.reply();
        let refused = greeting.starts_with("421") || {
            second.ask(&format!("USER {}", server.user()));
            second.expect(&format!("PASS {}", server.password()), "530");
            true
        };
        assert!(refused, "{kind:?}: {greeting}");
        first.expect("PWD", "257");
    }
}
