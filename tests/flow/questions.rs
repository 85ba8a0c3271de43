//! Names that are taken.

use crate::screen::*;
use twoport::app::{Focus, Overlay, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, DropId, Event, Problem};
use twoport::model::OnConflict;

/// A drop has just been made; its name is taken.
fn dropped() -> (Screen, DropId) {
    let mut screen = Screen::online();
    screen.stand_on("backup.sql.gz");
    screen.keys("F5");
    let id = screen.order().id;
    (screen, id)
}

fn conflict(drop: DropId) -> Event {
    Event::Conflict {
        drop,
        names: vec!["backup.sql.gz".into()],
        target: "/pub".into(),
    }
}

fn answer(screen: &mut Screen) -> Option<OnConflict> {
    let commands = screen.commands();
    match commands.as_slice() {
        [Command::AnswerConflict { answer, .. }] => *answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_one_who_has_just_dropped_is_asked_at_once() {
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    assert!(matches!(
        screen.question(),
        Question::Conflict { drop: asked, .. } if *asked == drop
    ));
    assert!(screen.app.questions.is_empty());
}

#[test]
fn later_or_while_typing_it_waits_as_a_chip() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.questions.len(), 1);
    assert_eq!(screen.toast(), "backup.sql.gz is there already; a answers");

    for typing in ["F7", "/", "g"] {
        let (mut screen, drop) = dropped();
        screen.keys(typing);
        screen.event(conflict(drop));
        assert!(
            !matches!(screen.app.overlay, Some(Overlay::Question(_))),
            "{typing}"
        );
        assert_eq!(screen.app.questions.len(), 1, "{typing}");
    }
}

#[test]
fn a_answers_from_any_view_but_is_a_letter_in_a_prompt() {
    for view in ["", "T", "L"] {
        let (mut screen, drop) = dropped();
        screen.wait(2_000);
        screen.event(conflict(drop));
        screen.keys(view);
        screen.keys("a");
        assert!(
            matches!(screen.question(), Question::Conflict { .. }),
            "{view}"
        );
        assert!(screen.app.questions.is_empty());
    }
    let (mut screen, drop) = dropped();
    screen.keys("F7");
    screen.event(conflict(drop));
    screen.text("a");
    assert_eq!(screen.app.questions.len(), 1);
    screen.keys("Esc a");
    assert!(matches!(screen.question(), Question::Conflict { .. }));
}

#[test]
fn the_chip_is_in_the_key_bar() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    let bar = screen.app.key_bar();
    assert_eq!(
        (bar[1].key.as_str(), bar[1].label.as_str()),
        ("a", "Answer")
    );
}

#[test]
fn each_answer_has_its_key_and_enter_is_the_safe_one() {
    for (key, expected) in [
        ("o", Some(OnConflict::Overwrite)),
        ("s", Some(OnConflict::Skip)),
        ("Enter", Some(OnConflict::Skip)),
        ("n", Some(OnConflict::Rename)),
        ("Esc", None),
        ("c", None),
        ("Ctrl-C", None),
    ] {
        let (mut screen, drop) = dropped();
        screen.event(conflict(drop));
        screen.keys(key);
        assert_eq!(answer(&mut screen), expected, "{key}");
        assert!(screen.app.overlay.is_none());
    }
}

#[test]
fn a_drop_that_was_given_up_is_asked_about_no_more() {
    let problem = || Problem::new(Cause::Connection, "The connection was lost");
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    screen.event(Event::DropFailed {
        drop,
        whole: true,
        problem: problem(),
    });
    assert!(screen.app.overlay.is_none());
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    screen.event(Event::DropFailed {
        drop,
        whole: true,
        problem: problem(),
    });
    assert!(screen.app.questions.is_empty());
}

#[test]
fn a_folder_that_failed_leaves_the_question_about_the_rest() {
    let part = |drop| Event::DropFailed {
        drop,
        whole: false,
        problem: Problem::new(Cause::Refused, "Reading the folder /pub/secret failed"),
    };
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    screen.event(part(drop));
    assert_eq!(screen.toast(), "Reading the folder /pub/secret failed");
    screen.keys("o");
    assert_eq!(answer(&mut screen), Some(OnConflict::Overwrite));
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    screen.event(part(drop));
    assert_eq!(screen.app.questions.len(), 1);
}

#[test]
fn u_takes_the_last_drop_back_once_with_its_question() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    screen.keys("u");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::TakeBack(taken)] if *taken == drop
    ));
    assert!(screen.app.questions.is_empty());
    assert_eq!(
        screen.toast(),
        "took the last drop back: what had not begun is cancelled"
    );
    screen.keys("u");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "there is no drop to take back");
}

#[test]
fn questions_are_answered_in_the_order_they_came() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    screen.event(conflict(DropId(77)));
    assert_eq!(screen.app.questions.len(), 2);
    screen.keys("a s");
    screen.take();
    assert!(
        screen.app.overlay.is_none(),
        "the next one waits till it is asked for"
    );
    screen.keys("a");
    assert!(matches!(
        screen.question(),
        Question::Conflict {
            drop: DropId(77),
            ..
        }
    ));
    assert_eq!(screen.app.focus, Focus::Pane(twoport::model::Shore::Local));
}
