//! Deleting what has arrived elsewhere: the end of a move whose bytes went through this computer.

use super::depth::is_too_deep;
use super::perform::blocking;
use super::session::Session;
use super::work::WorkResult;
use super::worker::is_same;
use super::{Cause, Problem, RequestId, explain};
use crate::fs::local::Deleted;
use crate::fs::reading;
use crate::ftp::{FtpError, commands};
use crate::model::text::plural;
use crate::model::{EntryKind, FileFacts, Precision, RemotePath, TransferType};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// What is to be deleted where it was moved away from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The files, each with the copy of it here that has arrived. One that is not the same any more
    /// stays.
    pub files: Vec<(PathBuf, RemotePath)>,
    /// The folders, which go with those in them as far as there is no file left.
    pub folders: Vec<RemotePath>,
}

/// What has become of them so far.
#[derive(Debug, Default)]
struct Progress {
    deleted: Deleted,
    /// Files that are not what was brought, as far as can be told.
    changed: usize,
    refused: usize,
    /// The first refusal, with the server's words.
    words: Option<String>,
    /// Folders with something in them that stays.
    kept: HashSet<RemotePath>,
}

enum Step {
    Look(RemotePath),
    Emptied(RemotePath),
}

impl Session {
    /// Deletes them one by one. What is refused is told, and the rest is done all the same.
    pub(super) async fn sources_for(
        &mut self,
        request: RequestId,
        sources: Sources,
        cancel: &CancellationToken,
    ) -> WorkResult {
        let mut progress = Progress::default();
        let removed = self.remove_sources(sources, cancel, &mut progress).await;
        let judged = match removed {
            Ok(()) => progress.judged(),
            Err(problem) => Err(progress.before(problem)),
        };
        match judged {
            Ok(summary) => WorkResult::Done { request, summary },
            Err(problem) => WorkResult::Failed { request, problem },
        }
    }

    async fn remove_sources(
        &mut self,
        sources: Sources,
        cancel: &CancellationToken,
        progress: &mut Progress,
    ) -> Result<(), Problem> {
        for (here, there) in sources.files {
            if cancel.is_cancelled() {
                return Err(explain::failed("Deleting", &FtpError::Cancelled));
            }
            if self.is_still(&here, &there).await? {
                let done = commands::delete(&mut self.control, &there).await;
                if self.is_done(&there, done, progress)? {
                    progress.deleted.files += 1;
                }
            } else {
                progress.changed += 1;
            }
        }
        for folder in sources.folders {
            self.remove_emptied(folder, cancel, progress).await?;
        }
        Ok(())
    }

    /// Whether the file on the server is the one that the copy here was made of, as far as its size
    /// and its time tell. Where the size cannot be told it does not count as such.
    async fn is_still(&mut self, here: &Path, there: &RemotePath) -> Result<bool, Problem> {
        let what = format!("Checking {}", self.shown(there));
        let failed = |error: &FtpError| explain::failed(&what, error);
        let image = self.control.use_type(TransferType::Image).await;
        image.map_err(|error| failed(&error))?;
        let now = match commands::facts(&mut self.control, &self.features, there).await {
            Ok(now) => now,
            Err(FtpError::Reply { .. }) => return Ok(false),
            Err(error) => return Err(failed(&error)),
        };
        let in_utc = self.features.mlst();
        let said = now.modified;
        let modified = said.map(|said| if in_utc { said } else { self.in_utc(said) });
        let local = here.to_owned();
        let Ok(here) = blocking(move || reading::facts(&local)).await else {
            return Ok(false);
        };
        // The copy here has the time of its source where times are kept.
        let modified = modified.filter(|at| at.precision == Precision::Second);
        let now = FileFacts {
            size: now.size,
            modified: modified.filter(|_| self.policy().keep_times),
        };
        Ok(now.size.is_some() && is_same(&here, &now))
    }

