//! The keyboard drag: pick up, walk, drop; and its short form, F5 and F6 to the other pane.

mod relay;

pub use relay::RelayStep;
pub(super) use relay::{Errand, Relay};

use super::files::{source, target_name};
use super::pane::{Arrival, KeptMarks};
use super::update::Purpose;
use super::{Action, App, Carry, LocalJob, Target, ToastKind, place};
use crate::engine::{Command, DropId, DropOrder, Place, RequestId, Source};
use crate::model::{Name, OnConflict, Operation, Shore, TransferId, TransferType};
use std::collections::BTreeMap;

/// What putting back restores.
#[derive(Debug)]
pub(super) struct Origin {
    cursor: Option<Name>,
    marks: KeptMarks,
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

    pub(super) fn pick_up(&mut self, operation: Operation) {
        let shore = self.active();
        let Some((from, items)) = self.chosen_or_say(shore) else {
            return;
        };
        self.make_room_for_keys();
        self.carry_away(shore, from, items, operation);
    }

    /// Carries these from now on.
    pub(super) fn carry_away(
        &mut self,
        shore: Shore,
        from: Place,
        items: Vec<Source>,
        operation: Operation,
    ) {
        let from_title = self.pane(shore).title.clone();
        let pane = self.pane_mut(shore);
        self.origin = Some(Origin {
            cursor: pane.current().map(|row| row.entry.name.clone()),
            marks: pane.take_marks(),
        });
        self.carry = Some(Carry {
            shore,
            from,
            from_title,
            items: items.into_iter().collect(),
            operation,
            tab: None,
            server: String::new(),
        });
    }

    /// Whether this entry of the directory shown is picked up.
    pub fn is_carried(&self, shore: Shore, name: &Name) -> bool {
        let here = self.pane(shore).place.as_ref();
        self.carry.as_ref().is_some_and(|carry| {
            let near = shore == Shore::Local || carry.tab.is_none();
            let from = near && carry.shore == shore && here == Some(&carry.from);
            from && carry.items.has(name)
        })
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
        let near = pane.shore == Shore::Local || carry.tab.is_none();
        if near && pane.place.as_ref() == Some(&carry.from) && item.is_some() {
            return item;
        }
        let text = format!("only rows of {} go along", carry.from_title);
        self.say(ToastKind::Warning, text);
        None
    }

    fn add(&mut self) {
        if let (Some(item), Some(carry)) = (self.row_to_add(), &mut self.carry) {
            carry.items.add(item);
        }
    }

    fn take_out(&mut self) {
        if let (Some(item), Some(carry)) = (self.row_to_add(), &mut self.carry) {
            carry.items.take_out(&item.name);
            if carry.items.is_empty() {
                self.put_back();
            }
        }
    }

