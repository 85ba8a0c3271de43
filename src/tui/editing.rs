//! While the user's editor has the terminal: the engine and the state go on, nothing is drawn.

use super::editor::Editor;
use super::signals::Told;
use super::{ScreenError, Stage};
use crate::app::{EditPurpose, Message};
use crate::engine::Problem;
use crossterm::event::EventStream;
use futures_util::StreamExt as _;
use std::io;
use std::process::ExitStatus;
use std::time::Duration;
use tokio::time::Instant;

/// How long after an editor's end a Ctrl-C may still be its own.
const AFTERMATH: Duration = Duration::from_secs(1);

impl Stage {
    /// Lets the user edit a text, and hands it to the state.
    pub(super) async fn edit(
        &mut self,
        purpose: EditPurpose,
        text: String,
    ) -> Result<(), ScreenError> {
        // The stream reads the terminal, and would keep keys from the editor.
        self.input = None;
        self.screen.lend();
        let outcome = self.run_editor(purpose, text).await;
        self.edited = Some(Instant::now());
        self.input = Some(EventStream::new());
        self.screen.resume()?;
        self.measure()?;
        match outcome? {
            Some(outcome) => self.take(Message::Edited { purpose, outcome }),
            None => Ok(()),
        }
    }

    /// Whether an editor has had the terminal until a moment ago.
    pub(super) fn was_just_editing(&self) -> bool {
        self.edited.is_some_and(|at| at.elapsed() < AFTERMATH)
    }

    /// What came of it; `None` if the program is to end.
    async fn run_editor(
        &mut self,
        purpose: EditPurpose,
        text: String,
    ) -> Result<Option<Result<Option<String>, Problem>>, ScreenError> {
        let mut editor = match Editor::start(purpose.file_name(), text) {
            Ok(editor) => editor,
            Err(problem) => return Ok(Some(Err(problem))),
        };
        let ended = self.wait_for(&mut editor).await?;
        Ok(ended.map(|ended| editor.text(ended)))
    }

    /// Takes what happens until the editor has ended. Of the signals only those that end the program
    /// matter: Ctrl-C and Ctrl-Z are the editor's.
    async fn wait_for(
        &mut self,
        editor: &mut Editor,
    ) -> Result<Option<io::Result<ExitStatus>>, ScreenError> {
        use super::ExitReason::{HungUp, Terminated};
        loop {
            let message = tokio::select! {
                biased;
                told = self.signals.next() => match told {
                    Told::End(reason @ (Terminated | HungUp)) => {
                        self.exit = Some(reason);
                        editor.ask_to_end();
                        self.take(Message::Terminate)?;
                        return Ok(None);
                    }
                    Told::End(_) | Told::Continued | Told::Resized => None,
                },
                ended = editor.ended() => return Ok(Some(ended)),
                message = self.answers.recv() => message,
                event = self.engine.events.recv(), if self.engine_lives => {
                    self.engine_lives = event.is_some();
                    event.map(Message::Engine)
                }
                changed = self.engine.snapshot.changed(), if self.engine_lives => {
                    changed.ok().map(|()| self.snapshot())
                }
            };
            if let Some(message) = message {
                self.take(message)?;
            }
        }
    }

    /// The next event of the terminal; never while an editor has it.
    pub(super) async fn next_event(
        input: &mut Option<EventStream>,
    ) -> Option<io::Result<crossterm::event::Event>> {
        match input {
            Some(stream) => stream.next().await,
            None => std::future::pending().await,
        }
    }
}
