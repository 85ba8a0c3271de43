//! A program in a real pseudo-terminal, with its screen.
//!
//! Nothing here waits for a time: one waits for something to be on the screen, and when it does
//! not come the test fails with the whole screen in its message.

use super::keys;
use super::process;
use super::terminal::{Seen, lines};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A generous limit for whatever is going to happen.
pub const LIMIT: Duration = Duration::from_secs(20);

/// What to start, and where.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// The program. Empty: the `twoport` that was built with the tests.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Variables beside the usual ones (see [`Screen::start`]).
    pub variables: Vec<(String, String)>,
    /// Columns and rows, each at least 1.
    pub size: (u16, u16),
    /// What the terminal is asked beside the usual, and answers.
    pub knows: Vec<(String, String)>,
    /// `$HOME` and the folder to start in. `None`: a temporary one, removed at the end.
    pub home: Option<PathBuf>,
}

struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The flags of a terminal (termios): input, output, control, local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings(pub [u32; 4]);

impl Settings {
    /// Whether lines are edited and echoed, as a shell leaves the terminal.
    pub fn is_cooked(self) -> bool {
        let wanted = libc::ICANON | libc::ECHO | libc::ISIG;
        self.0[3] & wanted == wanted
    }
}

/// A program in a pseudo-terminal. Killed when dropped.
pub struct Screen {
    shared: Arc<Shared>,
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    home: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Screen {
    /// Starts the `twoport` under test on a terminal of so many columns and rows.
    pub fn spawn(size: (u16, u16), arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let own = |text: &&str| (*text).to_owned();
        Self::start(&Launch {
            arguments: arguments.iter().map(own).collect(),
            variables: variables
                .iter()
                .map(|(name, value)| (own(name), own(value)))
                .collect(),
            size,
            ..Launch::default()
        })
    }

    /// Starts a program. Of the environment it gets `PATH`, its own `HOME` and XDG folders, a
    /// UTF-8 locale and a terminal with all colours, and the variables of `launch`.
    pub fn start(launch: &Launch) -> Self {
        let (columns, rows) = launch.size;
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .expect("a pty");
        let temporary = launch.home.is_none().then(|| tempfile::tempdir().unwrap());
        let home = launch
            .home
            .clone()
            .or_else(|| Some(temporary.as_ref()?.path().to_owned()));
        let home = home.expect("one of the two");
        let child = pair
            .slave
            .spawn_command(command(launch, &home))
            .expect("the program starts");
        // Ours would keep the terminal open when the program has gone.
        drop(pair.slave);
        let mut seen = Seen::new(columns, rows);
        seen.knows.clone_from(&launch.knows);
        let shared = Arc::new(Shared {
            seen: Mutex::new(seen),
            changed: Condvar::new(),
        });
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        let reader = pair.master.try_clone_reader().expect("a reader");
        let (theirs, answers) = (Arc::clone(&shared), Arc::clone(&writer));
        std::thread::spawn(move || read_all(reader, &theirs, &answers));
        Self {
            shared,
            master: pair.master,
            writer,
            child,
            home,
            _temporary: temporary,
        }
    }

    /// `$HOME` of the program.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The id of the program's process.
    pub fn pid(&self) -> u32 {
        self.child
            .process_id()
            .expect("a started program has an id")
    }

    /// Sends bytes as if typed.
    pub fn send(&self, bytes: impl AsRef<[u8]>) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A program that has just ended takes no more: what the test waits for will tell.
        let _ = writer
            .write_all(bytes.as_ref())
            .and_then(|()| writer.flush());
    }

    /// Presses keys named as in [`keys::key`], separated by spaces: `"Down Down F5"`.
    pub fn press(&self, names: &str) {
        for name in names.split_whitespace() {
            self.send(keys::key(name).unwrap_or_else(|| panic!("no key is called {name:?}")));
        }
    }

    /// Sends a mouse event; columns and rows count from 0.
    pub fn mouse(&self, event: keys::Mouse, (column, row): (u16, u16)) {
        self.send(keys::mouse(event, column, row));
    }

    /// From now on the terminal answers a question in this way.
    pub fn answer(&self, question: &str, reply: &str) {
        let mut seen = self.shared.lock();
        seen.knows.retain(|(known, _)| known != question);
        seen.knows.push((question.to_owned(), reply.to_owned()));
    }

