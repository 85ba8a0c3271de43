//! Adding a file of this computer to the end of one on the server (APPE). It is done at once and
//! never twice: what has been added cannot be told from what was there, so nothing is tried again.

use super::perform::blocking;
use super::session::Session;
use super::work::WorkResult;
use super::{Cause, Problem, RequestId, explain};
use crate::fs::source::LocalFile;
use crate::ftp::commands::{self, with_path};
use crate::ftp::data::{Feed, Purpose, ToNetwork};
use crate::model::text::{display_safe_str, size};
use crate::model::{Direction, RemotePath, TransferType};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;

/// What to add, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendOrder {
    /// The file of this computer.
    pub local: PathBuf,
    /// The file of the server; made where it is not there.
    pub remote: RemotePath,
    /// Bytes as they are, or text.
    pub transfer_type: TransferType,
}

impl Session {
    /// Adds a file for a pane or a script.
    pub(crate) async fn append_for(
        &mut self,
        request: RequestId,
        order: AppendOrder,
        what: &str,
        cancel: &CancellationToken,
    ) -> WorkResult {
        match self.append(order, what, cancel).await {
            Ok(summary) => WorkResult::Done { request, summary },
            Err(problem) => WorkResult::Failed { request, problem },
        }
    }

    async fn append(
        &mut self,
        order: AppendOrder,
        what: &str,
        cancel: &CancellationToken,
    ) -> Result<String, Problem> {
        let shown = display_safe_str(&order.local.to_string_lossy());
        let reading = format!("Reading {shown}");
        let path = order.local.clone();
        let opened = blocking(move || {
            let source = LocalFile::open(&path)?;
            Ok((source.reader(0)?, source))
        });
        let (reader, source) = opened
            .await
            .map_err(|error| explain::local(&reading, &error))?;
        let is_text = order.transfer_type == TransferType::Ascii;
        let before = self.size_of(&order.remote, what).await?;
        let purpose = Purpose {
            command: with_path("APPE", &order.remote),
            direction: Direction::Upload,
            total: Some(source.size()).filter(|_| !is_text),
            restart: 0,
            transfer_type: Some(order.transfer_type),
            throttles: self.throttles().clone(),
        };
        let (moved, crossed) = if is_text {
            let (moved, crossed) = self
                .run(&purpose, Feed(ToNetwork::new(reader)), cancel)
                .await;
            (moved.map(drop), crossed)
        } else {
            let (moved, crossed) = self.run(&purpose, Feed(reader), cancel).await;
            (moved.map(drop), crossed)
        };
        if let Err(error) = moved {
            let problem = explain::unanswered(what, &error);
            return Err(if crossed == 0 {
                problem
            } else {
                problem.advice("A part of it may have been added: look at the file there.")
            });
        }
        if !is_text {
            let wanted = before.unwrap_or(0) + source.size();
            let there = self.size_of(&order.remote, what).await?;
            if there.is_some_and(|there| there != wanted) {
                return Err(Problem::new(
                    Cause::Unproved,
                    format!("{what} failed: the file there should have {wanted} bytes and has not"),
                ));
            }
        }
        let to = self.names().shown(order.remote.as_bytes());
        Ok(format!("added {shown} to {to} ({})", size(source.size())))
    }

    async fn size_of(&mut self, path: &RemotePath, what: &str) -> Result<Option<u64>, Problem> {
        let size = commands::size(&mut self.control, path).await;
        size.map_err(|error| explain::failed(what, &error))
    }
}
