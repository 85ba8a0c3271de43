//! The mouse: what a press, a drag and a release come to where they are.

use super::area::Position;
use super::dragging::{Drag, RowDrag};
use super::{Action, App, Focus, Mouse, MouseEvent, PaneLine, Spot, ToastKind};
use crate::model::{Name, Shore, TransferId};
use jiff::{SignedDuration, Timestamp};

/// Two presses within this time in the same place are a double click.
const DOUBLE: SignedDuration = SignedDuration::from_millis(400);

/// Rows that the wheel scrolls by.
const WHEEL: isize = 3;

/// What the mouse is at.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    /// What the left button has hold of, and where it was pressed.
    pub(super) held: Option<(Position, Grip)>,
    /// Where and when it was pressed before.
    pressed: Option<(Position, Timestamp)>,
    /// What is carried hangs on the pointer.
    pub(super) drag: Option<Drag>,
    /// A row of the queue hangs on it.
    pub(super) row: Option<RowDrag>,
    /// The first line in sight of the list whose row was clicked last, until a key moves the cursor.
    pub(super) top: Option<usize>,
}

/// What the left button has hold of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Grip {
    /// An entry of a pane; `None` is `../`.
    Row(Shore, Option<Name>),
    /// A transfer, in the small pane or in the view.
    Transfer(TransferId),
    /// The border between the panes.
    Between,
    /// The upper border of the connection pane.
    Connection,
    /// The upper border of the transfers pane.
    Transfers,
    /// The bar or an item of a menu.
    Menu,
    /// A word on a border that opens the submenu in which this can be chosen.
    Chip(Action),
    /// Nothing that can be moved.
    Nothing,
}

impl App {
    pub(super) fn mouse(&mut self, mouse: &Mouse) {
        let hint = matches!(mouse.spot, Some(Spot::Keys(_)));
        if !(hint && mouse.event == MouseEvent::Press) {
            self.pending.clear();
        }
        match mouse.event {
            MouseEvent::Press => self.press(mouse),
            MouseEvent::PressRight => self.press_right(mouse),
            MouseEvent::Drag => self.drag(mouse),
            MouseEvent::Release => self.release(mouse),
            // A button that moves nothing has been let go where nobody could see it.
            MouseEvent::Move => self.let_slip(),
            MouseEvent::WheelUp => self.wheel(mouse.at, -WHEEL),
            MouseEvent::WheelDown => self.wheel(mouse.at, WHEEL),
        }
    }

    fn press(&mut self, mouse: &Mouse) {
        let before = self.pointer.pressed.take();
        let double = before.is_some_and(|(at, when)| {
            let near = at.row == mouse.at.row && at.column.abs_diff(mouse.at.column) < 2;
            near && self.since(when) < DOUBLE
        });
        self.let_slip();
        if let Some(Spot::Keys(keys)) = &mouse.spot {
            return self.press_keys(keys);
        }
        self.begin_click();
        self.pointer.top = None;
        if let Some(Spot::Row { row, top }) = mouse.spot {
            self.note_press(mouse, double);
            return self.press_list_row(row, top, double);
        }
        if self.overlay.is_some() {
            return self.press_in_overlay(mouse);
        }
        if let Some(Spot::Recent(row)) = mouse.spot {
            self.note_press(mouse, double);
            return self.press_recent(row, double);
        }
        if let Some(spot) = &mouse.spot
            && self.press_spot(spot, mouse.at)
        {
            return;
        }
        let grip = self.grip_at(mouse.at);
        self.note_press(mouse, double);
        self.pointer.held = Some((mouse.at, grip.clone()));
        match grip {
            Grip::Row(..) => self.press_row(mouse, double),
            Grip::Transfer(id) if self.focus == Focus::Transfers => {
                self.look_at_queue(Some(id));
                if double {
                    self.act_in_main(Action::Details);
                }
            }
            Grip::Between | Grip::Connection | Grip::Transfers if double => self.reset(&grip),
            Grip::Between | Grip::Connection | Grip::Transfers => {}
            _ => self.press_ground(mouse.at),
        }
    }

    /// The next press may be the second of a double click; the third of three is not.
    fn note_press(&mut self, mouse: &Mouse, double: bool) {
        if !double {
            self.pointer.pressed = Some((mouse.at, self.now));
        }
    }

