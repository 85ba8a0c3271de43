//! What the engine tells.

use super::{DropId, Problem, RequestId};
use crate::model::doctor::{DoctorReport, DoctorStep};
use crate::model::{
    Conflict, Direction, Entry, FileFacts, LogLine, ModeChoice, NameCoding, Operation, Part, Pin,
    RateLimits, RemotePath, Site, TransferId, TransferState,
};
use std::path::PathBuf;
use std::time::Duration;

/// What the engine tells. Progress is not told here but in the watched snapshot.
#[derive(Debug)]
pub enum Event {
    /// A connection is being made.
    Connecting {
        /// `user@host:port`.
        label: String,
    },
    /// A drop is taken back, but these of it have begun and go on; [`super::Command::CancelDrop`] stops
    /// them.
    UnderWay {
        /// Which.
        drop: DropId,
        /// Those that run or are paused.
        ids: Vec<TransferId>,
    },
    /// Logged in.
    Connected {
        /// `user@host:port`.
        label: String,
        /// The directory to show first.
        directory: RemotePath,
        /// The server's greeting, safe to show.
        greeting: String,
        /// The features it offers, in short.
        features: String,
    },
    /// The connection could not be made, or the login was refused.
    ConnectFailed {
        /// `user@host:port`.
        label: String,
        /// Why.
        problem: Problem,
    },
    /// The browsing connection is gone for good. The queue stays.
    Disconnected {
        /// `user@host:port`.
        label: String,
        /// The login is refused by now; `None` where it was the user's wish.
        problem: Option<Problem>,
    },
    /// The browsing connection is lost, or a try to get it back has failed. It is tried again by
    /// itself; requests that can be repeated wait for that.
    ConnectionLost {
        /// Why.
        problem: Problem,
        /// Which try comes next, from 1.
        attempt: u32,
        /// How long until then.
        wait: Duration,
    },
    /// The browsing connection is back.
    Reconnected {
        /// `user@host:port`.
        label: String,
        /// The features the server offers, in short.
        features: String,
    },
    /// The server has closed the browsing connection while nothing was asked; the next request opens
    /// a new one. The text says so, safe to show.
    Asleep(String),
    /// Some entries of a directory that is being listed in parts.
    ListedPart {
        /// The request this belongs to.
        request: RequestId,
        /// The directory.
        path: RemotePath,
        /// How many entries came before these; 0 begins anew.
        from: usize,
        /// The entries.
        entries: Vec<Entry>,
        /// The verb that is used.
        verb: &'static str,
    },
    /// A directory was listed.
    Listed {
        /// The request this answers.
        request: RequestId,
        /// The directory.
        path: RemotePath,
        /// How many entries have been told of in parts; 0 where none were asked for.
        told: usize,
        /// Its entries (the others, where some have been told of), unsorted, without `.` and `..`.
        entries: Vec<Entry>,
        /// The verb that was used: `MLSD`, `LIST -a`, `LIST`.
        verb: &'static str,
        /// Lines that could not be read as entries, safe to show.
        unparsed: Vec<String>,
    },
    /// The contents of two files were compared.
    Compared {
        /// The request this answers.
        request: RequestId,
        /// Whether they are the same; `None` where the server gives no hash.
        same: Option<bool>,
    },
    /// A part of a file was read.
    Part {
        /// The request this answers.
        request: RequestId,
        /// What came of it.
        part: Part,
    },
    /// A file was looked at.
    Looked {
        /// The request this answers.
        request: RequestId,
        /// Its size and time, as far as the server tells them.
        facts: FileFacts,
    },
    /// A request was carried out.
    Done {
        /// The request this answers.
        request: RequestId,
        /// What was done: `deleted 3 files and 1 folder`.
        summary: String,
    },
    /// The reply to a line that was sent as it is.
    Answered {
        /// The request this answers.
        request: RequestId,
        /// The reply's code.
        code: u16,
        /// Its lines with the code, safe to show.
        lines: Vec<String>,
    },
    /// A request failed.
    Failed {
        /// The request this answers.
        request: RequestId,
        /// Why.
        problem: Problem,
    },
    /// A drop has been walked and is wholly in the queue.
    Planned {
        /// Which drop.
        drop: DropId,
        /// How many files it came to.
        files: usize,
        /// Their bytes, as far as known.
        bytes: u64,
    },
    /// Nothing of a drop waits or runs any more. What is tried again later is told of once more.
    DropEnded {
        /// Which drop.
        drop: DropId,
    },
    /// Names are taken at the target: these transfers wait for
    /// [`Command::AnswerConflict`](super::Command::AnswerConflict), the rest of the queue goes on.
    /// More of the same drop may follow.
    Conflict {
        /// Which drop.
        drop: DropId,
        /// The transfers that wait, at least one.
        conflicts: Vec<Conflict>,
    },
    /// What earlier runs left in the queue is back, paused until
    /// [`Command::Restore`](super::Command::Restore). Told once for each site, at the start.
    Restored(Box<Restored>),
    /// A transfer failed for a passing reason and is tried again by itself.
    Retry {
        /// Which transfer.
        id: TransferId,
        /// Why the last try failed.
        problem: Problem,
        /// Which try comes next, from 2.
        attempt: u32,
        /// How many there are at most.
        of: u32,
        /// How long until then.
        wait: Duration,
    },
    /// Nothing waits or runs any more with this site. It may be that nothing has ended either: folders
    /// that were empty, say.
    BatchEnded(Batch),
    /// The limits for all have changed.
    LimitsChanged(RateLimits),
    /// A drop could not be carried out (in part or at all).
    DropFailed {
        /// Which drop.
        drop: DropId,
        /// Whether all of it is given up, with the question about it if there is one. Otherwise it
        /// is a part, a folder, and the rest goes on.
        whole: bool,
        /// Why.
        problem: Problem,
    },
    /// A transfer ended.
    Ended(Outcome),
    /// The mode for coming data connections has changed.
    ModeChanged(ModeChoice),
    /// The server's names are read and written in this way from now on: told before the first
    /// listing of a site, and before the listing that taught it.
    NamesChanged(NameCoding),
    /// Something worth a line on the screen: a fallback, a learned limit.
    Notice(String),
    /// The certificate that is trusted for a server.
    Pinned {
        /// The host.
        host: String,
        /// The control port.
        port: u16,
        /// Which, if there is one.
        pin: Option<Pin>,
    },
    /// A step of an examination has begun, or has ended.
    DoctorStep {
        /// The request this answers.
        request: RequestId,
        /// Its place; the same one comes again when the step has ended.
        index: usize,
        /// The step.
        step: DoctorStep,
    },
    /// An examination is finished.
    DoctorDone {
        /// The request this answers.
        request: RequestId,
        /// What was found.
        report: Box<DoctorReport>,
    },
    /// A line of the FTP dialogue, or of what the sockets did.
    Log(LogLine),
}

