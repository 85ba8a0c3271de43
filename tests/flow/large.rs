//! A directory of many entries: it comes in parts, and is put in order off the screen's task.

use crate::screen::*;
use std::sync::Arc;
use twoport::app::{Arrangement, Effect, LocalOutcome, Message, SortKey};
use twoport::engine::{Event, RequestId};
use twoport::model::Entry;
use twoport::model::Shore::{self, Local, Remote};

/// Numbered files, in an order that is none.
fn files(numbers: std::ops::Range<u64>) -> Vec<Entry> {
    let count = numbers.end - numbers.start;
    let shuffled = numbers.clone().map(|number| {
        let step = (number - numbers.start) * 7919 % count;
        numbers.start + step
    });
    shuffled
        .map(|number| file(&format!("file{number}"), number))
        .collect()
}

fn part(screen: &mut Screen, request: RequestId, from: usize, entries: Vec<Entry>) {
    screen.event(Event::ListedPart {
        request,
        path: path("/pub/logs"),
        from,
        entries,
        verb: "MLSD",
    });
}

fn rest(screen: &mut Screen, request: RequestId, told: usize, entries: Vec<Entry>) {
    screen.event(Event::Listed {
        request,
        path: path("/pub/logs"),
        told,
        entries,
        verb: "MLSD",
        unparsed: Vec::new(),
    });
}

/// What is to be put in order.
fn arrangements(screen: &mut Screen) -> Vec<(Shore, u64, Arrangement)> {
    let arrange = |effect| match effect {
        Effect::Arrange {
            shore,
            id,
            arrangement,
        } => Some((shore, id, *arrangement)),
        _ => None,
    };
    screen.take().into_iter().filter_map(arrange).collect()
}

fn answer(screen: &mut Screen, (shore, id, arrangement): (Shore, u64, Arrangement)) {
    let order = arrangement.order();
    screen.send(Message::Arranged { shore, id, order });
}

/// Puts in order until nothing is to be put in order any more.
fn settle(screen: &mut Screen) {
    loop {
        let jobs = arrangements(screen);
        if jobs.is_empty() {
            return;
        }
        for job in jobs {
            answer(screen, job);
        }
    }
}

/// On the way into the remote directory `logs`.
fn entering() -> (Screen, RequestId) {
    let mut screen = Screen::online();
    screen.keys("Tab");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.take();
    let request = screen.app.remote.loading.unwrap();
    (screen, request)
}

/// In `logs`, of which all has come and is in order.
fn inside(count: u64) -> Screen {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    rest(&mut screen, request, 500, files(500..count));
    settle(&mut screen);
    screen
}

fn numbers(screen: &Screen, shore: Shore) -> Vec<u64> {
    let names = screen.shown(shore);
    let number = |name: &String| name.strip_prefix("file").unwrap().parse().unwrap();
    names.iter().map(number).collect()
}

#[test]
fn the_first_part_of_another_directory_is_shown_at_once() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    assert_eq!(screen.app.remote.place, Some(remote("/pub/logs")));
    assert_eq!(numbers(&screen, Remote), (0..500).collect::<Vec<_>>());
    assert!(screen.app.remote.loading.is_some(), "more is to come");
    assert_eq!(screen.app.remote.arrived(), 500);
    assert!(
        arrangements(&mut screen).is_empty(),
        "few are put in order at once"
    );
}

