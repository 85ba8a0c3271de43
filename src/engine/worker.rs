//! One file from shore to shore, and the proof that it is there: the final reply, the byte count,
//! a clean end (house rule: success is proved). A try that comes to nothing leaves its part for the
//! next one, which goes on from there if the part proves to be the beginning of the file.

mod compare;
mod download;
mod finished;
mod keeping;
mod naming;
mod part;
mod place;
mod prove;
mod resume;
mod upload;
mod ways;

pub(crate) use part::{facts_of, read_part};
pub(crate) use prove::unproved;
pub(crate) use ways::{Ways, is_same};

use super::perform::blocking;
use super::problem::Cause;
use super::session::{Session, SessionEvent};
use super::work::{Begun, TransferOrder, WorkResult};
use super::{Problem, explain};
use crate::fs::part_file::PartPlace;
use crate::ftp::FtpError;
use crate::ftp::commands::{self, with_path};
use crate::ftp::data::{self, Moved, Payload, Purpose};
use crate::model::text::display_safe_str;
use crate::model::{Direction, FileFacts, LogKind, RemotePath, TransferType};
use std::io;
use tokio_util::sync::CancellationToken;

/// What is compared before a transfer goes on: so much before the byte it begins at.
const OVERLAP: u64 = 64 * 1024;

/// From this size on a round trip more does not count: the source is looked at before and after.
const LARGE: u64 = 1024 * 1024;

/// A step of a transfer: what comes of it, or why the transfer has failed.
type Step<T> = Result<T, Problem>;

/// One file that is under way.
pub(crate) struct Crossing<'a> {
    pub(crate) session: &'a mut Session,
    /// Its `begun` is kept up with what happens.
    pub(crate) order: TransferOrder,
    cancel: &'a CancellationToken,
    /// There were tries before this one.
    was_begun: bool,
    /// Bytes that crossed in this try.
    bytes: u64,
    /// The byte it began at.
    from: u64,
    /// What is to be said although it may be done.
    notes: Vec<String>,
}

/// Moves one file.
pub(crate) async fn transfer(
    session: &mut Session,
    order: TransferOrder,
    cancel: &CancellationToken,
) -> WorkResult {
    let id = order.id;
    let mut crossing = Crossing {
        session,
        was_begun: order.begun.is_some(),
        order,
        cancel,
        bytes: 0,
        from: 0,
        notes: Vec::new(),
    };
    let mut end = crossing.attempt().await;
    if let Some(refusal) = crossing.session.not_resumed.take()
        && !cancel.is_cancelled()
        && crossing.session.renew_tls(&refusal).await
    {
        end = crossing.attempt().await;
    }
    let notes = crossing.notes.join("; ");
    WorkResult::Transferred {
        id,
        bytes: crossing.bytes,
        from: crossing.from,
        end: end.map(|()| (!notes.is_empty()).then_some(notes)),
    }
}

/// Removes what a download that is given up has left of its part. Blocks. What cannot be removed
/// stays: it is in nobody's way.
pub(crate) fn discard_here(order: &TransferOrder) {
    let place = PartPlace::open(&order.root, &order.local, &order.token.0);
    let _ = place.and_then(|place| place.discard());
}

/// Removes what an upload that is given up has left of its part on the server. False where that is
/// not settled: the server could not do it now, or did not answer.
pub(crate) async fn discard_there(session: &mut Session, order: &TransferOrder) -> bool {
    let part = naming::temporary(&order.remote, &order.token);
    match commands::delete(&mut session.control, &part).await {
        Ok(()) => true,
        // There is none, or it may not be removed: asking once more helps nobody.
        Err(FtpError::Reply { reply, .. }) => reply.code() >= 500,
        Err(_) => false,
    }
}

