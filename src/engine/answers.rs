//! Names that are taken: what is asked, and what the answers do.

use super::command::FilePair;
use super::drops::conflicts::{self, Verdict};
use super::problem::Cause;
use super::queue::Held;
use super::router::Router;
use super::work::{TransferOrder, Work};
use super::{Event, Problem, RequestId};
use crate::fs::safe_name::name_of;
use crate::model::text::{display_safe, display_safe_str};
use crate::model::{
    AnswerScope, Conflict, Direction, FileFacts, Name, OnConflict, TransferId, TransferState,
};
use std::sync::Arc;

impl Router {
    /// What the user is asked about a file whose name is taken.
    pub(crate) fn conflict(&self, order: &TransferOrder, held: &Held) -> Conflict {
        let names = self.names();
        let upload = order.direction == Direction::Upload;
        let shown = |name: &Name| {
            if upload {
                names.shown(name.as_bytes())
            } else {
                display_safe(name.as_bytes())
            }
        };
        let (name, target) = if upload {
            let folder = order.remote.parent();
            let folder = folder.map(|folder| names.shown(folder.as_bytes()));
            (order.remote.name(), folder.unwrap_or_else(|| "/".into()))
        } else {
            let folder = order.local.parent();
            let folder = folder.map(|folder| display_safe_str(&folder.to_string_lossy()));
            let name = order.local.file_name().map(name_of);
            (name, folder.unwrap_or_default())
        };
        Conflict {
            id: order.id,
            direction: order.direction,
            name: name.as_ref().map(shown).unwrap_or_default(),
            target,
            source: source(order),
            present: held.present,
            renamed: conflicts::proposed(order, &held.taken).as_ref().map(shown),
        }
    }

    /// Compares the file of a transfer whose name is taken with what has its name.
    pub(crate) fn compare_held(&mut self, request: RequestId, id: TransferId) {
        let Some(transfer) = self.queue.get(id) else {
            let problem = Problem::new(Cause::Refused, "Nothing is compared")
                .words("the transfer is in the queue no longer");
            return self.tell(Event::Failed { request, problem });
        };
        if transfer.site != self.label {
            let site = display_safe_str(&transfer.site);
            let problem = Problem::new(Cause::Connection, "Nothing is compared")
                .words(format!("it is on {site}: connect there"));
            return self.tell(Event::Failed { request, problem });
        }
        let order = &transfer.order;
        let pair = FilePair {
            local: order.local.clone(),
            remote: order.remote.clone(),
            size: source(order).size.unwrap_or(0),
        };
        self.ask(Work::CompareContents { request, pair });
    }

    /// The user says what becomes of a file whose name is taken, and perhaps of others.
    pub(crate) fn answer_conflict(
        &mut self,
        id: TransferId,
        answer: OnConflict,
        scope: AnswerScope,
    ) {
        let answer = match answer {
            OnConflict::Ask => OnConflict::Skip,
            answer => answer,
        };
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        let (drop, here) = (transfer.drop, transfer.site == self.label);
        let mut ids = vec![id];
        if scope != AnswerScope::File {
            if let Some(drop) = self.drops.get_mut(&drop) {
                drop.policy = answer;
            }
            self.ledger.drop_changed(drop);
            ids = self
                .queue
                .of_drop(drop, |transfer| transfer.state == TransferState::Held);
        }
        // What another site's earlier run has left is asked about here too.
        if scope == AnswerScope::Site && here {
            if let Some(site) = &mut self.site {
                site.policy.on_conflict = Some(answer);
            }
            self.remember(|memory| memory.on_conflict = Some(answer));
        }
        for id in ids {
            self.settle_conflict(id, answer);
        }
    }

    fn settle_conflict(&mut self, id: TransferId, answer: OnConflict) {
        let Some(transfer) = self.queue.get(id) else {
            return;
        };
        let Some(held) = transfer.held.as_deref().cloned() else {
            return;
        };
        let (mut order, site) = (
            TransferOrder::clone(&transfer.order),
            Arc::clone(&transfer.site),
        );
        match conflicts::decide(answer, &source(&order), &held.present) {
            Verdict::Replace => self.queue.release(id, |transfer| {
                transfer.order_mut().replace = true;
            }),
            Verdict::Extend => self.queue.release(id, |transfer| {
                let order = transfer.order_mut();
                order.replace = true;
                order.extend = true;
            }),
            Verdict::Rename => {
                if conflicts::rename(&mut order, &held.taken, &site, &mut self.queue) {
                    self.queue
                        .release(id, |transfer| transfer.order = Arc::new(order));
                } else {
                    self.leave_out(id, TransferState::Failed, conflicts::NONE_FREE);
                }
            }
            Verdict::Skip(why) => self.leave_out(id, TransferState::Skipped, why),
            Verdict::Refuse(why) => self.leave_out(id, TransferState::Failed, why),
            // The times or the sizes do not tell: it is asked about once more.
            Verdict::Ask => {
                let drop = transfer.drop;
                let conflicts = vec![self.conflict(&order, &held)];
                self.tell(Event::Conflict { drop, conflicts });
            }
        }
    }

    fn leave_out(&mut self, id: TransferId, state: TransferState, why: &str) {
        let what = match state {
            TransferState::Skipped => "Skipped",
            _ => "Left out",
        };
        let problem = Problem::new(Cause::Local, what).words(why);
        self.queue.leave_out(id, state, problem);
        self.tell_ended(id);
    }
}

fn source(order: &TransferOrder) -> FileFacts {
    FileFacts {
        size: order.size,
        modified: order.modified,
    }
}

#[cfg(test)]
mod tests;
