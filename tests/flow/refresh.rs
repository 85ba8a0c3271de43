//! Panes are listed again when transfers have changed what they show.

use crate::screen::*;
use twoport::app::{LocalJob, Message};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, DropId, Event, Problem};
use twoport::model::Shore::Local;
use twoport::model::{Direction, Operation};

#[test]
fn a_download_lists_the_local_folder_again() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    screen.stand_on("photos");
    screen.event(Event::Ended(outcome(
        "/pub/README",
        &format!("{WORK}/README"),
    )));
    assert!(matches!(screen.jobs().as_slice(), [(_, LocalJob::List(_))]));
    let mut entries = local_entries();
    entries.push(file("README", 18_637));
    screen.answer_local(WORK, entries);
    assert_eq!(screen.at(Local), "photos");
    assert!(screen.shown(Local).contains(&"README".into()));
}

#[test]
fn an_upload_lists_the_remote_folder_and_a_move_both() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    let mut upload = outcome("/pub/x", &format!("{WORK}/x"));
    upload.direction = Direction::Upload;
    screen.event(Event::Ended(upload.clone()));
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { .. }]
    ));
    assert_eq!(screen.app.local.loading, None);
    screen.answer_remote("/pub", remote_entries());
    screen.wait(2_000);
    upload.operation = Operation::Move;
    screen.event(Event::Ended(upload));
    assert!(screen.app.local.loading.is_some() && screen.app.remote.loading.is_some());
}

#[test]
fn a_batch_lists_at_most_once_a_second() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    let mut listings = 0;
    for number in 0..40 {
        let name = format!("f{number}");
        screen.event(Event::Ended(outcome(
            &format!("/pub/{name}"),
            &format!("{WORK}/{name}"),
        )));
        listings += screen.jobs().len();
        if screen.app.local.loading.is_some() {
            screen.answer_local(WORK, local_entries());
        }
        screen.wait(100);
        listings += screen.jobs().len();
        if screen.app.local.loading.is_some() {
            screen.answer_local(WORK, local_entries());
        }
    }
    assert!((3..=5).contains(&listings), "{listings} listings in 4 s");
    screen.event(Event::Ended(outcome("/pub/last", &format!("{WORK}/last"))));
    let at_once = screen.jobs().len();
    assert_eq!(at_once, 0, "the listing before it is not a second old");
    let left = screen.app.next_tick().expect("there is one to come");
    assert!(left.as_millis() <= 1_000);
    screen.wait(1_000);
    assert_eq!(screen.jobs().len(), 1);
}

#[test]
fn what_comes_elsewhere_is_no_news() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    screen.event(Event::Ended(outcome("/pub/a", "/elsewhere/a")));
    screen.event(Event::Ended(outcome("/pub/a", &format!("{WORK}/photos/a"))));
    assert!(screen.jobs().is_empty(), "photos/ is shown already");
    screen.event(Event::Ended(outcome(
        "/pub/a",
        &format!("{WORK}/new/deep/a"),
    )));
    assert_eq!(screen.jobs().len(), 1, "new/ is not");
}

#[test]
fn offline_nothing_is_asked_of_the_server() {
    let mut screen = Screen::online();
    screen.disconnected(None);
    screen.take();
    let mut upload = outcome("/pub/x", &format!("{WORK}/x"));
    upload.direction = Direction::Upload;
    screen.event(Event::Ended(upload));
    screen.wait(5_000);
    assert!(screen.commands().is_empty());
}

/// No file ends that would tell of it.
#[test]
fn a_drop_of_empty_folders_lists_both_panes_again() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    screen.event(Event::Planned {
        drop: DropId(1),
        files: 0,
        bytes: 0,
    });
    assert!(screen.app.local.loading.is_some() && screen.app.remote.loading.is_some());
    assert_eq!(screen.toast(), "no file in it: only the folders were made");
}

/// There is no listing to be made again, but there is a folder to be listed.
#[test]
fn where_even_the_first_listing_failed_it_can_be_made_again() {
    for key in ["2 R", "2 Ctrl-R"] {
        let mut screen = Screen::offline();
        screen.effects = screen.app.start(Some(site()));
        screen.connected();
        let request = screen.app.remote.loading.unwrap();
        let problem = Problem::new(Cause::Data, "Listing /pub failed");
        screen.event(Event::Failed { request, problem });
        screen.take();
        screen.keys(key);
        assert!(
            matches!(
                screen.commands().as_slice(),
                [Command::List { path: to, .. }] if *to == path("/pub")
            ),
            "{key}"
        );
    }
}

/// Whoever comes back from another window may have changed something here.
#[test]
fn the_local_pane_is_listed_again_when_the_focus_comes_back() {
    let mut screen = Screen::online();
    screen.wait(2_000);
    screen.take();
    screen.send(Message::Focus(false));
    assert!(screen.jobs().is_empty());
    screen.send(Message::Focus(true));
    let jobs = screen.jobs();
    assert!(
        matches!(jobs.as_slice(), [(_, LocalJob::List(_))]),
        "{jobs:?}"
    );
}
