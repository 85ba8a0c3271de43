//! What the program leaves behind of edited files when it ends: the copies are looked at then, and
//! those that were changed stay.

use super::{EditedFile, Stage};
use crate::app::{App, ToastKind};
use crate::engine::{Command, LogKind};
use crate::model::text::{display_safe, display_safe_str};
use std::path::PathBuf;

/// The copy of a file on the server, at the end of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftCopy {
    /// Its private folder.
    pub folder: PathBuf,
    /// The file in it; `None` where it was never the user's: it had not come, or not been opened.
    pub file: Option<PathBuf>,
    /// The hash of what the server has of it.
    pub mark: String,
    /// An editor has been at it until the end, and may have left more than the file.
    pub in_editor: bool,
    /// What is told where it stays, safe to show.
    pub told: String,
}

impl EditedFile {
    fn left(self) -> Option<LeftCopy> {
        if self.folder.as_os_str().is_empty() {
            return None;
        }
        let told = format!(
            "The text of {} on {} that was not sent back is in {}",
            display_safe(self.remote.as_bytes()),
            display_safe_str(&self.site),
            display_safe(self.local.as_os_str().as_encoded_bytes())
        );
        let came = !self.mark.is_empty();
        Some(LeftCopy {
            folder: self.folder,
            file: came.then_some(self.local),
            mark: self.mark,
            in_editor: self.stage == Stage::Editing,
            told,
        })
    }
}

impl App {
    /// The copies of files on the server that are still there: what is in them is to be looked at, now
    /// that nothing is sent any more.
    pub fn left_copies(&mut self) -> Vec<LeftCopy> {
        let edits = std::mem::take(&mut self.edits);
        edits.into_iter().filter_map(EditedFile::left).collect()
    }

    /// Texts that earlier runs have left behind, a line each.
    pub fn tell_unsent_of_last_time(&mut self, told: &[String]) {
        let Some(first) = told.first().cloned() else {
            return;
        };
        for text in told.iter().skip(1) {
            self.log_own(LogKind::Error, text.clone());
        }
        let text = match told.len() {
            1 => first,
            count => format!("{first}; the log tells of {} more", count - 1),
        };
        self.say(ToastKind::Error, text);
    }

    /// Files that are being fetched to be edited are not wanted any more.
    pub(in crate::app) fn give_up_fetching_to_edit(&mut self) {
        let fetched = self.edits.iter().filter_map(|edited| match edited.stage {
            Stage::Fetching(drop) => Some(drop),
            _ => None,
        });
        let fetched: Vec<_> = fetched.collect();
        for drop in fetched {
            self.ask_engine(Command::CancelDrop(drop));
        }
    }
}
