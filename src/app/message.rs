//! What goes into `update`, and what comes out.

use super::background::{Work, Worked};
use super::pane::Arrangement;
use super::{Key, Mouse, OwnKeys, PasswordJob, PasswordOutcome};
use super::{SettingsJob, SiteJob, SiteOutcome, TabNews, TabOrder};
use crate::engine::{Command, Event, Problem, RequestId};
use crate::model::bookmark::{BookmarkChange, Bookmarks};
use crate::model::permissions::Reach;
use crate::model::socket::SocketRow;
use crate::model::{EngineSnapshot, Entry, FileFacts, FileRange, Name, Part, Settings, Shore};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size: columns, rows.
    Resize(u16, u16),
    /// The engine tells something.
    Engine(Event),
    /// The engine's state has changed.
    Snapshot(EngineSnapshot),
    /// A local job ended.
    Local {
        /// The request this answers.
        request: RequestId,
        /// How it ended.
        outcome: Result<LocalOutcome, Problem>,
    },
    /// The entries of a pane have been put in order.
    Arranged {
        /// Which pane's.
        shore: Shore,
        /// The job this answers; an answer to any but the last one is stale.
        id: u64,
        /// What is shown, in order, as indices into the pane's rows.
        order: Arc<[u32]>,
    },
    /// Work off the screen's task ended.
    Worked(Worked),
    /// Work on stored passwords ended.
    Passwords(PasswordOutcome),
    /// Work on the sites ended, or why it did not.
    Sites(Result<SiteOutcome, String>),
    /// The editor has ended.
    Edited {
        /// What was edited.
        purpose: EditPurpose,
        /// The text, `None` if it is the same as before or the editor was left with an error.
        outcome: Result<Option<String>, Problem>,
    },
    /// The editor has ended that had a file.
    FileEdited {
        /// The file's number, as it was given.
        id: u64,
        /// Why it did not come to the editor, or did not end well.
        outcome: Result<(), Problem>,
    },
    /// A program of the user's could not be run, or has failed.
    RunFailed(Problem),
    /// The shell of this computer has ended.
    ShellEnded(Result<(), Problem>),
    /// The terminal has come to the front, or is there no more.
    Focus(bool),
    /// The files with the settings and the keys were read anew, or what is wrong with them.
    Settings(Result<Box<SettingsRead>, Vec<String>>),
    /// A theme of the user's own was read: what is wrong in it, a line each, safe to show.
    Theme(Vec<String>),
    /// A setting could not be written.
    SettingNotKept(Problem),
    /// What happens to this tab, or in another one.
    Tabs(TabNews),
    /// A part of the program has crashed and the rest goes on: where and how, safe to show.
    Crashed(String),
    /// The engine is gone, which is a bug.
    EngineEnded,
    /// The program was stopped (Ctrl-Z) for so long, and goes on.
    Continued(Duration),
    /// Time has passed while something was to change with it.
    Tick,
    /// SIGTERM, SIGHUP: end in order without asking.
    Terminate,
}

/// The settings and the keys, as their files say.
#[derive(Debug)]
pub struct SettingsRead {
    /// The settings.
    pub settings: Settings,
    /// The user's own keys.
    pub own_keys: Option<OwnKeys>,
}

/// What is to be done outside.
#[derive(Debug)]
pub enum Effect {
    /// Ask the engine.
    Engine(Command),
    /// Do this on the local file system, off the screen's task.
    Local {
        /// Comes back with the outcome.
        request: RequestId,
        /// What to do.
        job: LocalJob,
    },
    /// Put the entries of a pane in order, off the screen's task.
    Arrange {
        /// Which pane's.
        shore: Shore,
        /// Comes back with the outcome.
        id: u64,
        /// What, and by what.
        arrangement: Box<Arrangement>,
    },
    /// Do this off the screen's task: it takes longer than a frame may.
    Work(Work),
    /// Do this with stored passwords, off the screen's task. They are done in order.
    Passwords(PasswordJob),
    /// Do this with the user's settings, off the screen's task. They are done in order.
    Settings(SettingsJob),
    /// Do this with the sites that are kept, off the screen's task. They are done in order.
    Sites(SiteJob),
    /// Let the user edit this text in an editor of their own; it has the terminal meanwhile.
    Edit {
        /// Comes back with the text.
        purpose: EditPurpose,
        /// What to edit.
        text: String,
    },
    /// Let the user edit this file in an editor of their own; it has the terminal meanwhile.
    EditFile {
        /// Comes back with the outcome.
        id: u64,
        /// The file.
        path: PathBuf,
    },
    /// Put this on the terminal's clipboard (OSC 52). Safe to show, 74 KB at most in base64.
    Clipboard(String),
    /// Let the user have a shell of this computer; it has the terminal meanwhile.
    Shell {
        /// What it runs; `None` is the shell itself.
        command: Option<String>,
        /// Where.
        directory: PathBuf,
        /// Enter is waited for before the screen comes back.
        pauses: bool,
    },
    /// Keep a line of the command line for later runs.
    KeepLine(String),
    /// Tell the terminal that there is something to look at. Safe to show.
    Notify(String),
    /// Run a program of the user's, without a shell and without the terminal.
    Run {
        /// The program and its arguments.
        command: Vec<String>,
        /// What is added to its environment.
        environment: Vec<(&'static str, String)>,
    },
    /// Give the terminal back and stop until continued (Ctrl-Z).
    Suspend,
    /// Take the mouse from the terminal, or give it back.
    Mouse(bool),
    /// Do this with the tabs.
    Tab(TabOrder),
    /// Draw everything again.
    Redraw,
    /// End the program.
    Quit,
}

/// What a text is edited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditPurpose {
    /// The queue, as a list of what is to become of it.
    Queue,
}

