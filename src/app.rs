//! The state of the program and how it changes: `update(&mut self, Message, now) -> Vec<Effect>`,
//! synchronous, without I/O, clock or randomness. Knows nothing of ratatui or crossterm. A frame is
//! drawn from `&App` alone.

pub mod action;
pub mod area;
mod arrivals;
mod background;
mod batch;
mod bookmarks;
mod browse;
mod cancelling;
pub mod carry;
mod carrying;
mod certificates;
pub mod clipboard;
mod comparison;
mod completion;
pub mod conflicts;
mod connecting;
mod context_menu;
mod deletion;
mod details;
pub mod dialogues;
mod dispatch;
pub mod doctor;
mod dragging;
mod edits;
mod encryption;
mod events;
mod files;
mod filtering;
mod finding;
mod focus;
mod form;
mod guide;
pub mod hints;
mod inquiry;
mod judging;
pub mod key;
pub mod keymap;
mod keys;
pub mod layout;
mod limits;
pub mod line;
mod link;
pub mod log;
mod marking;
mod memory;
mod menu;
pub mod message;
mod mirroring;
pub mod mouse;
mod names;
mod notice;
mod outcomes;
pub mod overlay;
mod palette;
pub mod pane;
mod passwords;
mod pasting;
mod permissions;
mod place;
mod pointer;
mod pointing;
mod prompts;
mod properties;
mod questions;
mod queue_edit;
mod queue_text;
pub mod queue_view;
mod reading;
mod reconnecting;
mod refresh;
mod restored;
mod search;
mod settings_list;
mod settled;
mod shares;
mod showing;
pub mod sites;
pub mod sockets;
mod stamp;
mod start;
mod status;
mod subject;
mod survey;
mod synchronized;
mod tabs;
mod taken;
pub mod toast;
mod transfers;
mod update;
pub mod viewer;
mod watching;

pub use action::Action;
pub use area::{Area, Areas, Position};
pub use bookmarks::{BookmarkList, BookmarkRow};

pub use crate::model::settings::SortKey;
pub use background::{Work, Worked};
pub use carry::{Carry, Items, Target};
pub use carrying::RelayStep;
pub use certificates::REPLACE;
pub use comparison::{Below, FolderPair, Held, JudgedBelow, Verdict, Verdicts};
pub use conflicts::ConflictQuestion;
pub use context_menu::ContextMenu;
pub use dialogues::{Dialogues, Talk};
pub use doctor::Examination;
pub use dragging::{Drag, Over, RowDrag};
pub use edits::{EditConflict, LeftCopy};
pub use encryption::SECURITIES;
pub use focus::Focus;
pub use hints::{HelpGroup, Hint, ItemMark, Menu, MenuItem};
pub use inquiry::{Inquiry, InquiryField, InquiryPurpose, InquiryValue};
pub use key::{Key, KeyCode};
pub use keymap::{Context, Keymap, KeymapError, OwnKeys, Section};
pub use layout::{Layout, Shares};
pub use limits::LimitsForm;
pub use line::{Answer, CommandLine, LineHint, LineMemory, ListingToWrite, Matches, Patterns};
pub use link::Link;
pub use log::Log;
pub use memory::Memory;
pub use message::{EditPurpose, Effect, LocalJob, LocalOutcome, Message, SettingsRead};
pub use mirroring::{Deed, Mirror, MirrorLine};
pub use mouse::{Mouse, MouseEvent, Spot};
pub use overlay::{
    CertificateQuestion, ConnectForm, Field, MenuState, Overlay, Prompt, PromptPurpose, Question,
};
pub use palette::{Palette, PaletteRow};
pub use pane::{Arrangement, Filter, Marks, Matcher, Pane, PaneLine, Row, Rows, Sort};
pub use passwords::{Chosen, Keeping, PasswordFor, PasswordJob, PasswordOutcome};
pub use permissions::PermissionsForm;
pub use properties::Properties;
pub use queue_edit::{RemovedLines, WrongLines};
pub use queue_text::{Edited, LineError};
pub use queue_view::{QueueRows, QueueTab, QueueView};
pub use reconnecting::Countdown;
pub use restored::RestoredQueue;
pub use search::{Results, SearchState};
pub use settings_list::{SettingsJob, SettingsList, UserFiles};
pub use sites::{SiteJob, SiteManager, SiteOutcome};
pub use sockets::{SocketLine, SocketsView};
pub use tabs::{Fetch, HandedOver, Moving, TabId, TabNews, TabOrder, TabStart, TabStrip, TabView};
pub use taken::TakenNames;
pub use toast::{Toast, ToastKind};
pub use viewer::{Form, Room, ViewRow, Viewer};