impl Crossing<'_> {
    async fn attempt(&mut self) -> Step<()> {
        match self.order.direction {
            Direction::Download => download::download(self).await,
            Direction::Upload => upload::upload(self).await,
        }
    }

    /// `Downloading /pub/x`.
    pub(crate) fn what(&self) -> String {
        let doing = match self.order.direction {
            Direction::Download => "Downloading",
            Direction::Upload => "Uploading",
        };
        format!("{doing} {}", self.session.shown(&self.order.remote))
    }

    /// `Writing /home/x`, or whatever is done with the local file.
    fn here(&self, doing: &str) -> String {
        let path = self.order.local.to_string_lossy();
        format!("{doing} {}", display_safe_str(&path))
    }

    fn is_text(&self) -> bool {
        self.order.transfer_type == TransferType::Ascii
    }

    /// Does disk work off the asynchronous threads.
    async fn locally<T: Send + 'static>(
        &self,
        doing: &str,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Step<T> {
        let done = blocking(work).await;
        done.map_err(|error| explain::local(&self.here(doing), &error))
    }

    fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        let reporter = self.session.control.reporter();
        reporter.log(LogKind::Note, &text);
        self.notes.push(text);
    }

    /// Tells how far it has come, so that it is known when the next try comes.
    fn begin(&mut self, source: FileFacts, whole: bool) {
        let begun = Begun { source, whole };
        if self.order.begun != Some(begun) {
            self.order.begun = Some(begun);
            let event = SessionEvent::Begun(self.order.id, begun);
            self.session.tell(event);
        }
    }

    /// What moves the bytes of `path` by `verb`, `size` of them in all, from byte `restart` on.
    fn purpose(&self, verb: &str, path: &RemotePath, size: Option<u64>, restart: u64) -> Purpose {
        let direction = match verb {
            "RETR" => Direction::Download,
            _ => Direction::Upload,
        };
        Purpose {
            command: with_path(verb, path),
            direction,
            total: size.map(|size| size.saturating_sub(restart)),
            restart,
            transfer_type: Some(self.order.transfer_type),
            throttles: self.session.throttles().clone(),
        }
    }

    /// Moves the file's bytes.
    async fn run<P: Payload>(
        &mut self,
        purpose: &Purpose,
        payload: P,
    ) -> Result<Moved<P>, FtpError> {
        let (moved, crossed) = self.session.run(purpose, payload, self.cancel).await;
        self.bytes += crossed;
        moved
    }

    /// The source on the server goes once the file is here.
    async fn remove_remote_source(&mut self) -> Step<()> {
        let path = &self.order.remote;
        let removed = commands::delete(&mut self.session.control, path).await;
        let what = format!("Removing the moved {}", self.session.shown(path));
        removed.map_err(|error| arrived(explain::unanswered(&what, &error)))
    }
}

impl Session {
    /// Moves one payload over one data connection; and how many bytes crossed, whatever came of it.
    pub(super) async fn run<P: Payload>(
        &mut self,
        purpose: &Purpose,
        payload: P,
        cancel: &CancellationToken,
    ) -> (Result<Moved<P>, FtpError>, u64) {
        let settings = self.settings.borrow().clone();
        let before = self.number;
        let number = &mut self.number;
        let done = data::transfer(
            &mut self.control,
            &settings,
            purpose,
            number,
            payload,
            cancel,
        );
        let done = done.await;
        // Without a connection of its own, the count is that of the one before.
        let crossed = if self.number > before {
            self.control.reporter().moved()
        } else {
            0
        };
        if let Err(error @ FtpError::SessionNotResumed { .. }) = &done {
            self.not_resumed = Some(error.to_string());
        }
        let moved = done.map(|(moved, opened)| {
            self.learned(opened);
            moved
        });
        (moved, crossed)
    }
}

/// A failure after the file is here: moving it once more would be no repair.
fn arrived(mut problem: Problem) -> Problem {
    if problem.cause == Cause::Connection {
        problem.cause = Cause::Unknown;
    }
    problem
}

#[cfg(test)]
mod tests;
