//! The menu of what the pointer, or the cursor, is on.

use super::area::Position;
use super::subject::Subject;
use super::{Action, App, Focus, ItemMark, MenuItem, Mouse, Overlay, ToastKind};
use crate::model::{EntryKind, Shore};

/// A menu that has been opened where it is used.
#[derive(Clone, Debug)]
pub struct ContextMenu {
    /// Where it was opened.
    pub at: Position,
    /// What it is for, safe to show.
    pub title: String,
    /// The item of the bar.
    pub item: usize,
    /// What is chosen is done to this.
    subject: Subject,
    /// What can be chosen; `None` is a line between groups.
    actions: &'static [Option<Action>],
}

const FILE: &[Option<Action>] = &[
    Some(Action::View),
    Some(Action::Edit),
    None,
    Some(Action::Copy),
    Some(Action::Move),
    Some(Action::PickUp),
    Some(Action::PickUpMove),
    None,
    Some(Action::Rename),
    Some(Action::Delete),
    Some(Action::MakeDir),
    None,
    Some(Action::Mark),
    Some(Action::Properties),
    Some(Action::Permissions),
    Some(Action::CopyPath),
    Some(Action::CopyUrl),
    None,
    Some(Action::Refresh),
];

const FOLDER: &[Option<Action>] = &[
    Some(Action::Open),
    None,
    Some(Action::Copy),
    Some(Action::Move),
    Some(Action::PickUp),
    Some(Action::PickUpMove),
    None,
    Some(Action::Rename),
    Some(Action::Delete),
    Some(Action::MakeDir),
    None,
    Some(Action::Mark),
    Some(Action::Properties),
    Some(Action::Permissions),
    Some(Action::CopyPath),
    Some(Action::CopyUrl),
    None,
    Some(Action::Refresh),
];

const GROUND: &[Option<Action>] = &[
    Some(Action::Parent),
    Some(Action::GoTo),
    Some(Action::Refresh),
    Some(Action::MakeDir),
    None,
    Some(Action::MarkAll),
    Some(Action::Invert),
    Some(Action::MarkNone),
    None,
    Some(Action::SortName),
    Some(Action::SortExtension),
    Some(Action::SortModified),
    Some(Action::SortSize),
    Some(Action::SortReverse),
    Some(Action::Hidden),
];

const CARRYING: &[Option<Action>] = &[
    Some(Action::Drop),
    Some(Action::DropInto),
    Some(Action::ToggleOperation),
    None,
    Some(Action::Add),
    Some(Action::TakeOut),
    None,
    Some(Action::Open),
    Some(Action::PutBack),
];

const TRANSFER: &[Option<Action>] = &[
    Some(Action::Details),
    Some(Action::TogglePause),
    Some(Action::Retry),
    Some(Action::CancelTransfer),
    None,
    Some(Action::ToTop),
    Some(Action::MoveUp),
    Some(Action::MoveDown),
    Some(Action::ToBottom),
    Some(Action::PriorityUp),
    Some(Action::PriorityDown),
    None,
    Some(Action::RetryFailed),
    Some(Action::ClearDone),
];

const TRANSFERS: &[Option<Action>] = &[
    Some(Action::Transfers),
    None,
    Some(Action::PauseAll),
    Some(Action::RetryFailed),
    Some(Action::EditQueue),
    Some(Action::ClearDone),
    None,
    Some(Action::Bandwidth),
    Some(Action::Sessions),
    None,
    Some(Action::FoldTransfers),
];

const CONNECTION: &[Option<Action>] = &[
    Some(Action::ModePassive),
    Some(Action::ModeActive),
    Some(Action::ModeAuto),
    None,
    Some(Action::Connect),
    Some(Action::Reconnect),
    Some(Action::Disconnect),
    None,
    Some(Action::PreviousSession),
    Some(Action::NextSession),
    Some(Action::Doctor),
    None,
    Some(Action::FoldConnection),
];

