//! `twoport demo`: a local and a server folder full of samples, and the embedded server on the
//! latter, so that everything can be tried without a network and without harm.

mod faults;
mod local_tree;
mod sample;
mod server_tree;

use crate::model::site::Directory;
use crate::model::{RemotePath, Site};
use crate::server::{Accounts, EmbeddedServer, ServerOptions};
use faults::Closed;
pub use faults::{FAULTS, Fault};
use jiff::Timestamp;
use secrecy::SecretString;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const USER: &str = "demo";
const PASSWORD: &str = "demo";

/// What the clock of the pictures begins with: 2026-11-22 17:20 UTC, when the newest sample is
/// twenty minutes old.
pub const PICTURE_TIME: Timestamp = Timestamp::constant(1_795_368_000, 0);

/// The ports of the pictures: what the server listens on, and its data connections; what this
/// computer listens on in active mode, and what the ports follow that it dials from.
const SERVER_PORT: u16 = 2121;
const SERVER_DATA_PORTS: (u16, u16) = (30_000, 30_999);
const LISTENING_PORTS: (u16, u16) = (20_000, 20_099);
const DIAL_FROM: u16 = 23_900;

/// How the demo behaves.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Bytes a second on each data connection; `None` is as fast as it goes.
    pub rate: Option<u64>,
    /// Active mode: how long the server waits before it dials, so that LISTENING can be seen.
    pub dial_delay: Duration,
    /// Ports and folders are the same each time, and not any that are free: for pictures.
    pub fixed: bool,
    /// What goes wrong.
    pub faults: Vec<Fault>,
}

impl Default for DemoOptions {
    /// 24 MiB/s, so that a transfer can be watched, and 700 ms.
    fn default() -> Self {
        Self {
            rate: Some(24 * 1024 * 1024),
            dial_delay: Duration::from_millis(700),
            fixed: false,
            faults: Vec::new(),
        }
    }
}

/// Both sample folders and the server. Dropping it ends the server and removes the folders.
#[derive(Debug)]
pub struct Demo {
    server: EmbeddedServer,
    local: SampleFolder,
    remote: SampleFolder,
    fixed: bool,
    /// Ports behind which nobody is, as long as the demo is there.
    _closed: Vec<Closed>,
}

impl Demo {
    /// Makes the folders and starts the server on a loopback port, for the user `demo` with the
    /// password `demo` and for anonymous.
    ///
    /// # Errors
    /// A folder cannot be made, or the port cannot be had.
    pub async fn start(options: DemoOptions) -> io::Result<Self> {
        let fixed = options.fixed;
        let (local, remote) = tokio::task::spawn_blocking(move || {
            let local = SampleFolder::make("local", local_tree::SAMPLES, fixed)?;
            let remote = SampleFolder::make("server", server_tree::SAMPLES, fixed)?;
            io::Result::Ok((local, remote))
        })
        .await??;
        let any = ServerOptions::new(remote.path());
        let port = if fixed { SERVER_PORT } else { 0 };
        let mut behaviour = ServerOptions {
            users: Accounts::One {
                user: USER.into(),
                password: SecretString::from(PASSWORD),
                anonymous: true,
            },
            rate: options.rate,
            dial_delay: options.dial_delay,
            bind: SocketAddr::new(any.bind.ip(), port),
            data_ports: fixed.then_some(SERVER_DATA_PORTS),
            ..any
        };
        let mut closed = Vec::new();
        for fault in &options.faults {
            closed.extend(fault.apply(&mut behaviour).await?);
        }
        Ok(Self {
            server: EmbeddedServer::start(behaviour).await?,
            local,
            remote,
            fixed,
            _closed: closed,
        })
    }

    /// Where to connect: the demo's user, in `/pub`.
    pub fn site(&self) -> Site {
        let address = self.server.address();
        Site {
            user: USER.into(),
            password: SecretString::from(PASSWORD),
            directory: Some(Directory::Absolute(RemotePath::from_absolute(b"/pub"))),
            port_range: self.fixed.then_some(LISTENING_PORTS),
            dial_from: self.fixed.then_some(DIAL_FROM),
            ..Site::anonymous(address.ip().to_string(), address.port())
        }
    }

    /// The folder for the local pane.
    pub fn local_directory(&self) -> &Path {
        self.local.path()
    }

    /// The folder that the server shows as `/`.
    pub fn server_directory(&self) -> &Path {
        self.remote.path()
    }

    /// The server, for what it saw on the wire.
    pub fn server(&self) -> &EmbeddedServer {
        &self.server
    }
}

/// A temporary folder that can be removed whatever permissions its folders were given.
#[derive(Debug)]
struct SampleFolder(TempDir);

impl SampleFolder {
    /// With a `fixed` name it fails where something of that name is there.
    fn make(purpose: &str, samples: &[sample::Sample], fixed: bool) -> io::Result<Self> {
        let mut name = tempfile::Builder::new();
        let folder = if fixed {
            name.prefix(&format!("twoport-{purpose}"))
                .rand_bytes(0)
                .tempdir()?
        } else {
            name.prefix(&format!("twoport-{purpose}-")).tempdir()?
        };
        let folder = Self(folder);
        sample::make(folder.path(), samples)?;
        Ok(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SampleFolder {
    fn drop(&mut self) {
        sample::make_removable(self.0.path());
    }
}
