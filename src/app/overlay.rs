//! What can lie over the screen. At most one at a time; Esc leaves it.

use super::bookmarks::BookmarkList;
use super::conflicts::ConflictQuestion;
use super::context_menu::ContextMenu;
use super::inquiry::Inquiry;
use super::limits::LimitsForm;
use super::mirroring::Mirror;
use super::queue_edit::{RemovedLines, WrongLines};
use super::restored::RestoredQueue;
use super::sites::SiteManager;
use super::{
    Answer, Chosen, CommandLine, Context, EditConflict, Examination, Keeping, Palette,
    PermissionsForm, Properties, SettingsList,
};
use crate::engine::{DropId, Place};
use crate::model::bookmark::KeptPlace;
use crate::model::site::{Directory, Site};
use crate::model::{CertificateProblem, EntryKind, Name, RemotePath, Security, Shore, TransferId};
use std::fmt;
use std::path::PathBuf;
use tui_input::Input;

/// An overlay.
#[derive(Debug)]
pub enum Overlay {
    /// The menu bar is open.
    Menu(MenuState),
    /// The menu of what the pointer or the cursor is on.
    Context(Box<ContextMenu>),
    /// One line is asked for.
    Prompt(Box<Prompt>),
    /// A few fields are asked for together.
    Inquiry(Box<Inquiry>),
    /// What a mirror would do.
    Mirror(Box<Mirror>),
    /// The kept and visited folders.
    Bookmarks(BookmarkList),
    /// Host, port, user, password.
    Connect(Box<ConnectForm>),
    /// The site manager.
    Sites(Box<SiteManager>),
    /// Something is asked before it is done or answered.
    Question(Question),
    /// A message to read: what failed, the server's words, what to do.
    Notice {
        /// The heading.
        title: String,
        /// The paragraphs, safe to show.
        lines: Vec<String>,
        /// The first line shown, where there is no room for all.
        top: usize,
    },
    /// A server that was named on the command line, or a site, could not be connected to.
    NotConnected {
        /// Why, safe to show.
        lines: Vec<String>,
        /// The first line shown, where there is no room for all.
        top: usize,
    },
    /// The command line with the classic verbs.
    Line(Box<CommandLine>),
    /// Every action, by some letters of its name.
    Palette(Box<Palette>),
    /// Lines to read: a listing, a reply.
    Answer(Box<Answer>),
    /// The doctor: which data modes work, and why the others do not.
    Doctor(Box<Examination>),
    /// The settings.
    Settings(Box<SettingsList>),
    /// How many bytes a second may move.
    Limits(Box<LimitsForm>),
    /// All that is known of a transfer, as it goes on.
    Details {
        /// Which.
        id: TransferId,
        /// The first line shown, where there is no room for all; the drawing stops at the last ones.
        top: usize,
    },
    /// All that is known of a file or folder, or of the marked ones.
    Properties(Box<Properties>),
    /// Permissions are asked for.
    Permissions(Box<PermissionsForm>),
    /// Every key of this context.
    Help {
        /// The first line shown.
        top: usize,
    },
}

impl Overlay {
    /// What it makes of the keys.
    pub fn context(&self) -> Context {
        match self {
            Self::Menu(_) | Self::Context(_) => Context::Menu,
            Self::Prompt(_) => Context::Prompt,
            Self::Inquiry(_) => Context::Inquiry,
            Self::Bookmarks(_) => Context::Bookmarks,
            Self::Mirror(_) => Context::Mirror,
            Self::Connect(_) => Context::Connect,
            Self::Sites(manager) => manager.context(),
            Self::Question(question) => question.context(),
            Self::Settings(list) if list.typed.is_some() => Context::SettingText,
            Self::Settings(_) => Context::Settings,
            Self::Limits(_) => Context::Limits,
            Self::Details { .. } => Context::Details,
            Self::Properties(_) => Context::Properties,
            Self::Permissions(_) => Context::Permissions,
            Self::Notice { .. } => Context::Notice,
            Self::NotConnected { .. } => Context::NotConnected,
            Self::Line(line) if line.is_searching() => Context::LineSearch,
            Self::Line(_) => Context::Line,
            Self::Palette(_) => Context::Palette,
            Self::Answer(_) => Context::Answer,
            Self::Doctor(examination) if examination.asks_active => Context::ActiveModes,
            Self::Doctor(_) => Context::Doctor,
            Self::Help { .. } => Context::Help,
        }
    }
}

