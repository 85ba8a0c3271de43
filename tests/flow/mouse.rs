//! The mouse in the main views: clicks, the wheel, drag and drop, borders, the menu of a row.

use crate::screen::*;
use twoport::app::{
    Action, Area, Effect, Focus, LocalJob, LocalOutcome, Message, Mouse, MouseEvent, Over, Overlay,
    Position, SortKey, Spot,
};
use twoport::engine::Place;
use twoport::model::Shore::{Local, Remote};
use twoport::model::{Operation, Shore};

/// A mouse on a screen, at a place that is told when it does something.
pub(crate) trait Pointing {
    fn mouse(&mut self, event: MouseEvent, at: Position);
    fn on_spot(&mut self, event: MouseEvent, spot: Spot);
    fn area(&self, shore: Shore) -> Area;
    fn row(&self, shore: Shore, name: &str) -> Position;

    fn click(&mut self, at: Position) {
        self.mouse(MouseEvent::Press, at);
        self.mouse(MouseEvent::Release, at);
    }

    /// Presses on one row and moves to another place, the button still down.
    fn drag(&mut self, from: Position, to: Position) {
        self.mouse(MouseEvent::Press, from);
        let near = Position {
            column: from.column + 2,
            ..from
        };
        self.mouse(MouseEvent::Drag, near);
        self.mouse(MouseEvent::Drag, to);
    }

    fn drop(&mut self, at: Position) {
        self.mouse(MouseEvent::Release, at);
    }
}

impl Pointing for Screen {
    fn mouse(&mut self, event: MouseEvent, at: Position) {
        self.send(Message::Mouse(Mouse {
            event,
            at,
            ctrl: false,
            shift: false,
            spot: None,
        }));
    }

    fn on_spot(&mut self, event: MouseEvent, spot: Spot) {
        self.send(Message::Mouse(Mouse {
            event,
            at: Position::default(),
            ctrl: false,
            shift: false,
            spot: Some(spot),
        }));
    }

    fn area(&self, shore: Shore) -> Area {
        let areas = self.app.areas();
        match shore {
            Local => areas.local,
            Remote => areas.remote,
        }
    }

    fn row(&self, shore: Shore, name: &str) -> Position {
        let pane = self.app.pane(shore);
        let list = self.app.layout().pane_list(self.area(shore));
        let line = match name {
            "../" => 0,
            _ => pane.line_of(&name.into()).expect(name),
        };
        Position {
            column: list.x + 5,
            row: list.y + u16::try_from(line - pane.top).unwrap(),
        }
    }
}

/// A cell of a pane that has no row.
pub(crate) fn ground(screen: &Screen, shore: Shore) -> Position {
    let list = screen.app.layout().pane_list(screen.area(shore));
    Position {
        column: list.x + 10,
        row: list.bottom() - 2,
    }
}

fn held(screen: &mut Screen, at: Position, (ctrl, shift): (bool, bool)) {
    screen.send(Message::Mouse(Mouse {
        event: MouseEvent::Press,
        at,
        ctrl,
        shift,
        spot: None,
    }));
}

pub(crate) fn over(screen: &Screen) -> Over {
    screen.app.dragged().expect("something is dragged").over
}

#[test]
fn a_click_gives_a_pane_the_keys_and_a_row_the_cursor() {
    let mut screen = Screen::online();
    screen.click(screen.row(Remote, "README"));
    assert_eq!(screen.app.focus, Focus::Pane(Remote));
    assert_eq!(screen.at(Remote), "README");
    let before = screen.at(Local);
    screen.click(ground(&screen, Local));
    assert_eq!(screen.app.focus, Focus::Pane(Local));
    assert_eq!(screen.at(Local), before);
    assert!(screen.take().is_empty());
}

