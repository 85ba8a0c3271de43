//! A copy from one folder of the server to another, or to another server ([`across`]). Where the server
//! copies by itself it is told to; otherwise the files are downloaded into a private folder and uploaded
//! from there, both in the queue. What is in that folder is not gone on with when the program ends.

use super::by_folder;
use crate::app::carry::Items;
use crate::app::files::target_name;
use crate::app::{App, Carry, Link, LocalJob, TabId, ToastKind, place};
use crate::engine::{Command, DropId, DropOrder, Outcome, Place, Problem, RequestId, Source};
use crate::model::text::plural;
use crate::model::{
    EntryKind, Name, NameCoding, OnConflict, Operation, RemotePath, Site, TransferId,
    TransferState, TransferType,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

mod across;
mod errand;
mod words;

pub use across::RelayStep;
pub(in crate::app) use errand::Errand;
use words::twice;

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its private folder is being made.
    Preparing(RequestId),
    /// Its files come here.
    Down,
    /// They go up again.
    Up(DropId),
    /// What has arrived is deleted where it was.
    Clearing,
}

/// What is copied through this computer, on one server or from one to another.
#[derive(Debug)]
pub(in crate::app) struct Relay {
    /// Names it in this tab. Where its files come by this tab's connection, that drop is of this name.
    id: DropId,
    stage: Stage,
    from: Place,
    to: Place,
    /// What is copied; of the way up only what has come.
    items: Vec<Source>,
    /// Whose connection brings it, where that is another tab's.
    home: Option<Home>,
    operation: Operation,
    /// The label of the site it goes to.
    site: String,
    /// The private folder, once there is one.
    folder: PathBuf,
    /// Transfers that failed, and may be tried again.
    failed: BTreeSet<TransferId>,
    /// Why the last of them did, in the server's words.
    words: Option<String>,
    /// How many files got through on the way they are on.
    done: usize,
    /// How many were left out.
    left_out: usize,
    /// A folder of it could not be read, or made.
    flawed: bool,
    /// The files that have come, and what they are of.
    brought: BTreeMap<PathBuf, RemotePath>,
    /// Those of them that have arrived.
    arrived: Vec<(PathBuf, RemotePath)>,
}

/// The tab that files come from.
#[derive(Clone, Debug)]
struct Home {
    tab: TabId,
    /// The label of its site, safe to show.
    label: String,
}

impl Relay {
    /// The drop of this tab that it is in.
    fn drop(&self) -> Option<DropId> {
        match self.stage {
            Stage::Down if self.home.is_none() => Some(self.id),
            Stage::Up(drop) => Some(drop),
            Stage::Preparing(_) | Stage::Down | Stage::Clearing => None,
        }
    }

    /// A transfer of the way it is on has ended.
    fn carried(&mut self, outcome: &Outcome) {
        self.failed.remove(&outcome.id);
        match outcome.state {
            TransferState::Done => {
                self.done += 1;
                let file = outcome.local.clone();
                if self.stage == Stage::Down {
                    self.brought.insert(file, outcome.remote.clone());
                } else if let Some(source) = self.brought.remove(&file) {
                    self.arrived.push((file, source));
                }
            }
            TransferState::Failed if outcome.retriable => {
                self.failed.insert(outcome.id);
                let problem = outcome.problem.as_ref();
                self.words = problem.and_then(|problem| problem.words.clone());
            }
            _ => {
                self.left_out += 1;
                let gone = Place::Remote(outcome.remote.clone());
                let from = self.from.clone();
                let is_gone = |item: &Source| place::join(&from, &item.name) == gone;
                if self.stage == Stage::Down {
                    self.items.retain(|item| !is_gone(item));
                }
            }
        }
    }

    /// The items as they are in the private folder, of the names that the server they are from has
    /// taught.
    fn here(&self, names: NameCoding) -> Vec<Source> {
        let same_server = self.home.is_none();
        let here = |item: &Source| -> Source {
            let there = target_name(item).clone();
            let name: Name = names.local(&there).into_owned();
            Source {
                kind: match item.kind {
                    EntryKind::Dir => EntryKind::Dir,
                    _ => EntryKind::File,
                },
                // Another server may write the name in other bytes.
                rename_to: (same_server && name != there).then_some(there),
                name,
                size: item.size,
                modified: None,
            }
        };
        self.items.iter().map(here).collect()
    }
}

