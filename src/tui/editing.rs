//! While the user's editor has the terminal: the engine and the state go on, nothing is drawn.

use super::editor::{Editor, TextEditor};
use super::input::Events;
use super::signals::Told;
use super::{ScreenError, Stage};
use crate::app::{EditPurpose, Message, TabId};
use futures_util::StreamExt as _;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long after an editor's end a Ctrl-C may still be its own.
const AFTERMATH: Duration = Duration::from_secs(1);

/// How long an editor that is asked to end may take for it.
const FAREWELL: Duration = Duration::from_secs(1);

/// What the user is to edit.
#[derive(Debug)]
pub(super) enum ToEdit {
    /// A text, which comes back.
    Text(EditPurpose, String),
    /// A file, by its number and where it is.
    File(u64, PathBuf),
}

impl Stage {
    /// Lets the user edit something, and hands what came of it to the tab that asked for it.
    pub(super) async fn edit(&mut self, tab: TabId, wish: ToEdit) -> Result<(), ScreenError> {
        // The stream reads the terminal, and would keep keys from the editor.
        self.input = None;
        self.screen.lend();
        let message = self.run_editor(wish).await;
        self.gave_back();
        self.input = Some(Events::new());
        self.screen.resume()?;
        self.measure()?;
        match message? {
            Some(message) => self.take_for(tab, message),
            None => Ok(()),
        }
    }

    /// An editor, or a shell, has given the terminal back.
    pub(super) fn gave_back(&mut self) {
        self.edited = Some(Instant::now());
    }

    /// Whether an editor has had the terminal until a moment ago.
    pub(super) fn was_just_editing(&self) -> bool {
        self.edited.is_some_and(|at| at.elapsed() < AFTERMATH)
    }

    /// What came of it; `None` if the program is to end.
    async fn run_editor(&mut self, wish: ToEdit) -> Result<Option<Message>, ScreenError> {
        match wish {
            ToEdit::Text(purpose, text) => {
                let outcome = match TextEditor::start(purpose.file_name(), text) {
                    Ok(mut editor) => match self.until_ended(&mut editor.editor).await? {
                        Some(ended) => editor.text(ended),
                        None => return Ok(None),
                    },
                    Err(problem) => Err(problem),
                };
                Ok(Some(Message::Edited { purpose, outcome }))
            }
            ToEdit::File(id, path) => {
                let outcome = match Editor::start(&path) {
                    Ok(mut editor) => match self.until_ended(&mut editor).await? {
                        Some(ended) => editor.has_ended_well(ended),
                        None => return Ok(None),
                    },
                    Err(problem) => Err(problem),
                };
                Ok(Some(Message::FileEdited { id, outcome }))
            }
        }
    }

    /// How the editor ended; `None` if the program is to end, and then the editor is asked to.
    async fn until_ended(
        &mut self,
        editor: &mut Editor,
    ) -> Result<Option<io::Result<std::process::ExitStatus>>, ScreenError> {
        let ended = self.while_lent(editor.ended()).await?;
        if ended.is_none() {
            editor.ask_to_end();
            // What it saves in doing so is looked at when it is done.
            let _ = timeout(FAREWELL, editor.ended()).await;
        }
        Ok(ended)
    }

    /// Takes what happens until the program that has the terminal has ended; `None` if this one is to
    /// end. Of the signals only those that do that matter: Ctrl-C and Ctrl-Z are the other program's.
    pub(super) async fn while_lent<T>(
        &mut self,
        ended: impl Future<Output = T>,
    ) -> Result<Option<T>, ScreenError> {
        use super::ExitReason::{HungUp, Terminated};
        let mut ended = std::pin::pin!(ended);
        loop {
            let tick = self.tabs.due();
            let message = tokio::select! {
                biased;
                told = self.signals.next() => match told {
                    Told::End(reason @ (Terminated | HungUp)) => {
                        self.exit = Some(reason);
                        self.take(Message::Terminate)?;
                        return Ok(None);
                    }
                    Told::End(_) | Told::Continued | Told::Resized => None,
                },
                ended = &mut ended => return Ok(Some(ended)),
                Some(message) = self.answers.recv() => Some(message),
                (tab, message) = self.tabs.next() => {
                    self.take_for(tab, message)?;
                    None
                }
                () = Self::at(tick) => {
                    self.tick()?;
                    None
                }
            };
            if let Some(message) = message {
                self.take(message)?;
            }
        }
    }

    /// The next event of the terminal; never while an editor has it.
    pub(super) async fn next_event(
        input: &mut Option<Events>,
    ) -> Option<io::Result<crossterm::event::Event>> {
        match input {
            Some(stream) => stream.next().await,
            None => std::future::pending().await,
        }
    }
}
