//! Which actions the key bar and the help tell of, by what has the keys.

mod views;

pub(super) use views::{DIALOGUE, QUEUE, SOCKETS, VIEWED};

use crate::app::Action;
use crate::app::Action as A;
use crate::app::keymap::Section;

pub(super) const PANES: &[Action] = &[
    A::Help,
    A::SwitchPane,
    A::Mark,
    A::PickUp,
    A::Copy,
    A::View,
    A::Move,
    A::MakeDir,
    A::Delete,
    A::Menu,
    A::Mode,
    A::Transfers,
    A::Connect,
    A::Log,
    A::CommandLine,
    A::Rename,
    A::Find,
    A::Quit,
    A::Doctor,
];

pub(super) const CARRYING: &[Action] = &[
    A::Help,
    A::Drop,
    A::DropInto,
    A::ToggleOperation,
    A::SwitchPane,
    A::Open,
    A::PutBack,
    A::Add,
    A::TakeOut,
    A::Menu,
];

pub(super) const TRANSFERS: &[Action] = &[
    A::Help,
    A::Back,
    A::TogglePause,
    A::Retry,
    A::CancelTransfer,
    A::MoveUp,
    A::MoveDown,
    A::ToTop,
    A::PauseAll,
    A::EditQueue,
    A::Menu,
    A::Bandwidth,
    A::Sessions,
    A::RetryFailed,
    A::ClearDone,
    A::Filter,
    A::Details,
    A::Mode,
    A::Doctor,
    A::Quit,
];

pub(super) const LOG: &[Action] = &[
    A::Help,
    A::Back,
    A::Explain,
    A::Find,
    A::ErrorsOnly,
    A::ThisSession,
    A::ThisTransfer,
    A::AllLines,
    A::Follow,
    A::CopyText,
    A::Menu,
    A::CopyAll,
    A::Quit,
];

pub(super) const SOCKETS_BAR: &[Action] = &[
    A::Help,
    A::Back,
    A::Explain,
    A::CopyText,
    A::CopyAll,
    A::Transfers,
    A::Log,
    A::Menu,
    A::Quit,
];

pub(super) const FIND: &[Action] = &[A::Accept, A::Open, A::FindNext, A::FindPrevious, A::Leave];
pub(super) const MENU: &[Action] = &[A::Accept, A::Leave];
pub(super) const PROMPT: &[Action] = &[A::Accept, A::Complete, A::Leave];
pub(super) const CONNECT: &[Action] = &[A::Accept, A::NextField, A::PreviousField, A::Leave];
pub(super) const BOOKMARKS: &[Action] = &[A::Accept, A::Rename, A::Remove, A::Leave];
pub(super) const MIRROR: &[Action] = &[A::Decline, A::Confirm, A::PageUp, A::PageDown];
pub(super) const SITES: &[Action] = &[
    A::Accept,
    A::NextField,
    A::NewSite,
    A::DuplicateSite,
    A::Delete,
    A::Rename,
    A::TestSite,
    A::NewTab,
    A::Find,
    A::ImportSites,
    A::Leave,
];
pub(super) const SITE_FORM: &[Action] =
    &[A::Accept, A::NextField, A::SaveSite, A::TestSite, A::Leave];
pub(super) const YES_NO: &[Action] = &[A::Decline, A::Confirm];
pub(super) const CONFLICT: &[Action] = &[
    A::Skip,
    A::Leave,
    A::TakeBack,
    A::Overwrite,
    A::ResumeThere,
    A::KeepBoth,
    A::Newer,
    A::DifferentSize,
    A::CompareContents,
    A::SameForDrop,
    A::SameForSite,
];
pub(super) const RESTORED: &[Action] = &[A::GoOn, A::StayPaused, A::Leave];
pub(super) const WRONG_LINES: &[Action] = &[A::EditAgain, A::Leave];
pub(super) const REMOVED_LINES: &[Action] = &[A::Decline, A::Confirm, A::EditAgain, A::Leave];
pub(super) const DETAILS: &[Action] = &[A::Leave, A::PageUp, A::PageDown, A::CopyText];
pub(super) const PROPERTIES: &[Action] = &[A::Leave, A::Permissions, A::CopyText, A::PageDown];
pub(super) const PERMISSIONS: &[Action] = &[A::Accept, A::Toggle, A::Reach, A::Leave];
pub(super) const SETTINGS: &[Action] = &[A::Accept, A::Left, A::Right, A::ToDefault, A::Leave];
pub(super) const FILTER: &[Action] = &[A::Accept, A::Leave];
pub(super) const CERTIFICATE: &[Action] = &[A::Decline, A::Trust, A::TrustOnce];
pub(super) const REPLACE: &[Action] = &[A::Leave, A::Accept];
pub(super) const NOTICE: &[Action] = &[A::Leave];
pub(super) const NOT_CONNECTED: &[Action] = &[A::Leave, A::Connect, A::Reconnect, A::Doctor];
pub(super) const LINE: &[Action] = &[A::Complete, A::Up, A::FindHistory, A::Accept, A::Leave];
pub(super) const LINE_SEARCH: &[Action] = &[A::FindHistory, A::Accept, A::Right, A::Leave];
pub(super) const PALETTE: &[Action] = &[A::Accept, A::Leave];
pub(super) const ANSWER: &[Action] = &[A::Leave, A::PageUp, A::PageDown];
pub(super) const DOCTOR: &[Action] = &[
    A::Accept,
    A::Leave,
    A::ActiveModes,
    A::Again,
    A::CopyText,
    A::PageUp,
    A::PageDown,
];
pub(super) const HELP: &[Action] = &[A::Leave, A::PageUp, A::PageDown];

