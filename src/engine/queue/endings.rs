//! How a try of a transfer ends, and what comes of it: done, tried again, paused, given up. Decided
//! by what kind of failure it was, never by its words.

use super::TransferQueue;
use super::transfer::{Moment, Pause, Stop};
use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::engine::recovery::back_off;
use crate::engine::work::Begun;
use crate::model::{Shore, TransferId, TransferState};
use std::time::Duration;

/// A transfer whose session is lost so often in a row is not tried again by itself. One that has not
/// begun counts threefold: more likely than not it is what ends the session.
const LOSS_LIMIT: u8 = 6;
/// What did not prove right is begun anew so often.
const UNPROVED_LIMIT: u32 = 1;

/// A try that has ended.
#[derive(Debug)]
pub(crate) struct Tried {
    /// The byte it began at.
    pub(crate) from: u64,
    /// Bytes that crossed.
    pub(crate) bytes: u64,
    /// What is to be said of it although it is done; or why it is not.
    pub(crate) end: Result<Option<String>, Problem>,
}

/// What comes of a try that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It has ended: done, failed or cancelled.
    Final,
    /// It waits for a session again.
    Waits,
    /// It is tried again after this.
    Again(Duration),
    /// It is paused.
    Paused(Pause),
}

/// Whether another try may get further, with nothing changed on this side.
fn may_pass(cause: Cause) -> bool {
    matches!(cause, Cause::Transient | Cause::Data | Cause::Changed)
}

impl TransferQueue {
    /// A session is done with a transfer. `chance` is 0 to 999. `None` if it is not known or not
    /// active.
    pub(crate) fn ended(
        &mut self,
        id: TransferId,
        tried: Tried,
        chance: u32,
        now: Moment,
    ) -> Option<Ending> {
        let (retries, waits_for_room) = (self.retries, self.waits_for_room);
        self.transfers.get(&id).filter(|t| t.state.is_active())?;
        let Tried { from, bytes, end } = tried;
        self.change(id, |transfer| {
            let words = match &end {
                Ok(note) => note.clone().unwrap_or_else(|| "done".into()),
                Err(problem) => problem.to_string(),
            };
            let further = transfer.tried(from, bytes, words, now);
            if further {
                transfer.attempts = 0;
                transfer.losses = 0;
            }
            let stop = transfer.stop;
            let problem = match end {
                Ok(note) => {
                    transfer.note = note.map(String::into_boxed_str);
                    transfer.problem = None;
                    transfer.enter(TransferState::Done);
                    return Ending::Final;
                }
                Err(problem) => problem,
            };
            let cause = problem.cause;
            transfer.problem = Some(Box::new(problem));
            let again = |attempts: u32| {
                let wait = back_off(attempts, chance);
                (now.after(wait), Ending::Again(wait))
            };
            match (cause, stop) {
                (Cause::Cancelled, Some(Stop::Pause)) => {
                    transfer.problem = None;
                    transfer.enter(TransferState::Paused);
                    transfer.pause = Some(Pause::User);
                    Ending::Paused(Pause::User)
                }
                (Cause::Cancelled, Some(Stop::StepAside)) => {
                    transfer.problem = None;
                    transfer.enter(TransferState::Queued);
                    Ending::Waits
                }
                (_, Some(Stop::Cancel)) | (Cause::Cancelled, None) => {
                    transfer.enter(TransferState::Cancelled);
                    Ending::Final
                }
                (Cause::Connection, _) => {
                    transfer.losses += if bytes == 0 { 3 } else { 1 };
                    let lost = transfer.losses >= LOSS_LIMIT;
                    transfer.enter(if lost {
                        TransferState::Failed
                    } else {
                        TransferState::Queued
                    });
                    if lost { Ending::Final } else { Ending::Waits }
                }
                (Cause::NoRoom(shore), _) if waits_for_room => {
                    transfer.enter(TransferState::Paused);
                    transfer.pause = Some(Pause::Room(shore));
                    Ending::Paused(Pause::Room(shore))
                }
                _ if (may_pass(cause) && transfer.attempts < retries)
                    || (cause == Cause::Unproved
                        && transfer.attempts < retries.min(UNPROVED_LIMIT)) =>
                {
                    transfer.attempts += 1;
                    let (due, ending) = again(transfer.attempts);
                    transfer.enter(TransferState::Retrying);
                    transfer.due = Some(due);
                    ending
                }
                _ => {
                    transfer.enter(TransferState::Failed);
                    Ending::Final
                }
            }
        })
    }

    /// How far an active transfer has come is known from now on.
    pub(crate) fn begun(&mut self, id: TransferId, begun: Begun) {
        self.change(id, |transfer| transfer.order.begun = Some(begun));
    }

    /// Those that wait for room on this shore.
    pub(crate) fn waiting_for_room(&self, shore: Shore) -> Vec<TransferId> {
        self.paused_for(|pause| pause == Pause::Room(shore))
    }
}
