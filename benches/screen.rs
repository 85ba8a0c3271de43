//! The program in a real pseudo-terminal with 100,000 entries in both panes: how long from a key to the
//! drawn screen while two transfers run as fast as they can, from the start to the first frame, from
//! the first bytes of a listing to its first rows, what it takes when nobody does anything, and how
//! much memory. Midnight Commander, where it is installed, does what it can of the same beside it.
//! Prints one table, asserts nothing.
//!
//! `cargo bench --bench screen`; with another number of entries, or another build of the program:
//! `cargo bench --bench screen -- 5000 target/debug/twoport`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends where something goes wrong"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};
use support::pty::{Launch, Screen};
use support::terminal::lines;

const LIMIT: Duration = Duration::from_mins(2);
const SIZE: (u16, u16) = (120, 36);
/// Files that move meanwhile.
const BIG: usize = 2;
/// Bytes of each of them.
const MOVED: u64 = 6 << 30;
/// Keys of each kind.
const KEYS: usize = 120;

fn main() {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let entries: usize = asked.unwrap_or(100_000);
    let home = tempfile::tempdir().unwrap();
    make_files(home.path(), entries);
    println!("{:<44} {:>10} {:>10} {:>10}", "", "median", "p99", "most");
    starts("start to the first frame", || start(&[], None), is_drawn);
    starts(
        "start to the first row of a large folder",
        || start(&[], Some(home.path())),
        |screen| has(screen, "file00000"),
    );
    listing(entries);
    at_work(home.path(), entries);
    commander(home.path());
}

fn make_files(folder: &Path, count: usize) {
    for number in 0..count {
        File::create(folder.join(format!("file{number:06}.dat"))).unwrap();
    }
}

fn start(arguments: &[&str], home: Option<&Path>) -> Screen {
    Screen::start(&Launch {
        knows: Vec::new(),
        program: program(),
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        variables: Vec::new(),
        size: SIZE,
        home: home.map(Path::to_owned),
    })
}

/// The build that is measured.
fn program() -> PathBuf {
    let named = std::env::args()
        .skip(1)
        .find(|word| word.ends_with("twoport"));
    let built = || env!("CARGO_BIN_EXE_twoport").into();
    let path: PathBuf = named.map_or_else(built, PathBuf::from);
    fs::canonicalize(path).unwrap()
}

fn is_drawn(screen: &vt100::Screen) -> bool {
    has(screen, "Local")
}

fn starts(what: &str, start: impl Fn() -> Screen, is: impl Fn(&vt100::Screen) -> bool) {
    let times = (0..20).map(|_| {
        let began = Instant::now();
        let screen = start();
        wait(&screen, &is);
        let took = began.elapsed();
        drop(screen);
        took
    });
    row(what, times.collect());
}

fn wait(screen: &Screen, is: impl Fn(&vt100::Screen) -> bool) {
    screen.wait_until("what is measured", LIMIT, is);
}

fn has(screen: &vt100::Screen, text: &str) -> bool {
    lines(screen).any(|line| line.contains(text))
}

/// A listing whose bytes are there as soon as they are asked for.
fn listing(entries: usize) {
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (sender, sent) = mpsc::channel();
        let url = format!("ftp://127.0.0.1:{}", serve(entries, &sender));
        let screen = start(&[&url], None);
        let began = arrival(&sent);
        wait(&screen, |screen| has(screen, "listed000"));
        first.push(began.elapsed());
        let all = format!("of {}", entries + BIG);
        screen.press("Tab");
        wait(&screen, |screen| has(screen, &all));
        whole.push(began.elapsed());
    }
    row("first bytes of a listing to its first rows", first);
    row("first bytes of a listing to all in order", whole);
}

fn arrival(sent: &Receiver<Instant>) -> Instant {
    sent.recv_timeout(LIMIT).unwrap()
}

/// A server that knows one listing, tells when it begins to send it, and sends the large files from
/// nowhere: what a disk takes on the other side is not what is measured.
fn serve(entries: usize, sender: &Sender<Instant>) -> u16 {
    let text: Arc<str> = listing_of(entries).into();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = sender.clone();
    std::thread::spawn(move || {
        for control in listener.incoming().flatten() {
            let (text, sender) = (Arc::clone(&text), sender.clone());
            std::thread::spawn(move || {
                // It would be another computer: here it gives way to the program and the terminal.
                let _ = rustix::process::setpriority_process(None, 10);
                let _ = dialogue(control, &text, &sender);
            });
        }
    });
    port
}