    /// A pane has come to another folder: a row of the one before that is held down is dragged no more,
    /// and the next press there is no second one on it.
    pub(super) fn let_go_of_row(&mut self, shore: Shore) {
        let is_row =
            |(_, grip): &(Position, Grip)| matches!(grip, Grip::Row(of, _) if *of == shore);
        if self.pointer.drag.is_none() && self.pointer.held.as_ref().is_some_and(is_row) {
            self.pointer.held = None;
        }
        let areas = self.areas();
        let area = match shore {
            Shore::Local => areas.local,
            Shore::Remote => areas.remote,
        };
        let pressed = &mut self.pointer.pressed;
        if self.overlay.is_none() {
            pressed.take_if(|(at, _)| area.contains(*at));
        }
    }

    /// What a click ends, as a key would.
    fn begin_click(&mut self) {
        self.escaped = None;
        self.interrupted_at = None;
        let error = |toast: &super::Toast| toast.kind == ToastKind::Error;
        if self.toast.as_ref().is_some_and(error) {
            self.toast = None;
        }
        if self.overlay.is_none() {
            self.end_typing();
        }
    }

    /// Finding and filtering end, and what they have come to stays.
    pub(super) fn end_typing(&mut self) {
        self.end_find(true);
        self.local.keep_filter();
        self.remote.keep_filter();
        self.queue.typing = false;
        let lines = self.layout().log_lines();
        self.log.end_find(true, lines);
    }

    /// A hint was clicked: its keys are pressed.
    fn press_keys(&mut self, keys: &str) {
        for name in keys.split_whitespace() {
            if let Ok(key) = name.parse() {
                self.key(key);
            }
        }
    }

    /// What a click on a spot of the main views does; whether it did anything.
    fn press_spot(&mut self, spot: &Spot, at: Position) -> bool {
        match *spot {
            Spot::ShowTab(place) => self.show_tab(place),
            // The view of a file knows neither menus nor actions of others.
            _ if self.focus == Focus::Viewer => {}
            Spot::Act(action) => self.act_in_main(action),
            Spot::Choice(action) => match self.grip_at(at) {
                // The border may be meant: that shows when the pointer moves or does not.
                Grip::Connection | Grip::Transfers | Grip::Between => {
                    self.pointer.held = Some((at, Grip::Chip(action)));
                }
                _ => self.open_submenu_with(action),
            },
            Spot::Menu(menu) => {
                self.pointer.held = Some((Position::default(), Grip::Menu));
                self.open_menu(menu);
            }
            Spot::Heading(shore, key) => {
                self.go_to_pane(shore);
                self.sort_by(key);
            }
            Spot::Pane(shore) => self.go_to_pane(shore),
            Spot::QueueTab(tab) => self.go_to_tab(tab),
            _ => return false,
        }
        true
    }

    fn grip_at(&self, at: Position) -> Grip {
        let (layout, areas) = (self.layout(), self.areas());
        for (shore, area) in [(Shore::Local, areas.local), (Shore::Remote, areas.remote)] {
            if !area.contains(at) {
                continue;
            }
            let border = [layout.left.wrapping_sub(1), layout.left].contains(&at.column);
            if layout.two_panes && layout.borders && border {
                return Grip::Between;
            }
            let Some(line) = self.line_at(shore, at) else {
                return Grip::Nothing;
            };
            return match self.pane(shore).line(line) {
                Some(PaneLine::Parent) => Grip::Row(shore, None),
                Some(PaneLine::Row(row)) => Grip::Row(shore, Some(row.entry.name.clone())),
                None => Grip::Nothing,
            };
        }
        match self.transfer_at(at) {
            Some(id) => Grip::Transfer(id),
            None if areas.connection.row_of(at) == Some(0) => Grip::Connection,
            None if areas.transfers.row_of(at) == Some(0) => Grip::Transfers,
            None => Grip::Nothing,
        }
    }

    /// The line of a pane at a cell, if the pane has a line there.
    pub(super) fn line_at(&self, shore: Shore, at: Position) -> Option<usize> {
        let areas = self.areas();
        let area = match shore {
            Shore::Local => areas.local,
            Shore::Remote => areas.remote,
        };
        let pane = self.pane(shore);
        let line = pane.top + self.layout().pane_list(area).row_of(at)?;
        (line < pane.line_count()).then_some(line)
    }

    /// The transfer at a cell, in the small pane or in the view.
    pub(super) fn transfer_at(&self, at: Position) -> Option<TransferId> {
        let areas = self.areas();
        if let Some(row) = self.layout().queue_list(areas.queue).row_of(at) {
            let rows = self.queue.rows(&self.snapshot);
            return Some(rows.get(self.queue.top + row)?.id);
        }
        let row = areas.transfers.inside().row_of(at)?;
        Some(self.snapshot.urgent.get(row)?.id)
    }

