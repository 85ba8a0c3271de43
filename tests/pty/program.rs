//! The program under test: how it is started, what its screen says, how one walks in it.

use crate::support::poll;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::server::{Kind, RealServer};
use crate::support::terminal::lines;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// For what takes more than a moment on a busy machine: files of many megabytes.
pub const LONG: Duration = Duration::from_mins(1);

/// The usual size.
pub const SIZE: (u16, u16) = (120, 36);

/// The built program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_twoport");

/// The URL of a server's folder, with its user.
pub fn url(server: &RealServer) -> String {
    let user = match server.kind() {
        Kind::Vsftpd => String::new(),
        Kind::Proftpd | Kind::PureFtpd => format!("{}@", server.user()),
    };
    format!("ftp://{user}{}{}", server.address(), server.directory())
}

/// The screen, connected to a server, with `local` in the local pane; waits for the listing.
pub fn connected(server: &RealServer, local: &Path, options: &[&str]) -> Screen {
    connected_at(server, local, options, SIZE)
}

/// The same, on a terminal of so many columns and rows.
pub fn connected_at(
    server: &RealServer,
    local: &Path,
    options: &[&str],
    size: (u16, u16),
) -> Screen {
    let mut arguments = vec![url(server)];
    arguments.extend(options.iter().map(|option| (*option).to_owned()));
    let screen = Screen::start(&Launch {
        arguments,
        variables: vec![("TWOPORT_PASSWORD".into(), server.password().into())],
        size,
        home: Some(local.to_owned()),
        ..Launch::default()
    });
    screen.wait_for("connected to ", LIMIT);
    if size.0 >= SIZE.0 {
        wait_listed(&screen);
    }
    screen
}

/// Waits for the first listing of the server: what is typed into the pane before goes with it.
#[track_caller]
pub fn wait_listed(screen: &Screen) {
    screen.wait_until("the listing", LIMIT, |screen| {
        lines(screen).any(|line| {
            let is_foot = line.starts_with(['╰', '┗', '╚']);
            is_foot && [" LIST", " MLSD"].iter().any(|verb| line.contains(verb))
        })
    });
}

/// The demo, with its folders in a place of its own.
pub struct Demo {
    /// Its screen.
    pub screen: Screen,
    folder: tempfile::TempDir,
}

impl Demo {
    /// Starts it and waits for the server's listing.
    pub fn start(options: &[&str]) -> Self {
        Self::start_at(options, SIZE)
    }

    /// The same, on a terminal of so many columns and rows.
    pub fn start_at(options: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(options, size, &[])
    }

    /// The same, with variables of its own.
    pub fn start_with(options: &[&str], size: (u16, u16), variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().to_str().unwrap().to_owned();
        let arguments: Vec<&str> = [&["demo"], options].concat();
        let variables = [&[("TMPDIR", place.as_str())], variables].concat();
        let screen = Screen::spawn(size, &arguments, &variables);
        let demo = Self { screen, folder };
        demo.screen.wait_for("connected to ", LIMIT);
        if demo.screen.look(|screen| screen.size().1.get()) >= SIZE.0 {
            wait_listed(&demo.screen);
        }
        demo
    }

    /// The folder of the local pane.
    pub fn local(&self) -> PathBuf {
        self.find("twoport-local-")
    }

    /// The folder that the server serves as `/`.
    pub fn server(&self) -> PathBuf {
        self.find("twoport-server-")
    }

    /// Whether nothing is left of the demo's folders.
    pub fn is_clean(&self) -> bool {
        std::fs::read_dir(self.folder.path()).unwrap().count() == 0
    }

    fn find(&self, prefix: &str) -> PathBuf {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut paths = entries.map(|entry| entry.unwrap().path());
        let named = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(prefix)
        };
        paths.find(named).expect("the demo made its folders")
    }
}

/// One of the two panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The local one.
    Left,
    /// The server's.
    Right,
}

/// The text of one half of the screen, a line a row, without the borders, down to the end of the
/// panes; of the whole screen where it is too narrow for two panes.
pub fn half(screen: &vt100::Screen, side: Side) -> Vec<String> {
    let width = screen.size().1.get();
    if width < 76 {
        let row = |line: String| line.trim_matches(['┃', '╭', '┏', '╔', '║']).to_owned();
        return lines(screen).map(row).collect();
    }
    let width = width / 2;
    let start = if side == Side::Left { 1 } else { width + 1 };
    let ends = |line: &String| line.starts_with(['╰', '┗', '╚']);
    let height = lines(screen).take_while(|line| !ends(line)).count();
    screen.rows(start, width - 2).take(height).collect()
}

/// The row under the cursor of the active pane (or of a pane that has the whole width).
pub fn cursor_row(screen: &vt100::Screen) -> Option<String> {
    [Side::Left, Side::Right]
        .into_iter()
        .flat_map(|side| half(screen, side))
        .find_map(|row| row.strip_prefix('❯').map(str::to_owned))
}

