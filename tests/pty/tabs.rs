//! Several connections at once in the real program.

use crate::program::{LONG, SIZE, Side, find, transfers_heading, wait_in, wait_not_in, wait_path};
use crate::support::poll;
use crate::support::process::signal;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::terminal::lines;
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use twoport::server::{EmbeddedServer, ServerOptions};

/// Two servers, and a folder for the local pane.
pub(crate) struct Two {
    runtime: Runtime,
    pub(crate) home: TempDir,
    pub(crate) places: [TempDir; 2],
    servers: Vec<EmbeddedServer>,
}

impl Two {
    /// The first has `big.bin`, which takes its time; the second `other.txt`.
    pub(crate) fn start() -> Self {
        let two = Self::endless();
        fs::write(two.places[0].path().join("big.bin"), content()).unwrap();
        two
    }

    /// The same, and `big.bin` takes so long that no test sees its end.
    pub(crate) fn endless() -> Self {
        let runtime = Runtime::new().unwrap();
        let places = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let big = fs::File::create(places[0].path().join("big.bin")).unwrap();
        big.set_len(128 << 20).unwrap();
        fs::write(places[1].path().join("other.txt"), "other").unwrap();
        let servers = places.iter().zip([Some(1 << 20), None]);
        let servers = servers.map(|(place, rate)| {
            let mut options = ServerOptions::new(place.path());
            options.rate = rate;
            runtime.block_on(EmbeddedServer::start(options)).unwrap()
        });
        Self {
            home: tempfile::tempdir().unwrap(),
            servers: servers.collect(),
            places,
            runtime,
        }
    }

    pub(crate) fn url(&self, which: usize) -> String {
        format!("ftp://{}/", self.servers[which].address())
    }

    pub(crate) fn launch(&self, arguments: &[&str]) -> Screen {
        self.launch_with(arguments, &[])
    }

    pub(crate) fn launch_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Screen {
        let variables = variables.iter();
        let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Screen::start(&Launch {
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            variables: variables.collect(),
            size: SIZE,
            home: Some(self.home.path().to_owned()),
            ..Launch::default()
        })
    }

    /// `big.bin` is on its way in the first tab; the second one is at the second server.
    fn busy(&self) -> Screen {
        let screen = self.launch(&[&self.url(0)]);
        wait_in(&screen, Side::Right, "big.bin");
        screen.press("2");
        find(&screen, "big.bin");
        screen.press("F5");
        screen.wait_for("1 active", LIMIT);
        screen.send(format!(":tab {}\r", self.url(1)));
        wait_in(&screen, Side::Right, "other.txt");
        wait_row(&screen, "❯2 ");
        screen
    }

    pub(crate) fn stop(self) {
        for server in self.servers {
            self.runtime.block_on(server.stop());
        }
    }
}

fn content() -> Vec<u8> {
    (0..8_000_000_u32).map(|at| (at % 251) as u8).collect()
}

fn row(screen: &vt100::Screen) -> String {
    lines(screen).nth(1).unwrap_or_default()
}

/// Waits until the row of tabs says this.
#[track_caller]
pub(crate) fn wait_row(screen: &Screen, text: &str) {
    screen.wait_until(&format!("{text:?} among the tabs"), LIMIT, |screen| {
        row(screen).contains(text)
    });
}

fn is(path: &Path, wanted: &[u8]) -> bool {
    fs::read(path).is_ok_and(|found| found == wanted)
}

#[test]
fn a_transfer_goes_on_and_ends_while_another_tab_is_browsed() {
    let two = Two::start();
    fs::create_dir(two.places[1].path().join("deep")).unwrap();
    fs::write(two.places[1].path().join("deep/within.txt"), "within").unwrap();
    let mut screen = two.busy();
    wait_row(&screen, "▶1");
    screen.press("2");
    find(&screen, "deep");
    screen.press("Enter");
    wait_in(&screen, Side::Right, "within.txt");
    find(&screen, "within.txt");
    screen.press("F5");
    wait_path(&two.home.path().join("within.txt"), true);
    // The first one ends behind: it is told, and its file is listed here too.
    screen.wait_until("the end of tab 1", LONG, |screen| {
        screen.contents().contains("tab 1 anonymous@") && screen.contents().contains("1 file done")
    });
    wait_in(&screen, Side::Left, "big.bin");
    assert!(is(&two.home.path().join("big.bin"), &content()));
    wait_in(&screen, Side::Right, "within.txt");
    // Back, and everything is as it was left.
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    wait_in(&screen, Side::Right, "big.bin");
    screen.wait_for("1 done", LIMIT);
    screen.send("gt");
    wait_row(&screen, "❯2 ");
    wait_in(&screen, Side::Right, "within.txt");
    // With nothing under way one key ends both.
    screen.press("q");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    drop(screen);
    two.stop();
}

