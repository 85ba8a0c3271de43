//! Paints SVG pictures of a program in a real terminal, by the script of a scene.
//!
//! ```text
//! cargo run --example screenshot -- [--program PATH] [--out FOLDER] SCENE...
//! ```
//!
//! `screenshots/make` calls it for all scenes of `screenshots/scenes`; `scene.rs` tells what a
//! scene may say.
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
use scene::{Scene, Step};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use support::keys::{Mouse, mouse};
use support::pty::{LIMIT, Launch, Screen};

fn main() {
    let mut program = PathBuf::from("target/release/twoport");
    let mut out = PathBuf::from("screenshots");
    let mut arguments = std::env::args().skip(1);
    let mut count = 0;
    while let Some(argument) = arguments.next() {
        let mut value = || PathBuf::from(arguments.next().expect("an option has a value"));
        match argument.as_str() {
            "--program" => program = value(),
            "--out" => out = value(),
            path => {
                let program = program.canonicalize().expect("the program exists");
                play(Path::new(path), &program, &out);
                count += 1;
            }
        }
    }
    assert!(
        count > 0,
        "usage: screenshot [--program PATH] [--out FOLDER] SCENE..."
    );
}

fn play(path: &Path, program: &Path, out: &Path) {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let scene = Scene::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let screen = Screen::start(&Launch {
        program: program.to_owned(),
        arguments: scene.arguments.clone(),
        variables: scene.variables.clone(),
        size: scene.size,
        home: None,
        knows: Vec::new(),
    });
    let mut cast = Cast::default();
    for step in &scene.steps {
        perform(step, &scene, (&screen, &mut cast), out);
    }
}

fn perform(step: &Step, scene: &Scene, (screen, cast): (&Screen, &mut Cast), out: &Path) {
    match step {
        Step::Wait(text) => screen.wait_for(text, LIMIT),
        Step::Gone(text) => screen.wait_gone(text, LIMIT),
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
                perform(&step, scene, (screen, cast), out);
            }
        }
        Step::Shot(name) => {
            let picture = whole(screen, |seen| svg::picture(seen, &scene.title, scene.light));
            write(out, name, &picture);
        }
        Step::Caption(text) => cast.caption.clone_from(text),
        Step::Frame(seconds) => {
            let seen = whole(screen, |seen| Cast::look(seen, scene.light));
            cast.keep(seen, *seconds);
        }
        Step::Still => cast.still(),
        Step::Cast(name) => write(out, name, &cast.picture(&scene.title, scene.light)),
    }
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

fn write(out: &Path, name: &str, picture: &str) {
    let file = out.join(format!("{name}.svg"));
    fs::write(&file, picture).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    println!("{}", file.display());
}