#[test]
fn the_order_is_kept_while_parts_come_and_so_is_the_cursor_on_its_name() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(4000..4500));
    screen.keys("Down Down Down");
    assert_eq!(screen.at(Remote), "file4002");
    part(&mut screen, request, 500, files(0..4000));
    assert_eq!(numbers(&screen, Remote).len(), 500, "what was shown stays");
    let job = arrangements(&mut screen).remove(0);
    part(&mut screen, request, 4500, files(4500..5000));
    assert!(arrangements(&mut screen).is_empty(), "one job at a time");
    answer(&mut screen, job);
    assert_eq!(numbers(&screen, Remote), (0..4500).collect::<Vec<_>>());
    assert_eq!(screen.at(Remote), "file4002");
    assert_eq!(
        screen.app.remote.cursor - screen.app.remote.top,
        3,
        "in its place"
    );
    rest(&mut screen, request, 5000, vec![directory("old")]);
    settle(&mut screen);
    assert_eq!(screen.shown(Remote).len(), 5001);
    assert_eq!(screen.shown(Remote)[0], "old");
    assert_eq!(screen.at(Remote), "file4002");
    assert_eq!(screen.app.remote.loading, None);
    assert!(!screen.app.remote.is_being_arranged());
}

#[test]
fn a_stale_order_is_dropped() {
    let mut screen = inside(5000);
    screen.keys("Ctrl-F6");
    let by_size = arrangements(&mut screen).remove(0);
    assert_eq!(
        numbers(&screen, Remote)[0],
        0,
        "what was shown stays meanwhile"
    );
    screen.keys("Ctrl-F3 Ctrl-F3");
    assert!(arrangements(&mut screen).is_empty(), "one job at a time");
    assert_eq!(screen.app.remote.sort.key, SortKey::Name);
    answer(&mut screen, by_size);
    assert!(screen.app.remote.is_being_arranged(), "that was none of it");
    assert_eq!(numbers(&screen, Remote)[0], 0);
    settle(&mut screen);
    let descending = screen.app.remote.sort.descending;
    assert_eq!(
        numbers(&screen, Remote)[0],
        if descending { 4999 } else { 0 }
    );
    screen.send(Message::Arranged {
        shore: Remote,
        id: 1,
        order: Arc::default(),
    });
    assert_eq!(screen.shown(Remote).len(), 5000);
}

#[test]
fn a_filter_of_many_is_shown_when_it_is_there() {
    let mut screen = inside(5000);
    screen.keys("End f");
    screen.text("9");
    assert_eq!(screen.shown(Remote).len(), 5000);
    let first = arrangements(&mut screen).remove(0);
    screen.text("9");
    assert!(arrangements(&mut screen).is_empty(), "one job at a time");
    answer(&mut screen, first);
    assert_eq!(screen.shown(Remote).len(), 5000, "it is stale");
    let last = arrangements(&mut screen);
    assert_eq!(last.len(), 1, "what was typed last, and nothing between");
    for job in last {
        answer(&mut screen, job);
    }
    assert!(
        numbers(&screen, Remote)
            .iter()
            .all(|number| number.to_string().contains("99"))
    );
    assert_eq!(screen.at(Remote), "file4999");
    screen.keys("Esc");
    settle(&mut screen);
    assert_eq!(screen.shown(Remote).len(), 5000);
    assert_eq!(screen.at(Remote), "file4999");
}

#[test]
fn listed_again_the_directory_changes_when_all_is_there() {
    let mut screen = inside(5000);
    screen.stand_on("file7");
    screen.keys("Space R");
    let request = screen.app.remote.loading.unwrap();
    screen.take();
    part(&mut screen, request, 0, files(6..600));
    assert_eq!(screen.shown(Remote).len(), 5000, "nothing flickers");
    screen.keys("Down");
    rest(&mut screen, request, 594, files(600..5500));
    assert_eq!(
        screen.app.remote.loading,
        Some(request),
        "not before it is in order"
    );
    assert_eq!(screen.shown(Remote).len(), 5000);
    settle(&mut screen);
    assert_eq!(numbers(&screen, Remote), (6..5500).collect::<Vec<_>>());
    assert_eq!(screen.at(Remote), "file9");
    assert_eq!(screen.marks(Remote), ["file7"]);
    assert_eq!(screen.app.remote.loading, None);
}

#[test]
fn a_listing_that_begins_anew_replaces_what_has_come() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    part(&mut screen, request, 0, files(100..700));
    rest(&mut screen, request, 600, files(700..710));
    settle(&mut screen);
    assert_eq!(numbers(&screen, Remote), (100..710).collect::<Vec<_>>());
}

