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

mod lines;
mod palette;
mod scene;
#[path = "../../tests/support/mod.rs"]
mod support;
mod svg;

use scene::{Scene, Step};
use std::fs;
use std::path::{Path, PathBuf};
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
    for step in &scene.steps {
        perform(step, &scene, &screen, out);
    }
}

fn perform(step: &Step, scene: &Scene, screen: &Screen, out: &Path) {
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
                perform(&Step::Mouse(event, text.clone()), scene, screen, out);
            }
        }
        Step::Shot(name) => {
            let file = out.join(format!("{name}.svg"));
            let picture = screen.look(|screen| svg::picture(screen, &scene.title, scene.light));
            fs::write(&file, picture).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            println!("{}", file.display());
        }
    }
}
