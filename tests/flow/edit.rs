//! The queue edited as text.

use crate::screen::*;
use twoport::app::{EditPurpose, Effect, Message, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Fate, Problem};
use twoport::model::TransferState;

/// The transfers view with three transfers that have not ended, and the text in the editor.
fn editing() -> (Screen, String) {
    let mut screen = Screen::online();
    screen.queue(vec![
        transfer(1, TransferState::Running),
        transfer(2, TransferState::Queued),
        transfer(3, TransferState::Paused),
        transfer(4, TransferState::Done),
    ]);
    screen.keys("T e");
    let text = edited_text(&mut screen);
    (screen, text)
}

fn edited_text(screen: &mut Screen) -> String {
    match screen.take().as_slice() {
        [
            Effect::Edit {
                purpose: EditPurpose::Queue,
                text,
            },
        ] => text.clone(),
        other => panic!("{other:?}"),
    }
}

fn back(screen: &mut Screen, text: &str) {
    screen.send(Message::Edited {
        purpose: EditPurpose::Queue,
        outcome: Ok(Some(text.into())),
    });
}

/// Number, fate, as they were handed over.
fn order(screen: &mut Screen) -> Vec<(u64, Fate)> {
    match screen.commands().as_slice() {
        [Command::Rearrange(edits)] => edits.iter().map(|edit| (edit.id.0, edit.fate)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_not_ended_is_edited() {
    let (mut screen, text) = editing();
    assert!(
        text.starts_with("go          #1  download file1 -> ~/work  100 B\n"),
        "{text}"
    );
    assert!(!text.contains("#4 "));
    back(&mut screen, "p #2\ncancel #3\ngo #1\n");
    assert_eq!(
        order(&mut screen),
        [(2, Fate::Pause), (3, Fate::Cancel), (1, Fate::Go)]
    );
    assert_eq!(
        screen.toast(),
        "the queue is as you wrote it: 2 transfers, 1 transfer cancelled"
    );
}

#[test]
fn the_same_again_changes_nothing() {
    let (mut screen, text) = editing();
    back(&mut screen, &format!("{text}\n# a note\n"));
    assert!(screen.take().is_empty());
    assert_eq!(
        screen.toast(),
        "nothing was changed: the queue stays as it is"
    );
    screen.send(Message::Edited {
        purpose: EditPurpose::Queue,
        outcome: Ok(None),
    });
    assert!(screen.take().is_empty());
}

#[test]
fn lines_that_are_gone_are_cancelled_only_after_a_question() {
    for (key, expected) in [
        ("Enter", vec![(2, Fate::Go), (1, Fate::Go)]),
        ("n", vec![(2, Fate::Go), (1, Fate::Go)]),
        ("y", vec![(2, Fate::Go), (1, Fate::Go), (3, Fate::Cancel)]),
    ] {
        let (mut screen, _) = editing();
        back(&mut screen, "go #2\ngo #1\n");
        assert!(screen.take().is_empty(), "asked first");
        assert!(matches!(
            screen.question(),
            Question::RemovedLines(gone) if gone.names == ["file3"]
        ));
        screen.keys(key);
        assert_eq!(order(&mut screen), expected, "{key}");
    }
    let (mut screen, _) = editing();
    back(&mut screen, "go #2\ngo #1\n");
    screen.keys("Esc");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "the queue stays as it is");
    let (mut screen, _) = editing();
    back(&mut screen, "go #2\ngo #1\n");
    screen.keys("e");
    assert_eq!(edited_text(&mut screen), "go #2\ngo #1\n");
}

#[test]
fn what_cannot_be_read_is_told_and_edited_again_with_nothing_lost() {
    let (mut screen, _) = editing();
    back(&mut screen, "gone #1\ngo #2\ngo #3\n");
    match screen.question() {
        Question::WrongLines(wrong) => {
            let told = wrong.errors[0].to_string();
            assert_eq!(told, "line 1: `gone` is not go, pause or cancel");
        }
        other => panic!("{other:?}"),
    }
    screen.keys("Enter");
    let text = edited_text(&mut screen);
    assert_eq!(
        text,
        "#! line 2: `gone` is not go, pause or cancel\ngone #1\ngo #2\ngo #3\n"
    );
    back(&mut screen, &text.replace("gone #1", "pause #1"));
    assert_eq!(order(&mut screen)[0], (1, Fate::Pause));
    let (mut screen, _) = editing();
    back(&mut screen, "gone #1\n");
    screen.keys("Esc");
    assert!(screen.take().is_empty());
    assert!(screen.app.overlay.is_none());
}

#[test]
fn an_editor_that_does_not_start_is_told() {
    let (mut screen, _) = editing();
    screen.send(Message::Edited {
        purpose: EditPurpose::Queue,
        outcome: Err(Problem::new(Cause::Local, "Starting the editor ed failed")),
    });
    assert_eq!(screen.toast(), "Starting the editor ed failed");
    let mut screen = Screen::online();
    screen.keys("T e");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "nothing in the queue has not ended");
}
