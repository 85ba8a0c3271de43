//! The key bar and the help: which actions are told of where. Their keys and words come from the
//! keymap and from the actions.

use super::keymap::{Context, Section};
use super::{Action, App, HelpGroup, Hint, Link};
use crate::model::DataView;

use Action as A;

const PANES: &[Action] = &[
    A::Help,
    A::SwitchPane,
    A::Mark,
    A::PickUp,
    A::Copy,
    A::Move,
    A::MakeDir,
    A::Delete,
    A::Menu,
    A::Mode,
    A::Transfers,
    A::Connect,
    A::Log,
    A::Rename,
    A::Find,
    A::Quit,
    A::Doctor,
];

const CARRYING: &[Action] = &[
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

const TRANSFERS: &[Action] = &[
    A::Help,
    A::Back,
    A::Retry,
    A::RetryFailed,
    A::CancelTransfer,
    A::ClearDone,
    A::Details,
    A::Mode,
    A::Doctor,
    A::Menu,
    A::Quit,
];

const LOG: &[Action] = &[
    A::Help,
    A::Back,
    A::PageUp,
    A::PageDown,
    A::Last,
    A::ErrorsOnly,
    A::Menu,
    A::Quit,
];

const FIND: &[Action] = &[A::Accept, A::FindNext, A::FindPrevious, A::Leave];
const MENU: &[Action] = &[A::Accept, A::Leave];
const PROMPT: &[Action] = &[A::Accept, A::Leave];
const CONNECT: &[Action] = &[A::Accept, A::NextField, A::PreviousField, A::Leave];
const YES_NO: &[Action] = &[A::Decline, A::Confirm];
const CONFLICT: &[Action] = &[A::Skip, A::Overwrite, A::KeepBoth, A::TakeBack];
const CERTIFICATE: &[Action] = &[A::Decline, A::Trust, A::TrustOnce];
const REPLACE: &[Action] = &[A::Leave, A::Accept];
const NOTICE: &[Action] = &[A::Leave];
const DOCTOR: &[Action] = &[
    A::Accept,
    A::Leave,
    A::ActiveModes,
    A::Again,
    A::PageUp,
    A::PageDown,
];
const HELP: &[Action] = &[A::Leave, A::PageUp, A::PageDown];

/// The groups of the help: heading, sections of the keymap, actions.
type Group = (&'static str, &'static [Section], &'static [Action]);

const MOVE: Group = (
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
        A::GoTo,
        A::Find,
        A::FindNext,
        A::FindPrevious,
    ],
);

const CARRY: Group = (
    "Pick up, carry, drop",
    &[Section::Panes, Section::Carrying],
    &[
        A::PickUp,
        A::PickUpMove,
        A::Drop,
        A::DropInto,
        A::ToggleOperation,
        A::Add,
        A::TakeOut,
        A::PutBack,
        A::UndoDrop,
    ],
);

const MARK: Group = (
    "Mark",
    &[Section::Panes],
    &[A::Mark, A::MarkUp, A::Invert, A::MarkAll, A::MarkNone],
);

const FILES: Group = (
    "Files",
    &[Section::Panes],
    &[A::Copy, A::Move, A::MakeDir, A::Rename, A::Delete],
);

const VIEW: Group = (
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
    ],
);

const PROGRAM: Group = (
    "Program",
    &[Section::Program, Section::Always, Section::Waiting],
    &[
        A::Help,
        A::Menu,
        A::Mode,
        A::Connect,
        A::Reconnect,
        A::Disconnect,
        A::Transfers,
        A::Log,
        A::Doctor,
        A::Answer,
        A::PreviousSession,
        A::NextSession,
        A::Cancel,
        A::Suspend,
        A::Redraw,
        A::Quit,
    ],
);

const QUEUE: Group = (
    "Transfers",
    &[Section::Transfers],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::Details,
        A::Retry,
        A::RetryFailed,
        A::CancelTransfer,
        A::ClearDone,
        A::Back,
    ],
);

const DIALOGUE: Group = (
    "Log",
    &[Section::Log],
    &[
        A::Up,
        A::Down,
        A::First,
        A::Last,
        A::PageUp,
        A::PageDown,
        A::ErrorsOnly,
        A::Back,
    ],
);

impl App {
    /// The keys that matter now, the most important first (after the help's own).
    pub fn key_bar(&self) -> Vec<Hint> {
        let context = self.context();
        if !self.pending.is_empty() {
            let next = self.keymap.continuations(context, &self.pending);
            return next
                .into_iter()
                .map(|(key, action)| hint(key, action))
                .collect();
        }
        let mut sections = context.sections().to_vec();
        let mut actions = bar(context).to_vec();
        if context.is_main() && !self.questions.is_empty() {
            sections.insert(0, Section::Waiting);
            actions.insert(1, Action::Answer);
        }
        if context == Context::Panes && matches!(self.link, Link::Offline { .. }) {
            actions.retain(|action| *action != Action::Connect);
            actions.insert(1, Action::Connect);
        }
        if context.is_main() && matches!(self.link, Link::Reconnecting { .. }) {
            actions.insert(1, Action::Reconnect);
        }
        if context.is_main() && self.is_doctor_wanted() {
            actions.retain(|action| *action != Action::Doctor);
            actions.insert(1, Action::Doctor);
        }
        let hints = actions.into_iter().filter_map(|action| {
            let key = self.keymap.keys_of(&sections, action).into_iter().next()?;
            self.worded(context, hint(key, action), action)
        });
        let numbers = self.doctor_numbers().filter(|_| context == Context::Doctor);
        numbers.into_iter().chain(hints).collect()
    }

