//! What this tab brings for a copy that another one holds.

use super::RelayStep;
use crate::app::{App, Fetch, TabId, ToastKind};
use crate::engine::{Command, DropId, Outcome, RequestId, Sources};
use crate::model::{Shore, Site, TransferId, TransferState};
use std::collections::BTreeSet;

/// A half of a copy to another tab's server.
#[derive(Debug)]
pub(in crate::app) struct Errand {
    /// The tab that asked for it.
    by: TabId,
    /// Its name there.
    relay: DropId,
    /// The drop of this tab that brings the files.
    drop: DropId,
    /// The label of the site they come from.
    site: String,
    /// How many files have come.
    done: usize,
    /// Transfers that failed, and may be tried again.
    failed: BTreeSet<TransferId>,
    /// All has come, and the end of the batch has not been told.
    settled: bool,
    /// What has arrived is being deleted.
    removing: Option<RequestId>,
}

impl App {
    fn errand_of(&self, drop: DropId) -> Option<(TabId, DropId)> {
        let mut errands = self.memory.errands.iter();
        let errand = errands.find(|errand| errand.drop == drop)?;
        Some((errand.by, errand.relay))
    }

    fn tell_asker(&mut self, drop: DropId, step: RelayStep) {
        if let Some((by, relay)) = self.errand_of(drop) {
            self.ask_tab(by, relay, step);
        }
    }

    fn take_errand(&mut self, by: TabId, relay: DropId) -> Option<Errand> {
        let errands = &mut self.memory.errands;
        let is_it = |errand: &Errand| (errand.by, errand.relay) == (by, relay);
        let at = errands.iter().position(is_it)?;
        Some(errands.remove(at))
    }

    /// What the tab that holds a copy asks for.
    pub(super) fn errand_step(&mut self, by: TabId, relay: DropId, step: RelayStep) {
        match step {
            RelayStep::Fetch(fetch) => self.begin_errand(by, relay, *fetch),
            RelayStep::Remove(sources) => self.remove_sources(by, relay, *sources),
            RelayStep::Over => {
                self.take_errand(by, relay);
            }
            RelayStep::GiveUp => {
                if let Some(errand) = self.take_errand(by, relay) {
                    self.forget_drop(errand.drop);
                    self.ask_engine(Command::CancelDrop(errand.drop));
                }
            }
            _ => {}
        }
    }

    fn begin_errand(&mut self, by: TabId, relay: DropId, fetch: Fetch) {
        if fetch.server != self.server() {
            let why = "the server that it is from was left".to_owned();
            return self.ask_tab(by, relay, RelayStep::Failed(why));
        }
        let drop = DropId(self.new_id());
        self.memory.errands.push(Errand {
            by,
            relay,
            drop,
            site: self.site.as_ref().map(Site::label).unwrap_or_default(),
            done: 0,
            failed: BTreeSet::new(),
            settled: false,
            removing: None,
        });
        self.send_half(drop, (fetch.from, fetch.to), fetch.items);
    }

    fn remove_sources(&mut self, by: TabId, relay: DropId, sources: Sources) {
        let request = RequestId(self.new_id());
        let site = self.site.as_ref().map(Site::label);
        let mut errands = self.memory.errands.iter_mut();
        let errand = errands.find(|errand| (errand.by, errand.relay) == (by, relay));
        let Some(errand) = errand.filter(|errand| Some(&errand.site) == site.as_ref()) else {
            let why = Err("that server was left".to_owned());
            return self.ask_tab(by, relay, RelayStep::Removed(why));
        };
        errand.removing = Some(request);
        self.ask_engine(Command::RemoveSources { request, sources });
    }

    /// What has arrived was deleted, or was not. Whether the request was for that.
    pub(in crate::app) fn sources_removed(
        &mut self,
        request: RequestId,
        outcome: Result<&str, String>,
    ) -> bool {
        let mut errands = self.memory.errands.iter();
        let Some(errand) = errands.find(|errand| errand.removing == Some(request)) else {
            return false;
        };
        let (by, relay) = (errand.by, errand.relay);
        let outcome = outcome.map(str::to_owned);
        self.ask_tab(by, relay, RelayStep::Removed(outcome));
        self.mark_changed(Shore::Remote);
        true
    }

