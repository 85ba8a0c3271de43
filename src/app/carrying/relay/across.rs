//! From the server of one tab to that of another: the files come by the connection of the tab they are
//! from, and go up by that of the tab they were dropped in, which holds all the threads.

use super::words::across_words;
use super::{Home, Stage};
use crate::app::{App, Carry, Effect, Fetch, TabId, TabOrder, ToastKind};
use crate::engine::{DropId, Outcome, Place, Source, Sources};
use crate::model::{EntryKind, NameCoding, Operation, RemotePath};

/// What the two tabs of a copy say to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayStep {
    /// Bring these into the private folder.
    Fetch(Box<Fetch>),
    /// A transfer of them has ended.
    Ended(Box<Outcome>),
    /// A folder of them could not be read.
    Flawed,
    /// Nothing of them waits or runs any more; so the names of that server are read.
    Settled(NameCoding),
    /// They come no more, and why.
    Failed(String),
    /// They come later: the connection is gone.
    Waits,
    /// All has arrived: delete this where it was.
    Remove(Box<Sources>),
    /// What has become of that.
    Removed(Result<String, String>),
    /// The copy has come to its end.
    Over,
    /// The copy is given up: what is under way of it is cancelled.
    GiveUp,
}

impl App {
    pub(super) fn ask_tab(&mut self, tab: TabId, id: DropId, step: RelayStep) {
        let order = TabOrder::Relay(tab, id, step);
        self.effects.push(Effect::Tab(order));
    }

    /// Copies or moves what is carried from the server of another tab to this one's.
    pub(in crate::app) fn carry_across(&mut self, carry: &Carry, to: &Place) {
        let home = self.tabs.all.iter().find(|tab| Some(tab.id) == carry.tab);
        let Some(home) = home.map(|tab| Home {
            tab: tab.id,
            label: carry.server.clone(),
        }) else {
            return;
        };
        let text = format!(
            "{} {} {}",
            carry.operation,
            Self::items(carry.items.len()),
            across_words(&carry.items, carry.operation)
        );
        self.say(ToastKind::Info, text);
        self.begin_relays(carry, to, Some(&home));
    }

    /// Has the other tab bring what is copied.
    pub(super) fn fetch_half(
        &mut self,
        home: &Home,
        id: DropId,
        (from, to): (Place, Place),
        items: Vec<Source>,
    ) {
        let fetch = Fetch {
            server: home.label.clone(),
            from,
            items,
            to,
            operation: Operation::Copy,
        };
        let step = RelayStep::Fetch(Box::new(fetch));
        self.ask_tab(home.tab, id, step);
    }

    /// The other tab of a copy says something.
    pub(in crate::app) fn relay_step(&mut self, from: TabId, id: DropId, step: RelayStep) {
        match step {
            RelayStep::Fetch(_) | RelayStep::Remove(_) | RelayStep::Over | RelayStep::GiveUp => {
                return self.errand_step(from, id, step);
            }
            _ => {}
        }
        let is_it = |relay: &super::Relay| {
            let home = relay.home.as_ref();
            relay.id == id && home.is_some_and(|home| home.tab == from)
        };
        let Some(relay) = self.relay_at(is_it) else {
            return;
        };
        match (step, relay.stage) {
            (RelayStep::Ended(outcome), Stage::Down) => relay.carried(&outcome),
            (RelayStep::Flawed, _) => relay.flawed = true,
            (RelayStep::Settled(names), Stage::Down) => self.half_settled(id, names),
            (RelayStep::Failed(why), Stage::Down) => {
                let text = format!("the copy was given up: {why}");
                self.give_up_relay(id, ToastKind::Error, &text);
            }
            (RelayStep::Waits, Stage::Down) => {
                let number = self.tabs.number_of(from).unwrap_or_default();
                let text = format!("the copy waits: tab {number} is not connected");
                self.tell_in_front(ToastKind::Warning, &text);
                self.say(ToastKind::Warning, text);
            }
            (RelayStep::Removed(outcome), Stage::Clearing) => self.cleared(id, &outcome),
            _ => {}
        }
    }

    /// All that could be sent to this server has arrived; of a move the rest begins.
    pub(super) fn arrived_across(&mut self, id: DropId, home: &Home) {
        let is_there = self.tabs.number_of(home.tab).is_some();
        let text = self.told_of(id, "copied");
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        let whole = relay.left_out == 0 && !relay.flawed;
        let is_folder = |item: &&Source| item.kind == EntryKind::Dir && whole;
        let folders: Vec<RemotePath> = match &relay.from {
            Place::Remote(from) => {
                let folders = relay.items.iter().filter(is_folder);
                folders.map(|item| from.join(&item.name)).collect()
            }
            Place::Local(_) => Vec::new(),
        };
        let nothing = relay.arrived.is_empty() && folders.is_empty();
        if relay.operation == Operation::Copy || nothing {
            let kind = relay.kind();
            return self.end_relay(id, kind, &text);
        }
        if !is_there {
            let text = format!("{text}; nothing was deleted there: its tab is closed");
            return self.end_relay(id, ToastKind::Warning, &text);
        }
        relay.stage = Stage::Clearing;
        let files = std::mem::take(&mut relay.arrived);
        let sources = Sources { files, folders };
        let step = RelayStep::Remove(Box::new(sources));
        self.ask_tab(home.tab, id, step);
    }

    /// What has arrived was deleted where it was, or was not.
    fn cleared(&mut self, id: DropId, outcome: &Result<String, String>) {
        let Some(relay) = self.relay_at(|relay| relay.id == id) else {
            return;
        };
        let kind = relay.kind();
        match outcome {
            Ok(summary) => {
                let text = format!("{}; there: {summary}", self.told_of(id, "moved"));
                self.end_relay(id, kind, &text);
            }
            Err(why) => {
                let text = self.told_of(id, "copied");
                let text = format!("{text}; not all was deleted there: {why}");
                self.end_relay(id, ToastKind::Error, &text);
            }
        }
    }

    /// Another tab was closed: what it was to bring does not come.
    pub(in crate::app) fn relays_of_closed(&mut self, tab: TabId) {
        let relays = self.memory.relays.iter();
        let its = relays.filter(|relay| relay.home.as_ref().is_some_and(|home| home.tab == tab));
        let its: Vec<(DropId, Stage)> = its.map(|relay| (relay.id, relay.stage)).collect();
        for (id, stage) in its {
            match stage {
                // All of it is here already.
                Stage::Up(_) => {}
                Stage::Preparing(_) | Stage::Down => {
                    let text = "the copy was given up: the tab that it is from was closed";
                    self.give_up_relay(id, ToastKind::Warning, text);
                }
                Stage::Clearing => {
                    let told = self.told_of(id, "copied");
                    let text = format!(
                        "{told}; not all may be deleted there: the tab that it is from was closed"
                    );
                    self.end_relay(id, ToastKind::Warning, &text);
                }
            }
        }
    }
}
