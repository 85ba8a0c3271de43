//! Completing a path that is typed, from listings that are in memory: nothing is asked for.

use super::{App, Overlay, PromptPurpose, Row, ToastKind, place};
use crate::engine::Place;
use crate::model::{EntryKind, Shore};
use tui_input::Input;

/// The folders of so many listings are remembered.
const LISTINGS: usize = 64;
/// So many are named where there are several ways to go on.
const NAMED: usize = 6;

impl App {
    /// Remembers which folders a listing has.
    pub(super) fn remember_folders(&mut self, shore: Shore) {
        let pane = self.pane(shore);
        let Some(place) = pane.place.clone() else {
            return;
        };
        let is_folder = |row: &&Row| matches!(row.entry.kind, EntryKind::Dir | EntryKind::Link);
        let folders = pane
            .rows
            .iter()
            .filter(is_folder)
            .map(|row| row.text().to_owned());
        let folders = folders.collect();
        self.memory.listings.retain(|(known, _)| *known != place);
        if self.memory.listings.len() >= LISTINGS {
            self.memory.listings.pop_front();
        }
        self.memory.listings.push_back((place, folders));
    }

    /// Tab in the prompt for a path.
    pub(super) fn complete(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &self.overlay else {
            return;
        };
        let PromptPurpose::GoTo(shore) = prompt.purpose else {
            return;
        };
        let typed = prompt.input.value().to_owned();
        let at = typed.rfind('/').map_or(0, |at| at + 1);
        let (above, begun) = typed.split_at_checked(at).unwrap_or(("", &typed));
        let begun = begun.to_lowercase();
        let fitting: Vec<String> = self
            .folders_of(shore, above)
            .into_iter()
            .filter(|name| name.to_lowercase().starts_with(&begun))
            .collect();
        let Some(common) = common(&fitting) else {
            return self.say(ToastKind::Info, "no folder in memory goes on like that");
        };
        let completed = match fitting.as_slice() {
            [only] => format!("{above}{only}/"),
            _ => format!("{above}{common}"),
        };
        if fitting.len() > 1 {
            let named: Vec<&str> = fitting.iter().take(NAMED).map(String::as_str).collect();
            let more = if fitting.len() > NAMED {
                " and more"
            } else {
                ""
            };
            self.say(ToastKind::Info, format!("{}{more}", named.join("  ")));
        }
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.input = Input::new(completed);
        }
    }

    /// Whether a path is being typed.
    pub(super) fn completes(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Prompt(prompt))
            if matches!(prompt.purpose, PromptPurpose::GoTo(_)))
    }

    /// The folders of a directory, typed as it is, where it is in memory.
    fn folders_of(&self, shore: Shore, typed: &str) -> Vec<String> {
        let here = self.pane(shore).place.as_ref();
        let Ok(bytes) = self.names_of(shore).encode(typed) else {
            return Vec::new();
        };
        let place = match shore {
            Shore::Local => {
                let path = place::local_from(typed, here, self.home.as_deref());
                // Without the slash at its end.
                Place::Local(path.components().collect())
            }
            Shore::Remote => Place::Remote(place::remote_from(&bytes, here)),
        };
        let known = self
            .memory
            .listings
            .iter()
            .find(|(known, _)| *known == place);
        known
            .map(|(_, folders)| folders.clone())
            .unwrap_or_default()
    }
}

/// What all of them begin with, as the first one writes it; `None` if there are none.
fn common(names: &[String]) -> Option<String> {
    let mut common: Vec<char> = names.first()?.chars().collect();
    for name in names {
        let alike = |(one, other): &(&char, char)| one.to_lowercase().eq(other.to_lowercase());
        let length = common.iter().zip(name.chars()).take_while(alike).count();
        common.truncate(length);
    }
    Some(common.into_iter().collect())
}
