//! What the engine can be asked to do.

use super::append::AppendOrder;
use super::doctor::DoctorOptions;
use super::mirror::MirrorStep;
use super::{PermissionsOrder, Sources};
use crate::model::{
    AnswerScope, Charset, Entry, EntryKind, FileRange, Fingerprint, ModeChoice, Modified, Name,
    OnConflict, Operation, Priority, QueuePlace, RateLimits, RemotePath, Site, TransferId,
    TransferType,
};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Names a request, so that its answer can be told from a stale one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Names one drop: everything that was queued by one keypress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DropId(pub u64);

/// A directory on one of the shores.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// On this computer.
    Local(PathBuf),
    /// On the server.
    Remote(RemotePath),
}

/// One thing to carry: an entry of the directory a drop comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name there.
    pub name: Name,
    /// What it is. Directories go with all that is in them; links are followed only if they turn
    /// out to be files.
    pub kind: EntryKind,
    /// Its size as listed, in bytes.
    pub size: Option<u64>,
    /// Its time as listed; a download keeps it.
    pub modified: Option<Modified>,
    /// The name to have at the target, where it differs.
    pub rename_to: Option<Name>,
}

impl Source {
    /// An item of which no more is known.
    pub fn new(name: Name, kind: EntryKind) -> Self {
        Self {
            name,
            kind,
            size: None,
            modified: None,
            rename_to: None,
        }
    }

    /// An item that a command names: a folder where it is to go with all that is in it.
    pub fn named(name: Name, recursive: bool) -> Self {
        let kind = if recursive {
            EntryKind::Dir
        } else {
            EntryKind::File
        };
        Self::new(name, kind)
    }

    /// An item as it is listed.
    pub fn listed(entry: &Entry) -> Self {
        Self {
            // What is listed for a link is the length of the link itself.
            size: entry.size.filter(|_| entry.kind == EntryKind::File),
            modified: entry.modified,
            ..Self::new(entry.name.clone(), entry.kind)
        }
    }
}

/// A drop: carry these from here to there. The target is fixed when the drop is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropOrder {
    /// Its name.
    pub id: DropId,
    /// The directory the items are in.
    pub from: Place,
    /// The directory they go to. Never the same shore as `from` for a copy.
    pub to: Place,
    /// The items.
    pub items: Vec<Source>,
    /// Copy or move.
    pub operation: Operation,
    /// What to do about names that are taken. [`OnConflict::Ask`] follows the site's rule first.
    pub on_conflict: OnConflict,
    /// Bytes as they are, or text.
    pub transfer_type: TransferType,
}

/// A file here and one on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePair {
    /// The file here.
    pub local: PathBuf,
    /// The file on the server.
    pub remote: RemotePath,
    /// The size of both.
    pub size: u64,
}

/// Which transfers a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The whole queue: what waits, what runs, and what will be queued.
    All,
    /// These.
    These(Vec<TransferId>),
}

/// One line of a queue that was edited as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueEdit {
    /// The transfer.
    pub id: TransferId,
    /// What is to become of it.
    pub fate: Fate,
    /// Its turn.
    pub priority: Priority,
}

/// What is to become of a transfer that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It gets its turn.
    Go,
    /// It waits until the user lets it go on.
    Pause,
    /// It is cancelled.
    Cancel,
}