    /// Gives the terminal another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        let mut seen = self.shared.lock();
        seen.resize(columns, rows);
        self.master
            .resize(pty_size(columns, rows))
            .expect("the terminal takes the size");
    }

    /// Waits until the text is on one line of the screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str, limit: Duration) {
        self.wait_until(&format!("{text:?} on the screen"), limit, |screen| {
            lines(screen).any(|line| line.contains(text))
        });
    }

    /// Waits until the text is on no line of the screen.
    #[track_caller]
    pub fn wait_gone(&self, text: &str, limit: Duration) {
        self.wait_until(&format!("{text:?} off the screen"), limit, |screen| {
            !lines(screen).any(|line| line.contains(text))
        });
    }

    /// Waits until the screen fulfils a condition; `what` names it in the failure.
    #[track_caller]
    pub fn wait_until(&self, what: &str, limit: Duration, is: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + limit;
        let mut seen = self.shared.lock();
        while !is(seen.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || seen.ended {
                let why = if seen.ended {
                    "the program ended"
                } else {
                    "time is up"
                };
                let picture = seen.picture();
                drop(seen);
                panic!("waited for {what}: {why}\n{picture}");
            }
            seen = self
                .shared
                .changed
                .wait_timeout(seen, left)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(seen, _)| seen);
        }
    }

    /// Looks at the screen as it is.
    pub fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.shared.lock().parser.screen())
    }

    /// The text of the screen, a line a row, without trailing spaces.
    pub fn text(&self) -> String {
        self.look(|screen| lines(screen).collect::<Vec<_>>().join("\n"))
    }

    /// The first line that holds the text.
    pub fn line_with(&self, text: &str) -> Option<String> {
        self.look(|screen| lines(screen).find(|line| line.contains(text)))
    }

    /// Column and row, from 0, where the text first is on the screen.
    pub fn position_of(&self, text: &str) -> Option<(u16, u16)> {
        self.look(|screen| {
            let (rows, columns) = screen.size();
            let places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |c| (c, row)));
            places.into_iter().find(|(column, row)| {
                let mut rest = text;
                let mut at = *column;
                while let Some(cell) = screen.cell(*row, at).filter(|_| !rest.is_empty()) {
                    let shown = if cell.has_contents() {
                        cell.contents()
                    } else {
                        " "
                    };
                    match rest.strip_prefix(shown) {
                        _ if cell.is_wide_continuation() => {}
                        Some(after) => rest = after,
                        None => return false,
                    }
                    at += 1;
                }
                rest.is_empty()
            })
        })
    }

    /// Every byte the program has written so far.
    pub fn raw_output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// The terminal's settings now; also after the program has ended.
    pub fn settings(&self) -> Settings {
        let termios = self.master.get_termios().expect("a terminal has settings");
        Settings([
            termios.input_flags.bits(),
            termios.output_flags.bits(),
            termios.control_flags.bits(),
            termios.local_flags.bits(),
        ])
    }

    /// Waits until the program has ended and all it wrote has been read.
    #[track_caller]
    pub fn wait_exit(&mut self, limit: Duration) -> ExitStatus {
        let child = &mut self.child;
        let status = super::poll(limit, || child.try_wait().expect("our own child"));
        let Some(status) = status else {
            panic!(
                "waited for the end of the program: time is up\n{}",
                self.shared.lock().picture()
            );
        };
        let read = super::poll(limit, || self.shared.lock().ended.then_some(()));
        assert!(
            read.is_some(),
            "a process that the program left behind holds the terminal"
        );
        status
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            process::end_family(self.pid());
            let _ = self.child.wait();
        }
    }
}

fn command(launch: &Launch, home: &Path) -> CommandBuilder {
    let built = option_env!("CARGO_BIN_EXE_twoport");
    let program = if launch.program.as_os_str().is_empty() {
        Path::new(built.expect("only tests know the built program"))
    } else {
        &launch.program
    };
    let mut command = CommandBuilder::new(program);
    command.args(&launch.arguments);
    command.env_clear();
    command.cwd(home);
    for name in ["PATH", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("HOME", home);
    for (name, folder) in [
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        command.env(name, home.join(format!(".xdg-{folder}")));
    }
    // No test asks the keyring of who runs it.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    command.env("LC_ALL", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    for (name, value) in &launch.variables {
        command.env(name, value);
    }
    command
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

type Answers = Mutex<Box<dyn Write + Send>>;

fn read_all(mut reader: Box<dyn Read + Send>, shared: &Shared, answers: &Answers) {
    let mut buffer = vec![0; 64 * 1024];
    // At the end of the program Linux gives an error (EIO) and not an end of file.
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        let mut seen = shared.lock();
        seen.take_in(&buffer[..count]);
        let answer = seen.answers();
        drop(seen);
        shared.changed.notify_all();
        if !answer.is_empty() {
            let mut writer = answers.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writer
                .write_all(answer.as_bytes())
                .and_then(|()| writer.flush());
        }
    }
    shared.lock().end();
    shared.changed.notify_all();
}
