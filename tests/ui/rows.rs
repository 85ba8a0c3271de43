//! The rows of lists are clicked where they are seen: one click brings the cursor, two are Enter.

use crate::fixtures::{connected, talk as say};
use crate::spots::{cell_of, spots};
use crate::{render, sites, talk, text};
use jiff::SignedDuration;
use ratatui::layout::Position as Cell;
use twoport::app::sites::{Part, SiteManager};
use twoport::app::{
    App, Context, Effect, Focus, Key, Link, Message, Mouse, MouseEvent, Overlay, Position,
};
use twoport::model::Shore;
use twoport::model::settings::SETTINGS;

const SIZE: (u16, u16) = (120, 36);

fn keys(app: &mut App, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for name in keys.split_whitespace() {
        let key: Key = name.parse().unwrap();
        effects.extend(app.update(Message::Key(key), app.now));
    }
    effects
}

/// What the mouse does on a cell of the picture, as the loop tells it.
fn mouse(app: &mut App, event: MouseEvent, (column, row): (u16, u16)) -> Vec<Effect> {
    let (_, spots) = spots(app, app.size);
    let cell = Cell::new(column, row);
    let spot = spots.iter().rev().find(|(area, _)| area.contains(cell));
    let mouse = Mouse {
        event,
        at: Position { column, row },
        ctrl: false,
        shift: false,
        spot: spot.map(|(_, spot)| spot.clone()),
    };
    app.update(Message::Mouse(mouse), app.now)
}

fn place(app: &App, seen: &str) -> (u16, u16) {
    let buffer = render(app, &crate::dark(), app.size);
    cell_of(&buffer, seen, 0).unwrap_or_else(|| panic!("no {seen:?} in\n{}", text(&buffer)))
}

fn click_at(app: &mut App, at: (u16, u16)) -> Vec<Effect> {
    let mut effects = mouse(app, MouseEvent::Press, at);
    effects.extend(mouse(app, MouseEvent::Release, at));
    effects
}

/// A click on what is seen, long after the one before.
fn click(app: &mut App, seen: &str) -> Vec<Effect> {
    app.update(Message::Tick, app.now + SignedDuration::from_secs(1));
    let at = place(app, seen);
    click_at(app, at)
}

/// Two clicks in the place where this is seen before the first of them.
fn double_click(app: &mut App, seen: &str) -> Vec<Effect> {
    app.update(Message::Tick, app.now + SignedDuration::from_secs(1));
    let at = place(app, seen);
    let mut effects = click_at(app, at);
    effects.extend(click_at(app, at));
    effects
}

fn setting(app: &App) -> &'static str {
    match &app.overlay {
        Some(Overlay::Settings(list)) => SETTINGS[list.at].key,
        other => panic!("{other:?}"),
    }
}

fn manager(app: &App) -> &SiteManager {
    match &app.overlay {
        Some(Overlay::Sites(manager)) => manager,
        other => panic!("{other:?}"),
    }
}

fn site(app: &App) -> String {
    let manager = manager(app);
    manager.rows(&app.sites)[manager.cursor].title.clone()
}

#[test]
fn settings_stay_where_they_are_when_one_is_clicked() {
    let mut app = connected((80, 24));
    keys(&mut app, "Alt-,");
    while setting(&app) != "sessions" {
        keys(&mut app, "Down");
    }
    let before = place(&app, "notify");
    click(&mut app, "progress");
    assert_eq!(setting(&app), "progress");
    assert_eq!(place(&app, "notify"), before);
    assert!(app.settings.notify);
    double_click(&mut app, "notify");
    assert_eq!(setting(&app), "notify");
    assert!(!app.settings.notify);
}