impl App {
    /// Whether the server copies files by itself, without their bytes coming here.
    pub fn copies_there(&self) -> bool {
        match &self.link {
            Link::Online { features, .. } => features.split(' ').any(|one| one == "COPY"),
            _ => false,
        }
    }

    /// Copies what is carried to another folder of the server.
    pub(in crate::app) fn copy_on_server(&mut self, carry: &Carry, to: &Place) {
        if self.copies_there() {
            return self.ask_for_each(carry, to);
        }
        let text = format!(
            "copying {} through this computer: {}",
            Self::items(carry.items.len()),
            twice(&carry.items)
        );
        self.say(ToastKind::Info, text);
        self.begin_relays(carry, to, None);
    }

    /// For each folder that something of it is in, a private folder and what goes through it.
    fn begin_relays(&mut self, carry: &Carry, to: &Place, home: Option<&Home>) {
        let site = self.site.as_ref().map(Site::label).unwrap_or_default();
        self.last_drops.clear();
        for (from, items) in by_folder(&carry.from, carry.items.to_vec()) {
            let listed: Items = items.iter().cloned().collect();
            let request = self.ask_local(LocalJob::MakeRoom(listed.bytes()));
            let id = DropId(self.new_id());
            self.last_drops.push(id);
            self.memory.relays.push(Relay {
                id,
                stage: Stage::Preparing(request),
                from,
                to: to.clone(),
                items,
                home: home.cloned(),
                operation: carry.operation,
                site: site.clone(),
                folder: PathBuf::new(),
                failed: BTreeSet::new(),
                words: None,
                done: 0,
                left_out: 0,
                flawed: false,
                brought: BTreeMap::new(),
                arrived: Vec::new(),
            });
        }
    }

    /// Whether something goes on by itself once the queue is empty.
    pub(in crate::app) fn is_relaying(&self) -> bool {
        let mut relays = self.memory.relays.iter();
        relays.any(|relay| relay.home.is_none() && relay.failed.is_empty())
    }

    /// Copies through this computer that have not come to their end.
    pub fn relays(&self) -> usize {
        self.memory.relays.len()
    }

    fn relay_at(&mut self, is_it: impl Fn(&Relay) -> bool) -> Option<&mut Relay> {
        self.memory.relays.iter_mut().find(|relay| is_it(relay))
    }

    /// The private folder of a copy is made: its files come.
    pub(in crate::app) fn relay_prepared(&mut self, request: RequestId, folder: PathBuf) {
        let preparing = Stage::Preparing(request);
        let site = self.site.as_ref().map(Site::label);
        let Some(relay) = self.relay_at(|relay| relay.stage == preparing) else {
            // It was given up meanwhile.
            self.ask_local(LocalJob::RemovePrivateFolder(folder));
            return;
        };
        relay.folder.clone_from(&folder);
        relay.stage = Stage::Down;
        let (id, home) = (relay.id, relay.home.clone());
        let (from, items) = (relay.from.clone(), relay.items.clone());
        let to = Place::Local(folder);
        let is_here = site.as_ref() == Some(&relay.site);
        match home {
            _ if !is_here => self.give_up_left(id),
            Some(home) => self.fetch_half(&home, id, (from, to), items),
            None => self.send_half(id, (from, to), items),
        }
    }

    /// Queues one of the ways of a copy.
    fn send_half(&mut self, id: DropId, (from, to): (Place, Place), items: Vec<Source>) {
        self.ask_engine(Command::Enqueue(DropOrder {
            id,
            from,
            to,
            items,
            operation: Operation::Copy,
            on_conflict: OnConflict::Ask,
            transfer_type: TransferType::Image,
        }));
    }

    /// A transfer has ended that may belong to a copy.
    pub(in crate::app) fn relay_carried(&mut self, outcome: &Outcome) {
        if let Some(relay) = self.relay_at(|relay| relay.drop() == Some(outcome.drop)) {
            relay.carried(outcome);
        } else {
            self.errand_carried(outcome);
        }
    }

    /// Nothing of a drop waits or runs any more.
    pub(in crate::app) fn relay_settled(&mut self, drop: DropId) {
        let names = self.names;
        match self.relay_at(|relay| relay.drop() == Some(drop)) {
            Some(relay) => {
                let id = relay.id;
                self.half_settled(id, names);
            }
            None => self.errand_settled(drop),
        }
    }

