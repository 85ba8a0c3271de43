//! Real FTP servers on free ports of 127.0.0.1, each with its own folder, gone when dropped.

use super::process::{Guardian, descendants, end_family};
use super::server_config::{Account, PASSWORD, Setup, program};
use super::server_tls::{RealTls, TlsUse};
use std::fs::{self, File};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// The servers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// vsftpd: anonymous logins only, no MLSD.
    Vsftpd,
    /// `ProFTPD`.
    Proftpd,
    /// Pure-FTPd.
    PureFtpd,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Vsftpd, Self::Proftpd, Self::PureFtpd];
}

/// What is asked of a server.
#[derive(Clone)]
pub struct RealOptions {
    /// Where it listens; port 0 takes any free port.
    pub bind: SocketAddr,
    /// How many may be logged in at once; `None` is enough for any test.
    pub max_logins: Option<usize>,
    /// TLS; `None` is none.
    pub tls: Option<RealTls>,
    /// `ProFTPD`: SITE CPFR and SITE CPTO are there.
    pub copies: bool,
}

impl Default for RealOptions {
    fn default() -> Self {
        Self {
            bind: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0),
            max_logins: None,
            tls: None,
            copies: false,
        }
    }
}

impl RealOptions {
    /// With TLS.
    pub fn with_tls(tls: RealTls) -> Self {
        Self {
            tls: Some(tls),
            ..Self::default()
        }
    }

    fn greets_in_clear(&self) -> bool {
        let tls = self.tls.as_ref();
        tls.is_none_or(|tls| tls.used != TlsUse::Implicit)
    }
}

/// How long a server may take to greet. It takes milliseconds; the limit only ends a hang.
const GREETING_LIMIT: Duration = Duration::from_secs(20);

/// A running server.
pub struct RealServer {
    kind: Kind,
    address: SocketAddr,
    setup: Setup,
    data: PathBuf,
    child: Child,
    guardian: Guardian,
    _home: tempfile::TempDir,
}

impl RealServer {
    /// Starts a server of this kind with an empty folder. `None`, with a notice, where it is not
    /// installed or may not be started; with `CI=true` that is a panic.
    pub fn start(kind: Kind) -> Option<Self> {
        Self::start_with(kind, RealOptions::default())
    }

    /// The same with wishes.
    pub fn start_with(kind: Kind, options: RealOptions) -> Option<Self> {
        let tls = options.tls.as_ref();
        assert!(
            tls.is_none_or(|tls| tls.is_known_to(kind)),
            "{kind:?} cannot do that"
        );
        let Some(program) = program(kind) else {
            return skip(kind, "it is not here; `tests/run` fetches it");
        };
        if !rustix::process::geteuid().is_root() {
            return skip(kind, "only root may start it");
        }
        let home = tempfile::Builder::new()
            .prefix("twoport-server-")
            .tempdir()
            .unwrap();
        let path = home.path().canonicalize().unwrap();
        let setup = Setup {
            kind,
            program,
            home: path,
            account: Account::find(),
            options,
        };
        setup.prepare();
        // Between finding a free port and taking it, another test may take it: then try again.
        let (child, guardian, address) = (0..10)
            .find_map(|_| attempt(&setup))
            .unwrap_or_else(|| panic!("{kind:?} does not start:\n{}", said(&setup)));
        let data = setup.data();
        Some(Self {
            kind,
            address,
            setup,
            data,
            child,
            guardian,
            _home: home,
        })
    }