const LOG: &[Option<Action>] = &[
    Some(Action::ErrorsOnly),
    Some(Action::First),
    Some(Action::Last),
    None,
    Some(Action::Back),
];

const SOCKETS: &[Option<Action>] = &[
    Some(Action::Explain),
    Some(Action::CopyText),
    Some(Action::CopyAll),
    None,
    Some(Action::Back),
];

impl App {
    /// The right button went down: the menu of what is there.
    pub(super) fn press_right(&mut self, mouse: &Mouse) {
        self.let_slip();
        if matches!(self.overlay, Some(Overlay::Menu(_) | Overlay::Context(_))) {
            self.overlay = None;
        }
        if self.overlay.is_some() {
            return;
        }
        self.end_typing();
        let areas = self.areas();
        for (shore, area) in [(Shore::Local, areas.local), (Shore::Remote, areas.remote)] {
            if area.contains(mouse.at) {
                self.go_to_pane(shore);
                let line = self.line_at(shore, mouse.at);
                if let Some(line) = line {
                    let height = self.height();
                    self.pane_mut(shore).put_cursor(line, height);
                }
                return self.open_pane_menu(shore, line.is_some(), mouse.at);
            }
        }
        let (title, actions) = if areas.queue.contains(mouse.at) {
            let id = self.transfer_at(mouse.at);
            if id.is_some() {
                self.look_at_queue(id);
            }
            return self.open_transfer_menu(id.is_some(), mouse.at);
        } else if areas.transfers.contains(mouse.at) {
            ("Transfers", TRANSFERS)
        } else if areas.connection.contains(mouse.at) {
            ("Connection", CONNECTION)
        } else if areas.log.contains(mouse.at) {
            ("Log", LOG)
        } else if areas.full.contains(mouse.at) && self.focus == Focus::Sockets {
            ("Sockets", SOCKETS)
        } else {
            return;
        };
        self.open_view_menu(mouse.at, title, actions);
    }

    /// The menu of what the cursor is on.
    pub(super) fn open_context_menu(&mut self) {
        let (layout, areas) = (self.layout(), self.areas());
        let below = |area: super::Area, row: usize| Position {
            column: area.x + 4.min(area.width),
            row: area.y + u16::try_from(row).unwrap_or(0) + 1,
        };
        match self.focus {
            Focus::Pane(shore) => {
                let area = match shore {
                    Shore::Local => areas.local,
                    Shore::Remote => areas.remote,
                };
                let pane = self.pane(shore);
                let at = below(layout.pane_list(area), pane.cursor - pane.top);
                self.open_pane_menu(shore, pane.line(pane.cursor).is_some(), at);
            }
            Focus::Transfers => {
                let row = self.queue.cursor.saturating_sub(self.queue.top);
                let at = below(layout.queue_list(areas.queue), row);
                self.open_transfer_menu(self.transfer().is_some(), at);
            }
            Focus::Log => self.open_view_menu(below(areas.log, 0), "Log", LOG),
            Focus::Sockets => self.open_view_menu(below(areas.full, 0), "Sockets", SOCKETS),
            Focus::Viewer => {}
        }
    }

    fn open_pane_menu(&mut self, shore: Shore, on_row: bool, at: Position) {
        let pane = self.pane(shore);
        let row = pane.current().filter(|_| on_row);
        let of = |row: &super::Row| match row.entry.kind {
            EntryKind::Dir => FOLDER,
            _ => FILE,
        };
        let subject = match (&self.carry, row) {
            (None, None) => Subject::folder(pane),
            _ => Subject::chosen(pane),
        };
        let (title, actions) = match (&self.carry, row) {
            (Some(carry), _) => (
                format!("{} {}", carry.operation, Self::items(carry.items.len())),
                CARRYING,
            ),
            (None, Some(row)) if pane.marks.has(row) => {
                (format!("{} marked", pane.marks.len()), of(row))
            }
            (None, Some(row)) => (row.text().to_owned(), of(row)),
            (None, None) => (pane.title.clone(), GROUND),
        };
        self.open_context(at, title, (subject, actions));
    }