    /// Whether something has gone wrong that the doctor may explain: a data connection, or the
    /// attempt to connect.
    fn is_doctor_wanted(&self) -> bool {
        let sessions = &self.snapshot.sessions;
        let shown = self.session_index().and_then(|index| sessions.get(index));
        let data = shown.and_then(|session| session.data.as_ref());
        let refused = matches!(self.link, Link::Offline { reason: Some(_) });
        data.is_some_and(DataView::needs_help) || (refused && self.site.is_some())
    }

    /// The hint with what the action does just now, where that can be said in a word; `None` if it
    /// does nothing.
    fn worded(&self, context: Context, mut hint: Hint, action: Action) -> Option<Hint> {
        let words = match (context, action) {
            (Context::Delete, Action::Confirm) => "Delete",
            (Context::Delete, Action::Decline) => "Keep",
            (Context::Quit, Action::Confirm) => "Quit",
            (Context::Quit, Action::Decline) => "Stay",
            (Context::Certificate, Action::Decline)
            | (Context::ReplaceCertificate, Action::Leave) => "Do not connect",
            (Context::ReplaceCertificate, Action::Accept) => "Replace, once typed",
            (Context::Connect, Action::Accept) => "Connect",
            (Context::Find, Action::Accept) => "Stay here",
            (Context::Find, Action::Leave) => "Go back",
            (Context::Log, Action::Last) => "Follow",
            (Context::ActiveModes, Action::Confirm) => "Try them",
            (Context::Doctor, Action::Leave) if self.is_examining() => "Stop",
            (Context::Doctor, Action::Leave) => "Close",
            (Context::Doctor, Action::ActiveModes) if !self.can_try_active() => return None,
            (Context::Doctor, Action::Accept) => {
                hint.label = self.best_mode_words()?;
                return Some(hint);
            }
            (_, Action::DropInto) => {
                let row = self.pane(self.active()).current();
                if let Some(row) = row.filter(|row| row.entry.is_dir()) {
                    hint.label = format!("Drop into {}/", row.text);
                }
                return Some(hint);
            }
            _ => return Some(hint),
        };
        hint.label = words.into();
        Some(hint)
    }

    /// Every key of the view that is shown, what it is about first.
    pub fn help(&self) -> Vec<HelpGroup> {
        let groups: &[Group] = match self.main_context() {
            Context::Transfers => &[QUEUE, PROGRAM],
            Context::Log => &[DIALOGUE, PROGRAM],
            Context::Carrying => &[CARRY, MOVE, VIEW, PROGRAM],
            _ => &[MOVE, MARK, CARRY, FILES, VIEW, PROGRAM],
        };
        groups.iter().map(|group| self.help_group(*group)).collect()
    }

    /// The context below the overlay.
    fn main_context(&self) -> Context {
        match self.focus {
            super::Focus::Transfers => Context::Transfers,
            super::Focus::Log => Context::Log,
            super::Focus::Pane(_) if self.carry.is_some() => Context::Carrying,
            super::Focus::Pane(_) => Context::Panes,
        }
    }

    fn help_group(&self, (title, sections, actions): Group) -> HelpGroup {
        let keys = actions
            .iter()
            .filter_map(|action| {
                let keys = self.keymap.keys_of(sections, *action);
                (!keys.is_empty()).then(|| Hint {
                    key: keys.join(", "),
                    label: action.label().into(),
                })
            })
            .collect();
        HelpGroup { title, keys }
    }
}

fn bar(context: Context) -> &'static [Action] {
    match context {
        Context::Panes => PANES,
        Context::Carrying => CARRYING,
        Context::Transfers => TRANSFERS,
        Context::Log => LOG,
        Context::Find => FIND,
        Context::Menu => MENU,
        Context::Prompt => PROMPT,
        Context::Connect => CONNECT,
        Context::Delete | Context::Quit | Context::ActiveModes => YES_NO,
        Context::Conflict => CONFLICT,
        Context::Certificate => CERTIFICATE,
        Context::ReplaceCertificate => REPLACE,
        Context::Notice => NOTICE,
        Context::Doctor => DOCTOR,
        Context::Help => HELP,
    }
}

fn hint(key: String, action: Action) -> Hint {
    Hint {
        key,
        label: action.short().into(),
    }
}
