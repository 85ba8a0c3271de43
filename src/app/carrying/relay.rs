//! A copy from one folder of the server to another. Where the server copies by itself it is told to;
//! otherwise the files are downloaded into a private folder and uploaded from there, both in the
//! queue. What is in that folder is not gone on with when the program ends.

use super::by_folder;
use crate::app::carry::Items;
use crate::app::files::target_name;
use crate::app::{Action, App, Carry, Context, Link, LocalJob, ToastKind, place};
use crate::engine::{Command, DropId, DropOrder, Outcome, Place, Problem, RequestId, Source};
use crate::model::text::{plural, size};
use crate::model::{
    EntryKind, Name, OnConflict, Operation, Shore, Site, TransferId, TransferState, TransferType,
};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Its private folder is being made.
    Preparing(RequestId),
    /// Its files come here.
    Down(DropId),
    /// They go up again.
    Up(DropId),
}

/// What is copied on the server through this computer.
#[derive(Debug)]
pub(in crate::app) struct Relay {
    stage: Stage,
    from: Place,
    to: Place,
    /// What is copied; of the way up only what has come.
    items: Vec<Source>,
    /// The label of the site it is with.
    site: String,
    /// The private folder, once there is one.
    folder: PathBuf,
    /// Transfers that failed, and may be tried again.
    failed: BTreeSet<TransferId>,
    /// How many files got through on the way they are on.
    done: usize,
    /// How many were left out.
    left_out: usize,
}

