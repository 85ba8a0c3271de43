//! The servers under test behind one face.

use super::driver::remote;
use super::support::server::{Kind, RealOptions, RealServer};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use twoport::model::{Charset, ModeChoice, RemotePath, Site};
use twoport::server::{EmbeddedServer, ServerOptions};

/// How long a reply may take where nobody waits for silence: longer than any busy machine needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A server and the folder it serves.
pub(crate) struct Peer {
    pub(crate) site: Site,
    /// The folder the client may write to, on disk …
    pub(crate) data: PathBuf,
    /// … and as the client names it.
    pub(crate) directory: RemotePath,
    server: Server,
}

enum Server {
    Embedded(
        EmbeddedServer,
        #[expect(dead_code, reason = "held for its drop")] tempfile::TempDir,
    ),
    Real(Box<RealServer>),
}

impl Peer {
    /// The embedded server, with options.
    pub(crate) async fn embedded(adjust: impl FnOnce(&mut ServerOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = ServerOptions::new(folder.path());
        adjust(&mut options);
        let server = EmbeddedServer::start(options).await.unwrap();
        Self {
            site: site(server.address().port()),
            data: folder.path().canonicalize().unwrap(),
            directory: RemotePath::root(),
            server: Server::Embedded(server, folder),
        }
    }

    /// The embedded server, or a real one; `None` where there is none.
    pub(crate) async fn any(kind: Option<Kind>) -> Option<Self> {
        match kind {
            None => Some(Self::embedded(|_| {}).await),
            Some(kind) => Self::real(kind),
        }
    }

    /// A real server; `None` where there is none.
    pub(crate) fn real(kind: Kind) -> Option<Self> {
        Self::real_with(kind, RealOptions::default())
    }

    /// The same with wishes.
    pub(crate) fn real_with(kind: Kind, options: RealOptions) -> Option<Self> {
        let server = RealServer::start_with(kind, options)?;
        let mut site = site(server.address().port());
        site.user = server.user().into();
        site.password = SecretString::from(server.password());
        Some(Self {
            site,
            data: server.data().to_owned(),
            directory: remote(server.directory()),
            server: Server::Real(Box::new(server)),
        })
    }

    /// A site with so many transfer sessions in a mode.
    pub(crate) fn site(&self, mode: ModeChoice, transfer_sessions: usize) -> Site {
        Site {
            mode,
            transfer_sessions,
            ..self.site.clone()
        }
    }

    /// A path below the directory.
    pub(crate) fn path(&self, below: impl AsRef<[u8]>) -> RemotePath {
        self.directory.resolve(below.as_ref())
    }

    /// Whether it is the embedded server.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(&self.server, Server::Embedded(..))
    }

    /// Whether the server stores a name that ends in a blank as it is; Pure-FTPd makes it a `_`.
    pub(crate) fn keeps_last_blank(&self) -> bool {
        !matches!(&self.server, Server::Real(server) if server.kind() == Kind::PureFtpd)
    }

    /// Whether the server has files with a backslash in their names; Pure-FTPd prohibits that.
    pub(crate) fn takes_backslashes(&self) -> bool {
        self.keeps_last_blank()
    }

    /// Gives what was put into the folder to the server's user.
    pub(crate) fn own(&self) {
        if let Server::Real(server) = &self.server {
            server.own();
        }
    }

    /// Puts a file into the folder.
    pub(crate) fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.data.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self.own();
    }

    /// The embedded server.
    pub(crate) fn server(&self) -> &EmbeddedServer {
        match &self.server {
            Server::Embedded(server, _) => server,
            Server::Real(_) => panic!("a real server tells nothing of itself"),
        }
    }

    /// Ends the embedded server; its port is free then.
    pub(crate) async fn stop(self) {
        match self.server {
            Server::Embedded(server, _) => server.stop().await,
            Server::Real(_) => panic!("a real server ends when it is dropped"),
        }
    }

    /// The real server.
    pub(crate) fn real_server(&mut self) -> &mut RealServer {
        match &mut self.server {
            Server::Real(server) => server,
            Server::Embedded(..) => panic!("the embedded server cannot be killed"),
        }
    }

    /// How many of the commands received so far begin so.
    pub(crate) fn count(&self, start: &str) -> usize {
        self.server()
            .commands()
            .iter()
            .filter(|line| line.starts_with(start))
            .count()
    }
}

/// An anonymous site on this port of 127.0.0.1. Its names are said to be UTF-8, so that those which
/// are not have the same bytes on both sides; what else is done with them is tested by itself. Nothing
/// is tried again by itself: a test sees each failure.
pub(crate) fn site(port: u16) -> Site {
    let mut site = Site::anonymous("127.0.0.1", port);
    site.charset = Some(Charset::UTF_8);
    site.policy.retries = 0;
    site.timeout = PATIENCE;
    site
}