use crate::engine::{DropId, RequestId};
use crate::model::{
    EngineSnapshot, ModeChoice, NameCoding, RateLimits, RemotePath, Settings, Shore, Site,
    SiteBook, TransferId,
};
use carrying::Origin;
use connecting::Attempt;
use edits::EditedFile;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use outcomes::Merged;
use passwords::Waiting;
use pointer::Pointer;
use refresh::Freshness;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;
use taken::Taken;
use update::Request;

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
    /// How the server's names are read and written.
    pub names: NameCoding,
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
    /// The sockets of the program, as they were sampled last.
    pub sockets: SocketsView,
    /// What of the queue the transfers view shows.
    pub queue: QueueView,
    /// What the panes know beside their listings.
    pub memory: Memory,
    /// The other connections.
    pub tabs: TabStrip,
    /// The file that is looked at.
    pub viewer: Option<Box<Viewer>>,
    /// Which session the connection pane shows, as an index into the snapshot's sessions;
    /// `None` follows the one that is busy.
    pub session_shown: Option<usize>,
    /// The line above the key bar.
    pub toast: Option<Toast>,
    /// Whether this is the demo: said on the screen.
    pub demo: bool,
    /// The folder that reports are saved in; `None` for a user without a home.
    pub report_folder: Option<PathBuf>,
    /// Whether passwords can be stored.
    pub keeps_passwords: bool,
    /// The sites that are kept, and those connected to last.
    pub sites: SiteBook,
    /// Which of those connected to last is under the cursor, where the remote pane shows them.
    pub recent_cursor: usize,
    /// The zone of the dates in the names of files.
    pub zone: TimeZone,
    /// What the user has settled.
    pub settings: Settings,
    /// What the user's files say, as they were read last.
    pub files: UserFiles,
    /// Bytes a second that may move, all transfers together.
    pub limits: RateLimits,
    /// What the command line keeps from one time to the next.
    pub line: LineMemory,
    /// The terminal's size in cells: columns, rows.
    pub size: (u16, u16),
    /// How the user wants it shared out.
    pub shares: Shares,
    /// Whether the mouse is ours; otherwise the terminal has it, to select text.
    pub mouse: bool,
    /// The time of the last message; the only clock there is.
    pub now: Timestamp,
    /// Set when the program is to end.
    pub quitting: bool,
    keymap: Keymap,
    /// The keys of a sequence that has begun.
    pending: Vec<Key>,
    /// When Esc was pressed, as long as it was the last key: a digit then makes a function key.
    escaped: Option<keys::Escaped>,
    /// When the question on the screen opened, if it did so by itself.
    asked_at: Option<Timestamp>,
    /// When Ctrl-C was pressed with nothing to cancel, as long as it was the last key.
    interrupted_at: Option<Timestamp>,
    home: Option<PathBuf>,
    last_id: u64,
    /// What has been asked for and not been answered, listings apart.
    requests: BTreeMap<RequestId, Request>,
    /// When drops were made whose fate is open.
    drops: BTreeMap<DropId, Timestamp>,
    /// The drop that was made last, until it is taken back: one for each folder it came from.
    last_drops: Vec<DropId>,
    /// Where the cursor and the marks were when something was picked up.
    origin: Option<Origin>,
    /// What the mouse is at.
    pointer: Pointer,
    /// Directories of the server in which no files may be made, as far as listings have said.
    read_only: BTreeSet<RemotePath>,
    /// The server has closed the browsing connection, which is opened again when it is needed.
    asleep: bool,
    /// How long sessions are idle before they say NOOP; `None` never do.
    keep_alive: Option<Duration>,
    /// The site connected to last.
    site: Option<Site>,
    /// The connection that is being made for the user.
    attempt: Option<Attempt>,
    /// On whose behalf it was made, while a question about its certificate is open.
    untrusted: Option<Attempt>,
    /// What waits for an answer about stored passwords.
    waiting: Waiting,
    /// Whether there is a keyring; `None` as long as nobody has asked.
    keyring: Option<bool>,
    /// The directory of that site shown last, or to be shown first.
    last_directory: Option<RemotePath>,
    /// The directory to list in place of the one the server puts us in.
    return_to: Option<RemotePath>,
    local_freshness: Freshness,
    remote_freshness: Freshness,
    /// How many names of what is carried are taken in the pane shown, once counted.
    taken: Taken,
    /// Transfers told of in the toast that is shown.
    merged: Option<Merged>,
    /// The transfer that failed last, until the transfers are looked at.
    last_failed: Option<TransferId>,
    /// The transfers in the text that is edited, in their order.
    listed: Vec<TransferId>,
    /// An editor has the terminal since then.
    editing: Option<Timestamp>,
    /// The files on the server that are edited.
    edits: Vec<EditedFile>,
    /// The sites of the queues of last time, by their labels.
    left_over: BTreeMap<String, Site>,
    /// Whether somebody looks: the terminal has not said that it is in the background.
    watched: bool,
    /// What is to be done outside; handed over at the end of each update.
    effects: Vec<Effect>,
}