impl Relay {
    fn drop(&self) -> Option<DropId> {
        match self.stage {
            Stage::Preparing(_) => None,
            Stage::Down(drop) | Stage::Up(drop) => Some(drop),
        }
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

    /// What a copy within the server means, while it is carried: said before it is dropped.
    pub fn copy_words(&self) -> Option<String> {
        let carry = self.carry.as_ref()?;
        let within = self.target_shore() == Some(Shore::Remote) && carry.shore == Shore::Remote;
        if !within || carry.operation != Operation::Copy {
            return None;
        }
        Some(if self.copies_there() {
            "the server copies it".into()
        } else {
            format!("through this computer: {}", twice(&carry.items))
        })
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
        let site = self.site.as_ref().map(Site::label);
        self.last_drops.clear();
        for (from, items) in by_folder(&carry.from, carry.items.to_vec()) {
            let request = self.ask_local(LocalJob::MakePrivateFolder);
            self.memory.relays.push(Relay {
                stage: Stage::Preparing(request),
                from,
                to: to.clone(),
                items,
                site: site.clone().unwrap_or_default(),
                folder: PathBuf::new(),
                failed: BTreeSet::new(),
                done: 0,
                left_out: 0,
            });
        }
    }

    /// Whether a copy goes on by itself.
    pub(in crate::app) fn is_relaying(&self) -> bool {
        let mut relays = self.memory.relays.iter();
        relays.any(|relay| relay.failed.is_empty())
    }

    fn relay_at(&mut self, is_it: impl Fn(&Relay) -> bool) -> Option<&mut Relay> {
        self.memory.relays.iter_mut().find(|relay| is_it(relay))
    }

    /// The private folder of a copy is made: its files come.
    pub(in crate::app) fn relay_prepared(&mut self, request: RequestId, folder: PathBuf) {
        let drop = DropId(self.new_id());
        let preparing = Stage::Preparing(request);
        let Some(relay) = self.relay_at(|relay| relay.stage == preparing) else {
            return;
        };
        relay.folder.clone_from(&folder);
        relay.stage = Stage::Down(drop);
        let (from, items) = (relay.from.clone(), relay.items.clone());
        self.send_relay(drop, (from, Place::Local(folder)), items);
    }

    fn send_relay(&mut self, id: DropId, (from, to): (Place, Place), items: Vec<Source>) {
        self.last_drops.push(id);
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
        let Some(relay) = self.relay_at(|relay| relay.drop() == Some(outcome.drop)) else {
            return;
        };
        relay.failed.remove(&outcome.id);
        match outcome.state {
            TransferState::Done => relay.done += 1,
            TransferState::Failed if outcome.retriable => {
                relay.failed.insert(outcome.id);
            }
            _ => {
                relay.left_out += 1;
                let (gone, from) = (Place::Remote(outcome.remote.clone()), relay.from.clone());
                let is_gone = |item: &Source| place::join(&from, &item.name) == gone;
                relay.items.retain(|item| !is_gone(item));
            }
        }
    }

    /// Nothing of a drop waits or runs any more.
    pub(in crate::app) fn relay_settled(&mut self, drop: DropId) {
        let site = self.site.as_ref().map(Site::label);
        let Some(relay) = self.relay_at(|relay| relay.drop() == Some(drop)) else {
            return;
        };
        let is_here = site.as_ref() == Some(&relay.site);
        let failed = relay.failed.len();
        let nothing = relay.items.is_empty();
        match relay.stage {
            _ if failed > 0 => {
                let files = plural(failed, "file");
                let transfers = self.key_for(Context::Panes, Action::Transfers);
                let retry = self.key_for(Context::Transfers, Action::RetryFailed);
                let cancel = self.key_for(Context::Transfers, Action::CancelTransfer);
                let text = format!(
                    "the copy waits: {files} failed; in the transfers ({transfers}) {retry} tries \
                     again, {cancel} gives up"
                );
                self.say(ToastKind::Error, text);
            }
            Stage::Down(_) if is_here && !nothing => self.relay_up(drop),
            Stage::Down(_) if nothing => self.end_relay(drop, "nothing was copied"),
            Stage::Down(_) => self.end_relay(drop, "the copy was given up: that server was left"),
            Stage::Preparing(_) | Stage::Up(_) => {
                let mut text = format!("copied {} on the server", plural(relay.done, "file"));
                if relay.left_out > 0 {
                    text = format!("{text}; {} left out", relay.left_out);
                }
                self.end_relay(drop, &text);
            }
        }
    }

    /// All that could be fetched is here: it goes up.
    fn relay_up(&mut self, down: DropId) {
        let names = self.names;
        let up = DropId(self.new_id());
        let Some(relay) = self.relay_at(|relay| relay.stage == Stage::Down(down)) else {
            return;
        };
        relay.stage = Stage::Up(up);
        relay.done = 0;
        let here = |item: &Source| -> Source {
            let there = target_name(item).clone();
            let name: Name = names.local(&there).into_owned();
            Source {
                kind: match item.kind {
                    EntryKind::Dir => EntryKind::Dir,
                    _ => EntryKind::File,
                },
                rename_to: (name != there).then_some(there),
                name,
                size: item.size,
                modified: None,
            }
        };
        let items = relay.items.iter().map(here).collect();
        let ends = (Place::Local(relay.folder.clone()), relay.to.clone());
        self.send_relay(up, ends, items);
    }

    fn end_relay(&mut self, drop: DropId, text: &str) {
        let relays = &mut self.memory.relays;
        let Some(at) = relays.iter().position(|relay| relay.drop() == Some(drop)) else {
            return;
        };
        let relay = relays.remove(at);
        self.ask_local(LocalJob::RemovePrivateFolder(relay.folder));
        self.say(ToastKind::Info, text);
    }

    /// A drop was taken back, or has come to nothing.
    pub(in crate::app) fn relay_forgotten(&mut self, drop: DropId) {
        self.end_relay(drop, "the copy was given up");
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

    /// The program ends: copies under way are given up, and nothing of them stays here.
    pub(in crate::app) fn give_up_relays(&mut self) {
        for relay in std::mem::take(&mut self.memory.relays) {
            if let Some(drop) = relay.drop() {
                self.ask_engine(Command::TakeBack(drop));
                self.ask_local(LocalJob::RemovePrivateFolder(relay.folder));
            }
        }
    }
}

/// How many bytes cross, as far as they are listed: down, and up again.
fn twice(items: &Items) -> String {
    let folders = items.iter().any(|item| item.kind == EntryKind::Dir);
    match (items.bytes(), folders) {
        (0, true) => "all of it down, and up again".into(),
        (bytes, true) => format!("{} and what is in folders down, and up again", size(bytes)),
        (bytes, false) => format!("{} down, and up again", size(bytes)),
    }
}
