//! One control connection: commands in order, a reply to each.

use super::commands::{Command, CommandSource, Received};
use super::data::{Endpoint, Ends};
use super::listing::FACTS;
use super::login::Login;
use super::protection::Protection;
use super::reply::{Next, Reply, ReplyWriter};
use super::state::{Seat, ServerState};
use super::wire::Wire;
use crate::model::RemotePath;
use socket2::SockRef;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What is set by command and forgotten by REIN.
#[derive(Debug)]
pub(super) struct Settings {
    /// TYPE A, which RFC 959 makes the default.
    pub(super) ascii: bool,
    /// The facts MLSD and MLST send.
    pub(super) facts: Vec<&'static str>,
    /// EPSV ALL was sent: the other three are refused from now on (RFC 2428 section 4).
    pub(super) epsv_only: bool,
    /// The offset of REST, for the next transfer.
    pub(super) restart: u64,
    /// What RNFR named.
    pub(super) rename_from: Option<PathBuf>,
    /// The algorithm of HASH.
    pub(super) hash: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        let (ascii, facts) = (true, FACTS.to_vec());
        Self {
            ascii,
            facts,
            epsv_only: false,
            restart: 0,
            rename_from: None,
            hash: "SHA-256",
        }
    }
}

/// A client and where it stands.
///
/// Fields are dropped in order: the seats are free before the client sees the connection close.
#[derive(Debug)]
pub(super) struct Session {
    seat: Seat,
    pub(super) login: Login,
    pub(super) state: Arc<ServerState>,
    pub(super) commands: CommandSource,
    pub(super) replies: ReplyWriter,
    pub(super) ends: Ends,
    pub(super) directory: RemotePath,
    pub(super) settings: Settings,
    pub(super) endpoint: Endpoint,
    pub(super) protection: Protection,
    /// Whether a transfer has been asked for.
    has_worked: bool,
}

impl Session {
    /// Greets the client. `None` where there is no room for it.
    pub(super) async fn open(
        stream: TcpStream,
        peer: SocketAddr,
        state: Arc<ServerState>,
    ) -> io::Result<Option<Self>> {
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?.ip().to_canonical();
        let ends = Ends {
            local,
            peer: peer.ip().to_canonical(),
        };
        let (wire, protection) = match state.tls.as_ref().filter(|tls| tls.is_implicit()) {
            Some(tls) => {
                let (wire, origin) = tls.secure_control(stream).await?;
                (wire, Protection::of(origin))
            }
            None => (Wire::Plain(stream), Protection::default()),
        };
        let (reader, half) = tokio::io::split(wire);
        let mut replies = ReplyWriter {
            half,
            delay: state.options.reply_delay,
        };
        let Some(seat) = state.session_seat() else {
            replies
                .send(&Reply::new(421, "There are too many connections"))
                .await?;
            replies.half.shutdown().await?;
            return Ok(None);
        };
        tokio::time::sleep(state.options.accept_delay).await;
        replies
            .send(&Reply::new(220, &state.options.greeting))
            .await?;
        let protected = protection.origin.is_some();
        Ok(Some(Self {
            commands: CommandSource::new(reader, Arc::clone(&state), protected),
            state,
            replies,
            ends,
            login: Login::default(),
            directory: RemotePath::root(),
            settings: Settings::default(),
            endpoint: Endpoint::None,
            protection,
            has_worked: false,
            seat,
        }))
    }

    /// Serves until the client leaves.
    pub(super) async fn run(mut self) -> io::Result<()> {
        loop {
            let limit = self.state.options.trouble.idle_limit;
            let patience = limit.filter(|_| self.has_worked);
            let received = match patience {
                None => self.commands.next().await,
                Some(limit) => match timeout(limit, self.commands.next()).await {
                    Ok(received) => received,
                    Err(_) => return self.say_goodbye(&Reply::new(421, "You were idle")).await,
                },
            };
            let next = match received {
                Received::Closed => return Ok(()),
                Received::TooLong => Next::say(500, "Command line too long"),
                Received::Command(command) => self.answer(&command).await?,
            };
            match next {
                Next::Reply(reply) => self.replies.send(&reply).await?,
                Next::Silence => {}
                Next::Goodbye(reply) => return self.say_goodbye(&reply).await,
                Next::Secure => self = self.secured().await?,
                Next::Cut => return Ok(()),
                Next::Reset => return self.reset_connection(),
            }
        }
    }

