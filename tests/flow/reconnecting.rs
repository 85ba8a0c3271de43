//! The connection is lost and comes back by itself: what is told, what the keys do meanwhile.

use crate::screen::*;
use std::time::Duration;
use twoport::app::{Field, ItemMark, Link, Overlay};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::Shore::Remote;

fn lost(screen: &mut Screen, attempt: u32, wait: Duration) {
    screen.event(Event::ConnectionLost {
        problem: Problem::new(Cause::Connection, "connection lost").words("421 Timeout."),
        attempt,
        wait,
    });
}

fn back(screen: &mut Screen) {
    screen.event(Event::Reconnected {
        label: "anna@ftp.example.org".into(),
        features: "MLST".into(),
    });
}

fn told(screen: &Screen) -> String {
    let countdown = screen.app.countdown().unwrap();
    format!("{}. {}", countdown.words, countdown.next_try())
}

#[test]
fn the_countdown_counts_down_second_by_second() {
    let mut screen = Screen::online();
    lost(&mut screen, 3, Duration::from_millis(4_300));
    assert_eq!(
        told(&screen),
        "421 Timeout. Reconnecting in 5 s (attempt 3)"
    );
    for left in (1..=4).rev() {
        let next = screen.app.next_tick().unwrap();
        assert!(next <= Duration::from_secs(1), "{next:?}");
        screen.wait(i64::try_from(next.as_millis()).unwrap());
        while screen.app.countdown().unwrap().left > left {
            let next = screen.app.next_tick().unwrap();
            screen.wait(i64::try_from(next.as_millis()).unwrap().max(1));
        }
        assert_eq!(screen.app.countdown().unwrap().left, left);
    }
    screen.wait(1_000);
    assert_eq!(told(&screen), "421 Timeout. Reconnecting now (attempt 3)");
    lost(&mut screen, 4, Duration::from_secs(8));
    assert_eq!(
        told(&screen),
        "421 Timeout. Reconnecting in 8 s (attempt 4)"
    );
}

#[test]
fn the_listing_stays_and_is_made_again_when_the_connection_is_back() {
    let mut screen = Screen::online();
    lost(&mut screen, 1, Duration::from_secs(1));
    assert!(!screen.shown(Remote).is_empty());
    screen.keys("2 Enter");
    assert_eq!(screen.toast(), "not connected yet; Ctrl-R tries now");
    assert!(screen.take().is_empty());
    back(&mut screen);
    assert!(screen.is_online() && screen.app.countdown().is_none());
    assert_eq!(screen.toast(), "connected again");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

/// The engine repeats what had been asked: it is not asked twice.
#[test]
fn a_listing_under_way_is_waited_for() {
    let mut screen = Screen::online();
    screen.keys("2 R");
    assert_eq!(screen.commands().len(), 1);
    lost(&mut screen, 1, Duration::from_secs(1));
    back(&mut screen);
    assert!(screen.take().is_empty());
    screen.answer_remote("/pub", vec![file("new", 1)]);
    assert_eq!(screen.shown(Remote), ["new"]);
}

#[test]
fn ctrl_r_does_not_wait() {
    let mut screen = Screen::online();
    lost(&mut screen, 5, Duration::from_secs(16));
    assert_eq!(screen.app.countdown_keys()[0].key, "Ctrl-R");
    assert_eq!(screen.app.key_bar()[1].key, "Ctrl-R");
    screen.keys("Ctrl-R");
    assert!(matches!(screen.commands().as_slice(), [Command::Reconnect]));
    assert_eq!(screen.app.countdown().unwrap().left, 0);
}

#[test]
fn esc_gives_up_once_nothing_is_marked() {
    let mut screen = Screen::online();
    screen.keys("2 j Space");
    lost(&mut screen, 2, Duration::from_secs(2));
    assert_eq!(screen.app.countdown_keys()[1].key, "Ctrl-C");
    screen.keys("Esc");
    assert!(screen.take().is_empty() && screen.app.countdown().is_some());
    assert_eq!(screen.app.countdown_keys()[1].key, "Esc");
    screen.keys("Esc");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Disconnect]
    ));
    let reason = Some("connection lost: 421 Timeout".to_owned());
    assert_eq!(screen.app.link, Link::Offline { reason });
    // What the engine tells on the way changes nothing.
    lost(&mut screen, 3, Duration::from_secs(4));
    screen.disconnected(None);
    back(&mut screen);
    assert!(matches!(screen.app.link, Link::Offline { .. }));
    assert!(!screen.shown(Remote).is_empty(), "the listing stays");
    assert!(screen.toast().starts_with("gave up reconnecting"));
    screen.keys("Ctrl-R");
    screen.connected();
    let commands = screen.commands();
    assert!(
        matches!(
            commands.as_slice(),
            [Command::Connect(_), Command::List { path: to, .. }] if *to == path("/pub")
        ),
        "{commands:?}"
    );
}