#[test]
fn a_listing_with_a_part_missing_is_asked_for_again() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    part(&mut screen, request, 700, files(700..800));
    rest(&mut screen, request, 800, Vec::new());
    let again = screen.app.remote.loading;
    assert!(again.is_some() && again != Some(request));
}

#[test]
fn given_up_what_has_come_stays_and_says_that_it_is_not_all() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    screen.keys("Esc");
    assert_eq!(screen.shown(Remote).len(), 500);
    let error = screen.app.remote.error.clone().unwrap();
    assert!(error.contains("only the first 500"), "{error}");
    part(&mut screen, request, 500, files(500..600));
    assert_eq!(
        screen.shown(Remote).len(),
        500,
        "what comes too late is nothing"
    );
}

#[test]
fn on_the_way_up_the_cursor_goes_to_where_one_came_from_once_it_is_there() {
    for walks in [false, true] {
        let mut screen = Screen::online();
        screen.keys("Backspace");
        let request = screen.app.local.loading.unwrap();
        let send = |screen: &mut Screen, outcome| {
            let outcome = Ok(outcome);
            screen.send(Message::Local { request, outcome });
        };
        let first = LocalOutcome::ListedPart {
            path: "/home/anna".into(),
            from: 0,
            entries: files(0..500),
        };
        send(&mut screen, first);
        if walks {
            screen.keys("Down");
        }
        let mut entries = files(500..4000);
        entries.push(directory("work"));
        let rest = LocalOutcome::ListedPart {
            path: "/home/anna".into(),
            from: 500,
            entries,
        };
        send(&mut screen, rest);
        settle(&mut screen);
        let at = if walks { "file0" } else { "work" };
        assert_eq!(screen.at(Local), at);
    }
}

#[test]
fn keys_walk_while_the_listing_comes() {
    let (mut screen, request) = entering();
    part(&mut screen, request, 0, files(0..500));
    screen.keys("End");
    assert_eq!(screen.at(Remote), "file499");
    part(&mut screen, request, 500, files(500..3000));
    settle(&mut screen);
    assert_eq!(screen.at(Remote), "file499");
    screen.keys("PgDn Home End");
    assert_eq!(screen.at(Remote), "file2999");
}

#[test]
fn the_last_part_may_bring_the_name_that_the_cursor_goes_to() {
    for count in [1500, 4000] {
        let mut screen = Screen::online();
        screen.keys("2 h");
        let request = screen.app.remote.loading.unwrap();
        let listed = |from, entries, whole: bool| {
            let (path, verb) = (path("/"), "MLSD");
            if whole {
                Event::Listed {
                    request,
                    path,
                    told: from,
                    entries,
                    verb,
                    unparsed: Vec::new(),
                }
            } else {
                Event::ListedPart {
                    request,
                    path,
                    from,
                    entries,
                    verb,
                }
            }
        };
        screen.event(listed(0, files(0..500), false));
        let mut last = files(500..count);
        last.push(directory("pub"));
        screen.event(listed(500, last, true));
        settle(&mut screen);
        assert_eq!(screen.at(Remote), "pub", "of {count}");
        // It goes there once.
        screen.keys("End . .");
        settle(&mut screen);
        assert_ne!(screen.at(Remote), "pub");
    }
}

#[test]
fn folders_that_take_no_files_are_known_from_parts_too() {
    let (mut screen, request) = entering();
    let mut entries = files(0..499);
    let mut closed = directory("closed");
    closed.takes_files = Some(false);
    entries.push(closed);
    part(&mut screen, request, 0, entries);
    rest(&mut screen, request, 500, files(500..600));
    screen.keys("1");
    screen.stand_on("notes.txt");
    screen.keys("p 2");
    screen.stand_on("closed");
    screen.take();
    screen.keys("P");
    assert!(screen.toast().contains("read-only"), "{}", screen.toast());
}
