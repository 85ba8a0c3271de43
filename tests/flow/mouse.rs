//! The mouse in the main views: clicks, the wheel, drag and drop, borders, the menu of a row.

use crate::screen::*;
use twoport::app::{
    Action, Area, Context, Effect, Focus, LocalJob, Message, Mouse, MouseEvent, Over, Overlay,
    Position, SortKey, Spot, Target,
};
use twoport::engine::{Command, Place};
use twoport::model::Shore::{Local, Remote};
use twoport::model::{Operation, QueuePlace, Shore, TransferId, TransferState};

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
fn ground(screen: &Screen, shore: Shore) -> Position {
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

fn over(screen: &Screen) -> Over {
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
fn entries_are_dragged_to_the_other_pane() {
    let mut screen = Screen::online();
    screen.drag(screen.row(Local, "notes.txt"), ground(&screen, Remote));
    assert_eq!(over(&screen), Over::Pane(Remote));
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    assert_eq!(screen.app.context(), Context::Carrying);
    screen.drop(ground(&screen, Remote));
    let order = screen.order();
    assert_eq!((order.from, order.to), (local(WORK), remote("/pub")));
    assert_eq!(order.items.len(), 1);
    assert_eq!(order.operation, Operation::Copy);
    assert!(screen.app.carry.is_none() && screen.app.dragged().is_none());
    assert_eq!(screen.app.focus, Focus::Pane(Remote));
}

#[test]
fn marks_go_along_only_with_one_of_them() {
    let mut screen = Screen::online();
    for name in ["photos", "site"] {
        screen.stand_on(name);
        screen.keys("Space");
    }
    screen.drag(screen.row(Local, "photos"), ground(&screen, Remote));
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 2);
    screen.keys("Esc");
    assert_eq!(screen.marks(Local), ["photos", "site"]);
    screen.drag(screen.row(Local, "notes.txt"), ground(&screen, Remote));
    assert_eq!(screen.app.carry.as_ref().unwrap().items.len(), 1);
}

#[test]
fn over_a_folder_it_goes_into_it() {
    let mut screen = Screen::online();
    let logs = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), logs);
    assert_eq!(over(&screen), Over::Folder(Remote));
    assert_eq!(screen.app.target_title(), "/pub/logs");
    screen.drop(logs);
    assert_eq!(screen.order().to, remote("/pub/logs"));
}

#[test]
fn over_the_parent_row_it_goes_to_the_folder_above() {
    let mut screen = Screen::online();
    let above = screen.row(Remote, "../");
    screen.drag(screen.row(Local, "notes.txt"), above);
    screen.drop(above);
    assert_eq!(screen.order().to, remote("/"));
}

#[test]
fn a_pointer_that_rests_on_a_folder_opens_it() {
    let mut screen = Screen::online();
    let logs = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), logs);
    screen.wait(600);
    assert!(screen.commands().is_empty());
    assert!(screen.app.next_tick().unwrap().as_millis() <= 100);
    screen.wait(100);
    let commands = screen.commands();
    assert!(
        matches!(&commands[..], [Command::List { path, .. }] if *path == crate::screen::path("/pub/logs"))
    );
    screen.answer_remote(
        "/pub/logs",
        vec![directory("deep"), directory("deeper"), directory("deepest")],
    );
    // It rests on another folder now, which opens only once it has moved.
    screen.wait(2_000);
    assert!(screen.commands().is_empty());
    screen.drop(ground(&screen, Remote));
    assert_eq!(screen.order().to, remote("/pub/logs"));
}

#[test]
fn let_go_where_it_cannot_go_it_is_put_back() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    // Over nothing, and over the pane it comes from.
    let nowhere = Position {
        column: 3,
        row: screen.app.areas().connection.y + 2,
    };
    for at in [nowhere, ground(&screen, Local)] {
        screen.drag(notes, at);
        assert!(matches!(screen.app.target(), Some(Target::No(_))));
        screen.drop(at);
        assert!(screen.app.carry.is_none());
        assert_eq!(screen.toast(), "put back");
        assert_eq!(screen.at(Local), "notes.txt");
    }
    // A folder into itself, to move.
    let photos = screen.row(Local, "photos");
    screen.drag(photos, photos);
    screen.keys("c");
    screen.drop(photos);
    assert_eq!(screen.toast(), "put back: into itself");
    assert!(screen.take().is_empty());
}

#[test]
fn esc_puts_it_back_and_the_button_means_nothing_then() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.drag(notes, ground(&screen, Remote));
    screen.keys("Esc");
    assert!(screen.app.carry.is_none());
    assert_eq!(
        (screen.app.active(), screen.at(Local).as_str()),
        (Local, "notes.txt")
    );
    screen.mouse(MouseEvent::Drag, ground(&screen, Remote));
    screen.drop(ground(&screen, Remote));
    assert!(screen.app.carry.is_none() && screen.take().is_empty());
}

#[test]
fn a_release_that_is_lost_puts_it_back() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.drag(notes, ground(&screen, Remote));
    screen.send(Message::Focus(false));
    assert!(screen.app.carry.is_none());
    screen.drag(notes, ground(&screen, Remote));
    screen.mouse(MouseEvent::Move, ground(&screen, Remote));
    assert!(screen.app.carry.is_none());
    screen.drag(notes, ground(&screen, Remote));
    screen.mouse(MouseEvent::Press, ground(&screen, Remote));
    assert!(screen.app.carry.is_none() && screen.take().is_empty());
}

