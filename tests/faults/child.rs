//! The embedded server in a process of its own, so that it can be killed: this test program once
//! more, asked for the one test that serves.

use super::support::poll;
use super::support::process::Guardian;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use twoport::server::{EmbeddedServer, ServerOptions};

/// A server that is a process.
pub(crate) struct ServerProcess {
    child: Child,
    _guardian: Guardian,
}

impl ServerProcess {
    /// Starts one on a folder and an address, at so many bytes a second.
    pub(crate) fn start(root: &Path, address: SocketAddr, rate: u64) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "child::serve", "--ignored", "--nocapture"])
            .env("FAULTS_SERVE_ROOT", root)
            .env("FAULTS_SERVE_AT", address.to_string())
            .env("FAULTS_SERVE_RATE", rate.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let guardian = Guardian::of(child.id()).unwrap();
        let server = Self {
            child,
            _guardian: guardian,
        };
        let listens = poll(Duration::from_secs(20), || TcpStream::connect(address).ok());
        listens.expect("the server listens");
        server
    }

    /// Kills it without a word.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // One that has ended already is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// Serves until it is killed; what it is told is in the environment.
#[test]
#[ignore = "it is what a server process runs, not a test"]
fn serve() {
    let Some(root) = std::env::var_os("FAULTS_SERVE_ROOT") else {
        return;
    };
    let told = |name: &str| std::env::var(name).unwrap();
    let mut options = ServerOptions::new(root);
    options.bind = told("FAULTS_SERVE_AT").parse().unwrap();
    options.rate = Some(told("FAULTS_SERVE_RATE").parse().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let _server = EmbeddedServer::start(options).await.unwrap();
        std::future::pending::<()>().await;
    });
}
