//! Names that are taken.

use crate::screen::*;
use twoport::app::conflicts::Contents;
use twoport::app::{Focus, Message, Overlay, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, DropId, Event, Problem};
use twoport::model::{AnswerScope, OnConflict, TransferId, TransferState};

/// A drop has just been made; its name is taken.
fn dropped() -> (Screen, DropId) {
    let mut screen = Screen::online();
    screen.stand_on("backup.sql.gz");
    screen.keys("F5");
    let id = screen.order().id;
    (screen, id)
}

fn conflict(drop: DropId) -> Event {
    crate::screen::conflict(drop, &[1])
}

/// The answer that was given; `None` if the drop is taken back.
fn answer(screen: &mut Screen) -> Option<(u64, OnConflict, AnswerScope)> {
    let commands = screen.commands();
    match commands.as_slice() {
        [Command::AnswerConflict { id, answer, scope }] => Some((id.0, *answer, *scope)),
        [Command::TakeBack(_)] => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_one_who_has_just_dropped_is_asked_at_once() {
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    assert!(matches!(
        screen.question(),
        Question::Conflict(asked) if asked.drop == drop
    ));
    assert!(screen.app.questions.is_empty());
}

/// Whoever is typing when the question opens has not read it.
#[test]
fn a_key_that_was_on_its_way_answers_nothing() {
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    assert!(screen.app.is_deaf());
    let left = screen.app.next_tick().unwrap();
    assert!(
        left.as_millis() <= 300,
        "the keys are shown when it listens"
    );
    let pressed = |screen: &mut Screen| screen.send(Message::Key("o".parse().unwrap()));
    screen.take();
    pressed(&mut screen);
    assert!(screen.take().is_empty());
    assert!(matches!(screen.question(), Question::Conflict(_)));
    screen.wait(300);
    pressed(&mut screen);
    let overwrite = Some((1, OnConflict::Overwrite, AnswerScope::File));
    assert_eq!(answer(&mut screen), overwrite);
}

/// Of one size: then only the contents tell.
fn of_one_size(drop: DropId, ids: &[u64]) -> Event {
    let Event::Conflict {
        drop,
        mut conflicts,
    } = crate::screen::conflict(drop, ids)
    else {
        unreachable!()
    };
    for conflict in &mut conflicts {
        conflict.present.size = conflict.source.size;
    }
    Event::Conflict { drop, conflicts }
}

fn contents(screen: &Screen) -> Contents {
    let Question::Conflict(asked) = screen.question() else {
        panic!("no conflict is asked about");
    };
    asked.contents
}

#[test]
fn h_compares_the_contents_of_files_of_one_size() {
    let (mut screen, drop) = dropped();
    screen.event(of_one_size(drop, &[1, 2]));
    let asks = |screen: &mut Screen| match screen.commands().as_slice() {
        [Command::CompareHeld { request, id }] => Some((*request, id.0)),
        _ => None,
    };
    for (same, known) in [
        (Some(true), Contents::Same),
        (Some(false), Contents::Different),
        (None, Contents::NoHash),
    ] {
        screen.keys("h");
        let (request, id) = asks(&mut screen).unwrap();
        assert_eq!((id, contents(&screen)), (1, Contents::Asked(request)));
        screen.keys("h");
        assert!(screen.commands().is_empty(), "it is being compared already");
        screen.event(Event::Compared { request, same });
        assert_eq!(contents(&screen), known);
    }
    screen.keys("h");
    let (request, _) = asks(&mut screen).unwrap();
    let problem = Problem::new(Cause::Connection, "Comparing failed");
    screen.event(Event::Failed { request, problem });
    assert_eq!(contents(&screen), Contents::Unknown);
    assert_eq!(screen.toast(), "Comparing failed");
    // An answer ends it, and the next file is another matter.
    screen.keys("h");
    let (request, _) = asks(&mut screen).unwrap();
    screen.keys("s");
    let commands = screen.commands();
    assert!(matches!(
        commands.as_slice(),
        [Command::Abandon(of), Command::AnswerConflict { .. }] if *of == request
    ));
    assert_eq!(contents(&screen), Contents::Unknown);
    screen.event(Event::Compared {
        request,
        same: Some(true),
    });
    assert_eq!(contents(&screen), Contents::Unknown);
}

#[test]
fn files_of_two_sizes_need_no_comparing() {
    let (mut screen, drop) = dropped();
    screen.event(conflict(drop));
    screen.keys("h");
    assert!(screen.commands().is_empty());
    assert_eq!(
        screen.toast(),
        "nothing to compare: the sizes are not the same"
    );
    let offered = |screen: &Screen| screen.app.key_bar().iter().any(|hint| hint.key == "h");
    assert!(!offered(&screen));
}

/// One that opens at a key is meant.
#[test]
fn a_question_that_was_asked_for_is_answered_at_once() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    screen.keys("a");
    assert!(!screen.app.is_deaf());
}

#[test]
fn later_or_while_typing_it_waits_as_a_chip() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(conflict(drop));
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.app.questions.len(), 1);
    assert_eq!(screen.toast(), "file1 is there already; a answers");

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
        assert!(matches!(screen.question(), Question::Conflict(_)), "{view}");
        assert!(screen.app.questions.is_empty());
    }
    let (mut screen, drop) = dropped();
    screen.keys("F7");
    screen.event(conflict(drop));
    screen.text("a");
    assert_eq!(screen.app.questions.len(), 1);
    screen.keys("Esc a");
    assert!(matches!(screen.question(), Question::Conflict(_)));
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
        ("r", Some(OnConflict::Resume)),
        ("n", Some(OnConflict::Rename)),
        ("s", Some(OnConflict::Skip)),
        ("Enter", Some(OnConflict::Skip)),
        ("w", Some(OnConflict::Newer)),
        ("z", Some(OnConflict::Size)),
        ("c", None),
    ] {
        let (mut screen, drop) = dropped();
        screen.event(conflict(drop));
        screen.keys(key);
        let expected = expected.map(|answer| (1, answer, AnswerScope::File));
        assert_eq!(answer(&mut screen), expected, "{key}");
        assert!(screen.app.overlay.is_none());
    }
}