    /// Carries nothing any more; the cursor returns to where it was picked up.
    pub(super) fn put_back(&mut self) {
        if self.pointer.drag.take().is_some() {
            // The button that is still down means nothing more.
            self.pointer.held = None;
        }
        let Some(carry) = self.carry.take() else {
            return;
        };
        let origin = self.origin.take();
        let Some(origin) = origin.filter(|_| carry.tab.is_none()) else {
            // It was pasted, or comes from another tab: from nowhere in a pane.
            return self.say(ToastKind::Info, "put back");
        };
        self.go_to_pane(carry.shore);
        let height = self.height();
        if self.pane(carry.shore).place.as_ref() == Some(&carry.from) {
            self.give_up_walk(carry.shore);
            let pane = self.pane_mut(carry.shore);
            pane.put_marks(&origin.marks);
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
        if self.dragged().is_some() {
            return self.let_go();
        }
        self.know_taken(self.active());
        match (self.target(), self.pane(self.active()).place.clone()) {
            (Some(Target::Ok { .. }), Some(to)) => self.drop_at(&to, None),
            (Some(Target::No(reason)), _) => self.refuse(&reason),
            _ => {}
        }
    }

    fn drop_into(&mut self) {
        if self.dragged().is_some() {
            return self.let_go();
        }
        let Some(carry) = &self.carry else { return };
        match self.target_under_cursor(carry) {
            Ok(to) => self.drop_at(&to, None),
            Err(reason) => self.refuse(&reason),
        }
    }

    pub(super) fn refuse(&mut self, reason: &str) {
        let wanted = self.carry.as_ref().map(|carry| carry.items.bytes());
        self.ask_for_room_anew(wanted.unwrap_or_default());
        self.say(ToastKind::Warning, format!("cannot drop here: {reason}"));
    }

    /// Drops what is carried, in the queue in front of a transfer. From here on the target is fixed,
    /// wherever the panes go.
    pub(super) fn drop_at(&mut self, to: &Place, before: Option<TransferId>) {
        let Some(carry) = self.carry.take() else {
            return;
        };
        self.origin = None;
        if self.is_across(&carry, place::shore(to)) {
            return self.carry_across(&carry, to);
        }
        if let Some(tab) = carry.brought_by(to) {
            return self.fetch_by(tab, carry, to);
        }
        if place::shore(to) == carry.shore {
            return self.carry_within(&carry, to);
        }
        self.enqueue(&carry.from, to, carry.items.into_list(), carry.operation);
        for drop in before.map(|_| self.last_drops.clone()).unwrap_or_default() {
            if let Some(before) = before {
                self.ask_engine(Command::PlaceDrop { drop, before });
            }
        }
    }

    /// To the other pane without walking there: what is carried is dropped there, or what is chosen
    /// in the pane opposite is copied.
    pub(super) fn throw(&mut self, to: Shore) {
        if let Some(carry) = &self.carry {
            let Some(place) = self.pane(to).place.clone() else {
                return self.refuse("not connected");
            };
            if let Some(reason) = self.is_no_folder(to) {
                return self.refuse(reason);
            }
            return match self.judge(carry, &place, self.taken_in(carry, to)) {
                Target::Ok { .. } => self.drop_at(&place, None),
                Target::No(reason) => self.refuse(&reason),
            };
        }
        if self.active() == to {
            let text = "it is on that side already; the other key throws it across";
            self.say(ToastKind::Info, text);
        } else {
            self.send_across(Operation::Copy);
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
        if let Some(reason) = self.refusal_across(&items, &to) {
            return self.refuse(&reason);
        }
        self.pane_mut(shore).marks.clear();
        self.enqueue(&from, &to, items, operation);
    }

    pub(super) fn enqueue(
        &mut self,
        from: &Place,
        to: &Place,
        items: Vec<Source>,
        operation: Operation,
    ) {
        let how = (OnConflict::Ask, TransferType::Image);
        self.enqueue_in_a_way((from, to), items, operation, how);
    }

    /// A copy as the command line wants it.
    pub(super) fn enqueue_as(
        &mut self,
        from: &Place,
        to: &Place,
        items: Vec<Source>,
        how: (OnConflict, TransferType),
    ) {
        self.enqueue_in_a_way((from, to), items, Operation::Copy, how);
    }

    /// Items that a search has found may be in several folders: a drop for each.
    fn enqueue_in_a_way(
        &mut self,
        (from, to): (&Place, &Place),
        items: Vec<Source>,
        operation: Operation,
        (on_conflict, transfer_type): (OnConflict, TransferType),
    ) {
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
                on_conflict,
                transfer_type,
            }));
        }
    }

    /// Within one shore a move is a rename, and a copy on this computer is made at once: nothing is
    /// queued.
    fn carry_within(&mut self, carry: &Carry, to: &Place) {
        // What was dropped last is not in the queue: there is nothing there to be taken back.
        self.last_drops.clear();
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
                let request = self.ask_local(match carry.operation {
                    Operation::Move => LocalJob::MoveInto { sources, directory },
                    Operation::Copy => LocalJob::CopyInto { sources, directory },
                });
                self.expect(request, Shore::Local, Purpose::Goes);
            }
            Place::Remote(_) if carry.operation == Operation::Copy => {
                self.copy_on_server(carry, to);
            }
            Place::Remote(_) => self.ask_for_each(carry, to),
        }
    }

    /// The server does it by itself: for each of the items it renames, or copies.
    fn ask_for_each(&mut self, carry: &Carry, to: &Place) {
        let first = RequestId(self.last_id + 1);
        let count = carry.items.len();
        for item in &*carry.items {
            let ends = (
                place::join(&carry.from, &item.name),
                place::join(to, target_name(item)),
            );
            if let (Place::Remote(from), Place::Remote(to)) = ends {
                let request = RequestId(self.new_id());
                let operation = carry.operation;
                self.ask_engine(match operation {
                    Operation::Move => Command::Rename { request, from, to },
                    Operation::Copy => Command::CopyThere { request, from, to },
                });
                let purpose = Purpose::MoveOf {
                    first,
                    count,
                    operation,
                };
                self.expect(request, Shore::Remote, purpose);
            }
        }
    }
}

/// The items by the folders they are in: those that a search has found may be in several.
fn by_folder(from: &Place, items: Vec<Source>) -> Vec<(Place, Vec<Source>)> {
    let is_way = |item: &Source| item.name.as_bytes().contains(&b'/');
    if !items.is_empty() && !items.iter().any(is_way) {
        return vec![(from.clone(), items)];
    }
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
