//! Finding below a folder, and what is done with what was found.

use crate::screen::*;
use twoport::app::{Effect, LocalJob, LocalOutcome, Message, Overlay, SearchState, Target};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Place, Problem, RequestId};
use twoport::model::Entry;
use twoport::model::Shore::{Local, Remote};

/// The listing that a search on the server asks for.
fn asked(screen: &mut Screen) -> (RequestId, String) {
    let commands = screen.commands();
    let lists = commands.into_iter().filter_map(|command| match command {
        Command::List { request, path, .. } => Some((request, path.display())),
        _ => None,
    });
    let lists: Vec<_> = lists.collect();
    assert_eq!(lists.len(), 1, "one folder at a time: {lists:?}");
    lists.into_iter().next().unwrap()
}

fn answer(screen: &mut Screen, folder: &str, entries: Vec<Entry>) {
    let (request, asked) = asked(screen);
    assert_eq!(asked, folder);
    screen.event(Event::Listed {
        request,
        path: path(folder),
        told: 0,
        entries,
        verb: "MLSD",
        unparsed: Vec::new(),
    });
}

fn look_for(screen: &mut Screen, name: &str) {
    screen.keys("F");
    screen.text(name);
    screen.keys("Enter");
}

/// `2026.log` in `logs/` and `logs/old/`, found below `/pub`.
fn found() -> Screen {
    let mut screen = Screen::online();
    screen.keys("2");
    look_for(&mut screen, "*.log");
    answer(&mut screen, "/pub", remote_entries());
    answer(&mut screen, "/pub/incoming", vec![file("a.txt", 1)]);
    let logs = vec![directory("old"), file("2026.log", 7), file("x", 1)];
    answer(&mut screen, "/pub/logs", logs);
    answer(
        &mut screen,
        "/pub/logs/old",
        vec![file("2025.log", 9), file(".hidden.log", 1)],
    );
    screen
}

fn state(screen: &Screen) -> SearchState {
    screen.app.remote.results.as_ref().unwrap().state
}

#[test]
fn everything_below_is_looked_at_one_folder_at_a_time() {
    let screen = found();
    assert_eq!(screen.shown(Remote), ["logs/2026.log", "logs/old/2025.log"]);
    assert_eq!(state(&screen), SearchState::Done);
    assert_eq!(screen.toast(), "found 2 in 4 folders");
}

#[test]
fn sizes_ages_and_kinds_count() {
    let mut screen = Screen::online();
    screen.keys("2 F Tab Tab");
    screen.text(">1k");
    screen.keys("Tab Tab Space Enter");
    answer(&mut screen, "/pub", remote_entries());
    assert_eq!(screen.shown(Remote), ["backup.sql.gz", "README"]);
    screen.take();
    screen.keys("F Up Space Space Space Down Down Down Ctrl-U Enter");
    answer(&mut screen, "/pub", remote_entries());
    assert_eq!(screen.shown(Remote).len(), 5, "any kind, any size");
}

#[test]
fn what_cannot_be_read_is_told_in_the_dialog() {
    let mut screen = Screen::online();
    screen.keys("2 F Tab Tab");
    screen.text("ten");
    screen.keys("Enter");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Inquiry(asked)) if asked.error.is_some()));
    assert!(screen.app.remote.results.is_none() && screen.take().is_empty());
}

#[test]
fn enter_goes_to_one_in_its_folder() {
    let mut screen = found();
    screen.stand_on("logs/old/2025.log");
    screen.keys("Enter");
    screen.answer_remote(
        "/pub/logs/old",
        vec![file("2024.log", 9), file("2025.log", 9)],
    );
    assert_eq!(screen.at(Remote), "2025.log");
    assert!(screen.app.remote.results.is_none());
}

#[test]
fn esc_stops_it_and_leaves_it_then() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    look_for(&mut screen, "log");
    answer(&mut screen, "/pub", remote_entries());
    assert_eq!(screen.shown(Remote), ["logs"]);
    screen.take();
    screen.keys("Esc");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Abandon(_)]
    ));
    assert_eq!(state(&screen), SearchState::Stopped);
    assert_eq!(screen.shown(Remote), ["logs"]);
    screen.keys("Esc");
    screen.answer_remote("/pub", remote_entries());
    assert_eq!(screen.at(Remote), "README");
    assert!(screen.app.remote.results.is_none());
}

