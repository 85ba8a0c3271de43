//! Permissions: what is asked for, and what is made of it.

use super::update::Purpose;
use super::{Action, App, Key, KeyCode, LocalJob, Overlay, ToastKind, place};
use crate::engine::{Command, PermissionsOrder, Place, RequestId};
use crate::model::permissions::Reach;
use crate::model::{EntryKind, Shore};
use std::path::PathBuf;
use strum::IntoEnumIterator as _;

/// The form: three rows of three bits, and the same as an octal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionsForm {
    /// The side it is about.
    pub shore: Shore,
    /// What it is about, safe to show: a name, or `3 items`.
    pub what: String,
    /// The bits, octal 0 to 7777.
    pub mode: u32,
    /// What the first of them has now; `None` where the listing does not tell.
    pub before: Option<u32>,
    /// Whether the marked ones differ.
    pub differ: bool,
    /// The octal number as it is typed; empty where the grid was used last.
    pub typed: String,
    /// The bit under the cursor: row (owner, group, others) and column (read, write, execute).
    pub cursor: (usize, usize),
    /// What else is changed.
    pub reach: Reach,
    /// Whether there are folders among them, so that the reach matters.
    pub has_folders: bool,
    targets: Vec<(Place, EntryKind)>,
}

impl PermissionsForm {
    /// The bit at a place of the grid.
    pub fn bit((row, column): (usize, usize)) -> u32 {
        0o400 >> (3 * row.min(2) + column.min(2))
    }

    /// The number as it is shown: as typed, or as the bits say.
    pub fn octal(&self) -> String {
        if self.typed.is_empty() {
            format!("{:03o}", self.mode)
        } else {
            self.typed.clone()
        }
    }

    fn key(&mut self, key: Key) {
        let digit = key.typed().filter(|typed| ('0'..='7').contains(typed));
        if let Some(digit) = digit {
            if self.typed.len() >= 4 {
                self.typed.clear();
            }
            self.typed.push(digit);
        } else if key.code == KeyCode::Backspace {
            self.typed.pop();
        } else {
            return;
        }
        self.mode = u32::from_str_radix(&self.typed, 8).unwrap_or(0);
    }

    /// A bit is clicked, as a box with a check mark is.
    pub(super) fn press(&mut self, bit: (usize, usize)) {
        self.cursor = bit;
        self.act(Action::Toggle);
    }

    fn act(&mut self, action: Action) {
        let (row, column) = self.cursor;
        match action {
            Action::Up => self.cursor.0 = row.saturating_sub(1),
            Action::Down => self.cursor.0 = (row + 1).min(2),
            Action::Left => self.cursor.1 = column.saturating_sub(1),
            Action::Right => self.cursor.1 = (column + 1).min(2),
            Action::Toggle => {
                self.mode ^= Self::bit(self.cursor);
                self.typed.clear();
            }
            Action::Reach if self.has_folders => {
                let mut round = Reach::iter().cycle();
                let here = self.reach;
                let _ = round.find(|reach| *reach == here);
                self.reach = round.next().unwrap_or_default();
            }
            _ => {}
        }
    }
}

impl App {
    /// Asks for the permissions of the marked rows, or of the one under the cursor.
    pub(super) fn ask_permissions(&mut self, shore: Shore) {
        if shore == Shore::Remote && !self.is_online_or_say() {
            return;
        }
        let Some(directory) = self.folder_of_chosen_or_say(shore) else {
            return;
        };
        let pane = self.pane(shore);
        let targets = pane.chosen_as(|row| {
            let place = place::join(&directory, &row.entry.name);
            (place, row.entry.kind)
        });
        let modes = pane.chosen_as(|row| row.entry.mode);
        let chosen = pane.chosen_as_listed();
        let what = match chosen.as_slice() {
            [row] => row.text().to_owned(),
            rows => Self::items(rows.len()),
        };
        let before = modes.first().copied().flatten();
        let has_folders = chosen.iter().any(|row| row.entry.is_dir());
        let usual = if has_folders { 0o755 } else { 0o644 };
        self.overlay = Some(Overlay::Permissions(Box::new(PermissionsForm {
            shore,
            what,
            mode: before.unwrap_or(usual),
            before,
            differ: modes.iter().any(|mode| *mode != before),
            typed: String::new(),
            cursor: (0, 0),
            reach: Reach::These,
            has_folders,
            targets,
        })));
    }

    /// A key typed in the form: digits make the octal number.
    pub(super) fn type_permissions(&mut self, key: Key) {
        if let Some(Overlay::Permissions(form)) = &mut self.overlay {
            form.key(key);
        }
    }

    pub(super) fn act_in_permissions(&mut self, action: Action) {
        match action {
            Action::Leave => self.overlay = None,
            Action::Accept => {
                if let Some(Overlay::Permissions(form)) = self.overlay.take() {
                    self.set_permissions(*form);
                }
            }
            _ => {
                if let Some(Overlay::Permissions(form)) = &mut self.overlay {
                    form.act(action);
                }
            }
        }
    }

    fn set_permissions(&mut self, form: PermissionsForm) {
        let (shore, mode, reach) = (form.shore, form.mode, form.reach);
        let mut local: Vec<PathBuf> = Vec::new();
        let mut remote = Vec::new();
        for (place, kind) in form.targets {
            match place {
                Place::Local(path) => local.push(path),
                Place::Remote(path) => remote.push((path, kind)),
            }
        }
        let request = match shore {
            Shore::Local => self.ask_local(LocalJob::SetPermissions {
                targets: local,
                mode,
                reach,
            }),
            Shore::Remote if self.is_online_or_say() => {
                let request = RequestId(self.new_id());
                let order = PermissionsOrder {
                    targets: remote,
                    mode,
                    reach,
                };
                self.ask_engine(Command::SetPermissions { request, order });
                request
            }
            Shore::Remote => return,
        };
        self.expect(request, shore, Purpose::Changes);
        let text = format!("setting permissions {mode:03o} of {}", form.what);
        self.say(ToastKind::Info, text);
    }
}
