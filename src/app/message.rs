//! What goes into `update`, and what comes out.

use super::{Key, PasswordJob, PasswordOutcome};
use crate::engine::{Command, Event, Problem, RequestId};
use crate::model::bookmark::{BookmarkChange, Bookmarks};
use crate::model::{EngineSnapshot, Entry, Name};
use std::path::PathBuf;

/// What happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
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
    /// Work on stored passwords ended.
    Passwords(Result<PasswordOutcome, Problem>),
    /// The editor has ended.
    Edited {
        /// What was edited.
        purpose: EditPurpose,
        /// The text, `None` if it is the same as before or the editor was left with an error.
        outcome: Result<Option<String>, Problem>,
    },
    /// A program of the user's could not be run, or has failed.
    RunFailed(Problem),
    /// The terminal has come to the front, or is there no more.
    Focus(bool),
    /// Time has passed while something was to change with it.
    Tick,
    /// SIGTERM, SIGHUP: end in order without asking.
    Terminate,
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
    /// Do this with stored passwords, off the screen's task. They are done in order.
    Passwords(PasswordJob),
    /// Let the user edit this text in an editor of their own; it has the terminal meanwhile.
    Edit {
        /// Comes back with the text.
        purpose: EditPurpose,
        /// What to edit.
        text: String,
    },
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
    /// List a directory.
    List(PathBuf),
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
    /// A directory was listed.
    Listed {
        /// The directory, canonical.
        path: PathBuf,
        /// Its entries, unsorted.
        entries: Vec<Entry>,
        /// Bytes free there.
        free: Option<u64>,
    },
    /// It was done: `made folder photos`.
    Done(String),
    /// The kept and visited folders as they stand in the file, or why they cannot be had.
    Bookmarks(Result<Bookmarks, Problem>),
    /// A report was written to this file.
    Saved(PathBuf),
}
