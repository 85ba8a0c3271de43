//! Walking in the menus, and choosing.

use super::{Entry, MENUS};
use crate::app::{Action, App, ItemMark, MenuItem, MenuState, Overlay, ToastKind};

impl App {
    pub(in crate::app) fn open_menu(&mut self, menu: usize) {
        self.note_subject();
        let state = MenuState {
            menu: menu.min(MENUS.len() - 1),
            ..MenuState::default()
        };
        self.overlay = Some(Overlay::Menu(state));
    }

    /// The orders alone, at the one that the pane has.
    pub(in crate::app) fn open_sort_menu(&mut self) {
        let place = MENUS
            .iter()
            .enumerate()
            .find_map(|(menu, (_, _, entries))| {
                let orders = |entry: &Entry| match entry {
                    Entry::Submenu(_, actions) => actions.contains(&Action::SortName),
                    _ => false,
                };
                Some((menu, entries.iter().position(orders)?))
            });
        let Some((menu, item)) = place else { return };
        let menus = self.menus();
        let orders = menus.get(menu).and_then(|menu| menu.items.get(item));
        let chosen = |order: &MenuItem| order.mark == ItemMark::Radio(true);
        let sub = orders.and_then(|orders| orders.submenu.iter().position(chosen));
        self.overlay = Some(Overlay::Menu(MenuState {
            menu,
            item,
            sub: Some(sub.unwrap_or(0)),
            alone: true,
        }));
    }

    /// Whether there is a menu of this letter, which is opened then.
    pub(in crate::app) fn open_menu_by_letter(&mut self, letter: char) -> bool {
        let menu = MENUS
            .iter()
            .position(|(_, own, _)| own.eq_ignore_ascii_case(&letter));
        if let Some(menu) = menu {
            self.open_menu(menu);
        }
        menu.is_some()
    }

    pub(in crate::app) fn act_in_menu(&mut self, action: Action) {
        if matches!(self.overlay, Some(Overlay::Context(_))) {
            return self.act_in_context(action);
        }
        let Some(Overlay::Menu(state)) = &self.overlay else {
            return;
        };
        let state = *state;
        let next = match action {
            Action::Accept => return self.choose(state),
            Action::Leave if state.sub.is_none() || state.alone => {
                self.overlay = None;
                return;
            }
            Action::Leave => MenuState { sub: None, ..state },
            Action::Left | Action::Right if state.alone => state,
            Action::Left => match state.sub {
                Some(_) => MenuState { sub: None, ..state },
                None => neighbour(state, MENUS.len() - 1),
            },
            Action::Right => match (state.sub, entry(state)) {
                (None, Some(Entry::Submenu(..))) => MenuState {
                    sub: Some(0),
                    ..state
                },
                _ => neighbour(state, 1),
            },
            _ => walk(state, action),
        };
        self.overlay = Some(Overlay::Menu(next));
    }

    /// Puts the bar on an item, if there is one: not on a line between groups. A menu behind it opens.
    pub(in crate::app) fn stand_in_menu(&mut self, item: usize, sub: Option<usize>) {
        let Some(Overlay::Menu(state)) = &mut self.overlay else {
            return;
        };
        let opened = MenuState {
            item,
            sub: None,
            ..*state
        };
        *state = match (entry(opened), sub) {
            (Some(Entry::Item(_)), None) => opened,
            (Some(Entry::Submenu(_, actions)), _) if sub.unwrap_or(0) < actions.len() => {
                let sub = Some(sub.unwrap_or(0));
                MenuState { sub, ..opened }
            }
            _ => return,
        };
    }

    /// Does what the bar stands on, or opens the menu behind it.
    pub(in crate::app) fn choose(&mut self, state: MenuState) {
        let action = match (entry(state), state.sub) {
            (Some(Entry::Submenu(..)), None) => {
                let sub = Some(0);
                self.overlay = Some(Overlay::Menu(MenuState { sub, ..state }));
                return;
            }
            (Some(Entry::Submenu(_, actions)), Some(sub)) => actions.get(sub).copied(),
            (Some(Entry::Item(action)), _) => Some(*action),
            _ => None,
        };
        let Some(action) = action else { return };
        if self.can(action) {
            self.overlay = None;
            self.act_from_menu(action);
        } else {
            self.say(ToastKind::Info, "there is nothing to do that with now");
        }
    }

    /// A letter chooses the next item that begins with it.
    pub(in crate::app) fn choose_by_letter(&mut self, letter: char) {
        if matches!(self.overlay, Some(Overlay::Context(_))) {
            return self.choose_in_context_by(letter);
        }
        let Some(Overlay::Menu(state)) = &self.overlay else {
            return;
        };
        let state = *state;
        let menus = self.menus();
        let Some(items) = menus.get(state.menu).map(|menu| &menu.items) else {
            return;
        };
        let (items, at) = match (state.sub, items.get(state.item)) {
            (Some(sub), Some(item)) => (&item.submenu, sub),
            _ => (items, state.item),
        };
        let begins = |item: &MenuItem| {
            let first = item.label.chars().next();
            item.enabled && first.is_some_and(|first| first.eq_ignore_ascii_case(&letter))
        };
        let count = items.len();
        let found = (0..count)
            .map(|step| (at + step) % count)
            .find(|index| items.get(*index).is_some_and(begins));
        if let Some(found) = found {
            self.choose(match state.sub {
                Some(_) => MenuState {
                    sub: Some(found),
                    ..state
                },
                None => MenuState {
                    item: found,
                    ..state
                },
            });
        }
    }
}

fn entry(state: MenuState) -> Option<&'static Entry> {
    MENUS.get(state.menu)?.2.get(state.item)
}

fn neighbour(state: MenuState, step: usize) -> MenuState {
    MenuState {
        menu: (state.menu + step) % MENUS.len(),
        ..MenuState::default()
    }
}

/// Up and down, round the ends, past the lines between groups.
fn walk(state: MenuState, action: Action) -> MenuState {
    let count = match (entry(state), state.sub) {
        (Some(Entry::Submenu(_, actions)), Some(_)) => actions.len(),
        _ => MENUS
            .get(state.menu)
            .map_or(1, |(_, _, entries)| entries.len()),
    };
    let at = state.sub.unwrap_or(state.item);
    let next = match action {
        Action::Up => (at + count - 1) % count,
        Action::Down => (at + 1) % count,
        Action::First => 0,
        Action::Last => count - 1,
        _ => at,
    };
    if state.sub.is_some() {
        return MenuState {
            sub: Some(next),
            ..state
        };
    }
    let moved = MenuState {
        item: next,
        ..state
    };
    match entry(moved) {
        Some(Entry::Line) => walk(moved, action),
        _ => moved,
    }
}
