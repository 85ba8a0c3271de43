//! The queue of last time, and leaving with one.

use crate::screen::*;
use twoport::app::{Effect, Overlay, Question};
use twoport::engine::Command;
use twoport::model::{AtStart, TransferState};

/// What was asked of the engine about queues of last time: the site, and whether it goes on.
fn asked(screen: &mut Screen) -> Vec<(String, bool)> {
    let commands = screen.commands().into_iter();
    commands
        .filter_map(|command| match command {
            Command::Restore { site, go } => Some((site.unwrap(), go)),
            _ => None,
        })
        .collect()
}

const BERT: &str = "bert@ftp.example.org";

#[test]
fn it_is_asked_about_and_goes_on_with_the_password_asked_for() {
    let mut screen = Screen::offline();
    screen.event(restored("bert", 12));
    match screen.question() {
        Question::Restored(queue) => assert_eq!(
            queue.summary(),
            "12 transfers for bert@ftp.example.org (3.00 GiB left), 1 failed"
        ),
        other => panic!("{other:?}"),
    }
    screen.keys("g");
    assert_eq!(asked(&mut screen), [(BERT.to_owned(), true)]);
    match &screen.app.overlay {
        Some(Overlay::Connect(form)) => {
            assert_eq!(form.user.value(), "bert");
            assert_eq!(form.field, twoport::app::Field::Password);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_anonymous_site_is_connected_to_at_once() {
    let mut screen = Screen::offline();
    screen.event(restored("anonymous", 12));
    screen.keys("g");
    let commands = screen.commands();
    assert!(matches!(
        commands.as_slice(),
        [Command::Restore { go: true, .. }, Command::Connect(site)] if site.user == "anonymous"
    ));
}

#[test]
fn p_leaves_it_paused_and_esc_asks_later() {
    let mut screen = Screen::offline();
    screen.event(restored("bert", 12));
    screen.keys("p");
    assert_eq!(asked(&mut screen), [(BERT.to_owned(), false)]);
    assert!(screen.app.overlay.is_none() && screen.app.questions.is_empty());
    for key in ["Esc", "Enter", "Ctrl-C"] {
        let mut screen = Screen::offline();
        screen.event(restored("bert", 12));
        screen.keys(key);
        assert!(screen.take().is_empty(), "{key}");
        assert_eq!(screen.app.questions.len(), 1, "{key}");
        screen.keys("a g");
        assert_eq!(asked(&mut screen), [(BERT.to_owned(), true)]);
    }
}

#[test]
fn while_somebody_types_it_waits() {
    let mut screen = Screen::offline();
    screen.keys("F7");
    screen.event(restored("bert", 12));
    assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
    assert_eq!(screen.app.questions.len(), 1);
}

#[test]
fn several_sites_are_asked_about_one_after_another() {
    let mut screen = Screen::offline();
    screen.event(restored("bert", 12));
    screen.event(restored("carla", 3));
    screen.keys("p");
    assert!(matches!(
        screen.question(),
        Question::Restored(queue) if queue.label == "carla@ftp.example.org"
    ));
    screen.keys("p");
    assert!(screen.app.overlay.is_none());
    let expected = [
        (BERT.to_owned(), false),
        ("carla@ftp.example.org".to_owned(), false),
    ];
    assert_eq!(asked(&mut screen), expected);
}

#[test]
fn where_there_is_a_connection_none_is_made() {
    let mut screen = Screen::online();
    screen.event(restored("anna", 2));
    screen.keys("g");
    assert_eq!(
        asked(&mut screen),
        [("anna@ftp.example.org".to_owned(), true)]
    );
    assert!(screen.app.overlay.is_none());
    assert!(screen.toast().starts_with("goes on: 2 transfers"));
    let mut screen = Screen::online();
    screen.event(restored("bert", 2));
    screen.keys("g");
    assert_eq!(asked(&mut screen), [(BERT.to_owned(), true)]);
    assert_eq!(
        screen.toast(),
        format!("goes on once you are connected to {BERT}")
    );
}

#[test]
fn the_settings_may_answer() {
    for (setting, go) in [(AtStart::Go, true), (AtStart::Pause, false)] {
        let mut screen = Screen::offline();
        screen.app.settings.at_start = setting;
        screen.event(restored("anonymous", 12));
        assert_eq!(screen.effects.iter().filter(|e| is_restore(e)).count(), 1);
        assert_eq!(
            asked(&mut screen),
            [("anonymous@ftp.example.org".to_owned(), go)]
        );
        assert!(screen.app.overlay.is_none() && screen.app.questions.is_empty());
    }
}

fn is_restore(effect: &Effect) -> bool {
    matches!(effect, Effect::Engine(Command::Restore { .. }))
}

#[test]
fn what_only_failed_is_told_and_not_asked_about() {
    let mut screen = Screen::offline();
    screen.event(restored("bert", 0));
    assert!(screen.app.overlay.is_none() && screen.take().is_empty());
    assert!(
        screen.toast().ends_with("1 failed; T shows it"),
        "{}",
        screen.toast()
    );
}

#[test]
fn leaving_says_how_much_is_not_done() {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Retrying),
        transfer(3, TransferState::Done),
    ]);
    screen.keys("q");
    assert_eq!(screen.question(), &Question::Quit { active: 2 });
    screen.keys("y");
    assert!(screen.app.quitting);
}
