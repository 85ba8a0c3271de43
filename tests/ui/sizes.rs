//! What holds at every size: nothing raw, nothing outside. See `sound` for what every screen is
//! held to.

use crate::fixtures::{connected, started};
use crate::{dark, look, render};
use ratatui::buffer::CellWidth;
use std::path::Path;
use twoport::app::{ConnectForm, Overlay};
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

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