#[test]
fn ctrl_c_gives_up_from_every_view() {
    for view in ["T", "L", "p"] {
        let mut screen = Screen::online();
        screen.keys("2 j");
        screen.keys(view);
        lost(&mut screen, 2, Duration::from_secs(2));
        screen.keys("Ctrl-C");
        assert!(
            matches!(screen.commands().as_slice(), [Command::Disconnect]),
            "{view}"
        );
        assert!(screen.app.countdown().is_none());
    }
}

#[test]
fn a_login_refused_by_now_is_asked_for() {
    let refused = || Problem::new(Cause::Login, "refused the login as anna").words("530 no");
    let mut screen = Screen::online();
    lost(&mut screen, 1, Duration::from_secs(1));
    screen.disconnected(Some(refused()));
    match &screen.app.overlay {
        Some(Overlay::Connect(form)) => {
            assert_eq!(form.field, Field::Password);
            assert_eq!(form.user.value(), "anna");
            assert!(form.error.as_ref().unwrap().contains("530 no"));
        }
        other => panic!("no form but {other:?}"),
    }
    assert!(!screen.shown(Remote).is_empty());
    screen.text("new");
    screen.keys("Enter");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Connect(_)]
    ));
    // Nothing breaks into what is typed.
    let mut screen = Screen::online();
    screen.keys("2 F7");
    screen.disconnected(Some(refused()));
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    assert!(screen.toast().contains("530 no"));
}

#[test]
fn an_idle_connection_that_was_closed_sleeps_without_a_fuss() {
    let text = "the server closed the idle connection (421 Timeout.); the next action reconnects";
    let mut screen = Screen::online();
    screen.event(Event::Asleep(text.into()));
    assert!(screen.is_online() && screen.app.is_asleep());
    assert_eq!(screen.toast(), text);
    assert!(screen.take().is_empty());
    screen.keys("2 R");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { .. }]
    ));
    // Tries that nobody needs any more end so as well.
    lost(&mut screen, 5, Duration::from_secs(16));
    assert!(!screen.app.is_asleep());
    screen.event(Event::Asleep(text.into()));
    assert!(screen.is_online() && screen.app.is_asleep());
}

#[test]
fn the_menu_switches_keeping_alive_on_and_off() {
    let mut screen = Screen::online();
    let mark = |screen: &Screen| {
        let item = screen.app.menus().swap_remove(1).items;
        let item = item.into_iter().find(|item| item.label == "Keep alive");
        item.unwrap().mark
    };
    assert_eq!(mark(&screen), ItemMark::Check(false));
    screen.keys("Alt-N k");
    let half_a_minute = Some(Duration::from_secs(30));
    assert!(
        matches!(screen.commands().as_slice(), [Command::SetKeepAlive(time)] if *time == half_a_minute)
    );
    assert_eq!(mark(&screen), ItemMark::Check(true));
    assert_eq!(screen.toast(), "keep alive: NOOP after 30 s of silence");
    screen.disconnected(None);
    screen.keys("Ctrl-R");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Connect(site)] if site.keep_alive == half_a_minute
    ));
    screen.connected();
    screen.take();
    screen.keys("Alt-N k");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetKeepAlive(None)]
    ));
}

#[test]
fn what_was_told_before_makes_room_for_the_countdown_and_what_comes_meanwhile_is_told() {
    let mut screen = Screen::online();
    screen.line("case");
    assert!(!screen.toast().is_empty());
    lost(&mut screen, 1, Duration::from_secs(4));
    assert!(screen.app.toast.is_none());
    screen.event(Event::Notice("No room on this computer".into()));
    assert_eq!(screen.toast(), "No room on this computer");
    lost(&mut screen, 2, Duration::from_secs(4));
    assert_eq!(
        screen.toast(),
        "No room on this computer",
        "until its time is over"
    );
    screen.wait(60_000);
    assert!(screen.app.toast.is_none());
}