impl App {
    /// The program before anything is listed. `size` is the terminal's: columns, rows; `local` the
    /// directory to begin in; `home` is shown as `~`.
    #[expect(clippy::too_many_lines, reason = "each field once")]
    pub fn new(
        size: (u16, u16),
        local: PathBuf,
        home: Option<PathBuf>,
        demo: bool,
        now: Timestamp,
    ) -> Self {
        Self {
            local: browse::first_pane(local, home.as_deref()),
            remote: Pane::new(Shore::Remote),
            focus: Focus::Pane(Shore::Local),
            last_pane: Shore::Local,
            link: Link::Offline { reason: None },
            mode: ModeChoice::default(),
            names: NameCoding::default(),
            snapshot: EngineSnapshot::default(),
            carry: None,
            overlay: None,
            questions: Vec::new(),
            log: Log::default(),
            sockets: SocketsView::default(),
            queue: QueueView::default(),
            memory: Memory::default(),
            tabs: TabStrip::default(),
            viewer: None,
            edits: Vec::new(),
            session_shown: None,
            toast: None,
            demo,
            report_folder: None,
            keeps_passwords: false,
            sites: SiteBook::default(),
            recent_cursor: 0,
            zone: TimeZone::UTC,
            settings: Settings::default(),
            files: UserFiles::default(),
            limits: RateLimits::default(),
            line: LineMemory::default(),
            size,
            shares: Shares::default(),
            mouse: true,
            now,
            quitting: false,
            keymap: Keymap::built_in(),
            pending: Vec::new(),
            escaped: None,
            asked_at: None,
            interrupted_at: None,
            home,
            last_id: 0,
            requests: BTreeMap::new(),
            drops: BTreeMap::new(),
            last_drops: Vec::new(),
            origin: None,
            pointer: Pointer::default(),
            read_only: BTreeSet::new(),
            asleep: false,
            keep_alive: None,
            site: None,
            attempt: None,
            untrusted: None,
            waiting: Waiting::default(),
            keyring: None,
            last_directory: None,
            return_to: None,
            local_freshness: Freshness::default(),
            remote_freshness: Freshness::default(),
            taken: Taken::default(),
            merged: None,
            last_failed: None,
            listed: Vec::new(),
            editing: None,
            left_over: BTreeMap::new(),
            watched: true,
            effects: Vec::new(),
        }
    }
}