    /// Nothing of the way that a copy is on waits or runs any more. `names` are those of the server
    /// that it is from.
    fn half_settled(&mut self, id: DropId, names: NameCoding) {
        let site = self.site.as_ref().map(Site::label);
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        let is_here = site.as_ref() == Some(&relay.site);
        let nothing = relay.items.is_empty();
        match relay.stage {
            _ if !relay.failed.is_empty() => self.say_relay_waits(id),
            Stage::Down if is_here && !nothing => self.relay_up(id, names),
            Stage::Down if nothing => self.end_relay(id, ToastKind::Info, "nothing was copied"),
            Stage::Down => self.give_up_left(id),
            Stage::Up(_) => self.relay_arrived(id),
            Stage::Preparing(_) | Stage::Clearing => {}
        }
    }

    /// All that could be fetched is here: it goes up.
    fn relay_up(&mut self, id: DropId, names: NameCoding) {
        let up = DropId(self.new_id());
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        relay.stage = Stage::Up(up);
        relay.done = 0;
        let items = relay.here(names);
        let ends = (Place::Local(relay.folder.clone()), relay.to.clone());
        self.send_half(up, ends, items);
    }

    /// All that could be sent has arrived.
    fn relay_arrived(&mut self, id: DropId) {
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        if let Some(home) = relay.home.clone() {
            return self.arrived_across(id, &home);
        }
        let files = plural(relay.done, "file");
        let text = format!("copied {files} on the server{}", relay.lacks());
        let kind = relay.kind();
        self.end_relay(id, kind, &text);
    }

    fn take_relay(&mut self, id: DropId) -> Option<Relay> {
        let relays = &mut self.memory.relays;
        let at = relays.iter().position(|relay| relay.id == id)?;
        self.last_drops.retain(|last| *last != id);
        Some(relays.remove(at))
    }

    /// A copy has come to its end.
    fn end_relay(&mut self, id: DropId, kind: ToastKind, text: &str) {
        let Some(relay) = self.take_relay(id) else {
            return;
        };
        self.ask_local(LocalJob::RemovePrivateFolder(relay.folder));
        if let Some(home) = &relay.home {
            self.ask_tab(home.tab, id, RelayStep::Over);
        }
        if matches!(relay.stage, Stage::Up(_)) {
            self.memory.told_of = Some(relay.done);
        }
        if kind != ToastKind::Error {
            self.tell_in_front(kind, text);
        }
        self.say(kind, text);
    }

    /// A copy is given up: what of it is under way is cancelled.
    fn give_up_relay(&mut self, id: DropId, kind: ToastKind, text: &str) {
        if let Some(relay) = self.take_relay(id) {
            self.stop_relay(relay);
            self.say(kind, text);
        }
    }

    fn stop_relay(&mut self, relay: Relay) {
        if let Some(drop) = relay.drop() {
            self.ask_engine(Command::CancelDrop(drop));
        }
        if let Some(home) = &relay.home {
            self.ask_tab(home.tab, relay.id, RelayStep::GiveUp);
        }
        if !matches!(relay.stage, Stage::Preparing(_)) {
            self.ask_local(LocalJob::RemovePrivateFolder(relay.folder));
        }
    }

    /// A drop was taken back, or has come to nothing, and why. Whether it was a copy.
    pub(in crate::app) fn relay_forgotten(&mut self, drop: DropId, why: &str) -> bool {
        let is_it = |relay: &Relay| relay.id == drop || relay.drop() == Some(drop);
        let Some(relay) = self.relay_at(is_it) else {
            self.errand_failed(drop, why);
            return false;
        };
        let id = relay.id;
        self.give_up_relay(id, ToastKind::Info, "the copy was given up");
        true
    }

    /// A folder of a drop could not be read, or made.
    pub(in crate::app) fn relay_flawed(&mut self, drop: DropId) {
        match self.relay_at(|relay| relay.drop() == Some(drop)) {
            Some(relay) => relay.flawed = true,
            None => self.errand_flawed(drop),
        }
    }

    /// The private folder of a copy could not be made. Whether it was one of these.
    pub(in crate::app) fn relay_failed(&mut self, request: RequestId, problem: &Problem) -> bool {
        let relays = &mut self.memory.relays;
        let before = relays.len();
        relays.retain(|relay| relay.stage != Stage::Preparing(request));
        let was = relays.len() < before;
        if was {
            self.say_local_problem(problem);
        }
        was
    }

    /// The tab or the program ends: copies under way are given up, and nothing of them stays here.
    pub(in crate::app) fn give_up_relays(&mut self) {
        for relay in std::mem::take(&mut self.memory.relays) {
            self.stop_relay(relay);
        }
        self.give_up_errands();
    }
}