#[test]
fn ctrl_marks_and_shift_marks_up_to_here() {
    let mut screen = Screen::online();
    let photos = screen.row(Local, "photos");
    held(&mut screen, photos, (true, false));
    assert_eq!(screen.marks(Local), ["photos"]);
    held(&mut screen, photos, (true, false));
    assert!(screen.marks(Local).is_empty());
    let (site, parent) = (screen.row(Local, "site"), screen.row(Local, "../"));
    held(&mut screen, site, (false, true));
    assert_eq!(screen.marks(Local), ["photos", "site"]);
    held(&mut screen, parent, (true, false));
    assert_eq!(screen.marks(Local).len(), 2);
}

#[test]
fn a_double_click_is_enter_if_it_is_quick() {
    let mut screen = Screen::online();
    let photos = screen.row(Local, "photos");
    screen.click(photos);
    screen.wait(500);
    screen.click(photos);
    assert!(screen.take().is_empty());
    screen.wait(100);
    screen.click(photos);
    let path = format!("{WORK}/photos").into();
    assert_eq!(screen.jobs()[0].1, LocalJob::List(path));
    // The third of a quick row opens nothing.
    screen.click(photos);
    assert!(screen.take().is_empty());
}

#[test]
fn the_wheel_scrolls_what_is_under_the_pointer_and_gives_it_no_keys() {
    let mut screen = Screen::online();
    let entries = (0..60).map(|n| file(&format!("f{n:02}"), 1)).collect();
    screen.keys("2 R");
    screen.answer_remote("/pub", entries);
    screen.keys("1");
    let at = ground(&screen, Remote);
    screen.mouse(MouseEvent::WheelDown, at);
    assert_eq!(screen.app.remote.top, 3);
    assert_eq!(screen.app.focus, Focus::Pane(Local));
    screen.mouse(MouseEvent::WheelUp, at);
    screen.mouse(MouseEvent::WheelUp, at);
    assert_eq!(screen.app.remote.top, 0);
    for _ in 0..40 {
        screen.mouse(MouseEvent::WheelDown, at);
    }
    let height = screen.app.layout().pane_lines();
    assert_eq!(screen.app.remote.top, 61 - height);
}

#[test]
fn borders_are_dragged_and_a_double_click_puts_them_back() {
    let mut screen = Screen::online();
    let usual = screen.app.layout();
    let border = Position {
        column: usual.left,
        row: 8,
    };
    let to = Position {
        column: 80,
        row: 12,
    };
    screen.drag(border, to);
    screen.drop(to);
    assert_eq!(screen.app.layout().left, 80);
    let there = Position { column: 80, row: 8 };
    screen.click(there);
    screen.click(there);
    assert_eq!(screen.app.layout(), usual);
    let top = Position {
        column: 30,
        row: screen.app.areas().transfers.y,
    };
    let higher = Position {
        row: top.row - 3,
        ..top
    };
    screen.drag(top, higher);
    screen.drop(higher);
    assert_eq!(screen.app.layout().transfers, usual.transfers + 3);
    assert_eq!(screen.app.areas().transfers.y, higher.row);
    let top = Position {
        column: 30,
        row: screen.app.areas().connection.y,
    };
    let lower = Position {
        row: top.row + 3,
        ..top
    };
    screen.drag(top, lower);
    screen.drop(lower);
    assert_eq!(screen.app.layout().connection, 4);
}

#[test]
fn the_connection_and_the_transfers_are_folded_by_keys() {
    let mut screen = Screen::online();
    let usual = screen.app.layout();
    screen.keys("Ctrl-W s");
    assert_eq!(screen.app.layout().connection, 1);
    screen.keys("Ctrl-W t");
    let folded = screen.app.layout();
    assert_eq!((folded.connection, folded.transfers), (1, 1));
    assert_eq!(folded.panes, usual.panes + 6 + 5);
    screen.keys("Ctrl-W s Ctrl-W t");
    assert_eq!(screen.app.layout(), usual);
}