#[test]
fn the_way_up_leads_back_to_the_folder() {
    for keys in ["h", "g g Enter", "Backspace"] {
        let mut screen = found();
        screen.keys(keys);
        screen.answer_remote("/pub", remote_entries());
        assert!(screen.app.remote.results.is_none(), "{keys}");
    }
}

#[test]
fn refreshing_looks_again() {
    let mut screen = found();
    screen.keys("R");
    assert_eq!(state(&screen), SearchState::Running);
    assert!(screen.shown(Remote).is_empty());
    answer(&mut screen, "/pub", vec![file("new.log", 1)]);
    assert_eq!(screen.shown(Remote), ["new.log"]);
}

#[test]
fn what_was_found_is_copied_from_its_folders() {
    let mut screen = found();
    screen.keys("Ctrl-A F5");
    let orders: Vec<_> = screen
        .commands()
        .into_iter()
        .filter_map(|command| match command {
            Command::Enqueue(order) => Some((order.from, order.to, order.items)),
            _ => None,
        })
        .collect();
    let told: Vec<_> = orders
        .iter()
        .map(|(from, to, items)| {
            (
                from.clone(),
                to.clone(),
                items[0].name.display(),
                items.len(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (remote("/pub/logs"), local(WORK), "2026.log".into(), 1),
            (remote("/pub/logs/old"), local(WORK), "2025.log".into(), 1),
        ]
    );
    assert!(
        orders
            .iter()
            .all(|(_, _, items)| items[0].rename_to.is_none())
    );
    // All of it is one drop to the user.
    screen.keys("u");
    let taken = screen.commands();
    assert!(matches!(
        taken.as_slice(),
        [Command::TakeBack(_), Command::TakeBack(_)]
    ));
}

#[test]
fn what_was_found_is_carried_and_dropped() {
    let mut screen = found();
    screen.stand_on("logs/2026.log");
    screen.keys("p");
    assert_eq!(
        screen.app.target(),
        Some(Target::No("results of a search are no folder".into()))
    );
    screen.keys("Tab");
    assert_eq!(screen.app.target(), Some(Target::Ok { conflicts: 0 }));
    screen.keys("p");
    let order = screen.order();
    assert_eq!((order.from, order.to), (remote("/pub/logs"), local(WORK)));
}

#[test]
fn what_was_deleted_goes_from_the_results() {
    let mut screen = found();
    screen.stand_on("logs/old/2025.log");
    screen.keys("F8 y");
    let commands = screen.commands();
    let [Command::Delete { request, targets }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(targets[0].0, path("/pub/logs/old/2025.log"));
    screen.event(Event::Done {
        request: *request,
        summary: "deleted 1 file".into(),
    });
    assert_eq!(screen.shown(Remote), ["logs/2026.log"]);
    assert!(screen.take().is_empty(), "nothing is listed for it");
}

#[test]
fn results_are_no_folder() {
    for keys in ["F7", "F2", "=", "Y"] {
        let mut screen = found();
        screen.stand_on("logs/2026.log");
        screen.keys(keys);
        assert!(screen.app.overlay.is_none(), "{keys}");
        assert!(screen.toast().contains("results of a search"), "{keys}");
    }
    let mut screen = found();
    screen.keys("1");
    screen.stand_on("notes.txt");
    screen.keys("F5");
    assert!(screen.take().is_empty());
}

#[test]
fn a_folder_that_cannot_be_read_is_counted_and_passed() {
    let mut screen = Screen::online();
    screen.keys("2");
    look_for(&mut screen, "x");
    answer(&mut screen, "/pub", vec![directory("a"), directory("b")]);
    let (request, _) = asked(&mut screen);
    screen.event(Event::Failed {
        request,
        problem: Problem::new(Cause::Refused, "Listing /pub/a failed"),
    });
    answer(&mut screen, "/pub/b", vec![file("x", 1)]);
    assert_eq!(screen.shown(Remote), ["b/x"]);
    assert!(
        screen.toast().contains("1 folder could not be read"),
        "{}",
        screen.toast()
    );
}

#[test]
fn browsing_goes_on_in_the_other_pane_meanwhile() {
    let mut screen = Screen::online();
    look_for(&mut screen, "notes");
    let jobs = screen.jobs();
    let [(request, LocalJob::ListWhole(folder))] = jobs.as_slice() else {
        panic!("{jobs:?}");
    };
    assert_eq!(folder.to_str(), Some(WORK));
    screen.keys("Tab Enter");
    screen.keys("Down Enter");
    screen.answer_remote("/pub/incoming", vec![file("in", 1)]);
    screen.send(Message::Local {
        request: *request,
        outcome: Ok(LocalOutcome::Listed {
            path: WORK.into(),
            told: 0,
            entries: local_entries(),
            free: None,
        }),
    });
    assert_eq!(screen.shown(Local), ["notes.txt"]);
    let next = screen.take();
    let lists = |effect: &Effect| {
        matches!(
            effect,
            Effect::Local {
                job: LocalJob::ListWhole(_),
                ..
            }
        )
    };
    assert!(next.iter().any(lists), "{next:?}");
}

#[test]
fn the_loss_of_the_connection_stops_it() {
    let mut screen = Screen::online();
    screen.keys("2");
    look_for(&mut screen, "log");
    let problem = Problem::new(Cause::Login, "The login is refused");
    screen.disconnected(Some(problem));
    assert_eq!(state(&screen), SearchState::Stopped);
}

#[test]
fn what_was_found_is_looked_at_where_it_is() {
    let mut screen = found();
    screen.stand_on("logs/old/2025.log");
    screen.keys("F3");
    let viewer = screen.app.viewer.as_ref().expect("it is looked at");
    assert_eq!(viewer.file, Place::Remote(path("/pub/logs/old/2025.log")));
    screen.keys("Esc");
    assert!(
        screen.app.remote.results.is_some(),
        "the results are still there"
    );
}

#[test]
fn many_results_are_put_in_order_off_the_task() {
    let mut screen = Screen::online();
    screen.keys("2");
    look_for(&mut screen, "*.log");
    let many = (0..3000).map(|number| file(&format!("{number}.log"), 1));
    answer(&mut screen, "/pub", many.collect());
    let arranged = screen.take().into_iter().find_map(|effect| match effect {
        Effect::Arrange {
            shore,
            id,
            arrangement,
        } => Some((shore, id, arrangement.order())),
        _ => None,
    });
    let (shore, id, order) = arranged.expect("they are to be put in order");
    screen.send(Message::Arranged { shore, id, order });
    assert_eq!(state(&screen), SearchState::Done);
    assert_eq!(screen.shown(Remote).len(), 3000);
    assert_eq!(screen.shown(Remote)[9..11], ["9.log", "10.log"]);
}

#[test]
fn nothing_is_thrown_or_let_go_into_results() {
    let mut screen = found();
    screen.keys("1");
    screen.stand_on("notes.txt");
    screen.keys("p");
    screen.take();
    screen.keys(">");
    assert!(screen.commands().is_empty(), "{}", screen.toast());
    assert!(screen.app.carry.is_some());
    assert!(screen.toast().contains("results of a search"));
}

#[test]
fn what_was_in_a_folder_that_is_gone_leaves_the_results_with_it() {
    let mut screen = Screen::online();
    screen.keys("2");
    look_for(&mut screen, "o");
    answer(
        &mut screen,
        "/pub",
        vec![directory("old"), directory("older"), file("o", 1)],
    );
    answer(&mut screen, "/pub/old", vec![file("o", 1)]);
    answer(&mut screen, "/pub/older", vec![file("o", 1)]);
    screen.stand_on("old");
    screen.keys("d y");
    let request = match screen.commands().as_slice() {
        [.., Command::Delete { request, .. }] => *request,
        other => panic!("{other:?}"),
    };
    screen.event(Event::Done {
        request,
        summary: "deleted".into(),
    });
    assert_eq!(screen.shown(Remote), ["older", "o", "older/o"]);
}