fn listing_of(entries: usize) -> String {
    let mut text = String::new();
    for number in 0..entries {
        let number = number * 7919 % entries;
        let _ = write!(
            text,
            "type=file;size={number};modify=20260101120000;UNIX.mode=0644;UNIX.owner=1000; \
             listed{number:06}.dat\r\n"
        );
    }
    for number in 0..BIG {
        let _ = write!(
            text,
            "type=file;size={MOVED};modify=20260101120000; 0big{number}.bin\r\n"
        );
    }
    text
}

fn dialogue(control: TcpStream, text: &str, sender: &Sender<Instant>) -> std::io::Result<()> {
    let mut out = control.try_clone()?;
    let mut data: Option<TcpListener> = None;
    out.write_all(b"220 ready\r\n")?;
    for line in BufReader::new(control).lines() {
        let line = line?;
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "USER" | "PASS" => out.write_all(b"230 in\r\n")?,
            "FEAT" => out.write_all(
                b"211-Features\r\n MLST type*;size*;modify*;\r\n EPSV\r\n SIZE\r\n UTF8\r\n211 End\r\n",
            )?,
            "PWD" => out.write_all(b"257 \"/\"\r\n")?,
            "SIZE" => out.write_all(format!("213 {MOVED}\r\n").as_bytes())?,
            "EPSV" => {
                let listener = TcpListener::bind("127.0.0.1:0")?;
                let port = listener.local_addr()?.port();
                data = Some(listener);
                out.write_all(format!("229 Entering (|||{port}|)\r\n").as_bytes())?;
            }
            "MLSD" | "RETR" => {
                let Some(listener) = data.take() else {
                    continue;
                };
                out.write_all(b"150 here it comes\r\n")?;
                let (mut stream, _) = listener.accept()?;
                if verb == "MLSD" {
                    let _ = sender.send(Instant::now());
                    stream.write_all(text.as_bytes())?;
                } else {
                    let zeros = vec![0; 256 * 1024];
                    for _ in 0..MOVED / zeros.len() as u64 {
                        stream.write_all(&zeros)?;
                    }
                }
                drop(stream);
                out.write_all(b"226 done\r\n")?;
            }
            "CWD" | "TYPE" | "OPTS" | "NOOP" | "MODE" | "STRU" => out.write_all(b"200 yes\r\n")?,
            "QUIT" => out.write_all(b"221 bye\r\n")?,
            _ => out.write_all(b"502 no\r\n")?,
        }
    }
    Ok(())
}

fn at_work(home: &Path, entries: usize) {
    let (sender, _) = mpsc::channel();
    let url = format!("ftp://127.0.0.1:{}", serve(entries, &sender));
    let screen = start(&[&url], Some(home));
    let count = format!("of {}", entries + BIG);
    screen.wait_for("PASSIVE", LIMIT);
    screen.press("Tab");
    screen.wait_for(&count, LIMIT);
    let idle = latencies(&screen, place, |screen| screen.press("Down"), KEYS);
    row("key to screen, nothing moves", idle);
    let (before, began) = (processor(screen.pid()), Instant::now());
    std::thread::sleep(Duration::from_secs(10));
    let used = processor(screen.pid()).saturating_sub(before);
    let share = used.as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    println!("{:<44} {share:>9.2}%", "processor, nothing done for 10 s");
    memory("most memory until both panes are full", screen.pid());
    screen.press("Home Space Space F5");
    screen.wait_for("2 active", LIMIT);
    for key in ["Down", "PageDown", "PageUp", "Up"] {
        let times = latencies(&screen, place, |screen| screen.press(key), KEYS);
        let moving = screen.line_with("2 active").is_some();
        let how = if moving {
            "two transfers run"
        } else {
            "transfers are over"
        };
        row(&format!("{key} to screen, {how}"), times);
    }
    let ends = (0..KEYS / 4).flat_map(|_| {
        let mut times = latencies(&screen, place, |screen| screen.press("End"), 1);
        times.extend(latencies(&screen, place, |screen| screen.press("Home"), 1));
        times
    });
    row("End and Home to screen", ends.collect());
    let mut filtered = Vec::new();
    for _ in 0..10 {
        screen.press("f");
        screen.wait_for("filter", LIMIT);
        let began = Instant::now();
        screen.send("77");
        let all = format!("{0} of {0}", entries + BIG);
        let wanted = |screen: &vt100::Screen| {
            lines(screen).any(|line| line.contains("filter 77") && !line.contains(&all))
        };
        wait(&screen, wanted);
        filtered.push(began.elapsed());
        screen.press("Esc");
        screen.wait_gone("filter 77", LIMIT);
        screen.wait_for(&count, LIMIT);
    }
    row("filter typed to what passes on the screen", filtered);
    memory("most memory, after all this", screen.pid());
}

