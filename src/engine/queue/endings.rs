//! How a try of a transfer ends, and what comes of it: done, tried again, paused, given up. Decided
//! by what kind of failure it was, never by its words.

use super::TransferQueue;
use super::transfer::{Moment, Pause, Stop, Transfer};
use crate::engine::Problem;
use crate::engine::problem::Cause;
use crate::engine::recovery::{Losses, back_off};
use crate::engine::work::Begun;
use crate::model::{Shore, TransferId, TransferState};
use std::time::{Duration, Instant};

/// A transfer whose session is lost so often in a row is not tried again by itself. One that has not
/// begun counts threefold: more likely than not it is what ends the session.
const LOSS_LIMIT: u8 = 6;

/// A try that has ended.
#[derive(Debug)]
pub(crate) struct Tried {
    /// The byte it began at.
    pub(crate) from: u64,
    /// Bytes that crossed.
    pub(crate) bytes: u64,
    /// When the session was logged in that had it.
    pub(crate) since: Instant,
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
    /// It begins anew, beside what is left of it.
    Beside,
    /// It is paused.
    Paused(Pause),
}

/// What decides about a try that has failed.
struct Rules {
    retries: u32,
    waits_for_room: bool,
    chance: u32,
    now: Moment,
}

impl Rules {
    /// What comes of a transfer whose try has failed.
    fn judge(
        &self,
        transfer: &mut Transfer,
        problem: Problem,
        bytes: u64,
        since: Instant,
    ) -> Ending {
        let (cause, stop) = (problem.cause, transfer.stop);
        transfer.problem = Some(Box::new(problem));
        match (cause, stop) {
            // What would be tried again waits for the user instead.
            (cause, Some(Stop::Pause)) if passes(cause) => pause(transfer, Pause::User),
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
                let weight = if bytes == 0 { 3 } else { 1 };
                let losses = transfer.losses.add(weight, since, self.now.instant);
                if losses >= LOSS_LIMIT {
                    transfer.enter(TransferState::Failed);
                    return Ending::Final;
                }
                transfer.enter(TransferState::Queued);
                Ending::Waits
            }
            (Cause::Stuck, _) => self.begin_beside(transfer),
            (Cause::NoRoom(shore), _) if self.waits_for_room => pause(transfer, Pause::Room(shore)),
            _ if transfer.attempts < self.tries(cause) => {
                transfer.attempts += 1;
                let wait = back_off(transfer.attempts, self.chance);
                transfer.enter(TransferState::Retrying);
                transfer.due = Some(self.now.after(wait));
                Ending::Again(wait)
            }
            _ => {
                transfer.enter(TransferState::Failed);
                Ending::Final
            }
        }
    }

    /// Once more, and then anew beside what gives no answer.
    fn begin_beside(&self, transfer: &mut Transfer) -> Ending {
        if transfer.attempts >= self.retries {
            transfer.enter(TransferState::Failed);
            return Ending::Final;
        }
        transfer.attempts += 1;
        transfer.enter(TransferState::Queued);
        if transfer.attempts == 1 {
            return Ending::Waits;
        }
        transfer.begin_anew();
        Ending::Beside
    }

    /// How often one that failed so is tried again: not at all, where the next try would fail as well.
    fn tries(&self, cause: Cause) -> u32 {
        match cause {
            Cause::Transient | Cause::Data | Cause::Changed | Cause::Unproved => self.retries,
            _ => 0,
        }
    }
}

/// Whether a try that ends so was not the last.
fn passes(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Cancelled
            | Cause::Connection
            | Cause::Stuck
            | Cause::NoRoom(_)
            | Cause::Transient
            | Cause::Data
            | Cause::Changed
            | Cause::Unproved
    )
}

fn pause(transfer: &mut Transfer, why: Pause) -> Ending {
    if why == Pause::User {
        transfer.problem = None;
    }
    transfer.enter(TransferState::Paused);
    transfer.pause = Some(why);
    Ending::Paused(why)
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
        let rules = Rules {
            retries: self.retries,
            waits_for_room: self.waits_for_room,
            chance,
            now,
        };
        self.transfers.get(&id).filter(|t| t.state.is_active())?;
        let Tried {
            from,
            bytes,
            since,
            end,
        } = tried;
        self.change(id, |transfer| {
            let words = match (&end, transfer.stop) {
                (Ok(note), _) => note.clone().unwrap_or_else(|| "done".into()),
                (Err(problem), Some(stop)) if problem.cause == Cause::Cancelled => match stop {
                    Stop::Cancel => "cancelled".into(),
                    Stop::Pause => "paused".into(),
                    Stop::StepAside => "stepped aside".into(),
                },
                (Err(problem), _) => problem.to_string(),
            };
            // One that grows gets further with each try, and is never done.
            let moves = |p: &Problem| matches!(p.cause, Cause::Changed | Cause::Unproved);
            let further = transfer.tried(from, bytes, words, now);
            if further && !end.as_ref().is_err_and(moves) {
                transfer.attempts = 0;
                transfer.losses = Losses::default();
            }
            match end {
                Ok(note) => {
                    transfer.note = note.map(String::into_boxed_str);
                    transfer.problem = None;
                    transfer.enter(TransferState::Done);
                    Ending::Final
                }
                Err(problem) => rules.judge(transfer, problem, bytes, since),
            }
        })
    }

    /// How far an active transfer has come is known from now on.
    pub(crate) fn begun(&mut self, id: TransferId, begun: Begun) {
        self.change(id, |transfer| transfer.order_mut().begun = Some(begun));
    }

    /// Those that wait for room on this shore.
    pub(crate) fn waiting_for_room(&self, shore: Shore) -> Vec<TransferId> {
        self.paused_for(|pause| pause == Pause::Room(shore))
    }
}
