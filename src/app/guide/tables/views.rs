//! The keys of the full-screen views, for the help.

use super::Group;
use crate::app::Action as A;
use crate::app::Section;

pub(in crate::app::guide) const QUEUE: Group = (
    "Transfers",
    &[Section::Transfers],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::NextState,
        A::PreviousState,
        A::Filter,
        A::Details,
        A::TogglePause,
        A::Retry,
        A::RetryFailed,
        A::CancelTransfer,
        A::MoveUp,
        A::MoveDown,
        A::ToTop,
        A::PriorityUp,
        A::PriorityDown,
        A::PauseAll,
        A::EditQueue,
        A::Bandwidth,
        A::Sessions,
        A::ClearDone,
        A::Back,
    ],
);

pub(in crate::app::guide) const VIEWED: Group = (
    "View of a file",
    &[Section::Viewer, Section::Always],
    &[
        A::Up,
        A::Down,
        A::PageUp,
        A::PageDown,
        A::HalfUp,
        A::HalfDown,
        A::First,
        A::Last,
        A::Left,
        A::Right,
        A::Hex,
        A::Wrap,
        A::Search,
        A::SearchUp,
        A::FindNext,
        A::FindPrevious,
        A::Position,
        A::Follow,
        A::Reread,
        A::Edit,
        A::Cancel,
        A::Back,
    ],
);

pub(in crate::app::guide) const DIALOGUE: Group = (
    "Log",
    &[Section::Log],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::Follow,
        A::Find,
        A::FindNext,
        A::FindPrevious,
        A::Explain,
        A::ErrorsOnly,
        A::ThisSession,
        A::ThisTransfer,
        A::AllLines,
        A::CopyText,
        A::CopyAll,
        A::Back,
    ],
);

pub(in crate::app::guide) const SOCKETS: Group = (
    "Sockets",
    &[Section::Sockets],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::Explain,
        A::CopyText,
        A::CopyAll,
        A::Back,
    ],
);