    fn open_transfer_menu(&mut self, on_row: bool, at: Position) {
        let transfer = self.transfer().filter(|_| on_row);
        match transfer.map(|transfer| (transfer.name.clone(), transfer.id)) {
            Some((name, id)) => self.open_context(at, name, (Subject::Transfer(id), TRANSFER)),
            None => self.open_view_menu(at, "Transfers", TRANSFERS),
        }
    }

    fn open_view_menu(&mut self, at: Position, title: &str, actions: &'static [Option<Action>]) {
        self.open_context(at, title.into(), (Subject::View, actions));
    }

    fn open_context(
        &mut self,
        at: Position,
        title: String,
        (subject, actions): (Subject, &'static [Option<Action>]),
    ) {
        self.overlay = Some(Overlay::Context(Box::new(ContextMenu {
            at,
            title,
            item: 0,
            subject,
            actions,
        })));
    }

    /// What the menu shows.
    pub fn context_items(&self, menu: &ContextMenu) -> Vec<MenuItem> {
        let line = || MenuItem {
            label: String::new(),
            key: String::new(),
            mark: ItemMark::None,
            enabled: false,
            submenu: Vec::new(),
        };
        let actions = menu.actions.iter();
        actions
            .map(|action| action.map_or_else(line, |action| self.item(action)))
            .collect()
    }

    pub(super) fn act_in_context(&mut self, action: Action) {
        let Some(Overlay::Context(menu)) = &mut self.overlay else {
            return;
        };
        let count = menu.actions.len();
        let is_line = |item: usize| menu.actions.get(item).is_none_or(Option::is_none);
        let step = match action {
            Action::Up => count.saturating_sub(1),
            Action::Down => 1,
            Action::First | Action::Last => {
                let last = count.saturating_sub(1);
                menu.item = if action == Action::First { 0 } else { last };
                return;
            }
            Action::Accept => return self.choose_in_context(),
            Action::Leave => {
                self.overlay = None;
                return;
            }
            _ => return,
        };
        let mut next = (menu.item + step) % count.max(1);
        if is_line(next) {
            next = (next + step) % count.max(1);
        }
        menu.item = next;
    }

    /// The bar goes to an item that is no line.
    pub(super) fn stand_in_context(&mut self, item: usize) {
        if let Some(Overlay::Context(menu)) = &mut self.overlay
            && menu.actions.get(item).is_some_and(Option::is_some)
        {
            menu.item = item;
        }
    }

    pub(super) fn choose_in_context(&mut self) {
        let Some(Overlay::Context(menu)) = &self.overlay else {
            return;
        };
        let Some(action) = menu.actions.get(menu.item).copied().flatten() else {
            return;
        };
        let subject = menu.subject.clone();
        if !self.is_still_or_say(&subject) {
            self.overlay = None;
        } else if self.can(action) {
            self.overlay = None;
            self.act_in_main(action);
        } else {
            self.say(ToastKind::Info, "there is nothing to do that with now");
        }
    }

    /// A letter chooses the next item that begins with it.
    pub(super) fn choose_in_context_by(&mut self, letter: char) {
        let Some(Overlay::Context(menu)) = &self.overlay else {
            return;
        };
        let items = self.context_items(menu);
        let begins = |item: &MenuItem| {
            let first = item.label.chars().next();
            item.enabled && first.is_some_and(|first| first.eq_ignore_ascii_case(&letter))
        };
        let from = menu.item;
        let found = (0..items.len())
            .map(|step| (from + step) % items.len())
            .find(|item| items.get(*item).is_some_and(begins));
        if let Some(item) = found {
            self.stand_in_context(item);
            self.choose_in_context();
        }
    }
}