#[test]
fn the_right_button_opens_the_menu_of_the_row() {
    let mut screen = Screen::online();
    let readme = screen.row(Remote, "README");
    screen.mouse(MouseEvent::PressRight, readme);
    let Some(Overlay::Context(menu)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay);
    };
    assert_eq!((menu.title.as_str(), menu.at), ("README", readme));
    assert_eq!(
        (screen.app.active(), screen.at(Remote).as_str()),
        (Remote, "README")
    );
    let items = screen.app.context_items(menu);
    let rename = items
        .iter()
        .position(|item| item.label == "Rename")
        .unwrap();
    assert_eq!(items[rename].key, "F2");
    screen.on_spot(MouseEvent::Press, Spot::Item(rename));
    screen.on_spot(MouseEvent::Release, Spot::Item(rename));
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
}

/// Chooses what is called so in the menu that is open.
fn choose(screen: &mut Screen, label: &str) {
    let Some(Overlay::Context(menu)) = &screen.app.overlay else {
        panic!("{:?}", screen.app.overlay);
    };
    let items = screen.app.context_items(menu);
    let item = items.iter().position(|item| item.label.starts_with(label));
    let item = item.expect(label);
    screen.on_spot(MouseEvent::Press, Spot::Item(item));
    screen.on_spot(MouseEvent::Release, Spot::Item(item));
}

/// What the menu says where it does nothing; that it is closed then.
fn refused(screen: &mut Screen, label: &str) -> String {
    screen.take();
    choose(screen, label);
    let effects = screen.take();
    assert!(effects.is_empty(), "{label}: {effects:?}");
    assert!(screen.app.overlay.is_none(), "{:?}", screen.app.overlay);
    screen.toast().to_owned()
}

#[test]
fn the_menu_of_a_row_does_nothing_to_one_that_has_come_in_its_place() {
    let parent = || vec![directory("pub"), file("README", 3)];
    for label in ["Move", "Delete", "Rename", "Copy", "Permissions"] {
        let mut screen = Screen::online();
        screen.keys("2 h");
        screen.mouse(MouseEvent::PressRight, screen.row(Remote, "README"));
        screen.answer_remote("/", parent());
        assert_eq!(screen.at(Remote), "pub");
        assert!(refused(&mut screen, label).contains("something else by now"));
    }
    // Of another folder the row of that name is another one too.
    let mut screen = Screen::online();
    screen.keys("2 h");
    screen.mouse(MouseEvent::PressRight, screen.row(Remote, "README"));
    screen.answer_remote("/", vec![file("README", 3)]);
    assert!(refused(&mut screen, "Move").contains("something else by now"));
    screen.mouse(MouseEvent::PressRight, screen.row(Remote, "README"));
    choose(&mut screen, "Move");
    assert_eq!(screen.order().from, remote("/"));
}

#[test]
fn the_menu_of_a_row_that_is_gone_does_nothing() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    screen.mouse(MouseEvent::PressRight, screen.row(Remote, "README"));
    let left = remote_entries().into_iter();
    let left = left.filter(|entry| entry.name != "README".into());
    screen.answer_remote("/pub", left.collect());
    assert!(refused(&mut screen, "Move").contains("something else by now"));
    // What stays is what the menu is for.
    screen.keys("R");
    screen.mouse(MouseEvent::PressRight, screen.row(Remote, "incoming"));
    screen.answer_remote("/pub", remote_entries());
    screen.take();
    choose(&mut screen, "Move");
    assert_eq!(screen.order().items[0].name.display(), "incoming");
}

#[test]
fn the_menu_of_marked_rows_is_for_just_those() {
    let mut screen = Screen::online();
    screen.keys("2 Ctrl-A R");
    let readme = screen.row(Remote, "README");
    screen.mouse(MouseEvent::PressRight, readme);
    let left = remote_entries().into_iter();
    let left = left.filter(|entry| entry.name != "incoming".into());
    screen.answer_remote("/pub", left.collect());
    assert!(refused(&mut screen, "Move").contains("something else by now"));
    screen.keys("R");
    screen.mouse(MouseEvent::PressRight, screen.row(Remote, "README"));
    screen.answer_remote("/pub", remote_entries());
    screen.take();
    choose(&mut screen, "Move");
    assert_eq!(screen.order().items.len(), 4);
}

