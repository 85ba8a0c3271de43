//! A session at work: what each piece of work does on the control connection.

mod looking;
mod renaming;

use super::depth::{is_too_deep, too_deep};
use super::session::Session;
use super::work::{WalkOrder, Walked, Work, WorkResult};
use super::{Cause, Problem, RequestId, explain, worker};
use crate::fs::local;
use crate::ftp::commands::{Parts, Wanted};
use crate::ftp::listing::Listing;
use crate::ftp::{FtpError, commands};
use crate::model::text::{display_safe_str, plural};
use crate::model::{Direction, EntryKind, RemotePath};
use looking::{last, look_here, unread};
use tokio_util::sync::CancellationToken;

impl Session {
    /// Does one piece of work. Whatever happens is in the result; whether the session can go on is
    /// in its control connection.
    pub(crate) async fn perform(&mut self, work: Work, cancel: &CancellationToken) -> WorkResult {
        let what = work.describe(self.names());
        match work {
            Work::List {
                request,
                path,
                in_parts,
            } => {
                let parts = in_parts.then(|| self.parts_for(request, &path));
                self.list_for(request, path, parts, &what, cancel).await
            }
            Work::MakeDir { request, path } => {
                let done = commands::make_dir(&mut self.control, &path).await;
                let done = done.map_err(|error| explain::unanswered(&what, &error));
                let made = format!("made folder {}", last(&path, self.names()));
                answer(request, done, made)
            }
            Work::Rename { request, from, to } => {
                let done = self.rename(&what, &from, &to).await;
                answer(request, done, self.renamed(&from, &to))
            }
            Work::CopyThere { request, from, to } => {
                let done = self.copy_there(&what, &from, &to).await;
                answer(request, done, self.copied(&from))
            }
            Work::Delete { request, targets } => self.delete_for(request, targets, cancel).await,
            Work::RemoveSources { request, sources } => {
                self.sources_for(request, sources, cancel).await
            }
            Work::CompareContents { request, pair } => self.compare(request, &pair, cancel).await,
            Work::Inspect(order) => self.inspect(order, cancel).await,
            Work::Permissions { request, order } => {
                self.permissions_for(request, order, cancel).await
            }
            Work::Measure { request, folders } => self.measure_for(request, folders, cancel).await,
            Work::Raw { request, line } => self.raw_for(request, &line, &what).await,
            Work::Append { request, order } => self.append_for(request, order, &what, cancel).await,
            Work::Mirror { request, step } => {
                answer(request, self.mirror_step(step).await, String::new())
            }
            Work::Walk(order) => {
                let found = self.walk(&order, cancel).await;
                WorkResult::Walked { order, found }
            }
            Work::Transfer(order) => worker::transfer(self, order, cancel).await,
            Work::Discard(order) => {
                // Where it is not gone, the next login tries again.
                if worker::discard_there(self, &order).await {
                    WorkResult::Discarded(order.id, order.token)
                } else {
                    WorkResult::Quiet
                }
            }
            Work::RemoveEmptied { dirs } => {
                for dir in dirs {
                    // What is not empty after all stays; the pane shows it.
                    let _ = commands::remove_dir(&mut self.control, &dir).await;
                }
                WorkResult::Quiet
            }
        }
    }

    async fn list_for(
        &mut self,
        request: RequestId,
        path: RemotePath,
        parts: Option<Parts>,
        what: &str,
        cancel: &CancellationToken,
    ) -> WorkResult {
        let wanted = Wanted { path: &path, parts };
        match self.list_wanted(wanted, cancel).await {
            Ok(listed) => WorkResult::Listed {
                request,
                path,
                told: listed.told,
                unparsed: unread(&listed.listing, self.names()),
                entries: listed.listing.entries,
                verb: listed.verb,
            },
            Err(error) => WorkResult::Failed {
                request,
                problem: explain::failed(what, &error),
            },
        }
    }

    async fn delete_for(
        &mut self,
        request: RequestId,
        targets: Vec<(RemotePath, EntryKind)>,
        cancel: &CancellationToken,
    ) -> WorkResult {
        let mut count = Deleted::default();
        match self.delete(targets, cancel, &mut count).await {
            Ok(()) => WorkResult::Done {
                request,
                summary: count.summary(),
            },
            Err(problem) => {
                let problem = count.before(problem);
                WorkResult::Failed { request, problem }
            }
        }
    }

    pub(super) async fn list(
        &mut self,
        path: &RemotePath,
        cancel: &CancellationToken,
    ) -> Result<commands::Listed, FtpError> {
        self.list_wanted(Wanted { path, parts: None }, cancel).await
    }

    async fn list_wanted(
        &mut self,
        wanted: Wanted<'_>,
        cancel: &CancellationToken,
    ) -> Result<commands::Listed, FtpError> {
        let settings = self.settings.borrow().clone();
        let mut listed = loop {
            let listed = commands::list(
                &mut self.control,
                &self.features,
                &mut self.habits,
                &settings,
                &mut self.number,
                wanted.clone(),
                cancel,
            )
            .await;
            if let Err(error @ FtpError::SessionNotResumed { .. }) = &listed
                && !cancel.is_cancelled()
                && self.renew_tls(&error.to_string()).await
            {
                continue;
            }
            break listed?;
        };
        if let Some(opened) = listed.opened.take() {
            self.learned(opened);
        }
        Ok(listed)
    }

