//! The `:` line: the classic verbs on the screen, through the queue and in the mode shown.

mod answers;
mod complete;
mod folders;
mod hints;
mod history;
mod listing;
mod matching;
mod meant;
mod moving;
mod names;
mod opening;
mod verbs;

pub use answers::Answer;
pub use hints::LineHint;
pub use listing::ListingToWrite;
pub(super) use listing::Writing;
pub(super) use matching::Matching;
pub use matching::{Matches, Patterns};

use super::{Action, App, Effect, Key, Overlay, ToastKind};
use crate::model::line::{Statement, Verb, is_secret, read};
use crate::model::{OnConflict, TransferType};
use complete::Offered;
use history::Searched;
use meant::Meant;
use names::LineNames;
use tui_input::Input;

/// The line while it is typed.
#[derive(Debug, Default)]
pub struct CommandLine {
    /// What has been typed.
    pub input: Input,
    /// Why it was not done.
    pub error: Option<String>,
    /// What Tab goes round.
    pub(super) offered: Option<Offered>,
    /// Where in the history it stands, and what had been typed before that.
    pub(super) recalled: Option<(usize, String)>,
    /// What is looked for in the history, while it is.
    pub(super) searched: Option<Searched>,
    /// The folders it is meant for.
    meant: Meant,
}

/// What the `:` line, and the palette, keep from one time to the next.
#[derive(Debug)]
pub struct LineMemory {
    /// The lines of before, the oldest first.
    pub history: Vec<String>,
    /// Bytes or text: what get and put move.
    pub(super) kind: TransferType,
    /// Whether delete and mdelete ask.
    pub(super) prompts: bool,
    /// Whether patterns are patterns.
    pub(super) globs: bool,
    /// What becomes of names that are taken.
    pub(super) conflict: OnConflict,
    /// What names become on their way.
    pub(super) names: LineNames,
    /// What was chosen last in the palette, the latest first.
    pub(super) recent: Vec<Action>,
}

impl Default for LineMemory {
    fn default() -> Self {
        Self {
            history: Vec::new(),
            kind: TransferType::Image,
            prompts: true,
            globs: true,
            conflict: OnConflict::Ask,
            names: LineNames::default(),
            recent: Vec::new(),
        }
    }
}

impl App {
    /// Opens the line.
    pub(super) fn open_line(&mut self) {
        self.make_room_for_keys();
        self.overlay = Some(Overlay::Line(Box::new(CommandLine {
            meant: self.meant_now(),
            ..CommandLine::default()
        })));
    }

    pub(super) fn act_in_line(&mut self, action: Action) {
        let Some(Overlay::Line(line)) = &mut self.overlay else {
            return;
        };
        match action {
            Action::Accept => return self.accept_line(),
            Action::Complete => return self.complete_line(),
            Action::Up | Action::Down => line.recall(&self.line.history, action == Action::Up),
            Action::FindHistory => line.begin_search(&self.line.history),
            _ => return self.overlay = None,
        }
        self.say_in_line(None);
    }

    /// What the keys do while a line of before is looked for.
    pub(super) fn act_in_line_search(&mut self, action: Action) {
        let Some(Overlay::Line(line)) = &mut self.overlay else {
            return;
        };
        match action {
            Action::FindHistory => line.search_older(&self.line.history),
            Action::Accept => self.accept_line(),
            Action::Leave => line.leave_search(),
            _ => line.touched(),
        }
    }

    /// A key that is typed into the line. Backspace in an empty one leaves it, as in vi.
    pub(super) fn type_in_line(&mut self, key: Key) {
        let Some(Overlay::Line(line)) = &mut self.overlay else {
            return;
        };
        if line.type_in_search(key, &self.line.history) {
            return;
        }
        if line.input.value().is_empty() && key.code == super::KeyCode::Backspace {
            self.overlay = None;
            return;
        }
        super::form::edit(&mut line.input, key);
        line.touched();
    }

    fn say_in_line(&mut self, error: Option<String>) {
        if let Some(Overlay::Line(line)) = &mut self.overlay {
            line.error = error;
        }
    }

    /// Enter: does what the line says. One that makes no sense stays, with what is wrong.
    fn accept_line(&mut self) {
        let Some(Overlay::Line(mut line)) = self.overlay.take() else {
            return;
        };
        let typed = line.input.value().trim().to_owned();
        let typed = typed.trim_start_matches(':').trim().to_owned();
        if typed.is_empty() {
            return;
        }
        let done = match read(&typed) {
            Ok(None) => Ok(()),
            Ok(Some(statement)) => match self.is_meant_elsewhere(&mut line, statement.verb) {
                Some(why) => Err(why),
                None => self.run_statement(&statement),
            },
            Err(error) => Err(error.to_string()),
        };
        match done {
            Ok(()) => self.keep_line(&typed),
            Err(error) => {
                line.touched();
                line.error = Some(crate::model::text::display_safe_str(&error));
                self.overlay = Some(Overlay::Line(line));
            }
        }
    }

    /// What a tab begins with that a line has opened.
    pub(super) fn begin_with_line(&mut self, line: &str) {
        let done = match read(line) {
            Ok(Some(statement)) => self.run_statement(&statement),
            Ok(None) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = done {
            self.say(
                ToastKind::Error,
                crate::model::text::display_safe_str(&error),
            );
        }
    }

    fn run_statement(&mut self, statement: &Statement) -> Result<(), String> {
        statement.dashes().map_err(|error| error.to_string())?;
        // A mirror without folders is one of those that the panes show.
        let is_of_panes = statement.verb == Verb::Mirror;
        if statement.missing().is_some() && !is_of_panes {
            return Err(statement.usage().to_string());
        }
        self.perform_verb(statement)
    }

    /// Keeps a line for later, unless it may have a password in it.
    fn keep_line(&mut self, typed: &str) {
        if is_secret(typed) || self.line.history.last().is_some_and(|last| last == typed) {
            return;
        }
        self.line.history.push(typed.to_owned());
        self.effects.push(Effect::KeepLine(typed.to_owned()));
    }

    /// Ctrl-O: the shell of this computer.
    pub(super) fn open_shell(&mut self, command: &str, pauses: bool) {
        let directory = match &self.local.place {
            Some(crate::engine::Place::Local(path)) => path.clone(),
            _ => return self.say(ToastKind::Warning, "the local pane shows no folder yet"),
        };
        let command = Some(command.trim().to_owned()).filter(|command| !command.is_empty());
        self.effects.push(Effect::Shell {
            pauses: pauses && command.is_some(),
            command,
            directory,
        });
    }
}

impl CommandLine {
    /// What was found by other means than typing is forgotten.
    pub(super) fn touched(&mut self) {
        self.error = None;
        self.offered = None;
        self.recalled = None;
        self.searched = None;
    }
}
