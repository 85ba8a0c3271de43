//! Bandwidth, sessions, the end of a batch, the settings.

use crate::screen::*;
use std::time::Duration;
use twoport::app::{Effect, Message, Overlay, ToastKind};
use twoport::engine::problem::Cause;
use twoport::engine::{Batch, Command, Event, Problem};
use twoport::model::{OnConflict, RateLimits, Settings};

fn retype(screen: &mut Screen, text: &str) {
    screen.keys("Ctrl-U");
    screen.text(text);
}

#[test]
fn the_bandwidth_is_asked_for_both_ways_for_all_and_for_the_site() {
    let mut screen = Screen::online();
    screen.keys("T b");
    screen.text("2M");
    screen.keys("Tab Tab");
    screen.text("500k");
    screen.keys("Enter");
    let two = RateLimits {
        down: Some(2 << 20),
        up: None,
    };
    let half = RateLimits {
        down: Some(500 << 10),
        up: None,
    };
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetLimits(all), Command::SetSiteLimits(site)] if *all == two && *site == half
    ));
    assert_eq!(screen.toast(), "bandwidth: down 500k, up none a second");
    assert_eq!(screen.app.limits_in_force(), half);
    // What is the same again is not asked for again.
    screen.keys("b Enter");
    assert!(screen.take().is_empty());
    screen.keys("b Tab Tab");
    retype(&mut screen, "0");
    screen.keys("Enter");
    let none = RateLimits::default();
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetSiteLimits(site)] if *site == none
    ));
    screen.event(Event::LimitsChanged(none));
    assert!(screen.app.limits_in_force().is_none());
}

#[test]
fn a_rate_that_makes_no_sense_is_told_in_the_form() {
    let mut screen = Screen::offline();
    screen.keys("T b Tab");
    retype(&mut screen, "fast");
    screen.keys("Shift-Tab Enter");
    assert!(screen.take().is_empty());
    match &screen.app.overlay {
        Some(Overlay::Limits(form)) => {
            assert!(
                form.error
                    .as_ref()
                    .unwrap()
                    .contains("write 2M, 500k, or none")
            );
            assert_eq!(form.field, 1, "the field to blame");
            assert!(form.site.is_none(), "no site, no limits of its own");
        }
        other => panic!("{other:?}"),
    }
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn the_number_of_sessions_is_asked_for() {
    let mut screen = Screen::online();
    screen.keys("T n");
    retype(&mut screen, "17");
    screen.keys("Enter");
    match &screen.app.overlay {
        Some(Overlay::Prompt(prompt)) => {
            assert_eq!(
                prompt.error.as_deref(),
                Some("`17` is not a number from 0 to 16")
            );
        }
        other => panic!("{other:?}"),
    }
    retype(&mut screen, "5");
    screen.keys("Enter");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetSessions(5)]
    ));
    assert_eq!(screen.app.sessions_allowed(), 5);
    assert_eq!(screen.toast(), "5 sessions may move files");
    screen.keys("n");
    screen.text("0");
    screen.keys("Enter");
    assert!(screen.toast().contains("on the session of the panes"));
}

fn batch(done: usize, failed: usize, seconds: u64) -> Batch {
    Batch {
        done,
        failed,
        may_pass: failed,
        left_out: 0,
        cancelled: 0,
        bytes: 13_743_895_347,
        took: Duration::from_secs(seconds),
    }
}

#[test]
fn the_end_of_a_batch_is_told_in_a_line() {
    let mut screen = Screen::online();
    screen.event(Event::BatchEnded(batch(41, 1, 187)));
    assert_eq!(
        screen.toast(),
        "41 files done, 12.8 GiB in 3:07; 1 failed  T R to retry"
    );
    assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Error);
    screen.keys("j");
    let may_pass = 0;
    screen.event(Event::BatchEnded(Batch {
        may_pass,
        ..batch(41, 1, 187)
    }));
    assert_eq!(screen.toast(), "41 files done, 12.8 GiB in 3:07; 1 failed");
    let mut screen = Screen::online();
    screen.event(Event::Ended(outcome("/pub/x", "/elsewhere/x")));
    let told = screen.toast().to_owned();
    screen.event(Event::BatchEnded(batch(1, 0, 187)));
    assert_eq!(screen.toast(), told, "one file is told of in more words");
}

#[test]
fn a_batch_of_which_nothing_was_moved_is_no_success() {
    let nothing = |left_out, cancelled| Batch {
        left_out,
        cancelled,
        bytes: 0,
        ..batch(0, 0, 8)
    };
    for (left_out, cancelled, told) in [
        (3, 3, "nothing was moved: 3 cancelled"),
        (3, 0, "nothing was moved: 3 left out"),
        (3, 1, "nothing was moved: 1 cancelled; 2 left out"),
    ] {
        let mut screen = Screen::online();
        screen.event(Event::BatchEnded(nothing(left_out, cancelled)));
        assert_eq!(screen.toast(), told);
        assert_eq!(screen.app.toast.as_ref().unwrap().kind, ToastKind::Info);
    }
}