#[test]
fn the_menu_of_a_folder_does_nothing_in_another() {
    let mut screen = Screen::online();
    screen.keys("2 h");
    let at = ground(&screen, Remote);
    screen.mouse(MouseEvent::PressRight, at);
    screen.answer_remote("/", vec![directory("pub")]);
    assert!(refused(&mut screen, "Make a folder").contains("something else by now"));
    screen.keys("R");
    let at = ground(&screen, Remote);
    screen.mouse(MouseEvent::PressRight, at);
    screen.answer_remote("/", vec![directory("other")]);
    choose(&mut screen, "Make a folder");
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
}

#[test]
fn the_menu_of_a_transfer_does_nothing_to_another() {
    use twoport::model::TransferState as S;
    let mut screen = Screen::online();
    screen.queue(vec![transfer(1, S::Queued), transfer(2, S::Queued)]);
    screen.keys("T");
    screen.app.queue.tab = twoport::app::QueueTab::Waiting;
    screen.keys("g g Menu");
    screen.queue(vec![transfer(1, S::Running), transfer(2, S::Queued)]);
    let under_cursor = screen.app.transfer().map(|row| row.id.0);
    assert_eq!(under_cursor, Some(2));
    assert!(refused(&mut screen, "Cancel the transfer").contains("choose it again"));
}

#[test]
fn a_row_that_is_held_down_is_not_dragged_out_of_another_folder() {
    let mut screen = Screen::online();
    screen.keys("2 h");
    let (from, to) = (screen.row(Remote, "README"), ground(&screen, Local));
    screen.mouse(MouseEvent::Press, from);
    screen.answer_remote("/", remote_entries());
    screen.mouse(MouseEvent::Drag, to);
    assert!(screen.app.carry.is_none());
    screen.drop(to);
    // Nor is a second press there the second one of a double click.
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    let logs = screen.row(Remote, "README");
    screen.click(logs);
    screen.answer_remote("/logs", remote_entries());
    screen.take();
    screen.click(logs);
    assert!(screen.take().is_empty());
}

#[test]
fn a_click_beside_a_menu_closes_it_and_esc_too() {
    let mut screen = Screen::online();
    for _ in 0..2 {
        screen.mouse(MouseEvent::PressRight, screen.row(Local, "site"));
        screen.click(ground(&screen, Remote));
        assert!(screen.app.overlay.is_none());
        screen.keys("Shift-F10");
        assert!(matches!(screen.app.overlay, Some(Overlay::Context(_))));
        screen.keys("Esc");
        assert!(screen.app.overlay.is_none());
    }
    assert_eq!(screen.app.active(), Local);
}

#[test]
fn letters_and_arrows_choose_in_the_menu_of_a_row() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("Menu");
    screen.keys("Down Down Down");
    screen.keys("Enter");
    // Below View, Edit and the line is Copy, below it Move.
    assert_eq!(screen.order().operation, Operation::Move);
    screen.stand_on("notes.txt");
    screen.keys("Menu r");
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
}

/// A folder is opened, a file viewed; both have properties and permissions.
#[test]
fn the_menu_of_a_row_has_what_can_be_done_with_it() {
    let mut screen = Screen::online();
    for (name, first) in [
        ("site", "Open the folder, or the file"),
        ("notes.txt", "View the file"),
    ] {
        screen.stand_on(name);
        screen.keys("Menu");
        let Some(Overlay::Context(menu)) = &screen.app.overlay else {
            panic!("{:?}", screen.app.overlay);
        };
        let items = screen.app.context_items(menu);
        let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(labels[0], first);
        assert!(labels.contains(&"Properties…") && labels.contains(&"Permissions…"));
        screen.keys("Esc");
    }
}

