//! The mouse over menus and dialogs.

use super::area::Position;
use super::pointer::Grip;
use super::{
    Action, App, Context, Field, Focus, ItemMark, Key, KeyCode, MenuState, Mouse, Overlay, Spot,
};
use crate::model::Shore;

impl App {
    pub(super) fn press_in_overlay(&mut self, mouse: &Mouse) {
        match (&mut self.overlay, mouse.spot.clone()) {
            (Some(Overlay::Menu(state)), Some(Spot::Menu(menu))) => {
                if state.menu == menu {
                    self.overlay = None;
                } else {
                    self.pointer.held = Some((mouse.at, Grip::Menu));
                    self.open_menu(menu);
                }
            }
            (Some(Overlay::Menu(_) | Overlay::Context(_)), Some(Spot::Overlay)) => {}
            (
                Some(Overlay::Menu(_) | Overlay::Context(_)),
                spot @ Some(Spot::Item(_) | Spot::SubItem(_)),
            ) => {
                self.pointer.held = Some((mouse.at, Grip::Menu));
                self.point_in_menu(spot.as_ref());
            }
            (Some(Overlay::Menu(_) | Overlay::Context(_)), _) => self.overlay = None,
            (Some(Overlay::Connect(form)), Some(Spot::Field(field))) => {
                form.field = field;
                if matches!(field, Field::Remember | Field::Anonymous) {
                    form.edit(Key::plain(KeyCode::Char(' ')));
                }
            }
            (Some(Overlay::Connect(form)), Some(Spot::Security(security))) => {
                form.field = Field::Security;
                form.choose_security(security);
            }
            (Some(Overlay::Limits(form)), Some(Spot::Limit(field))) => form.field = field,
            (Some(Overlay::Permissions(form)), Some(Spot::Bit(row, column))) => {
                form.press((row, column));
            }
            _ => {}
        }
    }

    /// A row of the list that has the keys was pressed: the cursor goes there. Pressed twice, it is
    /// what Enter does.
    pub(super) fn press_list_row(&mut self, row: usize, top: usize, double: bool) {
        self.pointer.top = Some(top);
        if matches!(self.overlay, Some(Overlay::Sites(_))) && !self.stand_on_site(row) {
            return;
        }
        match &mut self.overlay {
            // What is typed there is not thrown away by a click.
            Some(Overlay::Settings(list)) if list.typed.is_some() => return,
            Some(Overlay::Settings(list)) => {
                (list.at, list.error, list.told) = (row, None, None);
            }
            Some(Overlay::Sites(_)) => {}
            Some(Overlay::Bookmarks(list)) => list.at = row,
            Some(Overlay::Palette(palette)) => palette.chosen = row,
            None if self.focus == Focus::Sockets => self.sockets.cursor = row,
            None if self.focus == Focus::Log => {
                let lines = self.layout().log_lines();
                self.log.put_cursor(row, lines);
            }
            _ => return,
        }
        if double {
            self.key(Key::plain(KeyCode::Enter));
            self.pointer.top = Some(top);
        }
    }

    /// A site connected to last was pressed.
    pub(super) fn press_recent(&mut self, row: usize, double: bool) {
        self.go_to_pane(Shore::Remote);
        self.recent_cursor = row;
        if double {
            self.key(Key::plain(KeyCode::Enter));
        }
    }

    /// The first line in sight of a list: where it was when a row was clicked, or else as it is
    /// usual there; `cursor` is the line that must be in sight.
    pub fn list_top(&self, usual: usize, cursor: usize, (count, height): (usize, usize)) -> usize {
        match self.pointer.top {
            Some(held) => super::queue_view::top(held, cursor, count, height),
            None => usual,
        }
    }

    /// The bar of a menu goes where the pointer is, the button being down.
    pub(super) fn point_in_menu(&mut self, spot: Option<&Spot>) {
        match (&self.overlay, spot) {
            (Some(Overlay::Menu(state)), Some(Spot::Menu(menu))) if state.menu != *menu => {
                self.open_menu(*menu);
            }
            (Some(Overlay::Menu(_)), Some(Spot::Item(item))) => self.stand_in_menu(*item, None),
            (Some(Overlay::Menu(state)), Some(Spot::SubItem(sub))) if state.sub.is_some() => {
                self.stand_in_menu(state.item, Some(*sub));
            }
            (Some(Overlay::Context(_)), Some(Spot::Item(item))) => self.stand_in_context(*item),
            _ => {}
        }
    }

    /// The button came up in a menu: over an item it is chosen.
    pub(super) fn choose_at(&mut self, spot: Option<&Spot>) {
        self.point_in_menu(spot);
        match (&self.overlay, spot) {
            (Some(Overlay::Context(_)), Some(Spot::Item(_))) => self.choose_in_context(),
            (Some(Overlay::Menu(state)), Some(Spot::Item(item)))
                if state.item == *item && state.sub.is_none() =>
            {
                self.choose(*state);
            }
            (Some(Overlay::Menu(state)), Some(Spot::SubItem(_))) => self.choose(*state),
            _ => {}
        }
    }

    /// Opens the menu at the submenu in which this can be chosen.
    pub(super) fn open_submenu_with(&mut self, action: Action) {
        let menus = self.menus();
        let label = self.item(action).label;
        let found = menus.iter().enumerate().find_map(|(menu, known)| {
            let holds = |item: &super::MenuItem| item.submenu.iter().any(|sub| sub.label == label);
            let item = known.items.iter().position(holds)?;
            Some((menu, item))
        });
        if let Some((menu, item)) = found {
            self.pointer.held = Some((Position::default(), Grip::Menu));
            let chosen = menus.get(menu).and_then(|known| {
                let items = &known.items.get(item)?.submenu;
                let holds = |sub: &super::MenuItem| sub.mark == ItemMark::Radio(true);
                items.iter().position(holds)
            });
            let sub = Some(chosen.unwrap_or(0));
            self.note_subject();
            self.overlay = Some(Overlay::Menu(MenuState {
                menu,
                item,
                sub,
                alone: false,
            }));
        }
    }

    pub(super) fn wheel_in_overlay(&mut self, step: Action, rows: usize) {
        self.pointer.top = None;
        let rows = match self.context() {
            Context::Menu
            | Context::Settings
            | Context::Sites
            | Context::Bookmarks
            | Context::Palette => 1,
            Context::Prompt | Context::Connect | Context::Limits => 0,
            _ => rows,
        };
        for _ in 0..rows {
            let takes = matches!(
                self.context(),
                Context::Menu
                    | Context::Help
                    | Context::Details
                    | Context::Answer
                    | Context::Notice
                    | Context::NotConnected
                    | Context::Properties
                    | Context::Settings
                    | Context::Sites
                    | Context::Bookmarks
                    | Context::Palette
                    | Context::Doctor
                    | Context::Conflict
                    | Context::Certificate
                    | Context::ReplaceCertificate
                    | Context::WrongLines
            );
            if takes {
                self.act(step);
            }
        }
    }
}