/// Waits until the cursor of the active pane stands on a name.
#[track_caller]
pub fn wait_cursor(screen: &Screen, name: &str) {
    screen.wait_until(&format!("the cursor on {name:?}"), LIMIT, |screen| {
        cursor_row(screen).is_some_and(|row| {
            let row = row.trim_start_matches([' ', '✓', '⠿']);
            row.starts_with(name)
        })
    });
}

/// Waits until one pane shows a text.
#[track_caller]
pub fn wait_in(screen: &Screen, side: Side, text: &str) {
    screen.wait_until(&format!("{text:?} in the {side:?} pane"), LIMIT, |screen| {
        half(screen, side).iter().any(|row| row.contains(text))
    });
}

/// Waits until one pane no longer shows a text.
#[track_caller]
pub fn wait_not_in(screen: &Screen, side: Side, text: &str) {
    let what = format!("no {text:?} in the {side:?} pane");
    screen.wait_until(&what, LIMIT, |screen| {
        !half(screen, side).iter().any(|row| row.contains(text))
    });
}

/// Puts the cursor on a name, by typing it.
#[track_caller]
pub fn find(screen: &Screen, name: &str) {
    screen.press("/");
    screen.wait_for("Stay here", LIMIT);
    screen.send(name);
    wait_cursor(screen, name);
    screen.press("Enter");
    screen.wait_gone("Stay here", LIMIT);
}

/// Puts the cursor on a folder and goes in.
#[track_caller]
pub fn enter(screen: &Screen, folder: &str) {
    find(screen, folder);
    screen.press("Enter");
    screen.wait_until(&format!("the inside of {folder}"), LIMIT, |screen| {
        lines(screen).nth(1).is_some_and(|line| {
            let (_, title) = line.split_once('▶').unwrap_or_default();
            title.contains(&format!("/{folder} "))
        })
    });
}

/// Which pane is active: the one with the sign in its title.
#[track_caller]
pub fn activate(screen: &Screen, side: Side) {
    let is_there = |screen: &vt100::Screen| {
        let title = half(screen, side).swap_remove(1);
        title.contains('▶')
    };
    if !screen.look(is_there) {
        screen.press("Tab");
        screen.wait_until(&format!("the {side:?} pane active"), LIMIT, is_there);
    }
}

/// The mode in the corner: `PASSIVE`, `ACTIVE`, `AUTO: PASSIVE` ….
pub fn mode_word(screen: &vt100::Screen) -> String {
    let line = lines(screen).next().unwrap_or_default();
    line.rsplit("   ").next().unwrap_or_default().to_owned()
}

/// Presses M until the mode is this.
#[track_caller]
pub fn set_mode(screen: &Screen, wanted: &str) {
    // `AUTO` becomes `AUTO: PASSIVE` by itself.
    let chosen = |screen: &vt100::Screen| mode_word(screen).split(':').next().map(str::to_owned);
    // Passive, active and auto: three presses pass all of them.
    for _ in 0..3 {
        let before = screen.look(chosen);
        if screen.look(mode_word) == wanted {
            return;
        }
        screen.press("M");
        screen.wait_until(&format!("another mode than {before:?}"), LIMIT, |screen| {
            chosen(screen) != before
        });
    }
    assert_eq!(screen.look(mode_word), wanted, "{}", screen.text());
}

/// The heading of the transfers pane without its frame.
pub fn transfers_heading(screen: &vt100::Screen) -> String {
    let heading = lines(screen).find(|line| line.contains(" Transfers  "));
    heading.unwrap_or_default()
}

/// Waits until so many transfers are done and nothing else is in the queue.
#[track_caller]
pub fn wait_done(screen: &Screen, count: usize) {
    let wanted = format!("Transfers  {count} done ");
    screen.wait_until(&format!("{wanted:?}"), LONG, |screen| {
        transfers_heading(screen).contains(&wanted)
    });
}

/// Waits until a path is there, or not.
#[track_caller]
pub fn wait_path(path: &Path, exists: bool) {
    let there = poll(LIMIT, || (path.exists() == exists).then_some(()));
    let is = if exists { "missing" } else { "still there" };
    assert!(there.is_some(), "{} is {is}", path.display());
}

/// A file that looks big and takes no disk.
pub fn sparse(path: &Path, size: u64) {
    std::fs::File::create(path).unwrap().set_len(size).unwrap();
}

/// Waits until the editor has opened so often: what it wrote before stands on its screen still.
#[track_caller]
pub fn wait_opened(screen: &Screen, times: usize) {
    screen.wait_until("the editor", LIMIT, |screen| {
        screen.contents().matches("EDITOR OPEN").count() == times
    });
}
