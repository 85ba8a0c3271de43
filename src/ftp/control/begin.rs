//! The beginning of a control connection: dialling, the greeting, and TLS before anything else is
//! said (RFC 4217).

use super::ControlConnection;
use super::dialling::{self, Dialled, Through};
use super::telnet;
use super::words::{Transparent, not_ftp};
use crate::ftp::report::{ControlReport, Reporter};
use crate::ftp::tls::TlsSession;
use crate::ftp::{FtpError, Reply};
use crate::model::{LogKind, Security, ServerMemory, Site};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::time::timeout;

impl ControlConnection {
    /// Dials the site, reads the greeting, and puts the connection under TLS as the site says:
    /// before anything else is said.
    ///
    /// # Errors
    /// [`FtpError::Resolve`], [`FtpError::Io`] or [`FtpError::Timeout`] of the last address tried;
    /// [`FtpError::Reply`] where the greeting is a refusal (421); [`FtpError::Tls`],
    /// [`FtpError::TlsRefused`] and [`FtpError::Certificate`], after which nothing was sent in
    /// clear.
    pub async fn open(
        site: &Site,
        memory: &ServerMemory,
        reporter: Reporter,
    ) -> Result<(Self, Reply), FtpError> {
        let addresses = resolve(site).await?;
        Self::open_at(site, &addresses, memory, reporter).await
    }

