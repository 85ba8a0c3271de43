//! Times and permissions of what is uploaded. That a server does not keep them is worth a note, and
//! no more.

use super::ways::zone;
use super::{Crossing, Step};
use crate::engine::explain;
use crate::engine::session::Session;
use crate::ftp::FtpError;
use crate::ftp::commands::{self, TimeCommand};
use crate::model::{Modified, RemotePath};
use jiff::{SignedDuration, Timestamp};
use strum::IntoEnumIterator as _;

/// Gives a file that has just been stored the time and the permissions of its source.
pub(super) async fn keep(
    crossing: &mut Crossing<'_>,
    path: &RemotePath,
    modified: Option<Modified>,
    mode: u32,
) -> Step<()> {
    let what = format!("Setting the time of {}", crossing.session.shown(path));
    let policy = crossing.session.policy();
    if let Some(modified) = modified.filter(|_| policy.keep_times) {
        let kept = crossing.session.keep_time(path, modified.at).await;
        let kept = kept.map_err(|error| explain::failed(&what, &error))?;
        if !kept && !std::mem::replace(&mut crossing.session.ways.told_of_times, true) {
            crossing.note("the server does not let the file's time be set");
        }
    }
    if policy.keep_permissions && !crossing.session.ways.no_mode {
        let reply = commands::set_mode(&mut crossing.session.control, path, mode & 0o777).await;
        let reply = reply.map_err(|error| explain::failed(&what, &error))?;
        if !reply.is_completion() {
            crossing.session.ways.no_mode = is_final(reply.code());
            crossing.note(format!("its permissions are not kept: {}", reply.line()));
        }
    }
    Ok(())
}

/// Refusals that are no matter of the moment.
fn is_final(code: u16) -> bool {
    matches!(code, 500..=504 | 550)
}

impl Session {
    /// A time that MDTM has said, in UTC: some servers say it in their own zone.
    pub(crate) fn in_utc(&self, said: Modified) -> Modified {
        let ahead = self.ways.clock.unwrap_or_default();
        Modified {
            at: moved(said.at, -ahead),
            ..said
        }
    }

    /// Sets the time of a file that has just been stored. False where the server does not do that.
    async fn keep_time(&mut self, path: &RemotePath, at: Timestamp) -> Result<bool, FtpError> {
        if self.ways.clock.is_none() && self.features.mdtm() {
            // It has been stored now, so now is what MDTM must say.
            let said = commands::modified(&mut self.control, path).await?;
            let ahead = said.map(|said| zone(said.as_second() - Timestamp::now().as_second()));
            self.ways.clock = ahead;
        }
        let Some(command) = self.set_time(path, at).await? else {
            return Ok(false);
        };
        if self.ways.shift.is_none() {
            let off = self.time_is_off(command, path, at).await?;
            self.ways.shift = Some(-off);
            if off != 0 {
                return Ok(self.set_time(path, at).await?.is_some());
            }
        }
        Ok(true)
    }

    /// By how much the time that was set is another than was meant, in seconds: some servers take it
    /// for one of their own zone.
    async fn time_is_off(
        &mut self,
        command: TimeCommand,
        path: &RemotePath,
        at: Timestamp,
    ) -> Result<i64, FtpError> {
        // MFMT is in UTC by its definition, and so is this server's clock.
        let is_sure = command == TimeCommand::Mfmt && self.ways.clock == Some(0);
        if is_sure || self.ways.clock.is_none() {
            return Ok(0);
        }
        let said = commands::modified(&mut self.control, path).await?;
        let ahead = self.ways.clock.unwrap_or_default();
        Ok(said.map_or(0, |said| zone(said.as_second() - ahead - at.as_second())))
    }

    async fn set_time(
        &mut self,
        path: &RemotePath,
        at: Timestamp,
    ) -> Result<Option<TimeCommand>, FtpError> {
        let at = moved(at, self.ways.shift.unwrap_or_default());
        for command in TimeCommand::iter() {
            if self.ways.no_time.contains(&command) || !command.may_work(&self.features) {
                continue;
            }
            let reply = commands::set_modified(&mut self.control, command, path, at).await?;
            if reply.is_completion() {
                return Ok(Some(command));
            }
            if is_final(reply.code()) {
                self.ways.no_time.push(command);
            }
        }
        Ok(None)
    }
}

fn moved(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(at)
}