    /// Whether a copy waits for what becomes of a transfer of this tab that has failed.
    pub(in crate::app) fn is_waited_for(&self, id: TransferId) -> bool {
        let mut errands = self.memory.errands.iter();
        let mut relays = self.memory.relays.iter();
        errands.any(|errand| errand.failed.contains(&id))
            || relays.any(|relay| relay.drop().is_some() && relay.failed.contains(&id))
    }

    /// Whether the batch that ends is no more than what was brought for another tab, which tells of it.
    pub(in crate::app) fn is_errand(&mut self, done: usize) -> bool {
        let mut errands = self.memory.errands.iter_mut();
        let errand = errands.find(|errand| errand.settled && errand.done == done);
        errand.is_some_and(|errand| std::mem::take(&mut errand.settled))
    }

    pub(super) fn errand_carried(&mut self, outcome: &Outcome) {
        let mut errands = self.memory.errands.iter_mut();
        if let Some(errand) = errands.find(|errand| errand.drop == outcome.drop) {
            errand.failed.remove(&outcome.id);
            match outcome.state {
                TransferState::Done => errand.done += 1,
                TransferState::Failed if outcome.retriable => {
                    errand.failed.insert(outcome.id);
                }
                _ => {}
            }
        }
        self.tell_asker(outcome.drop, RelayStep::Ended(Box::new(outcome.clone())));
    }

    pub(super) fn errand_settled(&mut self, drop: DropId) {
        let mut errands = self.memory.errands.iter_mut();
        if let Some(errand) = errands.find(|errand| errand.drop == drop) {
            errand.settled = true;
        }
        self.tell_asker(drop, RelayStep::Settled(self.names));
    }

    pub(super) fn errand_flawed(&mut self, drop: DropId) {
        self.tell_asker(drop, RelayStep::Flawed);
    }

    /// The drop that brings the files has come to nothing.
    pub(super) fn errand_failed(&mut self, drop: DropId, why: &str) {
        self.tell_asker(drop, RelayStep::Failed(why.to_owned()));
    }

    /// The connection that files come by is gone for now.
    pub(in crate::app) fn errands_wait(&mut self) {
        let errands = self.memory.errands.iter();
        let told: Vec<DropId> = errands.map(|errand| errand.drop).collect();
        for drop in told {
            self.tell_asker(drop, RelayStep::Waits);
        }
    }

    /// Another server is connected to: what was to come from the one before does not come.
    pub(in crate::app) fn errands_left(&mut self, label: &str) {
        let errands = self.memory.errands.iter();
        let left = errands.filter(|errand| errand.site != label && errand.removing.is_none());
        let left: Vec<DropId> = left.map(|errand| errand.drop).collect();
        for drop in left {
            let why = "the server that it is from was left".to_owned();
            self.tell_asker(drop, RelayStep::Failed(why));
        }
    }

    /// Another tab was closed: what was brought for it is needed no more.
    pub(in crate::app) fn errands_of_closed(&mut self, tab: TabId) {
        let errands = std::mem::take(&mut self.memory.errands);
        let (gone, stay): (Vec<_>, Vec<_>) =
            errands.into_iter().partition(|errand| errand.by == tab);
        self.memory.errands = stay;
        for errand in gone {
            self.ask_engine(Command::CancelDrop(errand.drop));
            let text = "the copy was given up: the tab that it goes to was closed";
            self.say(ToastKind::Info, text);
        }
    }

    /// The tab or the program ends: what it brings for others is cancelled.
    pub(super) fn give_up_errands(&mut self) {
        for errand in std::mem::take(&mut self.memory.errands) {
            self.ask_engine(Command::CancelDrop(errand.drop));
        }
    }
}