pub(super) const VIEWER: &[Action] = &[
    A::Help,
    A::Back,
    A::Hex,
    A::Wrap,
    A::Search,
    A::FindNext,
    A::SearchUp,
    A::FindPrevious,
    A::Position,
    A::Follow,
    A::First,
    A::Last,
    A::Reread,
    A::Edit,
];
pub(super) const EDIT_CONFLICT: &[Action] = &[
    A::KeepBoth,
    A::Overwrite,
    A::EditAgain,
    A::SaveHere,
    A::Leave,
];

/// The groups of the help: heading, sections of the keymap, actions.
pub(super) type Group = (&'static str, &'static [Section], &'static [Action]);

pub(super) const MOVE: Group = (
    "Move",
    &[Section::Moving],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::HalfUp,
        A::HalfDown,
        A::Open,
        A::Parent,
        A::SwitchPane,
        A::LocalPane,
        A::RemotePane,
        A::StepBack,
        A::StepForward,
        A::GoTo,
        A::Bookmark,
        A::Bookmarks,
        A::Find,
        A::FindNext,
        A::FindPrevious,
        A::Filter,
    ],
);

pub(super) const CARRY: Group = (
    "Pick up, carry, drop",
    &[Section::Panes, Section::Carrying, Section::Moving],
    &[
        A::PickUp,
        A::PickUpMove,
        A::Drop,
        A::DropInto,
        A::ToggleOperation,
        A::Add,
        A::TakeOut,
        A::PutBack,
        A::ThrowLeft,
        A::ThrowRight,
        A::UndoDrop,
    ],
);

pub(super) const MARK: Group = (
    "Mark",
    &[Section::Panes],
    &[
        A::Mark,
        A::MarkUp,
        A::MarkRange,
        A::MarkMask,
        A::UnmarkMask,
        A::Invert,
        A::MarkAll,
        A::MarkDiffering,
        A::MarkNone,
    ],
);

pub(super) const FILES: Group = (
    "Files",
    &[Section::Panes],
    &[
        A::View,
        A::Edit,
        A::Copy,
        A::Move,
        A::MakeDir,
        A::Rename,
        A::Delete,
        A::Permissions,
        A::FindBelow,
        A::Compare,
        A::Synchronize,
        A::Mirror,
    ],
);

pub(super) const VIEW: Group = (
    "View",
    &[Section::Moving],
    &[
        A::Sort,
        A::SortName,
        A::SortExtension,
        A::SortModified,
        A::SortSize,
        A::Hidden,
        A::Refresh,
        A::Properties,
        A::CopyPath,
        A::CopyUrl,
    ],
);

pub(super) const PROGRAM: Group = (
    "Program",
    &[Section::Program, Section::Always, Section::Waiting],
    &[
        A::Help,
        A::Menu,
        A::Mode,
        A::Connect,
        A::Sites,
        A::Reconnect,
        A::Disconnect,
        A::NewTab,
        A::CloseTab,
        A::NextTab,
        A::PreviousTab,
        A::Transfers,
        A::Log,
        A::Sockets,
        A::Doctor,
        A::CommandLine,
        A::Palette,
        A::Shell,
        A::Answer,
        A::PreviousSession,
        A::NextSession,
        A::ContextMenu,
        A::ToggleMouse,
        A::FoldConnection,
        A::FoldTransfers,
        A::Settings,
        A::Cancel,
        A::Suspend,
        A::Redraw,
        A::Quit,
    ],
);
