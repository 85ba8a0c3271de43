//! Counting what is in folders on the server, for a pane.

use super::depth::is_too_deep;
use super::session::Session;
use super::work::WorkResult;
use super::{Problem, RequestId, explain};
use crate::ftp::FtpError;
use crate::model::measured::Measured;
use crate::model::{EntryKind, RemotePath};
use tokio_util::sync::CancellationToken;

impl Session {
    /// Lists folder after folder. Those that cannot be read are counted as such.
    pub(super) async fn measure_for(
        &mut self,
        request: RequestId,
        folders: Vec<RemotePath>,
        cancel: &CancellationToken,
    ) -> WorkResult {
        match self.measure(folders, cancel).await {
            Ok(measured) => WorkResult::Done {
                request,
                summary: measured.summary(),
            },
            Err(problem) => WorkResult::Failed { request, problem },
        }
    }

    async fn measure(
        &mut self,
        mut folders: Vec<RemotePath>,
        cancel: &CancellationToken,
    ) -> Result<Measured, Problem> {
        let mut measured = Measured::default();
        while let Some(folder) = folders.pop() {
            let what = format!("Counting what is in {}", self.shown(&folder));
            if cancel.is_cancelled() {
                return Err(explain::failed(&what, &FtpError::Cancelled));
            }
            if is_too_deep(&folder) {
                measured.unread += 1;
                continue;
            }
            match self.list(&folder, cancel).await {
                Ok(listed) => {
                    for entry in listed.listing.entries {
                        if entry.kind == EntryKind::Dir {
                            measured.folders += 1;
                            folders.push(folder.join(&entry.name));
                        } else {
                            measured.add_file(entry.size);
                        }
                    }
                }
                Err(FtpError::Reply { .. } | FtpError::Listing(_))
                    if !self.control.is_poisoned() =>
                {
                    measured.unread += 1;
                }
                Err(error) => return Err(explain::failed(&what, &error)),
            }
            if measured.more {
                break;
            }
        }
        Ok(measured)
    }
}