    async fn say_goodbye(self, reply: &Reply) -> io::Result<()> {
        let (mut replies, seats) = (self.replies, (self.seat, self.login));
        replies.send(reply).await?;
        drop(seats);
        replies.half.shutdown().await
    }

    /// A linger of nothing turns the close into a reset.
    fn reset_connection(self) -> io::Result<()> {
        let wire = self.commands.into_half().unsplit(self.replies.half);
        SockRef::from(wire.socket()).set_linger(Some(Duration::ZERO))
    }

    /// 234, the handshake, and everything from the beginning: RFC 4217 section 4.
    async fn secured(mut self) -> io::Result<Self> {
        let state = Arc::clone(&self.state);
        let tls = state.tls.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        let mut text = "234 TLS begins now".to_owned();
        if let Some(line) = tls.clear_after_auth() {
            text.push_str("\r\n");
            text.push_str(line);
        }
        self.replies.send(&Reply::scripted(&text)).await?;
        let Wire::Plain(stream) = self.commands.into_half().unsplit(self.replies.half) else {
            return Err(io::ErrorKind::AlreadyExists.into());
        };
        let (wire, origin) = tls.secure_control(stream).await?;
        let (reader, half) = tokio::io::split(wire);
        let delay = self.replies.delay;
        Ok(Self {
            commands: CommandSource::new(reader, Arc::clone(&state), true),
            replies: ReplyWriter { half, delay },
            login: Login::default(),
            directory: RemotePath::root(),
            settings: Settings::default(),
            endpoint: Endpoint::None,
            protection: Protection::of(origin),
            has_worked: false,
            seat: self.seat,
            ends: self.ends,
            state: self.state,
        })
    }

    async fn answer(&mut self, command: &Command) -> io::Result<Next> {
        let options = &self.state.options;
        let verb = command.verb.as_str();
        if options.is_silent(verb) {
            return Ok(Next::Silence);
        }
        if let Some(reply) = options.scripted(verb, &command.line) {
            return Ok(Next::Reply(Reply::scripted(reply)));
        }
        if !options.knows(verb) {
            return Ok(Next::say(500, "Unknown command"));
        }
        if let Some(code) = self.state.take_reply_fault(verb) {
            return Ok(self.refuse(verb, code));
        }
        if let Some(next) = self.answer_anyone(command) {
            return Ok(next);
        }
        if !self.login.is_complete() {
            return Ok(Next::say(530, "Please log in with USER and PASS"));
        }
        match verb {
            "LIST" | "NLST" | "MLSD" | "RETR" | "STOR" | "APPE" => {
                self.has_worked = true;
                self.transfer(command).await
            }
            "PASV" | "EPSV" | "PORT" | "EPRT" => Ok(self.agree_on_data(command).await),
            _ => Ok(self
                .answer_setting(command)
                .or_else(|| self.answer_file(command))
                .unwrap_or_else(|| Next::say(500, "Unknown command"))),
        }
    }

    /// A code in place of what was asked for. What was agreed on for a transfer is forgotten, as if
    /// it had been tried.
    pub(super) fn refuse(&mut self, verb: &str, code: u16) -> Next {
        if matches!(verb, "LIST" | "NLST" | "MLSD" | "RETR" | "STOR" | "APPE") {
            (self.endpoint, self.settings.restart) = (Endpoint::None, 0);
        }
        let reply = Reply::new(code, "So the script says");
        if code == 421 {
            Next::Goodbye(reply)
        } else {
            Next::Reply(reply)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::ServerOptions;
    use super::*;
    use tokio::net::TcpListener;

    /// Without it a short reply waits for the acknowledgement of the one before, 40 ms on Linux.
    #[tokio::test]
    async fn replies_do_not_wait_for_acknowledgements() {
        let folder = tempfile::tempdir().unwrap();
        let state = Arc::new(ServerState::new(ServerOptions::new(folder.path())).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let session = Session::open(stream, peer, state).await.unwrap().unwrap();
        let wire = session.commands.into_half().unsplit(session.replies.half);
        assert!(wire.socket().nodelay().unwrap());
    }
}