/// Which menu is open and where the bar stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MenuState {
    /// The menu in the bar.
    pub menu: usize,
    /// The item in the menu.
    pub item: usize,
    /// The item in the submenu, when one is open.
    pub sub: Option<usize>,
    /// Only the submenu is open: a key of its own opened it.
    pub alone: bool,
}

/// One line of input. Prints without it where it is secret.
pub struct Prompt {
    /// What it is for.
    pub purpose: PromptPurpose,
    /// The text so far.
    pub input: Input,
    /// What is wrong with what was entered.
    pub error: Option<String>,
}

impl Prompt {
    /// A prompt that begins with this text.
    pub fn new(purpose: PromptPurpose, text: impl Into<String>) -> Self {
        Self {
            purpose,
            input: Input::new(text.into()),
            error: None,
        }
    }
}

/// What a prompt's text is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptPurpose {
    /// The name of a new directory, and where it is made.
    MakeDir(Place),
    /// The new name of an entry.
    Rename {
        /// The folder it is in.
        folder: Place,
        /// Its name now.
        name: Name,
        /// What it is.
        kind: EntryKind,
    },
    /// A directory to go to.
    GoTo(Shore),
    /// What a bookmark is called.
    Bookmark(KeptPlace),
    /// The name of a character set for the server's names.
    Charset,
    /// What to look for in the file that is looked at.
    Search,
    /// The same, upwards.
    SearchUp,
    /// Where to go in the file that is looked at.
    Position,
    /// The master password of the stored passwords.
    Master {
        /// There is none yet: it is chosen.
        new: bool,
    },
    /// The master password that was chosen, once more.
    MasterAgain(Chosen),
    /// A file of another program to take sites from.
    ImportSites,
    /// How many sessions may move files.
    Sessions {
        /// How many may do so now.
        now: usize,
    },
}

impl PromptPurpose {
    /// Whether what is typed is not shown.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Master { .. } | Self::MasterAgain(_))
    }
}

impl fmt::Debug for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.purpose.is_secret();
        let typed = if secret {
            "[REDACTED]"
        } else {
            self.input.value()
        };
        f.debug_struct("Prompt")
            .field("purpose", &self.purpose)
            .field("input", &typed)
            .field("error", &self.error)
            .finish()
    }
}

/// A field of the connect form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// Host name, address, or a whole URL.
    #[default]
    Host,
    /// Control port.
    Port,
    /// How the connection is protected.
    Security,
    /// User name.
    User,
    /// Password, never shown.
    Password,
    /// Whether and where to store the password.
    Remember,
    /// Log in as anonymous.
    Anonymous,
}

/// The connect form. Prints without the password.
#[derive(Clone, Default)]
pub struct ConnectForm {
    /// Host, or a pasted URL.
    pub host: Input,
    /// Port.
    pub port: Input,
    /// Whether the port was typed, or named by a URL or a site: then it stays whatever protects the
    /// connection.
    pub port_is_own: bool,
    /// How the connection is protected.
    pub security: Security,
    /// User.
    pub user: Input,
    /// Password.
    pub password: Input,
    /// What is known of stored passwords; `None` where none can be stored.
    pub keeping: Option<Keeping>,
    /// Log in as anonymous: user and password are not asked for.
    pub anonymous: bool,
    /// The directory to open after login, where a URL named one.
    pub directory: Option<Directory>,
    /// The site that the form was filled in from: what the form does not say comes from it.
    pub template: Option<Box<Site>>,
    /// The field that has the keys.
    pub field: Field,
    /// What is wrong with what was entered, or why the last attempt failed.
    pub error: Option<String>,
}

