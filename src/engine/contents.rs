//! Two files compared without carrying one of them across: by the best hash that the server gives.

use super::command::FilePair;
use super::perform::blocking;
use super::session::Session;
use super::work::WorkResult;
use super::{Problem, RequestId, explain};
use crate::fs::digest;
use crate::ftp::{FtpError, commands};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A server hashes at least so many bytes a second.
const HASHED_A_SECOND: u64 = 10 * 1024 * 1024;

impl Session {
    /// Compares a pair of files for the panes.
    pub(crate) async fn compare(
        &mut self,
        request: RequestId,
        pair: &FilePair,
        cancel: &CancellationToken,
    ) -> WorkResult {
        match self.same_contents(pair, cancel).await {
            Ok(same) => WorkResult::Compared { request, same },
            Err(problem) => WorkResult::Failed { request, problem },
        }
    }

    /// Whether both have the same hash; `None` where the server gives none.
    async fn same_contents(
        &mut self,
        pair: &FilePair,
        cancel: &CancellationToken,
    ) -> Result<Option<bool>, Problem> {
        let what = format!("Comparing {}", self.shown(&pair.remote));
        let limit = self.control.reply_timeout() + Duration::from_secs(pair.size / HASHED_A_SECOND);
        for offer in commands::offers(&self.features) {
            let hash = commands::hash(&mut self.control, offer, &pair.remote, limit);
            let hash = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(FtpError::Cancelled),
                hash = hash => hash,
            };
            // A refusal of this one says nothing of the others.
            let Ok(there) = hash.map_err(|error| explain::failed(&what, &error))? else {
                continue;
            };
            let (path, stop) = (pair.local.clone(), cancel.clone());
            let here =
                blocking(move || digest::of_file(&path, offer.algorithm, || stop.is_cancelled()));
            let here = here.await.map_err(|error| explain::local(&what, &error))?;
            return Ok(Some(here == there));
        }
        Ok(None)
    }
}
