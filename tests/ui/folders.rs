//! Marks by mask, finding below a folder, two folders compared, bookmarks, and what is asked for them.

use crate::fixtures::{connected, listening, now};
use crate::sheet::{Size, check};
use twoport::app::{App, Effect, Key, KeyCode, LocalJob, LocalOutcome, Message};
use twoport::engine::{Command, Event};
use twoport::model::bookmark::{Bookmark, BookmarkChange, KeptPlace};
use twoport::model::{Entry, EntryKind, Modified, Name, Precision, RemotePath};

fn send(app: &mut App, message: Message) -> Vec<Effect> {
    app.update(message, now())
}

fn keys(app: &mut App, keys: &str) -> Vec<Effect> {
    let names = keys.split_whitespace();
    names
        .flat_map(|name| send(app, Message::Key(name.parse::<Key>().unwrap())))
        .collect()
}

fn text(app: &mut App, text: &str) {
    for letter in text.chars() {
        send(app, Message::Key(Key::plain(KeyCode::Char(letter))));
    }
}

fn file(name: &str, size: u64, at: &str) -> Entry {
    let mut entry = Entry::new(Name::from(name), EntryKind::File);
    entry.size = Some(size);
    entry.modified = Some(Modified {
        at: at.parse().unwrap(),
        precision: Precision::Second,
    });
    entry
}

/// Answers the listing that was asked for last.
fn answer(app: &mut App, effects: &[Effect], entries: Vec<Entry>) -> Vec<Effect> {
    let asked = effects.iter().rev().find_map(|effect| match effect {
        Effect::Engine(Command::List { request, path, .. }) => Some((*request, path.clone())),
        _ => None,
    });
    let (request, path) = asked.expect("a listing is asked for");
    let event = Event::Listed {
        request,
        path,
        told: 0,
        entries,
        verb: "MLSD",
        unparsed: Vec::new(),
    };
    send(app, Message::Engine(event))
}

#[test]
fn marking_by_mask() {
    check("mark_mask", |size| {
        let mut app = connected(size);
        app.local.marks.clear();
        keys(&mut app, "+");
        text(&mut app, "*.gz; *.pdf");
        app
    });
}

#[test]
fn a_mask_that_cannot_be_read() {
    check("mark_mask_wrong", |size| {
        let mut app = connected(size);
        keys(&mut app, "-");
        text(&mut app, "{a,b");
        keys(&mut app, "Enter");
        app
    });
}

#[test]
fn what_to_find() {
    check("search_asked", |size| {
        let mut app = connected(size);
        keys(&mut app, "2 F");
        text(&mut app, "*.parquet");
        keys(&mut app, "Tab Tab");
        text(&mut app, ">10M");
        app
    });
}

/// While it looks, or with all that was found.
pub(crate) fn searched(size: Size, to_the_end: bool) -> App {
    let mut app = connected(size);
    keys(&mut app, "2 F");
    text(&mut app, "*.log");
    let asked = keys(&mut app, "Enter");
    let logs = Entry::new(Name::from("logs"), EntryKind::Dir);
    let at = "2026-11-22T00:00:00Z";
    let asked = answer(&mut app, &asked, vec![logs, file("latest.log", 120, at)]);
    if !to_the_end {
        return app;
    }
    let old = Entry::new(Name::from("2025"), EntryKind::Dir);
    let found = vec![file("2026-11-21.log", 80_000, at), old];
    let asked = answer(&mut app, &asked, found);
    answer(&mut app, &asked, vec![file("december.log", 9_000, at)]);
    keys(&mut app, "Down Space");
    app.toast = None;
    app
}

#[test]
fn a_search_goes_on_and_ends() {
    check("search_running", |size| searched(size, false));
    check("search_done", |size| searched(size, true));
}

/// Both folders, of which each has what the other lacks.
pub(crate) fn compared(size: Size) -> App {
    let mut app = connected(size);
    app.memory.synchronized = true;
    app.local.marks.clear();
    keys(&mut app, "= Enter");
    app
}

