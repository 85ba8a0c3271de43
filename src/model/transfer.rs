//! What the queue is made of.

use strum::{Display, EnumString};

/// Identifies a transfer for the life of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(pub u64);

/// One of the two shores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shore {
    /// This computer.
    Local,
    /// The server.
    Remote,
}

impl Shore {
    /// The shore across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Local => Self::Remote,
            Self::Remote => Self::Local,
        }
    }
}

/// Whether a carry leaves the source or takes it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display)]
#[strum(serialize_all = "lowercase")]
pub enum Operation {
    /// The source stays.
    Copy,
    /// The source goes once the copy is proved.
    Move,
}

/// What to do when the target name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum OnConflict {
    /// Hold the drop and ask; headless runs refuse the file.
    Ask,
    /// Replace what is there.
    Overwrite,
    /// Leave what is there; the item ends as skipped.
    Skip,
    /// Keep both: `name (1).ext`.
    Rename,
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display)]
#[strum(serialize_all = "lowercase")]
pub enum TransferState {
    /// Waits for a session.
    Queued,
    /// A session has it; the data connection is being opened.
    Starting,
    /// Bytes move.
    Running,
    /// Proved complete.
    Done,
    /// Ended with an error that is kept with it.
    Failed,
    /// Stopped by the user.
    Cancelled,
    /// Not transferred, with the reason kept.
    Skipped,
}

impl TransferState {
    /// Whether nothing more will happen unless the user asks for it.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Failed | Self::Cancelled | Self::Skipped
        )
    }

    /// Whether a session works on it.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Starting | Self::Running)
    }
}