#[test]
fn a_conflict_can_be_answered_later_and_the_drop_stays() {
    for key in ["Esc", "F10", "Ctrl-C"] {
        let (mut screen, drop) = dropped();
        screen.event(conflict(drop));
        screen.take();
        screen.keys(key);
        assert!(screen.app.overlay.is_none(), "{key}");
        assert!(screen.commands().is_empty(), "{key} cancels nothing");
        assert_eq!(screen.app.questions.len(), 1);
        assert_eq!(
            screen.toast(),
            "what has its name taken waits; a asks again"
        );
        // More of the same drop joins it, and does not open it.
        screen.event(crate::screen::conflict(drop, &[2]));
        assert!(screen.app.overlay.is_none());
        screen.keys("a");
        assert!(
            matches!(screen.question(), Question::Conflict(asked) if asked.conflicts.len() == 2)
        );
    }
}

#[test]
fn conflicts_of_one_drop_are_asked_about_one_after_another() {
    let (mut screen, drop) = dropped();
    screen.event(crate::screen::conflict(drop, &[1, 2]));
    // More are found while the first is asked about; one of them is known already.
    screen.event(crate::screen::conflict(drop, &[2, 3]));
    assert!(screen.app.questions.is_empty());
    let asked = |screen: &Screen| match screen.question() {
        Question::Conflict(asked) => (asked.conflicts.len(), asked.answered),
        other => panic!("{other:?}"),
    };
    assert_eq!(asked(&screen), (3, 0));
    screen.keys("o");
    assert_eq!(
        answer(&mut screen),
        Some((1, OnConflict::Overwrite, AnswerScope::File))
    );
    assert_eq!(screen.toast(), "file1: what is there is overwritten");
    assert_eq!(asked(&screen), (2, 1));
    screen.keys("Enter");
    assert_eq!(
        answer(&mut screen),
        Some((2, OnConflict::Skip, AnswerScope::File))
    );
    screen.keys("n");
    assert_eq!(
        answer(&mut screen),
        Some((3, OnConflict::Rename, AnswerScope::File))
    );
    assert!(screen.app.overlay.is_none());
}

#[test]
fn an_answer_may_be_for_the_drop_or_for_the_site() {
    for (keys, scope) in [
        ("a o", AnswerScope::Drop),
        ("a a o", AnswerScope::File),
        ("A o", AnswerScope::Site),
        ("a A o", AnswerScope::Site),
        ("A A o", AnswerScope::File),
    ] {
        let (mut screen, drop) = dropped();
        screen.event(crate::screen::conflict(drop, &[1, 2]));
        screen.keys(keys);
        assert_eq!(
            answer(&mut screen),
            Some((1, OnConflict::Overwrite, scope)),
            "{keys}"
        );
        let more = screen.app.overlay.is_some();
        assert_eq!(more, scope == AnswerScope::File, "{keys}");
    }
}

