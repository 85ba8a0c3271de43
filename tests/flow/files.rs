//! Marks; copy and move across; mkdir, rename, delete.

use crate::screen::*;
use twoport::app::{LocalJob, LocalOutcome, Message, Overlay, Question};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem};
use twoport::model::Shore::{Local, Remote};
use twoport::model::{EntryKind, OnConflict, Operation};

#[test]
fn space_marks_and_goes_down_but_never_the_parent() {
    let mut screen = Screen::offline();
    screen.keys("Space");
    assert!(screen.marks(Local).is_empty());
    assert_eq!(screen.at(Local), "invoices");
    screen.keys("Space Insert");
    assert_eq!(screen.marks(Local), ["invoices", "photos"]);
    screen.keys("Up Space");
    assert_eq!(screen.marks(Local), ["invoices"]);
}

#[test]
fn marks_can_be_inverted_set_and_taken_away() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("Space *");
    assert_eq!(screen.marks(Local).len(), 6);
    assert!(!screen.marks(Local).contains(&"photos".into()));
    screen.keys("Ctrl-A");
    assert_eq!(screen.app.local.marked(), (7, 2_253 + 333_447_168 + 19));
    screen.keys("Esc");
    assert_eq!(screen.app.local.marked(), (0, 0));
}

#[test]
fn f5_queues_the_row_under_the_cursor() {
    let mut screen = Screen::online();
    screen.stand_on("notes.txt");
    screen.keys("F5");
    let order = screen.order();
    assert_eq!((order.from, order.to), (local(WORK), remote("/pub")));
    assert_eq!(order.items.len(), 1);
    assert_eq!(order.items[0].size, Some(2_253));
    assert_eq!(order.operation, Operation::Copy);
    assert_eq!(order.on_conflict, OnConflict::Ask);
}

#[test]
fn f6_and_c_take_the_marked_ones_in_order() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("Space");
    screen.stand_on("incoming");
    screen.keys("Space F6");
    let order = screen.order();
    assert_eq!((order.from, order.to), (remote("/pub"), local(WORK)));
    assert_eq!(order.operation, Operation::Move);
    let names: Vec<_> = order.items.iter().map(|item| item.name.display()).collect();
    assert_eq!(names, ["incoming", "README"]);
    assert_eq!(order.items[0].kind, EntryKind::Dir);
    assert!(screen.marks(Remote).is_empty());
    screen.keys("c");
    assert_eq!(screen.order().operation, Operation::Copy);
}

#[test]
fn the_parent_is_no_item() {
    for key in ["F5", "F6", "p", "x", "F8", "F2"] {
        let mut screen = Screen::online();
        screen.keys(key);
        assert!(screen.take().is_empty(), "{key}");
        assert!(screen.toast().contains("../ is no item"), "{key}");
        assert!(
            screen.app.carry.is_none() && screen.app.overlay.is_none(),
            "{key}"
        );
    }
}

#[test]
fn copying_needs_a_connection() {
    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("F5");
    assert!(screen.take().is_empty());
    assert_eq!(screen.toast(), "not connected; o connects");
}

#[test]
fn a_folder_is_made_and_the_cursor_goes_to_it() {
    let mut screen = Screen::online();
    screen.keys("2 F7");
    screen.text("new");
    screen.keys("Enter");
    let commands = screen.commands();
    let [
        Command::MakeDir {
            request,
            path: made,
        },
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    assert_eq!(*made, path("/pub/new"));
    let summary = "made folder new".into();
    screen.event(Event::Done {
        request: *request,
        summary,
    });
    assert_eq!(screen.toast(), "made folder new");
    let mut entries = remote_entries();
    entries.push(directory("new"));
    screen.answer_remote("/pub", entries);
    assert_eq!(screen.at(Remote), "new");
}

#[test]
fn the_local_folder_is_made_by_a_local_job() {
    let mut screen = Screen::offline();
    screen.keys("a");
    screen.text("new");
    screen.keys("Enter");
    let jobs = screen.jobs();
    assert_eq!(jobs[0].1, LocalJob::MakeDir(format!("{WORK}/new").into()));
    screen.send(Message::Local {
        request: jobs[0].0,
        outcome: Ok(LocalOutcome::Done("made folder new".into())),
    });
    assert_eq!(screen.toast(), "made folder new");
    assert!(matches!(screen.jobs()[0].1, LocalJob::List(_)));
}

#[test]
fn names_that_will_not_do_keep_the_prompt_open() {
    for (typed, word) in [
        ("", "a name is needed"),
        ("..", "not a name"),
        ("/a/b", "no `/`"),
        ("a/../b", "not a name"),
        ("photos", "there already"),
    ] {
        let mut screen = Screen::offline();
        screen.keys("F7");
        screen.text(typed);
        screen.keys("Enter");
        assert!(screen.take().is_empty(), "{typed}");
        assert!(screen.toast().contains(word), "{typed}: {}", screen.toast());
        assert!(matches!(screen.app.overlay, Some(Overlay::Prompt(_))));
        screen.keys("Esc");
        assert!(screen.app.overlay.is_none());
    }
}

#[test]
fn rename_begins_with_the_old_name() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("r");
    screen.text(".txt");
    screen.keys("Enter");
    let commands = screen.commands();
    assert!(matches!(
        commands.as_slice(),
        [Command::Rename { from, to, .. }]
            if *from == path("/pub/README") && *to == path("/pub/README.txt")
    ));
}

#[test]
fn a_name_left_as_it_was_is_not_renamed() {
    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("F2 Enter");
    assert!(screen.take().is_empty());
    assert!(screen.app.overlay.is_none());
}

