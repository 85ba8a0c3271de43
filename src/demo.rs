//! `twoport demo`: a local and a server folder full of samples, and the embedded server on the
//! latter, so that everything can be tried without a network and without harm.

mod local_tree;
mod sample;
mod server_tree;

use crate::model::site::Directory;
use crate::model::{RemotePath, Site};
use crate::server::{Accounts, EmbeddedServer, ServerOptions};
use secrecy::SecretString;
use std::io;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const USER: &str = "demo";
const PASSWORD: &str = "demo";

/// How the demo behaves.
#[derive(Clone, Copy, Debug)]
pub struct DemoOptions {
    /// Bytes a second on each data connection; `None` is as fast as it goes.
    pub rate: Option<u64>,
    /// Active mode: how long the server waits before it dials, so that LISTENING can be seen.
    pub dial_delay: Duration,
}

impl Default for DemoOptions {
    /// 24 MiB/s, so that a transfer can be watched, and 700 ms.
    fn default() -> Self {
        Self {
            rate: Some(24 * 1024 * 1024),
            dial_delay: Duration::from_millis(700),
        }
    }
}

/// Both sample folders and the server. Dropping it ends the server and removes the folders.
#[derive(Debug)]
pub struct Demo {
    server: EmbeddedServer,
    local: SampleFolder,
    remote: SampleFolder,
}

impl Demo {
    /// Makes the folders and starts the server on a free loopback port, for the user `demo` with
    /// the password `demo` and for anonymous.
    ///
    /// # Errors
    /// A folder cannot be made, or no port is free.
    pub async fn start(options: DemoOptions) -> io::Result<Self> {
        let (local, remote) = tokio::task::spawn_blocking(|| {
            let local = SampleFolder::make("local", local_tree::SAMPLES)?;
            let remote = SampleFolder::make("server", server_tree::SAMPLES)?;
            io::Result::Ok((local, remote))
        })
        .await??;
        let server = EmbeddedServer::start(ServerOptions {
            users: Accounts::One {
                user: USER.into(),
                password: SecretString::from(PASSWORD),
                anonymous: true,
            },
            rate: options.rate,
            dial_delay: options.dial_delay,
            ..ServerOptions::new(remote.path())
        })
        .await?;
        Ok(Self {
            server,
            local,
            remote,
        })
    }

    /// Where to connect: the demo's user, in `/pub`.
    pub fn site(&self) -> Site {
        let address = self.server.address();
        Site {
            user: USER.into(),
            password: SecretString::from(PASSWORD),
            directory: Some(Directory::Absolute(RemotePath::from_absolute(b"/pub"))),
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
    fn make(purpose: &str, samples: &[sample::Sample]) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(&format!("twoport-{purpose}-"))
            .tempdir()?;
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