impl EditPurpose {
    /// The name of the file that the editor is given.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Queue => "twoport-queue.txt",
        }
    }
}

/// Work on the local file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalJob {
    /// List a directory for a pane: a large one comes in parts.
    List(PathBuf),
    /// List a directory, and tell of it when it is whole.
    ListWhole(PathBuf),
    /// Make a directory.
    MakeDir(PathBuf),
    /// Make directories in one another. Those before the last may be there already.
    MakeDirs {
        /// Where the first one is made.
        within: PathBuf,
        /// Their names, each as one component.
        names: Vec<Name>,
    },
    /// Rename or move, never over something that is there.
    Rename {
        /// What is there.
        from: PathBuf,
        /// What it shall be called.
        to: PathBuf,
    },
    /// Move these into a directory, never over something that is there.
    MoveInto {
        /// The files and directories.
        sources: Vec<PathBuf>,
        /// The directory.
        directory: PathBuf,
    },
    /// Copy these into a directory, with all that is in them, never over something that is there.
    CopyInto {
        /// The files and directories.
        sources: Vec<PathBuf>,
        /// The directory.
        directory: PathBuf,
    },
    /// Delete files, and directories with all that is in them. Links are not followed.
    Delete(Vec<PathBuf>),
    /// Read the kept and visited folders.
    ReadBookmarks(PathBuf),
    /// Change them, in the file.
    ChangeBookmarks {
        /// The file.
        file: PathBuf,
        /// What is changed.
        change: BookmarkChange,
    },
    /// Read a part of a file, or search it.
    Read {
        /// The file.
        path: PathBuf,
        /// Which part of it.
        range: FileRange,
    },
    /// Tell size and time of a file.
    Look(PathBuf),
    /// Make a folder in the place for temporary ones that is the user's alone.
    MakePrivateFolder,
    /// Make such a folder for what goes through this computer, with room for so many bytes.
    MakeRoom(u64),
    /// Remove such a folder with what is in it.
    RemovePrivateFolder(PathBuf),
    /// Copy a file into a directory, never over something that is there.
    SaveCopy {
        /// The file.
        file: PathBuf,
        /// The directory.
        directory: PathBuf,
    },
    /// Hash what is in a file, and make it the user's alone.
    Fingerprint(PathBuf),
    /// Count what is in these folders; links are not followed. Done with the count in words.
    Measure(Vec<PathBuf>),
    /// Set permissions. Links are left alone, and never followed.
    SetPermissions {
        /// The files and folders.
        targets: Vec<PathBuf>,
        /// The bits, octal 0 to 7777.
        mode: u32,
        /// What else is changed.
        reach: Reach,
    },
    /// List the sockets of this process, with what the system keeps of these pairs of ends (ours and
    /// the other's), which it had before.
    Sockets(Vec<(SocketAddr, SocketAddr)>),
    /// Look what these are, as they were pasted: the first reading of the text of which all are there.
    Recognize(Vec<Vec<PathBuf>>),
    /// Write a report to a file of its own; nothing is replaced.
    SaveReport {
        /// The folder, made where it is missing.
        folder: PathBuf,
        /// The file's name without `.txt`; a number follows where that is taken.
        stem: String,
        /// What to write.
        text: String,
    },
}

/// How local work ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalOutcome {
    /// Some entries of a directory that is being listed.
    ListedPart {
        /// The directory, canonical.
        path: PathBuf,
        /// How many entries came before these; 0 begins anew.
        from: usize,
        /// The entries, unsorted.
        entries: Vec<Entry>,
    },
    /// A directory was listed.
    Listed {
        /// The directory, canonical.
        path: PathBuf,
        /// How many entries have been told of in parts.
        told: usize,
        /// Its other entries, unsorted.
        entries: Vec<Entry>,
        /// Bytes free there.
        free: Option<u64>,
    },
    /// It was done: `made folder photos`.
    Done(String),
    /// The kept and visited folders as they stand in the file, or why they cannot be had.
    Bookmarks(Result<Bookmarks, Problem>),
    /// A part of a file was read.
    Part(Part),
    /// A file was looked at.
    Looked(FileFacts),
    /// A private folder was made.
    PrivateFolder(PathBuf),
    /// The hash of what is in a file, and its size.
    Fingerprint(String, u64),
    /// The sockets of this process; `None` where the system has no list of them.
    Sockets(Option<Vec<SocketRow>>),
    /// What was pasted is there: a folder, and what of it is meant. Others are in other folders.
    Recognized {
        /// The folder.
        folder: PathBuf,
        /// The entries of it.
        entries: Vec<Entry>,
        /// How many are elsewhere.
        elsewhere: usize,
    },
    /// A report was written to this file.
    Saved(PathBuf),
}
