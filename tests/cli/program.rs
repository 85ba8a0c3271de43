//! The program under test, and a server for it.

use secrecy::SecretString;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tokio::runtime::Runtime;
use twoport::server::{Accounts, EmbeddedServer, ServerOptions};

/// A word that must not appear anywhere.
pub(crate) const CANARY: &str = "canary-1f6b-password";

/// A server with a folder of its own, and an empty folder on this side.
pub(crate) struct Setup {
    pub(crate) server: EmbeddedServer,
    /// What the server serves.
    pub(crate) there: PathBuf,
    /// Where the program is started.
    pub(crate) here: PathBuf,
    /// What the program keeps.
    pub(crate) data: PathBuf,
    _folders: [tempfile::TempDir; 3],
    /// Runs the server; the program is waited for outside of it.
    _runtime: Runtime,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Setup {
    /// A server for anybody.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A server with options.
    pub(crate) fn with(adjust: impl FnOnce(&mut ServerOptions)) -> Self {
        let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
        let [there, here, data] =
            [0, 1, 2].map(|at: usize| folders[at].path().canonicalize().unwrap());
        let mut options = ServerOptions::new(&there);
        adjust(&mut options);
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(EmbeddedServer::start(options)).unwrap();
        Self {
            server,
            there,
            here,
            data,
            _folders: folders,
            _runtime: runtime,
        }
    }

    /// A server for `anna` with the canary as her password.
    pub(crate) fn for_anna() -> Self {
        Self::with(|options| {
            let password = SecretString::from(CANARY);
            options.users = Accounts::One {
                user: "anna".into(),
                password,
                anonymous: false,
            };
        })
    }

    /// A URL without a user.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("ftp://{}/{path}", self.server.address())
    }

    /// A URL with a user.
    pub(crate) fn url_of(&self, user: &str, path: &str) -> String {
        format!("ftp://{user}@{}/{path}", self.server.address())
    }

    /// Puts a file on the server's side.
    pub(crate) fn put(&self, name: impl AsRef<Path>, text: &str) {
        write(&self.there.join(name), text);
    }

    /// Puts a file on this side.
    pub(crate) fn put_here(&self, name: impl AsRef<Path>, text: &str) {
        write(&self.here.join(name), text);
    }

    /// Runs the program to its end without a terminal.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[], "")
    }

    /// Runs the program with variables and a standard input.
    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        input: &str,
    ) -> Ran {
        let mut child = self
            .command(arguments)
            .envs(variables.iter().copied())
            .spawn()
            .unwrap();
        // A program that does not want its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    /// The program, ready to be started.
    pub(crate) fn command(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_twoport"));
        command
            .args(arguments)
            .current_dir(&self.here)
            .env("HOME", &self.here)
            .env("XDG_DATA_HOME", &self.data)
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("TWOPORT_PASSWORD")
            // No test asks the keyring of who runs it.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .env_remove("TWOPORT_LOG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// What is in a folder of this side, sorted.
    pub(crate) fn names_here(&self) -> Vec<String> {
        names(&self.here)
    }
}

impl Ran {
    /// Fails with all that was printed unless the exit code is this one.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.out,
            self.err
        );
        self
    }

    /// Fails unless this was said on standard error.
    #[track_caller]
    pub(crate) fn said(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text:?} is not in\n{}", self.err);
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A file's text.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
