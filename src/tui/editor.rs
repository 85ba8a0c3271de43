//! The user's editor: which it is, and how it is run.

use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::fs::child;
use crate::fs::draft::Draft;
use crate::model::text::display_safe_str;
use rustix::process::{Pid, Signal, kill_process};
use std::env;
use std::path::Path;
use std::process::ExitStatus;
use tokio::process::{Child, Command};

/// An editor at work.
#[derive(Debug)]
pub(super) struct Editor {
    child: Child,
    /// Its name, safe to show.
    name: String,
}

/// An editor at work on a text.
#[derive(Debug)]
pub(super) struct TextEditor {
    /// The editor.
    pub(super) editor: Editor,
    draft: Draft,
    /// The text it was given.
    before: String,
}

impl Editor {
    /// Starts the editor on a file. It has the terminal from now on.
    pub(super) fn start(file: &Path) -> Result<Self, Problem> {
        let words = child::editor(&|name| env::var(name).ok());
        let words = words.map_err(|error| no_editor(&error))?;
        let (program, arguments) = words
            .split_first()
            .ok_or_else(|| no_editor("it is empty"))?;
        let name = display_safe_str(program);
        let child = Command::from(child::command(program))
            .args(arguments)
            .arg(file)
            .spawn()
            .map_err(|error| {
                failed(&format!("Starting the editor {name}"), &error.to_string())
                    .advice("$VISUAL or $EDITOR names the editor to use.")
            })?;
        Ok(Self { child, name })
    }

    /// Waits for its end. May be dropped while it waits.
    pub(super) async fn ended(&mut self) -> std::io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// How it has ended: whether what it did is meant.
    pub(super) fn has_ended(&self, ended: std::io::Result<ExitStatus>) -> Result<bool, Problem> {
        let status = ended.map_err(|error| {
            failed(
                &format!("Waiting for the editor {}", self.name),
                &error.to_string(),
            )
        })?;
        match status.code() {
            Some(0) => Ok(true),
            // What a shell says of a program that is not there, for one that is run by a script.
            Some(126 | 127) => Err(failed(
                &format!("Starting the editor {}", self.name),
                &status.to_string(),
            )),
            _ => Ok(false),
        }
    }

    /// The same for a file that is edited in its place: where what was done is not meant, that is told.
    pub(super) fn has_ended_well(&self, ended: std::io::Result<ExitStatus>) -> Result<(), Problem> {
        if self.has_ended(ended)? {
            return Ok(());
        }
        let what = format!("The editor {} has ended with an error", self.name);
        Err(Problem::new(Cause::Local, what))
    }

    /// Asks it to end, since the program does.
    pub(super) fn ask_to_end(&self) {
        if let Some(id) = self.child.id() {
            ask_to_end(id);
        }
    }
}

impl TextEditor {
    /// Starts the editor on a text.
    pub(super) fn start(file_name: &str, text: String) -> Result<Self, Problem> {
        let draft = Draft::write(file_name, &text)
            .map_err(|error| failed("Writing the text for the editor", &error.to_string()))?;
        Ok(Self {
            editor: Editor::start(draft.path())?,
            draft,
            before: text,
        })
    }

    /// The text, if it was changed and the editor did not say that this is to be forgotten.
    pub(super) fn text(
        &self,
        ended: std::io::Result<ExitStatus>,
    ) -> Result<Option<String>, Problem> {
        if !self.editor.has_ended(ended)? {
            return Ok(None);
        }
        let text = self
            .draft
            .read()
            .map_err(|error| failed("Reading the text back", &error.to_string()))?;
        Ok((text != self.before).then_some(text))
    }
}

/// Asks a program that has the terminal to end.
pub(super) fn ask_to_end(id: u32) {
    let id = i32::try_from(id).ok();
    if let Some(process) = id.and_then(Pid::from_raw) {
        let _ = kill_process(process, Signal::TERM);
    }
}

fn no_editor(words: &str) -> Problem {
    failed("Starting the editor", words).advice("$VISUAL or $EDITOR names the editor to use.")
}

fn failed(what: &str, words: &str) -> Problem {
    Problem::new(Cause::Local, format!("{what} failed")).words(display_safe_str(words))
}
