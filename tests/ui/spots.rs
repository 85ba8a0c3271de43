//! What is clicked is what is seen: the mouse meets what the picture has there.

use crate::fixtures::{carrying, connected};
use crate::sheet::{check, check_at};
use crate::{dark, doctor, queue, render, text};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use twoport::app::{
    Action, App, ConnectForm, Focus, Message, Mouse, MouseEvent, Overlay, Position, SortKey, Spot,
};
use twoport::model::Shore;
use twoport::tui::view::draw_spots;

const SIZES: [(u16, u16); 7] = [
    (200, 60),
    (120, 36),
    (100, 28),
    (80, 24),
    (60, 20),
    (40, 10),
    (24, 6),
];

pub(crate) fn spots(app: &App, size: (u16, u16)) -> (Buffer, Vec<(Rect, Spot)>) {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    let mut spots = Vec::new();
    terminal
        .draw(|frame| spots = draw_spots(frame, app, &dark()))
        .unwrap();
    (terminal.backend().buffer().clone(), spots)
}

/// The characters in a part of a picture.
fn within(buffer: &Buffer, place: Rect) -> String {
    let mut shown = String::new();
    for y in place.top()..place.bottom() {
        let mut x = place.left();
        while x < place.right() {
            let symbol = buffer[(x, y)].symbol();
            shown.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
    }
    shown
}

fn mouse(app: &mut App, event: MouseEvent, (column, row): (u16, u16)) {
    let message = Message::Mouse(Mouse {
        event,
        at: Position { column, row },
        ctrl: false,
        shift: false,
        spot: None,
    });
    let now = app.now;
    app.update(message, now);
}

/// The cell where a text begins, in the right half or anywhere.
pub(crate) fn cell_of(buffer: &Buffer, wanted: &str, from: u16) -> Option<(u16, u16)> {
    let area = buffer.area;
    (0..area.height).find_map(|row| {
        let place = Rect::new(from, row, area.width - from, 1);
        let line = within(buffer, place);
        let before = line.split_once(wanted)?.0.chars().count();
        Some((from + u16::try_from(before).unwrap(), row))
    })
}

#[test]
fn a_row_is_where_it_is_seen() {
    for size in SIZES {
        for (shore, name) in [(Shore::Local, "index.html"), (Shore::Remote, "CHANGES.txt")] {
            let mut app = connected(size);
            app.focus = Focus::Pane(shore);
            app.last_pane = shore;
            let buffer = render(&app, &dark(), size);
            let below = app.layout().menu + app.layout().panes;
            let Some(at) = cell_of(&buffer, name, 0).filter(|at| at.1 < below) else {
                assert!(size.1 < 24, "{name} is seen at {size:?}");
                continue;
            };
            mouse(&mut app, MouseEvent::Press, at);
            let row = app
                .pane(shore)
                .current()
                .expect("the cursor is on an entry");
            assert_eq!(row.text(), name, "at {size:?}");
        }
    }
}

#[test]
fn borders_are_where_they_are_seen() {
    for size in [(200, 60), (120, 36), (100, 28)] {
        let mut app = connected(size);
        let buffer = render(&app, &dark(), size);
        let (_, row) = cell_of(&buffer, "╭─ Transfers", 0).unwrap();
        mouse(&mut app, MouseEvent::Press, (40, row));
        mouse(&mut app, MouseEvent::Drag, (40, row - 2));
        mouse(&mut app, MouseEvent::Release, (40, row - 2));
        let buffer = render(&app, &dark(), size);
        let there = cell_of(&buffer, "╭─ Transfers", 0).unwrap();
        assert_eq!(there, (0, row - 2), "{}", text(&buffer));
    }
}

#[test]
fn hints_titles_and_headings_stand_where_they_are_clicked() {
    for size in SIZES {
        let app = connected(size);
        let mut form = connected(size);
        form.overlay = Some(Overlay::Connect(Box::<ConnectForm>::default()));
        for app in [
            Box::new(app),
            Box::new(form),
            Box::new(carrying(size)),
            Box::new(doctor::finished(size)),
            Box::new(queue::state(0, size)),
        ] {
            let (buffer, spots) = spots(&app, size);
            for (place, spot) in &spots {
                assert!(place.right() <= size.0 && place.bottom() <= size.1);
                let seen = within(&buffer, *place);
                let right = match spot {
                    Spot::Keys(key) => seen.starts_with(key.as_str()),
                    Spot::Menu(0) => seen.contains("File") || seen.contains("F9"),
                    Spot::Heading(_, SortKey::Size) => seen.contains("Size"),
                    Spot::Heading(_, SortKey::Modified) => seen.contains("Modified"),
                    Spot::Heading(_, _) => seen.contains("Name"),
                    Spot::Act(Action::PreviousSession) => seen == "[",
                    Spot::Act(Action::NextSession) => seen == "]",
                    Spot::Act(Action::Log) => seen.contains("log"),
                    Spot::Act(Action::Transfers) => seen.contains("T full view"),
                    Spot::Choice(Action::ModePassive) => seen.contains("PASSIVE"),
                    Spot::Pane(Shore::Remote) => seen.contains("Remote"),
                    Spot::QueueTab(tab) => seen.contains(tab.title()) || size.0 < 100,
                    _ => true,
                };
                // What a dialog lies over is not clicked: the dialog is.
                let covered = app.overlay.is_some();
                assert!(right || covered, "{spot:?} on {seen:?} at {size:?}");
            }
        }
    }
}

#[test]
fn what_hangs_on_the_pointer() {
    let size = (120, 36);
    let mut app = connected(size);
    mouse(&mut app, MouseEvent::Press, (6, 7));
    mouse(&mut app, MouseEvent::Drag, (9, 7));
    mouse(&mut app, MouseEvent::Drag, (70, 6));
    check_at("dragging", size, &app);
}

/// Over where it came from: not to be dropped, and why.
#[test]
fn what_hangs_on_the_pointer_where_it_cannot_go() {
    for size in [(120, 36), (80, 24)] {
        let mut app = connected(size);
        for (event, at) in [
            (MouseEvent::Press, (6, 7)),
            (MouseEvent::Drag, (9, 7)),
            (MouseEvent::Drag, (12, 9)),
        ] {
            mouse(&mut app, event, at);
        }
        check_at("dragging_home", size, &app);
    }
}

#[test]
fn the_menu_of_what_is_under_the_pointer() {
    check("context_menu", |size| {
        let mut app = connected(size);
        mouse(&mut app, MouseEvent::PressRight, (size.0 * 7 / 12, 5));
        app
    });
}
