//! What a line is meant for: its words are names in the folders that the panes show. A listing that was
//! under way may come while it is typed, or not have come when it is done.

use crate::app::{Action, App, CommandLine, Context};
use crate::engine::Place;
use crate::model::Shore;
use crate::model::line::Verb;

/// The folders that the panes showed when a line was begun: here, and on the server. `None` is for any
/// folder.
pub(super) type Meant = [Option<Option<Place>>; 2];

/// The sides on which something is made, changed or fetched by the names that a verb is given.
fn sides(verb: Verb) -> &'static [Shore] {
    match verb {
        Verb::Get
        | Verb::Mget
        | Verb::Mreget
        | Verb::Reget
        | Verb::Newer
        | Verb::Put
        | Verb::Mput
        | Verb::Append
        | Verb::Mirror => &[Shore::Local, Shore::Remote],
        Verb::Delete
        | Verb::Mdelete
        | Verb::Mkdir
        | Verb::Rmdir
        | Verb::Rename
        | Verb::Copy
        | Verb::Chmod => &[Shore::Remote],
        Verb::Shell => &[Shore::Local],
        _ => &[],
    }
}

impl App {
    /// The folders that a line which is begun now is meant for.
    pub(super) fn meant_now(&self) -> Meant {
        [Shore::Local, Shore::Remote].map(|shore| Some(self.pane(shore).place.clone()))
    }

    /// Why a line is not done at once: its names would be taken for others than was meant. Said once of
    /// each folder; after that it is meant for what is shown.
    pub(super) fn is_meant_elsewhere(&self, line: &mut CommandLine, verb: Verb) -> Option<String> {
        let key = self.key_for(Context::Line, Action::Accept);
        for (shore, meant) in [Shore::Local, Shore::Remote]
            .into_iter()
            .zip(&mut line.meant)
        {
            let pane = self.pane(shore);
            if !sides(verb).contains(&shore) {
                continue;
            }
            let is_other = |before: &mut Option<Place>| *before != pane.place;
            if pane.is_walking() {
                *meant = None;
                let side = match shore {
                    Shore::Local => "the local pane",
                    Shore::Remote => "the server's pane",
                };
                return Some(format!(
                    "{side} is on its way to another folder: {key} once it is there"
                ));
            }
            if meant.take_if(is_other).is_some() {
                return Some(format!(
                    "the pane shows {} by now: {key} once more does it there",
                    pane.title
                ));
            }
        }
        None
    }
}
