//! Finding the place again after a transfer was broken off: all replies are accounted for, or the
//! connection is not used any more.

use super::ControlConnection;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// How long a cancelled transfer's replies are waited for before the connection is given up.
pub const FENCE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the reply of a transfer that was broken off is waited for before the fence.
const DUE_REPLY: Duration = Duration::from_secs(1);

impl ControlConnection {
    /// Finds the place again after a transfer was broken off: asks PWD and reads until its 257,
    /// which no transfer's late reply can be. True if the connection is in step again; otherwise
    /// it is poisoned.
    pub async fn fence(&mut self) -> bool {
        self.read_up_to_fence().await.is_some()
    }

    /// How many replies came before that of the fence.
    async fn read_up_to_fence(&mut self) -> Option<usize> {
        if self.poisoned {
            return None;
        }
        self.reporter.sent("PWD", 5);
        self.pending = Some("PWD".into());
        let deadline = Instant::now() + FENCE_TIMEOUT;
        let first = timeout_at(deadline, self.stream.custom_command("PWD", &[])).await;
        let mut answer = self.take_reply(first, FENCE_TIMEOUT);
        let mut others = 0;
        loop {
            match answer {
                Ok(reply) if reply.code() == 257 => return Some(others),
                Ok(reply) if reply.code() != 421 => {
                    others += 1;
                    self.pending = Some("PWD".into());
                    let next = timeout_at(deadline, self.stream.read_response_in(&[])).await;
                    answer = self.take_reply(next, FENCE_TIMEOUT);
                }
                _ => {
                    self.poison("the session did not find its place again and is closed");
                    return None;
                }
            }
        }
    }

    /// After a transfer was broken off and its socket closed: reads the reply that is still due and
    /// fences. True if the connection can go on; otherwise it is poisoned.
    ///
    /// Pure-FTPd says `150` of a download that was broken off, and no more: so the last word is not
    /// waited for long, and whatever is said of the transfer before the fence counts as it. A server
    /// that says nothing may still say it later, and is left.
    pub async fn settle(&mut self) -> bool {
        let owed = self.pending.is_some();
        let mut heard = 0;
        let due = async {
            while self.pending.is_some() && !self.poisoned {
                // An error poisons, which ends the loop.
                if self.next_reply(FENCE_TIMEOUT).await.is_ok() {
                    heard += 1;
                }
            }
        };
        // Dropping it loses nothing.
        let _ = timeout(DUE_REPLY, due).await;
        match self.read_up_to_fence().await {
            Some(others) if !owed || heard + others > 0 => true,
            Some(_) => {
                self.poison("the last word on a transfer has not come: the session is closed");
                false
            }
            None => false,
        }
    }
}
