//! What the router tells the journal, and what it makes of what the journal tells.

use super::drops::DropState;
use super::journal::{
    DropRow, ItemRow, Journal, JournalOptions, Kept, Op, Orphan, Report, Same, WalkRow,
};
use super::problem::Cause;
use super::router::Router;
use super::work::{TransferOrder, WalkOrder};
use super::{DropId, Problem};
use crate::model::Site;
use crate::model::text::display_safe_str;
use std::collections::{BTreeSet, HashMap};
use tokio::sync::mpsc::UnboundedSender;

/// The router's side of the journal.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    journal: Option<Journal>,
    ops: Vec<Op>,
    /// Drops that have changed.
    drops: BTreeSet<DropId>,
    /// The sites that stand in the journal.
    sites: BTreeSet<String>,
    /// The next writing.
    number: u64,
    /// What dead runs have left, for what is queued again.
    orphans: HashMap<Same, Orphan>,
}

impl Ledger {
    /// Opens the journal. Where that cannot be, the queue is in memory only; the text says so.
    pub(crate) async fn open(
        options: JournalOptions,
        reports: UnboundedSender<Report>,
    ) -> (Self, Kept, Option<String>) {
        let file = options.file.clone();
        let opened = tokio::task::spawn_blocking(move || Journal::open(&options, reports)).await;
        let failed = |error: &dyn std::fmt::Display| {
            let file = file
                .as_deref()
                .map(|file| display_safe_str(&file.to_string_lossy()));
            format!(
                "The queue cannot be kept on the disk ({}: {}): it ends with this run.",
                file.unwrap_or_default(),
                display_safe_str(&error.to_string())
            )
        };
        let mut ledger = Self::default();
        match opened {
            Ok(Ok(Some(mut journal))) => {
                let kept = std::mem::take(&mut journal.kept);
                let notice = journal.notice.take();
                ledger.orphans = std::mem::take(&mut journal.orphans);
                ledger.sites.extend(kept.sites.keys().cloned());
                ledger.journal = Some(journal);
                (ledger, kept, notice)
            }
            Ok(Ok(None)) => (ledger, Kept::default(), None),
            Ok(Err(error)) => (ledger, Kept::default(), Some(failed(&error))),
            Err(error) => (ledger, Kept::default(), Some(failed(&error))),
        }
    }

    /// The last number that is another run's.
    pub(crate) fn first(&self) -> u64 {
        self.journal.as_ref().map_or(0, |journal| journal.first)
    }

    /// What dead runs had in their queues, and nobody has taken over yet.
    pub(crate) fn left(&self) -> impl Iterator<Item = &Same> {
        self.orphans.keys()
    }

    /// Whether there is a journal.
    pub(crate) fn is_kept(&self) -> bool {
        self.journal.is_some()
    }

    fn note(&mut self, op: Op) {
        if self.journal.is_some() {
            self.ops.push(op);
        }
    }

    /// A drop has changed.
    pub(crate) fn drop_changed(&mut self, id: DropId) {
        if self.journal.is_some() {
            self.drops.insert(id);
        }
    }

    /// A drop is new.
    pub(crate) fn new_drop(&mut self, drop: &DropState) {
        let items = drop.order.items.iter().map(|item| ItemRow {
            name: item.name.clone(),
            kind: item.kind,
            size: item.size,
            modified: item.modified,
            rename_to: item.rename_to.clone(),
        });
        if let Some(row) = drop_row(drop) {
            self.note(Op::NewDrop(Box::new(row), items.collect()));
        }
    }

    /// Nothing more comes of a drop.
    pub(crate) fn end_drop(&mut self, id: DropId) {
        self.drops.remove(&id);
        self.note(Op::EndDrop(id.0));
    }

    /// A pair of folders is to be looked at.
    pub(crate) fn walk(&mut self, walk: &WalkOrder) {
        self.note(Op::Walk(walk_row(walk)));
    }

    /// A pair of folders has been looked at.
    pub(crate) fn walked(&mut self, walk: &WalkOrder) {
        self.note(Op::Walked(walk_row(walk)));
    }

    /// A pair of folders that a move is to remove when they are empty.
    pub(crate) fn folder(&mut self, walk: &WalkOrder) {
        let (remote, local) = (walk.remote.clone(), walk.local.clone());
        self.note(Op::Folder(walk.drop.0, remote, local));
    }

    /// A site that something is queued for.
    pub(crate) fn site(&mut self, site: &Site) {
        self.note(Op::Site(Box::new(site.clone())));
    }

