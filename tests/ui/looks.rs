//! The looks: each theme on each state. What a style says is kept as letters, so that a change of
//! colours shows where it is; and nothing is hard to read.

use crate::fixtures::{carrying, connected, started, talk};
use crate::screens::SIZES;
use crate::sizes::{STATES, state};
use crate::{dark, doctor, look, queue, render, sessions, text};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use twoport::app::{App, Focus, MenuState, Overlay, SettingsList};
use twoport::model::ModeChoice;
use twoport::model::settings::SETTINGS;
use twoport::tui::glyphs::{ASCII, UNICODE};
use twoport::tui::theme::{DARK, Depth, HIGH_CONTRAST, LIGHT, Theme};

/// The list of settings, the cursor on one that was changed.
pub(crate) fn settings(size: (u16, u16)) -> App {
    let mut app = connected(size);
    app.toast = None;
    app.settings.sessions = 5;
    app.settings.limits.down = Some(2 << 20);
    let at = SETTINGS
        .iter()
        .position(|setting| setting.key == "sessions");
    app.overlay = Some(Overlay::Settings(Box::new(SettingsList {
        at: at.unwrap(),
        ..SettingsList::default()
    })));
    app
}

/// A setting is typed, and makes no sense.
fn typing(size: (u16, u16)) -> App {
    let mut app = settings(size);
    if let Some(Overlay::Settings(list)) = &mut app.overlay {
        list.typed = Some("many".into());
        list.error = Some("It takes a number from 0 to 16.".into());
    }
    app
}

#[test]
fn the_settings() {
    for size in SIZES {
        let screen = text(&render(&settings(size), &dark(), size));
        insta::assert_snapshot!(format!("settings_{}x{}", size.0, size.1), screen);
        let screen = text(&render(&typing(size), &dark(), size));
        insta::assert_snapshot!(format!("settings_typing_{}x{}", size.0, size.1), screen);
    }
}

#[test]
fn the_menu_of_themes() {
    let size = (80, 24);
    let mut app = connected(size);
    let menus = app.menus();
    let menu = menus.iter().position(|menu| menu.title == "View").unwrap();
    let items = &menus[menu].items;
    let item = items.iter().position(|item| item.label == "Theme").unwrap();
    app.overlay = Some(Overlay::Menu(MenuState {
        alone: false,
        menu,
        item,
        sub: Some(2),
    }));
    let screen = text(&render(&app, &dark(), size));
    insta::assert_snapshot!("menu_theme_80x24", screen);
}

/// A name, and the state it stands for.
type Named = (&'static str, fn((u16, u16)) -> App);

/// The states that are kept in every theme.
const KEPT: [Named; 12] = [
    ("passive", connected),
    ("active", |size| {
        let mut app = connected(size);
        app.mode = ModeChoice::Active;
        app.snapshot = sessions::active();
        app
    }),
    ("listening", |size| {
        let mut app = connected(size);
        app.mode = ModeChoice::Active;
        app.snapshot = sessions::listening();
        app
    }),
    ("data_failed", |size| {
        let mut app = connected(size);
        app.snapshot = sessions::failed();
        app
    }),
    ("carrying", carrying),
    ("offline", started),
    ("log", |size| {
        let mut app = connected(size);
        talk(&mut app);
        app.focus = Focus::Log;
        app
    }),
    ("transfers", |size| queue::state(0, size)),
    ("conflict", |size| queue::state(1, size)),
    ("certificate", |size| {
        let mut app = connected(size);
        app.overlay = Some(crate::security::changed("repl"));
        app
    }),
    ("doctor", doctor::finished),
    ("settings", settings),
];

/// The styles of a frame: a letter for each cell, and what the letters say.
fn styles(buffer: &Buffer) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut lines = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        for x in 0..buffer.area.width {
            let style = said(&buffer[(x, y)]);
            let at = known.iter().position(|other| *other == style);
            let at = at.unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            line.push(letter(at));
        }
        let base = letter(0);
        let _ = writeln!(lines, "{}", line.trim_end_matches(base));
    }
    for (at, style) in known.iter().enumerate() {
        let _ = writeln!(lines, "{} {style}", letter(at));
    }
    lines
}

fn letter(at: usize) -> char {
    let letters = ('a'..='z').chain('A'..='Z').chain('0'..='9');
    letters.into_iter().nth(at).unwrap_or('?')
}

fn said(cell: &Cell) -> String {
    let color = |color: Color| match color {
        Color::Reset => "-".to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        other => other.to_string(),
    };
    let mut words = vec![color(cell.fg), "on".into(), color(cell.bg)];
    words.extend(
        cell.modifier
            .iter_names()
            .map(|(name, _)| name.to_lowercase()),
    );
    words.join(" ")
}

/// One size is enough for the colours: the characters are the same in each theme.
#[test]
fn every_state_has_its_styles_in_every_theme_and_its_ascii() {
    let size = (80, 24);
    let themes = [
        ("truecolor", dark()),
        ("16", look(Theme::sixteen(), &UNICODE)),
        ("mono", look(Theme::mono(), &UNICODE)),
    ];
    for (name, state) in KEPT {
        let app = state(size);
        let ascii = render(&app, &look(Theme::mono(), &ASCII), size);
        let mut kept = text(&ascii);
        for (theme, look) in &themes {
            let _ = write!(
                kept,
                "\n\n-- {theme}\n{}",
                styles(&render(&app, look, size))
            );
        }
        insta::assert_snapshot!(format!("look_{name}"), kept);
    }
}

/// Without colour, and with attributes left out as well, no state looks like another.
#[test]
fn in_mono_all_states_are_told_apart_by_their_text() {
    let mono = look(Theme::mono(), &ASCII);
    for size in [(120, 36), (80, 24)] {
        let screens: BTreeSet<String> = (0..STATES)
            .map(|which| text(&render(&state(which, size), &mono, size)))
            .collect();
        assert_eq!(screens.len(), STATES, "at {size:?}");
    }
}

/// Relative luminance, WCAG 2.2.
fn luminance(channels: [u8; 3]) -> f64 {
    let linear = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(cell: &Cell) -> f64 {
    let channels = |color| match color {
        Color::Rgb(red, green, blue) => [red, green, blue],
        other => panic!("{other:?} is not of 24 bits: {cell:?}"),
    };
    let (one, other) = (luminance(channels(cell.fg)), luminance(channels(cell.bg)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// What is really drawn, on whatever ground it comes to stand: only ornament may be faint.
#[test]
fn every_word_on_every_screen_can_be_read() {
    for (name, palette, least) in [
        ("dark", &*DARK, 4.5),
        ("light", &*LIGHT, 4.5),
        ("high-contrast", &*HIGH_CONTRAST, 7.0),
    ] {
        let theme = Theme::of_palette(palette, Depth::True);
        let ornament = [theme.border.fg, theme.track.fg];
        let look = look(theme, &UNICODE);
        for which in 0..STATES {
            let buffer = render(&state(which, (120, 36)), &look, (120, 36));
            for cell in &buffer.content {
                let blank = cell.symbol().trim().is_empty();
                if blank || ornament.contains(&Some(cell.fg)) {
                    continue;
                }
                assert!(!cell.modifier.contains(Modifier::DIM), "{name}: {cell:?}");
                let ratio = contrast(cell);
                assert!(ratio >= least, "{name}, state {which}: {ratio:.2} {cell:?}");
            }
        }
    }
}
