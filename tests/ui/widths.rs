//! Columns stay where they are whatever stands in them: wide, combining, right-to-left and ambiguous
//! characters, in terminals that give the last of these one cell or two.

use crate::fixtures::connected;
use crate::sheet::{Size, picture};
use crate::{dark, look, queue, text};
use ratatui::buffer::{Buffer, CellWidth};
use std::sync::Arc;
use twoport::app::{App, Row};
use twoport::model::{Name, NameCoding};
use twoport::tui::glyphs::ASCII;
use twoport::tui::text::is_ambiguous_letter;
use twoport::tui::theme::Theme;
use twoport::tui::view::Look;
use unicode_width::UnicodeWidthStr;

const SIZES: [Size; 5] = [(160, 40), (120, 36), (80, 24), (60, 20), (40, 10)];

/// Names in many scripts: umlauts, Cyrillic, Greek, CJK, Hangul, combining marks, emoji of one and of
/// several characters, Hebrew and Arabic, and what only pretends to be text.
const NAMES: [&str; 12] = [
    "notes für Müller.txt",
    "отчёт за ноябрь — итог.docx",
    "ελληνικά αρχεία.tar.gz",
    "写真-2026-夏休み-最終版-本当に最終版.zip",
    "사진첩 2026.jpg",
    "e\u{301}a\u{308}o\u{302} combining.txt",
    "👩‍👩‍👧 family 🎉.png",
    "שלום עולם.txt",
    "مرحبا بالعالم.pdf",
    "\u{202e}gnp.exe",
    "±½×÷°§ ①②③.dat",
    "zero\u{200b}width\u{feff}.txt",
];

/// A pane of these names, and a queue of them.
fn named(size: Size, names: &[&str]) -> App {
    let mut app = connected(size);
    app.local.marks.clear();
    let plain = |row: &&Row| row.text() == "index.html";
    let plain = app.local.rows.iter().find(plain).unwrap().clone();
    let rows = names.iter().map(|name| {
        let mut entry = plain.entry.clone();
        entry.name = Name::from(*name);
        Row::new(entry, NameCoding::default())
    });
    app.local.rows = rows.collect();
    app.local.shown = (0u32..).take(app.local.rows.len()).collect();
    app.local.cursor = 1;
    let known = (*app.snapshot.transfers[0]).clone();
    let transfers = names.iter().map(|name| {
        let name = Name::from(*name).display();
        Arc::new(twoport::model::TransferView {
            name,
            ..known.clone()
        })
    });
    app.snapshot.transfers = Arc::new(transfers.collect());
    app
}

/// How wide a terminal draws what is in a cell: an ambiguous sign narrow or wide.
fn drawn(symbol: &str, ambiguous_wide: bool) -> u16 {
    let narrow = symbol.cell_width().max(1);
    if ambiguous_wide && symbol.chars().next().is_some_and(is_ambiguous_letter) {
        2
    } else if ambiguous_wide && !symbol.is_ascii() {
        narrow.max(u16::try_from(symbol.width_cjk().min(2)).unwrap())
    } else {
        narrow
    }
}

/// Each cell takes what the terminal gives it, and what it reaches over is left free for it.
fn aligned(buffer: &Buffer, ambiguous_wide: bool) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let cell = &buffer[(x, y)];
            let width = drawn(cell.symbol(), ambiguous_wide);
            let told = cell.cell_width().max(1);
            assert_eq!(
                width,
                told,
                "{:?} at {x},{y}:\n{}",
                cell.symbol(),
                text(buffer)
            );
            for over in x + 1..x + width {
                let covered = buffer[(over, y)].symbol();
                assert!(covered.trim().is_empty(), "{covered:?} at {over},{y}");
            }
            x += width;
        }
        assert_eq!(x, area.width, "row {y} sticks out:\n{}", text(buffer));
    }
}

/// Size, date and border stand where they stand behind a plain name, in all rows.
fn columns(app: &App, look: &Look, size: Size) {
    let buffer = picture(app, look, size).buffer;
    let plain = picture(&named(size, &["plain.txt"; NAMES.len()]), look, size).buffer;
    let pane = app.areas().local;
    let list = app.layout().pane_list(pane);
    let rows = u16::try_from(NAMES.len()).unwrap().min(list.height - 1);
    let line = |buffer: &Buffer, y: u16| -> Vec<String> {
        let cells = (list.x..pane.right()).map(|x| buffer[(x, y)].symbol().to_owned());
        cells.collect()
    };
    for y in list.y + 1..=list.y + rows {
        let (one, other) = (line(&buffer, y), line(&plain, y));
        let blank = |cell: &String| cell == " ";
        let named = 3 + "plain.txt".len();
        let gap = other[named..].iter().take_while(|cell| blank(cell)).count();
        let behind = named + gap;
        assert!(behind < other.len(), "a size: {other:?}");
        assert_eq!(
            one[behind..],
            other[behind..],
            "row {y}:\n{}",
            text(&buffer)
        );
    }
}

#[test]
fn names_of_all_kinds_keep_to_their_columns() {
    for size in SIZES {
        for app in [named(size, &NAMES), queue_of_names(size)] {
            for ascii in [false, true] {
                let mut worn = if ascii {
                    look(Theme::mono(), &ASCII)
                } else {
                    dark()
                };
                aligned(&picture(&app, &worn, size).buffer, false);
                worn.glyphs = &ASCII;
                worn.ambiguous_wide = true;
                aligned(&picture(&app, &worn, size).buffer, true);
            }
        }
        columns(&named(size, &NAMES), &dark(), size);
        let wide = Look {
            glyphs: &ASCII,
            ambiguous_wide: true,
            ..dark()
        };
        columns(&named(size, &NAMES), &wide, size);
    }
}

fn queue_of_names(size: Size) -> App {
    let mut app = queue::view(size);
    app.snapshot.transfers = named(size, &NAMES).snapshot.transfers;
    app.queue.cursor = 1;
    app
}

/// Whatever screen it is: where ambiguous signs are wide, none of the program's own is drawn, and those
/// of names take two cells.
#[test]
fn with_wide_ambiguous_signs_every_row_has_its_width() {
    for size in SIZES {
        let mut app = named(size, &NAMES);
        for keys in [
            "",
            "F9",
            "Alt-V",
            "?",
            "T",
            "L",
            "Alt-Enter",
            "F8",
            "F2",
            ":",
            "Alt-,",
        ] {
            let mut app = std::mem::replace(&mut app, named(size, &NAMES));
            if !keys.is_empty() {
                let now = app.now;
                app.update(twoport::app::Message::Key(keys.parse().unwrap()), now);
            }
            let wide = Look {
                glyphs: &ASCII,
                ambiguous_wide: true,
                ..look(Theme::mono(), &ASCII)
            };
            aligned(&picture(&app, &wide, size).buffer, true);
        }
    }
}
