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
use support::keys::{Mouse, mouse};
use support::process;
use support::pty::{LIMIT, Launch, Screen};

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
    let mut takes: Vec<Vec<(String, String)>> = Vec::new();
    while takes.len() < scene.takes {
        let pictures = take(&scene, run);
        let is_usual = pictures.iter().all(is_there) || takes.contains(&pictures);
        takes.push(pictures);
        if is_usual {
            break;
        }
    }
    for (name, picture) in takes.last().into_iter().flatten() {
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
                perform(&step, scene, screen, cast);
            }
        }
        Step::Shot(name) => {
            let picture = screen.look(|seen| svg::picture(seen, &scene.title, scene.light));
            return Some((name.clone(), picture));
        }
        Step::Caption(text) => cast.caption.clone_from(text),
        Step::Frame(seconds) => {
            let seen = screen.look(|seen| Cast::look(seen, scene.light));
            cast.keep(seen, *seconds);
        }
        Step::Still => cast.still(),
        Step::Cast(name) => return Some((name.clone(), cast.picture(&scene.title, scene.light))),
    }
    None
}
