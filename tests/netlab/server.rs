//! A real FTP server in the server's namespace.

use super::support::kernel::{State, sockets_around};
use super::support::poll;
use super::support::process::{Guardian, descendants, end_family};
use super::support::server::{Kind, RealOptions};
use super::support::server_config::{Account, Setup, program};
use super::tools::{Tools, skip};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a server may take to listen. It takes milliseconds; the limit only ends a hang.
const START_LIMIT: Duration = Duration::from_secs(20);

/// A running server. It ends when dropped.
pub(crate) struct Real {
    setup: Setup,
    child: Child,
    _guardian: Guardian,
    _home: tempfile::TempDir,
}

impl Real {
    /// Starts one in a namespace, with more lines in its configuration (vsftpd only). `None`, with
    /// a notice, where it is not installed; with `CI=true` that is a panic.
    pub(crate) fn start(
        tools: &Tools,
        namespace: &str,
        kind: Kind,
        options: RealOptions,
        more: &str,
    ) -> Option<Self> {
        let Some(program) = program(kind) else {
            return skip(&format!("{kind:?} is not here; `tests/run` fetches it"));
        };
        let address = options.bind;
        let home = tempfile::Builder::new()
            .prefix("twoport-server-")
            .tempdir()
            .unwrap();
        let setup = Setup {
            kind,
            program,
            home: home.path().canonicalize().unwrap(),
            account: Account::find(),
            options,
        };
        setup.prepare();
        fs::create_dir_all(up(&setup)).unwrap();
        let command = setup.command(address);
        if kind == Kind::Vsftpd {
            add(&setup.home.join("vsftpd.conf"), more);
        }
        let output = File::create(setup.home.join("output")).unwrap();
        let mut child = enter(tools, namespace, &command)
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .spawn()
            .unwrap();
        let guardian = Guardian::of(child.id()).unwrap();
        let listens = poll(START_LIMIT, || {
            if child.try_wait().unwrap().is_some() {
                return Some(false);
            }
            let sockets = sockets_around(child.id());
            let mut listening = sockets.iter().filter(|all| all.state == State::Listen);
            listening.any(|one| one.local == address).then_some(true)
        });
        let server = Self {
            setup,
            child,
            _guardian: guardian,
            _home: home,
        };
        assert_eq!(
            listens,
            Some(true),
            "{kind:?} does not start:\n{}",
            server.log()
        );
        Some(server)
    }

    /// The folder on disk that the client knows as `/up`.
    pub(crate) fn data(&self) -> PathBuf {
        up(&self.setup)
    }

    /// Whether nobody is connected.
    pub(crate) fn is_idle(&self) -> bool {
        descendants(self.child.id()).is_empty()
    }

    /// What it wrote in its log and on its terminal.
    pub(crate) fn log(&self) -> String {
        let texts = ["output", "server.log"].map(|name| fs::read(self.setup.home.join(name)));
        let texts = texts.iter().flatten();
        texts.map(|bytes| String::from_utf8_lossy(bytes)).collect()
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        end_family(self.child.id());
        // Its status is taken already; this only closes the books.
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("---- {:?} said:\n{}", self.setup.kind, self.log());
        }
    }
}

/// Adds to a configuration; what comes last counts.
fn add(path: &Path, more: &str) {
    let mut file = File::options().append(true).open(path).unwrap();
    file.write_all(more.as_bytes()).unwrap();
}

/// The folder on disk that the client knows as `/up`.
fn up(setup: &Setup) -> PathBuf {
    match setup.kind {
        // Where anonymous logins begin nobody may write; this is below it.
        Kind::Vsftpd => setup.data(),
        Kind::Proftpd | Kind::PureFtpd => setup.data().join("up"),
    }
}

/// The same call in a namespace.
fn enter(tools: &Tools, namespace: &str, command: &Command) -> Command {
    let mut inside = tools.inside(namespace, Path::new(command.get_program()));
    inside.args(command.get_args());
    inside.envs(
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }
    inside
}