#[test]
fn what_to_compare_by() {
    check("compare_asked", |size| {
        let mut app = connected(size);
        keys(&mut app, "=");
        app
    });
}

#[test]
fn two_folders_compared() {
    check("compared", compared);
}

#[test]
fn a_folder_that_is_missing_on_the_other_side() {
    check("follow_asked", |size| {
        let mut app = connected(size);
        keys(&mut app, "Y g g Down");
        let effects = keys(&mut app, "Enter");
        let request = effects.iter().find_map(|effect| match effect {
            Effect::Local {
                request,
                job: LocalJob::List(path),
            } => Some((*request, path.clone())),
            _ => None,
        });
        let (request, path) = request.unwrap();
        let outcome = Ok(LocalOutcome::Listed {
            path,
            told: 0,
            entries: Vec::new(),
            free: None,
        });
        send(&mut app, Message::Local { request, outcome });
        listening(app)
    });
}

#[test]
fn kept_and_visited_folders() {
    check("bookmarks", |size| {
        let mut app = connected(size);
        let place = |path: &str| KeptPlace {
            site: None,
            path: path.into(),
        };
        for (path, name) in [("/srv/www/htdocs", "web"), ("/home/anna/work/photos", "")] {
            let name = name.to_owned();
            let place = place(path);
            app.memory
                .bookmarks
                .apply(&BookmarkChange::Add(Bookmark { place, name }));
        }
        app.memory
            .bookmarks
            .apply(&BookmarkChange::Visit(place("/tmp")));
        app.memory
            .bookmarks
            .apply(&BookmarkChange::Visit(place("/var/log")));
        keys(&mut app, "' Down");
        app
    });
    check("bookmarks_none", |size| {
        let mut app = connected(size);
        keys(&mut app, "'");
        app
    });
}

#[test]
fn what_a_deletion_takes_with_it() {
    check("delete_counted", |size| {
        let mut app = connected(size);
        app.remote.cursor = 1;
        let asked = keys(&mut app, "2 F8");
        let at = "2026-11-22T00:00:00Z";
        answer(
            &mut app,
            &asked,
            vec![file("a", 5_000, at), file("b", 6_000, at)],
        );
        app
    });
}

#[test]
fn a_path_is_completed() {
    check("path_completed", path_completed);
}

fn path_completed(size: Size) -> App {
    let mut app = connected(size);
    let asked = keys(&mut app, "2 R");
    let folder = |name: &str| Entry::new(Name::from(name), EntryKind::Dir);
    answer(
        &mut app,
        &asked,
        vec![folder("logs"), folder("logos"), folder("pub")],
    );
    assert_eq!(
        app.remote.place,
        Some(twoport::engine::Place::Remote(RemotePath::from_absolute(
            b"/pub"
        )))
    );
    keys(&mut app, "g Space");
    text(&mut app, "l");
    keys(&mut app, "Tab");
    app
}

/// While both sides are read, or with the plan.
fn mirrored(size: Size, planned: bool) -> App {
    let mut app = connected(size);
    let mut asked = keys(&mut app, "2 g m");
    let at = "2026-11-22T00:00:00Z";
    let local = asked.iter().find_map(|effect| match effect {
        Effect::Local {
            request,
            job: LocalJob::ListWhole(path),
        } => Some((*request, path.clone())),
        _ => None,
    });
    let (request, path) = local.unwrap();
    let outcome = Ok(LocalOutcome::Listed {
        path,
        told: 0,
        entries: vec![file("index.html", 10, "2026-11-01T00:00:00Z")],
        free: None,
    });
    send(&mut app, Message::Local { request, outcome });
    if !planned {
        return app;
    }
    let logs = Entry::new(Name::from("logs"), EntryKind::Dir);
    let there = vec![
        logs,
        file("index.html", 18_432, at),
        file("README", 1_945, at),
    ];
    asked = answer(&mut app, &asked, there);
    answer(&mut app, &asked, vec![file("today.log", 80_000, at)]);
    app
}

#[test]
fn what_a_mirror_would_do() {
    check("mirror_reading", |size| mirrored(size, false));
    check("mirror_shown", |size| mirrored(size, true));
}
