//! The surroundings of one run: a faulty server on a folder of its own, this side's folders, a home
//! with its own journal, and what is to get across.

use super::form::Chance;
use super::program::{Ran, Run};
use super::support::tree;
use ring::digest::{SHA256, digest};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use tokio::runtime::Runtime;
use twoport::model::Direction;
use twoport::server::{EmbeddedServer, ServerOptions};

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// Past this a run has hung, unless the row says otherwise.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The folder that downloads come from and the one that uploads go to, on the server.
pub(crate) const PUB: &str = "pub";
/// See [`PUB`].
pub(crate) const IN: &str = "in";

/// When everything that is offered was changed last: 15 November 2023.
fn old() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// The digest of a content.
pub(crate) fn digest_of(content: &[u8]) -> Digest {
    digest(&SHA256, content).as_ref().try_into().unwrap()
}

/// The surroundings of one run.
pub(crate) struct World {
    /// The seed it was begun with, and the numbers that follow from it.
    pub(crate) chance: Chance,
    /// The embedded server; `None` where the row brings another.
    pub(crate) served: Option<Served>,
    /// Which way the files go.
    pub(crate) direction: Direction,
    /// Files by name, with the contents that would be right.
    pub(crate) goods: BTreeMap<String, Vec<Digest>>,
    /// The address that the program is told.
    pub(crate) address: SocketAddr,
    /// The program; the proofs of the harness put others in its place.
    pub(crate) program: PathBuf,
    base: tempfile::TempDir,
}

/// A running embedded server.
pub(crate) struct Served {
    /// The server.
    pub(crate) server: EmbeddedServer,
    _runtime: Runtime,
}

impl Served {
    /// Starts one.
    pub(crate) fn start(options: ServerOptions) -> Self {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
        Self {
            server,
            _runtime: runtime,
        }
    }
}

impl World {
    /// Makes one, with a server whose options are adjusted.
    pub(crate) fn new(
        direction: Direction,
        seed: u64,
        adjust: impl FnOnce(&mut ServerOptions, &mut Chance),
    ) -> Self {
        let mut world = Self::without_server(direction, seed);
        let mut options = ServerOptions::new(world.there());
        adjust(&mut options, &mut world.chance);
        let served = Served::start(options);
        world.address = served.server.address();
        world.served = Some(served);
        world
    }

    /// Makes one whose server comes from elsewhere.
    pub(crate) fn without_server(direction: Direction, seed: u64) -> Self {
        let base = tempfile::Builder::new();
        let base = { base }.prefix("twoport-faults-").tempdir().unwrap();
        for folder in [
            "home",
            "notes",
            "here/in",
            "here/out",
            "there/pub",
            "there/in",
        ] {
            fs::create_dir_all(base.path().join(folder)).unwrap();
        }
        Self {
            chance: Chance::new(seed),
            served: None,
            direction,
            goods: BTreeMap::new(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            program: env!("CARGO_BIN_EXE_twoport").into(),
            base,
        }
    }

    /// The embedded server.
    pub(crate) fn server(&self) -> &EmbeddedServer {
        &self.served.as_ref().expect("this row has a server").server
    }

    /// A folder of these surroundings.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.base.path().join(name)
    }

    /// Where the program is started.
    pub(crate) fn here(&self) -> PathBuf {
        self.folder("here")
    }

    /// What the server serves.
    pub(crate) fn there(&self) -> PathBuf {
        self.folder("there")
    }

    /// Where the files come from.
    pub(crate) fn source(&self) -> PathBuf {
        self.folder(match self.direction {
            Direction::Download => "there/pub",
            Direction::Upload => "here/out",
        })
    }

    /// Where they must get to.
    pub(crate) fn target(&self) -> PathBuf {
        self.folder(match self.direction {
            Direction::Download => "here/in",
            Direction::Upload => "there/in",
        })
    }

    /// Puts a file into the source that has to get across.
    pub(crate) fn offer(&mut self, name: &str, content: &[u8]) {
        let path = self.source().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        // Servers tell times in whole seconds: a change must not fall into the same one.
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(old()).unwrap();
        self.goods.insert(name.into(), vec![digest_of(content)]);
    }

