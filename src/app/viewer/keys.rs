//! What the keys do in the view of a file.

use super::motion::Motion;
use super::{Form, Room, Viewer};
use crate::app::{Action, App, Overlay, Prompt, PromptPurpose, ToastKind};

/// Cells that a key moves a wide text by.
const SIDEWAYS: usize = 8;

impl App {
    pub(in crate::app) fn act_in_viewer(&mut self, action: Action) {
        let room = self.viewer_room();
        if let Some(viewer) = self.viewer.as_mut() {
            viewer.problem = None;
            viewer.pauses = false;
        }
        match action {
            Action::Back => {
                if !self.give_up_search() {
                    self.leave_viewer();
                }
            }
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Search => self.ask_in_viewer(PromptPurpose::Search),
            Action::Position => self.ask_in_viewer(PromptPurpose::Position),
            Action::SearchUp => self.ask_in_viewer(PromptPurpose::SearchUp),
            Action::FindNext => self.search_again(false),
            Action::FindPrevious => self.search_again(true),
            Action::Follow => self.toggle_follow(),
            Action::Edit => self.edit_viewed(),
            Action::Wrap => {
                if let Some(viewer) = self.viewer.as_mut() {
                    viewer.turn_wrap();
                    let text = if viewer.wrap {
                        "long lines go on in the next row"
                    } else {
                        "long lines go on to the right"
                    };
                    self.say(ToastKind::Info, text);
                }
            }
            _ => {
                if let Some(viewer) = self.viewer.as_mut() {
                    viewer.act(action, room);
                }
            }
        }
    }

    /// Esc and Ctrl-C: a search is given up first.
    pub(in crate::app) fn give_up_search(&mut self) -> bool {
        let stopped = self.stop_search();
        if stopped {
            self.say(ToastKind::Info, "the search is given up");
        }
        stopped
    }

    fn ask_in_viewer(&mut self, purpose: PromptPurpose) {
        self.overlay = Some(Overlay::Prompt(Box::new(Prompt::new(purpose, ""))));
    }
}

impl Viewer {
    fn act(&mut self, action: Action, room: Room) {
        let page = i64::try_from(room.rows.saturating_sub(1).max(1)).unwrap_or(1);
        match action {
            Action::Up => self.walk(-1),
            Action::Down => self.walk(1),
            Action::PageUp => self.walk(-page),
            Action::PageDown => self.walk(page),
            Action::HalfUp => self.walk(-(page / 2).max(1)),
            Action::HalfDown => self.walk((page / 2).max(1)),
            Action::First => {
                self.follow = false;
                self.left = 0;
                self.motion = Some(Motion::To { at: 0, above: 0 });
            }
            Action::Last => self.motion = Some(Motion::End),
            Action::Left => self.left = self.left.saturating_sub(SIDEWAYS),
            Action::Right if !self.wrap => self.left += SIDEWAYS,
            Action::Hex => self.turn_form(),
            Action::Reread => {
                self.forget();
                self.stay();
            }
            _ => {}
        }
    }

    /// So many rows; what is still to be walked counts as well.
    fn walk(&mut self, rows: i64) {
        if rows < 0 {
            self.follow = false;
        }
        let before = match self.motion {
            Some(Motion::Rows(before)) => before,
            _ => 0,
        };
        self.motion = Some(Motion::Rows(before + rows));
    }

    fn turn_form(&mut self) {
        self.form = match self.form {
            Form::Text => Form::Hex,
            Form::Hex => Form::Text,
        };
        self.form_chosen = true;
        self.stay();
    }

    fn turn_wrap(&mut self) {
        self.wrap = !self.wrap;
        self.left = 0;
        self.stay();
    }

    /// The rows begin elsewhere: the top one is found anew.
    fn stay(&mut self) {
        self.motion = Some(Motion::To {
            at: self.top,
            above: 0,
        });
    }
}
