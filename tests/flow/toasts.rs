//! The line above the key bar, and the clock.

use crate::screen::*;
use std::time::Duration;
use twoport::app::{Message, ToastKind};
use twoport::engine::problem::Cause;
use twoport::engine::{Event, Problem};
use twoport::model::{Direction, TransferState};

fn failed() -> twoport::engine::Outcome {
    let mut outcome = outcome("/pub/x", "/elsewhere/x");
    outcome.state = TransferState::Failed;
    outcome.problem = Some(Problem::new(Cause::Refused, "Fetching x failed").words("550 gone"));
    outcome
}

#[test]
fn a_transfer_that_is_done_is_told() {
    let mut screen = Screen::online();
    screen.event(Event::Ended(outcome("/pub/README", "/elsewhere/README")));
    assert_eq!(screen.toast(), "downloaded README (18.2 KiB, 0.2 s)");
}

#[test]
fn of_a_file_that_went_on_the_whole_and_the_rest_are_told() {
    let mut screen = Screen::online();
    let mut outcome = outcome("/pub/README", "/elsewhere/README");
    outcome.offset = 1024 * 1024;
    screen.event(Event::Ended(outcome));
    let told = "downloaded README (1.02 MiB, the last 18.2 KiB in 0.2 s)";
    assert_eq!(screen.toast(), told);
}

#[test]
fn many_are_told_in_one_line() {
    let mut screen = Screen::online();
    for name in ["a", "b", "c"] {
        screen.event(Event::Ended(outcome(
            &format!("/pub/{name}"),
            "/elsewhere/x",
        )));
    }
    assert_eq!(screen.toast(), "downloaded 3 files (54.6 KiB)");
    let mut upload = outcome("/pub/u", "/elsewhere/u");
    upload.direction = Direction::Upload;
    screen.event(Event::Ended(upload));
    assert_eq!(screen.toast(), "uploaded u (18.2 KiB, 0.2 s)");
    screen.wait(5_000);
    screen.event(Event::Ended(outcome("/pub/d", "/elsewhere/x")));
    assert_eq!(screen.toast(), "downloaded d (18.2 KiB, 0.2 s)");
}

#[test]
fn retrying_is_offered_where_it_may_help() {
    let broken = || {
        let mut broken = failed();
        let problem = Problem::new(Cause::Data, "Fetching x failed").words("426 cut off");
        broken.problem = Some(problem);
        broken
    };
    let mut screen = Screen::online();
    screen.event(Event::Ended(broken()));
    let one = "Fetching x failed: 426 cut off  T r to retry";
    assert_eq!(screen.toast(), one);
    screen.event(Event::Ended(failed()));
    let two = "2 transfers failed; the last: Fetching x failed: 550 gone  T R to retry";
    assert_eq!(screen.toast(), two);
    let mut screen = Screen::online();
    screen.event(Event::Ended(failed()));
    screen.event(Event::Ended(failed()));
    assert!(!screen.toast().contains("retry"), "{}", screen.toast());
}

#[test]
fn a_failure_has_the_server_s_words_and_stays_till_a_key() {
    let mut screen = Screen::online();
    screen.event(Event::Ended(failed()));
    assert_eq!(screen.toast(), "Fetching x failed: 550 gone");
    screen.wait(60_000);
    screen.event(Event::Ended(outcome("/pub/d", "/elsewhere/x")));
    assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Error);
    screen.event(Event::Ended(failed()));
    assert!(
        screen
            .toast()
            .starts_with("2 transfers failed; the last: Fetching x")
    );
    screen.keys("j");
    assert!(screen.app.toast.is_none());
}

#[test]
fn other_lines_go_after_four_seconds() {
    let mut screen = Screen::offline();
    screen.event(Event::Notice("the server allows one login".into()));
    assert_eq!(screen.app.next_tick(), Some(Duration::from_secs(4)));
    screen.wait(3_999);
    assert_eq!(screen.toast(), "the server allows one login");
    assert_eq!(screen.app.next_tick(), Some(Duration::from_millis(1)));
    screen.wait(1);
    assert!(screen.app.toast.is_none());
    assert_eq!(screen.app.next_tick(), None, "nothing changes by itself");
}

#[test]
fn the_age_of_a_listing_ticks_in_seconds_and_then_in_minutes() {
    let mut screen = Screen::online();
    assert_eq!(screen.app.next_tick(), Some(Duration::from_secs(1)));
    screen.wait(1_250);
    assert_eq!(screen.app.next_tick(), Some(Duration::from_millis(750)));
    screen.wait(60_000 - 1_250 + 500);
    assert_eq!(screen.app.next_tick(), Some(Duration::from_millis(59_500)));
}

