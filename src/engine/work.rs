//! What a session is given to do, and what it gives back.

use super::append::AppendOrder;
use super::command::FilePair;
use super::mirror::MirrorStep;
use super::{Cause, DropId, Event, PermissionsOrder, Place, Problem, RequestId, Sources, raw};
use crate::fs::collisions::NameTreatment;
use crate::model::{
    Direction, Entry, EntryKind, FileFacts, FileRange, Modified, NameCoding, Operation, Part,
    RemotePath, TransferId, TransferType,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A piece of work for one session. A session does one at a time.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// List a directory for a pane.
    List {
        request: RequestId,
        path: RemotePath,
        /// Whether entries are told of while others still come.
        in_parts: bool,
    },
    /// MKD for a pane.
    MakeDir {
        request: RequestId,
        path: RemotePath,
    },
    /// RNFR and RNTO for a pane.
    Rename {
        request: RequestId,
        from: RemotePath,
        to: RemotePath,
    },
    /// SITE CPFR and SITE CPTO for a pane.
    CopyThere {
        request: RequestId,
        from: RemotePath,
        to: RemotePath,
    },
    /// Delete, recursively, for a pane.
    Delete {
        request: RequestId,
        targets: Vec<(RemotePath, EntryKind)>,
    },
    /// Delete what has been moved elsewhere.
    RemoveSources {
        request: RequestId,
        sources: Sources,
    },
    /// Compare a file here and one there by a hash.
    CompareContents { request: RequestId, pair: FilePair },
    /// Look at a file, or read a part of it.
    Inspect(Inspection),
    /// SITE CHMOD for a pane.
    Permissions {
        request: RequestId,
        order: PermissionsOrder,
    },
    /// Count what is in these folders, for a pane.
    Measure {
        request: RequestId,
        folders: Vec<RemotePath>,
    },
    /// A line for the server, as it is.
    Raw { request: RequestId, line: Vec<u8> },
    /// A file to add to the end of one on the server.
    Append {
        request: RequestId,
        order: AppendOrder,
    },
    /// A step of a mirror.
    Mirror {
        request: RequestId,
        step: MirrorStep,
    },
    /// Look at one pair of directories of a drop.
    Walk(WalkOrder),
    /// Move one file.
    Transfer(TransferOrder),
    /// Remove the directories that a move has emptied, deepest first.
    RemoveEmptied { dirs: Vec<RemotePath> },
    /// Remove what a cancelled upload has left of its part on the server.
    Discard(TransferOrder),
}

/// A file to look at, or to read a part of.
#[derive(Clone, Debug)]
pub(crate) struct Inspection {
    pub(crate) request: RequestId,
    pub(crate) path: RemotePath,
    /// The part to read; otherwise its size and time are asked for.
    pub(crate) range: Option<FileRange>,
    /// Its size, as far as it is known.
    pub(crate) size: Option<u64>,
}

/// One pair of directories of a drop: what is in the source goes to the target.
#[derive(Clone, Debug)]
pub(crate) struct WalkOrder {
    pub(crate) drop: DropId,
    pub(crate) direction: Direction,
    pub(crate) remote: RemotePath,
    pub(crate) local: PathBuf,
    /// Downloads: the folder of the drop. Nothing is made outside it, and no link below it is
    /// followed.
    pub(crate) root: Arc<Path>,
    /// The drop's own directories: only the target is looked at, and it must be there.
    pub(crate) top: bool,
    /// How often it has failed for a passing reason.
    pub(crate) failures: u32,
    /// How many transfers had ended when the look began: a file that gets its name meanwhile may not
    /// be in the listing.
    pub(crate) since: u64,
}

/// Names a transfer's part: 128 random bits in hexadecimal digits, so that nobody can guess it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token(pub(crate) Box<str>);

/// How far a transfer has come in this run and those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Begun {
    /// What the source was when the first bytes moved: another try goes on only if it still is.
    pub(crate) source: FileFacts,
    /// All bytes are in the part and proved; only the name is missing.
    pub(crate) whole: bool,
}

