//! The script of a scene: a line a word, `#` begins a comment line.
//!
//! ```text
//! title Twoport              what the window's frame says
//! size 120 36                columns and rows
//! light                      a terminal with dark text on white
//! run demo --rate 1M         the program's arguments
//! env NAME=VALUE             a variable for it
//! takes 10                   play it until a picture is the one that is there, or comes a second time,
//!                            so often at most: what is measured is seldom far from what is usual
//! wait dataset-001           wait until this is on the screen
//! gone Loading               wait until this is not on the screen
//! press Down Down F5         keys, named as in tests/support/keys.rs
//! type some text             text, as typed
//! click Connection           a click on this text
//! mouse Press notes.txt      a mouse event (see `Mouse`) on this text
//! resize 80 24               give the terminal another size
//! shot main                  paint main.svg
//! caption Space marks        what stands over the frames from now on
//! frame 1.5                  keep the screen as a frame that is shown for so many seconds
//! still                      the last frame is what is shown where nothing moves
//! cast cast                  paint the frames, one after the other, as cast.svg
//! ```

use crate::support::keys::Mouse;

/// One step of a scene.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Wait for a text.
    Wait(String),
    /// Wait until a text has gone.
    Gone(String),
    /// Press keys.
    Press(String),
    /// Type a text.
    Type(String),
    /// Click on a text.
    Click(String),
    /// A mouse event on a text.
    Mouse(Mouse, String),
    /// Columns and rows.
    Resize(u16, u16),
    /// Paint the screen under this name.
    Shot(String),
    /// What stands over the frames.
    Caption(String),
    /// Keep the screen as a frame, for so many seconds.
    Frame(f32),
    /// The last frame is the one that is shown where nothing moves.
    Still,
    /// Paint the frames under this name.
    Cast(String),
}

/// A scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What the window's frame says.
    pub title: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Dark text on white.
    pub light: bool,
    /// The program's arguments.
    pub arguments: Vec<String>,
    /// Variables for the program.
    pub variables: Vec<(String, String)>,
    /// How often it is played at most, at least once.
    pub takes: usize,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

impl Scene {
    /// Reads a script; the error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scene = Self {
            title: "Twoport".to_owned(),
            size: (120, 36),
            light: false,
            arguments: Vec::new(),
            variables: Vec::new(),
            takes: 1,
            steps: Vec::new(),
        };
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
                scene
                    .take(word, rest.trim())
                    .ok_or_else(|| format!("line {}: {line}", number + 1))?;
            }
        }
        Ok(scene)
    }

    fn take(&mut self, word: &str, rest: &str) -> Option<()> {
        let text = rest.to_owned();
        let step = match word {
            "title" => {
                self.title = text;
                return Some(());
            }
            "size" => {
                self.size = pair(rest)?;
                return Some(());
            }
            "light" => {
                self.light = true;
                return Some(());
            }
            "takes" => {
                self.takes = rest.parse().ok().filter(|takes| *takes > 0)?;
                return Some(());
            }
            "run" => {
                self.arguments = rest.split_whitespace().map(str::to_owned).collect();
                return Some(());
            }
            "env" => {
                let (name, value) = rest.split_once('=')?;
                self.variables.push((name.to_owned(), value.to_owned()));
                return Some(());
            }
            "wait" => Step::Wait(text),
            "gone" => Step::Gone(text),
            "press" => Step::Press(text),
            "type" => Step::Type(text),
            "click" => Step::Click(text),
            "mouse" => {
                let (event, text) = rest.split_once(' ')?;
                Step::Mouse(event_named(event)?, text.to_owned())
            }
            "resize" => {
                let (columns, rows) = pair(rest)?;
                Step::Resize(columns, rows)
            }
            "shot" => Step::Shot(text),
            "caption" => Step::Caption(text),
            "frame" => Step::Frame(rest.parse().ok().filter(|seconds| *seconds > 0.0)?),
            "still" => Step::Still,
            "cast" => Step::Cast(text),
            _ => return None,
        };
        self.steps.push(step);
        Some(())
    }
}

fn pair(text: &str) -> Option<(u16, u16)> {
    let (columns, rows) = text.split_once(' ')?;
    let (columns, rows) = (columns.parse().ok()?, rows.trim().parse().ok()?);
    (columns > 0 && rows > 0).then_some((columns, rows))
}

fn event_named(name: &str) -> Option<Mouse> {
    Some(match name {
        "Press" => Mouse::Press,
        "Drag" => Mouse::Drag,
        "Release" => Mouse::Release,
        "PressRight" => Mouse::PressRight,
        "Move" => Mouse::Move,
        "WheelUp" => Mouse::WheelUp,
        "WheelDown" => Mouse::WheelDown,
        _ => return None,
    })
}