/// The most memory that a process has had so far.
fn memory(when: &str, pid: u32) {
    println!("{when:<44} {:>7} MiB", status(pid, "VmHWM:") / 1024);
}

/// Where the cursor of the right pane is: `12 of 100001`.
fn place(screen: &vt100::Screen) -> Option<String> {
    let foot = |line: &String| line.starts_with(['╰', '┗']) && line.contains(" of ");
    let line = lines(screen).find(foot)?;
    let number = line.rsplit_once(" of ")?.0.rsplit(' ').next()?;
    Some(number.to_owned())
}

/// From each key to the screen on which the place is another one.
fn latencies(
    screen: &Screen,
    place: impl Fn(&vt100::Screen) -> Option<String>,
    press: impl Fn(&Screen),
    count: usize,
) -> Vec<Duration> {
    let one = |number: usize| {
        // Not in step with anything that happens at regular times.
        std::thread::sleep(Duration::from_millis(5 + number as u64 * 7 % 13));
        let before = screen.look(&place);
        let began = Instant::now();
        press(screen);
        wait(screen, |screen| place(screen) != before);
        began.elapsed()
    };
    (0..count).map(one).collect()
}

/// Midnight Commander in the same folder. Its mini status names the row under the cursor.
fn commander(folder: &Path) {
    let Ok(found) = std::process::Command::new("mc").arg("--version").output() else {
        println!("mc is not installed");
        return;
    };
    let version = String::from_utf8_lossy(&found.stdout);
    println!("beside it: {}", version.lines().next().unwrap_or_default());
    let home = tempfile::tempdir().unwrap();
    let begin = |folder: &Path| {
        let folder = folder.to_string_lossy().into_owned();
        Screen::start(&Launch {
            knows: Vec::new(),
            program: PathBuf::from("mc"),
            arguments: vec!["-u".into(), "-d".into(), folder.clone(), folder],
            variables: Vec::new(),
            size: SIZE,
            home: Some(home.path().to_owned()),
        })
    };
    let small = tempfile::tempdir().unwrap();
    let drawn = |screen: &vt100::Screen| has(screen, "Quit");
    starts(
        "mc: start to the first frame",
        || begin(small.path()),
        drawn,
    );
    let rows = |screen: &vt100::Screen| has(screen, "file00000");
    starts(
        "mc: start to the first row of a large folder",
        || begin(folder),
        rows,
    );
    let screen = begin(folder);
    wait(&screen, drawn);
    let status = |screen: &vt100::Screen| {
        let lines: Vec<String> = lines(screen).collect();
        lines.iter().rev().nth(4).cloned()
    };
    // It knows its arrows by what they send in the mode that it has set.
    screen.send("\x1bOB");
    for (key, sent) in [("Down", "\x1bOB"), ("PageDown", "\x1b[6~")] {
        let times = latencies(&screen, status, |screen| screen.send(sent), KEYS);
        row(&format!("mc: {key} to screen"), times);
    }
    memory("mc: most memory", screen.pid());
}

/// The time that a process has had on a processor.
fn processor(pid: u32) -> Duration {
    let mut nanoseconds = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten() {
        let statistics = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let first = statistics.split_whitespace().next();
        nanoseconds += first.and_then(|word| word.parse().ok()).unwrap_or(0u64);
    }
    Duration::from_nanos(nanoseconds)
}

/// A number of `/proc/PID/status`.
fn status(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn row(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| {
        let index = (times.len() * share / 100).min(times.len().saturating_sub(1));
        let time = times.get(index).copied().unwrap_or_default();
        format!("{:.1} ms", time.as_secs_f64() * 1000.0)
    };
    println!("{what:<44} {:>10} {:>10} {:>10}", at(50), at(99), at(100));
}
