//! Giving a file on the server its time and its permissions.

use super::with_path;
use crate::ftp::control::ControlConnection;
use crate::ftp::{FeatureSet, FtpError, Reply};
use crate::model::RemotePath;
use jiff::Timestamp;
use strum::EnumIter;

/// A command that sets a file's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum TimeCommand {
    /// `MFMT time path` (draft-somers-ftp-mfxx).
    Mfmt,
    /// `MDTM time path`: an old habit of several servers.
    Mdtm,
    /// `SITE UTIME time path`.
    Utime,
}

impl TimeCommand {
    /// Whether it is worth trying. What is older than FEAT may work without being listed.
    pub fn may_work(self, features: &FeatureSet) -> bool {
        match self {
            Self::Mfmt => features.mfmt(),
            Self::Mdtm => features.mdtm(),
            Self::Utime => true,
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Mfmt => "MFMT",
            Self::Mdtm => "MDTM",
            Self::Utime => "SITE UTIME",
        }
    }
}

/// Sets the time of a file. The answer may be a refusal.
///
/// # Errors
/// Only those that cost the connection.
pub async fn set_modified(
    control: &mut ControlConnection,
    command: TimeCommand,
    path: &RemotePath,
    at: Timestamp,
) -> Result<Reply, FtpError> {
    let verb = format!("{} {}", command.verb(), at.strftime("%Y%m%d%H%M%S"));
    control.ask(&with_path(&verb, path)).await
}

/// Sets the permissions of a file (SITE CHMOD). The answer may be a refusal.
///
/// # Errors
/// Only those that cost the connection.
pub async fn set_mode(
    control: &mut ControlConnection,
    path: &RemotePath,
    mode: u32,
) -> Result<Reply, FtpError> {
    let verb = format!("SITE CHMOD {:03o}", mode & 0o7777);
    control.ask(&with_path(&verb, path)).await
}