/// What earlier runs left of one site's queue.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The site as it was, without a password.
    pub site: Site,
    /// Transfers that have not ended.
    pub unfinished: usize,
    /// Transfers that failed.
    pub failed: usize,
    /// Bytes still to cross, as far as sizes are known.
    pub bytes: u64,
    /// Drops that have not been looked at to their end.
    pub unread: Vec<DropId>,
}

/// What became of the transfers since the queue was empty last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Done.
    pub done: usize,
    /// Failed.
    pub failed: usize,
    /// Of those, the ones that are worth trying again just so.
    pub may_pass: usize,
    /// Cancelled or skipped.
    pub left_out: usize,
    /// Bytes of those that are done.
    pub bytes: u64,
    /// How long it took.
    pub took: Duration,
}

/// How a transfer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which transfer.
    pub id: TransferId,
    /// The drop it belongs to.
    pub drop: DropId,
    /// The way the bytes went.
    pub direction: Direction,
    /// Copy or move.
    pub operation: Operation,
    /// The local file.
    pub local: PathBuf,
    /// The file on the server.
    pub remote: RemotePath,
    /// Done, failed, cancelled or skipped.
    pub state: TransferState,
    /// Bytes that crossed in the last try: fewer than the file has where that went on with a part.
    pub bytes: u64,
    /// The byte of the file that the last try went on from; 0 where it began with the first.
    pub offset: u64,
    /// How long the last try took.
    pub took: Duration,
    /// How often it was tried in this run.
    pub tries: u32,
    /// Why it is not done.
    pub problem: Option<Problem>,
    /// What is to be said of it although it is done, safe to show.
    pub note: Option<String>,
    /// Whether it could be queued again. What was refused or skipped was never tried, and is not
    /// by retrying.
    pub retriable: bool,
}

impl Outcome {
    /// The bytes of the whole file, where the last try went on with a part of it.
    pub fn went_on_to(&self) -> Option<u64> {
        (self.offset > 0).then(|| self.offset.saturating_add(self.bytes))
    }

    /// Whether it is worth trying again just so.
    pub fn may_pass(&self) -> bool {
        let problem = self.problem.as_ref();
        self.retriable && problem.is_none_or(|problem| problem.cause.may_pass())
    }
}
