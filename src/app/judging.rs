//! Whether what is carried can be dropped, and where: judged from memory alone, nobody is asked.

use super::{App, Carry, Link, Over, PaneLine, Target, carry, place};
use crate::engine::{Place, Source};
use crate::model::measured::total;
use crate::model::text::size;
use crate::model::{EntryKind, Operation, Shore};

impl App {
    /// What a drop in the directory shown would be, while something is carried. Judged from memory
    /// alone: the server is not asked.
    pub fn target(&self) -> Option<Target> {
        let carry = self.carry.as_ref()?;
        if let Some(drag) = self.dragged() {
            let conflicts = match drag.over {
                Over::Pane(shore) => self.taken_shown(carry, shore),
                _ => 0,
            };
            return Some(match self.target_of_drag(carry, drag.over) {
                Ok(_) => Target::Ok { conflicts },
                Err(reason) => Target::No(reason),
            });
        }
        let shore = self.active();
        let Some(here) = &self.pane(shore).place else {
            return Some(Target::No("not connected".into()));
        };
        if let Some(reason) = self.is_no_folder(shore) {
            return Some(Target::No(reason.into()));
        }
        Some(self.judge(carry, here, self.taken_shown(carry, shore)))
    }

    /// Why nothing can be dropped into what a pane shows.
    pub(super) fn is_no_folder(&self, shore: Shore) -> Option<&'static str> {
        let results = self.pane(shore).results.is_some();
        results.then_some("results of a search are no folder")
    }

    /// The pane that a drop would go to, while something is carried: the active one, or the one under
    /// the pointer.
    pub fn target_shore(&self) -> Option<Shore> {
        self.carry.as_ref()?;
        match self.dragged().map(|drag| drag.over) {
            None => Some(self.active()),
            Some(Over::Pane(shore) | Over::Folder(shore)) => Some(shore),
            Some(Over::Queue(_) | Over::Nothing | Over::Tab(_)) => None,
        }
    }

    /// Where a drop would go, safe to show.
    pub fn target_title(&self) -> String {
        let here = |shore| self.pane(shore).title.clone();
        match self.dragged().map(|drag| drag.over) {
            Some(Over::Folder(shore)) => {
                let pane = self.pane(shore);
                let into = match (&pane.place, pane.current()) {
                    (Some(here), Some(row)) => Some(place::join(here, &row.entry.name)),
                    (Some(here), None) => place::parent(here),
                    (None, _) => None,
                };
                into.map_or_else(|| here(shore), |into| self.title_of(&into))
            }
            Some(Over::Queue(_)) => {
                let from = self.carry.as_ref().map(|carry| carry.shore);
                here(from.unwrap_or(self.active()).other())
            }
            _ => here(self.active()),
        }
    }

    /// The name of the folder that a drop into the row under the cursor would go to.
    pub(super) fn folder_under_cursor(&self) -> Option<String> {
        let pane = self.pane(self.active());
        match pane.line(pane.cursor)? {
            PaneLine::Parent => Some("..".into()),
            PaneLine::Row(row) => row.entry.is_dir().then(|| row.text().to_owned()),
        }
    }

    /// What a drop into the directory under the cursor would be.
    pub(super) fn target_under_cursor(&self, carry: &Carry) -> Result<Place, String> {
        let pane = self.pane(self.active());
        let none = || "there is no folder under the cursor".to_owned();
        let here = pane.place.as_ref().ok_or_else(none)?;
        let into = match pane.line(pane.cursor).ok_or_else(none)? {
            PaneLine::Parent => place::parent(here).ok_or_else(none)?,
            PaneLine::Row(row) if row.entry.kind == EntryKind::Dir => {
                place::join(here, &row.entry.name)
            }
            PaneLine::Row(row) => return Err(format!("{} is no folder", row.text())),
        };
        match self.judge(carry, &into, 0) {
            Target::Ok { .. } => Ok(into),
            Target::No(reason) => Err(reason),
        }
    }

    /// Whether what is carried can go to `to`, where `taken` of the names are known to be there.
    pub(super) fn judge(&self, carry: &Carry, to: &Place, taken: usize) -> Target {
        let no = |reason: &str| Target::No(reason.to_owned());
        if let Some(reason) = self.refusal_across_tabs(carry) {
            return Target::No(reason);
        }
        let own = carry.shore == Shore::Remote && carry.tab.is_none();
        let needs_server = own || place::shore(to) == Shore::Remote;
        if needs_server && !matches!(self.link, Link::Online { .. }) {
            return no("not connected");
        }
        if let Some(reason) = self.is_read_only(to) {
            return no(reason);
        }
        if place::shore(to) != carry.shore || self.is_across(carry, place::shore(to)) {
            return match self.lacks_room(carry.items.bytes(), to) {
                Some(reason) => Target::No(reason),
                None => Target::Ok { conflicts: taken },
            };
        }
        if *to == carry.from {
            return no("same place");
        }
        let through = place::entry_towards(&carry.from, to);
        if through.is_some_and(|name| carry.items.has(&name)) {
            return no("into itself");
        }
        match (carry.operation, carry.shore) {
            // What comes through this computer is asked about like any upload.
            (Operation::Copy, Shore::Remote) if !self.copies_there() => {
                Target::Ok { conflicts: taken }
            }
            // A rename on a server may replace what is there without a word.
            (Operation::Copy | Operation::Move, _) if taken > 0 => no("a name is taken there"),
            (Operation::Copy, Shore::Local) => match self.lacks_room(carry.items.bytes(), to) {
                Some(reason) => Target::No(reason),
                None => Target::Ok { conflicts: 0 },
            },
            (Operation::Move, _) | (Operation::Copy, Shore::Remote) => Target::Ok { conflicts: 0 },
        }
    }

    /// Why what goes to the other shore without being carried there does not get into `to`: in the words
    /// that refuse a drop.
    pub(super) fn refusal_across(&mut self, items: &[Source], to: &Place) -> Option<String> {
        if let Some(reason) = self.is_read_only(to) {
            return Some(reason.to_owned());
        }
        let wanted = total(items.iter().map(carry::bytes_of));
        let reason = self.lacks_room(wanted, to)?;
        self.ask_for_room_anew(wanted);
        Some(reason)
    }

    /// So many bytes are refused. Where there is no room for them here, as far as is known, it may have
    /// come since the folder was listed: the next try is judged by what there is then.
    pub(super) fn ask_for_room_anew(&mut self, wanted: u64) {
        let here = self.local.place.as_ref();
        if here.is_some_and(|here| self.lacks_room(wanted, here).is_some()) {
            self.mark_changed(Shore::Local);
        }
    }

    pub(super) fn is_read_only(&self, to: &Place) -> Option<&'static str> {
        let known = matches!(to, Place::Remote(path) if self.read_only.contains(path));
        known.then_some("read-only: the server takes no files there")
    }

    /// Why so many bytes do not fit on this computer, as far as sizes are listed; of a folder elsewhere
    /// than in the pane nothing is known.
    pub(super) fn lacks_room(&self, wanted: u64, to: &Place) -> Option<String> {
        let near = self.local.place.as_ref().filter(|here| {
            place::shore(to) == Shore::Local && (place::is_within(to, here) || *to == **here)
        });
        let free = near.and(self.local.free)?;
        (wanted > free).then(|| format!("no space: {} wanted, {} free", size(wanted), size(free)))
    }
}