#[test]
fn menus_open_follow_the_pressed_button_and_choose_on_release() {
    let mut screen = Screen::online();
    screen.on_spot(MouseEvent::Press, Spot::Menu(0));
    screen.on_spot(MouseEvent::Drag, Spot::Menu(3));
    let Some(Overlay::Menu(state)) = &screen.app.overlay else {
        panic!("no menu");
    };
    assert_eq!(state.menu, 3);
    let items = &screen.app.menus()[3].items;
    let hidden = items
        .iter()
        .position(|item| item.label == "Hidden files")
        .unwrap();
    screen.on_spot(MouseEvent::Drag, Spot::Item(hidden));
    screen.on_spot(MouseEvent::Release, Spot::Item(hidden));
    assert!(screen.app.overlay.is_none() && screen.app.local.show_hidden);
}

#[test]
fn chips_open_what_they_are_about() {
    let mut screen = Screen::online();
    screen.on_spot(MouseEvent::Press, Spot::Choice(Action::ModePassive));
    let Some(Overlay::Menu(state)) = screen.app.overlay else {
        panic!("no menu");
    };
    let item = &screen.app.menus()[state.menu].items[state.item];
    assert_eq!((item.label.as_str(), state.sub), ("Mode", Some(2)));
    screen.on_spot(MouseEvent::Press, Spot::SubItem(1));
    screen.on_spot(MouseEvent::Release, Spot::SubItem(1));
    assert!(screen.toast().contains("ACTIVE"), "{}", screen.toast());
}

#[test]
fn a_word_on_a_border_opens_its_menu_and_the_border_can_be_dragged_by_it() {
    let mut screen = Screen::online();
    let before = screen.app.areas().connection;
    let border = Position {
        column: 16,
        row: before.y,
    };
    let chip = |screen: &mut Screen, event, at| {
        screen.send(Message::Mouse(Mouse {
            event,
            at,
            ctrl: false,
            shift: false,
            spot: Some(Spot::Choice(Action::ModePassive)),
        }));
    };
    chip(&mut screen, MouseEvent::Press, border);
    assert!(screen.app.overlay.is_none());
    let lower = Position {
        row: border.row + 3,
        ..border
    };
    screen.mouse(MouseEvent::Drag, lower);
    screen.mouse(MouseEvent::Release, lower);
    assert!(screen.app.overlay.is_none());
    let after = screen.app.areas().connection;
    assert!(after.height < before.height, "{after:?}");
    let border = Position {
        row: after.y,
        ..border
    };
    chip(&mut screen, MouseEvent::Press, border);
    chip(&mut screen, MouseEvent::Release, border);
    assert!(matches!(screen.app.overlay, Some(Overlay::Menu(_))));
    // Nothing is held any more: a motion opens no other menu.
    screen.on_spot(MouseEvent::Drag, Spot::Menu(0));
    let Some(Overlay::Menu(state)) = screen.app.overlay else {
        panic!("no menu");
    };
    assert_ne!(state.menu, 0);
}

#[test]
fn hints_press_their_keys_and_headings_sort() {
    let mut screen = Screen::online();
    screen.on_spot(MouseEvent::Press, Spot::Keys("F7".into()));
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    screen.on_spot(MouseEvent::Press, Spot::Keys("Esc".into()));
    assert!(screen.app.overlay.is_none());
    for descending in [true, false] {
        screen.on_spot(MouseEvent::Press, Spot::Heading(Remote, SortKey::Size));
        assert_eq!(screen.app.remote.sort.key, SortKey::Size);
        assert_eq!(screen.app.remote.sort.descending, descending);
    }
}