/// What the engine can be asked to do. Answers come as events.
#[derive(Debug)]
pub enum Command {
    /// Connect and log in; an open connection is closed first.
    Connect(Box<Site>),
    /// Say QUIT on every session. The queue stays.
    Disconnect,
    /// The connection is lost: try to get it back now, without waiting for the next try's time.
    Reconnect,
    /// List a directory. `MLSD` where the server offers it, else `LIST`.
    List {
        /// Comes back with the answer.
        request: RequestId,
        /// The directory.
        path: RemotePath,
        /// Whether entries are told of while others still come
        /// ([`Event::ListedPart`](super::Event::ListedPart)).
        in_parts: bool,
    },
    /// Make a directory (MKD).
    MakeDir {
        /// Comes back with the answer.
        request: RequestId,
        /// The directory to make.
        path: RemotePath,
    },
    /// Rename or move on the server (RNFR, RNTO).
    Rename {
        /// Comes back with the answer.
        request: RequestId,
        /// What is there.
        from: RemotePath,
        /// What it shall be called.
        to: RemotePath,
    },
    /// Have the server copy a file or a folder by itself (SITE CPFR, SITE CPTO).
    CopyThere {
        /// Comes back with the answer.
        request: RequestId,
        /// What is there.
        from: RemotePath,
        /// What the copy shall be called.
        to: RemotePath,
    },
    /// Delete on the server: files with DELE, directories with all that is in them.
    Delete {
        /// Comes back with the answer.
        request: RequestId,
        /// What to delete.
        targets: Vec<(RemotePath, EntryKind)>,
    },
    /// Delete what has been moved elsewhere, as far as it is what was brought. Answered as done, or
    /// failed.
    RemoveSources {
        /// Comes back with the answer.
        request: RequestId,
        /// What to delete.
        sources: Sources,
    },
    /// Compare a file here and one on the server by the best hash that the server gives. Answered by
    /// [`Event::Compared`](super::Event::Compared).
    CompareContents {
        /// Comes back with the answer.
        request: RequestId,
        /// The files.
        pair: FilePair,
    },
    /// Compare the file of a transfer whose name is taken with what has its name, likewise.
    CompareHeld {
        /// Comes back with the answer.
        request: RequestId,
        /// The transfer.
        id: TransferId,
    },
    /// Set permissions on the server (SITE CHMOD).
    SetPermissions {
        /// Comes back with the answer.
        request: RequestId,
        /// What to set, and on what.
        order: PermissionsOrder,
    },
    /// Count what is in these folders. Answered as done, with the count in words.
    Measure {
        /// Comes back with the answer.
        request: RequestId,
        /// The folders.
        folders: Vec<RemotePath>,
    },
    /// Send this line as it is, and tell the reply, whatever it is
    /// ([`Event::Answered`](super::Event::Answered)). What would open a data connection, or change
    /// what the session relies on, is refused.
    Raw {
        /// Comes back with the answer.
        request: RequestId,
        /// The line, without its end.
        line: Vec<u8>,
    },
    /// Add a file to the end of one on the server (APPE), at once. Answered as done, or failed; never
    /// tried again by itself.
    Append {
        /// Comes back with the answer.
        request: RequestId,
        /// What to add, and to what.
        order: AppendOrder,
    },
    /// A step of a mirror. Answered as done, or failed.
    Mirror {
        /// Comes back with the answer.
        request: RequestId,
        /// What to do.
        step: MirrorStep,
    },
    /// Read a part of a file, on a transfer session where one is free.
    Read {
        /// Comes back with the answer.
        request: RequestId,
        /// The file.
        path: RemotePath,
        /// Which part of it.
        range: FileRange,
        /// The file's size, as far as it is known.
        size: Option<u64>,
    },
    /// Ask for the size and the time of a file, on a transfer session where one is free.
    Look {
        /// Comes back with the answer.
        request: RequestId,
        /// The file.
        path: RemotePath,
    },
    /// Give up a request that is waiting or running.
    Abandon(RequestId),
    /// Queue what a drop carries.
    Enqueue(DropOrder),
    /// The answer to a conflict that [`Event::Conflict`](super::Event::Conflict) told of.
    AnswerConflict {
        /// The transfer that waits.
        id: TransferId,
        /// What to do. [`OnConflict::Ask`] counts as skip.
        answer: OnConflict,
        /// How far the answer reaches.
        scope: AnswerScope,
    },
    /// Take a drop back: its folders are read no further, its question is forgotten, and what has
    /// not begun is cancelled. What runs goes on.
    TakeBack(DropId),
    /// Cancel all that there is of a drop: as taking it back, and what runs, is paused or has failed
    /// as well.
    CancelDrop(DropId),
    /// Stop a transfer, running or waiting.
    Cancel(TransferId),
    /// Stop these until they are let go on. What runs is stopped as well, and goes on later from the
    /// byte it was stopped at.
    Pause(Which),
    /// Let these go on. One that waits to be tried again is tried now.
    Go(Which),
    /// Queue a failed or cancelled transfer again. What was refused or skipped is passed over.
    Retry(TransferId),
    /// Queue all failed transfers again but those that were refused.
    RetryFailed,
    /// Give a waiting transfer another place.
    Reorder {
        /// Which.
        id: TransferId,
        /// Where to.
        place: QueuePlace,
    },
    /// Queue what comes of a drop in front of this transfer, as long as that has not ended.
    PlaceDrop {
        /// Which drop.
        drop: DropId,
        /// The transfer.
        before: TransferId,
    },
    /// Give waiting transfers another turn.
    Prioritize {
        /// Which.
        id: TransferId,
        /// Their turn from now on.
        priority: Priority,
    },
    /// The queue was edited as text: these, in this order, are what has not ended. What is not named
    /// stays as it is, behind them.
    Rearrange(Vec<QueueEdit>),
    /// Bytes a second that may move from now on, in total.
    SetLimits(RateLimits),
    /// Bytes a second that may move to and from the present site from now on.
    SetSiteLimits(RateLimits),
    /// So many sessions may move files with the present site, from now on. What the server was found
    /// to allow is found out anew. 0 shares the browsing session.
    SetSessions(usize),
    /// Go on with what earlier runs left of this site's queue (all sites' if `None`), or leave it
    /// paused.
    Restore {
        /// The site's label.
        site: Option<String>,
        /// Whether it goes on; otherwise it is paused.
        go: bool,
    },
    /// Forget the transfers that are done, cancelled or skipped.
    ClearDone,
    /// Forget a transfer that has failed, if nothing of it was across.
    Forget(TransferId),
    /// Use this mode from the next data connection on.
    SetMode(ModeChoice),
    /// Active mode from now on: listen on these ports, announce this address; `None`: the system's.
    SetListening {
        /// The ports, inclusive.
        ports: Option<(u16, u16)>,
        /// The address.
        address: Option<IpAddr>,
    },
    /// Passive mode from now on: dial the address that 227 names, or the host.
    SetAnnounced(bool),
    /// Trust this certificate for this server from now on, also in later runs.
    Trust {
        /// The host as it was named when connecting.
        host: String,
        /// The control port.
        port: u16,
        /// The certificate.
        fingerprint: Fingerprint,
    },
    /// Tell which certificate is trusted for a server
    /// ([`Event::Pinned`](super::Event::Pinned)).
    TellPin {
        /// The host.
        host: String,
        /// The control port.
        port: u16,
    },
    /// Trust no certificate for this server any more.
    Distrust {
        /// The host.
        host: String,
        /// The control port.
        port: u16,
    },
    /// Examine a site: which data modes work with it, and why the others do not. It is told by
    /// [`Event::DoctorStep`](super::Event::DoctorStep) and at last
    /// [`Event::DoctorDone`](super::Event::DoctorDone), and takes half a minute at most. Sessions
    /// that are open count where the server allows few.
    Doctor {
        /// Comes back with the answers; [`Self::Abandon`] stops it.
        request: RequestId,
        /// The site; `None` is the one we are connected to.
        site: Option<Box<Site>>,
        /// What is to be examined beside the usual.
        options: DoctorOptions,
    },
    /// The site's names are in this character set; `None` leaves it to a guess. What the server has
    /// been told about UTF-8 stays as it is until the next connection.
    SetCharset(Option<Charset>),
    /// Say NOOP on sessions that have been idle for so long, from now on; `None` no more.
    SetKeepAlive(Option<Duration>),
    /// Stop everything in order: part files are kept out of the way, sessions say QUIT.
    Quit,
}