    /// Deletes depth first. Links are deleted as links, never followed.
    async fn delete(
        &mut self,
        targets: Vec<(RemotePath, EntryKind)>,
        cancel: &CancellationToken,
        count: &mut Deleted,
    ) -> Result<(), Problem> {
        let mut stack: Vec<Step> = targets.into_iter().rev().map(Step::from).collect();
        while let Some(step) = stack.pop() {
            let names = self.names();
            let what = |path: &RemotePath| format!("Deleting {}", names.shown(path.as_bytes()));
            match step {
                _ if cancel.is_cancelled() => {
                    return Err(explain::failed("Deleting", &FtpError::Cancelled));
                }
                Step::File(path) => {
                    let done = commands::delete(&mut self.control, &path).await;
                    done.map_err(|error| explain::unanswered(&what(&path), &error))?;
                    count.files += 1;
                }
                Step::Emptied(path) => {
                    let done = commands::remove_dir(&mut self.control, &path).await;
                    done.map_err(|error| explain::unanswered(&what(&path), &error))?;
                    count.dirs += 1;
                }
                Step::Dir(path) => {
                    if is_too_deep(&path) {
                        return Err(explain::failed(&what(&path), &too_deep()));
                    }
                    let listed = self.list(&path, cancel).await;
                    let listed = listed.map_err(|error| explain::failed(&what(&path), &error))?;
                    stack.push(Step::Emptied(path.clone()));
                    stack.extend(
                        listed
                            .listing
                            .entries
                            .into_iter()
                            .map(|entry| Step::from((path.join(&entry.name), entry.kind))),
                    );
                }
            }
        }
        Ok(())
    }

    /// Looks at one pair of directories of a drop, and makes the target where it is not there.
    async fn walk(
        &mut self,
        order: &WalkOrder,
        cancel: &CancellationToken,
    ) -> Result<Walked, Problem> {
        let what = format!("Reading the folder {}", self.shown(&order.remote));
        if is_too_deep(&order.remote) {
            return Err(explain::failed(&what, &too_deep()));
        }
        match order.direction {
            Direction::Download => {
                let listing = if order.top {
                    Listing::default()
                } else {
                    let listed = self.list(&order.remote, cancel).await;
                    listed
                        .map_err(|error| explain::failed(&what, &error))?
                        .listing
                };
                let (present, treatment) = look_here(order).await?;
                Ok(Walked {
                    unread: unread(&listing, self.names()),
                    entries: listing.entries,
                    present,
                    treatment,
                })
            }
            Direction::Upload => {
                let listing = self.make_and_list(order, cancel).await;
                let listing = listing.map_err(|error| explain::failed(&what, &error))?;
                let (unread, present) = (unread(&listing, self.names()), listing.entries);
                if order.top {
                    return Ok(Walked {
                        present,
                        unread,
                        ..Walked::default()
                    });
                }
                let what = format!(
                    "Reading the folder {}",
                    display_safe_str(&order.local.to_string_lossy())
                );
                let path = order.local.clone();
                let entries = blocking(move || local::list(&path).map(|listed| listed.1)).await;
                Ok(Walked {
                    entries: entries.map_err(|e| explain::local(&what, &e))?,
                    present,
                    unread,
                    ..Walked::default()
                })
            }
        }
    }

    /// MKD; where that is refused the directory is there already, so what is in it counts.
    async fn make_and_list(
        &mut self,
        order: &WalkOrder,
        cancel: &CancellationToken,
    ) -> Result<Listing, FtpError> {
        if !order.top {
            match commands::make_dir(&mut self.control, &order.remote).await {
                Ok(()) => return Ok(Listing::default()),
                Err(refused @ FtpError::Reply { .. }) => {
                    return match self.list(&order.remote, cancel).await {
                        Ok(listed) => Ok(listed.listing),
                        // Not there and not to be made: the refusal of MKD says why.
                        Err(FtpError::Reply { .. }) => Err(refused),
                        Err(error) => Err(error),
                    };
                }
                Err(error) => return Err(error),
            }
        }
        Ok(self.list(&order.remote, cancel).await?.listing)
    }
}

/// A step of a recursive deletion.
enum Step {
    File(RemotePath),
    Dir(RemotePath),
    Emptied(RemotePath),
}

impl From<(RemotePath, EntryKind)> for Step {
    fn from((path, kind): (RemotePath, EntryKind)) -> Self {
        if kind == EntryKind::Dir {
            Self::Dir(path)
        } else {
            Self::File(path)
        }
    }
}

/// What has been deleted so far.
#[derive(Debug, Default)]
struct Deleted {
    files: usize,
    dirs: usize,
}

impl Deleted {
    fn summary(&self) -> String {
        match (self.files, self.dirs) {
            (files, 0) => format!("deleted {}", plural(files, "file")),
            (0, dirs) => format!("deleted {}", plural(dirs, "folder")),
            (files, dirs) => {
                format!(
                    "deleted {} and {}",
                    plural(files, "file"),
                    plural(dirs, "folder")
                )
            }
        }
    }

    /// A failure half way says what is gone already, and is not begun again by itself.
    fn before(&self, mut problem: Problem) -> Problem {
        if self.files + self.dirs == 0 {
            return problem;
        }
        let before = format!("Before that it {}.", self.summary());
        match problem.cause {
            Cause::Connection => problem.cause = Cause::Unknown,
            Cause::Unknown => {
                let advice = problem.advice.take().unwrap_or_default();
                return problem.advice(format!("{advice} {before}"));
            }
            _ => {}
        }
        problem.advice(before)
    }
}

fn answer(request: RequestId, done: Result<(), Problem>, summary: String) -> WorkResult {
    match done {
        Ok(()) => WorkResult::Done { request, summary },
        Err(problem) => WorkResult::Failed { request, problem },
    }
}

/// Runs disk work off the asynchronous threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(std::io::Error::other)?
}