#[test]
fn alt_m_gives_the_terminal_its_mouse_back() {
    let mut screen = Screen::online();
    screen.keys("Alt-M");
    assert!(matches!(screen.take()[..], [Effect::Mouse(false)]));
    screen.keys("Alt-M");
    assert!(matches!(screen.take()[..], [Effect::Mouse(true)]));
}

#[test]
fn what_is_carried_by_keys_is_thrown_across() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys(">");
    assert_eq!(screen.order().to, remote("/pub"));
    screen.keys("<");
    assert!(screen.take().is_empty(), "{}", screen.toast());
    screen.keys("p Shift-Right");
    assert!(screen.app.carry.is_none());
    assert_eq!(screen.order().to, remote("/pub"));
    assert_eq!(screen.app.active(), Local);
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("x <");
    let order = screen.order();
    assert_eq!(
        (order.to, order.operation),
        (Place::Local(WORK.into()), Operation::Move)
    );
}

#[test]
fn what_does_not_fit_on_this_computer_is_refused() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![file("huge.iso", 97 << 30)]);
    screen.stand_on("huge.iso");
    screen.keys("p <");
    assert!(
        screen.toast().contains("no space: 97"),
        "{}",
        screen.toast()
    );
    assert!(screen.app.carry.is_some());
}

/// Room that has come meanwhile is known at the next try.
#[test]
fn what_was_refused_for_want_of_room_is_judged_anew() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![file("huge.iso", 97 << 30)]);
    screen.stand_on("huge.iso");
    screen.take();
    screen.keys("F5");
    let jobs = screen.jobs();
    let (request, path) = match jobs.as_slice() {
        [(request, LocalJob::List(path))] => (*request, path.clone()),
        other => panic!("{other:?}"),
    };
    screen.send(Message::Local {
        request,
        outcome: Ok(LocalOutcome::Listed {
            path,
            told: 0,
            entries: Vec::new(),
            free: Some(98 << 30),
        }),
    });
    screen.keys("F5");
    assert_eq!(screen.order().items.len(), 1);
}

#[test]
fn copying_across_is_refused_in_the_words_of_a_drop() {
    let reason = "no space: 97.0 GiB wanted, 96.0 GiB free";
    let mut screen = Screen::online();
    screen.keys("2 R");
    let huge = vec![file("huge.iso", 97 << 30), file("small", 1)];
    screen.answer_remote("/pub", huge);
    screen.stand_on("huge.iso");
    screen.take();
    for key in ["F5", "F6", "<"] {
        screen.keys(key);
        assert_eq!(screen.toast(), format!("cannot drop here: {reason}"));
        assert!(screen.commands().is_empty(), "{key}");
    }
    for line in ["get huge.iso", "reget huge.iso", "mget *.iso"] {
        screen.line(line);
        assert_eq!(screen.line_error(), reason, "{line}");
        assert!(screen.commands().is_empty(), "{line}");
        screen.keys("Esc");
    }
    // Of another disk nothing is known.
    screen.line("get huge.iso /mnt/");
    screen.order();
    screen.line("get small");
    screen.order();
}

#[test]
fn in_a_view_of_the_whole_screen_nothing_below_it_is_met() {
    for key in ["F3", "Alt-I"] {
        let mut screen = Screen::online();
        screen.stand_on("notes.txt");
        let photos = screen.row(Local, "photos");
        screen.keys(key);
        let focus = screen.app.focus;
        assert!(!matches!(focus, Focus::Pane(_)), "{key}");
        screen.drag(photos, screen.row(Local, "notes.txt"));
        screen.drop(photos);
        screen.mouse(MouseEvent::WheelDown, photos);
        screen.mouse(MouseEvent::WheelUp, photos);
        screen.on_spot(MouseEvent::Press, Spot::Act(Action::Open));
        assert_eq!(
            (screen.app.focus, screen.app.carry.is_none()),
            (focus, true)
        );
        assert_eq!(screen.at(Local), "notes.txt");
    }
}
