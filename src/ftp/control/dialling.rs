//! From a host name to a greeting: the control connection's socket is dialled and handed to
//! suppaftp, with our own stream ([`Wire`]) between the two.

use super::wire::Wire;
use super::words::{greeting_error, io_error};
use crate::ftp::proxy;
use crate::ftp::socket_info::HeldSocket;
use crate::ftp::tls::{TlsSession, handshake_facts};
use crate::ftp::{FtpError, Reply, Reporter, Stage};
use crate::model::{LogKind, Proxy, Security, Site, TlsFacts};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use socket2::{SockRef, TcpKeepalive};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use suppaftp::FtpResult;
use suppaftp::tokio::{AsyncTlsConnector, ImplAsyncFtpStream};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A NAT forgets a silent control connection after minutes, some after one.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
/// An address that has not answered for so long gets company from the next one (RFC 8305 section 5).
const STAGGER: Duration = Duration::from_millis(250);

/// suppaftp on our stream.
pub(super) type Stream = ImplAsyncFtpStream<Wire>;

type Greeted = Pin<Box<dyn Future<Output = FtpResult<Stream>> + Send>>;

/// A control connection whose greeting is still to come.
pub(super) struct Dialled {
    pub(super) established: Established,
    greeted: Greeted,
    failure: Arc<Mutex<Option<FtpError>>>,
}

/// A socket that is connected, with all that others want of it.
pub(super) struct Established {
    pub(super) wire: Wire,
    pub(super) socket: Arc<HeldSocket>,
    pub(super) local: SocketAddr,
    pub(super) peer: SocketAddr,
}

/// The way through a proxy.
#[derive(Clone, Debug)]
pub(in crate::ftp) struct Through {
    pub(in crate::ftp) proxy: Proxy,
    /// The server as the proxy is to find it.
    pub(in crate::ftp) host: String,
    port: u16,
}

impl Through {
    /// How to get to the site; `None` without a proxy.
    pub(super) fn of(site: &Site) -> Option<Self> {
        Some(Self {
            proxy: site.proxy.clone()?,
            host: site.host.clone(),
            port: site.port,
        })
    }

    /// Has the proxy connect to this port of the server.
    pub(in crate::ftp) async fn pass(
        &self,
        stream: &mut TcpStream,
        port: u16,
    ) -> Result<(), FtpError> {
        let passed = proxy::tunnel(stream, &self.proxy, &self.host, port).await;
        passed.map_err(|source| FtpError::Proxy {
            proxy: format!("{}:{}", self.proxy.host, self.proxy.port),
            target: format!("{}:{port}", self.host),
            source,
        })
    }
}

/// Takes the socket that suppaftp has dialled and puts our stream in its place.
struct Connector {
    /// TLS from the first byte on.
    implicit: Option<TlsSession>,
    /// The proxy that was dialled, and the host and port to ask it for.
    through: Option<Through>,
    reporter: Reporter,
    established: Mutex<Option<oneshot::Sender<Established>>>,
    /// What went wrong, in our words.
    failure: Arc<Mutex<Option<FtpError>>>,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

impl Connector {
    async fn take(&self, mut stream: TcpStream) -> Result<Wire, FtpError> {
        if let Some(through) = &self.through {
            through.pass(&mut stream, through.port).await?;
            let text = format!(
                "control: through the proxy to {}:{}",
                through.host, through.port
            );
            self.reporter.log(LogKind::Note, &text);
        }
        let established = prepare(stream)?;
        let (wire, peer) = (established.wire.clone(), established.peer);
        let text = format!("control: ESTABLISHED {} -> {peer}", established.local);
        self.reporter.log(LogKind::Note, &text);
        let waiting = self.established.lock();
        let waiting = waiting.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(waiting) = waiting {
            // Whoever waited has given up; this future is about to be dropped.
            let _ = waiting.send(established);
        }
        if let Some(tls) = &self.implicit {
            secure(&wire, tls, peer).await?;
        }
        Ok(wire)
    }
}

impl AsyncTlsConnector for Connector {
    type Stream = Wire;

    fn connect<'life0, 'life1, 'async_trait>(
        &'life0 self,
        _domain: &'life1 str,
        stream: TcpStream,
    ) -> Pin<Box<dyn Future<Output = FtpResult<Wire>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
    {
        Box::pin(async move {
            self.take(stream).await.map_err(|error| {
                let text = error.to_string();
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                *failure = Some(error);
                suppaftp::FtpError::SecureError(text)
            })
        })
    }
}

/// Dials the addresses, the next one whenever one fails or has not answered for [`STAGGER`]; the
/// first that answers is taken (RFC 8305).
pub(super) async fn dial_any(
    site: &Site,
    addresses: &[SocketAddr],
    tls: Option<&TlsSession>,
    reporter: &Reporter,
) -> Result<Dialled, FtpError> {
    let mut last = FtpError::Resolve {
        host: site.host.clone(),
        source: io::ErrorKind::NotFound.into(),
    };
    let mut waiting = alternating(addresses).into_iter();
    let mut dialling = FuturesUnordered::new();
    loop {
        match waiting.next() {
            Some(address) => dialling.push(dial(site, address, tls, reporter)),
            None if dialling.is_empty() => return Err(last),
            None => {}
        }
        let more = waiting.len() > 0;
        tokio::select! {
            biased;
            Some(ended) = dialling.next() => match ended {
                Ok(dialled) => return Ok(dialled),
                Err(error) => {
                    reporter.log(LogKind::Error, &error.to_string());
                    last = error;
                }
            },
            () = tokio::time::sleep(STAGGER), if more => {}
        }
    }
}