#[test]
fn local_rename_is_a_local_job() {
    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("F2 Ctrl-U");
    screen.text("x");
    screen.keys("Enter");
    assert_eq!(
        screen.jobs()[0].1,
        LocalJob::Rename {
            from: format!("{WORK}/notes.txt").into(),
            to: format!("{WORK}/x").into(),
        }
    );
}

#[test]
fn delete_asks_and_lists_and_enter_keeps() {
    for key in ["F8", "Del", "d"] {
        let mut screen = Screen::online();
        screen.keys("2");
        screen.stand_on("incoming");
        screen.keys("Space");
        screen.stand_on("README");
        screen.keys("Space");
        screen.keys(key);
        assert!(matches!(
            screen.question(),
            Question::DeleteRemote { named, place, .. }
                if *named == ["incoming/", "README"] && place == "/pub"
        ));
        let counted = screen.commands();
        assert!(
            matches!(counted.as_slice(), [Command::List { .. }]),
            "{counted:?}"
        );
        screen.keys("Enter");
        assert!(screen.take().is_empty());
        assert!(screen.app.overlay.is_none());
        assert_eq!(screen.marks(Remote).len(), 2);
        screen.keys(key);
        screen.take();
        screen.keys(key);
        assert!(
            screen.take().is_empty(),
            "the same key twice does not delete"
        );
        assert!(screen.app.overlay.is_some());
    }
}

#[test]
fn delete_deletes_only_on_yes() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("incoming");
    screen.keys("F8 y");
    let commands = screen.commands();
    let [Command::List { .. }, Command::Delete { request, targets }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(*targets, [(path("/pub/incoming"), EntryKind::Dir)]);
    screen.event(Event::Done {
        request: *request,
        summary: "deleted 1 folder".into(),
    });
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::List { .. }]
    ));

    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("d y");
    let expected = LocalJob::Delete(vec![format!("{WORK}/notes.txt").into()]);
    assert_eq!(screen.jobs()[0].1, expected);
}

#[test]
fn a_local_failure_is_told_and_logged() {
    let mut screen = Screen::offline();
    screen.stand_on("notes.txt");
    screen.keys("d y");
    let (request, _) = screen.jobs().remove(0);
    let problem = Problem::new(Cause::Local, "Deleting notes.txt failed").words("read-only");
    screen.send(Message::Local {
        request,
        outcome: Err(problem),
    });
    assert_eq!(screen.toast(), "Deleting notes.txt failed: read-only");
    assert_eq!(screen.app.log.unread, 1);
}

#[test]
fn a_result_does_not_break_into_a_walk_elsewhere() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("d y");
    let commands = screen.commands();
    let Command::Delete { request, .. } = &commands[0] else {
        panic!("{commands:?}");
    };
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.take();
    screen.event(Event::Done {
        request: *request,
        summary: "deleted 1 file".into(),
    });
    assert!(
        screen.take().is_empty(),
        "the listing under way is not given up"
    );
    screen.answer_remote("/pub/logs", vec![]);
    assert_eq!(screen.app.remote.title, "/pub/logs");
}

#[test]
fn a_name_of_another_folder_is_not_renamed_by_a_listing_that_comes_late() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.stand_on("README");
    screen.keys("r");
    screen.answer_remote("/pub/logs", vec![file("README", 3)]);
    screen.take();
    screen.text("-old");
    screen.keys("Enter");
    assert!(screen.take().is_empty(), "{}", screen.toast());
    assert!(screen.toast().contains("another folder"));
}

#[test]
fn what_appears_in_a_folder_that_was_left_moves_no_cursor() {
    for (key, typed) in [("F7", "logs"), ("F7", "logs/2026"), ("F2", "logs")] {
        let mut screen = Screen::online();
        screen.keys("2 R");
        screen.answer_remote("/pub", vec![directory("deep"), file("README", 3)]);
        screen.stand_on("README");
        screen.take();
        screen.keys(key);
        screen.keys("Ctrl-U");
        screen.text(typed);
        screen.keys("Enter");
        let mut commands = screen.commands();
        let last = commands.pop().unwrap();
        let (Command::MakeDir { request, .. } | Command::Rename { request, .. }) = last else {
            panic!("{last:?}");
        };
        screen.stand_on("deep");
        screen.keys("Enter");
        screen.answer_remote("/pub/deep", vec![directory("logs"), directory("a")]);
        screen.take();
        screen.event(Event::Done {
            request,
            summary: "done".into(),
        });
        let commands = screen.commands();
        assert!(
            matches!(commands.as_slice(), [Command::List { path: listed, .. }]
                if *listed == path("/pub/deep")),
            "only what may have changed: {commands:?}"
        );
        screen.answer_remote("/pub/deep", vec![directory("logs"), directory("a")]);
        assert_eq!(screen.at(Remote), "../", "{key} {typed}");
    }
}

#[test]
fn a_folder_is_not_made_in_one_that_comes_while_its_name_is_typed() {
    for typed in ["new", "new/er"] {
        let mut screen = Screen::online();
        screen.keys("2");
        screen.stand_on("logs");
        screen.keys("Enter F7");
        screen.answer_remote("/pub/logs", vec![]);
        screen.take();
        screen.text(typed);
        screen.keys("Enter");
        assert!(screen.take().is_empty(), "{}", screen.toast());
        assert!(screen.toast().contains("another folder"));
        assert!(screen.app.overlay.is_none());
    }
}

#[test]
fn ctrl_c_in_the_question_counts_no_longer_and_says_so() {
    let mut screen = Screen::online();
    screen.stand_on("photos");
    screen.keys("d Ctrl-C");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.toast(), "nothing was deleted");
    assert_eq!(screen.app.deletion_words(), None);
}
