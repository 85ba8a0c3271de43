//! The state of the program and how it changes: `update(&mut self, Message, now) -> Vec<Effect>`,
//! synchronous, without I/O, clock or randomness. Knows nothing of ratatui or crossterm. A frame is
//! drawn from `&App` alone.

pub mod carry;
pub mod hints;
pub mod key;
pub mod layout;
pub mod log;
pub mod message;
pub mod overlay;
pub mod pane;
pub mod toast;

pub use carry::{Carry, Target};
pub use hints::{HelpGroup, Hint, ItemMark, Menu, MenuItem};
pub use key::{Key, KeyCode};
pub use layout::Layout;
pub use log::Log;
pub use message::{Effect, LocalJob, LocalOutcome, Message};
pub use overlay::{ConnectForm, Field, MenuState, Overlay, Prompt, PromptPurpose, Question};
pub use pane::{Pane, Row, Sort, SortKey};
pub use toast::{Toast, ToastKind};

use crate::model::{EngineSnapshot, ModeChoice, Shore};
use jiff::Timestamp;

/// What has the keys when no overlay is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// One of the two panes.
    Pane(Shore),
    /// The transfers, full screen.
    Transfers,
    /// The log.
    Log,
}

/// How things stand with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not connected. After a loss the last listing stays, as of then.
    Offline {
        /// Why, and what to do; `None` before the first connection or after the user's own close.
        reason: Option<String>,
    },
    /// A connection is being made.
    Connecting {
        /// `user@host:port`.
        label: String,
    },
    /// Logged in.
    Online {
        /// `user@host:port`.
        label: String,
        /// What FEAT offers, in short.
        features: String,
    },
}

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    /// The left pane.
    pub local: Pane,
    /// The right pane.
    pub remote: Pane,
    /// What has the keys.
    pub focus: Focus,
    /// The pane that `focus` goes back to from the transfers and the log.
    pub last_pane: Shore,
    /// How things stand with the server.
    pub link: Link,
    /// The mode from the next data connection on.
    pub mode: ModeChoice,
    /// The engine's latest state.
    pub snapshot: EngineSnapshot,
    /// What is picked up.
    pub carry: Option<Carry>,
    /// What lies over the screen and has first refusal of every key: menu, dialog, help.
    pub overlay: Option<Overlay>,
    /// Questions that wait for an answer (shown as `? 2`); the first is asked with `a`.
    pub questions: Vec<Question>,
    /// The dialogue.
    pub log: Log,
    /// The row of the cursor in the transfers view.
    pub transfer_cursor: usize,
    /// Which session the connection pane shows, as an index into the snapshot's sessions;
    /// `None` follows the one that is busy.
    pub session_shown: Option<usize>,
    /// The line above the key bar.
    pub toast: Option<Toast>,
    /// Whether this is the demo: said on the screen.
    pub demo: bool,
    /// The terminal's size in cells: columns, rows.
    pub size: (u16, u16),
    /// The time of the last message; the only clock there is.
    pub now: Timestamp,
    /// Set when the program is to end.
    pub quitting: bool,
}
