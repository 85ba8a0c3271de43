//! A small FTP server for `twoport demo` and the tests: RFC 959, RFC 2428 and RFC 3659 over one
//! folder, both modes, with faults on demand. It is made to be looked at and to misbehave when
//! asked, not to stand on the open internet: there are no users of the system behind it, and TLS
//! (RFC 4217) is there to be tested against.
//!
//! Nothing here is shared with the client's `ftp` layer, so a mistake in one cannot hide in the
//! other.

mod commands;
mod data;
mod files;
mod handshake;
mod hashes;
mod listing;
mod login;
mod options;
mod protection;
mod pump;
mod reply;
mod session;
mod settings;
mod stamps;
mod state;
mod stored;
mod tls;
mod transfer;
mod tree;
mod trouble;
mod wire;

pub use options::{Accounts, DataFault, DataFaultKind, GoingOn, ServerOptions};
pub use tls::{TlsChannel, TlsFault, TlsHandshake, TlsIdentity, TlsOptions, TlsStart, TlsVersion};
pub use trouble::{RandomFaults, RandomKind, ReplyFault, SizeAnswer, Trouble};

use handshake::TlsTerminator;
use session::Session;
use state::ServerState;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long accepting rests after it failed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running server. Dropping it ends its sessions and data connections.
#[derive(Debug)]
pub struct EmbeddedServer {
    address: SocketAddr,
    state: Arc<ServerState>,
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl EmbeddedServer {
    /// Binds and begins to serve, on the present tokio runtime.
    ///
    /// # Errors
    /// The root cannot be resolved, the address cannot be bound, or a TLS key does not fit its
    /// certificate.
    pub async fn start(options: ServerOptions) -> io::Result<Self> {
        let listener = TcpListener::bind(options.bind).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(ServerState::new(options)?);
        let server = Self {
            address,
            state: Arc::clone(&state),
            cancel: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let (cancel, tasks) = (server.cancel.clone(), server.tasks.clone());
        server.tasks.spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = accept(&listener, &state, &cancel, &tasks) => {}
            }
        });
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The command lines received so far, in order, of all sessions. Passwords are masked; bytes
    /// that are not UTF-8 are shown as U+FFFD, a line beyond 8 KiB as `(line too long)`.
    pub fn commands(&self) -> Vec<String> {
        self.state.commands()
    }

    /// Those of [`Self::commands`] that came in clear.
    pub fn commands_in_clear(&self) -> Vec<String> {
        self.state.commands_in_clear()
    }

    /// The TLS handshakes that succeeded so far, in order, of all sessions.
    pub fn handshakes(&self) -> Vec<TlsHandshake> {
        let tls = self.state.tls.as_ref();
        tls.map(TlsTerminator::handshakes).unwrap_or_default()
    }

    /// What has gone wrong so far, and how often: faults that struck, by what they are called.
    pub fn struck(&self) -> BTreeMap<String, usize> {
        self.state.struck()
    }

    /// How many bytes of files and listings have been sent and received on data connections.
    pub fn bytes_moved(&self) -> u64 {
        self.state.bytes_moved()
    }

    /// How many control connections are open.
    pub fn open_sessions(&self) -> usize {
        self.state.open_sessions()
    }

    /// Ends all sessions and waits until the last task is gone.
    pub async fn stop(self) {
        self.cancel.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for EmbeddedServer {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

async fn accept(
    listener: &TcpListener,
    state: &Arc<ServerState>,
    cancel: &CancellationToken,
    tasks: &TaskTracker,
) {
    loop {
        let Ok((stream, peer)) = listener.accept().await else {
            // Out of descriptors, most likely: leave time to those who hold them.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (state, cancel) = (Arc::clone(state), cancel.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = serve(stream, peer, state) => {}
            }
        });
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, state: Arc<ServerState>) {
    // A control connection that breaks is the end of its session and of nothing else.
    let ended = match Session::open(stream, peer, state).await {
        Ok(Some(session)) => session.run().await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "embedded server: session ended");
    }
}
