//! Paints SVG pictures of a program in a real terminal, by the script of a scene.
//!
//! ```text
//! cargo run --example screenshot -- [--program PATH] [--stage PATH] [--out FOLDER] SCENE...
//! ```
//!
//! `screenshots/make` calls it for all scenes of `screenshots/scenes`; `scene.rs` tells what a
//! scene may say. The stage is what runs the program: it gets its path and arguments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a tool for whoever works on the program: a panic is how it reports"
)]

mod cast;
mod lines;
mod palette;
mod scene;
#[path = "../../tests/support/mod.rs"]
mod support;
mod svg;

use cast::Cast;
use rustix::process::Signal;
use scene::{Scene, Step};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use support::keys::{Mouse, mouse};
use support::poll;
use support::process;
use support::pty::{LIMIT, Launch, Screen};
use support::terminal;

fn main() {
    let mut program = PathBuf::from("target/release/twoport");
    let mut out = PathBuf::from("screenshots");
    let mut stage = None;
    let mut arguments = std::env::args().skip(1);
    let mut count = 0;
    while let Some(argument) = arguments.next() {
        let mut value = || PathBuf::from(arguments.next().expect("an option has a value"));
        match argument.as_str() {
            "--program" => program = value(),
            "--stage" => stage = Some(value()),
            "--out" => out = value(),
            path => {
                let run = stage.iter().chain([&program]);
                let run = run.map(|path| path.canonicalize().expect("the program is there"));
                play(Path::new(path), &run.collect::<Vec<_>>(), &out);
                count += 1;
            }
        }
    }
    assert!(
        count > 0,
        "usage: screenshot [--program PATH] [--stage PATH] [--out FOLDER] SCENE..."
    );
}

fn play(path: &Path, run: &[PathBuf], out: &Path) {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let scene = Scene::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let is_there = |(name, picture): &(String, String)| {
        fs::read_to_string(file(out, name)).is_ok_and(|there| there == *picture)
    };
    let mut pictures = take(&scene, run);
    for _ in 1..scene.takes {
        if pictures.iter().all(is_there) {
            break;
        }
        pictures = take(&scene, run);
    }
    for (name, picture) in &pictures {
        let file = file(out, name);
        fs::write(&file, picture).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        println!("{}", file.display());
    }
}

fn file(out: &Path, name: &str) -> PathBuf {
    out.join(format!("{name}.svg"))
}

/// Plays a scene once, with a program that `run` runs: its pictures, by name.
fn take(scene: &Scene, run: &[PathBuf]) -> Vec<(String, String)> {
    let run = run.iter().map(|path| path.to_string_lossy().into_owned());
    let mut words = run.chain(scene.arguments.clone());
    let mut variables = vec![("TZ".to_owned(), "UTC".to_owned())];
    variables.extend_from_slice(&scene.variables);
    let mut screen = Screen::start(&Launch {
        program: words.next().map(PathBuf::from).unwrap_or_default(),
        arguments: words.collect(),
        variables,
        size: scene.size,
        home: None,
        knows: Vec::new(),
    });
    let (mut cast, mut pictures) = (Cast::default(), Vec::new());
    for step in &scene.steps {
        pictures.extend(perform(step, scene, &screen, &mut cast));
    }
    // Ended in order, it takes its folders along.
    process::signal(screen.pid(), Signal::TERM);
    screen.wait_exit(LIMIT);
    pictures
}

/// Takes a step. A picture that it makes comes back with its name.
fn perform(
    step: &Step,
    scene: &Scene,
    screen: &Screen,
    cast: &mut Cast,
) -> Option<(String, String)> {
    match step {
        Step::Wait(text) => wait(screen, text, true),
        Step::Gone(text) => wait(screen, text, false),
        Step::Press(keys) => screen.press(keys),
        Step::Type(text) => screen.send(text),
        Step::Resize(columns, rows) => screen.resize(*columns, *rows),
        Step::Mouse(event, text) => {
            let (column, row) = screen
                .position_of(text)
                .unwrap_or_else(|| panic!("{text:?} is not on the screen\n{}", screen.text()));
            screen.send(mouse(*event, column, row));
        }
        Step::Click(text) => {
            for event in [Mouse::Press, Mouse::Release] {
                let step = Step::Mouse(event, text.clone());
                perform(&step, scene, screen, cast);
            }
        }
        Step::Shot(name) => {
            let picture = whole(screen, |seen| svg::picture(seen, &scene.title, scene.light));
            return Some((name.clone(), picture));
        }
        Step::Caption(text) => cast.caption.clone_from(text),
        Step::Frame(seconds) => {
            let seen = whole(screen, |seen| Cast::look(seen, scene.light));
            cast.keep(seen, *seconds);
        }
        Step::Still => cast.still(),
        Step::Cast(name) => return Some((name.clone(), cast.picture(&scene.title, scene.light))),
    }
    None
}

/// Waits until a text is on the screen, or is not, with all of what is drawn at once.
fn wait(screen: &Screen, text: &str, there: bool) {
    let came = poll(LIMIT, || (shows(screen, text) == there).then_some(()));
    let what = if there { "on" } else { "off" };
    assert!(
        came.is_some(),
        "waited for {text:?} {what} the screen\n{}",
        screen.text()
    );
}

fn shows(screen: &Screen, text: &str) -> bool {
    let has = |line: String| line.contains(text);
    whole(screen, |seen| terminal::lines(seen).any(has))
}

/// Looks at the screen when all of what the program draws at once is there.
fn whole<T>(screen: &Screen, look: impl Fn(&vt100::Screen) -> T) -> T {
    let deadline = Instant::now() + LIMIT;
    loop {
        let before = screen.raw_output();
        if is_whole(&before) {
            let seen = screen.look(&look);
            if screen.raw_output().len() == before.len() {
                return seen;
            }
        }
        assert!(Instant::now() < deadline, "the program never ends a frame");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether each frame that was begun (mode 2026) has been ended.
fn is_whole(written: &[u8]) -> bool {
    let last = |mark: &[u8]| written.windows(mark.len()).rposition(|part| part == mark);
    last(b"\x1b[?2026h") <= last(b"\x1b[?2026l")
}