fn notices(screen: &mut Screen) -> Vec<String> {
    let effects = screen.take().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Notify(text) => Some(text),
            _ => None,
        })
        .collect()
}

#[test]
fn the_terminal_is_told_of_long_batches_that_nobody_watches() {
    let mut screen = Screen::online();
    screen.event(Event::BatchEnded(batch(41, 0, 187)));
    assert!(notices(&mut screen).is_empty(), "somebody looks");
    screen.send(Message::Focus(false));
    screen.event(Event::BatchEnded(batch(41, 0, 30)));
    assert!(notices(&mut screen).is_empty(), "too short");
    screen.event(Event::BatchEnded(batch(41, 0, 31)));
    assert_eq!(notices(&mut screen), ["41 files done, 12.8 GiB in 31.0 s"]);
    screen.send(Message::Focus(true));
    screen.event(Event::BatchEnded(batch(41, 0, 187)));
    assert!(notices(&mut screen).is_empty());
    screen.send(Message::Focus(false));
    screen.app.settings.notify = false;
    screen.event(Event::BatchEnded(batch(41, 0, 187)));
    assert!(notices(&mut screen).is_empty(), "not wanted");
}

#[test]
fn a_program_of_the_users_is_run_with_what_happened() {
    let mut screen = Screen::online();
    let words = ["notify-send", "{done}/{failed}", "Twoport: {summary}"];
    screen.app.settings.when_done = words.map(str::to_owned).to_vec();
    screen.event(Event::BatchEnded(batch(41, 1, 187)));
    match screen.take().as_slice() {
        [
            Effect::Run {
                command,
                environment,
            },
        ] => {
            let summary = "41 files done, 12.8 GiB in 3:07; 1 failed";
            assert_eq!(
                *command,
                ["notify-send", "41/1", &format!("Twoport: {summary}")]
            );
            let value = |name| {
                let known = environment.iter().find(|(known, _)| *known == name);
                known.map(|(_, value)| value.as_str())
            };
            assert_eq!(value("TWOPORT_DONE"), Some("41"));
            assert_eq!(value("TWOPORT_FAILED"), Some("1"));
            assert_eq!(value("TWOPORT_SECONDS"), Some("187"));
            assert_eq!(value("TWOPORT_SUMMARY"), Some(summary));
        }
        other => panic!("{other:?}"),
    }
    let problem = Problem::new(Cause::Local, "Running notify-send failed");
    screen.send(Message::RunFailed(problem));
    assert_eq!(screen.toast(), "Running notify-send failed");
}

fn own_settings() -> Settings {
    let mut settings = Settings {
        sessions: 5,
        ..Settings::default()
    };
    settings.policy.on_conflict = Some(OnConflict::Newer);
    settings.limits.up = Some(1 << 20);
    settings
}

#[test]
fn the_settings_are_given_to_new_sites_and_to_the_engine() {
    let mut screen = Screen::bare();
    screen.app.settings = own_settings();
    screen.effects = screen.app.start(None);
    let limits = own_settings().limits;
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetLimits(all)] if *all == limits
    ));
    screen.keys("o");
    screen.text("ftp.example.org");
    screen.keys("Enter");
    let commands = screen.commands();
    let site = commands.iter().find_map(|command| match command {
        Command::Connect(site) => Some(site),
        _ => None,
    });
    let site = site.unwrap();
    assert_eq!(site.transfer_sessions, 5);
    assert_eq!(site.policy.on_conflict, Some(OnConflict::Newer));
}

#[test]
fn a_site_of_the_command_line_keeps_what_was_said_there() {
    let mut own = site();
    own.policy.retries = 1;
    own.transfer_sessions = 2;
    let mut screen = Screen::bare();
    screen.app.settings = own_settings();
    screen.effects = screen.app.start(Some(own));
    let commands = screen.commands();
    assert!(commands.iter().any(|command| matches!(
        command,
        Command::Connect(site) if site.policy.retries == 1 && site.transfer_sessions == 2
    )));
}

#[test]
fn settings_that_cannot_be_read_are_shown() {
    let mut screen = Screen::offline();
    let wrong = "config.toml, line 3, column 1: there is no setting `speed`";
    screen.app.tell_wrong_settings(vec![wrong.into()]);
    assert!(matches!(
        &screen.app.overlay,
        Some(Overlay::Notice { lines, .. }) if lines[0] == wrong
    ));
    screen.keys("Esc o");
    screen.app.tell_wrong_settings(vec![wrong.into()]);
    assert!(
        matches!(screen.app.overlay, Some(Overlay::Connect(_))),
        "nobody is broken into"
    );
    assert_eq!(screen.toast(), wrong);
}