    /// Like [`Self::open`], at these addresses of the host.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_at(
        site: &Site,
        addresses: &[SocketAddr],
        memory: &ServerMemory,
        reporter: Reporter,
    ) -> Result<(Self, Reply), FtpError> {
        let opened = Self::greeted(site, addresses, memory, &reporter).await?;
        let (mut connection, greeting, tls) = opened;
        let tls = match (tls, site.security) {
            (None, _) => return Ok((connection, greeting)),
            (Some(_), Security::Implicit) => {
                connection.protect_data().await?;
                return Ok((connection, greeting));
            }
            (Some(tls), _) => tls,
        };
        match connection.ask_for_tls(site, memory, tls).await {
            Ok(()) => Ok((connection, greeting)),
            // A server from before 1997 may hang up on a command it does not know.
            Err(FtpError::Io { .. } | FtpError::Timeout { .. })
                if site.security == Security::Preferred
                    && !memory.tls_seen
                    && connection.wire.tls().is_none() =>
            {
                reporter.log(
                    LogKind::Note,
                    "the server hung up when asked for TLS: once more, without",
                );
                drop(connection);
                let clear = Site {
                    security: Security::Plain,
                    ..site.clone()
                };
                let opened = Self::greeted(&clear, addresses, memory, &reporter).await?;
                Ok((opened.0, opened.1))
            }
            Err(error) => Err(error),
        }
    }

    async fn greeted(
        site: &Site,
        addresses: &[SocketAddr],
        memory: &ServerMemory,
        reporter: &Reporter,
    ) -> Result<(Self, Reply, Option<TlsSession>), FtpError> {
        let tls = match site.security {
            Security::Plain => None,
            _ => Some(TlsSession::new(site, memory)?),
        };
        let dialled = dialling::dial_any(site, addresses, tls.as_ref(), reporter).await?;
        let (mut connection, greeting) = Self::greet(dialled, site, reporter).await?;
        if site.security == Security::Implicit {
            connection.tls.clone_from(&tls);
        }
        Ok((connection, greeting, tls))
    }

    async fn greet(
        dialled: Dialled,
        site: &Site,
        reporter: &Reporter,
    ) -> Result<(Self, Reply), FtpError> {
        let established = &dialled.established;
        let (local, peer) = (established.local, established.peer);
        let watched = Arc::downgrade(&established.socket);
        reporter.control(|control| {
            *control = Some(ControlReport {
                local,
                peer,
                socket: watched,
                sent: 0,
                received: 0,
                last: Instant::now(),
                tls: None,
            });
        });
        let greeted = dialled.greet(site.timeout, reporter).await;
        let (mut stream, established) = greeted.inspect_err(|_| reporter.control(|c| *c = None))?;
        stream.set_encoding(Transparent).await;
        let greeting = stream
            .get_welcome_msg()
            .map(str::chars)
            .map_or_else(Vec::new, |text| {
                text.map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'))
                    .collect()
            });
        let greeting = Reply::parse(&greeting).map_err(|_| not_ftp(&greeting))?;
        reporter.received(&greeting);
        let wire = established.wire;
        let knows_telnet = telnet::knows_telnet(&greeting);
        wire.send_literally(knows_telnet == Some(false));
        let connection = Self {
            greeted_in: wire.greeting_code() == Some(230),
            stream,
            wire,
            socket: established.socket,
            local,
            peer,
            timeout: site.timeout,
            reporter: reporter.clone(),
            tls: None,
            data_protected: false,
            through: Through::of(site),
            transfer_type: None,
            knows_telnet,
            pending: None,
            poisoned: false,
            beginning: None,
        };
        connection.tell_tls();
        Ok((connection, greeting))
    }

    /// AUTH TLS, the handshake, PBSZ and PROT P (RFC 4217 sections 4 and 9). Where TLS is only
    /// preferred a refusal of AUTH leaves the connection as it is, in clear, and says so.
    async fn ask_for_tls(
        &mut self,
        site: &Site,
        memory: &ServerMemory,
        tls: TlsSession,
    ) -> Result<(), FtpError> {
        let reply = self.ask(b"AUTH TLS").await?;
        if reply.code() == 421 && site.security != Security::Required {
            // It is the server's limit that speaks, not what it thinks of TLS.
            let command = "AUTH TLS".into();
            return Err(FtpError::Reply { command, reply });
        }
        if !matches!(reply.code(), 234 | 334) {
            let insist = site.security == Security::Required || memory.tls_seen;
            if insist || !reply.is_negative() {
                let command = "AUTH TLS".into();
                return Err(FtpError::TlsRefused { command, reply });
            }
            self.reporter.log(
                LogKind::Note,
                "no TLS: passwords and files go in clear from here on",
            );
            return Ok(());
        }
        self.pending = Some("the TLS handshake".into());
        let secured = timeout(self.timeout, dialling::secure(&self.wire, &tls, self.peer)).await;
        let facts = match secured {
            Ok(secured) => secured?,
            Err(_) => {
                return Err(FtpError::Tls {
                    operation: "the TLS handshake",
                    detail: format!("no answer within {} s", self.timeout.as_secs()),
                });
            }
        };
        self.pending = None;
        let text = format!("control: TLS {}", facts.version);
        self.reporter.log(LogKind::Note, &text);
        self.tls = Some(tls);
        self.tell_tls();
        self.protect_data().await?;
        Ok(())
    }

    /// PBSZ 0 and PROT P, without which data connections go in clear (RFC 4217 section 9). Some
    /// servers want to see the login first: then they are asked again.
    pub(crate) async fn protect_data(&mut self) -> Result<Reply, FtpError> {
        self.ask(b"PBSZ 0").await?;
        let reply = self.ask(b"PROT P").await?;
        self.data_protected = reply.is_completion();
        Ok(reply)
    }

    fn tell_tls(&self) {
        let facts = self.wire.tls();
        self.reporter.control(|control| {
            if let Some(control) = control {
                control.tls = facts;
            }
        });
    }
}

/// The addresses to dial, in the order that the system prefers: the host's, or the proxy's, which
/// finds the host by itself.
async fn resolve(site: &Site) -> Result<Vec<SocketAddr>, FtpError> {
    let (host, port) = match &site.proxy {
        Some(proxy) => (&proxy.host, proxy.port),
        None => (&site.host, site.port),
    };
    let failed = |source| FtpError::Resolve {
        host: host.clone(),
        source,
    };
    let looked_up = tokio::net::lookup_host((host.as_str(), port));
    let addresses = timeout(site.connect_timeout, looked_up).await;
    Ok(addresses
        .map_err(|_| failed(io::ErrorKind::TimedOut.into()))?
        .map_err(failed)?
        .collect())
}