#[test]
fn a_setting_that_is_typed_is_not_thrown_away_by_a_click() {
    let mut app = connected((80, 24));
    keys(&mut app, "Alt-,");
    while setting(&app) != "retries" {
        keys(&mut app, "Down");
    }
    keys(&mut app, "Enter 7");
    click(&mut app, "notify");
    assert_eq!(app.context(), Context::SettingText);
    keys(&mut app, "Enter");
    assert_eq!(app.settings.policy.retries, 57);
}

#[test]
fn sites_are_walked_by_clicks_and_connected_to_by_two() {
    let mut app = sites::state(0, SIZE);
    for seen in ["mirror.example.net", "nas"] {
        click(&mut app, seen);
        assert_eq!(site(&app), seen);
    }
    double_click(&mut app, "mirror.example.net");
    assert!(app.overlay.is_none());
    assert!(
        matches!(app.link, Link::Connecting { .. }),
        "{:?}",
        app.link
    );
}

#[test]
fn a_changed_site_is_not_thrown_away_by_a_click() {
    let mut app = sites::state(0, SIZE);
    click(&mut app, "nas");
    keys(&mut app, "Tab x");
    click(&mut app, "mirror.example.net");
    assert_eq!(
        (manager(&app).part, site(&app).as_str()),
        (Part::Form, "nas")
    );
    assert!(manager(&app).form.error.is_some());
    click(&mut app, "mirror.example.net");
    let now = (manager(&app).part, site(&app));
    assert_eq!(now, (Part::Tree, "mirror.example.net".into()));
}

#[test]
fn recent_sites_in_the_pane() {
    let mut app = sites::state(5, SIZE);
    app.focus = Focus::Pane(Shore::Local);
    click(&mut app, "anna@old.example.org");
    assert_eq!(
        (app.focus, app.recent_cursor),
        (Focus::Pane(Shore::Remote), 2)
    );
    assert!(!matches!(app.link, Link::Connecting { .. }));
    double_click(&mut app, "nas");
    assert_eq!(app.recent_cursor, 1);
    assert!(
        matches!(app.link, Link::Connecting { .. }),
        "{:?}",
        app.link
    );
}

#[test]
fn sockets() {
    let mut app = talk::sockets(SIZE);
    click(&mut app, "192.168.1.20:50100");
    let line = &app.sockets.lines[app.sockets.cursor];
    assert_eq!(line.row.local.port(), 50100);
    double_click(&mut app, "192.168.1.20:50100");
    assert_eq!(app.context(), Context::Notice);
}

#[test]
fn lines_of_the_log() {
    let mut app = connected(SIZE);
    say(&mut app);
    app.toast = None;
    keys(&mut app, "L");
    let last = app.log.current().unwrap().text.clone();
    let wanted = app.log.lines[1].text.clone();
    assert_ne!(last, wanted);
    click(&mut app, &wanted);
    assert_eq!(app.log.current().unwrap().text, wanted);
    double_click(&mut app, &wanted);
    assert_eq!(app.context(), Context::Notice);
}

#[test]
fn bits_of_permissions() {
    let mut app = connected(SIZE);
    keys(&mut app, "Home Down Ctrl-X");
    let mode = |app: &App| match &app.overlay {
        Some(Overlay::Permissions(form)) => (form.mode, form.cursor),
        other => panic!("{other:?}"),
    };
    let (before, _) = mode(&app);
    let (column, row) = place(&app, "others");
    click_at(&mut app, (column + 16, row));
    assert_eq!(mode(&app), (before ^ 0o2, (2, 1)));
}

#[test]
fn rows_of_the_palette_and_of_the_bookmarks() {
    let mut app = connected(SIZE);
    keys(&mut app, "Ctrl-P s e t t i n g s");
    double_click(&mut app, "Settings");
    assert!(matches!(app.overlay, Some(Overlay::Settings(_))));
    let mut app = connected(SIZE);
    keys(&mut app, "m '");
    assert!(matches!(app.overlay, Some(Overlay::Bookmarks(_))));
    double_click(&mut app, "/home/anna/work");
    assert!(app.overlay.is_none());
}