#[test]
fn a_clock_that_is_put_back_does_no_harm() {
    let mut screen = Screen::online();
    screen.event(Event::Notice("x".into()));
    screen.wait(-3_600_000);
    assert_eq!(screen.toast(), "x");
    assert!(screen.app.next_tick().is_some());
}

#[test]
fn lines_that_could_not_be_read_are_mentioned() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    let request = screen.app.remote.loading.unwrap();
    screen.event(Event::Listed {
        request,
        path: path("/pub"),
        told: 0,
        entries: remote_entries(),
        verb: "LIST",
        unparsed: vec!["???".into()],
    });
    assert!(
        screen
            .toast()
            .starts_with("1 line of the listing could not be read")
    );
}

#[test]
fn where_they_share_a_line_the_keys_of_carrying_and_finding_come_first() {
    for (keys, size) in [("p", (80, 24)), ("/", (80, 24)), ("p", (40, 10))] {
        let mut screen = Screen::online();
        screen.keys("j");
        screen.send(Message::Resize(size.0, size.1));
        screen.event(Event::Ended(outcome("/pub/README", "/elsewhere/README")));
        screen.keys(keys);
        assert!(screen.app.toast.is_none(), "{keys} at {size:?}");
    }
    let mut screen = Screen::online();
    screen.keys("j");
    screen.send(Message::Resize(120, 36));
    screen.event(Event::Ended(outcome("/pub/README", "/elsewhere/README")));
    screen.keys("p");
    assert_eq!(screen.toast(), "downloaded README (18.2 KiB, 0.2 s)");
}

#[test]
fn disconnecting_is_told_with_what_is_left_to_do() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Done),
        transfer(2, TransferState::Queued),
    ]);
    screen.disconnected(None);
    assert_eq!(screen.toast(), "disconnected; 1 transfer to go on later");
    let mut screen = Screen::online();
    screen.disconnected(None);
    assert_eq!(screen.toast(), "disconnected");
}

/// For those who look away or cannot look: each in its own words, and none twice.
#[test]
fn what_is_told_stays_in_the_log() {
    let mut screen = Screen::online();
    for name in ["a", "b"] {
        let to = format!("/elsewhere/{name}");
        screen.event(Event::Ended(outcome(&format!("/pub/{name}"), &to)));
    }
    assert_eq!(screen.toast(), "downloaded 2 files (36.4 KiB)");
    let said = |screen: &Screen| -> Vec<String> {
        let lines = screen.app.log.lines.iter();
        lines.map(|line| line.text.clone()).collect()
    };
    let each = [
        "downloaded a (18.2 KiB, 0.2 s)",
        "downloaded b (18.2 KiB, 0.2 s)",
    ];
    assert_eq!(said(&screen), each);
    assert_eq!(screen.app.log.unread, 0, "it has been seen");
    screen.keys("R");
    let request = screen.app.local.loading.unwrap();
    let problem = Problem::new(Cause::Local, "It failed");
    screen.event(Event::Failed { request, problem });
    let told = said(&screen);
    let last = told.last().unwrap();
    assert_eq!(screen.toast(), *last);
    assert_eq!(told.iter().filter(|line| *line == last).count(), 1);
}

#[test]
fn a_stop_is_told_where_transfers_stood_still() {
    let mut screen = Screen::online();
    screen.send(Message::Continued(Duration::from_secs(42)));
    assert!(screen.app.toast.is_none());
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Running),
    ]);
    screen.send(Message::Continued(Duration::from_secs(1)));
    assert!(screen.app.toast.is_none());
    screen.send(Message::Continued(Duration::from_secs(42)));
    assert_eq!(
        screen.toast(),
        "stopped for 42 s with 2 transfers under way: what the server gave up meanwhile is tried again"
    );
}

#[test]
fn a_crash_is_told_and_logged() {
    let mut screen = Screen::online();
    for message in [
        Message::Crashed("engine.rs:7: no way".into()),
        Message::EngineEnded,
    ] {
        screen.send(message);
        assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Error);
        assert!(
            screen.toast().contains("This is a bug"),
            "{}",
            screen.toast()
        );
        let told = screen.toast().to_owned();
        assert_eq!(screen.app.log.lines.back().unwrap().text, told);
    }
}