    /// What a dead run has left of this transfer, which is taken over by it: the part it had, and
    /// how far that had come. Another file that was to have the same name is no concern of it.
    pub(crate) fn take_over(&mut self, site: &str, order: &mut TransferOrder) -> Option<Orphan> {
        let orphan = self.orphans.remove(&Same::new(site, order))?;
        order.id = orphan.id;
        order.token = orphan.token.clone();
        order.begun = orphan.begun;
        order.earlier = true;
        Some(orphan)
    }

    /// What a dead run has left of this transfer, if that had not begun yet: whatever becomes of it,
    /// there is no part to be gone on with.
    pub(crate) fn take_over_unbegun(
        &mut self,
        site: &str,
        order: &mut TransferOrder,
    ) -> Option<Orphan> {
        let orphan = self.orphans.get(&Same::new(site, order))?;
        if orphan.begun.is_some() {
            return None;
        }
        self.take_over(site, order)
    }

    /// Ends the run. Blocks until everything is on the disk.
    pub(crate) fn close(&mut self) -> Option<Journal> {
        self.journal.take()
    }
}

fn walk_row(walk: &WalkOrder) -> WalkRow {
    WalkRow {
        drop: walk.drop.0,
        top: walk.top,
        remote: walk.remote.clone(),
        local: walk.local.clone(),
    }
}

fn drop_row(drop: &DropState) -> Option<DropRow> {
    let (direction, remote, local) = drop.ends()?;
    Some(DropRow {
        id: drop.order.id.0,
        site: drop.site.to_string(),
        direction,
        remote,
        local,
        operation: drop.order.operation,
        policy: drop.policy,
        transfer_type: drop.order.transfer_type,
        files: drop.files as u64,
        bytes: drop.bytes,
        looks: drop.looks as u64,
        flawed: drop.flawed,
        announced: drop.announced,
    })
}

impl Router {
    /// Has everything written that has changed, before anything is done about it.
    pub(crate) fn keep(&mut self) {
        if !self.ledger.is_kept() {
            return;
        }
        let changed = std::mem::take(&mut self.ledger.drops);
        for id in changed {
            if let Some(row) = self.drops.get(&id).and_then(drop_row) {
                self.ledger.note(Op::Drop(Box::new(row)));
            }
        }
        if self.queue.has_changes() {
            let (changed, forgotten) = self.queue.take_changes();
            for row in changed.into_iter().filter_map(|id| self.queue.row(id)) {
                self.ledger.note(Op::Transfer(Box::new(row)));
            }
            for id in forgotten {
                self.ledger.note(Op::Forget(id));
            }
        }
        if self.ledger.ops.is_empty() {
            return;
        }
        let ops = std::mem::take(&mut self.ledger.ops);
        if let Some(journal) = &self.ledger.journal {
            journal.write(self.ledger.number, ops);
        }
        self.ledger.number += 1;
        self.queue.writing = self.ledger.number;
    }

    /// The journal tells.
    pub(crate) fn reported(&mut self, report: Report) {
        match report {
            Report::Written(number) => self.queue.written = self.queue.written.max(number + 1),
            Report::Taken(ids) => {
                for id in ids {
                    let what = "Another Twoport has this transfer";
                    let problem = Problem::new(Cause::Local, what)
                        .advice("It is left to that one; see there, or `twoport queue list`.");
                    self.queue.lose(id, problem);
                    self.tell_ended(id);
                }
            }
            Report::Failing(words) => self.notice(format!(
                "The queue cannot be written to the disk ({words}): nothing new is begun until it \
                 can; tried again each second."
            )),
            Report::Mended => self.notice("The queue is on the disk again.".into()),
        }
    }

    /// At the end: what has ended need not be known any more, but for what can be gone on with.
    pub(crate) fn tidy(&mut self, keep_failed: bool) {
        self.queue.clear_done();
        if !keep_failed {
            let done_with: Vec<_> = self
                .queue
                .all()
                .filter(|t| t.state.is_final() && (t.order.begun.is_none() || !t.retriable))
                .map(|transfer| transfer.order.id)
                .collect();
            for id in done_with {
                self.queue.forget(id);
            }
        }
        let over: Vec<DropId> = self
            .drops
            .iter()
            .filter(|(_, drop)| drop.is_planned() && drop.open == 0)
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            self.drops.remove(&id);
            self.ledger.end_drop(id);
        }
        self.keep();
    }
}
