//! Another name, or a second place, for what is on the server.

use super::looking::last;
use crate::engine::session::Session;
use crate::engine::{Problem, explain};
use crate::ftp::{FtpError, commands};
use crate::model::RemotePath;
use std::time::Duration;

/// How long a server may take to copy by itself: it says nothing before the end.
const COPYING: Duration = Duration::from_hours(1);

impl Session {
    /// Renames, and never over something that is there: servers replace without asking.
    pub(super) async fn rename(
        &mut self,
        what: &str,
        from: &RemotePath,
        to: &RemotePath,
    ) -> Result<(), Problem> {
        self.must_be_free(what, to).await?;
        let done = commands::rename(&mut self.control, from, to).await;
        done.map_err(|error| explain::unanswered(what, &error))
    }

    /// `renamed a to b`
    pub(super) fn renamed(&self, from: &RemotePath, to: &RemotePath) -> String {
        let names = self.names();
        format!("renamed {} to {}", last(from, names), last(to, names))
    }

    /// Has the server copy, and never over something that is there.
    pub(super) async fn copy_there(
        &mut self,
        what: &str,
        from: &RemotePath,
        to: &RemotePath,
    ) -> Result<(), Problem> {
        self.must_be_free(what, to).await?;
        let done = commands::copy(&mut self.control, from, to, COPYING).await;
        done.map_err(|error| explain::unanswered(what, &error))
    }

    async fn must_be_free(&mut self, what: &str, path: &RemotePath) -> Result<(), Problem> {
        let taken = commands::exists(&mut self.control, &self.features, path).await;
        if taken.map_err(|error| explain::failed(what, &error))? {
            let taken = FtpError::Local(std::io::Error::new(
                std::io::ErrorKind::AlreadyExists,
                format!("{} is already there", self.shown(path)),
            ));
            return Err(explain::failed(what, &taken));
        }
        Ok(())
    }
}