/// A file to move.
#[derive(Clone, Debug)]
pub(crate) struct TransferOrder {
    pub(crate) id: TransferId,
    pub(crate) direction: Direction,
    pub(crate) operation: Operation,
    pub(crate) local: PathBuf,
    /// Downloads: the folder of the drop. Nothing is written outside it, and no link below it is
    /// followed.
    pub(crate) root: Arc<Path>,
    pub(crate) remote: RemotePath,
    /// The source's size as listed.
    pub(crate) size: Option<u64>,
    /// The source's time as listed.
    pub(crate) modified: Option<Modified>,
    /// The source's permissions as listed, for where they are kept.
    pub(crate) mode: Option<u32>,
    /// Whether a file of the target name may be replaced.
    pub(crate) replace: bool,
    /// Go on with the file that has the target name, if it proves to be the beginning of the source.
    pub(crate) extend: bool,
    pub(crate) transfer_type: TransferType,
    pub(crate) token: Token,
    /// What is known of earlier tries; `None` before the first byte.
    pub(crate) begun: Option<Begun>,
    /// A dead run had it in its queue. It may have begun without a note of it: that is written beside
    /// acting, so that small files need not wait for the disk.
    pub(crate) earlier: bool,
}

impl TransferOrder {
    /// The file it makes.
    pub(crate) fn target(&self) -> Place {
        match self.direction {
            Direction::Download => Place::Local(self.local.clone()),
            Direction::Upload => Place::Remote(self.remote.clone()),
        }
    }

    /// The file it carries.
    pub(crate) fn source(&self) -> Place {
        match self.direction {
            Direction::Download => Place::Remote(self.remote.clone()),
            Direction::Upload => Place::Local(self.local.clone()),
        }
    }
}

/// What a walk has found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// The entries of the source (empty for the drop's own directories).
    pub(crate) entries: Vec<Entry>,
    /// The entries of the target.
    pub(crate) present: Vec<Entry>,
    /// What the target folder makes of names.
    pub(crate) treatment: NameTreatment,
    /// Lines of the server's listing that could not be read as entries, safe to show.
    pub(crate) unread: Vec<String>,
}

/// What came of a piece of work.
#[derive(Debug)]
pub(crate) enum WorkResult {
    Listed {
        request: RequestId,
        path: RemotePath,
        /// How many entries have been told of before these.
        told: usize,
        entries: Vec<Entry>,
        verb: &'static str,
        unparsed: Vec<String>,
    },
    Compared {
        request: RequestId,
        same: Option<bool>,
    },
    Part {
        request: RequestId,
        part: Part,
    },
    Looked {
        request: RequestId,
        facts: FileFacts,
    },
    Done {
        request: RequestId,
        summary: String,
    },
    /// It is told as it is.
    Told(Event),
    Failed {
        request: RequestId,
        problem: Problem,
    },
    Walked {
        order: WalkOrder,
        found: Result<Walked, Problem>,
    },
    Transferred {
        id: TransferId,
        /// Bytes that crossed in this try.
        bytes: u64,
        /// The byte it began at: 0, or where an earlier try had come to.
        from: u64,
        /// What is to be said of it although it is done; or why it is not.
        end: Result<Option<String>, Problem>,
    },
    /// The part of this token, which an upload had left, is gone, as far as it can be.
    Discarded(TransferId, Token),
    /// Nothing to tell.
    Quiet,
}

impl WorkResult {
    /// Why it failed, if it did.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Failed { problem, .. }
            | Self::Walked {
                found: Err(problem),
                ..
            }
            | Self::Transferred {
                end: Err(problem), ..
            } => Some(problem),
            _ => None,
        }
    }
}

/// Work with the means to stop it.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) work: Work,
    pub(crate) cancel: CancellationToken,
}

