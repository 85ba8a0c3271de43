//! The key bar and the help: which actions are told of where. Their keys and words come from the
//! keymap and from the actions.

mod tables;

use super::keymap::{Context, Section};
use super::{Action, App, HelpGroup, Hint, Link, ToastKind};
use crate::model::DataView;
use tables::{CARRY, DIALOGUE, FILES, Group, MARK, MOVE, PROGRAM, QUEUE, SOCKETS, VIEW, VIEWED};

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

    /// The key of an action in the panes, if it has one.
    pub fn key_of(&self, action: Action) -> Option<String> {
        let sections = Context::Panes.sections();
        self.keymap.keys_of(sections, action).into_iter().next()
    }

    /// The key of an action where this has the keys, for a sentence: `o` in "o connects". Where it has
    /// none, what has all actions.
    pub fn key_for(&self, context: Context, action: Action) -> String {
        let sections = [context.sections(), &[Section::Always, Section::Waiting]].concat();
        let key = |action| self.keymap.keys_of(&sections, action).into_iter().next();
        let other = || key(Action::Palette).or_else(|| key(Action::Menu));
        key(action)
            .or_else(other)
            .unwrap_or_else(|| "the menu".into())
    }

    /// Says that this needs a connection, and the key that makes one.
    pub(super) fn say_not_connected(&mut self, kind: ToastKind) {
        let key = self.key_for(Context::Panes, Action::Connect);
        self.say(kind, format!("not connected; {key} connects"));
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
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each word")]
    fn worded(&self, context: Context, mut hint: Hint, action: Action) -> Option<Hint> {
        let words = match (context, action) {
            (Context::Delete | Context::RemoveSite, Action::Confirm) => "Delete",
            (Context::Delete | Context::RemoveSite, Action::Decline) => "Keep",
            (Context::Bookmarks, other)
                if other != Action::Leave && self.bookmark_rows().is_empty() =>
            {
                return None;
            }
            (Context::Bookmarks, Action::Accept) => "Go there",
            (Context::Mirror, Action::Confirm) if !self.is_mirror_shown() => return None,
            (Context::Mirror, Action::Confirm) => "Copy it",
            (Context::Mirror, Action::Decline) => "Leave it",
            (Context::Prompt, Action::Complete) if !self.completes() => return None,
            (Context::Follow, Action::Confirm) => "Make it",
            (Context::Follow, Action::Decline) => "Go apart",
            (Context::CancelTransfer, Action::Confirm) => "Throw it away",
            (Context::CancelTransfer, Action::Decline) | (Context::Filter, Action::Accept) => {
                "Keep it"
            }
            (Context::RemovedLines, Action::Confirm) => "Cancel them",
            (Context::RemovedLines, Action::Decline) => "Keep them",
            (Context::RemovedLines, Action::Leave) => "Change nothing",
            (Context::WrongLines, Action::Leave) => "Throw the text away",
            (Context::Restored | Context::EditConflict | Context::Conflict, Action::Leave) => {
                "Later"
            }
            (_, Action::PauseAll) if self.is_queue_paused() => "Queue goes on",
            (Context::Conflict, Action::TakeBack) => "Cancel the drop",
            (Context::Conflict, Action::ResumeThere) if !self.can_resume_there() => return None,
            (Context::Conflict, Action::CompareContents) if !self.can_compare_contents() => {
                return None;
            }
            (Context::Limits | Context::SettingText, Action::Accept) => "Set",
            (Context::Settings, Action::Accept) => "Change",
            (Context::Settings, Action::Right) => "Next",
            (Context::SiteForm, Action::Leave) => "Back",
            (Context::Settings, Action::Left) => "Previous",
            (Context::Filter | Context::SiteFind, Action::Leave) => "Show all",
            (Context::Quit, Action::Confirm) => "Quit",
            (Context::CloseTab, Action::Confirm) => "Close it",
            (Context::Quit | Context::CloseTab, Action::Decline) => "Stay",
            (Context::Certificate, Action::Decline)
            | (Context::ReplaceCertificate, Action::Leave) => "Do not connect",
            (Context::ReplaceCertificate, Action::Accept) => "Replace, once typed",
            (Context::Connect | Context::Sites | Context::SiteForm, Action::Accept) => "Connect",
            (Context::Sites, Action::NextField) => "Edit",
            (Context::Permissions, Action::Accept) => "Set them",
            (Context::Permissions, Action::Reach) => {
                let Some(super::Overlay::Permissions(form)) = &self.overlay else {
                    return None;
                };
                return form.has_folders.then_some(hint);
            }
            (Context::Find | Context::SiteFind, Action::Accept) => "Stay here",
            (Context::Line | Context::LineSearch, Action::Accept) => "Run",
            (Context::LineSearch, Action::FindHistory) => "Older",
            (Context::LineSearch, Action::Right) => "Keep to edit",
            (Context::Line, Action::Up) => "History",
            (Context::Palette, Action::Accept) => "Do it",
            (Context::Find | Context::LineSearch, Action::Leave) => "Go back",
            (Context::ActiveModes, Action::Confirm) => "Try them",
            (Context::Doctor, Action::Leave) if self.is_examining() => "Stop",
            (Context::Doctor | Context::Settings | Context::Sites, Action::Leave) => "Close",
            (Context::Doctor, Action::ActiveModes) if !self.can_try_active() => return None,
            (Context::Doctor, Action::Accept) => {
                hint.label = self.best_mode_words()?;
                return Some(hint);
            }
            (_, Action::DropInto) => {
                hint.label = format!("Drop into {}/", self.folder_under_cursor()?);
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
            Context::Viewer => &[VIEWED],
            Context::Sockets => &[SOCKETS, PROGRAM],
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
            super::Focus::Viewer => Context::Viewer,
            super::Focus::Sockets => Context::Sockets,
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

/// What the palette offers: all that the menus have, and what the help tells of beside it. The
/// cursor has keys enough.
pub(super) fn palette_actions() -> Vec<Action> {
    let groups = [MARK, CARRY, FILES, VIEW, PROGRAM, QUEUE];
    let told = groups.iter().flat_map(|(_, _, actions)| actions.iter());
    let mut all = App::menu_actions();
    for action in told {
        let walks = matches!(
            action,
            Action::Up
                | Action::Down
                | Action::First
                | Action::Last
                | Action::PageUp
                | Action::PageDown
                | Action::Back
                | Action::Palette
                | Action::Cancel
                | Action::Suspend
                | Action::Redraw
        );
        if !walks && !all.contains(action) {
            all.push(*action);
        }
    }
    all.retain(|action| *action != Action::Palette);
    all
}

fn bar(context: Context) -> &'static [Action] {
    match context {
        Context::Panes => tables::PANES,
        Context::Carrying => tables::CARRYING,
        Context::Transfers => tables::TRANSFERS,
        Context::Log => tables::LOG,
        Context::Sockets => tables::SOCKETS_BAR,
        Context::Properties => tables::PROPERTIES,
        Context::Permissions => tables::PERMISSIONS,
        Context::Find => tables::FIND,
        Context::Menu => tables::MENU,
        Context::Prompt | Context::SettingText => tables::PROMPT,
        Context::Connect | Context::Limits | Context::Inquiry => tables::CONNECT,
        Context::Bookmarks => tables::BOOKMARKS,
        Context::Mirror => tables::MIRROR,
        Context::Sites => tables::SITES,
        Context::SiteForm => tables::SITE_FORM,
        Context::Filter | Context::SiteFind => tables::FILTER,
        Context::Settings => tables::SETTINGS,
        Context::Details => tables::DETAILS,
        Context::Restored => tables::RESTORED,
        Context::WrongLines => tables::WRONG_LINES,
        Context::RemovedLines => tables::REMOVED_LINES,
        Context::Delete
        | Context::Follow
        | Context::CancelTransfer
        | Context::RemoveSite
        | Context::Quit
        | Context::CloseTab
        | Context::ActiveModes => tables::YES_NO,
        Context::Conflict => tables::CONFLICT,
        Context::Certificate => tables::CERTIFICATE,
        Context::ReplaceCertificate => tables::REPLACE,
        Context::Notice => tables::NOTICE,
        Context::NotConnected => tables::NOT_CONNECTED,
        Context::Line => tables::LINE,
        Context::LineSearch => tables::LINE_SEARCH,
        Context::Palette => tables::PALETTE,
        Context::Answer => tables::ANSWER,
        Context::Doctor => tables::DOCTOR,
        Context::Help => tables::HELP,
        Context::Viewer => tables::VIEWER,
        Context::EditConflict => tables::EDIT_CONFLICT,
    }
}

fn hint(key: String, action: Action) -> Hint {
    Hint {
        key,
        label: action.short().into(),
    }
}
