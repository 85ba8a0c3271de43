//! What goes into `update`, and what comes out.

use super::{Key, PasswordJob, PasswordOutcome};
use crate::engine::{Command, Event, Problem, RequestId};
use crate::model::{EngineSnapshot, Entry};
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
    /// Give the terminal back and stop until continued (Ctrl-Z).
    Suspend,
    /// Draw everything again.
    Redraw,
    /// End the program.
    Quit,
}

/// Work on the local file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalJob {
    /// List a directory.
    List(PathBuf),
    /// Make a directory.
    MakeDir(PathBuf),
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
    /// A report was written to this file.
    Saved(PathBuf),
}