    fn press_row(&mut self, mouse: &Mouse, double: bool) {
        let shores = [Shore::Local, Shore::Remote].into_iter();
        let hit = shores.filter_map(|shore| Some((shore, self.line_at(shore, mouse.at)?)));
        let Some((shore, line)) = { hit }.next() else {
            return;
        };
        let from = self.pane(shore).cursor;
        let stays = self.focus == Focus::Pane(shore);
        self.go_to_pane(shore);
        let height = self.height();
        let free = self.carry.is_none();
        let pane = self.pane_mut(shore);
        pane.put_cursor(line, height);
        if mouse.ctrl && free {
            pane.mark_by_click(line..=line, true);
        } else if mouse.shift && free {
            let from = if stays { from } else { line };
            pane.mark_by_click(from.min(line)..=from.max(line), false);
        } else if double {
            self.pointer.held = None;
            self.act_in_main(Action::Open);
        }
    }

    /// A press beside all rows: what it is in gets the keys.
    fn press_ground(&mut self, at: Position) {
        let areas = self.areas();
        if areas.local.contains(at) {
            self.go_to_pane(Shore::Local);
        } else if areas.remote.contains(at) {
            self.go_to_pane(Shore::Remote);
        }
    }

    fn drag(&mut self, mouse: &Mouse) {
        if self.pointer.drag.is_some() {
            return self.drag_to(mouse);
        }
        let Some((from, grip)) = self.pointer.held.clone() else {
            return;
        };
        let columns = from.column.abs_diff(mouse.at.column);
        let rows = from.row.abs_diff(mouse.at.row);
        match grip {
            Grip::Menu => self.point_in_menu(mouse.spot.as_ref()),
            Grip::Chip(_) if rows >= 1 => {
                let border = self.grip_at(from);
                self.pull(&border, mouse.at);
                self.pointer.held = Some((from, border));
            }
            Grip::Between | Grip::Connection | Grip::Transfers => {
                self.pointer.pressed = None;
                self.pull(&grip, mouse.at);
            }
            Grip::Row(shore, Some(name))
                if (columns >= 2 || rows >= 1)
                    && self.overlay.is_none()
                    && self.carry.is_none() =>
            {
                self.pointer.pressed = None;
                self.drag_away(shore, &name, mouse);
            }
            Grip::Transfer(id) if self.pointer.row.is_some() || rows >= 1 => {
                self.drag_row(id, mouse.at);
            }
            _ => {}
        }
    }

    fn release(&mut self, mouse: &Mouse) {
        let held = self.pointer.held.take();
        if self.pointer.drag.is_some() {
            self.drag_to(mouse);
            return self.let_go();
        }
        if self.pointer.row.is_some() {
            return self.let_row_go();
        }
        match held {
            Some((_, Grip::Menu)) => self.choose_at(mouse.spot.as_ref()),
            Some((_, Grip::Chip(action))) => {
                self.open_submenu_with(action);
                // The button is up again.
                self.pointer.held = None;
            }
            Some((_, Grip::Transfer(id)))
                if self.overlay.is_none() && self.focus != Focus::Transfers =>
            {
                self.act_in_main(Action::Transfers);
                self.look_at_queue(Some(id));
            }
            _ => {}
        }
    }

    /// What hangs on the pointer is put back: the release was lost, or this one does not count.
    pub(super) fn let_slip(&mut self) {
        if self.pointer.drag.is_some() {
            self.put_back();
        }
        self.let_slip_but_drag();
    }

    /// The same for all but what is carried, which goes along into another tab.
    pub(super) fn let_slip_but_drag(&mut self) {
        self.pointer.held = None;
        self.put_row_back();
    }

    fn wheel(&mut self, at: Position, rows: isize) {
        let step = if rows < 0 { Action::Up } else { Action::Down };
        if self.overlay.is_some() {
            return self.wheel_in_overlay(step, rows.unsigned_abs());
        }
        let areas = self.areas();
        let height = self.height();
        if areas.local.contains(at) {
            self.local.scroll_by(rows, height);
        } else if areas.remote.contains(at) {
            self.remote.scroll_by(rows, height);
        } else if areas.queue.contains(at) {
            self.scroll_queue(rows);
        } else if areas.log.contains(at) {
            let lines = self.layout().log_lines();
            self.log.scroll_by(-rows, lines);
        } else if areas.full.contains(at) {
            self.pointer.top = None;
            for _ in 0..rows.unsigned_abs() {
                self.act(step);
            }
        }
    }
}