/// One address of each family in turn, beginning with the one that the system prefers.
fn alternating(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let Some(first) = addresses.first() else {
        return Vec::new();
    };
    let (same, other): (Vec<SocketAddr>, Vec<SocketAddr>) = addresses
        .iter()
        .partition(|address| address.is_ipv4() == first.is_ipv4());
    let mut ordered = Vec::with_capacity(addresses.len());
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    while ordered.len() < addresses.len() {
        ordered.extend(same.next());
        ordered.extend(other.next());
    }
    ordered
}

async fn dial(
    site: &Site,
    address: SocketAddr,
    tls: Option<&TlsSession>,
    reporter: &Reporter,
) -> Result<Dialled, FtpError> {
    reporter.log(LogKind::Note, &format!("control: dialling {address}"));
    let (sender, mut receiver) = oneshot::channel();
    let failure = Arc::default();
    let connector = Connector {
        implicit: tls.filter(|_| site.security == Security::Implicit).cloned(),
        through: Through::of(site),
        reporter: reporter.clone(),
        established: Mutex::new(Some(sender)),
        failure: Arc::clone(&failure),
    };
    let mut greeted: Greeted =
        Box::pin(async move { Stream::connect_secure_implicit(address, connector, "").await });
    let established = tokio::select! {
        biased;
        Ok(established) = &mut receiver => established,
        ended = &mut greeted => match (receiver.try_recv(), ended) {
            // A server that is near may have greeted already.
            (Ok(established), ended) => {
                greeted = Box::pin(std::future::ready(ended));
                established
            }
            (Err(_), Err(error)) => {
                return Err(ours(&failure).unwrap_or_else(|| dial_error(address, error)));
            }
            (Err(_), Ok(_)) => return Err(dial_error(address, suppaftp::FtpError::BadResponse)),
        },
        () = tokio::time::sleep(site.connect_timeout) => return Err(FtpError::Timeout {
            stage: Stage::Dial,
            operation: format!("connecting to {address}"),
            after: site.connect_timeout,
        }),
    };
    Ok(Dialled {
        established,
        greeted,
        failure,
    })
}

impl Dialled {
    /// Reads the greeting; with implicit TLS after the handshake.
    pub(super) async fn greet(
        self,
        limit: Duration,
        reporter: &Reporter,
    ) -> Result<(Stream, Established), FtpError> {
        let peer = self.established.peer;
        let Ok(greeted) = timeout(limit, self.greeted).await else {
            return Err(FtpError::Timeout {
                stage: Stage::Greeting,
                operation: format!("waiting for the greeting of {peer}"),
                after: limit,
            });
        };
        for early in self.established.wire.take_early() {
            if let Ok(reply) = Reply::parse(&early) {
                reporter.received(&reply);
            }
        }
        match greeted {
            Ok(stream) => Ok((stream, self.established)),
            Err(error) => {
                Err(ours(&self.failure).unwrap_or_else(|| greeting_error(peer, error, reporter)))
            }
        }
    }
}

fn ours(failure: &Mutex<Option<FtpError>>) -> Option<FtpError> {
    failure
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take()
}

fn dial_error(address: SocketAddr, error: suppaftp::FtpError) -> FtpError {
    match io_error("connecting to", address, error) {
        FtpError::Io {
            operation,
            peer,
            source,
            ..
        } => FtpError::Io {
            stage: Stage::Dial,
            operation,
            peer,
            source,
        },
        other => other,
    }
}

/// Puts the connection under TLS. The handshake has no time limit of its own: whoever calls has.
pub(super) async fn secure(
    wire: &Wire,
    tls: &TlsSession,
    peer: SocketAddr,
) -> Result<TlsFacts, FtpError> {
    let failed = |error: io::Error| match tls.refusal() {
        Some(problem) => FtpError::Certificate(Box::new(problem)),
        None => FtpError::Tls {
            operation: "the TLS handshake",
            detail: format!("{error} (with {peer})"),
        },
    };
    let clear = wire.take_clear().map_err(failed)?;
    let (connector, name) = tls.connector();
    let stream = connector.connect(name, clear).await.map_err(failed)?;
    let session = stream.get_ref().1;
    tls.settle(session.peer_certificates());
    let facts = handshake_facts(session.protocol_version(), session.handshake_kind());
    wire.put_tls(stream, facts.clone());
    Ok(facts)
}

/// Sets the socket up (no Nagle delay: each command is one write; keep-alive against forgetful
/// NATs) and takes further handles on it for looking at it.
fn prepare(stream: TcpStream) -> Result<Established, FtpError> {
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
        let third = TcpStream::from_std(second.try_clone()?)?;
        Ok((Arc::new(HeldSocket::Stream(second)), third, local, peer))
    };
    let (socket, third, local, peer) = set_up().map_err(|source| FtpError::Io {
        stage: Stage::Dial,
        operation: "setting up the socket",
        peer: None,
        source,
    })?;
    Ok(Established {
        wire: Wire::new(stream, third),
        socket,
        local,
        peer,
    })
}