    /// Offers a file of so many bytes, made from chance.
    pub(crate) fn offer_bytes(&mut self, name: &str, length: u64) {
        let content = tree::bytes(self.chance.next(), usize::try_from(length).unwrap());
        self.offer(name, &content);
    }

    /// Another content of a file that would be right.
    pub(crate) fn accept(&mut self, name: &str, content: &[u8]) {
        self.goods.get_mut(name).unwrap().push(digest_of(content));
    }

    /// A URL of the server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("ftp://{}/{path}", self.address)
    }

    /// The program, ready to be started.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.at_home(&mut command);
        command
    }

    /// Gives a command this world's folders.
    pub(crate) fn at_home(&self, command: &mut Command) {
        let home = self.folder("home");
        command.current_dir(self.here()).env("HOME", &home);
        for (variable, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(variable, home.join(folder));
        }
        command
            .env_remove("TWOPORT_PASSWORD")
            .env_remove("TWOPORT_LOG")
            .env("LC_ALL", "C.UTF-8");
    }

    /// The command that carries one file across.
    pub(crate) fn carry(&self, name: &str, options: &[&str]) -> Command {
        let (remote, local) = (self.url(&format!("{PUB}/{name}")), format!("out/{name}"));
        let into = self.url(&format!("{IN}/"));
        let words: &[&str] = match self.direction {
            Direction::Download => &["get", "--json", "-o", "in/", &remote],
            Direction::Upload => &["put", "--json", &local, &into],
        };
        self.program(&[words, options].concat())
    }

    /// The command that carries everything across.
    pub(crate) fn carry_all(&self, options: &[&str]) -> Command {
        let from = self.url(&format!("{PUB}/"));
        let into = self.url(&format!("{IN}/"));
        let words: &[&str] = match self.direction {
            Direction::Download => &["get", "-r", "--json", "-o", "in/", &from],
            Direction::Upload => &["put", "-r", "--json", "out/", &into],
        };
        self.program(&[words, options].concat())
    }

    /// Starts a command.
    pub(crate) fn start(&self, command: Command) -> Run {
        Run::start(command, &self.folder("notes"))
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, command: Command) -> Ran {
        self.start(command).end(PATIENCE)
    }

    /// The names in the target, folders left out, each from the target on.
    pub(crate) fn arrived(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        walk(&self.target(), Path::new(""), &mut names);
        names
    }

    /// The part files in the target and their sizes.
    pub(crate) fn parts(&self) -> Vec<(PathBuf, u64)> {
        let names = self.arrived().into_iter().filter(|name| is_part(name));
        let parts = names.filter_map(|name| {
            let path = self.target().join(name);
            let size = fs::metadata(&path).ok()?.len();
            Some((path, size))
        });
        parts.collect()
    }

    /// The bytes in all files of the target.
    pub(crate) fn bytes_arrived(&self) -> u64 {
        let sizes = self.arrived().into_iter();
        sizes
            .filter_map(|name| Some(fs::metadata(self.target().join(name)).ok()?.len()))
            .sum()
    }

    /// Whether the journal has noted that a file was begun. Before, nobody knows of what has come of it.
    pub(crate) fn has_noted_the_beginning(&self) -> bool {
        let file = self.folder("home/data/twoport/queue.db");
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
        let question = "SELECT EXISTS (SELECT 1 FROM transfers WHERE begun > 0)";
        // It may be in the making just now.
        let answer = rusqlite::Connection::open_with_flags(file, flags)
            .and_then(|journal| journal.query_row(question, [], |row| row.get(0)));
        answer.unwrap_or(false)
    }

    /// How often the server was sent a command that begins so.
    pub(crate) fn count(&self, start: &str) -> usize {
        let lines = self.server().commands();
        lines.iter().filter(|line| line.starts_with(start)).count()
    }
}

/// Whether this is the name of a file that is not whole: `.NAME.TOKEN.part`.
pub(crate) fn is_part(name: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or(name);
    own.starts_with('.') && own.rsplit('.').next() == Some("part")
}

fn walk(root: &Path, below: &Path, names: &mut BTreeSet<String>) {
    // A folder may go while it is looked at.
    let Ok(entries) = fs::read_dir(root.join(below)) else {
        return;
    };
    for entry in entries.flatten() {
        let path = below.join(entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(root, &path, names),
            _ => {
                names.insert(path.to_string_lossy().into_owned());
            }
        }
    }
}
