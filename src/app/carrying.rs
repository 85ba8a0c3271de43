//! The keyboard drag: pick up, walk, drop; and its short form, F5 and F6 to the other pane.

use super::files::{source, target_name};
use super::pane::{Arrival, Marks};
use super::update::Purpose;
use super::{Action, App, Carry, Link, LocalJob, Pane, Target, ToastKind, place};
use crate::engine::{Command, DropId, DropOrder, Place, RequestId, Source};
use crate::model::{EntryKind, Name, OnConflict, Operation, Shore, TransferType};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What putting back restores.
#[derive(Debug)]
pub(super) struct Origin {
    cursor: Option<Name>,
    marks: Marks,
}

/// How many names are taken, and where: the pane, its rows, the items.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    of: (Shore, usize, usize),
    count: usize,
}

impl App {
    /// Whether the action was one for what is carried.
    pub(super) fn act_carrying(&mut self, action: Action) -> bool {
        match action {
            Action::Drop => self.drop_here(),
            Action::DropInto => self.drop_into(),
            Action::ToggleOperation => self.toggle_operation(),
            Action::Add => self.add(),
            Action::TakeOut => self.take_out(),
            Action::PutBack => self.put_back(),
            _ => return false,
        }
        true
    }

    /// What a drop in the directory shown would be, while something is carried. Judged from memory
    /// alone: the server is not asked.
    pub fn target(&self) -> Option<Target> {
        let carry = self.carry.as_ref()?;
        let pane = self.pane(self.active());
        let Some(here) = &pane.place else {
            return Some(Target::No("not connected".into()));
        };
        if pane.results.is_some() {
            return Some(Target::No("results of a search are no folder".into()));
        }
        Some(self.judge(carry, here, self.taken(carry, pane)))
    }

    /// How many names of what is carried are taken in a pane. Counted once for each change: of a
    /// large directory it takes its time.
    fn taken(&self, carry: &Carry, pane: &Pane) -> usize {
        let of = (pane.shore, pane.rows.len(), carry.items.len());
        if let Some(known) = self.taken.get().filter(|known| known.of == of) {
            return known.count;
        }
        let across = carry.shore != pane.shore;
        let compared = |shore, name| {
            if across {
                self.name_here(shore, name)
            } else {
                Cow::Borrowed(name)
            }
        };
        let items = carry.items.iter();
        let names: BTreeSet<_> = items
            .map(|item| compared(carry.shore, target_name(item)))
            .collect();
        let rows = pane.rows.iter();
        let taken = rows.filter(|row| names.contains(&compared(pane.shore, &row.entry.name)));
        let count = taken.count();
        self.taken.set(Some(Taken { of, count }));
        count
    }

    /// What a drop into the directory under the cursor would be.
    fn target_under_cursor(&self, carry: &Carry) -> Result<Place, String> {
        let pane = self.pane(self.active());
        let Some((here, row)) = pane.place.as_ref().zip(pane.current()) else {
            return Err("there is no folder under the cursor".into());
        };
        if row.entry.kind != EntryKind::Dir {
            return Err(format!("{} is no folder", row.text));
        }
        let into = place::join(here, &row.entry.name);
        match self.judge(carry, &into, 0) {
            Target::Ok { .. } => Ok(into),
            Target::No(reason) => Err(reason),
        }
    }

    /// Whether what is carried can go to `to`, where `taken` of the names are known to be there.
    fn judge(&self, carry: &Carry, to: &Place, taken: usize) -> Target {
        let no = |reason: &str| Target::No(reason.to_owned());
        let needs_server = carry.shore == Shore::Remote || place::shore(to) == Shore::Remote;
        if needs_server && !matches!(self.link, Link::Online { .. }) {
            return no("not connected");
        }
        if place::shore(to) != carry.shore {
            return Target::Ok { conflicts: taken };
        }
        if *to == carry.from {
            return no("same place");
        }
        let inside = |item: &Source| place::is_within(to, &place::join(&carry.from, &item.name));
        if carry.items.iter().any(inside) {
            return no("into itself");
        }
        match (carry.operation, carry.shore) {
            (Operation::Copy, Shore::Remote) => {
                no("FTP cannot copy on the server; c makes it a move")
            }
            (Operation::Copy, Shore::Local) => no("copying goes across only; c makes it a move"),
            // A rename on a server may replace what is there without a word.
            (Operation::Move, _) if taken > 0 => no("a name is taken there"),
            (Operation::Move, _) => Target::Ok { conflicts: 0 },
        }
    }

