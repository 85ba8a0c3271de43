//! The real program in the client's namespace.

use super::namespaces::Namespaces;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The name of the server in the client's own list of hosts.
pub(crate) const HOST: &str = "ftp.lab.test";

/// Shows the list of hosts to the program alone (`ip netns exec` gives it mounts of its own) and
/// turns into the program.
const WITH_HOSTS: &str = "mount --bind \"$1\" /etc/hosts; shift; exec \"$@\"";

/// A run of the program under way.
pub(crate) struct Run {
    child: Child,
    begun: Instant,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    /// From its start to the end being noticed.
    pub(crate) took: Duration,
}

/// The program, ready to be started in the namespace of the client. `home` holds the list of
/// hosts, is the home folder, and is where it is started.
pub(crate) fn command(namespaces: &Namespaces, home: &Path, arguments: &[&str]) -> Command {
    let tools = namespaces.tools();
    let mut command = tools.inside(&namespaces.client(), Path::new("sh"));
    command
        .args(["-e", "-c", WITH_HOSTS, "sh"])
        .arg(home.join("hosts"))
        .arg(env!("CARGO_BIN_EXE_twoport"))
        .args(arguments)
        .current_dir(home)
        .env("HOME", home)
        .env_remove("TWOPORT_PASSWORD")
        .env_remove("TWOPORT_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Run {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Self {
        Self {
            child: command.spawn().unwrap(),
            begun: Instant::now(),
        }
    }

    /// Waits for its end. Nothing it prints is more than a pipe holds.
    pub(crate) fn end(self) -> Ran {
        let output = self.child.wait_with_output().unwrap();
        Ran::new(&output, self.begun.elapsed())
    }
}

impl Ran {
    fn new(output: &Output, took: Duration) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
            took,
        }
    }
}

/// Writes the list of hosts.
pub(crate) fn write_hosts(home: &Path, addresses: impl IntoIterator<Item = std::net::IpAddr>) {
    let lines = addresses
        .into_iter()
        .map(|address| format!("{address} {HOST}\n"));
    fs::write(home.join("hosts"), lines.collect::<String>()).unwrap();
}