    /// Removes a folder and those in it, deepest first, as far as there is nothing else in them.
    async fn remove_emptied(
        &mut self,
        folder: RemotePath,
        cancel: &CancellationToken,
        progress: &mut Progress,
    ) -> Result<(), Problem> {
        let mut stack = vec![Step::Look(folder)];
        while let Some(step) = stack.pop() {
            if cancel.is_cancelled() {
                return Err(explain::failed("Deleting", &FtpError::Cancelled));
            }
            match step {
                Step::Look(path) => {
                    let inner = self.folders_in(&path, cancel, progress).await?;
                    stack.push(Step::Emptied(path));
                    stack.extend(inner.into_iter().map(Step::Look));
                }
                Step::Emptied(path) if progress.kept.contains(&path) => progress.keep(&path),
                Step::Emptied(path) => {
                    let done = commands::remove_dir(&mut self.control, &path).await;
                    if self.is_done(&path, done, progress)? {
                        progress.deleted.folders += 1;
                    } else {
                        progress.keep(&path);
                    }
                }
            }
        }
        Ok(())
    }

    /// The folders in a folder, which is kept where there is anything else in it.
    async fn folders_in(
        &mut self,
        path: &RemotePath,
        cancel: &CancellationToken,
        progress: &mut Progress,
    ) -> Result<Vec<RemotePath>, Problem> {
        if is_too_deep(path) {
            progress.kept.insert(path.clone());
            return Ok(Vec::new());
        }
        let listing = match self.list(path, cancel).await {
            Ok(listed) => listed.listing,
            Err(FtpError::Reply { .. } | FtpError::Listing(_)) if !self.control.is_poisoned() => {
                progress.kept.insert(path.clone());
                return Ok(Vec::new());
            }
            Err(error) => {
                let what = format!("Reading the folder {}", self.shown(path));
                return Err(explain::failed(&what, &error));
            }
        };
        let is_folder = |kind| kind == EntryKind::Dir;
        let other = listing.entries.iter().any(|entry| !is_folder(entry.kind));
        if other || !listing.unparsed.is_empty() {
            progress.kept.insert(path.clone());
        }
        let inner = listing.entries.into_iter();
        let inner = inner.filter(|entry| is_folder(entry.kind));
        Ok(inner.map(|entry| path.join(&entry.name)).collect())
    }

    /// Whether it is deleted: a refusal is noted, whatever else goes wrong ends it all.
    fn is_done(
        &self,
        path: &RemotePath,
        done: Result<(), FtpError>,
        progress: &mut Progress,
    ) -> Result<bool, Problem> {
        let Err(error) = done else { return Ok(true) };
        let what = format!("Deleting {}", self.shown(path));
        let problem = explain::unanswered(&what, &error);
        if !matches!(error, FtpError::Reply { .. }) {
            return Err(problem);
        }
        progress.refused += 1;
        progress.words.get_or_insert(problem.to_string());
        Ok(false)
    }
}

impl Progress {
    /// The folder stays, and so do those that it is in.
    fn keep(&mut self, path: &RemotePath) {
        self.kept.insert(path.clone());
        self.kept.extend(path.parent());
    }

    /// What was deleted; or what stays, and why.
    fn judged(&self) -> Result<String, Problem> {
        let problem = match (&self.words, self.changed) {
            (None, 0) => return Ok(self.deleted.summary()),
            (None, changed) => {
                let files = plural(changed, "file");
                let what = format!("{files} may have changed meanwhile and stayed");
                Problem::new(Cause::Changed, what)
            }
            (Some(words), changed) => {
                let stayed = plural(self.refused + changed, "item");
                Problem::new(Cause::Refused, format!("{stayed} stayed")).words(words)
            }
        };
        Err(self.before(problem))
    }

    /// What is gone already is said, and is not begun again by itself.
    fn before(&self, mut problem: Problem) -> Problem {
        if self.deleted == Deleted::default() {
            return problem;
        }
        if problem.cause == Cause::Connection {
            problem.cause = Cause::Unknown;
        }
        let advice = problem.advice.take().unwrap_or_default();
        let deleted = format!("{advice} It {}.", self.deleted.summary());
        problem.advice(deleted.trim())
    }
}
