//! Adding a file of this computer to the end of one on the server (APPE), and putting one there under a
//! name that the server chooses (STOU). Both are done at once and never twice: what has been added
//! cannot be told from what was there, and each try would get a name of its own.

use super::perform::blocking;
use super::session::Session;
use super::work::WorkResult;
use super::{Cause, Problem, RequestId, explain};
use crate::fs::source::LocalFile;
use crate::ftp::Reply;
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
    /// The file of the server; made where it is not there. With `unique`, the folder it goes to and the
    /// name that the server may begin with.
    pub remote: RemotePath,
    /// It becomes a file of its own, under a name that the server chooses.
    pub unique: bool,
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
        let done = if order.unique {
            self.store_unique(order, what, cancel).await
        } else {
            self.append(order, what, cancel).await
        };
        match done {
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
        let before = self.size_of(&order.remote, what).await?;
        let command = with_path("APPE", &order.remote);
        let advice = "A part of it may have been added: look at the file there.";
        let sent = self
            .send_now(&order, command, (what, advice), cancel)
            .await?;
        let wanted = before.unwrap_or(0) + sent;
        self.prove_size(&order, &order.remote, wanted, what).await?;
        let to = self.names().shown(order.remote.as_bytes());
        Ok(format!("added {} to {to} ({})", shown(&order), size(sent)))
    }

    /// `put` with a name that the server chooses: relative to the folder, as RFC 959 has it.
    async fn store_unique(
        &mut self,
        order: AppendOrder,
        what: &str,
        cancel: &CancellationToken,
    ) -> Result<String, Problem> {
        let (folder, name) = order
            .remote
            .parent()
            .zip(order.remote.name())
            .ok_or_else(|| Problem::new(Cause::Local, "The root is no file"))?;
        let cwd = self.control.command(&with_path("CWD", &folder)).await;
        cwd.map_err(|error| explain::failed(what, &error))?;
        // Servers that choose the name alone pass over this one.
        let command = [b"STOU ", name.as_bytes()].concat();
        let advice = "A part of it may be there, under a name of its own.";
        let sent = self
            .send_now(&order, command, (what, advice), cancel)
            .await?;
        let told = self.control.beginning().and_then(told_name);
        let shown = shown(&order);
        let Some(told) = told else {
            return Ok(format!(
                "put {shown} ({}), under a name that the server does not tell",
                size(sent)
            ));
        };
        let path = folder.resolve(&told);
        self.prove_size(&order, &path, sent, what).await?;
        let to = self.names().shown(path.as_bytes());
        Ok(format!("put {shown} as {to} ({})", size(sent)))
    }

    /// Sends a file of this computer with this command. Gives how long it is.
    async fn send_now(
        &mut self,
        order: &AppendOrder,
        command: Vec<u8>,
        (what, advice): (&str, &'static str),
        cancel: &CancellationToken,
    ) -> Result<u64, Problem> {
        let shown = shown(order);
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
        let purpose = Purpose {
            command,
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
                problem.advice(advice)
            });
        }
        Ok(source.size())
    }

    /// That the file there has as many bytes as it should.
    async fn prove_size(
        &mut self,
        order: &AppendOrder,
        path: &RemotePath,
        wanted: u64,
        what: &str,
    ) -> Result<(), Problem> {
        if order.transfer_type == TransferType::Ascii {
            return Ok(());
        }
        let there = self.size_of(path, what).await?;
        if there.is_some_and(|there| there != wanted) {
            return Err(Problem::new(
                Cause::Unproved,
                format!("{what} failed: the file there should have {wanted} bytes and has not"),
            ));
        }
        Ok(())
    }

    async fn size_of(&mut self, path: &RemotePath, what: &str) -> Result<Option<u64>, Problem> {
        let size = commands::size(&mut self.control, path).await;
        size.map_err(|error| explain::failed(what, &error))
    }
}

fn shown(order: &AppendOrder) -> String {
    display_safe_str(&order.local.to_string_lossy())
}

/// The name that the reply to STOU tells: `150 FILE: name` (RFC 1123, section 4.1.2.9).
fn told_name(reply: &Reply) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"FILE: ";
    let text = reply.texts().next()?;
    let at = text
        .windows(MARK.len())
        .position(|word| word.eq_ignore_ascii_case(MARK))?;
    let name = text.get(at + MARK.len()..)?.trim_ascii();
    (!name.is_empty()).then(|| name.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_the_server_chose_is_told_in_its_reply() {
        let told = |line: &str| told_name(&Reply::parse(line.as_bytes()).unwrap());
        assert_eq!(told("150 FILE: a b.1\r\n"), Some(b"a b.1".to_vec()));
        assert_eq!(told("125 file: x\r\n"), Some(b"x".to_vec()));
        assert_eq!(told("150 Opening data connection\r\n"), None);
    }
}