#[test]
fn a_small_movement_is_a_click() {
    let mut screen = Screen::online();
    let notes = screen.row(Local, "notes.txt");
    screen.mouse(MouseEvent::Press, notes);
    let near = Position {
        column: notes.column + 1,
        ..notes
    };
    screen.mouse(MouseEvent::Drag, near);
    assert!(screen.app.carry.is_none());
    screen.drop(near);
    assert_eq!(screen.at(Local), "notes.txt");
}

#[test]
fn at_the_edge_of_a_pane_it_scrolls() {
    let mut screen = Screen::online();
    let entries = (0..60).map(|n| file(&format!("f{n:02}"), 1)).collect();
    screen.keys("2 R");
    screen.answer_remote("/pub", entries);
    let list = screen.app.layout().pane_list(screen.area(Remote));
    let edge = Position {
        column: list.x + 5,
        row: list.bottom() - 1,
    };
    screen.drag(screen.row(Local, "notes.txt"), edge);
    let mut steps = 0;
    while screen.app.remote.top < 20 {
        let tick = screen.app.next_tick().expect("it goes on by itself");
        screen.wait(i64::try_from(tick.as_millis()).unwrap() + 1);
        steps += 1;
        assert!(steps < 60);
    }
    screen.mouse(MouseEvent::Drag, ground(&screen, Remote));
    screen.wait(1_000);
    assert_eq!(screen.app.remote.top, 20);
}

#[test]
fn on_this_computer_a_drag_copies_and_c_makes_it_a_move() {
    let mut screen = Screen::online();
    let site = screen.row(Local, "site");
    screen.drag(screen.row(Local, "notes.txt"), site);
    screen.drop(site);
    let job = |screen: &mut Screen| screen.jobs().remove(0).1;
    assert!(matches!(job(&mut screen), LocalJob::CopyInto { .. }));
    screen.drag(screen.row(Local, "notes.txt"), site);
    screen.keys("c");
    screen.drop(site);
    assert!(matches!(job(&mut screen), LocalJob::MoveInto { .. }));
}

#[test]
fn dropped_on_the_queue_it_comes_in_at_that_place() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Queued),
    ]);
    let second = Position {
        column: 8,
        row: screen.app.areas().transfers.y + 2,
    };
    screen.drag(screen.row(Local, "notes.txt"), second);
    assert_eq!(over(&screen), Over::Queue(Some(TransferId(2))));
    assert_eq!(screen.app.target_title(), "/pub");
    screen.drop(second);
    let commands = screen.commands();
    let [Command::Enqueue(order), Command::PlaceDrop { drop, before }] = &commands[..] else {
        panic!("{commands:?}");
    };
    assert_eq!((order.to.clone(), *drop), (remote("/pub"), order.id));
    assert_eq!(*before, TransferId(2));
}

#[test]
fn rows_of_the_queue_are_dragged_to_another_place() {
    let mut screen = Screen::online();
    let queued = |id| transfer(id, TransferState::Queued);
    screen.queue(vec![queued(1), queued(2), queued(3)]);
    screen.keys("T g g");
    let list = screen.app.layout().queue_list(screen.app.areas().queue);
    let row = |number| Position {
        column: 6,
        row: list.y + number,
    };
    screen.drag(row(0), row(2));
    assert_eq!(screen.app.dragged_row().unwrap().id, TransferId(1));
    screen.drop(row(2));
    let id = TransferId(1);
    let place = QueuePlace::Behind(TransferId(3));
    assert!(
        matches!(screen.commands()[..], [Command::Reorder { id: a, place: b }] if (a, b) == (id, place))
    );
    screen.drag(row(2), row(0));
    screen.keys("Esc");
    screen.mouse(MouseEvent::Move, row(0));
    assert!(screen.app.dragged_row().is_none() && screen.take().is_empty());
}

#[test]
fn a_row_that_has_its_turn_already_stays_there() {
    let mut screen = Screen::online();
    let states = [TransferState::Running, TransferState::Queued];
    screen.queue(
        (1..)
            .zip(states)
            .map(|(id, state)| transfer(id, state))
            .collect(),
    );
    screen.keys("T g g");
    let list = screen.app.layout().queue_list(screen.app.areas().queue);
    let row = |number| Position {
        column: 6,
        row: list.y + number,
    };
    screen.drag(row(0), row(1));
    screen.drop(row(1));
    assert_eq!(screen.toast(), "it has its turn already");
    assert!(screen.take().is_empty());
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
    screen.keys("Down Down");
    screen.keys("Enter");
    // Below Open and the line is Copy, below it Move.
    assert_eq!(screen.order().operation, Operation::Move);
    screen.stand_on("notes.txt");
    screen.keys("Menu r");
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
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
fn what_the_listing_calls_read_only_is_no_target() {
    let mut screen = Screen::online();
    let mut logs = directory("logs");
    logs.takes_files = Some(false);
    screen.keys("2 R");
    screen.answer_remote("/pub", vec![logs]);
    screen.take();
    let target = screen.row(Remote, "logs");
    screen.drag(screen.row(Local, "notes.txt"), target);
    let reason = "read-only: the server takes no files there";
    assert_eq!(screen.app.target(), Some(Target::No(reason.into())));
    screen.drop(target);
    assert_eq!(screen.toast(), format!("put back: {reason}"));
    assert!(screen.take().is_empty());
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