#[test]
fn a_file_is_carried_from_one_server_s_tab_to_another_s() {
    let two = Two::start();
    fs::write(two.home.path().join("mine.txt"), "mine").unwrap();
    let screen = two.launch(&[&two.url(0)]);
    wait_in(&screen, Side::Right, "big.bin");
    wait_in(&screen, Side::Left, "mine.txt");
    screen.press("1");
    find(&screen, "mine.txt");
    screen.press("p");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send(format!(":tab {}\r", two.url(1)));
    wait_in(&screen, Side::Right, "other.txt");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.press("2");
    screen.press("p");
    wait_path(&two.places[1].path().join("mine.txt"), true);
    wait_in(&screen, Side::Right, "mine.txt");
    // What is picked up there comes down by its own connection.
    find(&screen, "other.txt");
    screen.press("p");
    screen.wait_for("CARRYING 1", LIMIT);
    screen.send("g1");
    wait_row(&screen, "❯1 ");
    screen.press("2");
    screen.wait_for("through this computer", LIMIT);
    screen.press("1");
    screen.press("p");
    wait_path(&two.home.path().join("other.txt"), true);
    wait_in(&screen, Side::Left, "other.txt");
    drop(screen);
    two.stop();
}

#[test]
fn what_a_closed_tab_had_in_its_queue_comes_back() {
    let two = Two::start();
    let mut screen = two.busy();
    screen.send("gt");
    wait_row(&screen, "❯1 ");
    screen.send("\x17c");
    screen.wait_for("Close tab 1?", LIMIT);
    screen.wait_for("1 transfer not done yet", LIMIT);
    screen.press("Enter");
    screen.wait_gone("Close tab 1?", LIMIT);
    screen.send("\x17c");
    screen.wait_for("Close tab 1?", LIMIT);
    screen.press("y");
    // One tab is left, and takes no row.
    wait_in(&screen, Side::Right, "other.txt");
    screen.wait_until("no row of tabs", LIMIT, |screen| {
        row(screen).starts_with(['╭', '┏'])
    });
    wait_not_in(&screen, Side::Right, "big.bin");
    let left = poll(LIMIT, || {
        (two.servers[0].open_sessions() == 0).then_some(())
    });
    assert!(left.is_some(), "its sessions are still open");
    let commands = two.servers[0].commands();
    assert!(commands.iter().any(|line| line == "QUIT"), "{commands:?}");
    screen.press("q");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    drop(screen);

    let screen = two.launch(&[]);
    screen.wait_for("The queue of last time", LIMIT);
    screen.wait_for("Later", LIMIT);
    screen.press("g");
    screen.wait_for("1 done", LONG);
    assert!(is(&two.home.path().join("big.bin"), &content()));
    drop(screen);
    two.stop();
}

#[test]
fn the_queues_of_all_tabs_outlive_a_kill() {
    let two = Two::endless();
    let mut screen = two.busy();
    screen.press("2");
    // What it downloads there stays in the queue.
    fs::write(two.places[1].path().join("second.bin"), content()).unwrap();
    screen.press("R");
    wait_in(&screen, Side::Right, "second.bin");
    screen.press("T");
    screen.wait_for("▶ Transfers", LIMIT);
    screen.press("P");
    screen.wait_for("QUEUE PAUSED", LIMIT);
    screen.press("T");
    screen.wait_gone("▶ Transfers", LIMIT);
    find(&screen, "second.bin");
    screen.press("F5");
    screen.wait_until("it in the queue", LIMIT, |screen| {
        transfers_heading(screen).contains("1 ")
    });
    wait_row(&screen, "▶1");
    signal(screen.pid(), Signal::KILL);
    screen.wait_exit(LIMIT);
    drop(screen);

    let screen = two.launch(&[]);
    screen.wait_for("The queue of last time", LIMIT);
    screen.wait_for("Later", LIMIT);
    // Later; then both wait.
    screen.press("Esc");
    screen.wait_for("? 2", LIMIT);
    drop(screen);
    two.stop();
}

#[test]
fn quitting_asks_for_what_goes_on_behind() {
    let two = Two::endless();
    let mut screen = two.busy();
    screen.press("q");
    screen.wait_for("─ Quit", LIMIT);
    screen.wait_for("1 transfer not done yet", LIMIT);
    screen.press("y");
    assert_eq!(screen.wait_exit(LIMIT).exit_code(), 0);
    drop(screen);
    let screen = two.launch(&[]);
    screen.wait_for("The queue of last time", LIMIT);
    screen.wait_for("Later", LIMIT);
    drop(screen);
    two.stop();
}