impl fmt::Debug for ConnectForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectForm")
            .field("host", &self.host.value())
            .field("port", &self.port.value())
            .field("port_is_own", &self.port_is_own)
            .field("security", &self.security)
            .field("user", &self.user.value())
            .field("password", &"[REDACTED]")
            .field("keeping", &self.keeping)
            .field("anonymous", &self.anonymous)
            .field("directory", &self.directory)
            .field("template", &self.template)
            .field("field", &self.field)
            .field("error", &self.error)
            .finish()
    }
}

/// A question. Enter never answers it in the destructive way: the safe choice is the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Delete on the server.
    DeleteRemote {
        /// What will go.
        targets: Vec<(RemotePath, EntryKind)>,
        /// The first of their names, safe to show, those of folders with `/` behind them.
        named: Vec<String>,
        /// Some are folders.
        has_folders: bool,
        /// The directory, safe to show.
        place: String,
    },
    /// Delete on this computer.
    DeleteLocal {
        /// What will go.
        targets: Vec<PathBuf>,
        /// The first of their names, safe to show, those of folders with `/` behind them.
        named: Vec<String>,
        /// Some are folders.
        has_folders: bool,
        /// The directory, safe to show.
        place: String,
    },
    /// Make a folder where there is none, so that the panes stay together.
    Follow {
        /// The folder.
        target: Place,
        /// The same, safe to show.
        title: String,
    },
    /// Names are taken at the target of a drop.
    Conflict(Box<ConflictQuestion>),
    /// The queue of last time is there.
    Restored(RestoredQueue),
    /// Cancel a transfer although a part of it is across, which would be thrown away.
    CancelTransfer {
        /// Which.
        id: TransferId,
        /// Its name, safe to show.
        name: String,
        /// Bytes of it that are across.
        bytes: u64,
    },
    /// Stop what had begun of drops that are taken back.
    StopDrops {
        /// Which.
        drops: Vec<DropId>,
        /// So many transfers of them have begun.
        count: usize,
        /// Bytes of them that are across.
        bytes: u64,
    },
    /// The queue was edited as text, and some of it makes no sense.
    WrongLines(Box<WrongLines>),
    /// The queue was edited as text, and lines are gone.
    RemovedLines(Box<RemovedLines>),
    /// A file on the server was changed while it was edited here.
    EditConflict(Box<EditConflict>),
    /// A certificate is not trusted.
    Certificate(Box<CertificateQuestion>),
    /// Quit although the queue is not empty or something is carried.
    Quit {
        /// Transfers that have not ended.
        active: usize,
    },
    /// Close a tab although its queue is not empty, or files are edited in it.
    CloseTab {
        /// Its number.
        number: usize,
        /// Transfers that have not ended.
        active: usize,
        /// Files that are edited.
        edits: usize,
    },
}

impl Question {
    fn context(&self) -> Context {
        match self {
            Self::Conflict(_) => Context::Conflict,
            Self::Follow { .. } => Context::Follow,
            Self::Restored(_) => Context::Restored,
            Self::CancelTransfer { .. } | Self::StopDrops { .. } => Context::CancelTransfer,
            Self::WrongLines(_) => Context::WrongLines,
            Self::RemovedLines(_) => Context::RemovedLines,
            Self::EditConflict(_) => Context::EditConflict,
            Self::Certificate(asked) => asked.context(),
            Self::Quit { .. } => Context::Quit,
            Self::CloseTab { .. } => Context::CloseTab,
            Self::DeleteRemote { .. } | Self::DeleteLocal { .. } => Context::Delete,
        }
    }
}

/// What is asked about a certificate that is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateQuestion {
    /// The certificate, and what is wrong with it.
    pub problem: CertificateProblem,
    /// What has been typed of the word that puts it in the place of the trusted one.
    pub typed: String,
    /// The first line shown, where there is no room for all; the drawing stops at the last ones.
    pub top: usize,
}
