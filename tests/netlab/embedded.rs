//! The embedded server in the server's namespace, for what no real server can be told to do.

use super::namespaces::Namespaces;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::fd::AsFd as _;
use tokio::runtime::Runtime;
use twoport::server::{EmbeddedServer, ServerOptions};

/// A running embedded server. It ends when dropped.
pub(crate) struct Embedded {
    _server: EmbeddedServer,
    _runtime: Runtime,
    root: tempfile::TempDir,
}

impl Embedded {
    /// Starts one on `address` in a namespace that answers these verbs with 500.
    pub(crate) fn start(namespace: &str, address: SocketAddr, without: &[&str]) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("up")).unwrap();
        let mut options = ServerOptions::new(root.path());
        options.bind = address;
        options.without = without.iter().map(|&verb| verb.to_owned()).collect();
        let namespace = File::open(Namespaces::file(namespace)).unwrap();
        // A thread belongs to the namespace that it was begun in, and so do all that it begins:
        // this one moves over and begins those of the server.
        let thread = std::thread::spawn(move || {
            let network = Some(LinkNameSpaceType::Network);
            move_into_link_name_space(namespace.as_fd(), network).unwrap();
            let runtime = Runtime::new().unwrap();
            let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
            (server, runtime)
        });
        let (server, runtime) = thread.join().unwrap();
        Self {
            _server: server,
            _runtime: runtime,
            root,
        }
    }

    /// The folder on disk that the client knows as `/up`.
    pub(crate) fn data(&self) -> std::path::PathBuf {
        self.root.path().join("up")
    }
}
