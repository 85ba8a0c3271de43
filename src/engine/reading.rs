//! Parts of files for somebody who looks at them: which session reads them, and how that ends. They
//! go before the queue, and beside the panes' requests.

use super::dispatch::{Occupation, Waiting};
use super::router::Router;
use super::session::Session;
use super::work::{Inspection, Work, WorkResult};
use super::{RequestId, worker};
use crate::model::{FileRange, RemotePath, SessionRole};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

impl Router {
    /// A file is to be looked at, or a part of it to be read.
    pub(crate) fn inspect(
        &mut self,
        request: RequestId,
        path: RemotePath,
        range: Option<FileRange>,
        size: Option<u64>,
    ) {
        self.ask(Work::Inspect(Inspection {
            request,
            path,
            range,
            size,
        }));
    }

    /// A request joins its line once more, ahead of the others.
    pub(crate) fn ask_once_more(&mut self, waiting: Waiting) {
        match waiting.work {
            Work::Inspect(_) => self.readings.push_front(waiting),
            _ => self.browsing.push_front(waiting),
        }
    }

    /// All requests that wait; they wait no more.
    pub(crate) fn take_waiting(&mut self) -> Vec<Waiting> {
        let browsing = std::mem::take(&mut self.browsing);
        let readings = std::mem::take(&mut self.readings);
        browsing.into_iter().chain(readings).collect()
    }

    /// Gives what is to be read to a transfer session: one that is idle, or a further one. Where all
    /// of them move files and no more may be opened, the browsing session does it between two
    /// requests of the panes.
    pub(crate) fn dispatch_readings(&mut self, now: Instant) {
        while !self.readings.is_empty() {
            let id = match self.idle_transfer_slot() {
                Some(id) => id,
                None if self.is_transfer_slot_opening() => return,
                None if self.may_open_for_reading() => {
                    self.open_further(now);
                    return;
                }
                None => match self.browse_slot() {
                    None => return self.open_browsing(now),
                    Some(id) if self.is_idle(id) && self.browsing.is_empty() => id,
                    Some(id) => {
                        if self.is_shared() {
                            self.step_aside(id, now);
                        }
                        return;
                    }
                },
            };
            if let Some(Waiting { work, cancel, lost }) = self.readings.pop_front() {
                self.assign(id, work, cancel, lost);
            }
        }
    }

    fn may_open_for_reading(&self) -> bool {
        self.pool_pause.is_none() && self.transfers_counted() < self.wanted()
    }

    fn is_transfer_slot_opening(&self) -> bool {
        self.slots.values().any(|slot| {
            slot.role == SessionRole::Transfer
                && !slot.closing
                && matches!(slot.occupation, Occupation::Opening)
        })
    }
}

impl Session {
    /// Looks at a file, or reads a part of it.
    pub(crate) async fn inspect(
        &mut self,
        order: Inspection,
        cancel: &CancellationToken,
    ) -> WorkResult {
        let request = order.request;
        let done = match &order.range {
            None => {
                let facts = worker::facts_of(self, &order.path).await;
                facts.map(|facts| WorkResult::Looked { request, facts })
            }
            Some(range) => {
                let part = worker::read_part(self, &order.path, (range, order.size), cancel).await;
                part.map(|part| WorkResult::Part { request, part })
            }
        };
        done.unwrap_or_else(|problem| WorkResult::Failed { request, problem })
    }
}
