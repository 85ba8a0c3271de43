//! What the user has settled for all sites and all times.

pub mod look;
pub mod panes;
pub mod table;

pub use look::{Appearance, Keys, Progress, ThemeChoice};
pub use panes::{Column, Columns, EnterOnFile, PaneSettings, SortKey};
pub use table::{Kind, SETTINGS, Setting, Value};

use super::{RateLimits, Site, TransferPolicy};
use std::path::PathBuf;
use strum::{Display, EnumString, IntoStaticStr};

/// What becomes of the queue of last time when the program starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum AtStart {
    /// The user is asked.
    #[default]
    Ask,
    /// It goes on.
    Go,
    /// It stays paused.
    Pause,
}

/// Most transfer sessions that can be asked for.
pub const MOST_SESSIONS: usize = 16;

/// What the user has settled for all sites and all times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How the screen looks.
    pub appearance: Appearance,
    /// Whose keys they are.
    pub keys: Keys,
    /// What becomes of the queue of last time.
    pub at_start: AtStart,
    /// Transfer sessions for a site, 0 to [`MOST_SESSIONS`].
    pub sessions: usize,
    /// The program to run when a batch has ended, and its arguments; nothing runs if empty.
    pub when_done: Vec<String>,
    /// Whether the terminal is told of the end of a long batch that nobody watches.
    pub notify: bool,
    /// Whether user and password are looked up in `~/.netrc`, where they are not said.
    pub netrc: bool,
    /// Whether the mouse is taken from the terminal.
    pub mouse: bool,
    /// How the panes are.
    pub panes: PaneSettings,
    /// The file that the dialogue is written to; `None` writes none.
    pub log_file: Option<PathBuf>,
    /// How files are moved.
    pub policy: TransferPolicy,
    /// Bytes a second that may move in total.
    pub limits: RateLimits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            appearance: Appearance::default(),
            keys: Keys::default(),
            at_start: AtStart::Ask,
            sessions: 3,
            when_done: Vec::new(),
            notify: true,
            netrc: false,
            mouse: true,
            panes: PaneSettings::default(),
            log_file: None,
            policy: TransferPolicy::default(),
            limits: RateLimits::default(),
        }
    }
}

impl Settings {
    /// Gives a site what is settled for all of them. The limits are not among it: they are for all
    /// sites together.
    pub fn shape(&self, site: &mut Site) {
        site.policy = self.policy;
        site.transfer_sessions = self.sessions;
    }
}