#[test]
fn what_cannot_be_resumed_is_not() {
    let (mut screen, drop) = dropped();
    let Event::Conflict { mut conflicts, .. } = conflict(drop) else {
        panic!("no conflict");
    };
    conflicts[0].present.size = Some(400_000_000);
    screen.event(Event::Conflict { drop, conflicts });
    screen.keys("r");
    assert!(screen.take().is_empty());
    assert_eq!(
        screen.toast(),
        "not to be resumed: what is there is longer than the source"
    );
    assert!(matches!(screen.question(), Question::Conflict(_)));
}

#[test]
fn the_dialog_follows_what_becomes_of_its_transfers() {
    let ended = |id| {
        let mut outcome = outcome("/pub/x", "/elsewhere/x");
        outcome.id = TransferId(id);
        outcome.state = TransferState::Cancelled;
        Event::Ended(outcome)
    };
    let (mut screen, drop) = dropped();
    screen.event(crate::screen::conflict(drop, &[1, 2]));
    screen.wait(300);
    assert!(!screen.app.is_deaf());
    screen.event(ended(1));
    match screen.question() {
        Question::Conflict(asked) => assert_eq!(asked.first().unwrap().id, TransferId(2)),
        other => panic!("{other:?}"),
    }
    // What is pressed just then was meant for the first.
    assert!(screen.app.is_deaf());
    screen.take();
    screen.send(Message::Key("o".parse().unwrap()));
    assert!(screen.take().is_empty());
    screen.event(ended(2));
    assert!(screen.app.overlay.is_none());
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(crate::screen::conflict(drop, &[1, 2]));
    assert_eq!(screen.toast(), "2 names are taken; a answers");
    screen.event(ended(2));
    assert_eq!(screen.app.questions.len(), 1, "several of one drop are one");
    screen.event(ended(1));
    assert!(screen.app.questions.is_empty());
}

#[test]
fn a_in_the_transfers_view_asks_about_the_row_under_the_cursor() {
    let (mut screen, drop) = dropped();
    screen.wait(2_000);
    screen.event(crate::screen::conflict(drop, &[1]));
    screen.event(crate::screen::conflict(DropId(77), &[5]));
    screen.queue(vec![
        transfer(1, TransferState::Held),
        transfer(5, TransferState::Held),
    ]);
    screen.keys("T j a");
    assert!(matches!(
        screen.question(),
        Question::Conflict(asked) if asked.drop == DropId(77)
    ));
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
    let overwrite = (1, OnConflict::Overwrite, AnswerScope::File);
    assert_eq!(answer(&mut screen), Some(overwrite));
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
    screen.keys("u");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "there is no drop to take back");
}

#[test]
fn u_asks_about_what_has_begun() {
    let begun = |screen: &mut Screen, drop, ids: &[u64]| {
        let ids = ids.iter().map(|id| TransferId(*id)).collect();
        screen.event(Event::UnderWay { drop, ids });
    };
    for (key, stops) in [("y", true), ("Enter", false), ("Esc", false)] {
        let (mut screen, drop) = dropped();
        screen.queue(vec![
            transfer(1, TransferState::Running),
            transfer(2, TransferState::Paused),
            transfer(3, TransferState::Running),
        ]);
        begun(&mut screen, drop, &[1]);
        assert!(screen.app.overlay.is_none(), "nobody has taken it back");
        screen.keys("u");
        screen.take();
        begun(&mut screen, drop, &[1, 2]);
        let asked = Question::StopDrops {
            drops: vec![drop],
            count: 2,
            bytes: 80,
        };
        assert_eq!(screen.question(), &asked);
        screen.keys(key);
        let commands = screen.commands();
        let stopped = matches!(commands.as_slice(), [Command::CancelDrop(one)] if *one == drop);
        assert_eq!(stopped, stops, "{key}: {commands:?}");
        assert!(screen.app.overlay.is_none());
    }
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
        Question::Conflict(asked) if asked.drop == DropId(77)
    ));
    assert_eq!(screen.app.focus, Focus::Pane(twoport::model::Shore::Local));
}