    /// Which server it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The user to log in as.
    pub fn user(&self) -> &'static str {
        match self.kind {
            Kind::Vsftpd => "anonymous",
            Kind::Proftpd | Kind::PureFtpd => "test",
        }
    }

    /// That user's password.
    pub fn password(&self) -> &'static str {
        match self.kind {
            // vsftpd takes any; an address is the custom.
            Kind::Vsftpd => "tests@example.net",
            Kind::Proftpd | Kind::PureFtpd => PASSWORD,
        }
    }

    /// The folder on disk that the client may read and write.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The same folder as the client names it.
    pub fn directory(&self) -> &'static str {
        match self.kind {
            Kind::Vsftpd => "/up",
            Kind::Proftpd | Kind::PureFtpd => "/",
        }
    }

    /// Kills it with all its sessions, as a crash would.
    pub fn kill(&mut self) {
        end_family(self.child.id());
        // Its status matters to nobody; this only closes the books.
        let _ = self.child.wait();
    }

    /// Starts it again on the same port, after [`Self::kill`]. A client may be there at once, and stay.
    pub fn restart(&mut self) {
        let (child, guardian) = (0..10)
            .find_map(|_| attempt_at(&self.setup, self.address))
            .unwrap_or_else(|| panic!("{:?} does not start again:\n{}", self.kind, self.log()));
        self.child = child;
        self.guardian = guardian;
    }

    /// The process that listens.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the server wrote in its log and on its terminal, for the message of a failed test.
    pub fn log(&self) -> String {
        said(&self.setup)
    }

    /// Gives everything in [`Self::data`] to the server's user; call it after putting files there.
    pub fn own(&self) {
        let account = &self.setup.account;
        give(&self.data, account);
    }

    /// Puts a file into [`Self::data`], readable and writable for the server.
    pub fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.data.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).unwrap();
        fs::write(&path, bytes).unwrap();
        self.own();
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        end_family(self.child.id());
        // Its status is taken already; this only closes the books.
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("---- {:?} said:\n{}", self.kind, self.log());
        }
    }
}

fn skip<T>(kind: Kind, why: &str) -> Option<T> {
    let message = format!("SKIPPED: no {kind:?} to test against: {why}");
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
    eprintln!("*** {message}");
    None
}

fn give(path: &Path, account: &Account) {
    std::os::unix::fs::lchown(path, Some(account.uid), Some(account.gid)).unwrap();
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path(), account);
        }
    }
}

/// An address for a server that may be away for a while. Where no port is given it has a free one that the
/// system gives to no connection, which could hold it when the server comes back.
pub fn free(bind: SocketAddr) -> SocketAddr {
    if bind.port() > 0 {
        return bind;
    }
    let fixed = |port: u16| SocketAddr::new(bind.ip(), port);
    let ports = std::iter::repeat_with(|| {
        // Each of these has a key of its own, made from the system's randomness.
        let number = RandomState::new().hash_one(()) % 10_000;
        10_000 + u16::try_from(number).unwrap()
    });
    let addresses = ports.map(fixed);
    let mut tried = addresses.take(1_000);
    let free = tried.find(|address| TcpListener::bind(address).is_ok());
    free.expect("a free port")
}

fn attempt(setup: &Setup) -> Option<(Child, Guardian, SocketAddr)> {
    let address = free(setup.options.bind);
    let (child, guardian) = attempt_at(setup, address)?;
    // Where few may log in, the greeted one must have left before a test begins.
    let alone = || descendants(child.id()).is_empty().then_some(());
    let left = super::poll(GREETING_LIMIT, alone);
    left.expect("the first session ends with its connection");
    Some((child, guardian, address))
}

fn attempt_at(setup: &Setup, address: SocketAddr) -> Option<(Child, Guardian)> {
    let output = File::options()
        .create(true)
        .append(true)
        .open(setup.home.join("output"))
        .unwrap();
    let mut command = setup.command(address);
    command
        .stdin(Stdio::null())
        .stderr(output.try_clone().unwrap())
        .stdout(output);
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let guardian = Guardian::of(child.id()).unwrap();
    let greeted = super::poll(GREETING_LIMIT, || match child.try_wait().unwrap() {
        Some(_) => Some(false),
        None if setup.options.greets_in_clear() => greets(address).then_some(true),
        None => listens(child.id(), address).then_some(true),
    });
    // Whoever took the port instead may greet as well: only a server that lives counts.
    if greeted == Some(true) && listens(child.id(), address) {
        return Some((child, guardian));
    }
    end_family(child.id());
    let _ = child.wait();
    None
}

fn greets(address: SocketAddr) -> bool {
    let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1)) else {
        return false;
    };
    let mut line = String::new();
    let timed = stream.set_read_timeout(Some(GREETING_LIMIT)).is_ok();
    timed && BufReader::new(stream).read_line(&mut line).is_ok() && line.starts_with("220")
}

fn listens(pid: u32, address: SocketAddr) -> bool {
    super::kernel::sockets_of(pid)
        .iter()
        .any(|socket| socket.local == address && socket.state == super::kernel::State::Listen)
}

fn said(setup: &Setup) -> String {
    let texts = ["output", "server.log", "tls.log"].map(|name| fs::read(setup.home.join(name)));
    texts
        .iter()
        .flatten()
        .map(|bytes| String::from_utf8_lossy(bytes))
        .collect()
}
