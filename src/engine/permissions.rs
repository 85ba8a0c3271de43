//! Permissions on the server (SITE CHMOD), of single entries or of all that is in folders.

use super::depth::{is_too_deep, too_deep};
use super::session::Session;
use super::work::WorkResult;
use super::{Cause, Problem, RequestId, explain};
use crate::ftp::{FtpError, commands};
use crate::model::permissions::{Reach, changed_words};
use crate::model::text::plural;
use crate::model::{EntryKind, RemotePath};
use tokio_util::sync::CancellationToken;

/// Failures that are told by name.
const TOLD: usize = 5;

/// What is to be set, and on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionsOrder {
    /// The files and folders.
    pub targets: Vec<(RemotePath, EntryKind)>,
    /// The bits, octal 0 to 7777.
    pub mode: u32,
    /// What else is changed.
    pub reach: Reach,
}

/// What has been done so far.
#[derive(Debug, Default)]
struct Progress {
    changed: usize,
    failed: usize,
    /// The first failures, each with the server's words.
    words: Vec<String>,
}

enum Step {
    Visit(RemotePath, EntryKind),
    Change(RemotePath),
}

impl Session {
    /// Changes them one by one. What fails is told, and the rest is done all the same.
    pub(super) async fn permissions_for(
        &mut self,
        request: RequestId,
        order: PermissionsOrder,
        cancel: &CancellationToken,
    ) -> WorkResult {
        let mut progress = Progress::default();
        let ended = self.set_permissions(order, cancel, &mut progress).await;
        match ended.and_then(|()| progress.judged()) {
            Ok(summary) => WorkResult::Done { request, summary },
            Err(problem) => WorkResult::Failed { request, problem },
        }
    }

    async fn set_permissions(
        &mut self,
        order: PermissionsOrder,
        cancel: &CancellationToken,
        progress: &mut Progress,
    ) -> Result<(), Problem> {
        let (mode, reach) = (order.mode, order.reach);
        let targets = order.targets.into_iter().rev();
        let mut stack: Vec<Step> = targets
            .map(|(path, kind)| Step::Visit(path, kind))
            .collect();
        while let Some(step) = stack.pop() {
            if cancel.is_cancelled() {
                let what = "Changing the permissions";
                return Err(explain::failed(what, &FtpError::Cancelled));
            }
            let (path, kind) = match step {
                Step::Change(path) => {
                    self.change(&path, mode, progress).await?;
                    continue;
                }
                Step::Visit(path, kind) => (path, kind),
            };
            let changes = reach.holds(kind);
            // A folder that will be open to us is changed before it is read, any other afterwards.
            let first = mode & 0o500 == 0o500;
            if changes && first {
                self.change(&path, mode, progress).await?;
            } else if changes {
                stack.push(Step::Change(path.clone()));
            }
            if kind == EntryKind::Dir && reach.is_recursive() {
                self.look_into(&path, cancel, (&mut stack, progress))
                    .await?;
            }
        }
        Ok(())
    }

    /// Finds what is in a folder.
    async fn look_into(
        &mut self,
        path: &RemotePath,
        cancel: &CancellationToken,
        (stack, progress): (&mut Vec<Step>, &mut Progress),
    ) -> Result<(), Problem> {
        let listed = if is_too_deep(path) {
            Err(too_deep())
        } else {
            self.list(path, cancel).await
        };
        match listed {
            Ok(listed) => {
                let entries = listed.listing.entries.into_iter();
                stack.extend(entries.map(|entry| Step::Visit(path.join(&entry.name), entry.kind)));
                Ok(())
            }
            Err(error @ (FtpError::Reply { .. } | FtpError::Listing(_)))
                if !self.control.is_poisoned() =>
            {
                progress.fail(format!("{}: {error}", self.shown(path)));
                Ok(())
            }
            Err(error) => Err(explain::failed(
                &format!("Listing {}", self.shown(path)),
                &error,
            )),
        }
    }

    async fn change(
        &mut self,
        path: &RemotePath,
        mode: u32,
        progress: &mut Progress,
    ) -> Result<(), Problem> {
        let what = format!("Changing the permissions of {}", self.shown(path));
        let reply = commands::set_mode(&mut self.control, path, mode).await;
        let reply = reply.map_err(|error| explain::unanswered(&what, &error))?;
        match reply.code() {
            200..300 => progress.changed += 1,
            // The command is not known: it will not be for the next one either.
            500 | 502 | 504 if progress.changed == 0 => {
                return Err(Problem::new(Cause::Refused, format!("{what} failed"))
                    .words(reply.line())
                    .advice("This server has no SITE CHMOD: permissions cannot be set over FTP."));
            }
            _ => progress.fail(format!("{}: {}", self.shown(path), reply.line())),
        }
        Ok(())
    }
}

impl Progress {
    fn fail(&mut self, words: String) {
        self.failed += 1;
        if self.words.len() < TOLD {
            self.words.push(words);
        }
    }

    /// What to say at the end.
    fn judged(&self) -> Result<String, Problem> {
        if self.failed == 0 {
            return Ok(changed_words(self.changed));
        }
        let all = self.changed + self.failed;
        let of = match all {
            1 => String::new(),
            _ => format!(" of {} of {}", self.failed, plural(all, "item")),
        };
        let what = format!("The permissions{of} could not be changed");
        let mut words = self.words.join("; ");
        if self.failed > TOLD {
            words = format!(
                "{words}; and {} more (they are in the log)",
                self.failed - TOLD
            );
        }
        Err(Problem::new(Cause::Refused, what).words(words))
    }
}
