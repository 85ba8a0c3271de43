//! What holds at every size: no panic, nothing raw, nothing outside.

use crate::fixtures::{carrying, connected, started, talk};
use crate::{dark, doctor, look, queue, render, sessions, sites, viewer};
use proptest::prelude::*;
use ratatui::buffer::CellWidth;
use std::path::Path;
use twoport::app::{App, ConnectForm, Focus, MenuState, Overlay, Prompt, PromptPurpose, Question};
use twoport::model::Shore;
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

/// How many states there are.
pub(crate) const STATES: usize = 40;

/// A state of the program, one of many.
pub(crate) fn state(which: usize, size: (u16, u16)) -> App {
    let mut app = connected(size);
    match which {
        0 => {}
        1 => app = started(size),
        2 => app = carrying(size),
        3 => app.snapshot = sessions::listening(),
        4 => app.snapshot = sessions::active(),
        5 => app.snapshot = sessions::failed(),
        6 => {
            talk(&mut app);
            app.focus = Focus::Log;
        }
        7 => app.focus = Focus::Transfers,
        8 => app.overlay = Some(Overlay::Help { top: 3 }),
        9 => {
            app.overlay = Some(Overlay::Menu(MenuState {
                menu: 1,
                item: 3,
                sub: Some(1),
                alone: false,
            }));
        }
        10 => app.overlay = Some(Overlay::Connect(Box::<ConnectForm>::default())),
        11 => {
            let text = "写真写真写真写真写真写真写真写真写真写真写真写真写真";
            let prompt = Prompt::new(PromptPurpose::GoTo(Shore::Local), text);
            app.overlay = Some(Overlay::Prompt(Box::new(prompt)));
        }
        12 => app.overlay = Some(crate::security::changed("repl")),
        13 => app.overlay = Some(crate::security::unknown()),
        14 => app.snapshot = sessions::securing(),
        15 => app = doctor::running(size),
        16 => app = doctor::finished(size),
        17 => app = doctor::asking(size),
        26 => app = crate::looks::settings(size),
        18..26 => app = queue::state(which - 18, size),
        27 => app = viewer::looking(size, b"text\tand more\n\x1b\xff of it\n", "w"),
        28 => app = viewer::looking(size, b"\0\x01\x02 digits", ""),
        29..37 => app = sites::state(which - 29, size),
        37 => app = crate::tabs::three(app, 2),
        38 => app = crate::tabs::three(carrying(size), 0),
        _ => app.overlay = Some(Overlay::Question(Question::Quit { active: 2 })),
    }
    app
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_state_is_drawn_at_every_size(
        which in 0usize..STATES,
        columns in 1u16..300,
        rows in 1u16..100,
        ascii: bool,
    ) {
        let size = (columns, rows);
        let look = if ascii { look(Theme::mono(), &ASCII) } else { dark() };
        let buffer = render(&state(which, size), &look, size);
        for y in 0..rows {
            for x in 0..columns {
                let symbol = buffer[(x, y)].symbol();
                prop_assert!(!symbol.chars().any(char::is_control), "{symbol:?} at {x},{y}");
                let end = x + symbol.cell_width().max(1);
                prop_assert!(end <= columns, "{symbol:?} sticks out at {x},{y}");
            }
        }
    }

    #[test]
    fn a_frame_of_another_size_than_the_state_knows_is_drawn(
        which in 0usize..STATES,
        columns in 1u16..140,
        rows in 1u16..50,
    ) {
        let buffer = render(&state(which, (120, 36)), &dark(), (columns, rows));
        prop_assert_eq!(buffer.area.width, columns);
    }
}

/// The little sizes, every one of them.
#[test]
fn the_smallest_screens_are_drawn() {
    for which in [2, 12, 16, 18, 19, 37] {
        let mut app = state(which, (29, 11));
        for columns in 1..30 {
            for rows in 1..12 {
                app.size = (columns, rows);
                let buffer = render(&app, &dark(), app.size);
                assert_eq!(buffer.area.height, rows);
            }
        }
    }
}

#[test]
fn what_is_wide_does_not_stick_into_a_dialog() {
    let size = (120, 36);
    let mut app = connected(size);
    app.overlay = Some(Overlay::Help { top: 0 });
    let buffer = render(&app, &dark(), size);
    for y in 0..size.1 {
        for x in 0..size.0 - 1 {
            if buffer[(x, y)].symbol().cell_width() > 1 {
                assert_eq!(buffer[(x + 1, y)].symbol(), " ", "at {x},{y}");
            }
        }
    }
}

#[test]
fn the_password_is_not_on_the_screen() {
    let size = (80, 24);
    let mut app = started(size);
    app.overlay = Some(Overlay::Connect(Box::new(ConnectForm {
        password: "hunter2".into(),
        ..ConnectForm::default()
    })));
    let screen = crate::text(&render(&app, &dark(), size));
    assert!(!screen.contains("hunter2"), "{screen}");
}

/// Looks through a folder of sources for lines with more than ASCII in them.
fn more_than_ascii(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            more_than_ascii(&path, found);
        } else if path.file_name().unwrap() != "glyphs.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !line.is_ascii());
            found.extend(lines.map(|line| format!("{}: {line}", path.display())));
        }
    }
}

#[test]
fn signs_are_drawn_from_the_table_only() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table = std::fs::read_to_string(sources.join("tui/glyphs.rs")).unwrap();
    assert!(!table.is_ascii(), "the table is where it was");
    let mut found = Vec::new();
    more_than_ascii(&sources.join("tui"), &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn in_ascii_only_names_are_more_than_ascii() {
    let size = (120, 36);
    let mut app = connected(size);
    let ascii = app.local.rows.iter().filter(|row| row.text().is_ascii());
    app.local.rows = ascii.cloned().collect();
    app.local.shown = (0u32..).take(app.local.rows.len()).collect();
    let screen = crate::text(&render(&app, &look(Theme::mono(), &ASCII), size));
    assert!(screen.is_ascii(), "{screen}");
}