impl Work {
    /// The pane request this serves, if any.
    pub(crate) fn request(&self) -> Option<RequestId> {
        match self {
            Self::List { request, .. }
            | Self::MakeDir { request, .. }
            | Self::Rename { request, .. }
            | Self::CopyThere { request, .. }
            | Self::Delete { request, .. }
            | Self::RemoveSources { request, .. }
            | Self::CompareContents { request, .. }
            | Self::Inspect(Inspection { request, .. })
            | Self::Permissions { request, .. }
            | Self::Measure { request, .. }
            | Self::Raw { request, .. }
            | Self::Append { request, .. }
            | Self::Mirror { request, .. } => Some(*request),
            Self::Walk(_) | Self::Transfer(_) | Self::RemoveEmptied { .. } | Self::Discard(_) => {
                None
            }
        }
    }

    /// The transfer that it is a try of, if any.
    pub(crate) fn transfer(&self) -> Option<TransferId> {
        match self {
            Self::Transfer(order) => Some(order.id),
            _ => None,
        }
    }

    /// What comes of it when it is stopped and does not end by itself; a transfer has moved so many
    /// bytes from this one on.
    pub(crate) fn cancelled(self, moved: (u64, u64)) -> WorkResult {
        self.broken_off(Problem::new(Cause::Cancelled, "Cancelled"), moved)
    }

    /// What comes of it when the program itself fails at it: nobody knows how far it came, and the
    /// next try would fail as well.
    pub(crate) fn crashed(self, names: NameCoding) -> WorkResult {
        let what = format!("{} failed", self.describe(names));
        let problem = Problem::new(Cause::Unknown, what)
            .words("the program has crashed here")
            .advice("This is a bug: please report it. Twoport goes on without this.");
        self.broken_off(problem, (0, 0))
    }

    fn broken_off(self, problem: Problem, (from, bytes): (u64, u64)) -> WorkResult {
        if let Some(request) = self.request() {
            return WorkResult::Failed { request, problem };
        }
        match self {
            Self::Walk(order) => WorkResult::Walked {
                order,
                found: Err(problem),
            },
            Self::Transfer(order) => WorkResult::Transferred {
                id: order.id,
                bytes,
                from,
                end: Err(problem),
            },
            _ => WorkResult::Quiet,
        }
    }

    /// What it does, for a message: `Listing /pub`.
    pub(crate) fn describe(&self, names: NameCoding) -> String {
        let shown = |path: &RemotePath| names.shown(path.as_bytes());
        match self {
            Self::List { path, .. } => format!("Listing {}", shown(path)),
            Self::MakeDir { path, .. } => format!("Making {}", shown(path)),
            Self::Rename { from, to, .. } => {
                format!("Renaming {} to {}", shown(from), shown(to))
            }
            Self::CopyThere { from, to, .. } => {
                format!("Copying {} to {}", shown(from), shown(to))
            }
            Self::Delete { targets, .. } => match targets.as_slice() {
                [(path, _)] => format!("Deleting {}", shown(path)),
                targets => format!("Deleting {} items", targets.len()),
            },
            Self::RemoveSources { .. } => "Deleting what was moved".into(),
            Self::CompareContents { pair, .. } => format!("Comparing {}", shown(&pair.remote)),
            Self::Inspect(order) => format!("Reading {}", shown(&order.path)),
            Self::Permissions { .. } => "Changing the permissions".into(),
            Self::Measure { .. } => "Counting what is in folders".into(),
            Self::Raw { line, .. } => format!("Sending {}", raw::verb(line)),
            Self::Append { order, .. } if order.unique => {
                format!("Putting {}", shown(&order.remote))
            }
            Self::Append { order, .. } => format!("Adding to {}", shown(&order.remote)),
            Self::Mirror { .. } => "A step of the mirror".into(),
            Self::Walk(order) => format!("Reading the folder {}", shown(&order.remote)),
            Self::Transfer(order) => match order.direction {
                Direction::Download => format!("Downloading {}", shown(&order.remote)),
                Direction::Upload => format!("Uploading {}", shown(&order.remote)),
            },
            Self::RemoveEmptied { .. } => "Removing emptied folders".into(),
            Self::Discard(order) => format!("Removing the part of {}", shown(&order.remote)),
        }
    }
}