    pub(super) fn pick_up(&mut self, operation: Operation) {
        let shore = self.active();
        let Some((from, items)) = self.chosen_or_say(shore) else {
            return;
        };
        self.make_room_for_keys();
        let from_title = self.pane(shore).title.clone();
        let pane = self.pane_mut(shore);
        self.origin = Some(Origin {
            cursor: pane.current().map(|row| row.entry.name.clone()),
            marks: std::mem::take(&mut pane.marks),
        });
        self.carry = Some(Carry {
            shore,
            from,
            from_title,
            items,
            operation,
        });
    }

    /// Whether this entry of the directory shown is picked up.
    pub fn is_carried(&self, shore: Shore, name: &Name) -> bool {
        !self
            .carried_among(shore, &BTreeSet::from([name]))
            .is_empty()
    }

    /// Which of these entries of the directory shown are picked up. However many are, they are looked
    /// through once.
    pub fn carried_among<'a>(
        &self,
        shore: Shore,
        names: &BTreeSet<&'a Name>,
    ) -> BTreeSet<&'a Name> {
        let here = self.pane(shore).place.as_ref();
        let carry = self.carry.as_ref();
        let carry = carry.filter(|carry| carry.shore == shore && here == Some(&carry.from));
        let items = carry.map_or([].as_slice(), |carry| carry.items.as_slice());
        let items = items.iter().filter_map(|item| names.get(&item.name));
        items.copied().collect()
    }

    fn toggle_operation(&mut self) {
        if let Some(carry) = &mut self.carry {
            carry.operation = match carry.operation {
                Operation::Copy => Operation::Move,
                Operation::Move => Operation::Copy,
            };
        }
    }

    /// The row under the cursor, where it can join what is carried.
    fn row_to_add(&mut self) -> Option<Source> {
        let carry = self.carry.as_ref()?;
        let pane = self.pane(self.active());
        let item = pane.current().map(source);
        if pane.place.as_ref() == Some(&carry.from) && item.is_some() {
            return item;
        }
        let text = format!("only rows of {} go along", carry.from_title);
        self.say(ToastKind::Warning, text);
        None
    }

    fn add(&mut self) {
        if let (Some(item), Some(carry)) = (self.row_to_add(), &mut self.carry)
            && !carry.items.iter().any(|other| other.name == item.name)
        {
            carry.items.push(item);
        }
    }

    fn take_out(&mut self) {
        if let (Some(item), Some(carry)) = (self.row_to_add(), &mut self.carry) {
            carry.items.retain(|other| other.name != item.name);
            if carry.items.is_empty() {
                self.put_back();
            }
        }
    }

    /// Carries nothing any more; the cursor returns to where it was picked up.
    pub(super) fn put_back(&mut self) {
        let Some(carry) = self.carry.take() else {
            return;
        };
        let Some(origin) = self.origin.take() else {
            // It was pasted, and comes from nowhere in a pane.
            return self.say(ToastKind::Info, "put back");
        };
        self.go_to_pane(carry.shore);
        let height = self.height();
        let pane = self.pane_mut(carry.shore);
        if pane.place.as_ref() == Some(&carry.from) {
            pane.marks = origin.marks;
            pane.marks.keep_those_of(&pane.rows);
            if let Some(line) = origin.cursor.and_then(|name| pane.line_of(&name)) {
                pane.put_cursor(line, height);
            }
        } else {
            let arrival = origin.cursor.map_or(Arrival::First, Arrival::On);
            self.list(carry.from, arrival);
        }
        self.say(ToastKind::Info, "put back");
    }

    fn drop_here(&mut self) {
        match (self.target(), self.pane(self.active()).place.clone()) {
            (Some(Target::Ok { .. }), Some(to)) => self.drop_at(&to),
            (Some(Target::No(reason)), _) => self.refuse(&reason),
            _ => {}
        }
    }

    fn drop_into(&mut self) {
        let Some(carry) = &self.carry else { return };
        match self.target_under_cursor(carry) {
            Ok(to) => self.drop_at(&to),
            Err(reason) => self.refuse(&reason),
        }
    }

    fn refuse(&mut self, reason: &str) {
        self.say(ToastKind::Warning, format!("cannot drop here: {reason}"));
    }

    /// Drops what is carried. From here on the target is fixed, wherever the panes go.
    fn drop_at(&mut self, to: &Place) {
        let Some(carry) = self.carry.take() else {
            return;
        };
        self.origin = None;
        if place::shore(to) == carry.shore {
            self.move_within(&carry, to);
        } else {
            self.enqueue(&carry.from, to, carry.items, carry.operation);
        }
    }

    /// F5 and F6: what is chosen goes to the directory that the other pane shows.
    pub(super) fn send_across(&mut self, operation: Operation) {
        let shore = self.active();
        let Some((from, items)) = self.chosen_or_say(shore) else {
            return;
        };
        if !self.is_online_or_say() {
            return;
        }
        if !self.is_folder_or_say(shore.other()) {
            return;
        }
        let Some(to) = self.pane(shore.other()).place.clone() else {
            return self.say(ToastKind::Warning, "the other pane shows no folder yet");
        };
        self.pane_mut(shore).marks.clear();
        self.enqueue(&from, &to, items, operation);
    }

    fn enqueue(&mut self, from: &Place, to: &Place, items: Vec<Source>, operation: Operation) {
        let way = match place::shore(to) {
            Shore::Local => "to this computer",
            Shore::Remote => "to the server",
        };
        let text = format!(
            "{operation} {} {way}: {}",
            Self::items(items.len()),
            self.title_of(to)
        );
        self.say(ToastKind::Info, text);
        self.last_drops.clear();
        for (from, items) in by_folder(from, items) {
            let id = DropId(self.new_id());
            self.drops.insert(id, self.now);
            self.last_drops.push(id);
            self.ask_engine(Command::Enqueue(DropOrder {
                id,
                from,
                to: to.clone(),
                items,
                operation,
                on_conflict: OnConflict::Ask,
                transfer_type: TransferType::Image,
            }));
        }
    }

    /// Within one shore a move is a rename: nothing is queued.
    fn move_within(&mut self, carry: &Carry, to: &Place) {
        match to {
            Place::Local(directory) => {
                let sources = carry
                    .items
                    .iter()
                    .filter_map(|item| match place::join(&carry.from, &item.name) {
                        Place::Local(path) => Some(path),
                        Place::Remote(_) => None,
                    })
                    .collect();
                let directory = directory.clone();
                let request = self.ask_local(LocalJob::MoveInto { sources, directory });
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Place::Remote(_) => self.rename_each(carry, to),
        }
    }

    fn rename_each(&mut self, carry: &Carry, to: &Place) {
        let first = RequestId(self.last_id + 1);
        let count = carry.items.len();
        for item in &carry.items {
            let ends = (
                place::join(&carry.from, &item.name),
                place::join(to, target_name(item)),
            );
            if let (Place::Remote(from), Place::Remote(to)) = ends {
                let request = RequestId(self.new_id());
                self.ask_engine(Command::Rename { request, from, to });
                self.expect(request, Shore::Remote, Purpose::MoveOf { first, count });
            }
        }
    }
}

/// The items by the folders they are in: those that a search has found may be in several.
fn by_folder(from: &Place, items: Vec<Source>) -> Vec<(Place, Vec<Source>)> {
    let mut folders: Vec<(Place, Vec<Source>)> = Vec::new();
    let mut known: BTreeMap<Option<Name>, usize> = BTreeMap::new();
    for mut item in items {
        let (folder, last) = place::split(&item.name);
        if folder.is_some() {
            item.name = last;
            item.rename_to = None;
        }
        let at = *known.entry(folder.clone()).or_insert_with(|| {
            let place = folder.map_or_else(|| from.clone(), |folder| place::join(from, &folder));
            folders.push((place, Vec::new()));
            folders.len() - 1
        });
        if let Some((_, items)) = folders.get_mut(at) {
            items.push(item);
        }
    }
    folders
}
