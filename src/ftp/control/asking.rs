//! Asking with more patience, and for a type that is kept in mind.

use super::ControlConnection;
use crate::ftp::{FtpError, Reply};
use crate::model::TransferType;
use std::time::Duration;

impl ControlConnection {
    /// Sets the type of what is transferred from now on (TYPE), where it is another one.
    ///
    /// # Errors
    /// The refusal, or as [`Self::ask`].
    pub async fn use_type(&mut self, kind: TransferType) -> Result<(), FtpError> {
        if self.transfer_type != Some(kind) {
            let command: &[u8] = match kind {
                TransferType::Image => b"TYPE I",
                TransferType::Ascii => b"TYPE A",
            };
            self.command(command).await?;
            self.transfer_type = Some(kind);
        }
        Ok(())
    }

    /// [`Self::ask`] for what the server has to work at: it may take this long.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_patiently(
        &mut self,
        command: &[u8],
        limit: Duration,
    ) -> Result<Reply, FtpError> {
        let usual = std::mem::replace(&mut self.timeout, limit);
        let mut reply = self.ask(command).await;
        while reply.as_ref().is_ok_and(Reply::is_preliminary) {
            reply = self.next_reply(limit).await;
        }
        self.timeout = usual;
        reply
    }
}
